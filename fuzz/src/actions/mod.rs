//! What people try: calls of all rooms, valid and invalid, by those who may and those who may not.

mod energy;
mod metering;
mod money;
mod registry;
mod setup;

pub use setup::{settle_in, setup};

use crate::{
	people::{people, COUNCIL, HEAD_ENDS, OWNERS, PROVIDERS, STRANGERS},
	rng::Rng,
	steps::{Step, Who},
};
use commonwatt_primitives::{
	directory::State, CommunityId, DeviceId, Energy, NetworkId, ProviderId, Seconds,
};
use commonwatt_runtime::{AccountId, Runtime, RuntimeCall};
use pallet_device_registry as registry_pallet;

pub struct Provider {
	pub id: ProviderId,
	pub account: usize,
	pub head_ends: Vec<usize>,
	pub buy_back: u64,
	pub retail: u64,
	pub tick: u64,
}

pub struct Network {
	pub id: NetworkId,
	pub owner: usize,
	pub provider: ProviderId,
	pub devices: Vec<DeviceId>,
}

/// What a history's people know of the chain.
#[derive(Default)]
pub struct Land {
	pub now: Seconds,
	pub providers: Vec<Provider>,
	pub networks: Vec<Network>,
	pub communities: Vec<CommunityId>,
}

impl Land {
	/// Looks around. To be called on a state.
	pub fn look(now: Seconds) -> Self {
		let index = |who: &AccountId| people().index(who).unwrap_or_default();
		let providers = registry_pallet::Providers::<Runtime>::iter()
			.filter(|(_, provider)| provider.state != State::Retired)
			.map(|(id, provider)| Provider {
				id,
				account: index(&provider.account),
				head_ends: registry_pallet::ProviderHeadEnds::<Runtime>::get(id)
					.iter()
					.map(index)
					.collect(),
				buy_back: provider.tariff.buy_back.0,
				retail: provider.tariff.retail.0,
				tick: provider.tariff.tick.0,
			})
			.collect();
		let networks = registry_pallet::Networks::<Runtime>::iter()
			.filter(|(_, network)| network.state != State::Retired)
			.map(|(id, network)| Network {
				id,
				owner: index(&network.owner),
				provider: network.provider,
				devices: registry_pallet::NetworkDevices::<Runtime>::get(id).into_inner(),
			})
			.collect();
		let communities = pallet_rebalancing::Communities::<Runtime>::iter_keys().collect();
		Self { now, providers, networks, communities }
	}

	fn provider_of(&self, network: &Network) -> Option<&Provider> {
		self.providers.iter().find(|provider| provider.id == network.provider)
	}
}

/// A call and who makes it.
pub(super) type Deed = (Who, RuntimeCall);

/// The next step of a history. To be called on a state.
pub fn next(rng: &mut Rng, land: &Land) -> Step {
	let rooms: [(u64, fn(&mut Rng, &Land) -> Option<Deed>); 5] = [
		(14, registry::deed),
		(40, metering::deed),
		(26, energy::deed),
		(17, money::deed),
		(3, together),
	];
	let weights = rooms.map(|(weight, _)| weight);
	loop {
		let room = rooms[rng.weighted(&weights)].1;
		let Some((who, call)) = room(rng, land) else { continue };
		// Now and then somebody tries who has no business with it.
		let who = match who {
			Who::Account(_) | Who::Council(_) if rng.chance(5) => anyone(rng),
			rightful => rightful,
		};
		let through_pipeline = match who {
			Who::Account(_) => rng.chance(8),
			Who::Council(_) => false,
			Who::Nobody => true,
		};
		return Step::Call { who, through_pipeline, call: Box::new(call) };
	}
}

/// Seconds to the next block.
pub fn pause(rng: &mut Rng, land: &Land) -> Seconds {
	const HOUR: u64 = 3_600;
	let seconds = match rng.weighted(&[35, 20, 20, 14, 6, 3, 2]) {
		0 => 6,
		1 => rng.range(6, 900),
		2 => rng.range(1, 12) * HOUR,
		3 => rng.range(12, 48) * HOUR,
		// To where months end and close.
		4 => until_month(land.now) + rng.below(3) * 900,
		5 => rng.range(2, 40) * 24 * HOUR,
		_ => rng.range(30, 130) * 24 * HOUR,
	};
	seconds.min(u64::from(u32::MAX - land.now) / 2) as Seconds
}

/// Seconds until the next billing day of a network that bills on the first, in UTC.
fn until_month(now: Seconds) -> u64 {
	let calendar = commonwatt_primitives::Calendar::new(1, 0).expect("a day of every month");
	u64::from(calendar.end(calendar.month_at(now)).saturating_sub(now))
}

fn anyone(rng: &mut Rng) -> Who {
	let groups: [&[usize]; 5] = [&COUNCIL, &PROVIDERS, &HEAD_ENDS, &OWNERS, &STRANGERS];
	match rng.below(12) {
		0 => Who::Council(rng.range(1, 3) as u32),
		_ => {
			let group = groups[rng.below(groups.len() as u64) as usize];
			Who::Account(*rng.pick(group).expect("nobody is missing"))
		},
	}
}

fn account(rng: &mut Rng) -> AccountId {
	people().account(rng.below(people().accounts.len() as u64) as usize)
}

/// An id of `known` as a rule, one that nobody has otherwise.
fn some_id(rng: &mut Rng, known: u32) -> u32 {
	match rng.below(20) {
		0 => u32::MAX,
		1 => known + rng.below(3) as u32,
		_ => rng.below(u64::from(known).max(1)) as u32,
	}
}

fn some_network<'a>(rng: &mut Rng, land: &'a Land) -> Option<&'a Network> {
	rng.pick(&land.networks)
}

fn some_device(rng: &mut Rng, land: &Land) -> Option<(DeviceId, usize)> {
	let network = some_network(rng, land)?;
	Some((*rng.pick(&network.devices)?, network.owner))
}

/// An amount of energy: as a rule one that a home deals with.
fn energy(rng: &mut Rng) -> Energy {
	Energy(match rng.weighted(&[4, 20, 40, 20, 4, 1, 1]) {
		0 => 0,
		1 => rng.range(1, 1_000),
		2 => rng.range(1, 60) * 1_000,
		3 => rng.range(1, 600_000),
		4 => rng.range(1, 20_000_000),
		5 => u64::MAX - rng.below(3),
		_ => (1 << 48) - rng.below(3),
	})
}

/// Several calls in one, of which one may fail.
fn together(rng: &mut Rng, land: &Land) -> Option<Deed> {
	let rooms: [fn(&mut Rng, &Land) -> Option<Deed>; 4] =
		[registry::deed, metering::deed, energy::deed, money::deed];
	let mut calls = Vec::new();
	let mut first = None;
	for _ in 0..rng.range(1, 4) {
		let (who, call) = rooms[rng.below(4) as usize](rng, land)?;
		first.get_or_insert(who);
		calls.push(call);
	}
	let call = match rng.below(3) {
		0 => pallet_utility::Call::batch { calls }.into(),
		1 => pallet_utility::Call::batch_all { calls }.into(),
		_ => pallet_utility::Call::force_batch { calls }.into(),
	};
	match first? {
		who @ Who::Account(_) => Some((who, call)),
		_ => Some((anyone(rng), call)),
	}
}
