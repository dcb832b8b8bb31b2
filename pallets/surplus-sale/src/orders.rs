//! Orders come and go while a round runs.

use crate::{math, pallet::*, types::*};
use alloc::{vec, vec::Vec};
use commonwatt_primitives::{
	directory::{Directory, NetworkTerms, ProviderTerms, State},
	ledger::{Ledger, Outflow, Settled},
	quota::FreeCalls,
	runtime_api::{Depth, DepthAt},
	Energy, NetworkId, Price, ProviderId, RoundId, Seconds,
};
use frame_support::{
	ensure,
	traits::{fungibles::Inspect, Get, UnixTime},
	weights::Weight,
	BoundedVec,
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// The most energy of one order: a full side of such orders still fits 64 bits.
	pub fn max_order() -> Energy {
		Energy(u64::MAX.checked_div(T::MaxOrders::get() as u64).unwrap_or_default())
	}

	pub(crate) fn now() -> Seconds {
		T::Time::now().as_secs().try_into().unwrap_or(Seconds::MAX)
	}

	/// The round that contains now.
	pub fn current_round() -> RoundId {
		Self::now().checked_div(T::RoundLength::get()).unwrap_or_default()
	}

	/// The first instant after a round.
	pub fn round_end(round: RoundId) -> Seconds {
		round.saturating_add(1).saturating_mul(T::RoundLength::get())
	}

	/// An order that stands: neither cancelled nor settled.
	pub fn order(provider: ProviderId, round: RoundId, id: OrderId) -> Option<Order<T::AccountId>> {
		let settled = Books::<T>::get(round, provider)?.is_settled(id);
		let page = Orders::<T>::get((provider, round, id.page())).filter(|_| !settled)?;
		page.into_iter().nth(id.slot()).flatten()
	}

	/// What stands in the running round of a provider; none for an unknown one.
	pub fn depth(provider: ProviderId) -> Option<Depth> {
		T::Directory::provider(provider)?;
		let round = Self::current_round();
		let mut depth = Depth { round, clears_at: Self::round_end(round), prices: Vec::new() };
		if let Some(book) = Books::<T>::get(round, provider) {
			let sides = book.bids.ticks.iter().zip(&book.offers.ticks);
			depth.prices = (0u32..)
				.zip(sides)
				.filter(|(_, (bids, offers))| !bids.is_zero() || !offers.is_zero())
				.map(|(tick, (bids, offers))| DepthAt {
					price: math::price_at(&book.tariff, tick),
					bids: *bids,
					offers: *offers,
				})
				.collect();
		}
		Some(depth)
	}

	pub(crate) fn do_offer(
		who: T::AccountId,
		network: NetworkId,
		price: Price,
		energy: Energy,
	) -> Result<Weight, DispatchError> {
		let (provider, round, mut book) = Self::book_for_owner(&who, network)?;
		ensure!(energy >= T::MinOrder::get(), Error::<T>::OrderTooSmall);
		ensure!(energy <= Self::max_order(), Error::<T>::OrderTooLarge);
		let tick = Self::tick_of(&book, price)?;
		Self::ensure_room(&book, Side::Offer, T::MaxOrders::get() / 2)?;
		let (month, looked) = T::Ledger::withdraw(network, energy, Outflow::Offered)?;
		let purpose = Purpose::Offer { month };
		let order = Order { owner: who, network, purpose, tick, energy, held: 0 };
		Self::place(provider, round, &mut book, order)?;
		Ok(looked)
	}

	pub(crate) fn do_bid(
		who: T::AccountId,
		network: NetworkId,
		price: Price,
		energy: Energy,
	) -> DispatchResult {
		let (provider, round, mut book) = Self::book_for_owner(&who, network)?;
		ensure!(energy >= T::MinOrder::get(), Error::<T>::OrderTooSmall);
		ensure!(energy <= Self::max_order(), Error::<T>::OrderTooLarge);
		let tick = Self::tick_of(&book, price)?;
		Self::ensure_room(&book, Side::Bid, T::MaxOrders::get() / 2)?;
		let held = Self::hold(&who, price.cost(energy))?;
		let order = Order { owner: who, network, purpose: Purpose::Bid, tick, energy, held };
		Self::place(provider, round, &mut book, order)
	}

	pub(crate) fn do_cancel(
		who: T::AccountId,
		provider: ProviderId,
		round: RoundId,
		id: OrderId,
	) -> DispatchResult {
		let mut book = Books::<T>::get(round, provider).ok_or(Error::<T>::RoundNotFound)?;
		ensure!(Self::now() < Self::round_end(round), Error::<T>::RoundOver);
		let mut page = Orders::<T>::get((provider, round, id.page())).unwrap_or_default();
		let order = page.get_mut(id.slot()).and_then(Option::take);
		let order = order.ok_or(Error::<T>::OrderNotFound)?;
		ensure!(order.owner == who, Error::<T>::NotOrderOwner);
		let Order { network, tick, energy, held, .. } = order;
		match order.purpose {
			Purpose::Offer { month } => T::Ledger::settle(
				network,
				Settled::Offer { month, offered: energy, sold: Energy::ZERO },
			)?,
			Purpose::Bid => Self::release(&who, held)?,
			Purpose::Leftover { .. } | Purpose::Shortfall { .. } => {
				return Err(Error::<T>::OrderClosesMonth.into())
			},
		}
		if let Some(standing) = book.ladder_mut(id.side).ticks.get_mut(tick as usize) {
			*standing = standing.saturating_sub(energy);
		}
		Books::<T>::insert(round, provider, book);
		Orders::<T>::insert((provider, round, id.page()), page);
		Self::deposit_event(Event::OrderCancelled {
			provider,
			round,
			order: id,
			network,
			energy,
			released: held,
		});
		Ok(())
	}

	/// The running book of the provider of a network that `who` may trade for.
	fn book_for_owner(
		who: &T::AccountId,
		network: NetworkId,
	) -> Result<(ProviderId, RoundId, Book<T>), DispatchError> {
		let terms = T::Directory::network(network).ok_or(Error::<T>::NetworkNotFound)?;
		ensure!(terms.owner == *who, Error::<T>::NotNetworkOwner);
		ensure!(terms.state == State::Active, Error::<T>::NetworkNotActive);
		Self::book_for(&terms)
	}

	/// The running book of a network's provider, new where this is its first order. It is written
	/// when the order is placed.
	pub(crate) fn book_for(
		network: &NetworkTerms<T::AccountId>,
	) -> Result<(ProviderId, RoundId, Book<T>), DispatchError> {
		let provider = network.provider;
		let terms = T::Directory::provider(provider).ok_or(Error::<T>::ProviderNotFound)?;
		ensure!(terms.state == State::Active, Error::<T>::ProviderNotActive);
		let round = Self::current_round();
		let book = match Books::<T>::get(round, provider) {
			Some(book) => book,
			None => Self::open(provider, round, terms)?,
		};
		Ok((provider, round, book))
	}

	fn open(
		provider: ProviderId,
		round: RoundId,
		terms: ProviderTerms<T::AccountId>,
	) -> Result<Book<T>, DispatchError> {
		let asset = T::SettlementAsset::get();
		// Settlement relies on a pot that can receive the smallest amount.
		ensure!(
			T::Money::asset_exists(asset.clone())
				&& T::Money::balance(asset.clone(), &Self::pot())
					>= T::Money::minimum_balance(asset),
			Error::<T>::PotNotFunded
		);
		let prices = math::prices(&terms.tariff)
			.filter(|prices| *prices <= T::MaxTicks::get())
			.ok_or(Error::<T>::TariffNotTradable)?;
		let ticks = BoundedVec::try_from(vec![Energy::ZERO; prices as usize])
			.map_err(|_| Error::<T>::TariffNotTradable)?;
		Rounds::<T>::try_mutate(|rounds| -> DispatchResult {
			if let Err(place) = rounds.binary_search(&round) {
				rounds.try_insert(place, round).map_err(|_| Error::<T>::TooManyOpenRounds)?;
			}
			Ok(())
		})?;
		Self::deposit_event(Event::RoundOpened {
			provider,
			round,
			tariff: terms.tariff,
			clears_at: Self::round_end(round),
		});
		let ladder = Ladder { ticks, placed: 0 };
		Ok(Book {
			account: terms.account,
			tariff: terms.tariff,
			bids: ladder.clone(),
			offers: ladder,
			settlement: None,
		})
	}

	fn tick_of(book: &Book<T>, price: Price) -> Result<u32, DispatchError> {
		math::tick_of(&book.tariff, price).map_err(|error| match error {
			math::GridError::OutOfRange => Error::<T>::PriceOutOfRange.into(),
			math::GridError::OffTick => Error::<T>::PriceOffTick.into(),
		})
	}

	/// Owners use half of a side, closing months all of it.
	pub(crate) fn ensure_room(book: &Book<T>, side: Side, room: u32) -> DispatchResult {
		ensure!(book.ladder(side).placed < room, Error::<T>::RoundFull);
		Ok(())
	}

	/// Writes a covered order, for which there is room, and the book it stands in.
	pub(crate) fn place(
		provider: ProviderId,
		round: RoundId,
		book: &mut Book<T>,
		order: Order<T::AccountId>,
	) -> DispatchResult {
		let side = order.purpose.side();
		let price = math::price_at(&book.tariff, order.tick);
		let ladder = book.ladder_mut(side);
		let index = ladder.placed;
		let standing =
			ladder.ticks.get_mut(order.tick as usize).ok_or(Error::<T>::PriceOutOfRange)?;
		*standing = standing.checked_add(order.energy).ok_or(Error::<T>::OrderTooLarge)?;
		ladder.placed = index.saturating_add(1);
		Books::<T>::insert(round, provider, &*book);
		let id = OrderId { side, index };
		let page = (provider, round, id.page());
		// The page has room for its slots, which are filled in order.
		Orders::<T>::try_append(page, Some(&order)).map_err(|()| Error::<T>::RoundFull)?;
		Self::deposit_event(Event::OrderPlaced {
			provider,
			round,
			order: id,
			network: order.network,
			purpose: order.purpose,
			price,
			energy: order.energy,
			held: order.held,
		});
		Ok(())
	}

	pub(crate) fn is_free_for_owner(origin: &OriginFor<T>, network: NetworkId) -> bool {
		ensure_signed(origin.clone()).is_ok_and(|who| {
			T::Directory::network(network).is_some_and(|terms| terms.owner == who)
				&& T::FreeCalls::has(&who, 1)
		})
	}

	pub(crate) fn is_free_to_cancel(
		origin: &OriginFor<T>,
		provider: ProviderId,
		round: RoundId,
		id: OrderId,
	) -> bool {
		ensure_signed(origin.clone()).is_ok_and(|who| {
			Self::now() < Self::round_end(round)
				&& Self::order(provider, round, id).is_some_and(|order| order.owner == who)
				&& T::FreeCalls::has(&who, 1)
		})
	}

	pub(crate) fn is_free_to_claim(origin: &OriginFor<T>) -> bool {
		ensure_signed(origin.clone())
			.is_ok_and(|who| Unclaimed::<T>::contains_key(&who) && T::FreeCalls::has(&who, 1))
	}
}
