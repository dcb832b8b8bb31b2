//! One meter: where its registers stand, and what a reading says of the time since the one before.

use crate::{
	calendar::Calendar,
	store::value::{Row, Value},
};
use serde_json::{json, Value as Json};

/// Registers at a time: the chain's, which run on when a meter is exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
	/// Unix seconds.
	pub at: i64,
	pub import: i64,
	pub export: i64,
}

/// What was used and fed in during a part of the time between two readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
	/// The local day.
	pub day: i64,
	pub used: i64,
	pub exported: i64,
}

/// A meter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meter {
	pub last: Read,
	/// The reading before the last: a correction of the last is one of the time since.
	pub before: Option<Read>,
	/// The two readings around the last month's boundary, where none was of it: one may come late.
	pub span: Option<(Read, Read)>,
	pub first_at: i64,
	pub booked: i64,
	pub refused: i64,
	pub exchanged: i64,
	/// What the chain's registers are ahead of the meter's own.
	pub import_offset: i64,
	pub export_offset: i64,
	pub counter: Option<i64>,
	pub signed: i64,
	pub signed_at: Option<i64>,
	pub block: i64,
}

/// The columns of the table `meters`, as [`Meter::of_row`] and [`Meter::row`] have them.
pub const COLUMNS: &str = "device, import_wh, export_wh, read_at, first_at, booked, refused, \
	exchanged, import_offset_wh, export_offset_wh, counter, signed, signed_at, memory, block";

/// What a reading changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Booked {
	/// The reading, in the chain's registers; none where it was there already.
	pub read: Option<Read>,
	/// What was used and fed in since the reading before it.
	pub since: (i64, i64),
	/// The reading after it, and what was used and fed in between the two: for one that came late.
	pub next: Option<(Read, (i64, i64))>,
	/// To be added to the days' use; what a change takes back is negative.
	pub parts: Vec<Part>,
}

impl Meter {
	/// A meter that begins.
	pub fn new(first: Read, block: i64) -> Self {
		Self {
			last: first,
			before: None,
			span: None,
			first_at: first.at,
			booked: 0,
			refused: 0,
			exchanged: 0,
			import_offset: 0,
			export_offset: 0,
			counter: None,
			signed: 0,
			signed_at: None,
			block,
		}
	}

	/// Books a reading of the meter's own registers.
	pub fn book(
		&mut self,
		at: i64,
		import: i64,
		export: Option<i64>,
		calendar: Calendar,
	) -> Booked {
		let import = import.saturating_add(self.import_offset);
		let export = export.map(|export| export.saturating_add(self.export_offset));
		if at <= self.last.at {
			return self.book_late(at, import, export, calendar);
		}
		let (last, read) =
			(self.last, Read { at, import, export: export.unwrap_or(self.last.export) });
		let boundary = calendar.month_end(calendar.month_at(last.at));
		if last.at < boundary && boundary < at {
			self.span = Some((last, read));
		}
		self.before = Some(last);
		self.last = read;
		let parts = spread(last, read, calendar);
		Booked { read: Some(read), since: between(last, read), next: None, parts }
	}

	/// A late reading of a month's end: the use around it was estimated until now.
	fn book_late(
		&mut self,
		at: i64,
		import: i64,
		export: Option<i64>,
		calendar: Calendar,
	) -> Booked {
		let Some((from, to)) = self.span.filter(|(from, to)| from.at < at && at < to.at) else {
			return Booked::default();
		};
		let estimated = from.export + share(to.export - from.export, at - from.at, to.at - from.at);
		let read = Read { at, import, export: export.unwrap_or(estimated) };
		let mut parts = taken_back(spread(from, to, calendar));
		parts.extend(spread(from, read, calendar));
		parts.extend(spread(read, to, calendar));
		if self.before == Some(from) {
			self.before = Some(read);
		}
		self.span = None;
		let next = Some((to, between(read, to)));
		Booked { read: Some(read), since: between(from, read), next, parts }
	}

	/// Puts the last registers right.
	pub fn correct(&mut self, import: i64, export: i64, calendar: Calendar) -> Booked {
		let (wrong, right) = (self.last, Read { at: self.last.at, import, export });
		self.last = right;
		if let Some((_, to)) = self.span.as_mut().filter(|(_, to)| to.at == right.at) {
			*to = right;
		}
		let Some(before) = self.before else {
			// The opening registers: nothing was used before them.
			return Booked { read: Some(right), ..Default::default() };
		};
		let mut parts = taken_back(spread(before, wrong, calendar));
		parts.extend(spread(before, right, calendar));
		Booked { read: Some(right), since: between(before, right), next: None, parts }
	}

	/// From now on readings are those of another meter, whose registers stand so.
	pub fn exchange(&mut self, import: i64, export: i64) {
		self.import_offset = self.last.import.saturating_sub(import);
		self.export_offset = self.last.export.saturating_sub(export);
		self.exchanged += 1;
	}

	/// A row of the table `meters`.
	pub fn row(&self, device: u32) -> Vec<Value> {
		let span = self.span.map(|(from, to)| json!([shown(from), shown(to)]));
		let memory = json!({"before": self.before.map(shown), "span": span});
		vec![
			device.into(),
			self.last.import.into(),
			self.last.export.into(),
			self.last.at.into(),
			self.first_at.into(),
			self.booked.into(),
			self.refused.into(),
			self.exchanged.into(),
			self.import_offset.into(),
			self.export_offset.into(),
			self.counter.into(),
			self.signed.into(),
			self.signed_at.into(),
			memory.to_string().into(),
			self.block.into(),
		]
	}

	/// A device and its meter, as a row of the table `meters` has them.
	pub fn of_row(row: &Row) -> (u32, Self) {
		let memory: Json = serde_json::from_str(&row.text(13)).unwrap_or_default();
		let meter = Self {
			last: Read { import: row.int(1), export: row.int(2), at: row.int(3) },
			before: memory.get("before").and_then(read),
			span: memory
				.get("span")
				.and_then(|span| Some((read(span.get(0)?)?, read(span.get(1)?)?))),
			first_at: row.int(4),
			booked: row.int(5),
			refused: row.int(6),
			exchanged: row.int(7),
			import_offset: row.int(8),
			export_offset: row.int(9),
			counter: row.maybe_int(10),
			signed: row.int(11),
			signed_at: row.maybe_int(12),
			block: row.int(14),
		};
		(row.int(0) as u32, meter)
	}
}

fn shown(read: Read) -> Json {
	json!([read.at, read.import, read.export])
}

fn read(shown: &Json) -> Option<Read> {
	let number = |place: usize| shown.get(place).and_then(Json::as_i64);
	Some(Read { at: number(0)?, import: number(1)?, export: number(2)? })
}

/// What was used and fed in between two readings.
fn between(from: Read, to: Read) -> (i64, i64) {
	(to.import - from.import, to.export - from.export)
}

/// `whole × part ÷ all`, rounded down: as the chain splits a difference over a month's end.
pub fn share(whole: i64, part: i64, all: i64) -> i64 {
	(i128::from(whole) * i128::from(part)).div_euclid(i128::from(all.max(1))) as i64
}

/// Spreads what was used between two readings over the local days between them, evenly by time. The
/// parts sum up to the whole. An instant at midnight ends the day before it.
pub fn spread(from: Read, to: Read, calendar: Calendar) -> Vec<Part> {
	let (used, exported) = between(from, to);
	let length = to.at - from.at;
	let (mut parts, mut done) = (Vec::with_capacity(1), (0, 0));
	let mut day = calendar.day_at(from.at);
	loop {
		let end = calendar.day_start(day + 1).min(to.at);
		let so_far = match end == to.at {
			true => (used, exported),
			false => (share(used, end - from.at, length), share(exported, end - from.at, length)),
		};
		if end > from.at {
			parts.push(Part { day, used: so_far.0 - done.0, exported: so_far.1 - done.1 });
			done = so_far;
		}
		if end >= to.at {
			return parts;
		}
		day += 1;
	}
}

fn taken_back(mut parts: Vec<Part>) -> Vec<Part> {
	for part in &mut parts {
		part.used = -part.used;
		part.exported = -part.exported;
	}
	parts
}

#[cfg(test)]
mod tests {
	use super::*;

	const UTC: Calendar = Calendar { billing_day: 1, utc_offset_minutes: 0 };
	const DAY: i64 = 86_400;
	/// 2019-11-01T00:00:00Z
	const NOVEMBER: i64 = 1_572_566_400;

	fn read(at: i64, import: i64) -> Read {
		Read { at, import, export: 0 }
	}

	/// The use by day of all parts.
	fn days(parts: &[Part]) -> std::collections::BTreeMap<i64, i64> {
		let mut days = std::collections::BTreeMap::new();
		for part in parts {
			*days.entry(part.day).or_default() += part.used;
		}
		days.retain(|_, used| *used != 0);
		days
	}

	#[test]
	fn a_reading_of_midnight_ends_the_day() {
		let parts = spread(read(NOVEMBER - 900, 10), read(NOVEMBER, 15), UTC);
		assert_eq!(parts, [Part { day: NOVEMBER / DAY - 1, used: 5, exported: 0 }]);
		let parts = spread(read(NOVEMBER, 15), read(NOVEMBER + 900, 17), UTC);
		assert_eq!(parts, [Part { day: NOVEMBER / DAY, used: 2, exported: 0 }]);
	}

	#[test]
	fn a_long_gap_is_spread_by_time_and_sums_up() {
		let parts = spread(read(NOVEMBER - DAY / 2, 0), read(NOVEMBER + 2 * DAY, 1_000), UTC);
		let used: Vec<i64> = parts.iter().map(|part| part.used).collect();
		assert_eq!(used, [200, 400, 400]);
		// As the chain rounds: what lies before the boundary is rounded down.
		let parts = spread(read(NOVEMBER - 1, 0), read(NOVEMBER + 2, 2), UTC);
		let used: Vec<i64> = parts.iter().map(|part| part.used).collect();
		assert_eq!(used, [0, 2]);
	}

	#[test]
	fn a_late_reading_of_the_months_end_puts_the_estimate_right() {
		let mut meter = Meter::new(read(NOVEMBER - 1_800, 100), 1);
		let mut all = meter.book(NOVEMBER + 1_800, 200, None, UTC).parts;
		assert_eq!(days(&all), [(NOVEMBER / DAY - 1, 50), (NOVEMBER / DAY, 50)].into());
		all.extend(meter.book(NOVEMBER + 2_700, 210, None, UTC).parts);
		let late = meter.book(NOVEMBER, 190, None, UTC);
		assert_eq!(late.since, (90, 0));
		assert_eq!(late.next.unwrap().1, (10, 0));
		all.extend(late.parts);
		assert_eq!(days(&all), [(NOVEMBER / DAY - 1, 90), (NOVEMBER / DAY, 20)].into());
		assert_eq!(meter.last, read(NOVEMBER + 2_700, 210));
		// Once only.
		assert_eq!(meter.book(NOVEMBER, 195, None, UTC), Booked::default());
	}

	#[test]
	fn a_correction_changes_the_time_since_the_reading_before() {
		let mut meter = Meter::new(read(NOVEMBER, 100), 1);
		let mut all = meter.book(NOVEMBER + 900, 150, None, UTC).parts;
		let right = meter.correct(140, 0, UTC);
		assert_eq!(right.since, (40, 0));
		all.extend(right.parts);
		all.extend(meter.book(NOVEMBER + 1_800, 160, None, UTC).parts);
		assert_eq!(days(&all), [(NOVEMBER / DAY, 60)].into());
	}

	#[test]
	fn registers_run_on_when_a_meter_is_exchanged() {
		let mut meter = Meter::new(Read { at: NOVEMBER, import: 1_000, export: 50 }, 1);
		meter.book(NOVEMBER + 900, 1_100, Some(60), UTC);
		meter.exchange(5, 0);
		let booked = meter.book(NOVEMBER + 1_800, 25, Some(1), UTC);
		assert_eq!(booked.read, Some(Read { at: NOVEMBER + 1_800, import: 1_120, export: 61 }));
		assert_eq!(booked.since, (20, 1));
	}

	#[test]
	fn a_meter_survives_the_database() {
		let mut meter = Meter::new(read(NOVEMBER - 1_800, 100), 1);
		meter.book(NOVEMBER + 1_800, 200, Some(7), UTC);
		meter.counter = Some(3);
		assert!(meter.span.is_some() && meter.before.is_some());
		assert_eq!(Meter::of_row(&Row(meter.row(64))), (64, meter));
	}
}
