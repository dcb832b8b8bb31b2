//! What clients ask: statements, rankings and forecasts. Kept for closed months, computed for open
//! ones.

use crate::{closing::totals_of, math, pallet::*, types::DeviceLines};
use alloc::vec::Vec;
use commonwatt_primitives::{
	directory::Directory,
	ledger::{DeviceLine, MonthState, Statement},
	meters::{Meters, Position},
	rebalancing::Rebalancing,
	runtime_api::{DeviceRank, Forecast},
	DeviceId, Energy, MonthId, NetworkId,
};

/// What the meters of a network's devices say about a month.
#[derive(Clone, Copy, Default)]
pub(crate) struct MeterSums {
	pub used: Energy,
	pub balances: Energy,
	pub shorts: Energy,
	pub uncredited: Energy,
	pub allocated: Energy,
}

impl<T: Config> Pallet<T> {
	/// The device in `month`: as its meter says, or as it will begin a month that it has not
	/// reached yet.
	fn position_in(device: DeviceId, month: MonthId) -> Option<Position> {
		T::Meters::position_in(device, month).or_else(|| {
			let now = T::Meters::position(device).filter(|position| position.month < month)?;
			Some(Position {
				month,
				opening: now.register,
				mark: now.register.saturating_add(now.allocation),
				export_opening: now.export,
				credited: now.export,
				..now
			})
		})
	}

	fn positions(network: NetworkId, month: MonthId) -> impl Iterator<Item = (DeviceId, Position)> {
		T::Directory::devices(network)
			.into_iter()
			.filter_map(move |device| Some((device, Self::position_in(device, month)?)))
	}

	pub(crate) fn read_meters(network: NetworkId, month: MonthId) -> MeterSums {
		Self::positions(network, month).fold(MeterSums::default(), |sums, (_, position)| {
			MeterSums {
				used: sums.used.saturating_add(position.used()),
				balances: sums.balances.saturating_add(position.balance()),
				shorts: sums.shorts.saturating_add(position.short()),
				uncredited: sums.uncredited.saturating_add(position.uncredited()),
				allocated: sums.allocated.saturating_add(position.allocation),
			}
		})
	}

	/// The month that a network is in now.
	pub fn current_month(network: NetworkId) -> Option<MonthId> {
		Some(T::Directory::network(network)?.calendar.month_at(Self::now()))
	}

	/// Whether a month of a network is open, with an account or not.
	fn is_open(network: NetworkId, month: MonthId) -> bool {
		let oldest = CloseOf::<T>::get(network);
		let now = Self::current_month(network);
		oldest.is_some_and(|oldest| oldest <= month) && now.is_some_and(|now| month <= now)
	}

	/// The statement of a network for a month: kept for a closed one; for an open one computed,
	/// with what was fed in so far credited and what is past the marks as overdrawn.
	pub fn statement(network: NetworkId, month: MonthId) -> Option<Statement> {
		if let Some(closed) = Self::closed(network, month) {
			return Some(closed.statement);
		}
		if !Self::is_open(network, month) {
			return None;
		}
		let calendar = T::Directory::network(network)?.calendar;
		let account = Self::account(network, month);
		let meters = Self::read_meters(network, month);
		let mut columns = account.columns;
		columns.used = columns.used.saturating_add(meters.used);
		columns.balances = meters.balances;
		columns.overdrawn = columns.overdrawn.saturating_add(meters.shorts);
		columns.generated = columns.generated.saturating_add(meters.uncredited);
		columns.reserve = columns.reserve.saturating_add(meters.uncredited);
		Some(Statement {
			month,
			state: MonthState::Open,
			start: calendar.start(month),
			end: calendar.end(month),
			columns,
			transfers_between_devices: account.transfers_between_devices,
			transfers_between_networks: account.transfers_between_networks,
		})
	}

	/// The lines of the devices in a statement, by rank.
	pub fn statement_devices(network: NetworkId, month: MonthId) -> Vec<DeviceLine> {
		if let Some(closed) = Self::closed(network, month) {
			return closed.lines().into_inner();
		}
		if !Self::is_open(network, month) {
			return Vec::new();
		}
		Self::open_lines(network, month).into_inner()
	}

	fn open_lines(network: NetworkId, month: MonthId) -> DeviceLines {
		let exchanged = T::Rebalancing::totals(network, month);
		let line = |(device, position): (DeviceId, Position)| {
			let moved = totals_of(&exchanged, device);
			DeviceLine {
				device,
				import: position.register,
				export: position.export,
				used: position.used(),
				generated: position.generated(),
				received: moved.received,
				given: moved.given,
				rank: 0,
			}
		};
		Self::ranked(Self::positions(network, month).map(line).collect())
	}

	/// The devices of a network by use in the present month, and against their pace.
	pub fn ranking(network: NetworkId) -> Vec<DeviceRank> {
		let Some(terms) = T::Directory::network(network) else { return Vec::new() };
		let (calendar, now) = (terms.calendar, Self::now());
		let month = calendar.month_at(now);
		let elapsed = now.saturating_sub(calendar.start(month)) as u64;
		let length = calendar.end(month).saturating_sub(calendar.start(month)) as u64;
		let rank = |(device, position): (DeviceId, Position)| {
			let used = position.used();
			let expected = position.allocation.mul_ratio_floor(elapsed, length);
			DeviceRank {
				device,
				rank: 0,
				used,
				expected,
				balance: position.balance(),
				pace_percent: math::percent(used, expected),
			}
		};
		let mut ranks: Vec<_> = Self::positions(network, month).map(rank).collect();
		ranks.sort_by_key(|rank| (core::cmp::Reverse(rank.used), rank.device));
		for (place, rank) in (1..).zip(ranks.iter_mut()) {
			rank.rank = place;
		}
		ranks
	}

	/// Where the present month is heading.
	pub fn forecast(network: NetworkId) -> Option<Forecast> {
		let calendar = T::Directory::network(network)?.calendar;
		let at = Self::now();
		let month = calendar.month_at(at);
		let (start, end) = (calendar.start(month), calendar.end(month));
		let elapsed = at.saturating_sub(start);
		let account = Self::account(network, month);
		let meters = Self::read_meters(network, month);
		let columns = &account.columns;
		let used = columns.used.saturating_add(meters.used);
		let came: Energy =
			[account.fresh(), columns.carried_in, meters.uncredited].into_iter().sum();
		let left: Energy = [columns.given, columns.offered, columns.sold].into_iter().sum();
		let available = came.saturating_sub(left);
		Some(Forecast {
			month,
			at,
			used,
			available,
			used_at_end: math::projected(used, elapsed, end.saturating_sub(start)),
			exhausted_at: math::lasts(available, used, elapsed)
				.map(|lasts| start.saturating_add(lasts))
				.filter(|exhausted| *exhausted < end),
		})
	}
}
