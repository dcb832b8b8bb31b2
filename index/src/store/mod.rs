//! The database: an SQLite file, or PostgreSQL. Both get the same statements.
//!
//! | file of this folder | holds |
//! |---|---|
//! | [`schema`] | the tables |
//! | [`value`] | what goes in and comes out |
//! | [`sqlite`], [`postgres`] | the two databases |
//! | [`fingerprint`] | what tells whether two indexes are the same |

pub mod fingerprint;
mod postgres;
pub mod schema;
mod sqlite;
pub mod value;

use crate::error::IndexError;
use postgres::Postgres;
use sqlite::Sqlite;
use std::path::PathBuf;
use value::{Row, Value, Write};

/// An open index, locked against other programs that would write it.
pub struct Store {
	database: Database,
	name: String,
}

enum Database {
	Sqlite(Sqlite),
	Postgres(Postgres),
}

/// Where an index is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
	File(PathBuf),
	Postgres(String),
}

impl Address {
	/// A file, `sqlite:FILE`, or `postgresql://USER@HOST/NAME`.
	pub fn parse(url: &str) -> Result<Self, IndexError> {
		let nowhere = || IndexError::NoDatabaseUrl { url: url.into() };
		if url.starts_with("postgres://") || url.starts_with("postgresql://") {
			return Ok(Self::Postgres(url.into()));
		}
		let file = match url.strip_prefix("sqlite:") {
			Some(file) => file.strip_prefix("//").unwrap_or(file),
			None if url.contains("://") => return Err(nowhere()),
			None => url,
		};
		if file.is_empty() {
			return Err(nowhere());
		}
		Ok(Self::File(file.into()))
	}

	/// As it is told to people: without a password.
	fn name(&self) -> String {
		match self {
			Self::File(file) => file.display().to_string(),
			Self::Postgres(url) => match (url.split_once("://"), url.rsplit_once('@')) {
				(Some((scheme, _)), Some((before, host))) => {
					let user = before.rsplit('/').next().unwrap_or_default();
					let user = user.split(':').next().unwrap_or_default();
					format!("{scheme}://{user}@{host}")
				},
				_ => url.clone(),
			},
		}
	}
}

impl Store {
	/// Opens an index, or makes an empty one. `anew` throws away what is in it.
	pub async fn open(url: &str, anew: bool) -> Result<Self, IndexError> {
		let address = Address::parse(url)?;
		let name = address.name();
		let database = match address {
			Address::File(file) => Database::Sqlite(Sqlite::open(&file, name.clone(), anew)?),
			Address::Postgres(url) => {
				Database::Postgres(Postgres::open(&url, name.clone(), anew).await?)
			},
		};
		let store = Self { database, name };
		let found = store.about("version").await?;
		match found {
			None => store.tell("version", &schema::VERSION.to_string()).await?,
			Some(found) if found == schema::VERSION.to_string() => (),
			Some(found) => {
				let (database, ours) = (store.name.clone(), schema::VERSION);
				return Err(IndexError::OtherVersion { database, found, ours });
			},
		}
		Ok(store)
	}

	/// What people call it.
	pub fn name(&self) -> &str {
		&self.name
	}

	/// Writes all of it, or nothing.
	pub async fn write(&self, writes: Vec<Write>) -> Result<(), IndexError> {
		match &self.database {
			Database::Sqlite(sqlite) => sqlite.write(writes).await,
			Database::Postgres(postgres) => postgres.write(writes).await,
		}
	}

	/// The rows of a query, with `$1`, `$2` and so on for the arguments.
	pub async fn rows(
		&self,
		sql: impl Into<String>,
		args: Vec<Value>,
	) -> Result<Vec<Row>, IndexError> {
		match &self.database {
			Database::Sqlite(sqlite) => sqlite.rows(sql.into(), args).await,
			Database::Postgres(postgres) => postgres.rows(sql.into(), args).await,
		}
	}

	/// The first row of a query.
	pub async fn row(
		&self,
		sql: impl Into<String>,
		args: Vec<Value>,
	) -> Result<Option<Row>, IndexError> {
		Ok(self.rows(sql, args).await?.into_iter().next())
	}

	/// What the index says of itself.
	pub async fn about(&self, name: &str) -> Result<Option<String>, IndexError> {
		let row = self.row("SELECT value FROM about WHERE name = $1", vec![name.into()]).await?;
		Ok(row.map(|row| row.text(0)))
	}

	/// Says something of the index itself.
	pub async fn tell(&self, name: &str, value: &str) -> Result<(), IndexError> {
		self.write(vec![Write::put("about", vec![name.into(), value.into()])]).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn addresses_of_databases() {
		let file = |path: &str| Address::File(path.into());
		assert_eq!(Address::parse("a/b.db").unwrap(), file("a/b.db"));
		assert_eq!(Address::parse("sqlite:b.db").unwrap(), file("b.db"));
		assert_eq!(Address::parse("sqlite:///tmp/b.db").unwrap(), file("/tmp/b.db"));
		let url = "postgresql://me:secret@host:5432/index";
		assert_eq!(Address::parse(url).unwrap(), Address::Postgres(url.into()));
		assert_eq!(Address::parse(url).unwrap().name(), "postgresql://me@host:5432/index");
		for wrong in ["", "sqlite:", "mysql://host/x"] {
			assert!(Address::parse(wrong).is_err(), "{wrong}");
		}
	}

	#[tokio::test]
	async fn what_is_written_is_read_and_kept() {
		let folder = testing::folder();
		let file = folder.join("index.db").display().to_string();
		let store = Store::open(&file, false).await.unwrap();
		store.tell("genesis", "0x01").await.unwrap();
		let block = |number: i64| {
			let n = |n: i64| Value::from(n);
			let args =
				vec![n(number), "h".into(), "p".into(), n(5), n(1), n(2), n(3), n(4), n(0), n(0)];
			Write::put("blocks", args)
		};
		store.write(vec![block(1), block(2), block(2)]).await.unwrap();
		let rows = store.rows(
			"SELECT number, hash FROM blocks WHERE number > $1 ORDER BY number",
			vec![0.into()],
		);
		let rows = rows.await.unwrap();
		assert_eq!(rows.iter().map(|row| row.int(0)).collect::<Vec<_>>(), [1, 2]);

		// Another program is kept out, and told why.
		let locked = Store::open(&file, false).await.err().unwrap();
		assert!(matches!(locked, IndexError::Locked { .. }), "{locked}");
		drop(store);

		let store = Store::open(&file, false).await.unwrap();
		assert_eq!(store.about("genesis").await.unwrap().as_deref(), Some("0x01"));
		store.tell("version", "0").await.unwrap();
		drop(store);
		let other = Store::open(&file, false).await.err().unwrap();
		assert!(matches!(other, IndexError::OtherVersion { .. }), "{other}");
		let store = Store::open(&file, true).await.unwrap();
		assert_eq!(store.about("genesis").await.unwrap(), None);
		let count = store.row("SELECT COUNT(*) FROM blocks", vec![]).await.unwrap().unwrap();
		assert_eq!(count.int(0), 0);
	}

	#[tokio::test]
	async fn what_is_no_index_is_left_alone() {
		let folder = testing::folder();
		let file = folder.join("letter.txt");
		std::fs::write(&file, "Dear reader, this is a letter, not a database.\n".repeat(50))
			.unwrap();
		let error = Store::open(&file.display().to_string(), true).await.err().unwrap();
		assert!(error.to_string().contains("is no database of an index"), "{error}");
		assert!(std::fs::read_to_string(&file).unwrap().starts_with("Dear reader"));

		let file = folder.join("other.db");
		let other = rusqlite::Connection::open(&file).unwrap();
		other
			.execute_batch("CREATE TABLE letters (text TEXT); INSERT INTO letters VALUES ('Dear');")
			.unwrap();
		let error = Store::open(&file.display().to_string(), true).await.err().unwrap();
		assert!(error.to_string().contains("holds tables of another program"), "{error}");
		let kept: i64 =
			other.query_row("SELECT COUNT(*) FROM letters", [], |row| row.get(0)).unwrap();
		assert_eq!(kept, 1);
	}
}

#[cfg(test)]
pub mod testing {
	use std::{
		path::{Path, PathBuf},
		sync::atomic::{AtomicU32, Ordering},
	};

	/// A folder that goes when the test does.
	pub struct Folder(PathBuf);

	impl std::ops::Deref for Folder {
		type Target = Path;
		fn deref(&self) -> &Path {
			&self.0
		}
	}

	impl Drop for Folder {
		fn drop(&mut self) {
			let _ = std::fs::remove_dir_all(&self.0);
		}
	}

	pub fn folder() -> Folder {
		static NEXT: AtomicU32 = AtomicU32::new(0);
		let next = NEXT.fetch_add(1, Ordering::Relaxed);
		let name = format!("commonwatt-index-{}-{next}", std::process::id());
		let folder = std::env::temp_dir().join(name);
		std::fs::create_dir_all(&folder).unwrap();
		Folder(folder)
	}
}
