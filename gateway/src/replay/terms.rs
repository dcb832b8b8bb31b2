//! The terms on which a case is played: what a case does not say, chosen so that every part of a
//! month can happen. Providers grant what the case allots, sell at 30 cents, buy back at 8, let a
//! network overdraw a quarter of the largest allotment and carry a tenth of it.

use crate::{
	case::{Case, Leftover},
	chain::calls::{CarryOver, Overdraft, Tariff, Terms},
};

const WH_PER_KWH: u64 = 1_000;

/// The day on which the networks' months begin.
pub const BILLING_DAY: u8 = 1;

const BUY_BACK_CENTS: u64 = 8;
const RETAIL_CENTS: u64 = 30;
const TICK_CENTS: u64 = 1;

/// Overdrafts come in chunks of 5 kWh.
const OVERDRAFT_CHUNK: u64 = 5 * WH_PER_KWH;
const OVERDRAFT_PERCENT: u64 = 25;

const CARRY_OVER_PERCENT: u64 = 10;
const CARRY_OVER_MONTHS: u8 = 3;

/// Money for this much on top of what an owner can need, so that nobody starts with nothing.
const SPARE_KWH: u64 = 1_000;

/// Prices in the settlement asset.
#[derive(Clone, Copy, Debug)]
pub struct Money {
	cent: u64,
}

impl Money {
	pub fn with_decimals(decimals: u8) -> Self {
		// An asset coarser than cents is traded in its own units.
		Self { cent: 10u64.saturating_pow(u32::from(decimals.saturating_sub(2))) }
	}

	fn tariff(self) -> Tariff {
		Tariff {
			buy_back: BUY_BACK_CENTS * self.cent,
			retail: RETAIL_CENTS * self.cent,
			tick: TICK_CENTS * self.cent,
		}
	}

	fn retail_value(self, kwh: u64) -> u128 {
		u128::from(kwh) * u128::from(RETAIL_CENTS * self.cent)
	}
}

/// What a provider of the case applies with.
pub fn provider(case: &Case, name: &str, money: Money) -> Terms {
	let allotments = || case.networks_of(name).map(|network| case.networks[network].allotment_wh);
	let largest = allotments().max().unwrap_or(0);
	let sum = allotments().fold(0u64, u64::saturating_add);
	Terms {
		// Twice what it grants; a capacity of nothing is none.
		capacity: sum.saturating_mul(2).max(WH_PER_KWH),
		tariff: money.tariff(),
		overdraft: Overdraft { limit: percent(largest, OVERDRAFT_PERCENT), chunk: OVERDRAFT_CHUNK },
		carry_over: CarryOver {
			limit: percent(largest, CARRY_OVER_PERCENT),
			months: CARRY_OVER_MONTHS,
		},
		utc_offset_minutes: case.period.utc_offset_minutes,
	}
}

/// The money that an owner starts with: enough to buy, at the retail price, all that its devices
/// can draw in the month at their rated power.
pub fn owner_money(case: &Case, network: usize, money: Money) -> u128 {
	let hours = u64::from(case.period.end - case.period.start) / 3_600;
	let watts: u64 = case.devices_of(network).map(|d| u64::from(case.devices[d].rated_w)).sum();
	money.retail_value(watts.saturating_mul(hours) / WH_PER_KWH + SPARE_KWH)
}

/// The money that a provider starts with: enough to buy back all that its networks are granted and
/// can generate.
pub fn provider_money(case: &Case, name: &str, money: Money) -> u128 {
	case.networks_of(name)
		.map(|network| {
			let granted = case.networks[network].allotment_wh.div_ceil(WH_PER_KWH);
			owner_money(case, network, money) + money.retail_value(granted)
		})
		.sum()
}

/// The most that a member of the case's community draws in a month: the largest allotment.
pub fn draw_limit(case: &Case, name: &str) -> u64 {
	case.networks_of(name).map(|n| case.networks[n].allotment_wh).max().unwrap_or(0)
}

/// The network that founds the provider's community: the first that shares its leftover.
pub fn founder(case: &Case, name: &str) -> Option<usize> {
	case.networks_of(name).find(|network| case.networks[*network].leftover == Leftover::Share)
}

fn percent(wh: u64, percent: u64) -> u64 {
	(u128::from(wh) * u128::from(percent) / 100) as u64
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn prices_are_cents_of_the_asset() {
		let tariff = Money::with_decimals(6).tariff();
		assert_eq!((tariff.buy_back, tariff.retail, tariff.tick), (80_000, 300_000, 10_000));
		let tariff = Money::with_decimals(2).tariff();
		assert_eq!((tariff.buy_back, tariff.retail, tariff.tick), (8, 30, 1));
		assert_eq!((tariff.retail - tariff.buy_back) % tariff.tick, 0);
	}
}
