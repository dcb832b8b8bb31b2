//! Opening and closing of months. Nothing happens at midnight: a month's account is opened when
//! something is booked in it, and closed by the sweep or by whoever needs it closed.

use crate::{pallet::*, types::*, WeightInfo};
use commonwatt_primitives::{
	calendar::Calendar,
	directory::{Devices, Directory, NetworkTerms, State},
	ids::MAX_DEVICES,
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
	weights::{Weight, WeightMeter},
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

	/// When a month may close.
	fn closes_at(calendar: Calendar, month: MonthId) -> Seconds {
		calendar.end(month).saturating_add(T::CloseDelay::get())
	}

	/// The most that closing the month of a network with so many devices weighs.
	pub(crate) fn close_weight(devices: u32) -> Weight {
		T::WeightInfo::close_month(devices)
			.saturating_add(T::Market::weight())
			.saturating_add(T::Rebalancing::weight())
	}

	/// The oldest open month of a network. A network without a ledger gets one: from `month`, or
	/// from the month before where a meter still counts in that. What meters counted earlier is
	/// booked when its first month closes.
	pub(crate) fn begin(network: NetworkId, terms: &TermsOf<T>, month: MonthId) -> MonthId {
		if let Some(oldest) = CloseOf::<T>::get(network) {
			return oldest;
		}
		let before = month.previous();
		let lags = |device| {
			T::Meters::position(device).is_some_and(|position| position.month < month)
				|| T::Meters::position_in(device, before).is_some()
		};
		let lag = T::Directory::devices(network).into_iter().any(lags);
		let oldest = if lag { before } else { month };
		Self::enqueue(network, terms.calendar, oldest);
		oldest
	}

	/// The place of a month's close in the queue.
	pub(crate) fn due(calendar: Calendar, month: MonthId) -> [u8; 4] {
		Self::closes_at(calendar, month).to_be_bytes()
	}

	fn enqueue(network: NetworkId, calendar: Calendar, month: MonthId) {
		CloseOf::<T>::insert(network, month);
		DueAt::<T>::insert(Self::due(calendar, month), network, ());
	}

	/// The account of a month as it stands, or as it would be opened.
	pub(crate) fn account(network: NetworkId, month: MonthId) -> Account {
		Accounts::<T>::get(network, month).unwrap_or_else(|| {
			let standing = Standings::<T>::get(network).unwrap_or_default();
			// The devices' part is on their meters from the roll on.
			let reserve = standing.allotment.saturating_sub(standing.allocated);
			let columns = Columns { granted: standing.allotment, reserve, ..Default::default() };
			Account { columns, ..Default::default() }
		})
	}

	/// The account of a month, opened if it was not.
	pub(crate) fn open(network: NetworkId, month: MonthId) -> Account {
		let account = Self::account(network, month);
		if !Accounts::<T>::contains_key(network, month) {
			let granted = account.columns.granted;
			Totals::<T>::mutate(|totals| totals.granted += granted.as_wh() as u128);
			Accounts::<T>::insert(network, month, &account);
			Self::deposit_event(Event::MonthOpened { network, month, granted });
		}
		account
	}

	/// Changes the account of a month, opened if it was not.
	pub(crate) fn with_account<R>(
		network: NetworkId,
		month: MonthId,
		change: impl FnOnce(&mut Account) -> R,
	) -> R {
		let mut account = Self::open(network, month);
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
			closed = Self::close_oldest(network, terms, oldest);
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
		Ok(Self::close_oldest(network, &terms, oldest))
	}

	/// Closes months that are due, first the one that is due longest.
	pub(crate) fn sweep(meter: &mut WeightMeter) {
		let now = Self::now();
		while meter.try_consume(T::WeightInfo::sweep()).is_ok() {
			let Some((due, network)) = DueAt::<T>::iter_keys().next() else { return };
			if Seconds::from_be_bytes(due) > now {
				return;
			}
			let oldest = CloseOf::<T>::get(network);
			let (Some(terms), Some(oldest)) = (T::Directory::network(network), oldest) else {
				frame_support::defensive!("a closing without its network");
				DueAt::<T>::remove(due, network);
				CloseOf::<T>::remove(network);
				continue;
			};
			let devices = T::Directory::devices(network).len() as u32;
			if meter.try_consume(Self::close_weight(devices)).is_err() {
				return;
			}
			Self::close_oldest(network, &terms, oldest);
		}
	}

	/// Closes the oldest open month of a network and turns to the next. Returns what it weighed.
	pub(crate) fn close_oldest(network: NetworkId, terms: &TermsOf<T>, month: MonthId) -> Weight {
		let devices = T::Directory::devices(network);
		if Self::has_ledger(network, month, &devices) {
			Self::close_account(network, terms, month, &devices);
		}
		if let Some(old) = month.0.checked_sub(T::Retention::get()).map(MonthId) {
			Statements::<T>::remove(network, old);
			StatementDevices::<T>::remove(network, old);
			Settling::<T>::remove(network, old);
			Extra::<T>::remove(terms.provider, old);
		}

		DueAt::<T>::remove(Self::due(terms.calendar, month), network);
		let next = month.next();
		let kept = || Statements::<T>::iter_key_prefix(network).next().is_some();
		if Self::has_ledger(network, next, &devices) || kept() {
			Self::enqueue(network, terms.calendar, next);
		} else {
			CloseOf::<T>::remove(network);
		}
		Self::close_weight((devices.len() as u32).min(MAX_DEVICES))
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
