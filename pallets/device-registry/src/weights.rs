//! What the calls of the registry weigh: estimates, until measured by the benchmarks of the same
//! names.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, Weight},
};

/// What the calls and the extension weigh.
pub trait WeightInfo {
	fn apply_as_provider() -> Weight;
	fn approve_provider() -> Weight;
	fn set_capacity() -> Weight;
	fn set_provider_state() -> Weight;
	fn set_tariff() -> Weight;
	fn set_rules() -> Weight;
	fn add_head_end() -> Weight;
	fn remove_head_end() -> Weight;
	fn register_network() -> Weight;
	fn set_network_state(devices: u32) -> Weight;
	fn set_leftover_policy() -> Weight;
	fn offer_network() -> Weight;
	fn accept_network(devices: u32) -> Weight;
	fn withdraw_network_offer() -> Weight;
	fn enrol_devices(devices: u32) -> Weight;
	fn set_device_state() -> Weight;
	fn set_device_key() -> Weight;
	fn set_device_policy() -> Weight;
	fn offer_device() -> Weight;
	fn accept_device() -> Weight;
	fn withdraw_device_offer() -> Weight;
	fn spend_free_calls() -> Weight;
}

/// Weights with the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn apply_as_provider() -> Weight {
		Weight::from_parts(60_000_000, 4500).saturating_add(T::DbWeight::get().reads_writes(6, 8))
	}

	fn approve_provider() -> Weight {
		Weight::from_parts(15_000_000, 3600).saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}

	fn set_capacity() -> Weight {
		Weight::from_parts(18_000_000, 3700).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}

	fn set_provider_state() -> Weight {
		Weight::from_parts(150_000_000, 40000)
			.saturating_add(T::DbWeight::get().reads_writes(60, 56))
	}

	fn set_tariff() -> Weight {
		Weight::from_parts(18_000_000, 3700).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}

	fn set_rules() -> Weight {
		Weight::from_parts(18_000_000, 3700).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}

	fn add_head_end() -> Weight {
		Weight::from_parts(25_000_000, 6000).saturating_add(T::DbWeight::get().reads_writes(4, 3))
	}

	fn remove_head_end() -> Weight {
		Weight::from_parts(28_000_000, 6000).saturating_add(T::DbWeight::get().reads_writes(5, 4))
	}

	fn register_network() -> Weight {
		Weight::from_parts(60_000_000, 6500).saturating_add(T::DbWeight::get().reads_writes(8, 8))
	}

	fn set_network_state(devices: u32) -> Weight {
		Weight::from_parts(50_000_000, 8000)
			.saturating_add(T::DbWeight::get().reads_writes(8, 8))
			.saturating_add(
				Weight::from_parts(6_000_000, 2600)
					.saturating_add(T::DbWeight::get().reads_writes(2, 1))
					.saturating_mul(devices as u64),
			)
	}

	fn set_leftover_policy() -> Weight {
		Weight::from_parts(14_000_000, 3700).saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}

	fn offer_network() -> Weight {
		Weight::from_parts(16_000_000, 3700).saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}

	fn accept_network(devices: u32) -> Weight {
		Weight::from_parts(90_000_000, 8500)
			.saturating_add(T::DbWeight::get().reads_writes(8, 8))
			.saturating_add(
				Weight::from_parts(3_000_000, 2600)
					.saturating_add(T::DbWeight::get().reads_writes(1, 0))
					.saturating_mul(devices as u64),
			)
	}

	fn withdraw_network_offer() -> Weight {
		Weight::from_parts(17_000_000, 3700).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}

	fn enrol_devices(devices: u32) -> Weight {
		Weight::from_parts(55_000_000, 12000)
			.saturating_add(T::DbWeight::get().reads_writes(8, 5))
			.saturating_add(
				Weight::from_parts(12_000_000, 2700)
					.saturating_add(T::DbWeight::get().reads_writes(2, 6))
					.saturating_mul(devices as u64),
			)
	}

	fn set_device_state() -> Weight {
		Weight::from_parts(60_000_000, 16000)
			.saturating_add(T::DbWeight::get().reads_writes(12, 12))
	}

	fn set_device_key() -> Weight {
		Weight::from_parts(30_000_000, 6000).saturating_add(T::DbWeight::get().reads_writes(6, 4))
	}

	fn set_device_policy() -> Weight {
		Weight::from_parts(20_000_000, 3700).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}

	fn offer_device() -> Weight {
		Weight::from_parts(24_000_000, 6500).saturating_add(T::DbWeight::get().reads_writes(3, 1))
	}

	fn accept_device() -> Weight {
		Weight::from_parts(80_000_000, 16000)
			.saturating_add(T::DbWeight::get().reads_writes(14, 10))
	}

	fn withdraw_device_offer() -> Weight {
		Weight::from_parts(22_000_000, 3700).saturating_add(T::DbWeight::get().reads_writes(3, 1))
	}

	fn spend_free_calls() -> Weight {
		Weight::from_parts(20_000_000, 6500).saturating_add(T::DbWeight::get().reads_writes(5, 1))
	}
}

/// Weights for tests.
impl WeightInfo for () {
	fn apply_as_provider() -> Weight {
		Weight::from_parts(60_000_000, 4500).saturating_add(RocksDbWeight::get().reads_writes(6, 8))
	}

	fn approve_provider() -> Weight {
		Weight::from_parts(15_000_000, 3600).saturating_add(RocksDbWeight::get().reads_writes(1, 1))
	}

	fn set_capacity() -> Weight {
		Weight::from_parts(18_000_000, 3700).saturating_add(RocksDbWeight::get().reads_writes(2, 1))
	}

	fn set_provider_state() -> Weight {
		Weight::from_parts(150_000_000, 40000)
			.saturating_add(RocksDbWeight::get().reads_writes(60, 56))
	}

	fn set_tariff() -> Weight {
		Weight::from_parts(18_000_000, 3700).saturating_add(RocksDbWeight::get().reads_writes(2, 1))
	}

	fn set_rules() -> Weight {
		Weight::from_parts(18_000_000, 3700).saturating_add(RocksDbWeight::get().reads_writes(2, 1))
	}

	fn add_head_end() -> Weight {
		Weight::from_parts(25_000_000, 6000).saturating_add(RocksDbWeight::get().reads_writes(4, 3))
	}

	fn remove_head_end() -> Weight {
		Weight::from_parts(28_000_000, 6000).saturating_add(RocksDbWeight::get().reads_writes(5, 4))
	}

	fn register_network() -> Weight {
		Weight::from_parts(60_000_000, 6500).saturating_add(RocksDbWeight::get().reads_writes(8, 8))
	}

	fn set_network_state(devices: u32) -> Weight {
		Weight::from_parts(50_000_000, 8000)
			.saturating_add(RocksDbWeight::get().reads_writes(8, 8))
			.saturating_add(
				Weight::from_parts(6_000_000, 2600)
					.saturating_add(RocksDbWeight::get().reads_writes(2, 1))
					.saturating_mul(devices as u64),
			)
	}

	fn set_leftover_policy() -> Weight {
		Weight::from_parts(14_000_000, 3700).saturating_add(RocksDbWeight::get().reads_writes(1, 1))
	}

	fn offer_network() -> Weight {
		Weight::from_parts(16_000_000, 3700).saturating_add(RocksDbWeight::get().reads_writes(1, 1))
	}

	fn accept_network(devices: u32) -> Weight {
		Weight::from_parts(90_000_000, 8500)
			.saturating_add(RocksDbWeight::get().reads_writes(8, 8))
			.saturating_add(
				Weight::from_parts(3_000_000, 2600)
					.saturating_add(RocksDbWeight::get().reads_writes(1, 0))
					.saturating_mul(devices as u64),
			)
	}

	fn withdraw_network_offer() -> Weight {
		Weight::from_parts(17_000_000, 3700).saturating_add(RocksDbWeight::get().reads_writes(2, 1))
	}

	fn enrol_devices(devices: u32) -> Weight {
		Weight::from_parts(55_000_000, 12000)
			.saturating_add(RocksDbWeight::get().reads_writes(8, 5))
			.saturating_add(
				Weight::from_parts(12_000_000, 2700)
					.saturating_add(RocksDbWeight::get().reads_writes(2, 6))
					.saturating_mul(devices as u64),
			)
	}

	fn set_device_state() -> Weight {
		Weight::from_parts(60_000_000, 16000)
			.saturating_add(RocksDbWeight::get().reads_writes(12, 12))
	}

	fn set_device_key() -> Weight {
		Weight::from_parts(30_000_000, 6000).saturating_add(RocksDbWeight::get().reads_writes(6, 4))
	}

	fn set_device_policy() -> Weight {
		Weight::from_parts(20_000_000, 3700).saturating_add(RocksDbWeight::get().reads_writes(2, 1))
	}

	fn offer_device() -> Weight {
		Weight::from_parts(24_000_000, 6500).saturating_add(RocksDbWeight::get().reads_writes(3, 1))
	}

	fn accept_device() -> Weight {
		Weight::from_parts(80_000_000, 16000)
			.saturating_add(RocksDbWeight::get().reads_writes(14, 10))
	}

	fn withdraw_device_offer() -> Weight {
		Weight::from_parts(22_000_000, 3700).saturating_add(RocksDbWeight::get().reads_writes(3, 1))
	}

	fn spend_free_calls() -> Weight {
		Weight::from_parts(20_000_000, 6500).saturating_add(RocksDbWeight::get().reads_writes(5, 1))
	}
}
