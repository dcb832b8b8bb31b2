//! A network's energy, seen as a balance.

use super::*;
use frame_support::{
	assert_ok,
	traits::{
		fungible::Inspect,
		tokens::{
			DepositConsequence, Fortitude::Polite, Preservation::Expendable, Provenance::Extant,
			WithdrawConsequence,
		},
	},
};

#[test]
fn a_networks_energy_is_a_balance() {
	ExtBuilder::default().allotment(kwh(100)).allocation(A, kwh(30)).build_and_execute(|| {
		assert_ok!(Allotments::request(signed(OWNER), B, kwh(10)));
		uses(A, kwh(5));
		assert_eq!(Allotments::balance(&HOME), 95_000);
		assert_eq!(Allotments::total_balance(&HOME), 95_000);
		assert_eq!(Allotments::reducible_balance(&HOME, Expendable, Polite), 60_000);
		assert_eq!(Allotments::total_issuance(), 100_000, "use leaves with the month");
		assert_eq!(Allotments::minimum_balance(), 0);
		assert_eq!(Allotments::balance(&77), 0);
		go_to(at(OCTOBER.next(), 3, 0));
		idle();
		// What was left, and November's grant.
		assert_eq!(Allotments::total_issuance(), 195_000);
	});
}

#[test]
fn only_the_reserve_can_be_withdrawn() {
	ExtBuilder::default().allotment(kwh(100)).allocation(A, kwh(30)).build_and_execute(|| {
		let withdraw = |wh| Allotments::can_withdraw(&HOME, wh);
		assert_eq!(withdraw(70_000), WithdrawConsequence::Success);
		assert_eq!(withdraw(70_001), WithdrawConsequence::BalanceLow);
		let deposit = |network, wh| Allotments::can_deposit(&network, wh, Extant);
		assert_eq!(deposit(HOME, 1), DepositConsequence::Success);
		assert_eq!(deposit(HOME, u64::MAX), DepositConsequence::Overflow);
		assert_eq!(deposit(77, 1), DepositConsequence::CannotCreate);
	});
}
