//! What owners set aside for their devices, month after month or once.

use crate::{
	months::{Present, TermsOf},
	pallet::*,
	types::Allocations,
	WeightInfo,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	directory::Directory,
	ids::pages_of,
	meters::{Meters, Position},
	DeviceId, Energy, NetworkId, Seconds,
};
use frame_support::{ensure, weights::Weight};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	/// The device in the present month: rolled, so that the month begins with the allocation that
	/// was in force.
	pub(crate) fn rolled(device: DeviceId, now: Seconds) -> Result<Position, DispatchError> {
		T::Meters::roll(device, now)?;
		T::Meters::position(device).ok_or(Error::<T>::DeviceNotFound.into())
	}

	/// What setting these allocations weighs.
	pub(crate) fn allocate_weight(allocations: &Allocations) -> Weight {
		let devices: Vec<DeviceId> = allocations.iter().map(|(device, _)| *device).collect();
		T::WeightInfo::allocate(devices.len() as u32)
			.saturating_add(T::Meters::pages_weight(pages_of(&devices)))
	}

	pub(crate) fn do_allocate(
		who: &T::AccountId,
		network: NetworkId,
		allocations: Allocations,
	) -> Result<Weight, DispatchError> {
		let terms = Self::owned(who, network)?;
		Self::ensure_all_in(network, &allocations)?;
		let present = Self::touch(network, &terms)?;
		let month = present.month;
		let mut standing = Standings::<T>::get(network).unwrap_or_default();
		let mut account = Self::open(network, month);

		// Cuts first: what they give back serves the rises.
		let (mut rises, mut returned) = (Energy::ZERO, Energy::ZERO);
		let mut raised = Vec::new();
		for (device, to) in allocations.iter().copied() {
			let position = Self::rolled(device, present.now)?;
			let from = position.allocation;
			standing.allocated = standing.allocated.saturating_sub(from);
			Self::add(&mut standing.allocated, to)?;
			T::Meters::set_allocation(device, to)?;
			let rise = to.saturating_sub(from);
			if !rise.is_zero() {
				Self::add(&mut rises, rise)?;
				raised.push((device, rise));
			}
			let cut = from.saturating_sub(to).min(position.balance());
			if !cut.is_zero() {
				T::Meters::lower(device, cut)?;
				Self::add(&mut returned, cut)?;
			}
		}
		ensure!(standing.allocated <= standing.allotment, Error::<T>::AllocationAboveAllotment);
		Self::receive(&mut account, returned)?;
		ensure!(account.take(rises) == rises, Error::<T>::InsufficientReserve);
		for (device, rise) in raised {
			T::Meters::raise(device, rise)?;
		}
		// Without an allotment nothing can be set aside: there is no standing to store.
		if !standing.allotment.is_zero() {
			Standings::<T>::insert(network, standing);
		}
		Self::deposit_event(Event::AllocationsChanged {
			network,
			month,
			devices: allocations.len() as u32,
			allocated: standing.allocated,
			reserve: account.columns.reserve,
		});
		Accounts::<T>::insert(network, month, account);
		Ok(present.closed)
	}

	/// Every device once, and all of them of the network.
	fn ensure_all_in(network: NetworkId, allocations: &Allocations) -> Result<(), Error<T>> {
		let mut devices = T::Directory::devices(network).into_inner();
		devices.sort_unstable();
		let mut named: Vec<_> = allocations.iter().map(|(device, _)| *device).collect();
		named.sort_unstable();
		ensure!(named.windows(2).all(|pair| pair[0] != pair[1]), Error::<T>::DuplicateDevice);
		let known = |device: &DeviceId| devices.binary_search(device).is_ok();
		ensure!(named.iter().all(known), Error::<T>::DeviceNotInNetwork);
		Ok(())
	}

	/// The present of a device's network, for its owner `who`.
	fn owned_device(
		who: &T::AccountId,
		device: DeviceId,
		energy: Energy,
	) -> Result<(NetworkId, Present, Position), DispatchError> {
		ensure!(!energy.is_zero(), Error::<T>::ZeroEnergy);
		let network = T::Directory::device(device).ok_or(Error::<T>::DeviceNotFound)?.network;
		let terms: TermsOf<T> = Self::owned(who, network)?;
		let present = Self::touch(network, &terms)?;
		let position = Self::rolled(device, present.now)?;
		Ok((network, present, position))
	}

	pub(crate) fn do_top_up(
		who: &T::AccountId,
		device: DeviceId,
		energy: Energy,
	) -> Result<Weight, DispatchError> {
		let (network, present, _) = Self::owned_device(who, device, energy)?;
		let month = present.month;
		let taken = Self::with_account(network, month, |account| account.take(energy));
		ensure!(taken == energy, Error::<T>::InsufficientReserve);
		T::Meters::raise(device, energy)?;
		Self::deposit_event(Event::DeviceToppedUp { network, device, month, energy });
		Ok(present.closed)
	}

	pub(crate) fn do_take_back(
		who: &T::AccountId,
		device: DeviceId,
		energy: Energy,
	) -> Result<Weight, DispatchError> {
		let (network, present, position) = Self::owned_device(who, device, energy)?;
		ensure!(energy <= position.balance(), Error::<T>::InsufficientBalance);
		let month = present.month;
		T::Meters::lower(device, energy)?;
		Self::with_account(network, month, |account| Self::receive(account, energy))?;
		Self::deposit_event(Event::EnergyTakenBack { network, device, month, energy });
		Ok(present.closed)
	}
}
