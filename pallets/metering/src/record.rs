//! How meters and past months stand in a page: records of fixed width, without keys, that are read
//! and written one by one. A page goes to and from storage as a block of bytes, so that a reading
//! costs what its own meter costs, not what all of the page do.
//!
//! What every reading needs of a [`Meter`] stands in one table, and what only months and owners
//! need in another, which a usual reading leaves alone.
//!
//! Energy is six bytes, little-endian, in Wh: up to 281 TWh. [`MeterRecord`], [`StartRecord`] and
//! [`ClosingRecord`] describe the bytes to clients; nothing in the chain builds them.

use crate::meter::{Entry, Meter, PastMonth, Split};
use alloc::{boxed::Box, vec, vec::Vec};
use codec::{Compact, Decode, Encode, Error, Input, MaxEncodedLen, Output};
use commonwatt_primitives::{
	directory::Registers, ids::SLOTS_PER_PAGE, meters::MAX_REGISTER, Energy, Seconds, Slot,
};
use scale_info::{Type, TypeInfo};

const SLOTS: usize = SLOTS_PER_PAGE as usize;

/// Bytes of an energy in a record.
const WH: usize = 6;

/// The largest energy that a record holds.
pub const MAX_WH: Energy = MAX_REGISTER;

const _: () = assert!(MAX_WH.0 == (1 << (8 * WH)) - 1, "energies fill their bytes");

/// Bytes of a meter in a page.
pub const METER_BYTES: usize = 3 * WH + 3 * 4 + 1;

/// Bytes of a meter's month in a page.
pub const START_BYTES: usize = 4 * WH + 1;

/// Bytes of a past month in a page.
pub const CLOSING_BYTES: usize = 1 + 4 + 8 * WH + 1;

/// Energy in Wh: six bytes, little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Wh48(pub [u8; WH]);

impl From<Energy> for Wh48 {
	fn from(energy: Energy) -> Self {
		let [a, b, c, d, e, f, ..] = energy.0.to_le_bytes();
		Self([a, b, c, d, e, f])
	}
}

/// What readings need of a meter, field by field. See [`Meter`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct MeterRecord {
	/// The import register as last read.
	pub register: Wh48,
	/// The register value up to which the device has energy.
	pub mark: Wh48,
	/// The export register as last read.
	pub export: Wh48,
	/// The end of the last metered interval, Unix time in seconds.
	pub read_at: Seconds,
	/// When the current month ends, Unix time in seconds.
	pub month_end: Seconds,
	/// The lowest counter that the device's next signed reading may have.
	pub next_counter: u32,
	/// 1: a device is here. 2: its readings are accepted. 4: the opening is provisional.
	/// 8: the meter was exchanged.
	pub flags: u8,
}

/// What a meter's month began with, field by field. See [`Meter`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StartRecord {
	/// The day of the civil month on which the billing month starts, 1 to 28.
	pub billing_day: u8,
	/// The import register at the start of the month.
	pub opening: Wh48,
	/// The export register at the start of the month.
	pub export_opening: Wh48,
	/// The export register up to which the ledger has credited what was fed in.
	pub credited: Wh48,
	/// The energy set aside for the device at the start of each month.
	pub allocation: Wh48,
}

/// The record of a month that is over and not closed, field by field. See [`PastMonth`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ClosingRecord {
	/// The device's slot.
	pub slot: Slot,
	/// When the month ended, Unix time in seconds.
	pub month_end: Seconds,
	/// The register value up to which the device had energy.
	pub mark: Wh48,
	/// The import register at its start.
	pub opening: Wh48,
	/// The export register at its start.
	pub export_opening: Wh48,
	/// The export register up to which the ledger has credited what was fed in.
	pub credited: Wh48,
	/// How the registers at its end are known. 0: not yet. 1: split by time between `before` and
	/// `after`. 2: read at the month's end.
	pub split: u8,
	/// Import and export register as last read before the month's end, where it was split.
	pub before: [Wh48; 2],
	/// Import and export register as first read after it, where it was split.
	pub after: [Wh48; 2],
}

/// Takes fields off a record, in their order.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
	#[inline(always)]
	fn take<const N: usize>(&mut self) -> [u8; N] {
		match self.0.split_first_chunk::<N>() {
			Some((field, rest)) => {
				self.0 = rest;
				*field
			},
			// Records are as long as their fields: a test holds them to it.
			None => [0; N],
		}
	}

	#[inline(always)]
	fn wh(&mut self) -> Energy {
		let [a, b, c, d, e, f] = self.take::<WH>();
		Energy(u64::from_le_bytes([a, b, c, d, e, f, 0, 0]))
	}

	#[inline(always)]
	fn u32(&mut self) -> u32 {
		u32::from_le_bytes(self.take())
	}

	#[inline(always)]
	fn u8(&mut self) -> u8 {
		u8::from_le_bytes(self.take())
	}

	#[inline(always)]
	fn registers(&mut self) -> Registers {
		Registers { import: self.wh(), export: self.wh() }
	}
}

/// Puts fields into a record, in their order.
struct Writer<'a>(&'a mut [u8]);

impl Writer<'_> {
	#[inline(always)]
	fn put<const N: usize>(&mut self, field: [u8; N]) {
		if let Some((place, rest)) = core::mem::take(&mut self.0).split_first_chunk_mut::<N>() {
			*place = field;
			self.0 = rest;
		}
	}

	#[inline(always)]
	fn wh(&mut self, energy: Energy) {
		self.put(Wh48::from(energy).0)
	}

	#[inline(always)]
	fn registers(&mut self, registers: Registers) {
		self.wh(registers.import);
		self.wh(registers.export);
	}
}

impl Meter {
	#[inline(always)]
	fn read(record: &[u8; METER_BYTES], start: &[u8; START_BYTES]) -> Self {
		let (mut fields, mut start) = (Reader(record), Reader(start));
		Self {
			register: fields.wh(),
			mark: fields.wh(),
			export: fields.wh(),
			read_at: fields.u32(),
			month_end: fields.u32(),
			next_counter: fields.u32(),
			flags: fields.u8(),
			billing_day: start.u8(),
			opening: start.wh(),
			export_opening: start.wh(),
			credited: start.wh(),
			allocation: start.wh(),
		}
	}

	#[inline(always)]
	fn record(&self) -> [u8; METER_BYTES] {
		let mut record = [0; METER_BYTES];
		let mut fields = Writer(&mut record);
		fields.wh(self.register);
		fields.wh(self.mark);
		fields.wh(self.export);
		fields.put(self.read_at.to_le_bytes());
		fields.put(self.month_end.to_le_bytes());
		fields.put(self.next_counter.to_le_bytes());
		fields.put([self.flags]);
		record
	}

	#[inline(always)]
	fn start(&self) -> [u8; START_BYTES] {
		let mut record = [0; START_BYTES];
		let mut fields = Writer(&mut record);
		fields.put([self.billing_day]);
		fields.wh(self.opening);
		fields.wh(self.export_opening);
		fields.wh(self.credited);
		fields.wh(self.allocation);
		record
	}
}

/// Records of `N` bytes, one for every slot of a page. Where no device has a slot yet, its record
/// is all zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<const N: usize>(Box<[[u8; N]; SLOTS]>);

/// What readings need of a page's meters. See [`MeterRecord`].
pub type MeterTable = Table<METER_BYTES>;

/// What the months of a page's meters began with. See [`StartRecord`].
pub type StartTable = Table<START_BYTES>;

impl<const N: usize> Default for Table<N> {
	fn default() -> Self {
		Self(Box::new([[0; N]; SLOTS]))
	}
}

impl<const N: usize> Table<N> {
	/// Puts a record into its slot. Returns whether that changes anything.
	#[inline(always)]
	fn put(&mut self, slot: Slot, record: [u8; N]) -> bool {
		let Some(place) = self.0.get_mut(slot as usize) else { return false };
		let changed = *place != record;
		*place = record;
		changed
	}
}

impl MeterTable {
	/// Whether a device has the slot.
	#[inline(always)]
	pub fn has(&self, slot: Slot) -> bool {
		let record = self.0.get(slot as usize);
		record.is_some_and(|record| record[METER_BYTES - 1] & Meter::PRESENT != 0)
	}

	/// The meter at `slot`, where a device has it, with the start of its month.
	#[inline(always)]
	pub fn get(&self, starts: &StartTable, slot: Slot) -> Option<Meter> {
		let (record, start) = (self.0.get(slot as usize)?, starts.0.get(slot as usize)?);
		Some(Meter::read(record, start)).filter(|meter| meter.is(Meter::PRESENT))
	}

	/// Puts a meter into its slot, but for the start of its month. Its energies must
	/// [fit](Meter::fits). Returns whether that changes anything.
	#[inline(always)]
	pub fn set(&mut self, slot: Slot, meter: &Meter) -> bool {
		self.put(slot, meter.record())
	}

	/// Moves the mark of the meter at `slot` and nothing else; `None`, and nothing changed, where
	/// there is no such device, or `to` gives none for its register and mark.
	pub fn move_mark(
		&mut self,
		slot: Slot,
		to: impl FnOnce(Energy, Energy) -> Option<Energy>,
	) -> Option<()> {
		if !self.has(slot) {
			return None;
		}
		let record = self.0.get_mut(slot as usize)?;
		let mut fields = Reader(record);
		let register = fields.wh();
		let mark = to(register, fields.wh())?;
		let mut fields = Writer(record);
		fields.wh(register);
		fields.wh(mark);
		Some(())
	}

	/// When the meter at `slot` was last read, and the lowest counter that its next signed reading
	/// may have; `None` where there is no such device.
	pub fn last(&self, slot: Slot) -> Option<(Seconds, u32)> {
		let record = self.0.get(slot as usize).filter(|_| self.has(slot))?;
		let mut fields = Reader(record);
		let (_, _, _) = (fields.wh(), fields.wh(), fields.wh());
		let (read_at, _month_end, next_counter) = (fields.u32(), fields.u32(), fields.u32());
		Some((read_at, next_counter))
	}

	/// From now on the device's signed readings need at least this counter.
	pub fn set_next_counter(&mut self, slot: Slot, counter: u32) {
		const AT: usize = 3 * WH + 2 * 4;
		if let Some(record) = self.0.get_mut(slot as usize) {
			Writer(&mut record[AT..]).put(counter.to_le_bytes());
		}
	}

	/// Whether a reading is a usual one: a later one of an ordinary meter's current month; and
	/// whether the device is short by it. `None` where anything is out of the ordinary, which
	/// [`Meter::book`] then looks at. The two agree: a property test holds them to it.
	#[inline(always)]
	pub fn usual(&self, slot: Slot, entry: Entry) -> Option<bool> {
		const ORDINARY: u8 = Meter::PRESENT | Meter::ACCEPTS;
		let record = self.0.get(slot as usize)?;
		let mut fields = Reader(record);
		let (register, mark, export) = (fields.wh(), fields.wh(), fields.wh());
		let (read_at, month_end, _counter) = (fields.u32(), fields.u32(), fields.u32());
		let flags = fields.u8();
		let to_export = entry.export.unwrap_or(export);
		let is_ordinary = flags == ORDINARY
			&& entry.at > read_at
			&& entry.at <= month_end
			&& entry.import >= register
			&& to_export >= export
			&& entry.import.0 | to_export.0 <= MAX_WH.0;
		is_ordinary.then_some(entry.import > mark && entry.import != register)
	}

	/// Books a [usual](Self::usual) reading in place. Returns whether the device is short by it;
	/// `None`, and nothing changed, where the reading is not a usual one.
	#[inline(always)]
	pub fn advance(&mut self, slot: Slot, entry: Entry) -> Option<bool> {
		const EXPORT: usize = 2 * WH;
		let short = self.usual(slot, entry)?;
		let record = self.0.get_mut(slot as usize)?;
		Writer(record).wh(entry.import);
		let mut fields = Writer(&mut record[EXPORT..]);
		match entry.export {
			Some(export) => fields.wh(export),
			None => fields.0 = &mut core::mem::take(&mut fields.0)[WH..],
		}
		fields.put(entry.at.to_le_bytes());
		Some(short)
	}

	/// All slots, in their order; also those without a device.
	pub fn iter<'a>(&'a self, starts: &'a StartTable) -> impl Iterator<Item = (Slot, Meter)> + 'a {
		let records = self.0.iter().zip(starts.0.iter());
		(0..).zip(records.map(|(record, start)| Meter::read(record, start)))
	}
}

impl StartTable {
	/// Puts the start of a meter's month into its slot. Returns whether that changes anything.
	#[inline(always)]
	pub fn set(&mut self, slot: Slot, meter: &Meter) -> bool {
		self.put(slot, meter.start())
	}
}

impl<const N: usize> Encode for Table<N> {
	fn size_hint(&self) -> usize {
		SLOTS * N
	}

	fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
		output.write(self.0.as_flattened())
	}
}

impl<const N: usize> codec::EncodeLike for Table<N> {}

impl<const N: usize> Decode for Table<N> {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		let mut table = Self::default();
		input.read(table.0.as_flattened_mut())?;
		Ok(table)
	}
}

impl<const N: usize> MaxEncodedLen for Table<N> {
	fn max_encoded_len() -> usize {
		SLOTS * N
	}
}

impl TypeInfo for MeterTable {
	type Identity = [MeterRecord; SLOTS];

	fn type_info() -> Type {
		Self::Identity::type_info()
	}
}

impl TypeInfo for StartTable {
	type Identity = [StartRecord; SLOTS];

	fn type_info() -> Type {
		Self::Identity::type_info()
	}
}

const PENDING: u8 = 0;
const ESTIMATED: u8 = 1;
const MEASURED: u8 = 2;

impl PastMonth {
	fn read(record: &[u8; CLOSING_BYTES]) -> Self {
		let mut fields = Reader(record);
		let _slot = fields.u8();
		let month_end = fields.u32();
		let [mark, opening, export_opening, credited] = core::array::from_fn(|_| fields.wh());
		let split = match fields.u8() {
			ESTIMATED => Split::Estimated { before: fields.registers(), after: fields.registers() },
			MEASURED => Split::Measured,
			_ => Split::Pending,
		};
		Self { month_end, mark, opening, export_opening, credited, split }
	}

	fn write(&self, slot: Slot) -> [u8; CLOSING_BYTES] {
		let mut record = [0; CLOSING_BYTES];
		let mut fields = Writer(&mut record);
		fields.put([slot]);
		fields.put(self.month_end.to_le_bytes());
		fields.wh(self.mark);
		fields.wh(self.opening);
		fields.wh(self.export_opening);
		fields.wh(self.credited);
		match self.split {
			Split::Pending => fields.put([PENDING]),
			Split::Measured => fields.put([MEASURED]),
			Split::Estimated { before, after } => {
				fields.put([ESTIMATED]);
				fields.registers(before);
				fields.registers(after);
			},
		}
		record
	}
}

/// The past months of a page's devices that are not closed yet, sorted by slot, one a slot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClosingTable(Vec<[u8; CLOSING_BYTES]>);

impl ClosingTable {
	#[inline(always)]
	fn find(&self, slot: Slot) -> Result<usize, usize> {
		self.0.binary_search_by_key(&slot, |[slot, ..]| *slot)
	}

	/// The past month of the device at `slot`, where that is not closed.
	pub fn get(&self, slot: Slot) -> Option<PastMonth> {
		self.find(slot).ok().and_then(|place| self.0.get(place)).map(PastMonth::read)
	}

	/// Puts a past month in its place, instead of the one that is there, or takes it away.
	pub fn set(&mut self, slot: Slot, past: Option<PastMonth>) {
		match (self.find(slot), past.map(|past| past.write(slot))) {
			(Ok(place), Some(record)) => {
				if let Some(place) = self.0.get_mut(place) {
					*place = record;
				}
			},
			(Err(place), Some(record)) if self.0.len() < SLOTS => self.0.insert(place, record),
			(Ok(place), None) => {
				self.0.remove(place);
			},
			_ => (),
		}
	}

	/// All past months with their slots, in the order of these.
	pub fn iter(&self) -> impl Iterator<Item = (Slot, PastMonth)> + '_ {
		self.0.iter().map(|record| (record[0], PastMonth::read(record)))
	}
}

impl Encode for ClosingTable {
	fn size_hint(&self) -> usize {
		2 + self.0.len() * CLOSING_BYTES
	}

	fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
		Compact(self.0.len() as u32).encode_to(output);
		output.write(self.0.as_flattened());
	}
}

impl codec::EncodeLike for ClosingTable {}

impl Decode for ClosingTable {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		let Compact(len) = Compact::<u32>::decode(input)?;
		if len as usize > SLOTS {
			return Err("more past months than slots".into());
		}
		let mut records = vec![[0; CLOSING_BYTES]; len as usize];
		input.read(records.as_flattened_mut())?;
		Ok(Self(records))
	}
}

impl MaxEncodedLen for ClosingTable {
	fn max_encoded_len() -> usize {
		Compact(SLOTS_PER_PAGE).encoded_size() + SLOTS * CLOSING_BYTES
	}
}

impl TypeInfo for ClosingTable {
	type Identity = Vec<ClosingRecord>;

	fn type_info() -> Type {
		Self::Identity::type_info()
	}
}

#[cfg(test)]
mod tests;
