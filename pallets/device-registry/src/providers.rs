//! Providers and their head-ends.

use crate::*;
use commonwatt_primitives::{
	calendar::UTC_OFFSETS,
	directory::{CarryOver, OnRegistry, Overdraft, State, Tariff, MAX_CARRY_MONTHS},
	Energy, ProviderId,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_apply_as_provider(
		who: T::AccountId,
		label: Label,
		terms: Terms,
	) -> Result<ProviderId, DispatchError> {
		ensure!(!ProviderOf::<T>::contains_key(&who), Error::<T>::AlreadyAProvider);
		let Terms { capacity, tariff, overdraft, carry_over, utc_offset_minutes } = terms;
		ensure!(!capacity.is_zero(), Error::<T>::ZeroCapacity);
		Self::ensure_tariff(&tariff)?;
		Self::ensure_rules(&overdraft, &carry_over)?;
		ensure!(UTC_OFFSETS.contains(&utc_offset_minutes), Error::<T>::UtcOffsetOutOfRange);

		let id = NextProvider::<T>::get();
		NextProvider::<T>::put(id.checked_add(1).ok_or(Error::<T>::IdsExhausted)?);
		let deposit = T::ProviderDeposit::get();
		Self::hold_deposit(HoldReason::Provider, &who, deposit)?;
		ProviderLabels::<T>::insert(id, label);
		ProviderOf::<T>::insert(&who, id);
		Self::role_began(&who);
		Providers::<T>::insert(
			id,
			Provider {
				account: who.clone(),
				state: State::Pending,
				capacity,
				tariff,
				overdraft,
				carry_over,
				utc_offset_minutes,
				deposit,
				networks: 0,
			},
		);
		Self::deposit_event(Event::ProviderApplied { provider: id, account: who });
		Ok(id)
	}

	pub(crate) fn do_approve_provider(id: ProviderId) -> DispatchResult {
		let mut provider = Self::provider_record(id)?;
		ensure!(provider.state == State::Pending, Error::<T>::InvalidTransition);
		provider.state = State::Active;
		Providers::<T>::insert(id, provider);
		Self::deposit_event(Event::ProviderApproved { provider: id });
		Ok(())
	}

	pub(crate) fn do_set_capacity(id: ProviderId, capacity: Energy) -> DispatchResult {
		let mut provider = Self::provider_record(id)?;
		ensure!(provider.state != State::Retired, Error::<T>::InvalidTransition);
		ensure!(!capacity.is_zero(), Error::<T>::ZeroCapacity);
		ensure!(capacity >= T::Ledger::committed(id), Error::<T>::CapacityBelowGrants);
		provider.capacity = capacity;
		Providers::<T>::insert(id, provider);
		Self::deposit_event(Event::CapacitySet { provider: id, capacity });
		Ok(())
	}

	pub(crate) fn do_set_provider_state(id: ProviderId, state: State) -> DispatchResult {
		let mut provider = Self::provider_record(id)?;
		match (provider.state, state) {
			(State::Active, State::Suspended) | (State::Suspended, State::Active) => (),
			(State::Pending | State::Active | State::Suspended, State::Retired) => {
				ensure!(provider.networks == 0, Error::<T>::ProviderHasNetworks);
				Self::close_provider(id, &mut provider)?;
			},
			_ => return Err(Error::<T>::InvalidTransition.into()),
		}
		provider.state = state;
		Providers::<T>::insert(id, provider);
		Self::deposit_event(Event::ProviderStateChanged { provider: id, state });
		Ok(())
	}

	/// Takes away all that a provider has but its record.
	fn close_provider(id: ProviderId, provider: &mut ProviderRecord<T>) -> DispatchResult {
		for who in ProviderHeadEnds::<T>::take(id) {
			HeadEnds::<T>::remove(&who);
			Self::role_ended(&who);
		}
		ProviderOf::<T>::remove(&provider.account);
		Self::role_ended(&provider.account);
		ProviderLabels::<T>::remove(id);
		NextDevice::<T>::remove(id);
		let deposit = core::mem::take(&mut provider.deposit);
		Self::release_deposit(HoldReason::Provider, &provider.account, deposit)
	}

	pub(crate) fn do_set_tariff(who: T::AccountId, tariff: Tariff) -> DispatchResult {
		let id = Self::provider_of(&who)?;
		let mut provider = Self::provider_record(id)?;
		Self::ensure_tariff(&tariff)?;
		provider.tariff = tariff;
		Providers::<T>::insert(id, provider);
		Self::deposit_event(Event::TariffSet { provider: id, tariff });
		Ok(())
	}

	pub(crate) fn do_set_rules(
		who: T::AccountId,
		overdraft: Overdraft,
		carry_over: CarryOver,
	) -> DispatchResult {
		let id = Self::provider_of(&who)?;
		let mut provider = Self::provider_record(id)?;
		Self::ensure_rules(&overdraft, &carry_over)?;
		provider.overdraft = overdraft;
		provider.carry_over = carry_over;
		Providers::<T>::insert(id, provider);
		Self::deposit_event(Event::RulesSet { provider: id, overdraft, carry_over });
		Ok(())
	}

	pub(crate) fn do_add_head_end(provider: ProviderId, who: T::AccountId) -> DispatchResult {
		ensure!(!HeadEnds::<T>::contains_key(&who), Error::<T>::AlreadyAHeadEnd);
		ProviderHeadEnds::<T>::try_append(provider, who.clone())
			.map_err(|()| Error::<T>::TooManyHeadEnds)?;
		HeadEnds::<T>::insert(&who, provider);
		Self::role_began(&who);
		Self::deposit_event(Event::HeadEndAdded { provider, who });
		Ok(())
	}

	pub(crate) fn do_remove_head_end(provider: ProviderId, who: T::AccountId) -> DispatchResult {
		ensure!(HeadEnds::<T>::get(&who) == Some(provider), Error::<T>::NotAHeadEnd);
		HeadEnds::<T>::remove(&who);
		ProviderHeadEnds::<T>::mutate_exists(provider, |list| {
			if let Some(accounts) = list {
				accounts.retain(|account| *account != who);
				if accounts.is_empty() {
					*list = None;
				}
			}
		});
		Self::role_ended(&who);
		Self::deposit_event(Event::HeadEndRemoved { provider, who });
		Ok(())
	}

	/// Orders must be able to stand at both prices, and few enough prices between for a sale.
	fn ensure_tariff(tariff: &Tariff) -> DispatchResult {
		let span =
			tariff.retail.0.checked_sub(tariff.buy_back.0).ok_or(Error::<T>::BuyBackAboveRetail)?;
		let ticks = span.checked_div(tariff.tick.0).ok_or(Error::<T>::ZeroTick)?;
		ensure!(span % tariff.tick.0 == 0, Error::<T>::RetailOffTick);
		ensure!(ticks <= T::MaxTicks::get() as u64, Error::<T>::TooManyTicks);
		Ok(())
	}

	fn ensure_rules(overdraft: &Overdraft, carry_over: &CarryOver) -> DispatchResult {
		ensure!(overdraft.limit.is_zero() || !overdraft.chunk.is_zero(), Error::<T>::ZeroChunk);
		ensure!(carry_over.months as u32 <= MAX_CARRY_MONTHS, Error::<T>::CarriedTooLong);
		Ok(())
	}
}
