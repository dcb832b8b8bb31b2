//! Readings that devices sign: in a gateway's batch, and on their own through a real transaction.

use super::*;
use crate::{
	signed_payload, Call, DeviceSignature, Error, ReadingTotals, SignedReading, Totals, WeightInfo,
	SIGNING_DOMAIN,
};
use codec::Encode;
use commonwatt_primitives::directory::{DeviceKey, State};
use frame_support::{
	assert_ok,
	dispatch::{CheckIfFeeless, GetDispatchInfo},
};
use sp_core::{ecdsa, ed25519, sr25519, Pair, H256};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

const GENESIS: H256 = H256::repeat_byte(7);

/// The keys of a device, in each scheme.
enum Signer {
	Ed25519(ed25519::Pair),
	Sr25519(sr25519::Pair),
	Secp256k1(ecdsa::Pair),
}

impl Signer {
	fn all() -> [Self; 3] {
		[
			Self::Ed25519(Ed25519Keyring::Alice.pair()),
			Self::Sr25519(Sr25519Keyring::Alice.pair()),
			Self::Secp256k1(ecdsa::Pair::from_seed(&[3; 32])),
		]
	}

	fn any() -> Self {
		Self::Sr25519(Sr25519Keyring::Bob.pair())
	}

	fn key(&self) -> DeviceKey {
		match self {
			Self::Ed25519(pair) => DeviceKey::Ed25519(pair.public()),
			Self::Sr25519(pair) => DeviceKey::Sr25519(pair.public()),
			Self::Secp256k1(pair) => DeviceKey::Secp256k1(pair.public()),
		}
	}

	fn sign(&self, message: &[u8]) -> DeviceSignature {
		match self {
			Self::Ed25519(pair) => DeviceSignature::Ed25519(pair.sign(message)),
			Self::Sr25519(pair) => DeviceSignature::Sr25519(pair.sign(message)),
			Self::Secp256k1(pair) => DeviceSignature::Secp256k1(pair.sign(message)),
		}
	}

	/// Device 1's reading of an import register.
	fn reading(&self, counter: u32, interval_end: Seconds, import: u64) -> SignedReading {
		self.signed_for(&GENESIS, unsigned(1, counter, interval_end, import))
	}

	fn signed_for(&self, genesis: &H256, mut reading: SignedReading) -> SignedReading {
		reading.signature = self.sign(&signed_payload(genesis, &reading));
		reading
	}
}

fn unsigned(device: DeviceId, counter: u32, interval_end: Seconds, import: u64) -> SignedReading {
	let signature = DeviceSignature::Ed25519(Default::default());
	SignedReading { device, counter, interval_end, import, export: 0, signature }
}

fn submit_signed(readings: Vec<SignedReading>) -> DispatchResultWithPostInfo {
	let readings = readings.try_into().unwrap();
	Metering::submit_signed(RuntimeOrigin::signed(HEAD_END), readings)
}

/// Submits a reading in a gateway's batch that must be refused, and says why it was.
fn refusal_of(reading: SignedReading) -> Refusal {
	let before = storage_but_totals();
	submit_signed(vec![reading]).unwrap();
	assert_eq!(storage_but_totals(), before);
	let refusals = refusals();
	assert_eq!(refusals.len(), 1);
	refusals[0]
}

fn storage_but_totals() -> Vec<(Vec<u8>, Vec<u8>)> {
	let totals = sp_io::hashing::twox_128(b"Totals");
	storage().into_iter().filter(|(key, _)| key[16..32] != totals).collect()
}

fn call(reading: SignedReading) -> RuntimeCall {
	Call::<Test>::submit_device_reading { reading }.into()
}

fn invalid(reading: SignedReading) -> InvalidTransaction {
	let error = validate(call(reading)).unwrap_err();
	// What the pool refuses the block refuses too, and nothing changes.
	let before = storage();
	assert_eq!(apply(call(reading)).unwrap_err(), error);
	assert_eq!(storage(), before);
	let TransactionValidityError::Invalid(invalid) = error else { panic!("{error:?}") };
	invalid
}

/// Device 1 with a key, an hour after it was enrolled.
fn with_device(test: impl FnOnce(Signer)) {
	ExtBuilder::default().device(1, 0).device(2, 0).build_and_execute(|| {
		let signer = Signer::any();
		Registry::set_key(1, signer.key());
		set_now(BEGIN + HOUR);
		test(signer);
	});
}

#[test]
fn the_signed_bytes_are_of_fixed_width_and_documented_order() {
	let reading = SignedReading { export: 9, ..unsigned(1, 2, 3, 4) };
	let mut expected = SIGNING_DOMAIN.to_vec();
	expected.extend(GENESIS.as_bytes());
	for field in [1u32, 2, 3] {
		expected.extend(field.to_le_bytes());
	}
	for field in [4u64, 9] {
		expected.extend(field.to_le_bytes());
	}
	assert_eq!(signed_payload(&GENESIS, &reading), expected);
	assert_eq!(expected.len(), 80);
}

#[test]
fn a_device_brings_in_its_reading_without_an_account() {
	for signer in Signer::all() {
		with_device(|_| {
			Registry::set_key(1, signer.key());
			let reading = signer.reading(7, BEGIN + HOUR, 40);

			let valid = validate(call(reading)).unwrap();
			assert_eq!(valid.provides, [("CommonwattReading", (1u32, 7u32)).encode()]);
			assert_eq!(valid.requires, Vec::<Vec<u8>>::new());
			assert_eq!((valid.priority, valid.longevity), (1_000, 64));
			assert!(valid.propagate);
			// Validation books nothing.
			assert_eq!((used(1), Metering::next_counter(1)), (0, Some(0)));

			assert_ok!(apply(call(reading)).unwrap());
			assert_eq!((used(1), Metering::next_counter(1)), (40, Some(8)));
			assert_eq!(
				events(),
				[Event::DeviceReadingBooked { device: 1, counter: 7, interval_end: BEGIN + HOUR }]
			);
			assert_eq!(Totals::<Test>::get(PROVIDER), ReadingTotals { booked: 1, refused: 0 });
		});
	}
}

#[test]
fn a_replayed_reading_is_stale() {
	with_device(|signer| {
		let reading = signer.reading(7, BEGIN + HOUR, 40);
		assert_ok!(apply(call(reading)).unwrap());
		assert_eq!(invalid(reading), InvalidTransaction::Stale);
		// Nor with a lower or the same counter and a later time.
		set_now(BEGIN + 2 * HOUR);
		for counter in [6, 7] {
			let later = signer.reading(counter, BEGIN + 2 * HOUR, 50);
			assert_eq!(invalid(later), InvalidTransaction::Stale);
		}
		assert_ok!(apply(call(signer.reading(8, BEGIN + 2 * HOUR, 50))).unwrap());
		assert_eq!(used(1), 50);
	});
}

#[test]
fn every_reading_that_cannot_be_booked_is_kept_out_of_the_block() {
	with_device(|signer| {
		let at = BEGIN + HOUR;
		assert_eq!(invalid(signer.reading(1, at + 1, 40)), InvalidTransaction::Future);
		assert_eq!(invalid(signer.reading(1, BEGIN, 40)), InvalidTransaction::Stale);
		let custom = |refusal: Refusal| InvalidTransaction::Custom(refusal as u8);
		let nobody = unsigned(9, 1, at, 40);
		assert_eq!(invalid(nobody), custom(Refusal::UnknownDevice));
		let keyless = signer.signed_for(&GENESIS, unsigned(2, 1, at, 40));
		assert_eq!(invalid(keyless), custom(Refusal::NoKey));
		assert_eq!(invalid(signer.reading(1, BEGIN + 59, 40)), custom(Refusal::TooSoon));

		book(1, BEGIN + 60, 50);
		assert_eq!(invalid(signer.reading(1, at, 40)), custom(Refusal::RegisterBackwards));
		Registry::set_state(1, State::Suspended);
		assert_eq!(invalid(signer.reading(1, at, 60)), custom(Refusal::NotAccepted));
		Registry::set_state(1, State::Active);

		set_now(MARCH + HOUR);
		let far = signer.reading(1, MARCH + HOUR, 60);
		assert_eq!(invalid(far), custom(Refusal::MonthNotClosed));
		assert_ok!(Metering::set_allocation(1, MAX_WH));
		let overflowing = signer.reading(1, FEBRUARY + HOUR, 60);
		assert_eq!(invalid(overflowing), custom(Refusal::Overflow));
	});
}

#[test]
fn a_signature_binds_the_chain_the_device_and_every_figure() {
	for signer in Signer::all() {
		with_device(|_| {
			Registry::set_key(1, signer.key());
			Registry::set_key(2, signer.key());
			let good = signer.reading(1, BEGIN + HOUR, 40);
			let other_chain = signer.signed_for(&H256::repeat_byte(8), good);
			let forged = [
				other_chain,
				SignedReading { device: 2, ..good },
				SignedReading { counter: 2, ..good },
				SignedReading { interval_end: BEGIN + HOUR - 1, ..good },
				SignedReading { import: 41, ..good },
				SignedReading { export: 1, ..good },
			];
			for reading in forged {
				assert_eq!(invalid(reading), InvalidTransaction::BadProof);
				assert_eq!(refusal_of(reading), Refusal::BadSignature);
			}
			assert!(validate(call(good)).is_ok());
		});
	}
}

#[test]
fn a_signature_of_another_key_or_scheme_does_not_count() {
	with_device(|_| {
		let [ed25519, sr25519, _] = Signer::all();
		Registry::set_key(1, ed25519.key());
		let strange = Signer::Ed25519(Ed25519Keyring::Bob.pair());
		assert_eq!(invalid(strange.reading(1, BEGIN + HOUR, 40)), InvalidTransaction::BadProof);
		assert_eq!(invalid(sr25519.reading(1, BEGIN + HOUR, 40)), InvalidTransaction::BadProof);
	});
}

#[test]
fn the_malleated_twin_of_an_ecdsa_signature_does_not_count() {
	with_device(|_| {
		let [_, _, signer] = Signer::all();
		Registry::set_key(1, signer.key());
		let good = signer.reading(1, BEGIN + HOUR, 40);
		let DeviceSignature::Secp256k1(signature) = good.signature else { panic!() };

		// s becomes n − s, and the parity of the recovery id flips.
		const ORDER: [u8; 32] = [
			0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			0xff, 0xfe, 0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c,
			0xd0, 0x36, 0x41, 0x41,
		];
		let mut twin = signature;
		let mut borrow = 0i16;
		for i in (0..32).rev() {
			let digit = ORDER[i] as i16 - signature.0[32 + i] as i16 - borrow;
			borrow = (digit < 0) as i16;
			twin.0[32 + i] = digit.rem_euclid(256) as u8;
		}
		twin.0[64] ^= 1;

		let payload = signed_payload(&GENESIS, &good);
		let DeviceKey::Secp256k1(key) = signer.key() else { panic!() };
		assert!(sp_io::crypto::ecdsa_verify(&twin, &payload, &key), "the twin is a true signature");
		let twin = SignedReading { signature: DeviceSignature::Secp256k1(twin), ..good };
		assert_eq!(invalid(twin), InvalidTransaction::BadProof);
		assert_eq!(refusal_of(twin), Refusal::BadSignature);
		assert_ok!(apply(call(good)).unwrap());
	});
}

#[test]
fn a_new_key_takes_over_where_the_counter_is() {
	with_device(|old| {
		assert_ok!(apply(call(old.reading(7, BEGIN + HOUR, 40))).unwrap());
		let new = Signer::Ed25519(Ed25519Keyring::Charlie.pair());
		Registry::set_key(1, new.key());
		set_now(BEGIN + 2 * HOUR);
		assert_eq!(invalid(old.reading(8, BEGIN + 2 * HOUR, 50)), InvalidTransaction::BadProof);
		assert_eq!(invalid(new.reading(7, BEGIN + 2 * HOUR, 50)), InvalidTransaction::Stale);
		assert_ok!(apply(call(new.reading(8, BEGIN + 2 * HOUR, 50))).unwrap());
	});
}

#[test]
fn a_device_brings_in_at_most_one_reading_an_interval() {
	with_device(|signer| {
		let at = BEGIN + HOUR - 60;
		assert_ok!(apply(call(signer.reading(1, at, 40))).unwrap());
		let soon = signer.reading(2, at + 59, 41);
		assert_eq!(invalid(soon), InvalidTransaction::Custom(Refusal::TooSoon as u8));
		assert_ok!(apply(call(signer.reading(2, at + 60, 41))).unwrap());
	});
}

#[test]
fn a_devices_reading_past_its_mark_is_booked_and_covered() {
	with_device(|signer| {
		Allotments::give(Energy(5));
		let reading = signer.reading(1, BEGIN + HOUR, 40);
		let result = apply(call(reading)).unwrap().unwrap();
		assert_eq!(Allotments::asked(), [(0, 1)]);
		assert_eq!(position(1).balance(), Energy(5));
		// All that was declared was used.
		let declared = call(reading).get_dispatch_info().call_weight;
		let authorize = <Test as crate::Config>::WeightInfo::authorize_submit_device_reading();
		assert_eq!(result.actual_weight, Some(declared + authorize));
	});
}

#[test]
fn a_devices_reading_fixes_the_split_of_a_month() {
	with_device(|signer| {
		book(1, FEBRUARY - HOUR, 100);
		set_now(FEBRUARY + HOUR);
		assert_ok!(apply(call(signer.reading(1, FEBRUARY + HOUR, 200))).unwrap());
		assert_eq!((used_past(1), used(1)), (150, 50));
	});
}

#[test]
fn the_authorized_call_takes_no_other_origin() {
	with_device(|signer| {
		let reading = signer.reading(1, BEGIN + HOUR, 40);
		for origin in
			[RuntimeOrigin::signed(HEAD_END), RuntimeOrigin::root(), RuntimeOrigin::none()]
		{
			let result = Metering::submit_device_reading(origin, reading);
			assert_eq!(error(result), DispatchError::BadOrigin);
		}
		assert_eq!(used(1), 0);
	});
}

#[test]
fn a_gateway_brings_in_signed_readings_of_many_devices() {
	with_device(|one| {
		let two = Signer::Ed25519(Ed25519Keyring::Dave.pair());
		Registry::set_key(2, two.key());
		Allotments::give(Energy(1));
		let forged = SignedReading { import: 1, ..one.reading(2, BEGIN + HOUR, 41) };
		assert_ok!(submit_signed(vec![
			// A device may come more than once, and as often as it likes.
			one.reading(1, BEGIN + HOUR - 1, 40),
			forged,
			one.reading(2, BEGIN + HOUR, 41),
			two.signed_for(&GENESIS, unsigned(2, 1, BEGIN + HOUR, 7)),
		]));
		assert_eq!(
			events(),
			[
				Event::ReadingRefused {
					page: 0,
					slot: 1,
					interval_end: BEGIN + HOUR,
					reason: Refusal::RegisterBackwards
				},
				Event::SignedBatchBooked { provider: PROVIDER, booked: 3, refused: 1, short: 3 },
			]
		);
		assert_eq!([used(1), used(2)], [41, 7]);
		assert_eq!([1, 2].map(Metering::next_counter), [Some(3), Some(2)]);
		assert_eq!(Totals::<Test>::get(PROVIDER), ReadingTotals { booked: 3, refused: 1 });
		assert_eq!(Allotments::asked().len(), 3);
	});
}

#[test]
fn every_bad_reading_of_a_gateway_is_refused_alone_with_its_reason() {
	with_device(|signer| {
		let at = BEGIN + HOUR;
		assert_ok!(submit_signed(vec![signer.reading(5, BEGIN + 60, 40)]));
		events();
		assert_eq!(refusal_of(signer.reading(5, at, 41)), Refusal::CounterNotHigher);
		assert_eq!(refusal_of(signer.reading(6, BEGIN + 60, 41)), Refusal::TimeNotLater);
		assert_eq!(refusal_of(signer.reading(6, at + 1, 41)), Refusal::FutureInterval);
		assert_eq!(refusal_of(signer.reading(6, at, 39)), Refusal::RegisterBackwards);
		assert_eq!(refusal_of(unsigned(2, 1, at, 1)), Refusal::NoKey);
		assert_eq!(refusal_of(unsigned(9, 1, at, 1)), Refusal::UnknownDevice);
		assert_ok!(submit_signed(vec![signer.reading(6, at, 41)]));
		assert_eq!(refusals(), []);
	});
}

#[test]
fn a_gateway_brings_in_its_own_providers_devices_only() {
	with_device(|signer| {
		let readings = vec![signer.reading(1, BEGIN + HOUR, 40)].try_into().unwrap();
		assert_ok!(Metering::submit_signed(RuntimeOrigin::signed(OTHER_HEAD_END), readings));
		assert_eq!(refusals(), [Refusal::ForeignPage]);
		let none = vec![].try_into().unwrap();
		let stranger = Metering::submit_signed(RuntimeOrigin::signed(99), none);
		assert_eq!(error(stranger), Error::<Test>::NotHeadEnd.into());
		assert_eq!(error(submit_signed(vec![])), Error::<Test>::EmptyBatch.into());
	});
}

#[test]
fn a_gateways_batch_weighs_the_covers_it_asked_for_and_is_free_within_quota() {
	with_device(|signer| {
		assert_ok!(Metering::raise(1, kwh(1)));
		let readings = vec![signer.reading(1, BEGIN + HOUR, 40)];
		let call = Call::<Test>::submit_signed { readings: readings.clone().try_into().unwrap() };
		let declared = call.get_dispatch_info().call_weight;
		let spent = weight(submit_signed(readings));
		assert_eq!(declared - spent, Metering::weight_of_covers(1));

		assert!(!call.is_feeless(&RuntimeOrigin::signed(HEAD_END)));
		Quota::set(HEAD_END, 1);
		assert!(call.is_feeless(&RuntimeOrigin::signed(HEAD_END)));
	});
}
