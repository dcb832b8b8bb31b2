//! Between the devices of a network.

use crate::{
	math::pace::{self, Gift, Progress},
	Config, Error, Event, Exchanges, MoveReason, Pallet, LOG_TARGET,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	directory::{DeviceTerms, Directory, State},
	meters::Meters,
	rebalancing::{Helped, Need},
	Calendar, DeviceId, Energy, MonthId, NetworkId,
};
use frame_support::{ensure, storage::with_storage_layer, traits::Get};
use sp_runtime::{ArithmeticError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Moves energy to a device that is short, as far as its network's devices have slack.
	pub(crate) fn do_help_device(need: &Need) -> Helped {
		let policy = Self::policy(need.network);
		let Some(terms) = T::Directory::network(need.network) else { return Helped::default() };
		// A mark is raised in the meter's current month: help for another would be misplaced.
		let in_month = T::Meters::position(need.device).is_some_and(|p| p.month == need.month);
		if !policy.between_devices || terms.state != State::Active || !in_month {
			return Helped::default();
		}

		let transfers = pace::plan(
			Self::donors(need, terms.calendar),
			need.short,
			need.want,
			policy.min_transfer,
			T::MaxTransfers::get(),
		);
		let mut helped = Helped::default();
		for Gift { device, energy } in transfers {
			let moved = Self::transfer(
				need.network,
				need.month,
				device,
				need.device,
				energy,
				MoveReason::Shortfall,
			);
			match moved {
				Ok(()) => {
					helped.energy = helped.energy.saturating_add(energy);
					helped.transfers = helped.transfers.saturating_add(1);
				},
				// Nothing moved. The need goes on without this donor.
				Err(error) => log::error!(
					target: LOG_TARGET,
					"device {device} could not give {energy} to {}: {error:?}",
					need.device,
				),
			}
		}
		helped
	}

	/// The devices that have slack, with what they can give.
	fn donors(need: &Need, calendar: Calendar) -> Vec<Gift> {
		let progress = Progress::new(calendar.start(need.month), calendar.end(need.month), need.at);
		T::Directory::devices(need.network)
			.into_iter()
			.filter(|device| *device != need.device)
			.filter_map(|device| {
				let position = T::Meters::position(device).filter(|p| p.month == need.month)?;
				// Positions stand side by side in pages: look up only those worth it.
				if pace::giveable(&position, Energy::ZERO, progress).is_zero() {
					return None;
				}
				let terms = T::Directory::device(device)?;
				if terms.state != State::Active || terms.protected {
					return None;
				}
				let energy = pace::giveable(&position, terms.floor, progress);
				(!energy.is_zero()).then_some(Gift { device, energy })
			})
			.collect()
	}

	/// Moves energy because the owner says so.
	pub(crate) fn do_move_energy(
		giver: DeviceTerms,
		from: DeviceId,
		to: DeviceId,
		energy: Energy,
	) -> DispatchResult {
		ensure!(!energy.is_zero(), Error::<T>::NothingToMove);
		ensure!(from != to, Error::<T>::SameDevice);
		let receiver = T::Directory::device(to).ok_or(Error::<T>::DeviceNotFound)?;
		let same_network = receiver.network == giver.network;
		ensure!(same_network, Error::<T>::DevicesOfDifferentNetworks);
		let both_active = giver.state == State::Active && receiver.state == State::Active;
		ensure!(both_active, Error::<T>::DeviceNotActive);

		let now = Self::now();
		T::Meters::roll(from, now)?;
		T::Meters::roll(to, now)?;
		let source = T::Meters::position(from).ok_or(Error::<T>::DeviceNotFound)?;
		let target = T::Meters::position(to).ok_or(Error::<T>::DeviceNotFound)?;
		ensure!(source.month == target.month, Error::<T>::DevicesInDifferentMonths);
		ensure!(source.balance() >= energy, Error::<T>::BalanceTooLow);
		Self::transfer(giver.network, source.month, from, to, energy, MoveReason::OwnerMoved)
	}

	/// Lowers one mark, raises the other and records it; all of it or nothing.
	fn transfer(
		network: NetworkId,
		month: MonthId,
		from: DeviceId,
		to: DeviceId,
		energy: Energy,
		reason: MoveReason,
	) -> DispatchResult {
		with_storage_layer(|| {
			T::Meters::lower(from, energy)?;
			T::Meters::raise(to, energy)?;
			Exchanges::<T>::try_mutate(from, month, |exchange| -> DispatchResult {
				exchange.given =
					exchange.given.checked_add(energy).ok_or(ArithmeticError::Overflow)?;
				Ok(())
			})?;
			Exchanges::<T>::try_mutate(to, month, |exchange| -> DispatchResult {
				exchange.received =
					exchange.received.checked_add(energy).ok_or(ArithmeticError::Overflow)?;
				Ok(())
			})?;
			Self::deposit_event(Event::EnergyMoved { network, month, from, to, energy, reason });
			Ok(())
		})
	}
}
