//! A leaky bucket that refills linearly and lazily: the arithmetic of free calls.
//!
//! Credit is counted in 3,600ths of a unit, so that a refill over whole seconds is exact: looking
//! often or seldom makes no difference, and nothing is lost or won by rounding.

use crate::types::Quota;
use codec::{Decode, Encode, MaxEncodedLen};
use commonwatt_primitives::Seconds;
use scale_info::TypeInfo;

const SECONDS_PER_HOUR: u64 = 3_600;

/// What an account has left of its free calls, as of a point in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Bucket {
	/// Credit in 3,600ths of a unit.
	pub credit: u64,
	/// When that was.
	pub at: Seconds,
}

impl Bucket {
	/// A bucket with nothing in it. One starts so, lest a new role were a fresh supply.
	pub const fn empty(at: Seconds) -> Self {
		Self { credit: 0, at }
	}

	/// The bucket at `now`; as it was where `now` lies before. Never above the capacity.
	pub fn refilled(self, quota: Quota, now: Seconds) -> Self {
		// Products of two 32-bit numbers fit 64 bits.
		let gained = now.saturating_sub(self.at) as u64 * quota.per_hour as u64;
		let full = quota.capacity as u64 * SECONDS_PER_HOUR;
		Self { credit: self.credit.saturating_add(gained).min(full), at: self.at.max(now) }
	}

	/// Whole units left, rounded down.
	pub const fn units(self) -> u64 {
		self.credit / SECONDS_PER_HOUR
	}

	/// The bucket after `units` were taken, down to nothing.
	pub const fn spent(self, units: u32) -> Self {
		let cost = units as u64 * SECONDS_PER_HOUR;
		Self { credit: self.credit.saturating_sub(cost), at: self.at }
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn quota() -> impl Strategy<Value = Quota> {
		(0u32.., 0u32..).prop_map(|(capacity, per_hour)| Quota { capacity, per_hour })
	}

	prop_compose! {
		fn bucket()(credit in 0u64..1 << 45, at: u32) -> Bucket {
			Bucket { credit, at }
		}
	}

	proptest! {
		#[test]
		fn never_above_the_capacity(bucket in bucket(), quota in quota(), now: u32) {
			prop_assert!(bucket.refilled(quota, now).units() <= quota.capacity as u64);
		}

		#[test]
		fn looking_in_between_changes_nothing(
			bucket in bucket(), quota in quota(), mut times in prop::array::uniform2(0u32..),
		) {
			times.sort();
			let [first, second] = times;
			prop_assert_eq!(
				bucket.refilled(quota, first).refilled(quota, second),
				bucket.refilled(quota, second)
			);
		}

		#[test]
		fn waiting_never_takes_anything_away(
			bucket in bucket(), quota in quota(), now: u32, later: u32,
		) {
			let now = bucket.refilled(quota, now);
			prop_assert!(now.refilled(quota, now.at.saturating_add(later)).credit >= now.credit);
		}

		#[test]
		fn all_units_can_be_spent_and_not_one_more(
			bucket in bucket(), quota in quota(), now: u32,
		) {
			let bucket = bucket.refilled(quota, now);
			let units = bucket.units() as u32;
			prop_assert_eq!(bucket.spent(units).units(), 0);
			prop_assert_eq!(bucket.credit - bucket.spent(units).credit, units as u64 * 3_600);
			prop_assert_eq!(bucket.spent(units.saturating_add(1)).units(), 0);
		}

		#[test]
		fn no_more_is_spent_than_capacity_and_refill_allow(
			quota in (1u32..1_000, 0u32..10_000)
				.prop_map(|(capacity, per_hour)| Quota { capacity, per_hour }),
			steps in prop::collection::vec((0u32..600, 0u32..50), 1..200),
		) {
			let (mut bucket, mut now, mut spent) = (Bucket::empty(0), 0, 0u64);
			for (wait, units) in steps {
				now += wait;
				bucket = bucket.refilled(quota, now);
				if bucket.units() >= units as u64 {
					bucket = bucket.spent(units);
					spent += units as u64;
				}
			}
			prop_assert!(spent * 3_600 <= now as u64 * quota.per_hour as u64);
		}
	}

	#[test]
	fn an_hour_brings_the_hourly_refill() {
		let quota = Quota { capacity: 100, per_hour: 30 };
		assert_eq!(Bucket::empty(50).refilled(quota, 50 + 3_600).units(), 30);
		assert_eq!(Bucket::empty(50).refilled(quota, 50 + 119).units(), 0);
		assert_eq!(Bucket::empty(50).refilled(quota, 50 + 120).units(), 1);
	}

	#[test]
	fn a_clock_that_runs_back_refills_nothing() {
		let quota = Quota { capacity: 100, per_hour: 3_600 };
		let bucket = Bucket::empty(1_000);
		assert_eq!(bucket.refilled(quota, 10), bucket);
	}
}
