//! The fleet file: a table with a line for each device, and its network beside it.

use crate::{
	case::{integer, kind, leftover, Kind, Leftover, Seconds},
	chain::{calls::MAX_LABEL, AccountId},
	geo,
	input::{instant, text, Problem, Table},
};
use std::{collections::HashMap, path::Path, str::FromStr};

/// The columns; those after `read_at` may be left out.
const COLUMNS: &[&str] = &[
	"network",
	"owner",
	"meter",
	"rated_w",
	"import_wh",
	"read_at",
	"export_wh",
	"kind",
	"billing_day",
	"leftover",
	"latitude",
	"longitude",
];
const REQUIRED: usize = 6;

/// A network to be registered.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
	pub name: String,
	pub owner: AccountId,
	pub billing_day: u8,
	pub leftover: Leftover,
	/// The geohash of its place; 0 where it has none.
	pub cell: u64,
	pub line: u64,
}

/// A device to be enrolled.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
	/// Its network's place in [`Fleet::networks`].
	pub network: usize,
	/// The name of its meter, which is its label.
	pub meter: String,
	pub kind: Kind,
	pub rated_w: u32,
	pub import_wh: u64,
	pub export_wh: u64,
	/// When the opening registers were read.
	pub read_at: Seconds,
	pub line: u64,
}

/// Networks and their devices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fleet {
	pub networks: Vec<Network>,
	pub devices: Vec<Device>,
}

/// Reads a fleet file, or names everything that is wrong with it.
pub fn read(file: &Path) -> Result<Fleet, Vec<Problem>> {
	let text = text(file).map_err(|problem| vec![problem])?;
	parse(file, &text)
}

fn parse(file: &Path, text: &str) -> Result<Fleet, Vec<Problem>> {
	let mut table = Table::new(file, text, COLUMNS, REQUIRED).map_err(|problem| vec![problem])?;
	let (mut fleet, mut problems) = (Fleet::default(), Vec::new());
	let (mut networks, mut meters) = (HashMap::new(), HashMap::new());
	loop {
		match table.next() {
			Ok(false) => break,
			Ok(true) => {
				if let Err(problem) = row(&table, &mut fleet, &mut networks, &mut meters) {
					problems.push(problem);
				}
			},
			Err(problem) => problems.push(problem),
		}
	}
	if fleet.devices.is_empty() && problems.is_empty() {
		problems.push(Problem::new(file, None, "has no line but the columns' names"));
	}
	match problems.is_empty() {
		true => Ok(fleet),
		false => Err(problems),
	}
}

fn row(
	table: &Table<'_>,
	fleet: &mut Fleet,
	networks: &mut HashMap<String, usize>,
	meters: &mut HashMap<String, u64>,
) -> Result<(), Problem> {
	let network = network(table)?;
	let place = match networks.get(&network.name) {
		None => {
			networks.insert(network.name.clone(), fleet.networks.len());
			fleet.networks.push(network);
			fleet.networks.len() - 1
		},
		Some(place) => {
			let known = &fleet.networks[*place];
			if *known != (Network { line: known.line, ..network }) {
				return Err(table.problem(format!(
					"network «{}» is described otherwise in line {}",
					known.name, known.line
				)));
			}
			*place
		},
	};
	let device = device(table, place)?;
	if let Some(line) = meters.insert(device.meter.clone(), device.line) {
		let reason = format!("meter «{}» is in line {line} already", device.meter);
		return Err(table.problem(reason));
	}
	fleet.devices.push(device);
	Ok(())
}

fn network(table: &Table<'_>) -> Result<Network, Problem> {
	let account = |text: &str| AccountId::from_str(text).ok();
	let day = |text: &str| match text {
		"" => Some(1),
		text => integer(text).filter(|day| (1..=28).contains(day)).map(|day| day as u8),
	};
	let policy = |text: &str| match text {
		"" => Some(Leftover::Hold),
		text => leftover(text),
	};
	let degrees = |bound: f64| {
		move |text: &str| match text {
			"" => Some(None),
			text => text
				.parse()
				.ok()
				.filter(|value: &f64| value.is_finite() && value.abs() <= bound)
				.map(Some),
		}
	};
	let latitude = table.value(10, COLUMNS[10], "latitude in degrees", degrees(90.0))?;
	let longitude = table.value(11, COLUMNS[11], "longitude in degrees", degrees(180.0))?;
	Ok(Network {
		name: label(table, 0)?,
		owner: table.value(1, COLUMNS[1], "account (SS58)", account)?,
		billing_day: table.value(8, COLUMNS[8], "day from 1 to 28", day)?,
		leftover: table.value(9, COLUMNS[9], "policy: hold, sell or share", policy)?,
		cell: latitude
			.zip(longitude)
			.map_or(0, |(latitude, longitude)| geo::cell(latitude, longitude)),
		line: table.line(),
	})
}

fn device(table: &Table<'_>, network: usize) -> Result<Device, Problem> {
	let wh = |text: &str| if text.is_empty() { Some(0) } else { integer(text) };
	let watts = |text: &str| integer(text).and_then(|w| u32::try_from(w).ok()).filter(|w| *w > 0);
	Ok(Device {
		network,
		meter: label(table, 2)?,
		rated_w: table.value(3, COLUMNS[3], "power in W above 0", watts)?,
		import_wh: table.value(4, COLUMNS[4], "whole number of Wh", integer)?,
		read_at: table.value(5, COLUMNS[5], "time such as 2026-03-01T00:00:00Z", instant)?,
		export_wh: table.value(6, COLUMNS[6], "whole number of Wh", wh)?,
		kind: kind(table.text(7)),
		line: table.line(),
	})
}

/// A name that the chain keeps whole.
fn label(table: &Table<'_>, column: usize) -> Result<String, Problem> {
	let (text, name) = (table.text(column), COLUMNS[column]);
	match text.len() {
		0 => Err(table.problem(format!("{name} is empty"))),
		1..=MAX_LABEL => Ok(text.to_owned()),
		_ => Err(table.problem(format!("{name} «{text}» is longer than {MAX_LABEL} bytes"))),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

	fn parsed(rows: &[String]) -> Result<Fleet, Vec<Problem>> {
		let header = "network,owner,meter,rated_w,import_wh,read_at,export_wh,billing_day,latitude,longitude";
		parse(Path::new("f.csv"), &format!("{header}\n{}\n", rows.join("\n")))
	}

	fn good() -> Vec<String> {
		["A", "B"]
			.map(|meter| format!("Home,{ALICE},{meter},4000,10,2026-03-01T00:00:00Z,,15,52.5,13.4"))
			.to_vec()
	}

	#[test]
	fn networks_and_devices_are_read() {
		let fleet = parsed(&good()).unwrap();
		assert_eq!((fleet.networks.len(), fleet.devices.len()), (1, 2));
		let network = &fleet.networks[0];
		assert_eq!(network.owner.to_string(), ALICE);
		assert_eq!((network.billing_day, network.leftover), (15, Leftover::Hold));
		assert_eq!(network.cell, geo::cell(52.5, 13.4));
		assert_eq!(fleet.devices[1].meter, "B");
		assert_eq!(fleet.devices[1].export_wh, 0);
	}

	#[test]
	fn every_bad_line_is_named() {
		let broken = [
			("4000", "0", "above 0"),
			("A,", ",", "meter is empty"),
			("52.5", "99", "latitude"),
			(",15,", ",29,", "1 to 28"),
			(ALICE, "me", "account"),
			("2026-03-01T00:00:00Z", "today", "today"),
		];
		for (what, instead, said) in broken {
			let mut rows = good();
			rows[0] = rows[0].replacen(what, instead, 1);
			let problems = parsed(&rows).unwrap_err();
			assert_eq!(problems[0].line, Some(2), "{problems:?}");
			assert!(problems[0].reason.contains(said), "{problems:?}");
		}
	}

	#[test]
	fn what_contradicts_an_earlier_line_is_refused() {
		let mut rows = good();
		rows[1] = rows[1].replace(ALICE, BOB);
		assert!(parsed(&rows).unwrap_err()[0].to_string().contains("line 3: network «Home»"));
		let mut rows = good();
		rows[1] = rows[0].clone();
		assert!(parsed(&rows).unwrap_err()[0].reason.contains("meter «A» is in line 2"));
	}

	#[test]
	fn an_empty_fleet_is_no_fleet() {
		assert!(parsed(&[]).is_err());
	}
}
