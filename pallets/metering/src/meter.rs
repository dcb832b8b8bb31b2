//! The arithmetic of one meter and its months, free of storage.
//!
//! A meter is always in one month, its *current* one. A [roll](Meter::roll) sets the figures of the
//! month aside as a [`PastMonth`] and begins the next at the last register read. If that register
//! was not read at the very boundary the opening is *provisional*: the first reading after the
//! boundary splits its difference between the two months by time, and a late reading *of* the
//! boundary puts that estimate right, until the month [closes](Meter::close). Whatever the split,
//! what the months used adds up to the difference of the registers, and what the device was
//! granted in each (`mark − opening`) stays.

use crate::record::MAX_WH;
use commonwatt_primitives::{
	directory::Registers,
	meters::{Counted, MonthEnd, Position},
	Calendar, Energy, MonthId, Seconds,
};

/// Why a meter does not take a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
	UnknownDevice,
	NotAccepted,
	RegisterBackwards,
	TimeNotLater,
	MonthNotClosed,
	Overflow,
}

/// Why a meter does not take a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uncorrectable {
	/// The import register would be lower than at the start of the month.
	BelowOpening,
	/// The export register would be lower than what is credited.
	AlreadyCredited,
	/// The mark would pass the largest number.
	Overflow,
}

/// A reading in the chain's registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
	/// The end of the metered interval.
	pub at: Seconds,
	pub import: Energy,
	/// None where it is unchanged.
	pub export: Option<Energy>,
}

/// A device's meter in its current month. Registers in Wh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meter {
	/// The import register as last read.
	pub register: Energy,
	/// The register value up to which the device has energy.
	pub mark: Energy,
	/// The import register at the start of the month.
	pub opening: Energy,
	/// The export register as last read.
	pub export: Energy,
	/// The export register at the start of the month.
	pub export_opening: Energy,
	/// The export register up to which the ledger has credited what was fed in.
	pub credited: Energy,
	/// The energy set aside for the device at the start of each month.
	pub allocation: Energy,
	/// The end of the last metered interval, Unix time in seconds.
	pub read_at: Seconds,
	/// When the current month ends, Unix time in seconds.
	pub month_end: Seconds,
	/// The lowest counter that the device's next signed reading may have.
	pub next_counter: u32,
	/// The day of the civil month on which the billing month starts, 1 to 28.
	pub billing_day: u8,
	/// 1: a device is here. 2: its readings are accepted. 4: the opening is provisional.
	/// 8: the meter was exchanged.
	pub flags: u8,
}

/// What is known of the registers at the end of a past month. They are the openings of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
	/// Nothing was read at or after the month's end yet: the last reading before it stands in.
	Pending,
	/// Split by time between the readings around the month's end.
	Estimated {
		/// The last registers read before the month's end.
		before: Registers,
		/// The first registers read after it.
		after: Registers,
	},
	/// Read at the month's end.
	Measured,
}

/// A month that is over and not closed. Registers in Wh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastMonth {
	/// When it ended, Unix time in seconds.
	pub month_end: Seconds,
	/// The register value up to which the device had energy.
	pub mark: Energy,
	/// The import register at its start.
	pub opening: Energy,
	/// The export register at its start.
	pub export_opening: Energy,
	/// The export register up to which the ledger has credited what was fed in.
	pub credited: Energy,
	/// How the registers at its end are known.
	pub split: Split,
}

impl Meter {
	/// A device has this slot.
	pub const PRESENT: u8 = 1;
	/// Readings are booked.
	pub const ACCEPTS: u8 = 2;
	/// The opening waits for the first reading at or after the month's start.
	pub const PROVISIONAL: u8 = 4;
	/// The meter took the place of another; its own registers are not the chain's.
	pub const EXCHANGED: u8 = 8;

	/// A meter that begins at `opening`, in the month that contains `at`; `None` where the
	/// calendar ends.
	pub fn new(calendar: Calendar, opening: Registers, at: Seconds) -> Option<Self> {
		let meter = Self {
			register: opening.import,
			mark: opening.import,
			opening: opening.import,
			export: opening.export,
			export_opening: opening.export,
			credited: opening.export,
			allocation: Energy::ZERO,
			read_at: at,
			month_end: calendar.end(calendar.month_at(at)),
			next_counter: 0,
			billing_day: calendar.billing_day(),
			flags: Self::PRESENT,
		};
		(meter.month_end > at).then_some(meter)
	}

	/// Whether `flag` is set.
	pub const fn is(&self, flag: u8) -> bool {
		self.flags & flag != 0
	}

	/// Sets or clears `flag`.
	pub fn set(&mut self, flag: u8, on: bool) {
		if on {
			self.flags |= flag
		} else {
			self.flags &= !flag
		}
	}

	/// Whether all of its energies fit into a page.
	pub const fn fits(&self) -> bool {
		let all = self.register.0
			| self.mark.0
			| self.opening.0
			| self.export.0
			| self.export_opening.0
			| self.credited.0
			| self.allocation.0;
		all <= MAX_WH.0
	}

	/// The last registers read.
	pub const fn registers(&self) -> Registers {
		Registers { import: self.register, export: self.export }
	}

	/// The calendar of the device's network; `None` for a slot without a device.
	pub fn calendar(&self, utc_offset_minutes: i16) -> Option<Calendar> {
		Calendar::new(self.billing_day, utc_offset_minutes)
	}

	/// The current month.
	pub fn month(&self, utc_offset_minutes: i16) -> Option<MonthId> {
		let calendar = self.calendar(utc_offset_minutes)?;
		Some(calendar.month_at(self.month_end.checked_sub(1)?))
	}

	/// When the current month began.
	pub fn month_start(&self, utc_offset_minutes: i16) -> Option<Seconds> {
		let calendar = self.calendar(utc_offset_minutes)?;
		Some(calendar.start(self.month(utc_offset_minutes)?))
	}

	/// Whether the past month must be at hand to book a reading of `at`.
	pub fn concerns_past_month(&self, at: Seconds, utc_offset_minutes: i16) -> bool {
		self.is(Self::PROVISIONAL)
			|| at > self.month_end
			|| at <= self.read_at && self.month_start(utc_offset_minutes) == Some(at)
	}

	/// Books a reading. Returns whether this left the device past its mark, or further past it.
	/// A fault changes nothing.
	pub fn book(
		&mut self,
		past: &mut Option<PastMonth>,
		utc_offset_minutes: i16,
		entry: Entry,
	) -> Result<bool, Fault> {
		let (mut meter, mut month) = (*self, *past);
		meter.book_in_place(&mut month, utc_offset_minutes, entry)?;
		if !meter.fits() {
			return Err(Fault::Overflow);
		}
		let short = meter.register > meter.mark
			&& (meter.register, meter.mark) != (self.register, self.mark);
		(*self, *past) = (meter, month);
		Ok(short)
	}

	fn book_in_place(
		&mut self,
		past: &mut Option<PastMonth>,
		utc_offset_minutes: i16,
		entry: Entry,
	) -> Result<(), Fault> {
		if !self.is(Self::PRESENT) {
			return Err(Fault::UnknownDevice);
		}
		if !self.is(Self::ACCEPTS) {
			return Err(Fault::NotAccepted);
		}
		if entry.at <= self.read_at {
			return self.measure_split(past, entry);
		}
		let to = Registers { import: entry.import, export: entry.export.unwrap_or(self.export) };
		if to.import < self.register || to.export < self.export {
			return Err(Fault::RegisterBackwards);
		}
		// A reading of the very end of a month belongs to that month.
		if entry.at > self.month_end {
			self.roll(past, utc_offset_minutes)?;
			if entry.at > self.month_end {
				return Err(Fault::MonthNotClosed);
			}
		}
		if self.is(Self::PROVISIONAL) {
			self.fix_split(past, entry.at, to)?;
		}
		self.register = to.import;
		self.export = to.export;
		self.read_at = entry.at;
		Ok(())
	}

	/// Advances to the next month.
	pub fn roll(
		&mut self,
		past: &mut Option<PastMonth>,
		utc_offset_minutes: i16,
	) -> Result<(), Fault> {
		if past.is_some() {
			return Err(Fault::MonthNotClosed);
		}
		let calendar = self.calendar(utc_offset_minutes).ok_or(Fault::UnknownDevice)?;
		let month_end = calendar.end(calendar.month_at(self.month_end));
		let mark = self.register.checked_add(self.allocation).filter(|mark| *mark <= MAX_WH);
		let mark = mark.ok_or(Fault::Overflow)?;
		if month_end <= self.month_end {
			return Err(Fault::Overflow);
		}
		let measured = self.read_at == self.month_end;
		*past = Some(PastMonth {
			month_end: self.month_end,
			mark: self.mark,
			opening: self.opening,
			export_opening: self.export_opening,
			credited: self.credited,
			split: if measured { Split::Measured } else { Split::Pending },
		});
		self.set(Self::PROVISIONAL, !measured);
		self.month_end = month_end;
		self.mark = mark;
		self.opening = self.register;
		self.export_opening = self.export;
		self.credited = self.export;
		Ok(())
	}

	/// Fixes a provisional opening with the next reading.
	fn fix_split(
		&mut self,
		past: &mut Option<PastMonth>,
		at: Seconds,
		to: Registers,
	) -> Result<(), Fault> {
		let Some(month) = past else {
			// Closed meanwhile: the split is final as it stands.
			self.set(Self::PROVISIONAL, false);
			return Ok(());
		};
		if at <= month.month_end {
			// Still the past month: all of the difference belongs to it.
			self.move_opening(to)?;
			if at == month.month_end {
				month.split = Split::Measured;
				self.set(Self::PROVISIONAL, false);
			}
			return Ok(());
		}
		let before = self.registers();
		let (until_end, whole) =
			(month.month_end.saturating_sub(self.read_at), at.saturating_sub(self.read_at));
		let share = |from: Energy, to: Energy| {
			let part = to.saturating_sub(from).mul_ratio_floor(until_end.into(), whole.into());
			from.saturating_add(part)
		};
		self.move_opening(Registers {
			import: share(before.import, to.import),
			export: share(before.export, to.export),
		})?;
		month.split = Split::Estimated { before, after: to };
		self.set(Self::PROVISIONAL, false);
		Ok(())
	}

	/// Takes a late reading of the past month's end, where the split was only estimated.
	fn measure_split(&mut self, past: &mut Option<PastMonth>, entry: Entry) -> Result<(), Fault> {
		let Some(month) = past else { return Err(Fault::TimeNotLater) };
		let Split::Estimated { before, after } = month.split else {
			return Err(Fault::TimeNotLater);
		};
		if entry.at != month.month_end {
			return Err(Fault::TimeNotLater);
		}
		let to =
			Registers { import: entry.import, export: entry.export.unwrap_or(self.export_opening) };
		let lies_between = to.import >= before.import
			&& to.import <= after.import.min(self.register)
			&& to.export >= before.export
			&& to.export <= after.export.min(self.export);
		if !lies_between {
			return Err(Fault::RegisterBackwards);
		}
		self.move_opening(to)?;
		month.split = Split::Measured;
		Ok(())
	}

	/// Moves the boundary between the past month and this one. What was granted this month stays,
	/// so the mark moves along. What was fed in stays on its side where the ledger has credited
	/// any of this month's: it was credited once, and is not credited again.
	fn move_opening(&mut self, to: Registers) -> Result<(), Fault> {
		let granted = self.mark.saturating_sub(self.opening);
		self.mark = to.import.checked_add(granted).ok_or(Fault::Overflow)?;
		self.opening = to.import;
		if self.credited == self.export_opening {
			self.export_opening = to.export;
			self.credited = to.export;
		}
		Ok(())
	}

	/// Puts the last registers right, up or down. Where nothing was read since the past month's
	/// end, those are the registers of that month.
	pub fn correct(
		&mut self,
		past: &Option<PastMonth>,
		to: Registers,
	) -> Result<(), Uncorrectable> {
		let of_past = past.as_ref().filter(|_| self.is(Self::PROVISIONAL));
		let (opening, credited) =
			of_past.map_or((self.opening, self.credited), |month| (month.opening, month.credited));
		if to.import < opening {
			return Err(Uncorrectable::BelowOpening);
		}
		if to.export < credited {
			return Err(Uncorrectable::AlreadyCredited);
		}
		if of_past.is_some() {
			self.move_opening(to).map_err(|_| Uncorrectable::Overflow)?;
		}
		self.register = to.import;
		self.export = to.export;
		Ok(())
	}

	/// Ends all months before `month` for good and returns what was counted in them. `None`, and
	/// nothing changed, where there are none.
	pub fn catch_up(
		&mut self,
		past: &mut Option<PastMonth>,
		utc_offset_minutes: i16,
		month: MonthId,
	) -> Option<Counted> {
		let calendar = self.calendar(utc_offset_minutes)?;
		let current = self.month(utc_offset_minutes)?;
		let is_behind = current < month;
		let old = past.filter(|_| current <= month);
		if !is_behind && old.is_none() {
			return None;
		}
		let mut counted = Counted::default();
		let mut count = |position: Position| {
			counted.used = counted.used.saturating_add(position.used());
			counted.exported = counted.exported.saturating_add(position.uncredited());
		};
		if let Some(old) = old {
			count(self.past_position(&old, current.previous()));
		}
		if is_behind {
			count(self.position(utc_offset_minutes)?);
			self.mark = self.register.checked_add(self.allocation).filter(|to| *to <= MAX_WH)?;
			self.opening = self.register;
			self.export_opening = self.export;
			self.credited = self.export;
			self.month_end = calendar.end(month);
		}
		*past = None;
		self.set(Self::PROVISIONAL, false);
		Some(counted)
	}

	/// Ends `month` for good, and all before it; rolls where no reading has. `None`, and nothing
	/// to be kept of it, where the device is past that month or not in it yet.
	pub fn close(
		&mut self,
		past: &mut Option<PastMonth>,
		utc_offset_minutes: i16,
		month: MonthId,
	) -> Option<MonthEnd> {
		let earlier = self.catch_up(past, utc_offset_minutes, month).unwrap_or_default();
		let mut current = self.month(utc_offset_minutes)?;
		if month == current {
			self.roll(past, utc_offset_minutes).ok()?;
			current = current.next();
		}
		if month.next() != current {
			return None;
		}
		let closed = past.take()?;
		self.set(Self::PROVISIONAL, false);
		Some(MonthEnd { position: self.past_position(&closed, month), earlier })
	}

	/// Starts the current month anew from the present registers, with no balance and allocation.
	pub fn restart(&mut self) {
		self.mark = self.register;
		self.opening = self.register;
		self.export_opening = self.export;
		self.credited = self.export;
		self.allocation = Energy::ZERO;
	}

	/// Takes note that all that was fed in so far this month is credited; returns what was not.
	pub fn credit_exports(&mut self) -> Energy {
		let uncredited = self.export.saturating_sub(self.credited);
		self.credited = self.export;
		uncredited
	}

	/// The device in the current month.
	pub fn position(&self, utc_offset_minutes: i16) -> Option<Position> {
		Some(Position {
			month: self.month(utc_offset_minutes)?,
			register: self.register,
			mark: self.mark,
			opening: self.opening,
			export: self.export,
			export_opening: self.export_opening,
			credited: self.credited,
			allocation: self.allocation,
			read_at: self.read_at,
		})
	}

	/// The device in the past month, as it stands: its last registers are this month's first.
	pub fn past_position(&self, past: &PastMonth, month: MonthId) -> Position {
		Position {
			month,
			register: self.opening,
			mark: past.mark,
			opening: past.opening,
			export: self.export_opening,
			export_opening: past.export_opening,
			credited: past.credited,
			allocation: self.allocation,
			read_at: self.read_at,
		}
	}

	/// The device in `month`: the current one, the past one while it is open, or the next one as it
	/// will begin.
	pub fn position_in(
		&self,
		past: &Option<PastMonth>,
		utc_offset_minutes: i16,
		month: MonthId,
	) -> Option<Position> {
		let current = self.position(utc_offset_minutes)?;
		if month == current.month {
			Some(current)
		} else if month.next() == current.month {
			past.as_ref().map(|past| self.past_position(past, month))
		} else if month == current.month.next() {
			Some(Position {
				month,
				mark: self.register.checked_add(self.allocation)?,
				opening: self.register,
				export_opening: self.export,
				credited: self.export,
				..current
			})
		} else {
			None
		}
	}
}
