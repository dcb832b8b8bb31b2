//! A pool of energy with shares: every step is O(1), whatever the number of members.
//!
//! A pledge mints shares pro rata, a draw lowers the energy of every share alike, a withdrawal
//! burns shares. Rounding is against whoever pledges or withdraws and in favour of those who stay.
//!
//! Two things keep the numbers sound over the years:
//! * A pool that is emptied begins a new *epoch*: shares of an earlier one are worth nothing, so
//!   whoever pledges next neither pays for them nor gains from them.
//! * A pool that is drawn far down and filled again mints more and more shares for a watt-hour.
//!   Past [`MAX_SHARES_PER_WH`] all shares are divided by [`SCALE_STEP`]. A member's stake is
//!   brought to the pool's *scale* when it is next looked at.
//!
//! Always: a pool has energy if and only if it has shares, and the stakes of its members do not
//! exceed its shares.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use commonwatt_primitives::Energy;
use scale_info::TypeInfo;
use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// Shares that the first pledge into an empty pool mints for a watt-hour.
pub const SHARES_PER_WH: u128 = 1_000_000;

/// Shares for a watt-hour from which on all shares are divided by [`SCALE_STEP`]. Shares for the
/// largest energy fit 128 bits at this rate.
pub const MAX_SHARES_PER_WH: u128 = 1_000_000_000_000_000_000;

/// What shares are divided by when there are too many for a watt-hour.
pub const SCALE_STEP: u128 = 1_000_000_000;

/// A pool of energy.
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
pub struct Pool {
	/// The energy in it, in Wh.
	pub energy: Energy,
	/// All shares of it.
	pub shares: u128,
	/// How often it was emptied: stakes of an earlier epoch are worth nothing.
	pub epoch: u32,
	/// How often shares were divided in this epoch.
	pub scale: u32,
}

/// A member's part of a pool, as of the epoch and scale in which it last changed.
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
pub struct Stake {
	pub shares: u128,
	pub epoch: u32,
	pub scale: u32,
}

impl Pool {
	/// The shares that a stake counts for now.
	pub fn shares_of(&self, stake: &Stake) -> u128 {
		if stake.epoch != self.epoch {
			return 0;
		}
		let steps = self.scale.saturating_sub(stake.scale);
		// So many divisions that the divisor does not fit leave nothing of any number.
		SCALE_STEP.checked_pow(steps).map_or(0, |divisor| stake.shares / divisor)
	}

	/// The energy that a stake is worth now, rounded down.
	pub fn worth(&self, stake: &Stake) -> Energy {
		let worth = multiply_by_rational_with_rounding(
			self.energy.0.into(),
			self.shares_of(stake),
			self.shares,
			Rounding::Down,
		);
		// A part of the pool is not above the whole; an empty pool divides by zero.
		worth.and_then(|wh| wh.try_into().ok()).map_or(Energy::ZERO, Energy)
	}

	/// Puts `energy` in and mints shares for it, rounded down. `None`, and nothing happens, where
	/// it is too little for one share or more than a pool can hold.
	pub fn pledge(&mut self, stake: &mut Stake, energy: Energy) -> Option<u128> {
		let mut pool = self.rescaled();
		let minted = if pool.shares == 0 {
			SHARES_PER_WH.checked_mul(energy.0.into())
		} else {
			multiply_by_rational_with_rounding(
				energy.0.into(),
				pool.shares,
				pool.energy.0.into(),
				Rounding::Down,
			)
		}?;
		if minted == 0 {
			return None;
		}
		let owned = pool.shares_of(stake).checked_add(minted)?;
		pool.energy = pool.energy.checked_add(energy)?;
		pool.shares = pool.shares.checked_add(minted)?;
		*stake = pool.stake(owned);
		*self = pool;
		Some(minted)
	}

	/// Takes `energy` out of all shares alike. `None`, and nothing happens, where there is less.
	pub fn draw(&mut self, energy: Energy) -> Option<()> {
		let left = self.energy.checked_sub(energy)?;
		*self = self.left_with(left, self.shares);
		Some(())
	}

	/// Takes `energy` out and burns the stake's shares for it, rounded up. `None`, and nothing
	/// happens, where the stake is worth less.
	pub fn withdraw(&mut self, stake: &mut Stake, energy: Energy) -> Option<u128> {
		let owned = self.shares_of(stake);
		let left = self.energy.checked_sub(energy)?;
		let exact = multiply_by_rational_with_rounding(
			energy.0.into(),
			self.shares,
			self.energy.0.into(),
			Rounding::Up,
		)?;
		// Rounded up, the last shares may be asked for less than all energy. Then all shares are
		// this stake's, and it keeps one for what stays: energy is never without shares.
		let burnt = if left.is_zero() { exact } else { exact.min(self.shares.saturating_sub(1)) };
		let kept = owned.checked_sub(exact)?.saturating_add(exact.saturating_sub(burnt));
		*self = self.left_with(left, self.shares.saturating_sub(burnt));
		*stake = self.stake(if left.is_zero() { 0 } else { kept });
		Some(burnt)
	}

	/// Takes a stake out for good: burns its shares and returns their worth, rounded down.
	pub fn leave(&mut self, stake: Stake) -> Energy {
		let worth = self.worth(&stake);
		let shares = self.shares.saturating_sub(self.shares_of(&stake));
		*self = self.left_with(self.energy.saturating_sub(worth), shares);
		worth
	}

	/// Takes all energy out, for the last member.
	pub fn empty(&mut self) -> Energy {
		let all = self.energy;
		*self = self.left_with(Energy::ZERO, 0);
		all
	}

	/// A stake of the present epoch and scale.
	fn stake(&self, shares: u128) -> Stake {
		Stake { shares, epoch: self.epoch, scale: self.scale }
	}

	/// The pool after energy went out of it. An emptied one begins a new epoch.
	fn left_with(self, energy: Energy, shares: u128) -> Self {
		if energy.is_zero() && self.shares > 0 {
			return Self { epoch: self.epoch.saturating_add(1), ..Self::default() };
		}
		Self { energy, shares, ..self }
	}

	/// The pool with few enough shares for a watt-hour.
	fn rescaled(self) -> Self {
		let mut pool = self;
		// Each step takes nine of at most 39 digits. Where shares are above the rate, nine digits
		// of them and more stay: never none.
		while pool.shares > MAX_SHARES_PER_WH.saturating_mul(pool.energy.0.into()) {
			pool.shares /= SCALE_STEP;
			pool.scale = pool.scale.saturating_add(1);
		}
		pool
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::{vec, vec::Vec};
	use proptest::prelude::*;

	const MEMBERS: usize = 4;

	#[test]
	fn a_draw_costs_every_member_the_same_part() {
		let (mut pool, mut a, mut b) = (Pool::default(), Stake::default(), Stake::default());
		pool.pledge(&mut a, Energy(3_000)).unwrap();
		pool.pledge(&mut b, Energy(1_000)).unwrap();
		pool.draw(Energy(2_000)).unwrap();
		assert_eq!((pool.worth(&a), pool.worth(&b)), (Energy(1_500), Energy(500)));
	}

	#[test]
	fn shares_of_an_emptied_pool_are_worth_nothing_when_it_fills_again() {
		let (mut pool, mut a, mut b) = (Pool::default(), Stake::default(), Stake::default());
		pool.pledge(&mut a, Energy(3_000)).unwrap();
		pool.draw(Energy(3_000)).unwrap();
		assert_eq!(pool, Pool { epoch: 1, ..Default::default() });
		pool.pledge(&mut b, Energy(1_000)).unwrap();
		assert_eq!((pool.worth(&a), pool.worth(&b)), (Energy(0), Energy(1_000)));
		assert_eq!(pool.withdraw(&mut a, Energy(1)), None);
		pool.pledge(&mut a, Energy(500)).unwrap();
		assert_eq!((pool.worth(&a), pool.worth(&b)), (Energy(500), Energy(1_000)));
	}

	#[test]
	fn a_pool_drawn_to_its_last_watt_hour_again_and_again_never_fills_up_with_shares() {
		let (mut pool, mut a, mut b) = (Pool::default(), Stake::default(), Stake::default());
		pool.pledge(&mut a, Energy(1_000_000_000)).unwrap();
		for _ in 0..50 {
			pool.draw(Energy(pool.energy.0 - 1)).unwrap();
			pool.pledge(&mut b, Energy(1_000_000_000_000)).unwrap();
			assert!(pool.worth(&b).0 >= 999_999_999_999);
			assert!(pool.shares_of(&a) + pool.shares_of(&b) <= pool.shares);
		}
		assert!(pool.scale > 5);
		assert_eq!(pool.worth(&a), Energy(0));
	}

	#[test]
	fn what_a_pool_cannot_count_is_refused_and_changes_nothing() {
		let (mut pool, mut a) = (Pool::default(), Stake::default());
		assert_eq!(pool.pledge(&mut a, Energy(0)), None);
		pool.pledge(&mut a, Energy(u64::MAX)).unwrap();
		let before = (pool, a);
		assert_eq!(pool.pledge(&mut a, Energy(1)), None);
		assert_eq!((pool, a), before);
	}

	#[test]
	fn the_owner_of_all_shares_keeps_one_for_what_stays() {
		// Fewer shares than watt-hours, as only endless rounding could make it.
		let mut pool = Pool { energy: Energy(10), shares: 2, ..Default::default() };
		let mut a = Stake { shares: 2, ..Default::default() };
		assert_eq!(pool.withdraw(&mut a, Energy(9)), Some(1));
		assert_eq!((pool.energy, pool.shares, a.shares), (Energy(1), 1, 1));
		assert_eq!(pool.withdraw(&mut a, Energy(1)), Some(1));
		assert_eq!((pool.energy, pool.shares, a.shares), (Energy(0), 0, 0));
	}

	#[derive(Clone, Copy, Debug)]
	enum Step {
		Pledge(usize, u64),
		Draw(u64),
		/// Leaves so much.
		DrawTo(u64),
		Withdraw(usize, u64),
		WithdrawAll(usize),
		Leave(usize),
	}

	fn step() -> impl Strategy<Value = Step> {
		let amount = prop_oneof![1u64..100, 1u64..1 << 40, Just(1 << 50)];
		prop_oneof![
			4 => (0..MEMBERS, amount.clone()).prop_map(|(m, e)| Step::Pledge(m, e)),
			2 => amount.clone().prop_map(Step::Draw),
			2 => (0u64..3).prop_map(Step::DrawTo),
			2 => (0..MEMBERS, amount).prop_map(|(m, e)| Step::Withdraw(m, e)),
			1 => (0..MEMBERS).prop_map(Step::WithdrawAll),
			1 => (0..MEMBERS).prop_map(Step::Leave),
		]
	}

	proptest! {
		#![proptest_config(ProptestConfig::with_cases(512))]

		#[test]
		fn energy_is_neither_made_nor_lost_and_nobody_pays_for_others(
			steps in prop::collection::vec(step(), 1..80)
		) {
			let mut pool = Pool::default();
			let mut stakes = vec![Stake::default(); MEMBERS];
			let (mut inside, mut outside) = (0u128, 0u128);
			for step in steps {
				let before = pool;
				let worths: Vec<u64> = stakes.iter().map(|s| pool.worth(s).0).collect();
				let mut touched = None;
				match step {
					Step::Pledge(m, energy) => {
						touched = Some(m);
						if pool.pledge(&mut stakes[m], Energy(energy)).is_some() {
							inside += energy as u128;
							let worth = pool.worth(&stakes[m]).0;
							// Where shares are divided, a billionth of a share may be the last bit that was
							// lacking to a whole watt-hour.
							let rounding = u64::from(pool.scale != before.scale);
							prop_assert!(worth <= worths[m] + energy + rounding, "a pledge made energy");
							prop_assert!(worth + 2 >= worths[m] + energy, "a pledge lost energy");
						}
					},
					Step::Draw(energy) => {
						if pool.draw(Energy(energy)).is_some() {
							outside += energy as u128;
						} else {
							prop_assert!(energy > before.energy.0);
						}
					},
					Step::DrawTo(left) => {
						let energy = pool.energy.0.saturating_sub(left);
						prop_assert!(pool.draw(Energy(energy)).is_some());
						outside += energy as u128;
					},
					Step::Withdraw(m, energy) => {
						touched = Some(m);
						let done = pool.withdraw(&mut stakes[m], Energy(energy)).is_some();
						prop_assert_eq!(done, energy <= worths[m]);
						if done {
							outside += energy as u128;
							prop_assert!(pool.worth(&stakes[m]).0 <= worths[m] - energy);
						}
					},
					Step::WithdrawAll(m) => {
						touched = Some(m);
						if worths[m] > 0 {
							prop_assert!(pool.withdraw(&mut stakes[m], Energy(worths[m])).is_some());
							outside += worths[m] as u128;
						}
					},
					Step::Leave(m) => {
						touched = Some(m);
						let paid = pool.leave(core::mem::take(&mut stakes[m]));
						// A fresh stake counts for nothing in any epoch.
						prop_assert_eq!(paid.0, worths[m]);
						outside += paid.0 as u128;
					},
				}
				prop_assert_eq!(pool.energy.0 as u128 + outside, inside);
				prop_assert_eq!(pool.energy.is_zero(), pool.shares == 0);
				let owned: u128 = stakes.iter().map(|s| pool.shares_of(s)).sum();
				prop_assert!(owned <= pool.shares);
				if pool.scale == 0 {
					prop_assert_eq!(owned, pool.shares, "a share without an owner");
				} else {
					prop_assert!(pool.shares - owned < SCALE_STEP);
				}
				if let Some(touched) = touched {
					for m in (0..MEMBERS).filter(|m| *m != touched) {
						let rounding = u64::from(pool.scale != before.scale);
						prop_assert!(pool.worth(&stakes[m]).0 + rounding >= worths[m]);
					}
				}
			}
		}
	}
}
