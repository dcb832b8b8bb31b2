//! What the registry tells the other pallets.

use crate::*;
use commonwatt_primitives::{
	directory::{
		DeviceKey, DeviceTerms, Devices as DeviceList, Directory, NetworkTerms, ProviderTerms,
		State,
	},
	DeviceId, NetworkId, ProviderId,
};

impl<T: Config> Directory for Pallet<T> {
	type AccountId = T::AccountId;

	fn provider(provider: ProviderId) -> Option<ProviderTerms<T::AccountId>> {
		let Provider {
			account,
			state,
			capacity,
			tariff,
			overdraft,
			carry_over,
			utc_offset_minutes,
			deposit: _,
			networks: _,
		} = Providers::<T>::get(provider)?;
		Some(ProviderTerms {
			account,
			state,
			capacity,
			tariff,
			overdraft,
			carry_over,
			utc_offset_minutes,
		})
	}

	fn head_end(who: &T::AccountId) -> Option<ProviderId> {
		let provider = HeadEnds::<T>::get(who)?;
		(Providers::<T>::get(provider)?.state == State::Active).then_some(provider)
	}

	fn network(network: NetworkId) -> Option<NetworkTerms<T::AccountId>> {
		let Network { owner, provider, state, calendar, leftover, cell: _, deposit: _ } =
			Networks::<T>::get(network)?;
		Some(NetworkTerms { owner, provider, state, calendar, leftover })
	}

	fn device(device: DeviceId) -> Option<DeviceTerms> {
		let Device { network, provider, kind, state, rated_w, floor, protected, deposit: _ } =
			Devices::<T>::get(device)?;
		Some(DeviceTerms { network, provider, kind, state, rated_w, floor, protected })
	}

	fn device_key(device: DeviceId) -> Option<DeviceKey> {
		DeviceKeys::<T>::get(device)
	}

	fn devices(network: NetworkId) -> DeviceList {
		NetworkDevices::<T>::get(network)
	}

	/// Called again for the same account, it gives another network of the same provider.
	#[cfg(feature = "runtime-benchmarks")]
	fn populate(
		who: &T::AccountId,
		devices: u32,
		key: Option<DeviceKey>,
	) -> (ProviderId, NetworkId, DeviceList) {
		crate::benchmarking::populate::<T>(who, devices, key)
	}
}
