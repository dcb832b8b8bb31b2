//! What is to be sent next, and what is under way.

use super::{accept::Registers, now, Outbox, OutboxError, SENT, WAITING};
use crate::{
	case::Seconds,
	chain::{pool::Signed, Hash},
};
use sqlx::{Connection, Row};

/// The readings of one interval end that wait, in the order of their devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
	pub at: Seconds,
	/// When the first of them was accepted.
	pub oldest: i64,
	pub readings: Vec<(u32, Registers)>,
}

/// A transaction that may get into a block, or is in one that is not final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnderWay {
	pub id: i64,
	pub signed: Signed,
	/// The bytes of its call.
	pub call: Vec<u8>,
	/// The hashes of earlier signatures under the same call and number: one alone can get into a
	/// block.
	pub earlier: Vec<Hash>,
	/// What it does, in words.
	pub what: String,
}

impl UnderWay {
	/// Whether a transaction of a block is this one, under any of its signatures.
	pub fn has_hash(&self, hash: Hash) -> bool {
		self.signed.hash == hash || self.earlier.contains(&hash)
	}
}

/// The readings that a transaction brings: of one interval end, and of a range of devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brings {
	pub at: Seconds,
	pub first: u32,
	pub last: u32,
}

/// A device that must wait is left out: an index of those would cost more than it saves.
const NOT_HELD: &str = "device NOT IN (SELECT id FROM device WHERE held_until > ?)";

impl Outbox {
	/// The earliest interval that waits, with at most so many of its readings.
	pub async fn next_interval(&mut self, most: usize) -> Result<Option<Interval>, OutboxError> {
		let read = async {
			let first = sqlx::query(sqlx::AssertSqlSafe(format!(
				"SELECT at FROM reading WHERE state = ? AND {NOT_HELD} ORDER BY at LIMIT 1"
			)))
			.bind(WAITING)
			.bind(now())
			.fetch_optional(&mut self.db)
			.await?;
			let Some(at) = first.map(|row| row.get::<Seconds, _>(0)) else { return Ok(None) };
			let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
				"SELECT device, import, export, accepted FROM reading
				 WHERE state = ? AND at = ? AND {NOT_HELD} ORDER BY device LIMIT ?"
			)))
			.bind(WAITING)
			.bind(at)
			.bind(now())
			.bind(most as i64)
			.fetch_all(&mut self.db)
			.await?;
			let oldest = rows.iter().map(|row| row.get::<i64, _>(3)).min().unwrap_or(0);
			let readings = rows
				.iter()
				.map(|row| {
					let import = row.get::<i64, _>(1) as u64;
					let export = row.get::<i64, _>(2) as u64;
					(row.get::<u32, _>(0), Registers { at, import, export })
				})
				.collect();
			Ok(Some(Interval { at, oldest, readings }))
		}
		.await;
		self.ok(read)
	}

	/// Whether readings wait for devices that must wait.
	pub async fn any_held(&mut self) -> Result<bool, OutboxError> {
		let row = sqlx::query(
			"SELECT 1 FROM device JOIN reading ON reading.device = device.id
			 WHERE held_until > ? AND state = ? LIMIT 1",
		)
		.bind(now())
		.bind(WAITING)
		.fetch_optional(&mut self.db)
		.await;
		Ok(self.ok(row)?.is_some())
	}

	/// Notes a signed transaction and the readings that it brings, before it is sent.
	pub async fn note(
		&mut self,
		signed: &Signed,
		call: &[u8],
		what: &str,
		brings: Option<Brings>,
	) -> Result<UnderWay, OutboxError> {
		let done = async {
			let mut step = self.db.begin().await?;
			let id = sqlx::query(
				"INSERT INTO tx (nonce, hash, bytes, call, earlier, born, dies, what)
				 VALUES (?, ?, ?, ?, x'', ?, ?, ?)",
			)
			.bind(signed.nonce as i64)
			.bind(signed.hash.0.to_vec())
			.bind(signed.bytes.clone())
			.bind(call)
			.bind(signed.born as i64)
			.bind(signed.dies as i64)
			.bind(what)
			.execute(&mut *step)
			.await?
			.last_insert_rowid();
			if let Some(brings) = brings {
				sqlx::query(sqlx::AssertSqlSafe(format!(
					"UPDATE reading SET state = ?, tx = ?
					 WHERE state = ? AND at = ? AND device BETWEEN ? AND ? AND {NOT_HELD}"
				)))
				.bind(SENT)
				.bind(id)
				.bind(WAITING)
				.bind(brings.at)
				.bind(brings.first)
				.bind(brings.last)
				.bind(now())
				.execute(&mut *step)
				.await?;
			}
			step.commit().await?;
			Ok(id)
		}
		.await;
		let id = self.ok(done)?;
		Ok(UnderWay {
			id,
			signed: signed.clone(),
			call: call.to_vec(),
			earlier: Vec::new(),
			what: what.into(),
		})
	}

	/// Notes another signature under the same call and number, before it is sent.
	pub async fn signed_anew(
		&mut self,
		under_way: &mut UnderWay,
		signed: Signed,
	) -> Result<(), OutboxError> {
		let mut earlier = under_way.earlier.clone();
		earlier.push(under_way.signed.hash);
		let done = sqlx::query(
			"UPDATE tx SET earlier = ?, hash = ?, bytes = ?, born = ?, dies = ? WHERE id = ?",
		)
		.bind(earlier.iter().flat_map(|hash| hash.0).collect::<Vec<u8>>())
		.bind(signed.hash.0.to_vec())
		.bind(signed.bytes.clone())
		.bind(signed.born as i64)
		.bind(signed.dies as i64)
		.bind(under_way.id)
		.execute(&mut self.db)
		.await;
		self.ok(done)?;
		under_way.earlier = earlier;
		under_way.signed = signed;
		Ok(())
	}

	/// The transactions that are under way, in the order of their numbers.
	pub async fn under_way(&mut self) -> Result<Vec<UnderWay>, OutboxError> {
		let rows = sqlx::query(
			"SELECT id, nonce, hash, bytes, born, dies, what, call, earlier FROM tx ORDER BY nonce",
		)
		.fetch_all(&mut self.db)
		.await;
		Ok(self
			.ok(rows)?
			.into_iter()
			.map(|row| UnderWay {
				id: row.get(0),
				signed: Signed {
					nonce: row.get::<i64, _>(1) as u64,
					hash: Hash::from_slice(&row.get::<Vec<u8>, _>(2)),
					bytes: row.get(3),
					born: row.get::<i64, _>(4) as u64,
					dies: row.get::<i64, _>(5) as u64,
				},
				what: row.get(6),
				call: row.get(7),
				earlier: row
					.get::<Vec<u8>, _>(8)
					.chunks_exact(size_of::<Hash>())
					.map(Hash::from_slice)
					.collect(),
			})
			.collect())
	}

	/// The readings that a transaction brings.
	pub async fn readings_of(&mut self, tx: i64) -> Result<Vec<(u32, Registers)>, OutboxError> {
		let rows = sqlx::query("SELECT device, at, import, export FROM reading WHERE tx = ?")
			.bind(tx)
			.fetch_all(&mut self.db)
			.await;
		Ok(self
			.ok(rows)?
			.into_iter()
			.map(|row| {
				let registers = Registers {
					at: row.get(1),
					import: row.get::<i64, _>(2) as u64,
					export: row.get::<i64, _>(3) as u64,
				};
				(row.get(0), registers)
			})
			.collect())
	}
}
