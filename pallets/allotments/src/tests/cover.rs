use super::*;
use crate::WeightInfo;
use commonwatt_primitives::{
	directory::State,
	meters::{Cover, Covered, Meters, MAX_REGISTER},
	rebalancing::{Need, Rebalancing},
	Energy,
};
use frame_support::{assert_noop, assert_ok, weights::Weight};

const NONE: Energy = Energy::ZERO;

/// The cover of `A` in October.
fn covered(short: Energy, from: [Energy; 5]) -> Event<Test> {
	let [from_request, from_reserve, from_devices, from_pool, overdrawn] = from;
	Event::ShortfallCovered {
		network: HOME,
		device: A,
		month: OCTOBER,
		short,
		from_request,
		from_reserve,
		from_devices,
		from_pool,
		overdrawn,
	}
}

#[test]
fn a_shortfall_is_covered_from_the_reserve_with_headroom() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		uses(A, kwh(19));
		// 19 kWh in 9½ days are 2 a day: two days more.
		last_events(&[covered(kwh(19), [NONE, kwh(23), NONE, NONE, NONE])]);
		assert_eq!((balance(A), home().columns.reserve), (kwh(4), kwh(77)));
	});
}

#[test]
fn the_first_cover_opens_the_month_and_its_grant() {
	ExtBuilder::default().allotment(kwh(100)).allocation(A, kwh(40)).build_and_execute(|| {
		go_to(at(OCTOBER.next(), 3, 0));
		idle();
		let november = OCTOBER.next();
		// The leftover was carried in; the next month is opened by the cover alone.
		change_provider(|terms| terms.carry_over.months = 0);
		go_to(at(november.next(), 3, 0));
		idle();
		assert!(!Accounts::<Test>::contains_key(HOME, november.next()));
		uses(A, kwh(41));
		let december = account(HOME, november.next()).columns;
		assert_eq!(december.granted, kwh(100));
		assert_eq!(short(A), NONE);
	});
}

#[test]
fn a_cover_is_not_less_than_the_least_while_there_is_enough() {
	ExtBuilder::default().allotment(wh(1_300)).build_and_execute(|| {
		uses(A, wh(10));
		assert_eq!((balance(A), home().columns.reserve), (wh(990), wh(300)));
		uses(A, wh(1_000));
		assert_eq!((balance(A), home().columns.reserve), (wh(290), NONE), "all that there was");
	});
}

#[test]
fn exports_are_credited_when_the_reserve_is_not_enough() {
	ExtBuilder::default().allotment(kwh(1)).build_and_execute(|| {
		feeds_in(G, kwh(50));
		assert_eq!(home().columns.generated, NONE, "lazily");
		uses(A, kwh(10));
		assert_eq!(home().columns.generated, kwh(50));
		assert_eq!(short(A), NONE);
		assert!(System::events().iter().any(|record| record.event
			== Event::ExportsCredited { network: HOME, month: OCTOBER, energy: kwh(50) }.into()));
		assert!(script(|s| s.needs.is_empty()), "nobody else is asked");
	});
}

#[test]
fn readings_that_come_together_look_for_exports_once() {
	ExtBuilder::default().build_and_execute(|| {
		uses(A, kwh(1));
		feeds_in(G, kwh(5));
		assert_eq!(look_for_cover(HOME, A), Covered::Dry, "dry at this time");
		assert_ok!(Allotments::set_allotment(signed(PROVIDER), HOME, wh(500)));
		uses(A, wh(1));
		assert_eq!(home().columns.generated, NONE);
		go_to(at(OCTOBER, 10, 13));
		uses(A, wh(1));
		assert_eq!(home().columns.generated, kwh(5));
		assert_eq!(short(A), NONE);
	});
}

#[test]
fn other_devices_help_before_the_community() {
	ExtBuilder::default().allotment(kwh(100)).allocation(B, kwh(100)).build_and_execute(|| {
		script(|s| s.donors = vec![B]);
		Pool::put(kwh(500));
		uses(A, kwh(19));
		let need = Need {
			network: HOME,
			device: A,
			month: OCTOBER,
			at: at(OCTOBER, 10, 12),
			short: kwh(19),
			want: kwh(23),
			devices: &[],
		};
		assert_eq!(script(|s| s.needs.clone()), [need]);
		last_events(&[covered(kwh(19), [NONE, NONE, kwh(23), NONE, NONE])]);
		assert_eq!((balance(A), balance(B)), (kwh(4), kwh(77)));
		assert_eq!(home().transfers_between_devices, 1);
		assert_eq!(Pool::get(), kwh(500));
	});
}

#[test]
fn the_community_helps_before_an_overdraft() {
	ExtBuilder::default().overdraft(kwh(100), kwh(5)).build_and_execute(|| {
		Pool::put(kwh(20));
		uses(A, kwh(19));
		last_events(&[covered(kwh(19), [NONE, NONE, NONE, kwh(20), NONE])]);
		assert_eq!(home().columns.received, kwh(20));
		assert_eq!(home().transfers_between_networks, 1);
		assert_eq!(Totals::<Test>::get().received, 20_000);
	});
}

#[test]
fn overdrafts_come_in_chunks_up_to_the_limit() {
	ExtBuilder::default().overdraft(kwh(12), kwh(5)).build_and_execute(|| {
		uses(A, kwh(1));
		last_events(&[covered(kwh(1), [NONE, NONE, NONE, NONE, kwh(5)])]);
		assert_eq!((balance(A), home().columns.overdrawn), (kwh(4), kwh(5)));
		uses(A, kwh(5));
		assert_eq!((balance(A), home().columns.overdrawn), (kwh(4), kwh(10)));
		uses(A, kwh(7));
		assert_eq!((short(A), home().columns.overdrawn), (kwh(1), kwh(12)));
		last_events(&[
			covered(kwh(3), [NONE, NONE, NONE, NONE, kwh(2)]),
			Event::NetworkExhausted { network: HOME, month: OCTOBER },
		]);
	});
}

#[test]
fn many_sources_make_one_cover() {
	ExtBuilder::default()
		.allotment(kwh(10))
		.allocation(B, kwh(3))
		.overdraft(kwh(100), kwh(1))
		.build_and_execute(|| {
			script(|s| s.donors = vec![B]);
			Pool::put(kwh(2));
			assert_ok!(Allotments::request(signed(OWNER), A, kwh(4)));
			feeds_in(G, wh(500));
			uses(A, wh(19_100));
			last_events(&[covered(wh(19_100), [kwh(4), wh(3_500), kwh(3), kwh(2), kwh(7)])]);
			assert_eq!(balance(A), wh(400));
		});
}

#[test]
fn a_dry_network_is_left_alone_until_energy_comes_in() {
	ExtBuilder::default().build_and_execute(|| {
		uses(A, kwh(1));
		last_events(&[Event::NetworkExhausted { network: HOME, month: OCTOBER }]);
		uses(A, kwh(1));
		assert_eq!(look_for_cover(HOME, B), Covered::Whole, "B is not short");
		uses(B, kwh(1));
		assert_eq!(script(|s| s.needs.len()), 1, "the others are not asked again");
		assert_eq!((short(A), short(B)), (kwh(2), kwh(1)));

		set_allotment(HOME, kwh(100));
		assert_eq!(home().dry_since, None);
		uses(A, wh(1));
		assert_eq!(short(A), NONE);
		assert_eq!(short(B), kwh(1), "until its next reading");
		assert_eq!(count_events(|e| matches!(e, Event::NetworkExhausted { .. })), 1);
	});
}

#[test]
fn a_dry_network_looks_again_after_a_while() {
	ExtBuilder::default().build_and_execute(|| {
		uses(A, kwh(1));
		go_to(at(OCTOBER, 10, 12) + HOUR - 1);
		uses(A, kwh(1));
		assert_eq!(script(|s| s.needs.len()), 1);
		go_to(at(OCTOBER, 10, 13));
		uses(A, kwh(1));
		assert_eq!(script(|s| s.needs.len()), 2);
		assert_eq!(count_events(|e| matches!(e, Event::NetworkExhausted { .. })), 1, "said once");
		Pool::put(kwh(50));
		go_to(at(OCTOBER, 10, 14));
		uses(A, kwh(1));
		assert_eq!(short(A), NONE);
		assert_eq!(home().dry_since, None);
	});
}

#[test]
fn anyone_may_look_again_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		uses(A, kwh(4));
		assert_noop!(Allotments::cover(signed(STRANGER), A), Error::<Test>::NothingAvailable);
		Pool::put(kwh(3));
		assert_ok!(Allotments::cover(signed(STRANGER), A));
		assert_eq!(short(A), kwh(1), "as far as it goes");
		assert_noop!(Allotments::cover(signed(STRANGER), B), Error::<Test>::NotShort);
		assert_noop!(Allotments::cover(signed(STRANGER), 99), Error::<Test>::DeviceNotFound);
	});
}

#[test]
fn a_device_uses_its_own_request_even_in_a_dry_network() {
	ExtBuilder::default().allotment(kwh(5)).build_and_execute(|| {
		assert_ok!(Allotments::request(signed(HEAD_END), A, kwh(5)));
		uses(B, kwh(1));
		assert!(home().dry_since.is_some());
		uses(A, kwh(2));
		assert_eq!((short(A), short(B)), (NONE, kwh(1)));
		// Two kWh, and as much as ten days' pace says for two days more.
		assert_eq!(home().columns.held, kwh(5).saturating_sub(balance(A)).saturating_sub(kwh(2)));
	});
}

#[test]
fn a_late_reading_is_covered_in_the_month_that_it_is_of() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		let november = OCTOBER.next();
		go_to(at(november, 1, 1));
		allocate(HOME, &[(B, kwh(10))]);
		book(A, kwh(507), NONE, at(november, 1, 0));
		assert_eq!(account(HOME, OCTOBER).columns.reserve, kwh(93), "no headroom into the next");
		assert_eq!(account(HOME, november).columns.reserve, kwh(90));
	});
}

#[test]
fn measured_energy_of_a_suspended_network_is_covered_too() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		change_network(HOME, |terms| terms.state = State::Suspended);
		uses(A, kwh(1));
		assert_eq!(short(A), NONE);
	});
}

#[test]
fn nothing_covers_who_is_not_known() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(look_for_cover(HOME, 99), Covered::Dry);
		book(A, kwh(501), NONE, at(OCTOBER, 10, 12));
		assert_eq!(look_for_cover(99, A), Covered::Dry);
		assert!(Allotments::cover_weight().ref_time() > 0);
	});
}

#[test]
fn a_cover_takes_no_mark_past_the_largest_register() {
	let limit = Energy(u64::MAX / 4);
	ExtBuilder::default().overdraft(limit, kwh(5)).build_and_execute(|| {
		let register = MAX_REGISTER.saturating_sub(wh(7));
		MeterOf::mutate(A, |meter| {
			let meter = &mut meter.as_mut().unwrap().current;
			let mark = register.saturating_sub(wh(3));
			(meter.register, meter.mark, meter.opening) = (register, mark, mark);
		});
		assert_eq!(look_for_cover(HOME, A), Covered::Whole);
		assert_eq!(balance(A), wh(7));
	});
}

#[test]
fn a_cover_weighs_what_it_looked_at() {
	ExtBuilder::default().allotment(kwh(20)).build_and_execute(|| {
		let weigh = |device| Allotments::cover_and_weigh(HOME, device);
		let (little, most) = (<() as WeightInfo>::cover_from_reserve(), Allotments::cover_weight());
		let asked = asked(3, 1);
		assert!(asked.all_lte(most));
		MeterOf::mutate(A, |meter| meter.as_mut().unwrap().current.register = kwh(501));
		assert_eq!(weigh(A), (Covered::Whole, little), "from the reserve");
		assert_eq!(weigh(A), (Covered::Whole, little), "not short");
		MeterOf::mutate(A, |meter| meter.as_mut().unwrap().current.register = kwh(600));
		assert_eq!(weigh(A), (Covered::Dry, asked));
		assert_eq!(weigh(A), (Covered::Dry, little), "left alone");
		let paid = Allotments::cover(signed(STRANGER), A).map(|_| ()).map_err(|e| e.error);
		assert_eq!(paid, Err(Error::<Test>::NothingAvailable.into()));
		Pool::put(kwh(3));
		let paid = Allotments::cover(signed(STRANGER), A).unwrap().actual_weight.unwrap();
		assert!(asked.all_lte(paid) && paid.all_lte(most));
	});
}

#[test]
fn a_cover_weighs_the_pages_that_the_devices_stand_in() {
	ExtBuilder::default().overdraft(kwh(100), kwh(1)).build_and_execute(|| {
		// In a page of their own, and back in the first.
		enrol(HOME, 128 * 9);
		enrol(HOME, 5);
		MeterOf::mutate(A, |meter| meter.as_mut().unwrap().current.register = kwh(501));
		assert_eq!(Allotments::cover_and_weigh(HOME, A), (Covered::Whole, asked(5, 3)));
		assert!(asked(5, 3).all_lte(Allotments::cover_weight()));
	});
}

/// What a cover weighs that asks so many devices in so many pages.
fn asked(devices: u32, pages: u32) -> Weight {
	<() as WeightInfo>::cover(devices)
		.saturating_add(Helpers::weight(devices))
		.saturating_add(MeterRoom::pages_weight(pages))
}
