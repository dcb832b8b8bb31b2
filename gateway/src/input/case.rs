//! Replay cases as readings of meters named `network/device`.

use super::{Change, Problem, Readings, Row};
use crate::case::Case;
use std::path::Path;

/// Reads a whole case. A case is checked as a whole: a broken one is one problem.
pub fn read(folder: &Path) -> Result<Readings, Problem> {
	let case = Case::load(folder)
		.map_err(|error| Problem::new(&error.file, error.line, error.reason.to_string()))?;
	let meters = case
		.devices
		.iter()
		.map(|device| vec![format!("{}/{}", case.networks[device.network].name, device.name)])
		.collect();
	let rows = case.readings.iter().enumerate().map(|(place, reading)| Row {
		meter: reading.device,
		at: reading.at,
		import: Change::Counter(reading.import_wh),
		export: Change::Counter(reading.export_wh),
		// A header stands before the first.
		line: place as u64 + 2,
	});
	Ok(Readings { meters, rows: rows.collect(), problems: Vec::new() })
}
