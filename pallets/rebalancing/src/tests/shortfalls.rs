//! What the ledger asks for: draws for shortfalls, and pledges of leftovers.

use crate::{mock::*, Call, Error, Event, Members, MoveReason, Policy, WeightInfo};
use commonwatt_primitives::{
	directory::State, rebalancing::Rebalancing as Help, Energy, NetworkId,
};
use frame_support::{assert_noop, assert_ok};

type Provided = crate::Pallet<Test>;

fn draw(network: NetworkId, want: u64) -> u64 {
	<Provided as Help>::draw(network, Energy(want)).0
}

/// A community with so much in its pool, all of it HOME's.
fn street(pooled: u64) -> ExtBuilder {
	ExtBuilder::default().reserve(HOME, pooled).community(&[HOME, SHOP, BARN])
}

fn fill(pooled: u64) {
	assert_ok!(send(ALICE, Call::pledge { network: HOME, energy: Energy(pooled) }));
	System::reset_events();
}

fn set_policy(min_transfer: u64, draws: bool) {
	let policy = Policy { between_devices: true, min_transfer: Energy(min_transfer), draws };
	assert_ok!(send(BOB, Call::set_policy { network: SHOP, policy }));
}

#[test]
fn a_shortfall_draws_what_it_wants_and_the_caller_books_it() {
	street(8_000).build_and_execute(|| {
		fill(8_000);
		assert_eq!(draw(SHOP, 2_000), 2_000);
		assert_eq!(Rebalancing::total_pooled(), 6_000);
		// Nothing is deposited here.
		assert_eq!(reserve(SHOP), 0);
		assert_eq!(Members::<Test>::get(STREET, SHOP).unwrap().drawn, Energy(2_000));
		assert_eq!(
			events(),
			[Event::PoolDrawn {
				community: STREET,
				network: SHOP,
				energy: Energy(2_000),
				reason: MoveReason::Shortfall,
			}]
		);
	});
}

#[test]
fn a_shortfall_draws_up_to_the_limit_and_the_pool() {
	street(8_000).build_and_execute(|| {
		fill(8_000);
		assert_eq!(draw(SHOP, 9_000), DRAW_LIMIT);
		assert_eq!(draw(SHOP, 9_000), 0);
		assert_eq!(draw(BARN, 9_000), 3_000);
		assert_eq!(Rebalancing::total_pooled(), 0);
		assert_eq!(draw(BARN, 9_000), 0);
	});
}

#[test]
fn owners_and_shortfalls_share_one_limit() {
	street(8_000).build_and_execute(|| {
		fill(8_000);
		assert_ok!(send(BOB, Call::draw { network: SHOP, energy: Energy(4_000) }));
		assert_eq!(draw(SHOP, 3_000), 1_000);
	});
}

#[test]
fn less_than_the_minimum_is_drawn_only_where_it_is_all_that_is_wanted() {
	street(400).build_and_execute(|| {
		fill(400);
		assert_eq!(draw(SHOP, 401), 0);
		assert_eq!(draw(SHOP, 60), 60);
		assert_eq!(events().len(), 1);
		set_policy(340, true);
		assert_eq!(draw(SHOP, 401), 340);
	});
}

#[test]
fn nothing_is_drawn_against_the_owner_s_policy() {
	street(8_000).build_and_execute(|| {
		fill(8_000);
		set_policy(500, false);
		assert_eq!(draw(SHOP, 2_000), 0);
		set_policy(500, true);
		assert_eq!(draw(SHOP, 2_000), 2_000);
	});
}

#[test]
fn networks_outside_suspended_or_of_another_provider_draw_nothing() {
	street(8_000).build_and_execute(|| {
		fill(8_000);
		assert_eq!(draw(SHOP, 0), 0);
		assert_eq!(draw(ABROAD, 2_000), 0);
		assert_eq!(draw(99, 2_000), 0);
		edit_network(SHOP, |network| network.state = State::Suspended);
		assert_eq!(draw(SHOP, 2_000), 0);
		edit_network(BARN, |network| network.provider = OTHER_PROVIDER);
		assert_eq!(draw(BARN, 2_000), 0);
		assert_eq!((Rebalancing::total_pooled(), events()), (8_000, vec![]));
	});
}

#[test]
fn a_leftover_goes_into_the_pool() {
	street(0).build_and_execute(|| {
		assert_ok!(<Provided as Help>::pledge(SHOP, Energy(700)));
		assert_eq!(Rebalancing::stake_worth(SHOP), Energy(700));
		// The caller has booked it out of the month it closes.
		assert_eq!(bookings(), []);
		assert_eq!(
			events(),
			[Event::LeftoverPledged {
				community: STREET,
				network: SHOP,
				energy: Energy(700),
				shares: 700_000_000,
			}]
		);
	});
}

#[test]
fn a_leftover_that_has_no_place_is_refused() {
	street(0).build_and_execute(|| {
		let pledge = |network, wh| <Provided as Help>::pledge(network, Energy(wh));
		assert_noop!(pledge(SHOP, 0), Error::<Test>::NothingToMove);
		assert_noop!(pledge(99, 1), Error::<Test>::NetworkNotFound);
		assert_noop!(pledge(ABROAD, 1), Error::<Test>::NotMember);
		edit_network(SHOP, |network| network.provider = OTHER_PROVIDER);
		assert_noop!(pledge(SHOP, 1), Error::<Test>::ProviderDiffers);
		edit_network(SHOP, |network| network.state = State::Suspended);
		assert_noop!(pledge(SHOP, 1), Error::<Test>::NetworkNotActive);
	});
}

#[test]
fn the_weight_is_that_of_help_and_draw_in_a_network_of_that_size() {
	let draw = <() as WeightInfo>::draw_for_shortfall();
	let help = <() as WeightInfo>::help_device;
	assert_eq!(<Provided as Help>::weight(512), help(512, crate::MAX_LOOKS) + draw);
	assert_eq!(<Provided as Help>::weight(50), help(50, 49) + draw);
	assert_eq!(<Provided as Help>::weight(1), draw, "nobody to ask");
	assert_eq!(<Provided as Help>::pledge_weight(), <() as WeightInfo>::pledge());
}
