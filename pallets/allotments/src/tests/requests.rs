use super::*;
use commonwatt_primitives::{directory::State, Energy};
use frame_support::{assert_noop, assert_ok};

const NONE: Energy = Energy::ZERO;

#[test]
fn a_device_asks_first_and_its_energy_is_held() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		assert_ok!(Allotments::request(signed(OWNER), A, kwh(30)));
		assert_eq!((home().columns.held, home().columns.reserve), (kwh(30), kwh(70)));
		let expires = at(OCTOBER, 11, 12);
		last_events(&[Event::EnergyReleased {
			network: HOME,
			device: A,
			energy: kwh(30),
			expires,
		}]);
		assert_eq!(request_of(A).unwrap().expires, expires);
		assert_eq!(balance(A), NONE);
	});
}

#[test]
fn what_is_held_is_used_first_and_not_by_others() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		assert_ok!(Allotments::request(signed(HEAD_END), A, kwh(30)));
		uses(B, kwh(71));
		assert_eq!((short(B), home().columns.held), (kwh(1), kwh(30)));
		uses(A, kwh(25));
		assert_eq!((balance(A), home().columns.held), (kwh(5), NONE));
		assert_eq!(request_of(A), None);
	});
}

#[test]
fn a_release_does_not_outlast_its_month() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		go_to(at(OCTOBER, 31, 23));
		assert_ok!(Allotments::request(signed(OWNER), A, kwh(30)));
		let request = request_of(A).unwrap();
		assert_eq!(request.expires, at(OCTOBER.next(), 1, 0));
	});
}

#[test]
fn a_request_finds_what_a_cover_would_except_an_overdraft() {
	ExtBuilder::default()
		.allotment(kwh(10))
		.allocation(A, kwh(2))
		.allocation(B, kwh(3))
		.overdraft(kwh(100), kwh(10))
		.build_and_execute(|| {
			feeds_in(G, kwh(1));
			script(|s| s.donors = vec![B]);
			Pool::put(kwh(4));
			assert_noop!(
				Allotments::request(signed(OWNER), A, wh(15_001)),
				Error::<Test>::InsufficientEnergy
			);
			// 5 of the reserve, 1 fed in, 2 of its own, 3 of B, 4 of the pool.
			assert_ok!(Allotments::request(signed(OWNER), A, kwh(15)));
			assert_eq!(home().columns.held, kwh(15));
			assert_eq!((balance(A), balance(B), Pool::get()), (NONE, NONE, NONE));
			assert_eq!(home().transfers_between_devices, 1);
			assert_eq!(home().transfers_between_networks, 1);
		});
}

#[test]
fn a_devices_own_balance_serves_before_that_of_others() {
	ExtBuilder::default()
		.allotment(kwh(10))
		.allocation(A, kwh(5))
		.allocation(B, kwh(5))
		.build_and_execute(|| {
			script(|s| s.donors = vec![B]);
			assert_ok!(Allotments::request(signed(OWNER), A, kwh(4)));
			assert_eq!((balance(A), balance(B)), (kwh(1), kwh(5)));
			uses(A, kwh(3));
			assert_eq!((short(A), home().columns.held.saturating_add(balance(A))), (NONE, kwh(2)));
		});
}

#[test]
fn help_for_a_device_past_its_mark_is_no_release() {
	ExtBuilder::default().build_and_execute(|| {
		uses(A, kwh(5));
		set_allotment(HOME, kwh(3));
		allocate(HOME, &[(B, kwh(3))]);
		script(|s| s.donors = vec![B]);
		assert_noop!(
			Allotments::request(signed(OWNER), A, kwh(3)),
			Error::<Test>::InsufficientEnergy
		);
	});
}

#[test]
fn one_request_at_a_time() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		assert_ok!(Allotments::request(signed(OWNER), A, kwh(30)));
		assert_noop!(Allotments::request(signed(OWNER), A, kwh(1)), Error::<Test>::RequestPending);
		go_to(at(OCTOBER, 11, 12));
		assert_ok!(Allotments::request(signed(OWNER), A, kwh(10)));
		assert_eq!((home().columns.held, home().columns.reserve), (kwh(10), kwh(90)));
	});
}

#[test]
fn who_asked_may_end_it_and_anyone_once_it_expired() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		assert_noop!(Allotments::cancel_request(signed(OWNER), A), Error::<Test>::RequestNotFound);
		assert_ok!(Allotments::request(signed(OWNER), A, kwh(30)));
		assert_noop!(
			Allotments::cancel_request(signed(STRANGER), A),
			Error::<Test>::RequestNotExpired
		);
		assert_ok!(Allotments::cancel_request(signed(HEAD_END), A));
		last_events(&[Event::RequestEnded { network: HOME, device: A, energy: kwh(30) }]);
		assert_eq!((home().columns.held, home().columns.reserve), (NONE, kwh(100)));

		assert_ok!(Allotments::request(signed(OWNER), A, kwh(30)));
		go_to(at(OCTOBER, 11, 12));
		assert_ok!(Allotments::cancel_request(signed(STRANGER), A));
		assert_eq!(home().columns.reserve, kwh(100));
		assert_noop!(Allotments::cancel_request(signed(OWNER), 99), Error::<Test>::DeviceNotFound);
	});
}

#[test]
fn requests_end_with_their_month() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		go_to(at(OCTOBER, 31, 23));
		assert_ok!(Allotments::request(signed(OWNER), A, kwh(30)));
		go_to(at(OCTOBER.next(), 2, 0));
		idle();
		assert_eq!(request_of(A), None);
		assert_eq!(columns(HOME, OCTOBER).carried_out, kwh(100));
	});
}

#[test]
fn a_request_of_the_past_month_makes_room_for_one_of_the_present() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		go_to(at(OCTOBER, 31, 23));
		assert_ok!(Allotments::request(signed(OWNER), A, kwh(30)));
		go_to(at(OCTOBER.next(), 1, 1));
		assert_ok!(Allotments::request(signed(OWNER), A, kwh(20)));
		assert_eq!(home().columns.reserve, kwh(100));
		assert_eq!(account(HOME, OCTOBER.next()).columns.held, kwh(20));
	});
}

#[test]
fn bad_requests_are_named() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		let ask = |who, device, energy| Allotments::request(signed(who), device, energy);
		assert_noop!(ask(OWNER, A, NONE), Error::<Test>::ZeroEnergy);
		assert_noop!(ask(OWNER, 99, kwh(1)), Error::<Test>::DeviceNotFound);
		for who in [STRANGER, OTHER_OWNER, PROVIDER] {
			assert_noop!(ask(who, A, kwh(1)), Error::<Test>::NotOwnerOrHeadEnd);
		}
		script(|s| s.devices.get_mut(&A).unwrap().state = State::Suspended);
		assert_noop!(ask(OWNER, A, kwh(1)), Error::<Test>::DeviceNotActive);
		change_network(HOME, |terms| terms.state = State::Suspended);
		assert_noop!(ask(OWNER, B, kwh(1)), Error::<Test>::NetworkNotActive);
	});
}
