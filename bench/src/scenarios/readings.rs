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
use commonwatt_primitives::{ids::SLOTS_PER_PAGE, PageId, Seconds};
use commonwatt_runtime::{configs::system::MAXIMUM_BLOCK_WEIGHT, Runtime, RuntimeCall};
use frame_support::{dispatch::GetDispatchInfo, traits::Get};
use std::collections::HashMap;

/// Calls in a block, each with as many pages as a call may have: 65,536 readings.
const CALLS: u32 = 4;

/// The same where readings pass their marks: as many a call as a call may cover.
const CALLS_COVERED: u32 = 16;
const PAGES_COVERED: u32 = 32;

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
#[derive(Default)]
struct Passing {
	/// By how much devices that were covered are ahead of what they would show.
	ahead: Extra,
	/// How often each page was taken.
	visits: HashMap<PageId, u32>,
	/// Calls that fit into a block.
	fit: Option<u32>,
}

impl Passing {
	fn batches(&mut self, chain: &mut Chain) -> Result<Load> {
		let (time, fleet) = (chain.now(), chain.fleet);
		let pages = PAGES_COVERED.min(fleet.full_pages());
		let calls = CALLS_COVERED.min(fleet.full_pages() / pages).min(self.fit.unwrap_or(1));
		let (mut extrinsics, mut readings, mut covered) = (Vec::new(), 0, 0);
		for _ in 0..calls {
			let (provider, pages) = chain.take_pages(pages);
			for page in &pages {
				readings += SLOTS_PER_PAGE;
				covered += self.pass(&fleet, *page, time);
			}
			let pages = pages.into_iter().map(|id| tx::page_at(&fleet, id, time, &self.ahead));
			let call = tx::submit(time, pages.collect());
			self.fit.get_or_insert_with(|| fit(&call));
			extrinsics.push(chain.by_head_end(provider, call));
		}
		Ok(Load { extrinsics, units: readings, booked: readings, covered })
	}

	/// Lets every hundredth device of the fleet that stands in this page pass its mark: others each
	/// time, since where the mark of one is that was covered is not known here. It goes on as it
	/// was. Returns how many pass.
	fn pass(&mut self, fleet: &Fleet, page: PageId, time: Seconds) -> u32 {
		let visit = self.visits.entry(page).or_default();
		let (first, chosen) = (page * SLOTS_PER_PAGE, (37 + 7 * *visit) % 100);
		*visit += 1;
		let devices = (first..first + SLOTS_PER_PAGE).filter(|device| device % 100 == chosen);
		let before = self.ahead.len();
		for device in devices {
			let mark = fleet.opening(device) + ALLOCATION;
			self.ahead.entry(device).or_insert_with(|| mark + 100 - fleet.import(device, time));
		}
		(self.ahead.len() - before) as u32
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
		let mut passing = Passing::default();
		let mut load = |chain: &mut Chain| passing.batches(chain);
		against_transfers(bench, "covered", fleet, 100.0, &mut load)?;
	}
	Ok(())
}
