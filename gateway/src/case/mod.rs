//! Replay cases: a recorded month in files, read and checked as a whole before anything is sent.
//!
//! | file of this folder | holds |
//! |---|---|
//! | [`format`] | the files as they are written: JSON, CSV, numbers and times |
//! | [`validate`] | what a case must fulfil, and the refusal with file, line and reason |
//! | [`merge`] | cases of the same month, interval by interval |

mod format;
pub mod merge;
mod validate;

#[cfg(test)]
mod tests;

use std::path::Path;

pub use format::{integer, kind, leftover, month_id, month_of, rfc3339};
pub use validate::CaseError;

/// Seconds since the Unix epoch.
pub type Seconds = u32;

/// A checked case. Networks, devices and readings refer to each other by place in these lists.
#[derive(Clone, Debug)]
pub struct Case {
	pub name: String,
	pub period: Period,
	pub networks: Vec<Network>,
	pub devices: Vec<Device>,
	/// In the order of the file, which is the order of time.
	pub readings: Vec<Reading>,
}

/// The month of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
	pub year: u16,
	/// 1 to 12.
	pub month: u8,
	/// East of UTC positive.
	pub utc_offset_minutes: i16,
	/// The month's first instant.
	pub start: Seconds,
	/// The first instant after it.
	pub end: Seconds,
	/// The end of the month after it.
	pub next_end: Seconds,
}

impl Period {
	/// The chain's name of the month: `year × 12 + (month − 1)`.
	pub fn month_id(&self) -> u16 {
		format::month_number(self.year, self.month)
	}
}

impl std::fmt::Display for Period {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "{:04}-{:02}", self.year, self.month)
	}
}

#[derive(Clone, Debug)]
pub struct Network {
	/// Its number in the case.
	pub number: u64,
	pub name: String,
	pub provider: String,
	pub allotment_wh: u64,
	pub leftover: Leftover,
	/// Degrees, north positive.
	pub latitude: f64,
	/// Degrees, east positive.
	pub longitude: f64,
}

/// What happens with the energy that is left when the month closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leftover {
	Hold,
	Sell,
	Share,
}

#[derive(Clone, Debug)]
pub struct Device {
	/// Its network's place in [`Case::networks`].
	pub network: usize,
	/// Its number in the network.
	pub number: u64,
	pub name: String,
	pub kind: Kind,
	pub rated_w: u32,
	pub allocation_wh: u64,
}

/// What a device does with energy, as the chain knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
	Load,
	Generator,
	Store,
	Charger,
}

/// The registers of a device at an instant. The first reading of a device is its opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
	pub at: Seconds,
	/// Its device's place in [`Case::devices`].
	pub device: usize,
	pub import_wh: u64,
	pub export_wh: u64,
}

impl Case {
	/// Reads and checks the case in `dir`.
	pub fn load(dir: &Path) -> Result<Self, CaseError> {
		validate::load(dir)
	}

	/// Each device's opening: its first reading.
	pub fn openings(&self) -> Vec<Reading> {
		let mut openings: Vec<Option<Reading>> = vec![None; self.devices.len()];
		for reading in &self.readings {
			openings[reading.device].get_or_insert(*reading);
		}
		// A checked case has a reading for every device.
		openings.into_iter().flatten().collect()
	}

	/// The places of a network's devices.
	pub fn devices_of(&self, network: usize) -> impl Iterator<Item = usize> + '_ {
		(0..self.devices.len()).filter(move |device| self.devices[*device].network == network)
	}

	/// The case's providers by name, in the order of their first network.
	pub fn providers(&self) -> Vec<&str> {
		let mut names: Vec<&str> = Vec::new();
		for network in &self.networks {
			if !names.contains(&network.provider.as_str()) {
				names.push(&network.provider);
			}
		}
		names
	}

	/// The places of a provider's networks.
	pub fn networks_of<'a>(&'a self, provider: &'a str) -> impl Iterator<Item = usize> + 'a {
		(0..self.networks.len()).filter(move |network| self.networks[*network].provider == provider)
	}
}

/// Reads and checks several cases, in the order of their months.
pub fn load_all<P: AsRef<Path>>(dirs: &[P]) -> Result<Vec<Case>, CaseError> {
	let mut cases: Vec<Case> = Vec::with_capacity(dirs.len());
	for dir in dirs {
		let case = Case::load(dir.as_ref())?;
		if let Some(other) =
			cases.iter().find(|other| other.name == case.name && other.period == case.period)
		{
			return Err(validate::repeated(dir.as_ref(), &other.name, other.period));
		}
		cases.push(case);
	}
	// Stable: cases of one month stay in the order in which they were named.
	cases.sort_by_key(|case| case.period.start);
	Ok(cases)
}
