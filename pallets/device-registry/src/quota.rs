//! Deposits, and free calls within a quota: what an account puts in for its role, and gets for it.

use crate::*;
use commonwatt_primitives::{
	directory::{Directory, State},
	quota::FreeCalls,
	Seconds,
};
use frame_support::traits::{fungible::MutateHold, tokens::Precision, Get, UnixTime};
use sp_runtime::{traits::Zero, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn hold_deposit(
		reason: HoldReason,
		who: &T::AccountId,
		amount: BalanceOf<T>,
	) -> DispatchResult {
		// Even nothing cannot be held from an account that does not exist.
		if amount.is_zero() {
			return Ok(());
		}
		T::Currency::hold(&reason.into(), who, amount)
	}

	/// Releases what is left of a deposit: all of it, unless another pallet took from the hold.
	pub(crate) fn release_deposit(
		reason: HoldReason,
		who: &T::AccountId,
		amount: BalanceOf<T>,
	) -> DispatchResult {
		T::Currency::release(&reason.into(), who, amount, Precision::BestEffort).map(|_| ())
	}

	/// Holds a deposit from `to` and releases it to `from`.
	pub(crate) fn pass_deposit(
		reason: HoldReason,
		from: &T::AccountId,
		to: &T::AccountId,
		amount: BalanceOf<T>,
	) -> DispatchResult {
		Self::hold_deposit(reason, to, amount)?;
		Self::release_deposit(reason, from, amount)
	}

	/// The chain's time, as wide as the meters keep it.
	pub(crate) fn now() -> Seconds {
		T::Time::now().as_secs().try_into().unwrap_or(Seconds::MAX)
	}

	/// What `who` may call for free; none for an account without a role in the registry.
	pub(crate) fn quota_of(who: &T::AccountId) -> Option<Quota> {
		let provides = || {
			ProviderOf::<T>::get(who)
				.and_then(Providers::<T>::get)
				.is_some_and(|provider| provider.state == State::Active)
		};
		if Self::head_end(who).is_some() || provides() {
			Some(T::HeadEndQuota::get())
		} else if OwnedNetworks::<T>::contains_key(who) {
			Some(T::OwnerQuota::get())
		} else {
			None
		}
	}

	/// Whether `who` has a role that gives free calls, now or as soon as its provider is active.
	pub(crate) fn has_role(who: &T::AccountId) -> bool {
		ProviderOf::<T>::contains_key(who)
			|| HeadEnds::<T>::contains_key(who)
			|| OwnedNetworks::<T>::contains_key(who)
	}

	/// Opens a bucket for `who`, empty: taking a role up again and again wins nothing.
	pub(crate) fn role_began(who: &T::AccountId) {
		if !FreeUsage::<T>::contains_key(who) {
			FreeUsage::<T>::insert(who, Bucket::empty(Self::now()));
		}
	}

	/// Removes the bucket of `who` where no role is left.
	pub(crate) fn role_ended(who: &T::AccountId) {
		if !Self::has_role(who) {
			FreeUsage::<T>::remove(who);
		}
	}

	pub(crate) fn active_network_gained(owner: &T::AccountId) {
		OwnedNetworks::<T>::mutate(owner, |count| *count = count.saturating_add(1));
		Self::role_began(owner);
	}

	pub(crate) fn active_network_lost(owner: &T::AccountId) {
		OwnedNetworks::<T>::mutate_exists(owner, |count| {
			*count = count.and_then(|n| n.checked_sub(1)).filter(|left| *left > 0);
		});
		Self::role_ended(owner);
	}
}

impl<T: Config> FreeCalls<T::AccountId> for Pallet<T> {
	fn has(who: &T::AccountId, units: u32) -> bool {
		Self::quota_of(who).is_some_and(|quota| {
			FreeUsage::<T>::get(who)
				.is_some_and(|bucket| bucket.refilled(quota, Self::now()).units() >= units as u64)
		})
	}

	fn spend(who: &T::AccountId, units: u32) {
		let Some(quota) = Self::quota_of(who) else { return };
		FreeUsage::<T>::mutate_extant(who, |bucket| {
			*bucket = bucket.refilled(quota, Self::now()).spent(units);
		});
	}
}
