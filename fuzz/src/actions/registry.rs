//! Providers, networks and devices come, change and go; the council decides.

use super::*;
use commonwatt_primitives::{
	directory::{CarryOver, DeviceKind, LeftoverPolicy, Overdraft, Registers, Tariff},
	Price,
};
use pallet_device_registry::{Call, DeviceSpec, Label, Terms};

pub(super) fn tariff(rng: &mut Rng) -> Tariff {
	let tick = rng.range(1, 20) * 1_000;
	let ticks = match rng.below(30) {
		0 => 129,
		1 => 0,
		2 => 128,
		_ => rng.range(1, 24),
	};
	let buy_back = if rng.chance(5) { 0 } else { rng.range(1, 100_000) };
	let off = if rng.chance(2) { 1 } else { 0 };
	let retail = Price(buy_back + ticks * tick + off);
	Tariff { buy_back: Price(buy_back), retail, tick: Price(tick) }
}

pub(super) fn overdraft(rng: &mut Rng) -> Overdraft {
	let limit = if rng.chance(10) { energy(rng) } else { Energy::kwh(rng.below(200)) };
	Overdraft { limit, chunk: Energy(rng.range(0, 10_000)) }
}

pub(super) fn carry_over(rng: &mut Rng) -> CarryOver {
	let limit = if rng.chance(10) { energy(rng) } else { Energy::kwh(rng.below(300)) };
	CarryOver { limit, months: rng.below(14) as u8 }
}

pub(super) fn leftover(rng: &mut Rng) -> LeftoverPolicy {
	[LeftoverPolicy::Hold, LeftoverPolicy::Sell, LeftoverPolicy::Share][rng.below(3) as usize]
}

fn state(rng: &mut Rng) -> State {
	match rng.below(8) {
		0 => State::Pending,
		1 => State::Retired,
		2 => State::Suspended,
		_ => State::Active,
	}
}

fn label(rng: &mut Rng) -> Label {
	vec![b'x'; rng.below(9) as usize].try_into().unwrap_or_default()
}

pub(super) fn terms(rng: &mut Rng) -> Terms {
	Terms {
		capacity: if rng.chance(10) { energy(rng) } else { Energy::kwh(rng.range(500, 20_000)) },
		tariff: tariff(rng),
		overdraft: overdraft(rng),
		carry_over: carry_over(rng),
		utc_offset_minutes: *rng.pick(&[0, 60, -480, 330, 840, -720, 900]).unwrap_or(&0),
	}
}

pub(super) fn device(rng: &mut Rng) -> DeviceSpec {
	let kinds = [DeviceKind::Load, DeviceKind::Generator, DeviceKind::Store, DeviceKind::Charger];
	let key = rng.chance(60).then(|| {
		let keys = &people().keys;
		keys[rng.below(keys.len() as u64) as usize].public()
	});
	DeviceSpec {
		label: label(rng),
		kind: kinds[rng.below(4) as usize],
		rated_w: if rng.chance(2) { 0 } else { rng.range(1, 22_000) as u32 },
		key,
		floor: Energy(rng.below(5_000)),
		protected: rng.chance(15),
		opening: Registers {
			import: Energy(rng.next() >> if rng.chance(2) { 20 } else { 44 }),
			export: Energy(rng.below(10_000)),
		},
	}
}

pub(super) fn devices(rng: &mut Rng, most: u64) -> pallet_device_registry::DeviceSpecs {
	let specs: Vec<_> = (0..rng.range(1, most)).map(|_| device(rng)).collect();
	specs.try_into().unwrap_or_default()
}

pub(super) fn deed(rng: &mut Rng, land: &Land) -> Option<Deed> {
	let by = Who::Account;
	let provider = rng.pick(&land.providers);
	let network = some_network(rng, land);
	let council = Who::Council(if rng.chance(90) { 2 } else { 1 });
	let all = pallet_device_registry::NextNetwork::<Runtime>::get();
	Some(match rng.weighted(&[1, 1, 3, 2, 3, 3, 2, 2, 4, 5, 6, 4, 4, 1, 8, 9, 6, 5, 6, 6, 2, 2]) {
		0 => {
			let who = by(*rng.pick(&PROVIDERS)?);
			(who, Call::apply_as_provider { label: label(rng), terms: terms(rng) }.into())
		},
		1 => (council, Call::approve_provider { provider: some_id(rng, 3) }.into()),
		2 => {
			let capacity =
				if rng.chance(70) { Energy::kwh(rng.range(100, 30_000)) } else { energy(rng) };
			(council, Call::set_capacity { provider: provider?.id, capacity }.into())
		},
		3 => {
			(council, Call::set_provider_state { provider: provider?.id, state: state(rng) }.into())
		},
		4 => (by(provider?.account), Call::set_tariff { tariff: tariff(rng) }.into()),
		5 => {
			let (overdraft, carry_over) = (overdraft(rng), carry_over(rng));
			(by(provider?.account), Call::set_rules { overdraft, carry_over }.into())
		},
		6 => {
			let who = if rng.chance(80) {
				people().account(*rng.pick(&HEAD_ENDS)?)
			} else {
				account(rng)
			};
			(by(provider?.account), Call::add_head_end { who }.into())
		},
		7 => {
			// Seldom: a provider without head-ends is a quiet one.
			let who = people().account(*rng.pick(&HEAD_ENDS)?);
			if rng.chance(70) {
				return None;
			}
			(by(provider?.account), Call::remove_head_end { who }.into())
		},
		8 => {
			let owner = *rng.pick(&OWNERS)?;
			let who = if rng.chance(60) { provider?.account } else { owner };
			let call = Call::register_network {
				provider: provider?.id,
				owner: people().account(owner),
				label: label(rng),
				billing_day: if rng.chance(70) { 1 } else { rng.below(31) as u8 },
				leftover: leftover(rng),
				cell: 7,
			};
			if land.networks.len() > 14 {
				return None;
			}
			(by(who), call.into())
		},
		9 => {
			let account = land.provider_of(network?).map_or(0, |provider| provider.account);
			let call = Call::set_network_state { network: network?.id, state: state(rng) };
			(by(account), call.into())
		},
		10 => {
			let call = Call::set_leftover_policy { network: network?.id, policy: leftover(rng) };
			(by(network?.owner), call.into())
		},
		11 => {
			let to = people().account(*rng.pick(&OWNERS)?);
			(by(network?.owner), Call::offer_network { network: network?.id, to }.into())
		},
		12 => {
			let network = some_id(rng, all);
			let who = pallet_device_registry::NetworkOffers::<Runtime>::get(network)
				.and_then(|to| people().index(&to))
				.unwrap_or(OWNERS[0]);
			(by(who), Call::accept_network { network }.into())
		},
		13 => (by(network?.owner), Call::withdraw_network_offer { network: network?.id }.into()),
		14 => {
			let network = network?;
			if network.devices.len() > 20 {
				return None;
			}
			let who = match rng.below(3) {
				0 => network.owner,
				_ => land.provider_of(network)?.account,
			};
			let at = match rng.below(10) {
				0 => land.now + 1,
				1 => land.now.saturating_sub(rng.below(80 * 86_400) as u32),
				_ => land.now.saturating_sub(rng.below(7_200) as u32),
			};
			let call = Call::enrol_devices { network: network.id, at, devices: devices(rng, 4) };
			(by(who), call.into())
		},
		15 => {
			let network = network?;
			let device = *rng.pick(&network.devices)?;
			let state = state(rng);
			let who = match rng.below(4) {
				0 => network.owner,
				_ => land.provider_of(network)?.account,
			};
			(by(who), Call::set_device_state { device, state }.into())
		},
		16 => {
			let (device, owner) = some_device(rng, land)?;
			let keys = &people().keys;
			let key = rng.chance(85).then(|| keys[rng.below(keys.len() as u64) as usize].public());
			(by(owner), Call::set_device_key { device, key }.into())
		},
		17 => {
			let (device, owner) = some_device(rng, land)?;
			let (floor, protected) = (energy(rng), rng.chance(20));
			(by(owner), Call::set_device_policy { device, floor, protected }.into())
		},
		18 => {
			let (device, owner) = some_device(rng, land)?;
			let to = network?.id;
			(by(owner), Call::offer_device { device, to }.into())
		},
		19 => {
			let offers: Vec<_> = pallet_device_registry::DeviceOffers::<Runtime>::iter().collect();
			let (device, offer) = rng.pick(&offers)?;
			let target = land.networks.iter().find(|network| network.id == offer.to)?;
			(by(target.owner), Call::accept_device { device: *device }.into())
		},
		20 => {
			let (device, owner) = some_device(rng, land)?;
			(by(owner), Call::withdraw_device_offer { device }.into())
		},
		_ => return motion(rng, land),
	})
}

/// The council moves, votes, and closes motions by its own calls.
fn motion(rng: &mut Rng, land: &Land) -> Option<Deed> {
	use commonwatt_runtime::configs::governance::CouncilInstance;
	type Motions = pallet_collective::Proposals<Runtime, CouncilInstance>;
	type Motion = pallet_collective::Call<Runtime, CouncilInstance>;
	let member = Who::Account(*rng.pick(&COUNCIL)?);
	let open = Motions::get();
	let call: RuntimeCall = match rng.below(3) {
		0 => {
			let provider = rng.pick(&land.providers)?.id;
			let decision: RuntimeCall = match rng.below(3) {
				0 => Call::approve_provider { provider }.into(),
				1 => Call::set_capacity { provider, capacity: Energy::kwh(rng.range(100, 9_000)) }
					.into(),
				_ => {
					let inner = pallet_balances::Call::force_transfer {
						source: account(rng).into(),
						dest: account(rng).into(),
						value: rng.below(1 << 50).into(),
					};
					pallet_consortium::Call::dispatch_as_root { call: Box::new(inner.into()) }
						.into()
				},
			};
			let threshold = rng.range(1, 3) as u32;
			Motion::propose { threshold, proposal: Box::new(decision), length_bound: 1_000 }.into()
		},
		1 => {
			let proposal = *rng.pick(&open)?;
			let index = index_of(proposal)?;
			Motion::vote { proposal, index, approve: rng.chance(80) }.into()
		},
		_ => {
			let proposal_hash = *rng.pick(&open)?;
			let index = index_of(proposal_hash)?;
			Motion::close {
				proposal_hash,
				index,
				proposal_weight_bound: frame_support::weights::Weight::from_parts(
					1_000_000_000,
					1 << 20,
				),
				length_bound: 1_000,
			}
			.into()
		},
	};
	Some((member, call))
}

/// A motion's index: the first field of its votes, which are the pallet's own.
fn index_of(proposal: commonwatt_runtime::Hash) -> Option<u32> {
	use codec::{Decode, Encode};
	use commonwatt_runtime::configs::governance::CouncilInstance;
	let votes = pallet_collective::Voting::<Runtime, CouncilInstance>::get(proposal)?;
	u32::decode(&mut &votes.encode()[..]).ok()
}
