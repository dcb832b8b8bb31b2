//! What always holds.

use crate::{math, pallet::*, types::*};
use alloc::{collections::BTreeMap, vec};
use commonwatt_primitives::{money::Money, Energy};
use frame_support::{
	ensure,
	traits::{
		fungibles::{Inspect, InspectHold},
		Get,
	},
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_orders()?;
		Self::check_books()?;
		Self::check_pot()?;
		Self::check_results()
	}

	/// Every order stands in a book, and the money on hold is that of the bids.
	fn check_orders() -> Result<(), TryRuntimeError> {
		let mut held = BTreeMap::<T::AccountId, Money>::new();
		for ((provider, round, id), order) in Orders::<T>::iter() {
			let book = Books::<T>::get(round, provider).ok_or("an order without a book")?;
			ensure!(id.side == order.purpose.side(), "an order on the wrong side");
			ensure!(!order.energy.is_zero(), "an order without energy");
			let next = book.settlement.map_or(0, |mut s| s.progress(id.side).next);
			ensure!(
				(next..book.ladder(id.side).placed).contains(&id.index),
				"an order that was settled or never placed"
			);
			let cover = match id.side {
				Side::Bid => math::price_at(&book.tariff, order.tick).cost(order.energy),
				Side::Offer => 0,
			};
			ensure!(order.held == cover, "an order that is not covered exactly");
			*held.entry(order.owner).or_default() += order.held;
		}
		for (owner, held) in held {
			let on_hold = T::Holds::balance_on_hold(
				T::SettlementAsset::get(),
				&HoldReason::Order.into(),
				&owner,
			);
			ensure!(on_hold == held, "the money on hold is not that of the owner's bids");
		}
		Ok(())
	}

	/// Books stand in listed rounds, sum up their orders and can pay what they owe.
	fn check_books() -> Result<(), TryRuntimeError> {
		let rounds = Rounds::<T>::get();
		ensure!(rounds.is_sorted_by(|a, b| a < b), "rounds out of order");
		for round in &rounds {
			ensure!(
				Books::<T>::iter_key_prefix(round).next().is_some(),
				"a listed round without a book"
			);
		}
		for (round, provider, book) in Books::<T>::iter() {
			ensure!(rounds.contains(&round), "a book in a round that is not listed");
			let ticks = book.bids.ticks.len();
			ensure!(
				Some(ticks as u32) == math::prices(&book.tariff)
					&& ticks == book.offers.ticks.len(),
				"a book without its prices"
			);
			let mut bids = vec![Energy::ZERO; ticks];
			let mut offers = vec![Energy::ZERO; ticks];
			for (id, order) in Orders::<T>::iter_prefix((provider, round)) {
				let side = match id.side {
					Side::Bid => &mut bids,
					Side::Offer => &mut offers,
				};
				let standing = side.get_mut(order.tick as usize).ok_or("an order off the grid")?;
				*standing = standing.saturating_add(order.energy);
			}
			match book.settlement {
				None => ensure!(
					bids == book.bids.ticks.to_vec() && offers == book.offers.ticks.to_vec(),
					"a book that does not sum up its orders"
				),
				Some(settlement) => Self::check_settlement(&book, settlement, provider, round)?,
			}
		}
		Ok(())
	}

	/// Plays the rest of a settlement through: the fills sum up to what was cleared and the round's
	/// money pays for all of them.
	fn check_settlement(
		book: &Book<T>,
		mut settlement: Settlement,
		provider: u32,
		round: u32,
	) -> Result<(), TryRuntimeError> {
		let price = settlement.clearing.map(|c| math::price_at(&book.tariff, c.tick));
		let price = price.unwrap_or_default();
		while let Some(id) = settlement.next(book) {
			if let Some(order) = Orders::<T>::get((provider, round, id)) {
				let filled = settlement.fill(id.side, order.tick, order.energy);
				ensure!(filled <= order.energy, "an order that is filled beyond its energy");
				if settlement.is_marginal(id.side, order.tick) {
					let progress = settlement.progress(id.side);
					progress.at_margin = progress.at_margin.saturating_add(order.energy);
				}
				settlement.money = match id.side {
					Side::Bid => {
						ensure!(price.cost(filled) <= order.held, "a bid that pays past its hold");
						settlement.money.saturating_add(price.cost(filled))
					},
					Side::Offer => settlement
						.money
						.checked_sub(price.proceeds(filled))
						.ok_or("a round that owes more than it has")?,
				};
			}
			settlement.progress(id.side).next += 1;
		}
		if let Some(clearing) = settlement.clearing {
			ensure!(
				settlement.bids.at_margin == clearing.bids.standing
					&& settlement.offers.at_margin == clearing.offers.standing,
				"a margin that does not sum up its orders"
			);
		}
		Ok(())
	}

	/// The pot has all that it keeps for rounds and for claims, and its own minimum.
	fn check_pot() -> Result<(), TryRuntimeError> {
		let mut owed: Money = 0;
		for (_, _, book) in Books::<T>::iter() {
			owed = owed.saturating_add(book.settlement.map_or(0, |s| s.money));
		}
		for (_, money) in Unclaimed::<T>::iter() {
			ensure!(money > 0, "a claim for nothing");
			owed = owed.saturating_add(money);
		}
		if owed > 0 {
			let asset = T::SettlementAsset::get();
			let minimum = T::Money::minimum_balance(asset.clone());
			ensure!(
				T::Money::balance(asset, &Self::pot()) >= owed.saturating_add(minimum),
				"the pot lacks money"
			);
		}
		Ok(())
	}

	/// Results and their list are the same rounds; refused bookings are of orders that are gone.
	fn check_results() -> Result<(), TryRuntimeError> {
		for (provider, round, result) in Results::<T>::iter() {
			ensure!(result.round == round, "a result under another round");
			ensure!(History::<T>::get(provider).contains(&round), "a result that is not listed");
		}
		for (provider, history) in History::<T>::iter() {
			ensure!(
				history.iter().all(|round| Results::<T>::contains_key(provider, round)),
				"a listed result that is missing"
			);
		}
		for (key, _) in Unbooked::<T>::iter() {
			ensure!(!Orders::<T>::contains_key(key), "a refused booking of a standing order");
		}
		Ok(())
	}
}
