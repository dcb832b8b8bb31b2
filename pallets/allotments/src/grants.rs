//! What providers grant: standing allotments and one-off grants, within their capacity.

use crate::{months::TermsOf, pallet::*, types::Standing, WeightInfo};
use commonwatt_primitives::{
	directory::{Directory, ProviderTerms, State},
	ids::pages_of,
	meters::Meters,
	DeviceId, Energy, MonthId, NetworkId, ProviderId, Seconds,
};
use frame_support::{ensure, weights::Weight};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// The terms of a network and of its provider, whose account is `who`.
	fn provided(
		who: &T::AccountId,
		network: NetworkId,
	) -> Result<(TermsOf<T>, ProviderTerms<T::AccountId>), DispatchError> {
		let terms = Self::network_terms(network)?;
		let provider =
			T::Directory::provider(terms.provider).ok_or(Error::<T>::ProviderNotFound)?;
		ensure!(provider.account == *who, Error::<T>::NotProvider);
		Ok((terms, provider))
	}

	fn ensure_active(terms: &TermsOf<T>, provider: &ProviderTerms<T::AccountId>) -> DispatchResult {
		ensure!(provider.state == State::Active, Error::<T>::ProviderNotActive);
		ensure!(terms.state == State::Active, Error::<T>::NetworkNotActive);
		Ok(())
	}

	/// What setting an allotment weighs where so many devices' allocations shrink, in so many pages.
	pub(crate) fn set_allotment_weight(devices: u32, pages: u32) -> Weight {
		T::WeightInfo::set_allotment(devices).saturating_add(T::Meters::pages_weight(pages))
	}

	/// Sets a standing allotment. Returns what that weighed.
	pub(crate) fn do_set_allotment(
		who: &T::AccountId,
		network: NetworkId,
		to: Energy,
	) -> Result<Weight, DispatchError> {
		let (terms, provider) = Self::provided(who, network)?;
		let standing = Standings::<T>::get(network).unwrap_or_default();
		let from = standing.allotment;
		ensure!(from != to, Error::<T>::AllotmentUnchanged);
		if to > from {
			Self::ensure_active(&terms, &provider)?;
		}
		let present = Self::touch(network, &terms)?;
		let id = terms.provider;
		let (mut devices, mut pages) = (0, 0);
		if to > from {
			let rise = to.saturating_sub(from);
			Self::raise_allotment(network, id, provider.capacity, present.month, rise)?;
			Standings::<T>::insert(network, Standing { allotment: to, ..standing });
		} else {
			Self::cut_allotment(network, id, present.month, from.saturating_sub(to));
			let allocated = if standing.allocated > to {
				let list = T::Directory::devices(network);
				(devices, pages) = (list.len() as u32, pages_of(&list));
				Self::shrink_allocations(&list, standing.allocated, to, present.now)?
			} else {
				standing.allocated
			};
			let standing = Standing { allotment: to, allocated };
			let stands = !to.is_zero();
			Standings::<T>::set(network, stands.then_some(standing));
			if devices > 0 {
				Self::deposit_event(Event::AllocationsChanged {
					network,
					month: present.month,
					devices,
					allocated,
					reserve: Self::account(network, present.month).columns.reserve,
				});
			}
		}
		Self::deposit_event(Event::AllotmentSet { network, provider: id, from, to });
		Ok(Self::set_allotment_weight(devices, pages).saturating_add(present.closed))
	}

	/// Grants a rise of the standing allotment into this month, less what a cut freed in it.
	fn raise_allotment(
		network: NetworkId,
		provider: ProviderId,
		capacity: Energy,
		month: MonthId,
		rise: Energy,
	) -> DispatchResult {
		let mut account = Self::open(network, month);
		let again = rise.min(account.freed);
		account.freed = account.freed.saturating_sub(again);
		Self::change_extra(provider, month, |extra| extra.saturating_sub(again));
		Self::change_extra(provider, month.previous(), |extra| extra.saturating_sub(again));

		let committed = Committed::<T>::get(provider).checked_add(rise);
		// Networks with an earlier billing day may be in the next month already.
		let extra = Extra::<T>::get(provider, month).max(Extra::<T>::get(provider, month.next()));
		let granted = committed.and_then(|committed| committed.checked_add(extra));
		ensure!(granted.is_some_and(|granted| granted <= capacity), Error::<T>::AboveCapacity);
		Committed::<T>::insert(provider, committed.unwrap_or_default());

		let granted = rise.saturating_sub(again);
		Self::add(&mut account.columns.granted, granted)?;
		Self::receive(&mut account, granted)?;
		Accounts::<T>::insert(network, month, account);
		if !granted.is_zero() {
			Totals::<T>::mutate(|totals| totals.granted += granted.as_wh() as u128);
			Self::deposit_event(Event::EnergyGranted { network, month, energy: granted });
		}
		Ok(())
	}

	/// Notes a cut. What was granted this month stays granted, and counts against the capacity:
	/// of this month, and of the one before for networks that are still in it.
	fn cut_allotment(network: NetworkId, provider: ProviderId, month: MonthId, cut: Energy) {
		Committed::<T>::mutate_exists(provider, |committed| {
			let rest = committed.unwrap_or_default().saturating_sub(cut);
			*committed = (!rest.is_zero()).then_some(rest);
		});
		Self::change_extra(provider, month, |extra| extra.saturating_add(cut));
		Self::change_extra(provider, month.previous(), |extra| extra.saturating_add(cut));
		Self::with_account(network, month, |account| {
			account.freed = account.freed.saturating_add(cut);
		});
	}

	fn change_extra(provider: ProviderId, month: MonthId, change: impl FnOnce(Energy) -> Energy) {
		Extra::<T>::mutate_exists(provider, month, |extra| {
			let changed = change(extra.unwrap_or_default());
			*extra = (!changed.is_zero()).then_some(changed);
		});
	}

	/// Shrinks the standing allocations of devices from `allocated` to at most `to`, in proportion
	/// and rounded down. Returns their new sum.
	fn shrink_allocations(
		devices: &[DeviceId],
		allocated: Energy,
		to: Energy,
		now: Seconds,
	) -> Result<Energy, DispatchError> {
		let mut sum = Energy::ZERO;
		for device in devices.iter().copied() {
			let Some(position) = T::Meters::position(device) else { continue };
			if position.allocation.is_zero() {
				continue;
			}
			// The months until now begin with the allocation that was in force.
			T::Meters::roll(device, now)?;
			let share = position.allocation.mul_ratio_floor(to.as_wh(), allocated.as_wh());
			T::Meters::set_allocation(device, share)?;
			sum = sum.saturating_add(share);
		}
		Ok(sum)
	}

	pub(crate) fn do_grant(
		who: &T::AccountId,
		network: NetworkId,
		energy: Energy,
	) -> Result<Weight, DispatchError> {
		ensure!(!energy.is_zero(), Error::<T>::ZeroEnergy);
		let (terms, provider) = Self::provided(who, network)?;
		Self::ensure_active(&terms, &provider)?;
		let present = Self::touch(network, &terms)?;
		let (id, month) = (terms.provider, present.month);

		let extra = Extra::<T>::get(id, month).checked_add(energy);
		let granted = extra.and_then(|extra| extra.checked_add(Committed::<T>::get(id)));
		ensure!(
			granted.is_some_and(|granted| granted <= provider.capacity),
			Error::<T>::AboveCapacity
		);
		Extra::<T>::insert(id, month, extra.unwrap_or_default());

		Self::book_grant(network, month, energy)?;
		Self::deposit_event(Event::EnergyGranted { network, month, energy });
		Ok(present.closed)
	}

	/// Books a one-off grant into the reserve.
	pub(crate) fn book_grant(network: NetworkId, month: MonthId, energy: Energy) -> DispatchResult {
		Self::with_account(network, month, |account| {
			Self::add(&mut account.columns.granted, energy)?;
			Self::receive(account, energy)
		})?;
		Totals::<T>::mutate(|totals| totals.granted += energy.as_wh() as u128);
		Ok(())
	}
}
