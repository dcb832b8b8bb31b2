//! A round of the sale: all its orders cleared and settled.

use super::Bench;
use crate::{
	chain::Chain,
	failure::{Failure, Result},
	fleet::{Fleet, Kind},
	report::Goal,
	say,
	state::call,
	stats::{median, slope, Summary},
	tx,
};
use codec::Compact;
use commonwatt_primitives::{Energy, NetworkId, Price};
use commonwatt_runtime::{
	configs::{energy::SETTLEMENT_ASSET, system::MAXIMUM_BLOCK_WEIGHT},
	AccountId, Runtime, RuntimeCall, RuntimeOrigin, SurplusSale,
};
use pallet_surplus_sale::{weights::SubstrateWeight, WeightInfo};
use sp_keyring::Sr25519Keyring::Alice;

/// Orders in a round, from few to as many as the goal is for.
const ORDERS: [u32; 5] = [100, 316, 1_000, 3_162, 10_000];
/// Blocks until a round must be settled.
const PATIENCE: usize = 500;
const DAY: u32 = 86_400;

/// A runtime whose database costs nothing: what a weight is beside its storage.
mod free {
	use frame_support::{derive_impl, runtime};

	#[runtime]
	mod runtime {
		#[runtime::runtime]
		#[runtime::derive(RuntimeCall, RuntimeEvent, RuntimeError, RuntimeOrigin, RuntimeTask)]
		pub struct Free;

		#[runtime::pallet_index(0)]
		pub type System = frame_system::Pallet<Free>;
	}

	#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
	impl frame_system::Config for Free {
		type Block = frame_system::mocking::MockBlock<Self>;
		type DbWeight = ();
	}
}

/// What the round's end took.
struct Round {
	orders: u32,
	/// CPU seconds and weight of all blocks that cleared and settled it, without what they take
	/// when they are empty.
	cpu: f64,
	weight: f64,
	/// The same of the worst of these blocks.
	worst_cpu: f64,
	worst_weight: f64,
	blocks: usize,
}

fn mint(who: AccountId, amount: u128) -> Result<()> {
	let mint = pallet_assets::Call::mint {
		id: Compact(SETTLEMENT_ASSET),
		beneficiary: who.into(),
		amount,
	};
	call(RuntimeOrigin::signed(Alice.to_account_id()), RuntimeCall::Assets(mint))
}

/// Every second network offers, the others bid, at all prices.
fn order(network: NetworkId) -> Result<()> {
	let price = Price(80_000 + u64::from(network / 2 % 23) * 10_000);
	let energy = Energy::wh(1_000 + u64::from(network % 7) * 500);
	let call_it = match network % 2 {
		0 => pallet_surplus_sale::Call::offer { network, price, energy },
		_ => pallet_surplus_sale::Call::bid { network, price, energy },
	};
	call(RuntimeOrigin::signed(tx::owner(network)), RuntimeCall::SurplusSale(call_it))
}

fn round(chain: &mut Chain, orders: u32) -> Result<Round> {
	// To the noon of the next day.
	chain.jump_to((chain.now() / DAY + 1) * DAY + DAY / 2);
	chain.native(6, || (0..orders).try_for_each(order))?;
	let round = chain.now() / DAY;
	let mut idle = Vec::new();
	for _ in 0..5 {
		idle.push(chain.block_for(&[], 6)?);
	}
	let cpu = median(&idle.iter().map(|e| e.took.cpu).collect::<Vec<_>>());
	let weight = median(&idle.iter().map(|e| e.weight).collect::<Vec<_>>());
	chain.jump_to((round + 1) * DAY);
	let mut blocks = Vec::new();
	while blocks.len() < PATIENCE {
		blocks.push(chain.block_for(&[], 6)?);
		let open =
			chain.node().look(|| pallet_surplus_sale::Books::<Runtime>::contains_key(round, 0))?;
		if !open {
			let (mut of_cpu, mut of_weight) = (Vec::new(), Vec::new());
			for block in &blocks {
				of_cpu.push(block.took.cpu - cpu);
				of_weight.push(block.weight - weight);
			}
			let worst = |of: &[f64]| of.iter().copied().fold(0.0, f64::max);
			return Ok(Round {
				orders,
				cpu: of_cpu.iter().sum(),
				weight: of_weight.iter().sum(),
				worst_cpu: worst(&of_cpu),
				worst_weight: worst(&of_weight),
				blocks: blocks.len(),
			});
		}
	}
	Err(Failure::new(
		format!("a round of {orders} orders was not settled in {PATIENCE} blocks"),
		"the sale's sweep",
		"see what `SurplusSale::settle` answers",
	))
}

/// Rounds of more and more orders.
pub fn sale(bench: &mut Bench) -> Result<()> {
	let most = ORDERS[ORDERS.len() - 1];
	let fleet = Fleet::new(Kind::Homes, most);
	let mut chain = bench.take(fleet)?;
	chain.native(6, || {
		mint(tx::provider(0), 1 << 60)?;
		mint(SurplusSale::pot(), 1_000_000)?;
		(0..most).try_for_each(|network| mint(tx::owner(network), 1_000_000_000))
	})?;
	let mut rounds = Vec::new();
	for orders in ORDERS {
		let round = round(&mut chain, orders)?;
		say(&format!("{orders} orders: {:.1} ms in {} blocks", round.cpu * 1e3, round.blocks));
		rounds.push(round);
	}
	bench.keep(chain);

	let block = MAXIMUM_BLOCK_WEIGHT.ref_time() as f64 / 1e12;
	let last = &rounds[rounds.len() - 1];
	let per_cent = |seconds: f64| Summary::exact(100.0 * seconds / block, 1);
	let share = Goal::AtMost(25.0);
	let cleared = SubstrateWeight::<Runtime>::clear().ref_time() as f64 / 1e12;
	let what = format!("{most} orders cleared, declared: share of a block");
	bench.found("sale", what, "%", share, per_cent(cleared), fleet);
	let what = |of: &str| format!("the same, and every order settled, over several blocks: {of}");
	bench.found("sale", what("weight"), "%", Goal::None, per_cent(last.weight), fleet);
	bench.found("sale", what("CPU time"), "%", Goal::None, per_cent(last.cpu), fleet);
	let what = |of: &str| format!("the largest share of any one block, {of}");
	bench.found("sale", what("weight"), "%", Goal::None, per_cent(last.worst_weight), fleet);
	bench.found("sale", what("CPU time"), "%", Goal::None, per_cent(last.worst_cpu), fleet);
	let logarithms = |figure: fn(&Round) -> f64| {
		let points: Vec<_> =
			rounds.iter().map(|r| (f64::from(r.orders).ln(), figure(r).ln())).collect();
		Summary::exact(slope(&points), points.len())
	};
	let what = |of: &str| format!("log-log slope from 100 to {most} orders, {of}");
	let linear = Goal::AtMost(1.1);
	bench.found("sale", what("weight"), "", linear, logarithms(|r| r.weight), fleet);
	bench.found("sale", what("CPU time"), "", linear, logarithms(|r| r.cpu), fleet);

	type Beside = SubstrateWeight<free::Free>;
	let of_one = |many: u64, few: u64| (many - few) as f64 / 200.0 / 1e6;
	let bid = of_one(Beside::settle_bids(256).ref_time(), Beside::settle_bids(56).ref_time());
	let offer = of_one(Beside::settle_offers(256).ref_time(), Beside::settle_offers(56).ref_time());
	let what = "declared time of one order matched and settled, beside its storage";
	let found = Summary::exact(bid.max(offer), 1);
	bench.found("sale", what, "µs", Goal::AtMost(25.0), found, fleet);
	Ok(())
}
