//! From the rows of a file to readings that wait: which device, which registers, whether they are
//! there already. All of a file goes in, or nothing.

use super::{now, Outbox, OutboxError, WAITING};
use crate::{
	case::{rfc3339, Seconds},
	input::Change,
};
use sqlx::{Connection, QueryBuilder, Row, Sqlite};
use std::collections::HashMap;

/// Rows of one SQL statement.
const CHUNK: usize = 1_000;

/// The largest register that the outbox keeps, in Wh; the chain's own limit is lower.
const MAX_WH: u64 = i64::MAX as u64;

/// A device's registers at a time, in Wh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registers {
	pub at: Seconds,
	pub import: u64,
	pub export: u64,
}

/// A row whose device is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered {
	pub device: u32,
	pub at: Seconds,
	pub import: Change,
	pub export: Change,
	/// Its line in the file.
	pub line: u64,
}

/// What can be kept of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reckoned {
	/// Device and registers, with the line.
	pub readings: Vec<(u32, Registers, u64)>,
	/// Lines of a time that is covered already.
	pub covered: u64,
	/// Lines that cannot be kept, and why.
	pub problems: Vec<(u64, String)>,
}

/// What was kept of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
	pub readings: u64,
	/// That were there already.
	pub known: u64,
	/// Lines that contradict what was accepted before.
	pub problems: Vec<(u64, String)>,
}

/// Works out the registers of rows, in the order of time. `last` holds each device's registers
/// before, and after it those of its last row.
pub fn reckon(rows: &[Offered], last: &mut HashMap<u32, Registers>) -> Reckoned {
	let mut reckoned = Reckoned::default();
	for row in rows {
		let Some(before) = last.get(&row.device).copied() else {
			let why = format!("device {} has no registers on the chain", row.device);
			reckoned.problems.push((row.line, why));
			continue;
		};
		let later = row.at > before.at;
		let import = register("import", row, row.import, before.at, before.import);
		let export = register("export", row, row.export, before.at, before.export);
		match (import, export) {
			(Ok(Some(import)), Ok(Some(export))) => {
				let registers = Registers { at: row.at, import, export };
				if registers == before {
					reckoned.covered += 1;
					continue;
				}
				if later {
					last.insert(row.device, registers);
				}
				reckoned.readings.push((row.device, registers, row.line));
			},
			(Err(why), _) | (_, Err(why)) => reckoned.problems.push((row.line, why)),
			_ => reckoned.covered += 1,
		}
	}
	reckoned
}

/// A register after a row: none where the row's time is covered already.
fn register(
	name: &str,
	row: &Offered,
	change: Change,
	before_at: Seconds,
	before: u64,
) -> Result<Option<u64>, String> {
	let later = row.at > before_at;
	let to = match change {
		Change::None if later => before,
		// A late reading of one register alone says nothing of the other.
		Change::None => return Ok(None),
		Change::Counter(to) if later && to < before => {
			return Err(format!(
				"the {name} register runs backwards, from {before} at {} to {to}",
				rfc3339(before_at)
			))
		},
		Change::Counter(to) => to,
		Change::Since { .. } if !later => return Ok(None),
		Change::Since { from, wh } if from == before_at => before.saturating_add(wh),
		Change::Since { from, .. } => {
			let (relation, what) =
				if from > before_at { ("after", "missing") } else { ("before", "counted already") };
			return Err(format!(
				"the interval begins at {}, {relation} the last register of {}: what lies between \
				 is {what}",
				rfc3339(from),
				rfc3339(before_at)
			));
		},
	};
	match to > MAX_WH {
		true => Err(format!("the {name} register {to} is more than any meter counts")),
		false => Ok(Some(to)),
	}
}

impl Outbox {
	/// The last registers that were accepted for these devices, where there are some.
	pub async fn last_registers(
		&mut self,
		devices: impl IntoIterator<Item = u32>,
	) -> Result<HashMap<u32, Registers>, OutboxError> {
		let mut all = HashMap::new();
		for device in devices {
			let row = sqlx::query("SELECT at, import, export FROM device WHERE id = ?")
				.bind(device)
				.fetch_optional(&mut self.db)
				.await;
			if let Some(row) = self.ok(row)? {
				let registers = Registers {
					at: row.get(0),
					import: row.get::<i64, _>(1) as u64,
					export: row.get::<i64, _>(2) as u64,
				};
				all.insert(device, registers);
			}
		}
		Ok(all)
	}

	/// Keeps readings, all or none. A reading that is there is left as it is; where its registers
	/// differ, that is a problem, and nothing is kept unless `keep_going`.
	pub async fn accept(
		&mut self,
		readings: &[(u32, Registers, u64)],
		keep_going: bool,
	) -> Result<Accepted, OutboxError> {
		let done = self.accept_in_one(readings, keep_going).await;
		self.ok(done)
	}

	async fn accept_in_one(
		&mut self,
		readings: &[(u32, Registers, u64)],
		keep_going: bool,
	) -> Result<Accepted, sqlx::Error> {
		let mut accepted = Accepted::default();
		let mut step = self.db.begin().await?;
		let mut last: HashMap<u32, Registers> = HashMap::new();
		for chunk in readings.chunks(CHUNK) {
			let mut insert = QueryBuilder::<Sqlite>::new(
				"INSERT OR IGNORE INTO reading (device, at, import, export, state, accepted) ",
			);
			insert.push_values(chunk, |mut row, (device, registers, _)| {
				row.push_bind(*device)
					.push_bind(registers.at)
					.push_bind(registers.import as i64)
					.push_bind(registers.export as i64)
					.push_bind(WAITING)
					.push_bind(now());
			});
			let new = insert.build().execute(&mut *step).await?.rows_affected();
			accepted.readings += new;
			let old = chunk.len() as u64 - new;
			let mut differ = 0;
			if old > 0 {
				for (device, registers, line) in chunk {
					let row = sqlx::query(
						"SELECT import, export FROM reading WHERE device = ? AND at = ?",
					)
					.bind(device)
					.bind(registers.at)
					.fetch_one(&mut *step)
					.await?;
					let there = (row.get::<i64, _>(0) as u64, row.get::<i64, _>(1) as u64);
					if there != (registers.import, registers.export) {
						differ += 1;
						let why = format!(
							"device {device} was read at {} before, with import {} and export {}, \
							 not {} and {}",
							rfc3339(registers.at),
							there.0,
							there.1,
							registers.import,
							registers.export
						);
						accepted.problems.push((*line, why));
					}
				}
			}
			accepted.known += old - differ;
			for (device, registers, _) in chunk {
				let known = last.entry(*device).or_insert(*registers);
				if registers.at > known.at {
					*known = *registers;
				}
			}
		}
		if !accepted.problems.is_empty() && !keep_going {
			// Dropped, the step is undone.
			return Ok(Accepted { readings: 0, known: 0, ..accepted });
		}
		for (device, registers) in last {
			sqlx::query(
				"INSERT INTO device (id, at, import, export) VALUES (?1, ?2, ?3, ?4)
				 ON CONFLICT (id) DO UPDATE SET at = ?2, import = ?3, export = ?4 WHERE at < ?2",
			)
			.bind(device)
			.bind(registers.at)
			.bind(registers.import as i64)
			.bind(registers.export as i64)
			.execute(&mut *step)
			.await?;
		}
		step.commit().await?;
		Ok(accepted)
	}
}

impl Outbox {
	/// Notes the registers with which devices were enrolled.
	pub async fn opened(&mut self, devices: &[(u32, Registers)]) -> Result<(), OutboxError> {
		let done = async {
			let mut step = self.db.begin().await?;
			for (device, registers) in devices {
				sqlx::query(
					"INSERT OR IGNORE INTO device (id, at, import, export) VALUES (?, ?, ?, ?)",
				)
				.bind(device)
				.bind(registers.at)
				.bind(registers.import as i64)
				.bind(registers.export as i64)
				.execute(&mut *step)
				.await?;
			}
			step.commit().await
		}
		.await;
		self.ok(done)
	}
}
