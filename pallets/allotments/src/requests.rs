//! Devices that ask first: energy is held for them, and the chain's event is what their meter
//! obeys.

use crate::{
	pallet::*,
	types::{NetworkRequests, Request},
	WeightInfo,
};
use commonwatt_primitives::{
	directory::{Directory, State},
	ids::MAX_DEVICES,
	meters::Meters,
	rebalancing::{Need, Rebalancing},
	DeviceId, Energy, MonthId, NetworkId,
};
use frame_support::{ensure, traits::Get, weights::Weight};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_request(
		who: &T::AccountId,
		device: DeviceId,
		energy: Energy,
	) -> Result<Weight, DispatchError> {
		ensure!(!energy.is_zero(), Error::<T>::ZeroEnergy);
		let device_terms = T::Directory::device(device).ok_or(Error::<T>::DeviceNotFound)?;
		let network = device_terms.network;
		let terms = Self::network_terms(network)?;
		ensure!(Self::may_ask_for(who, device), Error::<T>::NotOwnerOrHeadEnd);
		ensure!(terms.state == State::Active, Error::<T>::NetworkNotActive);
		ensure!(device_terms.state == State::Active, Error::<T>::DeviceNotActive);

		let present = Self::touch(network, &terms)?;
		let (now, month) = (present.now, present.month);
		if let Some(before) = Self::request_of(network, device) {
			ensure!(before.expires <= now, Error::<T>::RequestPending);
			Self::end_request(network, device);
		}
		let position = Self::rolled(device, now)?;
		let mut account = Self::open(network, month);

		// As a cover does, with the device's own balance before that of others.
		let (mut looked_at, mut pages) = (0, 0);
		let mut missing = energy.saturating_sub(account.take(energy));
		if !missing.is_zero() {
			let devices = Self::devices_now(network);
			(looked_at, pages) = (devices.len() as u32, Self::pages_of(&devices));
			Self::credit_exports(network, month, now, &devices, &mut account);
			missing = missing.saturating_sub(account.take(missing));
			let own = position.balance().min(missing);
			if !own.is_zero() {
				T::Meters::lower(device, own)?;
				missing = missing.saturating_sub(own);
			}
			if !missing.is_zero() {
				let (at, short, want) = (now, missing, missing);
				let devices = &devices;
				let need = Need { network, device, month, at, short, want, devices };
				let helped = T::Rebalancing::help_device(&need);
				account.transfers_between_devices =
					account.transfers_between_devices.saturating_add(helped.transfers);
				// Others gave to its mark. A device past its mark needs that for what it used.
				if !helped.energy.is_zero() {
					T::Meters::lower(device, helped.energy)
						.map_err(|_| Error::<T>::InsufficientEnergy)?;
				}
				missing = missing.saturating_sub(helped.energy);
			}
		}
		if !missing.is_zero() {
			missing = missing.saturating_sub(Self::draw(network, missing, &mut account));
		}
		ensure!(missing.is_zero(), Error::<T>::InsufficientEnergy);

		Self::add(&mut account.columns.held, energy)?;
		Accounts::<T>::insert(network, month, account);
		let expires = now.saturating_add(T::RequestLifetime::get()).min(terms.calendar.end(month));
		Self::keep_request(network, device, Request { month, energy, expires });
		Self::deposit_event(Event::EnergyReleased { network, device, energy, expires });
		Ok(Self::request_weight(looked_at, pages).saturating_add(present.closed))
	}

	/// What a request weighs that looks at so many devices in so many pages.
	fn request_weight(devices: u32, pages: u32) -> Weight {
		T::WeightInfo::request(devices)
			.saturating_add(T::Rebalancing::weight(devices))
			.saturating_add(T::Meters::pages_weight(pages))
	}

	pub(crate) fn most_request_weight() -> Weight {
		Self::request_weight(MAX_DEVICES, MAX_DEVICES)
	}

	pub(crate) fn do_cancel_request(who: &T::AccountId, device: DeviceId) -> DispatchResult {
		let terms = T::Directory::device(device).ok_or(Error::<T>::DeviceNotFound)?;
		let request = Self::request_of(terms.network, device).ok_or(Error::<T>::RequestNotFound)?;
		let ended = request.expires <= Self::now();
		ensure!(ended || Self::may_ask_for(who, device), Error::<T>::RequestNotExpired);
		Self::end_request(terms.network, device);
		Ok(())
	}

	/// What is held for a device.
	pub(crate) fn request_of(network: NetworkId, device: DeviceId) -> Option<Request> {
		let requests = Requests::<T>::get(network);
		let at = requests.binary_search_by_key(&device, |(device, _)| *device).ok()?;
		requests.get(at).map(|(_, request)| *request)
	}

	/// Notes what is still held for a device; forgets it where that is nothing.
	pub(crate) fn keep_request(network: NetworkId, device: DeviceId, request: Request) {
		Self::change_requests(network, |requests| {
			requests.retain(|(of, _)| *of != device);
			let at = requests.partition_point(|(of, _)| *of < device);
			// Only devices of the network have requests, and it has no more than there is room for.
			if !request.energy.is_zero() && requests.try_insert(at, (device, request)).is_err() {
				frame_support::defensive!("more requests than devices");
			}
		});
	}

	/// Forgets what is held in a month that closes.
	pub(crate) fn end_requests_of(network: NetworkId, month: MonthId) {
		Self::change_requests(network, |requests| {
			requests.retain(|(_, request)| request.month != month)
		});
	}

	fn change_requests(network: NetworkId, change: impl FnOnce(&mut NetworkRequests)) {
		Requests::<T>::mutate_exists(network, |stored| {
			let mut requests = stored.take().unwrap_or_default();
			change(&mut requests);
			*stored = (!requests.is_empty()).then_some(requests);
		});
	}

	/// Forgets what is held for a device, and puts it back into the reserve.
	pub(crate) fn end_request(network: NetworkId, device: DeviceId) {
		let Some(request) = Self::request_of(network, device) else { return };
		let Request { month, energy, .. } = request;
		Self::keep_request(network, device, Request { energy: Energy::ZERO, ..request });
		Accounts::<T>::mutate(network, month, |account| {
			// Requests end with their month, so that its account is open.
			let Some(account) = account else {
				frame_support::defensive!("a request of a closed month");
				return;
			};
			account.columns.held = account.columns.held.saturating_sub(energy);
			account.put(energy);
		});
		Self::deposit_event(Event::RequestEnded { network, device, energy });
	}
}
