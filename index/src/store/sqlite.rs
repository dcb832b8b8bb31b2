//! The embedded database: one file, one writer, several readers.

use super::{
	schema::{self, Table},
	value::{Row, Value, Write},
};
use crate::error::IndexError;
use rusqlite::{
	types::{ToSqlOutput, ValueRef},
	Connection, ErrorCode, OpenFlags,
};
use std::{
	collections::HashMap,
	fs::{File, TryLockError},
	path::Path,
	sync::{
		atomic::{AtomicUsize, Ordering},
		Arc, Mutex,
	},
	time::Duration,
};

/// Queries that run side by side.
const READERS: usize = 4;

/// How long to wait for somebody else who writes, an operator's tool say.
const PATIENCE: Duration = Duration::from_secs(5);

pub struct Sqlite {
	name: String,
	writer: Arc<Mutex<Connection>>,
	readers: Vec<Arc<Mutex<Connection>>>,
	next: AtomicUsize,
	/// Held while the index is open; the system lets go of it however the program ends.
	_lock: File,
}

impl rusqlite::ToSql for Value {
	fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
		Ok(ToSqlOutput::Borrowed(match self {
			Value::Null => ValueRef::Null,
			Value::Int(value) => ValueRef::Integer(*value),
			Value::Text(value) => ValueRef::Text(value.as_bytes()),
		}))
	}
}

impl Sqlite {
	pub fn open(file: &Path, name: String, anew: bool) -> Result<Self, IndexError> {
		let failed = |why: String| IndexError::Database { database: name.clone(), why };
		if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
			std::fs::create_dir_all(folder)
				.map_err(|error| failed(format!("cannot be made: {error}")))?;
		}
		let mut lock = file.as_os_str().to_owned();
		lock.push(".lock");
		let lock = File::create(lock).map_err(|e| failed(format!("cannot be locked: {e}")))?;
		match lock.try_lock() {
			Ok(()) => (),
			Err(TryLockError::WouldBlock) => return Err(IndexError::Locked { database: name }),
			Err(TryLockError::Error(error)) => {
				return Err(failed(format!("cannot be locked: {error}")))
			},
		}
		let connect = |flags| connect(file, flags).map_err(|error| said(&name, error));
		let mut writer =
			connect(OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
		prepare(&mut writer, &name, anew)?;
		let reader = |_| {
			let reader = connect(OpenFlags::SQLITE_OPEN_READ_ONLY)?;
			Ok(Arc::new(Mutex::new(reader)))
		};
		let readers = (0..READERS).map(reader).collect::<Result<_, IndexError>>()?;
		let writer = Arc::new(Mutex::new(writer));
		Ok(Self { name, writer, readers, next: AtomicUsize::new(0), _lock: lock })
	}

	pub async fn write(&self, writes: Vec<Write>) -> Result<(), IndexError> {
		let written = on(&self.writer, move |connection| {
			let transaction = connection.transaction()?;
			{
				let mut prepared = HashMap::new();
				for Write { sql, args } in &writes {
					let statement = match prepared.entry(*sql) {
						std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
						std::collections::hash_map::Entry::Vacant(entry) => {
							entry.insert(transaction.prepare(&ours(sql))?)
						},
					};
					statement.execute(rusqlite::params_from_iter(args))?;
				}
			}
			transaction.commit()
		});
		written.await.map_err(|error| said(&self.name, error))
	}

	pub async fn rows(&self, sql: String, args: Vec<Value>) -> Result<Vec<Row>, IndexError> {
		let reader = self.next.fetch_add(1, Ordering::Relaxed) % self.readers.len();
		let rows = on(&self.readers[reader], move |connection| {
			let mut statement = connection.prepare(&ours(&sql))?;
			let columns = statement.column_count();
			let mut found = statement.query(rusqlite::params_from_iter(&args))?;
			let mut rows = Vec::new();
			while let Some(row) = found.next()? {
				let value = |column| {
					Ok(match row.get_ref(column)? {
						ValueRef::Null => Value::Null,
						ValueRef::Integer(value) => Value::Int(value),
						ValueRef::Real(value) => Value::Int(value as i64),
						ValueRef::Text(text) | ValueRef::Blob(text) => {
							Value::Text(String::from_utf8_lossy(text).into_owned())
						},
					})
				};
				rows.push(Row((0..columns).map(value).collect::<rusqlite::Result<_>>()?));
			}
			Ok(rows)
		});
		rows.await.map_err(|error| said(&self.name, error))
	}
}

/// Works on a connection, off the threads that serve.
async fn on<R: Send + 'static>(
	connection: &Arc<Mutex<Connection>>,
	work: impl FnOnce(&mut Connection) -> rusqlite::Result<R> + Send + 'static,
) -> rusqlite::Result<R> {
	let connection = connection.clone();
	let done = tokio::task::spawn_blocking(move || {
		// A connection outlives a work that went wrong: an open transaction was rolled back.
		let mut connection = connection.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
		work(&mut connection)
	});
	match done.await {
		Ok(result) => result,
		Err(error) => std::panic::resume_unwind(error.into_panic()),
	}
}

/// SQLite numbers its arguments `?1`.
fn ours(sql: &str) -> String {
	sql.replace('$', "?")
}

fn connect(file: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
	let connection = Connection::open_with_flags(file, flags)?;
	connection.busy_timeout(PATIENCE)?;
	// Twenty thousand networks fit the cache.
	connection.pragma_update(None, "cache_size", -32_000)?;
	Ok(connection)
}

/// Makes the tables of a new index; throws those of an old one away where it is to be made anew.
fn prepare(connection: &mut Connection, name: &str, anew: bool) -> Result<(), IndexError> {
	let failed = |error| said(name, error);
	let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
	let tables: Vec<String> = {
		let mut statement = connection.prepare(names).map_err(failed)?;
		let names = statement.query_map([], |row| row.get(0)).map_err(failed)?;
		names.collect::<rusqlite::Result<_>>().map_err(failed)?
	};
	if !tables.is_empty() && !tables.iter().any(|table| table == schema::ABOUT.name) {
		return Err(IndexError::Database {
			database: name.into(),
			why: "holds tables of another program: name another file with --database".into(),
		});
	}
	connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
	// A power cut may take the last blocks, never the file: they are read again.
	connection.pragma_update(None, "synchronous", "NORMAL").map_err(failed)?;
	let transaction = connection.transaction().map_err(failed)?;
	if anew {
		for table in tables {
			transaction.execute_batch(&format!("DROP TABLE \"{table}\"")).map_err(failed)?;
		}
	}
	for Table { name, columns, key } in schema::TABLES.iter().chain([&schema::ABOUT]) {
		let sql = format!(
			"CREATE TABLE IF NOT EXISTS {name} ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID"
		);
		transaction.execute_batch(&sql).map_err(failed)?;
	}
	for index in schema::INDEXES {
		transaction.execute_batch(index).map_err(failed)?;
	}
	transaction.commit().map_err(failed)
}

/// What went wrong, in words.
fn said(name: &str, error: rusqlite::Error) -> IndexError {
	let database = name.to_owned();
	match error.sqlite_error_code() {
		Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
			IndexError::Locked { database }
		},
		Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
			let why = format!("is no database of an index, or broken ({error}): name another file with --database, or remove it");
			IndexError::Database { database, why }
		},
		Some(ErrorCode::DiskFull) => {
			let why = "cannot grow: its disk is full".into();
			IndexError::Database { database, why }
		},
		Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
			let why = format!(
				"cannot be opened for writing ({error}): name a file of yours with --database"
			);
			IndexError::Database { database, why }
		},
		_ => IndexError::Database { database, why: format!("failed: {error}") },
	}
}
