use super::*;
use commonwatt_primitives::directory::{DeviceTerms, Directory, NetworkTerms, ProviderTerms};

#[test]
fn the_directory_tells_what_is_on_record() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		let network = register(UTILITY, id, ALICE, 7);
		let device = device(network);
		assert_ok!(Registry::set_device_key(signed(ALICE), device, Some(key(1))));
		let Terms { capacity, tariff, overdraft, carry_over, utc_offset_minutes } = terms();
		assert_eq!(
			Registry::provider(id),
			Some(ProviderTerms {
				account: UTILITY,
				state: State::Active,
				capacity,
				tariff,
				overdraft,
				carry_over,
				utc_offset_minutes,
			})
		);
		assert_eq!(
			Registry::network(network),
			Some(NetworkTerms {
				owner: ALICE,
				provider: id,
				state: State::Active,
				calendar: commonwatt_primitives::Calendar::new(7, 60).unwrap(),
				leftover: LeftoverPolicy::Hold,
			})
		);
		assert_eq!(
			Registry::device(device),
			Some(DeviceTerms {
				network,
				provider: id,
				kind: DeviceKind::Load,
				state: State::Active,
				rated_w: 3_500,
				floor: Energy::ZERO,
				protected: false,
			})
		);
		assert_eq!(Registry::device_key(device), Some(key(1)));
		assert_eq!(Registry::devices(network).to_vec(), vec![device]);
	});
}

#[test]
fn the_directory_knows_nobody_else() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Registry::provider(0), None);
		assert_eq!(Registry::network(0), None);
		assert_eq!(Registry::device(0), None);
		assert_eq!(Registry::device_key(0), None);
		assert!(Registry::devices(0).is_empty());
		assert_eq!(Registry::head_end(&HEAD_END), None);
	});
}

#[test]
fn a_head_end_of_a_suspended_provider_is_none() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		let set = |state| {
			assert_ok!(Registry::set_provider_state(RuntimeOrigin::root(), id, state));
			Registry::head_end(&HEAD_END)
		};
		assert_eq!(Registry::head_end(&HEAD_END), Some(id));
		assert_eq!(set(State::Suspended), None);
		assert_eq!(set(State::Active), Some(id));
	});
}

#[cfg(feature = "runtime-benchmarks")]
#[test]
fn populate_gives_a_network_ready_for_benchmarks() {
	ExtBuilder::default().build_and_execute(|| {
		let (provider, network, devices) = Registry::populate(&PAUPER, 512, None);
		assert_eq!(Registry::head_end(&PAUPER), Some(provider));
		assert_eq!(Registry::network(network).map(|n| n.owner), Some(PAUPER));
		assert_eq!(devices.len(), 512);
		assert!(devices
			.iter()
			.all(|device| Registry::device(*device).map(|d| d.state) == Some(State::Active)));
		// Once more for the same account: the same provider.
		let (again, other, _) = Registry::populate(&PAUPER, 1, None);
		assert_eq!(again, provider);
		assert_ne!(other, network);
	});
}
