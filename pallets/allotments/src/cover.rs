//! Energy for a device whose register passed its mark. Covers are few and meaningful: each gives
//! headroom for days, overdrafts come in chunks, and a dry network is left alone for a while.

use crate::{math, pallet::*, types::Account, WeightInfo};
use alloc::vec::Vec;
use commonwatt_primitives::{
	directory::Directory,
	ids::{pages_of, MAX_DEVICES},
	meters::{Covered, Meters, Position, MAX_REGISTER},
	rebalancing::{Need, Rebalancing},
	DeviceId, Energy, MonthId, NetworkId, Seconds,
};
use frame_support::{ensure, traits::Get, weights::Weight};
use sp_runtime::DispatchError;

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

/// What came of a cover.
pub(crate) struct Outcome {
	pub covered: Covered,
	pub found: Energy,
	/// How many devices of the network were looked at, in how many pages; none where the account
	/// said it all.
	pub devices: Option<(u32, u32)>,
}

impl<T: Config> Pallet<T> {
	/// The most that covering a device weighs where so many devices of its network, in so many
	/// pages, are looked at.
	fn cover_weight_of((devices, pages): (u32, u32)) -> Weight {
		T::WeightInfo::cover(devices)
			.saturating_add(T::Rebalancing::weight(devices))
			.saturating_add(T::Meters::pages_weight(pages))
	}

	/// The most that a cover weighs: with devices that each stand in another page.
	pub(crate) fn most_cover_weight() -> Weight {
		Self::cover_weight_of((MAX_DEVICES, MAX_DEVICES))
	}

	/// What a cover weighed.
	pub(crate) fn weigh(outcome: &Outcome) -> Weight {
		outcome.devices.map_or_else(T::WeightInfo::cover_from_reserve, Self::cover_weight_of)
	}

	pub(crate) fn do_cover_again(device: DeviceId) -> Result<Weight, DispatchError> {
		let position = T::Meters::position(device).ok_or(Error::<T>::DeviceNotFound)?;
		let terms = T::Directory::device(device).ok_or(Error::<T>::DeviceNotFound)?;
		ensure!(!position.short().is_zero(), Error::<T>::NotShort);
		let outcome = Self::do_cover(terms.network, device, true);
		ensure!(!outcome.found.is_zero(), Error::<T>::NothingAvailable);
		Ok(Self::weigh(&outcome).saturating_add(T::DbWeight::get().reads(1)))
	}

	/// Raises the mark of a device from whatever its network may use, in the month that its meter
	/// is in. `again` looks even where the network was found dry a short while ago.
	pub(crate) fn do_cover(network: NetworkId, device: DeviceId, again: bool) -> Outcome {
		let (mut found, mut devices) = (Found::default(), None);
		let nothing = |covered, devices| Outcome { covered, found: Energy::ZERO, devices };
		let Some(position) = T::Meters::position(device) else {
			return nothing(Covered::Dry, devices);
		};
		let (short, month) = (position.short(), position.month);
		if short.is_zero() {
			return nothing(Covered::Whole, devices);
		}
		let Some(terms) = T::Directory::network(network) else {
			return nothing(Covered::Dry, devices);
		};
		let mut account = match Accounts::<T>::get(network, month) {
			Some(account) => account,
			None => {
				if month < Self::begin(network, &terms, month) {
					// That month is closed: its books are not opened again.
					return nothing(Covered::Dry, devices);
				}
				Self::open_anew(network, month)
			},
		};
		let now = Self::now();
		let request = (!account.columns.held.is_zero())
			.then(|| Self::request_of(network, device))
			.flatten()
			.filter(|request| request.month == month);
		let waits = |since: Seconds| now < since.saturating_add(T::DryRetry::get());
		if !again && request.is_none() && account.dry_since.is_some_and(waits) {
			return nothing(Covered::Dry, devices);
		}

		let calendar = terms.calendar;
		// A mark goes no higher than a register.
		let room = MAX_REGISTER.saturating_sub(position.mark);
		let wanted = math::wanted(
			short,
			position.used(),
			position.read_at.saturating_sub(calendar.start(month)),
			calendar.end(month).saturating_sub(position.read_at),
			T::HeadroomDays::get(),
			T::MinCover::get(),
		)
		.min(room);

		if let Some(mut request) = request {
			found.request = request.energy.min(wanted);
			request.energy = request.energy.saturating_sub(found.request);
			account.columns.held = account.columns.held.saturating_sub(found.request);
			Self::keep_request(network, device, request);
		}
		if found.all() < short {
			found.reserve = account.take(wanted.saturating_sub(found.all()));
		}
		if found.all() < short {
			let stand = Self::devices_now(network);
			devices = Some((stand.len() as u32, Self::pages_of(&stand)));
			Self::credit_exports(network, month, now, &stand, &mut account);
			let more = account.take(wanted.saturating_sub(found.all()));
			found.reserve = found.reserve.saturating_add(more);
			if found.all() < short {
				let helped = T::Rebalancing::help_device(&Need {
					network,
					device,
					month,
					at: position.read_at,
					short: short.saturating_sub(found.all()),
					want: wanted.saturating_sub(found.all()),
					devices: &stand,
				});
				found.devices = helped.energy;
				account.transfers_between_devices =
					account.transfers_between_devices.saturating_add(helped.transfers);
			}
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
			found.overdrawn = math::overdraft(lacks, limits.chunk, limits.limit, before)
				.min(room.saturating_sub(found.all()));
			account.columns.overdrawn = before.saturating_add(found.overdrawn);
		}
		// Those that helped have raised it by their part.
		Self::raise_or_keep(device, found.all().saturating_sub(found.devices), &mut account);

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
		Outcome { covered, found: found.all(), devices }
	}

	/// Raises a mark. Where the meter refuses, which it has no reason to, the energy stays in the
	/// reserve.
	fn raise_or_keep(device: DeviceId, energy: Energy, account: &mut Account) {
		if !energy.is_zero() && T::Meters::raise(device, energy).is_err() {
			frame_support::defensive!("a mark that cannot be raised");
			account.put(energy);
		}
	}

	/// The devices of a network and where their meters stand now.
	pub(crate) fn devices_now(network: NetworkId) -> Vec<(DeviceId, Position)> {
		let devices = T::Directory::devices(network);
		let positions = T::Meters::positions(&devices);
		let metered = |(device, position): (_, Option<_>)| Some((device, position?));
		devices.into_iter().zip(positions).filter_map(metered).collect()
	}

	/// In how many pages the devices stand.
	pub(crate) fn pages_of(devices: &[(DeviceId, Position)]) -> u32 {
		let ids: Vec<DeviceId> = devices.iter().map(|(device, _)| *device).collect();
		pages_of(&ids)
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

	/// Credits what those of the network's `devices` that generate fed in during `month` to the
	/// reserve, at most once at a time: readings that come together look only once.
	pub(crate) fn credit_exports(
		network: NetworkId,
		month: MonthId,
		now: Seconds,
		devices: &[(DeviceId, Position)],
		account: &mut Account,
	) {
		if account.credited_at.replace(now) == Some(now) {
			return;
		}
		let fed_in: Vec<DeviceId> = devices
			.iter()
			.filter(|(_, position)| position.month == month && !position.uncredited().is_zero())
			.map(|(device, _)| *device)
			.collect();
		if fed_in.is_empty() {
			return;
		}
		let energy = T::Meters::credit_all(&fed_in);
		account.columns.generated = account.columns.generated.saturating_add(energy);
		account.columns.reserve = account.columns.reserve.saturating_add(energy);
		Totals::<T>::mutate(|totals| totals.generated += energy.as_wh() as u128);
		Self::deposit_event(Event::ExportsCredited { network, month, energy });
	}
}
