//! Idle blocks clear and settle the rounds that are over.

use crate::{pallet::*, WeightInfo};
use commonwatt_primitives::{ProviderId, RoundId};
use frame_support::{
	storage::with_storage_layer,
	traits::Get,
	weights::{Weight, WeightMeter},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn sweep(remaining: Weight) -> Weight {
		let mut meter = WeightMeter::with_limit(remaining);
		if meter.try_consume(T::WeightInfo::on_idle_base()).is_ok() {
			Self::sweep_rounds(&mut meter);
		}
		meter.consumed()
	}

	fn sweep_rounds(meter: &mut WeightMeter) {
		// A key, and a book with it.
		let look = T::DbWeight::get().reads(2);
		let now = Self::now();
		for round in Rounds::<T>::get() {
			if now < Self::round_end(round) {
				continue;
			}
			if meter.try_consume(look).is_err() {
				return;
			}
			// The last book of a round may go while its key is at hand; keys are found by the one
			// before, so the walk goes on.
			for provider in Books::<T>::iter_key_prefix(round) {
				if meter.try_consume(look).is_err() || !Self::sweep_book(provider, round, meter) {
					return;
				}
			}
		}
	}

	/// Does what the weight allows; false when it is used up. A book that cannot be settled now
	/// does not keep the others waiting.
	fn sweep_book(provider: ProviderId, round: RoundId, meter: &mut WeightMeter) -> bool {
		if Books::<T>::get(round, provider).is_some_and(|book| book.settlement.is_none()) {
			if meter.try_consume(T::WeightInfo::clear()).is_err() {
				return false;
			}
			if with_storage_layer(|| Self::do_clear(provider, round)).is_err() {
				return true;
			}
		}
		while Books::<T>::contains_key(round, provider) {
			let Some(limit) = Self::affordable_orders(meter) else { return false };
			let settled = Self::do_settle(provider, round, limit);
			// One that fails may do so after all its work.
			let most = Self::settle_weight(limit);
			meter.consume(settled.map_or(most, |done| Self::settled_weight(done).min(most)));
			if settled.is_err() {
				return true;
			}
		}
		true
	}

	/// How many orders the weight that is left settles, at most `MaxSettle`.
	fn affordable_orders(meter: &WeightMeter) -> Option<u32> {
		let halves = |orders: &u32| Some(orders / 2).filter(|half| *half > 0);
		core::iter::successors(Some(T::MaxSettle::get()), halves)
			.find(|orders| meter.can_consume(Self::settle_weight(*orders)))
	}
}
