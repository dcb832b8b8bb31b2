//! Founding, inviting, joining and leaving.

use crate::{
	mock::*, Call, Communities, Error, Event, Invitations, Labels, MemberOf, Members, Networks,
};
use commonwatt_primitives::{directory::State, Energy, NetworkId};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

fn networks(networks: &[NetworkId]) -> Networks {
	networks.to_vec().try_into().unwrap()
}

fn create(who: AccountId, network: NetworkId, label: &[u8]) -> DispatchResult {
	let label = label.to_vec().try_into().unwrap();
	send(who, Call::create_community { network, label, draw_limit: Energy(DRAW_LIMIT) })
}

fn invite(who: AccountId, invited: &[NetworkId]) -> DispatchResult {
	send(who, Call::invite { community: STREET, networks: networks(invited) })
}

fn revoke(who: AccountId, revoked: &[NetworkId]) -> DispatchResult {
	send(who, Call::revoke { community: STREET, networks: networks(revoked) })
}

fn join(who: AccountId, network: NetworkId) -> DispatchResult {
	send(who, Call::join { community: STREET, network })
}

fn leave(who: AccountId, network: NetworkId) -> DispatchResult {
	send(who, Call::leave { network })
}

fn pledge(network: NetworkId, wh: u64) {
	assert_ok!(send(owner(network), Call::pledge { network, energy: Energy(wh) }));
}

#[test]
fn a_founder_is_the_first_member() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(create(ALICE, HOME, b"Our street"));
		let community = Communities::<Test>::get(STREET).unwrap();
		assert_eq!(community.founder, Some(HOME));
		assert_eq!(community.provider, PROVIDER);
		assert_eq!(community.members, 1);
		assert_eq!(Labels::<Test>::get(STREET).unwrap().into_inner(), b"Our street");
		assert_eq!(MemberOf::<Test>::get(HOME), Some(STREET));
		assert_eq!(Members::<Test>::get(STREET, HOME).unwrap().joined, MIDDLE);
		assert_eq!(
			events(),
			[Event::CommunityCreated {
				community: STREET,
				founder: HOME,
				provider: PROVIDER,
				draw_limit: Energy(DRAW_LIMIT),
			}]
		);
	});
}

#[test]
fn a_community_needs_an_active_owner_a_label_and_a_free_network() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(create(BOB, HOME, b"x"), Error::<Test>::NotOwner);
		assert_noop!(create(ALICE, 99, b"x"), Error::<Test>::NetworkNotFound);
		assert_noop!(create(ALICE, HOME, b""), Error::<Test>::LabelEmpty);
		edit_network(HOME, |network| network.state = State::Pending);
		assert_noop!(create(ALICE, HOME, b"x"), Error::<Test>::NetworkNotActive);
		edit_network(HOME, |network| network.state = State::Active);
		assert_ok!(create(ALICE, HOME, b"x"));
		assert_noop!(create(ALICE, HOME, b"x"), Error::<Test>::AlreadyMember);
		// Ids are not used again.
		assert_ok!(leave(ALICE, HOME));
		assert_ok!(create(ALICE, HOME, b"x"));
		assert_eq!(MemberOf::<Test>::get(HOME), Some(STREET + 1));
	});
}

#[test]
fn who_is_invited_joins_once() {
	ExtBuilder::default().community(&[HOME]).build_and_execute(|| {
		assert_noop!(join(BOB, SHOP), Error::<Test>::NotInvited);
		assert_ok!(invite(ALICE, &[SHOP, BARN]));
		assert_noop!(join(ALICE, SHOP), Error::<Test>::NotOwner);
		assert_ok!(join(BOB, SHOP));
		assert_eq!(
			events(),
			[
				Event::Invited { community: STREET, network: SHOP },
				Event::Invited { community: STREET, network: BARN },
				Event::Joined { community: STREET, network: SHOP },
			]
		);
		assert_eq!(Communities::<Test>::get(STREET).unwrap().members, 2);
		assert_noop!(join(BOB, SHOP), Error::<Test>::AlreadyMember);
		// The invitation is used up.
		assert_ok!(leave(BOB, SHOP));
		assert_noop!(join(BOB, SHOP), Error::<Test>::NotInvited);
		assert_ok!(join(CAROL, BARN));
		assert!(!Invitations::<Test>::contains_key(STREET));
	});
}

#[test]
fn a_list_with_one_bad_invitation_invites_nobody() {
	ExtBuilder::default().community(&[HOME]).build_and_execute(|| {
		assert_noop!(invite(ALICE, &[]), Error::<Test>::NoNetworks);
		assert_noop!(invite(ALICE, &[SHOP, 99]), Error::<Test>::NetworkNotFound);
		assert_noop!(invite(ALICE, &[SHOP, HOME]), Error::<Test>::AlreadyMember);
		assert_noop!(invite(ALICE, &[SHOP, SHOP]), Error::<Test>::AlreadyInvited);
		assert_noop!(invite(BOB, &[SHOP]), Error::<Test>::NotOwner);
		let elsewhere = Call::invite { community: 9, networks: networks(&[SHOP]) };
		assert_noop!(send(ALICE, elsewhere), Error::<Test>::CommunityNotFound);
		edit_network(HOME, |network| network.state = State::Suspended);
		assert_noop!(invite(ALICE, &[SHOP]), Error::<Test>::NetworkNotActive);
		assert!(Invitations::<Test>::get(STREET).is_empty());
	});
}

#[test]
fn open_invitations_are_bounded_and_can_be_revoked() {
	ExtBuilder::default().community(&[HOME]).build_and_execute(|| {
		let many: Vec<NetworkId> = (100..164).collect();
		many.iter().for_each(|network| put_network(*network, BOB, PROVIDER));
		assert_ok!(invite(ALICE, &many));
		assert_noop!(invite(ALICE, &[SHOP]), Error::<Test>::TooManyInvitations);
		System::reset_events();
		assert_ok!(revoke(ALICE, &[100]));
		assert_eq!(events(), [Event::InvitationRevoked { community: STREET, network: 100 }]);
		assert_noop!(
			send(BOB, Call::join { community: STREET, network: 100 }),
			Error::<Test>::NotInvited
		);
		assert_ok!(invite(ALICE, &[SHOP]));
	});
}

#[test]
fn a_list_with_one_bad_revocation_revokes_nothing() {
	ExtBuilder::default().community(&[HOME]).build_and_execute(|| {
		assert_ok!(invite(ALICE, &[SHOP]));
		assert_noop!(revoke(ALICE, &[]), Error::<Test>::NoNetworks);
		assert_noop!(revoke(ALICE, &[SHOP, BARN]), Error::<Test>::NotInvited);
		assert_noop!(revoke(BOB, &[SHOP]), Error::<Test>::NotOwner);
		assert_ok!(revoke(ALICE, &[SHOP]));
		assert_noop!(revoke(ALICE, &[SHOP]), Error::<Test>::NotInvited);
	});
}

#[test]
fn a_network_of_another_provider_cannot_join() {
	ExtBuilder::default().community(&[HOME]).build_and_execute(|| {
		assert_ok!(invite(ALICE, &[ABROAD]));
		assert_noop!(join(DAVE, ABROAD), Error::<Test>::ProviderDiffers);
	});
}

#[test]
fn a_suspended_network_cannot_join_and_an_unknown_community_cannot_be_joined() {
	ExtBuilder::default().community(&[HOME]).build_and_execute(|| {
		let elsewhere = Call::join { community: 9, network: SHOP };
		assert_noop!(send(BOB, elsewhere), Error::<Test>::CommunityNotFound);
		assert_ok!(invite(ALICE, &[SHOP]));
		edit_network(SHOP, |network| network.state = State::Suspended);
		assert_noop!(join(BOB, SHOP), Error::<Test>::NetworkNotActive);
	});
}

#[test]
fn who_leaves_gets_its_part_back() {
	let builder = ExtBuilder::default().reserve(HOME, 3_000).reserve(SHOP, 1_000);
	builder.community(&[HOME, SHOP, BARN]).build_and_execute(|| {
		let before = all_energy();
		pledge(HOME, 3_000);
		pledge(SHOP, 1_000);
		assert_ok!(send(CAROL, Call::draw { network: BARN, energy: Energy(2_000) }));
		System::reset_events();
		assert_ok!(leave(ALICE, HOME));
		assert_eq!([reserve(HOME), reserve(SHOP), reserve(BARN)], [1_500, 0, 2_000]);
		let left = Event::Left { community: STREET, network: HOME, paid_back: Energy(1_500) };
		assert_eq!(events(), [left]);
		assert_eq!(all_energy(), before);
		assert_noop!(leave(ALICE, HOME), Error::<Test>::NotMember);
	});
}

#[test]
fn after_the_founder_left_nobody_is_invited_but_who_is_invited_joins() {
	ExtBuilder::default().community(&[HOME, SHOP]).build_and_execute(|| {
		assert_ok!(invite(ALICE, &[BARN]));
		assert_ok!(leave(ALICE, HOME));
		assert_noop!(invite(ALICE, &[HOME]), Error::<Test>::FounderLeft);
		assert_noop!(revoke(ALICE, &[BARN]), Error::<Test>::FounderLeft);
		assert_ok!(join(CAROL, BARN));
		assert_eq!(Communities::<Test>::get(STREET).unwrap().members, 2);
	});
}

#[test]
fn the_last_one_out_gets_the_rest_and_closes_the_community() {
	let builder = ExtBuilder::default().reserve(HOME, 1_000).reserve(SHOP, 1_000);
	builder.community(&[HOME, SHOP]).build_and_execute(|| {
		assert_ok!(invite(ALICE, &[BARN]));
		pledge(HOME, 500);
		pledge(SHOP, 1_000);
		// 2/3 of 1,498 is 998.67: who leaves is rounded down, the last gets the rest.
		assert_ok!(send(ALICE, Call::draw { network: HOME, energy: Energy(2) }));
		assert_ok!(leave(BOB, SHOP));
		assert_eq!(reserve(SHOP), 998);
		System::reset_events();
		assert_ok!(leave(ALICE, HOME));
		assert_eq!(reserve(HOME), 502 + 500);
		assert_eq!(
			events(),
			[
				Event::Left { community: STREET, network: HOME, paid_back: Energy(500) },
				Event::CommunityClosed { community: STREET },
			]
		);
		assert_eq!(Communities::<Test>::iter().count(), 0);
		assert_eq!(Labels::<Test>::iter().count(), 0);
		assert_eq!(Members::<Test>::iter().count(), 0);
		assert_eq!(MemberOf::<Test>::iter().count(), 0);
		assert_eq!(Invitations::<Test>::iter().count(), 0);
		assert_noop!(join(CAROL, BARN), Error::<Test>::CommunityNotFound);
	});
}

#[test]
fn a_suspended_network_can_leave_and_one_without_a_part_gets_nothing() {
	ExtBuilder::default().reserve(HOME, 1_000).community(&[HOME, SHOP]).build_and_execute(|| {
		pledge(HOME, 1_000);
		edit_network(SHOP, |network| network.state = State::Suspended);
		assert_noop!(leave(ALICE, SHOP), Error::<Test>::NotOwner);
		assert_ok!(leave(BOB, SHOP));
		assert_eq!(bookings(), [Booked::Given(HOME, Energy(1_000))]);
	});
}

#[test]
fn nobody_leaves_with_energy_that_the_ledger_does_not_take() {
	ExtBuilder::default().reserve(HOME, 1_000).community(&[HOME, SHOP]).build_and_execute(|| {
		pledge(HOME, 1_000);
		refuse_deposits();
		assert_noop!(leave(ALICE, HOME), LEDGER_REFUSES);
		assert_ok!(leave(BOB, SHOP));
		assert_noop!(leave(ALICE, HOME), LEDGER_REFUSES);
	});
}
