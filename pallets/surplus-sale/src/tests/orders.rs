use super::*;
use commonwatt_primitives::directory::State;
use frame_support::dispatch::CheckIfFeeless;

#[test]
fn an_offer_takes_its_energy_into_escrow_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 120, 5_000));
		assert_eq!((reserve(1), in_escrow(1)), (995_000, 5_000));
		assert_eq!(free(1), RICH);
		let book = Books::<Test>::get(ROUND, 0).unwrap();
		assert_eq!(book.offers.ticks[2], Energy::wh(5_000));
		assert!(seen(Event::RoundOpened {
			provider: 0,
			round: ROUND,
			tariff: TARIFF,
			clears_at: (ROUND + 1) * DAY,
		}));
		assert!(seen(Event::OrderPlaced {
			provider: 0,
			round: ROUND,
			order: offer_id(0),
			network: 1,
			purpose: Purpose::Offer { month: MONTH },
			price: Price(120),
			energy: Energy::wh(5_000),
			held: 0,
		}));
	});
}

#[test]
fn a_bid_holds_its_whole_cost_rounded_up() {
	ExtBuilder::default().build_and_execute(|| {
		// 1.001 kWh at 120 cost 120.12.
		assert_ok!(bid(2, 120, 1_001));
		assert_eq!((held(2), free(2)), (121, RICH - 121));
		let order = Sale::order(0, ROUND, bid_id(0)).unwrap();
		assert_eq!(
			(order.owner, order.network, order.tick, order.purpose, order.held),
			(2, 2, 2, Purpose::Bid, 121)
		);
	});
}

#[test]
fn orders_stand_only_on_ticks_from_buy_back_to_retail() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(bid(1, 90, 1_000), Error::<Test>::PriceOffTick);
		assert_noop!(bid(1, 60, 1_000), Error::<Test>::PriceOutOfRange);
		assert_noop!(bid(1, 320, 1_000), Error::<Test>::PriceOutOfRange);
		assert_noop!(offer(1, 90, 1_000), Error::<Test>::PriceOffTick);
		assert_noop!(offer(1, 320, 1_000), Error::<Test>::PriceOutOfRange);
		assert_ok!(bid(1, 80, 1_000));
		assert_ok!(offer(1, 300, 1_000));
	});
}

#[test]
fn orders_that_are_too_small_or_too_large_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let too_large = u64::MAX / 16 + 1;
		assert_noop!(offer(1, 80, 99), Error::<Test>::OrderTooSmall);
		assert_noop!(bid(1, 80, 99), Error::<Test>::OrderTooSmall);
		assert_noop!(offer(1, 80, too_large), Error::<Test>::OrderTooLarge);
		assert_noop!(bid(1, 80, too_large), Error::<Test>::OrderTooLarge);
		assert_ok!(offer(1, 80, 100));
	});
}

#[test]
fn only_the_owner_of_an_active_network_of_an_active_provider_trades() {
	ExtBuilder::default().build_and_execute(|| {
		let stranger = RuntimeOrigin::signed(2);
		let (price, energy) = (Price(80), Energy::wh(1_000));
		assert_noop!(
			Sale::offer(stranger.clone(), 1, price, energy),
			Error::<Test>::NotNetworkOwner
		);
		assert_noop!(Sale::bid(stranger, 1, price, energy), Error::<Test>::NotNetworkOwner);
		assert_noop!(offer(99, 80, 1_000), Error::<Test>::NetworkNotFound);
		change_network(1, |terms| terms.state = State::Suspended);
		assert_noop!(bid(1, 80, 1_000), Error::<Test>::NetworkNotActive);
		change_provider(0, |terms| terms.state = State::Suspended);
		assert_noop!(bid(2, 80, 1_000), Error::<Test>::ProviderNotActive);
		forget_provider(0);
		assert_noop!(bid(2, 80, 1_000), Error::<Test>::ProviderNotFound);
	});
}

#[test]
fn a_bid_must_be_covered_and_leaves_the_account_alive() {
	ExtBuilder::default().funds(1, 1_009).funds(2, 0).build_and_execute(|| {
		assert_noop!(bid(1, 100, 10_000), Error::<Test>::InsufficientMoney);
		assert_noop!(bid(2, 100, 1_000), Error::<Test>::InsufficientMoney);
		assert_ok!(bid(1, 100, 9_990));
		assert_eq!(free(1), MINIMUM);
	});
}

#[test]
fn an_offer_beyond_the_reserve_is_refused_by_the_ledger() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			offer(1, 80, 1_000_001),
			sp_runtime::DispatchError::Other("reserve too small")
		);
	});
}

#[test]
fn half_of_a_side_is_kept_for_closing_months() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..8 {
			assert_ok!(bid(1, 80, 100));
		}
		assert_noop!(bid(2, 80, 100), Error::<Test>::RoundFull);
		// The other side has its own room.
		assert_ok!(offer(2, 80, 100));
	});
}

#[test]
fn a_cancelled_order_frees_no_index() {
	ExtBuilder::default().build_and_execute(|| {
		for index in 0..8 {
			assert_ok!(bid(1, 80, 100));
			assert_ok!(Sale::cancel(RuntimeOrigin::signed(1), 0, ROUND, bid_id(index)));
		}
		assert_noop!(bid(1, 80, 100), Error::<Test>::RoundFull);
	});
}

#[test]
fn without_a_funded_pot_no_round_opens() {
	ExtBuilder::default().without_pot().build_and_execute(|| {
		assert_noop!(offer(1, 80, 1_000), Error::<Test>::PotNotFunded);
	});
}

#[test]
fn a_tariff_that_no_book_can_keep_opens_no_round() {
	ExtBuilder::default().build_and_execute(|| {
		change_provider(0, |terms| terms.tariff.tick = Price(10));
		assert_noop!(offer(1, 80, 1_000), Error::<Test>::TariffNotTradable);
		change_provider(0, |terms| terms.tariff.tick = Price(7));
		assert_noop!(offer(1, 80, 1_000), Error::<Test>::TariffNotTradable);
	});
}

#[test]
fn a_tariff_change_does_not_touch_an_open_round() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 100, 1_000));
		change_provider(0, |terms| terms.tariff.buy_back = Price(200));
		assert_ok!(offer(2, 100, 1_000));
		end_round(ROUND);
		assert_noop!(offer(2, 100, 1_000), Error::<Test>::PriceOutOfRange);
	});
}

#[test]
fn rounds_that_nobody_settles_are_bounded() {
	ExtBuilder::default().build_and_execute(|| {
		for round in ROUND..ROUND + 3 {
			set_time(round * DAY);
			assert_ok!(offer(1, 80, 1_000));
			assert_ok!(offer(FOREIGN, 80, 1_000));
		}
		set_time((ROUND + 3) * DAY);
		assert_noop!(offer(1, 80, 1_000), Error::<Test>::TooManyOpenRounds);
		assert_eq!(Rounds::<Test>::get().to_vec(), [ROUND, ROUND + 1, ROUND + 2]);
	});
}

#[test]
fn an_order_enters_the_round_that_contains_now() {
	ExtBuilder::default().build_and_execute(|| {
		set_time((ROUND + 1) * DAY - 1);
		assert_ok!(bid(1, 80, 1_000));
		set_time((ROUND + 1) * DAY);
		assert_ok!(bid(1, 80, 1_000));
		assert!(Sale::order(0, ROUND, bid_id(0)).is_some());
		assert!(Sale::order(0, ROUND + 1, bid_id(0)).is_some());
	});
}

#[test]
fn a_cancelled_order_returns_all_that_covered_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(bid(1, 120, 1_001));
		assert_ok!(offer(1, 140, 2_000));
		assert_ok!(Sale::cancel(RuntimeOrigin::signed(1), 0, ROUND, bid_id(0)));
		assert_ok!(Sale::cancel(RuntimeOrigin::signed(1), 0, ROUND, offer_id(0)));
		assert_eq!((free(1), held(1)), (RICH, 0));
		assert_eq!((reserve(1), in_escrow(1)), (1_000_000, 0));
		assert!(Sale::standing(0, ROUND).is_empty());
		assert!(seen(Event::OrderCancelled {
			provider: 0,
			round: ROUND,
			order: bid_id(0),
			network: 1,
			energy: Energy::wh(1_001),
			released: 121,
		}));
	});
}

#[test]
fn only_its_owner_cancels_an_order_and_only_while_the_round_runs() {
	ExtBuilder::default().build_and_execute(|| {
		let cancel = |who, round, id| Sale::cancel(RuntimeOrigin::signed(who), 0, round, id);
		assert_noop!(cancel(1, ROUND, bid_id(0)), Error::<Test>::RoundNotFound);
		assert_ok!(bid(1, 80, 1_000));
		assert_noop!(cancel(2, ROUND, bid_id(0)), Error::<Test>::NotOrderOwner);
		assert_noop!(cancel(1, ROUND, offer_id(0)), Error::<Test>::OrderNotFound);
		end_round(ROUND);
		assert_noop!(cancel(1, ROUND, bid_id(0)), Error::<Test>::RoundOver);
	});
}

#[test]
fn a_cancelled_order_leaves_its_neighbours_where_they_are() {
	ExtBuilder::default().build_and_execute(|| {
		for network in 1..=3 {
			assert_ok!(bid(network, 120, 1_000));
		}
		assert_ok!(Sale::cancel(RuntimeOrigin::signed(2), 0, ROUND, bid_id(1)));
		let owners: Vec<_> = Sale::standing(0, ROUND)
			.into_iter()
			.map(|(id, order)| (id.index, order.owner))
			.collect();
		assert_eq!(owners, [(0, 1), (2, 3)]);
		let again = Sale::cancel(RuntimeOrigin::signed(2), 0, ROUND, bid_id(1));
		assert_eq!(again, Err(Error::<Test>::OrderNotFound.into()));
	});
}

#[test]
fn depth_shows_the_prices_at_which_something_stands() {
	ExtBuilder::default().build_and_execute(|| {
		let empty = Sale::depth(0).unwrap();
		assert_eq!((empty.round, empty.clears_at), (ROUND, (ROUND + 1) * DAY));
		assert!(empty.prices.is_empty());
		assert_ok!(bid(1, 120, 1_000));
		assert_ok!(bid(2, 120, 500));
		assert_ok!(offer(3, 300, 700));
		let depth: Vec<_> = Sale::depth(0)
			.unwrap()
			.prices
			.iter()
			.map(|at| (at.price.0, at.bids.0, at.offers.0))
			.collect();
		assert_eq!(depth, [(120, 1_500, 0), (300, 0, 700)]);
		assert_eq!(Sale::depth(99), None);
	});
}

#[test]
fn owners_trade_and_cancel_for_free_within_their_quota() {
	ExtBuilder::default().build_and_execute(|| {
		let free = |call: RuntimeCall, who: u64| call.is_feeless(&RuntimeOrigin::signed(who));
		let (price, energy) = (Price(80), Energy::wh(1_000));
		let offer = RuntimeCall::Sale(Call::offer { network: 1, price, energy });
		let bid_call = RuntimeCall::Sale(Call::bid { network: 1, price, energy });
		let cancel =
			RuntimeCall::Sale(Call::cancel { provider: 0, round: ROUND, order: bid_id(0) });
		let clear = RuntimeCall::Sale(Call::clear { provider: 0, round: ROUND });
		assert!(free(offer.clone(), 1) && free(bid_call.clone(), 1));
		assert!(!free(offer.clone(), 2) && !free(bid_call.clone(), 2));
		assert!(!free(cancel.clone(), 1));
		assert_ok!(bid(1, 80, 1_000));
		assert!(free(cancel.clone(), 1) && !free(cancel.clone(), 2));
		assert!(!free(clear, 1));
		assert!(!offer.is_feeless(&RuntimeOrigin::none()));
		set_time((ROUND + 1) * DAY);
		assert!(!free(cancel.clone(), 1), "a refused call that costs nothing");
		set_time(ROUND * DAY);
		exhaust_quota();
		assert!(!free(offer, 1) && !free(bid_call, 1) && !free(cancel, 1));
	});
}
