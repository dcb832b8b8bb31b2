//! Weights of `pallet_allotments`, measured: `./scripts/weights` writes this file anew.
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
	fn set_allotment(d: u32) -> Weight;
	fn grant() -> Weight;
	fn allocate(n: u32) -> Weight;
	fn top_up() -> Weight;
	fn take_back() -> Weight;
	fn request(d: u32) -> Weight;
	fn cancel_request() -> Weight;
	fn cover(d: u32) -> Weight;
	fn look(d: u32) -> Weight;
	fn cover_from_reserve() -> Weight;
	fn close_month(d: u32) -> Weight;
	fn sweep() -> Weight;
}

/// For a chain: with the runtime's own database weights.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Standings` (r:1 w:1)
	/// Proof: `Allotments::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Committed` (r:1 w:1)
	/// Proof: `Allotments::Committed` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Extra` (r:2 w:2)
	/// Proof: `Allotments::Extra` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkDevices` (r:1 w:0)
	/// Proof: `DeviceRegistry::NetworkDevices` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:4 w:0)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:4 w:4)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// The range of component `d` is `[1, 512]`.
	fn set_allotment(d: u32) -> Weight {
		// Measured minimum: 87_751_000 ps.
		Weight::from_parts(40_187_846, 0)
			.saturating_add(Weight::from_parts(21_948_518, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Extra` (r:1 w:1)
	/// Proof: `Allotments::Extra` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Committed` (r:1 w:0)
	/// Proof: `Allotments::Committed` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	fn grant() -> Weight {
		// Measured minimum: 41_713_000 ps.
		Weight::from_parts(45_788_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkDevices` (r:1 w:0)
	/// Proof: `DeviceRegistry::NetworkDevices` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Standings` (r:1 w:1)
	/// Proof: `Allotments::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:4 w:4)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:4 w:4)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 512]`.
	fn allocate(n: u32) -> Weight {
		// Measured minimum: 76_604_000 ps.
		Weight::from_parts(88_494_330, 0)
			.saturating_add(Weight::from_parts(27_152_034, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:1 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:1 w:0)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	fn top_up() -> Weight {
		// Measured minimum: 60_730_000 ps.
		Weight::from_parts(66_369_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:1 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:1 w:0)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	fn take_back() -> Weight {
		// Measured minimum: 60_791_000 ps.
		Weight::from_parts(65_868_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:0)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Requests` (r:1 w:1)
	/// Proof: `Allotments::Requests` (`max_values`: None, `max_size`: Some(9230), added: 11705, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:4 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:4 w:4)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkDevices` (r:1 w:0)
	/// Proof: `DeviceRegistry::NetworkDevices` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	/// The range of component `d` is `[1, 512]`.
	fn request(d: u32) -> Weight {
		// Measured minimum: 103_795_000 ps.
		Weight::from_parts(148_157_077, 0)
			.saturating_add(Weight::from_parts(479_438, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Requests` (r:1 w:1)
	/// Proof: `Allotments::Requests` (`max_values`: None, `max_size`: Some(9230), added: 11705, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:0)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	fn cancel_request() -> Weight {
		// Measured minimum: 37_817_000 ps.
		Weight::from_parts(40_981_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Metering::Pages` (r:4 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:4 w:4)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Standings` (r:1 w:0)
	/// Proof: `Allotments::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkDevices` (r:1 w:0)
	/// Proof: `DeviceRegistry::NetworkDevices` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Policies` (r:1 w:0)
	/// Proof: `Rebalancing::Policies` (`max_values`: None, `max_size`: Some(22), added: 2497, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::MemberOf` (r:1 w:0)
	/// Proof: `Rebalancing::MemberOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// The range of component `d` is `[1, 512]`.
	fn cover(d: u32) -> Weight {
		// Measured minimum: 95_592_000 ps.
		Weight::from_parts(114_414_153, 0)
			.saturating_add(Weight::from_parts(453_607, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkDevices` (r:1 w:0)
	/// Proof: `DeviceRegistry::NetworkDevices` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:4 w:0)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:4 w:4)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	/// The range of component `d` is `[1, 512]`.
	fn look(d: u32) -> Weight {
		// Measured minimum: 44_386_000 ps.
		Weight::from_parts(53_739_478, 0)
			.saturating_add(Weight::from_parts(405_438, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Metering::Pages` (r:1 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:1 w:0)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Standings` (r:1 w:0)
	/// Proof: `Allotments::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn cover_from_reserve() -> Weight {
		// Measured minimum: 48_543_000 ps.
		Weight::from_parts(52_829_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Allotments::Accounts` (r:2 w:2)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Requests` (r:1 w:1)
	/// Proof: `Allotments::Requests` (`max_values`: None, `max_size`: Some(9230), added: 11705, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Exchanges` (r:1 w:1)
	/// Proof: `Rebalancing::Exchanges` (`max_values`: None, `max_size`: Some(10264), added: 12739, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:4 w:4)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:4 w:4)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Standings` (r:1 w:0)
	/// Proof: `Allotments::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::DueAt` (r:2 w:2)
	/// Proof: `Allotments::DueAt` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:0 w:1)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Statements` (r:0 w:1)
	/// Proof: `Allotments::Statements` (`max_values`: None, `max_size`: Some(28970), added: 31445, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Extra` (r:0 w:1)
	/// Proof: `Allotments::Extra` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	/// The range of component `d` is `[1, 512]`.
	fn close_month(d: u32) -> Weight {
		// Measured minimum: 73_890_000 ps.
		Weight::from_parts(90_608_343, 0)
			.saturating_add(Weight::from_parts(568_000, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::DueAt` (r:2 w:0)
	/// Proof: `Allotments::DueAt` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkDevices` (r:1 w:0)
	/// Proof: `DeviceRegistry::NetworkDevices` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	fn sweep() -> Weight {
		// Measured minimum: 34_362_000 ps.
		Weight::from_parts(50_164_000, 0).saturating_add(T::DbWeight::get().reads(6_u64))
	}
}

/// For tests: with the constants of ParityDB.
impl WeightInfo for () {
	fn set_allotment(d: u32) -> Weight {
		Weight::from_parts(40_187_846, 0)
			.saturating_add(Weight::from_parts(21_948_518, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn grant() -> Weight {
		Weight::from_parts(45_788_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn allocate(n: u32) -> Weight {
		Weight::from_parts(88_494_330, 0)
			.saturating_add(Weight::from_parts(27_152_034, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn top_up() -> Weight {
		Weight::from_parts(66_369_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn take_back() -> Weight {
		Weight::from_parts(65_868_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn request(d: u32) -> Weight {
		Weight::from_parts(148_157_077, 0)
			.saturating_add(Weight::from_parts(479_438, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn cancel_request() -> Weight {
		Weight::from_parts(40_981_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn cover(d: u32) -> Weight {
		Weight::from_parts(114_414_153, 0)
			.saturating_add(Weight::from_parts(453_607, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn look(d: u32) -> Weight {
		Weight::from_parts(53_739_478, 0)
			.saturating_add(Weight::from_parts(405_438, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn cover_from_reserve() -> Weight {
		Weight::from_parts(52_829_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn close_month(d: u32) -> Weight {
		Weight::from_parts(90_608_343, 0)
			.saturating_add(Weight::from_parts(568_000, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(11_u64))
	}
	fn sweep() -> Weight {
		Weight::from_parts(50_164_000, 0).saturating_add(ParityDbWeight::get().reads(6_u64))
	}
}
