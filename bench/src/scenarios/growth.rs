//! What a year adds to the state when nobody joins.

use super::{Bench, FEW};
use crate::{
	client::Node,
	failure::Result,
	fleet::{Extra, Fleet, Kind},
	report::Goal,
	say, state,
	stats::Summary,
	tx,
};
use commonwatt_primitives::{calendar::DAY, ids::SLOTS_PER_PAGE, Seconds};

/// Seconds from a block to the next: so that the ring of block hashes is full at the first count.
const STEP: Seconds = 4 * 3_600;
/// Seconds between readings.
const READ: Seconds = 10 * DAY;
/// Days until everything that is kept for a while was dropped once: statements 13 months, results
/// of rounds 400 of them.
const FIRST: Seconds = 460;
const YEAR: Seconds = 365;

/// Keys and bytes in the state.
fn count(node: &Node) -> Result<(u64, u64)> {
	Ok(node.pairs(&[])?.fold((0, 0), |(keys, bytes), (key, value)| {
		(keys + 1, bytes + (key.len() + value.len()) as u64)
	}))
}

/// Fifteen months, a count, a year, a count.
pub fn growth(bench: &mut Bench) -> Result<()> {
	let fleet = Fleet::new(Kind::Homes, FEW);
	let folder = bench.options.dir.join(format!("run-{}-growth", std::process::id()));
	state::copy(&state::prepared(&bench.options.dir, &fleet)?, &folder)?;
	let counts = years(&folder, fleet);
	state::remove(&folder)?;
	let [before, after] = counts?;
	let change = |before: u64, after: u64| Summary::exact(after as f64 - before as f64, 1);
	let goal = Goal::AtMost(0.0);
	let (keys, bytes) = (change(before.0, after.0), change(before.1, after.1));
	bench.found("growth", "keys that a year adds to the state", "", goal, keys, fleet);
	bench.found("growth", "bytes that a year adds to the state", "B", goal, bytes, fleet);
	let size = Summary::exact(before.1 as f64, 1);
	bench.found("growth", "bytes of the state", "B", Goal::None, size, fleet);
	Ok(())
}

fn years(folder: &std::path::Path, fleet: Fleet) -> Result<[(u64, u64); 2]> {
	let node = Node::open(folder)?;
	let (mut nonce, mut read_at, mut first) = (0, fleet.start, None);
	let mut time = fleet.start + DAY;
	let pages = 0..fleet.devices.div_ceil(SLOTS_PER_PAGE);
	loop {
		let days = (time - fleet.start) / DAY;
		let mut extrinsics = Vec::new();
		if time >= read_at + READ {
			let nothing = Extra::new();
			let pages = pages.clone().map(|id| tx::page_at(&fleet, id, time, &nothing));
			let call = tx::submit(time, pages.collect());
			extrinsics.push(tx::signed(node.genesis(), &tx::head_end(0, 0), nonce, call));
			nonce += 1;
			read_at = time;
		}
		node.apply(node.build(u64::from(time) * 1_000, &extrinsics)?)?;
		if days % 100 == 0 && (time - fleet.start) % DAY < STEP {
			say(&format!("day {days} of {}", FIRST + YEAR));
		}
		// Both counts a few days after a reading.
		if first.is_none() && days >= FIRST && time >= read_at + 5 * DAY {
			first = Some((count(&node)?, time + YEAR * DAY));
		}
		if let Some((before, until)) = first {
			if time >= until && time >= read_at + 5 * DAY {
				return Ok([before, count(&node)?]);
			}
		}
		time += STEP;
	}
}
