//! Billing months and local days, as the chain reckons them.
//!
//! A month is named by the civil month in which it starts, and counted `year × 12 + month − 1`; it
//! starts on the network's billing day at 00:00 of the provider's UTC offset. A day is counted from
//! 1970-01-01 and begins at the same offset, so that months are whole days.

use crate::error::ApiError;

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// When the months and days of a network begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
	/// 1 to 28.
	pub billing_day: i64,
	/// East of UTC positive.
	pub utc_offset_minutes: i64,
}

impl Calendar {
	/// The local day that contains the instant, a Unix time in seconds.
	pub fn day_at(self, at: i64) -> i64 {
		(at + self.utc_offset_minutes * 60).div_euclid(DAY)
	}

	/// The first instant of a local day.
	pub fn day_start(self, day: i64) -> i64 {
		day * DAY - self.utc_offset_minutes * 60
	}

	/// The month that contains the instant.
	pub fn month_at(self, at: i64) -> i64 {
		self.month_of_day(self.day_at(at))
	}

	/// The month that contains a local day.
	pub fn month_of_day(self, day: i64) -> i64 {
		let (year, month, day) = civil(day);
		year * 12 + month - 1 - i64::from(day < self.billing_day)
	}

	/// The first local day of a month.
	pub fn first_day(self, month: i64) -> i64 {
		days(month.div_euclid(12), month.rem_euclid(12) + 1, self.billing_day)
	}

	/// The first instant of a month.
	pub fn month_start(self, month: i64) -> i64 {
		self.day_start(self.first_day(month))
	}

	/// The instant at which a month ends and the next begins.
	pub fn month_end(self, month: i64) -> i64 {
		self.month_start(month + 1)
	}
}

/// Days from 1970-01-01 to a civil date (Howard Hinnant, «chrono-Compatible Low-Level Date
/// Algorithms»).
fn days(year: i64, month: i64, day: i64) -> i64 {
	let year = year - i64::from(month <= 2);
	let of_era = year.rem_euclid(400);
	let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
	year.div_euclid(400) * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month (1 to 12) and day of a day counted from 1970-01-01.
fn civil(day: i64) -> (i64, i64, i64) {
	let day = day + 719_468;
	let of_era = day.rem_euclid(146_097);
	let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
	let of_year = of_era - (365 * year + year / 4 - year / 100);
	let shifted = (5 * of_year + 2) / 153;
	let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
	let year = year + day.div_euclid(146_097) * 400 + i64::from(month <= 2);
	(year, month, of_year - (153 * shifted + 2) / 5 + 1)
}

/// A day as people write it: `2019-10-03`.
pub fn day_name(day: i64) -> String {
	let (year, month, day) = civil(day);
	format!("{year:04}-{month:02}-{day:02}")
}

/// A month as people write it: `2019-10`.
pub fn month_name(month: i64) -> String {
	format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

/// The month of a name like `2019-10`.
pub fn month_of(name: &str) -> Result<i64, ApiError> {
	let parsed = name.split_once('-').and_then(|(year, month)| {
		let (year, month) = (year.parse::<u16>().ok()?, month.parse::<u8>().ok()?);
		// The chain counts months in 16 bits.
		(name.len() == 7 && (1..=12).contains(&month) && year < 5_461)
			.then(|| i64::from(year) * 12 + i64::from(month) - 1)
	});
	parsed.ok_or_else(|| {
		ApiError::bad(format!("{name:?} is no month"), "month", "write it like 2019-10, or current")
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	const PASADENA: Calendar = Calendar { billing_day: 1, utc_offset_minutes: -420 };

	#[test]
	fn october_of_2019_is_where_the_chain_says() {
		assert_eq!(month_of("2019-10").unwrap(), 24_237);
		assert_eq!(month_name(24_237), "2019-10");
		// 2019-10-01T07:00:00Z
		assert_eq!(PASADENA.month_start(24_237), 1_569_913_200);
		assert_eq!(PASADENA.month_at(1_569_913_199), 24_236);
		assert_eq!(PASADENA.month_at(1_569_913_200), 24_237);
		assert_eq!(PASADENA.month_end(24_237) - PASADENA.month_start(24_237), 31 * DAY);
	}

	#[test]
	fn a_month_begins_on_its_billing_day() {
		let calendar = Calendar { billing_day: 28, utc_offset_minutes: 840 };
		for month in 24_000..24_500 {
			let first = calendar.first_day(month);
			assert_eq!(calendar.month_of_day(first), month);
			assert_eq!(calendar.month_of_day(first - 1), month - 1);
			assert!(day_name(first).ends_with("-28"));
			assert_eq!(calendar.day_at(calendar.day_start(first)), first);
			assert_eq!(calendar.day_at(calendar.day_start(first) - 1), first - 1);
		}
	}

	#[test]
	fn leap_days_are_days() {
		assert_eq!(day_name(days(2020, 2, 29)), "2020-02-29");
		assert_eq!(day_name(days(2020, 2, 29) + 1), "2020-03-01");
		assert_eq!(day_name(0), "1970-01-01");
	}

	#[test]
	fn what_is_no_month_is_refused() {
		for name in ["", "2019", "2019-13", "2019-00", "2019-1", "x", "99999-01", "2019-10-01"] {
			assert!(month_of(name).is_err(), "{name}");
		}
	}
}
