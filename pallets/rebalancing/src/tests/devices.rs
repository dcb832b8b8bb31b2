//! Help between the devices of a network.

use crate::{mock::*, Event, Exchanges, MoveReason, Policy};
use commonwatt_primitives::{
	directory::State,
	rebalancing::{DeviceTotals, Helped, Rebalancing as _},
	Energy, MonthId,
};
use frame_support::assert_ok;

fn helped(energy: u64, transfers: u32) -> Helped {
	Helped { energy: Energy(energy), transfers }
}

/// A network in the middle of its month: 10 is short; 11 has 3,000 Wh of slack, 12 has 2,000 and
/// 13 has 700.
fn network() -> ExtBuilder {
	ExtBuilder::default()
		.device(10, 1_000, 1_060)
		.device(11, 10_000, 2_000)
		.device(12, 10_000, 3_000)
		.device(13, 10_000, 4_300)
}

#[test]
fn the_device_with_most_slack_helps_first_and_it_is_recorded() {
	network().build_and_execute(|| {
		let before = all_energy();
		assert_eq!(help(10, 60, 4_000), helped(4_000, 2));
		assert_eq!([had(10), had(11), had(12), had(13)], [5_000, 7_000, 9_000, 10_000]);
		assert_eq!(all_energy(), before);
		let moved = |from, energy| Event::EnergyMoved {
			network: HOME,
			month: MONTH,
			from,
			to: 10,
			energy: Energy(energy),
			reason: MoveReason::Shortfall,
		};
		assert_eq!(events(), [moved(11, 3_000), moved(12, 1_000)]);
	});
}

#[test]
fn nobody_gives_more_than_its_slack() {
	network().build_and_execute(|| {
		assert_eq!(help(10, 60, 100_000), helped(5_700, 3));
		assert_eq!([had(11), had(12), had(13)], [7_000, 8_000, 9_300]);
	});
}

#[test]
fn slack_grows_with_the_month() {
	network().build_and_execute(|| {
		let mut need = need(10, 60, 100_000);
		need.at = START;
		assert_eq!(Rebalancing::help_device(&need), helped(0, 0));
		need.at = END;
		assert_eq!(Rebalancing::help_device(&need), helped(8_000 + 7_000 + 5_700, 3));
	});
}

#[test]
fn a_device_ahead_of_its_pace_gives_nothing() {
	ExtBuilder::default().device(10, 0, 60).device(11, 10_000, 5_000).build_and_execute(|| {
		assert_eq!(help(10, 60, 60), helped(0, 0));
		assert_eq!(events(), []);
	});
}

#[test]
fn a_donor_keeps_its_floor() {
	network().build_and_execute(|| {
		edit_device(11, |device| device.floor = Energy(7_200));
		edit_device(12, |device| device.floor = Energy(8_000));
		assert_eq!(help(10, 60, 5_000), helped(700 + 800, 2));
		assert_eq!([had(11), had(12), had(13)], [9_200, 10_000, 9_300]);
	});
}

#[test]
fn protected_suspended_unmetered_and_foreign_devices_give_nothing() {
	network().build_and_execute(|| {
		edit_device(11, |device| device.protected = true);
		edit_device(12, |device| device.state = State::Suspended);
		remove_meter(13);
		put_device(14, SHOP);
		meter(14, 10_000, 0);
		assert_eq!(help(10, 60, 5_000), helped(0, 0));
	});
}

#[test]
fn only_devices_in_the_month_of_the_need_help() {
	network().build_and_execute(|| {
		edit_position(11, |position| position.month = MONTH.next());
		edit_position(12, |position| position.month = MONTH.previous());
		assert_eq!(help(10, 60, 5_000), helped(700, 1));
	});
}

#[test]
fn a_device_that_is_not_in_the_month_of_the_need_gets_nothing() {
	network().build_and_execute(|| {
		edit_position(10, |position| position.month = MONTH.next());
		assert_eq!(help(10, 60, 5_000), helped(0, 0));
		remove_meter(10);
		assert_eq!(help(10, 60, 5_000), helped(0, 0));
	});
}

#[test]
fn a_transfer_below_the_minimum_is_made_only_to_end_the_shortfall() {
	ExtBuilder::default().device(10, 0, 300).device(11, 10_000, 4_700).build_and_execute(|| {
		assert_eq!(help(10, 301, 2_000), helped(0, 0));
		assert_eq!(help(10, 300, 2_000), helped(300, 1));
	});
}

#[test]
fn one_need_takes_a_bounded_number_of_donors() {
	let devices = (11..20).fold(ExtBuilder::default().device(10, 0, 60), |builder, device| {
		builder.device(device, 10_000, 4_000)
	});
	devices.build_and_execute(|| {
		assert_eq!(help(10, 60, 100_000), helped(4_000, 4));
		assert_eq!(help(10, 60, 100_000), helped(4_000, 4));
		// One has not given yet; the others have had less now, and half of that is still slack.
		assert_eq!(help(10, 60, 100_000), helped(1_000 + 3 * 500, 4));
	});
}

#[test]
fn the_owner_decides_whether_devices_help_and_how_little_is_too_little() {
	network().build_and_execute(|| {
		let off = Policy { between_devices: false, min_transfer: Energy(0), draws: true };
		assert_ok!(send(ALICE, crate::Call::set_policy { network: HOME, policy: off }));
		assert_eq!(events(), [Event::PolicySet { network: HOME, policy: off }]);
		assert_eq!(help(10, 60, 5_000), helped(0, 0));

		let high = Policy { between_devices: true, min_transfer: Energy(2_500), draws: true };
		assert_ok!(send(ALICE, crate::Call::set_policy { network: HOME, policy: high }));
		assert_eq!(help(10, 60, 5_000), helped(3_000, 1));
	});
}

#[test]
fn the_default_policy_helps_and_draws_from_the_default_minimum_on() {
	ExtBuilder::default().build_and_execute(|| {
		let policy = Policy { between_devices: true, min_transfer: Energy(500), draws: true };
		assert_eq!(Rebalancing::policy(HOME), policy);
	});
}

#[test]
fn devices_of_a_suspended_or_unknown_network_do_not_help() {
	network().build_and_execute(|| {
		edit_network(HOME, |network| network.state = State::Suspended);
		assert_eq!(help(10, 60, 5_000), helped(0, 0));
		remove_network(HOME);
		assert_eq!(help(10, 60, 5_000), helped(0, 0));
	});
}

#[test]
fn nothing_is_lost_where_a_mark_cannot_be_raised() {
	network().build_and_execute(|| {
		refuse_raise(10);
		assert_eq!(help(10, 60, 5_000), helped(0, 0));
		assert_eq!([had(10), had(11), had(12), had(13)], [1_000, 10_000, 10_000, 10_000]);
		assert_eq!(events(), []);
		assert_eq!(Exchanges::<Test>::iter().count(), 0);
	});
}

#[test]
fn the_others_still_help_where_one_mark_cannot_be_lowered() {
	network().build_and_execute(|| {
		refuse_lower(11);
		assert_eq!(help(10, 60, 5_000), helped(2_000, 1));
		assert_eq!([had(10), had(11), had(12)], [3_000, 10_000, 8_000]);
	});
}

#[test]
fn totals_add_up_over_the_month_and_are_forgotten_when_taken() {
	network().build_and_execute(|| {
		help(10, 60, 1_000);
		help(10, 60, 1_500);
		help(13, 60, 1_000);
		let of =
			|received, given| DeviceTotals { received: Energy(received), given: Energy(given) };
		let all =
			vec![(10, of(2_500, 0)), (11, of(0, 2_500)), (12, of(0, 1_000)), (13, of(1_000, 0))];
		assert_eq!(Rebalancing::totals(HOME, MONTH), all);
		assert_eq!(Rebalancing::take_totals(HOME, MONTH), all);
		assert_eq!(Rebalancing::totals(HOME, MONTH), []);
		assert!(!Exchanges::<Test>::contains_key(HOME, MONTH));
		assert_eq!(Rebalancing::take_totals(99, MONTH), []);
	});
}

#[test]
fn what_a_device_exchanged_is_forgotten_when_it_leaves() {
	network().build_and_execute(|| {
		help(10, 60, 1_000);
		Rebalancing::forget(HOME, 12, MONTH);
		Rebalancing::forget(HOME, 10, MONTH);
		assert_eq!(totals(10, MONTH), DeviceTotals::default());
		assert_eq!(totals(11, MONTH).given, Energy(1_000));
		Rebalancing::forget(HOME, 11, MONTH);
		assert!(!Exchanges::<Test>::contains_key(HOME, MONTH));
	});
}

#[test]
fn totals_of_two_open_months_stand_side_by_side() {
	network().build_and_execute(|| {
		help(10, 60, 1_000);
		let next: MonthId = MONTH.next();
		for device in 10..14 {
			edit_position(device, |position| position.month = next);
		}
		let mut need = need(10, 60, 800);
		need.month = next;
		need.at = END + (END - START) / 2;
		assert_eq!(Rebalancing::help_device(&need).energy, Energy(800));
		assert_eq!(totals(10, MONTH).received, Energy(1_000));
		assert_eq!(Rebalancing::take_totals(HOME, next)[0].1.received, Energy(800));
		assert_eq!(totals(10, MONTH).received, Energy(1_000));
	});
}
