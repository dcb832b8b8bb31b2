//! The arithmetic of a round: the price grid, the clearing price and the share of each order.
//!
//! # The rule
//! At each price the bids at or above it face the offers at or below it. At the lowest price (buy
//! back) the provider takes what no network bids for, as far as it has money; at the highest
//! (retail) it delivers what no network offers. The clearing price is the one
//! 1. at which most energy changes hands;
//! 2. of those, the one that leaves the smallest imbalance between the sides;
//! 3. of those, the highest where bids are left over at all of them, the lowest where offers are,
//!    and else the middle, rounded down to a tick.
//!
//! Orders fill best price first. Those at the margin share what is left pro rata: by cumulated
//! energy in the order of placing, so that an order gets its share rounded down or up by less than
//! a Wh and **the shares sum up exactly**: bids + provider bought = offers + provider sold.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use commonwatt_primitives::{directory::Tariff, Energy, Price};
use core::cmp::Ordering;
use scale_info::TypeInfo;

/// Why a price is not on the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridError {
	/// Below buy back or above retail.
	OutOfRange,
	/// Between two ticks.
	OffTick,
}

/// How many prices a tariff has; none where retail is below buy back or off its ticks.
pub fn prices(tariff: &Tariff) -> Option<u32> {
	let span = tariff.retail.0.checked_sub(tariff.buy_back.0)?;
	if span == 0 {
		return Some(1);
	}
	if span.checked_rem(tariff.tick.0)? != 0 {
		return None;
	}
	u32::try_from(span / tariff.tick.0).ok()?.checked_add(1)
}

/// The price at a tick. Saturates past retail.
pub fn price_at(tariff: &Tariff, tick: u32) -> Price {
	let above = tariff.tick.0.saturating_mul(tick as u64);
	Price(tariff.buy_back.0.saturating_add(above)).min(tariff.retail)
}

/// The tick of a price.
pub fn tick_of(tariff: &Tariff, price: Price) -> Result<u32, GridError> {
	if price < tariff.buy_back || price > tariff.retail {
		return Err(GridError::OutOfRange);
	}
	let above = price.0 - tariff.buy_back.0;
	if above == 0 {
		return Ok(0);
	}
	if above.checked_rem(tariff.tick.0) != Some(0) {
		return Err(GridError::OffTick);
	}
	u32::try_from(above / tariff.tick.0).map_err(|_| GridError::OutOfRange)
}

/// What one side trades: whole where the price is better than the margin, nothing where it is
/// worse, pro rata at it.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Fill {
	/// The tick at which the side runs out.
	pub margin: u32,
	/// What stands there.
	pub standing: Energy,
	/// What of it is traded.
	pub traded: Energy,
}

impl Fill {
	/// Takes `total` out of a side, best tick first.
	fn new(best_first: impl Iterator<Item = (u32, Energy)>, total: Energy) -> Self {
		let mut left = total;
		for (margin, standing) in best_first {
			match standing.checked_sub(left) {
				Some(_) => return Self { margin, standing, traded: left },
				None => left = left.saturating_sub(standing),
			}
		}
		// Nobody takes more than stands there.
		Self::default()
	}

	/// What a bid of `energy` gets, after marginal bids of `before` were settled.
	pub fn of_bid(&self, tick: u32, energy: Energy, before: Energy) -> Energy {
		self.of(tick.cmp(&self.margin), energy, before)
	}

	/// What an offer of `energy` sells, after marginal offers of `before` were settled.
	pub fn of_offer(&self, tick: u32, energy: Energy, before: Energy) -> Energy {
		self.of(self.margin.cmp(&tick), energy, before)
	}

	fn of(&self, quality: Ordering, energy: Energy, before: Energy) -> Energy {
		let share = |part: Energy| part.mul_ratio_floor(self.traded.0, self.standing.0);
		match quality {
			Ordering::Greater => energy,
			Ordering::Equal => share(before.saturating_add(energy)).saturating_sub(share(before)),
			Ordering::Less => Energy::ZERO,
		}
	}
}

/// A round that trades.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Clearing {
	/// The clearing price, as a tick.
	pub tick: u32,
	/// All that changes hands, trades with the provider included.
	pub volume: Energy,
	/// What the provider buys back; only at the lowest price.
	pub provider_bought: Energy,
	/// What the provider delivers; only at the highest price.
	pub provider_sold: Energy,
	pub bids: Fill,
	pub offers: Fill,
}

/// Both sides at one price, with the provider's part.
#[derive(Clone, Copy)]
struct At {
	tick: u32,
	demand: Energy,
	supply: Energy,
	provider_bought: Energy,
	provider_sold: Energy,
}

impl At {
	fn volume(&self) -> Energy {
		self.demand.min(self.supply)
	}

	fn imbalance(&self) -> u64 {
		self.demand.0.abs_diff(self.supply.0)
	}

	/// Which of two prices is better by the first two criteria.
	fn quality(&self, other: &Self) -> Ordering {
		let by_imbalance = other.imbalance().cmp(&self.imbalance());
		self.volume().cmp(&other.volume()).then(by_imbalance)
	}
}

/// What stands at each tick, lowest first.
fn ticks(side: &[Energy]) -> impl DoubleEndedIterator<Item = (u32, Energy)> + '_ {
	side.iter().enumerate().map(|(tick, energy)| (tick as u32, *energy))
}

/// The two sides at each price, lowest first.
fn prices_of<'a>(
	bids: &'a [Energy],
	offers: &'a [Energy],
	backstop: Energy,
) -> impl Iterator<Item = At> + 'a {
	let top = bids.len().saturating_sub(1);
	let mut demand: Energy = bids.iter().copied().sum();
	let mut supply = Energy::ZERO;
	bids.iter().zip(offers).enumerate().map(move |(tick, (bid, offer))| {
		supply = supply.saturating_add(*offer);
		let (wanted, left) = (demand.saturating_sub(supply), supply.saturating_sub(demand));
		let provider_bought = if tick == 0 { left.min(backstop) } else { Energy::ZERO };
		let provider_sold = if tick == top { wanted } else { Energy::ZERO };
		let at = At {
			tick: tick as u32,
			demand: demand.saturating_add(provider_bought),
			supply: supply.saturating_add(provider_sold),
			provider_bought,
			provider_sold,
		};
		demand = demand.saturating_sub(*bid);
		at
	})
}

/// Clears a round; none where nothing is traded. `bids` and `offers` are the energies that stand
/// at each tick, of the same length, and each side's sum fits 64 bits. `backstop` is the most that
/// the provider can pay for at the lowest price. Two passes over the ticks.
pub fn clear(bids: &[Energy], offers: &[Energy], backstop: Energy) -> Option<Clearing> {
	// The best prices are neighbours, since demand falls and supply rises with the price.
	let (mut low, mut high): (Option<At>, Option<At>) = (None, None);
	for at in prices_of(bids, offers, backstop) {
		match low.as_ref().map_or(Ordering::Greater, |best| at.quality(best)) {
			Ordering::Greater => (low, high) = (Some(at), Some(at)),
			Ordering::Equal => high = Some(at),
			Ordering::Less => {},
		}
	}
	let (low, high) = (low?, high?);
	let tick = if high.demand > high.supply {
		high.tick
	} else if low.demand < low.supply {
		low.tick
	} else {
		low.tick + (high.tick - low.tick) / 2
	};
	let at = prices_of(bids, offers, backstop).nth(tick as usize)?;
	let volume = at.volume();
	if volume.is_zero() {
		return None;
	}
	let bought = volume.saturating_sub(at.provider_bought);
	let sold = volume.saturating_sub(at.provider_sold);
	Some(Clearing {
		tick,
		volume,
		provider_bought: at.provider_bought,
		provider_sold: at.provider_sold,
		bids: Fill::new(ticks(bids).rev(), bought),
		offers: Fill::new(ticks(offers), sold),
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn wh(side: &[u64]) -> Vec<Energy> {
		side.iter().copied().map(Energy::wh).collect()
	}

	fn sum(side: &[Energy]) -> u64 {
		side.iter().map(|e| e.0).sum()
	}

	fn round(bids: &[u64], offers: &[u64], backstop: u64) -> Option<Clearing> {
		clear(&wh(bids), &wh(offers), Energy::wh(backstop))
	}

	/// Orders of a side, in the order of placing: (tick, energy).
	type Orders = Vec<(usize, u64)>;

	fn ladder(orders: &Orders, ticks: usize) -> Vec<Energy> {
		let mut ladder = vec![Energy::ZERO; ticks];
		for (tick, energy) in orders {
			ladder[*tick].0 += energy;
		}
		ladder
	}

	/// The most that can be matched at `price` when every Wh is looked at by itself.
	fn volume_at(bids: &Orders, offers: &Orders, price: usize, top: usize, backstop: u64) -> u64 {
		let mut buyers: u64 =
			bids.iter().filter(|(tick, _)| *tick >= price).map(|(_, energy)| energy).sum();
		let mut sellers: u64 =
			offers.iter().filter(|(tick, _)| *tick <= price).map(|(_, energy)| energy).sum();
		let mut matched = 0;
		let (mut backstop, mut retail) =
			(if price == 0 { backstop } else { 0 }, if price == top { u64::MAX } else { 0 });
		while buyers > 0 || sellers > 0 {
			if buyers > 0 && sellers > 0 {
				(buyers, sellers) = (buyers - 1, sellers - 1);
			} else if sellers > 0 && backstop > 0 {
				(sellers, backstop) = (sellers - 1, backstop - 1);
			} else if buyers > 0 && retail > 0 {
				(buyers, retail) = (buyers - 1, retail - 1);
			} else {
				break;
			}
			matched += 1;
		}
		matched
	}

	fn orders(ticks: usize) -> impl Strategy<Value = Orders> {
		prop::collection::vec((0..ticks, 1u64..40), 0..12)
	}

	fn case() -> impl Strategy<Value = (usize, Orders, Orders, u64)> {
		(1usize..8).prop_flat_map(|ticks| {
			let backstop = prop_oneof![Just(0u64), 0u64..60, Just(u64::MAX)];
			(Just(ticks), orders(ticks), orders(ticks), backstop)
		})
	}

	/// Every order's fill, as settlement computes them one after the other.
	fn fills(
		orders: &Orders,
		margin: u32,
		mut fill: impl FnMut(u32, Energy, Energy) -> Energy,
	) -> Vec<u64> {
		let mut before = Energy::ZERO;
		orders
			.iter()
			.map(|(tick, energy)| {
				let got = fill(*tick as u32, Energy::wh(*energy), before);
				if *tick as u32 == margin {
					before.0 += energy;
				}
				got.0
			})
			.collect()
	}

	proptest! {
		#[test]
		fn volume_is_maximal_against_brute_force((ticks, bids, offers, backstop) in case()) {
			let got = clear(&ladder(&bids, ticks), &ladder(&offers, ticks), Energy::wh(backstop));
			let best = (0..ticks)
				.map(|price| volume_at(&bids, &offers, price, ticks - 1, backstop))
				.max()
				.unwrap_or(0);
			prop_assert_eq!(got.map_or(0, |clearing| clearing.volume.0), best);
			if let Some(clearing) = got {
				let at_price =
					volume_at(&bids, &offers, clearing.tick as usize, ticks - 1, backstop);
				prop_assert_eq!(at_price, best);
			}
		}

		#[test]
		fn energy_is_conserved_to_the_wh_and_nobody_trades_past_a_limit(
			(ticks, bids, offers, backstop) in case()
		) {
			let Some(clearing) =
				clear(&ladder(&bids, ticks), &ladder(&offers, ticks), Energy::wh(backstop))
			else { return Ok(()) };
			let bought = fills(&bids, clearing.bids.margin, |t, e, b| clearing.bids.of_bid(t, e, b));
			let sold =
				fills(&offers, clearing.offers.margin, |t, e, b| clearing.offers.of_offer(t, e, b));
			let total = |fills: &[u64]| fills.iter().sum::<u64>();
			prop_assert_eq!(total(&bought) + clearing.provider_bought.0, clearing.volume.0);
			prop_assert_eq!(total(&sold) + clearing.provider_sold.0, clearing.volume.0);
			for ((tick, energy), got) in bids.iter().zip(&bought) {
				prop_assert!(got <= energy);
				prop_assert!(*got == 0 || *tick as u32 >= clearing.tick);
				if *tick as u32 > clearing.bids.margin {
					prop_assert_eq!(got, energy);
				}
			}
			for ((tick, energy), got) in offers.iter().zip(&sold) {
				prop_assert!(got <= energy);
				prop_assert!(*got == 0 || *tick as u32 <= clearing.tick);
				if (*tick as u32) < clearing.offers.margin {
					prop_assert_eq!(got, energy);
				}
			}
			prop_assert!(clearing.provider_bought.is_zero() || clearing.tick == 0);
			prop_assert!(clearing.provider_sold.is_zero() || clearing.tick as usize == ticks - 1);
			prop_assert!(clearing.provider_bought.0 <= backstop);
		}

		#[test]
		fn one_side_is_filled_whole_at_the_price((ticks, bids, offers, backstop) in case()) {
			let (bid_ladder, offer_ladder) = (ladder(&bids, ticks), ladder(&offers, ticks));
			let Some(clearing) = clear(&bid_ladder, &offer_ladder, Energy::wh(backstop))
			else { return Ok(()) };
			let tick = clearing.tick as usize;
			let demand = sum(&bid_ladder[tick..]);
			let supply = sum(&offer_ladder[..=tick]);
			let bought = clearing.volume.0 - clearing.provider_bought.0;
			let sold = clearing.volume.0 - clearing.provider_sold.0;
			prop_assert!(bought == demand || sold == supply);
		}

		#[test]
		fn the_margin_is_shared_pro_rata_within_a_wh(
			energies in prop::collection::vec(1u64..1_000_000, 1..20),
			part in 0u64..=1_000,
		) {
			let standing: u64 = energies.iter().sum();
			let traded = (standing as u128 * part as u128 / 1_000) as u64;
			let fill = Fill { margin: 3, standing: Energy(standing), traded: Energy(traded) };
			let orders: Orders = energies.iter().map(|e| (3, *e)).collect();
			let got = fills(&orders, 3, |t, e, b| fill.of_offer(t, e, b));
			prop_assert_eq!(got.iter().sum::<u64>(), traded);
			for (energy, got) in energies.iter().zip(&got) {
				let floor = (*energy as u128 * traded as u128 / standing as u128) as u64;
				prop_assert!(*got == floor || *got == floor + 1);
				prop_assert!(got <= energy);
			}
		}

		#[test]
		fn a_round_never_pays_out_more_than_it_takes_in(
			(ticks, bids, offers, backstop) in case(), low in 0u64..2_000, step in 1u64..500,
		) {
			let Some(clearing) =
				clear(&ladder(&bids, ticks), &ladder(&offers, ticks), Energy::wh(backstop))
			else { return Ok(()) };
			let price = Price(low + step * clearing.tick as u64);
			let bought = fills(&bids, clearing.bids.margin, |t, e, b| clearing.bids.of_bid(t, e, b));
			let sold =
				fills(&offers, clearing.offers.margin, |t, e, b| clearing.offers.of_offer(t, e, b));
			let paid_in: u128 = bought.iter().map(|e| price.cost(Energy(*e))).sum::<u128>()
				+ price.cost(clearing.provider_bought);
			let paid_out: u128 = sold.iter().map(|e| price.proceeds(Energy(*e))).sum();
			prop_assert!(paid_in >= paid_out + price.proceeds(clearing.provider_sold));
		}

		#[test]
		fn a_price_and_its_tick_agree(buy_back in 0u64..1 << 40, tick in 1u64..1 << 20, n in 0u64..200, at in 0u64..200) {
			let tariff = Tariff {
				buy_back: Price(buy_back), retail: Price(buy_back + n * tick), tick: Price(tick),
			};
			prop_assert_eq!(prices(&tariff), Some(n as u32 + 1));
			let price = Price(buy_back + at * tick);
			let expected = if at > n { Err(GridError::OutOfRange) } else { Ok(at as u32) };
			prop_assert_eq!(tick_of(&tariff, price), expected);
			if at <= n {
				prop_assert_eq!(price_at(&tariff, at as u32), price);
			}
		}
	}

	#[test]
	fn an_empty_book_trades_nothing() {
		assert_eq!(round(&[], &[], 9), None);
		assert_eq!(round(&[0, 0, 0], &[0, 0, 0], 9), None);
	}

	#[test]
	fn bids_below_offers_trade_nothing() {
		assert_eq!(round(&[0, 5, 0, 0], &[0, 0, 5, 0], 0), None);
	}

	#[test]
	fn equal_sides_meet_in_the_middle_rounded_down() {
		assert_eq!(round(&[0, 0, 0, 60], &[60, 0, 0, 0], 100).map(|c| c.tick), Some(1));
		assert_eq!(round(&[0, 0, 60], &[60, 0, 0], 100).map(|c| c.tick), Some(1));
	}

	#[test]
	fn offers_left_over_go_to_the_provider_at_buy_back() {
		let clearing = round(&[0, 0, 60], &[100, 0, 0], 1_000).unwrap();
		assert_eq!((clearing.tick, clearing.volume.0, clearing.provider_bought.0), (0, 100, 40));
	}

	#[test]
	fn offers_left_over_of_a_poor_provider_press_the_price_down() {
		let clearing = round(&[0, 0, 60], &[100, 0, 0], 0).unwrap();
		assert_eq!((clearing.tick, clearing.volume.0, clearing.provider_bought.0), (0, 60, 0));
		assert_eq!(clearing.offers, Fill { margin: 0, standing: Energy(100), traded: Energy(60) });
	}

	#[test]
	fn bids_left_over_are_served_by_the_provider_at_retail() {
		let clearing = round(&[0, 0, 100], &[0, 60, 0], 0).unwrap();
		assert_eq!((clearing.tick, clearing.volume.0, clearing.provider_sold.0), (2, 100, 40));
	}

	#[test]
	fn bids_left_over_below_retail_press_the_price_up() {
		// 100 bid up to tick 2 of 4 for the 60 on offer from tick 0.
		let clearing = round(&[0, 0, 100, 0], &[60, 0, 0, 0], 0).unwrap();
		assert_eq!((clearing.tick, clearing.volume.0), (2, 60));
		assert_eq!(clearing.bids, Fill { margin: 2, standing: Energy(100), traded: Energy(60) });
	}

	#[test]
	fn better_orders_fill_whole_before_the_margin_shares() {
		let clearing = round(&[0, 50, 30, 0], &[0, 60, 0, 0], 0).unwrap();
		assert_eq!((clearing.tick, clearing.volume.0), (1, 60));
		assert_eq!(clearing.bids, Fill { margin: 1, standing: Energy(50), traded: Energy(30) });
		assert_eq!(clearing.bids.of_bid(2, Energy(30), Energy::ZERO), Energy(30));
		assert_eq!(clearing.bids.of_bid(0, Energy(30), Energy::ZERO), Energy::ZERO);
	}

	#[test]
	fn with_one_price_the_provider_stands_behind_both_ends_of_it() {
		assert_eq!(round(&[70], &[50], 0).map(|c| c.provider_sold.0), Some(20));
		assert_eq!(round(&[50], &[70], 9).map(|c| c.provider_bought.0), Some(9));
	}

	#[test]
	fn a_tariff_off_its_ticks_or_upside_down_has_no_prices() {
		let tariff = |buy_back, retail, tick| Tariff {
			buy_back: Price(buy_back),
			retail: Price(retail),
			tick: Price(tick),
		};
		assert_eq!(prices(&tariff(10, 35, 10)), None);
		assert_eq!(prices(&tariff(30, 10, 10)), None);
		assert_eq!(prices(&tariff(10, 30, 0)), None);
		assert_eq!(prices(&tariff(10, 10, 0)), Some(1));
		assert_eq!(tick_of(&tariff(10, 30, 10), Price(15)), Err(GridError::OffTick));
		assert_eq!(tick_of(&tariff(10, 30, 10), Price(9)), Err(GridError::OutOfRange));
	}
}
