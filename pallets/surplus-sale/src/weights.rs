//! Weights of the calls: estimates by hand until `scripts/` generates them from the benchmarks.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

pub trait WeightInfo {
	fn offer() -> Weight;
	fn bid() -> Weight;
	fn cancel() -> Weight;
	fn clear() -> Weight;
	fn settle_bids(n: u32) -> Weight;
	fn settle_offers(n: u32) -> Weight;
	fn claim() -> Weight;
	fn retry_booking() -> Weight;
	fn on_idle_base() -> Weight;
}

const fn estimate(micros: u64, proof: u64) -> Weight {
	Weight::from_parts(micros * 1_000_000, proof)
}

fn with_db(weight: Weight, db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
	weight.saturating_add(db.reads_writes(reads, writes))
}

macro_rules! weights {
	($db:expr) => {
		fn offer() -> Weight {
			with_db(estimate(80, 20_000), $db, 12, 5)
		}
		fn bid() -> Weight {
			with_db(estimate(90, 20_000), $db, 10, 7)
		}
		fn cancel() -> Weight {
			with_db(estimate(80, 20_000), $db, 9, 6)
		}
		fn clear() -> Weight {
			with_db(estimate(60, 12_000), $db, 6, 4)
		}
		fn settle_bids(n: u32) -> Weight {
			with_db(estimate(60, 12_000), $db, 7, 6)
				.saturating_add(with_db(estimate(80, 12_000), $db, 6, 6).saturating_mul(n as u64))
		}
		fn settle_offers(n: u32) -> Weight {
			with_db(estimate(60, 12_000), $db, 7, 6)
				.saturating_add(with_db(estimate(70, 12_000), $db, 5, 5).saturating_mul(n as u64))
		}
		fn claim() -> Weight {
			with_db(estimate(50, 8_000), $db, 4, 4)
		}
		fn retry_booking() -> Weight {
			with_db(estimate(50, 12_000), $db, 5, 4)
		}
		fn on_idle_base() -> Weight {
			with_db(estimate(5, 1_600), $db, 2, 0)
		}
	};
}

/// Weights with the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	weights!(T::DbWeight::get());
}

impl WeightInfo for () {
	weights!(RocksDbWeight::get());
}
