//! What a month's close does: with the devices, with what is left, with what was overdrawn; and
//! what follows when the orders of a closed month are settled.

use crate::{math, months::TermsOf, pallet::*, types::*};
use alloc::vec::Vec;
use commonwatt_primitives::{
	directory::{Devices, Directory, LeftoverPolicy},
	ledger::{DeviceLine, MonthState, Statement},
	market::Market,
	meters::{Meters, MonthEnd},
	rebalancing::{DeviceTotals, Rebalancing},
	DeviceId, Energy, MonthId, NetworkId,
};
use frame_support::{storage::with_storage_layer, weights::Weight, BoundedVec};
use sp_runtime::{DispatchError, DispatchResult};

/// How orders of a closed month were settled.
#[derive(Clone, Copy, Default)]
pub(crate) struct Orders {
	pub offered: Energy,
	pub sold: Energy,
	pub bought: Energy,
	/// Whether the bid for the shortfall is settled.
	pub bid: bool,
}

impl<T: Config> Pallet<T> {
	/// Turns a month's account into its statement, and its leftover or overdraft to what follows.
	/// Returns what the market or the pool weighed, where they were asked. Neither asks the ledger
	/// back, so that the statement is written once, when all is known.
	pub(crate) fn close_account(
		network: NetworkId,
		terms: &TermsOf<T>,
		month: MonthId,
		devices: &Devices,
	) -> Weight {
		let mut account = Self::open(network, month);
		let before = account.columns.generated;
		let (lines, shorts) = Self::close_devices(network, month, devices, &mut account);
		Accounts::<T>::remove(network, month);
		let columns = &mut account.columns;
		columns.reserve = columns.reserve.saturating_add(core::mem::take(&mut columns.held));

		// What devices used past their marks and what was overdrawn before is covered first.
		let owed = columns.overdrawn.saturating_add(shorts);
		let paid = owed.min(columns.reserve);
		columns.overdrawn = owed.saturating_sub(paid);
		let left = core::mem::take(&mut columns.reserve).saturating_sub(paid);

		let all = left.saturating_add(columns.offered);
		let mut vintages = math::leftover(month, account.fresh(), &account.vintages, all);
		let leftover = math::split_youngest(&mut vintages, left);
		let statement = Statement {
			month,
			state: MonthState::Closed,
			start: terms.calendar.start(month),
			end: terms.calendar.end(month),
			columns: account.columns,
			transfers_between_devices: account.transfers_between_devices,
			transfers_between_networks: account.transfers_between_networks,
		};
		let unsettled = Unsettled { bid: Energy::ZERO, offered: Self::bounded(vintages) };
		let mut closed = Closed::new(statement, unsettled, &lines);

		let mut further = Weight::zero();
		if !left.is_zero() {
			let placed = match terms.leftover {
				LeftoverPolicy::Hold => false,
				LeftoverPolicy::Sell => {
					further = T::Market::weight();
					Self::offer(network, left, &leftover, &mut closed)
				},
				LeftoverPolicy::Share => {
					further = T::Rebalancing::pledge_weight();
					Self::pledge(network, left, &mut closed)
				},
			};
			if !placed {
				let (carried, expired) = Self::carry_out(network, terms, month.next(), &leftover);
				closed.statement.columns.carried_out = carried;
				closed.statement.columns.expired = expired;
			}
		} else if !closed.statement.columns.overdrawn.is_zero() {
			further = T::Market::weight();
			let overdrawn = closed.statement.columns.overdrawn;
			let bid = with_storage_layer::<_, DispatchError, _>(|| {
				T::Market::bid_shortfall(network, month, overdrawn)
			});
			closed.unsettled.bid = bid.unwrap_or_default().min(overdrawn);
		}
		closed.note_state();
		Statements::<T>::insert(network, Self::place(month), &closed);

		let Statement { state, columns, .. } = closed.statement;
		Totals::<T>::mutate(|totals| {
			let wh = |energy: Energy| energy.as_wh() as u128;
			totals.generated += wh(columns.generated.saturating_sub(before));
			totals.used += wh(columns.used.saturating_sub(columns.overdrawn));
			totals.expired += wh(columns.expired);
			totals.given += wh(columns.given.saturating_sub(account.columns.given));
			totals.offered += wh(columns.offered.saturating_sub(account.columns.offered));
		});
		Self::deposit_event(Event::MonthClosed { network, month, state, columns });
		further
	}

	/// Ends the month on the devices' meters: balances and exports go to the reserve, requests end.
	/// Returns the devices' lines by rank, and what was used past the marks. What a meter still
	/// counted in months before, in which nothing was granted, is short as a whole.
	fn close_devices(
		network: NetworkId,
		month: MonthId,
		devices: &Devices,
		account: &mut Account,
	) -> (DeviceLines, Energy) {
		if !account.columns.held.is_zero() {
			Self::end_requests_of(network, month);
		}
		let moved = T::Rebalancing::take_totals(network, month);
		let mut shorts = Energy::ZERO;
		let mut lines = Vec::with_capacity(devices.len());
		let ends = T::Meters::close_all(devices, month);
		for (device, end) in devices.iter().copied().zip(ends) {
			let Some(MonthEnd { position, earlier }) = end else { continue };
			let exported = position.uncredited().saturating_add(earlier.exported);
			let used = position.used().saturating_add(earlier.used);
			let columns = &mut account.columns;
			columns.used = columns.used.saturating_add(used);
			columns.generated = columns.generated.saturating_add(exported);
			columns.reserve =
				columns.reserve.saturating_add(exported).saturating_add(position.balance());
			shorts = shorts.saturating_add(position.short()).saturating_add(earlier.used);
			let moved = totals_of(&moved, device);
			lines.push(DeviceLine {
				device,
				import: position.register,
				export: position.export,
				used,
				generated: position.generated().saturating_add(earlier.exported),
				received: moved.received,
				given: moved.given,
				rank: 0,
			});
		}
		(Self::ranked(lines), shorts)
	}

	/// Lines by use, the largest first; devices that used the same by id.
	pub(crate) fn ranked(mut lines: Vec<DeviceLine>) -> DeviceLines {
		lines.sort_by_key(|line| (core::cmp::Reverse(line.used), line.device));
		for (rank, line) in (1..).zip(lines.iter_mut()) {
			line.rank = rank;
		}
		BoundedVec::truncate_from(lines)
	}

	/// Offers a leftover in the settlement round; nothing changes where it is refused.
	fn offer(
		network: NetworkId,
		energy: Energy,
		vintages: &[Vintage],
		closed: &mut Closed,
	) -> bool {
		let month = closed.statement.month;
		if with_storage_layer(|| T::Market::offer_leftover(network, month, energy)).is_err() {
			return false;
		}
		let columns = &mut closed.statement.columns;
		columns.offered = columns.offered.saturating_add(energy);
		let offered = &mut closed.unsettled.offered;
		*offered = Self::merged(offered, vintages);
		true
	}

	/// Pledges a leftover to the community's pool; nothing changes where it is refused.
	fn pledge(network: NetworkId, energy: Energy, closed: &mut Closed) -> bool {
		if with_storage_layer(|| T::Rebalancing::pledge(network, energy)).is_err() {
			return false;
		}
		let statement = &mut closed.statement;
		statement.columns.given = statement.columns.given.saturating_add(energy);
		statement.transfers_between_networks =
			statement.transfers_between_networks.saturating_add(1);
		true
	}

	/// Carries what the provider lets of a closed month's energy into the month `into`; the rest
	/// expires. Returns both, for the caller to book in the statement and the totals.
	fn carry_out(
		network: NetworkId,
		terms: &TermsOf<T>,
		into: MonthId,
		vintages: &[Vintage],
	) -> (Energy, Energy) {
		if vintages.is_empty() {
			return Default::default();
		}
		let limits = T::Directory::provider(terms.provider)
			.map(|provider| provider.carry_over)
			.unwrap_or_default();
		let account = Accounts::<T>::get(network, into);
		let before = account.as_ref().map_or(Energy::ZERO, |account| account.columns.carried_in);
		let room = limits.limit.saturating_sub(before);
		let kept = math::carry(vintages, into, limits.months, room);
		let carried = math::sum(&kept);
		let expired = math::sum(vintages).saturating_sub(carried);
		if !carried.is_zero() {
			let mut account = account.unwrap_or_else(|| Self::open_anew(network, into));
			account.columns.carried_in = before.saturating_add(carried);
			account.vintages = Self::merged(&account.vintages, &kept);
			account.put(carried);
			Accounts::<T>::insert(network, into, account);
		}
		(carried, expired)
	}

	/// Books how orders of a closed month were settled. What was not sold is carried into the
	/// present month, within what the provider lets be carried.
	pub(crate) fn settle_closed(
		network: NetworkId,
		month: MonthId,
		orders: Orders,
	) -> DispatchResult {
		let terms = Self::network_terms(network)?;
		let present = Self::current(network)?;
		let sold = orders.sold.min(orders.offered);
		let unsold = orders.offered.saturating_sub(sold);
		// A statement that is not kept any more takes no booking: its energy is still not lost.
		let mut closed = Self::closed(network, month);
		let mut vintages = Vec::new();
		let mut bought = orders.bought;
		if let Some(Closed { statement, unsettled, .. }) = &mut closed {
			let columns = &mut statement.columns;
			columns.offered = columns.offered.saturating_sub(orders.offered);
			columns.sold = columns.sold.saturating_add(sold);
			bought = orders.bought.min(columns.overdrawn);
			columns.bought = columns.bought.saturating_add(bought);
			columns.overdrawn = columns.overdrawn.saturating_sub(bought);

			let mut offered = unsettled.offered.to_vec();
			vintages = math::split_youngest(&mut offered, unsold);
			// The oldest was sold first.
			offered.reverse();
			math::split_youngest(&mut offered, sold);
			offered.reverse();
			unsettled.offered = Self::bounded(offered);
			if orders.bid {
				unsettled.bid = Energy::ZERO;
			}
		}
		let untold = unsold.saturating_sub(math::sum(&vintages));
		if !untold.is_zero() {
			math::merge(&mut vintages, Vintage { month, energy: untold });
		}
		let (carried, expired) = Self::carry_out(network, &terms, present, &vintages);
		let mut state = MonthState::Closed;
		if let Some(mut closed) = closed {
			let columns = &mut closed.statement.columns;
			columns.carried_out = columns.carried_out.saturating_add(carried);
			columns.expired = columns.expired.saturating_add(expired);
			closed.note_state();
			state = closed.statement.state;
			Statements::<T>::insert(network, Self::place(month), closed);
		}
		// More than the statement owes is the network's own.
		let more = orders.bought.saturating_sub(bought);
		if !more.is_zero() {
			Self::with_account(network, present, |account| {
				account.columns.bought = account.columns.bought.saturating_add(more);
				account.put(more);
			});
		}
		Totals::<T>::mutate(|totals| {
			totals.offered = totals.offered.saturating_sub(orders.offered.as_wh() as u128);
			totals.sold += sold.as_wh() as u128;
			totals.bought += orders.bought.as_wh() as u128;
			totals.used += bought.as_wh() as u128;
			totals.expired += expired.as_wh() as u128;
		});
		Self::deposit_event(Event::StatementSettled {
			network,
			month,
			state,
			sold,
			bought: orders.bought,
			carried,
			expired,
		});
		Ok(())
	}

	/// Vintages with others added.
	fn merged(vintages: &Vintages, others: &[Vintage]) -> Vintages {
		let mut all = vintages.to_vec();
		others.iter().for_each(|vintage| math::merge(&mut all, *vintage));
		Self::bounded(all)
	}

	/// Vintages for storage. There is at most one for the month and each of the twelve before; were
	/// there more, the oldest would count as one.
	fn bounded(mut vintages: Vec<Vintage>) -> Vintages {
		let most = Vintages::bound();
		if vintages.len() > most {
			let older = math::sum(&vintages[most..]);
			vintages.truncate(most);
			if let Some(last) = vintages.last_mut() {
				last.energy = last.energy.saturating_add(older);
			}
		}
		BoundedVec::truncate_from(vintages)
	}
}

/// What `device` got and gave, among the totals of its network by device.
pub(crate) fn totals_of(all: &[(DeviceId, DeviceTotals)], device: DeviceId) -> DeviceTotals {
	all.binary_search_by_key(&device, |(device, _)| *device)
		.ok()
		.and_then(|at| all.get(at))
		.map(|(_, totals)| *totals)
		.unwrap_or_default()
}
