//! The simulated clock of a development chain.
//!
//! The time of a block follows from its parent: a set step later, or the time that was jumped to.
//! So a sealing that fails moves nothing, and a node that is started again on its database goes on
//! where the chain stands. All times are milliseconds since the Unix epoch, as in `pallet-timestamp`.

use chrono::{DateTime, SecondsFormat};
use commonwatt_primitives::Seconds;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Milliseconds since the Unix epoch.
pub type Millis = u64;

/// The pallets count seconds in 32 bits: the latest time that they can hold.
const LATEST: Millis = Seconds::MAX as Millis * 1_000;

/// The options of the simulated clock.
#[derive(Clone, Debug, clap::Args)]
pub struct ClockArgs {
	/// Run a development chain on a simulated clock that starts at this time, for example
	/// 2019-10-01T00:00:00Z.
	///
	/// Every block moves the chain's time by the step of `--clock-step`, and is final at once.
	/// Blocks are made on request (RPC `engine_createBlock`) or for every transaction, see
	/// `--sealing`. The RPC namespace `clock` tells the time and jumps ahead. On a database that
	/// has blocks already, time goes on from the last of them. Only for development chains
	/// (`--dev`): whoever reaches the RPC port decides what time it is.
	#[arg(long, value_name = "START", value_parser = parse_time)]
	pub simulated_clock: Option<Millis>,

	/// How far a block moves the simulated clock, in seconds; at least the chain's block time.
	#[arg(
		long,
		value_name = "SECONDS",
		default_value_t = 900,
		requires = "simulated_clock",
		value_parser = clap::value_parser!(Seconds).range(1..=31_536_000)
	)]
	pub clock_step: Seconds,

	/// When a node on the simulated clock makes a block; RPC `clock_sealing` changes it later.
	#[arg(long, value_enum, default_value_t = Sealing::Manual, requires = "simulated_clock")]
	pub sealing: Sealing,
}

/// When a node on the simulated clock makes a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sealing {
	/// When it is asked to.
	Manual,
	/// For every transaction that enters the pool, and when it is asked to.
	Instant,
}

/// Why the clock cannot do what was asked.
#[derive(Debug, PartialEq, Eq)]
pub enum ClockError {
	/// The step is shorter than a slot: two blocks would fall into one.
	StepTooShort { step: Millis, slot: Millis },
	/// The chain's time never goes back, and each block needs a slot of its own.
	TooEarly { to: Millis, earliest: Millis },
	/// Later than the chain can count.
	TooLate { to: Millis },
}

impl core::fmt::Display for ClockError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::StepTooShort { step, slot } => write!(
				f,
				"a clock step of {} s is shorter than the chain's block time: take {} s or more",
				step / 1_000,
				slot.div_ceil(1_000),
			),
			Self::TooEarly { to, earliest } => write!(
				f,
				"{} ({to} ms) is too early for the next block: take {} ({earliest} ms) or later",
				civil(*to),
				civil(*earliest),
			),
			Self::TooLate { to } => write!(
				f,
				"{} ({to} ms) is later than the chain can count: {}",
				civil(*to),
				civil(LATEST)
			),
		}
	}
}

impl std::error::Error for ClockError {}

/// The clock, shared by the block maker and the RPC.
#[derive(Debug)]
pub struct Clock {
	start: Millis,
	step: Millis,
	slot: Millis,
	jump: AtomicU64,
	instant: AtomicBool,
}

impl Clock {
	/// A clock from `start`, for a chain with a block every `slot`.
	pub fn new(
		start: Millis,
		step: Seconds,
		slot: Millis,
		sealing: Sealing,
	) -> Result<Self, ClockError> {
		let step = Millis::from(step) * 1_000;
		if step < slot {
			return Err(ClockError::StepTooShort { step, slot });
		}
		let clock = Self { start, step, slot, jump: 0.into(), instant: false.into() };
		clock.set_sealing(sealing);
		Ok(clock)
	}

	/// The time of the block that follows one of time `last` (`None`: follows the genesis).
	pub fn next(&self, last: Option<Millis>) -> Millis {
		let jump = self.jump.load(Ordering::Relaxed);
		if jump >= self.earliest(last) {
			return jump;
		}
		last.map_or(self.start, |last| last.saturating_add(self.step))
	}

	/// Let the block that follows one of time `last` have the time `to`.
	pub fn jump_to(&self, last: Option<Millis>, to: Millis) -> Result<(), ClockError> {
		let earliest = self.earliest(last);
		if to < earliest {
			return Err(ClockError::TooEarly { to, earliest });
		}
		if to > LATEST {
			return Err(ClockError::TooLate { to });
		}
		self.jump.store(to, Ordering::Relaxed);
		Ok(())
	}

	/// How far a block moves the time.
	pub fn step(&self) -> Millis {
		self.step
	}

	/// When blocks are made.
	pub fn sealing(&self) -> Sealing {
		match self.instant.load(Ordering::Relaxed) {
			true => Sealing::Instant,
			false => Sealing::Manual,
		}
	}

	/// Set when blocks are made.
	pub fn set_sealing(&self, sealing: Sealing) {
		self.instant.store(sealing == Sealing::Instant, Ordering::Relaxed);
	}

	fn earliest(&self, last: Option<Millis>) -> Millis {
		last.map_or(self.start, |last| last.saturating_add(self.slot))
	}
}

/// A time as people write it.
pub fn civil(time: Millis) -> String {
	i64::try_from(time)
		.ok()
		.and_then(DateTime::from_timestamp_millis)
		.map_or_else(|| format!("{time} ms"), |t| t.to_rfc3339_opts(SecondsFormat::Secs, true))
}

fn parse_time(text: &str) -> Result<Millis, String> {
	let time = DateTime::parse_from_rfc3339(text)
		.map_err(|e| format!("not a time in RFC 3339, such as 2019-10-01T00:00:00Z ({e})"))?;
	match Millis::try_from(time.timestamp_millis()) {
		Ok(0) | Err(_) => Err("the chain's time starts after 1970-01-01T00:00:00Z".into()),
		Ok(time) if time > LATEST => Err(ClockError::TooLate { to: time }.to_string()),
		Ok(time) => Ok(time),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const OCTOBER: Millis = 1_569_888_000_000;
	const STEP: Millis = 900_000;
	const SLOT: Millis = 6_000;

	fn clock() -> Clock {
		Clock::new(OCTOBER, 900, SLOT, Sealing::Manual).unwrap()
	}

	#[test]
	fn first_block_has_the_start_and_each_next_is_a_step_later() {
		let clock = clock();
		assert_eq!(clock.next(None), OCTOBER);
		assert_eq!(clock.next(Some(OCTOBER)), OCTOBER + STEP);
		assert_eq!(clock.next(Some(OCTOBER + STEP)), OCTOBER + 2 * STEP);
	}

	#[test]
	fn asking_again_moves_nothing() {
		let clock = clock();
		assert_eq!(clock.next(Some(OCTOBER)), clock.next(Some(OCTOBER)));
	}

	#[test]
	fn a_jump_holds_for_one_block_and_steps_go_on_from_there() {
		let clock = clock();
		let to = OCTOBER + 86_400_000;
		clock.jump_to(Some(OCTOBER), to).unwrap();
		assert_eq!(clock.next(Some(OCTOBER)), to);
		assert_eq!(clock.next(Some(to)), to + STEP);
	}

	#[test]
	fn a_jump_may_be_shorter_than_the_step_but_not_than_a_slot() {
		let clock = clock();
		let last = Some(OCTOBER);
		assert_eq!(
			clock.jump_to(last, OCTOBER + SLOT - 1),
			Err(ClockError::TooEarly { to: OCTOBER + SLOT - 1, earliest: OCTOBER + SLOT })
		);
		assert_eq!(clock.next(last), OCTOBER + STEP);
		clock.jump_to(last, OCTOBER + SLOT).unwrap();
		assert_eq!(clock.next(last), OCTOBER + SLOT);
	}

	#[test]
	fn a_jump_before_the_first_block_is_not_before_the_start() {
		let clock = clock();
		assert!(clock.jump_to(None, OCTOBER - 1).is_err());
		clock.jump_to(None, OCTOBER + 1).unwrap();
		assert_eq!(clock.next(None), OCTOBER + 1);
	}

	#[test]
	fn a_jump_beyond_what_the_chain_counts_is_refused() {
		// Microseconds instead of milliseconds, for example.
		let to = OCTOBER * 1_000;
		assert_eq!(clock().jump_to(None, to), Err(ClockError::TooLate { to }));
	}

	#[test]
	fn a_step_shorter_than_a_slot_is_refused() {
		assert_eq!(
			Clock::new(OCTOBER, 5, SLOT, Sealing::Manual).unwrap_err(),
			ClockError::StepTooShort { step: 5_000, slot: SLOT }
		);
	}

	#[test]
	fn slots_of_successive_blocks_differ() {
		let clock = Clock::new(OCTOBER + 5_999, 6, SLOT, Sealing::Manual).unwrap();
		let mut last = None;
		for _ in 0..10 {
			let next = clock.next(last);
			assert!(last.is_none_or(|last| next / SLOT > last / SLOT));
			last = Some(next);
		}
	}

	#[test]
	fn start_is_read_with_its_offset() {
		assert_eq!(parse_time("2019-10-01T00:00:00Z"), Ok(OCTOBER));
		assert_eq!(parse_time("2019-10-01T02:00:00+02:00"), Ok(OCTOBER));
		for bad in ["2019-10-01", "yesterday", "1969-12-31T23:59:59Z", "2200-01-01T00:00:00Z"] {
			assert!(parse_time(bad).is_err(), "{bad}");
		}
	}
}
