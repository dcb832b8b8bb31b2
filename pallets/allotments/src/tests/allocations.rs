use super::*;
use commonwatt_primitives::{directory::State, meters::Meters, Energy};
use frame_support::{assert_noop, assert_ok};

#[test]
fn an_allocation_moves_energy_from_the_reserve_to_the_mark_at_once() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		allocate(HOME, &[(A, kwh(30)), (B, kwh(20))]);
		assert_eq!((balance(A), balance(B)), (kwh(30), kwh(20)));
		assert_eq!(home().columns.reserve, kwh(50));
		assert_eq!(Standings::<Test>::get(HOME).unwrap().allocated, kwh(50));
		last_events(&[Event::AllocationsChanged {
			network: HOME,
			month: OCTOBER,
			devices: 2,
			allocated: kwh(50),
			reserve: kwh(50),
		}]);
	});
}

#[test]
fn devices_that_are_not_named_keep_their_allocations() {
	ExtBuilder::default().allotment(kwh(100)).allocation(A, kwh(30)).build_and_execute(|| {
		allocate(HOME, &[(B, kwh(20))]);
		assert_eq!((balance(A), balance(B)), (kwh(30), kwh(20)));
		assert_eq!(Standings::<Test>::get(HOME).unwrap().allocated, kwh(50));
	});
}

#[test]
fn a_cut_gives_back_what_the_device_has_not_used() {
	ExtBuilder::default().allotment(kwh(100)).allocation(A, kwh(30)).build_and_execute(|| {
		uses(A, kwh(25));
		allocate(HOME, &[(A, kwh(10))]);
		assert_eq!(balance(A), Energy::ZERO);
		assert_eq!(home().columns.reserve, kwh(75));
		assert_eq!(Standings::<Test>::get(HOME).unwrap().allocated, kwh(10));
	});
}

#[test]
fn cuts_serve_the_rises_of_the_same_call() {
	ExtBuilder::default().allotment(kwh(100)).allocation(A, kwh(100)).build_and_execute(|| {
		allocate(HOME, &[(B, kwh(60)), (A, kwh(40))]);
		assert_eq!((balance(A), balance(B)), (kwh(40), kwh(60)));
		assert_eq!(home().columns.reserve, Energy::ZERO);
	});
}

#[test]
fn an_allocation_past_the_allotment_or_the_reserve_changes_nothing() {
	ExtBuilder::default().allotment(kwh(100)).allocation(A, kwh(100)).build_and_execute(|| {
		uses(A, kwh(70));
		assert_noop!(
			Allotments::allocate(signed(OWNER), HOME, allocations(&[(B, wh(1))])),
			Error::<Test>::AllocationAboveAllotment
		);
		// 50 fit the allotment, but 30 are left this month.
		assert_noop!(
			Allotments::allocate(signed(OWNER), HOME, allocations(&[(A, kwh(50)), (B, kwh(50))])),
			Error::<Test>::InsufficientReserve
		);
		allocate(HOME, &[(A, kwh(50)), (B, kwh(30))]);
		let most = Energy::wh(u64::MAX);
		assert_noop!(
			Allotments::allocate(signed(OWNER), HOME, allocations(&[(A, most), (B, most)])),
			Error::<Test>::EnergyOverflow
		);
	});
}

#[test]
fn bad_lists_are_named() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		let allocate = |list: &[_]| Allotments::allocate(signed(OWNER), HOME, allocations(list));
		assert_noop!(allocate(&[(A, kwh(1)), (A, kwh(1))]), Error::<Test>::DuplicateDevice);
		assert_noop!(allocate(&[(A, kwh(1)), (C, kwh(1))]), Error::<Test>::DeviceNotInNetwork);
		assert_noop!(allocate(&[(99, kwh(1))]), Error::<Test>::DeviceNotInNetwork);
	});
}

#[test]
fn only_the_owner_of_an_active_network_moves_energy() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		for who in [STRANGER, PROVIDER, HEAD_END, OTHER_OWNER] {
			assert_noop!(
				Allotments::allocate(signed(who), HOME, allocations(&[(A, kwh(1))])),
				Error::<Test>::NotOwner
			);
			assert_noop!(Allotments::top_up(signed(who), A, kwh(1)), Error::<Test>::NotOwner);
			assert_noop!(Allotments::take_back(signed(who), A, kwh(1)), Error::<Test>::NotOwner);
		}
		change_network(HOME, |terms| terms.state = State::Suspended);
		assert_noop!(Allotments::top_up(signed(OWNER), A, kwh(1)), Error::<Test>::NetworkNotActive);
		assert_noop!(Allotments::top_up(signed(OWNER), 99, kwh(1)), Error::<Test>::DeviceNotFound);
	});
}

#[test]
fn a_device_is_topped_up_and_taken_back_from() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		assert_ok!(Allotments::top_up(signed(OWNER), A, kwh(10)));
		last_events(&[Event::DeviceToppedUp {
			network: HOME,
			device: A,
			month: OCTOBER,
			energy: kwh(10),
		}]);
		assert_eq!((balance(A), home().columns.reserve), (kwh(10), kwh(90)));
		uses(A, kwh(3));
		assert_noop!(
			Allotments::take_back(signed(OWNER), A, wh(7_001)),
			Error::<Test>::InsufficientBalance
		);
		assert_ok!(Allotments::take_back(signed(OWNER), A, kwh(7)));
		last_events(&[Event::EnergyTakenBack {
			network: HOME,
			device: A,
			month: OCTOBER,
			energy: kwh(7),
		}]);
		assert_eq!((balance(A), home().columns.reserve), (Energy::ZERO, kwh(97)));
		assert_eq!(Standings::<Test>::get(HOME).unwrap().allocated, Energy::ZERO);
	});
}

#[test]
fn bad_amounts_are_named() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		let zero = Energy::ZERO;
		assert_noop!(Allotments::top_up(signed(OWNER), A, zero), Error::<Test>::ZeroEnergy);
		assert_noop!(Allotments::take_back(signed(OWNER), A, zero), Error::<Test>::ZeroEnergy);
		assert_noop!(
			Allotments::top_up(signed(OWNER), A, wh(100_001)),
			Error::<Test>::InsufficientReserve
		);
	});
}

#[test]
fn a_change_in_a_new_month_begins_it_with_the_allocations_before() {
	ExtBuilder::default().allotment(kwh(100)).allocation(A, kwh(60)).build_and_execute(|| {
		uses(A, kwh(10));
		// Midnight passed; neither the ledger nor the meters have noticed.
		go_to(at(OCTOBER.next(), 1, 1));
		allocate(HOME, &[(A, kwh(20)), (B, kwh(50))]);
		let november = account(HOME, OCTOBER.next()).columns;
		assert_eq!((november.granted, november.reserve), (kwh(100), kwh(30)));
		assert_eq!((balance(A), balance(B)), (kwh(20), kwh(50)));
		let past = MeterRoom::position_in(A, OCTOBER).unwrap();
		assert_eq!(past.balance(), kwh(50), "the past month is as it was");
	});
}
