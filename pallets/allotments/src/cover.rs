//! Energy for a device whose register passed its mark. Covers are few and meaningful: each gives
//! headroom for days, overdrafts come in chunks, and a dry network is left alone for a while.

use crate::{math, pallet::*, types::Account};
use commonwatt_primitives::{
	directory::Directory,
	meters::{Covered, Meters},
	rebalancing::{Need, Rebalancing},
	DeviceId, Energy, MonthId, NetworkId, Seconds,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::DispatchResult;

/// What was found for a shortfall.
#[derive(Clone, Copy, Default)]
pub(crate) struct Found {
	request: Energy,
	reserve: Energy,
	devices: Energy,
	pool: Energy,
	overdrawn: Energy,
}

impl Found {
	pub(crate) fn all(&self) -> Energy {
		[self.request, self.reserve, self.devices, self.pool, self.overdrawn].into_iter().sum()
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_cover_again(device: DeviceId) -> DispatchResult {
		let position = T::Meters::position(device).ok_or(Error::<T>::DeviceNotFound)?;
		let terms = T::Directory::device(device).ok_or(Error::<T>::DeviceNotFound)?;
		ensure!(!position.short().is_zero(), Error::<T>::NotShort);
		let (_, found) = Self::do_cover(terms.network, device, true);
		ensure!(!found.all().is_zero(), Error::<T>::NothingAvailable);
		Ok(())
	}

	/// Raises the mark of a device from whatever its network may use, in the month that its meter
	/// is in. `again` looks even where the network was found dry a short while ago.
	pub(crate) fn do_cover(network: NetworkId, device: DeviceId, again: bool) -> (Covered, Found) {
		let mut found = Found::default();
		let Some(position) = T::Meters::position(device) else { return (Covered::Dry, found) };
		let (short, month) = (position.short(), position.month);
		if short.is_zero() {
			return (Covered::Whole, found);
		}
		let Some(terms) = T::Directory::network(network) else { return (Covered::Dry, found) };
		if month < Self::begin(network, &terms, month) {
			// That month is closed: its books are not opened again.
			return (Covered::Dry, found);
		}
		let now = Self::now();
		let mut account = Self::open(network, month);
		let request = Requests::<T>::get(device).filter(|request| request.month == month);
		let waits = |since: Seconds| now < since.saturating_add(T::DryRetry::get());
		if !again && request.is_none() && account.dry_since.is_some_and(waits) {
			return (Covered::Dry, found);
		}

		let calendar = terms.calendar;
		let wanted = math::wanted(
			short,
			position.used(),
			position.read_at.saturating_sub(calendar.start(month)),
			calendar.end(month).saturating_sub(position.read_at),
			T::HeadroomDays::get(),
			T::MinCover::get(),
		);

		if let Some(mut request) = request {
			found.request = request.energy.min(wanted);
			request.energy = request.energy.saturating_sub(found.request);
			account.columns.held = account.columns.held.saturating_sub(found.request);
			Requests::<T>::set(device, (!request.energy.is_zero()).then_some(request));
		}
		if found.all() < short {
			found.reserve = account.take(wanted.saturating_sub(found.all()));
		}
		if found.all() < short {
			Self::credit_exports(network, month, now, &mut account);
			let more = account.take(wanted.saturating_sub(found.all()));
			found.reserve = found.reserve.saturating_add(more);
		}
		Self::raise_or_keep(device, found.all(), &mut account);

		if found.all() < short {
			let helped = T::Rebalancing::help_device(&Need {
				network,
				device,
				month,
				at: position.read_at,
				short: short.saturating_sub(found.all()),
				want: wanted.saturating_sub(found.all()),
			});
			found.devices = helped.energy;
			account.transfers_between_devices =
				account.transfers_between_devices.saturating_add(helped.transfers);
		}
		if found.all() < short {
			found.pool = Self::draw(network, wanted.saturating_sub(found.all()), &mut account);
		}
		if found.all() < short {
			let limits = T::Directory::provider(terms.provider)
				.map(|provider| provider.overdraft)
				.unwrap_or_default();
			let lacks = short.saturating_sub(found.all());
			let before = account.columns.overdrawn;
			found.overdrawn = math::overdraft(lacks, limits.chunk, limits.limit, before);
			account.columns.overdrawn = before.saturating_add(found.overdrawn);
		}
		Self::raise_or_keep(device, found.pool.saturating_add(found.overdrawn), &mut account);

		if !found.all().is_zero() {
			Self::deposit_event(Event::ShortfallCovered {
				network,
				device,
				month,
				short,
				from_request: found.request,
				from_reserve: found.reserve,
				from_devices: found.devices,
				from_pool: found.pool,
				overdrawn: found.overdrawn,
			});
		}
		let covered = if found.all() < short {
			if account.dry_since.replace(now).is_none() {
				Self::deposit_event(Event::NetworkExhausted { network, month });
			}
			Covered::Dry
		} else {
			account.dry_since = None;
			Covered::Whole
		};
		Accounts::<T>::insert(network, month, account);
		(covered, found)
	}

	/// Raises a mark. Where the meter refuses, which it has no reason to, the energy stays in the
	/// reserve.
	fn raise_or_keep(device: DeviceId, energy: Energy, account: &mut Account) {
		if !energy.is_zero() && T::Meters::raise(device, energy).is_err() {
			frame_support::defensive!("a mark that cannot be raised");
			account.put(energy);
		}
	}

	/// Draws from the community's pool, and books what came.
	pub(crate) fn draw(network: NetworkId, want: Energy, account: &mut Account) -> Energy {
		let drawn = T::Rebalancing::draw(network, want);
		if !drawn.is_zero() {
			account.columns.received = account.columns.received.saturating_add(drawn);
			account.transfers_between_networks =
				account.transfers_between_networks.saturating_add(1);
			Totals::<T>::mutate(|totals| totals.received += drawn.as_wh() as u128);
		}
		drawn
	}

	/// Credits what the network's own generators fed in during `month` to the reserve, at most once
	/// at a time: readings that come together look only once.
	pub(crate) fn credit_exports(
		network: NetworkId,
		month: MonthId,
		now: Seconds,
		account: &mut Account,
	) {
		if account.credited_at.replace(now) == Some(now) {
			return;
		}
		let mut energy = Energy::ZERO;
		for device in T::Directory::devices(network) {
			let fed_in = |position: commonwatt_primitives::meters::Position| {
				position.month == month && !position.uncredited().is_zero()
			};
			if T::Meters::position(device).is_some_and(fed_in) {
				energy = energy.saturating_add(T::Meters::credit_exports(device));
			}
		}
		if !energy.is_zero() {
			account.columns.generated = account.columns.generated.saturating_add(energy);
			account.columns.reserve = account.columns.reserve.saturating_add(energy);
			Totals::<T>::mutate(|totals| totals.generated += energy.as_wh() as u128);
			Self::deposit_event(Event::ExportsCredited { network, month, energy });
		}
	}
}
