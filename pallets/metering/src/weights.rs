//! Weights of `pallet_metering`, measured: `./scripts/weights` writes this file anew.
//!
//! SDK benchmark command 64.0.0, 8 steps, 6 repeats, worst case map
//! size 1000000. Database weights are those of the runtime that uses the pallet.

#![allow(unused_parens, unused_imports, missing_docs, clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

/// What the calls and hooks weigh.
pub trait WeightInfo {
	fn submit(p: u32) -> Weight;
	fn submit_across_months(p: u32) -> Weight;
	fn submit_refused(p: u32) -> Weight;
	fn change_page() -> Weight;
	fn submit_signed(n: u32) -> Weight;
	fn submit_device_reading() -> Weight;
	fn authorize_submit_device_reading() -> Weight;
	fn exchange_meter() -> Weight;
	fn correct_reading() -> Weight;
}

/// For a chain: with the runtime's own database weights.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:0)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:128 w:128)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Totals` (r:1 w:1)
	/// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[1, 128]`.
	fn submit(p: u32) -> Weight {
		// Measured minimum: 37_155_000 ps.
		Weight::from_parts(18_345_128, 0)
			.saturating_add(Weight::from_parts(11_365_749, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(p.into())))
	}
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:0)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:128 w:128)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:128 w:128)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Exchanges` (r:128 w:0)
	/// Proof: `Metering::Exchanges` (`max_values`: None, `max_size`: Some(4742), added: 7217, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Totals` (r:1 w:1)
	/// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[1, 128]`.
	fn submit_across_months(p: u32) -> Weight {
		// Measured minimum: 104_776_000 ps.
		Weight::from_parts(11_064_868, 0)
			.saturating_add(Weight::from_parts(76_548_224, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(p.into())))
	}
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:0)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:128 w:0)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:128 w:0)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Exchanges` (r:128 w:0)
	/// Proof: `Metering::Exchanges` (`max_values`: None, `max_size`: Some(4742), added: 7217, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Totals` (r:1 w:1)
	/// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[1, 128]`.
	fn submit_refused(p: u32) -> Weight {
		// Measured minimum: 313_066_000 ps.
		Weight::from_parts(103_154_105, 0)
			.saturating_add(Weight::from_parts(296_053_731, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Metering::Pages` (r:1 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:1 w:1)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	fn change_page() -> Weight {
		// Measured minimum: 26_209_000 ps.
		Weight::from_parts(28_012_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:0)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:4 w:4)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:4 w:4)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::DeviceKeys` (r:512 w:0)
	/// Proof: `DeviceRegistry::DeviceKeys` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Totals` (r:1 w:1)
	/// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 512]`.
	fn submit_signed(n: u32) -> Weight {
		// Measured minimum: 107_831_000 ps.
		Weight::from_parts(138_147_056, 0)
			.saturating_add(Weight::from_parts(54_573_006, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Metering::Pages` (r:1 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:1 w:1)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Totals` (r:1 w:1)
	/// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn submit_device_reading() -> Weight {
		// Measured minimum: 35_122_000 ps.
		Weight::from_parts(45_197_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Metering::Pages` (r:1 w:0)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:1 w:0)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::DeviceKeys` (r:1 w:0)
	/// Proof: `DeviceRegistry::DeviceKeys` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	fn authorize_submit_device_reading() -> Weight {
		// Measured minimum: 78_457_000 ps.
		Weight::from_parts(85_998_000, 0).saturating_add(T::DbWeight::get().reads(5_u64))
	}
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:0)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:1 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:1 w:1)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Exchanges` (r:1 w:1)
	/// Proof: `Metering::Exchanges` (`max_values`: None, `max_size`: Some(4742), added: 7217, mode: `MaxEncodedLen`)
	fn exchange_meter() -> Weight {
		// Measured minimum: 39_638_000 ps.
		Weight::from_parts(43_976_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Metering::Pages` (r:1 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:1 w:1)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	fn correct_reading() -> Weight {
		// Measured minimum: 32_628_000 ps.
		Weight::from_parts(35_703_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

/// For tests: with the constants of ParityDB.
impl WeightInfo for () {
	fn submit(p: u32) -> Weight {
		Weight::from_parts(18_345_128, 0)
			.saturating_add(Weight::from_parts(11_365_749, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(p.into())))
	}
	fn submit_across_months(p: u32) -> Weight {
		Weight::from_parts(11_064_868, 0)
			.saturating_add(Weight::from_parts(76_548_224, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().reads((3_u64).saturating_mul(p.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((2_u64).saturating_mul(p.into())))
	}
	fn submit_refused(p: u32) -> Weight {
		Weight::from_parts(103_154_105, 0)
			.saturating_add(Weight::from_parts(296_053_731, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().reads((3_u64).saturating_mul(p.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn change_page() -> Weight {
		Weight::from_parts(28_012_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn submit_signed(n: u32) -> Weight {
		Weight::from_parts(138_147_056, 0)
			.saturating_add(Weight::from_parts(54_573_006, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn submit_device_reading() -> Weight {
		Weight::from_parts(45_197_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn authorize_submit_device_reading() -> Weight {
		Weight::from_parts(85_998_000, 0).saturating_add(ParityDbWeight::get().reads(5_u64))
	}
	fn exchange_meter() -> Weight {
		Weight::from_parts(43_976_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn correct_reading() -> Weight {
		Weight::from_parts(35_703_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
}
