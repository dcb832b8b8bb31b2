//! What a reading costs among many devices.

use super::{readings::batches, Bench, FEW};
use crate::{
	chain::Chain,
	compare::run,
	failure::Result,
	fleet::{Fleet, Kind},
	report::Goal,
	say,
	stats::{median, Summary},
};

/// CPU times of a block of readings and of the empty one before it.
fn sample(chain: &mut Chain, pages: u32) -> Result<(f64, f64)> {
	let empty = chain.block(&[])?;
	let load = batches(chain, 1, pages)?;
	let full = run(chain, &load)?;
	Ok((full.took.cpu / f64::from(load.units), empty.took.cpu / f64::from(load.units)))
}

/// Among many against among a thousand, with as many pages a block.
pub fn scale(bench: &mut Bench) -> Result<()> {
	for kind in Kind::BOTH {
		let (many, few) = (bench.many(kind), Fleet::new(kind, FEW));
		let pages = few.full_pages();
		let (mut large, mut small) = (bench.take(many)?, bench.take(few)?);
		let pairs = 4 * bench.pairs();
		let (mut in_large, mut in_small) = (Vec::new(), Vec::new());
		for pair in 0..2 + pairs {
			let samples = (sample(&mut large, pages)?, sample(&mut small, pages)?);
			if pair >= 2 {
				in_large.push(samples.0);
				in_small.push(samples.1);
			}
			if pair % 30 == 29 {
				say(&format!("{} of {pairs} pairs", pair - 1));
			}
		}
		let costs = |of: &[(f64, f64)]| -> Vec<f64> {
			let idle = median(&of.iter().map(|sample| sample.1).collect::<Vec<_>>());
			of.iter().map(|sample| sample.0 - idle).collect()
		};
		let (large_costs, small_costs) = (costs(&in_large), costs(&in_small));
		let ratios: Vec<_> = large_costs.iter().zip(&small_costs).map(|(l, s)| l / s).collect();
		let what = format!("a reading among many ÷ among {FEW}, {pages} pages a block");
		bench.found("scale", what, "", Goal::AtMost(1.5), Summary::of(&ratios), many);
		for (fleet, costs) in [(many, large_costs), (few, small_costs)] {
			let found = Summary::of(&costs).map(|s| s * 1e6);
			bench.found("scale", "CPU time of a reading", "µs", Goal::None, found, fleet);
		}
		bench.keep(large);
		bench.keep(small);
	}
	Ok(())
}
