//! Whose readings and events `watch` and `export` show: those of a provider, of some networks, or all.

use crate::{
	chain::{registry::DeviceRecord, state::State, ChainError},
	cli,
	config::Config,
	delivery::provider_of,
	error::Error,
	keys,
};
use std::collections::HashMap;

/// See the head of this file.
pub struct Scope {
	provider: Option<u32>,
	networks: Vec<u32>,
	/// The providers of networks, and the records of devices, as they were looked up.
	network_providers: HashMap<u32, Option<u32>>,
	devices: HashMap<u32, Option<DeviceRecord>>,
}

impl Scope {
	/// What the command line asks for; without it what the key is for; without one everything.
	pub async fn new(
		asked: &cli::Scope,
		config: &Config,
		chain: &crate::chain::Chain,
	) -> Result<Self, Error> {
		let mut provider = asked.provider;
		if provider.is_none() && asked.networks.is_empty() && !asked.all {
			if let Ok(signer) = keys::open(&config.key) {
				provider = Some(provider_of(chain, &signer).await?);
			}
		}
		Ok(Self {
			provider,
			networks: asked.networks.clone(),
			network_providers: HashMap::new(),
			devices: HashMap::new(),
		})
	}

	/// The provider, if it is one.
	pub fn provider(&self) -> Option<u32> {
		self.provider
	}

	/// The networks, if they were named.
	pub fn networks(&self) -> &[u32] {
		&self.networks
	}

	pub fn is_provider(&self, provider: u32) -> bool {
		self.provider.is_none_or(|ours| ours == provider)
	}

	pub async fn has_network(
		&mut self,
		state: &State<'_>,
		network: u32,
	) -> Result<bool, ChainError> {
		if !self.networks.is_empty() {
			return Ok(self.networks.contains(&network));
		}
		let Some(ours) = self.provider else { return Ok(true) };
		let provider = match self.network_providers.get(&network) {
			Some(provider) => *provider,
			None => {
				let provider = state.provider_of_network(network).await?;
				self.network_providers.insert(network, provider);
				provider
			},
		};
		Ok(provider == Some(ours))
	}

	pub async fn has_device(&mut self, state: &State<'_>, device: u32) -> Result<bool, ChainError> {
		match self.device(state, device).await? {
			Some(record) => {
				let named = self.networks.is_empty() || self.networks.contains(&record.network);
				Ok(named && self.is_provider(record.provider))
			},
			None => Ok(self.networks.is_empty() && self.provider.is_none()),
		}
	}

	/// A device's record.
	pub async fn device(
		&mut self,
		state: &State<'_>,
		device: u32,
	) -> Result<Option<DeviceRecord>, ChainError> {
		if let Some(record) = self.devices.get(&device) {
			return Ok(*record);
		}
		let record = state.device(device).await?;
		self.devices.insert(device, record);
		Ok(record)
	}
}
