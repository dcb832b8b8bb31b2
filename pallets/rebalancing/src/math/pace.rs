//! Slack against pace, and the plan of transfers that meets a need.
//!
//! A device keeps *pace* when it spreads what it has had for the month evenly over the month. What
//! it has used less than that is its *slack*. Everything is rounded down, so that a donor keeps
//! the odd watt-hour.

use alloc::{collections::BinaryHeap, vec::Vec};
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

/// A device that may give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Donor {
	pub device: DeviceId,
	/// What it has used less than its pace, as far as its balance goes.
	pub slack: Energy,
	pub balance: Energy,
}

/// A device that gives, and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gift {
	pub device: DeviceId,
	pub energy: Energy,
}

/// What a device that has had `had` for the month has used by now if it keeps pace.
pub fn expected(had: Energy, progress: Progress) -> Energy {
	had.mul_ratio_floor(progress.elapsed.into(), progress.length.into())
}

impl Donor {
	/// The device as its meter says; `None` where it has no slack.
	pub fn new(device: DeviceId, position: &Position, progress: Progress) -> Option<Self> {
		let had = position.mark.saturating_sub(position.opening);
		let balance = position.balance();
		let slack = expected(had, progress).saturating_sub(position.used()).min(balance);
		(!slack.is_zero()).then_some(Self { device, slack, balance })
	}

	/// What it can give: its slack, as far as its balance stays at or above `floor`.
	pub fn gives(&self, floor: Energy) -> Energy {
		self.slack.min(self.balance.saturating_sub(floor))
	}
}

/// How far a plan goes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
	/// The least that one transfer moves, unless it ends the shortfall.
	pub minimum: Energy,
	/// The most transfers.
	pub transfers: u32,
	/// The most donors whose floor is looked up.
	pub looks: u32,
}

/// A donor in line. The largest is what can give most, or, until its floor was looked up, what may;
/// among equal ones that with the lowest id.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct InLine {
	energy: Energy,
	device: Reverse<DeviceId>,
	looked_up: bool,
	balance: Energy,
}

/// The transfers that meet a need: from the donors with the most to give, down to `want`. Donors
/// that can give equally much go by id. `floor` says below which balance a device gives nothing,
/// and none for one that may not give; it is asked only for those whose turn it is.
///
/// No transfer is below the minimum, except one that ends what is still `short`: so a network sees
/// few transfers, and a small shortfall is still met.
pub fn plan(
	donors: impl IntoIterator<Item = Donor>,
	floor: impl Fn(DeviceId) -> Option<Energy>,
	short: Energy,
	want: Energy,
	limits: Limits,
) -> Vec<Gift> {
	let in_line = |donor: Donor| InLine {
		energy: donor.slack,
		device: Reverse(donor.device),
		looked_up: false,
		balance: donor.balance,
	};
	let mut line: BinaryHeap<InLine> = donors.into_iter().map(in_line).collect();
	let (mut short, mut want, mut looks) = (short.min(want), want, limits.looks);
	let mut transfers = Vec::new();
	while transfers.len() < limits.transfers as usize {
		let Some(first) = line.pop() else { break };
		let energy = first.energy.min(want);
		let ends_shortfall = !short.is_zero() && energy >= short;
		// The others have no more than this one: none of them would do.
		if energy.is_zero() || (energy < limits.minimum && !ends_shortfall) {
			break;
		}
		let device = first.device.0;
		if first.looked_up {
			short = short.saturating_sub(energy);
			want = want.saturating_sub(energy);
			transfers.push(Gift { device, energy });
			continue;
		}
		let Some(left) = looks.checked_sub(1) else { break };
		looks = left;
		if let Some(floor) = floor(device) {
			let donor = Donor { device, slack: first.energy, balance: first.balance };
			line.push(InLine { energy: donor.gives(floor), looked_up: true, ..first });
		}
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

	/// Devices that have slack, and can give as much.
	fn donors(gifts: &[Gift]) -> impl Iterator<Item = Donor> + '_ {
		gifts.iter().map(|gift| Donor {
			device: gift.device,
			slack: gift.energy,
			balance: gift.energy,
		})
	}

	fn limits(minimum: u64, transfers: u32) -> Limits {
		Limits { minimum: Energy(minimum), transfers, looks: u32::MAX }
	}

	fn planned(gifts: &[Gift], short: u64, want: u64, minimum: u64) -> Vec<Gift> {
		let no_floor = |_| Some(Energy::ZERO);
		plan(donors(gifts), no_floor, Energy(short), Energy(want), limits(minimum, 32))
	}

	fn gives(position: &Position, floor: u64, progress: Progress) -> Energy {
		Donor::new(1, position, progress).map_or(Energy::ZERO, |donor| donor.gives(Energy(floor)))
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
		assert_eq!(gives(&position, 0, progress), Energy(400));
		assert_eq!(gives(&position, 600, progress), Energy(300));
		assert_eq!(gives(&position, 901, progress), Energy(0));
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
		let gifts: Vec<Gift> = (0..10).map(|device| gift(device, 1_000)).collect();
		let all = Energy(9_000);
		let planned = plan(donors(&gifts), |_| Some(Energy::ZERO), all, all, limits(1, 3));
		assert_eq!(planned.len(), 3);
	}

	#[test]
	fn only_those_whose_turn_it_is_are_looked_up() {
		let gifts: Vec<Gift> = (1..=10).map(|device| gift(device, device as u64 * 100)).collect();
		let looked_up = core::cell::RefCell::new(vec![]);
		let planned = |looks| {
			looked_up.borrow_mut().clear();
			// 10 may not give, and 9 only what is above its floor.
			let floor = |device| {
				looked_up.borrow_mut().push(device);
				(device != 10).then_some(Energy(if device == 9 { 350 } else { 0 }))
			};
			let limits = Limits { looks, ..limits(1, 32) };
			plan(donors(&gifts), floor, Energy(1_600), Energy(1_600), limits)
		};
		assert_eq!(planned(32), [gift(8, 800), gift(7, 700), gift(6, 100)]);
		assert_eq!(*looked_up.borrow(), [10, 9, 8, 7, 6]);
		assert_eq!(planned(4), [gift(8, 800), gift(7, 700)]);
		assert_eq!(planned(2), []);
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
			let given = gives(&position, floor, progress);
			if !given.is_zero() {
				position.mark = Energy(position.mark.0 - given.0);
				prop_assert!(position.balance() >= Energy(floor));
				prop_assert!(position.used() <= expected(Energy(had - given.0), progress));
			}
		}

		#[test]
		fn a_plan_is_within_want_donors_and_minimum(
			devices in prop::collection::vec((0u64..5_000, 0u64..2_000, any::<bool>()), 0..60),
			short in 0u64..20_000,
			headroom in 0u64..20_000,
			minimum in 0u64..2_000,
			most in 1u32..40,
		) {
			let want = short + headroom;
			// What each can give: nothing where it is protected, else what is above its floor.
			let energies: Vec<u64> = devices
				.iter()
				.map(|(slack, floor, gives)| if *gives { slack.saturating_sub(*floor) } else { 0 })
				.collect();
			let gifts: Vec<Gift> =
				devices.iter().enumerate().map(|(i, d)| gift(i as u32, d.0)).collect();
			let floor = |device: DeviceId| {
				let (_, floor, gives) = devices[device as usize];
				gives.then_some(Energy(floor))
			};
			let transfers =
				plan(donors(&gifts), floor, Energy(short), Energy(want), limits(minimum, most));
			let total: u64 = transfers.iter().map(|t| t.energy.0).sum();
			prop_assert!(total <= want);
			prop_assert!(transfers.len() <= most as usize);

			let mut gave: Vec<_> = transfers.iter().map(|t| t.device).collect();
			gave.sort_unstable();
			gave.dedup();
			prop_assert_eq!(gave.len(), transfers.len(), "a donor gives once");

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
			let left_out = gifts.iter().filter(|d| !gave.contains(&d.device));
			let largest_left = left_out.map(|d| energies[d.device as usize]).max().unwrap_or(0);
			prop_assert!(least.is_none_or(|least| least >= largest_left));
			// And could not have helped where the shortfall goes on.
			if total < short && transfers.len() < most as usize {
				prop_assert!(largest_left < minimum.max(1) && largest_left < short - total);
			}
		}
	}
}
