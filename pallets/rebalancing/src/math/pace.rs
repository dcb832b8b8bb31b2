//! Slack against pace, and the plan of transfers that meets a need.
//!
//! A device keeps *pace* when it spreads what it has had for the month evenly over the month. What
//! it has used less than that is its *slack*. Everything is rounded down, so that a donor keeps
//! the odd watt-hour.

use alloc::vec::Vec;
use commonwatt_primitives::{meters::Position, DeviceId, Energy, Seconds};
use core::cmp::Reverse;

/// How far a month is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
	/// Seconds since the month began, not above `length`.
	elapsed: Seconds,
	/// Seconds of the whole month.
	length: Seconds,
}

impl Progress {
	/// How far the month from `start` to `end` is at `at`; instants outside count as its bounds.
	pub fn new(start: Seconds, end: Seconds, at: Seconds) -> Self {
		let length = end.saturating_sub(start);
		Self { elapsed: at.saturating_sub(start).min(length), length }
	}
}

/// A device that can give, and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gift {
	pub device: DeviceId,
	pub energy: Energy,
}

/// What a device that has had `had` for the month has used by now if it keeps pace.
pub fn expected(had: Energy, progress: Progress) -> Energy {
	had.mul_ratio_floor(progress.elapsed.into(), progress.length.into())
}

/// What a device can give: its slack, as far as its balance stays at or above `floor`.
pub fn giveable(position: &Position, floor: Energy, progress: Progress) -> Energy {
	let had = position.mark.saturating_sub(position.opening);
	let slack = expected(had, progress).saturating_sub(position.used());
	slack.min(position.balance().saturating_sub(floor))
}

/// The transfers that meet a need: from the donors with the most to give, down to `want`, in at
/// most `most` transfers. Donors that can give equally much go by id.
///
/// No transfer is below `minimum`, except one that ends what is still `short`: so a network sees
/// few transfers, and a small shortfall is still met.
pub fn plan(
	mut donors: Vec<Gift>,
	short: Energy,
	want: Energy,
	minimum: Energy,
	most: u32,
) -> Vec<Gift> {
	donors.sort_unstable_by_key(|donor| (Reverse(donor.energy), donor.device));
	let mut short = short.min(want);
	let mut want = want;
	let mut transfers = Vec::new();
	for Gift { device, energy } in donors.into_iter().take(most as usize) {
		let energy = energy.min(want);
		let ends_shortfall = !short.is_zero() && energy >= short;
		// The next donors have no more than this one: none of them would do.
		if energy.is_zero() || (energy < minimum && !ends_shortfall) {
			break;
		}
		short = short.saturating_sub(energy);
		want = want.saturating_sub(energy);
		transfers.push(Gift { device, energy });
	}
	transfers
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::vec;
	use proptest::prelude::*;

	const MOST: u64 = 1 << 50;

	fn gift(device: DeviceId, energy: u64) -> Gift {
		Gift { device, energy: Energy(energy) }
	}

	fn planned(donors: &[Gift], short: u64, want: u64, minimum: u64) -> Vec<Gift> {
		plan(donors.to_vec(), Energy(short), Energy(want), Energy(minimum), 32)
	}

	#[test]
	fn half_of_a_month_expects_half_of_the_energy() {
		assert_eq!(expected(Energy(301), Progress::new(100, 200, 150)), Energy(150));
	}

	#[test]
	fn an_instant_outside_the_month_counts_as_its_bound() {
		assert_eq!(expected(Energy(300), Progress::new(100, 200, 99)), Energy(0));
		assert_eq!(expected(Energy(300), Progress::new(100, 200, 201)), Energy(300));
		assert_eq!(expected(Energy(300), Progress::new(100, 100, 100)), Energy(0));
	}

	#[test]
	fn the_floor_limits_what_slack_allows() {
		let position = Position {
			opening: Energy(1_000),
			register: Energy(1_100),
			mark: Energy(2_000),
			..Default::default()
		};
		let progress = Progress::new(0, 100, 50);
		assert_eq!(giveable(&position, Energy(0), progress), Energy(400));
		assert_eq!(giveable(&position, Energy(600), progress), Energy(300));
		assert_eq!(giveable(&position, Energy(901), progress), Energy(0));
	}

	#[test]
	fn the_largest_donor_gives_first_and_ties_go_by_id() {
		let donors = [gift(3, 700), gift(1, 700), gift(2, 900)];
		assert_eq!(planned(&donors, 2_000, 2_000, 1), [gift(2, 900), gift(1, 700), gift(3, 400)]);
	}

	#[test]
	fn a_small_transfer_is_made_only_to_end_the_shortfall() {
		// It ends the shortfall.
		assert_eq!(planned(&[gift(1, 60)], 60, 5_000, 500), [gift(1, 60)]);
		// It would not.
		assert_eq!(planned(&[gift(1, 59), gift(2, 40)], 60, 5_000, 500), []);
		// The shortfall is met and what is left of the headroom is small.
		assert_eq!(planned(&[gift(1, 900), gift(2, 900)], 800, 1_000, 500), [gift(1, 900)]);
	}

	#[test]
	fn more_transfers_than_allowed_are_not_planned() {
		let donors: Vec<Gift> = (0..10).map(|device| gift(device, 1_000)).collect();
		assert_eq!(plan(donors, Energy(9_000), Energy(9_000), Energy(1), 3).len(), 3);
	}

	#[test]
	fn nobody_gives_where_nothing_is_wanted() {
		assert_eq!(planned(&[gift(1, 900)], 0, 0, 0), vec![]);
		assert_eq!(planned(&[gift(1, 0)], 10, 10, 0), vec![]);
	}

	proptest! {
		#[test]
		fn a_donor_keeps_pace_and_floor_after_it_gave(
			opening in 0..MOST,
			had in 0..MOST,
			used in 0..MOST,
			floor in 0..MOST,
			start in 0u32..1 << 30,
			length in 1u32..1 << 22,
			at: Seconds,
		) {
			let progress = Progress::new(start, start + length, at);
			let mut position = Position {
				opening: Energy(opening),
				register: Energy(opening + used),
				mark: Energy(opening + had),
				..Default::default()
			};
			let given = giveable(&position, Energy(floor), progress);
			if !given.is_zero() {
				position.mark = Energy(position.mark.0 - given.0);
				prop_assert!(position.balance() >= Energy(floor));
				prop_assert!(position.used() <= expected(Energy(had - given.0), progress));
			}
		}

		#[test]
		fn a_plan_is_within_want_donors_and_minimum(
			energies in prop::collection::vec(0u64..5_000, 0..60),
			short in 0u64..20_000,
			headroom in 0u64..20_000,
			minimum in 0u64..2_000,
			most in 1u32..40,
		) {
			let want = short + headroom;
			let donors: Vec<Gift> =
				energies.iter().enumerate().map(|(i, e)| gift(i as u32, *e)).collect();
			let transfers =
				plan(donors.clone(), Energy(short), Energy(want), Energy(minimum), most);
			let total: u64 = transfers.iter().map(|t| t.energy.0).sum();
			prop_assert!(total <= want);
			prop_assert!(transfers.len() <= most as usize);

			let mut devices: Vec<_> = transfers.iter().map(|t| t.device).collect();
			devices.sort_unstable();
			devices.dedup();
			prop_assert_eq!(devices.len(), transfers.len(), "a donor gives once");

			let mut before = 0;
			for transfer in &transfers {
				let donor = energies[transfer.device as usize];
				prop_assert!(transfer.energy.0 > 0 && transfer.energy.0 <= donor);
				let ends = before < short && before + transfer.energy.0 >= short;
				prop_assert!(transfer.energy.0 >= minimum || ends);
				before += transfer.energy.0;
			}
			// Whoever was left out had no more than whoever gave.
			let least = transfers.iter().map(|t| energies[t.device as usize]).min();
			let left_out = donors.iter().filter(|d| !devices.contains(&d.device));
			let largest_left = left_out.map(|d| d.energy.0).max().unwrap_or(0);
			prop_assert!(least.is_none_or(|least| least >= largest_left));
			// And could not have helped where the shortfall goes on.
			if total < short && transfers.len() < most as usize {
				prop_assert!(largest_left < minimum.max(1) && largest_left < short - total);
			}
		}
	}
}
