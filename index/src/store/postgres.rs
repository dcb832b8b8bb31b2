//! PostgreSQL: for installations that keep their data there. All tables are in a schema of their
//! own, `commonwatt_index`.

use super::{
	schema::{self, Table},
	value::{Row, Value, Write},
};
use crate::error::IndexError;
use futures::future::try_join_all;
use std::{
	collections::HashMap,
	error::Error,
	sync::{
		atomic::{AtomicUsize, Ordering},
		Arc,
	},
};
use tokio::sync::Mutex;
use tokio_postgres::{
	types::{private::BytesMut, to_sql_checked, IsNull, ToSql, Type},
	Client, Config, NoTls, Statement,
};

/// Queries that run side by side.
const READERS: usize = 4;

/// Statements that are on their way at a time.
const IN_FLIGHT: usize = 256;

/// Names the lock of an index: «CWATT» and a number.
const LOCK: i64 = 0x43_57_41_54_54_01;

/// A connection, and the statements that it knows.
struct Link {
	client: Client,
	prepared: HashMap<String, Statement>,
}

pub struct Postgres {
	name: String,
	config: Config,
	writer: Mutex<Link>,
	readers: Vec<Mutex<Option<Arc<Client>>>>,
	next: AtomicUsize,
}

impl ToSql for Value {
	fn to_sql(
		&self,
		kind: &Type,
		out: &mut BytesMut,
	) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
		match self {
			Value::Null => Ok(IsNull::Yes),
			Value::Int(value) if *kind == Type::INT4 => i32::try_from(*value)?.to_sql(kind, out),
			Value::Int(value) => value.to_sql(kind, out),
			Value::Text(value) => value.to_sql(kind, out),
		}
	}

	fn accepts(_: &Type) -> bool {
		true
	}

	to_sql_checked!();
}

impl Postgres {
	pub async fn open(url: &str, name: String, anew: bool) -> Result<Self, IndexError> {
		let why = |error: tokio_postgres::Error| IndexError::Database {
			database: name.clone(),
			why: format!("has an address that is none of PostgreSQL: {}", told(&error)),
		};
		let config: Config = url.parse().map_err(why)?;
		let client = connect(&config, &name).await?;
		lock(&client, &name).await?;
		prepare(&client, anew).await.map_err(|error| said(&name, error))?;
		let writer = Mutex::new(Link { client, prepared: HashMap::new() });
		let readers = (0..READERS).map(|_| Mutex::new(None)).collect();
		Ok(Self { name, config, writer, readers, next: AtomicUsize::new(0) })
	}

	pub async fn write(&self, writes: Vec<Write>) -> Result<(), IndexError> {
		let mut link = self.writer.lock().await;
		if link.client.is_closed() {
			let client = connect(&self.config, &self.name).await?;
			lock(&client, &self.name).await?;
			*link = Link { client, prepared: HashMap::new() };
		}
		let Link { client, prepared } = &mut *link;
		transact(client, prepared, &writes).await.map_err(|error| said(&self.name, error))
	}

	pub async fn rows(&self, sql: String, args: Vec<Value>) -> Result<Vec<Row>, IndexError> {
		let reader = self.next.fetch_add(1, Ordering::Relaxed) % self.readers.len();
		let client = {
			let mut reader = self.readers[reader].lock().await;
			match &*reader {
				Some(client) if !client.is_closed() => client.clone(),
				_ => {
					let client = Arc::new(connect(&self.config, &self.name).await?);
					*reader = Some(client.clone());
					client
				},
			}
		};
		let args: Vec<&(dyn ToSql + Sync)> = args.iter().map(|arg| arg as _).collect();
		let rows = client.query(&sql, &args).await.map_err(|error| said(&self.name, error))?;
		rows.iter().map(row).collect::<Result<_, _>>().map_err(|error| said(&self.name, error))
	}
}

fn row(row: &tokio_postgres::Row) -> Result<Row, tokio_postgres::Error> {
	let value = |(place, column): (usize, &tokio_postgres::Column)| {
		Ok(match *column.type_() {
			Type::INT8 => row.try_get::<_, Option<i64>>(place)?.into(),
			Type::INT4 => row.try_get::<_, Option<i32>>(place)?.map(i64::from).into(),
			_ => row.try_get::<_, Option<String>>(place)?.into(),
		})
	};
	row.columns().iter().enumerate().map(value).collect::<Result<_, _>>().map(Row)
}

async fn connect(config: &Config, name: &str) -> Result<Client, IndexError> {
	let (client, connection) = config.connect(NoTls).await.map_err(|error| said(name, error))?;
	tokio::spawn(async move {
		if let Err(error) = connection.await {
			tracing::warn!("a connection to the database ended: {}", told(&error));
		}
	});
	let schema = "SET search_path TO commonwatt_index; SET client_min_messages TO warning";
	client.batch_execute(schema).await.map_err(|error| said(name, error))?;
	Ok(client)
}

/// Keeps other programs from writing the index, as long as the connection lives.
async fn lock(client: &Client, name: &str) -> Result<(), IndexError> {
	let locked = client.query_one("SELECT pg_try_advisory_lock($1)", &[&LOCK]).await;
	match locked.and_then(|row| row.try_get(0)) {
		Ok(true) => Ok(()),
		Ok(false) => Err(IndexError::Locked { database: name.into() }),
		Err(error) => Err(said(name, error)),
	}
}

async fn prepare(client: &Client, anew: bool) -> Result<(), tokio_postgres::Error> {
	if anew {
		client.batch_execute("DROP SCHEMA IF EXISTS commonwatt_index CASCADE").await?;
	}
	client.batch_execute("CREATE SCHEMA IF NOT EXISTS commonwatt_index").await?;
	for Table { name, columns, key } in schema::TABLES.iter().chain([&schema::ABOUT]) {
		// Texts are in the order of their bytes, as in the other database.
		let columns = columns.replace(" TEXT", " TEXT COLLATE \"C\"");
		let sql = format!("CREATE TABLE IF NOT EXISTS {name} ({columns}, PRIMARY KEY ({key}))");
		client.batch_execute(&sql).await?;
	}
	for index in schema::INDEXES {
		client.batch_execute(index).await?;
	}
	Ok(())
}

/// All of it or nothing. Statements are sent ahead of their answers, and done in their order.
async fn transact(
	client: &mut Client,
	prepared: &mut HashMap<String, Statement>,
	writes: &[Write],
) -> Result<(), tokio_postgres::Error> {
	for Write { sql, .. } in writes {
		if !prepared.contains_key(*sql) {
			prepared.insert((*sql).into(), client.prepare(sql).await?);
		}
	}
	let transaction = client.transaction().await?;
	for some in writes.chunks(IN_FLIGHT) {
		let sent = some.iter().map(|Write { sql, args }| {
			let args: Vec<&(dyn ToSql + Sync)> = args.iter().map(|arg| arg as _).collect();
			let (transaction, statement) = (&transaction, &prepared[*sql]);
			async move { transaction.execute(statement, &args).await }
		});
		try_join_all(sent).await?;
	}
	transaction.commit().await
}

/// The innermost reason.
fn told(error: &tokio_postgres::Error) -> String {
	match error.as_db_error() {
		Some(told) => told.message().into(),
		None => error.source().map_or_else(|| error.to_string(), |source| source.to_string()),
	}
}

fn said(name: &str, error: tokio_postgres::Error) -> IndexError {
	let (database, why) = (name.to_owned(), told(&error));
	match error.as_db_error() {
		Some(_) => IndexError::Database { database, why: format!("refused: {why}") },
		None => IndexError::DatabaseGone { database, why },
	}
}
