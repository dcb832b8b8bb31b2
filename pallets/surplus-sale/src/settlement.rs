//! The orders of a cleared round are settled one by one, bids first.
//!
//! The pot never owes more than it has: the fills sum up exactly (see [`crate::math`]), a bid and
//! the provider pay rounded up, an offer is paid rounded down, and all that comes in does so before
//! anything goes out.

use crate::{math, pallet::*, types::*, WeightInfo};
use commonwatt_primitives::{
	ledger::{Inflow, Ledger, Settled},
	money::Money,
	Energy, Price, ProviderId, RoundId,
};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{
		fungibles::{Mutate, MutateHold},
		tokens::{Fortitude, Precision, Preservation, Restriction},
		Get,
	},
	weights::Weight,
};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// What settling so many orders weighs, of whichever side.
	pub(crate) fn settle_weight(orders: u32) -> Weight {
		let weight = T::WeightInfo::settle_bids(orders).max(T::WeightInfo::settle_offers(orders));
		// Benchmarks settle the orders of one network; at worst each belongs to another.
		weight.saturating_add(T::DbWeight::get().reads_writes(3, 2).saturating_mul(orders as u64))
	}

	/// Settles up to `limit` orders and returns how many, cancelled ones included. The last one
	/// ends the round.
	pub(crate) fn do_settle(
		provider: ProviderId,
		round: RoundId,
		limit: u32,
	) -> Result<u32, DispatchError> {
		let mut book = Books::<T>::get(round, provider).ok_or(Error::<T>::RoundNotFound)?;
		let mut settlement = book.settlement.ok_or(Error::<T>::NotCleared)?;
		let mut settled = 0;
		while settled < limit {
			let Some(id) = settlement.next(&book) else { break };
			if let Some(order) = Orders::<T>::get((provider, round, id)) {
				let key = (provider, round, id);
				match with_storage_layer(|| Self::settle_order(key, order, &book, settlement)) {
					Ok(after) => settlement = after,
					// Try again later from here; what is settled by now stays.
					Err(_) if settled > 0 => break,
					Err(error) => return Err(error),
				}
			}
			let progress = settlement.progress(id.side);
			progress.next = progress.next.saturating_add(1);
			settled += 1;
		}
		if settlement.next(&book).is_none() {
			Self::finish(provider, round, book, settlement);
		} else {
			book.settlement = Some(settlement);
			Books::<T>::insert(round, provider, book);
		}
		Ok(settled)
	}

	/// Settles one order and returns the settlement after it.
	fn settle_order(
		(provider, round, id): (ProviderId, RoundId, OrderId),
		order: Order<T::AccountId>,
		book: &Book<T>,
		mut settlement: Settlement,
	) -> Result<Settlement, DispatchError> {
		let price = settlement
			.clearing
			.map_or(Price::default(), |clearing| math::price_at(&book.tariff, clearing.tick));
		let filled = settlement.fill(id.side, order.tick, order.energy);
		let money = match id.side {
			Side::Bid => {
				let cost = price.cost(filled);
				Self::charge(&order, cost)?;
				settlement.money = settlement.money.saturating_add(cost);
				cost
			},
			Side::Offer => {
				let proceeds = price.proceeds(filled);
				settlement.money =
					settlement.money.checked_sub(proceeds).ok_or(Error::<T>::MoneyMissing)?;
				Self::pay(&order.owner, proceeds);
				proceeds
			},
		};

		let marginal = settlement.is_marginal(id.side, order.tick);
		let progress = settlement.progress(id.side);
		if marginal {
			progress.at_margin = progress.at_margin.saturating_add(order.energy);
		}
		if !filled.is_zero() {
			progress.traded = progress.traded.saturating_add(1);
		}

		let network = order.network;
		Orders::<T>::remove((provider, round, id));
		Self::deposit_event(Event::OrderSettled {
			provider,
			round,
			order: id,
			network,
			filled,
			money,
		});
		if let Err(error) = with_storage_layer(|| Self::book_energy(&order, filled)) {
			Unbooked::<T>::insert((provider, round, id), Refused { order, filled });
			Self::deposit_event(Event::BookingRefused {
				provider,
				round,
				order: id,
				network,
				error,
			});
		}
		Ok(settlement)
	}

	/// Moves what a bid pays into the pot and gives the rest of its hold back.
	fn charge(order: &Order<T::AccountId>, cost: Money) -> DispatchResult {
		let rest = order.held.checked_sub(cost).ok_or(Error::<T>::MoneyMissing)?;
		Self::held_to_pot(&order.owner, cost)?;
		if with_storage_layer(|| Self::release(&order.owner, rest)).is_err() {
			Self::held_to_pot(&order.owner, rest)?;
			Self::keep_for(&order.owner, rest);
		}
		Ok(())
	}

	fn held_to_pot(who: &T::AccountId, money: Money) -> DispatchResult {
		if money > 0 {
			let moved = T::Holds::transfer_on_hold(
				T::SettlementAsset::get(),
				&HoldReason::Order.into(),
				who,
				&Self::pot(),
				money,
				Precision::Exact,
				Restriction::Free,
				Fortitude::Force,
			)?;
			ensure!(moved == money, Error::<T>::MoneyMissing);
		}
		Ok(())
	}

	/// Pays out of the pot; what the account cannot take stays there in its name.
	fn pay(who: &T::AccountId, money: Money) {
		if Self::pay_out(who, money).is_err() {
			Self::keep_for(who, money);
		}
	}

	fn pay_out(who: &T::AccountId, money: Money) -> DispatchResult {
		if money == 0 {
			return Ok(());
		}
		with_storage_layer(|| {
			T::Money::transfer(
				T::SettlementAsset::get(),
				&Self::pot(),
				who,
				money,
				Preservation::Preserve,
			)
			.map(|_| ())
		})
	}

	fn keep_for(who: &T::AccountId, money: Money) {
		Unclaimed::<T>::mutate(who, |kept| {
			*kept = Some(kept.unwrap_or_default().saturating_add(money));
		});
		Self::deposit_event(Event::PaymentRefused { who: who.clone(), money });
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
	fn finish(provider: ProviderId, round: RoundId, book: Book<T>, settlement: Settlement) {
		let Settlement { clearing, money, bids, offers } = settlement;
		Self::pay(&book.account, money);
		Books::<T>::remove(round, provider);
		if Books::<T>::iter_key_prefix(round).next().is_none() {
			Rounds::<T>::mutate(|rounds| rounds.retain(|open| *open != round));
		}
		let result = RoundResult {
			round,
			price: clearing.map(|clearing| math::price_at(&book.tariff, clearing.tick)),
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
	}

	pub(crate) fn do_claim(who: T::AccountId) -> DispatchResult {
		let money = Unclaimed::<T>::take(&who).ok_or(Error::<T>::NothingToClaim)?;
		Self::pay_out(&who, money)?;
		Self::deposit_event(Event::Claimed { who, money });
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
