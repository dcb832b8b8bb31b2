//! Records of storage and runtime calls, all at one block.

// The derived code of enums without fields imports what it does not need.
#![allow(unused_imports)]

use super::{node::Node, At};
use crate::error::IndexError;
use std::marker::PhantomData;
use subxt::{
	config::substrate::H256,
	dynamic,
	ext::{
		frame_decode::{
			runtime_apis::IntoEncodableValues as IntoArgs,
			storage::{IntoDecodableValues, IntoEncodableValues},
		},
		scale_decode::DecodeAsType,
	},
};

/// Declares records as the chain names their fields; only those that are kept are named.
macro_rules! records {
	($($(#[$doc:meta])* $kind:ident $name:ident { $($body:tt)* })*) => {
		$(
			$(#[$doc])*
			#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType)]
			#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
			pub $kind $name { $($body)* }
		)*
	};
}

records! {
	/// Where a provider, network or device stands.
	enum State { Pending, Active, Suspended, Retired }

	/// What a device does with energy.
	enum DeviceKind { Load, Generator, Store, Charger }

	/// What happens with what is left of a month.
	enum LeftoverPolicy { Hold, Sell, Share }

	/// How far a month is.
	enum MonthState { Open, Settling, Closed }

	/// Prices in smallest units per kWh.
	struct Tariff { pub buy_back: u64, pub retail: u64, pub tick: u64 }

	struct Overdraft { pub limit: u64, pub chunk: u64 }

	struct CarryOver { pub limit: u64, pub months: u8 }

	struct Provider {
		pub account: [u8; 32],
		pub state: State,
		pub capacity: u64,
		pub tariff: Tariff,
		pub overdraft: Overdraft,
		pub carry_over: CarryOver,
		pub utc_offset_minutes: i16,
	}

	struct Calendar { pub billing_day: u8, pub utc_offset_minutes: i16 }

	struct Network {
		pub owner: [u8; 32],
		pub provider: u32,
		pub state: State,
		pub calendar: Calendar,
		pub leftover: LeftoverPolicy,
		pub cell: u64,
	}

	struct Device {
		pub network: u32,
		pub provider: u32,
		pub kind: DeviceKind,
		pub state: State,
		pub rated_w: u32,
		pub floor: u64,
		pub protected: bool,
	}

	/// The key with which a device signs.
	enum DeviceKey { Ed25519([u8; 32]), Sr25519([u8; 32]), Secp256k1([u8; 33]) }

	struct Standing { pub allotment: u64, pub allocated: u64 }

	struct Policy { pub between_devices: bool, pub min_transfer: u64, pub draws: bool }

	/// A network's month in columns, in Wh.
	struct Columns {
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

	/// The ledger of a month that is open. `used` counts only devices that left, `balances` nothing.
	struct Account {
		pub columns: Columns,
		pub dry_since: Option<u32>,
		pub transfers_between_devices: u32,
		pub transfers_between_networks: u32,
	}

	struct Statement {
		pub month: u16,
		pub state: MonthState,
		pub columns: Columns,
		pub transfers_between_devices: u32,
		pub transfers_between_networks: u32,
	}

	/// A device's line in a statement, in Wh.
	struct DeviceLine {
		pub device: u32,
		pub import: u64,
		pub export: u64,
		pub used: u64,
		pub generated: u64,
		pub received: u64,
		pub given: u64,
		pub rank: u32,
	}

	struct Pool { pub energy: u64 }

	struct Community {
		pub founder: Option<u32>,
		pub provider: u32,
		pub members: u32,
		pub draw_limit: u64,
		pub pool: Pool,
	}

	struct Member { pub pledged: u64, pub withdrawn: u64, pub drawn: u64 }

	/// A device in its current month. Registers in Wh, instants in Unix seconds.
	struct Position {
		pub month: u16,
		pub register: u64,
		pub mark: u64,
		pub opening: u64,
		pub export: u64,
		pub credited: u64,
		pub allocation: u64,
		pub read_at: u32,
	}

	/// A device among the devices of its network.
	struct DeviceRank {
		pub device: u32,
		pub used: u64,
		pub expected: u64,
		pub balance: u64,
		pub pace_percent: Option<u32>,
	}

	struct AssetMetadata { pub symbol: Vec<u8>, pub decimals: u8 }

	struct Forecast {
		pub month: u16,
		pub at: u32,
		pub used: u64,
		pub used_at_end: u64,
		pub exhausted_at: Option<u32>,
	}

}

impl State {
	pub fn name(&self) -> &'static str {
		match self {
			Self::Pending => "pending",
			Self::Active => "active",
			Self::Suspended => "suspended",
			Self::Retired => "retired",
		}
	}
}

impl DeviceKind {
	pub fn name(&self) -> &'static str {
		match self {
			Self::Load => "load",
			Self::Generator => "generator",
			Self::Store => "store",
			Self::Charger => "charger",
		}
	}
}

impl LeftoverPolicy {
	pub fn name(&self) -> &'static str {
		match self {
			Self::Hold => "hold",
			Self::Sell => "sell",
			Self::Share => "share",
		}
	}
}

impl MonthState {
	pub fn name(&self) -> &'static str {
		match self {
			Self::Open => "open",
			Self::Settling => "settling",
			Self::Closed => "closed",
		}
	}
}

/// Records to be read together: what is asked for is remembered, and all of it is read in a few
/// requests.
pub struct Reading<'a> {
	node: &'a Node,
	at: &'a At,
	hash: H256,
	keys: Vec<Vec<u8>>,
	found: Vec<Option<Vec<u8>>>,
}

/// A record that was asked for.
pub struct Wanted<V> {
	place: usize,
	type_id: u32,
	name: &'static str,
	of: PhantomData<V>,
}

impl<'a> Reading<'a> {
	pub fn new(node: &'a Node, at: &'a At, hash: H256) -> Self {
		Self { node, at, hash, keys: Vec::new(), found: Vec::new() }
	}

	/// Asks for a record.
	pub fn want<K, V>(
		&mut self,
		pallet: &'static str,
		entry: &'static str,
		key: K,
	) -> Result<Wanted<V>, IndexError>
	where
		K: IntoEncodableValues + IntoDecodableValues,
		V: DecodeAsType,
	{
		let unreadable =
			|why: String| IndexError::Unreadable { what: format!("{pallet}.{entry}"), why };
		let address = dynamic::storage::<K, V>(pallet, entry);
		let known = self.at.storage();
		let known = known.entry(address).map_err(|error| unreadable(error.to_string()))?;
		let key = known.fetch_key(key).map_err(|error| unreadable(error.to_string()))?;
		let type_id = self
			.at
			.metadata_ref()
			.pallet_by_name(pallet)
			.and_then(|pallet| pallet.storage())
			.and_then(|storage| storage.entry_by_name(entry))
			.map(|entry| entry.value_ty())
			.ok_or_else(|| unreadable("there is no such record".into()))?;
		self.keys.push(key);
		Ok(Wanted { place: self.keys.len() - 1, type_id, name: entry, of: PhantomData })
	}

	/// Reads all that was asked for.
	pub async fn read(&mut self) -> Result<(), IndexError> {
		self.found = self.node.values(&self.keys, self.hash).await?;
		Ok(())
	}

	/// A record that was read; none where there is none.
	pub fn get<V: DecodeAsType>(&self, wanted: &Wanted<V>) -> Result<Option<V>, IndexError> {
		let Some(Some(bytes)) = self.found.get(wanted.place) else { return Ok(None) };
		let types = self.at.metadata_ref().types();
		V::decode_as_type(&mut &bytes[..], wanted.type_id, types).map(Some).map_err(|error| {
			IndexError::Unreadable { what: wanted.name.into(), why: error.to_string() }
		})
	}
}

/// All keys of a map at a block.
pub async fn keys_of(
	node: &Node,
	at: &At,
	pallet: &'static str,
	entry: &'static str,
) -> Result<Vec<u32>, IndexError> {
	let what = || format!("{pallet}.{entry}");
	let address = dynamic::storage::<(u32,), subxt::ext::scale_value::Value>(pallet, entry);
	let mut found = Vec::new();
	let mut entries = match at.storage().iter(address, ()).await {
		Ok(entries) => entries,
		Err(error) => return Err(node.unreadable(what(), error).await),
	};
	while let Some(entry) = entries.next().await {
		let key = match &entry {
			Ok(entry) => entry.key().and_then(|key| key.decode()).map_err(|e| e.to_string()),
			Err(error) => return Err(node.unreadable(what(), error).await),
		};
		let (key,) = key.map_err(|why| IndexError::Unreadable { what: what(), why })?;
		found.push(key);
	}
	found.sort_unstable();
	Ok(found)
}

/// Calls the runtime API of this chain at a block.
pub async fn call<A, V>(
	node: &Node,
	at: &At,
	method: &'static str,
	args: A,
) -> Result<V, IndexError>
where
	A: IntoArgs,
	V: DecodeAsType,
{
	const API: &str = "CommonwattApi";
	let payload = dynamic::runtime_api_call::<A, V>(API, method, args);
	match at.runtime_apis().call(payload).await {
		Ok(value) => Ok(value),
		Err(error) => Err(node.unreadable(format!("{API}.{method}"), error).await),
	}
}
