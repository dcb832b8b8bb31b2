//! The council of the consortium is root.
//!
//! `pallet-collective` carries out a motion with an origin of its own, which pallets of other
//! makers do not know: a runtime upgrade, for one, asks for root. This pallet is the door between
//! the two: it dispatches a call as root for whoever passes [`Config::RootOrigin`], which the
//! runtime sets to a stated majority of the council. It keeps no state.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod tests;
pub mod weights;

pub use pallet::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::WeightInfo;
	use alloc::boxed::Box;
	use frame_support::{
		dispatch::{GetDispatchInfo, PostDispatchInfo},
		pallet_prelude::*,
	};
	use frame_system::{pallet_prelude::*, RawOrigin};
	use sp_runtime::traits::Dispatchable;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		type RuntimeCall: Parameter
			+ Dispatchable<RuntimeOrigin = Self::RuntimeOrigin, PostInfo = PostDispatchInfo>
			+ GetDispatchInfo
			+ From<frame_system::Call<Self>>;

		/// Who decides as root: a majority of the council.
		type RootOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		type WeightInfo: WeightInfo;
	}

	#[pallet::event]
	#[pallet::generate_deposit(fn deposit_event)]
	pub enum Event<T: Config> {
		/// The council's decision was carried out as root, with this result.
		DispatchedAsRoot { result: DispatchResult },
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Carries out `call` as root: a runtime upgrade, a change of validators, an asset.
		///
		/// ## Dispatch Origin
		/// The majority of the council that the runtime states for root decisions.
		///
		/// ## Details
		/// Propose it as the call of a council motion. A call that fails does not fail the motion:
		/// its error stands in the event.
		///
		/// ## Events
		/// [`Event::DispatchedAsRoot`] with the result of the call.
		#[pallet::call_index(0)]
		#[pallet::weight({
			let info = call.get_dispatch_info();
			(T::WeightInfo::dispatch_as_root().saturating_add(info.call_weight), info.class)
		})]
		pub fn dispatch_as_root(
			origin: OriginFor<T>,
			call: Box<<T as Config>::RuntimeCall>,
		) -> DispatchResult {
			T::RootOrigin::ensure_origin(origin)?;
			let result = call.dispatch(RawOrigin::Root.into());
			Self::deposit_event(Event::DispatchedAsRoot {
				result: result.map(|_| ()).map_err(|e| e.error),
			});
			Ok(())
		}
	}
}
