//! What the registry asks before a device or a network goes.

use super::*;
use commonwatt_primitives::{
	directory::{LeftoverPolicy, OnRegistry},
	ledger::{Ledger, Outflow, Settled},
	meters::Meters,
	Energy, MonthId,
};
use frame_support::{assert_noop, assert_ok};

const NONE: Energy = Energy::ZERO;
const NOVEMBER: MonthId = MonthId(OCTOBER.0 + 1);

fn leaves(device: commonwatt_primitives::DeviceId) {
	assert_ok!(Allotments::device_leaves(HOME, device));
	drop_device(HOME, device);
}

#[test]
fn a_device_that_leaves_gives_back_its_balance_and_its_use_stays() {
	ExtBuilder::default().allotment(kwh(100)).allocation(A, kwh(30)).build_and_execute(|| {
		uses(A, kwh(12));
		leaves(A);
		let columns = home().columns;
		assert_eq!((columns.used, columns.reserve), (kwh(12), kwh(88)));
		assert_eq!(Standings::<Test>::get(HOME).unwrap().allocated, NONE);
		assert_eq!(MeterRoom::position(A).unwrap().used(), NONE);
		last_events(&[Event::DeviceLeft {
			network: HOME,
			device: A,
			month: OCTOBER,
			used: kwh(12),
			returned: kwh(18),
		}]);
		go_to(at(NOVEMBER, 3, 0));
		idle();
		assert_eq!(super::super::mock::columns(HOME, OCTOBER).used, kwh(12));
	});
}

#[test]
fn what_was_held_for_a_device_and_what_it_fed_in_stays() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		assert_ok!(Allotments::request(signed(OWNER), G, kwh(10)));
		feeds_in(G, kwh(7));
		leaves(G);
		let columns = home().columns;
		assert_eq!((columns.held, columns.generated, columns.reserve), (NONE, kwh(7), kwh(107)));
		assert_eq!(request_of(G), None);
	});
}

#[test]
fn what_a_device_used_past_its_mark_is_paid_or_overdrawn() {
	ExtBuilder::default().build_and_execute(|| {
		uses(A, kwh(5));
		set_allotment(HOME, kwh(3));
		leaves(A);
		let columns = home().columns;
		assert_eq!((columns.reserve, columns.overdrawn), (NONE, kwh(2)));
	});
}

#[test]
fn no_device_leaves_while_a_past_month_is_open() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		go_to(at(NOVEMBER, 1, 1));
		assert_noop!(Allotments::device_leaves(HOME, A), Error::<Test>::PastMonthOpen);
		go_to(at(NOVEMBER, 2, 0));
		idle();
		leaves(A);
		assert_noop!(Allotments::device_leaves(77, A), Error::<Test>::NetworkNotFound);
	});
}

#[test]
fn a_network_retires_when_nothing_is_left() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		assert_noop!(Allotments::network_retires(HOME), Error::<Test>::AllotmentStands);
		set_allotment(HOME, NONE);
		assert_noop!(Allotments::network_retires(HOME), Error::<Test>::EnergyLeft);
		assert_ok!(Allotments::withdraw(HOME, kwh(40), Outflow::Offered));
		assert_noop!(Allotments::network_retires(HOME), Error::<Test>::OrdersOpen);
		let sold = Settled::Offer { month: OCTOBER, offered: kwh(40), sold: kwh(40) };
		assert_ok!(Allotments::settle(HOME, sold));
		assert_ok!(Allotments::withdraw(HOME, kwh(60), Outflow::Given));
		feeds_in(G, kwh(1));
		assert_noop!(Allotments::network_retires(HOME), Error::<Test>::EnergyLeft);
		uses(A, kwh(2));
		assert_noop!(Allotments::network_retires(HOME), Error::<Test>::OverdraftOpen);
		go_to(at(NOVEMBER, 1, 1));
		assert_noop!(Allotments::network_retires(HOME), Error::<Test>::PastMonthOpen);
		go_to(at(NOVEMBER, 2, 0));
		idle();
		assert_ok!(Allotments::network_retires(HOME));
		assert_ok!(Allotments::network_retires(77));
	});
}

#[test]
fn a_network_does_not_retire_while_a_statement_settles() {
	ExtBuilder::default().allotment(kwh(100)).leftover(LeftoverPolicy::Sell).build_and_execute(
		|| {
			script(|s| s.buys = true);
			set_allotment(HOME, NONE);
			go_to(at(NOVEMBER, 2, 0));
			idle();
			assert_noop!(Allotments::network_retires(HOME), Error::<Test>::OrdersOpen);
			let (month, energy) = (OCTOBER, kwh(100));
			let settled = Settled::Leftover { month, offered: energy, sold: energy };
			assert_ok!(Allotments::settle(HOME, settled));
			assert_ok!(Allotments::network_retires(HOME));
		},
	);
}

#[test]
fn what_a_provider_committed_counts_grants_and_cuts() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		assert_eq!(Allotments::committed(UTILITY), kwh(100));
		assert_ok!(Allotments::grant(signed(PROVIDER), HOME, kwh(10)));
		assert_eq!(Allotments::committed(UTILITY), kwh(110));
		set_allotment(HOME, kwh(40));
		assert_eq!(Allotments::committed(UTILITY), kwh(110));
		go_to(at(NOVEMBER.next(), 3, 0));
		idle();
		assert_eq!(Allotments::committed(UTILITY), kwh(40));
		assert_eq!(Allotments::committed(5), NONE);
	});
}
