//! Plain transfers: what everything else is measured by.

use super::Bench;
use crate::{
	chain::Chain,
	compare::{compare, Load},
	failure::Result,
	fleet::Kind,
	report::Goal,
};

/// Transfers in a block.
pub const TRANSFERS: u32 = 500;

/// Transfers between accounts that nobody used before.
pub fn transfers(chain: &mut Chain) -> Result<Load> {
	Ok(Load::plain((0..TRANSFERS).map(|_| chain.transfer()).collect::<Result<_>>()?))
}

/// Transfers against transfers. If they differ, the run says nothing.
pub fn same(bench: &mut Bench) -> Result<()> {
	let fleet = bench.many(Kind::Homes);
	let pairs = bench.pairs();
	let mut chain = bench.take(fleet)?;
	let compared = compare(&mut chain, pairs, &mut transfers, &mut transfers)?;
	bench.keep(chain);
	let goal = Goal::Between(0.97, 1.03);
	let found = compared.ratio;
	// Too few pairs for that are for trying out only, as the options say.
	if goal.met(found.median) == Some(false) && pairs >= 30 {
		bench.report.void = Some(format!(
			"transfers differ from transfers by a factor of {:.3}: something else was at work. \
			 Run it again on a quiet machine",
			found.median
		));
	}
	bench.found("same", "transfers ÷ transfers", "", goal, found, fleet);
	bench.found("same", "CPU time of a transfer", "µs", Goal::None, compared.b, fleet);
	bench.found("same", "weight of a transfer", "µs", Goal::None, compared.weight_b, fleet);
	Ok(())
}
