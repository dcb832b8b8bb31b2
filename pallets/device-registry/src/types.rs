//! The records of the registry and the arguments of its calls.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use commonwatt_primitives::{
	directory::{
		CarryOver, DeviceKey, DeviceKind, LeftoverPolicy, Overdraft, Registers, State, Tariff,
	},
	ids::MAX_DEVICES,
	Calendar, Energy, NetworkId, ProviderId,
};
use frame_support::{
	traits::{fungible, ConstU32},
	BoundedVec,
};
use scale_info::TypeInfo;
use sp_runtime::DispatchError;

/// The money that deposits are held in.
pub type BalanceOf<T> = <<T as crate::Config>::Currency as fungible::Inspect<
	<T as frame_system::Config>::AccountId,
>>::Balance;

pub type ProviderRecord<T> = Provider<<T as frame_system::Config>::AccountId, BalanceOf<T>>;
pub type NetworkRecord<T> = Network<<T as frame_system::Config>::AccountId, BalanceOf<T>>;
pub type DeviceRecord<T> = Device<BalanceOf<T>>;
pub type DeviceOfferOf<T> = DeviceOffer<<T as frame_system::Config>::AccountId>;

/// What people call a provider, network or device: UTF-8, at most 64 bytes.
pub type Label = BoundedVec<u8, ConstU32<64>>;

/// The devices that one call enrols.
pub type DeviceSpecs = BoundedVec<DeviceSpec, ConstU32<MAX_DEVICES>>;

/// What a provider applies with.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Terms {
	/// The most that it may grant in a month.
	pub capacity: Energy,
	pub tariff: Tariff,
	pub overdraft: Overdraft,
	pub carry_over: CarryOver,
	/// East of UTC positive, in minutes; fixed for good, since the networks' months hang on it.
	pub utc_offset_minutes: i16,
}

/// A provider. Its label is in `ProviderLabels`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Provider<AccountId, Balance> {
	/// The account that signs for the provider and sponsors the deposits of its customers.
	pub account: AccountId,
	pub state: State,
	/// The most that it may grant in a month.
	pub capacity: Energy,
	pub tariff: Tariff,
	pub overdraft: Overdraft,
	pub carry_over: CarryOver,
	/// East of UTC positive, in minutes.
	pub utc_offset_minutes: i16,
	/// Held from its account.
	pub deposit: Balance,
	/// Its networks, the retired ones left out.
	pub networks: u32,
}

/// Who a deposit was held from. The account is looked up: a provider never changes its account,
/// and a new owner takes the owner's deposits over.
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
pub enum Depositor {
	/// The provider sponsors it.
	Provider,
	/// The owner of the network.
	Owner,
}

/// Money held for a record until it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Deposit<Balance> {
	pub by: Depositor,
	pub amount: Balance,
}

/// A network. Its label is in `NetworkLabels`, its devices are in `NetworkDevices`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Network<AccountId, Balance> {
	pub owner: AccountId,
	pub provider: ProviderId,
	pub state: State,
	/// When its billing months begin and end.
	pub calendar: Calendar,
	/// What happens with the energy that is left when a month closes.
	pub leftover: LeftoverPolicy,
	/// Where it is: a cell id of a hierarchical grid (such as S2 or H3), opaque to the chain.
	pub cell: u64,
	pub deposit: Deposit<Balance>,
}

/// A device. Its label is in `DeviceLabels`, its key in `DeviceKeys`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Device<Balance> {
	pub network: NetworkId,
	/// That of the network. Kept here too, to tell a device's terms in one read: it never changes.
	pub provider: ProviderId,
	pub kind: DeviceKind,
	pub state: State,
	/// Rated power in watts.
	pub rated_w: u32,
	/// The balance below which it gives nothing away.
	pub floor: Energy,
	/// A protected device gives nothing away.
	pub protected: bool,
	pub deposit: Deposit<Balance>,
}

/// A device offered to another network.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct DeviceOffer<AccountId> {
	pub to: NetworkId,
	/// The owner who made the offer. It lapses when the device's network gets another owner.
	pub by: AccountId,
}

/// A device to be enrolled.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct DeviceSpec {
	pub label: Label,
	pub kind: DeviceKind,
	/// Rated power in watts; not zero.
	pub rated_w: u32,
	/// The key with which it signs its own readings, if it does. No two devices share one.
	pub key: Option<DeviceKey>,
	/// The balance below which it gives nothing away, in Wh.
	pub floor: Energy,
	/// A protected device gives nothing away.
	pub protected: bool,
	/// Its registers at the time of enrolment, in Wh.
	pub opening: Registers,
}

/// Why a device was not enrolled.
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
pub enum Refusal {
	/// Its rated power is zero.
	NoRatedPower,
	/// Another device has this key.
	KeyInUse,
	/// The network has as many devices as it may have.
	NetworkFull,
	/// Its meter could not begin, for this reason.
	MeterRefused(DispatchError),
}

/// How many calls are free: a bucket of units that refills steadily.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Quota {
	/// The most units that are kept.
	pub capacity: u32,
	/// Units that come back in an hour.
	pub per_hour: u32,
}
