//! What a month's close does: with the devices, with what is left, with what was overdrawn; and
//! what follows when the orders of a closed month are settled.

use crate::{math, months::TermsOf, pallet::*, types::*};
use alloc::vec::Vec;
use commonwatt_primitives::{
	directory::{Devices, Directory, LeftoverPolicy},
	ledger::{DeviceLine, MonthState, Statement},
	market::Market,
	meters::Meters,
	rebalancing::Rebalancing,
	DeviceId, Energy, MonthId, NetworkId,
};
use frame_support::{storage::with_storage_layer, BoundedVec};
use sp_runtime::{DispatchError, DispatchResult};

/// The most months that a meter is closed for at once.
const MAX_STALE: u32 = 24;

/// What a meter counted in months before the ledger's.
#[derive(Clone, Copy, Default)]
pub(crate) struct Stale {
	pub used: Energy,
	pub exported: Energy,
}

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
	pub(crate) fn close_account(
		network: NetworkId,
		terms: &TermsOf<T>,
		month: MonthId,
		devices: &Devices,
	) {
		let mut account = Self::open(network, month);
		let (lines, shorts) = Self::close_devices(month, devices, &mut account);
		let columns = &mut account.columns;
		columns.reserve = columns.reserve.saturating_add(core::mem::take(&mut columns.held));

		// What devices used past their marks and what was overdrawn before is covered first.
		let owed = columns.overdrawn.saturating_add(shorts);
		let paid = owed.min(columns.reserve);
		columns.reserve = columns.reserve.saturating_sub(paid);
		columns.overdrawn = owed.saturating_sub(paid);

		let (left, overdrawn, offered) = (columns.reserve, columns.overdrawn, columns.offered);
		let covered = columns.used.saturating_sub(overdrawn);
		Totals::<T>::mutate(|totals| totals.used += covered.as_wh() as u128);

		let all = left.saturating_add(offered);
		let mut vintages = math::leftover(month, account.fresh(), &account.vintages, all);
		let leftover = math::split_youngest(&mut vintages, left);

		// From here on everything is in storage, so that the market and the pool may call back.
		let statement = Statement {
			month,
			state: MonthState::Settling,
			start: terms.calendar.start(month),
			end: terms.calendar.end(month),
			columns: account.columns,
			transfers_between_devices: account.transfers_between_devices,
			transfers_between_networks: account.transfers_between_networks,
		};
		Statements::<T>::insert(network, month, statement);
		StatementDevices::<T>::insert(network, month, lines);
		let unsettled = Unsettled { bid: Energy::ZERO, offered: Self::bounded(vintages) };
		Settling::<T>::insert(network, month, unsettled);
		Accounts::<T>::remove(network, month);

		if !left.is_zero() {
			let placed = match terms.leftover {
				LeftoverPolicy::Hold => false,
				LeftoverPolicy::Sell => Self::offer(network, month, left, &leftover).is_ok(),
				LeftoverPolicy::Share => Self::pledge(network, month, left).is_ok(),
			};
			if !placed {
				Self::with_statement(network, month, |statement| {
					statement.columns.reserve = Energy::ZERO;
				});
				Self::carry_out(network, terms, month, month.next(), &leftover);
			}
		}
		if !overdrawn.is_zero() {
			let bid = with_storage_layer::<_, DispatchError, _>(|| {
				T::Market::bid_shortfall(network, month, overdrawn)
			});
			let bid = bid.unwrap_or_default().min(overdrawn);
			Settling::<T>::mutate(network, month, |unsettled| {
				if let Some(unsettled) = unsettled {
					unsettled.bid = bid;
				}
			});
		}
		if let Some(Statement { state, columns, .. }) = Self::settle_state(network, month) {
			Self::deposit_event(Event::MonthClosed { network, month, state, columns });
		}
	}

	/// Ends the month on the devices' meters: balances and exports go to the reserve, requests end.
	/// Returns the devices' lines by rank, and what was used past the marks.
	fn close_devices(
		month: MonthId,
		devices: &Devices,
		account: &mut Account,
	) -> (DeviceLines, Energy) {
		let mut shorts = Energy::ZERO;
		let mut lines = Vec::with_capacity(devices.len());
		for device in devices.iter().copied() {
			let asked = || Requests::<T>::get(device).is_some_and(|request| request.month == month);
			if !account.columns.held.is_zero() && asked() {
				Requests::<T>::remove(device);
			}
			let (position, stale) = match T::Meters::close(device, month) {
				Some(position) => (position, Stale::default()),
				None => {
					let stale = Self::close_stale(device, month);
					let Some(position) = T::Meters::close(device, month) else { continue };
					(position, stale)
				},
			};
			let exported = position.uncredited().saturating_add(stale.exported);
			let used = position.used().saturating_add(stale.used);
			let columns = &mut account.columns;
			columns.used = columns.used.saturating_add(used);
			columns.generated = columns.generated.saturating_add(exported);
			columns.reserve =
				columns.reserve.saturating_add(exported).saturating_add(position.balance());
			shorts = shorts.saturating_add(position.short()).saturating_add(stale.used);
			Totals::<T>::mutate(|totals| totals.generated += exported.as_wh() as u128);
			let moved = T::Rebalancing::take_totals(device, month);
			lines.push(DeviceLine {
				device,
				import: position.register,
				export: position.export,
				used,
				generated: position.generated().saturating_add(stale.exported),
				received: moved.received,
				given: moved.given,
				rank: 0,
			});
		}
		(Self::ranked(lines), shorts)
	}

	/// Closes what a meter still counts in months before `month`, in which its network had no
	/// ledger any more or not yet: nothing was granted in them, so all that was used is short.
	pub(crate) fn close_stale(device: DeviceId, month: MonthId) -> Stale {
		let mut stale = Stale::default();
		for _ in 0..MAX_STALE {
			let Some(current) = T::Meters::position(device).map(|position| position.month) else {
				break;
			};
			let past = current.previous();
			let has_past = T::Meters::position_in(device, past).is_some();
			let oldest = if has_past { past } else { current };
			if oldest >= month {
				break;
			}
			let Some(closed) = T::Meters::close(device, oldest) else { break };
			stale.used = stale.used.saturating_add(closed.used());
			stale.exported = stale.exported.saturating_add(closed.uncredited());
		}
		stale
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
		month: MonthId,
		energy: Energy,
		vintages: &[Vintage],
	) -> DispatchResult {
		with_storage_layer(|| {
			Self::with_statement(network, month, |statement| {
				statement.columns.reserve = Energy::ZERO;
				statement.columns.offered = statement.columns.offered.saturating_add(energy);
			});
			Settling::<T>::mutate(network, month, |unsettled| {
				if let Some(unsettled) = unsettled {
					let mut all = unsettled.offered.to_vec();
					vintages.iter().for_each(|vintage| math::merge(&mut all, *vintage));
					unsettled.offered = Self::bounded(all);
				}
			});
			Totals::<T>::mutate(|totals| totals.offered += energy.as_wh() as u128);
			T::Market::offer_leftover(network, month, energy)
		})
	}

	/// Pledges a leftover to the community's pool; nothing changes where it is refused.
	fn pledge(network: NetworkId, month: MonthId, energy: Energy) -> DispatchResult {
		with_storage_layer(|| {
			Self::with_statement(network, month, |statement| {
				statement.columns.reserve = Energy::ZERO;
				statement.columns.given = statement.columns.given.saturating_add(energy);
				statement.transfers_between_networks =
					statement.transfers_between_networks.saturating_add(1);
			});
			Totals::<T>::mutate(|totals| totals.given += energy.as_wh() as u128);
			T::Rebalancing::pledge(network, energy)
		})
	}

	/// Carries what the provider lets of a closed month's energy into the month `into`; the rest
	/// expires. Books both in the statement, if it is still kept.
	fn carry_out(
		network: NetworkId,
		terms: &TermsOf<T>,
		month: MonthId,
		into: MonthId,
		vintages: &[Vintage],
	) -> (Energy, Energy) {
		let limits = T::Directory::provider(terms.provider)
			.map(|provider| provider.carry_over)
			.unwrap_or_default();
		let before = Accounts::<T>::get(network, into)
			.map_or(Energy::ZERO, |account| account.columns.carried_in);
		let room = limits.limit.saturating_sub(before);
		let kept = math::carry(vintages, into, limits.months, room);
		let carried = math::sum(&kept);
		let expired = math::sum(vintages).saturating_sub(carried);
		if !carried.is_zero() {
			Self::with_account(network, into, |account| {
				let columns = &mut account.columns;
				columns.carried_in = columns.carried_in.saturating_add(carried);
				let mut all = account.vintages.to_vec();
				kept.iter().for_each(|vintage| math::merge(&mut all, *vintage));
				account.vintages = Self::bounded(all);
				account.put(carried);
			});
		}
		Self::with_statement(network, month, |statement| {
			let columns = &mut statement.columns;
			columns.carried_out = columns.carried_out.saturating_add(carried);
			columns.expired = columns.expired.saturating_add(expired);
		});
		Totals::<T>::mutate(|totals| totals.expired += expired.as_wh() as u128);
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
		let mut bought = orders.bought;
		Self::with_statement(network, month, |statement| {
			let columns = &mut statement.columns;
			columns.offered = columns.offered.saturating_sub(orders.offered);
			columns.sold = columns.sold.saturating_add(sold);
			bought = orders.bought.min(columns.overdrawn);
			columns.bought = columns.bought.saturating_add(bought);
			columns.overdrawn = columns.overdrawn.saturating_sub(bought);
		});
		Totals::<T>::mutate(|totals| {
			totals.offered = totals.offered.saturating_sub(orders.offered.as_wh() as u128);
			totals.sold += sold.as_wh() as u128;
			totals.bought += bought.as_wh() as u128;
			totals.used += bought.as_wh() as u128;
		});

		let mut vintages = Vec::new();
		Settling::<T>::mutate(network, month, |unsettled| {
			if let Some(unsettled) = unsettled {
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
		});
		let untold = unsold.saturating_sub(math::sum(&vintages));
		if !untold.is_zero() {
			math::merge(&mut vintages, Vintage { month, energy: untold });
		}
		let (carried, expired) = Self::carry_out(network, &terms, month, present, &vintages);
		// More than the statement owes is the network's own.
		let more = orders.bought.saturating_sub(bought);
		if !more.is_zero() {
			Self::with_account(network, present, |account| {
				account.columns.bought = account.columns.bought.saturating_add(more);
				account.put(more);
			});
			Totals::<T>::mutate(|totals| totals.bought += more.as_wh() as u128);
		}
		let state = Self::settle_state(network, month).map_or(MonthState::Closed, |s| s.state);
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

	/// Says in a statement whether orders of it still stand.
	fn settle_state(network: NetworkId, month: MonthId) -> Option<Statement> {
		let stands =
			|unsettled: Unsettled| !unsettled.offered.is_empty() || !unsettled.bid.is_zero();
		let open = Settling::<T>::get(network, month).is_some_and(stands);
		if !open {
			Settling::<T>::remove(network, month);
		}
		Statements::<T>::mutate(network, month, |statement| {
			if let Some(statement) = statement {
				statement.state = if open { MonthState::Settling } else { MonthState::Closed };
			}
			*statement
		})
	}

	fn with_statement(network: NetworkId, month: MonthId, change: impl FnOnce(&mut Statement)) {
		Statements::<T>::mutate(network, month, |statement| {
			if let Some(statement) = statement {
				change(statement);
			}
		});
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
