//! Who plays: a case's providers, networks and devices, and what the chain already has of them.
//! Everything is looked up, nothing is remembered: so a replay that was interrupted goes on.

use crate::{
	case::{Case, Reading, Seconds},
	chain::{
		accounts::{self, Account},
		calls,
		state::{ProviderState, State},
		ChainError,
	},
	error::Error,
};

/// A case on its way through the chain.
pub struct Actors<'a> {
	pub case: &'a Case,
	pub providers: Vec<Provider>,
	/// In the case's order.
	pub networks: Vec<Network>,
	/// In the case's order; none until enrolled.
	pub devices: Vec<Option<Device>>,
	/// The first reading of each device.
	pub openings: Vec<Reading>,
	/// Whether the networks are there, with allotments and communities.
	pub ready: bool,
}

pub struct Provider {
	pub name: String,
	pub account: Account,
	pub head_end: Account,
	/// Its id, once it is active and has its head-end.
	pub id: Option<u32>,
	/// The latest reading of any of its devices: what is earlier was sent before.
	pub read_until: Seconds,
}

pub struct Network {
	pub owner: Account,
	/// Its provider's place in [`Actors::providers`].
	pub provider: usize,
	pub id: Option<u32>,
}

#[derive(Clone, Copy, Debug)]
pub struct Device {
	pub id: u32,
	pub read_at: Seconds,
	/// The export register of the last reading.
	pub export_wh: u64,
}

impl<'a> Actors<'a> {
	pub fn new(case: &'a Case) -> Self {
		let names = case.providers();
		let providers: Vec<Provider> = names
			.iter()
			.map(|name| Provider {
				name: (*name).to_owned(),
				account: accounts::provider(case, name),
				head_end: accounts::head_end(case, name),
				id: None,
				read_until: 0,
			})
			.collect();
		let networks = case
			.networks
			.iter()
			.map(|network| Network {
				owner: accounts::owner(case, network.number),
				provider: names.iter().position(|name| *name == network.provider).unwrap_or(0),
				id: None,
			})
			.collect();
		Self {
			case,
			providers,
			networks,
			devices: vec![None; case.devices.len()],
			openings: case.openings(),
			ready: false,
		}
	}

	/// Looks up what the chain has of the case.
	pub async fn look_up(&mut self, state: &State<'_>) -> Result<(), Error> {
		for provider in &mut self.providers {
			provider.id = match state.provider_of(&provider.account.id).await? {
				Some((id, ProviderState::Active))
					if state.head_end_of(&provider.head_end.id).await? == Some(id) =>
				{
					Some(id)
				},
				_ => None,
			};
		}
		self.look_up_networks(state).await?;
		self.look_up_devices(state).await
	}

	pub async fn look_up_networks(&mut self, state: &State<'_>) -> Result<(), ChainError> {
		let networks = state.networks_by_owner().await?;
		for network in &mut self.networks {
			network.id = networks.get(&network.owner.id.0).copied();
		}
		Ok(())
	}

	/// Finds the devices by the order of their enrolment.
	pub async fn look_up_devices(&mut self, state: &State<'_>) -> Result<(), Error> {
		for network in 0..self.networks.len() {
			let Some(id) = self.networks[network].id else { continue };
			let order = self.enrolment_order(network);
			for (place, device) in order.into_iter().zip(state.devices_of(id).await?) {
				if self.devices[place].is_some_and(|known| known.id == device) {
					continue;
				}
				let expected = calls::label(&self.case.devices[place].name);
				let label = state.device_label(device).await?;
				let position = state.position(device).await?;
				let Some(position) = position.filter(|_| label == expected) else {
					return Err(Error::CannotPlay {
						case: self.case.name.clone(),
						why: format!(
							"device {device} of the chain is «{label}», not «{expected}» of network \
							 {} as the case has it; play it on a fresh chain",
							self.case.networks[network].number
						),
					});
				};
				self.devices[place] = Some(Device {
					id: device,
					read_at: position.read_at,
					export_wh: position.export,
				});
				let provider = &mut self.providers[self.networks[network].provider];
				provider.read_until = provider.read_until.max(position.read_at);
			}
		}
		Ok(())
	}

	/// A network's devices in the order in which they are enrolled: by opening, then by number.
	pub fn enrolment_order(&self, network: usize) -> Vec<usize> {
		let mut order: Vec<usize> = self.case.devices_of(network).collect();
		order.sort_by_key(|device| (self.openings[*device].at, self.case.devices[*device].number));
		order
	}

	/// Whether anything of the case's networks is on the chain.
	pub fn has_begun(&self) -> bool {
		self.networks.iter().any(|network| network.id.is_some())
	}

	/// Whether the chain has had this reading: the device's own, or one that its provider sent
	/// before others that are booked.
	pub fn was_sent(&self, reading: &Reading) -> bool {
		let provider = self.networks[self.case.devices[reading.device].network].provider;
		reading.at < self.providers[provider].read_until
			|| self.devices[reading.device].is_some_and(|device| reading.at <= device.read_at)
	}
}
