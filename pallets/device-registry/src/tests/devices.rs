use super::*;
use commonwatt_primitives::{
	ids::{place, MAX_DEVICES, SLOTS_PER_PAGE},
	Calendar, MonthId,
};

#[test]
fn a_provider_or_its_head_end_enrols_active_devices_and_sponsors_them() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		for signer in [UTILITY, HEAD_END] {
			let device = enrol(signer, network, 1)[0];
			assert_eq!(last_event(), Event::DeviceEnrolled { network, device, index: 0 });
			let record = Devices::<Test>::get(device).unwrap();
			assert_eq!((record.network, record.provider), (network, 0));
			assert_eq!((record.state, record.rated_w), (State::Active, 3_500));
			assert_eq!(DeviceLabels::<Test>::get(device), Some(label("oven")));
			assert_eq!(
				MeterLog::take(),
				vec![MeterEntry::Enrolled(
					device,
					0,
					Calendar::new(1, 60).unwrap(),
					spec().opening,
					NOW
				)]
			);
		}
		assert_eq!(held(HoldReason::Device, UTILITY), 20);
	});
}

#[test]
fn an_owner_enrols_pending_devices_and_pays_for_them() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		let devices = enrol(ALICE, network, 2);
		assert_eq!(held(HoldReason::Device, ALICE), 20);
		assert_eq!(held(HoldReason::Device, UTILITY), 0);
		assert_eq!(Devices::<Test>::get(devices[0]).unwrap().state, State::Pending);
		let log = MeterLog::take();
		assert_eq!(log.len(), 4);
		assert_eq!(log[1], MeterEntry::Accepts(devices[0], false));
		assert_eq!(log[3], MeterEntry::Accepts(devices[1], false));
	});
}

#[test]
fn an_owner_without_the_deposits_enrols_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(PAUPER);
		assert_noop!(
			Registry::enrol_devices(signed(PAUPER), network, NOW, specs([spec()])),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn a_bad_device_is_refused_alone() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		RefusedOpening::set(Some(Energy::kwh(666)));
		let keyed = DeviceSpec { key: Some(key(1)), ..spec() };
		let powerless = DeviceSpec { rated_w: 0, ..spec() };
		let mut unmetered = DeviceSpec { key: Some(key(2)), ..spec() };
		unmetered.opening.import = Energy::kwh(666);
		let rest = DeviceSpec { key: Some(key(2)), ..spec() };
		events();
		assert_ok!(Registry::enrol_devices(
			signed(UTILITY),
			network,
			NOW,
			specs([keyed.clone(), powerless, keyed, unmetered, rest])
		));
		// The meters' own errors lose their text once they are encoded.
		let refused = Refusal::MeterRefused(METER_ERROR);
		assert_eq!(
			events(),
			vec![
				Event::DeviceEnrolled { network, device: 0, index: 0 },
				Event::DeviceRefused { network, index: 1, reason: Refusal::NoRatedPower },
				Event::DeviceRefused { network, index: 2, reason: Refusal::KeyInUse },
				Event::DeviceRefused { network, index: 3, reason: refused },
				Event::DeviceEnrolled { network, device: 1, index: 4 },
			]
			.encoded()
		);
		assert_eq!(frame_support::storage::unhashed::get::<u32>(b"refused meter"), None);
		assert_eq!(KeyOwners::<Test>::get(key(2)), Some(1));
		assert_eq!(DeviceKeys::<Test>::get(0), Some(key(1)));
		assert_eq!(held(HoldReason::Device, UTILITY), 20);
	});
}

/// Events as they come back from storage.
trait Encoded {
	fn encoded(self) -> Self;
}

impl Encoded for Vec<Event<Test>> {
	fn encoded(self) -> Self {
		use codec::{Decode, Encode};
		Self::decode(&mut &self.encode()[..]).unwrap()
	}
}

#[test]
fn a_full_network_refuses_the_rest() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		enrol(UTILITY, network, MAX_DEVICES as usize - 1);
		assert_ok!(Registry::enrol_devices(signed(UTILITY), network, NOW, specs(vec![spec(); 2])));
		assert_eq!(
			last_event(),
			Event::DeviceRefused { network, index: 1, reason: Refusal::NetworkFull }
		);
		assert_eq!(held(HoldReason::Device, UTILITY), 10 * MAX_DEVICES as u64);
	});
}

#[test]
fn nobody_else_enrols_devices() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		provider(RIVAL);
		let active = network(ALICE);
		let pending = register(ALICE, id, ALICE, 1);
		let enrol =
			|who, network| Registry::enrol_devices(signed(who), network, NOW, specs([spec()]));
		assert_noop!(enrol(UTILITY, 7), E::NetworkNotFound);
		for stranger in [RIVAL, BOB] {
			assert_noop!(enrol(stranger, active), E::NotTheOwnerNorTheProvider);
		}
		for signer in [ALICE, UTILITY] {
			assert_noop!(enrol(signer, pending), E::NetworkNotActive);
		}
		assert_ok!(Registry::set_provider_state(RuntimeOrigin::root(), id, State::Suspended));
		for signer in [ALICE, UTILITY, HEAD_END] {
			assert_noop!(enrol(signer, active), E::ProviderNotActive);
		}
	});
}

#[test]
fn openings_are_read_between_the_last_month_and_now() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		let enrol = |at| Registry::enrol_devices(signed(UTILITY), network, at, specs([spec()]));
		let calendar = Calendar::new(1, 60).unwrap();
		let september = calendar.start(MonthId::from_civil(2019, 9).unwrap());
		assert_noop!(enrol(NOW + 1), E::OpeningInFuture);
		assert_noop!(enrol(september - 1), E::OpeningTooOld);
		JoinedNetworks::take();
		assert_ok!(enrol(september));
		assert_ok!(enrol(NOW));
		assert_eq!(JoinedNetworks::take(), [(network, september), (network, NOW)]);
		let refused = DeviceSpec { rated_w: 0, ..spec() };
		assert_ok!(Registry::enrol_devices(signed(UTILITY), network, NOW, specs([refused])));
		assert_eq!(JoinedNetworks::take(), [], "nobody joined");
	});
}

#[test]
fn a_page_has_devices_of_one_provider() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let rival = provider(RIVAL);
		let home = network(ALICE);
		let shop = register(RIVAL, rival, BOB, 1);
		let first = enrol(UTILITY, home, 124);
		let theirs = enrol(RIVAL, shop, 1);
		let second = enrol(UTILITY, home, 10);

		assert_eq!(first, (0..124).collect::<Vec<_>>());
		assert_eq!(theirs, vec![SLOTS_PER_PAGE]);
		// The page is filled up first, then the next free one is taken.
		assert_eq!(second[..4], [124, 125, 126, 127]);
		assert_eq!(place(second[4]), (2, 0));
		assert_eq!(enrol(RIVAL, shop, 1), vec![SLOTS_PER_PAGE + 1]);
		assert_eq!(NextPage::<Test>::get(), 3);
	});
}

#[test]
fn a_page_that_was_filled_exactly_leaves_no_cursor() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		let network = network(ALICE);
		enrol(UTILITY, network, SLOTS_PER_PAGE as usize);
		assert_eq!(NextDevice::<Test>::get(id), None);
		assert_eq!(enrol(UTILITY, network, 1), vec![SLOTS_PER_PAGE]);
		assert_eq!(NextDevice::<Test>::get(id), Some(SLOTS_PER_PAGE + 1));
	});
}

#[test]
fn ids_are_not_given_twice() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		let device = device(network);
		assert_ok!(Registry::set_device_state(signed(UTILITY), device, State::Retired));
		assert_eq!(enrol(UTILITY, network, 1), vec![device + 1]);
		NextDevice::<Test>::remove(0);
		NextPage::<Test>::put(u32::MAX);
		assert_noop!(
			Registry::enrol_devices(signed(UTILITY), network, NOW, specs([spec()])),
			E::IdsExhausted
		);
	});
}

#[test]
fn a_provider_activates_a_pending_device() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		let devices = enrol(ALICE, network, 2);
		MeterLog::take();
		for (device, signer) in [(devices[0], UTILITY), (devices[1], HEAD_END)] {
			assert_ok!(Registry::set_device_state(signed(signer), device, State::Active));
			assert_eq!(last_event(), Event::DeviceStateChanged { device, state: State::Active });
			assert_eq!(MeterLog::take(), vec![MeterEntry::Accepts(device, true)]);
		}
	});
}

#[test]
fn only_lawful_transitions_of_a_device() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		let pending = enrol(ALICE, network, 1)[0];
		let device = device(network);
		let set = |device, state| Registry::set_device_state(signed(HEAD_END), device, state);
		assert_noop!(set(pending, State::Suspended), E::InvalidTransition);
		assert_noop!(set(pending, State::Pending), E::InvalidTransition);
		assert_noop!(set(device, State::Active), E::InvalidTransition);
		assert_noop!(set(device, State::Pending), E::InvalidTransition);
		assert_ok!(set(device, State::Suspended));
		assert_noop!(set(device, State::Suspended), E::InvalidTransition);
		assert_ok!(set(device, State::Active));
		assert_noop!(set(77, State::Active), E::DeviceNotFound);
	});
}

#[test]
fn only_the_provider_and_its_head_ends_decide_on_a_device() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		provider(RIVAL);
		let network = network(ALICE);
		let device = device(network);
		for stranger in [RIVAL, ALICE, BOB] {
			assert_noop!(
				Registry::set_device_state(signed(stranger), device, State::Suspended),
				E::NotTheProviderNorItsHeadEnd
			);
		}
		for stranger in [RIVAL, HEAD_END, BOB] {
			assert_noop!(
				Registry::set_device_state(signed(stranger), device, State::Retired),
				E::NotTheOwnerNorTheProvider
			);
		}
	});
}

#[test]
fn a_device_of_a_suspended_network_takes_no_readings() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		let device = device(network);
		let set = |state| Registry::set_device_state(signed(UTILITY), device, state);
		assert_ok!(set(State::Suspended));
		assert_ok!(Registry::set_network_state(signed(UTILITY), network, State::Suspended));
		MeterLog::take();
		assert_ok!(set(State::Active));
		assert_eq!(MeterLog::take(), vec![MeterEntry::Accepts(device, false)]);
	});
}

#[test]
fn a_retired_device_leaves_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let home = network(ALICE);
		let other = network(ALICE);
		let keyed = DeviceSpec { key: Some(key(1)), ..spec() };
		assert_ok!(Registry::enrol_devices(signed(ALICE), home, NOW, specs([keyed, spec()])));
		assert_ok!(Registry::offer_device(signed(ALICE), 0, other));
		MeterLog::take();
		assert_ok!(Registry::set_device_state(signed(ALICE), 0, State::Retired));
		assert_eq!(last_event(), Event::DeviceStateChanged { device: 0, state: State::Retired });
		assert_eq!(LeftDevices::take(), vec![(home, 0)]);
		assert_eq!(MeterLog::take(), vec![MeterEntry::Accepts(0, false)]);
		assert!(!Devices::<Test>::contains_key(0));
		assert!(!DeviceLabels::<Test>::contains_key(0));
		assert!(!DeviceKeys::<Test>::contains_key(0));
		assert!(!KeyOwners::<Test>::contains_key(key(1)));
		assert!(!DeviceOffers::<Test>::contains_key(0));
		assert_eq!(NetworkDevices::<Test>::get(home).to_vec(), vec![1]);
		assert_eq!(held(HoldReason::Device, ALICE), 10);
		// The provider may, too; the last one takes the list along.
		assert_ok!(Registry::set_device_state(signed(UTILITY), 1, State::Retired));
		assert!(!NetworkDevices::<Test>::contains_key(home));
		assert_eq!(held(HoldReason::Device, ALICE), 0);
	});
}

#[test]
fn a_device_stays_while_the_ledger_needs_it() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let device = device(network(ALICE));
		LedgerRefuses::set(true);
		assert_noop!(
			Registry::set_device_state(signed(UTILITY), device, State::Retired),
			LEDGER_ERROR
		);
	});
}

#[test]
fn owner_provider_and_head_end_rotate_keys() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let device = device(network(ALICE));
		for (seed, signer) in [(1, ALICE), (2, UTILITY), (3, HEAD_END)] {
			assert_ok!(Registry::set_device_key(signed(signer), device, Some(key(seed))));
			assert_eq!(last_event(), Event::DeviceKeySet { device, key: Some(key(seed)) });
			assert_eq!(DeviceKeys::<Test>::get(device), Some(key(seed)));
			assert_eq!(KeyOwners::<Test>::iter().collect::<Vec<_>>(), vec![(key(seed), device)]);
		}
		// The key that it has is no other device's.
		assert_ok!(Registry::set_device_key(signed(ALICE), device, Some(key(3))));
		assert_ok!(Registry::set_device_key(signed(ALICE), device, None));
		assert!(!DeviceKeys::<Test>::contains_key(device));
		assert!(!KeyOwners::<Test>::contains_key(key(3)));
	});
}

#[test]
fn a_key_belongs_to_one_device_and_is_set_by_those_who_look_after_it() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		provider(RIVAL);
		let devices = enrol(UTILITY, network(ALICE), 2);
		let set = |who, device| Registry::set_device_key(signed(who), device, Some(key(1)));
		assert_ok!(set(ALICE, devices[0]));
		assert_noop!(set(ALICE, devices[1]), E::KeyInUse);
		for stranger in [RIVAL, BOB] {
			assert_noop!(set(stranger, devices[1]), E::NotTheOwnerNorTheProvider);
		}
		assert_noop!(set(ALICE, 77), E::DeviceNotFound);
	});
}

#[test]
fn the_owner_sets_what_a_device_gives_away() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let device = device(network(ALICE));
		let floor = Energy::kwh(2);
		let set = |who, device| Registry::set_device_policy(signed(who), device, floor, true);
		assert_noop!(set(UTILITY, device), E::NotTheOwner);
		assert_noop!(set(ALICE, 77), E::DeviceNotFound);
		assert_ok!(set(ALICE, device));
		assert_eq!(last_event(), Event::DevicePolicySet { device, floor, protected: true });
		let record = Devices::<Test>::get(device).unwrap();
		assert_eq!((record.floor, record.protected), (floor, true));
	});
}
