//! A month ends for all devices at once, while readings come at full rate.

use super::Bench;
use crate::{
	chain::{Chain, Executed},
	failure::Result,
	fleet::{Extra, Fleet, Kind, MONTH_END},
	report::Goal,
	say,
	stats::{median, Summary},
	tx,
};
use commonwatt_primitives::{calendar::DAY, ids::SLOTS_PER_PAGE, PageId, ProviderId, Seconds};
use commonwatt_runtime::UncheckedExtrinsic;
use std::ops::Range;

/// Devices without `--full`: a few more than one block reads.
const QUICK: u32 = 300_000;
/// Readings in a block at 46,000 a second.
const READINGS: u64 = 276_480;
/// The most pages in a call: a block's readings divide into calls of so many.
const PAGES: u32 = 108;
const SECONDS: Seconds = 6;
/// Blocks after the close delay until every month must be closed, some hundred networks a block.
const PATIENCE: usize = 20_000;
/// As many of them are looked at without `--full`: each closes what its share allows, as the next.
const SAMPLE: usize = 40;

/// All pages of the fleet over and over, so many a block.
struct Rounds {
	fleet: Fleet,
	calls: Vec<(ProviderId, Range<PageId>)>,
	per_block: usize,
	next: usize,
}

impl Rounds {
	fn new(fleet: Fleet) -> Self {
		let readings = READINGS.min(fleet.devices.into());
		let per_call = PAGES.min((readings / u64::from(SLOTS_PER_PAGE)) as u32).max(1);
		let calls = fleet.batches(per_call);
		let per_block = (readings / u64::from(SLOTS_PER_PAGE * per_call)).max(1) as usize;
		Self { fleet, calls, per_block, next: 0 }
	}

	/// Blocks until every page came once.
	fn blocks(&self) -> usize {
		self.calls.len().div_ceil(self.per_block)
	}

	fn load(&mut self, chain: &mut Chain) -> Vec<UncheckedExtrinsic> {
		let (time, nothing) = (chain.now(), Extra::new());
		(0..self.per_block)
			.map(|_| {
				let (provider, pages) = self.calls[self.next % self.calls.len()].clone();
				self.next += 1;
				let pages = pages.map(|id| tx::page_at(&self.fleet, id, time, &nothing));
				chain.by_head_end(provider, tx::submit(time, pages.collect()))
			})
			.collect()
	}

	/// A block with readings.
	fn block(&mut self, chain: &mut Chain) -> Result<Executed> {
		let load = self.load(chain);
		chain.block_for(&load, SECONDS)
	}
}

/// Over midnight and through the closing.
pub fn month_end(bench: &mut Bench) -> Result<()> {
	let devices = if bench.options.full { bench.options.devices } else { QUICK };
	let fleet = Fleet::new(Kind::Homes, devices.min(bench.options.devices));
	let mut chain = bench.take(fleet)?;
	let mut rounds = Rounds::new(fleet);
	let round = rounds.blocks();
	let (mut ordinary, mut all) = (Vec::new(), Vec::new());

	say(&format!("before midnight: {} blocks a round", round));
	chain.jump_to(MONTH_END - 3_600);
	for _ in 0..2 {
		rounds.block(&mut chain)?;
	}
	for n in 0..12.max(2 * round) {
		chain.jump_to(MONTH_END - 3_500 + n as Seconds * 60);
		ordinary.push(rounds.block(&mut chain)?);
	}
	say("after midnight: every device's first reading of the month");
	for n in 0..4 {
		chain.jump_to(MONTH_END + n * 900);
		for _ in 0..round {
			all.push(rounds.block(&mut chain)?);
		}
	}
	for hours in [6, 12, 18, 23] {
		chain.jump_to(MONTH_END + hours * 3_600);
		for _ in 0..round {
			all.push(rounds.block(&mut chain)?);
		}
	}
	say("after the close delay: the months are closed");
	chain.jump_to(MONTH_END + DAY);
	let mut closed = 0;
	let begun = all.len();
	let most = if bench.options.full { PATIENCE } else { SAMPLE };
	for n in 0..most {
		let executed = rounds.block(&mut chain)?;
		closed += executed.outcome.closed;
		all.push(executed);
		if n % 50 == 49 {
			say(&format!("{closed} of {} networks closed", fleet.networks()));
		}
		if closed >= fleet.networks() {
			break;
		}
	}
	let closing = all.split_off(begun);
	bench.keep(chain);

	// One block's time is noise on a machine that is shared; that of a phase is not.
	let usual = median(&ordinary.iter().map(|e| e.took.cpu).collect::<Vec<_>>());
	for (phase, blocks) in [("first readings", &all), ("closing", &closing)] {
		let times: Vec<_> = blocks.iter().map(|e| e.took.cpu / usual).collect();
		let what = format!("a block of the {phase} ÷ usual block, CPU time");
		bench.found("month-end", what, "", Goal::None, Summary::of(&times), fleet);
	}
	all.extend(closing);
	all.extend(ordinary.iter().copied());
	let worst_to_median = |figure: fn(&Executed) -> f64| {
		let usual = median(&ordinary.iter().map(figure).collect::<Vec<_>>());
		let worst = all.iter().map(figure).fold(0.0, f64::max);
		Summary::exact(worst / usual, all.len())
	};
	let goal = Goal::AtMost(1.25);
	let weight = worst_to_median(|e| e.weight);
	bench.found("month-end", "worst block ÷ usual block, weight", "", goal, weight, fleet);
	let time = worst_to_median(|e| e.took.cpu);
	bench.found("month-end", "worst block ÷ usual block, CPU time", "", goal, time, fleet);
	let sum = |figure: fn(&Executed) -> u32| {
		Summary::exact(all.iter().map(figure).map(f64::from).sum(), all.len())
	};
	let refused = sum(|e| e.outcome.refused + e.outcome.failed);
	bench.found("month-end", "readings refused", "", Goal::AtMost(0.0), refused, fleet);
	let booked = sum(|e| e.outcome.booked);
	bench.found("month-end", "readings booked", "", Goal::None, booked, fleet);
	if bench.options.full {
		let left = Summary::exact(f64::from(fleet.networks().saturating_sub(closed)), all.len());
		bench.found("month-end", "networks not closed", "", Goal::AtMost(0.0), left, fleet);
	}
	let usual = Summary::of(&ordinary.iter().map(|e| e.took.cpu * 1e3).collect::<Vec<_>>());
	bench.found("month-end", "CPU time of a usual block", "ms", Goal::None, usual, fleet);
	Ok(())
}
