//! What the ledger does for the other pallets: [`Ledger`] for rebalancing and the sale, [`Cover`]
//! for metering, [`OnRegistry`] for the registry, and [`fungible::Inspect`] for whoever wants to
//! see a network's energy as a balance.

use crate::{closing::Orders, pallet::*, types::Account, WeightInfo};
use commonwatt_primitives::{
	calendar::LAST_BILLING_DAY,
	directory::{Directory, OnRegistry},
	ids::MAX_DEVICES,
	ledger::{Inflow, Ledger, MonthState, Outflow, Settled},
	meters::{Cover, Covered, Meters},
	rebalancing::Rebalancing,
	Calendar, DeviceId, Energy, MonthId, NetworkId, ProviderId, Seconds,
};
use frame_support::{
	ensure,
	traits::{
		fungible,
		tokens::{DepositConsequence, Fortitude, Preservation, Provenance, WithdrawConsequence},
	},
	weights::Weight,
};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Cover for Pallet<T> {
	fn cover(network: NetworkId, device: DeviceId) -> Covered {
		Self::do_cover(network, device, false).covered
	}

	fn cover_and_weigh(network: NetworkId, device: DeviceId) -> (Covered, Weight) {
		let outcome = Self::do_cover(network, device, false);
		(outcome.covered, Self::weigh(&outcome))
	}

	fn cover_weight() -> Weight {
		Self::most_cover_weight()
	}
}

impl<T: Config> Ledger for Pallet<T> {
	fn reserve(network: NetworkId) -> Energy {
		let Some(month) = Self::current_month(network) else { return Energy::ZERO };
		let meters = Self::read_meters(network, month);
		let mut account = Self::account(network, month);
		account.put(meters.uncredited);
		account.free()
	}

	fn withdraw(
		network: NetworkId,
		amount: Energy,
		outflow: Outflow,
	) -> Result<(MonthId, Weight), DispatchError> {
		let month = Self::current(network)?;
		let mut account = Self::open(network, month);
		let mut looked = Weight::zero();
		if account.free() < amount {
			// Looked for anew: an owner asks, not a batch of readings.
			account.credited_at = None;
			looked = Self::look(network, month, &mut account);
		}
		ensure!(account.free() >= amount, Error::<T>::InsufficientReserve);
		account.take(amount);
		let wh = amount.as_wh() as u128;
		match outflow {
			Outflow::Given => {
				Self::add(&mut account.columns.given, amount)?;
				account.transfers_between_networks =
					account.transfers_between_networks.saturating_add(1);
				Totals::<T>::mutate(|totals| totals.given += wh);
			},
			Outflow::Offered => {
				Self::add(&mut account.columns.offered, amount)?;
				Totals::<T>::mutate(|totals| totals.offered += wh);
			},
		}
		Accounts::<T>::insert(network, month, account);
		Ok((month, looked))
	}

	fn look_weight() -> Weight {
		Self::look_weight_of(MAX_DEVICES, MAX_DEVICES)
	}

	fn deposit(network: NetworkId, amount: Energy, inflow: Inflow) -> DispatchResult {
		let month = Self::current(network)?;
		let mut account = Self::open(network, month);
		Self::receive(&mut account, amount)?;
		let wh = amount.as_wh() as u128;
		match inflow {
			Inflow::Received => {
				Self::add(&mut account.columns.received, amount)?;
				account.transfers_between_networks =
					account.transfers_between_networks.saturating_add(1);
				Totals::<T>::mutate(|totals| totals.received += wh);
			},
			Inflow::Bought => {
				Self::add(&mut account.columns.bought, amount)?;
				Totals::<T>::mutate(|totals| totals.bought += wh);
			},
		}
		Accounts::<T>::insert(network, month, account);
		Ok(())
	}

	fn settle(network: NetworkId, settled: Settled) -> DispatchResult {
		let (month, orders) = match settled {
			Settled::Offer { month, offered, sold }
				if Accounts::<T>::contains_key(network, month) =>
			{
				return Self::settle_open(network, month, offered, sold);
			},
			Settled::Offer { month, offered, sold }
			| Settled::Leftover { month, offered, sold } => {
				(month, Orders { offered, sold, ..Default::default() })
			},
			Settled::Shortfall { month, bought } => {
				(month, Orders { bought, bid: true, ..Default::default() })
			},
		};
		Self::settle_closed(network, month, orders)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn endow(network: NetworkId, amount: Energy) {
		let Ok(month) = Self::current(network) else { return };
		let Ok(terms) = Self::network_terms(network) else { return };
		if Self::book_grant(network, month, amount).is_ok() {
			Extra::<T>::mutate(terms.provider, month, |extra| {
				*extra = extra.saturating_add(amount);
			});
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Looks for energy that was fed in and is not credited yet. Returns what that weighed.
	pub(crate) fn look(network: NetworkId, month: MonthId, account: &mut Account) -> Weight {
		let devices = Self::devices_now(network);
		Self::credit_exports(network, month, Self::now(), &devices, account);
		Self::look_weight_of(devices.len() as u32, Self::pages_of(&devices))
	}

	pub(crate) fn look_weight_of(devices: u32, pages: u32) -> Weight {
		T::WeightInfo::look(devices).saturating_add(T::Meters::pages_weight(pages))
	}

	/// Books how an owner's offer of an open month was settled.
	fn settle_open(
		network: NetworkId,
		month: MonthId,
		offered: Energy,
		sold: Energy,
	) -> DispatchResult {
		let sold = sold.min(offered);
		Self::with_account(network, month, |account| {
			let columns = &mut account.columns;
			columns.offered = columns.offered.saturating_sub(offered);
			Self::add(&mut columns.sold, sold)?;
			Self::receive(account, offered.saturating_sub(sold))
		})?;
		Totals::<T>::mutate(|totals| {
			totals.offered = totals.offered.saturating_sub(offered.as_wh() as u128);
			totals.sold += sold.as_wh() as u128;
		});
		Ok(())
	}
}

impl<T: Config> OnRegistry for Pallet<T> {
	fn devices_join(network: NetworkId, at: Seconds) -> DispatchResult {
		let terms = Self::network_terms(network)?;
		Self::begin(network, &terms, terms.calendar.month_at(at));
		Ok(())
	}

	fn device_leaves(network: NetworkId, device: DeviceId) -> DispatchResult {
		let terms = Self::network_terms(network)?;
		let now = Self::now();
		let month = terms.calendar.month_at(now);
		let oldest = Self::begin(network, &terms, month);
		ensure!(oldest >= month, Error::<T>::PastMonthOpen);
		Self::open(network, month);
		Self::end_request(network, device);
		let earlier = T::Meters::catch_up(device, month);
		let position = T::Meters::restart(device)?;
		T::Rebalancing::forget(network, device, month);
		let used = position.used().saturating_add(earlier.used);
		let exported = position.uncredited().saturating_add(earlier.exported);
		let returned = position.balance().saturating_add(exported);
		Self::with_account(network, month, |account| {
			Self::add(&mut account.columns.used, used)?;
			Self::add(&mut account.columns.generated, exported)?;
			Self::receive(account, returned)?;
			// What it used past its mark stays with the network: from the reserve, or overdrawn.
			let short = position.short().saturating_add(earlier.used);
			let paid = account.take(short);
			Self::add(&mut account.columns.overdrawn, short.saturating_sub(paid))
		})?;
		Totals::<T>::mutate(|totals| totals.generated += exported.as_wh() as u128);
		Standings::<T>::mutate(network, |standing| {
			if let Some(standing) = standing {
				standing.allocated = standing.allocated.saturating_sub(position.allocation);
			}
		});
		Self::deposit_event(Event::DeviceLeft { network, device, month, used, returned });
		Ok(())
	}

	fn committed(provider: ProviderId) -> Energy {
		let committed = Committed::<T>::get(provider);
		let Some([past, last]) = Self::months_from_now(provider) else { return committed };
		let counted = |month| committed.saturating_add(Extra::<T>::get(provider, month));
		// What rose for the last month counts in the one before as well, where it was not granted:
		// never more than the capacity was.
		let capacity =
			T::Directory::provider(provider).map_or(Energy::ZERO, |provider| provider.capacity);
		counted(last).max(counted(past).min(capacity))
	}

	fn network_retires(network: NetworkId) -> DispatchResult {
		ensure!(!Standings::<T>::contains_key(network), Error::<T>::AllotmentStands);
		let Some(month) = Self::current_month(network) else { return Ok(()) };
		let past = CloseOf::<T>::get(network).is_some_and(|oldest| oldest < month);
		ensure!(!past, Error::<T>::PastMonthOpen);
		// At most as many as are kept.
		let unsettled = Statements::<T>::iter_prefix_values(network)
			.any(|closed| closed.statement.state != MonthState::Closed);
		let account = Self::account(network, month);
		let columns = &account.columns;
		ensure!(!unsettled && columns.offered.is_zero(), Error::<T>::OrdersOpen);
		let meters = Self::read_meters(network, month);
		let energy = [columns.reserve, columns.held, meters.balances, meters.uncredited];
		ensure!(energy.into_iter().all(Energy::is_zero), Error::<T>::EnergyLeft);
		ensure!(columns.overdrawn.is_zero() && meters.shorts.is_zero(), Error::<T>::OverdraftOpen);
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// The months that networks of a provider may be in now: one, or two with their billing days.
	pub(crate) fn months_from_now(provider: ProviderId) -> Option<[MonthId; 2]> {
		let offset = T::Directory::provider(provider)?.utc_offset_minutes;
		let earliest = Calendar::new(LAST_BILLING_DAY, offset)?.month_at(Self::now());
		Some([earliest, earliest.next()])
	}
}

/// A network's energy in the present month as a balance in Wh. To be looked at only: energy moves
/// through the ledger's own calls.
impl<T: Config> fungible::Inspect<NetworkId> for Pallet<T> {
	type Balance = u64;

	/// All energy in accounts. What is used leaves it when its month closes.
	fn total_issuance() -> u64 {
		Totals::<T>::get().in_accounts().try_into().unwrap_or(u64::MAX)
	}

	fn minimum_balance() -> u64 {
		0
	}

	fn total_balance(network: &NetworkId) -> u64 {
		let Some(month) = Self::current_month(*network) else { return 0 };
		let columns = Self::account(*network, month).columns;
		let balances = Self::read_meters(*network, month).balances;
		[columns.reserve, columns.held, balances].into_iter().sum::<Energy>().as_wh()
	}

	fn balance(network: &NetworkId) -> u64 {
		Self::total_balance(network)
	}

	/// What may leave the network: its reserve, less what it overdrew.
	fn reducible_balance(network: &NetworkId, _: Preservation, _: Fortitude) -> u64 {
		<Self as Ledger>::reserve(*network).as_wh()
	}

	fn can_deposit(network: &NetworkId, amount: u64, _: Provenance) -> DepositConsequence {
		if T::Directory::network(*network).is_none() {
			return DepositConsequence::CannotCreate;
		}
		match Self::total_balance(network).checked_add(amount) {
			Some(_) => DepositConsequence::Success,
			None => DepositConsequence::Overflow,
		}
	}

	fn can_withdraw(network: &NetworkId, amount: u64) -> WithdrawConsequence<u64> {
		if amount > <Self as Ledger>::reserve(*network).as_wh() {
			WithdrawConsequence::BalanceLow
		} else {
			WithdrawConsequence::Success
		}
	}
}
