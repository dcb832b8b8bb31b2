//! How a history begins: providers, head-ends, networks, devices and money, as random as the rest.

use super::{
	registry::{devices, leftover, terms},
	*,
};
use codec::Compact;
use commonwatt_runtime::configs::{energy::SETTLEMENT_ASSET, money::AssetsInstance};
use pallet_device_registry::Call as Registry;

fn step(who: Who, call: impl Into<RuntimeCall>) -> Step {
	Step::Call { who, through_pipeline: false, call: Box::new(call.into()) }
}

/// The first steps.
pub fn setup(rng: &mut Rng) -> Vec<Step> {
	let by = Who::Account;
	let mut steps = Vec::new();
	for (id, provider) in PROVIDERS.into_iter().enumerate() {
		let mut terms = terms(rng);
		// One that can be approved and grants something, as a rule.
		if rng.chance(95) {
			terms.capacity = Energy::kwh(rng.range(2_000, 20_000));
			terms.tariff.retail =
				commonwatt_primitives::Price(terms.tariff.buy_back.0 + 8 * terms.tariff.tick.0);
			terms.overdraft.chunk.0 += 1;
			terms.carry_over.months %= 13;
			terms.utc_offset_minutes %= 900;
		}
		steps.push(step(
			by(provider),
			Registry::apply_as_provider { label: Default::default(), terms },
		));
		steps.push(step(Who::Council(2), Registry::approve_provider { provider: id as u32 }));
		let who = people().account(HEAD_ENDS[id]);
		steps.push(step(by(provider), Registry::add_head_end { who }));
	}
	for owner in OWNERS.into_iter().chain(PROVIDERS) {
		steps.push(step(
			by(COUNCIL[0]),
			pallet_assets::Call::<Runtime, AssetsInstance>::mint {
				id: Compact(SETTLEMENT_ASSET),
				beneficiary: people().account(owner).into(),
				amount: rng.range(1, 400_000_000).into(),
			},
		));
	}
	for network in 0..rng.range(3, 8) as u32 {
		let provider = if rng.chance(70) { 0 } else { 1 };
		let owner = OWNERS[rng.below(OWNERS.len() as u64) as usize];
		steps.push(step(
			by(PROVIDERS[provider]),
			Registry::register_network {
				provider: provider as u32,
				owner: people().account(owner),
				label: Default::default(),
				billing_day: if rng.chance(75) { 1 } else { rng.range(1, 28) as u8 },
				leftover: leftover(rng),
				cell: 0,
			},
		));
		let specs = devices(rng, 6);
		let at = crate::chain::BEGIN;
		steps.push(step(
			by(HEAD_ENDS[provider]),
			Registry::enrol_devices { network, at, devices: specs },
		));
		let energy = Energy::kwh(rng.range(20, 400));
		let grant = pallet_allotments::Call::set_allotment { network, energy };
		steps.push(step(by(PROVIDERS[provider]), grant));
	}
	steps
}

/// The next steps, on what has come of the first: allocations and a community.
pub fn settle_in(rng: &mut Rng, land: &Land) -> Vec<Step> {
	let mut steps = Vec::new();
	let mut founded = false;
	for network in &land.networks {
		let owner = Who::Account(network.owner);
		let share = rng.range(0, 40_000) / (network.devices.len() as u64).max(1);
		let shares = network.devices.iter().map(|device| (*device, Energy(share)));
		if let Ok(allocations) = shares.collect::<Vec<_>>().try_into() {
			let network = network.id;
			steps.push(step(owner, pallet_allotments::Call::allocate { network, allocations }));
		}
		if network.provider != 0 {
			continue;
		}
		if !founded {
			founded = true;
			let label = b"street".to_vec().try_into().expect("it is short");
			let draw_limit = Energy::kwh(rng.range(5, 200));
			let network_id = network.id;
			let found = pallet_rebalancing::Call::create_community {
				network: network_id,
				label,
				draw_limit,
			};
			steps.push(step(owner, found));
			let others: Vec<_> =
				land.networks.iter().map(|other| other.id).filter(|id| *id != network_id).collect();
			if let Ok(networks) = others.try_into() {
				let invite = pallet_rebalancing::Call::invite { community: 0, networks };
				steps.push(step(owner, invite));
			}
		} else {
			let join = pallet_rebalancing::Call::join { community: 0, network: network.id };
			steps.push(step(owner, join));
		}
	}
	steps
}
