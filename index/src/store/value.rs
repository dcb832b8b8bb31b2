//! What goes into a database and comes out of it.

use super::schema;
use std::{collections::HashMap, sync::LazyLock};

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
	Null,
	Int(i64),
	Text(String),
}

impl From<i64> for Value {
	fn from(value: i64) -> Self {
		Self::Int(value)
	}
}

impl From<i32> for Value {
	fn from(value: i32) -> Self {
		Self::Int(value.into())
	}
}

impl From<u32> for Value {
	fn from(value: u32) -> Self {
		Self::Int(value.into())
	}
}

/// What does not fit 63 bits is the largest that does.
impl From<u64> for Value {
	fn from(value: u64) -> Self {
		Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
	}
}

impl From<bool> for Value {
	fn from(value: bool) -> Self {
		Self::Int(value.into())
	}
}

impl From<&str> for Value {
	fn from(value: &str) -> Self {
		value.to_owned().into()
	}
}

impl From<String> for Value {
	fn from(value: String) -> Self {
		// PostgreSQL keeps no text with a zero byte.
		Self::Text(if value.contains('\0') { value.replace('\0', "\u{fffd}") } else { value })
	}
}

impl<T: Into<Value>> From<Option<T>> for Value {
	fn from(value: Option<T>) -> Self {
		value.map_or(Self::Null, Into::into)
	}
}

/// A row of a query's answer. A column that is not what the query says is the default: queries and
/// tables belong to one program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(pub Vec<Value>);

impl Row {
	pub fn int(&self, column: usize) -> i64 {
		self.maybe_int(column).unwrap_or_default()
	}

	pub fn maybe_int(&self, column: usize) -> Option<i64> {
		match self.0.get(column) {
			Some(Value::Int(value)) => Some(*value),
			_ => None,
		}
	}

	pub fn truth(&self, column: usize) -> bool {
		self.int(column) != 0
	}

	pub fn text(&self, column: usize) -> String {
		self.maybe_text(column).unwrap_or_default()
	}

	pub fn maybe_text(&self, column: usize) -> Option<String> {
		match self.0.get(column) {
			Some(Value::Text(value)) => Some(value.clone()),
			_ => None,
		}
	}
}

/// A statement that changes something.
#[derive(Clone, Debug)]
pub struct Write {
	pub sql: &'static str,
	pub args: Vec<Value>,
}

impl Write {
	pub fn new(sql: &'static str, args: Vec<Value>) -> Self {
		Self { sql, args }
	}

	/// Puts a whole row into a table, in the order of its columns, in place of the one with its key.
	pub fn put(table: &'static str, row: Vec<Value>) -> Self {
		static PUTS: LazyLock<HashMap<&'static str, String>> = LazyLock::new(|| {
			schema::TABLES
				.iter()
				.chain([&schema::ABOUT])
				.map(|table| (table.name, put_into(table)))
				.collect()
		});
		Self { sql: PUTS.get(table).expect("a table of the schema; qed"), args: row }
	}
}

/// The names of a table's columns.
pub fn columns(table: &schema::Table) -> Vec<&'static str> {
	table.columns.split(',').filter_map(|column| column.split_whitespace().next()).collect()
}

fn put_into(table: &schema::Table) -> String {
	let columns = columns(table);
	let key: Vec<&str> = table.key.split(", ").collect();
	let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
	let rest: Vec<String> = columns
		.iter()
		.filter(|column| !key.contains(column))
		.map(|column| format!("{column} = excluded.{column}"))
		.collect();
	format!(
		"INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}",
		table.name,
		columns.join(", "),
		places.join(", "),
		table.key,
		rest.join(", ")
	)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_row_is_put_in_the_place_of_its_key() {
		let write = Write::put("about", vec!["a".into(), "b".into()]);
		assert_eq!(
			write.sql,
			"INSERT INTO about (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET \
			 value = excluded.value"
		);
	}

	#[test]
	fn every_table_has_its_key_among_its_columns() {
		for table in schema::TABLES {
			let columns = columns(table);
			assert!(table.key.split(", ").all(|key| columns.contains(&key)), "{}", table.name);
		}
	}

	#[test]
	fn text_is_such_as_both_databases_keep() {
		assert_eq!(Value::from("a\0b"), Value::Text("a\u{fffd}b".into()));
		assert_eq!(Value::from(u64::MAX), Value::Int(i64::MAX));
		assert_eq!(Value::from(None::<i64>), Value::Null);
	}
}
