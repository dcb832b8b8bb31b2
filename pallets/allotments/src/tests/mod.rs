//! What the ledger promises, by topic. Every test ends in `try_state`.

mod allocations;
mod conservation;
mod cover;
mod free;
mod fungible;
mod grants;
mod months;
mod registry;
mod requests;
mod settlement;
mod trades;
mod views;

use crate::{mock::*, pallet::*};

/// The home exists and its ledger is begun.
pub fn home() -> crate::types::Account {
	account(HOME, OCTOBER)
}

/// Whether the last events are these, in this order.
pub fn last_events(events: &[Event<Test>]) {
	let all: Vec<_> = System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Allotments(event) => Some(event),
			_ => None,
		})
		.collect();
	assert!(all.ends_with(events), "events were {all:#?}");
}

/// How many events of a kind there were.
pub fn count_events(kind: impl Fn(&Event<Test>) -> bool) -> usize {
	System::events()
		.iter()
		.filter(|record| matches!(&record.event, RuntimeEvent::Allotments(event) if kind(event)))
		.count()
}
