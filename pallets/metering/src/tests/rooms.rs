//! What metering does for the other rooms.

use super::*;
use crate::Error;
use commonwatt_primitives::{
	directory::{OnDevice, Registers, State},
	meters::{Counted, MonthEnd},
	Calendar, MonthId,
};
use frame_support::{assert_noop, assert_ok, traits::Hooks};

fn calendar() -> Calendar {
	Calendar::new(1, 0).unwrap()
}

fn registers(import: u64, export: u64) -> Registers {
	Registers { import: Energy(import), export: Energy(export) }
}

#[test]
fn a_new_device_begins_with_nothing_used_and_nothing_to_use() {
	ExtBuilder::default().build_and_execute(|| {
		Registry::add(5, PROVIDER);
		assert_ok!(Metering::enrolled(5, PROVIDER, calendar(), registers(700, 30), BEGIN));
		let new = position(5);
		assert_eq!((new.used(), new.balance(), new.generated()), Default::default());
		assert_eq!((new.register, new.export, new.credited), (Energy(700), Energy(30), Energy(30)));
		book(5, BEGIN + HOUR, 701);
		assert_eq!(used(5), 1);
	});
}

#[test]
fn a_device_is_enrolled_once_and_in_a_page_of_its_provider_and_time() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		let enrol = |device, provider, calendar| {
			Metering::enrolled(device, provider, calendar, registers(0, 0), BEGIN)
		};
		assert_noop!(enrol(1, PROVIDER, calendar()), Error::<Test>::AlreadyEnrolled);
		assert_noop!(enrol(2, OTHER_PROVIDER, calendar()), Error::<Test>::ForeignDevice);
		let elsewhere = Calendar::new(1, 60).unwrap();
		assert_noop!(enrol(2, PROVIDER, elsewhere), Error::<Test>::OffsetMismatch);
		let end_of_time =
			Metering::enrolled(2, PROVIDER, calendar(), registers(0, 0), Seconds::MAX);
		assert_noop!(end_of_time, Error::<Test>::Overflow);
	});
}

#[test]
fn readings_are_refused_while_the_registry_says_so() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		Registry::set_state(1, State::Pending);
		assert_eq!(refusal(1, BEGIN + HOUR, 10), Refusal::NotAccepted);
		Registry::set_state(1, State::Active);
		book(1, BEGIN + HOUR, 10);
	});
}

#[test]
fn the_registers_of_a_retired_device_stay() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		book(1, BEGIN + HOUR, 10);
		Registry::remove(1);
		assert_eq!(refusal(1, BEGIN + 2 * HOUR, 20), Refusal::NotAccepted);
		assert_eq!(position(1).register, Energy(10));
	});
}

#[test]
fn an_unknown_device_is_an_error_everywhere() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		let not_found = Error::<Test>::DeviceNotFound;
		assert_noop!(Metering::accepts_readings(2, true), not_found);
		assert_noop!(Metering::raise(2, Energy(1)), Error::<Test>::DeviceNotFound);
		assert_noop!(Metering::lower(2, Energy(1)), Error::<Test>::DeviceNotFound);
		assert_noop!(Metering::set_allocation(2, Energy(1)), Error::<Test>::DeviceNotFound);
		assert_noop!(Metering::roll(2, BEGIN), Error::<Test>::DeviceNotFound);
		assert_noop!(Metering::restart(2), Error::<Test>::DeviceNotFound);
		assert_eq!(Metering::position(2), None);
		assert_eq!(Metering::position_in(2, position(1).month), None);
		assert_eq!(Metering::close(2, position(1).month), None);
		assert_eq!(Metering::credit_exports(2), Energy::ZERO);
	});
}

#[test]
fn a_mark_goes_up_and_down_but_not_below_the_register() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		assert_ok!(Metering::raise(1, Energy(100)));
		book(1, BEGIN + HOUR, 60);
		assert_noop!(Metering::lower(1, Energy(41)), Error::<Test>::BelowRegister);
		assert_noop!(Metering::lower(1, Energy(1_000)), Error::<Test>::BelowRegister);
		assert_ok!(Metering::lower(1, Energy(40)));
		assert_eq!(position(1).balance(), Energy::ZERO);
		assert_noop!(Metering::raise(1, Energy(u64::MAX)), Error::<Test>::Overflow);
	});
}

#[test]
fn a_short_device_gives_nothing() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		book(1, BEGIN + HOUR, 60);
		assert_noop!(Metering::lower(1, Energy(0)), Error::<Test>::BelowRegister);
		assert_ok!(Metering::raise(1, Energy(60)));
		assert_ok!(Metering::lower(1, Energy(0)));
	});
}

#[test]
fn an_allocation_counts_from_the_next_month_on() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		assert_ok!(Metering::set_allocation(1, kwh(3)));
		assert_eq!(position(1).balance(), Energy::ZERO);
		assert_ok!(Metering::roll(1, FEBRUARY));
		assert_eq!(position(1).balance(), kwh(3));
	});
}

#[test]
fn a_roll_waits_for_the_boundary_and_for_the_past_month() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		let january = position(1).month;
		assert_ok!(Metering::roll(1, FEBRUARY - 1));
		assert_eq!(position(1).month, january);
		assert_noop!(Metering::roll(1, MARCH), Error::<Test>::MonthNotClosed);
		assert_ok!(Metering::roll(1, FEBRUARY));
		assert_eq!(position(1).month, january.next());
		assert_ok!(Metering::roll(1, MARCH - 1));
		assert_noop!(Metering::roll(1, MARCH), Error::<Test>::MonthNotClosed);
		Metering::close(1, january).unwrap();
		assert_ok!(Metering::roll(1, MARCH));
		assert_eq!(position(1).month, january.next().next());
	});
}

#[test]
fn a_roll_past_the_largest_mark_is_an_error() {
	ExtBuilder::default().device(1, 10).build_and_execute(|| {
		assert_ok!(Metering::set_allocation(1, MAX_WH));
		assert_noop!(Metering::roll(1, FEBRUARY), Error::<Test>::Overflow);
	});
}

#[test]
fn a_position_is_told_for_the_past_the_current_and_the_next_month() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		assert_ok!(Metering::raise(1, kwh(1)));
		assert_ok!(Metering::set_allocation(1, kwh(2)));
		book_both(1, BEGIN + HOUR, 400, 50);
		let january = position(1).month;
		assert_eq!(Metering::position_in(1, january), Some(position(1)));
		assert_eq!(Metering::position_in(1, january.previous()), None);
		let next = Metering::position_in(1, january.next()).unwrap();
		assert_eq!((next.month, next.used(), next.balance()), (january.next(), Energy(0), kwh(2)));
		assert_eq!((next.generated(), next.uncredited()), Default::default());
		assert_eq!(Metering::position_in(1, january.next().next()), None);

		assert_ok!(Metering::roll(1, FEBRUARY));
		// The roll is as it was told.
		assert_eq!(position(1), next);
		let past = Metering::position_in(1, january).unwrap();
		assert_eq!((past.used(), past.balance()), (Energy(400), Energy(600)));
		assert_eq!(past.uncredited(), Energy(50));
	});
}

#[test]
fn a_device_that_is_past_a_month_is_not_closed_in_it() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		let january = position(1).month;
		let before = storage();
		assert_eq!(Metering::close(1, january.previous()), None);
		assert_eq!(Metering::catch_up(1, january), Counted::default());
		assert_eq!(storage(), before);
		assert_ok!(Metering::roll(1, FEBRUARY));
		assert_eq!(Metering::catch_up(1, january), Counted::default());
		assert_eq!(past_months(0).len(), 1);
	});
}

#[test]
fn closing_a_later_month_ends_those_before() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		let january = position(1).month;
		book(1, BEGIN + HOUR, 400);
		let end = Metering::close(1, january.next().next()).unwrap();
		assert_eq!(end.earlier, Counted { used: Energy(400), exported: Energy(0) });
		assert_eq!((end.position.used(), end.position.month), (Energy(0), january.next().next()));
		assert_eq!(position(1).month, january.next().next().next());
	});
}

#[test]
fn months_of_the_devices_of_a_page_close_one_by_one() {
	ExtBuilder::default().device(3, 0).device(1, 0).device(2, 0).build_and_execute(|| {
		let january = position(1).month;
		for device in [2, 3, 1] {
			assert_ok!(Metering::roll(device, FEBRUARY));
		}
		try_state();
		for (left, device) in [(2, 3), (1, 1), (0, 2)] {
			Metering::close(device, january).unwrap();
			assert_eq!(past_months(0).len(), left);
		}
	});
}

#[test]
fn devices_are_read_and_closed_together_as_one_by_one() {
	let devices = [1, 134, 2, 9, 300, 135];
	let build = || {
		ExtBuilder::default()
			.device(1, 10)
			.device(2, 0)
			.device(134, 5)
			.device(135, 0)
			.device(300, 0)
	};
	let closed = |close: fn(&[DeviceId], MonthId) -> Vec<Option<MonthEnd>>| {
		let mut closed = Vec::new();
		build().build_and_execute(|| {
			let january = position(1).month;
			for device in [1, 2, 134, 135] {
				book(device, BEGIN + HOUR, 100);
				book(device, FEBRUARY + HOUR, 900);
			}
			let ends = close(&devices, january).into_iter();
			closed.extend(ends.map(|end| end.map(|end| end.position)));
			closed.extend(Metering::positions(&devices));
			closed.extend(devices.map(|device| Metering::position_in(device, january)));
		});
		closed
	};
	let together = closed(|devices, month| Metering::close_all(devices, month));
	let one_by_one = closed(|devices, month| {
		devices.iter().map(|device| Metering::close(*device, month)).collect()
	});
	assert_eq!(together, one_by_one);
	let there = |position: &Option<Position>| position.is_some();
	// There is no device 9, and nothing is left of January.
	assert_eq!(together.iter().map(there).collect::<Vec<_>>(), {
		let all = [true, true, true, false, true, true];
		[all, all, [false; 6]].concat()
	});
	build().build_and_execute(|| {
		let one_by_one = devices.map(Metering::position);
		assert_eq!(Metering::positions(&devices), one_by_one);
	});
}

#[test]
fn what_was_fed_in_is_credited_once() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		book_both(1, BEGIN + HOUR, 0, 70);
		assert_eq!(Metering::credit_exports(1), Energy(70));
		assert_eq!(Metering::credit_exports(1), Energy(0));
		book_both(1, BEGIN + 2 * HOUR, 0, 100);
		assert_eq!(Metering::credit_exports(1), Energy(30));
		assert_eq!(position(1).generated(), Energy(100));
	});
}

#[test]
fn what_several_devices_fed_in_is_credited_as_one_by_one() {
	ExtBuilder::default().device(1, 0).device(2, 0).device(134, 0).build_and_execute(|| {
		for (device, export) in [(1, 70), (134, 5)] {
			book_both(device, BEGIN + HOUR, 0, export);
		}
		assert_eq!(Metering::credit_all(&[134, 2, 9, 1]), Energy(75));
		assert_eq!([1, 2, 134].map(|device| position(device).uncredited()), [Energy(0); 3]);
		assert_eq!(Metering::credit_all(&[1, 2, 134]), Energy(0));
	});
}

#[test]
fn a_device_that_leaves_starts_anew_without_balance_and_allocation() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		assert_ok!(Metering::raise(1, kwh(1)));
		assert_ok!(Metering::set_allocation(1, kwh(2)));
		book_both(1, BEGIN + HOUR, 400, 50);
		let left = Metering::restart(1).unwrap();
		assert_eq!(
			(left.used(), left.balance(), left.uncredited()),
			(Energy(400), Energy(600), Energy(50))
		);
		let anew = position(1);
		assert_eq!((anew.used(), anew.balance(), anew.generated()), Default::default());
		assert_eq!(
			(anew.register, anew.allocation, anew.uncredited()),
			(Energy(400), Energy(0), Energy(0))
		);
	});
}

#[test]
fn a_device_does_not_leave_before_its_past_month_is_closed() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		assert_ok!(Metering::roll(1, FEBRUARY));
		assert_noop!(Metering::restart(1), Error::<Test>::MonthNotClosed);
	});
}

#[test]
fn views_tell_what_clients_ask() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		let january = position(1).month;
		assert_eq!(Metering::device_position(1), Some(position(1)));
		assert_eq!(
			Metering::device_position_in(1, january.next()),
			Metering::position_in(1, january.next())
		);
		assert_eq!(Metering::device_month_end(1), Some(FEBRUARY));
		assert_eq!(Metering::device_month_end(2), None);
	});
}

#[test]
fn the_configuration_is_sound() {
	ExtBuilder::default().build_and_execute(|| {
		<Metering as Hooks<frame_system::pallet_prelude::BlockNumberFor<Test>>>::integrity_test();
	});
}

#[test]
fn try_state_sees_a_broken_meter() {
	ExtBuilder::default().device(1, 10).build().execute_with(|| {
		try_state();
		let broken = Meter { register: Energy(9), ..meter(1) };
		let mut page = page(0);
		page.meters.set(1, &broken);
		Pages::<Test>::insert(PageKey::from(0), page);
		assert!(Metering::do_try_state().is_err());
	});
}
