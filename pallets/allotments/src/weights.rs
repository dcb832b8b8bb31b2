//! Weights of the calls, estimated by hand until they are measured.

#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, Weight},
};

/// Weight functions needed for `pallet_allotments`.
pub trait WeightInfo {
	fn set_allotment(d: u32) -> Weight;
	fn grant() -> Weight;
	fn allocate(n: u32) -> Weight;
	fn top_up() -> Weight;
	fn take_back() -> Weight;
	fn request(d: u32) -> Weight;
	fn cancel_request() -> Weight;
	fn cover(d: u32) -> Weight;
	fn close_month(d: u32) -> Weight;
	fn sweep() -> Weight;
}

/// Weights for a node of the reference hardware.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn set_allotment(d: u32) -> Weight {
		Weight::from_parts(60_000_000, 10000)
			.saturating_add(Weight::from_parts(6_000_000, 120).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(
				T::DbWeight::get().reads_writes(1, 1).saturating_mul(u64::from(d / 64 + 1)),
			)
			.saturating_add(T::DbWeight::get().writes(8))
	}

	fn grant() -> Weight {
		Weight::from_parts(45_000_000, 8000)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	fn allocate(n: u32) -> Weight {
		Weight::from_parts(60_000_000, 8500)
			.saturating_add(Weight::from_parts(8_000_000, 120).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(
				T::DbWeight::get().reads_writes(1, 1).saturating_mul(u64::from(n / 64 + 1)),
			)
			.saturating_add(T::DbWeight::get().writes(5))
	}

	fn top_up() -> Weight {
		Weight::from_parts(50_000_000, 8500)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(5))
	}

	fn take_back() -> Weight {
		Weight::from_parts(50_000_000, 8500)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(5))
	}

	fn request(d: u32) -> Weight {
		Weight::from_parts(70_000_000, 10000)
			.saturating_add(Weight::from_parts(5_000_000, 120).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(
				T::DbWeight::get().reads_writes(1, 1).saturating_mul(u64::from(d / 64 + 1)),
			)
			.saturating_add(T::DbWeight::get().writes(7))
	}

	fn cancel_request() -> Weight {
		Weight::from_parts(30_000_000, 6000)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}

	fn cover(d: u32) -> Weight {
		Weight::from_parts(60_000_000, 8500)
			.saturating_add(Weight::from_parts(5_000_000, 120).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(
				T::DbWeight::get().reads_writes(1, 1).saturating_mul(u64::from(d / 64 + 1)),
			)
			.saturating_add(T::DbWeight::get().writes(5))
	}

	fn close_month(d: u32) -> Weight {
		Weight::from_parts(90_000_000, 10000)
			.saturating_add(Weight::from_parts(9_000_000, 120).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads_writes(2, 1).saturating_mul(d.into()))
			.saturating_add(
				T::DbWeight::get().reads_writes(1, 1).saturating_mul(u64::from(d / 64 + 1)),
			)
			.saturating_add(T::DbWeight::get().writes(12))
	}

	fn sweep() -> Weight {
		Weight::from_parts(12_000_000, 6000).saturating_add(T::DbWeight::get().reads(4))
	}
}

/// For tests.
impl WeightInfo for () {
	fn set_allotment(d: u32) -> Weight {
		Weight::from_parts(60_000_000, 10000)
			.saturating_add(Weight::from_parts(6_000_000, 120).saturating_mul(d.into()))
			.saturating_add(RocksDbWeight::get().reads(12))
			.saturating_add(
				RocksDbWeight::get().reads_writes(1, 1).saturating_mul(u64::from(d / 64 + 1)),
			)
			.saturating_add(RocksDbWeight::get().writes(8))
	}

	fn grant() -> Weight {
		Weight::from_parts(45_000_000, 8000)
			.saturating_add(RocksDbWeight::get().reads(8))
			.saturating_add(RocksDbWeight::get().writes(6))
	}

	fn allocate(n: u32) -> Weight {
		Weight::from_parts(60_000_000, 8500)
			.saturating_add(Weight::from_parts(8_000_000, 120).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(9))
			.saturating_add(
				RocksDbWeight::get().reads_writes(1, 1).saturating_mul(u64::from(n / 64 + 1)),
			)
			.saturating_add(RocksDbWeight::get().writes(5))
	}

	fn top_up() -> Weight {
		Weight::from_parts(50_000_000, 8500)
			.saturating_add(RocksDbWeight::get().reads(9))
			.saturating_add(RocksDbWeight::get().writes(5))
	}

	fn take_back() -> Weight {
		Weight::from_parts(50_000_000, 8500)
			.saturating_add(RocksDbWeight::get().reads(9))
			.saturating_add(RocksDbWeight::get().writes(5))
	}

	fn request(d: u32) -> Weight {
		Weight::from_parts(70_000_000, 10000)
			.saturating_add(Weight::from_parts(5_000_000, 120).saturating_mul(d.into()))
			.saturating_add(RocksDbWeight::get().reads(12))
			.saturating_add(
				RocksDbWeight::get().reads_writes(1, 1).saturating_mul(u64::from(d / 64 + 1)),
			)
			.saturating_add(RocksDbWeight::get().writes(7))
	}

	fn cancel_request() -> Weight {
		Weight::from_parts(30_000_000, 6000)
			.saturating_add(RocksDbWeight::get().reads(4))
			.saturating_add(RocksDbWeight::get().writes(3))
	}

	fn cover(d: u32) -> Weight {
		Weight::from_parts(60_000_000, 8500)
			.saturating_add(Weight::from_parts(5_000_000, 120).saturating_mul(d.into()))
			.saturating_add(RocksDbWeight::get().reads(9))
			.saturating_add(
				RocksDbWeight::get().reads_writes(1, 1).saturating_mul(u64::from(d / 64 + 1)),
			)
			.saturating_add(RocksDbWeight::get().writes(5))
	}

	fn close_month(d: u32) -> Weight {
		Weight::from_parts(90_000_000, 10000)
			.saturating_add(Weight::from_parts(9_000_000, 120).saturating_mul(d.into()))
			.saturating_add(RocksDbWeight::get().reads(12))
			.saturating_add(RocksDbWeight::get().reads_writes(2, 1).saturating_mul(d.into()))
			.saturating_add(
				RocksDbWeight::get().reads_writes(1, 1).saturating_mul(u64::from(d / 64 + 1)),
			)
			.saturating_add(RocksDbWeight::get().writes(12))
	}

	fn sweep() -> Weight {
		Weight::from_parts(12_000_000, 6000).saturating_add(RocksDbWeight::get().reads(4))
	}
}
