//! What always holds.

use crate::{math, pallet::*, types::*};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec,
	vec::Vec,
};
use commonwatt_primitives::{money::Money, Energy, ProviderId, RoundId};
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
		Self::check_pages()?;
		Self::check_orders()?;
		Self::check_books()?;
		Self::check_pot()?;
		Self::check_results()
	}

	/// The orders of a book that stand.
	pub(crate) fn standing(
		provider: ProviderId,
		round: RoundId,
	) -> Vec<(OrderId, Order<T::AccountId>)> {
		let Some(book) = Books::<T>::get(round, provider) else { return Vec::new() };
		Orders::<T>::iter_prefix((provider, round))
			.flat_map(|(PageId { side, page }, slots)| {
				let indices = page.saturating_mul(ORDERS_PER_PAGE)..;
				indices.zip(slots).map(move |(index, order)| (OrderId { side, index }, order))
			})
			.filter(|(id, _)| !book.is_settled(*id))
			.filter_map(|(id, order)| Some((id, order?)))
			.collect()
	}

	/// Pages keep the orders that were placed, until all of a page are settled.
	fn check_pages() -> Result<(), TryRuntimeError> {
		for ((provider, round, PageId { side, page }), slots) in Orders::<T>::iter() {
			let book = Books::<T>::get(round, provider).ok_or("a page without a book")?;
			let before = page.saturating_mul(ORDERS_PER_PAGE);
			let placed = book.ladder(side).placed.saturating_sub(before).min(ORDERS_PER_PAGE);
			ensure!(slots.len() as u32 == placed, "a page without some of its orders");
			let last = OrderId { side, index: before.saturating_add(placed).saturating_sub(1) };
			ensure!(placed > 0 && !book.is_settled(last), "a page of which all is settled");
		}
		for (round, provider, book) in Books::<T>::iter() {
			for side in [Side::Bid, Side::Offer] {
				let first = book.settlement.map_or(0, |mut s| s.progress(side).next);
				let pages = (first..book.ladder(side).placed)
					.map(|index| OrderId { side, index }.page())
					.collect::<BTreeSet<_>>();
				ensure!(
					pages
						.into_iter()
						.all(|page| Orders::<T>::contains_key((provider, round, page))),
					"a missing page"
				);
			}
		}
		Ok(())
	}

	/// Every order is covered, and the money on hold is that of the bids.
	fn check_orders() -> Result<(), TryRuntimeError> {
		let mut held = BTreeMap::<T::AccountId, Money>::new();
		let books = Books::<T>::iter();
		let orders = books.flat_map(|(round, provider, book)| {
			let orders = Self::standing(provider, round).into_iter();
			orders.map(move |(id, order)| (book.tariff, id, order))
		});
		for (tariff, id, order) in orders {
			ensure!(id.side == order.purpose.side(), "an order on the wrong side");
			ensure!(!order.energy.is_zero(), "an order without energy");
			let cover = match id.side {
				Side::Bid => math::price_at(&tariff, order.tick).cost(order.energy),
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
			for (id, order) in Self::standing(provider, round) {
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
		provider: ProviderId,
		round: RoundId,
	) -> Result<(), TryRuntimeError> {
		while let Some(id) = settlement.next(book) {
			if let Some(order) = Self::order(provider, round, id) {
				let (filled, money) = settlement
					.settle(&book.tariff, id.side, order.tick, order.energy)
					.ok_or("a round that owes more than it has")?;
				ensure!(filled <= order.energy, "an order that is filled beyond its energy");
				ensure!(
					id.side == Side::Offer || money <= order.held,
					"a bid that pays past its hold"
				);
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
		for ((provider, round, id), _) in Unbooked::<T>::iter() {
			let order = Self::order(provider, round, id);
			ensure!(order.is_none(), "a refused booking of a standing order");
		}
		Ok(())
	}
}
