//! # Allotments
//!
//! How much: the kWh ledger of networks. Per network and billing month it books what was granted,
//! carried, generated, received, bought, given, sold and lost, so that
//!
//! granted + carried in + generated + received + bought + overdrawn
//! = used + reserve + balances + held + given + offered + sold + carried out + expired.
//!
//! What devices used and may still use is not in the ledger: their meters' registers and marks say
//! it. See the README for the calls and what they guarantee.
//!
//! | module | topic |
//! |---|---|
//! | [`types`] | what is stored |
//! | [`math`] | arithmetic, free of storage |
//! | `months` | opening and closing of months |
//! | `queue` | the queue of closings, and the sweep that works it off |
//! | `closing` | what a month's close does with devices, leftover and overdraft |
//! | `grants` | what providers grant |
//! | `allocations` | what owners set aside for devices |
//! | `cover` | energy for a register past its mark |
//! | `requests` | devices that ask first |
//! | `ledger` | what the ledger does for the other pallets |
//! | `views` | statements, rankings and forecasts |
//! | `invariants` | `try_state` |

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub use pallet::*;
pub use weights::WeightInfo;

pub mod math;
pub mod types;
pub mod weights;

mod allocations;
mod closing;
mod cover;
mod errors;
mod events;
mod grants;
mod invariants;
mod ledger;
mod months;
mod queue;
mod requests;
mod views;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use frame_support::pallet_macros::import_section;

#[import_section(events::events)]
#[import_section(errors::errors)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::types::*;
	use commonwatt_primitives::{
		calendar::DAY,
		directory::Directory,
		ids::MAX_DEVICES,
		ledger::{Columns, MonthState},
		market::Market,
		meters::Meters,
		quota::FreeCalls,
		rebalancing::Rebalancing,
		DeviceId, Energy, MonthId, NetworkId, ProviderId, Seconds,
	};
	use frame_support::{pallet_prelude::*, traits::UnixTime, weights::WeightMeter};
	use frame_system::pallet_prelude::*;
	use sp_runtime::Perbill;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		type WeightInfo: WeightInfo;

		type Time: UnixTime;

		/// Who is who.
		type Directory: Directory<AccountId = Self::AccountId>;

		/// The registers and marks of devices.
		type Meters: Meters;

		/// Who helps whom.
		type Rebalancing: Rebalancing;

		/// Where leftovers and shortfalls of closed months go.
		type Market: Market;

		/// Who calls without a fee.
		type FreeCalls: FreeCalls<Self::AccountId>;

		/// How long after its end a month waits for late readings before it closes, in seconds.
		#[pallet::constant]
		type CloseDelay: Get<Seconds>;

		/// The most of a block's weight that closing months on the chain's own account takes. At
		/// month's end the months of all networks are due at once: with this, blocks stay as they
		/// are and the closings take a few hours. At 10 % of blocks of two seconds every six a
		/// million homes take some seven, at 0.8 ms of weight each.
		#[pallet::constant]
		type SweepShare: Get<Perbill>;

		/// How many months' statements are kept.
		#[pallet::constant]
		type Retention: Get<u16>;

		/// How long energy is held for a device that asked first, in seconds.
		#[pallet::constant]
		type RequestLifetime: Get<Seconds>;

		/// For how many days of its own use a device past its mark is covered.
		#[pallet::constant]
		type HeadroomDays: Get<u32>;

		/// What a device past its mark is covered with at least, where there is enough, in Wh.
		#[pallet::constant]
		type MinCover: Get<Energy>;

		/// How long a dry network is left alone before its readings look for energy again, in
		/// seconds. Energy that comes in ends the wait.
		#[pallet::constant]
		type DryRetry: Get<Seconds>;
	}

	/// What each network is granted month after month.
	#[pallet::storage]
	pub type Standings<T> = StorageMap<_, Twox64Concat, NetworkId, Standing, OptionQuery>;

	/// The ledgers of months that are open, by network and month.
	#[pallet::storage]
	pub type Accounts<T> =
		StorageDoubleMap<_, Twox64Concat, NetworkId, Twox64Concat, MonthId, Account, OptionQuery>;

	/// The sum of each provider's standing allotments, in Wh.
	#[pallet::storage]
	pub type Committed<T> = StorageMap<_, Twox64Concat, ProviderId, Energy, ValueQuery>;

	/// What each provider granted in a month beyond its standing allotments, in Wh: one-off grants,
	/// and what it granted before it cut an allotment.
	#[pallet::storage]
	pub type Extra<T> =
		StorageDoubleMap<_, Twox64Concat, ProviderId, Twox64Concat, MonthId, Energy, ValueQuery>;

	/// The closed months of each network with their statements, as many as `Retention` says: by
	/// network and place, which is the month modulo `Retention`. So a month takes the place of the
	/// one that is kept no longer.
	#[pallet::storage]
	pub type Statements<T> =
		StorageDoubleMap<_, Twox64Concat, NetworkId, Identity, u16, Closed, OptionQuery>;

	/// The energy that is held for devices that asked first, by network and device.
	#[pallet::storage]
	pub type Requests<T> = StorageMap<_, Twox64Concat, NetworkId, NetworkRequests, ValueQuery>;

	/// The queue of closings: the Unix time in seconds at which the oldest open month of networks
	/// may close, the group of these networks, and a bit for each of them. The group is the
	/// network's id divided by 64, the bit is the remainder. Both keys are big-endian, so that the
	/// queue is in order; networks that stand side by side share their entries.
	#[pallet::storage]
	pub type DueAt<T> = StorageDoubleMap<_, Identity, [u8; 4], Identity, [u8; 4], u64, OptionQuery>;

	/// The oldest open month of each network with a ledger.
	#[pallet::storage]
	pub type CloseOf<T> = StorageMap<_, Twox64Concat, NetworkId, MonthId, OptionQuery>;

	/// The chain's energy since genesis.
	#[pallet::storage]
	pub type Totals<T> = StorageValue<_, EnergyTotals, ValueQuery>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Closes months that are due, in their order, as far as the weight and `SweepShare` go.
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let share = T::SweepShare::get() * T::BlockWeights::get().max_block;
			let mut meter = WeightMeter::with_limit(remaining.min(share));
			Self::sweep(&mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			assert!(
				T::CloseDelay::get() < 28 * DAY,
				"a month closes before the one after it ends, so that two are open at most"
			);
			assert!(T::Retention::get() > 0, "statements are kept for a while");
			assert!(!T::SweepShare::get().is_zero(), "months are closed");
			assert!(!T::MinCover::get().is_zero(), "covers are worth their while");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Set what a network is granted month after month.
		///
		/// ## Dispatch Origin
		/// Signed by the account of the network's provider. Free within its quota.
		///
		/// ## Details
		/// A rise takes effect at once: the difference goes into this month's reserve, less what a
		/// cut of this month freed. A cut takes effect with the next month. Where devices have more
		/// set aside than a cut leaves, their standing allocations shrink in proportion, rounded
		/// down. Closes the network's oldest month first if that is due.
		///
		/// ## Parameters
		/// - `network`: the network.
		/// - `energy`: the new allotment in Wh a month; zero ends it.
		///
		/// ## Errors
		/// - `NetworkNotFound`, `ProviderNotFound`, `NotProvider`: it is not the caller's to grant.
		/// - `NetworkNotActive`, `ProviderNotActive`: a rise needs both to be active.
		/// - `AllotmentUnchanged`: it is this already.
		/// - `AboveCapacity`: a month's grants would exceed the provider's capacity.
		/// - `PastMonthOpen`: two months are due; close one with `close_month`.
		/// - `EnergyOverflow`: the amount does not fit the ledger.
		///
		/// ## Events
		/// `AllotmentSet`, `EnergyGranted` for a rise, `AllocationsChanged` where devices shrank.
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::set_allotment_weight(MAX_DEVICES, MAX_DEVICES).saturating_add(Pallet::<T>::most_close_weight()))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, network: &NetworkId, _energy: &Energy| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::is_provider(who, *network))
		})]
		pub fn set_allotment(
			origin: OriginFor<T>,
			network: NetworkId,
			energy: Energy,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let weight = Self::do_set_allotment(&who, network, energy)?;
			Ok(Some(weight).into())
		}

		/// Grant energy to a network once, into this month's reserve.
		///
		/// ## Dispatch Origin
		/// Signed by the account of the network's provider. Free within its quota.
		///
		/// ## Parameters
		/// - `network`: the network.
		/// - `energy`: how much, in Wh.
		///
		/// ## Errors
		/// - `ZeroEnergy`: nothing to grant.
		/// - `NetworkNotFound`, `ProviderNotFound`, `NotProvider`: it is not the caller's to grant.
		/// - `NetworkNotActive`, `ProviderNotActive`: both have to be active.
		/// - `AboveCapacity`: the month's grants would exceed the provider's capacity.
		/// - `PastMonthOpen`: two months are due; close one with `close_month`.
		/// - `EnergyOverflow`: the amount does not fit the ledger.
		///
		/// ## Events
		/// `EnergyGranted`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::grant().saturating_add(Pallet::<T>::most_close_weight()))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, network: &NetworkId, _energy: &Energy| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::is_provider(who, *network))
		})]
		pub fn grant(
			origin: OriginFor<T>,
			network: NetworkId,
			energy: Energy,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let closed = Self::do_grant(&who, network, energy)?;
			Ok(Some(T::WeightInfo::grant().saturating_add(closed)).into())
		}

		/// Set aside parts of the allotment for devices, month after month.
		///
		/// ## Dispatch Origin
		/// Signed by the owner of the network. Free within its quota.
		///
		/// ## Details
		/// Devices that are not named keep their allocations. The difference moves at once: a rise
		/// comes from the reserve, a cut goes back to it as far as the device has not used it. All
		/// of it happens, or nothing; what the cuts give back serves the rises of the same call.
		///
		/// ## Parameters
		/// - `network`: the network.
		/// - `allocations`: devices with their new standing allocations, in Wh a month.
		///
		/// ## Errors
		/// - `NetworkNotFound`, `NotOwner`, `NetworkNotActive`: it is not the caller's to set.
		/// - `DeviceNotInNetwork`, `DuplicateDevice`, `DeviceNotFound`: a device cannot be set.
		/// - `AllocationAboveAllotment`: the sum would exceed the standing allotment.
		/// - `InsufficientReserve`: the rises need more than the reserve and the cuts give.
		/// - `PastMonthOpen`: two months are due; close one with `close_month`.
		///
		/// ## Events
		/// `AllocationsChanged`.
		#[pallet::call_index(2)]
		#[pallet::weight(Pallet::<T>::allocate_weight(allocations).saturating_add(Pallet::<T>::most_close_weight()))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, network: &NetworkId, _allocations: &Allocations| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::is_owner(who, *network))
		})]
		pub fn allocate(
			origin: OriginFor<T>,
			network: NetworkId,
			allocations: Allocations,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let weight = Self::allocate_weight(&allocations);
			let closed = Self::do_allocate(&who, network, allocations)?;
			Ok(Some(weight.saturating_add(closed)).into())
		}

		/// Give a device energy from this month's reserve, once.
		///
		/// ## Dispatch Origin
		/// Signed by the owner of the device's network. Free within its quota.
		///
		/// ## Parameters
		/// - `device`: the device.
		/// - `energy`: how much, in Wh.
		///
		/// ## Errors
		/// - `ZeroEnergy`: nothing to give.
		/// - `DeviceNotFound`, `NetworkNotFound`, `NotOwner`, `NetworkNotActive`: it is not the
		///   caller's to give.
		/// - `InsufficientReserve`: the reserve has less.
		/// - `PastMonthOpen`: two months are due; close one with `close_month`.
		///
		/// ## Events
		/// `DeviceToppedUp`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::top_up().saturating_add(Pallet::<T>::most_close_weight()))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, device: &DeviceId, _energy: &Energy| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::owns_device(who, *device))
		})]
		pub fn top_up(
			origin: OriginFor<T>,
			device: DeviceId,
			energy: Energy,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let closed = Self::do_top_up(&who, device, energy)?;
			Ok(Some(T::WeightInfo::top_up().saturating_add(closed)).into())
		}

		/// Take energy that a device may still use this month back into the reserve, once.
		///
		/// ## Dispatch Origin
		/// Signed by the owner of the device's network. Free within its quota.
		///
		/// ## Parameters
		/// - `device`: the device.
		/// - `energy`: how much, in Wh.
		///
		/// ## Errors
		/// - `ZeroEnergy`: nothing to take.
		/// - `DeviceNotFound`, `NetworkNotFound`, `NotOwner`, `NetworkNotActive`: it is not the
		///   caller's to take.
		/// - `InsufficientBalance`: the device's balance is less.
		/// - `PastMonthOpen`: two months are due; close one with `close_month`.
		///
		/// ## Events
		/// `EnergyTakenBack`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::take_back().saturating_add(Pallet::<T>::most_close_weight()))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, device: &DeviceId, _energy: &Energy| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::owns_device(who, *device))
		})]
		pub fn take_back(
			origin: OriginFor<T>,
			device: DeviceId,
			energy: Energy,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let closed = Self::do_take_back(&who, device, energy)?;
			Ok(Some(T::WeightInfo::take_back().saturating_add(closed)).into())
		}

		/// Ask for energy before a device uses it.
		///
		/// ## Dispatch Origin
		/// Signed by the owner of the device's network or a head-end of its provider. Free within
		/// the caller's quota.
		///
		/// ## Details
		/// Finds the energy in the reserve, in exports not yet credited, in the device's balance,
		/// with other devices and in the community's pool, and holds it for `RequestLifetime` or to
		/// the month's end: nobody else gets it until then. It is used first when the register
		/// passes the mark. The event is what the meter obeys.
		///
		/// ## Parameters
		/// - `device`: the device.
		/// - `energy`: how much, in Wh.
		///
		/// ## Errors
		/// - `ZeroEnergy`: nothing to ask for.
		/// - `DeviceNotFound`, `NetworkNotFound`, `NotOwnerOrHeadEnd`: the caller may not ask.
		/// - `NetworkNotActive`, `DeviceNotActive`: both have to be active.
		/// - `RequestPending`: energy is held for the device already.
		/// - `InsufficientEnergy`: there is less than that; nothing changes.
		/// - `PastMonthOpen`: two months are due; close one with `close_month`.
		///
		/// ## Events
		/// `EnergyReleased`, `RequestEnded` for an expired request before.
		#[pallet::call_index(5)]
		#[pallet::weight(Pallet::<T>::most_request_weight().saturating_add(Pallet::<T>::most_close_weight()))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, device: &DeviceId, _energy: &Energy| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::may_ask_for(who, *device))
		})]
		pub fn request(
			origin: OriginFor<T>,
			device: DeviceId,
			energy: Energy,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let weight = Self::do_request(&who, device, energy)?;
			Ok(Some(weight).into())
		}

		/// End a device's request: what is still held goes back to the reserve.
		///
		/// ## Dispatch Origin
		/// Signed by the owner of the device's network or a head-end of its provider, free within
		/// the caller's quota; by anyone once the request has expired.
		///
		/// ## Parameters
		/// - `device`: the device.
		///
		/// ## Errors
		/// - `DeviceNotFound`: there is no such device.
		/// - `RequestNotFound`: nothing is held for it.
		/// - `RequestNotExpired`: the caller may not end it yet.
		///
		/// ## Events
		/// `RequestEnded`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::cancel_request())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, device: &DeviceId| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::may_ask_for(who, *device))
		})]
		pub fn cancel_request(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel_request(&who, device)
		}

		/// Look again for energy for a device whose register is past its mark, at once, even where
		/// the network was found dry.
		///
		/// ## Dispatch Origin
		/// Signed by anyone.
		///
		/// ## Parameters
		/// - `device`: the device.
		///
		/// ## Errors
		/// - `DeviceNotFound`: there is no such device.
		/// - `NotShort`: its register is not past its mark.
		/// - `NothingAvailable`: no energy was found.
		///
		/// ## Events
		/// `ShortfallCovered`; `NetworkExhausted` where it was not enough.
		#[pallet::call_index(7)]
		#[pallet::weight(Pallet::<T>::most_cover_weight())]
		pub fn cover(origin: OriginFor<T>, device: DeviceId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let weight = Self::do_cover_again(device)?;
			Ok(Some(weight).into())
		}

		/// Close the oldest open month of a network, once its close delay is over. The chain does so
		/// by itself when it has time; this is for those who do not want to wait.
		///
		/// ## Dispatch Origin
		/// Signed by anyone.
		///
		/// ## Parameters
		/// - `network`: the network.
		///
		/// ## Errors
		/// - `NetworkNotFound`: there is no such network.
		/// - `NotDue`: no month of it may close yet.
		///
		/// ## Events
		/// `MonthClosed`.
		#[pallet::call_index(8)]
		#[pallet::weight(Pallet::<T>::most_close_weight())]
		pub fn close_month(origin: OriginFor<T>, network: NetworkId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let closed = Self::do_close_month(network)?;
			Ok(Some(closed).into())
		}
	}
}
