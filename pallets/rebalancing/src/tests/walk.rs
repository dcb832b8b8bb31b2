//! Random calls: whatever owners and the ledger do, energy is conserved and the state holds.

use crate::{mock::*, Call};
use commonwatt_primitives::{rebalancing::Rebalancing as Help, Energy, NetworkId};
use proptest::prelude::*;

#[derive(Clone, Copy, Debug)]
enum Step {
	Create(NetworkId),
	Invite(NetworkId, NetworkId),
	Join(NetworkId, u32),
	Leave(NetworkId),
	Pledge(NetworkId, u64),
	Withdraw(NetworkId, u64),
	Draw(NetworkId, u64),
	Move(u32, u32, u64),
	Shortfall(NetworkId, u64),
	Leftover(NetworkId, u64),
	Help(u32, u64, u64),
	Wait(u32),
}

fn step() -> impl Strategy<Value = Step> {
	let network = HOME..=ABROAD;
	let device = 10u32..16;
	let wh = prop_oneof![0u64..50, 0u64..6_000];
	prop_oneof![
		2 => network.clone().prop_map(Step::Create),
		4 => (network.clone(), network.clone()).prop_map(|(a, b)| Step::Invite(a, b)),
		4 => (network.clone(), 0u32..3).prop_map(|(n, c)| Step::Join(n, c)),
		1 => network.clone().prop_map(Step::Leave),
		6 => (network.clone(), wh.clone()).prop_map(|(n, e)| Step::Pledge(n, e)),
		3 => (network.clone(), wh.clone()).prop_map(|(n, e)| Step::Withdraw(n, e)),
		4 => (network.clone(), wh.clone()).prop_map(|(n, e)| Step::Draw(n, e)),
		2 => (device.clone(), device.clone(), wh.clone()).prop_map(|(a, b, e)| Step::Move(a, b, e)),
		3 => (network.clone(), wh.clone()).prop_map(|(n, e)| Step::Shortfall(n, e)),
		2 => (network, wh.clone()).prop_map(|(n, e)| Step::Leftover(n, e)),
		3 => (device, wh.clone(), wh).prop_map(|(d, s, h)| Step::Help(d, s, h)),
		1 => (0u32..40).prop_map(Step::Wait),
	]
}

/// Does a step; returns how much energy it brought in and took out past the ledger of the mock.
fn walk(step: Step) -> (u64, u64) {
	let energy = Energy;
	let done = match step {
		Step::Create(network) => {
			let label = b"x".to_vec().try_into().unwrap();
			let draw_limit = Energy(DRAW_LIMIT);
			send(owner(network), Call::create_community { network, label, draw_limit })
		},
		Step::Invite(network, invited) => {
			let community = crate::MemberOf::<Test>::get(network).unwrap_or_default();
			let networks = vec![invited].try_into().unwrap();
			send(owner(network), Call::invite { community, networks })
		},
		Step::Join(network, community) => send(owner(network), Call::join { community, network }),
		Step::Leave(network) => send(owner(network), Call::leave { network }),
		Step::Pledge(network, e) => {
			send(owner(network), Call::pledge { network, energy: energy(e) })
		},
		Step::Withdraw(network, e) => {
			send(owner(network), Call::withdraw { network, energy: energy(e) })
		},
		Step::Draw(network, e) => send(owner(network), Call::draw { network, energy: energy(e) }),
		Step::Move(from, to, e) => {
			// What the meters do at a month's end is none of this pallet's doing.
			let before = all_energy();
			roll_all();
			let rolled = before - all_energy();
			let _ = send(ALICE, Call::move_energy { from, to, energy: energy(e) });
			return (0, rolled as u64);
		},
		Step::Shortfall(network, want) => {
			let drawn = <crate::Pallet<Test> as Help>::draw(network, energy(want));
			assert!(drawn.0 <= want);
			return (0, drawn.0);
		},
		Step::Leftover(network, e) => {
			let done = <crate::Pallet<Test> as Help>::pledge(network, energy(e));
			return (if done.is_ok() { e } else { 0 }, 0);
		},
		Step::Help(device, short, headroom) => {
			let helped = help(device, short, short + headroom);
			assert!(helped.energy.0 <= short + headroom);
			assert_eq!(helped.energy.is_zero(), helped.transfers == 0);
			Ok(())
		},
		Step::Wait(days) => {
			use frame_support::traits::UnixTime;
			let now = Timestamp::now().as_secs() as u32;
			set_time(now + days * 86_400);
			Ok(())
		},
	};
	// Most random steps are refused: then nothing may have changed.
	let _ = done;
	(0, 0)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn energy_is_conserved_and_the_state_holds(steps in prop::collection::vec(step(), 1..60)) {
		let builder = (10..16).fold(ExtBuilder::default(), |builder, device| {
			builder.device(device, 10_000, 1_500 * (device as u64 - 9))
		});
		let builder = (HOME..=ABROAD).fold(builder, |builder, network| {
			builder.reserve(network, 10_000)
		});
		builder.community(&[HOME, SHOP]).build_and_execute(|| {
			let mut expected = all_energy();
			for step in steps {
				let (came, went) = walk(step);
				expected = expected + came as u128 - went as u128;
				assert_eq!(all_energy(), expected, "{step:?}");
				Rebalancing::do_try_state().unwrap();
			}
		});
	}
}
