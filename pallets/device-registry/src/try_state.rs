//! What holds after every call: every record has its owner record, lists and counts agree with the
//! records, and every deposit is on hold.

use crate::*;
use alloc::collections::{BTreeMap, BTreeSet};
use commonwatt_primitives::{
	directory::State,
	ids::{place, SLOTS_PER_PAGE},
	PageId, ProviderId,
};
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::{Saturating, TryRuntimeError};

type Check = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	pub fn do_try_state() -> Check {
		Self::check_providers()?;
		Self::check_networks()?;
		Self::check_devices()?;
		Self::check_places()?;
		Self::check_roles()?;
		Self::check_deposits()
	}

	fn check_providers() -> Check {
		let mut networks = BTreeMap::<ProviderId, u32>::new();
		for network in Networks::<T>::iter_values().filter(|n| n.state != State::Retired) {
			networks.entry(network.provider).or_default().saturating_inc();
		}
		let mut standing = 0;
		for (id, provider) in Providers::<T>::iter() {
			let stands = provider.state != State::Retired;
			standing += stands as usize;
			ensure!(id < NextProvider::<T>::get(), "a provider's id was not given");
			ensure!(
				ProviderLabels::<T>::contains_key(id) == stands,
				"the label of a provider comes and goes with it"
			);
			ensure!(
				stands == (ProviderOf::<T>::get(&provider.account) == Some(id)),
				"a provider's account names it until it retires"
			);
			let counted = networks.get(&id).copied().unwrap_or_default();
			ensure!(provider.networks == counted, "a provider's networks are miscounted");
		}
		ensure!(
			ProviderOf::<T>::iter_keys().count() == standing
				&& ProviderLabels::<T>::iter_keys().count() == standing,
			"an account or a label without a provider"
		);
		let mut listed = 0;
		for (id, accounts) in ProviderHeadEnds::<T>::iter() {
			ensure!(!accounts.is_empty(), "an empty list of head-ends");
			ensure!(
				Providers::<T>::get(id).is_some_and(|p| p.state != State::Retired),
				"head-ends without a provider"
			);
			for who in &accounts {
				ensure!(
					HeadEnds::<T>::get(who) == Some(id),
					"a head-end serves another provider than the one that lists it"
				);
			}
			listed += accounts.len();
		}
		ensure!(HeadEnds::<T>::iter_keys().count() == listed, "a head-end that nobody lists");
		Ok(())
	}

	fn check_networks() -> Check {
		let mut owned = BTreeMap::<T::AccountId, u32>::new();
		let mut standing = 0;
		for (id, network) in Networks::<T>::iter() {
			let stands = network.state != State::Retired;
			standing += stands as usize;
			ensure!(id < NextNetwork::<T>::get(), "a network's id was not given");
			let provider =
				Providers::<T>::get(network.provider).ok_or("a network without a provider")?;
			ensure!(
				!stands || provider.state != State::Retired,
				"a network of a provider that is retired"
			);
			ensure!(
				network.calendar.utc_offset_minutes() == provider.utc_offset_minutes,
				"a network keeps other time than its provider"
			);
			ensure!(
				NetworkLabels::<T>::contains_key(id) == stands,
				"the label of a network comes and goes with it"
			);
			ensure!(
				stands || !NetworkDevices::<T>::contains_key(id),
				"a retired network has devices"
			);
			if network.state == State::Active {
				owned.entry(network.owner).or_default().saturating_inc();
			}
		}
		ensure!(NetworkLabels::<T>::iter_keys().count() == standing, "a label without a network");
		let counted: BTreeMap<_, _> = OwnedNetworks::<T>::iter().collect();
		ensure!(counted == owned, "an owner's active networks are miscounted");
		for (id, to) in NetworkOffers::<T>::iter() {
			let network = Networks::<T>::get(id).ok_or("an offer without a network")?;
			ensure!(network.state != State::Retired, "a retired network is on offer");
			ensure!(network.owner != to, "a network is on offer to its owner");
		}
		Ok(())
	}

	fn check_devices() -> Check {
		let mut listed = 0;
		for (network, devices) in NetworkDevices::<T>::iter() {
			ensure!(!devices.is_empty(), "an empty list of devices");
			listed += devices.len();
			let distinct: BTreeSet<_> = devices.iter().collect();
			ensure!(distinct.len() == devices.len(), "a device is listed twice");
			for id in &devices {
				let device = Devices::<T>::get(id).ok_or("a listed device without a record")?;
				ensure!(device.network == network, "a device is listed by another network");
			}
		}
		let mut devices = 0;
		for (id, device) in Devices::<T>::iter() {
			devices += 1;
			let network = Networks::<T>::get(device.network).ok_or("a device without a network")?;
			ensure!(device.provider == network.provider, "a device has another provider");
			ensure!(device.state != State::Retired, "a retired device has a record");
			ensure!(device.rated_w > 0, "a device without rated power");
			ensure!(DeviceLabels::<T>::contains_key(id), "a device without a label");
		}
		ensure!(devices == listed, "a device that no network lists");
		ensure!(DeviceLabels::<T>::iter_keys().count() == devices, "a label without a device");
		let mut keys = 0;
		for (id, key) in DeviceKeys::<T>::iter() {
			keys += 1;
			ensure!(Devices::<T>::contains_key(id), "a key without a device");
			ensure!(KeyOwners::<T>::get(key) == Some(id), "a key that names another device");
		}
		ensure!(KeyOwners::<T>::iter_keys().count() == keys, "a key that no device has");
		for (id, offer) in DeviceOffers::<T>::iter() {
			ensure!(Devices::<T>::contains_key(id), "an offer without a device");
			ensure!(Networks::<T>::contains_key(offer.to), "an offer to no network");
		}
		Ok(())
	}

	fn check_places() -> Check {
		let mut pages = BTreeMap::<PageId, ProviderId>::new();
		for (id, device) in Devices::<T>::iter() {
			let (page, _) = place(id);
			ensure!(page < NextPage::<T>::get(), "a device in a page that was not given");
			let provider = *pages.entry(page).or_insert(device.provider);
			ensure!(provider == device.provider, "a page with devices of two providers");
			if let Some(next) = NextDevice::<T>::get(provider) {
				ensure!(
					place(next).0 != page || id < next,
					"a device in a place that is still to be given"
				);
			}
		}
		for (provider, next) in NextDevice::<T>::iter() {
			let (page, _) = place(next);
			ensure!(Providers::<T>::contains_key(provider), "a page of no provider");
			ensure!(page < NextPage::<T>::get(), "a provider fills a page that was not given");
			ensure!(next % SLOTS_PER_PAGE != 0, "a provider holds an empty page");
			ensure!(
				pages.get(&page).is_none_or(|holder| *holder == provider),
				"a provider fills another one's page"
			);
		}
		Ok(())
	}

	fn check_roles() -> Check {
		let mut roles = BTreeSet::new();
		roles.extend(ProviderOf::<T>::iter_keys());
		roles.extend(HeadEnds::<T>::iter_keys());
		roles.extend(OwnedNetworks::<T>::iter_keys());
		let buckets: BTreeSet<_> = FreeUsage::<T>::iter_keys().collect();
		ensure!(roles == buckets, "free calls go with a role, and only with one");
		Ok(())
	}

	fn check_deposits() -> Check {
		let mut providers = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		let mut networks = providers.clone();
		let mut devices = providers.clone();
		for provider in Providers::<T>::iter_values() {
			providers.entry(provider.account).or_default().saturating_accrue(provider.deposit);
		}
		for network in Networks::<T>::iter_values() {
			let provider =
				Providers::<T>::get(network.provider).ok_or("a network without a provider")?;
			let who = Self::depositor(network.deposit.by, &provider, &network).clone();
			networks.entry(who).or_default().saturating_accrue(network.deposit.amount);
		}
		for device in Devices::<T>::iter_values() {
			let network = Networks::<T>::get(device.network).ok_or("a device without a network")?;
			let provider =
				Providers::<T>::get(device.provider).ok_or("a device without a provider")?;
			let who = Self::depositor(device.deposit.by, &provider, &network).clone();
			devices.entry(who).or_default().saturating_accrue(device.deposit.amount);
		}
		for (reason, deposits) in [
			(HoldReason::Provider, providers),
			(HoldReason::Network, networks),
			(HoldReason::Device, devices),
		] {
			for (who, amount) in deposits {
				let held = T::Currency::balance_on_hold(&reason.into(), &who);
				ensure!(held == amount, "a deposit is not what is on hold");
			}
		}
		Ok(())
	}
}
