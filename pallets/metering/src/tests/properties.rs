//! Whatever is read, rolled, moved, corrected and closed in whatever order: nothing is lost.

use crate::meter::{Entry, Meter, PastMonth, Split};
use commonwatt_primitives::{
	calendar::UTC_OFFSETS, directory::Registers, meters::Counted, Calendar, Energy, MonthId,
	Seconds,
};
use proptest::prelude::*;

/// What may happen to a meter.
#[derive(Clone, Copy, Debug)]
enum Step {
	/// A reading, so many seconds after the last.
	Read {
		after: Seconds,
		import: u64,
		export: Option<u64>,
	},
	/// The same at the exact end of the current month.
	ReadAtEnd {
		import: u64,
		export: u64,
	},
	/// A late reading of the past month's end, so many parts of 256 between those around it.
	ReadLate {
		import: u8,
		export: Option<u8>,
	},
	/// A reading that may be anything.
	ReadWild {
		at: Seconds,
		import: u64,
		export: Option<u64>,
	},
	Roll,
	Close,
	Raise(u64),
	Lower(u64),
	Allocate(u64),
	Credit,
	/// Moves the last registers by so much.
	Correct {
		import: i16,
		export: i16,
	},
}

fn step() -> impl Strategy<Value = Step> {
	const LONG: Seconds = 40 * 86_400;
	prop_oneof![
		6 => (1..LONG / 4, 0..9_999u64, proptest::option::of(0..999u64))
			.prop_map(|(after, import, export)| Step::Read { after, import, export }),
		1 => (LONG / 2..LONG * 2, 0..9_999u64, proptest::option::of(0..999u64))
			.prop_map(|(after, import, export)| Step::Read { after, import, export }),
		2 => (0..9_999u64, 0..999u64)
			.prop_map(|(import, export)| Step::ReadAtEnd { import, export }),
		4 => any::<(u8, Option<u8>)>()
			.prop_map(|(import, export)| Step::ReadLate { import, export }),
		1 => any::<(Seconds, u64, Option<u64>)>()
			.prop_map(|(at, import, export)| Step::ReadWild { at: at % 2_000_000_000, import: import % 100_000, export: export.map(|e| e % 100_000) }),
		3 => Just(Step::Roll),
		3 => Just(Step::Close),
		2 => (0..9_999u64).prop_map(Step::Raise),
		2 => (0..9_999u64).prop_map(Step::Lower),
		1 => (0..9_999u64).prop_map(Step::Allocate),
		1 => Just(Step::Credit),
		1 => any::<(i16, i16)>()
			.prop_map(|(import, export)| Step::Correct { import, export }),
	]
}

/// A meter with the books that a ledger would keep of it.
struct Books {
	offset: i16,
	meter: Meter,
	past: Option<PastMonth>,
	opening: Registers,
	/// Used in the closed months.
	used: u64,
	/// Granted, received and given in the closed months: mark − opening.
	granted: u64,
	/// Exports credited.
	credited: u64,
	/// All that was allocated by rolls and raised, less all that was lowered.
	given: u64,
}

impl Books {
	fn take(&mut self, step: Step) {
		let (was, past_was) = (self.meter, self.past);
		let meter = &mut self.meter;
		let read_at = meter.read_at;
		let on = |from: Energy, by: u64| Energy(from.0 + by);
		let booked = match step {
			Step::Read { after, import, export } => meter.book(
				&mut self.past,
				self.offset,
				Entry {
					at: read_at.saturating_add(after),
					import: on(was.register, import),
					export: export.map(|export| on(was.export, export)),
				},
			),
			Step::ReadAtEnd { import, export } => meter.book(
				&mut self.past,
				self.offset,
				Entry {
					at: was.month_end,
					import: on(was.register, import),
					export: Some(on(was.export, export)),
				},
			),
			Step::ReadLate { import, export } => {
				let Some(PastMonth {
					month_end, split: Split::Estimated { before, after }, ..
				}) = self.past
				else {
					return;
				};
				let between = |from: Energy, to: Energy, part: u8| {
					on(from, to.saturating_sub(from).0 * part as u64 / 255)
				};
				meter.book(
					&mut self.past,
					self.offset,
					Entry {
						at: month_end,
						import: between(before.import, after.import, import),
						export: export.map(|part| between(before.export, after.export, part)),
					},
				)
			},
			Step::ReadWild { at, import, export } => meter.book(
				&mut self.past,
				self.offset,
				Entry { at, import: Energy(import), export: export.map(Energy) },
			),
			Step::Roll => meter.roll(&mut self.past, self.offset).map(|()| false),
			Step::Close => {
				// The oldest open month, as a ledger closes them.
				let current = meter.month(self.offset).unwrap();
				let month = if self.past.is_some() { current.previous() } else { current };
				let closed = meter.close(&mut self.past, self.offset, month).unwrap().position;
				assert_eq!(closed.month, month);
				assert!(self.past.is_none() && !self.meter.is(Meter::PROVISIONAL));
				self.used += closed.used().0;
				self.granted += closed.mark.0 - closed.opening.0;
				self.credited += closed.uncredited().0;
				Ok(false)
			},
			Step::Raise(by) => {
				meter.mark = on(meter.mark, by);
				self.given += by;
				return;
			},
			Step::Lower(by) => {
				let by = by.min(meter.mark.saturating_sub(meter.register).0);
				meter.mark = Energy(meter.mark.0 - by);
				self.given -= by;
				return;
			},
			Step::Allocate(by) => {
				meter.allocation = Energy(by);
				return;
			},
			Step::Credit => {
				self.credited += meter.credit_exports().0;
				return;
			},
			Step::Correct { import, export } => {
				let to = Registers {
					import: Energy(was.register.0.saturating_add_signed(import.into())),
					export: Energy(was.export.0.saturating_add_signed(export.into())),
				};
				let _ = meter.correct(&self.past, to);
				return;
			},
		};
		match booked {
			Err(_) => {
				assert_eq!((self.meter, self.past), (was, past_was), "a fault changes nothing")
			},
			Ok(short) => {
				let meter = &self.meter;
				assert!(meter.read_at >= was.read_at, "time goes back");
				assert!(meter.register >= was.register && meter.export >= was.export);
				assert!(!short || meter.register > meter.mark);
				if meter.month_end != was.month_end {
					self.given += was.allocation.0;
				}
			},
		}
	}

	fn check(&self) {
		let Self { meter, past, .. } = self;
		let current = meter.position(self.offset).unwrap();
		let open = past.as_ref().map(|past| meter.past_position(past, current.month.previous()));
		assert!(meter.opening <= meter.register && meter.opening <= meter.mark);
		assert!(meter.export_opening <= meter.credited && meter.credited <= meter.export);
		if let Some(open) = &open {
			assert!(open.opening <= open.register && open.opening <= open.mark);
			assert!(open.export_opening <= open.credited && open.credited <= open.export);
		}
		// Used in all months is what the register ran.
		let used_now = current.used().0 + open.map_or(0, |open| open.used().0);
		assert_eq!(self.used + used_now, meter.register.0 - self.opening.import.0, "used");
		// What a device had in all months is what it was given.
		let granted_now =
			meter.mark.0 - meter.opening.0 + open.map_or(0, |open| open.mark.0 - open.opening.0);
		assert_eq!(self.granted + granted_now, self.given, "given");
		// All that was fed in is credited, or is still to be, once.
		let uncredited = current.uncredited().0 + open.map_or(0, |open| open.uncredited().0);
		assert_eq!(self.credited + uncredited, meter.export.0 - self.opening.export.0, "fed in");
		// The opening waits for a reading as long as its past month does.
		let pending = past.is_some_and(|past| past.split == Split::Pending);
		assert_eq!(meter.is(Meter::PROVISIONAL), pending);
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(512))]

	#[test]
	fn nothing_is_lost_whatever_happens(
		day in 1u8..=28,
		offset in UTC_OFFSETS,
		begin in 1_500_000_000u32..1_700_000_000,
		opening in 0u64..100_000,
		steps in proptest::collection::vec(step(), 1..80),
	) {
		let opening = Registers { import: Energy(opening), export: Energy(opening / 3) };
		let calendar = Calendar::new(day, offset).unwrap();
		let mut meter = Meter::new(calendar, opening, begin).unwrap();
		meter.set(Meter::ACCEPTS, true);
		let mut books = Books {
			offset, meter, past: None, opening, used: 0, granted: 0, credited: 0, given: 0,
		};
		for step in steps {
			books.take(step);
			books.check();
		}
	}

	#[test]
	fn a_split_lies_between_the_readings_around_it(
		before in 0u64..1 << 47,
		difference in 0u64..1 << 47,
		until_end in 1u32..86_400,
		after_end in 1u32..86_400,
	) {
		let calendar = Calendar::new(1, 0).unwrap();
		let begin = 1_600_000_000;
		let month_end = calendar.end(calendar.month_at(begin));
		let opening = Registers { import: Energy(before), export: Energy::ZERO };
		let mut meter = Meter::new(calendar, opening, month_end - until_end).unwrap();
		meter.set(Meter::ACCEPTS, true);
		let mut past = None;
		let entry = Entry {
			at: month_end + after_end,
			import: Energy(before + difference),
			export: None,
		};
		meter.book(&mut past, 0, entry).unwrap();
		let share = meter.opening.0 - before;
		let whole = (until_end + after_end) as u128;
		let exact = difference as u128 * until_end as u128;
		prop_assert!(share as u128 * whole <= exact && exact < (share as u128 + 1) * whole);
	}
}

proptest! {
	#[test]
	fn catching_up_is_closing_month_by_month(
		readings in prop::collection::vec((1..40 * 24u32, 0..5_000u64, 0..5_000u64), 0..8),
		rolled: bool,
		allocation in 0..9_000u64,
		months in 0..30u32,
	) {
		let calendar = Calendar::new(1, 0).unwrap();
		let begin = calendar.start(MonthId(24_237));
		let mut meter = Meter::new(calendar, Registers::default(), begin).unwrap();
		meter.set(Meter::ACCEPTS, true);
		meter.allocation = Energy(allocation);
		let mut past = None;
		let (mut at, mut import, mut export) = (begin, 0, 0);
		for (hours, used, fed_in) in readings {
			at += hours * 3_600;
			import += used;
			export += fed_in;
			let entry = Entry { at, import: Energy(import), export: Some(Energy(export)) };
			let _ = meter.book(&mut past, 0, entry);
		}
		if rolled {
			let _ = meter.roll(&mut past, 0);
		}
		let to = MonthId(24_237 + months as u16);
		let (mut one_by_one, mut open) = (meter, past);
		let mut sum = Counted::default();
		loop {
			let current = one_by_one.month(0).unwrap();
			let oldest = if open.is_some() { current.previous() } else { current };
			if oldest >= to {
				break;
			}
			let end = one_by_one.close(&mut open, 0, oldest).unwrap();
			prop_assert_eq!(end.earlier, Counted::default());
			sum.used = sum.used.saturating_add(end.position.used());
			sum.exported = sum.exported.saturating_add(end.position.uncredited());
		}
		let (mut at_once, mut left) = (meter, past);
		let counted = at_once.catch_up(&mut left, 0, to);
		prop_assert_eq!(counted.unwrap_or_default(), sum);
		prop_assert_eq!((at_once, left), (one_by_one, open));
	}
}
