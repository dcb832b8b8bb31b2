use super::*;

fn clear() -> DispatchResult {
	Sale::clear(RuntimeOrigin::signed(9), 0, ROUND)
}

#[test]
fn a_round_is_cleared_once_and_after_its_end() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(clear(), Error::<Test>::RoundNotFound);
		assert_ok!(offer(1, 80, 1_000));
		set_time((ROUND + 1) * DAY - 1);
		assert_noop!(clear(), Error::<Test>::RoundNotOver);
		end_round(ROUND);
		assert_ok!(clear());
		assert_noop!(clear(), Error::<Test>::AlreadyCleared);
	});
}

#[test]
fn all_trade_at_one_price_where_most_energy_changes_hands() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 100, 4_000));
		assert_ok!(offer(2, 160, 4_000));
		assert_ok!(bid(3, 200, 5_000));
		assert_ok!(bid(4, 120, 4_000));
		end_round(ROUND);
		assert_ok!(clear());
		// 5 kWh at 160 to 200: offers are left over, so the lowest of them.
		assert!(seen(Event::RoundCleared {
			provider: 0,
			round: ROUND,
			price: Some(Price(160)),
			volume: Energy::wh(5_000),
			provider_bought: Energy::ZERO,
			provider_sold: Energy::ZERO,
		}));
	});
}

#[test]
fn the_provider_pays_for_what_it_buys_back_when_the_round_is_cleared() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 80, 10_001));
		end_round(ROUND);
		assert_ok!(clear());
		// 10.001 kWh at 80 cost 800.08.
		assert_eq!(free(UTILITY), RICH - 801);
		assert_eq!(free(Sale::pot()), MINIMUM + 801);
	});
}

#[test]
fn a_provider_short_of_money_buys_back_what_it_can_pay() {
	ExtBuilder::default().funds(UTILITY, MINIMUM + 100).build_and_execute(|| {
		assert_ok!(offer(1, 80, 10_000));
		let result = settle_round();
		// 100 buy 1.25 kWh at 80.
		assert_eq!((result.price, result.provider_bought), (Some(Price(80)), Energy::wh(1_250)));
		assert_eq!((free(UTILITY), free(1)), (MINIMUM, RICH + 100));
		assert_eq!((reserve(1), in_escrow(1)), (998_750, 0));
	});
}

#[test]
fn a_provider_without_money_buys_nothing_back_and_all_returns() {
	ExtBuilder::default().funds(UTILITY, 0).build_and_execute(|| {
		assert_ok!(offer(1, 80, 10_000));
		let result = settle_round();
		assert_eq!((result.price, result.volume), (None, Energy::ZERO));
		assert_eq!(reserve(1), 1_000_000);
	});
}

#[test]
fn the_provider_delivers_at_retail_what_nobody_offers() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(bid(1, 300, 10_000));
		assert_ok!(offer(2, 140, 4_000));
		let result = settle_round();
		assert_eq!(
			result,
			RoundResult {
				round: ROUND,
				price: Some(Price(300)),
				volume: Energy::wh(10_000),
				buyers: 1,
				sellers: 1,
				provider_bought: Energy::ZERO,
				provider_sold: Energy::wh(6_000),
			}
		);
		assert_eq!((free(1), free(2), free(UTILITY)), (RICH - 3_000, RICH + 1_200, RICH + 1_800));
		assert_eq!((reserve(1), reserve(2)), (1_010_000, 996_000));
	});
}

#[test]
fn the_provider_that_changed_its_account_pays_from_the_new_one() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 80, 10_000));
		change_provider(0, |terms| terms.account = OTHER_UTILITY);
		settle_round();
		assert_eq!((free(UTILITY), free(OTHER_UTILITY)), (RICH, RICH - 800));
	});
}

#[test]
fn a_free_buy_back_needs_no_money() {
	ExtBuilder::default().funds(UTILITY, 0).build_and_execute(|| {
		change_provider(0, |terms| terms.tariff.buy_back = Price(0));
		change_provider(0, |terms| terms.tariff.retail = Price(100));
		assert_ok!(offer(1, 0, 10_000));
		assert_ok!(bid(2, 0, 3_000));
		assert_eq!(held(2), 0);
		let result = settle_round();
		assert_eq!((result.price, result.provider_bought), (Some(Price(0)), Energy::wh(7_000)));
		assert_eq!((free(1), free(2), reserve(2)), (RICH, RICH, 1_003_000));
	});
}

#[test]
fn a_round_whose_orders_were_all_cancelled_settles_without_a_price() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(bid(1, 80, 1_000));
		assert_ok!(Sale::cancel(RuntimeOrigin::signed(1), 0, ROUND, bid_id(0)));
		let result = settle_round();
		assert_eq!((result.price, result.buyers, result.volume), (None, 0, Energy::ZERO));
	});
}
