//! Blocks, the event log, movements of energy, refused readings.

use super::{
	page::{self, Asked, Named, Page},
	Api,
};
use crate::{
	book::told::{BlockLine, Moved},
	calendar::{month_name, month_of},
	error::{ApiError, ErrorBody},
	store::{
		value::{Row, Value},
		Store,
	},
};
use axum::{extract::State, Json};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use utoipa::{IntoParams, ToSchema};

/// An end of a movement.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct End {
	/// `provider`, `reserve` (of a network), `device`, `community`, `sale` and `overdraft` (of a
	/// provider), `held` (for a device), `generators` (of a network).
	kind: String,
	id: i64,
	label: String,
}

/// What people call the ends of movements.
pub type Names = HashMap<(&'static str, i64), String>;

/// The table in which an end has its name.
fn table_of(kind: &str) -> &'static str {
	match kind {
		"reserve" | "generators" => "networks",
		"device" | "held" => "devices",
		"community" => "communities",
		_ => "providers",
	}
}

impl End {
	pub fn named(kind: String, id: i64, names: &Names) -> Self {
		let label = names.get(&(table_of(&kind), id)).cloned().unwrap_or_default();
		Self { kind, id, label }
	}

	/// As the bookkeeper knows it.
	pub fn told((kind, id, label): &(&'static str, i64, String)) -> Self {
		Self { kind: (*kind).into(), id: *id, label: label.clone() }
	}
}

/// Looks up what people call these ends.
pub async fn names(store: &Store, ends: BTreeSet<(String, i64)>) -> Result<Names, ApiError> {
	let mut by_table: HashMap<&'static str, BTreeSet<i64>> = HashMap::new();
	for (kind, id) in ends {
		by_table.entry(table_of(&kind)).or_default().insert(id);
	}
	let mut names = Names::new();
	for (table, ids) in by_table {
		let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
		let sql = format!("SELECT id, label FROM {table} WHERE id IN ({})", ids.join(", "));
		for row in store.rows(sql, vec![]).await? {
			names.insert((table, row.int(0)), row.text(1));
		}
	}
	Ok(names)
}

/// Conditions of a query, with their arguments.
#[derive(Default)]
pub struct Conditions {
	parts: Vec<String>,
	pub args: Vec<Value>,
}

impl Conditions {
	/// Adds one; `#` stands for its argument.
	pub fn add(&mut self, condition: &str, arg: impl Into<Value>) {
		self.args.push(arg.into());
		self.parts.push(condition.replace('#', &format!("${}", self.args.len())));
	}

	/// Adds one where there is an argument.
	pub fn maybe(&mut self, condition: &str, arg: Option<impl Into<Value>>) {
		if let Some(arg) = arg {
			self.add(condition, arg);
		}
	}

	pub fn sql(&self) -> String {
		match self.parts.is_empty() {
			true => String::new(),
			false => format!("WHERE {}", self.parts.join(" AND ")),
		}
	}
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BlocksQuery {
	/// 1 to 1000.
	limit: Option<i64>,
	/// The `next` of the answer before.
	cursor: Option<String>,
}

const BLOCK: &str = "number, hash, time_ms, extrinsics, events, booked, refused";

fn block_line(row: &Row) -> BlockLine {
	BlockLine {
		number: row.int(0),
		hash: row.text(1),
		time_ms: row.int(2),
		extrinsics: row.int(3),
		events: row.int(4),
		booked: row.int(5),
		refused: row.int(6),
	}
}

/// Blocks, newest first.
#[utoipa::path(get, path = "/api/v1/blocks", tag = "log", params(BlocksQuery),
	responses((status = 200, body = Page<BlockLine>), (status = 400, body = ErrorBody)))]
pub async fn blocks(
	State(api): State<Api>,
	Asked(asked): Asked<BlocksQuery>,
) -> Result<Json<Page<BlockLine>>, ApiError> {
	let limit = page::limit(asked.limit)?;
	let mut conditions = Conditions::default();
	if let Some(text) = &asked.cursor {
		conditions.add("number < #", page::cursor::<1>(text)?[0]);
	}
	let sql = format!(
		"SELECT {BLOCK} FROM blocks {} ORDER BY number DESC LIMIT {}",
		conditions.sql(),
		limit + 1
	);
	let rows = api.shared.store.rows(sql, conditions.args).await?;
	let items = rows.iter().map(block_line).collect();
	Ok(Json(Page::of(items, limit, |block: &BlockLine| block.number.to_string())))
}

#[derive(Serialize, ToSchema)]
pub struct Block {
	#[serde(flatten)]
	line: BlockLine,
	parent: String,
	spec_version: i64,
	/// Its entries of the event log, in their order.
	log: Vec<Entry>,
}

/// One block with its events; `block` is its number or hash.
#[utoipa::path(get, path = "/api/v1/blocks/{block}", tag = "log",
	params(("block" = String, Path, description = "Number or hash")),
	responses((status = 200, body = Block), (status = 404, body = ErrorBody)))]
pub async fn block(
	State(api): State<Api>,
	Named(name): Named<String>,
) -> Result<Json<Block>, ApiError> {
	let store = &api.shared.store;
	let (by, arg) = match name.parse::<i64>() {
		Ok(number) => ("number", Value::from(number)),
		Err(_) => ("hash", Value::from(name.to_lowercase())),
	};
	let sql = format!("SELECT {BLOCK}, parent, spec_version FROM blocks WHERE {by} = $1");
	let row = store.row(sql, vec![arg]).await?;
	let row = row.ok_or_else(|| ApiError::missing("block", &name, "blocks"))?;
	let sql = format!("SELECT {ENTRY} WHERE e.block = $1 ORDER BY e.event");
	let log = store.rows(sql, vec![row.int(0).into()]).await?;
	Ok(Json(Block {
		line: block_line(&row),
		parent: row.text(7),
		spec_version: row.int(8),
		log: log.iter().map(entry).collect(),
	}))
}

/// An entry of the event log.
#[derive(Serialize, ToSchema)]
pub struct Entry {
	block: i64,
	/// Its place in the block.
	event: i64,
	time_ms: i64,
	/// The extrinsic that it belongs to; null for what the chain does by itself.
	extrinsic: Option<i64>,
	pallet: String,
	name: String,
	network: Option<i64>,
	device: Option<i64>,
	provider: Option<i64>,
	/// Its fields as the chain names them.
	data: serde_json::Value,
}

const ENTRY: &str = "e.block, e.event, b.time_ms, e.extrinsic, e.pallet, e.name, e.network, \
	e.device, e.provider, e.data FROM events e JOIN blocks b ON b.number = e.block";

fn entry(row: &Row) -> Entry {
	Entry {
		block: row.int(0),
		event: row.int(1),
		time_ms: row.int(2),
		extrinsic: row.maybe_int(3),
		pallet: row.text(4),
		name: row.text(5),
		network: row.maybe_int(6),
		device: row.maybe_int(7),
		provider: row.maybe_int(8),
		data: serde_json::from_str(&row.text(9)).unwrap_or_default(),
	}
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
	/// Like Metering.
	pallet: Option<String>,
	/// Like BatchBooked.
	name: Option<String>,
	network: Option<i64>,
	device: Option<i64>,
	provider: Option<i64>,
	from_block: Option<i64>,
	to_block: Option<i64>,
	/// 1 to 1000.
	limit: Option<i64>,
	/// The `next` of the answer before.
	cursor: Option<String>,
}

/// The event log, newest first.
#[utoipa::path(get, path = "/api/v1/events", tag = "log", params(EventsQuery),
	responses((status = 200, body = Page<Entry>), (status = 400, body = ErrorBody)))]
pub async fn events(
	State(api): State<Api>,
	Asked(asked): Asked<EventsQuery>,
) -> Result<Json<Page<Entry>>, ApiError> {
	let limit = page::limit(asked.limit)?;
	let mut conditions = Conditions::default();
	conditions.maybe("e.pallet = #", asked.pallet);
	conditions.maybe("e.name = #", asked.name);
	conditions.maybe("e.network = #", asked.network);
	conditions.maybe("e.device = #", asked.device);
	conditions.maybe("e.provider = #", asked.provider);
	conditions.maybe("e.block >= #", asked.from_block);
	conditions.maybe("e.block <= #", asked.to_block);
	if let Some(text) = &asked.cursor {
		let [block, event] = page::cursor(text)?;
		conditions.add("e.block <= #", block);
		conditions.add(&format!("(e.block < #  OR e.event < {event})"), block);
	}
	let sql = format!(
		"SELECT {ENTRY} {} ORDER BY e.block DESC, e.event DESC LIMIT {}",
		conditions.sql(),
		limit + 1
	);
	let rows = api.shared.store.rows(sql, conditions.args).await?;
	let items = rows.iter().map(entry).collect();
	Ok(Json(Page::of(items, limit, |entry: &Entry| format!("{}.{}", entry.block, entry.event))))
}

/// Energy that moved: who, whom, how much, why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Movement {
	block: i64,
	/// The place of the event that says so.
	event: i64,
	/// An event may say several.
	part: i64,
	time_ms: i64,
	network: i64,
	month: String,
	/// `grant`, `allocation`, `top_up`, `take_back`, `cover`, `help`, `owner_moved`, `pool`,
	/// `pledge`, `leftover`, `withdrawal`, `export`, `overdraft`, `offer`, `sale`, `unsold`,
	/// `request`, `release`, `device_left`.
	reason: String,
	from: End,
	to: End,
	energy_wh: i64,
}

impl Movement {
	/// As the bookkeeper told it.
	pub fn told(block: &BlockLine, part: i64, moved: &Moved) -> Self {
		Self {
			block: block.number,
			event: moved.event,
			part,
			time_ms: block.time_ms,
			network: moved.network.into(),
			month: month_name(moved.month),
			reason: moved.reason.into(),
			from: End::told(&moved.from),
			to: End::told(&moved.to),
			energy_wh: moved.energy_wh,
		}
	}
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MovementsQuery {
	network: Option<i64>,
	/// Only those from or to this device.
	device: Option<i64>,
	/// Like 2019-10.
	month: Option<String>,
	reason: Option<String>,
	from_block: Option<i64>,
	to_block: Option<i64>,
	/// 1 to 1000.
	limit: Option<i64>,
	/// The `next` of the answer before.
	cursor: Option<String>,
}

/// Movements of energy, newest first.
#[utoipa::path(get, path = "/api/v1/movements", tag = "log", params(MovementsQuery),
	responses((status = 200, body = Page<Movement>), (status = 400, body = ErrorBody)))]
pub async fn movements(
	State(api): State<Api>,
	Asked(asked): Asked<MovementsQuery>,
) -> Result<Json<Page<Movement>>, ApiError> {
	let (store, limit) = (&api.shared.store, page::limit(asked.limit)?);
	let mut conditions = Conditions::default();
	conditions.maybe("network = #", asked.network);
	conditions.maybe(
		"((from_kind IN ('device', 'held') AND from_id = #) \
		 OR (to_kind IN ('device', 'held') AND to_id = #))",
		asked.device,
	);
	conditions.maybe("month = #", asked.month.as_deref().map(month_of).transpose()?);
	conditions.maybe("reason = #", asked.reason);
	conditions.maybe("block >= #", asked.from_block);
	conditions.maybe("block <= #", asked.to_block);
	if let Some(text) = &asked.cursor {
		let [block, event, part] = page::cursor(text)?;
		conditions.add("block <= #", block);
		conditions.add(
			&format!("(block < # OR event < {event} OR (event = {event} AND part < {part}))"),
			block,
		);
	}
	let sql = format!(
		"SELECT block, event, part, time_ms, network, month, reason, from_kind, from_id, to_kind, \
		 to_id, energy_wh FROM movements {} ORDER BY block DESC, event DESC, part DESC LIMIT {}",
		conditions.sql(),
		limit + 1
	);
	let rows = store.rows(sql, conditions.args).await?;
	let ends = rows.iter().flat_map(|row| [(row.text(7), row.int(8)), (row.text(9), row.int(10))]);
	let names = names(store, ends.collect()).await?;
	let movement = |row: &Row| Movement {
		block: row.int(0),
		event: row.int(1),
		part: row.int(2),
		time_ms: row.int(3),
		network: row.int(4),
		month: month_name(row.int(5)),
		reason: row.text(6),
		from: End::named(row.text(7), row.int(8), &names),
		to: End::named(row.text(9), row.int(10), &names),
		energy_wh: row.int(11),
	};
	let items = rows.iter().map(movement).collect();
	let cursor = |last: &Movement| format!("{}.{}.{}", last.block, last.event, last.part);
	Ok(Json(Page::of(items, limit, cursor)))
}

/// A reading, or the readings of a page, that the chain refused.
#[derive(Serialize, ToSchema)]
pub struct Refusal {
	block: i64,
	event: i64,
	time_ms: i64,
	provider: Option<i64>,
	/// Null where a whole page was refused.
	device: Option<i64>,
	page: i64,
	/// Null where a whole page was refused.
	slot: Option<i64>,
	/// The end of the metered interval.
	at_ms: i64,
	/// As the chain names it, like `TimeNotLater`.
	reason: String,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RefusalsQuery {
	device: Option<i64>,
	provider: Option<i64>,
	/// 1 to 1000.
	limit: Option<i64>,
	/// The `next` of the answer before.
	cursor: Option<String>,
}

/// Readings that the chain refused, newest first.
#[utoipa::path(get, path = "/api/v1/refusals", tag = "log", params(RefusalsQuery),
	responses((status = 200, body = Page<Refusal>), (status = 400, body = ErrorBody)))]
pub async fn refusals(
	State(api): State<Api>,
	Asked(asked): Asked<RefusalsQuery>,
) -> Result<Json<Page<Refusal>>, ApiError> {
	let limit = page::limit(asked.limit)?;
	let mut conditions = Conditions::default();
	conditions.maybe("r.device = #", asked.device);
	conditions.maybe("r.provider = #", asked.provider);
	if let Some(text) = &asked.cursor {
		let [block, event] = page::cursor(text)?;
		conditions.add("r.block <= #", block);
		conditions.add(&format!("(r.block < # OR r.event < {event})"), block);
	}
	let sql = format!(
		"SELECT r.block, r.event, b.time_ms, r.provider, r.device, r.page, r.slot, r.at, r.reason \
		 FROM refusals r JOIN blocks b ON b.number = r.block {} \
		 ORDER BY r.block DESC, r.event DESC LIMIT {}",
		conditions.sql(),
		limit + 1
	);
	let rows = api.shared.store.rows(sql, conditions.args).await?;
	let refusal = |row: Row| Refusal {
		block: row.int(0),
		event: row.int(1),
		time_ms: row.int(2),
		provider: row.maybe_int(3),
		device: row.maybe_int(4),
		page: row.int(5),
		slot: row.maybe_int(6),
		at_ms: row.int(7) * 1_000,
		reason: row.text(8),
	};
	let items = rows.into_iter().map(refusal).collect();
	Ok(Json(Page::of(items, limit, |last: &Refusal| format!("{}.{}", last.block, last.event))))
}
