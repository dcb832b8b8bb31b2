//! What stands in storage, what a head-end or a device sends, and why a reading is refused.

use crate::meter::{Fault, Meter, PastMonth};
use alloc::vec::Vec;
use codec::{Compact, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use commonwatt_primitives::{
	directory::{DeviceKey, Registers},
	ids::SLOTS_PER_PAGE,
	DeviceId, Energy, PageId, ProviderId, Seconds, Slot,
};
use frame_support::{
	traits::{ConstU32, Defensive},
	BoundedVec,
};
use scale_info::TypeInfo;
use sp_core::{ecdsa, ed25519, sr25519};

/// The most readings that a page takes: one for every slot.
pub type Slots = ConstU32<SLOTS_PER_PAGE>;

/// The registers of 64 devices of one provider. Every field has a fixed width, so that a page is
/// cheap to read and to write.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Page {
	/// The provider whose devices these are.
	pub provider: ProviderId,
	/// The provider's offset from UTC in minutes, east positive.
	pub utc_offset_minutes: i16,
	/// The meters, by slot. A slot that no device has yet is all zeros.
	pub meters: [Meter; SLOTS_PER_PAGE as usize],
}

impl Page {
	/// A page without devices.
	pub fn new(provider: ProviderId, utc_offset_minutes: i16) -> Self {
		Self { provider, utc_offset_minutes, meters: [Meter::default(); SLOTS_PER_PAGE as usize] }
	}

	/// The meter at `slot`, where a device has it.
	pub fn meter(&self, slot: Slot) -> Option<&Meter> {
		self.meters.get(slot as usize).filter(|meter| meter.is(Meter::PRESENT))
	}

	/// The meter at `slot`, where a device has it.
	pub fn meter_mut(&mut self, slot: Slot) -> Option<&mut Meter> {
		self.meters.get_mut(slot as usize).filter(|meter| meter.is(Meter::PRESENT))
	}
}

/// Something that only few slots of a page have.
pub trait BySlot {
	fn slot(&self) -> Slot;
}

/// Records of some slots of a page, sorted by slot, one a slot at most.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Sparse<V: BySlot>(BoundedVec<V, Slots>);

impl<V: BySlot> Default for Sparse<V> {
	fn default() -> Self {
		Self(BoundedVec::new())
	}
}

impl<V: BySlot> Sparse<V> {
	fn find(&self, slot: Slot) -> Result<usize, usize> {
		self.0.binary_search_by_key(&slot, BySlot::slot)
	}

	pub fn get(&self, slot: Slot) -> Option<&V> {
		self.find(slot).ok().and_then(|index| self.0.get(index))
	}

	/// Puts a record in its place, instead of the one that is there.
	pub fn set(&mut self, record: V) {
		match self.find(record.slot()) {
			Ok(index) => {
				if let Some(place) = self.0.get_mut(index) {
					*place = record;
				}
			},
			// There are as many places as slots, and callers use slots of a page only.
			Err(index) => {
				let _ = self.0.try_insert(index, record).map_err(|_| "slot").defensive();
			},
		}
	}

	pub fn remove(&mut self, slot: Slot) {
		if let Ok(index) = self.find(slot) {
			self.0.remove(index);
		}
	}

	pub fn is_empty(&self) -> bool {
		self.0.is_empty()
	}

	pub fn iter(&self) -> impl Iterator<Item = &V> {
		self.0.iter()
	}
}

/// The figures of a device's past month, kept until that month closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Closing {
	/// The device's slot in its page.
	pub slot: Slot,
	/// The figures.
	pub month: PastMonth,
}

impl BySlot for Closing {
	fn slot(&self) -> Slot {
		self.slot
	}
}

/// The devices of a page whose past month is not closed.
pub type ClosingPage = Sparse<Closing>;

/// A meter that took the place of another: where its registers stand on the chain's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Exchange {
	/// The device's slot in its page.
	pub slot: Slot,
	/// When the meter was put in place.
	pub at: Seconds,
	/// The chain's registers at that time.
	pub chain: Registers,
	/// The new meter's own registers at that time.
	pub meter: Registers,
}

impl BySlot for Exchange {
	fn slot(&self) -> Slot {
		self.slot
	}
}

impl Exchange {
	/// The chain's import register for the meter's own.
	pub fn import(&self, own: Energy) -> Result<Energy, Fault> {
		translate(self.chain.import, self.meter.import, own)
	}

	/// The chain's export register for the meter's own.
	pub fn export(&self, own: Energy) -> Result<Energy, Fault> {
		translate(self.chain.export, self.meter.export, own)
	}
}

fn translate(chain: Energy, meter: Energy, own: Energy) -> Result<Energy, Fault> {
	let since = own.checked_sub(meter).ok_or(Fault::RegisterBackwards)?;
	chain.checked_add(since).ok_or(Fault::Overflow)
}

/// The exchanged meters of a page.
pub type ExchangePage = Sparse<Exchange>;

/// How many readings a provider's meters gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ReadingTotals {
	/// Readings booked.
	pub booked: u64,
	/// Readings refused.
	pub refused: u64,
}

/// A reading in a head-end's batch: six bytes for a home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Reading {
	/// The device's slot in the page, 0 to 63.
	pub slot: Slot,
	/// The meter's import register in Wh.
	#[codec(compact)]
	pub import: u64,
	/// The meter's export register in Wh; none where it is unchanged.
	pub export: Option<Compact<u64>>,
}

/// The readings of one page in a head-end's batch.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct PageReadings {
	/// The page: device id ÷ 64.
	#[codec(compact)]
	pub page: PageId,
	/// The readings, in any order.
	pub readings: BoundedVec<Reading, Slots>,
}

/// A device's own signature under a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum DeviceSignature {
	Ed25519(ed25519::Signature),
	Sr25519(sr25519::Signature),
	/// ECDSA over the blake2-256 hash of the message; `s` in the lower half of the order.
	Secp256k1(ecdsa::Signature),
}

/// A reading that the device itself signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct SignedReading {
	/// The device.
	pub device: DeviceId,
	/// Counts the device's signed readings; strictly increasing, gaps are fine.
	pub counter: u32,
	/// The end of the metered interval, Unix time in seconds.
	pub interval_end: Seconds,
	/// The meter's import register in Wh.
	#[codec(compact)]
	pub import: u64,
	/// The meter's export register in Wh.
	#[codec(compact)]
	pub export: u64,
	/// The signature of [`signed_payload`].
	pub signature: DeviceSignature,
}

/// What every signed reading begins with, so that no signature made for another purpose counts.
pub const SIGNING_DOMAIN: [u8; 20] = *b"commonwatt/reading/1";

/// The bytes that a device signs: the SCALE encoding, all of fixed width, of the domain, the
/// chain's genesis hash, device, counter, interval end (u32 each), import and export (u64 each).
pub fn signed_payload<Hash: Encode>(genesis: &Hash, reading: &SignedReading) -> Vec<u8> {
	let SignedReading { device, counter, interval_end, import, export, signature: _ } = reading;
	(SIGNING_DOMAIN, genesis, device, counter, interval_end, import, export).encode()
}

/// Half the order of secp256k1, rounded down.
const SECP256K1_HALF_ORDER: [u8; 32] = [
	0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

impl DeviceSignature {
	/// Whether `key` signed `message`, in the scheme of the key.
	pub fn verify(&self, key: &DeviceKey, message: &[u8]) -> bool {
		match (self, key) {
			(Self::Ed25519(signature), DeviceKey::Ed25519(key)) => {
				sp_io::crypto::ed25519_verify(signature, message, key)
			},
			(Self::Sr25519(signature), DeviceKey::Sr25519(key)) => {
				sp_io::crypto::sr25519_verify(signature, message, key)
			},
			// Of the two values of `s` that verify only the lower one counts.
			(Self::Secp256k1(signature), DeviceKey::Secp256k1(key)) => {
				signature.0[32..64] <= SECP256K1_HALF_ORDER[..]
					&& sp_io::crypto::ecdsa_verify(signature, message, key)
			},
			_ => false,
		}
	}
}

/// Why a reading was not booked. Nothing else in its batch is touched by it.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Refusal {
	/// No device has this page and slot.
	UnknownDevice,
	/// The page belongs to another provider.
	ForeignPage,
	/// The device is pending, suspended or retired.
	NotAccepted,
	/// A register is lower than before, or a late reading of a month's end does not lie between
	/// the readings around it.
	RegisterBackwards,
	/// The device was read at this time or later: the reading is old, or repeated.
	TimeNotLater,
	/// The month before the device's current one is not closed: the reading can be sent again
	/// when it is.
	MonthNotClosed,
	/// A register or mark would pass the largest number, or the calendar ends.
	Overflow,
	/// The device's counter is not higher than that of its last signed reading.
	CounterNotHigher,
	/// The signature is not that of the device's key over this reading on this chain.
	BadSignature,
	/// The device has no key.
	NoKey,
	/// The interval ends after now.
	FutureInterval,
	/// The device sends its readings more often than it may.
	TooSoon,
}

impl From<Fault> for Refusal {
	fn from(fault: Fault) -> Self {
		match fault {
			Fault::UnknownDevice => Self::UnknownDevice,
			Fault::NotAccepted => Self::NotAccepted,
			Fault::RegisterBackwards => Self::RegisterBackwards,
			Fault::TimeNotLater => Self::TimeNotLater,
			Fault::MonthNotClosed => Self::MonthNotClosed,
			Fault::Overflow => Self::Overflow,
		}
	}
}
