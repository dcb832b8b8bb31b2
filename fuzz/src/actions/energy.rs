//! Grants, allocations, requests and covers; policies, communities and their pools.

use super::*;
use commonwatt_primitives::meters::Meters;
use commonwatt_runtime::{Allotments, Metering};
use pallet_allotments::Call as Ledger;
use pallet_rebalancing::{Call as Help, Policy};

/// What a network has, or nearly, or anything.
fn of_reserve(rng: &mut Rng, network: NetworkId) -> Energy {
	use commonwatt_primitives::ledger::Ledger as _;
	let reserve = Allotments::reserve(network).0;
	match rng.below(6) {
		0 => Energy(reserve),
		1 => Energy(reserve.saturating_add(1)),
		2 | 3 => Energy(rng.below(reserve.saturating_add(1))),
		_ => energy(rng),
	}
}

fn of_balance(rng: &mut Rng, device: DeviceId) -> Energy {
	let balance = Metering::position(device).map_or(0, |position| position.balance().0);
	match rng.below(6) {
		0 => Energy(balance),
		1 => Energy(balance.saturating_add(1)),
		2 | 3 => Energy(rng.below(balance.saturating_add(1))),
		_ => energy(rng),
	}
}

fn allotment(rng: &mut Rng) -> Energy {
	match rng.below(10) {
		0 => Energy::ZERO,
		1 => energy(rng),
		_ => Energy::kwh(rng.range(1, 600)),
	}
}

fn allocations(
	rng: &mut Rng,
	land: &Land,
	network: &Network,
) -> pallet_allotments::types::Allocations {
	let mut list = Vec::new();
	for device in &network.devices {
		if rng.chance(60) {
			list.push((
				*device,
				if rng.chance(5) { energy(rng) } else { Energy(rng.below(90_000)) },
			));
		}
	}
	if rng.chance(4) {
		list.extend(some_device(rng, land).map(|(device, _)| (device, Energy::kwh(1))));
	}
	list.try_into().unwrap_or_default()
}

pub(super) fn deed(rng: &mut Rng, land: &Land) -> Option<Deed> {
	if rng.chance(35) {
		return community(rng, land);
	}
	let by = Who::Account;
	let network = some_network(rng, land)?;
	let provider = land.provider_of(network).map_or(0, |provider| provider.account);
	let device = *rng.pick(&network.devices).unwrap_or(&0);
	let owner = by(network.owner);
	let network_id = network.id;
	Some(match rng.weighted(&[10, 6, 12, 10, 10, 10, 6, 8, 5]) {
		0 => {
			let energy = allotment(rng);
			(by(provider), Ledger::set_allotment { network: network_id, energy }.into())
		},
		1 => {
			let energy = energy(rng);
			(by(provider), Ledger::grant { network: network_id, energy }.into())
		},
		2 => {
			let allocations = allocations(rng, land, network);
			(owner, Ledger::allocate { network: network_id, allocations }.into())
		},
		3 => (owner, Ledger::top_up { device, energy: of_reserve(rng, network_id) }.into()),
		4 => (owner, Ledger::take_back { device, energy: of_balance(rng, device) }.into()),
		5 => (owner, Ledger::request { device, energy: of_reserve(rng, network_id) }.into()),
		6 => (owner, Ledger::cancel_request { device }.into()),
		7 => (anyone(rng), Ledger::cover { device }.into()),
		_ => (anyone(rng), Ledger::close_month { network: network_id }.into()),
	})
}

fn community(rng: &mut Rng, land: &Land) -> Option<Deed> {
	let network = some_network(rng, land)?;
	let community = *rng.pick(&land.communities).unwrap_or(&0);
	let founder = pallet_rebalancing::Communities::<Runtime>::get(community)
		.and_then(|community| community.founder)
		.and_then(|founder| land.networks.iter().find(|network| network.id == founder))
		.map_or(OWNERS[0], |founder| founder.owner);
	let owner = Who::Account(network.owner);
	let id = network.id;
	let some_networks = |rng: &mut Rng| {
		let list: Vec<_> = (0..rng.range(1, 4))
			.filter_map(|_| some_network(rng, land).map(|network| network.id))
			.collect();
		list.try_into().unwrap_or_default()
	};
	Some(match rng.weighted(&[5, 3, 8, 10, 3, 14, 10, 10, 14, 2]) {
		0 => {
			let policy = Policy {
				between_devices: rng.chance(80),
				min_transfer: Energy(rng.below(3_000)),
				draws: rng.chance(85),
			};
			(owner, Help::set_policy { network: id, policy }.into())
		},
		1 => {
			let label = b"street".to_vec().try_into().ok()?;
			let draw_limit = if rng.chance(20) { energy(rng) } else { Energy::kwh(100) };
			(owner, Help::create_community { network: id, label, draw_limit }.into())
		},
		2 => {
			(Who::Account(founder), Help::invite { community, networks: some_networks(rng) }.into())
		},
		3 => {
			let invited = pallet_rebalancing::Invitations::<Runtime>::get(community);
			let network = *rng.pick(&invited.iter().copied().collect::<Vec<_>>()).unwrap_or(&id);
			let owner = land.networks.iter().find(|n| n.id == network)?.owner;
			(Who::Account(owner), Help::join { community, network }.into())
		},
		4 => (owner, Help::leave { network: id }.into()),
		5 => (owner, Help::pledge { network: id, energy: of_reserve(rng, id) }.into()),
		6 => {
			let worth = pallet_rebalancing::Pallet::<Runtime>::stake_worth(id).0;
			let energy = match rng.below(3) {
				0 => Energy(worth),
				1 => Energy(rng.below(worth.saturating_add(2))),
				_ => energy(rng),
			};
			(owner, Help::withdraw { network: id, energy }.into())
		},
		7 => {
			let pool = pallet_rebalancing::Communities::<Runtime>::get(community)?.pool.energy.0;
			let energy = if rng.chance(60) {
				Energy(rng.below(pool.saturating_add(2)))
			} else {
				energy(rng)
			};
			(owner, Help::draw { network: id, energy }.into())
		},
		8 => {
			let from = *rng.pick(&network.devices)?;
			let to = *rng.pick(&network.devices)?;
			(owner, Help::move_energy { from, to, energy: of_balance(rng, from) }.into())
		},
		_ => {
			(Who::Account(founder), Help::revoke { community, networks: some_networks(rng) }.into())
		},
	})
}
