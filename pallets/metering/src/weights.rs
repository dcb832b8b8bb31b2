//! Weights of `pallet_metering`, measured: `./scripts/weights` writes this file anew.
//!
//! SDK benchmark command 64.0.0, 8 steps, 8 repeats, worst case map
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
	/// Storage: `Metering::Pages` (r:255 w:255)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Totals` (r:1 w:1)
	/// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[1, 256]`.
	fn submit(p: u32) -> Weight {
		// Measured minimum: 34_731_000 ps.
		Weight::from_parts(2_946_653, 0)
			.saturating_add(Weight::from_parts(9_637_606, 0).saturating_mul(p.into()))
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
	/// Storage: `Metering::Pages` (r:255 w:255)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Exchanges` (r:255 w:0)
	/// Proof: `Metering::Exchanges` (`max_values`: None, `max_size`: Some(2374), added: 4849, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Totals` (r:1 w:1)
	/// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[1, 256]`.
	fn submit_across_months(p: u32) -> Weight {
		// Measured minimum: 65_247_000 ps.
		Weight::from_parts(67_710_000, 0)
			.saturating_add(Weight::from_parts(42_415_727, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(p.into())))
	}
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:0)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:255 w:0)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Exchanges` (r:255 w:0)
	/// Proof: `Metering::Exchanges` (`max_values`: None, `max_size`: Some(2374), added: 4849, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Totals` (r:1 w:1)
	/// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[1, 256]`.
	fn submit_refused(p: u32) -> Weight {
		// Measured minimum: 176_142_000 ps.
		Weight::from_parts(183_082_000, 0)
			.saturating_add(Weight::from_parts(168_054_552, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn change_page() -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:0)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:8 w:8)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::DeviceKeys` (r:512 w:0)
	/// Proof: `DeviceRegistry::DeviceKeys` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Totals` (r:1 w:1)
	/// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 512]`.
	fn submit_signed(n: u32) -> Weight {
		// Measured minimum: 149_422_000 ps.
		Weight::from_parts(175_722_000, 0)
			.saturating_add(Weight::from_parts(53_131_711, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Metering::Pages` (r:1 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Totals` (r:1 w:1)
	/// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn submit_device_reading() -> Weight {
		// Measured minimum: 28_142_000 ps.
		Weight::from_parts(43_304_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Metering::Pages` (r:1 w:0)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::DeviceKeys` (r:1 w:0)
	/// Proof: `DeviceRegistry::DeviceKeys` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	fn authorize_submit_device_reading() -> Weight {
		// Measured minimum: 69_804_000 ps.
		Weight::from_parts(76_644_000, 0).saturating_add(T::DbWeight::get().reads(4_u64))
	}
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:0)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:1 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Exchanges` (r:1 w:1)
	/// Proof: `Metering::Exchanges` (`max_values`: None, `max_size`: Some(2374), added: 4849, mode: `MaxEncodedLen`)
	fn exchange_meter() -> Weight {
		// Measured minimum: 32_488_000 ps.
		Weight::from_parts(37_797_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Metering::Pages` (r:1 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	fn correct_reading() -> Weight {
		// Measured minimum: 21_462_000 ps.
		Weight::from_parts(30_675_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

/// For tests: with the constants of ParityDB.
impl WeightInfo for () {
	fn submit(p: u32) -> Weight {
		Weight::from_parts(2_946_653, 0)
			.saturating_add(Weight::from_parts(9_637_606, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(p.into())))
	}
	fn submit_across_months(p: u32) -> Weight {
		Weight::from_parts(67_710_000, 0)
			.saturating_add(Weight::from_parts(42_415_727, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(p.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(p.into())))
	}
	fn submit_refused(p: u32) -> Weight {
		Weight::from_parts(183_082_000, 0)
			.saturating_add(Weight::from_parts(168_054_552, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(p.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn change_page() -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn submit_signed(n: u32) -> Weight {
		Weight::from_parts(175_722_000, 0)
			.saturating_add(Weight::from_parts(53_131_711, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn submit_device_reading() -> Weight {
		Weight::from_parts(43_304_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn authorize_submit_device_reading() -> Weight {
		Weight::from_parts(76_644_000, 0).saturating_add(ParityDbWeight::get().reads(4_u64))
	}
	fn exchange_meter() -> Weight {
		Weight::from_parts(37_797_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn correct_reading() -> Weight {
		Weight::from_parts(30_675_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
