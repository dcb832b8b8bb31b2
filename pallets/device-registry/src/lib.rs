#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod access;
mod bucket;
mod calls;
mod devices;
mod directory;
mod errors;
mod events;
mod extension;
mod networks;
mod providers;
mod quota;
mod transfers;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;

pub use bucket::Bucket;
pub use extension::SpendFreeCalls;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

#[import_section(events::events)]
#[import_section(errors::errors)]
#[import_section(calls::calls)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use commonwatt_primitives::{
		directory::{
			CarryOver, DeviceKey, Devices as DeviceList, LeftoverPolicy, OnDevice, OnRegistry,
			Overdraft, State, Tariff,
		},
		ids::{pages_of, MAX_DEVICES},
		DeviceId, Energy, NetworkId, PageId, ProviderId, Seconds,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungible, UnixTime},
	};
	use frame_system::pallet_prelude::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// What the calls and the extension weigh.
		type WeightInfo: WeightInfo;

		/// The chain's clock.
		type Time: UnixTime;

		/// What deposits are held in. Minting is for benchmarks only.
		type Currency: fungible::Mutate<Self::AccountId>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The reasons for holds of all pallets.
		type RuntimeHoldReason: From<HoldReason>;

		/// The consortium's council: approves providers and sets what they may grant.
		type CouncilOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The meters, which follow the devices.
		type Meters: OnDevice;

		/// The kWh ledger, which is asked before something goes that it counts on.
		type Ledger: OnRegistry;

		/// Held from a provider's account from its application until it retires.
		#[pallet::constant]
		type ProviderDeposit: Get<BalanceOf<Self>>;

		/// Held for a network until it retires, from whoever registered it.
		#[pallet::constant]
		type NetworkDeposit: Get<BalanceOf<Self>>;

		/// Held for a device until it retires, from whoever enrolled it.
		#[pallet::constant]
		type DeviceDeposit: Get<BalanceOf<Self>>;

		/// The most head-ends of a provider.
		#[pallet::constant]
		type MaxHeadEnds: Get<u32>;

		/// The most price steps between a provider's buy-back and retail price.
		#[pallet::constant]
		type MaxTicks: Get<u32>;

		/// The free calls of a head-end, and of a provider's own account.
		#[pallet::constant]
		type HeadEndQuota: Get<Quota>;

		/// The free calls of an account that owns an active network.
		#[pallet::constant]
		type OwnerQuota: Get<Quota>;
	}

	/// Why money is held.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// For a provider.
		Provider,
		/// For networks.
		Network,
		/// For devices.
		Device,
	}

	/// The providers, the retired ones too: statements name them.
	#[pallet::storage]
	pub type Providers<T: Config> = StorageMap<_, Twox64Concat, ProviderId, ProviderRecord<T>>;

	/// What people call the providers that are not retired.
	#[pallet::storage]
	pub type ProviderLabels<T: Config> = StorageMap<_, Twox64Concat, ProviderId, Label>;

	/// The provider whose account this is; retired ones left out.
	#[pallet::storage]
	pub type ProviderOf<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ProviderId>;

	/// The provider that an account collects readings for.
	#[pallet::storage]
	pub type HeadEnds<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ProviderId>;

	/// The head-ends of a provider.
	#[pallet::storage]
	pub type ProviderHeadEnds<T: Config> = StorageMap<
		_,
		Twox64Concat,
		ProviderId,
		BoundedVec<T::AccountId, T::MaxHeadEnds>,
		ValueQuery,
	>;

	/// The networks, the retired ones too: statements name them.
	#[pallet::storage]
	pub type Networks<T: Config> = StorageMap<_, Twox64Concat, NetworkId, NetworkRecord<T>>;

	/// What people call the networks that are not retired.
	#[pallet::storage]
	pub type NetworkLabels<T: Config> = StorageMap<_, Twox64Concat, NetworkId, Label>;

	/// The devices of a network, in the order in which they came.
	#[pallet::storage]
	pub type NetworkDevices<T: Config> =
		StorageMap<_, Twox64Concat, NetworkId, DeviceList, ValueQuery>;

	/// The account that a network is offered to.
	#[pallet::storage]
	pub type NetworkOffers<T: Config> = StorageMap<_, Twox64Concat, NetworkId, T::AccountId>;

	/// How many active networks an account owns.
	#[pallet::storage]
	pub type OwnedNetworks<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// The devices. A retired one leaves no record.
	#[pallet::storage]
	pub type Devices<T: Config> = StorageMap<_, Twox64Concat, DeviceId, DeviceRecord<T>>;

	/// What people call the devices.
	#[pallet::storage]
	pub type DeviceLabels<T: Config> = StorageMap<_, Twox64Concat, DeviceId, Label>;

	/// The keys of those devices that sign their own readings.
	#[pallet::storage]
	pub type DeviceKeys<T: Config> = StorageMap<_, Twox64Concat, DeviceId, DeviceKey>;

	/// The device that has a key.
	#[pallet::storage]
	pub type KeyOwners<T: Config> = StorageMap<_, Blake2_128Concat, DeviceKey, DeviceId>;

	/// The network that a device is offered to.
	#[pallet::storage]
	pub type DeviceOffers<T: Config> = StorageMap<_, Twox64Concat, DeviceId, DeviceOfferOf<T>>;

	/// The next provider's id.
	#[pallet::storage]
	pub type NextProvider<T> = StorageValue<_, ProviderId, ValueQuery>;

	/// The next network's id.
	#[pallet::storage]
	pub type NextNetwork<T> = StorageValue<_, NetworkId, ValueQuery>;

	/// The next register page that is nobody's.
	#[pallet::storage]
	pub type NextPage<T> = StorageValue<_, PageId, ValueQuery>;

	/// The next device's id, in the register page that a provider is filling; none where it has
	/// filled its pages.
	#[pallet::storage]
	pub type NextDevice<T> = StorageMap<_, Twox64Concat, ProviderId, DeviceId>;

	/// What is left of the free calls of head-ends, providers and owners.
	#[pallet::storage]
	pub type FreeUsage<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Bucket>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxHeadEnds::get() > 0, "a provider needs a head-end");
			assert!(T::MaxTicks::get() > 0, "a tariff needs a price step");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
