//! The money of orders: on hold while they stand, through the pot when they are settled.

use crate::{pallet::*, types::*};
use alloc::collections::BTreeMap;
use commonwatt_primitives::money::Money;
use frame_support::traits::{
	fungibles::{Balanced, Mutate, MutateHold, Unbalanced, UnbalancedHold},
	tokens::{Fortitude, Precision, Preservation},
	Get,
};
use sp_runtime::{traits::AccountIdConversion, DispatchError, DispatchResult};

/// What the bids of an account come to.
#[derive(Clone, Copy, Default)]
struct Charge {
	held: Money,
	/// What of it they do not spend.
	rest: Money,
}

impl<T: Config> Pallet<T> {
	/// The account that money passes through between bids and offers.
	pub fn pot() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// Holds money for a bid.
	pub(crate) fn hold(who: &T::AccountId, money: Money) -> Result<Money, DispatchError> {
		if money > 0 {
			let reason = HoldReason::Order.into();
			T::Holds::hold(T::SettlementAsset::get(), &reason, who, money).map_err(|error| {
				match error {
					DispatchError::Token(_) => Error::<T>::InsufficientMoney.into(),
					other => other,
				}
			})?;
		}
		Ok(money)
	}

	/// Gives back money that was held for a bid.
	pub(crate) fn release(who: &T::AccountId, money: Money) -> DispatchResult {
		if money > 0 {
			let (asset, reason) = (T::SettlementAsset::get(), HoldReason::Order.into());
			T::Holds::release(asset, &reason, who, money, Precision::Exact)?;
		}
		Ok(())
	}

	/// Takes what bids pay into the pot and gives the rest of their holds back, once for each
	/// account. What an account cannot take back waits in the pot. The caller has a storage layer.
	pub(crate) fn charge(deals: &[Deal<T::AccountId>]) -> DispatchResult {
		let mut charges = BTreeMap::<&T::AccountId, Charge>::new();
		for Deal { order, money, .. } in deals {
			let charge = charges.entry(&order.owner).or_default();
			charge.held = charge.held.saturating_add(order.held);
			let rest = order.held.checked_sub(*money).ok_or(Error::<T>::MoneyMissing)?;
			charge.rest = charge.rest.saturating_add(rest);
		}
		// The pot takes in one sum for all. That needs the asset's own steps instead of a transfer
		// for each: what leaves the holds is what the accounts and the pot get, to the last unit.
		let (asset, reason) = (T::SettlementAsset::get(), HoldReason::Order.into());
		let mut paid: Money = 0;
		for (who, Charge { held, rest }) in charges.into_iter().filter(|(_, it)| it.held > 0) {
			let (exact, asset) = (Precision::Exact, asset.clone());
			T::Holds::decrease_balance_on_hold(asset.clone(), &reason, who, held, exact)?;
			paid = paid.saturating_add(held.saturating_sub(rest));
			if T::Holds::increase_balance(asset.clone(), who, rest, exact).is_err() {
				paid = paid.saturating_add(rest);
				Self::keep_for(who, rest);
			} else if rest > 0 {
				T::Holds::done_release(asset, &reason, who, rest);
			}
		}
		T::Holds::increase_balance(asset, &Self::pot(), paid, Precision::Exact)?;
		Ok(())
	}

	/// Pays out of the pot, once for each account. What one cannot take waits in the pot. The
	/// caller has a storage layer.
	pub(crate) fn pay<'a>(
		payments: impl Iterator<Item = (&'a T::AccountId, Money)>,
	) -> DispatchResult {
		let mut owed = BTreeMap::<&T::AccountId, Money>::new();
		for (who, money) in payments.filter(|(_, money)| *money > 0) {
			let sum = owed.entry(who).or_default();
			*sum = sum.saturating_add(money);
		}
		let total = owed.values().fold(0, |total: Money, money| total.saturating_add(*money));
		if total == 0 {
			return Ok(());
		}
		let out = T::Money::withdraw(
			T::SettlementAsset::get(),
			&Self::pot(),
			total,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		);
		let Ok(mut money) = out else {
			owed.into_iter().for_each(|(who, money)| Self::keep_for(who, money));
			return Ok(());
		};
		for (who, owed) in owed {
			if let Err(back) = T::Money::resolve(who, money.extract(owed)) {
				money.subsume(back).map_err(|_| Error::<T>::MoneyMissing)?;
				Self::keep_for(who, owed);
			}
		}
		if money.peek() > 0 {
			T::Money::resolve(&Self::pot(), money).map_err(|_| Error::<T>::MoneyMissing)?;
		}
		Ok(())
	}

	/// Moves money between accounts; the one that pays lives on.
	pub(crate) fn transfer(from: &T::AccountId, to: &T::AccountId, money: Money) -> DispatchResult {
		if money > 0 {
			let asset = T::SettlementAsset::get();
			T::Money::transfer(asset, from, to, money, Preservation::Preserve)?;
		}
		Ok(())
	}

	/// Money in the pot that its owner cannot take now.
	fn keep_for(who: &T::AccountId, money: Money) {
		Unclaimed::<T>::mutate(who, |kept| {
			*kept = Some(kept.unwrap_or_default().saturating_add(money));
		});
		Self::deposit_event(Event::PaymentRefused { who: who.clone(), money });
	}

	pub(crate) fn do_claim(who: T::AccountId) -> DispatchResult {
		let money = Unclaimed::<T>::take(&who).ok_or(Error::<T>::NothingToClaim)?;
		Self::transfer(&Self::pot(), &who, money)?;
		Self::deposit_event(Event::Claimed { who, money });
		Ok(())
	}
}
