//! Energy in watt-hours.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// An amount of energy, or the value of a cumulative register, in watt-hours (Wh).
///
/// One token is one kWh with three decimals, so the ledger counts Wh. Arithmetic is checked or
/// says in its name that it saturates.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(transparent)]
pub struct Energy(pub u64);

impl Energy {
	/// No energy.
	pub const ZERO: Self = Self(0);

	/// So many watt-hours.
	pub const fn wh(wh: u64) -> Self {
		Self(wh)
	}

	/// So many kilowatt-hours. Saturates.
	pub const fn kwh(kwh: u64) -> Self {
		Self(kwh.saturating_mul(1_000))
	}

	/// The watt-hours.
	pub const fn as_wh(self) -> u64 {
		self.0
	}

	pub const fn is_zero(self) -> bool {
		self.0 == 0
	}

	pub const fn checked_add(self, other: Self) -> Option<Self> {
		match self.0.checked_add(other.0) {
			Some(wh) => Some(Self(wh)),
			None => None,
		}
	}

	pub const fn checked_sub(self, other: Self) -> Option<Self> {
		match self.0.checked_sub(other.0) {
			Some(wh) => Some(Self(wh)),
			None => None,
		}
	}

	pub const fn saturating_add(self, other: Self) -> Self {
		Self(self.0.saturating_add(other.0))
	}

	/// The difference, or zero where `other` is larger.
	pub const fn saturating_sub(self, other: Self) -> Self {
		Self(self.0.saturating_sub(other.0))
	}

	/// `self × numerator ÷ denominator`, rounded down and computed in 128 bits; zero for a zero
	/// denominator, the largest energy where the result does not fit.
	pub const fn mul_ratio_floor(self, numerator: u64, denominator: u64) -> Self {
		if denominator == 0 {
			return Self::ZERO;
		}
		let wh = self.0 as u128 * numerator as u128 / denominator as u128;
		if wh > u64::MAX as u128 {
			Self(u64::MAX)
		} else {
			Self(wh as u64)
		}
	}

	/// `self` rounded up to a multiple of `step`; `self` for a zero step. Saturates.
	pub const fn next_multiple_of(self, step: Self) -> Self {
		if step.0 == 0 {
			return self;
		}
		match self.0.checked_next_multiple_of(step.0) {
			Some(wh) => Self(wh),
			None => Self(u64::MAX),
		}
	}
}

/// Saturating sum, for totals that were checked when their parts were booked.
impl core::iter::Sum for Energy {
	fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
		iter.fold(Self::ZERO, Self::saturating_add)
	}
}

impl core::fmt::Display for Energy {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "{} Wh", self.0)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn ratio_with_zero_denominator_is_zero() {
		assert_eq!(Energy::wh(5).mul_ratio_floor(1, 0), Energy::ZERO);
	}

	proptest! {
		#[test]
		fn ratio_rounds_down_and_never_exceeds_the_exact_value(e: u64, n: u64, d in 1u64..) {
			let got = Energy::wh(e).mul_ratio_floor(n, d).0 as u128;
			let product = e as u128 * n as u128;
			prop_assert!(got * d as u128 <= product);
			prop_assert!(got == u64::MAX as u128 || (got + 1) * d as u128 > product);
		}

		#[test]
		fn next_multiple_is_the_smallest_not_below(e in 0u64..1 << 60, step in 1u64..1 << 60) {
			let got = Energy::wh(e).next_multiple_of(Energy::wh(step)).0;
			prop_assert!(got >= e && got % step == 0 && got - e < step);
		}

		#[test]
		fn checked_and_saturating_agree_where_both_fit(a: u64, b: u64) {
			let (a, b) = (Energy::wh(a), Energy::wh(b));
			if let Some(sum) = a.checked_add(b) {
				prop_assert_eq!(sum, a.saturating_add(b));
				prop_assert_eq!(sum.checked_sub(b), Some(a));
			}
		}
	}
}
