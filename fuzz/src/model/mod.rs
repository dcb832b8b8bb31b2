//! A plain ledger of our own, beside the chain.
//!
//! It hears the calls that were made and the events that the chain reported, and keeps registers,
//! energy and money by the invariants of the design in maps and plain numbers. It shares no
//! arithmetic with the pallets: it knows no marks, no covers, no rounding of shares, no clearing.
//! After each block the chain must hold what this ledger says.
//!
//! | file | holds |
//! |---|---|
//! | `meters` | which registers were booked, and which readings had to be taken or refused |
//! | `energy` | what came into and left each network, pool and order since genesis |
//! | `money` | the settlement asset, account by account; the fee token |
//! | `rights` | who may make which call |

mod energy;
mod meters;
mod money;
mod rights;

use crate::{chain::Outcome, steps::Who, trouble::Trouble};
use commonwatt_primitives::Seconds;
use commonwatt_runtime::{RuntimeCall, RuntimeEvent};

pub(crate) type Check = Result<(), Trouble>;

#[derive(Clone, Default)]
pub struct Model {
	meters: meters::Registers,
	energy: energy::Energy,
	money: money::Money,
}

/// What must be known of the chain before a call, to judge it after.
pub struct Before {
	rightful: bool,
	/// Whether the sender has a role that comes with free calls.
	has_role: bool,
	free_token: u128,
	sender: Option<usize>,
}

fn trouble(kind: &str, text: impl Into<String>) -> Trouble {
	Trouble::new(format!("the model: {kind}"), text)
}

/// Trouble unless `holds`.
pub(crate) fn must(holds: bool, kind: &str, text: impl FnOnce() -> String) -> Check {
	if holds {
		Ok(())
	} else {
		Err(trouble(kind, text()))
	}
}

impl Model {
	/// A model of a new chain. To be called on its state.
	pub fn new() -> Self {
		Self { money: money::Money::at_genesis(), ..Default::default() }
	}

	/// Looks at the chain before a call. To be called on its state.
	pub fn before(who: Who, call: &RuntimeCall) -> Before {
		let sender = match who {
			Who::Account(who) => Some(who),
			_ => None,
		};
		Before {
			rightful: rights::may(who, call),
			has_role: sender.is_some_and(rights::has_role),
			free_token: sender.map_or(0, money::free_token),
			sender,
		}
	}

	/// Learns from a call. To be called on the state after it.
	pub fn learn(
		&mut self,
		now: Seconds,
		before: Before,
		call: &RuntimeCall,
		outcome: &Outcome,
		paid: bool,
	) -> Check {
		let done = outcome.result.is_ok();
		must(!done || before.rightful, "somebody did what is not theirs to do", || {
			format!("{call:?}")
		})?;
		if paid {
			self.money.learn_fee(&before, call, outcome)?;
		}
		if done {
			let parts = flat(call, &outcome.events);
			let alone = parts.len() == 1;
			for (inner, events) in parts {
				self.meters.learn(now, inner, events, alone)?;
			}
		}
		self.hear(&outcome.events)
	}

	/// Learns from events.
	pub fn hear(&mut self, events: &[RuntimeEvent]) -> Check {
		for event in events {
			self.meters.hear(event, &mut self.energy)?;
			self.energy.hear(event)?;
			self.money.hear(event)?;
		}
		Ok(())
	}

	/// Compares itself with the chain. To be called on its state.
	pub fn compare(&self) -> Check {
		self.meters.compare()?;
		self.energy.compare(&self.meters)?;
		self.money.compare()
	}
}

/// The calls that were carried out in a call, each with its own events, in their order.
fn flat<'a>(
	call: &'a RuntimeCall,
	events: &'a [RuntimeEvent],
) -> Vec<(&'a RuntimeCall, &'a [RuntimeEvent])> {
	use pallet_utility::{Call, Event};
	let RuntimeCall::Utility(
		Call::batch { calls } | Call::batch_all { calls } | Call::force_batch { calls },
	) = call
	else {
		return vec![(call, events)];
	};
	let mut parts = Vec::new();
	let mut from = 0;
	let mut calls = calls.iter();
	for (at, event) in events.iter().enumerate() {
		let RuntimeEvent::Utility(event) = event else { continue };
		match event {
			Event::ItemCompleted => {
				parts.extend(calls.next().map(|call| (call, &events[from..at])));
				from = at + 1;
			},
			Event::ItemFailed { .. } => {
				calls.next();
				from = at + 1;
			},
			_ => break,
		}
	}
	parts
}
