use super::*;
use commonwatt_primitives::{
	directory::{CarryOver, LeftoverPolicy},
	ledger::{Ledger, MonthState, Outflow, Settled},
	Energy, MonthId,
};
use frame_support::assert_ok;

const NONE: Energy = Energy::ZERO;
const NOVEMBER: MonthId = MonthId(OCTOBER.0 + 1);

fn close_october() {
	go_to(at(NOVEMBER, 3, 0));
	idle();
}

fn state(month: MonthId) -> MonthState {
	Allotments::statement(HOME, month).unwrap().state
}

#[test]
fn a_leftover_is_offered_and_the_month_settles() {
	ExtBuilder::default().allotment(kwh(100)).leftover(LeftoverPolicy::Sell).build_and_execute(
		|| {
			script(|s| s.buys = true);
			close_october();
			assert_eq!(Offered::get((HOME, OCTOBER)), kwh(100));
			assert_eq!(columns(HOME, OCTOBER).offered, kwh(100));
			assert_eq!(state(OCTOBER), MonthState::Settling);
			Allotments::do_try_state().unwrap();

			let (month, offered) = (OCTOBER, kwh(100));
			let settled = Settled::Leftover { month, offered, sold: kwh(70) };
			assert_ok!(Allotments::settle(HOME, settled));
			let october = columns(HOME, OCTOBER);
			assert_eq!((october.offered, october.sold), (NONE, kwh(70)));
			assert_eq!(october.carried_out, kwh(30));
			assert_eq!(account(HOME, NOVEMBER).columns.carried_in, kwh(30));
			assert_eq!(account(HOME, NOVEMBER).vintages[0].month, OCTOBER);
			assert_eq!(state(OCTOBER), MonthState::Closed);
			last_events(&[Event::StatementSettled {
				network: HOME,
				month,
				state: MonthState::Closed,
				sold: kwh(70),
				bought: NONE,
				carried: kwh(30),
				expired: NONE,
			}]);
		},
	);
}

#[test]
fn what_was_not_sold_is_carried_within_the_limit() {
	ExtBuilder::default().allotment(kwh(100)).leftover(LeftoverPolicy::Sell).build_and_execute(
		|| {
			script(|s| s.buys = true);
			change_provider(|terms| terms.carry_over = CarryOver { limit: kwh(10), months: 1 });
			close_october();
			let settled = Settled::Leftover { month: OCTOBER, offered: kwh(100), sold: NONE };
			assert_ok!(Allotments::settle(HOME, settled));
			let october = columns(HOME, OCTOBER);
			assert_eq!((october.carried_out, october.expired), (kwh(10), kwh(90)));
			assert_eq!(Totals::<Test>::get().expired, 90_000);
		},
	);
}

#[test]
fn offering_does_not_make_old_energy_young() {
	ExtBuilder::default().allotment(kwh(100)).leftover(LeftoverPolicy::Sell).build_and_execute(
		|| {
			script(|s| s.buys = true);
			change_provider(|terms| terms.carry_over = CarryOver { limit: kwh(500), months: 1 });
			close_october();
			let unsold = |month, offered| Settled::Leftover { month, offered, sold: NONE };
			assert_ok!(Allotments::settle(HOME, unsold(OCTOBER, kwh(100))));
			go_to(at(NOVEMBER.next(), 3, 0));
			idle();
			assert_ok!(Allotments::settle(HOME, unsold(NOVEMBER, kwh(200))));
			let november = columns(HOME, NOVEMBER);
			assert_eq!((november.carried_out, november.expired), (kwh(100), kwh(100)));
		},
	);
}

#[test]
fn a_leftover_that_cannot_be_offered_is_held() {
	ExtBuilder::default().allotment(kwh(100)).leftover(LeftoverPolicy::Sell).build_and_execute(
		|| {
			close_october();
			assert_eq!(Offered::get((HOME, OCTOBER)), NONE, "undone");
			assert_eq!(columns(HOME, OCTOBER).carried_out, kwh(100));
			assert_eq!(state(OCTOBER), MonthState::Closed);
			assert_eq!(Totals::<Test>::get().offered, 0);
		},
	);
}

#[test]
fn a_leftover_is_shared_with_the_community() {
	ExtBuilder::default().allotment(kwh(100)).leftover(LeftoverPolicy::Share).build_and_execute(
		|| {
			script(|s| s.community = true);
			close_october();
			assert_eq!(Pool::get(), kwh(100));
			let statement = Allotments::statement(HOME, OCTOBER).unwrap();
			assert_eq!(statement.columns.given, kwh(100));
			assert_eq!(statement.transfers_between_networks, 1);
			assert_eq!(statement.state, MonthState::Closed);
		},
	);
}

#[test]
fn a_leftover_is_held_where_there_is_no_community() {
	ExtBuilder::default().allotment(kwh(100)).leftover(LeftoverPolicy::Share).build_and_execute(
		|| {
			close_october();
			assert_eq!(Pool::get(), NONE, "undone");
			assert_eq!(columns(HOME, OCTOBER).carried_out, kwh(100));
			assert_eq!(columns(HOME, OCTOBER).given, NONE);
		},
	);
}

#[test]
fn a_shortfall_bids_and_what_is_bought_is_overdrawn_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		script(|s| s.money = Some(kwh(30)));
		uses(A, kwh(40));
		close_october();
		assert_eq!(Bid::get((HOME, OCTOBER)), kwh(30));
		assert_eq!(columns(HOME, OCTOBER).overdrawn, kwh(40));
		assert_eq!(state(OCTOBER), MonthState::Settling);
		assert_eq!(Allotments::closed(HOME, OCTOBER).unwrap().unsettled.bid, kwh(30));
		Allotments::do_try_state().unwrap();

		let settled = Settled::Shortfall { month: OCTOBER, bought: kwh(25) };
		assert_ok!(Allotments::settle(HOME, settled));
		let october = columns(HOME, OCTOBER);
		assert_eq!((october.overdrawn, october.bought), (kwh(15), kwh(25)));
		assert_eq!(state(OCTOBER), MonthState::Closed);
		let totals = Totals::<Test>::get();
		assert_eq!((totals.bought, totals.used), (25_000, 25_000));
	});
}

#[test]
fn a_shortfall_without_money_stays_overdrawn() {
	for money in [None, Some(NONE)] {
		ExtBuilder::default().build_and_execute(|| {
			script(|s| s.money = money);
			uses(A, kwh(40));
			close_october();
			assert_eq!(columns(HOME, OCTOBER).overdrawn, kwh(40));
			assert_eq!(state(OCTOBER), MonthState::Closed);
		});
	}
}

#[test]
fn more_bought_than_was_owed_is_the_networks_own() {
	ExtBuilder::default().build_and_execute(|| {
		script(|s| s.money = Some(kwh(40)));
		uses(A, kwh(40));
		close_october();
		let settled = Settled::Shortfall { month: OCTOBER, bought: kwh(42) };
		assert_ok!(Allotments::settle(HOME, settled));
		assert_eq!(columns(HOME, OCTOBER).overdrawn, NONE);
		assert_eq!(account(HOME, NOVEMBER).columns.reserve, kwh(2));
	});
}

#[test]
fn an_owners_offer_may_outlast_its_month() {
	ExtBuilder::default().allotment(kwh(100)).leftover(LeftoverPolicy::Sell).build_and_execute(
		|| {
			script(|s| s.buys = true);
			assert_ok!(Allotments::withdraw(HOME, kwh(40), Outflow::Offered));
			close_october();
			assert_eq!(columns(HOME, OCTOBER).offered, kwh(100));
			let offer = Settled::Offer { month: OCTOBER, offered: kwh(40), sold: kwh(10) };
			assert_ok!(Allotments::settle(HOME, offer));
			Allotments::do_try_state().unwrap();
			let october = columns(HOME, OCTOBER);
			assert_eq!((october.offered, october.sold), (kwh(60), kwh(10)));
			assert_eq!((october.carried_out, state(OCTOBER)), (kwh(30), MonthState::Settling));
			let leftover = Settled::Leftover { month: OCTOBER, offered: kwh(60), sold: kwh(60) };
			assert_ok!(Allotments::settle(HOME, leftover));
			assert_eq!(state(OCTOBER), MonthState::Closed);
		},
	);
}

#[test]
fn an_order_of_a_pruned_statement_loses_no_energy() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		assert_ok!(Allotments::withdraw(HOME, kwh(40), Outflow::Offered));
		set_allotment(HOME, NONE);
		for n in 1..=14 {
			go_to(at(MonthId(OCTOBER.0 + n), 3, 0));
			idle();
		}
		assert!(!is_closed(HOME, OCTOBER));
		let now = MonthId(OCTOBER.0 + 14);
		let before = Allotments::account(HOME, now).columns.carried_in;
		let offer = Settled::Offer { month: OCTOBER, offered: kwh(40), sold: kwh(10) };
		assert_ok!(Allotments::settle(HOME, offer));
		// Fourteen months old: too old to be carried.
		assert_eq!(Allotments::account(HOME, now).columns.carried_in, before);
		let totals = Totals::<Test>::get();
		assert_eq!((totals.offered, totals.sold), (0, 10_000));
		assert_eq!(totals.in_accounts() + totals.expired, 90_000);
	});
}
