//! What became of transactions and their readings.

use super::{now, Outbox, OutboxError, BOOKED, KNOWN, REFUSED, SENT, WAITING};
use crate::chain::{blocks::BlockRef, Hash};
use sqlx::{Connection, Row};

/// What became of a reading that was not simply booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
	/// It was on the chain before.
	Known,
	/// The chain will not have it, for this reason.
	Refused(String),
	/// It can be sent again, after so many seconds.
	Later(u64),
}

impl Outbox {
	/// Settles a transaction that is in a final block: its readings are booked, but for `others`.
	pub async fn booked(
		&mut self,
		tx: i64,
		block: BlockRef,
		others: &[(u32, Fate)],
	) -> Result<(), OutboxError> {
		let done = async {
			let mut step = self.db.begin().await?;
			for (device, fate) in others {
				let (state, reason) = match fate {
					Fate::Known => (KNOWN, None),
					Fate::Refused(reason) => (REFUSED, Some(reason.as_str())),
					Fate::Later(_) => (WAITING, None),
				};
				if let Fate::Later(seconds) = fate {
					sqlx::query("UPDATE device SET held_until = ? WHERE id = ?")
						.bind(now() + *seconds as i64)
						.bind(device)
						.execute(&mut *step)
						.await?;
				}
				sqlx::query(
					"UPDATE reading SET state = ?, reason = ?, tx = NULL, block = ?
					 WHERE tx = ? AND device = ?",
				)
				.bind(state)
				.bind(reason)
				.bind((state != WAITING).then_some(block.number as i64))
				.bind(tx)
				.bind(device)
				.execute(&mut *step)
				.await?;
			}
			sqlx::query("UPDATE reading SET state = ?, tx = NULL, block = ? WHERE tx = ?")
				.bind(BOOKED)
				.bind(block.number as i64)
				.bind(tx)
				.execute(&mut *step)
				.await?;
			sqlx::query("INSERT OR REPLACE INTO block VALUES (?, ?)")
				.bind(block.number as i64)
				.bind(block.hash.0.to_vec())
				.execute(&mut *step)
				.await?;
			sqlx::query("DELETE FROM tx WHERE id = ?").bind(tx).execute(&mut *step).await?;
			step.commit().await
		}
		.await;
		self.ok(done)
	}

	/// Gives a transaction up that can get into no block: its readings wait again.
	pub async fn given_up(&mut self, tx: i64) -> Result<u64, OutboxError> {
		let done = async {
			let mut step = self.db.begin().await?;
			let back = sqlx::query("UPDATE reading SET state = ?, tx = NULL WHERE tx = ?")
				.bind(WAITING)
				.bind(tx)
				.execute(&mut *step)
				.await?;
			sqlx::query("DELETE FROM tx WHERE id = ?").bind(tx).execute(&mut *step).await?;
			step.commit().await?;
			Ok(back.rows_affected())
		}
		.await;
		self.ok(done)
	}

	/// The final blocks in which something was settled, latest first.
	pub async fn blocks(&mut self) -> Result<Vec<BlockRef>, OutboxError> {
		let rows = sqlx::query("SELECT number, hash FROM block ORDER BY number DESC")
			.fetch_all(&mut self.db)
			.await;
		Ok(self
			.ok(rows)?
			.into_iter()
			.map(|row| BlockRef {
				number: row.get::<i64, _>(0) as u64,
				hash: Hash::from_slice(&row.get::<Vec<u8>, _>(1)),
			})
			.collect())
	}

	/// Takes back what was settled in a block that the chain has lost: its readings wait again.
	pub async fn lost(&mut self, block: u64) -> Result<u64, OutboxError> {
		let done = async {
			let mut step = self.db.begin().await?;
			let back = sqlx::query(
				"UPDATE reading SET state = ?, reason = NULL, block = NULL WHERE block = ? AND state <> ?",
			)
			.bind(WAITING)
			.bind(block as i64)
			.bind(SENT)
			.execute(&mut *step)
			.await?;
			sqlx::query("DELETE FROM block WHERE number = ?")
				.bind(block as i64)
				.execute(&mut *step)
				.await?;
			step.commit().await?;
			Ok(back.rows_affected())
		}
		.await;
		self.ok(done)
	}
}
