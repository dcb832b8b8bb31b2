//! Exchanged meters and corrections.

use super::*;
use crate::{Call, Error, Exchanges};
use commonwatt_primitives::directory::{Registers, State};
use frame_support::{assert_noop, assert_ok, dispatch::CheckIfFeeless};

fn registers(import: u64, export: u64) -> Registers {
	Registers { import: Energy(import), export: Energy(export) }
}

fn exchange(at: Seconds, closing: Registers, opening: Registers) -> DispatchResultWithPostInfo {
	if at > Metering::now() {
		set_now(at);
	}
	Metering::exchange_meter(RuntimeOrigin::signed(HEAD_END), 1, at, closing, opening)
}

fn correct(import: u64, export: u64) -> DispatchResultWithPostInfo {
	let provider = RuntimeOrigin::signed(account(PROVIDER));
	Metering::correct_reading(provider, 1, registers(import, export), reason(b"misread"))
}

#[test]
fn the_chains_registers_run_on_when_a_meter_is_exchanged() {
	ExtBuilder::default().device(1, 5_000).build_and_execute(|| {
		book_both(1, BEGIN + HOUR, 5_100, 10);
		let at = BEGIN + 2 * HOUR;
		assert_ok!(exchange(at, registers(5_150, 20), registers(3, 1)));
		assert_eq!(
			events(),
			[Event::MeterExchanged {
				device: 1,
				at,
				closing: registers(5_150, 20),
				opening: registers(3, 1)
			}]
		);
		assert_eq!((used(1), position(1).generated()), (150, Energy(20)));

		book_both(1, BEGIN + 3 * HOUR, 53, 2);
		assert_eq!((used(1), position(1).generated()), (200, Energy(21)));
		assert_eq!(position(1).register, Energy(5_200));
	});
}

#[test]
fn a_meter_is_exchanged_again_for_one_that_shows_more() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		assert_ok!(exchange(BEGIN + HOUR, registers(100, 0), registers(0, 0)));
		assert_ok!(exchange(BEGIN + 2 * HOUR, registers(30, 0), registers(9_000, 900)));
		assert_eq!(used(1), 130);
		book_both(1, BEGIN + 3 * HOUR, 9_005, 901);
		assert_eq!((used(1), position(1).generated()), (135, Energy(1)));
		assert_eq!(Exchanges::<Test>::get(PageKey::from(0)).iter().count(), 1);
	});
}

#[test]
fn the_other_devices_of_the_page_keep_their_meters() {
	ExtBuilder::default().device(1, 0).device(2, 50).build_and_execute(|| {
		assert_ok!(exchange(BEGIN + HOUR, registers(100, 0), registers(0, 0)));
		book(2, BEGIN + 2 * HOUR, 60);
		assert_eq!(used(2), 10);
	});
}

#[test]
fn a_new_meter_that_shows_less_than_at_first_is_refused() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		assert_ok!(exchange(BEGIN + HOUR, registers(100, 0), registers(7, 0)));
		assert_eq!(refusal(1, BEGIN + 2 * HOUR, 6), Refusal::RegisterBackwards);
		// Of the time when the old meter was in place.
		assert_eq!(refusal(1, BEGIN + HOUR, 50), Refusal::TimeNotLater);
		book(1, BEGIN + 2 * HOUR, 7);
		assert_eq!(used(1), 100);
	});
}

#[test]
fn an_exchange_whose_last_registers_cannot_be_booked_changes_nothing() {
	ExtBuilder::default().device(1, 500).foreign_device(128).build_and_execute(|| {
		book(1, BEGIN + HOUR, 600);
		set_now(BEGIN + 2 * HOUR);
		let exchange = |who, device, at, import| {
			let who = RuntimeOrigin::signed(who);
			Metering::exchange_meter(who, device, at, registers(import, 0), registers(0, 0))
		};
		let at = BEGIN + 2 * HOUR;
		assert_noop!(exchange(99, 1, at, 700), Error::<Test>::NotHeadEnd);
		assert_noop!(exchange(HEAD_END, 1, at + 1, 700), Error::<Test>::FutureInterval);
		assert_noop!(exchange(HEAD_END, 2, at, 700), Error::<Test>::DeviceNotFound);
		assert_noop!(exchange(HEAD_END, 128, at, 700), Error::<Test>::ForeignDevice);
		assert_noop!(exchange(HEAD_END, 1, BEGIN + HOUR, 700), Error::<Test>::TimeNotLater);
		assert_noop!(exchange(HEAD_END, 1, at, 599), Error::<Test>::RegisterBackwards);
		set_now(MARCH + HOUR);
		assert_noop!(exchange(HEAD_END, 1, MARCH + HOUR, 700), Error::<Test>::MonthNotClosed);
		Registry::set_state(1, State::Suspended);
		assert_noop!(exchange(HEAD_END, 1, at, 700), Error::<Test>::NotAccepted);
	});
}

#[test]
fn a_register_past_the_largest_number_is_refused() {
	ExtBuilder::default().device(1, 500).build_and_execute(|| {
		assert_ok!(exchange(BEGIN + HOUR, registers(500, 0), registers(0, 0)));
		assert_eq!(refusal(1, BEGIN + 2 * HOUR, u64::MAX), Refusal::Overflow);
	});
}

#[test]
fn an_exchange_that_leaves_a_device_short_seeks_cover() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		Allotments::give(Energy(5));
		assert_ok!(exchange(BEGIN + HOUR, registers(100, 0), registers(0, 0)));
		assert_eq!(Allotments::asked(), [(0, 1)]);
		assert_eq!(position(1).balance(), Energy(5));
	});
}

#[test]
fn a_meter_exchanged_across_a_months_end_is_split() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		book(1, FEBRUARY - HOUR, 100);
		assert_ok!(exchange(FEBRUARY + HOUR, registers(200, 0), registers(0, 0)));
		book(1, FEBRUARY + 2 * HOUR, 10);
		assert_eq!((used_past(1), used(1)), (150, 60));
	});
}

#[test]
fn a_provider_puts_a_register_right() {
	ExtBuilder::default().device(1, 100).build_and_execute(|| {
		assert_ok!(Metering::raise(1, kwh(10)));
		book_both(1, BEGIN + HOUR, 9_000, 50);
		events();
		assert_ok!(correct(900, 40));
		assert_eq!(
			events(),
			[Event::CorrectionMade {
				device: 1,
				before: registers(9_000, 50),
				after: registers(900, 40),
				reason: reason(b"misread"),
			}]
		);
		assert_eq!((used(1), position(1).generated()), (800, Energy(40)));
		assert_eq!(position(1).read_at, BEGIN + HOUR);
		assert_eq!(Allotments::asked(), []);
		book(1, BEGIN + 2 * HOUR, 901);
	});
}

#[test]
fn a_correction_up_past_the_mark_seeks_cover_and_one_down_does_not() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		book(1, BEGIN + HOUR, 100);
		Allotments::asked();
		assert_ok!(correct(90, 0));
		assert_eq!(Allotments::asked(), []);
		Allotments::give(Energy(5));
		assert_ok!(correct(300, 0));
		assert_eq!(Allotments::asked(), [(0, 1)]);
		assert_eq!(position(1).balance(), Energy(5));
	});
}

#[test]
fn a_correction_stays_above_the_opening_and_what_is_credited() {
	ExtBuilder::default().device(1, 100).build_and_execute(|| {
		book_both(1, BEGIN + HOUR, 200, 50);
		Metering::credit_exports(1);
		assert_noop!(correct(99, 50), Error::<Test>::BelowOpening);
		assert_noop!(correct(100, 49), Error::<Test>::AlreadyCredited);
		assert_ok!(correct(100, 50));
		assert_eq!(used(1), 0);
	});
}

#[test]
fn a_correction_before_anything_was_read_in_the_new_month_is_one_of_the_old() {
	ExtBuilder::default().device(1, 100).build_and_execute(|| {
		assert_ok!(Metering::raise(1, kwh(1)));
		assert_ok!(Metering::set_allocation(1, kwh(2)));
		book_both(1, BEGIN + HOUR, 900, 50);
		assert_ok!(Metering::roll(1, FEBRUARY));
		assert_ok!(correct(700, 30));
		assert_eq!((used_past(1), used(1)), (600, 0));
		assert_eq!((past(1).unwrap().balance(), position(1).balance()), (Energy(400), kwh(2)));
		assert_eq!(past(1).unwrap().generated(), Energy(30));
		assert_noop!(correct(99, 30), Error::<Test>::BelowOpening);

		assert_ok!(Metering::raise(1, Energy(MAX_WH.0 - 2_700)));
		assert_noop!(correct(701, 30), Error::<Test>::Overflow);
	});
}

#[test]
fn a_correction_of_an_exchanged_meter_is_in_its_own_registers() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		assert_ok!(exchange(BEGIN + HOUR, registers(100, 0), registers(1_000, 0)));
		book(1, BEGIN + 2 * HOUR, 1_090);
		assert_noop!(correct(999, 0), Error::<Test>::RegisterBackwards);
		assert_ok!(correct(1_050, 0));
		assert_eq!(used(1), 150);
	});
}

#[test]
fn a_device_that_is_gone_is_not_corrected() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		book(1, BEGIN + HOUR, 50);
		Registry::remove(1);
		assert_noop!(correct(90, 0), Error::<Test>::DeviceNotFound);
	});
}

#[test]
fn only_the_active_provider_of_the_device_corrects() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		let correct_as = |who, device| {
			let who = RuntimeOrigin::signed(who);
			Metering::correct_reading(who, device, registers(1, 1), reason(b""))
		};
		assert_noop!(correct_as(HEAD_END, 1), Error::<Test>::NotProvider);
		assert_noop!(correct_as(account(OTHER_PROVIDER), 1), Error::<Test>::NotProvider);
		assert_noop!(correct_as(account(PROVIDER), 2), Error::<Test>::DeviceNotFound);
		Registry::suspend_provider(PROVIDER);
		assert_noop!(correct_as(account(PROVIDER), 1), Error::<Test>::NotProvider);
	});
}

#[test]
fn upkeep_is_free_for_those_whose_work_it_is() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		let none = registers(0, 0);
		let exchange =
			Call::<Test>::exchange_meter { device: 1, at: BEGIN, closing: none, opening: none };
		let correct =
			Call::<Test>::correct_reading { device: 1, registers: none, reason: reason(b"") };
		let free = |call: &Call<Test>, who| call.is_feeless(&RuntimeOrigin::signed(who));
		assert!(!free(&exchange, HEAD_END) && !free(&correct, account(PROVIDER)));
		for who in [HEAD_END, account(PROVIDER), account(OTHER_PROVIDER)] {
			Quota::set(who, 1);
		}
		assert!(free(&exchange, HEAD_END) && free(&correct, account(PROVIDER)));
		assert!(!free(&exchange, account(PROVIDER)) && !free(&correct, HEAD_END));
		assert!(!free(&correct, account(OTHER_PROVIDER)));
	});
}
