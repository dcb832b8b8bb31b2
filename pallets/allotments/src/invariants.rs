//! What holds after every block.
#![cfg(any(feature = "std", feature = "try-runtime"))]

use crate::{
	math,
	pallet::*,
	types::{Closed, Unsettled},
};
use alloc::collections::{BTreeMap, BTreeSet};
use commonwatt_primitives::{
	directory::Directory, ledger::MonthState, meters::Meters, Energy, MonthId, NetworkId,
	ProviderId,
};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every account, statement, standing and request of the ledger.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_accounts()?;
		Self::try_statements()?;
		Self::try_standings()?;
		Self::try_capacity()?;
		Self::try_queue()?;
		Self::try_requests()
	}

	/// Invariant 1 for open months, and the ledger's part of invariant 2.
	fn try_accounts() -> Result<(), TryRuntimeError> {
		let mut in_accounts = 0u128;
		for (network, month, account) in Accounts::<T>::iter() {
			let meters = Self::read_meters(network, month);
			let mut columns = account.columns;
			ensure!(columns.balances.is_zero(), "balances are the meters'");
			ensure!(Self::closed(network, month).is_none(), "a month is open or closed");
			let gone: Energy = [
				columns.given,
				columns.offered,
				columns.sold,
				columns.carried_out,
				columns.expired,
			]
			.into_iter()
			.sum();
			let came = account.fresh().saturating_add(columns.carried_in);
			ensure!(came >= gone, "nothing leaves that was overdrawn");
			in_accounts += came.as_wh() as u128 - gone.as_wh() as u128;
			ensure!(
				math::sum(&account.vintages) == columns.carried_in,
				"what was carried in is of some month"
			);
			columns.used = columns.used.saturating_add(meters.used);
			columns.balances = meters.balances;
			ensure!(
				columns.inflow() + meters.shorts.as_wh() as u128 == columns.outflow(),
				"what came into an open month is used, or somewhere"
			);
		}
		ensure!(
			in_accounts == Totals::<T>::get().in_accounts(),
			"the accounts hold what the chain's totals say"
		);
		Ok(())
	}

	/// Invariant 1 for closed months.
	fn try_statements() -> Result<(), TryRuntimeError> {
		for (_, place, closed) in Statements::<T>::iter() {
			let (statement, unsettled) = (&closed.statement, &closed.unsettled);
			let columns = &statement.columns;
			ensure!(place == Self::place(statement.month), "a statement is in its place");
			ensure!(
				columns.inflow() == columns.outflow(),
				"what came into a closed month is used, or went somewhere"
			);
			let inside = [columns.reserve, columns.held, columns.balances];
			ensure!(inside.into_iter().all(Energy::is_zero), "a closed month keeps nothing");
			let stands = *unsettled != Unsettled::default();
			ensure!(
				stands == (statement.state == MonthState::Settling),
				"orders stand while a month settles"
			);
			ensure!(math::sum(&unsettled.offered) == columns.offered, "offers are of some month");
			ensure!(unsettled.bid <= columns.overdrawn, "a bid is for what was overdrawn");
			let generated: Energy = closed.lines().iter().map(|line| line.generated).sum();
			ensure!(generated <= columns.generated, "what devices fed in was credited");
		}
		Ok(())
	}

	fn try_standings() -> Result<(), TryRuntimeError> {
		let mut committed = BTreeMap::<ProviderId, Energy>::new();
		for (network, standing) in Standings::<T>::iter() {
			let terms = T::Directory::network(network).ok_or("a standing has its network")?;
			ensure!(!standing.allotment.is_zero(), "a standing grants something");
			ensure!(standing.allocated <= standing.allotment, "allocations are within allotments");
			let allocated: Energy = T::Directory::devices(network)
				.into_iter()
				.filter_map(T::Meters::position)
				.map(|position| position.allocation)
				.sum();
			ensure!(allocated == standing.allocated, "allocations sum up");
			let sum = committed.entry(terms.provider).or_default();
			*sum = sum.saturating_add(standing.allotment);
		}
		let stored: BTreeMap<_, _> = Committed::<T>::iter().collect();
		ensure!(stored == committed, "commitments are the standing allotments");
		Ok(())
	}

	/// Invariant 3, for months that can still be granted in.
	fn try_capacity() -> Result<(), TryRuntimeError> {
		let mut granted = BTreeMap::<(ProviderId, MonthId), Energy>::new();
		let mut book = |network: NetworkId, month: MonthId, energy: Energy| {
			if let Some(terms) = T::Directory::network(network) {
				let sum = granted.entry((terms.provider, month)).or_default();
				*sum = sum.saturating_add(energy);
			}
		};
		for (network, month, account) in Accounts::<T>::iter() {
			book(network, month, account.columns.granted);
		}
		for (network, _, Closed { statement, .. }) in Statements::<T>::iter() {
			book(network, statement.month, statement.columns.granted);
		}
		let providers: BTreeSet<_> = granted.keys().map(|(provider, _)| *provider).collect();
		for provider in providers {
			let terms = T::Directory::provider(provider).ok_or("a grant has its provider")?;
			let Some([past, last]) = Self::months_from_now(provider) else { continue };
			let counted = |month| {
				Committed::<T>::get(provider).saturating_add(Extra::<T>::get(provider, month))
			};
			// What rose for the last month counts in the one before as well: too much, if anything.
			ensure!(counted(last) <= terms.capacity, "grants are within the capacity");
			for month in [past, last] {
				let sum = granted.get(&(provider, month)).copied().unwrap_or_default();
				ensure!(sum <= terms.capacity, "what was granted is within the capacity");
				ensure!(sum <= counted(month), "what was granted is counted");
			}
		}
		Ok(())
	}

	fn try_queue() -> Result<(), TryRuntimeError> {
		let mut queued = BTreeSet::new();
		ensure!(DueAt::<T>::iter_values().all(|networks| networks != 0), "entries queue someone");
		for (due, network) in Self::queue() {
			ensure!(queued.insert(network), "a network is queued once");
			let oldest = CloseOf::<T>::get(network).ok_or("a closing has its month")?;
			let terms = T::Directory::network(network).ok_or("a closing has its network")?;
			ensure!(due == Self::closes_at(terms.calendar, oldest), "a month closes in its time");
		}
		ensure!(CloseOf::<T>::iter_keys().count() == queued.len(), "a ledger is queued");
		for network in Standings::<T>::iter_keys() {
			ensure!(queued.contains(&network), "a standing is queued");
		}
		for (network, month) in Accounts::<T>::iter_keys() {
			let oldest = CloseOf::<T>::get(network).ok_or("an account is queued")?;
			ensure!(oldest <= month, "open months are not before the oldest");
		}
		for network in Statements::<T>::iter_keys().map(|(network, _)| network) {
			ensure!(queued.contains(&network), "statements are pruned in time");
		}
		Ok(())
	}

	fn try_requests() -> Result<(), TryRuntimeError> {
		let mut held = BTreeMap::<(NetworkId, MonthId), Energy>::new();
		for (network, requests) in Requests::<T>::iter() {
			ensure!(!requests.is_empty(), "requests are of someone");
			let in_order = requests.windows(2).all(|pair| pair[0].0 < pair[1].0);
			ensure!(in_order, "requests are in the order of their devices");
			for (device, request) in requests {
				let terms = T::Directory::device(device).ok_or("a request has its device")?;
				ensure!(terms.network == network, "a request is of its network");
				ensure!(!request.energy.is_zero(), "a request holds something");
				let sum = held.entry((network, request.month)).or_default();
				*sum = sum.saturating_add(request.energy);
			}
		}
		for (network, month, account) in Accounts::<T>::iter() {
			let requested = held.remove(&(network, month)).unwrap_or_default();
			ensure!(requested == account.columns.held, "what is held was asked for");
		}
		ensure!(held.is_empty(), "requests have an open month");
		Ok(())
	}
}
