//! A network's months: how they burn down, who used what, who helped whom.

use super::{
	log::End,
	networks::{calendar_of, pace},
	page::{Named, Page},
	statements::{asked_month, ledger, Statement},
	Api,
};
use crate::{
	calendar::day_name,
	chain::state,
	error::{ApiError, ErrorBody},
	store::value::Row,
};
use axum::{extract::State, Json};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

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

	let sql =
		"SELECT d.id, d.label, d.kind, d.state, d.allocation_wh, m.read_at, d.block, d.network \
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_month_that_goes_on_as_it_began() {
		// 300 of 600 after 10 of 30 days: 900 at the end, gone after 20.
		assert_eq!(forecast(300, 600, 10, 30), Some((900, Some(20))));
		assert_eq!(forecast(200, 600, 10, 30), Some((600, None)));
		assert_eq!(forecast(0, 600, 10, 30), None);
	}
}
