//! Energy that an owner moves between two devices, and policies.

use crate::{mock::*, Call, Error, Event, MoveReason, Policy};
use commonwatt_primitives::{directory::State, DeviceId, Energy};
use frame_support::{assert_noop, assert_ok};

fn network() -> ExtBuilder {
	ExtBuilder::default().device(10, 1_000, 400).device(11, 2_000, 1_900)
}

fn send_move(
	who: AccountId,
	from: DeviceId,
	to: DeviceId,
	wh: u64,
) -> Result<(), sp_runtime::DispatchError> {
	send(who, Call::move_energy { from, to, energy: Energy(wh) })
}

#[test]
fn an_owner_moves_a_device_s_whole_balance() {
	network().build_and_execute(|| {
		let before = all_energy();
		// Neither pace nor floor nor protection binds the owner.
		edit_device(10, |device| {
			device.floor = Energy(500);
			device.protected = true;
		});
		assert_ok!(send_move(ALICE, 10, 11, 600));
		assert_eq!([had(10), had(11)], [400, 2_600]);
		assert_eq!(all_energy(), before);
		assert_eq!(totals(10, MONTH).given, Energy(600));
		assert_eq!(totals(11, MONTH).received, Energy(600));
		assert_eq!(
			events(),
			[Event::EnergyMoved {
				network: HOME,
				month: MONTH,
				from: 10,
				to: 11,
				energy: Energy(600),
				reason: MoveReason::OwnerMoved,
			}]
		);
	});
}

#[test]
fn a_move_after_the_month_s_end_is_of_the_new_month() {
	network().build_and_execute(|| {
		edit_position(10, |position| position.allocation = Energy(900));
		set_time(END);
		assert_noop!(send_move(ALICE, 10, 11, 901), Error::<Test>::BalanceTooLow);
		assert_ok!(send_move(ALICE, 10, 11, 900));
		assert_eq!([had(10), had(11)], [0, 900]);
		assert_eq!(totals(10, MONTH.next()).given, Energy(900));
		assert_eq!(totals(10, MONTH).given, Energy(0));
	});
}

#[test]
fn a_move_that_makes_no_sense_is_refused() {
	network().build_and_execute(|| {
		put_device(20, SHOP);
		meter(20, 1_000, 0);
		assert_noop!(send_move(ALICE, 99, 11, 1), Error::<Test>::DeviceNotFound);
		assert_noop!(send_move(ALICE, 10, 99, 1), Error::<Test>::DeviceNotFound);
		assert_noop!(send_move(BOB, 10, 11, 1), Error::<Test>::NotOwner);
		assert_noop!(send_move(ALICE, 10, 11, 0), Error::<Test>::NothingToMove);
		assert_noop!(send_move(ALICE, 10, 10, 1), Error::<Test>::SameDevice);
		assert_noop!(send_move(ALICE, 10, 20, 1), Error::<Test>::DevicesOfDifferentNetworks);
		assert_noop!(send_move(ALICE, 10, 11, 601), Error::<Test>::BalanceTooLow);
	});
}

#[test]
fn only_active_devices_of_an_active_network_take_part() {
	network().build_and_execute(|| {
		for device in [10, 11] {
			edit_device(device, |device| device.state = State::Suspended);
			assert_noop!(send_move(ALICE, 10, 11, 1), Error::<Test>::DeviceNotActive);
			edit_device(device, |device| device.state = State::Active);
		}
		edit_network(HOME, |network| network.state = State::Suspended);
		assert_noop!(send_move(ALICE, 10, 11, 1), Error::<Test>::NetworkNotActive);
	});
}

#[test]
fn devices_without_meters_or_in_different_months_are_left_alone() {
	network().build_and_execute(|| {
		stick(10);
		edit_position(10, |position| position.month = MONTH.previous());
		assert_noop!(send_move(ALICE, 10, 11, 1), Error::<Test>::DevicesInDifferentMonths);
		remove_meter(11);
		assert_noop!(send_move(ALICE, 10, 11, 1), Error::<Test>::DeviceNotFound);
		assert_noop!(send_move(ALICE, 11, 10, 1), Error::<Test>::DeviceNotFound);
	});
}

#[test]
fn a_move_that_the_meters_refuse_changes_nothing() {
	network().build_and_execute(|| {
		refuse_raise(11);
		assert_noop!(send_move(ALICE, 10, 11, 100), METER_REFUSES);
	});
}

#[test]
fn only_the_owner_of_a_known_network_sets_its_policy() {
	ExtBuilder::default().build_and_execute(|| {
		let policy = Policy { between_devices: false, min_transfer: Energy(1), draws: false };
		let set = |network| Call::set_policy { network, policy };
		assert_noop!(send(BOB, set(HOME)), Error::<Test>::NotOwner);
		assert_noop!(send(ALICE, set(99)), Error::<Test>::NetworkNotFound);
		// A suspended network's owner may still say what it does not want.
		edit_network(HOME, |network| network.state = State::Suspended);
		assert_ok!(send(ALICE, set(HOME)));
		assert_eq!(Rebalancing::policy(HOME), policy);
	});
}
