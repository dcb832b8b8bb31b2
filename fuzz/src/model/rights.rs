//! Who may make which call, as docs/architecture.md says it: «Who may do what».

use crate::{
	people::{people, COUNCIL},
	steps::Who,
};
use commonwatt_primitives::{
	directory::{Directory, State},
	DeviceId, NetworkId, ProviderId,
};
use commonwatt_runtime::{AccountId, DeviceRegistry, Runtime, RuntimeCall, SurplusSale};

fn provider_of(who: &AccountId) -> Option<ProviderId> {
	pallet_device_registry::Providers::<Runtime>::iter()
		.find(|(_, provider)| provider.account == *who && provider.state != State::Retired)
		.map(|(id, _)| id)
}

/// The active provider that `who` collects readings for.
fn collects_for(who: &AccountId) -> Option<ProviderId> {
	pallet_device_registry::ProviderHeadEnds::<Runtime>::iter()
		.find(|(_, head_ends)| head_ends.contains(who))
		.map(|(id, _)| id)
		.filter(|id| DeviceRegistry::provider(*id).is_some_and(|p| p.state == State::Active))
}

fn owner_of(network: NetworkId) -> Option<AccountId> {
	DeviceRegistry::network(network).map(|terms| terms.owner)
}

fn network_of(device: DeviceId) -> Option<NetworkId> {
	DeviceRegistry::device(device).map(|terms| terms.network)
}

/// Whether an account provides, collects readings or owns a network: then it has a quota of free
/// calls.
pub fn has_role(who: usize) -> bool {
	let who = people().account(who);
	provider_of(&who).is_some()
		|| collects_for(&who).is_some()
		|| pallet_device_registry::Networks::<Runtime>::iter_values()
			.any(|network| network.owner == who && network.state != State::Retired)
}

/// Whether `who` may make the call at all, whatever comes of it. To be called on the state before.
pub fn may(who: Who, call: &RuntimeCall) -> bool {
	let who = match who {
		Who::Account(who) => people().account(who),
		// What the council decides is its business; nobody's calls authorize themselves.
		Who::Council(_) => return council_may(call),
		Who::Nobody => {
			return matches!(
				call,
				RuntimeCall::Metering(pallet_metering::Call::submit_device_reading { .. })
			)
		},
	};
	let owns = |network: NetworkId| owner_of(network).as_ref() == Some(&who);
	let owns_device = |device| network_of(device).is_some_and(owns);
	let provides = |network: NetworkId| {
		let provider = DeviceRegistry::network(network).map(|terms| terms.provider);
		provider.is_some() && provider_of(&who) == provider
	};
	let collects = |provider: ProviderId| collects_for(&who) == Some(provider);
	let works_for = |provider| provider_of(&who) == Some(provider) || collects(provider);
	let device_provider = |device| DeviceRegistry::device(device).map(|terms| terms.provider);
	let works_for_device = |device| device_provider(device).is_some_and(works_for);

	match call {
		RuntimeCall::DeviceRegistry(call) => {
			use pallet_device_registry::Call::*;
			match call {
				apply_as_provider { .. } => true,
				set_tariff { .. }
				| set_rules { .. }
				| add_head_end { .. }
				| remove_head_end { .. } => provider_of(&who).is_some(),
				register_network { provider, owner, .. } => works_for(*provider) || *owner == who,
				set_network_state { network, state } => {
					provides(*network) || owns(*network) && *state == State::Retired
				},
				set_leftover_policy { network, .. }
				| offer_network { network, .. }
				| withdraw_network_offer { network } => owns(*network),
				accept_network { network } => {
					pallet_device_registry::NetworkOffers::<Runtime>::get(network).as_ref()
						== Some(&who)
				},
				enrol_devices { network, .. } => {
					let provider = DeviceRegistry::network(*network).map(|terms| terms.provider);
					owns(*network) || provider.is_some_and(works_for)
				},
				set_device_state { device, state } => {
					works_for_device(*device) && *state != State::Retired
						|| *state == State::Retired
							&& (owns_device(*device) || network_of(*device).is_some_and(provides))
				},
				set_device_key { device, .. } => owns_device(*device) || works_for_device(*device),
				set_device_policy { device, .. }
				| offer_device { device, .. }
				| withdraw_device_offer { device } => owns_device(*device),
				accept_device { device } => {
					pallet_device_registry::DeviceOffers::<Runtime>::get(device)
						.is_some_and(|offer| owns(offer.to))
				},
				_ => false,
			}
		},
		RuntimeCall::Metering(call) => {
			use pallet_metering::Call::*;
			match call {
				submit { .. } | submit_signed { .. } => collects_for(&who).is_some(),
				exchange_meter { device, .. } => device_provider(*device).is_some_and(collects),
				correct_reading { device, .. } => network_of(*device).is_some_and(provides),
				_ => false,
			}
		},
		RuntimeCall::Allotments(call) => {
			use pallet_allotments::Call::*;
			match call {
				set_allotment { network, .. } | grant { network, .. } => provides(*network),
				allocate { network, .. } => owns(*network),
				top_up { device, .. } | take_back { device, .. } => owns_device(*device),
				request { device, .. } => {
					owns_device(*device) || device_provider(*device).is_some_and(collects)
				},
				// Anyone, once it has expired.
				cancel_request { .. } | cover { .. } | close_month { .. } => true,
				_ => false,
			}
		},
		RuntimeCall::Rebalancing(call) => {
			use pallet_rebalancing::Call::*;
			let founded = |community: u32| {
				pallet_rebalancing::Communities::<Runtime>::get(community)
					.and_then(|community| community.founder)
					.is_some_and(owns)
			};
			match call {
				set_policy { network, .. }
				| create_community { network, .. }
				| join { network, .. }
				| leave { network }
				| pledge { network, .. }
				| withdraw { network, .. }
				| draw { network, .. } => owns(*network),
				invite { community, .. } | revoke { community, .. } => founded(*community),
				move_energy { from, to, .. } => owns_device(*from) && owns_device(*to),
				_ => false,
			}
		},
		RuntimeCall::SurplusSale(call) => {
			use pallet_surplus_sale::Call::*;
			match call {
				offer { network, .. } | bid { network, .. } => owns(*network),
				cancel { provider, round, order } => SurplusSale::order(*provider, *round, *order)
					.is_some_and(|order| order.owner == who),
				claim {} => pallet_surplus_sale::Unclaimed::<Runtime>::contains_key(&who),
				_ => true,
			}
		},
		RuntimeCall::Assets(call) => {
			use pallet_assets::Call::*;
			let issuer = people().account(COUNCIL[0]) == who;
			match call {
				// The SDK lets anyone mint or burn nothing.
				mint { amount: 0, .. } | burn { amount: 0, .. } => true,
				mint { .. }
				| burn { .. }
				| freeze { .. }
				| thaw { .. }
				| freeze_asset { .. }
				| thaw_asset { .. }
				| block { .. } => issuer,
				_ => true,
			}
		},
		// Who closes a motion decides nothing.
		RuntimeCall::Council(pallet_collective::Call::close { .. }) => true,
		RuntimeCall::Council(_) => COUNCIL.iter().any(|member| people().account(*member) == who),
		RuntimeCall::Utility(
			pallet_utility::Call::batch { .. }
			| pallet_utility::Call::batch_all { .. }
			| pallet_utility::Call::force_batch { .. },
		) => true,
		RuntimeCall::Balances(call) => !matches!(
			call,
			pallet_balances::Call::force_transfer { .. }
				| pallet_balances::Call::force_set_balance { .. }
		),
		_ => false,
	}
}

/// What the council's origin is for, in the calls of a history.
fn council_may(call: &RuntimeCall) -> bool {
	use pallet_device_registry::Call::*;
	matches!(
		call,
		RuntimeCall::DeviceRegistry(
			approve_provider { .. } | set_capacity { .. } | set_provider_state { .. }
		) | RuntimeCall::Consortium(_)
			| RuntimeCall::Utility(_)
	)
}
