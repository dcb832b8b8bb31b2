//! Which calls are free, and for whom.

use crate::{mock::*, Call, Networks, Policy};
use commonwatt_primitives::Energy;
use frame_support::dispatch::CheckIfFeeless;

fn calls() -> Vec<Call<Test>> {
	let networks: Networks = vec![BARN].try_into().unwrap();
	let label = b"x".to_vec().try_into().unwrap();
	let policy = Policy { between_devices: true, min_transfer: Energy(1), draws: true };
	let energy = Energy(1);
	vec![
		Call::set_policy { network: HOME, policy },
		Call::create_community { network: HOME, label, draw_limit: energy },
		Call::invite { community: STREET, networks: networks.clone() },
		Call::join { community: STREET, network: HOME },
		Call::leave { network: HOME },
		Call::pledge { network: HOME, energy },
		Call::withdraw { network: HOME, energy },
		Call::draw { network: HOME, energy },
		Call::move_energy { from: 10, to: 11, energy },
		Call::revoke { community: STREET, networks },
	]
}

#[test]
fn every_call_is_free_for_its_owner_while_the_quota_lasts_and_for_nobody_else() {
	let builder = ExtBuilder::default().device(10, 1, 0).device(11, 1, 0);
	builder.community(&[HOME, SHOP]).build_and_execute(|| {
		set_quota(ALICE, 1);
		set_quota(BOB, 1);
		for call in calls() {
			let free = |origin| call.is_feeless(&origin);
			assert!(free(RuntimeOrigin::signed(ALICE)), "{call:?}");
			assert!(!free(RuntimeOrigin::signed(BOB)), "{call:?}");
			assert!(!free(RuntimeOrigin::root()), "{call:?}");
			assert!(!free(RuntimeOrigin::none()), "{call:?}");
		}
		set_quota(ALICE, 0);
		for call in calls() {
			assert!(!call.is_feeless(&RuntimeOrigin::signed(ALICE)), "{call:?}");
		}
	});
}

#[test]
fn a_call_about_what_does_not_exist_is_not_free() {
	ExtBuilder::default().build_and_execute(|| {
		set_quota(ALICE, 9);
		let networks: Networks = vec![BARN].try_into().unwrap();
		let energy = Energy(1);
		for call in [
			Call::<Test>::leave { network: 99 },
			Call::invite { community: 9, networks: networks.clone() },
			Call::revoke { community: 9, networks },
			Call::move_energy { from: 10, to: 11, energy },
		] {
			assert!(!call.is_feeless(&RuntimeOrigin::signed(ALICE)), "{call:?}");
		}
	});
}

#[test]
fn every_call_needs_a_signature() {
	use frame_support::{assert_noop, traits::UnfilteredDispatchable};
	let builder = ExtBuilder::default().device(10, 1, 0).device(11, 1, 0);
	builder.community(&[HOME, SHOP]).build_and_execute(|| {
		for call in calls() {
			for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
				assert_noop!(
					RuntimeCall::from(call.clone())
						.dispatch_bypass_filter(origin)
						.map_err(|error| error.error),
					sp_runtime::DispatchError::BadOrigin
				);
			}
		}
	});
}
