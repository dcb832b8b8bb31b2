//! The check of the state finds what must not be.

use crate::{
	mock::*, Call, Communities, Community, Exchange, Exchanges, Invitations, Labels, Member,
	MemberOf, Members, NextCommunity, Policies, Policy,
};
use commonwatt_primitives::Energy;
use frame_support::assert_ok;
use sp_runtime::TryRuntimeError;

/// A community of two with energy in its pool, and something broken in it.
fn breaks(how: impl FnOnce()) -> &'static str {
	let builder = ExtBuilder::default().reserve(HOME, 1_000).community(&[HOME, SHOP]);
	builder.build().execute_with(|| {
		assert_ok!(send(ALICE, Call::pledge { network: HOME, energy: Energy(1_000) }));
		assert_ok!(Rebalancing::do_try_state());
		how();
		match Rebalancing::do_try_state() {
			Err(TryRuntimeError::Other(what)) => what,
			other => panic!("{other:?}"),
		}
	})
}

fn edit(edit: impl FnOnce(&mut Community)) {
	Communities::<Test>::mutate(STREET, |community| edit(community.as_mut().unwrap()));
}

fn edit_member(edit: impl FnOnce(&mut Member)) {
	Members::<Test>::mutate(STREET, SHOP, |member| edit(member.as_mut().unwrap()));
}

#[test]
fn energy_and_shares_that_do_not_agree_are_found() {
	assert_eq!(breaks(|| edit(|c| c.pool.energy = Energy(0))), "energy without shares");
	assert_eq!(breaks(|| edit(|c| c.pool.shares += 1)), "shares without an owner");
	assert_eq!(breaks(|| edit(|c| c.pool.shares -= 1)), "stakes above the pool's shares");
	assert_eq!(breaks(|| edit_member(|m| m.stake.shares = 1)), "stakes above the pool's shares");
}

#[test]
fn counts_and_limits_that_do_not_hold_are_found() {
	assert_eq!(breaks(|| edit(|c| c.members = 3)), "members are not counted right");
	assert_eq!(breaks(|| edit(|c| c.founder = Some(BARN))), "a founder that is no member");
	assert_eq!(
		breaks(|| edit_member(|m| {
			m.drawn = Energy(DRAW_LIMIT + 1);
			m.drawn_in_month = Energy(DRAW_LIMIT + 1);
		})),
		"a member drew more than it may"
	);
	assert_eq!(breaks(NextCommunity::<Test>::kill), "a community past the next id");
}

#[test]
fn records_without_their_owner_are_found() {
	assert_eq!(breaks(|| Labels::<Test>::remove(STREET)), "a community without a label");
	assert_eq!(
		breaks(|| Labels::<Test>::insert(9, crate::Label::default())),
		"a label without its community"
	);
	assert_eq!(
		breaks(|| Members::<Test>::insert(9, SHOP, Member::default())),
		"a member without its community"
	);
	assert_eq!(breaks(|| MemberOf::<Test>::remove(SHOP)), "a member's record without membership");
	assert_eq!(
		breaks(|| MemberOf::<Test>::insert(BARN, STREET)),
		"a membership without its record"
	);
	assert_eq!(breaks(|| remove_network(SHOP)), "a member without its network");
	let policy = Policy { between_devices: true, min_transfer: Energy(1), draws: true };
	assert_eq!(breaks(|| Policies::<Test>::insert(99, policy)), "a policy without its network");
}

#[test]
fn dust_is_found() {
	let invite = |community, network| {
		Invitations::<Test>::mutate(community, |invited| invited.try_insert(network).unwrap())
	};
	assert_eq!(
		breaks(|| {
			invite(9, BARN);
		}),
		"invitations without their community"
	);
	assert_eq!(
		breaks(|| {
			invite(STREET, SHOP);
		}),
		"a member is still invited"
	);
	assert_eq!(
		breaks(|| Invitations::<Test>::insert(STREET, frame_support::BoundedBTreeSet::new())),
		"an empty list of invitations is kept"
	);
	let exchanges = |list: &[(u32, Exchange)]| {
		let list = crate::NetworkExchanges::truncate_from(list.to_vec());
		breaks(|| Exchanges::<Test>::insert(HOME, MONTH, list))
	};
	let (nothing, some) =
		(Exchange::default(), Exchange { given: Energy(1), ..Default::default() });
	assert_eq!(exchanges(&[]), "an exchange of nothing is kept");
	assert_eq!(exchanges(&[(10, nothing)]), "an exchange of nothing is kept");
	assert_eq!(
		exchanges(&[(11, some), (10, some)]),
		"exchanges are not in the order of their devices"
	);
	let stray = || {
		Exchanges::<Test>::insert(
			99,
			MONTH,
			crate::NetworkExchanges::truncate_from(vec![(10, some)]),
		)
	};
	assert_eq!(breaks(stray), "exchanges without their network");
}
