//! Transactions through the whole pipeline: fees, quotas, authority.

use super::*;
use crate::primitives::{directory::DeviceKey, meters::Meters};
use codec::Encode;
use pallet_metering::{DeviceSignature, SignedReading};
use sp_runtime::{
	generic::Era,
	traits::Header as _,
	transaction_validity::{InvalidTransaction, TransactionValidityError},
};

fn extension(nonce: Nonce) -> TxExtension {
	(
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckMortality::from(Era::immortal()),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0).into(),
		pallet_device_registry::SpendFreeCalls::new(),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}

fn transaction(who: Sr25519Keyring, nonce: Nonce, call: RuntimeCall) -> UncheckedExtrinsic {
	let extension = extension(nonce);
	let payload = SignedPayload::new(call.clone(), extension.clone()).expect("a payload");
	let signature = payload.using_encoded(|bytes| who.sign(bytes));
	UncheckedExtrinsic::new_signed(call, account(who).into(), signature.into(), extension)
}

fn batch(at: Seconds, device: DeviceId, kwh: u64) -> RuntimeCall {
	let (page, slot) = primitives::ids::place(device);
	let reading = Reading { slot, import: Energy::kwh(kwh).0, export: None };
	let pages = vec![PageReadings::new(page, [reading])];
	RuntimeCall::Metering(pallet_metering::Call::submit {
		interval_end: at,
		pages: pages.try_into().unwrap(),
	})
}

/// Starts a block as a block author does.
fn begin(now: Seconds) {
	let number = System::block_number() + 1;
	Executive::initialize_block(&Header::new(
		number,
		Default::default(),
		Default::default(),
		System::block_hash(number - 1),
		Default::default(),
	));
	set_time(now);
}

#[test]
fn a_head_end_submits_for_free_and_its_quota_shrinks() {
	development().execute_with(|| {
		with_provider();
		let (_, devices) = with_network(Dave, LeftoverPolicy::Hold, 1, 100, &[100]);
		begin(OCTOBER + 900);
		let before = Balances::free_balance(account(Charlie));
		let sent = transaction(Charlie, 0, batch(OCTOBER + 900, devices[0], 1));
		assert_ok!(Executive::apply_extrinsic(sent).expect("it is valid"));
		assert_eq!(Balances::free_balance(account(Charlie)), before);
		// A quarter of an hour's refill, less one unit.
		let earned = configs::energy::HeadEndQuota::get().per_hour / 4;
		let bucket = pallet_device_registry::FreeUsage::<Runtime>::get(account(Charlie))
			.expect("what is left of a used quota is kept");
		assert_eq!(bucket.units(), u64::from(earned) - 1);
	});
}

#[test]
fn anyone_else_pays_and_fails() {
	development().execute_with(|| {
		with_provider();
		let (_, devices) = with_network(Dave, LeftoverPolicy::Hold, 1, 100, &[100]);
		begin(OCTOBER + 900);
		let before = Balances::free_balance(account(Ferdie));
		let sent = transaction(Ferdie, 0, batch(OCTOBER + 900, devices[0], 1));
		let outcome = Executive::apply_extrinsic(sent).expect("it is valid");
		assert_eq!(outcome, Err(pallet_metering::Error::<Runtime>::NotHeadEnd.into()));
		assert!(Balances::free_balance(account(Ferdie)) < before);
	});
}

#[test]
fn a_transaction_is_not_applied_twice() {
	development().execute_with(|| {
		with_provider();
		let (_, devices) = with_network(Dave, LeftoverPolicy::Hold, 1, 100, &[100]);
		begin(OCTOBER + 900);
		let sent = transaction(Charlie, 0, batch(OCTOBER + 900, devices[0], 1));
		assert_ok!(Executive::apply_extrinsic(sent.clone()).expect("it is valid"));
		assert_eq!(
			Executive::apply_extrinsic(sent),
			Err(TransactionValidityError::Invalid(InvalidTransaction::Stale)),
		);
	});
}

#[test]
fn the_council_upgrades_as_root_and_nobody_else() {
	development().execute_with(|| {
		let remark = RuntimeCall::System(frame_system::Call::set_heap_pages { pages: 64 });
		let call = RuntimeCall::Consortium(pallet_consortium::Call::dispatch_as_root {
			call: Box::new(remark),
		});
		assert!(Consortium::dispatch_as_root(signed(Bob), Box::new(call.clone())).is_err());
		assert!(Council::propose(signed(Bob), 1, Box::new(call.clone()), 1_000).is_err());
		assert_ok!(Council::propose(signed(Alice), 1, Box::new(call), 1_000));
		let pages = sp_io::storage::get(sp_core::storage::well_known_keys::HEAP_PAGES);
		assert_eq!(pages.map(|bytes| bytes.to_vec()), Some(64u64.encode()));
	});
}

/// A device's own transaction, of nobody's account, signed by `key`.
fn reading(device: DeviceId, counter: u32, at: Seconds, key: Sr25519Keyring) -> UncheckedExtrinsic {
	let mut reading = SignedReading {
		device,
		counter,
		interval_end: at,
		import: 1_000,
		export: 0,
		signature: DeviceSignature::Sr25519(Default::default()),
	};
	let message = pallet_metering::signed_payload(&System::block_hash(0), &reading);
	reading.signature = DeviceSignature::Sr25519(key.sign(&message));
	UncheckedExtrinsic::new_transaction(
		RuntimeCall::Metering(pallet_metering::Call::submit_device_reading { reading }),
		extension(0),
	)
}

#[test]
fn a_device_brings_its_own_reading_once_without_account_or_fee() {
	development().execute_with(|| {
		with_provider();
		let (_, devices) = with_network(Dave, LeftoverPolicy::Hold, 1, 100, &[100]);
		let key = DeviceKey::Sr25519(Ferdie.public());
		assert_ok!(DeviceRegistry::set_device_key(signed(Dave), devices[0], Some(key)));
		let at = OCTOBER + 900;
		begin(at);
		let register = || <Metering as Meters>::position(devices[0]).map(|p| p.register);

		let forged = Executive::apply_extrinsic(reading(devices[0], 1, at, Eve));
		assert_eq!(forged, Err(InvalidTransaction::BadProof.into()));
		assert_eq!(register(), Some(Energy::ZERO));

		let sent = reading(devices[0], 1, at, Ferdie);
		assert_ok!(Executive::apply_extrinsic(sent.clone()).expect("it is valid"));
		assert_eq!(register(), Some(Energy::kwh(1)));
		assert!(Executive::apply_extrinsic(sent).is_err(), "a replay is no transaction");
	});
}
