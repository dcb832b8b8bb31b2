//! How the index stands, and the consortium in one look.

use super::{networks, page::Asked, Api};
use crate::{
	calendar::{month_name, month_of},
	error::{ApiError, ErrorBody},
	shared::{ChainFacts, Head, MoneyFacts, NodeState, NodeStatus, Shared},
	store::schema,
};
use axum::{extract::State, Json};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use utoipa::{IntoParams, ToSchema};

#[derive(Serialize, ToSchema)]
pub struct Status {
	node: NodeStatus,
	chain: StatusChain,
	/// Null before the first block is indexed.
	index: Option<StatusIndex>,
	/// The version of this program.
	version: &'static str,
}

#[derive(Serialize, ToSchema)]
struct StatusChain {
	name: String,
	genesis: String,
	spec_version: u32,
	/// The node's last final block, as far as it was seen.
	finalized: Option<i64>,
}

#[derive(Serialize, ToSchema)]
struct StatusIndex {
	block: i64,
	hash: String,
	/// The chain's time of that block.
	time_ms: i64,
	/// Final blocks that are not indexed yet.
	behind: i64,
	/// The version of the tables.
	schema: i64,
	/// Booked readings that the index could not find in the blocks; 0 unless something is wrong.
	unattributed_readings: i64,
}

pub async fn status_of(shared: &Shared) -> Result<Status, ApiError> {
	let facts = shared.facts().chain;
	let finalized = *shared.finalized.borrow();
	let head = shared.head.borrow().clone();
	let index = match head {
		None => None,
		Some(head) => {
			let sql = "SELECT CAST(SUM(unattributed) AS BIGINT) FROM blocks WHERE unattributed > 0";
			let unattributed = shared.store.row(sql, vec![]).await?.map_or(0, |row| row.int(0));
			Some(StatusIndex {
				block: head.block,
				hash: head.hash,
				time_ms: head.time_ms,
				behind: finalized.map_or(0, |finalized| (finalized - head.block).max(0)),
				schema: schema::VERSION,
				unattributed_readings: unattributed,
			})
		},
	};
	let (name, genesis, spec_version) = (facts.name, facts.genesis, facts.spec_version);
	let chain = StatusChain { name, genesis, spec_version, finalized };
	let node = shared.node.borrow().clone();
	Ok(Status { node, chain, index, version: env!("CARGO_PKG_VERSION") })
}

/// How the index stands: to its node, and to the chain.
#[utoipa::path(get, path = "/api/v1/status", tag = "overview",
	responses((status = 200, body = Status), (status = 503, body = ErrorBody)))]
pub async fn status(State(api): State<Api>) -> Result<Json<Status>, ApiError> {
	Ok(Json(status_of(&api.shared).await?))
}

#[derive(Serialize, ToSchema)]
pub struct Overview {
	chain: ChainFacts,
	money: MoneyFacts,
	head: Head,
	node: OverviewNode,
	totals: Totals,
	providers: Vec<Provider>,
	readings: Readings,
	/// The months of which there is something, earliest first.
	months: Vec<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OverviewQuery {
	/// Like 2019-10: figures of this month; of the month that each network is in, where none is
	/// given.
	month: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct OverviewNode {
	state: NodeState,
}

#[derive(Serialize, ToSchema)]
struct Totals {
	providers: i64,
	networks: i64,
	devices: i64,
	/// `pending`, `active`, `suspended`, `retired`.
	networks_by_state: BTreeMap<String, i64>,
	/// `load`, `generator`, `store`, `charger`; retired devices left out.
	devices_by_kind: BTreeMap<String, i64>,
	/// Networks by how their month goes: see `condition` of the list of networks.
	networks_by_condition: BTreeMap<&'static str, i64>,
}

#[derive(Serialize, ToSchema)]
struct Provider {
	id: i64,
	label: String,
	account: String,
	state: String,
	utc_offset_minutes: i64,
	/// The most that it may grant in a month.
	capacity_wh: i64,
	/// The sum of its networks' standing allotments.
	committed_wh: i64,
	tariff: Tariff,
	overdraft: Overdraft,
	carry_over: CarryOver,
	networks: i64,
	devices: i64,
	month: ProviderMonth,
	readings: ProviderReadings,
	block: i64,
}

/// Prices in smallest units per kWh.
#[derive(Clone, Serialize, ToSchema)]
pub struct Tariff {
	pub buy_back: i64,
	pub retail: i64,
	pub tick: i64,
}

#[derive(Serialize, ToSchema)]
struct Overdraft {
	limit_wh: i64,
	chunk_wh: i64,
}

#[derive(Serialize, ToSchema)]
struct CarryOver {
	limit_wh: i64,
	months: i64,
}

/// Sums over the networks, of the month that each is in or that was asked for.
#[derive(Default, Serialize, ToSchema)]
struct ProviderMonth {
	granted_wh: i64,
	used_wh: i64,
	available_wh: i64,
}

#[derive(Serialize, ToSchema)]
struct ProviderReadings {
	booked: i64,
	refused: i64,
}

#[derive(Serialize, ToSchema)]
struct Readings {
	booked: i64,
	refused: i64,
	/// Booked in blocks of the last hour of the chain's time.
	last_hour: i64,
	last_day: i64,
	/// The chain's time of the last block with readings.
	last_ms: Option<i64>,
}

/// The consortium in one look.
#[utoipa::path(get, path = "/api/v1/overview", tag = "overview", params(OverviewQuery),
	responses((status = 200, body = Overview), (status = 503, body = ErrorBody)))]
pub async fn overview(
	State(api): State<Api>,
	Asked(asked): Asked<OverviewQuery>,
) -> Result<Json<Overview>, ApiError> {
	let shared = &api.shared;
	let month = asked.month.as_deref().map(month_of).transpose()?;
	let (head, facts, store) = (shared.head()?, shared.facts(), &shared.store);
	let lines = networks::lines(shared, &head, month).await?;

	let mut by_state: BTreeMap<String, i64> =
		["pending", "active", "suspended", "retired"].map(|state| (state.into(), 0)).into();
	let mut by_condition = networks::CONDITIONS.map(|condition| (condition, 0)).into();
	let mut months: HashMap<i64, ProviderMonth> = HashMap::new();
	let mut committed: HashMap<i64, (i64, i64)> = HashMap::new();
	for line in &lines {
		*by_state.entry(line.state.clone()).or_default() += 1;
		let conditions: &mut BTreeMap<&'static str, i64> = &mut by_condition;
		*conditions.entry(line.condition).or_default() += 1;
		let month = months.entry(line.provider).or_default();
		month.granted_wh += line.granted_wh;
		month.used_wh += line.used_wh;
		month.available_wh += line.available_wh;
		let (networks, allotted) = committed.entry(line.provider).or_default();
		*networks += i64::from(line.state != "retired");
		*allotted += line.allotment_wh;
	}
	let kinds = "SELECT kind, provider, COUNT(*) FROM devices WHERE state <> 'retired' \
		GROUP BY kind, provider";
	let mut by_kind: BTreeMap<String, i64> =
		["load", "generator", "store", "charger"].map(|kind| (kind.into(), 0)).into();
	let mut of_provider: HashMap<i64, i64> = HashMap::new();
	for row in store.rows(kinds, vec![]).await? {
		*by_kind.entry(row.text(0)).or_default() += row.int(2);
		*of_provider.entry(row.int(1)).or_default() += row.int(2);
	}
	let sql = "SELECT p.id, p.label, p.account, p.state, p.utc_offset_minutes, p.capacity_wh, \
		p.buy_back, p.retail, p.tick, p.overdraft_limit_wh, p.overdraft_chunk_wh, \
		p.carry_limit_wh, p.carry_months, p.block, t.booked, t.refused \
		FROM providers p LEFT JOIN reading_totals t ON t.provider = p.id ORDER BY p.id";
	let mut providers = Vec::new();
	for row in store.rows(sql, vec![]).await? {
		let id = row.int(0);
		let (networks, committed_wh) = committed.get(&id).copied().unwrap_or_default();
		providers.push(Provider {
			id,
			label: row.text(1),
			account: row.text(2),
			state: row.text(3),
			utc_offset_minutes: row.int(4),
			capacity_wh: row.int(5),
			committed_wh,
			tariff: Tariff { buy_back: row.int(6), retail: row.int(7), tick: row.int(8) },
			overdraft: Overdraft { limit_wh: row.int(9), chunk_wh: row.int(10) },
			carry_over: CarryOver { limit_wh: row.int(11), months: row.int(12) },
			networks,
			devices: of_provider.get(&id).copied().unwrap_or_default(),
			month: months.remove(&id).unwrap_or_default(),
			readings: ProviderReadings { booked: row.int(14), refused: row.int(15) },
			block: row.int(13),
		});
	}
	let since = "SELECT CAST(COALESCE(SUM(booked), 0) AS BIGINT) FROM blocks WHERE time_ms > $1";
	const HOUR_MS: i64 = 3_600_000;
	let hour = store.row(since, vec![(head.time_ms - HOUR_MS).into()]).await?;
	let day = store.row(since, vec![(head.time_ms - 24 * HOUR_MS).into()]).await?;
	let last = "SELECT time_ms FROM blocks WHERE booked > 0 ORDER BY number DESC LIMIT 1";
	let last = store.row(last, vec![]).await?;
	let readings = Readings {
		booked: providers.iter().map(|provider| provider.readings.booked).sum(),
		refused: providers.iter().map(|provider| provider.readings.refused).sum(),
		last_hour: hour.map_or(0, |row| row.int(0)),
		last_day: day.map_or(0, |row| row.int(0)),
		last_ms: last.map(|row| row.int(0)),
	};
	let sql = "SELECT DISTINCT month FROM months UNION SELECT DISTINCT month FROM device_months \
		ORDER BY month";
	let months = store.rows(sql, vec![]).await?;
	Ok(Json(Overview {
		months: months.iter().map(|row| month_name(row.int(0))).collect(),
		chain: facts.chain,
		money: facts.money,
		head,
		node: OverviewNode { state: shared.node.borrow().state },
		totals: Totals {
			providers: providers.len() as i64,
			networks: lines.len() as i64,
			devices: by_kind.values().sum(),
			networks_by_state: by_state,
			devices_by_kind: by_kind,
			networks_by_condition: by_condition,
		},
		providers,
		readings,
	}))
}
