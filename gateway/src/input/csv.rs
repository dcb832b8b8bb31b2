//! Readings as a table: `interval_end,meter,import_wh,export_wh`.

use super::{instant, Change, Problem, Readings, Row, Table};
use crate::case::integer;
use std::{collections::HashMap, path::Path};

/// The columns; the last may be left out.
const COLUMNS: &[&str] = &["interval_end", "meter", "import_wh", "export_wh"];
const REQUIRED: usize = 3;

/// The longest table that is read, in lines: more is a file of another kind, or should be split.
const MAX_LINES: usize = 20_000_000;

pub fn read(file: &Path, text: &str) -> Result<Readings, Problem> {
	let mut table = Table::new(file, text, COLUMNS, REQUIRED)?;
	let mut readings = Readings::default();
	let mut places = HashMap::new();
	for _ in 0..MAX_LINES {
		match table.next() {
			Ok(true) => match row(&table, &mut readings, &mut places) {
				Ok(row) => readings.rows.push(row),
				Err(problem) => readings.problems.push(problem),
			},
			Ok(false) => return Ok(readings),
			Err(problem) => readings.problems.push(problem),
		}
	}
	Err(table.problem(format!("has more than {MAX_LINES} lines: split it")))
}

fn row(
	table: &Table<'_>,
	readings: &mut Readings,
	places: &mut HashMap<String, usize>,
) -> Result<Row, Problem> {
	let at = table.value(0, COLUMNS[0], "time such as 2026-03-01T00:15:00Z", instant)?;
	let name = table.text(1);
	if name.is_empty() {
		return Err(table.problem("meter is empty"));
	}
	let counter = |column| {
		let wh = table.value(column, COLUMNS[column], "whole number of Wh", |text| {
			if text.is_empty() {
				Some(None)
			} else {
				integer(text).map(Some)
			}
		})?;
		Ok(wh.map_or(Change::None, Change::Counter))
	};
	let (import, export) = (counter(2)?, counter(3)?);
	if (import, export) == (Change::None, Change::None) {
		return Err(table.problem("neither import_wh nor export_wh is there"));
	}
	Ok(Row { meter: readings.meter(name, places), at, import, export, line: table.line() })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::case::rfc3339;
	use proptest::prelude::*;

	fn parsed(text: &str) -> Readings {
		read(Path::new("r.csv"), text).unwrap().sort(Path::new("r.csv"))
	}

	#[test]
	fn readings_are_read_in_the_order_of_time() {
		let readings = parsed(
			"interval_end,meter,import_wh,export_wh\n\
			 2026-03-01T00:30:00Z,a,20,\n\
			 2026-03-01T01:15:00+01:00,a,10,3\n\
			 2026-03-01T00:15:00Z,b,7,0\n",
		);
		assert_eq!(readings.meters, [["a"], ["b"]]);
		assert_eq!(readings.problems, []);
		let rows: Vec<_> =
			readings.rows.iter().map(|r| (rfc3339(r.at), r.meter, r.import, r.line)).collect();
		let at = |minute: u8| format!("2026-03-01T00:{minute}:00Z");
		assert_eq!(
			rows,
			[
				(at(15), 0, Change::Counter(10), 3),
				(at(15), 1, Change::Counter(7), 4),
				(at(30), 0, Change::Counter(20), 2)
			]
		);
		assert_eq!(readings.rows[2].export, Change::None);
	}

	#[test]
	fn columns_come_in_any_order_and_with_semicolons() {
		let readings = parsed("\u{feff}meter;import_wh;interval_end\na;5;2026-03-01T00:15:00Z\n");
		assert_eq!(readings.rows.len(), 1);
		assert_eq!(readings.rows[0].import, Change::Counter(5));
	}

	#[test]
	fn bad_lines_are_named_and_the_others_read() {
		let readings = parsed(
			"interval_end,meter,import_wh\n\
			 yesterday,a,1\n\
			 2026-03-01T00:15:00Z,,1\n\
			 2026-03-01T00:15:00Z,a,-1\n\
			 2026-03-01T00:15:00Z,a\n\
			 2026-03-01T00:15:00Z,a,\n\
			 2026-03-01T00:15:00Z,a,9\n\
			 2026-03-01T00:15:00Z,a,9\n\
			 2026-03-01T00:15:00Z,a,10\n",
		);
		let said: Vec<_> =
			readings.problems.iter().map(|p| (p.line.unwrap(), p.reason.as_str())).collect();
		assert_eq!(readings.rows.len(), 1, "{said:?}");
		let words = ["yesterday", "meter", "-1", "fields", "neither", "line 7"];
		assert_eq!(said.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 9]);
		for ((_, reason), word) in said.iter().zip(words) {
			assert!(reason.contains(word), "{reason}");
		}
	}

	#[test]
	fn other_tables_are_refused_as_a_whole() {
		let fail = |text| read(Path::new("r.csv"), text).unwrap_err().to_string();
		assert!(fail("time,meter,import_wh\n").contains("«time»"));
		assert!(fail("interval_end,meter\n").contains("«import_wh» is missing"));
		assert!(fail("").contains("interval_end"));
	}

	proptest! {
		/// Whatever a file holds, each of its lines is either read or named.
		#[test]
		fn no_line_is_lost(lines in proptest::collection::vec("[a-z0-9:,T Z\\-]{0,30}", 0..20)) {
			let text = format!("interval_end,meter,import_wh\n{}", lines.join("\n"));
			let readings = read(Path::new("r.csv"), &text).unwrap();
			let filled = lines.iter().filter(|line| !line.is_empty()).count();
			prop_assert_eq!(readings.rows.len() + readings.problems.len(), filled);
		}

		/// What is written is read back.
		#[test]
		fn written_readings_are_read_back(
			rows in proptest::collection::vec((1u32..4_000_000_000, "[a-z]{1,8}", any::<u64>()), 1..30),
		) {
			let mut text = String::from("interval_end,meter,import_wh\n");
			for (at, meter, wh) in &rows {
				text += &format!("{},{meter},{wh}\n", rfc3339(*at));
			}
			let readings = read(Path::new("r.csv"), &text).unwrap();
			prop_assert_eq!(&readings.problems, &[]);
			let back: Vec<_> = readings
				.rows
				.iter()
				.map(|row| (row.at, readings.meters[row.meter][0].clone(), row.import))
				.collect();
			let expected: Vec<_> =
				rows.into_iter().map(|(at, meter, wh)| (at, meter, Change::Counter(wh))).collect();
			prop_assert_eq!(back, expected);
		}
	}
}
