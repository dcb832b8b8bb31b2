//! Between the devices of a network.

use crate::{
	math::pace::{self, Donor, Gift, Limits, Progress},
	Config, Error, Event, Exchange, Exchanges, MoveReason, NetworkExchanges, Pallet, LOG_TARGET,
	MAX_LOOKS,
};
use commonwatt_primitives::{
	directory::{DeviceTerms, Directory, State},
	meters::{Meters, Position},
	rebalancing::{Helped, Need},
	DeviceId, Energy, MonthId, NetworkId,
};
use frame_support::{ensure, storage::with_storage_layer, traits::Get};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Moves energy to a device that is short, as far as its network's devices have slack.
	pub(crate) fn do_help_device(need: &Need) -> Helped {
		let others = need.devices.len() > 1;
		// A mark is raised in the meter's current month: help for another would be misplaced.
		let in_month = |(device, position): &(DeviceId, Position)| {
			*device == need.device && position.month == need.month
		};
		if !others || !need.devices.iter().any(in_month) {
			return Helped::default();
		}
		let policy = Self::policy(need.network);
		let Some(terms) = T::Directory::network(need.network) else { return Helped::default() };
		if !policy.between_devices || terms.state != State::Active {
			return Helped::default();
		}

		let calendar = terms.calendar;
		let progress = Progress::new(calendar.start(need.month), calendar.end(need.month), need.at);
		let donors = need
			.devices
			.iter()
			.filter(|(device, position)| *device != need.device && position.month == need.month)
			.filter_map(|(device, position)| Donor::new(*device, position, progress));
		let floor = |device| {
			let terms = T::Directory::device(device)?;
			(terms.state == State::Active && !terms.protected).then_some(terms.floor)
		};
		let limits = Limits {
			minimum: policy.min_transfer,
			transfers: T::MaxTransfers::get(),
			looks: MAX_LOOKS,
		};
		let gifts = pace::plan(donors, floor, need.short, need.want, limits);
		let reason = MoveReason::Shortfall;
		Self::transfer(need.network, need.month, &gifts, need.device, reason).unwrap_or_else(
			|error| {
				log::error!(target: LOG_TARGET, "{} could not be helped: {error:?}", need.device);
				Helped::default()
			},
		)
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
		let gift = Gift { device: from, energy };
		let reason = MoveReason::OwnerMoved;
		let moved = Self::transfer(giver.network, source.month, &[gift], to, reason)?;
		ensure!(moved.energy == energy, Error::<T>::BalanceTooLow);
		Ok(())
	}

	/// Lowers the marks of those that give, raises that of `to` and records it; all of it or
	/// nothing. A device whose mark cannot be lowered gives nothing, and the others go on.
	fn transfer(
		network: NetworkId,
		month: MonthId,
		gifts: &[Gift],
		to: DeviceId,
		reason: MoveReason,
	) -> Result<Helped, DispatchError> {
		let mut helped = Helped::default();
		if gifts.is_empty() {
			return Ok(helped);
		}
		with_storage_layer(|| {
			let mut exchanges = Exchanges::<T>::get(network, month);
			for Gift { device: from, energy } in gifts.iter().copied() {
				if let Err(error) = T::Meters::lower(from, energy) {
					log::error!(target: LOG_TARGET, "{from} could not give {energy}: {error:?}");
					continue;
				}
				Self::note(&mut exchanges, from, |exchange| &mut exchange.given, energy)?;
				helped.energy =
					helped.energy.checked_add(energy).ok_or(ArithmeticError::Overflow)?;
				helped.transfers = helped.transfers.saturating_add(1);
				Self::deposit_event(Event::EnergyMoved {
					network,
					month,
					from,
					to,
					energy,
					reason,
				});
			}
			if helped.transfers > 0 {
				T::Meters::raise(to, helped.energy)?;
				Self::note(&mut exchanges, to, |exchange| &mut exchange.received, helped.energy)?;
				Exchanges::<T>::insert(network, month, exchanges);
			}
			Ok(helped)
		})
	}

	/// Adds to what a device got or gave.
	fn note(
		exchanges: &mut NetworkExchanges,
		device: DeviceId,
		total: impl FnOnce(&mut Exchange) -> &mut Energy,
		energy: Energy,
	) -> DispatchResult {
		let at = match exchanges.binary_search_by_key(&device, |(device, _)| *device) {
			Ok(at) => at,
			Err(at) => {
				// A network has no more devices than this holds, and those that leave are forgotten.
				exchanges
					.try_insert(at, (device, Exchange::default()))
					.map_err(|_| ArithmeticError::Overflow)?;
				at
			},
		};
		if let Some((_, exchange)) = exchanges.get_mut(at) {
			let total = total(exchange);
			*total = total.checked_add(energy).ok_or(ArithmeticError::Overflow)?;
		}
		Ok(())
	}
}
