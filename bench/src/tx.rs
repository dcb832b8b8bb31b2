//! Keys, calls and signed transactions.

use crate::fleet::{seed, Extra, Fleet};
use codec::{Compact, Encode};
use commonwatt_primitives::{
	directory::DeviceKey, ids::SLOTS_PER_PAGE, DeviceId, NetworkId, PageId, ProviderId, Seconds,
	Slot,
};
use commonwatt_runtime::{
	AccountId, Hash, Nonce, RuntimeCall, SignedPayload, TxExtension, UncheckedExtrinsic,
	MILLI_UNIT, VERSION,
};
use pallet_metering::{DeviceSignature, PageReadings, Reading, SignedReading};
use sp_core::{ed25519, sr25519, Pair};
use sp_runtime::{generic::Era, traits::IdentifyAccount, MultiSigner};

/// The sr25519 key of an account with a role.
fn key(role: &str, index: u32) -> sr25519::Pair {
	sr25519::Pair::from_seed(&seed(role, index))
}

pub fn account_of(key: &sr25519::Pair) -> AccountId {
	MultiSigner::from(key.public()).into_account()
}

/// Head-ends of a provider.
pub const HEAD_ENDS: u32 = 64;

/// The owner of a network: decides by native calls only, so that there need be no key.
pub fn owner(network: NetworkId) -> AccountId {
	seed("owner", network).into()
}

/// A provider's own account: as owners.
pub fn provider(provider: ProviderId) -> AccountId {
	seed("provider", provider).into()
}

/// An account with fee tokens, used once: those of even index send, the others receive.
pub fn person(index: u32) -> AccountId {
	match index % 2 {
		0 => account_of(&sender(index)),
		_ => seed("person", index).into(),
	}
}

/// The key of a person that sends.
pub fn sender(index: u32) -> sr25519::Pair {
	key("person", index)
}

/// The key of one of a provider's head-ends.
pub fn head_end(provider: ProviderId, index: u32) -> sr25519::Pair {
	key("head-end", provider * HEAD_ENDS + index)
}

/// The key of a device that signs for itself.
pub enum DevicePair {
	Ed25519(ed25519::Pair),
	Sr25519(sr25519::Pair),
}

impl DevicePair {
	pub fn of(device: DeviceId) -> Self {
		let seed = seed("device", device);
		match device % 2 {
			0 => Self::Ed25519(ed25519::Pair::from_seed(&seed)),
			_ => Self::Sr25519(sr25519::Pair::from_seed(&seed)),
		}
	}

	pub fn public(&self) -> DeviceKey {
		match self {
			Self::Ed25519(pair) => DeviceKey::Ed25519(pair.public()),
			Self::Sr25519(pair) => DeviceKey::Sr25519(pair.public()),
		}
	}

	fn sign(&self, message: &[u8]) -> DeviceSignature {
		match self {
			Self::Ed25519(pair) => DeviceSignature::Ed25519(pair.sign(message)),
			Self::Sr25519(pair) => DeviceSignature::Sr25519(pair.sign(message)),
		}
	}
}

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

/// A transaction signed by an account.
pub fn signed(
	genesis: Hash,
	key: &sr25519::Pair,
	nonce: Nonce,
	call: RuntimeCall,
) -> UncheckedExtrinsic {
	let extension = extension(nonce);
	let (spec, transaction) = (VERSION.spec_version, VERSION.transaction_version);
	let implicit = ((), (), spec, transaction, genesis, genesis, (), (), (), (), None, ());
	let payload = SignedPayload::from_raw(call.clone(), extension.clone(), implicit);
	let signature = payload.using_encoded(|bytes| key.sign(bytes));
	UncheckedExtrinsic::new_signed(call, account_of(key).into(), signature.into(), extension)
}

/// A transaction of nobody's account: its call authorizes itself.
pub fn general(call: RuntimeCall) -> UncheckedExtrinsic {
	UncheckedExtrinsic::new_transaction(call, extension(0))
}

/// A little money for `to`.
pub fn transfer(to: AccountId) -> RuntimeCall {
	RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
		dest: to.into(),
		value: MILLI_UNIT,
	})
}

/// The readings of a page in a batch.
pub fn page(
	page: PageId,
	readings: impl Iterator<Item = (Slot, u64, Option<u64>)>,
) -> PageReadings {
	let readings: Vec<_> = readings
		.map(|(slot, import, export)| Reading { slot, import, export: export.map(Compact) })
		.collect();
	PageReadings { page, readings: readings.try_into().expect("a page has no more slots") }
}

/// What the meters of a page show at `time`.
pub fn page_at(fleet: &Fleet, id: PageId, time: Seconds, extra: &Extra) -> PageReadings {
	let first = id * SLOTS_PER_PAGE;
	let slots = (fleet.devices - first).min(SLOTS_PER_PAGE);
	let readings = (0..slots).map(|slot| {
		let device = first + slot;
		let import = fleet.import(device, time) + extra.get(&device).copied().unwrap_or_default();
		(slot as Slot, import, fleet.export(device, time))
	});
	page(id, readings)
}

/// A head-end's batch.
pub fn submit(time: Seconds, pages: Vec<PageReadings>) -> RuntimeCall {
	RuntimeCall::Metering(pallet_metering::Call::submit {
		interval_end: time,
		pages: pages.try_into().expect("not more pages than a batch may have"),
	})
}

/// A reading that the device signs.
pub fn signed_reading(
	genesis: Hash,
	fleet: &Fleet,
	device: DeviceId,
	time: Seconds,
) -> SignedReading {
	let pair = DevicePair::of(device);
	let mut reading = SignedReading {
		device,
		// Strictly increasing, as the time is.
		counter: time - fleet.start,
		interval_end: time,
		import: fleet.import(device, time),
		export: fleet.export(device, time).unwrap_or_default(),
		signature: DeviceSignature::Ed25519(Default::default()),
	};
	reading.signature = pair.sign(&pallet_metering::signed_payload(&genesis, &reading));
	reading
}

/// A gateway's batch of readings that devices signed.
pub fn submit_signed(readings: Vec<SignedReading>) -> RuntimeCall {
	RuntimeCall::Metering(pallet_metering::Call::submit_signed {
		readings: readings.try_into().expect("not more readings than a batch may have"),
	})
}

/// A device's own transaction.
pub fn device_reading(reading: SignedReading) -> UncheckedExtrinsic {
	general(RuntimeCall::Metering(pallet_metering::Call::submit_device_reading { reading }))
}
