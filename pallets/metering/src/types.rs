//! What stands in storage, what a head-end or a device sends, and why a reading is refused.

use crate::{
	meter::{Entry, Fault},
	record::{ClosingTable, MeterTable, StartTable},
};
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

/// A page's place in storage: its number, big-endian and not hashed, so that neighbouring pages are
/// neighbours in the state trie as well, and a batch of them shares the way there. The registry
/// gives the numbers in order: nobody can choose one to unbalance the trie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct PageKey([u8; 4]);

impl From<PageId> for PageKey {
	fn from(page: PageId) -> Self {
		Self(page.to_be_bytes())
	}
}

impl From<PageKey> for PageId {
	fn from(key: PageKey) -> Self {
		Self::from_be_bytes(key.0)
	}
}

/// The registers of 128 devices of one provider: what every reading needs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Page {
	/// The provider whose devices these are.
	pub provider: ProviderId,
	/// The provider's offset from UTC in minutes, east positive.
	pub utc_offset_minutes: i16,
	/// The meters, by slot. A slot that no device has yet is all zeros.
	pub meters: MeterTable,
}

/// The months of a page's meters: what owners and months need, and a usual reading does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct MonthPage {
	/// What the meters' current months began with, by slot.
	pub starts: StartTable,
	/// The past months of devices that are not closed yet, by slot. A device is here from its first
	/// reading in a month until the ledger closes the month before.
	pub closings: ClosingTable,
}

impl Page {
	/// A page without devices.
	pub fn new(provider: ProviderId, utc_offset_minutes: i16) -> Self {
		Self { provider, utc_offset_minutes, meters: MeterTable::default() }
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

	pub fn iter(&self) -> impl Iterator<Item = &V> {
		self.0.iter()
	}
}

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
	/// A reading of the meter's own registers in the chain's.
	pub fn translate(&self, own: Entry) -> Result<Entry, Fault> {
		// Until then another meter was in place.
		if own.at <= self.at {
			return Err(Fault::TimeNotLater);
		}
		Ok(Entry {
			at: own.at,
			import: self.import(own.import)?,
			export: own.export.map(|export| self.export(export)).transpose()?,
		})
	}

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

/// The readings of one page in a head-end's batch: some five bytes each where the page is full.
///
/// The slots that were read are a bit set, and their registers follow in the order of the slots.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct PageReadings {
	/// The page: device id ÷ 128.
	#[codec(compact)]
	pub page: PageId,
	/// The slots (device id mod 128) that were read: bit n for slot n.
	#[codec(compact)]
	pub slots: u128,
	/// The import register of each of them in Wh, in the order of the slots.
	pub imports: BoundedVec<Compact<u64>, Slots>,
	/// Those of the slots whose export register has moved.
	#[codec(compact)]
	pub exporting: u128,
	/// The export register of each of these in Wh, in the order of the slots.
	pub exports: BoundedVec<Compact<u64>, Slots>,
}

/// One reading of a batch. Registers are the meter's own, in Wh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
	/// The slot in the page, 0 to 127.
	pub slot: Slot,
	/// The import register.
	pub import: u64,
	/// The export register; none where it is unchanged.
	pub export: Option<u64>,
}

impl PageReadings {
	/// The readings of a page, in any order. Of several for a slot the last one counts, and a slot
	/// that no page has is left out.
	pub fn new(page: PageId, readings: impl IntoIterator<Item = Reading>) -> Self {
		let mut by_slot = [None; SLOTS_PER_PAGE as usize];
		for reading in readings {
			if let Some(place) = by_slot.get_mut(reading.slot as usize) {
				*place = Some(reading);
			}
		}
		let mut of_page = Self {
			page,
			slots: 0,
			imports: BoundedVec::new(),
			exporting: 0,
			exports: BoundedVec::new(),
		};
		let (mut imports, mut exports) = (Vec::new(), Vec::new());
		for Reading { slot, import, export } in by_slot.into_iter().flatten() {
			of_page.slots |= 1 << slot;
			imports.push(Compact(import));
			if let Some(export) = export {
				of_page.exporting |= 1 << slot;
				exports.push(Compact(export));
			}
		}
		of_page.imports = BoundedVec::truncate_from(imports);
		of_page.exports = BoundedVec::truncate_from(exports);
		of_page
	}

	/// Whether there is a register for each slot that is named, and none besides.
	pub fn is_well_formed(&self) -> bool {
		self.slots.count_ones() as usize == self.imports.len()
			&& self.exporting.count_ones() as usize == self.exports.len()
			&& self.exporting & !self.slots == 0
	}

	/// The readings, in the order of the slots.
	pub fn iter(&self) -> impl Iterator<Item = Reading> + '_ {
		let mut slots = self.slots;
		let (mut imports, mut exports) = (self.imports.iter(), self.exports.iter());
		core::iter::from_fn(move || {
			let Compact(import) = *imports.next()?;
			let slot = slots.trailing_zeros();
			// Clears the lowest bit.
			slots &= slots.checked_sub(1)?;
			let exporting = self.exporting >> slot & 1 == 1;
			let export = if exporting { exports.next().map(|Compact(wh)| *wh) } else { None };
			Some(Reading { slot: slot as Slot, import, export })
		})
	}
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
	/// The page has not one register for each slot that it names.
	Malformed,
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
