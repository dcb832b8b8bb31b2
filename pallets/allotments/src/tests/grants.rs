use super::*;
use commonwatt_primitives::{
	directory::{OnRegistry, State},
	Energy,
};
use frame_support::{assert_noop, assert_ok};

#[test]
fn an_allotment_is_granted_into_the_reserve_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		set_allotment(HOME, kwh(300));
		assert_eq!(home().columns.granted, kwh(300));
		assert_eq!(home().columns.reserve, kwh(300));
		assert_eq!(Committed::<Test>::get(UTILITY), kwh(300));
		assert_eq!(Totals::<Test>::get().granted, 300_000);
		last_events(&[
			Event::MonthOpened { network: HOME, month: OCTOBER, granted: Energy::ZERO },
			Event::EnergyGranted { network: HOME, month: OCTOBER, energy: kwh(300) },
			Event::AllotmentSet {
				network: HOME,
				provider: UTILITY,
				from: Energy::ZERO,
				to: kwh(300),
			},
		]);
	});
}

#[test]
fn a_rise_grants_the_difference_this_month() {
	ExtBuilder::default().allotment(kwh(300)).build_and_execute(|| {
		set_allotment(HOME, kwh(350));
		assert_eq!(home().columns.granted, kwh(350));
		assert_eq!(home().columns.reserve, kwh(350));
	});
}

#[test]
fn a_cut_takes_effect_next_month() {
	ExtBuilder::default().allotment(kwh(300)).build_and_execute(|| {
		set_allotment(HOME, kwh(100));
		assert_eq!(home().columns.reserve, kwh(300), "what was granted stays");
		assert_eq!(Committed::<Test>::get(UTILITY), kwh(100));
		assert_eq!(Extra::<Test>::get(UTILITY, OCTOBER), kwh(200), "and counts this month");
		go_to(at(OCTOBER.next(), 3, 0));
		idle();
		assert_eq!(Allotments::account(HOME, OCTOBER.next()).columns.granted, kwh(100));
	});
}

#[test]
fn a_cut_and_a_rise_in_one_month_grant_nothing_twice() {
	ExtBuilder::default().allotment(kwh(300)).build_and_execute(|| {
		set_allotment(HOME, kwh(100));
		set_allotment(HOME, kwh(250));
		assert_eq!(home().columns.granted, kwh(300));
		assert_eq!(Extra::<Test>::get(UTILITY, OCTOBER), kwh(50));
		set_allotment(HOME, kwh(320));
		assert_eq!(home().columns.granted, kwh(320));
		assert_eq!(Extra::<Test>::get(UTILITY, OCTOBER), Energy::ZERO);
		assert_eq!(Extra::<Test>::iter().count(), 0, "no dust");
	});
}

#[test]
fn a_cut_below_what_is_allocated_shrinks_allocations_in_proportion() {
	ExtBuilder::default()
		.allotment(kwh(300))
		.allocation(A, wh(100_001))
		.allocation(B, kwh(50))
		.build_and_execute(|| {
			set_allotment(HOME, kwh(75));
			let standing = Standings::<Test>::get(HOME).unwrap();
			// 75 of 150.001 kWh, each rounded down.
			assert_eq!(standing.allocated, wh(50_000 + 24_999));
			assert_eq!(balance(A), wh(100_001), "this month stays as it was granted");
			assert!(System::events().iter().any(|record| record.event
				== Event::AllocationsChanged {
					network: HOME,
					month: OCTOBER,
					devices: 3,
					allocated: wh(74_999),
					reserve: wh(149_999),
				}
				.into()));
			go_to(at(OCTOBER.next(), 3, 0));
			idle();
			uses(A, wh(1));
			assert_eq!(balance(A), wh(49_999));
		});
}

#[test]
fn an_allotment_of_zero_ends_the_standing() {
	ExtBuilder::default().allotment(kwh(300)).allocation(A, kwh(100)).build_and_execute(|| {
		set_allotment(HOME, Energy::ZERO);
		assert_eq!(Standings::<Test>::iter().count(), 0);
		assert_eq!(Committed::<Test>::iter().count(), 0);
		set_allotment(HOME, kwh(10));
		assert_eq!(home().columns.granted, kwh(300));
	});
}

#[test]
fn a_grant_adds_once_and_is_no_standing() {
	ExtBuilder::default().allotment(kwh(300)).build_and_execute(|| {
		assert_ok!(Allotments::grant(signed(PROVIDER), HOME, kwh(20)));
		assert_eq!(home().columns.granted, kwh(320));
		assert_eq!(home().columns.reserve, kwh(320));
		assert_eq!(Standings::<Test>::get(HOME).unwrap().allotment, kwh(300));
		last_events(&[Event::EnergyGranted { network: HOME, month: OCTOBER, energy: kwh(20) }]);
		go_to(at(OCTOBER.next(), 3, 0));
		idle();
		assert_eq!(Allotments::account(HOME, OCTOBER.next()).columns.granted, kwh(300));
	});
}

#[test]
fn grants_stay_within_the_capacity() {
	ExtBuilder::default().allotment(kwh(9_000)).build_and_execute(|| {
		let (home, shop) = (HOME, SHOP);
		assert_noop!(
			Allotments::set_allotment(signed(PROVIDER), home, wh(10_000_001)),
			Error::<Test>::AboveCapacity
		);
		assert_noop!(
			Allotments::set_allotment(signed(PROVIDER), shop, wh(1_000_001)),
			Error::<Test>::AboveCapacity
		);
		assert_ok!(Allotments::grant(signed(PROVIDER), home, kwh(400)));
		assert_noop!(
			Allotments::grant(signed(PROVIDER), home, wh(600_001)),
			Error::<Test>::AboveCapacity
		);
		// The shop is in September still; from October on the grant would be too much.
		assert_noop!(
			Allotments::set_allotment(signed(PROVIDER), shop, wh(600_001)),
			Error::<Test>::AboveCapacity
		);
		set_allotment(shop, kwh(600));
		assert_eq!(Allotments::committed(UTILITY), kwh(10_000));
	});
}

#[test]
fn what_a_cut_freed_is_not_granted_to_others_in_the_same_month() {
	ExtBuilder::default().allotment(kwh(9_000)).build_and_execute(|| {
		set_allotment(HOME, kwh(1_000));
		assert_noop!(
			Allotments::set_allotment(signed(PROVIDER), SHOP, wh(1_000_001)),
			Error::<Test>::AboveCapacity
		);
		assert_eq!(Allotments::committed(UTILITY), kwh(9_000));
		go_to(at(OCTOBER.next(), 16, 12));
		idle();
		set_allotment(SHOP, kwh(9_000));
	});
}

#[test]
fn only_the_provider_grants() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [OWNER, HEAD_END, STRANGER] {
			assert_noop!(
				Allotments::set_allotment(signed(who), HOME, kwh(1)),
				Error::<Test>::NotProvider
			);
			assert_noop!(Allotments::grant(signed(who), HOME, kwh(1)), Error::<Test>::NotProvider);
		}
		assert_noop!(
			Allotments::set_allotment(signed(PROVIDER), 77, kwh(1)),
			Error::<Test>::NetworkNotFound
		);
	});
}

#[test]
fn nothing_is_granted_by_or_to_who_is_not_active() {
	ExtBuilder::default().allotment(kwh(10)).build_and_execute(|| {
		change_network(HOME, |terms| terms.state = State::Suspended);
		assert_noop!(
			Allotments::set_allotment(signed(PROVIDER), HOME, kwh(11)),
			Error::<Test>::NetworkNotActive
		);
		assert_noop!(
			Allotments::grant(signed(PROVIDER), HOME, kwh(1)),
			Error::<Test>::NetworkNotActive
		);
		change_provider(|terms| terms.state = State::Suspended);
		assert_noop!(
			Allotments::grant(signed(PROVIDER), HOME, kwh(1)),
			Error::<Test>::ProviderNotActive
		);
		// What is suspended can still be cut.
		set_allotment(HOME, kwh(9));
	});
}

#[test]
fn bad_grants_are_named() {
	ExtBuilder::default().allotment(kwh(10)).build_and_execute(|| {
		assert_noop!(
			Allotments::set_allotment(signed(PROVIDER), HOME, kwh(10)),
			Error::<Test>::AllotmentUnchanged
		);
		assert_noop!(
			Allotments::grant(signed(PROVIDER), HOME, Energy::ZERO),
			Error::<Test>::ZeroEnergy
		);
		script(|s| s.networks.get_mut(&SHOP).unwrap().0.provider = 5);
		assert_noop!(
			Allotments::grant(signed(PROVIDER), SHOP, kwh(1)),
			Error::<Test>::ProviderNotFound
		);
	});
}
