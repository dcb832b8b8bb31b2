//! The ledger's arithmetic, free of storage. Energies in Wh.

use crate::types::Vintage;
use alloc::vec::Vec;
use commonwatt_primitives::{calendar::DAY, Energy, MonthId, Seconds};

/// What a month's leftover consists of, youngest first. The oldest energy is used first, so what
/// is left is the youngest: that of the month itself (`fresh`), then of the months before.
pub fn leftover(month: MonthId, fresh: Energy, carried: &[Vintage], left: Energy) -> Vec<Vintage> {
	let mut vintages = Vec::with_capacity(carried.len() + 1);
	vintages.push(Vintage { month, energy: fresh });
	vintages.extend_from_slice(carried);
	let mut youngest = split_youngest(&mut vintages, left);
	// More left than came in cannot be; were it so, it is the month's own.
	let missing = left.saturating_sub(sum(&youngest));
	if !missing.is_zero() {
		merge(&mut youngest, Vintage { month, energy: missing });
	}
	youngest
}

/// Takes the youngest `amount` out of `vintages` (youngest first).
pub fn split_youngest(vintages: &mut Vec<Vintage>, amount: Energy) -> Vec<Vintage> {
	let mut missing = amount;
	let mut taken = Vec::new();
	for vintage in vintages.iter_mut() {
		let energy = vintage.energy.min(missing);
		if !energy.is_zero() {
			taken.push(Vintage { month: vintage.month, energy });
			vintage.energy = vintage.energy.saturating_sub(energy);
			missing = missing.saturating_sub(energy);
		}
	}
	vintages.retain(|vintage| !vintage.energy.is_zero());
	taken
}

/// What of `vintages` (youngest first) may be carried into the month `into`: at most `months` old
/// there, and no more than `room` in all. The youngest goes first, since it keeps longest.
pub fn carry(vintages: &[Vintage], into: MonthId, months: u8, room: Energy) -> Vec<Vintage> {
	let mut fit: Vec<Vintage> = vintages
		.iter()
		.filter(|vintage| into.0.saturating_sub(vintage.month.0) <= months as u16 && months > 0)
		.copied()
		.collect();
	split_youngest(&mut fit, room)
}

/// Adds a vintage to others, which stay youngest first with one entry a month.
pub fn merge(vintages: &mut Vec<Vintage>, new: Vintage) {
	match vintages.binary_search_by(|vintage| new.month.cmp(&vintage.month)) {
		Ok(at) => vintages[at].energy = vintages[at].energy.saturating_add(new.energy),
		Err(at) => vintages.insert(at, new),
	}
}

/// All energy of `vintages`.
pub fn sum(vintages: &[Vintage]) -> Energy {
	vintages.iter().map(|vintage| vintage.energy).sum()
}

/// What a device that lacks `short` is given where there is enough: what it will use in `days`
/// more days at this month's pace, but no further than the month's end, and no less than `least`.
/// The pace is taken over a day at least, so that a month's first readings do not exaggerate it.
pub fn wanted(
	short: Energy,
	used: Energy,
	elapsed: Seconds,
	left: Seconds,
	days: u32,
	least: Energy,
) -> Energy {
	let ahead = days.saturating_mul(DAY).min(left);
	let headroom = used.mul_ratio_floor(ahead as u64, elapsed.max(DAY) as u64);
	short.saturating_add(headroom).max(least)
}

/// What is overdrawn for `short`: a multiple of `chunk`, within what `limit` leaves.
pub fn overdraft(short: Energy, chunk: Energy, limit: Energy, overdrawn: Energy) -> Energy {
	short.next_multiple_of(chunk).min(limit.saturating_sub(overdrawn))
}

/// What a use will be when `length` is over, if it was `used` after `elapsed`. Rounded down.
pub fn projected(used: Energy, elapsed: Seconds, length: Seconds) -> Energy {
	used.mul_ratio_floor(length as u64, elapsed.max(1) as u64)
}

/// How long after the start `available` is used up, if `used` was after `elapsed`. Rounded down,
/// saturating; `None` where nothing was used.
pub fn lasts(available: Energy, used: Energy, elapsed: Seconds) -> Option<Seconds> {
	if used.is_zero() {
		return None;
	}
	let seconds = Energy::wh(elapsed as u64).mul_ratio_floor(available.as_wh(), used.as_wh());
	Some(seconds.as_wh().min(Seconds::MAX as u64) as Seconds)
}

/// `used ÷ expected` in per cent, rounded down and saturating; `None` where nothing is expected.
pub fn percent(used: Energy, expected: Energy) -> Option<u32> {
	if expected.is_zero() {
		return None;
	}
	let percent = Energy::wh(100).mul_ratio_floor(used.as_wh(), expected.as_wh());
	Some(percent.as_wh().min(u32::MAX as u64) as u32)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	const MONTH: MonthId = MonthId(24237);

	/// Vintages of the months before `MONTH`, youngest first, one a month.
	fn vintages() -> impl Strategy<Value = Vec<Vintage>> {
		prop::collection::btree_map(1u16..=12, 1u64..1 << 40, 0..=12).prop_map(|ages| {
			ages.into_iter()
				.map(|(age, wh)| Vintage { month: MonthId(MONTH.0 - age), energy: Energy::wh(wh) })
				.collect()
		})
	}

	fn youngest_first(vintages: &[Vintage]) -> bool {
		vintages.windows(2).all(|pair| pair[0].month > pair[1].month)
			&& vintages.iter().all(|vintage| !vintage.energy.is_zero())
	}

	fn vintage(age: u16, wh: u64) -> Vintage {
		Vintage { month: MonthId(MONTH.0 - age), energy: Energy::wh(wh) }
	}

	#[test]
	fn what_is_left_is_the_youngest() {
		let carried = [vintage(1, 30), vintage(2, 50)];
		let left = |wh| leftover(MONTH, Energy::wh(100), &carried, Energy::wh(wh));
		assert_eq!(left(40), [vintage(0, 40)]);
		assert_eq!(left(110), [vintage(0, 100), vintage(1, 10)]);
		assert_eq!(left(180), [vintage(0, 100), vintage(1, 30), vintage(2, 50)]);
	}

	#[test]
	fn energy_lasts_the_months_that_it_may_and_no_longer() {
		let left = [vintage(0, 100), vintage(1, 30), vintage(2, 50)];
		let into = MONTH.next();
		let carried = |months, room| carry(&left, into, months, Energy::wh(room));
		assert_eq!(carried(0, 1_000), []);
		assert_eq!(carried(1, 1_000), [vintage(0, 100)]);
		assert_eq!(carried(2, 1_000), [vintage(0, 100), vintage(1, 30)]);
		assert_eq!(carried(12, 1_000), left);
		assert_eq!(carried(12, 110), [vintage(0, 100), vintage(1, 10)]);
	}

	#[test]
	fn merged_vintages_stay_in_order() {
		let mut vintages = vec![vintage(1, 5), vintage(3, 5)];
		for new in [vintage(2, 1), vintage(0, 1), vintage(5, 1), vintage(3, 2)] {
			merge(&mut vintages, new);
		}
		let expected = [vintage(0, 1), vintage(1, 5), vintage(2, 1), vintage(3, 7), vintage(5, 1)];
		assert_eq!(vintages, expected);
	}

	#[test]
	fn the_first_hours_of_a_month_count_as_a_day() {
		let kwh = Energy::kwh;
		let wanted = |used, elapsed, left| wanted(kwh(1), used, elapsed, left, 2, kwh(2));
		assert_eq!(wanted(kwh(4), 900, 20 * DAY), kwh(9));
		assert_eq!(wanted(kwh(20), 10 * DAY, 20 * DAY), kwh(5));
		assert_eq!(wanted(kwh(20), 10 * DAY, DAY), kwh(3), "no headroom past the month's end");
		assert_eq!(wanted(Energy::ZERO, DAY, DAY), kwh(2), "no less than the least");
	}

	proptest! {
		#[test]
		fn leftover_loses_and_makes_no_energy(
			carried in vintages(), fresh in 0u64..1 << 40, share in 0u64..=100,
		) {
			let all = Energy::wh(fresh).saturating_add(sum(&carried));
			let left = all.mul_ratio_floor(share, 100);
			let made = leftover(MONTH, Energy::wh(fresh), &carried, left);
			prop_assert_eq!(sum(&made), left);
			prop_assert!(youngest_first(&made));
			prop_assert!(made.len() <= 13);
		}

		#[test]
		fn leftover_takes_older_energy_only_after_all_that_is_younger(
			carried in vintages(), fresh in 0u64..1 << 40, share in 0u64..=100,
		) {
			let all = Energy::wh(fresh).saturating_add(sum(&carried));
			let left = all.mul_ratio_floor(share, 100);
			let mut before = vec![Vintage { month: MONTH, energy: Energy::wh(fresh) }];
			before.extend(carried.iter().copied());
			before.retain(|vintage| !vintage.energy.is_zero());
			let made = leftover(MONTH, Energy::wh(fresh), &carried, left);
			for (index, vintage) in made.iter().enumerate() {
				prop_assert_eq!(vintage.month, before[index].month);
				prop_assert!(index + 1 == made.len() || vintage.energy == before[index].energy);
			}
		}

		#[test]
		fn a_split_is_a_partition(vintages in vintages(), amount in 0u64..1 << 42) {
			let mut rest = vintages.clone();
			let taken = split_youngest(&mut rest, Energy::wh(amount));
			prop_assert_eq!(sum(&taken), Energy::wh(amount).min(sum(&vintages)));
			prop_assert_eq!(sum(&taken).saturating_add(sum(&rest)), sum(&vintages));
			prop_assert!(youngest_first(&taken) && youngest_first(&rest));
			if let (Some(last), Some(first)) = (taken.last(), rest.first()) {
				prop_assert!(last.month >= first.month);
			}
		}

		#[test]
		fn nothing_too_old_and_not_more_than_the_room_is_carried(
			vintages in vintages(), months in 0u8..=12, room in 0u64..1 << 42,
		) {
			let into = MONTH.next();
			let carried = carry(&vintages, into, months, Energy::wh(room));
			prop_assert!(sum(&carried) <= Energy::wh(room));
			prop_assert!(carried.iter().all(|v| into.0 - v.month.0 <= months as u16));
			let fits: Energy = vintages
				.iter()
				.filter(|v| into.0 - v.month.0 <= months as u16)
				.map(|v| v.energy)
				.sum();
			prop_assert_eq!(sum(&carried), fits.min(Energy::wh(room)));
		}

		#[test]
		fn merging_keeps_order_and_sum(vintages in vintages(), age in 0u16..=12, wh in 1u64..1 << 40) {
			let mut merged = vintages.clone();
			merge(&mut merged, vintage(age, wh));
			prop_assert!(youngest_first(&merged));
			prop_assert_eq!(sum(&merged), sum(&vintages).saturating_add(Energy::wh(wh)));
		}

		#[test]
		fn wanted_covers_the_shortfall(
			short: u32, used: u32, elapsed: u32, left: u32, days in 0u32..31, least: u32,
		) {
			let (short, least) = (Energy::wh(short as u64), Energy::wh(least as u64));
			let used = Energy::wh(used as u64);
			let wanted = wanted(short, used, elapsed, left, days, least);
			prop_assert!(wanted >= short && wanted >= least);
			prop_assert!(wanted <= least.max(short.saturating_add(
				used.mul_ratio_floor(days as u64, 1))));
		}

		#[test]
		fn an_overdraft_stays_within_its_limit(
			short in 1u64..1 << 40, chunk in 0u64..1 << 20, limit in 0u64..1 << 42, before in 0u64..1 << 42,
		) {
			let [short, chunk, limit, before] = [short, chunk, limit, before].map(Energy::wh);
			let drawn = overdraft(short, chunk, limit, before);
			prop_assert!(drawn <= limit.saturating_sub(before));
			let whole = limit.saturating_sub(before) >= short.next_multiple_of(chunk);
			prop_assert!(!whole || drawn >= short);
			prop_assert!(!whole || chunk.is_zero() || drawn.as_wh().is_multiple_of(chunk.as_wh()));
		}

		#[test]
		fn a_projection_is_exact_at_the_end_and_grows_before_it(
			used in 0u64..1 << 40, length in 1u32..=31 * DAY, part in 1u32..=100,
		) {
			let used = Energy::wh(used);
			prop_assert_eq!(projected(used, length, length), used);
			let elapsed = (length / 100 * part).max(1);
			prop_assert!(projected(used, elapsed, length) >= used);
		}

		#[test]
		fn energy_lasts_as_long_as_its_use_says(
			available in 0u64..1 << 40, used in 1u64..1 << 40, elapsed in 1u32..=31 * DAY,
		) {
			let lasts = lasts(Energy::wh(available), Energy::wh(used), elapsed);
			let exact = available as u128 * elapsed as u128 / used as u128;
			prop_assert_eq!(lasts, Some(exact.min(Seconds::MAX as u128) as Seconds));
		}
	}

	#[test]
	fn nothing_used_lasts_for_ever_and_nothing_expected_has_no_pace() {
		assert_eq!(lasts(Energy::kwh(1), Energy::ZERO, DAY), None);
		assert_eq!(percent(Energy::kwh(1), Energy::ZERO), None);
		assert_eq!(percent(Energy::wh(1_999), Energy::kwh(1)), Some(199));
	}
}
