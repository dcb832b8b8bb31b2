//! The outbox: every reading from its acceptance to its place in a final block, on disk.
//!
//! A reading is here before it is signed for, and a transaction is here before it is sent. Each
//! reading is in one transaction at most that can still get into a block, so that whatever stops
//! (this program, the node, the network between them), nothing is lost and nothing sent twice.
//!
//! | file of this folder | holds |
//! |---|---|
//! | this one | opening, the lock, whose outbox it is |
//! | [`accept`] | from the rows of a file to readings that wait |
//! | [`waiting`] | what is to be sent next, and what is under way |
//! | [`settle`] | what became of it |
//! | [`mod@show`] | the command that looks into it |

pub mod accept;
pub mod settle;
mod show;
pub mod waiting;

pub use show::show;

use crate::chain::{blocks::BlockRef, Hash};
use serde::Serialize;
use sqlx::{
	sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
	Connection, Row, SqliteConnection,
};
use std::{
	fs::{File, OpenOptions},
	io::{Read, Seek, Write},
	path::{Path, PathBuf},
	str::FromStr,
	time::{SystemTime, UNIX_EPOCH},
};
use thiserror::Error;

const SCHEMA: &str = include_str!("schema.sql");
const VERSION: &str = "1";

#[derive(Debug, Error)]
pub enum OutboxError {
	#[error("the outbox {} is in use by another gateway{by}: stop it, or name another outbox", file.display())]
	Locked { file: PathBuf, by: String },
	#[error("the outbox {} cannot be made: {why}", file.display())]
	Unmade { file: PathBuf, why: std::io::Error },
	#[error("the outbox {}: {why}", file.display())]
	Broken { file: PathBuf, why: sqlx::Error },
	#[error("the outbox {} is of version {version}; this program knows {VERSION}", file.display())]
	Version { file: PathBuf, version: String },
	#[error(
		"the outbox {} belongs to the chain with genesis {ours}, and the node runs {found}: name a \
		 node of that chain, or another outbox", file.display()
	)]
	OtherChain { file: PathBuf, ours: String, found: String },
	#[error(
		"the chain has begun anew: its block {number} is not the one that the outbox {} knows; name \
		 another outbox (or remove this one, if nothing of it is needed)", file.display()
	)]
	BegunAnew { file: PathBuf, number: u64 },
}

/// An open outbox. Nobody else works on it until it is dropped.
pub struct Outbox {
	file: PathBuf,
	db: SqliteConnection,
	/// Locked while it is open; the lock goes with the process, however that ends.
	_lock: File,
}

/// How many readings stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
	pub waiting: u64,
	/// In a transaction that is not in a final block.
	pub sent: u64,
	pub booked: u64,
	/// On the chain before they were sent.
	pub known: u64,
	pub refused: u64,
}

impl Counts {
	pub fn undelivered(&self) -> u64 {
		self.waiting + self.sent
	}
}

/// A refused reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
	pub device: u32,
	pub at: u32,
	pub import_wh: u64,
	pub export_wh: u64,
	pub reason: String,
}

impl Outbox {
	/// Opens an outbox, or makes one.
	pub async fn open(file: &Path) -> Result<Self, OutboxError> {
		let lock = lock(file)?;
		let options = SqliteConnectOptions::new()
			.filename(file)
			.create_if_missing(true)
			.journal_mode(SqliteJournalMode::Wal)
			.synchronous(SqliteSynchronous::Full)
			.busy_timeout(std::time::Duration::from_secs(5));
		let broken = |why| OutboxError::Broken { file: file.into(), why };
		let db = SqliteConnection::connect_with(&options).await.map_err(broken)?;
		let mut outbox = Self { file: file.into(), db, _lock: lock };
		outbox.prepare().await?;
		Ok(outbox)
	}

	async fn prepare(&mut self) -> Result<(), OutboxError> {
		let tables = sqlx::query("SELECT name FROM sqlite_schema WHERE name = 'about'")
			.fetch_optional(&mut self.db)
			.await;
		match self.ok(tables)? {
			None => {
				let made = async {
					let mut step = self.db.begin().await?;
					sqlx::raw_sql(SCHEMA).execute(&mut *step).await?;
					sqlx::query("INSERT INTO about VALUES ('version', ?)")
						.bind(VERSION)
						.execute(&mut *step)
						.await?;
					step.commit().await
				}
				.await;
				self.ok(made)
			},
			Some(_) => match self.about("version").await? {
				Some(version) if version == VERSION => Ok(()),
				version => Err(OutboxError::Version {
					file: self.file.clone(),
					version: version.unwrap_or_default(),
				}),
			},
		}
	}

	fn ok<T>(&self, result: Result<T, sqlx::Error>) -> Result<T, OutboxError> {
		result.map_err(|why| OutboxError::Broken { file: self.file.clone(), why })
	}

	async fn about(&mut self, key: &str) -> Result<Option<String>, OutboxError> {
		let row = sqlx::query("SELECT value FROM about WHERE key = ?")
			.bind(key)
			.fetch_optional(&mut self.db)
			.await;
		Ok(self.ok(row)?.map(|row| row.get(0)))
	}

	async fn set_about(&mut self, key: &str, value: &str) -> Result<(), OutboxError> {
		let done = sqlx::query("INSERT OR REPLACE INTO about VALUES (?, ?)")
			.bind(key)
			.bind(value)
			.execute(&mut self.db)
			.await;
		self.ok(done).map(|_| ())
	}

	/// Binds the outbox to a chain, the first time; refuses another one later.
	pub async fn belongs_to(&mut self, genesis: Hash) -> Result<(), OutboxError> {
		let found = format!("{genesis:?}");
		match self.about("genesis").await? {
			None => self.set_about("genesis", &found).await,
			Some(ours) if ours == found => Ok(()),
			Some(ours) => Err(OutboxError::OtherChain { file: self.file.clone(), ours, found }),
		}
	}

	/// The first block that was seen: where it changes, the chain has begun anew.
	pub async fn anchor(&mut self) -> Result<Option<BlockRef>, OutboxError> {
		Ok(self.about("anchor").await?.as_deref().and_then(parse_block))
	}

	pub async fn set_anchor(&mut self, block: BlockRef) -> Result<(), OutboxError> {
		self.set_about("anchor", &show_block(block)).await
	}

	pub fn begun_anew(&self, number: u64) -> OutboxError {
		OutboxError::BegunAnew { file: self.file.clone(), number }
	}

	/// The last final block that was looked through.
	pub async fn scanned(&mut self) -> Result<Option<BlockRef>, OutboxError> {
		Ok(self.about("scanned").await?.as_deref().and_then(parse_block))
	}

	pub async fn set_scanned(&mut self, block: BlockRef) -> Result<(), OutboxError> {
		self.set_about("scanned", &show_block(block)).await
	}

	/// The device of a meter, if it was found before.
	pub async fn device_of(&mut self, meter: &str) -> Result<Option<u32>, OutboxError> {
		let row = sqlx::query("SELECT device FROM meter WHERE name = ?")
			.bind(meter)
			.fetch_optional(&mut self.db)
			.await;
		Ok(self.ok(row)?.map(|row| row.get(0)))
	}

	/// Remembers the devices of meters, in place of what was known of them.
	pub async fn remember(
		&mut self,
		meters: impl IntoIterator<Item = (String, u32)>,
	) -> Result<(), OutboxError> {
		let done = async {
			let mut step = self.db.begin().await?;
			for (name, device) in meters {
				sqlx::query("INSERT OR REPLACE INTO meter VALUES (?, ?)")
					.bind(name)
					.bind(device)
					.execute(&mut *step)
					.await?;
			}
			step.commit().await
		}
		.await;
		self.ok(done)
	}

	pub async fn counts(&mut self) -> Result<Counts, OutboxError> {
		let rows = sqlx::query("SELECT state, COUNT(*) FROM reading GROUP BY state")
			.fetch_all(&mut self.db)
			.await;
		let mut counts = Counts::default();
		for row in self.ok(rows)? {
			let count = row.get::<i64, _>(1) as u64;
			match row.get::<i64, _>(0) {
				WAITING => counts.waiting = count,
				SENT => counts.sent = count,
				BOOKED => counts.booked = count,
				KNOWN => counts.known = count,
				_ => counts.refused = count,
			}
		}
		Ok(counts)
	}

	/// The refused readings, earliest first.
	pub async fn refused(&mut self, limit: u32) -> Result<Vec<Refused>, OutboxError> {
		let rows = sqlx::query(
			"SELECT device, at, import, export, reason FROM reading WHERE state = ?
			 ORDER BY at, device LIMIT ?",
		)
		.bind(REFUSED)
		.bind(limit)
		.fetch_all(&mut self.db)
		.await;
		Ok(self
			.ok(rows)?
			.into_iter()
			.map(|row| Refused {
				device: row.get(0),
				at: row.get(1),
				import_wh: row.get::<i64, _>(2) as u64,
				export_wh: row.get::<i64, _>(3) as u64,
				reason: row.get::<Option<String>, _>(4).unwrap_or_default(),
			})
			.collect())
	}

	/// Lets refused readings wait again; returns how many.
	pub async fn retry(&mut self) -> Result<u64, OutboxError> {
		let done = sqlx::query(
			"UPDATE reading SET state = ?, reason = NULL, block = NULL WHERE state = ?",
		)
		.bind(WAITING)
		.bind(REFUSED)
		.execute(&mut self.db)
		.await;
		Ok(self.ok(done)?.rows_affected())
	}

	/// Forgets what was settled, and accepted more than so many days ago.
	pub async fn forget(&mut self, days: u32) -> Result<u64, OutboxError> {
		let before = now() - i64::from(days) * 86_400;
		let done = async {
			let gone = sqlx::query("DELETE FROM reading WHERE state IN (?, ?) AND accepted < ?")
				.bind(BOOKED)
				.bind(KNOWN)
				.bind(before)
				.execute(&mut self.db)
				.await?;
			sqlx::query(
				"DELETE FROM block WHERE number NOT IN
				 (SELECT block FROM reading WHERE block IS NOT NULL)",
			)
			.execute(&mut self.db)
			.await?;
			Ok(gone.rows_affected())
		}
		.await;
		self.ok(done)
	}
}

// The states of a reading, as the schema names them.
const WAITING: i64 = 0;
const SENT: i64 = 1;
const BOOKED: i64 = 2;
const KNOWN: i64 = 3;
const REFUSED: i64 = 4;

/// The time of this machine, in seconds.
pub fn now() -> i64 {
	SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs() as i64)
}

fn show_block(block: BlockRef) -> String {
	format!("{} {:?}", block.number, block.hash)
}

fn parse_block(text: &str) -> Option<BlockRef> {
	let (number, hash) = text.split_once(' ')?;
	Some(BlockRef { number: number.parse().ok()?, hash: Hash::from_str(hash).ok()? })
}

fn lock(file: &Path) -> Result<File, OutboxError> {
	let unmade = |why| OutboxError::Unmade { file: file.into(), why };
	if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
		std::fs::create_dir_all(folder).map_err(unmade)?;
	}
	let mut name = file.as_os_str().to_owned();
	name.push(".lock");
	let mut lock = OpenOptions::new()
		.read(true)
		.write(true)
		.create(true)
		.truncate(false)
		.open(Path::new(&name))
		.map_err(unmade)?;
	match lock.try_lock() {
		Ok(()) => {},
		Err(std::fs::TryLockError::WouldBlock) => {
			let mut by = String::new();
			let _ = lock.read_to_string(&mut by);
			let by = match by.trim() {
				"" => String::new(),
				process => format!(" (process {process})"),
			};
			return Err(OutboxError::Locked { file: file.into(), by });
		},
		Err(std::fs::TryLockError::Error(why)) => return Err(unmade(why)),
	}
	// Only for the message of the next one.
	let _ = lock.set_len(0).and_then(|()| lock.rewind());
	let _ = write!(lock, "{}", std::process::id());
	Ok(lock)
}

#[cfg(test)]
mod tests;
