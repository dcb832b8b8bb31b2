//! All networks, for maps and lists; and one of them.

use super::{
	page::{limit_to, Asked, Named, Page},
	Api,
};
use crate::{
	calendar::{month_name, month_of, Calendar},
	cell,
	error::{ApiError, ErrorBody},
	shared::{account_of, Head, Shared},
	store::value::Row,
};
use axum::{extract::State, Json};
use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, collections::HashMap};
use utoipa::{IntoParams, ToSchema};

/// Networks in one answer: a large fleet in one request.
const MOST: i64 = 20_000;

/// Above this pace in per cent a month does not last.
const AHEAD: i64 = 110;

/// How a network's month goes, worst first.
pub const CONDITIONS: [&str; 5] = ["exhausted", "ahead", "on_pace", "idle", "inactive"];

/// A network in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Line {
	pub id: i64,
	pub label: String,
	pub provider: i64,
	pub state: String,
	pub owner: String,
	/// Null where nobody told the place.
	pub lat: Option<f64>,
	pub lon: Option<f64>,
	pub devices: i64,
	/// The month that it is in.
	#[schema(example = "2019-10")]
	pub month: String,
	/// What it is granted each month.
	pub allotment_wh: i64,
	/// Granted for this month so far.
	pub granted_wh: i64,
	/// What it may still use.
	pub available_wh: i64,
	pub used_wh: i64,
	/// Use against an even use of all that it had, over the month; 100 is on pace, null where it had
	/// nothing.
	pub pace_percent: Option<i64>,
	/// `exhausted`, `ahead`, `on_pace`, `idle`, `inactive`.
	pub condition: &'static str,
	pub block: i64,
}

/// All networks, by id, at the head: in the month that each is in, or in this one.
pub async fn lines(
	shared: &Shared,
	head: &Head,
	asked: Option<i64>,
) -> Result<Vec<Line>, ApiError> {
	let store = &shared.store;
	let now = head.time_ms / 1_000;
	// Wherever a network's months begin, it is in one of these.
	let utc = Calendar { billing_day: 1, utc_offset_minutes: 0 }.month_at(now);
	let (first, last) = asked.map_or((utc - 1, utc + 1), |month| (month, month));
	let months = || vec![first.into(), last.into()];
	let sql = "SELECT network, month, granted_wh + carried_in_wh + received_wh + bought_wh \
		- given_wh - offered_wh - sold_wh, generated_wh, granted_wh, overdrawn_wh, dry, block \
		FROM months WHERE month >= $1 AND month <= $2";
	let ledgers = by_month(store.rows(sql, months()).await?);
	let sql = "SELECT network, month, CAST(SUM(used_wh) AS BIGINT), \
		CAST(SUM(exported_wh) AS BIGINT), MAX(block) FROM device_months \
		WHERE month >= $1 AND month <= $2 GROUP BY network, month";
	let uses = by_month(store.rows(sql, months()).await?);
	// What there was before the leftover went its way, and before the shortfall was bought.
	let sql = "SELECT s.network, s.month, s.inflow_wh FROM month_steps s JOIN \
		(SELECT network, month, MAX(block) AS block FROM month_steps \
		 WHERE month >= $1 AND month <= $2 GROUP BY network, month) l \
		ON l.network = s.network AND l.month = s.month AND l.block = s.block";
	let steps = by_month(store.rows(sql, months()).await?);
	let sql = "SELECT DISTINCT network, month FROM orders \
		WHERE purpose = 'shortfall' AND month >= $1 AND month <= $2";
	let shortfalls = by_month(store.rows(sql, months()).await?);
	let sql = "SELECT network, COUNT(*) FROM devices WHERE state <> 'retired' GROUP BY network";
	let devices: HashMap<i64, i64> =
		store.rows(sql, vec![]).await?.iter().map(|row| (row.int(0), row.int(1))).collect();
	let sql = "SELECT id, label, provider, state, cell, billing_day, utc_offset_minutes, \
		allotment_wh, block, owner FROM networks ORDER BY id";
	let lines = store.rows(sql, vec![]).await?.into_iter().map(|row| {
		let id = row.int(0);
		let calendar = Calendar { billing_day: row.int(5), utc_offset_minutes: row.int(6) };
		let runs = calendar.month_at(now);
		let month = asked.unwrap_or(runs);
		let of = (id, month);
		let (ledger, used) = (ledgers.get(&of), uses.get(&of));
		let used_wh = used.map_or(0, |row| row.int(2));
		let exported = used.map_or(0, |row| row.int(3));
		// A month that runs and is not opened begins with the standing allotment.
		let standing = if month == runs { row.int(7) } else { 0 };
		let granted_wh = ledger.map_or(standing, |row| row.int(4));
		let inflow = match steps.get(&of).filter(|_| month < runs) {
			Some(step) => step.int(2),
			None => ledger.map_or(granted_wh, |row| row.int(2)),
		};
		let inflow = inflow + exported.max(ledger.map_or(0, |row| row.int(3)));
		let elapsed = now - calendar.month_start(month);
		let length = calendar.month_end(month) - calendar.month_start(month);
		let pace_percent = pace(used_wh, inflow, elapsed, length);
		let state = row.text(3);
		let short = shortfalls.contains_key(&of)
			|| ledger.is_some_and(|row| row.int(5) > 0 || row.truth(6));
		// A month that is over has lasted, or not.
		let ahead = pace_percent.filter(|_| month >= runs);
		let condition = condition(&state, short, used.is_some(), granted_wh, ahead);
		let place = u64::from_str_radix(row.text(4).trim_start_matches("0x"), 16).unwrap_or(0);
		let place = cell::place(place);
		let blocks = [Some(row.int(8)), ledger.map(|row| row.int(7)), used.map(|row| row.int(4))];
		Line {
			id,
			label: row.text(1),
			provider: row.int(2),
			state,
			owner: row.text(9),
			lat: place.map(|(latitude, _)| latitude),
			lon: place.map(|(_, longitude)| longitude),
			devices: devices.get(&id).copied().unwrap_or_default(),
			month: month_name(month),
			allotment_wh: row.int(7),
			granted_wh,
			available_wh: (inflow - used_wh).max(0),
			used_wh,
			pace_percent,
			condition,
			block: blocks.into_iter().flatten().max().unwrap_or_default(),
		}
	});
	Ok(lines.collect())
}

/// Rows that begin with network and month, by these.
fn by_month(rows: Vec<Row>) -> HashMap<(i64, i64), Row> {
	rows.into_iter().map(|row| ((row.int(0), row.int(1)), row)).collect()
}

/// Use against an even use of what there is, in per cent.
pub fn pace(used: i64, available: i64, elapsed: i64, length: i64) -> Option<i64> {
	let expected = i128::from(available.max(0)) * i128::from(elapsed.clamp(0, length));
	(expected > 0).then(|| {
		let percent = 100 * i128::from(used) * i128::from(length) / expected;
		i64::try_from(percent).unwrap_or(i64::MAX)
	})
}

fn condition(
	state: &str,
	short: bool,
	was_read: bool,
	granted: i64,
	pace: Option<i64>,
) -> &'static str {
	match pace {
		_ if state != "active" => "inactive",
		_ if short => "exhausted",
		_ if !was_read && granted == 0 => "idle",
		Some(pace) if pace > AHEAD => "ahead",
		_ => "on_pace",
	}
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
	/// Only networks of this provider.
	provider: Option<i64>,
	/// Only networks in this state: `pending`, `active`, `suspended`, `retired`.
	state: Option<String>,
	/// Only networks whose month goes so: `exhausted`, `ahead`, `on_pace`, `idle`, `inactive`.
	condition: Option<String>,
	/// Only networks of this account: an address, or 0x and 64 digits.
	owner: Option<String>,
	/// Only networks with this in their label.
	q: Option<String>,
	/// Like 2019-10: figures of this month; of the month that each network is in, where none is
	/// given.
	month: Option<String>,
	/// `id`, `label`, `used`, `available`, `pace`.
	sort: Option<String>,
	/// `asc`, `desc`.
	order: Option<String>,
	/// 1 to 20000.
	limit: Option<i64>,
	/// The `next` of the answer before.
	cursor: Option<String>,
}

/// All networks, compact: for a map and a list.
#[utoipa::path(get, path = "/api/v1/networks", tag = "networks", params(ListQuery),
	responses((status = 200, body = Page<Line>), (status = 400, body = ErrorBody)))]
pub async fn list(
	State(api): State<Api>,
	Asked(asked): Asked<ListQuery>,
) -> Result<Json<Page<Line>>, ApiError> {
	let limit = limit_to(asked.limit, MOST, MOST)?;
	let begin = match &asked.cursor {
		Some(text) => super::page::cursor::<1>(text)?[0],
		None => 0,
	};
	let owner = match asked.owner.as_deref() {
		Some(owner) => Some(account_of(owner).ok_or_else(|| no_account(owner))?),
		None => None,
	};
	let by: fn(&Line, &Line) -> Ordering = match asked.sort.as_deref() {
		None | Some("id") => |a, b| a.id.cmp(&b.id),
		Some("label") => |a, b| a.label.cmp(&b.label),
		Some("used") => |a, b| a.used_wh.cmp(&b.used_wh),
		Some("available") => |a, b| a.available_wh.cmp(&b.available_wh),
		Some("pace") => |a, b| a.pace_percent.cmp(&b.pace_percent),
		Some(other) => {
			let what = format!("{other:?} is no order");
			return Err(ApiError::bad(what, "sort", "sort by id, label, used, available or pace"));
		},
	};
	let descending = match asked.order.as_deref() {
		None | Some("asc") => false,
		Some("desc") => true,
		Some(other) => {
			let what = format!("{other:?} is no direction");
			return Err(ApiError::bad(what, "order", "say asc or desc"));
		},
	};
	let head = api.shared.head()?;
	let part = asked.q.map(|part| part.to_lowercase());
	let month = asked.month.as_deref().map(month_of).transpose()?;
	let mut found = lines(&api.shared, &head, month).await?;
	found.retain(|line| {
		asked.provider.is_none_or(|provider| line.provider == provider)
			&& asked.state.as_ref().is_none_or(|state| line.state == *state)
			&& asked.condition.as_ref().is_none_or(|condition| line.condition == condition)
			&& owner.as_ref().is_none_or(|owner| line.owner == *owner)
			&& part.as_ref().is_none_or(|part| line.label.to_lowercase().contains(part))
	});
	found.sort_by(|a, b| {
		let order = by(a, b);
		(if descending { order.reverse() } else { order }).then(a.id.cmp(&b.id))
	});
	let begin = usize::try_from(begin).unwrap_or_default();
	let end = begin.saturating_add(limit as usize);
	let next = (end < found.len()).then(|| end.to_string());
	let items = found.into_iter().skip(begin).take(limit as usize).collect();
	Ok(Json(Page { items, next }))
}

pub fn no_account(text: &str) -> ApiError {
	let remedy = "write its SS58 address, or 0x and 64 hexadecimal digits";
	ApiError::bad(format!("{text:?} is no account"), "account", remedy)
}

#[derive(Serialize, ToSchema)]
pub struct Network {
	id: i64,
	label: String,
	provider: i64,
	provider_label: String,
	owner: String,
	state: String,
	/// 64 bits, as the chain has it.
	cell: String,
	/// Null where nobody told the place.
	geohash: Option<String>,
	lat: Option<f64>,
	lon: Option<f64>,
	/// 1 to 28.
	billing_day: i64,
	utc_offset_minutes: i64,
	/// `hold`, `sell`, `share`.
	leftover: String,
	/// Null where the owner set none: the chain's default holds.
	policy: Option<Policy>,
	standing: Standing,
	/// Null where it is in none.
	community: Option<NetworkCommunity>,
	/// The account that it is offered to.
	offered_to: Option<String>,
	/// The month that it is in.
	month: String,
	/// The months that there is something of, earliest first.
	months: Vec<String>,
	registered_block: i64,
	block: i64,
}

#[derive(Serialize, ToSchema)]
struct Policy {
	between_devices: bool,
	min_transfer_wh: i64,
	draws: bool,
}

#[derive(Serialize, ToSchema)]
struct Standing {
	/// Granted each month.
	allotment_wh: i64,
	/// The part of it that is set aside for devices.
	allocated_wh: i64,
}

#[derive(Serialize, ToSchema)]
struct NetworkCommunity {
	id: i64,
	label: String,
	pool_wh: i64,
	members: i64,
	/// The most that a member draws in a month.
	draw_limit_wh: i64,
	pledged_wh: i64,
	withdrawn_wh: i64,
	drawn_wh: i64,
	block: i64,
}

/// A network and its calendar.
pub async fn calendar_of(shared: &Shared, id: i64) -> Result<Calendar, ApiError> {
	let sql = "SELECT billing_day, utc_offset_minutes FROM networks WHERE id = $1";
	let row = shared.store.row(sql, vec![id.into()]).await?;
	let row = row.ok_or_else(|| ApiError::missing("network", id, "networks"))?;
	Ok(Calendar { billing_day: row.int(0), utc_offset_minutes: row.int(1) })
}

/// One network.
#[utoipa::path(get, path = "/api/v1/networks/{id}", tag = "networks",
	params(("id" = i64, Path, description = "The network's id")),
	responses((status = 200, body = Network), (status = 404, body = ErrorBody)))]
pub async fn one(State(api): State<Api>, Named(id): Named<u32>) -> Result<Json<Network>, ApiError> {
	let (store, head, id) = (&api.shared.store, api.shared.head()?, i64::from(id));
	let sql =
		"SELECT n.id, n.label, n.provider, p.label, n.owner, n.state, n.cell, n.billing_day, \
		n.utc_offset_minutes, n.leftover, n.between_devices, n.min_transfer_wh, n.draws, \
		n.allotment_wh, n.allocated_wh, n.offered_to, n.registered_block, n.block, \
		c.id, c.label, c.pool_wh, c.members, c.draw_limit_wh, \
		m.pledged_wh, m.withdrawn_wh, m.drawn_wh, m.block \
		FROM networks n LEFT JOIN providers p ON p.id = n.provider \
		LEFT JOIN communities c ON c.id = n.community \
		LEFT JOIN members m ON m.community = n.community AND m.network = n.id WHERE n.id = $1";
	let row = store.row(sql, vec![id.into()]).await?;
	let row = row.ok_or_else(|| ApiError::missing("network", id, "networks"))?;
	let calendar = Calendar { billing_day: row.int(7), utc_offset_minutes: row.int(8) };
	let month = calendar.month_at(head.time_ms / 1_000);
	let sql = "SELECT month FROM months WHERE network = $1 UNION \
		SELECT month FROM device_months WHERE network = $1 ORDER BY month";
	let mut months: Vec<i64> =
		store.rows(sql, vec![id.into()]).await?.iter().map(|row| row.int(0)).collect();
	if months.last().is_none_or(|last| *last < month) {
		months.push(month);
	}
	let bits = u64::from_str_radix(row.text(6).trim_start_matches("0x"), 16).unwrap_or_default();
	let place = cell::place(bits);
	Ok(Json(Network {
		id,
		label: row.text(1),
		provider: row.int(2),
		provider_label: row.text(3),
		owner: row.text(4),
		state: row.text(5),
		cell: row.text(6),
		geohash: cell::geohash(bits),
		lat: place.map(|(latitude, _)| latitude),
		lon: place.map(|(_, longitude)| longitude),
		billing_day: row.int(7),
		utc_offset_minutes: row.int(8),
		leftover: row.text(9),
		policy: row.maybe_int(10).map(|between_devices| Policy {
			between_devices: between_devices != 0,
			min_transfer_wh: row.int(11),
			draws: row.truth(12),
		}),
		standing: Standing { allotment_wh: row.int(13), allocated_wh: row.int(14) },
		community: row.maybe_int(18).map(|id| NetworkCommunity {
			id,
			label: row.text(19),
			pool_wh: row.int(20),
			members: row.int(21),
			draw_limit_wh: row.int(22),
			pledged_wh: row.int(23),
			withdrawn_wh: row.int(24),
			drawn_wh: row.int(25),
			block: row.int(26),
		}),
		offered_to: row.maybe_text(15),
		month: month_name(month),
		months: months.into_iter().map(month_name).collect(),
		registered_block: row.int(16),
		block: row.int(17),
	}))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn pace_is_use_against_an_even_use() {
		assert_eq!(pace(50, 100, 15, 30), Some(100));
		assert_eq!(pace(60, 100, 15, 30), Some(120));
		assert_eq!(pace(1, 0, 15, 30), None);
		assert_eq!(pace(1, 100, 0, 30), None);
		// After the month's end against all of it.
		assert_eq!(pace(50, 100, 60, 30), Some(50));
	}

	#[test]
	fn the_worst_condition_counts() {
		assert_eq!(condition("suspended", true, true, 1, Some(200)), "inactive");
		assert_eq!(condition("active", true, true, 1, Some(50)), "exhausted");
		assert_eq!(condition("active", false, true, 1, Some(111)), "ahead");
		assert_eq!(condition("active", false, true, 1, Some(110)), "on_pace");
		assert_eq!(condition("active", false, false, 0, None), "idle");
	}

	#[tokio::test]
	async fn ten_thousand_networks_are_listed_at_once() {
		use crate::store::{testing, value::Write, Store};
		let folder = testing::folder();
		let file = folder.join("index.db").display().to_string();
		let store = Store::open(&file, false).await.unwrap();
		let mut writes = Vec::new();
		let n = |value: i64| crate::store::value::Value::from(value);
		for id in 0..10_000 {
			let mut row = vec![n(id), n(0), "owner".into(), format!("network {id}").into()];
			row.extend(["active".into(), "0x1000000000000000".into(), n(1), n(0), "hold".into()]);
			row.extend([n(300_000), n(0), None::<i64>.into(), None::<i64>.into()]);
			row.extend([None::<i64>.into(), None::<i64>.into(), None::<String>.into(), n(1), n(1)]);
			writes.push(Write::put("networks", row));
			for device in 3 * id..3 * id + 3 {
				let used = vec![n(id), n(24_237), n(device), n(50_000), n(0), n(2_976), n(7)];
				writes.push(Write::put("device_months", used));
			}
			let mut month = vec![n(id), n(24_237), "open".into(), n(300_000)];
			month.extend((0..17).map(|_| n(0)));
			month.extend([n(1), None::<i64>.into(), None::<i64>.into(), n(7)]);
			writes.push(Write::put("months", month));
			let step = vec![n(id), n(24_237), n(1), n(0), n(300_000), n(0)];
			writes.push(Write::put("month_steps", step));
		}
		store.write(writes).await.unwrap();
		let shared = Shared::new(store, "ws://127.0.0.1:1").await.unwrap();
		// The middle of October 2019.
		let head = Head { block: 9, hash: "0x00".into(), time_ms: 1_571_227_200_000 };
		let begun = std::time::Instant::now();
		let lines = lines(&shared, &head, None).await.unwrap();
		let took = begun.elapsed();
		println!("10,000 networks in {took:?}");
		assert_eq!(lines.len(), 10_000);
		let line = &lines[9_999];
		assert_eq!((line.used_wh, line.available_wh, line.granted_wh), (150_000, 150_000, 300_000));
		assert_eq!((line.pace_percent, line.condition), (Some(100), "on_pace"));
		// Far more than it takes, on a busy machine too.
		assert!(took < std::time::Duration::from_secs(2), "{took:?}");
	}
}
