//! What is read from chain state: storage, constants and the runtime API `CommonwattApi`, all at one
//! block, so that what is read fits together.

use super::{AccountId, At, Chain, ChainError, Hash};
use crate::case::Seconds;
use std::collections::HashMap;
use subxt::{
	dynamic,
	ext::{
		frame_decode::{
			runtime_apis::IntoEncodableValues as IntoArgs,
			storage::{IntoDecodableValues, IntoEncodableValues},
		},
		scale_decode::DecodeAsType,
	},
};

/// The chain at one block.
pub struct State<'c> {
	chain: &'c Chain,
	at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum ProviderState {
	Pending,
	Active,
	Suspended,
	Retired,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum MonthState {
	Open,
	Settling,
	Closed,
}

/// A network's month in columns, in Wh.
#[derive(Clone, Copy, Debug, Default, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Columns {
	pub granted: u64,
	pub carried_in: u64,
	pub generated: u64,
	pub received: u64,
	pub bought: u64,
	pub overdrawn: u64,
	pub used: u64,
	pub reserve: u64,
	pub balances: u64,
	pub held: u64,
	pub given: u64,
	pub offered: u64,
	pub sold: u64,
	pub carried_out: u64,
	pub expired: u64,
}

#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Statement {
	pub state: MonthState,
	pub columns: Columns,
	pub transfers_between_devices: u32,
	pub transfers_between_networks: u32,
}

/// A device's line in a statement, in Wh.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct DeviceLine {
	pub device: u32,
	pub import: u64,
	pub export: u64,
	pub used: u64,
	pub generated: u64,
	pub received: u64,
	pub given: u64,
	pub rank: u32,
}

/// How many readings the chain booked and refused for a provider.
#[derive(Clone, Copy, Debug, Default, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Totals {
	pub booked: u64,
	pub refused: u64,
}

/// What a round of a provider's sale came to.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct RoundResult {
	pub round: u32,
	pub price: Option<u64>,
	pub volume: u64,
	pub buyers: u32,
	pub sellers: u32,
}

/// A device's last reading, and what is set aside for it.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Position {
	/// Its import register then, in Wh.
	pub register: u64,
	/// The register value up to which it has energy, in Wh.
	pub mark: u64,
	/// Its export register then, in Wh.
	pub export: u64,
	pub allocation: u64,
	pub read_at: Seconds,
}

impl Chain {
	pub async fn state(&self) -> Result<State<'_>, ChainError> {
		Ok(State { chain: self, at: self.latest().await? })
	}

	/// The chain at this block.
	pub async fn state_at(&self, block: Hash) -> Result<State<'_>, ChainError> {
		Ok(State { chain: self, at: self.at(block).await? })
	}

	/// A constant of a pallet.
	pub fn constant<V: DecodeAsType>(&self, pallet: &str, name: &str) -> Result<V, ChainError> {
		self.base.constants().entry(dynamic::constant::<V>(pallet, name)).map_err(|error| {
			ChainError::Unreadable {
				what: format!("the constant {pallet}.{name}"),
				why: error.to_string(),
			}
		})
	}

	/// The asset that sales are paid in.
	pub fn settlement_asset(&self) -> Result<u32, ChainError> {
		self.constant("SurplusSale", "SettlementAsset")
	}

	/// The shortest time between two blocks, in milliseconds.
	pub fn slot_millis(&self) -> Result<u64, ChainError> {
		self.constant("Aura", "SlotDuration")
	}
}

impl State<'_> {
	pub fn block_number(&self) -> u64 {
		self.at.block_number()
	}

	pub fn spec_version(&self) -> u32 {
		self.at.spec_version()
	}

	pub(super) async fn fetch<K, V>(
		&self,
		pallet: &str,
		entry: &str,
		key: K,
	) -> Result<Option<V>, ChainError>
	where
		K: IntoEncodableValues + IntoDecodableValues,
		V: DecodeAsType,
	{
		let address = dynamic::storage::<K, V>(pallet, entry);
		let result = match self.at.storage().try_fetch(address, key).await {
			Ok(None) => return Ok(None),
			Ok(Some(value)) => value.decode().map_err(|error| error.to_string()),
			Err(error) => Err(error.to_string()),
		};
		match result {
			Ok(value) => Ok(Some(value)),
			Err(error) => Err(self.chain.unreadable(format!("{pallet}.{entry}"), error).await),
		}
	}

	/// All entries of a map with one key.
	pub(super) async fn entries<V: DecodeAsType>(
		&self,
		pallet: &str,
		entry: &str,
	) -> Result<Vec<(u32, V)>, ChainError> {
		let what = || format!("{pallet}.{entry}");
		let address = dynamic::storage::<(u32,), V>(pallet, entry);
		let mut entries = match self.at.storage().iter(address, ()).await {
			Ok(entries) => entries,
			Err(error) => return Err(self.chain.unreadable(what(), error).await),
		};
		let mut all = Vec::new();
		while let Some(entry) = entries.next().await {
			let entry = match entry {
				Ok(entry) => entry,
				Err(error) => return Err(self.chain.unreadable(what(), error).await),
			};
			let key = entry.key().and_then(|key| key.decode()).map_err(|error| error.to_string());
			let value = entry.value().decode().map_err(|error| error.to_string());
			match (key, value) {
				(Ok((key,)), Ok(value)) => all.push((key, value)),
				(Err(why), _) | (_, Err(why)) => {
					return Err(ChainError::Unreadable { what: what(), why })
				},
			}
		}
		Ok(all)
	}

	async fn call<A, V>(&self, method: &str, args: A) -> Result<V, ChainError>
	where
		A: IntoArgs,
		V: DecodeAsType,
	{
		const API: &str = "CommonwattApi";
		let payload = dynamic::runtime_api_call::<A, V>(API, method, args);
		match self.at.runtime_apis().call(payload).await {
			Ok(value) => Ok(value),
			Err(error) => Err(self.chain.unreadable(format!("{API}.{method}"), error).await),
		}
	}

	/// What an account has in the chain's own token, holds left out.
	pub async fn free_balance(&self, who: &AccountId) -> Result<u128, ChainError> {
		#[derive(DecodeAsType)]
		#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
		struct Account {
			data: Data,
		}
		#[derive(DecodeAsType)]
		#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
		struct Data {
			free: u128,
		}
		let account: Option<Account> = self.fetch("System", "Account", (who.0,)).await?;
		Ok(account.map_or(0, |account| account.data.free))
	}

	/// What an account has of an asset.
	pub async fn asset_balance(&self, asset: u32, who: &AccountId) -> Result<u128, ChainError> {
		#[derive(DecodeAsType)]
		#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
		struct Account {
			balance: u128,
		}
		let account: Option<Account> = self.fetch("Assets", "Account", (asset, who.0)).await?;
		Ok(account.map_or(0, |account| account.balance))
	}

	/// The decimals of an asset.
	pub async fn asset_decimals(&self, asset: u32) -> Result<u8, ChainError> {
		#[derive(DecodeAsType)]
		#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
		struct Metadata {
			decimals: u8,
		}
		let metadata: Option<Metadata> = self.fetch("Assets", "Metadata", (asset,)).await?;
		Ok(metadata.map_or(0, |metadata| metadata.decimals))
	}

	/// The provider that has this account, and where it stands.
	pub async fn provider_of(
		&self,
		who: &AccountId,
	) -> Result<Option<(u32, ProviderState)>, ChainError> {
		#[derive(DecodeAsType)]
		#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
		struct Provider {
			state: ProviderState,
		}
		let Some(id) = self.fetch::<_, u32>("DeviceRegistry", "ProviderOf", (who.0,)).await? else {
			return Ok(None);
		};
		let provider: Option<Provider> = self.fetch("DeviceRegistry", "Providers", (id,)).await?;
		Ok(provider.map(|provider| (id, provider.state)))
	}

	/// The id that the next provider gets.
	pub async fn next_provider(&self) -> Result<u32, ChainError> {
		let address = dynamic::storage::<(), u32>("DeviceRegistry", "NextProvider");
		let next = match self.at.storage().try_fetch(address, ()).await {
			Ok(value) => value.map(|value| value.decode()).transpose().map_err(|e| e.to_string()),
			Err(error) => Err(error.to_string()),
		};
		match next {
			Ok(next) => Ok(next.unwrap_or(0)),
			Err(error) => Err(self.chain.unreadable("DeviceRegistry.NextProvider", error).await),
		}
	}

	/// The provider that an account collects readings for.
	pub async fn head_end_of(&self, who: &AccountId) -> Result<Option<u32>, ChainError> {
		self.fetch("DeviceRegistry", "HeadEnds", (who.0,)).await
	}

	/// All networks by their owner.
	pub async fn networks_by_owner(&self) -> Result<HashMap<[u8; 32], u32>, ChainError> {
		#[derive(DecodeAsType)]
		#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
		struct Network {
			owner: [u8; 32],
		}
		let networks = self.entries::<Network>("DeviceRegistry", "Networks").await?;
		Ok(networks.into_iter().map(|(id, network)| (network.owner, id)).collect())
	}

	/// The devices of a network, in the order in which they were enrolled.
	pub async fn devices_of(&self, network: u32) -> Result<Vec<u32>, ChainError> {
		let devices = self.fetch("DeviceRegistry", "NetworkDevices", (network,)).await?;
		Ok(devices.unwrap_or_default())
	}

	/// What people call a device.
	pub async fn device_label(&self, device: u32) -> Result<String, ChainError> {
		let label: Option<Vec<u8>> =
			self.fetch("DeviceRegistry", "DeviceLabels", (device,)).await?;
		Ok(String::from_utf8_lossy(&label.unwrap_or_default()).into_owned())
	}

	/// What a network is granted each month, in Wh.
	pub async fn allotment(&self, network: u32) -> Result<u64, ChainError> {
		#[derive(DecodeAsType)]
		#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
		struct Standing {
			allotment: u64,
		}
		let standing: Option<Standing> = self.fetch("Allotments", "Standings", (network,)).await?;
		Ok(standing.map_or(0, |standing| standing.allotment))
	}

	/// The community that a network is in.
	pub async fn community_of(&self, network: u32) -> Result<Option<u32>, ChainError> {
		self.fetch("Rebalancing", "MemberOf", (network,)).await
	}

	/// The networks that are invited to a community and have not joined.
	pub async fn invited_to(&self, community: u32) -> Result<Vec<u32>, ChainError> {
		let invited = self.fetch("Rebalancing", "Invitations", (community,)).await?;
		Ok(invited.unwrap_or_default())
	}

	/// Who may act as root.
	pub async fn sudo_key(&self) -> Result<Option<[u8; 32]>, ChainError> {
		self.fetch("Sudo", "Key", ()).await
	}

	/// How many readings were booked and refused for a provider.
	pub async fn reading_totals(&self, provider: u32) -> Result<Totals, ChainError> {
		Ok(self.fetch("Metering", "Totals", (provider,)).await?.unwrap_or_default())
	}

	/// What the settled rounds of a provider's sale came to, earliest first.
	pub async fn sales(&self, provider: u32) -> Result<Vec<RoundResult>, ChainError> {
		let rounds: Option<Vec<u32>> = self.fetch("SurplusSale", "History", (provider,)).await?;
		let mut results: Vec<RoundResult> = Vec::new();
		for round in rounds.unwrap_or_default() {
			let result: Option<RoundResult> =
				self.fetch("SurplusSale", "Results", (provider, round)).await?;
			results.extend(result);
		}
		results.sort_by_key(|result| result.round);
		Ok(results)
	}

	/// When a device was last read, and what is set aside for it.
	pub async fn position(&self, device: u32) -> Result<Option<Position>, ChainError> {
		self.call("position", (device,)).await
	}

	/// The statement of a network for a month.
	pub async fn statement(
		&self,
		network: u32,
		month: u16,
	) -> Result<Option<Statement>, ChainError> {
		self.call("statement", (network, month)).await
	}

	/// The month that a network is in.
	pub async fn current_month(&self, network: u32) -> Result<Option<u16>, ChainError> {
		self.call("current_month", (network,)).await
	}

	/// The lines of the devices in that statement.
	pub async fn statement_devices(
		&self,
		network: u32,
		month: u16,
	) -> Result<Vec<DeviceLine>, ChainError> {
		self.call("statement_devices", (network, month)).await
	}
}
