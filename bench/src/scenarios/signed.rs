//! Readings that devices sign themselves.

use super::{
	transfers::{transfers, TRANSFERS},
	Bench,
};
use crate::{
	chain::Chain,
	compare::{compare, Load, Loader},
	failure::Result,
	fleet::Kind,
	report::Goal,
	tx,
};
use commonwatt_runtime::Runtime;
use frame_support::traits::Get;

const SCHEMES: [&str; 2] = ["ed25519", "sr25519"];

/// A gateway's batch, as large as it may be.
pub fn batch(chain: &mut Chain, scheme: usize) -> Result<Load> {
	let most = <Runtime as pallet_metering::Config>::MaxSigned::get();
	let (time, fleet, genesis) = (chain.now(), chain.fleet, chain.genesis);
	let (provider, devices) = chain.take_keyed(scheme, most);
	let count = devices.len() as u32;
	let readings = devices.into_iter().map(|d| tx::signed_reading(genesis, &fleet, d, time));
	let call = tx::submit_signed(readings.collect());
	Ok(Load::readings(vec![chain.by_head_end(provider, call)], count))
}

/// As many devices' own transactions as there are transfers in a block.
fn own(chain: &mut Chain, scheme: usize) -> Result<Load> {
	let (time, fleet, genesis) = (chain.now(), chain.fleet, chain.genesis);
	let (_, devices) = chain.take_keyed(scheme, TRANSFERS);
	let count = devices.len() as u32;
	let readings = devices.into_iter().map(|d| tx::signed_reading(genesis, &fleet, d, time));
	Ok(Load::readings(readings.map(tx::device_reading).collect(), count))
}

fn against_transfers(
	bench: &mut Bench,
	scenario: &'static str,
	scheme: usize,
	goal: f64,
	load: &mut Loader,
) -> Result<()> {
	let fleet = bench.many(Kind::Homes);
	let pairs = bench.pairs();
	let mut chain = bench.take(fleet)?;
	let compared = compare(&mut chain, pairs, load, &mut transfers)?;
	bench.keep(chain);
	let what = format!("a transfer ÷ a reading, {}", SCHEMES[scheme]);
	// The goal is for the devices of the fleet, which sign with ed25519.
	let goal = if scheme == 0 { Goal::AtLeast(goal) } else { Goal::None };
	bench.compared(scenario, &what, goal, compared, fleet);
	Ok(())
}

/// Gateways' batches.
pub fn batches(bench: &mut Bench) -> Result<()> {
	(0..SCHEMES.len()).try_for_each(|scheme| {
		against_transfers(bench, "signed", scheme, 3.0, &mut |chain: &mut Chain| {
			batch(chain, scheme)
		})
	})
}

/// Transactions of devices.
pub fn single(bench: &mut Bench) -> Result<()> {
	against_transfers(bench, "single", 0, 1.0, &mut |chain: &mut Chain| own(chain, 0))
}
