use super::*;
use commonwatt_primitives::ledger::Settled;
use sp_runtime::DispatchError;

fn settle(limit: u32) -> DispatchResult {
	let origin = RuntimeOrigin::signed(9);
	Sale::settle(origin, 0, ROUND, limit).map(|_| ()).map_err(|error| error.error)
}

/// Money of the cleared round that its book forgets, by force.
fn lose_money(money: i128) {
	Books::<Test>::mutate(ROUND, 0, |book| {
		if let Some(settlement) = book.as_mut().and_then(|book| book.settlement.as_mut()) {
			settlement.money = settlement.money.saturating_add_signed(-money);
		}
	});
}

#[test]
fn settlement_needs_a_cleared_round_and_a_sensible_limit() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(settle(0), Error::<Test>::LimitOutOfRange);
		assert_noop!(settle(9), Error::<Test>::LimitOutOfRange);
		assert_noop!(settle(1), Error::<Test>::RoundNotFound);
		assert_ok!(bid(1, 80, 1_000));
		assert_noop!(settle(1), Error::<Test>::NotCleared);
	});
}

#[test]
fn buyers_pay_the_rounds_price_and_get_the_rest_of_their_hold_back() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 100, 1_001));
		assert_ok!(bid(2, 300, 1_001));
		let result = settle_round();
		// Both sides are filled whole from 100 to 300: the middle is 200, 1.001 kWh cost 200.2.
		assert_eq!(result.price, Some(Price(200)));
		assert_eq!((free(2), held(2)), (RICH - 201, 0));
		assert_eq!(free(1), RICH + 200);
		// What rounding leaves is the provider's.
		assert_eq!(free(UTILITY), RICH + 1);
		assert_eq!((reserve(1), reserve(2), in_escrow(1)), (998_999, 1_001_001, 0));
		assert!(seen(Event::OrderSettled {
			provider: 0,
			round: ROUND,
			order: bid_id(0),
			network: 2,
			filled: Energy::wh(1_001),
			money: 201,
		}));
		assert!(seen(Event::RoundSettled { provider: 0, round: ROUND, to_provider: 1 }));
	});
}

#[test]
fn the_margin_is_shared_pro_rata_to_the_wh() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 100, 1_000));
		for network in 2..=4 {
			assert_ok!(bid(network, 200, 1_000));
		}
		let result = settle_round();
		assert_eq!((result.volume, result.buyers), (Energy::wh(1_000), 3));
		let bought: Vec<_> = (2..=4).map(|network| reserve(network) - 1_000_000).collect();
		assert_eq!(bought, [333, 333, 334]);
		assert_eq!(free(Sale::pot()), MINIMUM);
	});
}

#[test]
fn an_unfilled_order_gets_everything_back() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 200, 1_000));
		assert_ok!(bid(2, 100, 1_000));
		let result = settle_round();
		assert_eq!(result.price, None);
		assert_eq!((free(2), held(2), reserve(2)), (RICH, 0, 1_000_000));
		assert_eq!((free(1), reserve(1), in_escrow(1)), (RICH, 1_000_000, 0));
	});
}

#[test]
fn a_book_is_settled_in_steps_bids_first() {
	ExtBuilder::default().build_and_execute(|| {
		for network in 1..=3 {
			assert_ok!(offer(network, 100, 1_000));
			assert_ok!(bid(network + 3, 200, 1_000));
		}
		assert_ok!(Sale::cancel(RuntimeOrigin::signed(5), 0, ROUND, bid_id(1)));
		end_round(ROUND);
		assert_ok!(Sale::clear(RuntimeOrigin::signed(9), 0, ROUND));
		let standing = || {
			let orders = Sale::standing(0, ROUND);
			let bids = orders.iter().filter(|(id, _)| id.side == Side::Bid).count();
			(bids, orders.len() - bids)
		};
		let mut steps = vec![standing()];
		while Books::<Test>::contains_key(ROUND, 0) {
			assert_ok!(settle(1));
			assert_ok!(Sale::do_try_state());
			steps.push(standing());
		}
		// The second bid is the cancelled one.
		assert_eq!(steps, [(2, 3), (1, 3), (1, 3), (0, 3), (0, 2), (0, 1), (0, 0)]);
		assert!(Rounds::<Test>::get().is_empty());
		assert_noop!(settle(1), Error::<Test>::RoundNotFound);
	});
}

#[test]
fn a_call_charges_for_the_orders_it_settled() {
	use crate::settlement::Places;
	use commonwatt_primitives::{market::Market, MonthId};
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(bid(1, 80, 1_000));
		assert_ok!(Sale::bid_shortfall(2, MonthId(1), Energy::wh(1_000)));
		assert_ok!(bid(3, 80, 1_000));
		assert_ok!(Sale::cancel(RuntimeOrigin::signed(3), 0, ROUND, bid_id(2)));
		end_round(ROUND);
		assert_ok!(Sale::clear(RuntimeOrigin::signed(9), 0, ROUND));
		let settle = |limit| Sale::settle(RuntimeOrigin::signed(9), 0, ROUND, limit).unwrap();
		let weight = |owners, months| Some(Sale::settled_weight(Places { owners, months }));
		assert_eq!(settle(1).actual_weight, weight(1, 0));
		assert_eq!(settle(8).actual_weight, weight(1, 1));
		let most = Sale::settle_weight(8);
		assert!(most.all_gte(weight(8, 0).unwrap()) && most.all_gte(weight(0, 8).unwrap()));
	});
}

#[test]
fn a_call_never_weighs_more_than_it_declared() {
	use crate::settlement::Places;
	for limit in 1..=40 {
		for months in 0..=limit {
			let places = Places { owners: limit - months, months };
			assert!(Sale::settled_weight(places).all_lte(Sale::settle_weight(limit)), "{places:?}");
		}
	}
}

#[test]
fn only_the_last_results_are_kept() {
	ExtBuilder::default().build_and_execute(|| {
		for round in [ROUND, ROUND + 4, ROUND + 9] {
			set_time(round * DAY);
			assert_ok!(offer(1, 80, 1_000));
			end_round(round);
			assert_ok!(Sale::clear(RuntimeOrigin::signed(9), 0, round));
			assert_ok!(Sale::settle(RuntimeOrigin::signed(9), 0, round, 1));
		}
		assert_eq!(Results::<Test>::get(0, ROUND), None);
		assert_eq!(History::<Test>::get(0).to_vec(), [ROUND + 4, ROUND + 9]);
		assert!(Results::<Test>::get(0, ROUND + 4).is_some());
	});
}

#[test]
fn a_seller_that_cannot_be_paid_claims_its_money_later() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 80, 1_000));
		assert_ok!(Assets::block(RuntimeOrigin::signed(ISSUER), ASSET, 1));
		settle_round();
		assert_eq!(Unclaimed::<Test>::get(1), Some(80));
		assert!(seen(Event::PaymentRefused { who: 1, money: 80 }));
		assert_eq!((free(1), free(Sale::pot())), (RICH, MINIMUM + 80));
		// Sold all the same.
		assert_eq!(ledger().sold[&1], 1_000);
		assert!(Sale::claim(RuntimeOrigin::signed(1)).is_err());
		assert_ok!(Assets::thaw(RuntimeOrigin::signed(ISSUER), ASSET, 1));
		assert_ok!(Sale::claim(RuntimeOrigin::signed(1)));
		assert!(seen(Event::Claimed { who: 1, money: 80 }));
		assert_eq!((free(1), free(Sale::pot())), (RICH + 80, MINIMUM));
		assert_noop!(Sale::claim(RuntimeOrigin::signed(1)), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn a_claim_is_free_for_whom_money_waits() {
	use frame_support::dispatch::CheckIfFeeless;
	ExtBuilder::default().funds(1, 0).build_and_execute(|| {
		// 0.1 kWh at 80 is below the minimum of an account.
		assert_ok!(offer(1, 80, 100));
		settle_round();
		assert_eq!(Unclaimed::<Test>::get(1), Some(8));
		let claim = RuntimeCall::Sale(Call::claim {});
		assert!(claim.is_feeless(&RuntimeOrigin::signed(1)));
		assert!(!claim.is_feeless(&RuntimeOrigin::signed(2)));
	});
}

#[test]
fn a_buyer_that_was_blocked_pays_and_claims_the_rest_of_its_hold() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 100, 1_000));
		assert_ok!(bid(2, 300, 1_000));
		assert_ok!(Assets::block(RuntimeOrigin::signed(ISSUER), ASSET, 2));
		settle_round();
		assert_eq!((held(2), Unclaimed::<Test>::get(2)), (0, Some(100)));
		assert_eq!((free(1), reserve(2)), (RICH + 200, 1_001_000));
	});
}

#[test]
fn a_booking_that_the_ledger_refuses_waits_and_holds_up_nobody() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 100, 1_000));
		assert_ok!(bid(2, 300, 1_000));
		with_ledger(|ledger| ledger.refuses.extend([1, 2]));
		let result = settle_round();
		assert_eq!(result.volume, Energy::wh(1_000));
		assert_eq!((free(1), free(2)), (RICH + 200, RICH - 200));
		assert!(seen(Event::BookingRefused {
			provider: 0,
			round: ROUND,
			order: bid_id(0),
			network: 2,
			error: DispatchError::Unavailable,
		}));
		let retry = |id| Sale::retry_booking(RuntimeOrigin::signed(9), 0, ROUND, id);
		assert_noop!(retry(bid_id(0)), DispatchError::Unavailable);
		with_ledger(|ledger| ledger.refuses.clear());
		assert_ok!(retry(bid_id(0)));
		assert_ok!(retry(offer_id(0)));
		assert_eq!((reserve(1), in_escrow(1), reserve(2)), (999_000, 0, 1_001_000));
		assert!(seen(Event::Booked { provider: 0, round: ROUND, order: bid_id(0), network: 2 }));
		assert_noop!(retry(bid_id(0)), Error::<Test>::BookingNotFound);
	});
}

#[test]
fn settlement_waits_while_the_pot_cannot_receive_and_goes_on_after() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 100, 1_000));
		assert_ok!(bid(2, 300, 500));
		assert_ok!(bid(3, 300, 500));
		end_round(ROUND);
		assert_ok!(Sale::clear(RuntimeOrigin::signed(9), 0, ROUND));
		assert_ok!(settle(1));
		assert_ok!(Assets::freeze_asset(RuntimeOrigin::signed(ISSUER), ASSET));
		assert_noop!(settle(8), pallet_assets::Error::<Test>::AssetNotLive);
		assert_eq!(held(3), 150);
		assert_ok!(Assets::thaw_asset(RuntimeOrigin::signed(ISSUER), ASSET));
		settle_all();
		assert_eq!((free(1), held(3), reserve(3)), (RICH + 200, 0, 1_000_500));
	});
}

#[test]
fn what_is_settled_before_a_stop_stays() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 80, 1_000));
		assert_ok!(offer(2, 80, 1_000));
		end_round(ROUND);
		assert_ok!(Sale::clear(RuntimeOrigin::signed(9), 0, ROUND));
		// Enough for the first only, by force.
		lose_money(1);
		assert_ok!(settle(8));
		assert_eq!((free(1), free(2)), (RICH + 80, RICH));
		assert!(Sale::order(0, ROUND, offer_id(0)).is_none());
		assert!(Sale::order(0, ROUND, offer_id(1)).is_some());
		assert_noop!(settle(8), Error::<Test>::MoneyMissing);
		lose_money(-1);
		settle_all();
	});
}

#[test]
fn an_account_pays_and_is_paid_once_a_call_for_all_its_orders() {
	ExtBuilder::default().build_and_execute(|| {
		for wh in [1_000, 2_000, 3_000] {
			assert_ok!(offer(1, 100, wh));
			assert_ok!(bid(2, 300, wh));
		}
		end_round(ROUND);
		assert_ok!(Sale::clear(RuntimeOrigin::signed(9), 0, ROUND));
		System::reset_events();
		assert_ok!(settle(8));
		// 6 kWh at 200, out of 1,800 on hold.
		assert_eq!((free(1), free(2), held(2)), (RICH + 1_200, RICH - 1_200, 0));
		let events = System::events();
		let count =
			|of: fn(&RuntimeEvent) -> bool| events.iter().filter(|it| of(&it.event)).count();
		assert_eq!(count(|it| matches!(it, RuntimeEvent::AssetsHolder(_))), 1);
		assert_eq!(count(|it| matches!(it, RuntimeEvent::Sale(Event::OrderSettled { .. }))), 6);
		let deposit = pallet_assets::Event::Deposited { asset_id: ASSET, who: 1, amount: 1_200 };
		System::assert_has_event(deposit.into());
	});
}

#[test]
fn one_that_cannot_be_paid_does_not_keep_others_of_the_call_from_their_money() {
	ExtBuilder::default().build_and_execute(|| {
		for network in 1..=3 {
			assert_ok!(offer(network, 80, 1_000));
		}
		assert_ok!(Assets::block(RuntimeOrigin::signed(ISSUER), ASSET, 2));
		settle_round();
		assert_eq!((free(1), free(2), free(3)), (RICH + 80, RICH, RICH + 80));
		assert_eq!((Unclaimed::<Test>::get(2), free(Sale::pot())), (Some(80), MINIMUM + 80));
	});
}

#[test]
fn payments_of_a_frozen_pot_wait_for_their_owners() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 80, 1_000));
		assert_ok!(offer(2, 80, 2_000));
		end_round(ROUND);
		assert_ok!(Sale::clear(RuntimeOrigin::signed(9), 0, ROUND));
		assert_ok!(Assets::freeze(RuntimeOrigin::signed(ISSUER), ASSET, Sale::pot()));
		settle_all();
		assert_eq!((Unclaimed::<Test>::get(1), Unclaimed::<Test>::get(2)), (Some(80), Some(160)));
		assert!(Sale::claim(RuntimeOrigin::signed(1)).is_err());
		assert_ok!(Assets::thaw(RuntimeOrigin::signed(ISSUER), ASSET, Sale::pot()));
		assert_ok!(Sale::claim(RuntimeOrigin::signed(1)));
		assert_ok!(Sale::claim(RuntimeOrigin::signed(2)));
		assert_eq!((free(1), free(2)), (RICH + 80, RICH + 160));
	});
}

#[test]
fn a_round_of_several_pages_is_settled_from_wherever_a_call_stopped() {
	ExtBuilder::default().build_and_execute(|| {
		MaxOrders::set(400);
		let orders = 2 * ORDERS_PER_PAGE + 5;
		for _ in 0..orders {
			assert_ok!(bid(1, 200, 1_000));
			assert_ok!(offer(2, 200, 999));
		}
		let last = orders - 1;
		for index in [0, ORDERS_PER_PAGE - 1, ORDERS_PER_PAGE, last] {
			assert_ok!(Sale::cancel(RuntimeOrigin::signed(1), 0, ROUND, bid_id(index)));
		}
		assert_eq!(Orders::<Test>::iter().count(), 6);
		end_round(ROUND);
		assert_ok!(Sale::clear(RuntimeOrigin::signed(9), 0, ROUND));
		for limit in [1, 7, 8].into_iter().cycle() {
			if !Books::<Test>::contains_key(ROUND, 0) {
				break;
			}
			assert_ok!(settle(limit));
			assert_ok!(Sale::do_try_state());
		}
		assert_eq!(Orders::<Test>::iter().count(), 0);
		let result = Results::<Test>::get(0, ROUND).unwrap();
		assert_eq!((result.buyers, result.sellers), (orders - 4, orders));
		assert_eq!(result.volume, Energy::wh(1_000 * (orders as u64 - 4)));
		assert_eq!(reserve(1), 1_000_000 + 1_000 * (orders as u64 - 4));
	});
}

#[test]
fn money_that_left_the_pot_stops_payments_instead_of_taking_that_of_others() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 80, 1_000));
		end_round(ROUND);
		assert_ok!(Sale::clear(RuntimeOrigin::signed(9), 0, ROUND));
		let whole = Books::<Test>::get(ROUND, 0).unwrap();
		let mut short = whole.clone();
		if let Some(settlement) = &mut short.settlement {
			settlement.money -= 1;
		}
		Books::<Test>::insert(ROUND, 0, short);
		assert!(Sale::do_try_state().is_err());
		assert_noop!(settle(1), Error::<Test>::MoneyMissing);
		Books::<Test>::insert(ROUND, 0, whole);
		settle_all();
	});
}

#[test]
fn the_ledger_hears_what_came_of_each_order() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 100, 1_000));
		assert_ok!(bid(2, 300, 400));
		settle_round();
		let (offered, sold) = (Energy::wh(1_000), Energy::wh(400));
		assert_eq!(ledger().settled, [(1, Settled::Offer { month: MONTH, offered, sold })]);
		assert_eq!(ledger().bought[&2], 400);
	});
}
