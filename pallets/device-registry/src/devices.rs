//! Devices: enrolment, states, keys and what they give away.

use crate::*;
use commonwatt_primitives::{
	directory::{DeviceKey, OnDevice, OnRegistry, State},
	ids::{device_at, place, SLOTS_PER_PAGE},
	DeviceId, Energy, NetworkId, ProviderId, Seconds,
};
use frame_support::{ensure, storage::with_storage_layer, traits::Get, weights::Weight};
use sp_runtime::{DispatchError, DispatchResult, Saturating};

impl<T: Config> Pallet<T> {
	/// What enrolling so many devices weighs: side by side, from somewhere within a page on.
	pub(crate) fn enrol_weight(devices: u32) -> Weight {
		let pages = devices.div_ceil(SLOTS_PER_PAGE).saturating_add(1);
		T::WeightInfo::enrol_devices(devices).saturating_add(T::Meters::pages_weight(pages))
	}

	pub(crate) fn do_enrol_devices(
		who: T::AccountId,
		network_id: NetworkId,
		at: Seconds,
		specs: DeviceSpecs,
	) -> DispatchResult {
		let network = Self::network_record(network_id)?;
		let provider = Self::active_provider(network.provider)?;
		let (state, by) = if Self::acts_for(network.provider, &who) {
			(State::Active, Depositor::Provider)
		} else {
			ensure!(network.owner == who, Error::<T>::NotTheOwnerNorTheProvider);
			(State::Pending, Depositor::Owner)
		};
		ensure!(network.state == State::Active, Error::<T>::NetworkNotActive);
		let now = Self::now();
		let calendar = network.calendar;
		ensure!(at <= now, Error::<T>::OpeningInFuture);
		let oldest = calendar.start(calendar.month_at(now).previous());
		ensure!(at >= oldest, Error::<T>::OpeningTooOld);

		let deposit = Deposit { by, amount: T::DeviceDeposit::get() };
		let mut deposits = BalanceOf::<T>::default();
		let mut devices = NetworkDevices::<T>::get(network_id);
		let before = devices.len();
		for (index, spec) in specs.into_iter().enumerate() {
			let index = index as u32;
			let device = Self::next_device(network.provider)?;
			let enrolled = Self::ensure_spec(&spec, devices.is_full()).and_then(|()| {
				// What a meter wrote before it refused is undone.
				with_storage_layer(|| {
					T::Meters::enrolled(device, network.provider, calendar, spec.opening, at)?;
					if state != State::Active {
						T::Meters::accepts_readings(device, false)?;
					}
					Ok(())
				})
				.map_err(Refusal::MeterRefused)?;
				devices.try_push(device).map_err(|_| Refusal::NetworkFull)
			});
			if let Err(reason) = enrolled {
				Self::deposit_event(Event::DeviceRefused { network: network_id, index, reason });
				continue;
			}
			Self::take_place(network.provider, device);
			deposits.saturating_accrue(deposit.amount);
			if let Some(key) = spec.key {
				DeviceKeys::<T>::insert(device, key);
				KeyOwners::<T>::insert(key, device);
			}
			DeviceLabels::<T>::insert(device, spec.label);
			Devices::<T>::insert(
				device,
				Device {
					network: network_id,
					provider: network.provider,
					kind: spec.kind,
					state,
					rated_w: spec.rated_w,
					floor: spec.floor,
					protected: spec.protected,
					deposit,
				},
			);
			Self::deposit_event(Event::DeviceEnrolled { network: network_id, device, index });
		}
		if devices.len() > before {
			NetworkDevices::<T>::insert(network_id, devices);
			T::Ledger::devices_join(network_id, at)?;
		}
		let depositor = Self::depositor(by, &provider, &network);
		Self::hold_deposit(HoldReason::Device, depositor, deposits)
	}

	fn ensure_spec(spec: &DeviceSpec, full: bool) -> Result<(), Refusal> {
		ensure!(spec.rated_w > 0, Refusal::NoRatedPower);
		ensure!(!full, Refusal::NetworkFull);
		if let Some(key) = &spec.key {
			ensure!(!KeyOwners::<T>::contains_key(key), Refusal::KeyInUse);
		}
		Ok(())
	}

	/// The id of the provider's next device: in the page that it is filling, or else the first of
	/// a page that is nobody's.
	fn next_device(provider: ProviderId) -> Result<DeviceId, DispatchError> {
		NextDevice::<T>::get(provider)
			.or_else(|| device_at(NextPage::<T>::get(), 0))
			.ok_or(Error::<T>::IdsExhausted.into())
	}

	/// Takes the place that [`next_device`](Self::next_device) gave.
	fn take_place(provider: ProviderId, device: DeviceId) {
		let (page, slot) = place(device);
		if slot == 0 {
			NextPage::<T>::put(page.saturating_add(1));
		}
		if slot as u32 + 1 == SLOTS_PER_PAGE {
			NextDevice::<T>::remove(provider);
		} else {
			NextDevice::<T>::insert(provider, device.saturating_add(1));
		}
	}

	pub(crate) fn do_set_device_state(
		who: T::AccountId,
		id: DeviceId,
		state: State,
	) -> DispatchResult {
		let mut device = Self::device_record(id)?;
		let network = Self::network_record(device.network)?;
		if state == State::Retired {
			ensure!(
				network.owner == who || ProviderOf::<T>::get(&who) == Some(device.provider),
				Error::<T>::NotTheOwnerNorTheProvider
			);
			Self::retire_device(id, device, network)?;
		} else {
			ensure!(Self::acts_for(device.provider, &who), Error::<T>::NotTheProviderNorItsHeadEnd);
			match (device.state, state) {
				(State::Pending | State::Suspended, State::Active)
				| (State::Active, State::Suspended) => device.state = state,
				_ => return Err(Error::<T>::InvalidTransition.into()),
			}
			Devices::<T>::insert(id, device);
			let accepts = state == State::Active && network.state == State::Active;
			T::Meters::accepts_readings(id, accepts)?;
		}
		Self::deposit_event(Event::DeviceStateChanged { device: id, state });
		Ok(())
	}

	/// Takes all that there is of a device away. The ledger goes first: it still needs the record.
	fn retire_device(
		id: DeviceId,
		device: DeviceRecord<T>,
		network: NetworkRecord<T>,
	) -> DispatchResult {
		T::Ledger::device_leaves(device.network, id)?;
		T::Meters::accepts_readings(id, false)?;
		Self::unlist_device(device.network, id);
		if let Some(key) = DeviceKeys::<T>::take(id) {
			KeyOwners::<T>::remove(key);
		}
		DeviceLabels::<T>::remove(id);
		DeviceOffers::<T>::remove(id);
		Devices::<T>::remove(id);
		let provider = Self::provider_record(device.provider)?;
		let depositor = Self::depositor(device.deposit.by, &provider, &network);
		Self::release_deposit(HoldReason::Device, depositor, device.deposit.amount)
	}

	/// Takes a device off the list of its network.
	pub(crate) fn unlist_device(network: NetworkId, device: DeviceId) {
		NetworkDevices::<T>::mutate_exists(network, |list| {
			if let Some(devices) = list {
				devices.retain(|listed| *listed != device);
				if devices.is_empty() {
					*list = None;
				}
			}
		});
	}

	pub(crate) fn do_set_device_key(
		who: T::AccountId,
		id: DeviceId,
		key: Option<DeviceKey>,
	) -> DispatchResult {
		let device = Self::device_record(id)?;
		ensure!(
			Self::owns_or_acts_for(device.network, &who),
			Error::<T>::NotTheOwnerNorTheProvider
		);
		if let Some(key) = &key {
			let holder = KeyOwners::<T>::get(key);
			ensure!(holder.is_none() || holder == Some(id), Error::<T>::KeyInUse);
		}
		if let Some(old) = DeviceKeys::<T>::take(id) {
			KeyOwners::<T>::remove(old);
		}
		if let Some(key) = key {
			DeviceKeys::<T>::insert(id, key);
			KeyOwners::<T>::insert(key, id);
		}
		Self::deposit_event(Event::DeviceKeySet { device: id, key });
		Ok(())
	}

	pub(crate) fn do_set_device_policy(
		who: T::AccountId,
		id: DeviceId,
		floor: Energy,
		protected: bool,
	) -> DispatchResult {
		let (mut device, _) = Self::owned_device(&who, id)?;
		device.floor = floor;
		device.protected = protected;
		Devices::<T>::insert(id, device);
		Self::deposit_event(Event::DevicePolicySet { device: id, floor, protected });
		Ok(())
	}
}
