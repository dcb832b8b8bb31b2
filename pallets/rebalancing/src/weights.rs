//! What the calls of this pallet weigh.
//!
//! Estimated; to be replaced by measured weights with the same functions.

#![allow(clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, Weight},
};

/// Weight functions of the calls, and of what the ledger asks for.
pub trait WeightInfo {
	fn set_policy() -> Weight;
	fn create_community() -> Weight;
	/// `n` is the number of networks, 1 to 64.
	fn invite(n: u32) -> Weight;
	fn join() -> Weight;
	fn leave() -> Weight;
	fn pledge() -> Weight;
	fn withdraw() -> Weight;
	fn draw() -> Weight;
	fn move_energy() -> Weight;
	/// `n` is the number of networks, 1 to 64.
	fn revoke(n: u32) -> Weight;
	/// `d` is the number of devices of the network, 64 to 512; `MaxTransfers` of them give.
	fn help_device(d: u32) -> Weight;
	fn draw_for_shortfall() -> Weight;
}

/// Weights on the reference hardware, with the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn set_policy() -> Weight {
		Weight::from_parts(12_000_000, 3_600)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	fn create_community() -> Weight {
		Weight::from_parts(28_000_000, 3_600)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}

	fn invite(n: u32) -> Weight {
		Weight::from_parts(20_000_000, 5_000)
			.saturating_add(Weight::from_parts(5_500_000, 2_700).saturating_mul(n as u64))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(n as u64)))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	fn join() -> Weight {
		Weight::from_parts(30_000_000, 5_000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}

	fn leave() -> Weight {
		Weight::from_parts(45_000_000, 6_000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}

	fn pledge() -> Weight {
		Weight::from_parts(45_000_000, 6_000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	fn withdraw() -> Weight {
		Weight::from_parts(42_000_000, 6_000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	fn draw() -> Weight {
		Weight::from_parts(44_000_000, 6_000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	fn move_energy() -> Weight {
		Weight::from_parts(55_000_000, 12_000)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}

	fn revoke(n: u32) -> Weight {
		Weight::from_parts(18_000_000, 5_000)
			.saturating_add(Weight::from_parts(1_800_000, 0).saturating_mul(n as u64))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	fn help_device(d: u32) -> Weight {
		Weight::from_parts(1_400_000_000, 90_000)
			.saturating_add(Weight::from_parts(2_600_000, 2_900).saturating_mul(d as u64))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(d as u64)))
			.saturating_add(T::DbWeight::get().reads(38_u64))
			.saturating_add(T::DbWeight::get().writes(35_u64))
	}

	fn draw_for_shortfall() -> Weight {
		Weight::from_parts(26_000_000, 5_000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

/// Weights for tests.
impl WeightInfo for () {
	fn set_policy() -> Weight {
		Weight::from_parts(12_000_000, 3_600)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}

	fn create_community() -> Weight {
		Weight::from_parts(28_000_000, 3_600)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}

	fn invite(n: u32) -> Weight {
		Weight::from_parts(20_000_000, 5_000)
			.saturating_add(Weight::from_parts(5_500_000, 2_700).saturating_mul(n as u64))
			.saturating_add(RocksDbWeight::get().reads(2_u64.saturating_mul(n as u64)))
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}

	fn join() -> Weight {
		Weight::from_parts(30_000_000, 5_000)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}

	fn leave() -> Weight {
		Weight::from_parts(45_000_000, 6_000)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}

	fn pledge() -> Weight {
		Weight::from_parts(45_000_000, 6_000)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}

	fn withdraw() -> Weight {
		Weight::from_parts(42_000_000, 6_000)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}

	fn draw() -> Weight {
		Weight::from_parts(44_000_000, 6_000)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}

	fn move_energy() -> Weight {
		Weight::from_parts(55_000_000, 12_000)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}

	fn revoke(n: u32) -> Weight {
		Weight::from_parts(18_000_000, 5_000)
			.saturating_add(Weight::from_parts(1_800_000, 0).saturating_mul(n as u64))
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}

	fn help_device(d: u32) -> Weight {
		Weight::from_parts(1_400_000_000, 90_000)
			.saturating_add(Weight::from_parts(2_600_000, 2_900).saturating_mul(d as u64))
			.saturating_add(RocksDbWeight::get().reads(1_u64.saturating_mul(d as u64)))
			.saturating_add(RocksDbWeight::get().reads(38_u64))
			.saturating_add(RocksDbWeight::get().writes(35_u64))
	}

	fn draw_for_shortfall() -> Weight {
		Weight::from_parts(26_000_000, 5_000)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
}
