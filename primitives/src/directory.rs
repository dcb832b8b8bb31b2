//! Who: what the device registry tells the other pallets, and what it tells them to do.

use crate::{ids::MAX_DEVICES, Calendar, DeviceId, Energy, NetworkId, Price, ProviderId, Seconds};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, weights::Weight, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{DispatchError, DispatchResult};

/// Where a provider, network or device stands.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum State {
	/// Registered, and waiting for approval or activation.
	Pending,
	Active,
	/// Stopped for a while: keeps its energy, takes part in nothing.
	Suspended,
	/// Ended for good. The id is not used again.
	Retired,
}

/// What a device does with energy.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum DeviceKind {
	Load,
	Generator,
	Store,
	Charger,
}

/// What happens with the energy that is left when a month closes.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum LeftoverPolicy {
	/// Carried into the next month, within the provider's limit and expiry.
	Hold,
	/// Offered in the settlement round.
	Sell,
	/// Pledged to the community's pool; held where the network is in no community.
	Share,
}

/// The key with which a device signs its own readings.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum DeviceKey {
	Ed25519(sp_core::ed25519::Public),
	Sr25519(sp_core::sr25519::Public),
	/// ECDSA on secp256k1, over the blake2-256 hash of the message.
	Secp256k1(sp_core::ecdsa::Public),
}

/// A provider's prices. Orders stand at `buy_back + n × tick`, up to `retail`.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Tariff {
	/// What the provider pays for a kWh that nobody else buys.
	pub buy_back: Price,
	/// What the provider charges for a kWh that nobody else sells.
	pub retail: Price,
	/// The step between two prices; `retail − buy_back` is a multiple of it.
	pub tick: Price,
}

/// How far a provider lets a network run past its energy within a month.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Overdraft {
	/// The most that is overdrawn in a month.
	pub limit: Energy,
	/// Overdrafts are taken in multiples of this.
	pub chunk: Energy,
}

/// How much of a month's leftover a network may keep, and for how long.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct CarryOver {
	/// The most that is carried from one month into the next.
	pub limit: Energy,
	/// Months after which carried energy expires, 0 to 12; 0 carries nothing.
	pub months: u8,
}

/// The most months that carried energy may last.
pub const MAX_CARRY_MONTHS: u32 = 12;

/// A provider as the other pallets see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderTerms<AccountId> {
	/// The account that signs for the provider, pays for what it buys back and receives retail.
	pub account: AccountId,
	pub state: State,
	/// The most that it may grant in a month.
	pub capacity: Energy,
	pub tariff: Tariff,
	pub overdraft: Overdraft,
	pub carry_over: CarryOver,
	/// East of UTC positive, in minutes.
	pub utc_offset_minutes: i16,
}

/// A network as the other pallets see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkTerms<AccountId> {
	pub owner: AccountId,
	pub provider: ProviderId,
	pub state: State,
	pub calendar: Calendar,
	pub leftover: LeftoverPolicy,
}

/// A device as the other pallets see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceTerms {
	pub network: NetworkId,
	pub provider: ProviderId,
	pub kind: DeviceKind,
	pub state: State,
	/// Rated power in watts.
	pub rated_w: u32,
	/// The balance below which it gives nothing away.
	pub floor: Energy,
	/// A protected device gives nothing away.
	pub protected: bool,
}

/// The devices of a network, in the order of enrolment; retired ones are not among them.
pub type Devices = BoundedVec<DeviceId, ConstU32<MAX_DEVICES>>;

/// What the registry tells.
pub trait Directory {
	type AccountId;

	fn provider(provider: ProviderId) -> Option<ProviderTerms<Self::AccountId>>;

	/// The provider that `who` collects readings for; `None` unless that provider is active.
	fn head_end(who: &Self::AccountId) -> Option<ProviderId>;

	fn network(network: NetworkId) -> Option<NetworkTerms<Self::AccountId>>;

	fn device(device: DeviceId) -> Option<DeviceTerms>;

	fn device_key(device: DeviceId) -> Option<DeviceKey>;

	fn devices(network: NetworkId) -> Devices;

	/// For benchmarks: an active provider with head-end `who`, and an active network of it owned
	/// by `who` with `devices` active devices. Every device has an sr25519 key where `key` gives one.
	#[cfg(feature = "runtime-benchmarks")]
	fn populate(
		who: &Self::AccountId,
		devices: u32,
		key: Option<DeviceKey>,
	) -> (ProviderId, NetworkId, Devices);
}

/// A device's two cumulative registers, in Wh.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Registers {
	/// Energy drawn since the meter was made.
	pub import: Energy,
	/// Energy fed in since the meter was made.
	pub export: Energy,
}

/// What follows when the registry changes. Metering keeps the meters in step with the devices.
pub trait OnDevice {
	/// A device joined: its meter begins at `opening`, read at `at` (not after now).
	fn enrolled(
		device: DeviceId,
		provider: ProviderId,
		calendar: Calendar,
		opening: Registers,
		at: Seconds,
	) -> DispatchResult;

	/// Readings of the device are booked from now on, or refused.
	fn accepts_readings(device: DeviceId, accepts: bool) -> DispatchResult;

	/// The most that reading and writing so many pages of meters weighs.
	fn pages_weight(pages: u32) -> Weight;
}

impl OnDevice for () {
	fn enrolled(
		_: DeviceId,
		_: ProviderId,
		_: Calendar,
		_: Registers,
		_: Seconds,
	) -> DispatchResult {
		Ok(())
	}

	fn accepts_readings(_: DeviceId, _: bool) -> DispatchResult {
		Ok(())
	}

	fn pages_weight(_: u32) -> Weight {
		Weight::zero()
	}
}

/// What the registry asks of the ledger before it changes something that the ledger counts on.
pub trait OnRegistry {
	/// Devices joined the network, metered from `at` on: the network's ledger begins with the month
	/// that contains it, where it has none yet.
	fn devices_join(network: NetworkId, at: Seconds) -> DispatchResult;

	/// A device leaves its network (retired, or moved to another): its balance goes back to the
	/// reserve, its use stays with the network, and its meter starts anew from zero balance.
	/// Refused while a past month of the network is not closed.
	fn device_leaves(network: NetworkId, device: DeviceId) -> DispatchResult;

	/// The provider's grants so far for any month from now on, so that capacity stays above them.
	fn committed(provider: ProviderId) -> Energy;

	/// Refused while the network still has standing grants, energy, orders or an open past month.
	fn network_retires(network: NetworkId) -> DispatchResult;
}

impl OnRegistry for () {
	fn devices_join(_: NetworkId, _: Seconds) -> DispatchResult {
		Ok(())
	}

	fn device_leaves(_: NetworkId, _: DeviceId) -> Result<(), DispatchError> {
		Ok(())
	}

	fn committed(_: ProviderId) -> Energy {
		Energy::ZERO
	}

	fn network_retires(_: NetworkId) -> DispatchResult {
		Ok(())
	}
}
