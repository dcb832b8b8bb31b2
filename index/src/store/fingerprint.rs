//! What tells whether two indexes are the same, whichever databases they are kept in: rows and a
//! hash of each table.

use super::{
	schema,
	value::{columns, Value},
	Store,
};
use crate::error::IndexError;
use subxt::config::{substrate::BlakeTwo256, Hasher};

/// Rows that are read at a time.
const ROWS: i64 = 20_000;

/// A table's name, its rows, and the hash of them in the order of its key.
pub struct Line {
	pub table: &'static str,
	pub rows: i64,
	pub hash: String,
}

/// The fingerprint of an index.
pub async fn take(store: &Store) -> Result<Vec<Line>, IndexError> {
	let mut lines = Vec::with_capacity(schema::TABLES.len());
	for table in schema::TABLES {
		let sql = format!(
			"SELECT {} FROM {} ORDER BY {} LIMIT $1 OFFSET $2",
			columns(table).join(", "),
			table.name,
			table.key
		);
		let (mut rows, mut hash) = (0, subxt::utils::H256::zero());
		loop {
			let some = store.rows(sql.clone(), vec![ROWS.into(), rows.into()]).await?;
			for row in &some {
				let mut bytes = hash.as_bytes().to_vec();
				for value in &row.0 {
					match value {
						Value::Null => bytes.push(0),
						Value::Int(value) => bytes.extend(value.to_string().bytes()),
						Value::Text(value) => bytes.extend(value.bytes()),
					}
					bytes.push(0xff);
				}
				hash = BlakeTwo256.hash(&bytes);
			}
			rows += some.len() as i64;
			if (some.len() as i64) < ROWS {
				break;
			}
		}
		lines.push(Line { table: table.name, rows, hash: format!("{hash:?}") });
	}
	Ok(lines)
}
