//! What a case must fulfil. A case that breaks the format is refused with the file, the line and
//! the reason, before anything is sent.

use super::{
	format::{self, CaseFile},
	Case, Device, Network, Period, Reading,
};
use crate::line_ends::WithoutReturns;
use flate2::read::MultiGzDecoder;
use std::{
	collections::HashMap,
	fs::File,
	io::{BufReader, Read},
	path::{Path, PathBuf},
};
use thiserror::Error;

/// The most devices that the chain takes in a network.
const MAX_DEVICES: usize = 512;

/// Each allocation may have been rounded to a whole kWh: so much more than the allotment per device
/// is rounding, and is trimmed. More is an error.
const ROUNDING_WH: u64 = 500;

/// Why a case is refused.
#[derive(Debug, Error)]
#[error("{}{}: {reason}", file.display(), line.map(|l| format!(", line {l}")).unwrap_or_default())]
pub struct CaseError {
	pub file: PathBuf,
	pub line: Option<u64>,
	pub reason: Reason,
}

#[derive(Debug, Error, PartialEq, Eq)]
pub enum Reason {
	#[error("there is no such folder; a case is a folder with case.json, networks.csv, devices.csv and readings.csv.gz")]
	NoFolder,
	#[error("the file is missing")]
	Missing,
	#[error("cannot be read: {0}")]
	Unreadable(String),
	#[error("is not what it should be: {0}")]
	Malformed(String),
	#[error("is in format {0}; this program reads format {known}", known = format::FORMAT)]
	Format(u64),
	#[error("the case has no name")]
	NoName,
	#[error("the period «{0}» is no month: write YYYY-MM, from 1970-01 to 2105-12")]
	BadPeriod(String),
	#[error("an interval of {0} minutes: 1 to 1440 are possible")]
	BadInterval(u32),
	#[error("the columns should be {0}")]
	Columns(String),
	#[error("{column} «{value}» is no {wanted}")]
	BadValue { column: &'static str, value: String, wanted: &'static str },
	#[error("{0} is empty")]
	Empty(&'static str),
	#[error("has no line but the columns' names")]
	NoLines,
	#[error("network {0} was named before")]
	RepeatedNetwork(u64),
	#[error("device {device} of network {network} was named before")]
	RepeatedDevice { network: u64, device: u64 },
	#[error("network {0} is not in networks.csv")]
	UnknownNetwork(u64),
	#[error("device {device} of network {network} is not in devices.csv")]
	UnknownDevice { network: u64, device: u64 },
	#[error("network {0} has no device in devices.csv")]
	NoDevices(u64),
	#[error("network {0} has more than {MAX_DEVICES} devices")]
	TooManyDevices(u64),
	#[error("the allocations of network {network} are {by_wh} Wh more than its allotment")]
	OverAllocated { network: u64, by_wh: u64 },
	#[error("device {device} of network {network} has no reading, not even its opening registers")]
	NoReading { network: u64, device: u64 },
	#[error("{at} is outside the period {period} ({start} to {end})")]
	OutsidePeriod { at: String, period: String, start: String, end: String },
	#[error("{at} comes after a later time: the readings should be sorted by time")]
	Unsorted { at: String },
	#[error("device {device} of network {network} was read at {at} before")]
	RepeatedReading { network: u64, device: u64, at: String },
	#[error(
		"{register} of device {device} of network {network} runs backwards, from {from} to {to}"
	)]
	Backwards { register: &'static str, network: u64, device: u64, from: u64, to: u64 },
	#[error("case {name} of {period} was named before; a case is played once")]
	RepeatedCase { name: String, period: String },
}

pub fn repeated(dir: &Path, name: &str, period: Period) -> CaseError {
	let reason = Reason::RepeatedCase { name: name.into(), period: period.to_string() };
	CaseError { file: dir.into(), line: None, reason }
}

pub fn load(dir: &Path) -> Result<Case, CaseError> {
	if !dir.is_dir() {
		return Err(CaseError { file: dir.into(), line: None, reason: Reason::NoFolder });
	}
	// What is missing is said before anything is read.
	for name in [format::CASE, format::NETWORKS, format::DEVICES, format::READINGS] {
		let file = dir.join(name);
		if !file.is_file() {
			return Err(CaseError { file, line: None, reason: Reason::Missing });
		}
	}
	let head = case_file(&dir.join(format::CASE))?;
	let networks = networks(&dir.join(format::NETWORKS))?;
	let mut devices = devices(&dir.join(format::DEVICES), &networks)?;
	trim_rounding(&dir.join(format::DEVICES), &networks, &mut devices)?;
	let (period, readings) = readings(dir, &head, &networks, &devices)?;
	Ok(Case {
		name: head.name,
		period,
		networks,
		devices: devices.into_iter().map(|(device, _)| device).collect(),
		readings,
	})
}

fn case_file(file: &Path) -> Result<CaseFile, CaseError> {
	let fail = |line, reason| CaseError { file: file.into(), line, reason };
	let text = std::fs::read_to_string(file)
		.map_err(|error| fail(None, Reason::Unreadable(error.to_string())))?;
	// The format first: a later one may have other fields.
	let json: serde_json::Value = serde_json::from_str(&text)
		.map_err(|e| fail(Some(e.line() as u64), Reason::Malformed(e.to_string())))?;
	match json.get("format").and_then(serde_json::Value::as_u64) {
		Some(format::FORMAT) => (),
		Some(other) => return Err(fail(None, Reason::Format(other))),
		None => return Err(fail(None, Reason::Malformed("it has no number «format»".into()))),
	}
	let case: CaseFile = serde_json::from_value(json)
		.map_err(|error| fail(None, Reason::Malformed(error.to_string())))?;
	if case.name.trim().is_empty() {
		return Err(fail(None, Reason::NoName));
	}
	if !(1..=1_440).contains(&case.interval_minutes) {
		return Err(fail(None, Reason::BadInterval(case.interval_minutes)));
	}
	Ok(case)
}

/// A CSV file, line by line, each refused with its number.
struct Lines<R> {
	file: PathBuf,
	reader: csv::Reader<WithoutReturns<R>>,
	record: csv::StringRecord,
	line: u64,
}

impl<R: Read> Lines<R> {
	fn new(file: &Path, source: R, columns: &[&str]) -> Result<Self, CaseError> {
		let reader = csv::ReaderBuilder::new().from_reader(WithoutReturns(source));
		let record = csv::StringRecord::new();
		let mut lines = Self { file: file.into(), reader, record, line: 1 };
		let header = lines.reader.headers().cloned();
		let header = header.map_err(|error| lines.unreadable(error))?;
		if !header.iter().eq(columns.iter().copied()) {
			return Err(lines.fail(Reason::Columns(columns.join(","))));
		}
		Ok(lines)
	}

	fn next(&mut self) -> Result<bool, CaseError> {
		let read = self.reader.read_record(&mut self.record);
		let more = read.map_err(|error| self.unreadable(error))?;
		if more {
			self.line = self.record.position().map_or(self.line, csv::Position::line);
		}
		Ok(more)
	}

	fn fail(&self, reason: Reason) -> CaseError {
		CaseError { file: self.file.clone(), line: Some(self.line), reason }
	}

	fn unreadable(&self, error: csv::Error) -> CaseError {
		let line = error.position().map_or(self.line, csv::Position::line);
		let reason = Reason::Unreadable(error.to_string());
		CaseError { file: self.file.clone(), line: Some(line), reason }
	}

	fn text(&self, place: usize) -> &str {
		self.record.get(place).unwrap_or_default().trim()
	}

	/// The value at `place`, as `read` understands it.
	fn value<T>(
		&self,
		place: usize,
		column: &'static str,
		wanted: &'static str,
		read: impl Fn(&str) -> Option<T>,
	) -> Result<T, CaseError> {
		let text = self.text(place);
		read(text).ok_or_else(|| self.fail(Reason::BadValue { column, value: text.into(), wanted }))
	}

	fn name(&self, place: usize, column: &'static str) -> Result<String, CaseError> {
		match self.text(place) {
			"" => Err(self.fail(Reason::Empty(column))),
			text => Ok(text.into()),
		}
	}
}

fn open(file: &Path) -> Result<BufReader<File>, CaseError> {
	File::open(file).map(BufReader::new).map_err(|error| CaseError {
		file: file.into(),
		line: None,
		reason: Reason::Unreadable(error.to_string()),
	})
}

fn networks(file: &Path) -> Result<Vec<Network>, CaseError> {
	let mut lines = Lines::new(file, open(file)?, format::NETWORK_COLUMNS)?;
	let mut networks: Vec<Network> = Vec::new();
	while lines.next()? {
		let number = lines.value(0, "network", "whole number", format::integer)?;
		if networks.iter().any(|network| network.number == number) {
			return Err(lines.fail(Reason::RepeatedNetwork(number)));
		}
		networks.push(Network {
			number,
			name: lines.name(1, "name")?,
			provider: lines.name(2, "provider")?,
			allotment_wh: lines.value(3, "allotment_kwh", "amount of energy", format::kwh)?,
			leftover: lines.value(
				4,
				"leftover_policy",
				"policy: hold, sell or share",
				format::leftover,
			)?,
			latitude: lines
				.value(5, "latitude", "latitude in degrees", |text| format::degrees(text, 90.0))?,
			longitude: lines.value(6, "longitude", "longitude in degrees", |text| {
				format::degrees(text, 180.0)
			})?,
		});
	}
	if networks.is_empty() {
		return Err(lines.fail(Reason::NoLines));
	}
	Ok(networks)
}

/// The devices, each with its line.
fn devices(file: &Path, networks: &[Network]) -> Result<Vec<(Device, u64)>, CaseError> {
	let places: HashMap<u64, usize> =
		networks.iter().enumerate().map(|(place, network)| (network.number, place)).collect();
	let mut lines = Lines::new(file, open(file)?, format::DEVICE_COLUMNS)?;
	let mut devices: Vec<(Device, u64)> = Vec::new();
	let mut known = HashMap::new();
	let mut counts = vec![0usize; networks.len()];
	while lines.next()? {
		let network = lines.value(0, "network", "whole number", format::integer)?;
		let device = lines.value(1, "device", "whole number", format::integer)?;
		let Some(&place) = places.get(&network) else {
			return Err(lines.fail(Reason::UnknownNetwork(network)));
		};
		if known.insert((network, device), ()).is_some() {
			return Err(lines.fail(Reason::RepeatedDevice { network, device }));
		}
		counts[place] += 1;
		if counts[place] > MAX_DEVICES {
			return Err(lines.fail(Reason::TooManyDevices(network)));
		}
		let device = Device {
			network: place,
			number: device,
			name: lines.name(2, "name")?,
			kind: format::kind(lines.text(3)),
			rated_w: lines.value(4, "rated_w", "power in watts", format::watts)?,
			allocation_wh: lines.value(5, "allocation_kwh", "amount of energy", format::kwh)?,
		};
		devices.push((device, lines.line));
	}
	if let Some(place) = counts.iter().position(|count| *count == 0) {
		return Err(CaseError {
			file: file.into(),
			line: None,
			reason: Reason::NoDevices(networks[place].number),
		});
	}
	Ok(devices)
}

/// Allocations that pass the allotment by their own rounding are trimmed, from the largest on.
fn trim_rounding(
	file: &Path,
	networks: &[Network],
	devices: &mut [(Device, u64)],
) -> Result<(), CaseError> {
	for (place, network) in networks.iter().enumerate() {
		let mut mine: Vec<&mut (Device, u64)> =
			devices.iter_mut().filter(|(device, _)| device.network == place).collect();
		let allocated =
			mine.iter().fold(0u64, |sum, (device, _)| sum.saturating_add(device.allocation_wh));
		let mut excess = allocated.saturating_sub(network.allotment_wh);
		if excess == 0 {
			continue;
		}
		if excess > ROUNDING_WH * mine.len() as u64 {
			return Err(CaseError {
				file: file.into(),
				line: mine.last().map(|(_, line)| *line),
				reason: Reason::OverAllocated { network: network.number, by_wh: excess },
			});
		}
		mine.sort_by_key(|(device, _)| std::cmp::Reverse(device.allocation_wh));
		for (device, _) in mine {
			let cut = excess.min(device.allocation_wh);
			device.allocation_wh -= cut;
			excess -= cut;
		}
	}
	Ok(())
}

fn readings(
	dir: &Path,
	head: &CaseFile,
	networks: &[Network],
	devices: &[(Device, u64)],
) -> Result<(Period, Vec<Reading>), CaseError> {
	let file = dir.join(format::READINGS);
	let places: HashMap<(u64, u64), usize> = devices
		.iter()
		.enumerate()
		.map(|(place, (device, _))| ((networks[device.network].number, device.number), place))
		.collect();
	let numbers: std::collections::HashSet<u64> = networks.iter().map(|n| n.number).collect();
	let source = MultiGzDecoder::new(open(&file)?);
	let mut lines = Lines::new(&file, source, format::READING_COLUMNS)?;
	let mut readings: Vec<Reading> = Vec::new();
	let mut last: Vec<Option<Reading>> = vec![None; devices.len()];
	let mut period = None;
	while lines.next()? {
		let at = lines.value(0, "interval_end", "instant in UTC (RFC 3339)", format::instant)?;
		let network = lines.value(1, "network", "whole number", format::integer)?;
		let device = lines.value(2, "device", "whole number", format::integer)?;
		let import_wh = lines.value(3, "import_wh", "register in Wh", format::integer)?;
		let export_wh = lines.value(4, "export_wh", "register in Wh", format::integer)?;
		if !numbers.contains(&network) {
			return Err(lines.fail(Reason::UnknownNetwork(network)));
		}
		let Some(&place) = places.get(&(network, device)) else {
			return Err(lines.fail(Reason::UnknownDevice { network, device }));
		};
		// The first time also tells the offset of a zone that has a name.
		let period = match period {
			Some(period) => period,
			None => *period.insert(month(dir, head, at)?),
		};
		if at < period.start || at > period.end {
			return Err(lines.fail(Reason::OutsidePeriod {
				at: format::rfc3339(at),
				period: period.to_string(),
				start: format::rfc3339(period.start),
				end: format::rfc3339(period.end),
			}));
		}
		if readings.last().is_some_and(|before| before.at > at) {
			return Err(lines.fail(Reason::Unsorted { at: format::rfc3339(at) }));
		}
		let reading = Reading { at, device: place, import_wh, export_wh };
		if let Some(before) = last[place].replace(reading) {
			if before.at == at {
				let at = format::rfc3339(at);
				return Err(lines.fail(Reason::RepeatedReading { network, device, at }));
			}
			for (register, from, to) in [
				("import_wh", before.import_wh, import_wh),
				("export_wh", before.export_wh, export_wh),
			] {
				if to < from {
					let reason = Reason::Backwards { register, network, device, from, to };
					return Err(lines.fail(reason));
				}
			}
		}
		readings.push(reading);
	}
	if let Some(place) = last.iter().position(Option::is_none) {
		let (device, line) = &devices[place];
		let network = networks[device.network].number;
		return Err(CaseError {
			file: dir.join(format::DEVICES),
			line: Some(*line),
			reason: Reason::NoReading { network, device: device.number },
		});
	}
	match period {
		Some(period) => Ok((period, readings)),
		None => Err(lines.fail(Reason::NoLines)),
	}
}

/// The case's month. A zone with a name has the offset that its first reading shows, so that no
/// table of zones is needed: the chain's months have one offset all year round.
fn month(dir: &Path, head: &CaseFile, first: u32) -> Result<Period, CaseError> {
	let bad = || CaseError {
		file: dir.join(format::CASE),
		line: None,
		reason: Reason::BadPeriod(head.period.clone()),
	};
	let (year, month) = format::period(&head.period).ok_or_else(bad)?;
	let offset = match format::fixed_offset(head.time_zone.trim()) {
		Some(offset) => offset,
		None => {
			let midnight = format::month_start(year, month, 0, 0).ok_or_else(bad)?;
			let minutes = (i64::from(midnight) - i64::from(first)) / 60;
			i16::try_from(minutes)
				.ok()
				.filter(|m| (-720..=840).contains(m) && m % 15 == 0)
				.unwrap_or(0)
		},
	};
	let start = |months_on| format::month_start(year, month, months_on, offset).ok_or_else(bad);
	Ok(Period {
		year,
		month,
		utc_offset_minutes: offset,
		start: start(0)?,
		end: start(1)?,
		next_end: start(2)?,
	})
}
