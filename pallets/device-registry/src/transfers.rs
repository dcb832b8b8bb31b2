//! Networks get new owners and devices move between networks: offered by one, accepted by another.

use crate::*;
use commonwatt_primitives::{
	directory::{OnDevice, OnRegistry, State},
	DeviceId, NetworkId,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult, Saturating};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_offer_network(
		who: T::AccountId,
		id: NetworkId,
		to: T::AccountId,
	) -> DispatchResult {
		let network = Self::owned_network(&who, id)?;
		ensure!(network.state != State::Retired, Error::<T>::InvalidTransition);
		ensure!(to != who, Error::<T>::AlreadyTheOwner);
		NetworkOffers::<T>::insert(id, &to);
		Self::deposit_event(Event::NetworkOffered { network: id, to });
		Ok(())
	}

	/// Returns how many devices went along.
	pub(crate) fn do_accept_network(
		who: T::AccountId,
		id: NetworkId,
	) -> Result<u32, DispatchError> {
		let mut network = Self::network_record(id)?;
		let to = NetworkOffers::<T>::get(id).ok_or(Error::<T>::NetworkNotOffered)?;
		ensure!(to == who, Error::<T>::OfferedToAnother);
		let from = core::mem::replace(&mut network.owner, who.clone());

		if network.deposit.by == Depositor::Owner {
			Self::pass_deposit(HoldReason::Network, &from, &who, network.deposit.amount)?;
		}
		let devices = NetworkDevices::<T>::get(id);
		let mut deposits = BalanceOf::<T>::default();
		for device in &devices {
			let deposit = Self::device_record(*device)?.deposit;
			if deposit.by == Depositor::Owner {
				deposits.saturating_accrue(deposit.amount);
			}
		}
		Self::pass_deposit(HoldReason::Device, &from, &who, deposits)?;
		if network.state == State::Active {
			Self::active_network_lost(&from);
			Self::active_network_gained(&who);
		}
		NetworkOffers::<T>::remove(id);
		Networks::<T>::insert(id, network);
		Self::deposit_event(Event::NetworkTransferred { network: id, from, to: who });
		Ok(devices.len() as u32)
	}

	pub(crate) fn do_withdraw_network_offer(who: T::AccountId, id: NetworkId) -> DispatchResult {
		Self::owned_network(&who, id)?;
		NetworkOffers::<T>::take(id).ok_or(Error::<T>::NetworkNotOffered)?;
		Self::deposit_event(Event::NetworkOfferWithdrawn { network: id });
		Ok(())
	}

	pub(crate) fn do_offer_device(
		who: T::AccountId,
		id: DeviceId,
		to: NetworkId,
	) -> DispatchResult {
		let (device, network) = Self::owned_device(&who, id)?;
		ensure!(device.network != to, Error::<T>::AlreadyInNetwork);
		let target = Self::network_record(to)?;
		ensure!(target.state == State::Active, Error::<T>::NetworkNotActive);
		// Neither ever changes, so what holds now holds when the offer is accepted.
		ensure!(target.provider == network.provider, Error::<T>::OtherProvider);
		ensure!(target.calendar == network.calendar, Error::<T>::CalendarMismatch);
		DeviceOffers::<T>::insert(id, DeviceOffer { to, by: who });
		Self::deposit_event(Event::DeviceOffered { device: id, to });
		Ok(())
	}

	pub(crate) fn do_accept_device(who: T::AccountId, id: DeviceId) -> DispatchResult {
		let mut device = Self::device_record(id)?;
		let DeviceOffer { to, by } =
			DeviceOffers::<T>::get(id).ok_or(Error::<T>::DeviceNotOffered)?;
		let target = Self::owned_network(&who, to)?;
		let from = device.network;
		let source = Self::network_record(from)?;
		ensure!(source.owner == by, Error::<T>::OfferLapsed);
		ensure!(target.state == State::Active, Error::<T>::NetworkNotActive);

		T::Ledger::device_leaves(from, id)?;
		NetworkDevices::<T>::try_append(to, id).map_err(|()| Error::<T>::NetworkFull)?;
		Self::unlist_device(from, id);
		if device.deposit.by == Depositor::Owner {
			Self::pass_deposit(HoldReason::Device, &by, &who, device.deposit.amount)?;
		}
		T::Meters::accepts_readings(id, device.state == State::Active)?;
		DeviceOffers::<T>::remove(id);
		device.network = to;
		Devices::<T>::insert(id, device);
		Self::deposit_event(Event::DeviceMoved { device: id, from, to });
		T::Ledger::devices_join(to, Self::now())
	}

	pub(crate) fn do_withdraw_device_offer(who: T::AccountId, id: DeviceId) -> DispatchResult {
		Self::owned_device(&who, id)?;
		DeviceOffers::<T>::take(id).ok_or(Error::<T>::DeviceNotOffered)?;
		Self::deposit_event(Event::DeviceOfferWithdrawn { device: id });
		Ok(())
	}
}
