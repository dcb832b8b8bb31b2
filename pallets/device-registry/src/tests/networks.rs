use super::*;

#[test]
fn a_provider_or_its_head_end_registers_an_active_network_and_sponsors_it() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		for signer in [UTILITY, HEAD_END] {
			let network = register(signer, id, ALICE, 15);
			assert_eq!(
				last_event(),
				Event::NetworkRegistered {
					network,
					provider: id,
					owner: ALICE,
					state: State::Active
				}
			);
			let record = Networks::<Test>::get(network).unwrap();
			assert_eq!((record.owner, record.state), (ALICE, State::Active));
			assert_eq!(record.calendar.billing_day(), 15);
			assert_eq!(record.calendar.utc_offset_minutes(), 60);
			assert_eq!(NetworkLabels::<Test>::get(network), Some(label("home")));
		}
		assert_eq!(held(HoldReason::Network, UTILITY), 200);
		assert_eq!(held(HoldReason::Network, HEAD_END), 0);
		assert_eq!(Providers::<Test>::get(id).unwrap().networks, 2);
		assert_eq!(OwnedNetworks::<Test>::get(ALICE), 2);
	});
}

#[test]
fn an_owner_registers_a_pending_network_and_pays_for_it() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		let network = register(ALICE, id, ALICE, 1);
		assert_eq!(Networks::<Test>::get(network).unwrap().state, State::Pending);
		assert_eq!(held(HoldReason::Network, ALICE), 100);
		assert_eq!(held(HoldReason::Network, UTILITY), 0);
		assert_eq!(OwnedNetworks::<Test>::get(ALICE), 0);

		assert_ok!(Registry::set_network_state(signed(UTILITY), network, State::Active));
		assert_eq!(last_event(), Event::NetworkStateChanged { network, state: State::Active });
		assert_eq!(OwnedNetworks::<Test>::get(ALICE), 1);
	});
}

#[test]
fn nobody_else_registers_a_network() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		provider(RIVAL);
		let register = |signer, provider, owner, day| {
			Registry::register_network(
				signed(signer),
				provider,
				owner,
				label("home"),
				day,
				LeftoverPolicy::Sell,
				0,
			)
		};
		for stranger in [RIVAL, BOB] {
			assert_noop!(register(stranger, id, ALICE, 1), E::NotTheOwnerNorTheProvider);
		}
		assert_noop!(register(ALICE, 7, ALICE, 1), E::ProviderNotFound);
		for day in [0, 29] {
			assert_noop!(register(UTILITY, id, ALICE, day), E::BillingDayOutOfRange);
		}
		assert_noop!(register(PAUPER, id, PAUPER, 1), TokenError::FundsUnavailable);
		NextNetwork::<Test>::put(u32::MAX);
		assert_noop!(register(UTILITY, id, ALICE, 1), E::IdsExhausted);
	});
}

#[test]
fn only_an_active_provider_takes_new_networks() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		let waiting = register(ALICE, id, ALICE, 1);
		assert_ok!(Registry::set_provider_state(RuntimeOrigin::root(), id, State::Suspended));
		for signer in [UTILITY, HEAD_END, ALICE] {
			assert_noop!(
				Registry::register_network(
					signed(signer),
					id,
					ALICE,
					label("home"),
					1,
					LeftoverPolicy::Hold,
					0
				),
				E::ProviderNotActive
			);
		}
		assert_noop!(
			Registry::set_network_state(signed(UTILITY), waiting, State::Active),
			E::ProviderNotActive
		);
	});
}

#[test]
fn only_lawful_transitions_of_a_network() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		let set = |state| Registry::set_network_state(signed(UTILITY), network, state);
		assert_noop!(set(State::Active), E::InvalidTransition);
		assert_noop!(set(State::Pending), E::InvalidTransition);
		assert_ok!(set(State::Suspended));
		assert_noop!(set(State::Suspended), E::InvalidTransition);
		assert_ok!(set(State::Active));
		assert_ok!(set(State::Retired));
		for state in [State::Pending, State::Active, State::Suspended, State::Retired] {
			assert_noop!(set(state), E::InvalidTransition);
		}
	});
}

#[test]
fn a_pending_network_is_not_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		let network = register(ALICE, id, ALICE, 1);
		assert_noop!(
			Registry::set_network_state(signed(UTILITY), network, State::Suspended),
			E::InvalidTransition
		);
	});
}

#[test]
fn only_the_provider_decides_on_a_network() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		provider(RIVAL);
		let network = network(ALICE);
		for stranger in [RIVAL, HEAD_END, ALICE] {
			for state in [State::Suspended, State::Retired] {
				assert_noop!(
					Registry::set_network_state(signed(stranger), network, state),
					E::NotTheProvider
				);
			}
		}
		assert_noop!(
			Registry::set_network_state(signed(UTILITY), 7, State::Suspended),
			E::NetworkNotFound
		);
	});
}

#[test]
fn readings_follow_the_state_of_the_network() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		let devices = enrol(UTILITY, network, 2);
		assert_ok!(Registry::set_device_state(signed(UTILITY), devices[1], State::Suspended));
		MeterLog::take();
		let weigh = |devices| {
			let page = RecordingMeters::pages_weight(u32::from(devices > 0));
			Some(<() as WeightInfo>::set_network_state(devices).saturating_add(page))
		};

		let post = Registry::set_network_state(signed(UTILITY), network, State::Suspended);
		assert_eq!(post.unwrap().actual_weight, weigh(2));
		assert_eq!(
			MeterLog::take(),
			devices.iter().map(|d| MeterEntry::Accepts(*d, false)).collect::<Vec<_>>()
		);
		assert_eq!(OwnedNetworks::<Test>::get(ALICE), 0);

		assert_ok!(Registry::set_network_state(signed(UTILITY), network, State::Active));
		assert_eq!(
			MeterLog::take(),
			vec![MeterEntry::Accepts(devices[0], true), MeterEntry::Accepts(devices[1], false)]
		);
	});
}

#[test]
fn a_network_with_devices_or_energy_does_not_retire() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		let device = device(network);
		let retire = || Registry::set_network_state(signed(UTILITY), network, State::Retired);
		assert_noop!(retire(), E::NetworkHasDevices);
		assert_ok!(Registry::set_device_state(signed(UTILITY), device, State::Retired));
		LedgerRefuses::set(true);
		assert_noop!(retire(), LEDGER_ERROR);
		LedgerRefuses::set(false);
		assert_ok!(retire());
		assert_eq!(RetiredNetworks::take(), vec![network]);
	});
}

#[test]
fn a_retired_network_leaves_its_record_and_nothing_else() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = own_network(ALICE);
		assert_ok!(Registry::offer_network(signed(ALICE), network, BOB));
		assert_eq!(held(HoldReason::Network, ALICE), 100);
		assert_ok!(Registry::set_network_state(signed(UTILITY), network, State::Retired));
		assert_eq!(last_event(), Event::NetworkStateChanged { network, state: State::Retired });
		assert_eq!(held(HoldReason::Network, ALICE), 0);
		assert!(!NetworkLabels::<Test>::contains_key(network));
		assert!(!NetworkOffers::<Test>::contains_key(network));
		assert!(!OwnedNetworks::<Test>::contains_key(ALICE));
		assert_eq!(Networks::<Test>::get(network).unwrap().state, State::Retired);
		assert_noop!(
			Registry::set_leftover_policy(signed(ALICE), network, LeftoverPolicy::Sell),
			E::InvalidTransition
		);
		assert_noop!(Registry::offer_network(signed(ALICE), network, BOB), E::InvalidTransition);
		assert_noop!(
			Registry::enrol_devices(signed(UTILITY), network, NOW, specs([spec()])),
			E::NetworkNotActive
		);
	});
}

#[test]
fn an_owner_who_is_left_waiting_gets_the_deposit_back() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		let network = register(ALICE, id, ALICE, 1);
		assert_noop!(
			Registry::set_network_state(signed(ALICE), network, State::Active),
			E::NotTheProvider
		);
		assert_ok!(Registry::set_network_state(signed(ALICE), network, State::Retired));
		assert_eq!(held(HoldReason::Network, ALICE), 0);
		assert_eq!(Providers::<Test>::get(id).unwrap().networks, 0);
	});
}

#[test]
fn a_suspended_provider_can_still_wind_down() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		let network = network(ALICE);
		assert_ok!(Registry::set_provider_state(RuntimeOrigin::root(), id, State::Suspended));
		assert_ok!(Registry::set_network_state(signed(UTILITY), network, State::Suspended));
		assert_ok!(Registry::set_network_state(signed(UTILITY), network, State::Retired));
		assert_ok!(Registry::set_provider_state(RuntimeOrigin::root(), id, State::Retired));
	});
}

#[test]
fn the_owner_chooses_what_happens_with_the_leftover() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let network = network(ALICE);
		let set =
			|who, network, policy| Registry::set_leftover_policy(signed(who), network, policy);
		assert_noop!(set(UTILITY, network, LeftoverPolicy::Share), E::NotTheOwner);
		assert_noop!(set(ALICE, 5, LeftoverPolicy::Share), E::NetworkNotFound);
		assert_ok!(set(ALICE, network, LeftoverPolicy::Share));
		assert_eq!(
			last_event(),
			Event::LeftoverPolicySet { network, policy: LeftoverPolicy::Share }
		);
		assert_eq!(Networks::<Test>::get(network).unwrap().leftover, LeftoverPolicy::Share);
	});
}
