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

/// How many orders a call went through: those of owners, cancelled ones included, and those that
/// closed months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Places {
	pub owners: u32,
	pub months: u32,
}

impl Places {
	fn total(self) -> u32 {
		self.owners.saturating_add(self.months)
	}

	fn count(&mut self, purpose: Option<Purpose>) {
		let kind = match purpose {
			Some(Purpose::Leftover { .. } | Purpose::Shortfall { .. }) => &mut self.months,
			Some(Purpose::Offer { .. } | Purpose::Bid) | None => &mut self.owners,
		};
		*kind = kind.saturating_add(1);
	}
}

/// The orders that a call settles.
struct Batch<AccountId> {
	bids: Vec<Deal<AccountId>>,
	offers: Vec<Deal<AccountId>>,
	places: Places,
}

impl<T: Config> Pallet<T> {
	/// The most that settling so many orders weighs, whatever they are.
	pub(crate) fn settle_weight(orders: u32) -> Weight {
		Self::owners_weight(orders).max(Self::months_weight(orders))
	}

	/// What settling these orders weighed.
	pub(crate) fn settled_weight(places: Places) -> Weight {
		let Places { owners, months } = places;
		match (owners, months) {
			(_, 0) => Self::owners_weight(owners),
			(0, _) => Self::months_weight(months),
			// What a call weighs by itself stands in both: never more than what it declared.
			_ => Self::owners_weight(owners)
				.saturating_add(Self::months_weight(months))
				.min(Self::settle_weight(places.total())),
		}
	}

	fn owners_weight(orders: u32) -> Weight {
		T::WeightInfo::settle_bids(orders)
			.max(T::WeightInfo::settle_offers(orders))
			.saturating_add(Self::unmeasured_weight(orders, 3, 2))
	}

	fn months_weight(orders: u32) -> Weight {
		T::WeightInfo::settle_months(orders).saturating_add(Self::unmeasured_weight(orders, 5, 3))
	}

	/// What benchmarks leave out. They settle the orders of one network: at worst each belongs to
	/// another, of which the ledger reads and writes so much. And they round to whole keys for each
	/// order, of which a page is a part.
	fn unmeasured_weight(orders: u32, reads: u64, writes: u64) -> Weight {
		let pages = (orders / ORDERS_PER_PAGE).into();
		let ledger = T::DbWeight::get().reads_writes(reads, writes).saturating_mul(orders.into());
		ledger.saturating_add(T::DbWeight::get().reads_writes(pages, pages))
	}

	/// Settles up to `limit` orders, cancelled ones included; the last one ends the round. Changes
	/// nothing where it fails.
	pub(crate) fn do_settle(
		provider: ProviderId,
		round: RoundId,
		limit: u32,
	) -> Result<Places, DispatchError> {
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
		let mut batch = Batch { bids: Vec::new(), offers: Vec::new(), places: Places::default() };
		while let Some(first) = settlement.next(book).filter(|_| batch.places.total() < limit) {
			let (side, page) = (first.side, first.page());
			let mut slots = Orders::<T>::get((provider, round, page)).unwrap_or_default();
			let placed = book.ladder(side).placed;
			let page_end = page.page.saturating_add(1).saturating_mul(ORDERS_PER_PAGE).min(placed);
			let left = limit.saturating_sub(batch.places.total());
			let end = first.index.saturating_add(left).min(page_end);
			for index in first.index..end {
				let id = OrderId { side, index };
				let order = slots.get_mut(id.slot()).and_then(Option::take);
				let purpose = order.as_ref().map(|order| order.purpose);
				if let Some(order) = order {
					let Some((filled, money)) =
						settlement.settle(&book.tariff, side, order.tick, order.energy)
					else {
						ensure!(batch.places.total() > 0, Error::<T>::MoneyMissing);
						return Ok(batch);
					};
					let deals = match side {
						Side::Bid => &mut batch.bids,
						Side::Offer => &mut batch.offers,
					};
					deals.push(Deal { id, order, filled, money });
				}
				settlement.progress(side).next = index.saturating_add(1);
				batch.places.count(purpose);
			}
			// A page stays as it is until its last order is settled.
			if end == page_end {
				Orders::<T>::remove((provider, round, page));
			}
		}
		Ok(batch)
	}

	/// Tells everyone what an order came to, and the ledger.
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
