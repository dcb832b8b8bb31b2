use super::*;
use commonwatt_primitives::{directory::State, ledger::Settled, market::Market, MonthId};

const CLOSED: MonthId = MonthId(24236);

fn leftover(network: NetworkId, wh: u64) -> DispatchResult {
	Sale::offer_leftover(network, CLOSED, Energy::wh(wh))
}

fn shortfall(network: NetworkId, wh: u64) -> Result<u64, sp_runtime::DispatchError> {
	Sale::bid_shortfall(network, CLOSED, Energy::wh(wh)).map(|energy| energy.0)
}

#[test]
fn a_months_leftover_and_shortfall_meet_in_one_round() {
	ExtBuilder::default().build_and_execute(|| {
		escrow(1, 10_000);
		assert_ok!(leftover(1, 10_000));
		assert_eq!(shortfall(2, 4_000), Ok(4_000));
		assert_eq!(held(2), 1_200);
		let result = settle_round();
		// More is left over than is short: the price is buy back and the provider takes the rest.
		assert_eq!((result.price, result.provider_bought), (Some(Price(80)), Energy::wh(6_000)));
		assert_eq!((free(1), free(2), free(UTILITY)), (RICH + 800, RICH - 320, RICH - 480));
		let (offered, sold) = (Energy::wh(10_000), Energy::wh(10_000));
		assert_eq!(
			ledger().settled,
			[
				(2, Settled::Shortfall { month: CLOSED, bought: Energy::wh(4_000) }),
				(1, Settled::Leftover { month: CLOSED, offered, sold }),
			]
		);
	});
}

#[test]
fn the_energy_of_a_leftover_is_not_withdrawn_again() {
	ExtBuilder::default().build_and_execute(|| {
		escrow(1, 10_000);
		assert_ok!(leftover(1, 10_000));
		assert_eq!((reserve(1), in_escrow(1)), (1_000_000, 10_000));
		let order = Sale::order(0, ROUND, offer_id(0)).unwrap();
		assert_eq!((order.tick, order.purpose), (0, Purpose::Leftover { month: CLOSED }));
	});
}

#[test]
fn a_shortfall_alone_is_served_at_retail() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(shortfall(2, 1_001), Ok(1_001));
		let result = settle_round();
		assert_eq!((result.price, result.provider_sold), (Some(Price(300)), Energy::wh(1_001)));
		assert_eq!((free(2), free(UTILITY)), (RICH - 301, RICH + 301));
	});
}

#[test]
fn a_shortfall_bids_for_as_much_as_the_owner_can_pay() {
	ExtBuilder::default().funds(2, MINIMUM + 30).funds(3, MINIMUM).build_and_execute(|| {
		// 30 buy 0.1 kWh at 300.
		assert_eq!(shortfall(2, 1_000), Ok(100));
		assert_eq!((free(2), held(2)), (MINIMUM, 30));
		assert_noop!(shortfall(3, 1_000), Error::<Test>::InsufficientMoney);
		assert_noop!(shortfall(2, 1_000), Error::<Test>::InsufficientMoney);
	});
}

#[test]
fn months_close_below_the_least_order_but_not_with_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		escrow(1, 1);
		assert_ok!(leftover(1, 1));
		assert_eq!(shortfall(2, 1), Ok(1));
		assert_noop!(leftover(1, 0), Error::<Test>::OrderTooSmall);
		assert_noop!(shortfall(1, 0), Error::<Test>::OrderTooSmall);
		assert_noop!(leftover(1, u64::MAX), Error::<Test>::OrderTooLarge);
		let result = settle_round();
		assert_eq!((result.volume, result.buyers, result.sellers), (Energy::wh(1), 1, 1));
	});
}

#[test]
fn months_of_an_unknown_network_or_an_inactive_provider_stay_out_of_the_market() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(leftover(99, 100), Error::<Test>::NetworkNotFound);
		assert_noop!(shortfall(99, 100), Error::<Test>::NetworkNotFound);
		change_provider(0, |terms| terms.state = State::Retired);
		assert_noop!(leftover(1, 100), Error::<Test>::ProviderNotActive);
		assert_noop!(shortfall(1, 100), Error::<Test>::ProviderNotActive);
	});
}

#[test]
fn a_refused_month_opens_no_round() {
	ExtBuilder::default().funds(2, 0).build_and_execute(|| {
		assert_noop!(shortfall(2, 100), Error::<Test>::InsufficientMoney);
		assert!(Rounds::<Test>::get().is_empty());
	});
}

#[test]
fn a_month_that_closes_cannot_be_cancelled() {
	ExtBuilder::default().build_and_execute(|| {
		escrow(1, 1_000);
		assert_ok!(leftover(1, 1_000));
		assert_eq!(shortfall(2, 1_000), Ok(1_000));
		let cancel = |who, id| Sale::cancel(RuntimeOrigin::signed(who), 0, ROUND, id);
		assert_noop!(cancel(1, offer_id(0)), Error::<Test>::OrderClosesMonth);
		assert_noop!(cancel(2, bid_id(0)), Error::<Test>::OrderClosesMonth);
	});
}

#[test]
fn closing_months_find_room_where_owners_do_not_until_a_side_is_full() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..8 {
			assert_ok!(bid(1, 80, 100));
		}
		assert_noop!(bid(1, 80, 100), Error::<Test>::RoundFull);
		for _ in 0..8 {
			assert_eq!(shortfall(2, 100), Ok(100));
		}
		assert_noop!(shortfall(2, 100), Error::<Test>::RoundFull);
	});
}

#[test]
fn a_leftover_that_nobody_pays_for_is_settled_with_nothing_sold() {
	ExtBuilder::default().build_and_execute(|| {
		change_provider(0, |terms| terms.account = 77);
		escrow(1, 1_000);
		assert_ok!(leftover(1, 1_000));
		settle_round();
		let (offered, sold) = (Energy::wh(1_000), Energy::ZERO);
		assert_eq!(ledger().settled, [(1, Settled::Leftover { month: CLOSED, offered, sold })]);
	});
}

#[test]
fn either_month_order_weighs_no_more_than_the_market_says() {
	let weight = <Sale as Market>::weight();
	assert!(weight.all_gte(<() as WeightInfo>::offer()));
	assert!(weight.all_gte(<() as WeightInfo>::bid()));
}
