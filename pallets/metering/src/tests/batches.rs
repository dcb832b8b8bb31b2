//! Batches of a head-end.

use super::*;
use crate::{Call, Error, ReadingTotals, Totals};
use codec::{Decode, Encode, MaxEncodedLen};
use commonwatt_primitives::directory::State;
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{CheckIfFeeless, GetDispatchInfo},
	weights::Weight,
};

use proptest::{collection::btree_map, prelude::*};

fn cover_weight(devices: u64) -> Weight {
	let reads = <Test as frame_system::Config>::DbWeight::get().reads(2);
	(Weight::from_parts(1_000_000_000, 1_000) + reads) * devices
}

#[test]
fn a_reading_of_a_full_page_of_homes_takes_six_bytes_at_most() {
	// Every fifth home has a generator.
	let home = |slot: u8| Reading {
		slot,
		import: 40_000_000,
		export: (slot % 5 == 0).then_some(9_000_000),
	};
	let page = PageReadings::new(70_000, (0..128).map(home));
	assert!(page.encoded_size() < 6 * 128, "{}", page.encoded_size());
}

#[test]
fn a_page_has_a_fixed_width_and_its_months_until_one_ends() {
	let (mut page, mut months) = (crate::Page::new(1, 0), crate::MonthPage::default());
	let sizes = |page: &crate::Page, months: &crate::MonthPage| {
		(page.encoded_size(), months.encoded_size())
	};
	assert_eq!(sizes(&page, &months), (4 + 2 + 128 * 31, 128 * 25 + 1));
	let largest = MAX_WH;
	let meter = Meter { register: largest, flags: Meter::PRESENT, ..Default::default() };
	page.meters.set(3, &meter);
	months.starts.set(3, &meter);
	assert_eq!(sizes(&page, &months), (4 + 2 + 128 * 31, 128 * 25 + 1));
	assert_eq!(page.meters.get(&months.starts, 3).unwrap().register, largest);
	assert_eq!(crate::Page::max_encoded_len(), 4 + 2 + 128 * 31);
	assert_eq!(crate::MonthPage::max_encoded_len(), 128 * 25 + 2 + 128 * 54);
}

proptest! {
	#[test]
	fn readings_come_out_of_a_page_as_they_went_in(
		readings in btree_map(0..128u8, (any::<u64>(), any::<Option<u64>>()), 0..128),
	) {
		let all: Vec<_> = readings
			.into_iter()
			.map(|(slot, (import, export))| Reading { slot, import, export })
			.collect();
		let page = PageReadings::new(7, all.iter().rev().copied());
		prop_assert!(page.is_well_formed());
		prop_assert_eq!(page.iter().collect::<Vec<_>>(), all);
		prop_assert_eq!(PageReadings::decode(&mut &page.encode()[..]).unwrap(), page);
	}
}

#[test]
fn a_page_whose_registers_do_not_match_its_slots_is_refused_alone() {
	ExtBuilder::default().device(1, 0).device(2, 0).device(134, 0).build_and_execute(|| {
		let good = reading_of_both(1, 10, 4);
		let broken: [fn(&mut PageReadings); 6] = [
			|page| page.slots |= 1 << 2,
			|page| page.slots = 0,
			|page| page.imports.clear(),
			|page| page.exports.clear(),
			|page| page.exporting = 1 << 2,
			|page| page.exporting |= 1 << 2,
		];
		for (n, change) in (1..).zip(broken) {
			let mut page = good.clone();
			change(&mut page);
			let at = BEGIN + n * HOUR;
			assert_ok!(submit(at, vec![page, reading(134, n as u64)]));
			let refused =
				Event::PageRefused { page: 0, interval_end: at, reason: Refusal::Malformed };
			assert_eq!(events()[0], refused);
		}
		assert_eq!([used(1), used(2), used(134)], [0, 0, 6]);
		assert_eq!(Totals::<Test>::get(PROVIDER), ReadingTotals { booked: 6, refused: 6 });
	});
}

#[test]
fn a_batch_books_every_reading_and_says_so() {
	ExtBuilder::default().device(1, 500).device(2, 0).device(134, 0).build_and_execute(|| {
		for device in [1, 2, 134] {
			assert_ok!(Metering::raise(device, kwh(10)));
		}
		let at = BEGIN + HOUR;
		assert_ok!(submit(at, vec![reading(1, 800), reading_of_both(2, 40, 7), reading(134, 90)]));

		assert_eq!(
			events(),
			[Event::BatchBooked {
				provider: PROVIDER,
				interval_end: at,
				booked: 3,
				refused: 0,
				short: 0
			}]
		);
		assert_eq!([used(1), used(2), used(134)], [300, 40, 90]);
		assert_eq!(position(2).generated(), Energy(7));
		assert_eq!(position(1).read_at, at);
		assert_eq!(position(1).balance(), Energy(9_700));
		assert_eq!(Totals::<Test>::get(PROVIDER), ReadingTotals { booked: 3, refused: 0 });
		assert_eq!(Allotments::asked(), []);
	});
}

#[test]
fn a_batch_under_the_marks_weighs_its_pages_and_no_cover() {
	ExtBuilder::default().device(1, 0).device(2, 0).build_and_execute(|| {
		assert_ok!(Metering::raise(1, kwh(10)));
		let batch = vec![reading(1, 800)];
		let call = Call::<Test>::submit { interval_end: BEGIN + HOUR, pages: pages(batch.clone()) };
		let declared = call.get_dispatch_info().call_weight;
		let worst = Metering::weight_of_other_pages(1);
		assert_eq!(declared, worst + cover_weight(1));

		assert_eq!(weight(submit(BEGIN + HOUR, batch)), Metering::weight_of_plain_pages(1));
		// A shortfall costs its cover, a refusal its page in full.
		assert_eq!(
			weight(submit(BEGIN + HOUR, vec![reading(2, 800)])),
			Metering::weight_of_plain_pages(1) + cover_weight(1)
		);
		let both = submit(BEGIN + 2 * HOUR, vec![reading(1, 800), reading(999, 0)]);
		assert_eq!(weight(both), Metering::weight_of_plain_pages(1) + worst);
	});
}

#[test]
fn a_page_of_a_batch_is_written_once_and_its_readings_are_free_of_order() {
	ExtBuilder::default().device(1, 0).device(2, 0).build_and_execute(|| {
		let readings =
			[(2, 20), (1, 10)].map(|(slot, import)| Reading { slot, import, export: None });
		assert_ok!(submit(BEGIN + HOUR, vec![PageReadings::new(0, readings)]));
		assert_eq!([used(1), used(2)], [10, 20]);
	});
}

#[test]
fn bad_readings_are_refused_alone_each_with_its_reason() {
	ExtBuilder::default()
		.device(1, 500)
		.device(2, 0)
		.device(3, 0)
		.foreign_device(128)
		.build_and_execute(|| {
			Registry::set_state(2, State::Suspended);
			let at = BEGIN + HOUR;
			// Device 9 does not exist, nor does page 7.
			let mut batch = vec![
				reading(1, 499),
				reading(2, 10),
				reading(3, 33),
				reading(9, 10),
				reading(128, 10),
				reading(7 * 128, 10),
			];
			let last = batch.split_off(4);
			assert_ok!(submit(at, batch));
			let refused =
				|page, slot, reason| Event::ReadingRefused { page, slot, interval_end: at, reason };
			assert_eq!(
				events(),
				[
					refused(0, 1, Refusal::RegisterBackwards),
					refused(0, 2, Refusal::NotAccepted),
					refused(0, 9, Refusal::UnknownDevice),
					Event::BatchBooked {
						provider: PROVIDER,
						interval_end: at,
						booked: 1,
						refused: 3,
						short: 1
					},
				]
			);
			assert_ok!(submit(at, last));
			assert_eq!(refusals(), [Refusal::ForeignPage, Refusal::UnknownDevice]);
			assert_eq!([used(1), used(2), used(3), used(128)], [0, 0, 33, 0]);
			assert_eq!(Totals::<Test>::get(PROVIDER), ReadingTotals { booked: 1, refused: 5 });
		});
}

#[test]
fn a_refused_reading_changes_no_page() {
	ExtBuilder::default().device(1, 500).build_and_execute(|| {
		let before = page(0);
		for import in [0, 499] {
			assert_eq!(refusal(1, BEGIN + HOUR, import), Refusal::RegisterBackwards);
		}
		assert_eq!(page(0), before);
	});
}

#[test]
fn an_export_register_that_runs_backwards_is_refused() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		book_both(1, BEGIN + HOUR, 10, 50);
		assert_ok!(submit(BEGIN + 2 * HOUR, vec![reading_of_both(1, 20, 49)]));
		assert_eq!(refusals(), [Refusal::RegisterBackwards]);
		assert_eq!(used(1), 10);
	});
}

#[test]
fn a_repeated_or_an_older_reading_is_refused() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		book(1, BEGIN + 2 * HOUR, 10);
		assert_eq!(refusal(1, BEGIN + 2 * HOUR, 10), Refusal::TimeNotLater);
		assert_eq!(refusal(1, BEGIN + HOUR, 12), Refusal::TimeNotLater);
		// Not before the first reading either.
		assert_eq!(refusal(1, BEGIN, 12), Refusal::TimeNotLater);
		assert_eq!(used(1), 10);
	});
}

#[test]
fn a_page_listed_twice_counts_once() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		assert_ok!(submit(BEGIN + HOUR, vec![reading(1, 10), reading(1, 20)]));
		assert_eq!(refusals(), [Refusal::TimeNotLater]);
		assert_eq!(used(1), 10);
	});
}

#[test]
fn an_unchanged_register_is_a_reading() {
	ExtBuilder::default().device(1, 500).build_and_execute(|| {
		book(1, BEGIN + HOUR, 500);
		assert_eq!((used(1), position(1).read_at), (0, BEGIN + HOUR));
		assert_eq!(Allotments::asked(), []);
	});
}

#[test]
fn a_register_past_the_mark_is_booked_and_cover_is_sought_after_the_pages_are_written() {
	ExtBuilder::default().device(1, 0).device(2, 0).device(134, 0).build_and_execute(|| {
		Allotments::give(Energy(50));
		assert_ok!(Metering::raise(2, Energy(100)));
		assert_ok!(submit(BEGIN + HOUR, vec![reading(134, 30), reading(1, 20), reading(2, 100)]));
		let mut asked = Allotments::asked();
		asked.sort();
		// Device 2 is at its mark, not past it.
		assert_eq!(asked, [(0, 1), (16, 134)]);
		assert_eq!(position(1).balance(), Energy(50));
		assert_eq!(position(134).balance(), Energy(50));
		let Some(Event::BatchBooked { short, .. }) = events().pop() else { panic!() };
		assert_eq!(short, 2);
	});
}

#[test]
fn a_dry_device_is_tried_again_only_when_its_register_moves() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		book(1, BEGIN + HOUR, 20);
		assert_eq!(Allotments::asked(), [(0, 1)]);
		book(1, BEGIN + 2 * HOUR, 20);
		assert_eq!(Allotments::asked(), []);
		book(1, BEGIN + 3 * HOUR, 21);
		assert_eq!(Allotments::asked(), [(0, 1)]);
		assert_eq!(position(1).short(), Energy(21));
	});
}

#[test]
fn one_call_asks_for_few_covers_and_the_next_begins_with_others() {
	let builder = (0..8).fold(ExtBuilder::default(), |builder, device| builder.device(device, 0));
	builder.build_and_execute(|| {
		let mut seen = std::collections::BTreeSet::new();
		for hour in 1..=8u32 {
			let readings =
				(0..8).map(|slot| Reading { slot, import: hour as u64 * 100, export: None });
			assert_ok!(submit(BEGIN + hour * 15 * 60, vec![PageReadings::new(0, readings)]));
			let asked = Allotments::asked();
			assert_eq!(asked.len() as u32, MaxCovers::get());
			seen.extend(asked);
		}
		assert_eq!(seen.len(), 8);
	});
}

#[test]
fn covers_that_weigh_little_find_their_place_in_the_weight_of_a_few_at_their_worst() {
	let builder = (0..8).fold(ExtBuilder::default(), |builder, device| builder.device(device, 0));
	builder.build_and_execute(|| {
		Allotments::cover_cheaply();
		let readings = (0..8).map(|slot| Reading { slot, import: 100, export: None });
		let weight = weight(submit(BEGIN + HOUR, vec![PageReadings::new(0, readings)]));
		assert_eq!(Allotments::asked().len(), 8);
		let reads = <Test as frame_system::Config>::DbWeight::get().reads(2 * 8);
		assert_eq!(weight, Metering::weight_of_plain_pages(1) + reads);
	});
}

#[test]
fn a_batch_never_weighs_more_than_it_declared() {
	ExtBuilder::default().device(1, 0).device(70, 0).build_and_execute(|| {
		let mut broken = reading(1, 10);
		broken.imports.clear();
		for (n, batch) in
			(1..).zip([vec![broken.clone()], vec![reading(70, 10), broken], vec![reading(1, 5)]])
		{
			let pages = pages(batch);
			let call = Call::<Test>::submit { interval_end: BEGIN + n, pages: pages.clone() };
			let declared = call.get_dispatch_info().call_weight;
			let taken = weight(submit(BEGIN + n, pages.into_inner()));
			assert!(taken.all_lte(declared), "{taken} of {declared}");
		}
	});
}

#[test]
fn only_a_head_end_of_an_active_provider_submits() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		let before = storage();
		let submit_as = |who| Metering::submit(who, BEGIN, pages(vec![reading(1, 10)]));
		assert_eq!(error(submit_as(RuntimeOrigin::signed(99))), Error::<Test>::NotHeadEnd.into());
		assert_eq!(error(submit_as(RuntimeOrigin::root())), DispatchError::BadOrigin);
		Registry::suspend_provider(PROVIDER);
		assert_eq!(
			error(submit_as(RuntimeOrigin::signed(HEAD_END))),
			Error::<Test>::NotHeadEnd.into()
		);
		assert_eq!(storage(), before);
	});
}

#[test]
fn a_batch_without_readings_is_an_error() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		let before = storage();
		let empty_page = PageReadings::new(0, []);
		for batch in [vec![], vec![empty_page]] {
			assert_eq!(error(submit(BEGIN + HOUR, batch)), Error::<Test>::EmptyBatch.into());
		}
		assert_eq!(storage(), before);
	});
}

#[test]
fn an_interval_that_ends_after_now_is_an_error_and_one_that_ends_now_is_not() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		set_now(BEGIN + HOUR);
		let at =
			|at| Metering::submit(RuntimeOrigin::signed(HEAD_END), at, pages(vec![reading(1, 10)]));
		assert_eq!(error(at(BEGIN + HOUR + 1)), Error::<Test>::FutureInterval.into());
		assert_eq!(used(1), 0);
		assert_ok!(at(BEGIN + HOUR));
		assert_eq!(used(1), 10);
	});
}

#[test]
fn a_head_end_submits_free_while_its_quota_covers_every_page() {
	ExtBuilder::default().device(1, 0).device(134, 0).build_and_execute(|| {
		let call = Call::<Test>::submit {
			interval_end: BEGIN,
			pages: pages(vec![reading(1, 10), reading(134, 10)]),
		};
		let free = |who| call.is_feeless(&RuntimeOrigin::signed(who));
		assert!(!free(HEAD_END));
		Quota::set(HEAD_END, 1);
		assert!(!free(HEAD_END));
		Quota::set(HEAD_END, 2);
		assert!(free(HEAD_END));
		Quota::set(99, 100);
		assert!(!free(99));
		assert!(!call.is_feeless(&RuntimeOrigin::root()));
	});
}

#[test]
fn what_would_overflow_is_refused() {
	ExtBuilder::default().device(1, 0).build_and_execute(|| {
		let largest = MAX_WH;
		let beyond = Energy(largest.0 + 1);
		assert_noop!(Metering::set_allocation(1, beyond), Error::<Test>::Overflow);
		assert_noop!(Metering::raise(1, beyond), Error::<Test>::Overflow);
		assert_noop!(Metering::raise(1, Energy(u64::MAX)), Error::<Test>::Overflow);
		assert_eq!(refusal(1, BEGIN + HOUR, beyond.0), Refusal::Overflow);
		assert_ok!(Metering::set_allocation(1, largest));
		book(1, BEGIN + HOUR, 10);
		assert_eq!(refusal(1, FEBRUARY + HOUR, 20), Refusal::Overflow);
		assert_eq!(used(1), 10);
	});
}

#[test]
fn the_largest_device_has_its_place() {
	let last = DeviceId::MAX;
	ExtBuilder::default().device(last, 0).build_and_execute(|| {
		book(last, BEGIN + HOUR, 10);
		assert_eq!(used(last), 10);
	});
}
