//! Prices, and what an amount of energy costs.

use crate::Energy;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// An amount of the settlement asset in its smallest units.
pub type Money = u128;

/// A price: smallest units of the settlement asset for one kWh.
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
pub struct Price(pub u64);

const WH_PER_KWH: u128 = 1_000;

impl Price {
	/// What a buyer pays for `energy`: rounded up, against the payer.
	pub fn cost(self, energy: Energy) -> Money {
		// Two 64-bit factors fit 128 bits.
		(self.0 as u128 * energy.0 as u128).div_ceil(WH_PER_KWH)
	}

	/// What a seller receives for `energy`: rounded down, against the payee.
	pub fn proceeds(self, energy: Energy) -> Money {
		self.0 as u128 * energy.0 as u128 / WH_PER_KWH
	}

	/// The most energy that `money` buys at this price, rounded down: `cost` of it never exceeds
	/// `money`. For a zero price, the largest energy.
	pub fn affordable(self, money: Money) -> Energy {
		if self.0 == 0 {
			return Energy(u64::MAX);
		}
		let wh = money.saturating_mul(WH_PER_KWH) / self.0 as u128;
		Energy(wh.min(u64::MAX as u128) as u64)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn a_sale_never_creates_money(price: u64, energy: u64) {
			let (price, energy) = (Price(price), Energy(energy));
			prop_assert!(price.proceeds(energy) <= price.cost(energy));
			prop_assert!(price.cost(energy) - price.proceeds(energy) <= 1);
		}

		#[test]
		fn splitting_a_sale_never_favours_the_caller(price: u64, a in 0u64..1 << 63, b in 0u64..1 << 63) {
			let price = Price(price);
			let whole = Energy(a + b);
			prop_assert!(price.cost(Energy(a)) + price.cost(Energy(b)) >= price.cost(whole));
			prop_assert!(price.proceeds(Energy(a)) + price.proceeds(Energy(b)) <= price.proceeds(whole));
		}

		#[test]
		fn what_is_affordable_can_be_paid(price in 1u64.., money in 0u128..1 << 100) {
			let price = Price(price);
			prop_assert!(price.cost(price.affordable(money)) <= money);
		}
	}
}
