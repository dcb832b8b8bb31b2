//! Opening and closing of months. Nothing happens at midnight: a month's account is opened when
//! something is booked in it, and closed by the sweep or by whoever needs it closed.

use crate::{pallet::*, types::*, WeightInfo};
use commonwatt_primitives::{
	directory::{Devices, Directory, NetworkTerms, State},
	ids::{pages_of, MAX_DEVICES},
	ledger::Columns,
	market::Market,
	meters::Meters,
	quota::FreeCalls,
	rebalancing::Rebalancing,
	DeviceId, Energy, MonthId, NetworkId, Seconds,
};
use frame_support::{
	ensure,
	traits::{Get, UnixTime},
	weights::Weight,
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::{DispatchError, DispatchResult, SaturatedConversion};

/// A network's terms.
pub(crate) type TermsOf<T> = NetworkTerms<<T as frame_system::Config>::AccountId>;

/// A network whose past is closed as far as it is due, and whose present month is open.
pub(crate) struct Present {
	pub now: Seconds,
	/// The month that contains now.
	pub month: MonthId,
	/// What closing a month weighed.
	pub closed: Weight,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn now() -> Seconds {
		T::Time::now().as_secs().saturated_into()
	}

	pub(crate) fn network_terms(network: NetworkId) -> Result<TermsOf<T>, DispatchError> {
		T::Directory::network(network).ok_or(Error::<T>::NetworkNotFound.into())
	}

	/// The terms of a network that `who` owns.
	pub(crate) fn owned(
		who: &T::AccountId,
		network: NetworkId,
	) -> Result<TermsOf<T>, DispatchError> {
		let terms = Self::network_terms(network)?;
		ensure!(terms.owner == *who, Error::<T>::NotOwner);
		ensure!(terms.state == State::Active, Error::<T>::NetworkNotActive);
		Ok(terms)
	}

	/// Whether a call is free: for the one whose ordinary work it is, while the quota lasts.
	pub(crate) fn is_free(
		origin: &OriginFor<T>,
		rightful: impl FnOnce(&T::AccountId) -> bool,
	) -> bool {
		ensure_signed(origin.clone()).is_ok_and(|who| rightful(&who) && T::FreeCalls::has(&who, 1))
	}

	pub(crate) fn is_owner(who: &T::AccountId, network: NetworkId) -> bool {
		T::Directory::network(network).is_some_and(|terms| terms.owner == *who)
	}

	pub(crate) fn is_provider(who: &T::AccountId, network: NetworkId) -> bool {
		T::Directory::network(network)
			.and_then(|terms| T::Directory::provider(terms.provider))
			.is_some_and(|provider| provider.account == *who)
	}

	pub(crate) fn owns_device(who: &T::AccountId, device: DeviceId) -> bool {
		T::Directory::device(device).is_some_and(|terms| Self::is_owner(who, terms.network))
	}

	/// Whether `who` may ask for energy for `device`: its owner, or a head-end of its provider.
	pub(crate) fn may_ask_for(who: &T::AccountId, device: DeviceId) -> bool {
		T::Directory::device(device).is_some_and(|terms| {
			T::Directory::head_end(who) == Some(terms.provider)
				|| Self::is_owner(who, terms.network)
		})
	}

	/// What closing the month of a network with these devices weighs, but for what follows from it.
	fn closing_weight(devices: &Devices) -> Weight {
		let pages = T::Meters::pages_weight(pages_of(devices));
		T::WeightInfo::close_month(devices.len() as u32).saturating_add(pages)
	}

	/// The most that closing the month of a network with these devices weighs. What is left is
	/// offered or pledged, or a bid is placed: never two of them.
	pub(crate) fn close_weight(devices: &Devices) -> Weight {
		let further = T::Market::weight().max(T::Rebalancing::pledge_weight());
		Self::closing_weight(devices).saturating_add(further)
	}

	/// The most that closing a network's month weighs: with devices that each stand in another page.
	pub(crate) fn most_close_weight() -> Weight {
		let further = T::Market::weight().max(T::Rebalancing::pledge_weight());
		T::WeightInfo::close_month(MAX_DEVICES)
			.saturating_add(T::Meters::pages_weight(MAX_DEVICES))
			.saturating_add(further)
	}

	/// The oldest open month of a network. A network without a ledger gets one, from `month` on.
	pub(crate) fn begin(network: NetworkId, terms: &TermsOf<T>, month: MonthId) -> MonthId {
		CloseOf::<T>::get(network).unwrap_or_else(|| {
			Self::enqueue(network, terms.calendar, month);
			month
		})
	}

	/// The account of a month as it would be opened.
	fn unopened(network: NetworkId) -> Account {
		let standing = Standings::<T>::get(network).unwrap_or_default();
		// The devices' part is on their meters from the roll on.
		let reserve = standing.allotment.saturating_sub(standing.allocated);
		let columns = Columns { granted: standing.allotment, reserve, ..Default::default() };
		Account { columns, ..Default::default() }
	}

	/// The account of a month as it stands, or as it would be opened.
	pub(crate) fn account(network: NetworkId, month: MonthId) -> Account {
		Accounts::<T>::get(network, month).unwrap_or_else(|| Self::unopened(network))
	}

	/// The account of a month that was not open. The caller keeps it.
	pub(crate) fn open_anew(network: NetworkId, month: MonthId) -> Account {
		let account = Self::unopened(network);
		let granted = account.columns.granted;
		if !granted.is_zero() {
			Totals::<T>::mutate(|totals| totals.granted += granted.as_wh() as u128);
		}
		Self::deposit_event(Event::MonthOpened { network, month, granted });
		account
	}

	/// The account of a month, opened if it was not.
	pub(crate) fn open(network: NetworkId, month: MonthId) -> Account {
		Accounts::<T>::get(network, month).unwrap_or_else(|| {
			let account = Self::open_anew(network, month);
			Accounts::<T>::insert(network, month, &account);
			account
		})
	}

	/// Changes the account of a month, opened if it was not.
	pub(crate) fn with_account<R>(
		network: NetworkId,
		month: MonthId,
		change: impl FnOnce(&mut Account) -> R,
	) -> R {
		let account = Accounts::<T>::get(network, month);
		let mut account = account.unwrap_or_else(|| Self::open_anew(network, month));
		let result = change(&mut account);
		Accounts::<T>::insert(network, month, account);
		result
	}

	/// The month that contains now, with its ledger begun. Closes nothing.
	pub(crate) fn current(network: NetworkId) -> Result<MonthId, DispatchError> {
		let terms = Self::network_terms(network)?;
		let month = terms.calendar.month_at(Self::now());
		Self::begin(network, &terms, month);
		Ok(month)
	}

	/// Brings a network to the present: closes one month if it is due, opens the present one, and
	/// the one before where that still waits for late readings, before their terms change.
	pub(crate) fn touch(network: NetworkId, terms: &TermsOf<T>) -> Result<Present, DispatchError> {
		let now = Self::now();
		let month = terms.calendar.month_at(now);
		let mut oldest = Self::begin(network, terms, month);
		let mut closed = Weight::zero();
		if Self::closes_at(terms.calendar, oldest) <= now {
			closed = Self::close_oldest(network, terms, oldest, &T::Directory::devices(network));
			oldest = Self::begin(network, terms, month);
		}
		ensure!(Self::closes_at(terms.calendar, oldest) > now, Error::<T>::PastMonthOpen);
		// The close delay is shorter than a month: these are all that are open.
		Self::open(network, oldest);
		Self::open(network, month);
		Ok(Present { now, month, closed })
	}

	pub(crate) fn do_close_month(network: NetworkId) -> Result<Weight, DispatchError> {
		let terms = Self::network_terms(network)?;
		let now = Self::now();
		let oldest = Self::begin(network, &terms, terms.calendar.month_at(now));
		ensure!(Self::closes_at(terms.calendar, oldest) <= now, Error::<T>::NotDue);
		Ok(Self::close_oldest(network, &terms, oldest, &T::Directory::devices(network)))
	}

	/// Closes the oldest open month of a network and turns to the next. Returns what it weighed.
	pub(crate) fn close_oldest(
		network: NetworkId,
		terms: &TermsOf<T>,
		month: MonthId,
		devices: &Devices,
	) -> Weight {
		let mut weight = Self::closing_weight(devices);
		if Self::has_ledger(network, month, devices) {
			let further = Self::close_account(network, terms, month, devices);
			weight = weight.saturating_add(further);
		} else {
			// Nothing takes the place of what is kept no longer.
			Statements::<T>::remove(network, Self::place(month));
		}
		if let Some(old) = month.0.checked_sub(T::Retention::get()).map(MonthId) {
			Extra::<T>::remove(terms.provider, old);
		}

		Self::dequeue(network, Self::closes_at(terms.calendar, month));
		let next = month.next();
		let kept = || Statements::<T>::iter_key_prefix(network).next().is_some();
		if Self::has_ledger(network, next, devices) || kept() {
			Self::enqueue(network, terms.calendar, next);
		} else {
			CloseOf::<T>::remove(network);
		}
		weight
	}

	/// Where a closed month is kept among those of its network.
	pub(crate) fn place(month: MonthId) -> u16 {
		month.0.checked_rem(T::Retention::get()).unwrap_or_default()
	}

	/// A closed month of a network, as long as it is kept.
	pub(crate) fn closed(network: NetworkId, month: MonthId) -> Option<Closed> {
		Statements::<T>::get(network, Self::place(month))
			.filter(|closed| closed.statement.month == month)
	}

	/// Whether there is something to book in a month of the network.
	fn has_ledger(network: NetworkId, month: MonthId, devices: &Devices) -> bool {
		!devices.is_empty()
			|| Accounts::<T>::contains_key(network, month)
			|| Standings::<T>::contains_key(network)
	}

	/// Adds to a column, unless it does not fit.
	pub(crate) fn add(column: &mut Energy, energy: Energy) -> DispatchResult {
		*column = column.checked_add(energy).ok_or(Error::<T>::EnergyOverflow)?;
		Ok(())
	}

	/// Puts energy into the reserve, unless it does not fit.
	pub(crate) fn receive(account: &mut Account, energy: Energy) -> DispatchResult {
		let fits = account.columns.reserve.checked_add(energy).is_some();
		ensure!(fits, Error::<T>::EnergyOverflow);
		account.put(energy);
		Ok(())
	}
}
