//! What happens to a meter at a month's end.

use super::*;
use crate::meter::Split;
use commonwatt_primitives::{Calendar, MonthId};
use frame_support::assert_ok;

const JANUARY: MonthId = MonthId(2026 * 12);

fn split(device: DeviceId) -> Split {
	let (id, slot) = place(device);
	months(id).closings.get(slot).unwrap().split
}

fn month_end(device: DeviceId) -> Seconds {
	Metering::device_month_end(device).unwrap()
}

fn is_provisional(device: DeviceId) -> bool {
	meter(device).is(Meter::PROVISIONAL)
}

#[test]
fn a_difference_that_spans_the_boundary_is_split_by_time_rounded_down() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		assert_ok!(Metering::raise(1, kwh(5)));
		assert_ok!(Metering::set_allocation(1, kwh(2)));
		book_both(1, FEBRUARY - HOUR, 1_000, 200);
		// A third of the time lies before the boundary.
		book_both(1, FEBRUARY + 2 * HOUR, 2_000, 300);

		let january = past(1).unwrap();
		assert_eq!(january.month, JANUARY);
		assert_eq!(
			(january.opening, january.register, january.mark),
			(Energy(0), Energy(1_333), kwh(5))
		);
		assert_eq!((january.export, january.generated()), (Energy(233), Energy(233)));
		let february = position(1);
		assert_eq!(february.month, JANUARY.next());
		assert_eq!((february.opening, february.register), (Energy(1_333), Energy(2_000)));
		assert_eq!(february.mark, Energy(1_333 + 2_000));
		assert_eq!((february.export_opening, february.credited), (Energy(233), Energy(233)));
		assert_eq!(month_end(1), MARCH);
		assert!(matches!(split(1), Split::Estimated { .. }));
		assert!(!is_provisional(1));
	});
}

#[test]
fn a_reading_exactly_at_the_boundary_belongs_to_the_old_month_and_opens_the_new() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		book(1, FEBRUARY, 1_000);
		assert_eq!((position(1).month, used(1)), (JANUARY, 1_000));
		book(1, FEBRUARY + HOUR, 1_500);
		assert_eq!((used_past(1), used(1)), (1_000, 500));
		assert_eq!(split(1), Split::Measured);
		// It was measured: nothing is left to correct.
		assert_eq!(refusal(1, FEBRUARY, 1_200), Refusal::TimeNotLater);
	});
}

#[test]
fn a_late_reading_of_the_boundary_corrects_the_split() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		assert_ok!(Metering::raise(1, kwh(5)));
		assert_ok!(Metering::set_allocation(1, kwh(2)));
		book_both(1, FEBRUARY - HOUR, 1_000, 100);
		book_both(1, FEBRUARY + HOUR, 2_000, 200);
		assert_eq!((used_past(1), used(1)), (1_500, 500));

		book_both(1, FEBRUARY, 1_900, 110);
		assert_eq!((used_past(1), used(1)), (1_900, 100));
		assert_eq!(past(1).unwrap().generated(), Energy(110));
		assert_eq!(position(1).generated(), Energy(90));
		// What was granted in each month stays.
		assert_eq!(past(1).unwrap().balance(), Energy(5_000 - 1_900));
		assert_eq!(position(1).balance(), Energy(2_000 - 100));
		// The device is where its last reading left it.
		assert_eq!((position(1).register, position(1).read_at), (Energy(2_000), FEBRUARY + HOUR));
		assert_eq!(refusal(1, FEBRUARY, 1_900), Refusal::TimeNotLater);
	});
}

#[test]
fn a_late_reading_of_the_boundary_that_makes_a_device_short_seeks_cover() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		assert_ok!(Metering::set_allocation(1, Energy(600)));
		book(1, FEBRUARY - HOUR, 1_000);
		book(1, FEBRUARY + HOUR, 2_000);
		Allotments::asked();
		assert_eq!((used(1), position(1).balance()), (500, Energy(100)));
		book(1, FEBRUARY, 1_100);
		assert_eq!((used(1), position(1).short()), (900, Energy(300)));
		assert_eq!(Allotments::asked(), [(0, 1)]);
	});
}

#[test]
fn a_late_reading_outside_the_readings_around_it_is_refused() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		book(1, FEBRUARY - HOUR, 1_000);
		book(1, FEBRUARY + HOUR, 2_000);
		book(1, FEBRUARY + 2 * HOUR, 3_000);
		assert_eq!(refusal(1, FEBRUARY, 999), Refusal::RegisterBackwards);
		// Below the last reading, but above the first after the boundary.
		assert_eq!(refusal(1, FEBRUARY, 2_001), Refusal::RegisterBackwards);
		// Not of the boundary.
		assert_eq!(refusal(1, FEBRUARY + 60, 1_500), Refusal::TimeNotLater);
		assert_eq!(used_past(1), 1_500);
		book(1, FEBRUARY, 2_000);
		assert_eq!((used_past(1), used(1)), (2_000, 1_000));
	});
}

#[test]
fn what_is_credited_this_month_stays_credited_once_when_the_split_is_corrected() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		book_both(1, FEBRUARY - HOUR, 0, 1_000);
		book_both(1, FEBRUARY + HOUR, 0, 2_000);
		assert_eq!(Metering::credit_exports(1), Energy(500));
		book_both(1, FEBRUARY, 0, 1_900);
		let january = Metering::close(1, JANUARY).unwrap().position;
		assert_eq!(january.uncredited(), Energy(1_500));
		assert_eq!(Metering::credit_exports(1), Energy(0));
	});
}

#[test]
fn a_closed_month_is_final() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		book(1, FEBRUARY - HOUR, 1_000);
		book(1, FEBRUARY + HOUR, 2_000);
		let january = Metering::close(1, JANUARY).unwrap().position;
		assert_eq!((january.month, january.used()), (JANUARY, Energy(1_500)));
		assert_eq!(past_months(0), []);
		assert_eq!(refusal(1, FEBRUARY, 1_900), Refusal::TimeNotLater);
		assert_eq!((past(1), Metering::close(1, JANUARY)), (None, None));
		assert_eq!(used(1), 500);
	});
}

#[test]
fn a_reading_before_the_boundary_of_a_rolled_meter_belongs_to_the_past_month() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		assert_ok!(Metering::set_allocation(1, kwh(2)));
		book_both(1, FEBRUARY - 3 * HOUR, 1_000, 10);
		set_now(FEBRUARY + 60);
		assert_ok!(Metering::roll(1, FEBRUARY + 60));
		assert!(is_provisional(1));
		assert_eq!((used(1), position(1).balance(), used_past(1)), (0, kwh(2), 1_000));

		book_both(1, FEBRUARY - HOUR, 1_600, 20);
		assert!(is_provisional(1));
		assert_eq!((used(1), position(1).balance(), used_past(1)), (0, kwh(2), 1_600));
		assert_eq!(past(1).unwrap().generated(), Energy(20));

		book_both(1, FEBRUARY, 1_700, 30);
		assert!(!is_provisional(1));
		assert_eq!(split(1), Split::Measured);
		book_both(1, FEBRUARY + HOUR, 1_800, 40);
		assert_eq!((used(1), position(1).balance(), used_past(1)), (100, Energy(1_900), 1_700));
		assert_eq!(
			(past(1).unwrap().generated(), position(1).generated()),
			(Energy(30), Energy(10))
		);
	});
}

#[test]
fn energy_moved_before_the_split_is_known_stays_moved() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		assert_ok!(Metering::set_allocation(1, kwh(2)));
		book(1, FEBRUARY - HOUR, 1_000);
		assert_ok!(Metering::roll(1, FEBRUARY));
		assert_ok!(Metering::lower(1, Energy(500)));
		assert_ok!(Metering::raise(1, Energy(200)));
		book(1, FEBRUARY + HOUR, 2_000);
		assert_eq!((used_past(1), used(1)), (1_500, 500));
		assert_eq!(position(1).balance(), Energy(2_000 - 500 + 200 - 500));
	});
}

#[test]
fn a_silent_device_closes_with_its_last_register() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		assert_ok!(Metering::raise(1, kwh(5)));
		assert_ok!(Metering::set_allocation(1, kwh(2)));
		book(1, FEBRUARY - 10 * HOUR, 1_000);
		set_now(FEBRUARY + 24 * HOUR);
		let january = Metering::close(1, JANUARY).unwrap().position;
		assert_eq!((january.used(), january.balance()), (Energy(1_000), Energy(4_000)));
		assert_eq!((position(1).month, position(1).balance()), (JANUARY.next(), kwh(2)));
		assert!(!is_provisional(1));
		// What it measured since counts in the month that is open.
		book(1, FEBRUARY - HOUR, 1_600);
		book(1, FEBRUARY + 25 * HOUR, 1_900);
		assert_eq!(used(1), 900);
	});
}

#[test]
fn a_reading_across_two_boundaries_waits_for_the_first_month_to_close() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		book(1, FEBRUARY - HOUR, 1_000);
		let before = page(0);
		assert_eq!(refusal(1, MARCH + HOUR, 5_000), Refusal::MonthNotClosed);
		assert_eq!(page(0), before);
		assert_eq!(past_months(0), []);

		assert_eq!(Metering::close(1, JANUARY).unwrap().position.used(), Energy(1_000));
		book(1, MARCH + HOUR, 5_000);
		// The rest is split at March by time since the last reading: 673 of 674 hours.
		assert_eq!(used_past(1), 4_000 * 673 / 674);
		assert_eq!(used_past(1) + used(1), 4_000);
	});
}

#[test]
fn a_month_waits_until_the_one_before_the_last_is_closed() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		book(1, FEBRUARY - HOUR, 1_000);
		book(1, FEBRUARY + HOUR, 2_000);
		book(1, MARCH, 3_000);
		assert_eq!(refusal(1, MARCH + HOUR, 4_000), Refusal::MonthNotClosed);
		Metering::close(1, JANUARY).unwrap().position;
		book(1, MARCH + HOUR, 4_000);
		assert_eq!((used_past(1), used(1)), (1_500, 1_000));
	});
}

#[test]
fn a_leap_february_has_its_day() {
	// 2028-02-01 and 2028-03-01, 00:00 UTC.
	let (february, march) = (1_832_976_000, 1_835_481_600);
	ExtBuilder::default().device(1, 0).begin(february).build_and_execute(|| {
		assert_eq!(month_end(1), march);
		assert_eq!(march - february, 29 * 86_400);
		book(1, march - 1, 29);
		assert_eq!(used(1), 29);
		book(1, march + 1, 31);
		assert_eq!((used_past(1), used(1)), (30, 1));
	});
}

#[test]
fn a_month_from_the_15th_at_an_offset_ends_at_local_midnight() {
	// 2026-01-15, 00:00 at UTC+05:30 is 18:30 UTC of the day before.
	let boundary = BEGIN + 4 * 86_400 + 18 * HOUR + 1_800;
	ExtBuilder::default().calendar(15, 330).device(1, 0).build_and_execute(|| {
		assert_eq!(month_end(1), boundary);
		assert_eq!(position(1).month, JANUARY.previous());
		book(1, boundary, 100);
		assert_eq!((used(1), position(1).month), (100, JANUARY.previous()));
		book(1, boundary + 1, 101);
		assert_eq!((used(1), position(1).month), (1, JANUARY));
		let calendar = Calendar::new(15, 330).unwrap();
		assert_eq!(month_end(1), calendar.end(JANUARY));
	});
}

#[test]
fn many_months_go_by_at_their_calendar_boundaries() {
	ExtBuilder::default().calendar(28, -720).device(1, 0).build_and_execute(|| {
		let calendar = Calendar::new(28, -720).unwrap();
		let mut used_in_all = Energy::ZERO;
		for months in 0..30u64 {
			let month = position(1).month;
			assert_eq!(month_end(1), calendar.end(month));
			book(1, calendar.end(month) - 60, months * 100 + 50);
			book(1, calendar.end(month) + 60, months * 100 + 100);
			used_in_all =
				used_in_all.saturating_add(Metering::close(1, month).unwrap().position.used());
		}
		assert_eq!(used_in_all.0 + used(1), position(1).register.0);
	});
}
