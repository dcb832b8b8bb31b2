//! Billing months.
//!
//! A billing month of a network runs from its billing day (1 to 28), 00:00 at its provider's UTC
//! offset, to the same day of the next civil month. It is named by the civil month in which it
//! starts. Civil dates are proleptic Gregorian; the conversions follow Howard Hinnant,
//! «chrono-Compatible Low-Level Date Algorithms» (`days_from_civil`, `civil_from_days`).

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Seconds since the Unix epoch (UTC, without leap seconds). Enough until the year 2106.
pub type Seconds = u32;

/// Seconds of a day.
pub const DAY: Seconds = 86_400;

/// The last billing day that every month has.
pub const LAST_BILLING_DAY: u8 = 28;

/// The widest UTC offsets in civil use, in minutes: −12:00 and +14:00.
pub const UTC_OFFSETS: core::ops::RangeInclusive<i16> = -720..=840;

/// A billing month: `year × 12 + (month − 1)` of the civil month in which it starts.
/// October 2019 is 24237.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(transparent)]
pub struct MonthId(pub u16);

impl MonthId {
	/// The billing month that starts in `month` (1 to 12) of `year`.
	pub const fn from_civil(year: u16, month: u8) -> Option<Self> {
		if month < 1 || month > 12 || year > u16::MAX / 12 - 1 {
			return None;
		}
		Some(Self(year * 12 + (month as u16 - 1)))
	}

	/// Year and month (1 to 12) of its start.
	pub const fn civil(self) -> (u16, u8) {
		(self.0 / 12, (self.0 % 12) as u8 + 1)
	}

	pub const fn next(self) -> Self {
		Self(self.0.saturating_add(1))
	}

	pub const fn previous(self) -> Self {
		Self(self.0.saturating_sub(1))
	}
}

impl core::fmt::Display for MonthId {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		let (year, month) = self.civil();
		write!(f, "{year:04}-{month:02}")
	}
}

/// When the billing months of a network begin and end.
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
	Serialize,
	Deserialize,
)]
pub struct Calendar {
	/// The day of the civil month on which a billing month starts, 1 to 28.
	billing_day: u8,
	/// The provider's offset from UTC in minutes, east positive, all year round.
	utc_offset_minutes: i16,
}

impl Calendar {
	/// `None` for a billing day outside 1 to 28 or an offset outside −12:00 to +14:00.
	pub fn new(billing_day: u8, utc_offset_minutes: i16) -> Option<Self> {
		((1..=LAST_BILLING_DAY).contains(&billing_day) && UTC_OFFSETS.contains(&utc_offset_minutes))
			.then_some(Self { billing_day, utc_offset_minutes })
	}

	pub const fn billing_day(self) -> u8 {
		self.billing_day
	}

	pub const fn utc_offset_minutes(self) -> i16 {
		self.utc_offset_minutes
	}

	/// The month that contains the instant `at`: `start ≤ at < end`.
	///
	/// A reading *of* a month's end closes that month: ask with the instant before it.
	pub const fn month_at(self, at: Seconds) -> MonthId {
		let local = at as i64 + self.utc_offset_minutes as i64 * 60;
		let (year, month, day) = civil_from_days(local.div_euclid(DAY as i64));
		let months = year * 12 + month as i64 - 1;
		let months = if day < self.billing_day { months - 1 } else { months };
		MonthId(months as u16)
	}

	/// The first instant of `month`. Saturates at the bounds of [`Seconds`].
	pub const fn start(self, month: MonthId) -> Seconds {
		let (year, civil_month) = month.civil();
		let days = days_from_civil(year as i64, civil_month, self.billing_day);
		let at = days * DAY as i64 - self.utc_offset_minutes as i64 * 60;
		if at < 0 {
			0
		} else if at > Seconds::MAX as i64 {
			Seconds::MAX
		} else {
			at as Seconds
		}
	}

	/// The instant at which `month` ends and the next begins.
	pub const fn end(self, month: MonthId) -> Seconds {
		self.start(month.next())
	}
}

/// Days from 1970-01-01 to a civil date.
const fn days_from_civil(year: i64, month: u8, day: u8) -> i64 {
	// The year begins in March here, so that the leap day is its last.
	let year = if month <= 2 { year - 1 } else { year };
	let era = year.div_euclid(400);
	let year_of_era = year.rem_euclid(400);
	let shifted_month = (month as i64 + 9) % 12;
	let day_of_year = (153 * shifted_month + 2) / 5 + day as i64 - 1;
	let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	era * 146_097 + day_of_era - 719_468
}

/// The civil date (year, month, day) of a day counted from 1970-01-01.
const fn civil_from_days(days: i64) -> (i64, u8, u8) {
	let days = days + 719_468;
	let era = days.div_euclid(146_097);
	let day_of_era = days.rem_euclid(146_097);
	let year_of_era =
		(day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
	let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	let shifted_month = (5 * day_of_year + 2) / 153;
	let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u8;
	let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 } as u8;
	let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
	(year, month, day)
}

#[cfg(test)]
mod tests {
	use super::*;
	use chrono::{DateTime, Datelike, Duration, Months, NaiveDate, Utc};
	use proptest::prelude::*;

	fn calendar() -> impl Strategy<Value = Calendar> {
		(1u8..=28, UTC_OFFSETS).prop_map(|(day, offset)| Calendar::new(day, offset).unwrap())
	}

	/// The same question, answered by a civil calendar of another make.
	fn civil_month_at(calendar: Calendar, at: Seconds) -> (MonthId, Seconds, Seconds) {
		let offset = Duration::minutes(calendar.utc_offset_minutes() as i64);
		let local = DateTime::<Utc>::from_timestamp(at as i64, 0).unwrap() + offset;
		let day = calendar.billing_day() as u32;
		let mut first = NaiveDate::from_ymd_opt(local.year(), local.month(), day).unwrap();
		if local.day() < day {
			first = first - Months::new(1);
		}
		let seconds = |date: NaiveDate| {
			let midnight = date.and_hms_opt(0, 0, 0).unwrap().and_utc() - offset;
			midnight.timestamp().clamp(0, Seconds::MAX as i64) as Seconds
		};
		let month = MonthId::from_civil(first.year() as u16, first.month() as u8).unwrap();
		(month, seconds(first), seconds(first + Months::new(1)))
	}

	proptest! {
		#[test]
		fn months_agree_with_a_civil_calendar(calendar in calendar(), at: Seconds) {
			let (month, start, end) = civil_month_at(calendar, at);
			prop_assert_eq!(calendar.month_at(at), month);
			prop_assert_eq!(calendar.start(month), start);
			prop_assert_eq!(calendar.end(month), end);
		}

		#[test]
		fn an_instant_lies_in_exactly_one_month(calendar in calendar(), at in DAY..Seconds::MAX - 40 * DAY) {
			let month = calendar.month_at(at);
			prop_assert!(calendar.start(month) <= at && at < calendar.end(month));
			prop_assert_eq!(calendar.month_at(calendar.end(month)), month.next());
			prop_assert_eq!(calendar.month_at(calendar.end(month) - 1), month);
		}
	}

	#[test]
	fn leap_february_has_29_days_and_2100_has_none() {
		let calendar = Calendar::new(1, 0).unwrap();
		let days = |year| {
			let february = MonthId::from_civil(year, 2).unwrap();
			(calendar.end(february) - calendar.start(february)) / DAY
		};
		assert_eq!([days(2019), days(2020), days(2000), days(2100)], [28, 29, 29, 28]);
	}

	#[test]
	fn a_billing_day_past_28_or_a_wild_offset_is_no_calendar() {
		assert!(Calendar::new(0, 0).is_none());
		assert!(Calendar::new(29, 0).is_none());
		assert!(Calendar::new(1, 841).is_none());
		assert!(Calendar::new(1, -721).is_none());
	}

	#[test]
	fn months_print_as_people_write_them() {
		assert_eq!(MonthId(24237).to_string(), "2019-10");
		assert_eq!(MonthId::from_civil(2019, 10), Some(MonthId(24237)));
		assert_eq!(MonthId::from_civil(2019, 13), None);
	}
}
