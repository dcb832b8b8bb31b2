//! Statements: a network's months in columns, and as CSV.

use super::{
	networks::calendar_of,
	page::{self, Asked, Named, Page},
	Api,
};
use crate::{
	calendar::{month_name, month_of, Calendar},
	chain::state,
	error::{ApiError, ErrorBody},
	shared::{Head, Shared},
	store::value::Row,
};
use axum::{
	extract::State,
	http::header,
	response::{IntoResponse, Response},
	Json,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A network's month in columns.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Columns {
	granted_wh: i64,
	carried_in_wh: i64,
	generated_wh: i64,
	received_wh: i64,
	bought_wh: i64,
	overdrawn_wh: i64,
	pub used_wh: i64,
	reserve_wh: i64,
	balances_wh: i64,
	held_wh: i64,
	given_wh: i64,
	offered_wh: i64,
	sold_wh: i64,
	carried_out_wh: i64,
	expired_wh: i64,
}

const COLUMNS: &str = "granted_wh, carried_in_wh, generated_wh, received_wh, bought_wh, \
	overdrawn_wh, used_wh, reserve_wh, balances_wh, held_wh, given_wh, offered_wh, sold_wh, \
	carried_out_wh, expired_wh";

impl Columns {
	/// From fifteen columns of a row, the first of which stands at `first`.
	fn of(row: &Row, first: usize) -> Self {
		let wh = |place| row.int(first + place);
		Self {
			granted_wh: wh(0),
			carried_in_wh: wh(1),
			generated_wh: wh(2),
			received_wh: wh(3),
			bought_wh: wh(4),
			overdrawn_wh: wh(5),
			used_wh: wh(6),
			reserve_wh: wh(7),
			balances_wh: wh(8),
			held_wh: wh(9),
			given_wh: wh(10),
			offered_wh: wh(11),
			sold_wh: wh(12),
			carried_out_wh: wh(13),
			expired_wh: wh(14),
		}
	}

	fn of_chain(columns: &state::Columns) -> Self {
		let wh = |wh: u64| i64::try_from(wh).unwrap_or(i64::MAX);
		Self {
			granted_wh: wh(columns.granted),
			carried_in_wh: wh(columns.carried_in),
			generated_wh: wh(columns.generated),
			received_wh: wh(columns.received),
			bought_wh: wh(columns.bought),
			overdrawn_wh: wh(columns.overdrawn),
			used_wh: wh(columns.used),
			reserve_wh: wh(columns.reserve),
			balances_wh: wh(columns.balances),
			held_wh: wh(columns.held),
			given_wh: wh(columns.given),
			offered_wh: wh(columns.offered),
			sold_wh: wh(columns.sold),
			carried_out_wh: wh(columns.carried_out),
			expired_wh: wh(columns.expired),
		}
	}

	/// What came in for its own use, exports left out, less what left it.
	pub fn inflow(&self) -> i64 {
		self.granted_wh + self.carried_in_wh + self.received_wh + self.bought_wh
			- self.given_wh
			- self.offered_wh
			- self.sold_wh
	}

	/// Each column by its name.
	fn named(&self) -> [(&'static str, i64); 15] {
		[
			("granted", self.granted_wh),
			("carried_in", self.carried_in_wh),
			("generated", self.generated_wh),
			("received", self.received_wh),
			("bought", self.bought_wh),
			("overdrawn", self.overdrawn_wh),
			("used", self.used_wh),
			("reserve", self.reserve_wh),
			("balances", self.balances_wh),
			("held", self.held_wh),
			("given", self.given_wh),
			("offered", self.offered_wh),
			("sold", self.sold_wh),
			("carried_out", self.carried_out_wh),
			("expired", self.expired_wh),
		]
	}
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct Transfers {
	between_devices: i64,
	between_networks: i64,
}

/// A month's statement; of an open month as it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Statement {
	#[schema(example = "2019-10")]
	month: String,
	/// `open`, `settling`, `closed`.
	pub state: String,
	start_ms: i64,
	end_ms: i64,
	pub columns: Columns,
	transfers: Transfers,
	/// Null where the ledger was not opened yet.
	opened_block: Option<i64>,
	closed_block: Option<i64>,
	settled_block: Option<i64>,
	block: i64,
}

/// A month as the index has it, and by its number.
struct Ledger {
	number: i64,
	statement: Statement,
}

/// Reads the months of a network, newest first: all, or one.
async fn ledgers(
	shared: &Shared,
	network: i64,
	calendar: Calendar,
	month: Option<i64>,
) -> Result<Vec<Ledger>, ApiError> {
	let one = if month.is_some() { "AND m.month = $2" } else { "" };
	let sql = format!(
		"SELECT m.month, m.state, m.between_devices, m.between_networks, m.opened_block, \
		 m.closed_block, m.settled_block, m.block, {COLUMNS}, \
		 (SELECT CAST(SUM(d.used_wh) AS BIGINT) FROM device_months d \
		  WHERE d.network = m.network AND d.month = m.month), \
		 (SELECT MAX(d.block) FROM device_months d \
		  WHERE d.network = m.network AND d.month = m.month) \
		 FROM months m WHERE m.network = $1 {one} ORDER BY m.month DESC"
	);
	let mut args = vec![network.into()];
	args.extend(month.map(Into::into));
	let ledger = |row: Row| {
		let (number, state) = (row.int(0), row.text(1));
		let mut columns = Columns::of(&row, 8);
		let mut block = row.int(7);
		if state == "open" {
			// The ledger counts devices that left; the others are on their meters.
			columns.used_wh = row.int(23).max(columns.used_wh);
			let left = columns.inflow() + columns.generated_wh + columns.overdrawn_wh
				- columns.used_wh
				- columns.reserve_wh
				- columns.held_wh;
			columns.balances_wh = left.max(0);
			block = block.max(row.int(24));
		}
		let statement = Statement {
			month: month_name(number),
			state,
			start_ms: calendar.month_start(number) * 1_000,
			end_ms: calendar.month_end(number) * 1_000,
			columns,
			transfers: Transfers { between_devices: row.int(2), between_networks: row.int(3) },
			opened_block: row.maybe_int(4),
			closed_block: row.maybe_int(5),
			settled_block: row.maybe_int(6),
			block,
		};
		Ledger { number, statement }
	};
	Ok(shared.store.rows(sql, args).await?.into_iter().map(ledger).collect())
}

/// A month of a network. An open one is the chain's own, where the node answers; one that has no
/// ledger yet begins with the standing allotment.
pub async fn ledger(
	shared: &Shared,
	head: &Head,
	network: i64,
	calendar: Calendar,
	month: i64,
) -> Result<Statement, ApiError> {
	let known = ledgers(shared, network, calendar, Some(month)).await?.pop();
	let known = known.map(|Ledger { statement, .. }| statement);
	let is_open = known.as_ref().is_none_or(|statement| statement.state == "open");
	let asked = match (is_open, u32::try_from(network), u16::try_from(month)) {
		(true, Ok(network), Ok(month)) => {
			shared.ask::<_, Option<state::Statement>>("statement", (network, month)).await.flatten()
		},
		_ => None,
	};
	if let Some(chain) = asked {
		return Ok(Statement {
			month: month_name(month),
			state: chain.state.name().into(),
			start_ms: calendar.month_start(month) * 1_000,
			end_ms: calendar.month_end(month) * 1_000,
			columns: Columns::of_chain(&chain.columns),
			transfers: Transfers {
				between_devices: chain.transfers_between_devices.into(),
				between_networks: chain.transfers_between_networks.into(),
			},
			opened_block: known.and_then(|known| known.opened_block),
			closed_block: None,
			settled_block: None,
			block: head.block,
		});
	}
	if let Some(known) = known {
		return Ok(known);
	}
	let sql = "SELECT n.allotment_wh, n.allocated_wh, \
		(SELECT CAST(SUM(d.used_wh) AS BIGINT) FROM device_months d \
		 WHERE d.network = n.id AND d.month = $2) FROM networks n WHERE n.id = $1";
	let row = shared.store.row(sql, vec![network.into(), month.into()]).await?;
	let runs = calendar.month_at(head.time_ms / 1_000) == month;
	let was_read = row.as_ref().and_then(|row| row.maybe_int(2));
	let Some(row) = row.filter(|_| runs || was_read.is_some()) else {
		return Err(ApiError::missing(
			"month",
			format!("{} of network {network}", month_name(month)),
			&format!("networks/{network}/statements"),
		));
	};
	let granted_wh = if runs { row.int(0) } else { 0 };
	let columns = Columns {
		granted_wh,
		used_wh: row.int(2),
		reserve_wh: if runs { row.int(0) - row.int(1) } else { 0 },
		balances_wh: if runs { (row.int(1) - row.int(2)).max(0) } else { 0 },
		..Default::default()
	};
	Ok(Statement {
		month: month_name(month),
		state: "open".into(),
		start_ms: calendar.month_start(month) * 1_000,
		end_ms: calendar.month_end(month) * 1_000,
		columns,
		transfers: Transfers { between_devices: 0, between_networks: 0 },
		opened_block: None,
		closed_block: None,
		settled_block: None,
		block: head.block,
	})
}

/// The number of a month of a request: a name, or `current`.
pub fn asked_month(name: &str, calendar: Calendar, head: &Head) -> Result<i64, ApiError> {
	match name {
		"current" => Ok(calendar.month_at(head.time_ms / 1_000)),
		name => month_of(name),
	}
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StatementsQuery {
	/// 1 to 1000.
	limit: Option<i64>,
	/// The `next` of the answer before.
	cursor: Option<String>,
}

/// The months of a network, newest first, open ones included.
#[utoipa::path(get, path = "/api/v1/networks/{id}/statements", tag = "networks",
	params(("id" = i64, Path, description = "The network's id"), StatementsQuery),
	responses((status = 200, body = Page<Statement>), (status = 404, body = ErrorBody)))]
pub async fn statements(
	State(api): State<Api>,
	Named(id): Named<u32>,
	Asked(asked): Asked<StatementsQuery>,
) -> Result<Json<Page<Statement>>, ApiError> {
	let (shared, id) = (&api.shared, i64::from(id));
	let limit = page::limit(asked.limit)?;
	let before = match &asked.cursor {
		Some(text) => page::cursor::<1>(text)?[0],
		None => i64::MAX,
	};
	let calendar = calendar_of(shared, id).await?;
	let mut found = ledgers(shared, id, calendar, None).await?;
	found.retain(|ledger| ledger.number < before);
	let next = (found.len() as i64 > limit).then(|| found[limit as usize - 1].number.to_string());
	found.truncate(limit as usize);
	Ok(Json(Page { items: found.into_iter().map(|ledger| ledger.statement).collect(), next }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CsvQuery {
	/// Like 2019-10, or current; the last closed month where none is given.
	month: Option<String>,
}

/// A statement with the line of each device, as CSV: `section,name,device,value,unit`.
#[utoipa::path(get, path = "/api/v1/networks/{id}/statement.csv", tag = "networks",
	params(("id" = i64, Path, description = "The network's id"), CsvQuery),
	responses((status = 200, body = String, content_type = "text/csv"),
		(status = 404, body = ErrorBody)))]
pub async fn csv(
	State(api): State<Api>,
	Named(id): Named<u32>,
	Asked(asked): Asked<CsvQuery>,
) -> Result<Response, ApiError> {
	let (shared, network) = (&api.shared, i64::from(id));
	let (head, calendar) = (shared.head()?, calendar_of(shared, network).await?);
	let month = match asked.month.as_deref() {
		Some(name) => asked_month(name, calendar, &head)?,
		None => {
			let sql =
				"SELECT MAX(month) FROM months WHERE network = $1 AND closed_block IS NOT NULL";
			let last = shared.store.row(sql, vec![network.into()]).await?;
			last.and_then(|row| row.maybe_int(0)).ok_or_else(|| {
				let list = format!("networks/{id}/statements");
				ApiError::missing("closed month of network", id, &list)
			})?
		},
	};
	let statement = ledger(shared, &head, network, calendar, month).await?;
	let sql = "SELECT label, owner FROM networks WHERE id = $1";
	let row = shared.store.row(sql, vec![network.into()]).await?;
	let (label, owner) = row.map(|row| (row.text(0), row.text(1))).unwrap_or_default();
	let sql = "SELECT l.device, d.label, l.rank, l.import_wh, l.export_wh, l.used_wh, \
		l.generated_wh, l.received_wh, l.given_wh FROM statement_lines l \
		LEFT JOIN devices d ON d.id = l.device WHERE l.network = $1 AND l.month = $2 ORDER BY l.rank";
	let lines = shared.store.rows(sql, vec![network.into(), month.into()]).await?;

	let chain = shared.facts().chain;
	let mut text = String::from("section,name,device,value,unit\r\n");
	let mut add = |section: &str, name: &str, device: &str, value: &str, unit: &str| {
		let fields = [section, name, device, value, unit].map(quoted);
		text.push_str(&fields.join(","));
		text.push_str("\r\n");
	};
	add("network", "id", "", &id.to_string(), "");
	add("network", "label", "", &label, "");
	add("network", "owner", "", &owner, "");
	add("network", "month", "", &statement.month, "");
	add("network", "state", "", &statement.state, "");
	add("network", "start", "", &statement.start_ms.to_string(), "ms");
	add("network", "end", "", &statement.end_ms.to_string(), "ms");
	add("network", "genesis", "", &chain.genesis, "");
	add("network", "block", "", &statement.block.to_string(), "");
	for (name, wh) in statement.columns.named() {
		add("column", name, "", &wh.to_string(), "Wh");
	}
	for row in lines {
		let device = row.int(0).to_string();
		add("device", "label", &device, &row.text(1), "");
		add("device", "rank", &device, &row.int(2).to_string(), "");
		let names = ["import", "export", "used", "generated", "received", "given"];
		for (place, name) in (3..).zip(names) {
			add("device", name, &device, &row.int(place).to_string(), "Wh");
		}
	}
	let name = format!("attachment; filename=\"network-{id}-{}.csv\"", statement.month);
	let headers = [
		(header::CONTENT_TYPE, "text/csv; charset=utf-8".into()),
		(header::CONTENT_DISPOSITION, name),
	];
	Ok((headers, text).into_response())
}

/// A field of CSV. One that a spreadsheet would take for a formula is taken for text.
fn quoted(field: &str) -> String {
	let number = field.parse::<i64>().is_ok();
	let formula = !number && field.starts_with(['=', '+', '-', '@', '\t', '\r']);
	let field = if formula { format!("'{field}") } else { field.to_owned() };
	match field.contains([',', '"', '\r', '\n']) {
		true => format!("\"{}\"", field.replace('"', "\"\"")),
		false => field,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_field_of_csv_is_one_field() {
		assert_eq!(quoted("house 1"), "house 1");
		assert_eq!(quoted("house, \"old\""), "\"house, \"\"old\"\"\"");
		assert_eq!(quoted("=HYPERLINK(1)"), "'=HYPERLINK(1)");
		assert_eq!(quoted("-5"), "-5");
	}
}
