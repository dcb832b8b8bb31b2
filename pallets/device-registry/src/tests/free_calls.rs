use super::*;
use commonwatt_primitives::{quota::FreeCalls, Seconds};
use frame_support::dispatch::CheckIfFeeless;

const HOUR: Seconds = 3_600;

fn has(who: AccountId, units: u32) -> bool {
	<Registry as FreeCalls<AccountId>>::has(&who, units)
}

fn spend(who: AccountId, units: u32) {
	<Registry as FreeCalls<AccountId>>::spend(&who, units)
}

fn is_free(who: AccountId, call: Call<Test>) -> bool {
	RuntimeCall::from(call).is_feeless(&signed(who))
}

#[test]
fn only_accounts_with_a_role_have_free_calls() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		network(ALICE);
		wait(HOUR);
		for who in [UTILITY, HEAD_END] {
			assert!(has(who, 1_000));
			assert!(!has(who, 1_001));
		}
		assert!(has(ALICE, 10));
		assert!(!has(ALICE, 11));
		assert!(!has(BOB, 1));
		assert!(!has(BOB, 0));
	});
}

#[test]
fn a_role_begins_with_nothing_and_refills() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		network(ALICE);
		assert!(!has(ALICE, 1));
		wait(59);
		assert!(!has(ALICE, 1));
		wait(1);
		assert!(has(ALICE, 1));
		assert!(!has(ALICE, 2));
	});
}

#[test]
fn what_is_spent_comes_back_with_time() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		network(ALICE);
		wait(HOUR);
		spend(ALICE, 7);
		assert!(has(ALICE, 3));
		assert!(!has(ALICE, 4));
		wait(60);
		assert!(has(ALICE, 4));
		// Down to nothing, and not below.
		spend(ALICE, 1_000);
		assert!(!has(ALICE, 1));
		wait(60);
		assert!(has(ALICE, 1));
	});
}

#[test]
fn spending_without_a_role_leaves_no_trace() {
	ExtBuilder::default().build_and_execute(|| {
		spend(BOB, 5);
		assert!(!FreeUsage::<Test>::contains_key(BOB));
	});
}

#[test]
fn a_role_that_is_taken_up_again_wins_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		wait(HOUR);
		spend(ALICE, 10);
		for (from, to) in [(ALICE, BOB), (BOB, ALICE)] {
			assert_ok!(Registry::offer_network(signed(from), network, to));
			assert_ok!(Registry::accept_network(signed(to), network));
			assert!(!FreeUsage::<Test>::contains_key(from));
			assert!(!has(to, 1));
		}
		assert_ok!(Registry::remove_head_end(signed(UTILITY), HEAD_END));
		assert!(!FreeUsage::<Test>::contains_key(HEAD_END));
		assert_ok!(Registry::add_head_end(signed(UTILITY), HEAD_END));
		assert!(!has(HEAD_END, 1));
	});
}

#[test]
fn the_second_role_of_an_account_keeps_its_bucket() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		network(HEAD_END);
		wait(HOUR);
		assert!(has(HEAD_END, 1_000));
		assert_ok!(Registry::remove_head_end(signed(UTILITY), HEAD_END));
		// An owner now, with an owner's capacity.
		assert!(has(HEAD_END, 10));
		assert!(!has(HEAD_END, 11));
	});
}

#[test]
fn a_provider_that_is_not_active_has_no_free_calls() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Registry::apply_as_provider(signed(UTILITY), label("utility"), terms()));
		wait(HOUR);
		assert!(!has(UTILITY, 1));
		assert_ok!(Registry::approve_provider(RuntimeOrigin::root(), 0));
		assert_ok!(Registry::add_head_end(signed(UTILITY), HEAD_END));
		wait(1);
		assert!(has(UTILITY, 1) && has(HEAD_END, 1));
		assert_ok!(Registry::set_provider_state(RuntimeOrigin::root(), 0, State::Suspended));
		assert!(!has(UTILITY, 1) && !has(HEAD_END, 1));
	});
}

#[test]
fn a_suspended_network_gives_its_owner_no_free_calls() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		wait(HOUR);
		assert!(has(ALICE, 1));
		assert_ok!(Registry::set_network_state(signed(UTILITY), network, State::Suspended));
		assert!(!has(ALICE, 1));
	});
}

/// A world in which everybody has free calls, so that only who may call matters.
fn rested() -> (NetworkId, DeviceId) {
	utility();
	provider(RIVAL);
	let home = network(ALICE);
	let shop = network(BOB);
	let device = device(home);
	assert_ok!(Registry::offer_device(signed(ALICE), device, shop));
	assert_ok!(Registry::offer_network(signed(ALICE), home, BOB));
	wait(HOUR);
	(home, device)
}

#[test]
fn calls_are_free_for_the_rightful_account_only() {
	ExtBuilder::default().build_and_execute(|| {
		let (network, device) = rested();
		let everybody = [UTILITY, RIVAL, HEAD_END, ALICE, BOB, PAUPER];
		let register = Call::<Test>::register_network {
			provider: 0,
			owner: ALICE,
			label: label("home"),
			billing_day: 1,
			leftover: LeftoverPolicy::Hold,
			cell: 0,
		};
		let Terms { tariff, overdraft, carry_over, .. } = terms();
		let policy = LeftoverPolicy::Sell;
		let state = State::Suspended;
		let cases: Vec<(Call<Test>, Vec<AccountId>)> = vec![
			(Call::apply_as_provider { label: label(""), terms: terms() }, vec![]),
			(Call::approve_provider { provider: 0 }, vec![]),
			(Call::set_capacity { provider: 0, capacity: Energy::kwh(1) }, vec![]),
			(Call::set_provider_state { provider: 0, state }, vec![]),
			(Call::set_tariff { tariff }, vec![UTILITY, RIVAL]),
			(Call::set_rules { overdraft, carry_over }, vec![UTILITY, RIVAL]),
			(Call::add_head_end { who: PAUPER }, vec![UTILITY, RIVAL]),
			(Call::remove_head_end { who: HEAD_END }, vec![UTILITY, RIVAL]),
			(register, vec![UTILITY, HEAD_END]),
			(Call::set_network_state { network, state }, vec![UTILITY]),
			(Call::set_leftover_policy { network, policy }, vec![ALICE]),
			(Call::offer_network { network, to: BOB }, vec![ALICE]),
			(Call::accept_network { network }, vec![BOB]),
			(Call::withdraw_network_offer { network }, vec![ALICE]),
			(
				Call::enrol_devices { network, at: NOW, devices: specs([spec()]) },
				vec![UTILITY, HEAD_END, ALICE],
			),
			(Call::set_device_state { device, state }, vec![UTILITY, HEAD_END, ALICE]),
			(Call::set_device_key { device, key: None }, vec![UTILITY, HEAD_END, ALICE]),
			(Call::set_device_policy { device, floor: Energy::ZERO, protected: true }, vec![ALICE]),
			(Call::offer_device { device, to: 1 }, vec![ALICE]),
			(Call::accept_device { device }, vec![BOB]),
			(Call::withdraw_device_offer { device }, vec![ALICE]),
		];
		for (call, rightful) in cases {
			let free: Vec<_> =
				everybody.into_iter().filter(|who| is_free(*who, call.clone())).collect();
			assert_eq!(free, rightful, "{call:?}");
			assert!(!RuntimeCall::from(call.clone()).is_feeless(&RuntimeOrigin::root()));
			assert!(!RuntimeCall::from(call).is_feeless(&RuntimeOrigin::none()));
		}
	});
}

#[test]
fn a_rightful_account_pays_once_its_quota_is_used_up() {
	ExtBuilder::default().build_and_execute(|| {
		let (network, _) = rested();
		let call = Call::set_leftover_policy { network, policy: LeftoverPolicy::Share };
		assert!(is_free(ALICE, call.clone()));
		spend(ALICE, 10);
		assert!(!is_free(ALICE, call));
	});
}
