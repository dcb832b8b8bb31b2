//! Who is who on the chain: a head-end's provider, its networks, their devices, by their names.

use super::{
	state::{ProviderState, State},
	AccountId, ChainError,
};
use crate::outbox::accept::Registers;
use std::collections::HashMap;
use subxt::ext::scale_decode::DecodeAsType;

/// A network of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
	pub id: u32,
	pub label: String,
	pub owner: AccountId,
	pub active: bool,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct NetworkRecord {
	owner: [u8; 32],
	provider: u32,
	state: ProviderState,
}

/// A device's place in the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct DeviceRecord {
	pub network: u32,
	pub provider: u32,
}

impl State<'_> {
	/// Where a provider stands.
	pub async fn provider_state(&self, id: u32) -> Result<Option<ProviderState>, ChainError> {
		#[derive(DecodeAsType)]
		#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
		struct Provider {
			state: ProviderState,
		}
		let provider: Option<Provider> = self.fetch("DeviceRegistry", "Providers", (id,)).await?;
		Ok(provider.map(|provider| provider.state))
	}

	/// The networks of a provider that are not retired, in the order of their ids.
	pub async fn networks_of(&self, provider: u32) -> Result<Vec<Network>, ChainError> {
		let labels: HashMap<u32, Vec<u8>> =
			self.entries("DeviceRegistry", "NetworkLabels").await?.into_iter().collect();
		let records: Vec<(u32, NetworkRecord)> = self.entries("DeviceRegistry", "Networks").await?;
		let mut networks: Vec<Network> = records
			.into_iter()
			.filter(|(_, record)| record.provider == provider)
			.filter_map(|(id, record)| {
				Some(Network {
					id,
					label: String::from_utf8_lossy(labels.get(&id)?).into_owned(),
					owner: AccountId::from(record.owner),
					active: record.state == ProviderState::Active,
				})
			})
			.collect();
		networks.sort_by_key(|network| network.id);
		Ok(networks)
	}

	/// The devices of a network with their labels.
	pub async fn labelled_devices(&self, network: u32) -> Result<Vec<(u32, String)>, ChainError> {
		use futures::stream::{StreamExt, TryStreamExt};
		/// Requests that are under way at one time.
		const AT_ONCE: usize = 32;
		futures::stream::iter(self.devices_of(network).await?)
			.map(|device| async move { Ok((device, self.device_label(device).await?)) })
			.buffered(AT_ONCE)
			.try_collect()
			.await
	}

	/// A device's record; none for one that is retired or was never there.
	pub async fn device(&self, device: u32) -> Result<Option<DeviceRecord>, ChainError> {
		self.fetch("DeviceRegistry", "Devices", (device,)).await
	}
}

impl State<'_> {
	/// A device's last registers as its meter counts them, where the chain's run on after meters
	/// were exchanged. `slots` are the devices in a page.
	pub async fn meters_own(
		&self,
		device: u32,
		slots: u32,
	) -> Result<Option<Registers>, ChainError> {
		let Some(position) = self.position(device).await? else { return Ok(None) };
		let mut own =
			Registers { at: position.read_at, import: position.register, export: position.export };
		let exchanged = self.exchanges(device / slots).await?;
		if let Some(exchange) =
			exchanged.iter().find(|exchange| u32::from(exchange.slot) == device % slots)
		{
			let back = |register: u64, chain: u64, meter: u64| {
				register.saturating_sub(chain).saturating_add(meter)
			};
			own.import = back(own.import, exchange.chain.import, exchange.meter.import);
			own.export = back(own.export, exchange.chain.export, exchange.meter.export);
		}
		Ok(Some(own))
	}

	async fn exchanges(&self, page: u32) -> Result<Vec<Exchange>, ChainError> {
		#[derive(DecodeAsType)]
		#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
		struct ExchangePage(Vec<Exchange>);
		let found: Option<ExchangePage> =
			self.fetch("Metering", "Exchanges", (page.to_be_bytes(),)).await?;
		Ok(found.map(|ExchangePage(exchanges)| exchanges).unwrap_or_default())
	}
}

/// A meter that took the place of another: where its registers stand on the chain's.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Exchange {
	slot: u8,
	chain: Pair,
	meter: Pair,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Pair {
	import: u64,
	export: u64,
}

impl State<'_> {
	/// The provider of a network.
	pub async fn provider_of_network(&self, network: u32) -> Result<Option<u32>, ChainError> {
		let record: Option<NetworkRecord> =
			self.fetch("DeviceRegistry", "Networks", (network,)).await?;
		Ok(record.map(|record| record.provider))
	}

	/// The names of all networks that are not retired.
	pub async fn network_labels(&self) -> Result<Vec<(u32, String)>, ChainError> {
		let labels: Vec<(u32, Vec<u8>)> = self.entries("DeviceRegistry", "NetworkLabels").await?;
		let text = |label: Vec<u8>| String::from_utf8_lossy(&label).into_owned();
		Ok(labels.into_iter().map(|(id, label)| (id, text(label))).collect())
	}
}
