//! Head-ends' batches.

use super::{transfers::transfers, Bench};
use crate::{
	chain::Chain,
	compare::{compare, Load, Loader},
	failure::Result,
	fleet::{Extra, Fleet, Kind, ALLOCATION},
	report::Goal,
	tx,
};
use commonwatt_primitives::ids::SLOTS_PER_PAGE;
use commonwatt_runtime::{configs::system::MAXIMUM_BLOCK_WEIGHT, Runtime, RuntimeCall};
use frame_support::{dispatch::GetDispatchInfo, traits::Get};

/// Calls in a block, each with as many pages as a call may have: 65,536 readings.
const CALLS: u32 = 4;

/// The most pages in a call.
pub fn max_pages() -> u32 {
	<Runtime as pallet_metering::Config>::MaxPages::get()
}

/// Batches of full pages, each of the next interval.
pub fn batches(chain: &mut Chain, calls: u32, pages: u32) -> Result<Load> {
	let (time, fleet, mut readings) = (chain.now(), chain.fleet, 0);
	let pages = pages.min(fleet.full_pages());
	let calls = calls.min(fleet.full_pages() / pages);
	let extrinsics = (0..calls)
		.map(|_| {
			let (provider, pages) = chain.take_pages(pages);
			readings += pages.len() as u32 * SLOTS_PER_PAGE;
			let nothing = Extra::new();
			let pages = pages.into_iter().map(|id| tx::page_at(&fleet, id, time, &nothing));
			chain.by_head_end(provider, tx::submit(time, pages.collect()))
		})
		.collect();
	Ok(Load::readings(extrinsics, readings))
}

/// How many of such a call fit into a block, if they take the weight that they declare.
fn fit(call: &RuntimeCall) -> u32 {
	let room = MAXIMUM_BLOCK_WEIGHT.ref_time() / 100 * 70;
	(room / call.get_dispatch_info().call_weight.ref_time()).clamp(1, 1_000) as u32
}

/// Readings of which every hundredth passes its mark.
struct Passing {
	extra: Extra,
	/// Calls that fit into a block.
	fit: u32,
}

impl Passing {
	fn batches(&mut self, chain: &mut Chain) -> Result<Load> {
		let (time, fleet) = (chain.now(), chain.fleet);
		let pages = max_pages().min(fleet.full_pages());
		let calls = CALLS.min(fleet.full_pages() / pages);
		let (mut extrinsics, mut readings, mut covered) = (Vec::new(), 0, 0);
		while (extrinsics.len() as u32) < calls.min(self.fit) {
			let (provider, pages) = chain.take_pages(pages);
			let first = pages[0] * SLOTS_PER_PAGE;
			let devices = pages.len() as u32 * SLOTS_PER_PAGE;
			readings += devices;
			for nth in 0..devices / 100 {
				let device = first + nth * 100 + 37;
				// Where it was covered before, its mark is not known: it goes on as it was.
				if self.extra.contains_key(&device) {
					continue;
				}
				let mark = fleet.opening(device) + ALLOCATION;
				self.extra.insert(device, mark + 100 - fleet.import(device, time));
				covered += 1;
			}
			let pages = pages.into_iter().map(|id| tx::page_at(&fleet, id, time, &self.extra));
			let call = tx::submit(time, pages.collect());
			self.fit = fit(&call);
			extrinsics.push(chain.by_head_end(provider, call));
		}
		Ok(Load { extrinsics, units: readings, booked: readings, covered })
	}
}

/// The fleets at a million devices. Both are prepared once and kept.
fn fleets(bench: &Bench) -> [Fleet; 2] {
	Kind::BOTH.map(|kind| bench.many(kind))
}

fn against_transfers(
	bench: &mut Bench,
	scenario: &'static str,
	fleet: Fleet,
	goal: f64,
	load: &mut Loader,
) -> Result<()> {
	let pairs = bench.pairs();
	let mut chain = bench.take(fleet)?;
	let compared = compare(&mut chain, pairs, load, &mut transfers)?;
	// Its registers went on: the next takes the prepared state anew.
	drop(chain);
	let what = format!("a transfer ÷ a reading, {}", fleet.kind.name());
	bench.compared(scenario, &what, Goal::AtLeast(goal), compared, fleet);
	Ok(())
}

/// Every register under its mark.
pub fn batched(bench: &mut Bench) -> Result<()> {
	for fleet in fleets(bench) {
		let mut load = |chain: &mut Chain| batches(chain, CALLS, max_pages());
		against_transfers(bench, "batched", fleet, 500.0, &mut load)?;
	}
	Ok(())
}

/// 1 % of the readings pass their marks; the events must say that every one was covered.
pub fn covered(bench: &mut Bench) -> Result<()> {
	for fleet in fleets(bench) {
		let mut passing = Passing { extra: Extra::new(), fit: 1 };
		let mut load = |chain: &mut Chain| passing.batches(chain);
		against_transfers(bench, "covered", fleet, 100.0, &mut load)?;
	}
	Ok(())
}
