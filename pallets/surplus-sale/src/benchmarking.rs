//! The worst case of each call. Books are written with all their ticks, whatever the registry's
//! tariff has.

use super::*;
use crate::types::*;
use alloc::vec;
use commonwatt_primitives::{
	directory::{Directory, Tariff},
	ledger::{Ledger, Outflow},
	money::Money,
	Energy, NetworkId, Price, ProviderId, RoundId, Seconds,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{fungibles::Inspect, Get, Hooks},
	weights::Weight,
	BoundedVec,
};
use frame_system::RawOrigin;

/// Some time in 2023, in every benchmark.
const NOW: Seconds = 1_700_000_000;
const MONEY: Money = 1_000_000_000_000;
const ENERGY: Energy = Energy::kwh(10);
const BUY_BACK: u64 = 80;

fn rich<T: Config>(name: &'static str, index: u32) -> T::AccountId {
	let who = account(name, index, 0);
	T::BenchmarkHelper::mint(&who, MONEY);
	who
}

/// An asset, a pot that owns some, and a network of an active provider with energy and money.
fn setup<T: Config>() -> (T::AccountId, ProviderId, NetworkId) {
	T::BenchmarkHelper::set_time(NOW);
	T::BenchmarkHelper::create_asset();
	T::BenchmarkHelper::mint(&Pallet::<T>::pot(), MONEY);
	let owner = rich::<T>("owner", 0);
	let (provider, network, _) = T::Directory::populate(&owner, 1, None);
	T::Ledger::endow(network, Energy(ENERGY.0 * (T::MaxSettle::get() as u64 + 1)));
	(owner, provider, network)
}

/// The account of a provider, with money for what it buys back.
fn account_of<T: Config>(provider: ProviderId) -> T::AccountId {
	let terms = T::Directory::provider(provider).expect("populated");
	T::BenchmarkHelper::mint(&terms.account, MONEY);
	terms.account
}

/// A book of the running round with all the ticks that a book may have.
fn open_book<T: Config>(provider: ProviderId) -> (RoundId, Book<T>) {
	let round = Pallet::<T>::current_round();
	let ticks = T::MaxTicks::get();
	let ladder =
		Ladder { ticks: BoundedVec::truncate_from(vec![Energy::ZERO; ticks as usize]), placed: 0 };
	let _ = Rounds::<T>::try_mutate(|rounds| rounds.try_push(round));
	let book = Book {
		account: account_of::<T>(provider),
		tariff: Tariff {
			buy_back: Price(BUY_BACK),
			retail: Price(BUY_BACK + ticks as u64 - 1),
			tick: Price(1),
		},
		bids: ladder.clone(),
		offers: ladder,
		settlement: None,
	};
	Books::<T>::insert(round, provider, &book);
	(round, book)
}

fn end_round<T: Config>(round: RoundId) {
	T::BenchmarkHelper::set_time(Pallet::<T>::round_end(round));
}

/// As if all but the last order of a page were settled: the next orders begin on the last slot.
fn begin_at_page_end<T: Config>(provider: ProviderId, round: RoundId, side: Side) {
	let settled = ORDERS_PER_PAGE.saturating_sub(1);
	Books::<T>::mutate(round, provider, |book| {
		book.as_mut().expect("opened before").ladder_mut(side).placed = settled;
	});
	let page = PageId { side, page: 0 };
	let slots = vec![None; settled as usize];
	Orders::<T>::insert((provider, round, page), BoundedVec::truncate_from(slots));
}

/// Goes on where `begin_at_page_end` left the side.
fn skip_settled<T: Config>(provider: ProviderId, round: RoundId, side: Side) {
	Books::<T>::mutate(round, provider, |book| {
		let settlement = book.as_mut().and_then(|book| book.settlement.as_mut()).expect("cleared");
		settlement.progress(side).next = ORDERS_PER_PAGE.saturating_sub(1);
	});
}

/// An offer of the network, paid to an account of its own.
fn place_offer<T: Config>(provider: ProviderId, round: RoundId, network: NetworkId, index: u32) {
	let mut book = Books::<T>::get(round, provider).expect("opened before");
	let owner = rich::<T>("trader", index);
	let (month, _) = T::Ledger::withdraw(network, ENERGY, Outflow::Offered).expect("endowed");
	let purpose = Purpose::Offer { month };
	let order = Order { owner, network, purpose, tick: 0, energy: ENERGY, held: 0 };
	Pallet::<T>::place(provider, round, &mut book, order).expect("there is room");
}

/// A bid for the network, paid by an account of its own.
fn place_bid<T: Config>(
	provider: ProviderId,
	round: RoundId,
	network: NetworkId,
	purpose: Purpose,
	index: u32,
) {
	let mut book = Books::<T>::get(round, provider).expect("opened before");
	let owner = rich::<T>("trader", index);
	// Below retail, where the provider would serve them whole.
	let tick = T::MaxTicks::get().saturating_sub(2);
	let cost = math::price_at(&book.tariff, tick).cost(ENERGY);
	let held = Pallet::<T>::hold(&owner, cost).expect("rich");
	let order = Order { owner, network, purpose, tick, energy: ENERGY, held };
	Pallet::<T>::place(provider, round, &mut book, order).expect("there is room");
}

/// Ends a round of `n` bids and clears it so that each is filled in part: pays and gets something
/// back.
fn clear_bids<T: Config>(provider: ProviderId, round: RoundId, n: u32) {
	let mut book = Books::<T>::get(round, provider).expect("opened before");
	// Offers that stand in no order: only their sum matters to the bids.
	book.offers.ticks[0] = Energy(ENERGY.0 * n as u64 / 2);
	Books::<T>::insert(round, provider, book);
	end_round::<T>(round);
	Pallet::<T>::do_clear(provider, round).expect("over");
	skip_settled::<T>(provider, round, Side::Bid);
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn offer() {
		let (owner, provider, network) = setup::<T>();
		let price = T::Directory::provider(provider).expect("populated").tariff.buy_back;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), network, price, ENERGY);

		assert_eq!(Orders::<T>::iter_prefix((provider,)).count(), 1);
	}

	#[benchmark]
	fn bid() {
		let (owner, provider, network) = setup::<T>();
		let price = T::Directory::provider(provider).expect("populated").tariff.retail;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), network, price, ENERGY);

		assert_eq!(Orders::<T>::iter_prefix((provider,)).count(), 1);
	}

	#[benchmark]
	fn cancel() {
		let (_, provider, network) = setup::<T>();
		let (round, _) = open_book::<T>(provider);
		for index in 0..ORDERS_PER_PAGE {
			place_offer::<T>(provider, round, network, index);
		}
		let id = OrderId { side: Side::Offer, index: 0 };

		#[extrinsic_call]
		_(RawOrigin::Signed(account("trader", 0, 0)), provider, round, id);

		assert!(Pallet::<T>::order(provider, round, id).is_none());
	}

	/// All ticks on both sides, with money of the provider for what it buys back.
	#[benchmark]
	fn clear() {
		let (owner, provider, _) = setup::<T>();
		let (round, mut book) = open_book::<T>(provider);
		book.bids.ticks.iter_mut().for_each(|tick| *tick = ENERGY);
		book.offers.ticks.iter_mut().for_each(|tick| *tick = ENERGY);
		book.offers.ticks[0] = Energy(ENERGY.0 * (T::MaxTicks::get() as u64 + 1));
		Books::<T>::insert(round, provider, book);
		end_round::<T>(round);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), provider, round);

		let settlement = Books::<T>::get(round, provider).and_then(|book| book.settlement);
		assert!(settlement.is_some_and(|settlement| settlement.money > 0));
	}

	/// Bids that are filled in part, so that each pays and gets something back; the last ends the
	/// round.
	#[benchmark]
	fn settle_bids(n: Linear<1, { T::MaxSettle::get() }>) {
		let (_, provider, network) = setup::<T>();
		let (round, _) = open_book::<T>(provider);
		begin_at_page_end::<T>(provider, round, Side::Bid);
		for index in 0..n {
			place_bid::<T>(provider, round, network, Purpose::Bid, index);
		}
		clear_bids::<T>(provider, round, n);

		#[block]
		{
			Pallet::<T>::do_settle(provider, round, n).expect("cleared");
		}

		assert!(Results::<T>::contains_key(provider, round));
	}

	/// Offers that sell to the provider; the last ends the round.
	#[benchmark]
	fn settle_offers(n: Linear<1, { T::MaxSettle::get() }>) {
		let (_, provider, network) = setup::<T>();
		let (round, _) = open_book::<T>(provider);
		begin_at_page_end::<T>(provider, round, Side::Offer);
		for index in 0..n {
			place_offer::<T>(provider, round, network, index);
		}
		end_round::<T>(round);
		Pallet::<T>::do_clear(provider, round).expect("over");
		skip_settled::<T>(provider, round, Side::Offer);

		#[block]
		{
			Pallet::<T>::do_settle(provider, round, n).expect("cleared");
		}

		assert!(Results::<T>::contains_key(provider, round));
	}

	/// Shortfalls of closed months, filled in part and more than their months owe.
	#[benchmark]
	fn settle_months(n: Linear<1, { T::MaxSettle::get() }>) {
		let (_, provider, network) = setup::<T>();
		let (round, _) = open_book::<T>(provider);
		let (month, _) = T::Ledger::withdraw(network, ENERGY, Outflow::Offered).expect("endowed");
		let purpose = Purpose::Shortfall { month };
		begin_at_page_end::<T>(provider, round, Side::Bid);
		for index in 0..n {
			place_bid::<T>(provider, round, network, purpose, index);
		}
		clear_bids::<T>(provider, round, n);

		#[block]
		{
			Pallet::<T>::do_settle(provider, round, n).expect("cleared");
		}

		assert!(Results::<T>::contains_key(provider, round));
	}

	#[benchmark]
	fn claim() {
		let (owner, _, _) = setup::<T>();
		Unclaimed::<T>::insert(&owner, MONEY / 2);
		let before = T::Money::balance(T::SettlementAsset::get(), &owner);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner.clone()));

		assert_eq!(T::Money::balance(T::SettlementAsset::get(), &owner), before + MONEY / 2);
	}

	#[benchmark]
	fn retry_booking() {
		let (owner, provider, network) = setup::<T>();
		let (month, _) = T::Ledger::withdraw(network, ENERGY, Outflow::Offered).expect("endowed");
		let purpose = Purpose::Offer { month };
		let order =
			Order { owner: owner.clone(), network, purpose, tick: 0, energy: ENERGY, held: 0 };
		let (round, id) = (1, OrderId { side: Side::Offer, index: 0 });
		Unbooked::<T>::insert((provider, round, id), Refused { order, filled: Energy::wh(1) });

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), provider, round, id);

		assert!(!Unbooked::<T>::contains_key((provider, round, id)));
	}

	/// A look at the rounds, none of which is over.
	#[benchmark]
	fn on_idle_base() {
		setup::<T>();
		let first = Pallet::<T>::current_round();
		Rounds::<T>::put(BoundedVec::truncate_from(
			(first..first.saturating_add(T::MaxOpenRounds::get())).collect(),
		));

		#[block]
		{
			Pallet::<T>::on_idle(1u32.into(), Weight::MAX);
		}

		assert_eq!(Rounds::<T>::get().len() as u32, T::MaxOpenRounds::get());
	}

	impl_benchmark_test_suite!(Pallet, mock::ExtBuilder::default().build(), mock::Test);
}
