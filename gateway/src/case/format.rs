//! The files as they are written: their fields, numbers and times.

use super::{Kind, Leftover, Seconds};
use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat, TimeZone, Utc};
use serde::Deserialize;

pub const CASE: &str = "case.json";
pub const NETWORKS: &str = "networks.csv";
pub const DEVICES: &str = "devices.csv";
pub const READINGS: &str = "readings.csv.gz";

/// The format that this program reads.
pub const FORMAT: u64 = 1;

/// `case.json`, once its format is known; other fields are for people.
#[derive(Debug, Deserialize)]
pub struct CaseFile {
	pub name: String,
	pub period: String,
	pub interval_minutes: u32,
	pub time_zone: String,
}

pub const NETWORK_COLUMNS: &[&str] =
	&["network", "name", "provider", "allotment_kwh", "leftover_policy", "latitude", "longitude"];
pub const DEVICE_COLUMNS: &[&str] =
	&["network", "device", "name", "kind", "rated_w", "allocation_kwh"];
pub const READING_COLUMNS: &[&str] =
	&["interval_end", "network", "device", "import_wh", "export_wh"];

/// A whole number.
pub fn integer(text: &str) -> Option<u64> {
	text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Kilowatt-hours in Wh: a decimal number, not negative, rounded to the nearest Wh.
pub fn kwh(text: &str) -> Option<u64> {
	let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
	if whole.is_empty() && fraction.is_empty() {
		return None;
	}
	let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
	if !digits(whole) || !digits(fraction) {
		return None;
	}
	let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
	let mut thousandths = 0u64;
	for place in 0..3 {
		let digit = fraction.as_bytes().get(place).map_or(0, |b| u64::from(b - b'0'));
		thousandths = thousandths * 10 + digit;
	}
	let up = fraction.as_bytes().get(3).is_some_and(|b| *b >= b'5');
	whole.checked_mul(1_000)?.checked_add(thousandths)?.checked_add(u64::from(up))
}

/// Watts: a decimal number, not negative, rounded up.
pub fn watts(text: &str) -> Option<u32> {
	let wh = kwh(text)?;
	u32::try_from(wh.div_ceil(1_000)).ok()
}

/// Degrees within ± `bound`.
pub fn degrees(text: &str, bound: f64) -> Option<f64> {
	text.parse().ok().filter(|value: &f64| value.is_finite() && value.abs() <= bound)
}

pub fn leftover(text: &str) -> Option<Leftover> {
	match text {
		"hold" => Some(Leftover::Hold),
		"sell" => Some(Leftover::Sell),
		"share" => Some(Leftover::Share),
		_ => None,
	}
}

/// A kind that is not known is an ordinary load.
pub fn kind(text: &str) -> Kind {
	match text {
		"pv" | "wind" | "generator" | "chp" | "hydro" => Kind::Generator,
		"battery" | "storage" | "store" => Kind::Store,
		"ev-charger" | "charger" => Kind::Charger,
		_ => Kind::Load,
	}
}

/// An instant in RFC 3339, in UTC and whole seconds.
pub fn instant(text: &str) -> Option<Seconds> {
	let at = DateTime::parse_from_rfc3339(text).ok()?;
	if at.offset().local_minus_utc() != 0 || at.timestamp_subsec_nanos() != 0 {
		return None;
	}
	u32::try_from(at.timestamp()).ok()
}

/// Year and month of `YYYY-MM`.
pub fn period(text: &str) -> Option<(u16, u8)> {
	let (year, month) = text.split_once('-')?;
	if year.len() != 4 || month.len() != 2 {
		return None;
	}
	let (year, month) = (integer(year)?, integer(month)?);
	// The chain's clock counts seconds in 32 bits.
	((1970..2106).contains(&year) && (1..=12).contains(&month))
		.then_some((year as u16, month as u8))
}

/// The chain's number of a month: `year × 12 + (month − 1)`.
pub fn month_number(year: u16, month: u8) -> u16 {
	year * 12 + u16::from(month) - 1
}

/// The chain's number of the month `YYYY-MM`.
pub fn month_id(text: &str) -> Option<u16> {
	period(text).map(|(year, month)| month_number(year, month))
}

/// A month by the chain's number as `YYYY-MM`.
pub fn month_of(number: u16) -> String {
	format!("{:04}-{:02}", number / 12, number % 12 + 1)
}

/// The instant at which a civil month begins, `months_on` months after the one named.
pub fn month_start(
	year: u16,
	month: u8,
	months_on: u16,
	utc_offset_minutes: i16,
) -> Option<Seconds> {
	let months = year * 12 + u16::from(month) - 1 + months_on;
	let date = NaiveDate::from_ymd_opt(i32::from(months / 12), u32::from(months % 12) + 1, 1)?;
	let offset = FixedOffset::east_opt(i32::from(utc_offset_minutes) * 60)?;
	let at = offset.from_local_datetime(&date.and_hms_opt(0, 0, 0)?).single()?;
	u32::try_from(at.timestamp()).ok()
}

/// The offset of a time zone in minutes: UTC, or a fixed one such as `+01:00` or `UTC+01:00`.
pub fn fixed_offset(time_zone: &str) -> Option<i16> {
	let rest = ["UTC", "GMT"].iter().find_map(|p| time_zone.strip_prefix(p)).unwrap_or(time_zone);
	if rest.is_empty() || rest == "Z" {
		return (!time_zone.is_empty()).then_some(0);
	}
	let (sign, rest) = match rest.split_at_checked(1)? {
		("+", rest) => (1, rest),
		("-", rest) => (-1, rest),
		_ => return None,
	};
	let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
	let (hours, minutes) = (integer(hours)?, integer(minutes)?);
	let offset = sign * (i16::try_from(hours).ok()?.checked_mul(60)? + minutes.min(60) as i16);
	(minutes < 60 && (-720..=840).contains(&offset)).then_some(offset)
}

/// An instant as people and the development clock read it.
pub fn rfc3339(at: Seconds) -> String {
	DateTime::<Utc>::from_timestamp(i64::from(at), 0)
		.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true))
		.unwrap_or_else(|| at.to_string())
}
