//! Devices: what they are, their load curves, their readings.

use super::{
	page::{self, Asked, Named, Page},
	Api,
};
use crate::{
	book::meter::share,
	calendar::{month_name, Calendar},
	chain::state,
	error::{ApiError, ErrorBody},
	store::value::{Row, Value},
};
use axum::{extract::State, Json};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Points of a curve, where nobody asks for a resolution.
const POINTS: i64 = 1_000;

/// The most points of a curve.
const MOST: i64 = 50_000;

/// A device in a list.
#[derive(Serialize, ToSchema)]
pub struct Line {
	id: i64,
	label: String,
	network: i64,
	provider: i64,
	kind: String,
	state: String,
	rated_w: i64,
	has_key: bool,
	/// Its last reading.
	read_ms: Option<i64>,
	block: i64,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
	network: Option<i64>,
	provider: Option<i64>,
	/// `load`, `generator`, `store`, `charger`.
	kind: Option<String>,
	/// `pending`, `active`, `suspended`, `retired`.
	state: Option<String>,
	/// 1 to 1000.
	limit: Option<i64>,
	/// The `next` of the answer before.
	cursor: Option<String>,
}

/// Devices by id.
#[utoipa::path(get, path = "/api/v1/devices", tag = "devices", params(ListQuery),
	responses((status = 200, body = Page<Line>), (status = 400, body = ErrorBody)))]
pub async fn list(
	State(api): State<Api>,
	Asked(asked): Asked<ListQuery>,
) -> Result<Json<Page<Line>>, ApiError> {
	let limit = page::limit(asked.limit)?;
	let mut conditions = super::log::Conditions::default();
	conditions.maybe("d.network = #", asked.network);
	conditions.maybe("d.provider = #", asked.provider);
	conditions.maybe("d.kind = #", asked.kind);
	conditions.maybe("d.state = #", asked.state);
	if let Some(text) = &asked.cursor {
		conditions.add("d.id > #", page::cursor::<1>(text)?[0]);
	}
	let sql = format!(
		"SELECT d.id, d.label, d.network, d.provider, d.kind, d.state, d.rated_w, d.key, m.read_at, \
		 d.block FROM devices d LEFT JOIN meters m ON m.device = d.id {} ORDER BY d.id LIMIT {}",
		conditions.sql(),
		limit + 1
	);
	let rows = api.shared.store.rows(sql, conditions.args).await?;
	let line = |row: Row| Line {
		id: row.int(0),
		label: row.text(1),
		network: row.int(2),
		provider: row.int(3),
		kind: row.text(4),
		state: row.text(5),
		rated_w: row.int(6),
		has_key: row.maybe_text(7).is_some(),
		read_ms: row.maybe_int(8).map(|at| at * 1_000),
		block: row.int(9),
	};
	let items = rows.into_iter().map(line).collect();
	Ok(Json(Page::of(items, limit, |line: &Line| line.id.to_string())))
}

#[derive(Serialize, ToSchema)]
pub struct Device {
	id: i64,
	label: String,
	network: i64,
	network_label: String,
	provider: i64,
	/// `load`, `generator`, `store`, `charger`.
	kind: String,
	/// `pending`, `active`, `suspended`, `retired`.
	state: String,
	rated_w: i64,
	/// The balance below which it gives nothing away.
	floor_wh: i64,
	/// A protected device gives nothing away.
	protected: bool,
	signature: Signature,
	/// Null before its first reading.
	registers: Option<Registers>,
	meter: Option<MeterFacts>,
	/// The chain's own position at the head; null while the node is away.
	live: Option<Live>,
	readings: Readings,
	enrolled_block: i64,
	block: i64,
}

/// Whether and how it signs its readings.
#[derive(Serialize, ToSchema)]
struct Signature {
	has_key: bool,
	/// `ed25519`, `sr25519`, `secp256k1`.
	scheme: Option<String>,
	key: Option<String>,
	/// That of its last signed reading.
	counter: Option<i64>,
	signed_readings: i64,
	last_signed_ms: Option<i64>,
}

/// The chain's registers, which run on when a meter is exchanged.
#[derive(Serialize, ToSchema)]
struct Registers {
	import_wh: i64,
	export_wh: i64,
	read_ms: i64,
	block: i64,
}

#[derive(Serialize, ToSchema)]
struct MeterFacts {
	/// How often the meter was exchanged.
	exchanged: i64,
	/// What the chain's registers are ahead of the meter's own.
	import_offset_wh: i64,
	export_offset_wh: i64,
}

#[derive(Serialize, ToSchema)]
struct Live {
	month: String,
	register_wh: u64,
	/// The register value up to which it has energy.
	mark_wh: u64,
	/// The register at the month's start.
	opening_wh: u64,
	balance_wh: u64,
	/// Measured past the mark.
	short_wh: u64,
	/// What is set aside for it each month.
	allocation_wh: u64,
	export_wh: u64,
	/// The export register up to which it was credited to its network.
	credited_wh: u64,
	block: i64,
}

#[derive(Serialize, ToSchema)]
struct Readings {
	booked: i64,
	refused: i64,
	first_ms: Option<i64>,
	last_ms: Option<i64>,
}

/// One device.
#[utoipa::path(get, path = "/api/v1/devices/{id}", tag = "devices",
	params(("id" = i64, Path, description = "The device's id")),
	responses((status = 200, body = Device), (status = 404, body = ErrorBody)))]
pub async fn one(State(api): State<Api>, Named(id): Named<u32>) -> Result<Json<Device>, ApiError> {
	let (shared, head) = (&api.shared, api.shared.head()?);
	let sql = "SELECT d.label, d.network, n.label, d.provider, d.kind, d.state, d.rated_w, \
		d.floor_wh, d.protected, d.key_scheme, d.key, d.enrolled_block, d.block, \
		m.import_wh, m.export_wh, m.read_at, m.first_at, m.booked, m.refused, m.exchanged, \
		m.import_offset_wh, m.export_offset_wh, m.counter, m.signed, m.signed_at, m.block \
		FROM devices d LEFT JOIN networks n ON n.id = d.network \
		LEFT JOIN meters m ON m.device = d.id WHERE d.id = $1";
	let row = shared.store.row(sql, vec![id.into()]).await?;
	let row = row.ok_or_else(|| ApiError::missing("device", id, "devices"))?;
	let position: Option<Option<state::Position>> = shared.ask("position", (id,)).await;
	let live = position.flatten().map(|position| Live {
		month: month_name(position.month.into()),
		register_wh: position.register,
		mark_wh: position.mark,
		opening_wh: position.opening,
		balance_wh: position.mark.saturating_sub(position.register),
		short_wh: position.register.saturating_sub(position.mark),
		allocation_wh: position.allocation,
		export_wh: position.export,
		credited_wh: position.credited,
		block: head.block,
	});
	let ms = |place: usize| row.maybe_int(place).map(|at| at * 1_000);
	Ok(Json(Device {
		id: id.into(),
		label: row.text(0),
		network: row.int(1),
		network_label: row.text(2),
		provider: row.int(3),
		kind: row.text(4),
		state: row.text(5),
		rated_w: row.int(6),
		floor_wh: row.int(7),
		protected: row.truth(8),
		signature: Signature {
			has_key: row.maybe_text(10).is_some(),
			scheme: row.maybe_text(9),
			key: row.maybe_text(10),
			counter: row.maybe_int(22),
			signed_readings: row.int(23),
			last_signed_ms: ms(24),
		},
		registers: ms(15).map(|read_ms| Registers {
			import_wh: row.int(13),
			export_wh: row.int(14),
			read_ms,
			block: row.int(25),
		}),
		meter: row.maybe_int(19).map(|exchanged| MeterFacts {
			exchanged,
			import_offset_wh: row.int(20),
			export_offset_wh: row.int(21),
		}),
		live,
		readings: Readings {
			booked: row.int(17),
			refused: row.int(18),
			first_ms: ms(16),
			last_ms: ms(15),
		},
		enrolled_block: row.int(11),
		block: row.int(12),
	}))
}

/// A load curve.
#[derive(Serialize, ToSchema)]
pub struct Load {
	device: i64,
	from_ms: i64,
	to_ms: i64,
	/// `raw`, `15m`, `1h`, `1d`.
	resolution: &'static str,
	/// Null for `raw`.
	resolution_ms: Option<i64>,
	points: Vec<Point>,
}

#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
struct Point {
	start_ms: i64,
	end_ms: i64,
	import_wh: i64,
	export_wh: i64,
	/// Import less export, as mean power.
	power_w: i64,
	/// Readings that end in it.
	readings: i64,
	/// The block of the last reading that says something of it.
	block: i64,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LoadQuery {
	/// Unix milliseconds; a week before the end where none is given.
	from_ms: Option<i64>,
	/// Unix milliseconds; the last reading where none is given.
	to_ms: Option<i64>,
	/// `raw`, `15m`, `1h`, `1d`, or `auto`: at most some 1000 points.
	resolution: Option<String>,
}

/// The load curve of a device.
#[utoipa::path(get, path = "/api/v1/devices/{id}/load", tag = "devices",
	params(("id" = i64, Path, description = "The device's id"), LoadQuery),
	responses((status = 200, body = Load), (status = 400, body = ErrorBody),
		(status = 404, body = ErrorBody)))]
pub async fn load(
	State(api): State<Api>,
	Named(id): Named<u32>,
	Asked(asked): Asked<LoadQuery>,
) -> Result<Json<Load>, ApiError> {
	const WEEK: i64 = 7 * 86_400;
	let store = &api.shared.store;
	let sql = "SELECT n.utc_offset_minutes, m.read_at FROM devices d \
		LEFT JOIN networks n ON n.id = d.network LEFT JOIN meters m ON m.device = d.id \
		WHERE d.id = $1";
	let row = store.row(sql, vec![id.into()]).await?;
	let row = row.ok_or_else(|| ApiError::missing("device", id, "devices"))?;
	let to = asked.to_ms.map_or(row.int(1), |ms| ms.div_euclid(1_000));
	let from = asked.from_ms.map_or(to - WEEK, |ms| ms.div_euclid(1_000));
	if from > to {
		return Err(ApiError::bad(
			"the range ends before it begins",
			"from_ms, to_ms",
			"swap them",
		));
	}
	let calendar = Calendar { billing_day: 1, utc_offset_minutes: row.int(0) };
	let (resolution, step) = resolution(asked.resolution.as_deref(), to - from)?;
	if step.is_some_and(|step| (to - from) / step > MOST) {
		let what = format!("{} steps are more than {MOST}", (to - from) / step.unwrap_or(1));
		return Err(ApiError::bad(what, "resolution", "ask for a shorter range, or larger steps"));
	}
	let sql = "SELECT at, used_wh, exported_wh, block FROM readings WHERE device = $1 \
		AND at >= COALESCE((SELECT MAX(at) FROM readings WHERE device = $1 AND at <= $2), 0) \
		AND at <= COALESCE((SELECT MIN(at) FROM readings WHERE device = $1 AND at >= $3), $4) \
		ORDER BY at LIMIT 1000000";
	let args: Vec<Value> = vec![id.into(), from.into(), to.into(), i64::from(u32::MAX).into()];
	let readings = store.rows(sql, args).await?;
	let spans = readings.windows(2).map(|pair| Span {
		from: pair[0].int(0),
		to: pair[1].int(0),
		used: pair[1].int(1),
		exported: pair[1].int(2),
		block: pair[1].int(3),
	});
	let points = curve(spans, from, to, step, calendar);
	if points.len() as i64 > MOST {
		let what = format!("{} points are more than {MOST}", points.len());
		return Err(ApiError::bad(what, "resolution", "ask for a shorter range, or larger steps"));
	}
	Ok(Json(Load {
		device: id.into(),
		from_ms: from * 1_000,
		to_ms: to * 1_000,
		resolution,
		resolution_ms: step.map(|step| step * 1_000),
		points,
	}))
}

/// The name of a resolution, and its step in seconds; none for the readings as they came.
fn resolution(asked: Option<&str>, range: i64) -> Result<(&'static str, Option<i64>), ApiError> {
	const STEPS: [(&str, i64); 3] = [("15m", 900), ("1h", 3_600), ("1d", 86_400)];
	match asked {
		Some("raw") => Ok(("raw", None)),
		None | Some("auto") => {
			let fits = |step: &&(&'static str, i64)| range / step.1 <= POINTS;
			let (name, step) = STEPS.iter().find(fits).copied().unwrap_or(STEPS[2]);
			Ok((name, Some(step)))
		},
		Some(other) => match STEPS.iter().find(|(name, _)| *name == other) {
			Some((name, step)) => Ok((*name, Some(*step))),
			None => Err(ApiError::bad(
				format!("{other:?} is no resolution"),
				"resolution",
				"ask for raw, 15m, 1h, 1d or auto",
			)),
		},
	}
}

/// What two readings say of the time between them.
struct Span {
	from: i64,
	to: i64,
	used: i64,
	exported: i64,
	block: i64,
}

/// Spreads spans over steps, evenly by time. A step of a day is one of the device's own days.
fn curve(
	spans: impl Iterator<Item = Span>,
	from: i64,
	to: i64,
	step: Option<i64>,
	calendar: Calendar,
) -> Vec<Point> {
	let offset = calendar.utc_offset_minutes * 60;
	let mut points: BTreeMap<i64, Point> = BTreeMap::new();
	for span in spans {
		let length = span.to - span.from;
		let start_of = |at: i64| match step {
			Some(step) => (at + offset).div_euclid(step) * step - offset,
			None => span.from,
		};
		let mut begin = span.from;
		while begin < span.to {
			let start = start_of(begin);
			let step_end = step.map_or(span.to, |step| start + step);
			let end = step_end.min(span.to);
			let within = |at: i64, whole: i64| match at == span.to {
				true => whole,
				false => share(whole, at - span.from, length),
			};
			if end > from && begin < to {
				let point = points.entry(start).or_insert(Point {
					start_ms: start * 1_000,
					end_ms: step_end * 1_000,
					import_wh: 0,
					export_wh: 0,
					power_w: 0,
					readings: 0,
					block: 0,
				});
				point.import_wh += within(end, span.used) - within(begin, span.used);
				point.export_wh += within(end, span.exported) - within(begin, span.exported);
				point.readings += i64::from(end == span.to);
				point.block = point.block.max(span.block);
			}
			begin = end;
		}
	}
	let mut points: Vec<Point> = points.into_values().collect();
	for point in &mut points {
		let seconds = (point.end_ms - point.start_ms) / 1_000;
		point.power_w = share(point.import_wh - point.export_wh, 3_600, seconds);
	}
	points
}

/// A booked reading: the chain's registers.
#[derive(Serialize, ToSchema)]
pub struct Reading {
	/// The end of the metered interval.
	at_ms: i64,
	import_wh: i64,
	export_wh: i64,
	/// Since the reading before.
	used_wh: i64,
	exported_wh: i64,
	/// `enrolment`, `batch`, `signed_batch`, `device`, `exchange`, `correction`.
	source: String,
	/// That of a reading that the device signed.
	counter: Option<i64>,
	block: i64,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReadingsQuery {
	/// Unix milliseconds.
	from_ms: Option<i64>,
	/// Unix milliseconds.
	to_ms: Option<i64>,
	/// 1 to 1000.
	limit: Option<i64>,
	/// The `next` of the answer before.
	cursor: Option<String>,
}

/// Booked readings of a device, newest first.
#[utoipa::path(get, path = "/api/v1/devices/{id}/readings", tag = "devices",
	params(("id" = i64, Path, description = "The device's id"), ReadingsQuery),
	responses((status = 200, body = Page<Reading>), (status = 404, body = ErrorBody)))]
pub async fn readings(
	State(api): State<Api>,
	Named(id): Named<u32>,
	Asked(asked): Asked<ReadingsQuery>,
) -> Result<Json<Page<Reading>>, ApiError> {
	let (store, limit) = (&api.shared.store, page::limit(asked.limit)?);
	let known = store.row("SELECT id FROM devices WHERE id = $1", vec![id.into()]).await?;
	known.ok_or_else(|| ApiError::missing("device", id, "devices"))?;
	let mut conditions = super::log::Conditions::default();
	conditions.add("device = #", id);
	conditions.maybe("at >= #", asked.from_ms.map(|ms| ms.div_euclid(1_000)));
	conditions.maybe("at <= #", asked.to_ms.map(|ms| ms.div_euclid(1_000)));
	if let Some(text) = &asked.cursor {
		conditions.add("at < #", page::cursor::<1>(text)?[0]);
	}
	let sql = format!(
		"SELECT at, import_wh, export_wh, used_wh, exported_wh, source, counter, block \
		 FROM readings {} ORDER BY at DESC LIMIT {}",
		conditions.sql(),
		limit + 1
	);
	let rows = store.rows(sql, conditions.args).await?;
	let reading = |row: Row| Reading {
		at_ms: row.int(0) * 1_000,
		import_wh: row.int(1),
		export_wh: row.int(2),
		used_wh: row.int(3),
		exported_wh: row.int(4),
		source: row.text(5),
		counter: row.maybe_int(6),
		block: row.int(7),
	};
	let items = rows.into_iter().map(reading).collect();
	Ok(Json(Page::of(items, limit, |last: &Reading| (last.at_ms / 1_000).to_string())))
}

#[cfg(test)]
mod tests {
	use super::*;

	const UTC: Calendar = Calendar { billing_day: 1, utc_offset_minutes: 0 };

	fn span(from: i64, to: i64, used: i64) -> Span {
		Span { from, to, used, exported: 0, block: 1 }
	}

	#[test]
	fn a_curve_sums_up_to_the_registers() {
		let spans =
			|| [span(0, 900, 100), span(900, 8_100, 701), span(8_100, 9_000, 9)].into_iter();
		for step in [None, Some(900), Some(3_600), Some(86_400)] {
			let points = curve(spans(), 0, 9_000, step, UTC);
			assert_eq!(points.iter().map(|point| point.import_wh).sum::<i64>(), 810, "{step:?}");
			assert_eq!(points.iter().map(|point| point.readings).sum::<i64>(), 3, "{step:?}");
		}
		let hours = curve(spans(), 0, 9_000, Some(3_600), UTC);
		assert_eq!(hours.iter().map(|point| point.import_wh).collect::<Vec<_>>(), [362, 351, 97]);
		assert_eq!(hours[0].power_w, 362);
	}

	#[test]
	fn a_curve_has_no_point_where_nothing_was_read() {
		let points =
			curve([span(0, 900, 5), span(90_000, 90_900, 7)].into_iter(), 0, 1_000, Some(900), UTC);
		assert_eq!(points.len(), 1);
		assert_eq!((points[0].start_ms, points[0].end_ms, points[0].power_w), (0, 900_000, 20));
	}

	#[test]
	fn days_are_the_devices_own() {
		let pasadena = Calendar { billing_day: 1, utc_offset_minutes: -420 };
		let points = curve([span(0, 86_400, 24)].into_iter(), 0, 86_400, Some(86_400), pasadena);
		let used: Vec<_> = points.iter().map(|point| (point.start_ms, point.import_wh)).collect();
		assert_eq!(used, [(-61_200_000, 7), (25_200_000, 17)]);
	}

	#[test]
	fn a_resolution_fits_the_range() {
		assert_eq!(resolution(None, 7 * 86_400).unwrap(), ("15m", Some(900)));
		assert_eq!(resolution(Some("auto"), 31 * 86_400).unwrap(), ("1h", Some(3_600)));
		assert_eq!(resolution(None, 365 * 86_400).unwrap(), ("1d", Some(86_400)));
		assert!(resolution(Some("5m"), 1).is_err());
	}
}
