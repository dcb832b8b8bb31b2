//! Energy that leaves and enters a reserve while the month is open.

use super::*;
use commonwatt_primitives::{
	ledger::{Inflow, Ledger, Outflow, Settled},
	Energy, MonthId,
};
use frame_support::{assert_noop, assert_ok, weights::Weight};

const NONE: Energy = Energy::ZERO;
const NOTHING: Weight = Weight::zero();

#[test]
fn a_withdrawal_names_the_month_that_it_is_from() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		assert_eq!(Allotments::withdraw(HOME, kwh(30), Outflow::Given), Ok((OCTOBER, NOTHING)));
		assert_eq!(Allotments::withdraw(HOME, kwh(20), Outflow::Offered), Ok((OCTOBER, NOTHING)));
		let columns = home().columns;
		assert_eq!((columns.given, columns.offered, columns.reserve), (kwh(30), kwh(20), kwh(50)));
		assert_eq!(home().transfers_between_networks, 1);
		assert_noop!(
			Allotments::withdraw(HOME, wh(50_001), Outflow::Given),
			Error::<Test>::InsufficientReserve
		);
		assert_noop!(
			Allotments::withdraw(77, kwh(1), Outflow::Given),
			Error::<Test>::NetworkNotFound
		);
	});
}

#[test]
fn exports_count_in_the_reserve_and_are_credited_when_needed() {
	ExtBuilder::default().allotment(kwh(10)).build_and_execute(|| {
		feeds_in(G, kwh(5));
		assert_eq!(Allotments::reserve(HOME), kwh(15));
		let looked = Allotments::look_weight_of(3, 1);
		assert_eq!(Allotments::withdraw(HOME, kwh(15), Outflow::Given), Ok((OCTOBER, looked)));
		assert!(looked.all_lte(Allotments::look_weight()));
		assert_eq!(home().columns.generated, kwh(5));
		assert_eq!(Allotments::reserve(HOME), NONE);
		assert_eq!(Allotments::reserve(77), NONE);
	});
}

#[test]
fn an_unopened_month_has_its_reserve() {
	ExtBuilder::default().allotment(kwh(100)).allocation(A, kwh(40)).build_and_execute(|| {
		go_to(at(OCTOBER.next(), 1, 1));
		assert_eq!(Allotments::reserve(HOME), kwh(60));
		assert_eq!(
			Allotments::withdraw(HOME, kwh(60), Outflow::Offered),
			Ok((OCTOBER.next(), NOTHING))
		);
	});
}

#[test]
fn overdrawn_energy_does_not_leave_the_network() {
	ExtBuilder::default().overdraft(kwh(50), kwh(50)).build_and_execute(|| {
		uses(A, kwh(1));
		assert_eq!(balance(A), kwh(49));
		assert_ok!(Allotments::take_back(signed(OWNER), A, kwh(49)));
		assert_eq!(home().columns.reserve, kwh(49));
		assert_eq!(Allotments::reserve(HOME), NONE);
		assert_noop!(
			Allotments::withdraw(HOME, wh(1), Outflow::Given),
			Error::<Test>::InsufficientReserve
		);
		assert_ok!(Allotments::deposit(HOME, kwh(3), Inflow::Received));
		assert_ok!(Allotments::withdraw(HOME, kwh(2), Outflow::Given));
	});
}

#[test]
fn a_deposit_enters_the_reserve_and_a_dry_network_is_dry_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		uses(A, kwh(1));
		assert!(home().dry_since.is_some());
		assert_ok!(Allotments::deposit(HOME, kwh(2), Inflow::Received));
		assert_ok!(Allotments::deposit(HOME, kwh(3), Inflow::Bought));
		let columns = home().columns;
		assert_eq!((columns.received, columns.bought, columns.reserve), (kwh(2), kwh(3), kwh(5)));
		assert_eq!((home().dry_since, home().transfers_between_networks), (None, 1));
		uses(A, kwh(1));
		assert_eq!(short(A), NONE);
		assert_noop!(
			Allotments::deposit(HOME, wh(u64::MAX), Inflow::Bought),
			Error::<Test>::EnergyOverflow
		);
	});
}

#[test]
fn an_offer_that_settles_in_its_month_returns_what_was_not_sold() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		assert_ok!(Allotments::withdraw(HOME, kwh(40), Outflow::Offered));
		let settled = Settled::Offer { month: OCTOBER, offered: kwh(40), sold: kwh(25) };
		assert_ok!(Allotments::settle(HOME, settled));
		let columns = home().columns;
		assert_eq!((columns.offered, columns.sold, columns.reserve), (NONE, kwh(25), kwh(75)));
		let totals = Totals::<Test>::get();
		assert_eq!((totals.offered, totals.sold), (0, 25_000));
	});
}

#[test]
fn an_offer_of_a_closed_month_returns_to_the_present_one() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		assert_ok!(Allotments::withdraw(HOME, kwh(40), Outflow::Offered));
		let november = MonthId(OCTOBER.0 + 1);
		go_to(at(november, 3, 0));
		idle();
		assert_eq!(columns(HOME, OCTOBER).offered, kwh(40));
		let settled = Settled::Offer { month: OCTOBER, offered: kwh(40), sold: kwh(25) };
		assert_ok!(Allotments::settle(HOME, settled));
		let october = columns(HOME, OCTOBER);
		assert_eq!((october.offered, october.sold), (NONE, kwh(25)));
		assert_eq!(october.carried_out, kwh(75));
		assert_eq!(account(HOME, november).columns.carried_in, kwh(75));
	});
}
