use super::*;
use commonwatt_primitives::quota::FreeCalls;
use frame_support::{dispatch::GetDispatchInfo, pallet_prelude::TransactionSource};
use sp_runtime::traits::{DispatchTransaction, TransactionExtension};

/// Units left to an account.
fn left(who: AccountId) -> u32 {
	(0..=2_000).rev().find(|units| Registry::has(&who, *units)).unwrap_or_default()
}

fn policy_call(network: NetworkId) -> RuntimeCall {
	Call::<Test>::set_leftover_policy { network, policy: LeftoverPolicy::Share }.into()
}

fn apply(who: AccountId, call: RuntimeCall, len: usize) -> bool {
	let info = call.get_dispatch_info();
	SpendFreeCalls::<Test>::new()
		.dispatch_transaction(signed(who), call, &info, len, 0)
		.expect("the extension refuses nothing")
		.is_ok()
}

fn rested_network() -> NetworkId {
	utility();
	let network = network(ALICE);
	wait(3_600);
	network
}

#[test]
fn a_free_call_takes_a_unit_and_one_more_for_each_full_kib() {
	ExtBuilder::default().build_and_execute(|| {
		let network = rested_network();
		for (len, units) in [(0, 1), (1_023, 1), (1_024, 2), (3_000, 3)] {
			let before = left(ALICE);
			assert!(apply(ALICE, policy_call(network), len));
			assert_eq!(before - left(ALICE), units, "{len} bytes");
		}
	});
}

#[test]
fn a_long_transaction_takes_all_that_is_left() {
	ExtBuilder::default().build_and_execute(|| {
		let network = rested_network();
		assert!(apply(ALICE, policy_call(network), usize::MAX));
		assert_eq!(left(ALICE), 0);
	});
}

#[test]
fn a_call_that_fails_is_taken_too() {
	ExtBuilder::default().build_and_execute(|| {
		let network = rested_network();
		let call = Call::<Test>::withdraw_network_offer { network }.into();
		assert!(!apply(ALICE, call, 100));
		assert_eq!(left(ALICE), 9);
	});
}

#[test]
fn a_call_that_is_not_free_takes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let network = rested_network();
		// Somebody else's network; no registry call at all.
		assert!(!apply(UTILITY, policy_call(network), 100));
		let remark = frame_system::Call::<Test>::remark { remark: vec![] };
		assert!(apply(UTILITY, remark.into(), 100));
		assert_eq!(left(UTILITY), 1_000);
	});
}

#[test]
fn once_the_quota_is_used_up_nothing_is_taken() {
	ExtBuilder::default().build_and_execute(|| {
		let network = rested_network();
		Registry::spend(&ALICE, 10);
		let bucket = FreeUsage::<Test>::get(ALICE);
		assert!(apply(ALICE, policy_call(network), 100));
		assert_eq!(FreeUsage::<Test>::get(ALICE), bucket);
	});
}

#[test]
fn the_payer_is_settled_in_validation_and_nothing_is_spent_there() {
	ExtBuilder::default().build_and_execute(|| {
		let network = rested_network();
		let call = policy_call(network);
		let info = call.get_dispatch_info();
		let validate = |origin| {
			let (_, payer, _) = SpendFreeCalls::<Test>::new()
				.validate_only(origin, &call, &info, 100, TransactionSource::External, 0)
				.unwrap();
			payer
		};
		assert_eq!(validate(signed(ALICE)), Some(ALICE));
		assert_eq!(validate(signed(BOB)), None);
		assert_eq!(validate(RuntimeOrigin::root()), None);
		assert_eq!(left(ALICE), 10);
	});
}

#[test]
fn it_has_a_name_and_a_weight() {
	ExtBuilder::default().build_and_execute(|| {
		type Extension = SpendFreeCalls<Test>;
		assert_eq!(<Extension as TransactionExtension<RuntimeCall>>::IDENTIFIER, "SpendFreeCalls");
		assert_eq!(
			Extension::new().weight(&policy_call(0)),
			<() as WeightInfo>::spend_free_calls()
		);
		assert!(codec::Encode::encode(&Extension::new()).is_empty());
	});
}
