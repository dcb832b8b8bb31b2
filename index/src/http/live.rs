//! Live changes as server-sent events.

use super::{log::Movement, overview::status_of, Api};
use crate::{
	book::told::Told,
	error::{ApiError, ErrorBody},
	shared::News,
};
use axum::{
	extract::State,
	response::sse::{Event, KeepAlive, Sse},
};
use futures::{stream, Stream, StreamExt};
use serde::Serialize;
use std::{
	convert::Infallible,
	sync::{
		atomic::{AtomicUsize, Ordering},
		Arc,
	},
	time::Duration,
};
use tokio::sync::broadcast::error::RecvError;

/// Listeners at a time.
const LISTENERS: usize = 512;

/// The most networks, devices and so on that one event names.
const NAMED: usize = 500;

/// The most movements in one event.
const MOVEMENTS: usize = 100;

const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Counts as long as it is held.
struct Place;

static TAKEN: AtomicUsize = AtomicUsize::new(0);

impl Place {
	fn take() -> Option<Self> {
		let before = TAKEN.fetch_add(1, Ordering::Relaxed);
		let place = Self;
		(before < LISTENERS).then_some(place)
	}
}

impl Drop for Place {
	fn drop(&mut self) {
		TAKEN.fetch_sub(1, Ordering::Relaxed);
	}
}

/// Changes as they happen: `status`, `block`, `readings`, `movements`, `changed`.
#[utoipa::path(get, path = "/api/v1/live", tag = "log",
	responses((status = 200, body = String, content_type = "text/event-stream"),
		(status = 503, body = ErrorBody)))]
pub async fn live(
	State(api): State<Api>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
	let place = Place::take().ok_or_else(|| ApiError::crowded(LISTENERS))?;
	let news = api.shared.news.subscribe();
	let begin = stream::once(status(api.clone()));
	let following =
		stream::unfold((news, place, api.clone()), |(mut news, place, api)| async move {
			loop {
				let events = match news.recv().await {
					Ok(News::Status) => vec![status(api.clone()).await],
					Ok(News::Block(told)) => of_block(&told),
					// A listener that is too slow fetches what it shows again.
					Err(RecvError::Lagged(_)) => vec![status(api.clone()).await],
					Err(RecvError::Closed) => return None,
				};
				if !events.is_empty() {
					return Some((stream::iter(events), (news, place, api)));
				}
			}
		});
	let mut ended = api.ended.clone();
	let end = async move {
		let _ = ended.wait_for(|ended| *ended).await;
	};
	let events = begin.chain(following.flatten()).map(Ok).take_until(Box::pin(end));
	Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

fn event(name: &str, data: &impl Serialize) -> Event {
	let text = serde_json::to_string(data).unwrap_or_default();
	Event::default().event(name).data(text)
}

async fn status(api: Api) -> Event {
	match status_of(&api.shared).await {
		Ok(status) => event("status", &status),
		Err(_) => Event::default().comment("the database does not answer"),
	}
}

fn of_block(told: &Arc<Told>) -> Vec<Event> {
	#[derive(Serialize)]
	struct Readings<'a> {
		block: i64,
		at_ms: i64,
		networks: Vec<&'a crate::book::told::NetworkUse>,
		more: bool,
	}
	#[derive(Serialize)]
	struct Movements {
		block: i64,
		items: Vec<Movement>,
		more: bool,
	}
	#[derive(Serialize)]
	struct Changed {
		block: i64,
		networks: Vec<u32>,
		devices: Vec<u32>,
		providers: Vec<u32>,
		rounds: Vec<(u32, i64)>,
		more: bool,
	}
	let line = &told.block;
	let mut events = vec![event("block", line).id(line.number.to_string())];
	if !told.uses.is_empty() {
		let networks = told.uses.values().take(NAMED).collect();
		let more = told.uses.len() > NAMED;
		let (block, at_ms) = (line.number, line.time_ms);
		events.push(event("readings", &Readings { block, at_ms, networks, more }));
	}
	if !told.moved.is_empty() {
		let (mut part, mut last) = (0, -1);
		let movement = |moved: &crate::book::told::Moved| {
			part = if moved.event == last { part + 1 } else { 0 };
			last = moved.event;
			Movement::told(line, part, moved)
		};
		let items = told.moved.iter().take(MOVEMENTS).map(movement).collect();
		let more = told.moved.len() > MOVEMENTS;
		events.push(event("movements", &Movements { block: line.number, items, more }));
	}
	let sets = [told.networks.len(), told.devices.len(), told.providers.len(), told.rounds.len()];
	if sets.iter().any(|set| *set > 0) {
		let changed = Changed {
			block: line.number,
			networks: told.networks.iter().take(NAMED).copied().collect(),
			devices: told.devices.iter().take(NAMED).copied().collect(),
			providers: told.providers.iter().take(NAMED).copied().collect(),
			rounds: told.rounds.iter().take(NAMED).copied().collect(),
			more: sets.iter().any(|set| *set > NAMED),
		};
		events.push(event("changed", &changed));
	}
	events
}
