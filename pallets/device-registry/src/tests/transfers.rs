use super::*;
use commonwatt_primitives::ids::MAX_DEVICES;

#[test]
fn a_network_gets_a_new_owner_who_takes_the_owners_deposits_over() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = own_network(ALICE);
		enrol(ALICE, network, 2);
		enrol(UTILITY, network, 1);
		assert_ok!(Registry::offer_network(signed(ALICE), network, BOB));
		assert_eq!(last_event(), Event::NetworkOffered { network, to: BOB });

		let post = Registry::accept_network(signed(BOB), network).unwrap();
		assert_eq!(post.actual_weight, Some(<() as WeightInfo>::accept_network(3)));
		assert_eq!(last_event(), Event::NetworkTransferred { network, from: ALICE, to: BOB });
		assert_eq!(Networks::<Test>::get(network).unwrap().owner, BOB);
		assert!(!NetworkOffers::<Test>::contains_key(network));
		for reason in [HoldReason::Network, HoldReason::Device] {
			assert_eq!(held(reason, ALICE), 0);
		}
		assert_eq!(held(HoldReason::Network, BOB), 100);
		assert_eq!(held(HoldReason::Device, BOB), 20);
		assert_eq!(held(HoldReason::Device, UTILITY), 10);
		assert_eq!(OwnedNetworks::<Test>::get(ALICE), 0);
		assert_eq!(OwnedNetworks::<Test>::get(BOB), 1);
	});
}

#[test]
fn sponsored_deposits_stay_with_the_provider() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		enrol(UTILITY, network, 1);
		// So that somebody without money can take it over.
		assert_ok!(Registry::offer_network(signed(ALICE), network, PAUPER));
		assert_ok!(Registry::accept_network(signed(PAUPER), network));
		assert_eq!(held(HoldReason::Network, UTILITY), 100);
		assert_eq!(held(HoldReason::Device, UTILITY), 10);
	});
}

#[test]
fn a_network_that_is_not_active_changes_owner_without_free_calls() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		let network = register(ALICE, id, ALICE, 1);
		assert_ok!(Registry::offer_network(signed(ALICE), network, BOB));
		assert_ok!(Registry::accept_network(signed(BOB), network));
		assert_eq!(OwnedNetworks::<Test>::get(BOB), 0);
		assert_ok!(Registry::set_network_state(signed(UTILITY), network, State::Active));
		assert_eq!(OwnedNetworks::<Test>::get(BOB), 1);
	});
}

#[test]
fn only_the_one_it_is_offered_to_takes_a_network() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = own_network(ALICE);
		let accept = |who| Registry::accept_network(signed(who), network);
		assert_noop!(Registry::accept_network(signed(BOB), 7), E::NetworkNotFound);
		assert_noop!(accept(BOB), E::NetworkNotOffered);
		assert_noop!(Registry::offer_network(signed(BOB), network, BOB), E::NotTheOwner);
		assert_noop!(Registry::offer_network(signed(ALICE), 7, BOB), E::NetworkNotFound);
		assert_noop!(Registry::offer_network(signed(ALICE), network, ALICE), E::AlreadyTheOwner);
		assert_ok!(Registry::offer_network(signed(ALICE), network, PAUPER));
		assert_noop!(accept(BOB), E::OfferedToAnother);
		assert_noop!(accept(PAUPER), TokenError::FundsUnavailable);
		// A later offer takes the place of an earlier one.
		assert_ok!(Registry::offer_network(signed(ALICE), network, BOB));
		assert_noop!(accept(PAUPER), E::OfferedToAnother);
		assert_ok!(accept(BOB));
	});
}

#[test]
fn an_owner_takes_an_offer_of_a_network_back() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		let withdraw = |who, network| Registry::withdraw_network_offer(signed(who), network);
		assert_noop!(withdraw(ALICE, network), E::NetworkNotOffered);
		assert_ok!(Registry::offer_network(signed(ALICE), network, BOB));
		assert_noop!(withdraw(BOB, network), E::NotTheOwner);
		assert_noop!(withdraw(ALICE, 7), E::NetworkNotFound);
		assert_ok!(withdraw(ALICE, network));
		assert_eq!(last_event(), Event::NetworkOfferWithdrawn { network });
		assert_noop!(Registry::accept_network(signed(BOB), network), E::NetworkNotOffered);
	});
}

#[test]
fn a_device_moves_to_another_network_with_its_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let home = network(ALICE);
		let shop = network(BOB);
		let device = enrol(ALICE, home, 1)[0];
		assert_ok!(Registry::set_device_state(signed(UTILITY), device, State::Active));
		MeterLog::take();
		assert_ok!(Registry::offer_device(signed(ALICE), device, shop));
		assert_eq!(last_event(), Event::DeviceOffered { device, to: shop });

		assert_ok!(Registry::accept_device(signed(BOB), device));
		assert_eq!(last_event(), Event::DeviceMoved { device, from: home, to: shop });
		assert_eq!(LeftDevices::take(), vec![(home, device)]);
		assert_eq!(JoinedNetworks::take().last(), Some(&(shop, NOW)));
		assert_eq!(MeterLog::take(), vec![MeterEntry::Accepts(device, true)]);
		assert_eq!(Devices::<Test>::get(device).unwrap().network, shop);
		assert!(!NetworkDevices::<Test>::contains_key(home));
		assert_eq!(NetworkDevices::<Test>::get(shop).to_vec(), vec![device]);
		assert!(!DeviceOffers::<Test>::contains_key(device));
		assert_eq!(held(HoldReason::Device, ALICE), 0);
		assert_eq!(held(HoldReason::Device, BOB), 10);
	});
}

#[test]
fn a_device_that_is_not_active_moves_without_readings_and_a_sponsor_stays() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let home = network(ALICE);
		let shop = network(PAUPER);
		let device = device(home);
		assert_ok!(Registry::set_device_state(signed(UTILITY), device, State::Suspended));
		assert_ok!(Registry::offer_device(signed(ALICE), device, shop));
		MeterLog::take();
		assert_ok!(Registry::accept_device(signed(PAUPER), device));
		assert_eq!(MeterLog::take(), vec![MeterEntry::Accepts(device, false)]);
		assert_eq!(held(HoldReason::Device, UTILITY), 10);
	});
}

#[test]
fn a_device_moves_between_like_networks_only() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		let rival = provider(RIVAL);
		let home = network(ALICE);
		let device = device(home);
		let offer = |who, device, to| Registry::offer_device(signed(who), device, to);
		assert_noop!(offer(ALICE, 77, home), E::DeviceNotFound);
		assert_noop!(offer(ALICE, device, 77), E::NetworkNotFound);
		assert_noop!(offer(ALICE, device, home), E::AlreadyInNetwork);
		let shop = network(BOB);
		assert_noop!(offer(BOB, device, shop), E::NotTheOwner);
		let foreign = register(RIVAL, rival, BOB, 1);
		assert_noop!(offer(ALICE, device, foreign), E::OtherProvider);
		let later = register(UTILITY, id, BOB, 2);
		assert_noop!(offer(ALICE, device, later), E::CalendarMismatch);
		let pending = register(BOB, id, BOB, 1);
		assert_noop!(offer(ALICE, device, pending), E::NetworkNotActive);
	});
}

#[test]
fn a_device_is_accepted_by_the_owner_of_the_other_network_only() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let home = network(ALICE);
		let shop = network(BOB);
		let devices = enrol(ALICE, home, 2);
		let accept = |who, device| Registry::accept_device(signed(who), device);
		assert_noop!(accept(BOB, 77), E::DeviceNotFound);
		assert_noop!(accept(BOB, devices[0]), E::DeviceNotOffered);
		assert_ok!(Registry::offer_device(signed(ALICE), devices[0], shop));
		assert_noop!(accept(ALICE, devices[0]), E::NotTheOwner);
		LedgerRefuses::set(true);
		assert_noop!(accept(BOB, devices[0]), LEDGER_ERROR);
		LedgerRefuses::set(false);
		assert_ok!(Registry::set_network_state(signed(UTILITY), shop, State::Suspended));
		assert_noop!(accept(BOB, devices[0]), E::NetworkNotActive);
		// For the deposit that its owner paid.
		let cabin = network(PAUPER);
		assert_ok!(Registry::offer_device(signed(ALICE), devices[1], cabin));
		assert_noop!(accept(PAUPER, devices[1]), TokenError::FundsUnavailable);
	});
}

#[test]
fn a_full_network_accepts_no_device() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let device = device(network(ALICE));
		let campus = network(BOB);
		enrol(UTILITY, campus, MAX_DEVICES as usize);
		assert_ok!(Registry::offer_device(signed(ALICE), device, campus));
		assert_noop!(Registry::accept_device(signed(BOB), device), E::NetworkFull);
	});
}

#[test]
fn an_offer_of_a_device_lapses_with_its_owner() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let home = network(ALICE);
		let shop = network(BOB);
		let device = device(home);
		assert_ok!(Registry::offer_device(signed(ALICE), device, shop));
		assert_ok!(Registry::offer_network(signed(ALICE), home, PAUPER));
		assert_ok!(Registry::accept_network(signed(PAUPER), home));
		assert_noop!(Registry::accept_device(signed(BOB), device), E::OfferLapsed);
	});
}

#[test]
fn an_owner_takes_an_offer_of_a_device_back() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let shop = network(BOB);
		let device = device(network(ALICE));
		let withdraw = |who, device| Registry::withdraw_device_offer(signed(who), device);
		assert_noop!(withdraw(ALICE, device), E::DeviceNotOffered);
		assert_ok!(Registry::offer_device(signed(ALICE), device, shop));
		assert_noop!(withdraw(BOB, device), E::NotTheOwner);
		assert_noop!(withdraw(ALICE, 77), E::DeviceNotFound);
		assert_ok!(withdraw(ALICE, device));
		assert_eq!(last_event(), Event::DeviceOfferWithdrawn { device });
		assert_noop!(Registry::accept_device(signed(BOB), device), E::DeviceNotOffered);
	});
}
