//! Plain transfers: what everything else is measured by.

use super::Bench;
use crate::{
	chain::Chain,
	compare::{compare_until, Load},
	failure::Result,
	fleet::Kind,
	report::Goal,
	stats::Summary,
};

/// Transfers in a block: as few as make an empty block small beside them, so that those that are
/// compared lie near each other in time.
pub const TRANSFERS: u32 = 150;

/// Transfers between accounts that nobody used before.
pub fn transfers(chain: &mut Chain) -> Result<Load> {
	Ok(Load::plain((0..TRANSFERS).map(|_| chain.transfer()).collect::<Result<_>>()?))
}

/// The most times the pairs that are run until transfers are seen to equal transfers.
const PATIENCE: usize = 6;

/// Transfers against transfers. If they differ, the run says nothing.
pub fn same(bench: &mut Bench) -> Result<()> {
	let fleet = bench.many(Kind::Homes);
	let pairs = bench.pairs();
	let mut chain = bench.take(fleet)?;
	// Sharp is an interval that lies within the goal: noise takes more pairs, not another answer.
	let sharp = |ratio: Summary| ratio.low >= 0.97 && ratio.high <= 1.03;
	let most = PATIENCE * pairs;
	let compared = compare_until(&mut chain, pairs, most, sharp, &mut transfers, &mut transfers)?;
	// Its accounts are used: the next takes the prepared state anew.
	drop(chain);
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
