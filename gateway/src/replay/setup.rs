//! What comes before the readings: money, providers, networks, allotments, communities, devices.
//! Each step looks at what is there and does only what is missing.

use super::{actors::Actors, progress::Progress, terms, terms::Money};
use crate::{
	case::{rfc3339, Seconds},
	chain::{
		accounts::{self, Account},
		calls::{Call, Calls, NewDevice},
		submit::Sender,
		ChainError,
	},
	error::Error,
	geo,
};

/// For fees beyond the free quota, in existential deposits.
const FEES: u128 = 100_000;
const OWNERS_FEES: u128 = 10_000;

/// Calls in one batch.
const BATCH: usize = 50;

/// The most networks that one call invites.
const INVITED_A_CALL: usize = 64;

/// Gives the cases' accounts what they need, from //Alice.
pub async fn fund(sender: &mut Sender<'_>, cases: &[Actors<'_>]) -> Result<Money, Error> {
	let chain = sender.chain;
	let calls = Calls(chain.base());
	let asset = chain.settlement_asset()?;
	let deposit = |name| chain.constant::<u128>("DeviceRegistry", name);
	let existential = chain.constant::<u128>("Balances", "ExistentialDeposit")?;
	let (for_provider, for_network, for_device) =
		(deposit("ProviderDeposit")?, deposit("NetworkDeposit")?, deposit("DeviceDeposit")?);

	let state = chain.state().await?;
	let money = Money::with_decimals(state.asset_decimals(asset).await?);
	let mut wanted: Vec<(&Account, u128, u128)> = Vec::new();
	for actors in cases {
		for (place, provider) in actors.providers.iter().enumerate() {
			if provider.id.is_some() {
				continue;
			}
			let networks =
				(0..actors.networks.len()).filter(|n| actors.networks[*n].provider == place);
			let (mut count, mut devices) = (0u128, 0u128);
			for network in networks {
				count += 1;
				devices += actors.case.devices_of(network).count() as u128;
			}
			let deposits = for_provider + for_network * count + for_device * devices;
			let euros = terms::provider_money(actors.case, &provider.name, money);
			wanted.push((&provider.account, deposits + existential * FEES, euros));
			wanted.push((&provider.head_end, existential * FEES, 0));
		}
		for (place, network) in actors.networks.iter().enumerate() {
			if network.id.is_none() {
				let euros = terms::owner_money(actors.case, place, money);
				wanted.push((&network.owner, existential * OWNERS_FEES, euros));
			}
		}
	}

	let mut payments: Vec<Call> = Vec::new();
	for (account, tokens, euros) in wanted {
		let has = state.free_balance(&account.id).await?;
		if has < tokens {
			payments.push(calls.transfer(&account.id, tokens - has)?);
		}
		let has = state.asset_balance(asset, &account.id).await?;
		if has < euros {
			payments.push(calls.mint(asset, &account.id, euros - has)?);
		}
	}
	let alice = accounts::alice();
	for batch in payments.chunks(BATCH) {
		let call = calls.batch_all(batch.to_vec())?;
		sender.send(&alice, &call, "to fund the accounts of the cases").await?;
		sender.seal(0).await?;
	}
	Ok(money)
}

/// Brings the cases' providers to life: applied, approved, with a head-end.
pub async fn providers(
	sender: &mut Sender<'_>,
	cases: &mut [Actors<'_>],
	money: Money,
) -> Result<(), Error> {
	let chain = sender.chain;
	let calls = Calls(chain.base());
	let alice = accounts::alice();
	let mut sent = false;

	let state = chain.state().await?;
	for actors in cases.iter() {
		for provider in actors.providers.iter().filter(|provider| provider.id.is_none()) {
			if state.provider_of(&provider.account.id).await?.is_none() {
				let terms = terms::provider(actors.case, &provider.name, money);
				let call = calls.apply_as_provider(&provider.name, terms)?;
				let what = format!("that {} applies as a provider", provider.name);
				sender.send(&provider.account, &call, what).await?;
				sent = true;
			}
		}
	}
	seal_if(sender, &mut sent, 0).await?;

	let state = chain.state().await?;
	for actors in cases.iter() {
		for provider in actors.providers.iter().filter(|provider| provider.id.is_none()) {
			let Some((id, stands)) = state.provider_of(&provider.account.id).await? else {
				continue;
			};
			if stands == crate::chain::state::ProviderState::Pending {
				let call = calls.sudo(calls.approve_provider(id)?)?;
				let what = format!("to approve the provider {}", provider.name);
				sender.send(&alice, &call, what).await?;
				sent = true;
			}
		}
	}
	seal_if(sender, &mut sent, 0).await?;

	let state = chain.state().await?;
	for actors in cases.iter() {
		for provider in actors.providers.iter().filter(|provider| provider.id.is_none()) {
			if state.head_end_of(&provider.head_end.id).await?.is_none() {
				let call = calls.add_head_end(&provider.head_end.id)?;
				let what = format!("the head-end of {}", provider.name);
				sender.send(&provider.account, &call, what).await?;
				sent = true;
			}
		}
	}
	seal_if(sender, &mut sent, 0).await?;

	let state = chain.state().await?;
	for actors in cases.iter_mut() {
		actors.look_up(&state).await?;
		if let Some(provider) = actors.providers.iter().find(|provider| provider.id.is_none()) {
			return Err(Error::CannotPlay {
				case: actors.case.name.clone(),
				why: format!("the provider {} is not active on the chain", provider.name),
			});
		}
	}
	Ok(())
}

/// Registers the networks of a case, grants their allotments and forms the communities, from `at`
/// on: within the month, so that the ledger's first month is the case's.
pub async fn networks(
	sender: &mut Sender<'_>,
	actors: &mut Actors<'_>,
	at: Seconds,
) -> Result<(), Error> {
	let chain = sender.chain;
	let calls = Calls(chain.base());
	let mut sent = false;
	for (place, network) in actors.networks.iter().enumerate() {
		let provider = &actors.providers[network.provider];
		let (None, Some(id)) = (network.id, provider.id) else { continue };
		let terms = &actors.case.networks[place];
		let cell = geo::cell(terms.latitude, terms.longitude);
		let call = calls.register_network(
			id,
			&network.owner.id,
			&terms.name,
			terms::BILLING_DAY,
			terms.leftover,
			cell,
		)?;
		sender.send(&provider.account, &call, format!("to register {}", terms.name)).await?;
		sent = true;
	}
	seal_if(sender, &mut sent, at).await?;

	let state = chain.state().await?;
	actors.look_up_networks(&state).await?;
	for (place, network) in actors.networks.iter().enumerate() {
		let (Some(id), wanted) = (network.id, &actors.case.networks[place]) else { continue };
		if state.allotment(id).await? != wanted.allotment_wh {
			let call = calls.set_allotment(id, wanted.allotment_wh)?;
			let provider = &actors.providers[network.provider];
			let what = format!("the allotment of {}", wanted.name);
			sender.send(&provider.account, &call, what).await?;
			sent = true;
		}
	}
	seal_if(sender, &mut sent, at).await?;
	communities(sender, actors, at).await?;
	actors.ready = true;
	Ok(())
}

/// A community for each provider with a network that shares: of all its networks.
async fn communities(
	sender: &mut Sender<'_>,
	actors: &Actors<'_>,
	at: Seconds,
) -> Result<(), Error> {
	let chain = sender.chain;
	let calls = Calls(chain.base());
	let open: u32 = chain.constant("Rebalancing", "MaxInvitations")?;
	let at_once = INVITED_A_CALL.min(open as usize).max(1);
	for provider in 0..actors.providers.len() {
		let name = &actors.providers[provider].name;
		let founder = terms::founder(actors.case, name).map(|place| &actors.networks[place]);
		let Some((founder, founder_id)) = founder.and_then(|f| Some((f, f.id?))) else { continue };

		if chain.state().await?.community_of(founder_id).await?.is_none() {
			let label = format!("{} of {}", actors.case.name, name);
			let limit = terms::draw_limit(actors.case, name);
			let call = calls.create_community(founder_id, &label, limit)?;
			sender.send(&founder.owner, &call, format!("the community {label}")).await?;
			sender.seal(at).await?;
		}
		let state = chain.state().await?;
		let Some(community) = state.community_of(founder_id).await? else { continue };
		let invited = state.invited_to(community).await?;
		let mut joining = Vec::new();
		for network in actors.networks.iter().filter(|network| network.provider == provider) {
			let Some(id) = network.id else { continue };
			if state.community_of(id).await?.is_none() {
				joining.push((network, id));
			}
		}
		// Who was invited by an earlier run comes first: its invitations leave no room for others.
		joining.sort_by_key(|(_, id)| !invited.contains(id));
		for joining in joining.chunks(at_once) {
			let new: Vec<u32> =
				joining.iter().map(|(_, id)| *id).filter(|id| !invited.contains(id)).collect();
			if !new.is_empty() {
				let call = calls.invite(community, new)?;
				sender.send(&founder.owner, &call, "to invite into the community").await?;
				sender.seal(at).await?;
			}
			for (network, id) in joining {
				let call = calls.join(community, *id)?;
				let what = format!("that network {id} joins the community");
				sender.send(&network.owner, &call, what).await?;
			}
			sender.seal(at).await?;
		}
	}
	Ok(())
}

/// Enrols the devices that open at `at` and sets aside what the case allocates to them. Returns how
/// many were enrolled.
pub async fn devices(
	sender: &mut Sender<'_>,
	actors: &mut Actors<'_>,
	at: Seconds,
	progress: &Progress,
) -> Result<u64, Error> {
	let chain = sender.chain;
	let calls = Calls(chain.base());
	let opens = |actors: &Actors<'_>, device: usize| actors.openings[device].at == at;
	let mut enrolled = 0u64;
	for network in 0..actors.networks.len() {
		let Some(id) = actors.networks[network].id else { continue };
		let new: Vec<NewDevice> = actors
			.enrolment_order(network)
			.into_iter()
			.filter(|device| opens(actors, *device) && actors.devices[*device].is_none())
			.map(|place| {
				let (device, opening) = (&actors.case.devices[place], actors.openings[place]);
				NewDevice {
					label: device.name.clone(),
					kind: device.kind,
					rated_w: device.rated_w,
					import_wh: opening.import_wh,
					export_wh: opening.export_wh,
				}
			})
			.collect();
		if !new.is_empty() {
			enrolled += new.len() as u64;
			let call = calls.enrol_devices(id, at, &new)?;
			let provider = &actors.providers[actors.networks[network].provider];
			let what = format!("the devices of {}", actors.case.networks[network].name);
			sender.send(&provider.account, &call, what).await?;
		}
	}
	if enrolled > 0 {
		sender.seal(at).await?;
	}

	let state = chain.state().await?;
	actors.look_up_devices(&state).await?;
	let mut sent = false;
	for (place, network) in actors.networks.iter().enumerate() {
		let Some(id) = network.id else { continue };
		// What was read since its opening was set up before.
		let fresh = |device: &usize| {
			opens(actors, *device) && actors.devices[*device].is_some_and(|d| d.read_at == at)
		};
		let mut allocations = Vec::new();
		for device in actors.case.devices_of(place).filter(fresh) {
			let wanted = actors.case.devices[device].allocation_wh;
			let Some(on_chain) = actors.devices[device].filter(|_| wanted > 0) else { continue };
			let position = state.position(on_chain.id).await?;
			if position.is_some_and(|position| position.allocation != wanted) {
				allocations.push((on_chain.id, wanted));
			}
		}
		if allocations.is_empty() {
			continue;
		}
		// A device that joins late finds less, where the others have used the reserve.
		let statement = state.statement(id, actors.case.period.month_id()).await?;
		let reserve = statement.map_or(u64::MAX, |statement| statement.columns.reserve);
		let short = cut(&mut allocations, reserve);
		let name = &actors.case.networks[place].name;
		if short > 0 {
			progress.say(format!(
				"{name}: its reserve is {short} Wh short of the allocations at {}",
				rfc3339(at)
			));
		}
		if !allocations.is_empty() {
			let call = calls.allocate(id, allocations)?;
			sender.send(&network.owner, &call, format!("the allocations of {name}")).await?;
			sent = true;
		}
	}
	seal_if(sender, &mut sent, at).await?;
	Ok(enrolled)
}

/// Cuts allocations to what there is, the last ones first; returns by how much.
fn cut(allocations: &mut Vec<(u32, u64)>, reserve: u64) -> u64 {
	let (mut left, mut short) = (reserve, 0u64);
	for (_, wanted) in allocations.iter_mut() {
		let granted = left.min(*wanted);
		short = short.saturating_add(*wanted - granted);
		left -= granted;
		*wanted = granted;
	}
	allocations.retain(|(_, granted)| *granted > 0);
	short
}

/// Makes a block if anything was sent for it.
async fn seal_if(sender: &mut Sender<'_>, sent: &mut bool, at: Seconds) -> Result<(), ChainError> {
	if std::mem::take(sent) {
		sender.seal(at).await?;
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn allocations_that_the_reserve_has_stay() {
		let mut allocations = vec![(1, 5), (2, 7)];
		assert_eq!(cut(&mut allocations, 12), 0);
		assert_eq!(allocations, [(1, 5), (2, 7)]);
	}

	#[test]
	fn allocations_are_cut_to_the_reserve() {
		let mut allocations = vec![(1, 5), (2, 7), (3, 1)];
		assert_eq!(cut(&mut allocations, 8), 5);
		assert_eq!(allocations, [(1, 5), (2, 3)]);
	}
}
