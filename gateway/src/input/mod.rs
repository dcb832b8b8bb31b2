//! Files of readings, whatever their format, as readings of named meters.
//!
//! | file of this folder | reads |
//! |---|---|
//! | [`csv`] | a table with a line for each reading |
//! | [`espi`] | Green Button (NAESB ESPI) feeds |
//! | [`case`] | this project's replay cases |
//!
//! Nothing here knows the chain. What cannot be read is a [`Problem`] with its file, its line and
//! the reason; the rest of the file is read all the same, and the caller decides.

mod case;
pub mod csv;
mod espi;

use crate::{case::Seconds, line_ends::WithoutReturns};
use ::csv::StringRecord;
use flate2::read::MultiGzDecoder;
use serde::Serialize;
use std::{
	fmt,
	fs::File,
	io::Read,
	path::{Path, PathBuf},
};

/// What is wrong with a file, or with a line of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
	pub file: PathBuf,
	/// None where it is the file as a whole.
	pub line: Option<u64>,
	pub reason: String,
}

impl fmt::Display for Problem {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}", self.file.display())?;
		if let Some(line) = self.line {
			write!(f, ", line {line}")?;
		}
		write!(f, ": {}", self.reason)
	}
}

impl Problem {
	pub fn new(file: &Path, line: impl Into<Option<u64>>, reason: impl Into<String>) -> Self {
		Self { file: file.into(), line: line.into(), reason: reason.into() }
	}
}

/// What a file says of one register of a meter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
	/// Nothing: it has not moved.
	None,
	/// The counter itself, in Wh.
	Counter(u64),
	/// So many Wh since `from`.
	Since { from: Seconds, wh: u64 },
}

/// A reading as a file has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
	/// The meter's place in [`Readings::meters`].
	pub meter: usize,
	/// The end of the metered interval.
	pub at: Seconds,
	pub import: Change,
	pub export: Change,
	pub line: u64,
}

/// A file of readings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readings {
	/// The names by which each meter may be known, best first.
	pub meters: Vec<Vec<String>>,
	/// Each meter's in the order of time.
	pub rows: Vec<Row>,
	pub problems: Vec<Problem>,
}

impl Readings {
	/// The place of a meter with just this name.
	fn meter(
		&mut self,
		name: &str,
		places: &mut std::collections::HashMap<String, usize>,
	) -> usize {
		if let Some(place) = places.get(name) {
			return *place;
		}
		places.insert(name.to_owned(), self.meters.len());
		self.meters.push(vec![name.to_owned()]);
		self.meters.len() - 1
	}

	/// Brings the rows into the order of time, and takes those out that come twice.
	fn sort(mut self, file: &Path) -> Self {
		self.rows.sort_by_key(|row| (row.at, row.meter, row.line));
		let mut kept: Vec<Row> = Vec::with_capacity(self.rows.len());
		for row in self.rows {
			match kept.last() {
				Some(last) if (last.at, last.meter) == (row.at, row.meter) => {
					if (last.import, last.export) != (row.import, row.export) {
						let reason = format!(
							"«{}» was read at {} in line {} already, with other registers",
							self.meters[row.meter].join("» or «"),
							crate::case::rfc3339(row.at),
							last.line
						);
						self.problems.push(Problem::new(file, row.line, reason));
					}
				},
				_ => kept.push(row),
			}
		}
		self.problems.sort_by_key(|problem| problem.line);
		Self { rows: kept, ..self }
	}
}

/// Reads a file, or the folder of a case. An error is a file that is none of these at all.
pub fn read(path: &Path) -> Result<Readings, Problem> {
	if path.is_dir() {
		return case::read(path);
	}
	let text = text(path)?;
	let readings = if text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
		espi::read(path, &text)?
	} else {
		csv::read(path, &text)?
	};
	Ok(readings.sort(path))
}

/// The text of a file, taken out of its gzip wrapping if it has one.
pub fn text(path: &Path) -> Result<String, Problem> {
	let fail = |error: std::io::Error| Problem::new(path, None, format!("cannot be read: {error}"));
	let mut bytes = Vec::new();
	File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)).map_err(fail)?;
	if bytes.starts_with(&[0x1f, 0x8b]) {
		let mut unpacked = Vec::new();
		MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked).map_err(fail)?;
		bytes = unpacked;
	}
	String::from_utf8(bytes).map_err(|error| {
		let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()]
			.iter()
			.filter(|byte| **byte == b'\n')
			.count() as u64;
		Problem::new(path, line, "is not UTF-8")
	})
}

/// A table of named columns, in any order, separated by commas or semicolons.
pub struct Table<'t> {
	file: PathBuf,
	reader: ::csv::Reader<WithoutReturns<&'t [u8]>>,
	columns: Vec<Option<usize>>,
	record: StringRecord,
	line: u64,
}

impl<'t> Table<'t> {
	/// Opens a table with these columns; `required` of them, the first ones, must be there.
	pub fn new(
		file: &Path,
		text: &'t str,
		columns: &[&str],
		required: usize,
	) -> Result<Self, Problem> {
		let text = text.trim_start_matches('\u{feff}');
		let header = text.lines().next().unwrap_or_default();
		let delimiter = if header.contains(';') { b';' } else { b',' };
		let mut reader = ::csv::ReaderBuilder::new()
			.delimiter(delimiter)
			.trim(::csv::Trim::All)
			.from_reader(WithoutReturns(text.as_bytes()));
		let names =
			reader.headers().map_err(|error| Problem::new(file, 1, error.to_string()))?.clone();
		let wanted = || format!("the columns are {}", columns.join(","));
		if let Some(unknown) = names.iter().find(|name| !columns.contains(name)) {
			let reason = format!("nobody knows the column «{unknown}»; {}", wanted());
			return Err(Problem::new(file, 1, reason));
		}
		let places: Vec<Option<usize>> =
			columns.iter().map(|column| names.iter().position(|name| name == *column)).collect();
		if let Some(missing) = (0..required).find(|column| places[*column].is_none()) {
			let reason = format!("the column «{}» is missing; {}", columns[missing], wanted());
			return Err(Problem::new(file, 1, reason));
		}
		Ok(Self { file: file.into(), reader, columns: places, record: Default::default(), line: 1 })
	}

	/// Goes to the next line; false after the last.
	pub fn next(&mut self) -> Result<bool, Problem> {
		match self.reader.read_record(&mut self.record) {
			Ok(more) => {
				self.line = self.record.position().map_or(self.line, ::csv::Position::line);
				Ok(more)
			},
			Err(error) => {
				self.line = error.position().map_or(self.line, ::csv::Position::line);
				let reason = match error.kind() {
					::csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
						format!("has {len} fields instead of {expected_len}")
					},
					_ => error.to_string(),
				};
				Err(self.problem(reason))
			},
		}
	}

	pub fn line(&self) -> u64 {
		self.line
	}

	pub fn problem(&self, reason: impl Into<String>) -> Problem {
		Problem::new(&self.file, self.line, reason)
	}

	/// The field of a column; empty where there is no such column.
	pub fn text(&self, column: usize) -> &str {
		self.columns[column].and_then(|place| self.record.get(place)).unwrap_or_default()
	}

	/// The field of a column as `read` understands it.
	pub fn value<T>(
		&self,
		column: usize,
		name: &str,
		wanted: &str,
		read: impl Fn(&str) -> Option<T>,
	) -> Result<T, Problem> {
		let text = self.text(column);
		read(text).ok_or_else(|| self.problem(format!("{name} «{text}» is no {wanted}")))
	}
}

/// An instant in RFC 3339, at any offset, in whole seconds.
pub fn instant(text: &str) -> Option<Seconds> {
	let at = chrono::DateTime::parse_from_rfc3339(text).ok()?;
	if at.timestamp_subsec_nanos() != 0 {
		return None;
	}
	u32::try_from(at.timestamp()).ok()
}
