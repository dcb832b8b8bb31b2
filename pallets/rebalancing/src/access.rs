//! Whose call it is, and when.

use crate::{Communities, Config, Error, Pallet, Policies, Policy};
use commonwatt_primitives::{
	directory::{Directory, NetworkTerms, State},
	quota::FreeCalls,
	CommunityId, NetworkId, Seconds,
};
use frame_support::{
	ensure,
	traits::{Get, OriginTrait, UnixTime},
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	/// What the owner of `network` lets the chain do.
	pub fn policy(network: NetworkId) -> Policy {
		Policies::<T>::get(network).unwrap_or_else(|| Policy {
			between_devices: true,
			min_transfer: T::DefaultMinTransfer::get(),
			draws: true,
		})
	}

	/// The network's terms, where the origin is its owner.
	pub(crate) fn ensure_owner(
		origin: OriginFor<T>,
		network: NetworkId,
	) -> Result<NetworkTerms<T::AccountId>, DispatchError> {
		let who = ensure_signed(origin)?;
		let terms = T::Directory::network(network).ok_or(Error::<T>::NetworkNotFound)?;
		ensure!(terms.owner == who, Error::<T>::NotOwner);
		Ok(terms)
	}

	/// The network's terms, where the origin is its owner and it is active.
	pub(crate) fn ensure_active_owner(
		origin: OriginFor<T>,
		network: NetworkId,
	) -> Result<NetworkTerms<T::AccountId>, DispatchError> {
		let terms = Self::ensure_owner(origin, network)?;
		ensure!(terms.state == State::Active, Error::<T>::NetworkNotActive);
		Ok(terms)
	}

	/// The network whose owner invites to `community`.
	pub(crate) fn founder(community: CommunityId) -> Result<NetworkId, DispatchError> {
		let community = Communities::<T>::get(community).ok_or(Error::<T>::CommunityNotFound)?;
		Ok(community.founder.ok_or(Error::<T>::FounderLeft)?)
	}

	/// Whether the origin is the owner of `network` and has free calls left.
	pub(crate) fn is_free(origin: &OriginFor<T>, network: NetworkId) -> bool {
		origin.as_signer().is_some_and(|who| {
			T::Directory::network(network).is_some_and(|terms| terms.owner == *who)
				&& T::FreeCalls::has(who, 1)
		})
	}

	/// Whether the origin is the owner of the community's founder and has free calls left.
	pub(crate) fn is_free_for_founder(origin: &OriginFor<T>, community: CommunityId) -> bool {
		Self::founder(community).is_ok_and(|founder| Self::is_free(origin, founder))
	}

	/// The chain's time.
	pub(crate) fn now() -> Seconds {
		T::Time::now().as_secs().min(Seconds::MAX.into()) as Seconds
	}
}
