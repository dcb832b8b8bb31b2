//! Two loads against each other: pairs in alternation, and the median of the pairs' ratios.

use crate::{
	chain::{Chain, Executed},
	failure::{Failure, Result},
	say,
	stats::{median, Summary},
};
use commonwatt_runtime::UncheckedExtrinsic;

/// Transactions for one block, and of how many units (transfers, readings) they are.
pub struct Load {
	pub extrinsics: Vec<UncheckedExtrinsic>,
	pub units: u32,
	/// Readings that must be booked.
	pub booked: u32,
	/// Shortfalls that must be covered.
	pub covered: u32,
}

impl Load {
	/// Transfers.
	pub fn plain(extrinsics: Vec<UncheckedExtrinsic>) -> Self {
		Self { units: extrinsics.len() as u32, extrinsics, booked: 0, covered: 0 }
	}

	/// Readings, all of which are to be booked.
	pub fn readings(extrinsics: Vec<UncheckedExtrinsic>, readings: u32) -> Self {
		Self { extrinsics, units: readings, booked: readings, covered: 0 }
	}
}

/// Makes a block's load. Everything is signed here, before anything is measured.
pub type Loader<'a> = dyn FnMut(&mut Chain) -> Result<Load> + 'a;

/// Runs a load, and checks that the runtime did all of it.
pub fn run(chain: &mut Chain, load: &Load) -> Result<Executed> {
	let executed = chain.block(&load.extrinsics)?;
	let outcome = executed.outcome;
	let differs = |what: &str, is: u32, should: u32| {
		Failure::new(
			format!("{is} {what} in a block instead of {should}: {outcome:?}"),
			format!("{} devices as {}", chain.fleet.devices, chain.fleet.kind.name()),
			"make the benchmark's readings follow the runtime",
		)
	};
	if outcome.refused > 0 {
		return Err(differs("readings refused", outcome.refused, 0));
	}
	if outcome.booked != load.booked {
		return Err(differs("readings booked", outcome.booked, load.booked));
	}
	if outcome.covered != load.covered {
		return Err(differs("shortfalls covered", outcome.covered, load.covered));
	}
	Ok(executed)
}

fn load_and_run(chain: &mut Chain, load: &mut Loader) -> Result<(Executed, u32)> {
	let load = load(chain)?;
	Ok((run(chain, &load)?, load.units))
}

/// What a comparison found.
pub struct Compared {
	/// How many units of A a CPU second does for one of B's.
	pub ratio: Summary,
	/// CPU microseconds of a unit of A and of B.
	pub a: Summary,
	pub b: Summary,
	/// CPU milliseconds of an empty block.
	pub empty: Summary,
	/// The weight that the runtime accounts for a unit of A, in microseconds.
	pub weight_a: Summary,
	pub weight_b: Summary,
}

/// Blocks of each kind that are executed before anything counts.
const WARM_UP: usize = 2;

/// Two blocks of a kind, and of how many units each is.
type Twice = [(Executed, u32); 2];

/// Executes pairs: two blocks of A and two of B in the order A B B A, then B A A B, so that what
/// gets faster or slower meanwhile does so for both; with an empty block each.
pub fn compare(
	chain: &mut Chain,
	pairs: usize,
	a: &mut Loader,
	b: &mut Loader,
) -> Result<Compared> {
	compare_until(chain, pairs, pairs, |_| true, a, b)
}

/// The same, with more pairs than `pairs` until the ratio is found `sharp`, but not more than `most`.
pub fn compare_until(
	chain: &mut Chain,
	pairs: usize,
	most: usize,
	sharp: impl Fn(Summary) -> bool,
	a: &mut Loader,
	b: &mut Loader,
) -> Result<Compared> {
	let (mut of_a, mut of_b, mut empties) = (Vec::new(), Vec::new(), Vec::new());
	for pair in 0..WARM_UP + most {
		let done = pair.saturating_sub(WARM_UP);
		if done >= pairs && done % 10 == 0 && sharp(found(&of_a, &of_b, &empties).ratio) {
			break;
		}
		let empty = chain.block(&[])?;
		let mut run = |of_a: bool| load_and_run(chain, if of_a { &mut *a } else { &mut *b });
		let outer = pair % 2 == 0;
		let (first, second, third, last) = (run(outer)?, run(!outer)?, run(!outer)?, run(outer)?);
		let (outside, inside) = ([first, last], [second, third]);
		let (one, two) = if outer { (outside, inside) } else { (inside, outside) };
		if pair >= WARM_UP {
			of_a.push(one);
			of_b.push(two);
			empties.push(empty);
		}
		if pair % 10 == 9 {
			say(&format!("{} of {pairs} pairs", (pair + 1).saturating_sub(WARM_UP)));
		}
	}
	Ok(found(&of_a, &of_b, &empties))
}

/// What these blocks say.
fn found(of_a: &[Twice], of_b: &[Twice], empties: &[Executed]) -> Compared {
	let empty_cpu: Vec<_> = empties.iter().map(|e| e.took.cpu).collect();
	let idle = median(&empty_cpu);
	let idle_weight = median(&empties.iter().map(|e| e.weight).collect::<Vec<_>>());
	let each = |of: &[Twice], figure: fn(&Executed) -> f64, idle: f64| -> Vec<f64> {
		let per_unit = |blocks: &Twice| {
			let cost: f64 = blocks.iter().map(|(block, _)| figure(block) - idle).sum();
			cost / blocks.iter().map(|(_, units)| f64::from(*units)).sum::<f64>()
		};
		of.iter().map(per_unit).collect()
	};
	let costs = |of| each(of, |block| block.took.cpu, idle);
	let weights = |of| Summary::of(&each(of, |block| block.weight, idle_weight)).map(|s| s * 1e6);
	let (a, b) = (costs(of_a), costs(of_b));
	let ratios: Vec<_> = a.iter().zip(&b).map(|(a, b)| b / a).collect();
	Compared {
		ratio: Summary::of(&ratios),
		a: Summary::of(&a).map(|s| s * 1e6),
		b: Summary::of(&b).map(|s| s * 1e6),
		empty: Summary::of(&empty_cpu).map(|s| s * 1e3),
		weight_a: weights(of_a),
		weight_b: weights(of_b),
	}
}
