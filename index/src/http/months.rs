//! A network's months: how they burn down, who used what, who helped whom, and their statements.

use super::{
	log::End,
	networks::{calendar_of, pace},
	page::{self, Asked, Named, Page},
	Api,
};
use crate::{
	calendar::{day_name, month_name, month_of, Calendar},
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
use std::collections::HashMap;
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
	used_wh: i64,
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
	fn inflow(&self) -> i64 {
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
	state: String,
	start_ms: i64,
	end_ms: i64,
	columns: Columns,
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
	)
	.replace(&format!("{COLUMNS},"), &format!("m.{},", COLUMNS.replace(", ", ", m.")));
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
async fn ledger(
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
fn asked_month(name: &str, calendar: Calendar, head: &Head) -> Result<i64, ApiError> {
	match name {
		"current" => Ok(calendar.month_at(head.time_ms / 1_000)),
		name => month_of(name),
	}
}

#[derive(Serialize, ToSchema)]
pub struct Month {
	network: i64,
	#[serde(flatten)]
	statement: Statement,
	days: Vec<Day>,
	pace: Pace,
	/// Null before anything was used.
	forecast: Option<Forecast>,
}

#[derive(Serialize, ToSchema)]
struct Day {
	/// The local date.
	#[schema(example = "2019-10-03")]
	day: String,
	end_ms: i64,
	used_wh: i64,
	exported_wh: i64,
	/// Used since the month's start.
	used_so_far_wh: i64,
	/// What was left at the day's end; below zero where more was used than there was.
	available_wh: i64,
	/// What had come in by then, exports included, less what had left the network.
	inflow_wh: i64,
	/// Overdrawn by then.
	overdrawn_wh: i64,
	readings: i64,
	block: i64,
}

#[derive(Serialize, ToSchema)]
struct Pace {
	at_ms: i64,
	/// All that the network has had for its own use, overdrafts left out.
	available_in_month_wh: i64,
	/// What it would have used by now if it spread that evenly.
	expected_wh: i64,
	/// Use against that; null where nothing is expected.
	percent: Option<i64>,
}

#[derive(Serialize, ToSchema)]
struct Forecast {
	at_ms: i64,
	/// What it will have used by the month's end, if it goes on so.
	used_at_end_wh: i64,
	/// When the energy is used up; null if it lasts.
	exhausted_ms: Option<i64>,
}

/// A month of a network as a burn-down. `month` is a name like `2019-10`, or `current`.
#[utoipa::path(get, path = "/api/v1/networks/{id}/months/{month}", tag = "networks",
	params(("id" = i64, Path, description = "The network's id"),
		("month" = String, Path, description = "Like 2019-10, or current")),
	responses((status = 200, body = Month), (status = 404, body = ErrorBody)))]
pub async fn month(
	State(api): State<Api>,
	Named((id, name)): Named<(u32, String)>,
) -> Result<Json<Month>, ApiError> {
	let (shared, network, id) = (&api.shared, id, i64::from(id));
	let (head, calendar) = (shared.head()?, calendar_of(shared, id).await?);
	let number = asked_month(&name, calendar, &head)?;
	let statement = ledger(shared, &head, id, calendar, number).await?;

	let (first, end) = (calendar.first_day(number), calendar.first_day(number + 1));
	let sql = "SELECT day, used_wh, exported_wh, readings, block FROM network_days \
		WHERE network = $1 AND day >= $2 AND day < $3 ORDER BY day";
	let rows = shared.store.rows(sql, vec![id.into(), first.into(), end.into()]).await?;
	let uses: HashMap<i64, Row> = rows.into_iter().map(|row| (row.int(0), row)).collect();
	let sql = "SELECT time_ms, inflow_wh, overdrawn_wh, block FROM month_steps \
		WHERE network = $1 AND month = $2 ORDER BY block";
	let steps = shared.store.rows(sql, vec![id.into(), number.into()]).await?;
	let last_day = calendar.day_at(head.time_ms / 1_000).min(end - 1);
	let (mut used_so_far, mut exported_so_far) = (0, 0);
	let mut days = Vec::new();
	for day in first..=last_day {
		let end_ms = calendar.day_start(day + 1) * 1_000;
		let used = uses.get(&day);
		used_so_far += used.map_or(0, |row| row.int(1));
		exported_so_far += used.map_or(0, |row| row.int(2));
		// What was there before the first step was there from the month's start.
		let step = steps.iter().take_while(|row| row.int(0) <= end_ms).last().or(steps.first());
		let inflow = step.map_or(statement.columns.inflow(), |row| row.int(1)) + exported_so_far;
		days.push(Day {
			day: day_name(day),
			end_ms,
			used_wh: used.map_or(0, |row| row.int(1)),
			exported_wh: used.map_or(0, |row| row.int(2)),
			used_so_far_wh: used_so_far,
			available_wh: inflow - used_so_far,
			inflow_wh: inflow,
			overdrawn_wh: step.map_or(0, |row| row.int(2)),
			readings: used.map_or(0, |row| row.int(3)),
			block: used.map(|row| row.int(4)).max(step.map(|row| row.int(3))).unwrap_or_default(),
		});
	}
	let at = (head.time_ms / 1_000).clamp(calendar.month_start(number), calendar.month_end(number));
	let elapsed = at - calendar.month_start(number);
	let length = calendar.month_end(number) - calendar.month_start(number);
	let available = days.last().map_or(0, |day| day.inflow_wh);
	let used = used_so_far.max(statement.columns.used_wh);
	let start = calendar.month_start(number);
	let reckoned = forecast(used, available, elapsed, length).map(|(used_at_end_wh, lasts)| {
		let exhausted_ms = lasts.map(|lasts| (start + lasts) * 1_000);
		Forecast { at_ms: at * 1_000, used_at_end_wh, exhausted_ms }
	});
	// Of the month that runs the chain itself has one.
	let asked: Option<state::Forecast> = match calendar.month_at(head.time_ms / 1_000) == number {
		true => shared.ask("forecast", (network,)).await.flatten(),
		false => None,
	};
	let asked = asked.filter(|asked| i64::from(asked.month) == number && asked.used > 0);
	let asked = asked.map(|asked| Forecast {
		at_ms: i64::from(asked.at) * 1_000,
		used_at_end_wh: i64::try_from(asked.used_at_end).unwrap_or(i64::MAX),
		exhausted_ms: asked.exhausted_at.map(|at| i64::from(at) * 1_000),
	});
	Ok(Json(Month {
		network: id,
		pace: Pace {
			at_ms: at * 1_000,
			available_in_month_wh: available,
			expected_wh: crate::book::meter::share(available.max(0), elapsed, length),
			percent: pace(used, available, elapsed, length),
		},
		forecast: asked.or(reckoned),
		statement,
		days,
	}))
}

/// What will have been used at the end, and after how long all is used up if before: as the chain
/// reckons it.
fn forecast(used: i64, available: i64, elapsed: i64, length: i64) -> Option<(i64, Option<i64>)> {
	use crate::book::meter::share;
	(used > 0 && elapsed > 0).then(|| {
		let lasts = share(elapsed, available.max(0), used);
		(share(used, length, elapsed), Some(lasts).filter(|lasts| *lasts < length))
	})
}

#[derive(Serialize, ToSchema)]
pub struct Devices {
	items: Vec<DeviceLine>,
	/// `chain`: the chain's own ranking at the head; `statement`: the closed month's; `index`: use
	/// by the readings alone.
	source: &'static str,
}

/// A device among the devices of its network.
#[derive(Serialize, ToSchema)]
struct DeviceLine {
	/// 1 for the one that used most.
	rank: i64,
	device: i64,
	label: String,
	kind: String,
	state: String,
	used_wh: i64,
	generated_wh: i64,
	/// Its allocation spread evenly over the month, until now.
	expected_wh: Option<i64>,
	/// Use against that.
	pace_percent: Option<i64>,
	/// What it may still use.
	balance_wh: Option<i64>,
	/// What is set aside for it each month.
	allocation_wh: Option<i64>,
	/// Got from other devices of the network.
	received_wh: i64,
	/// Given to other devices of the network.
	given_wh: i64,
	/// Of what all devices used.
	share_percent: i64,
	/// Its last reading.
	read_ms: Option<i64>,
	block: i64,
}

/// Devices ranked by use, and against their own expectation.
#[utoipa::path(get, path = "/api/v1/networks/{id}/months/{month}/devices", tag = "networks",
	params(("id" = i64, Path, description = "The network's id"),
		("month" = String, Path, description = "Like 2019-10, or current")),
	responses((status = 200, body = Devices), (status = 404, body = ErrorBody)))]
pub async fn devices(
	State(api): State<Api>,
	Named((id, name)): Named<(u32, String)>,
) -> Result<Json<Devices>, ApiError> {
	let (shared, network) = (&api.shared, i64::from(id));
	let (head, calendar) = (shared.head()?, calendar_of(shared, network).await?);
	let month = asked_month(&name, calendar, &head)?;
	let key = vec![network.into(), month.into()];

	let sql = "SELECT d.id, d.label, d.kind, d.state, d.allocation_wh, m.read_at, d.block, d.network \
		FROM devices d LEFT JOIN meters m ON m.device = d.id WHERE d.network = $1 \
		OR d.id IN (SELECT device FROM device_months WHERE network = $1 AND month = $2)";
	let known: HashMap<i64, Row> =
		shared.store.rows(sql, key.clone()).await?.into_iter().map(|r| (r.int(0), r)).collect();
	let sql = "SELECT device, used_wh, exported_wh, block FROM device_months \
		WHERE network = $1 AND month = $2";
	let uses: HashMap<i64, Row> =
		shared.store.rows(sql, key.clone()).await?.into_iter().map(|r| (r.int(0), r)).collect();
	let sql = "SELECT device, rank, used_wh, generated_wh, received_wh, given_wh, block, \
		allocation_wh FROM statement_lines WHERE network = $1 AND month = $2 ORDER BY rank";
	let lines = shared.store.rows(sql, key.clone()).await?;
	let sql = "SELECT from_id, to_id, energy_wh FROM movements WHERE network = $1 AND month = $2 \
		AND from_kind = 'device' AND to_kind = 'device'";
	let mut helped: HashMap<i64, (i64, i64)> = HashMap::new();
	for row in shared.store.rows(sql, key).await? {
		helped.entry(row.int(0)).or_default().1 += row.int(2);
		helped.entry(row.int(1)).or_default().0 += row.int(2);
	}

	let line = |device: i64, used_wh: i64| {
		let row = known.get(&device);
		let (received_wh, given_wh) = helped.get(&device).copied().unwrap_or_default();
		let used = uses.get(&device);
		DeviceLine {
			rank: 0,
			device,
			label: row.map(|row| row.text(1)).unwrap_or_default(),
			kind: row.map(|row| row.text(2)).unwrap_or_default(),
			state: row.map(|row| row.text(3)).unwrap_or_default(),
			used_wh,
			generated_wh: used.map_or(0, |row| row.int(2)),
			expected_wh: None,
			pace_percent: None,
			balance_wh: None,
			allocation_wh: None,
			received_wh,
			given_wh,
			share_percent: 0,
			read_ms: row.and_then(|row| row.maybe_int(5)).map(|at| at * 1_000),
			block: used.map_or(0, |row| row.int(3)),
		}
	};
	let runs = calendar.month_at(head.time_ms / 1_000) == month;
	let ranks: Option<Vec<state::DeviceRank>> = match runs {
		true => shared.ask("ranking", (id,)).await,
		false => None,
	};
	let (mut items, source): (Vec<DeviceLine>, _) = if let Some(ranks) = ranks {
		let of_rank = |rank: state::DeviceRank| {
			let wh = |wh: u64| i64::try_from(wh).unwrap_or(i64::MAX);
			let device = i64::from(rank.device);
			DeviceLine {
				expected_wh: Some(wh(rank.expected)),
				pace_percent: rank.pace_percent.map(i64::from),
				balance_wh: Some(wh(rank.balance)),
				allocation_wh: known.get(&device).map(|row| row.int(4)),
				block: head.block,
				..line(device, wh(rank.used))
			}
		};
		(ranks.into_iter().map(of_rank).collect(), "chain")
	} else if !lines.is_empty() {
		let of_statement = |row: Row| DeviceLine {
			generated_wh: row.int(3),
			received_wh: row.int(4),
			given_wh: row.int(5),
			block: row.int(6),
			// Over the whole month a device is expected to use what is set aside for it.
			expected_wh: Some(row.int(7)),
			allocation_wh: Some(row.int(7)),
			pace_percent: pace(row.int(2), row.int(7), 1, 1),
			..line(row.int(0), row.int(2))
		};
		(lines.into_iter().map(of_statement).collect(), "statement")
	} else {
		let mut all: Vec<i64> = known
			.values()
			.filter(|row| row.int(7) == network && (runs || uses.contains_key(&row.int(0))))
			.map(|row| row.int(0))
			.collect();
		all.extend(uses.keys());
		all.sort_unstable();
		all.dedup();
		let used = |device: &i64| uses.get(device).map_or(0, |row| row.int(1));
		(all.iter().map(|device| line(*device, used(device))).collect(), "index")
	};
	items.sort_by_key(|line| (std::cmp::Reverse(line.used_wh), line.device));
	let all: i64 = items.iter().map(|line| line.used_wh).sum();
	for (rank, line) in (1..).zip(items.iter_mut()) {
		line.rank = rank;
		line.share_percent = crate::book::meter::share(100, line.used_wh, all);
	}
	Ok(Json(Devices { items, source }))
}

/// What went from one end to another in a month.
#[derive(Serialize, ToSchema)]
pub struct Flow {
	from: End,
	to: End,
	reason: String,
	energy_wh: i64,
	/// Movements.
	count: i64,
	first_block: i64,
	last_block: i64,
}

/// Who helped whom in a month: sums between two ends, for a flow diagram.
#[utoipa::path(get, path = "/api/v1/networks/{id}/months/{month}/flows", tag = "networks",
	params(("id" = i64, Path, description = "The network's id"),
		("month" = String, Path, description = "Like 2019-10, or current")),
	responses((status = 200, body = Page<Flow>), (status = 404, body = ErrorBody)))]
pub async fn flows(
	State(api): State<Api>,
	Named((id, name)): Named<(u32, String)>,
) -> Result<Json<Page<Flow>>, ApiError> {
	let (shared, id) = (&api.shared, i64::from(id));
	let (head, calendar) = (shared.head()?, calendar_of(shared, id).await?);
	let month = asked_month(&name, calendar, &head)?;
	let sql = "SELECT from_kind, from_id, to_kind, to_id, reason, \
		CAST(SUM(energy_wh) AS BIGINT) AS energy, COUNT(*), MIN(block), MAX(block) FROM movements \
		WHERE network = $1 AND month = $2 GROUP BY from_kind, from_id, to_kind, to_id, reason \
		ORDER BY energy DESC, from_kind, from_id, to_kind, to_id, reason";
	let rows = shared.store.rows(sql, vec![id.into(), month.into()]).await?;
	let ends = rows.iter().flat_map(|row| [(row.text(0), row.int(1)), (row.text(2), row.int(3))]);
	let names = super::log::names(&shared.store, ends.collect()).await?;
	let flow = |row: Row| Flow {
		from: End::named(row.text(0), row.int(1), &names),
		to: End::named(row.text(2), row.int(3), &names),
		reason: row.text(4),
		energy_wh: row.int(5),
		count: row.int(6),
		first_block: row.int(7),
		last_block: row.int(8),
	};
	Ok(Json(Page::whole(rows.into_iter().map(flow).collect())))
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
			let sql = "SELECT MAX(month) FROM months WHERE network = $1 AND closed_block IS NOT NULL";
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
	let headers =
		[(header::CONTENT_TYPE, "text/csv; charset=utf-8".into()), (header::CONTENT_DISPOSITION, name)];
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

	#[test]
	fn a_month_that_goes_on_as_it_began() {
		// 300 of 600 after 10 of 30 days: 900 at the end, gone after 20.
		assert_eq!(forecast(300, 600, 10, 30), Some((900, Some(20))));
		assert_eq!(forecast(200, 600, 10, 30), Some((600, None)));
		assert_eq!(forecast(0, 600, 10, 30), None);
	}
}
