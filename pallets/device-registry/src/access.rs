//! Who may do what, and whose calls are free.

use crate::*;
use commonwatt_primitives::{
	directory::{Directory, State},
	quota::FreeCalls,
	DeviceId, NetworkId, ProviderId,
};
use frame_support::{ensure, traits::OriginTrait};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	/// The provider whose account signed.
	pub(crate) fn signed_provider(origin: OriginFor<T>) -> Result<ProviderId, DispatchError> {
		let who = ensure_signed(origin)?;
		Self::provider_of(&who)
	}

	pub(crate) fn provider_of(who: &T::AccountId) -> Result<ProviderId, DispatchError> {
		ProviderOf::<T>::get(who).ok_or(Error::<T>::NotTheProvider.into())
	}

	pub(crate) fn provider_record(id: ProviderId) -> Result<ProviderRecord<T>, DispatchError> {
		Providers::<T>::get(id).ok_or(Error::<T>::ProviderNotFound.into())
	}

	pub(crate) fn active_provider(id: ProviderId) -> Result<ProviderRecord<T>, DispatchError> {
		let provider = Self::provider_record(id)?;
		ensure!(provider.state == State::Active, Error::<T>::ProviderNotActive);
		Ok(provider)
	}

	pub(crate) fn network_record(id: NetworkId) -> Result<NetworkRecord<T>, DispatchError> {
		Networks::<T>::get(id).ok_or(Error::<T>::NetworkNotFound.into())
	}

	pub(crate) fn device_record(id: DeviceId) -> Result<DeviceRecord<T>, DispatchError> {
		Devices::<T>::get(id).ok_or(Error::<T>::DeviceNotFound.into())
	}

	/// The network, signed for by its owner.
	pub(crate) fn owned_network(
		who: &T::AccountId,
		id: NetworkId,
	) -> Result<NetworkRecord<T>, DispatchError> {
		let network = Self::network_record(id)?;
		ensure!(network.owner == *who, Error::<T>::NotTheOwner);
		Ok(network)
	}

	/// The device, signed for by the owner of its network.
	pub(crate) fn owned_device(
		who: &T::AccountId,
		id: DeviceId,
	) -> Result<(DeviceRecord<T>, NetworkRecord<T>), DispatchError> {
		let device = Self::device_record(id)?;
		let network = Self::owned_network(who, device.network)?;
		Ok((device, network))
	}

	/// Whether `who` is the provider's account or one of its head-ends. A head-end acts for an
	/// active provider only.
	pub(crate) fn acts_for(provider: ProviderId, who: &T::AccountId) -> bool {
		ProviderOf::<T>::get(who) == Some(provider) || Self::head_end(who) == Some(provider)
	}

	pub(crate) fn is_provider(who: &T::AccountId) -> bool {
		ProviderOf::<T>::contains_key(who)
	}

	pub(crate) fn owns(network: NetworkId, who: &T::AccountId) -> bool {
		Networks::<T>::get(network).is_some_and(|n| n.owner == *who)
	}

	pub(crate) fn owns_device(device: DeviceId, who: &T::AccountId) -> bool {
		Devices::<T>::get(device).is_some_and(|d| Self::owns(d.network, who))
	}

	/// Whether `who` is the account of the network's provider.
	pub(crate) fn provides(network: NetworkId, who: &T::AccountId) -> bool {
		Networks::<T>::get(network).is_some_and(|n| ProviderOf::<T>::get(who) == Some(n.provider))
	}

	pub(crate) fn owns_or_acts_for(network: NetworkId, who: &T::AccountId) -> bool {
		Networks::<T>::get(network)
			.is_some_and(|n| n.owner == *who || Self::acts_for(n.provider, who))
	}

	pub(crate) fn looks_after(device: DeviceId, who: &T::AccountId) -> bool {
		Devices::<T>::get(device).is_some_and(|d| Self::owns_or_acts_for(d.network, who))
	}

	pub(crate) fn is_offered(network: NetworkId, who: &T::AccountId) -> bool {
		NetworkOffers::<T>::get(network).as_ref() == Some(who)
	}

	pub(crate) fn is_device_offered(device: DeviceId, who: &T::AccountId) -> bool {
		DeviceOffers::<T>::get(device).is_some_and(|offer| Self::owns(offer.to, who))
	}

	/// Whether a call is free: signed by an account with free calls left, and a rightful one.
	pub(crate) fn is_free(
		origin: &OriginFor<T>,
		rightful: impl FnOnce(&T::AccountId) -> bool,
	) -> bool {
		origin.as_signer().is_some_and(|who| rightful(who) && Self::has(who, 1))
	}
}
