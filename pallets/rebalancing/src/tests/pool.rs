//! Pledges, withdrawals and draws that owners make.

use crate::{mock::*, Call, Communities, Error, Event, Members, MoveReason, Policy};
use commonwatt_primitives::{directory::State, Energy, NetworkId};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

fn pledge(network: NetworkId, wh: u64) -> DispatchResult {
	send(owner(network), Call::pledge { network, energy: Energy(wh) })
}

fn withdraw(network: NetworkId, wh: u64) -> DispatchResult {
	send(owner(network), Call::withdraw { network, energy: Energy(wh) })
}

fn draw(network: NetworkId, wh: u64) -> DispatchResult {
	send(owner(network), Call::draw { network, energy: Energy(wh) })
}

fn street() -> ExtBuilder {
	ExtBuilder::default().reserve(HOME, 20_000).reserve(SHOP, 20_000).community(&[HOME, SHOP, BARN])
}

fn worth(network: NetworkId) -> u64 {
	Rebalancing::stake_worth(network).0
}

#[test]
fn a_pledge_moves_energy_from_the_reserve_into_the_pool_for_shares() {
	street().build_and_execute(|| {
		let before = all_energy();
		assert_ok!(pledge(HOME, 4_000));
		assert_eq!((reserve(HOME), worth(HOME)), (16_000, 4_000));
		assert_eq!(Rebalancing::total_pooled(), 4_000);
		assert_eq!(bookings(), [Booked::Given(HOME, Energy(4_000))]);
		assert_eq!(
			events(),
			[Event::Pledged {
				community: STREET,
				network: HOME,
				energy: Energy(4_000),
				shares: 4_000_000_000,
			}]
		);
		assert_eq!(all_energy(), before);
	});
}

#[test]
fn a_pledge_that_cannot_be_made_is_refused() {
	street().build_and_execute(|| {
		assert_noop!(pledge(HOME, 0), Error::<Test>::NothingToMove);
		assert_noop!(pledge(HOME, 20_001), Error::<Test>::ReserveTooLow);
		assert_noop!(
			send(BOB, Call::pledge { network: HOME, energy: Energy(1) }),
			Error::<Test>::NotOwner
		);
		set_reserve(ABROAD, 1);
		assert_noop!(pledge(ABROAD, 1), Error::<Test>::NotMember);
		edit_network(HOME, |network| network.provider = OTHER_PROVIDER);
		assert_noop!(pledge(HOME, 1), Error::<Test>::ProviderDiffers);
		edit_network(HOME, |network| network.state = State::Suspended);
		assert_noop!(pledge(HOME, 1), Error::<Test>::NetworkNotActive);
	});
}

#[test]
fn a_pledge_that_the_pool_cannot_count_is_refused() {
	street().build_and_execute(|| {
		set_reserve(HOME, u64::MAX);
		assert_ok!(pledge(HOME, u64::MAX));
		assert_noop!(pledge(SHOP, 1), Error::<Test>::PledgeNotCountable);
		// Emptied, so that the end of the test can add it up.
		assert_ok!(withdraw(HOME, u64::MAX));
	});
}

#[test]
fn a_draw_lowers_all_parts_alike() {
	street().build_and_execute(|| {
		assert_ok!(pledge(HOME, 6_000));
		assert_ok!(pledge(SHOP, 2_000));
		System::reset_events();
		let before = all_energy();
		assert_ok!(draw(BARN, 4_000));
		assert_eq!(reserve(BARN), 4_000);
		assert_eq!([worth(HOME), worth(SHOP), worth(BARN)], [3_000, 1_000, 0]);
		assert_eq!(all_energy(), before);
		assert_eq!(
			events(),
			[Event::PoolDrawn {
				community: STREET,
				network: BARN,
				energy: Energy(4_000),
				reason: MoveReason::OwnerMoved,
			}]
		);
		let record = Members::<Test>::get(STREET, BARN).unwrap();
		assert_eq!((record.drawn, record.pledged), (Energy(4_000), Energy(0)));
	});
}

#[test]
fn a_member_draws_up_to_the_limit_of_its_month() {
	street().build_and_execute(|| {
		assert_ok!(pledge(HOME, 15_000));
		assert_ok!(draw(BARN, 3_000));
		assert_noop!(draw(BARN, 2_001), Error::<Test>::DrawLimitReached);
		assert_ok!(draw(BARN, 2_000));
		assert_noop!(draw(BARN, 1), Error::<Test>::DrawLimitReached);
		// Another member has its own limit, and the next month a new one.
		assert_ok!(draw(SHOP, 5_000));
		set_time(END - 1);
		assert_noop!(draw(BARN, 1), Error::<Test>::DrawLimitReached);
		set_time(END);
		assert_ok!(draw(BARN, 5_000));
		assert_eq!(Members::<Test>::get(STREET, BARN).unwrap().drawn, Energy(10_000));
	});
}

#[test]
fn a_draw_that_cannot_be_made_is_refused() {
	street().build_and_execute(|| {
		assert_ok!(pledge(HOME, 1_000));
		assert_noop!(draw(BARN, 0), Error::<Test>::NothingToMove);
		assert_noop!(draw(BARN, 1_001), Error::<Test>::PoolTooLow);
		assert_noop!(draw(ABROAD, 1), Error::<Test>::NotMember);
		edit_network(BARN, |network| network.provider = OTHER_PROVIDER);
		assert_noop!(draw(BARN, 1), Error::<Test>::ProviderDiffers);
		edit_network(SHOP, |network| network.state = State::Suspended);
		assert_noop!(draw(SHOP, 1), Error::<Test>::NetworkNotActive);
		refuse_deposits();
		assert_noop!(draw(HOME, 1), LEDGER_REFUSES);
	});
}

#[test]
fn the_policy_of_shortfalls_does_not_bind_the_owner() {
	street().build_and_execute(|| {
		assert_ok!(pledge(HOME, 1_000));
		let policy = Policy { between_devices: true, min_transfer: Energy(500), draws: false };
		assert_ok!(send(CAROL, Call::set_policy { network: BARN, policy }));
		assert_ok!(draw(BARN, 1));
	});
}

#[test]
fn a_withdrawal_takes_out_of_the_own_part_only() {
	street().build_and_execute(|| {
		assert_ok!(pledge(HOME, 6_000));
		assert_ok!(pledge(SHOP, 2_000));
		assert_ok!(draw(BARN, 4_000));
		System::reset_events();
		let before = all_energy();
		assert_noop!(withdraw(HOME, 3_001), Error::<Test>::StakeTooLow);
		assert_ok!(withdraw(HOME, 1_000));
		assert_eq!(reserve(HOME), 15_000);
		assert_eq!([worth(HOME), worth(SHOP)], [2_000, 1_000]);
		assert_eq!(
			events(),
			[Event::PoolWithdrawn {
				community: STREET,
				network: HOME,
				energy: Energy(1_000),
				shares: 2_000_000_000,
			}]
		);
		let record = Members::<Test>::get(STREET, HOME).unwrap();
		assert_eq!((record.pledged, record.withdrawn), (Energy(6_000), Energy(1_000)));
		assert_eq!(all_energy(), before);
	});
}

#[test]
fn a_withdrawal_that_cannot_be_made_is_refused() {
	street().build_and_execute(|| {
		assert_ok!(pledge(HOME, 1_000));
		assert_noop!(withdraw(HOME, 0), Error::<Test>::NothingToMove);
		assert_noop!(withdraw(ABROAD, 1), Error::<Test>::NotMember);
		assert_noop!(withdraw(BARN, 1), Error::<Test>::StakeTooLow);
		assert_noop!(
			send(BOB, Call::withdraw { network: HOME, energy: Energy(1) }),
			Error::<Test>::NotOwner
		);
		edit_network(HOME, |network| network.state = State::Suspended);
		assert_noop!(withdraw(HOME, 1), Error::<Test>::NetworkNotActive);
		edit_network(HOME, |network| network.state = State::Active);
		refuse_deposits();
		assert_noop!(withdraw(HOME, 1), LEDGER_REFUSES);
	});
}

#[test]
fn a_network_that_switched_its_provider_takes_its_part_with_it() {
	street().build_and_execute(|| {
		assert_ok!(pledge(HOME, 1_000));
		edit_network(HOME, |network| network.provider = OTHER_PROVIDER);
		assert_ok!(withdraw(HOME, 400));
		assert_ok!(send(ALICE, Call::leave { network: HOME }));
		assert_eq!(reserve(HOME), 20_000);
	});
}

#[test]
fn who_pledges_into_an_emptied_pool_owns_all_of_it() {
	street().build_and_execute(|| {
		assert_ok!(pledge(HOME, 3_000));
		assert_ok!(draw(BARN, 3_000));
		assert_eq!(worth(HOME), 0);
		assert_ok!(pledge(SHOP, 1_000));
		assert_eq!([worth(HOME), worth(SHOP)], [0, 1_000]);
		assert_noop!(withdraw(HOME, 1), Error::<Test>::StakeTooLow);
		assert_ok!(pledge(HOME, 1_000));
		assert_eq!([worth(HOME), worth(SHOP)], [1_000, 1_000]);
		assert_eq!(Communities::<Test>::get(STREET).unwrap().pool.epoch, 1);
	});
}
