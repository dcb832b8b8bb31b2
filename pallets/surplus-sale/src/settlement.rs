//! The orders of a cleared round are settled in their order, bids first.
//!
//! The pot never owes more than it has: the fills sum up exactly (see [`crate::math`]), a bid and
//! the provider pay rounded up, an offer is paid rounded down, and all that comes in does so before
//! anything goes out.

use crate::{pallet::*, types::*, WeightInfo};
use alloc::vec::Vec;
use commonwatt_primitives::{
	ledger::{Inflow, Ledger, Settled},
	Energy, ProviderId, RoundId,
};
use frame_support::{ensure, storage::with_storage_layer, traits::Get, weights::Weight};
use sp_io::storage::{commit_transaction, rollback_transaction, start_transaction};
use sp_runtime::{DispatchError, DispatchResult};

/// The orders that a call settles, and how many places it went on, cancelled ones included.
struct Batch<AccountId> {
	bids: Vec<Deal<AccountId>>,
	offers: Vec<Deal<AccountId>>,
	places: u32,
}

impl<T: Config> Pallet<T> {
	/// What settling so many orders weighs, of whichever side.
	pub(crate) fn settle_weight(orders: u32) -> Weight {
		let weight = T::WeightInfo::settle_bids(orders).max(T::WeightInfo::settle_offers(orders));
		// Benchmarks settle the orders of one network; at worst each belongs to another.
		weight.saturating_add(T::DbWeight::get().reads_writes(3, 2).saturating_mul(orders as u64))
	}

	/// Settles up to `limit` orders and returns how many, cancelled ones included. The last one
	/// ends the round. Changes nothing where it fails.
	pub(crate) fn do_settle(
		provider: ProviderId,
		round: RoundId,
		limit: u32,
	) -> Result<u32, DispatchError> {
		with_storage_layer(|| {
			let mut book = Books::<T>::get(round, provider).ok_or(Error::<T>::RoundNotFound)?;
			let mut settlement = book.settlement.ok_or(Error::<T>::NotCleared)?;
			let batch = Self::next_orders(provider, round, &book, &mut settlement, limit)?;
			// All that can fail, and what comes in before what goes out.
			Self::charge(&batch.bids)?;
			Self::pay(batch.offers.iter().map(|deal| (&deal.order.owner, deal.money)))?;
			for deal in batch.bids.into_iter().chain(batch.offers) {
				Self::conclude(provider, round, deal);
			}
			if settlement.next(&book).is_none() {
				Self::finish(provider, round, book, settlement)?;
			} else {
				book.settlement = Some(settlement);
				Books::<T>::insert(round, provider, book);
			}
			Ok(batch.places)
		})
	}

	/// Takes the next orders out of the book, with what each gets. Stops before the first that the
	/// round's money does not pay for: what comes before it is settled.
	fn next_orders(
		provider: ProviderId,
		round: RoundId,
		book: &Book<T>,
		settlement: &mut Settlement,
		limit: u32,
	) -> Result<Batch<T::AccountId>, DispatchError> {
		let mut batch = Batch { bids: Vec::new(), offers: Vec::new(), places: 0 };
		while let Some(first) = settlement.next(book).filter(|_| batch.places < limit) {
			let (side, page) = (first.side, first.page());
			let mut slots = Orders::<T>::get((provider, round, page)).unwrap_or_default();
			let placed = book.ladder(side).placed;
			let page_end = page.page.saturating_add(1).saturating_mul(ORDERS_PER_PAGE).min(placed);
			let end = first.index.saturating_add(limit.saturating_sub(batch.places)).min(page_end);
			for index in first.index..end {
				let id = OrderId { side, index };
				if let Some(order) = slots.get_mut(id.slot()).and_then(Option::take) {
					let Some((filled, money)) =
						settlement.settle(&book.tariff, side, order.tick, order.energy)
					else {
						ensure!(batch.places > 0, Error::<T>::MoneyMissing);
						return Ok(batch);
					};
					let deals = match side {
						Side::Bid => &mut batch.bids,
						Side::Offer => &mut batch.offers,
					};
					deals.push(Deal { id, order, filled, money });
				}
				settlement.progress(side).next = index.saturating_add(1);
				batch.places = batch.places.saturating_add(1);
			}
			// A page stays as it is until its last order is settled.
			if end == page_end {
				Orders::<T>::remove((provider, round, page));
			}
		}
		Ok(batch)
	}

	/// Tells what an order came to, and the ledger first of all.
	fn conclude(provider: ProviderId, round: RoundId, deal: Deal<T::AccountId>) {
		let Deal { id, order, filled, money } = deal;
		let network = order.network;
		Self::deposit_event(Event::OrderSettled {
			provider,
			round,
			order: id,
			network,
			filled,
			money,
		});
		if let Err(error) = isolated(|| Self::book_energy(&order, filled)) {
			Unbooked::<T>::insert((provider, round, id), Refused { order, filled });
			Self::deposit_event(Event::BookingRefused {
				provider,
				round,
				order: id,
				network,
				error,
			});
		}
	}

	/// Tells the ledger what an order came to.
	fn book_energy(order: &Order<T::AccountId>, filled: Energy) -> DispatchResult {
		let Order { network, energy: offered, .. } = *order;
		match order.purpose {
			Purpose::Offer { month } => {
				T::Ledger::settle(network, Settled::Offer { month, offered, sold: filled })
			},
			Purpose::Leftover { month } => {
				T::Ledger::settle(network, Settled::Leftover { month, offered, sold: filled })
			},
			Purpose::Shortfall { month } => {
				T::Ledger::settle(network, Settled::Shortfall { month, bought: filled })
			},
			Purpose::Bid if filled.is_zero() => Ok(()),
			Purpose::Bid => T::Ledger::deposit(network, filled, Inflow::Bought),
		}
	}

	/// The provider gets what is left of the round's money; the book gives way to its result.
	fn finish(
		provider: ProviderId,
		round: RoundId,
		book: Book<T>,
		settlement: Settlement,
	) -> DispatchResult {
		let price = settlement.price(&book.tariff);
		let Settlement { clearing, money, bids, offers } = settlement;
		Self::pay(core::iter::once((&book.account, money)))?;
		Books::<T>::remove(round, provider);
		if Books::<T>::iter_key_prefix(round).next().is_none() {
			Rounds::<T>::mutate(|rounds| rounds.retain(|open| *open != round));
		}
		let result = RoundResult {
			round,
			price,
			volume: clearing.map_or(Energy::ZERO, |clearing| clearing.volume),
			buyers: bids.traded,
			sellers: offers.traded,
			provider_bought: clearing.map_or(Energy::ZERO, |clearing| clearing.provider_bought),
			provider_sold: clearing.map_or(Energy::ZERO, |clearing| clearing.provider_sold),
		};
		History::<T>::mutate(provider, |history| {
			if history.is_full() {
				Results::<T>::remove(provider, history.remove(0));
			}
			// There is room: the oldest made it.
			let _ = history.try_push(round);
		});
		Results::<T>::insert(provider, round, result);
		Self::deposit_event(Event::RoundSettled { provider, round, to_provider: money });
		Ok(())
	}

	pub(crate) fn do_retry_booking(
		provider: ProviderId,
		round: RoundId,
		id: OrderId,
	) -> DispatchResult {
		let Refused { order, filled } =
			Unbooked::<T>::take((provider, round, id)).ok_or(Error::<T>::BookingNotFound)?;
		Self::book_energy(&order, filled)?;
		Self::deposit_event(Event::Booked { provider, round, order: id, network: order.network });
		Ok(())
	}
}

/// A storage layer without the count of layers that `with_storage_layer` keeps in storage: the
/// depth is known here, and that count costs as much as half a booking.
fn isolated(change: impl FnOnce() -> DispatchResult) -> DispatchResult {
	start_transaction();
	let result = change();
	match result {
		Ok(()) => commit_transaction(),
		Err(_) => rollback_transaction(),
	}
	result
}
