//! Weights of `pallet_allotments`, measured: `./scripts/weights` writes this file anew.
//!
//! SDK benchmark command 64.0.0, 8 steps, 5 repeats, worst case map
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
	/// Storage: `Metering::Pages` (r:8 w:8)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
	/// The range of component `d` is `[1, 512]`.
	fn set_allotment(d: u32) -> Weight {
		// Measured minimum: 76_804_000 ps.
		Weight::from_parts(80_720_000, 0)
			.saturating_add(Weight::from_parts(13_864_381, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(11_u64))
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
		// Measured minimum: 42_063_000 ps.
		Weight::from_parts(52_659_000, 0)
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
	/// Storage: `Metering::Pages` (r:8 w:8)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 512]`.
	fn allocate(n: u32) -> Weight {
		// Measured minimum: 64_816_000 ps.
		Weight::from_parts(70_826_000, 0)
			.saturating_add(Weight::from_parts(20_616_547, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
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
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
	fn top_up() -> Weight {
		// Measured minimum: 52_578_000 ps.
		Weight::from_parts(64_075_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
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
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
	fn take_back() -> Weight {
		// Measured minimum: 52_067_000 ps.
		Weight::from_parts(58_998_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
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
	/// Storage: `Metering::Pages` (r:8 w:8)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkDevices` (r:1 w:0)
	/// Proof: `DeviceRegistry::NetworkDevices` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	/// The range of component `d` is `[1, 512]`.
	fn request(d: u32) -> Weight {
		// Measured minimum: 88_712_000 ps.
		Weight::from_parts(150_735_134, 0)
			.saturating_add(Weight::from_parts(602_121, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
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
		// Measured minimum: 38_678_000 ps.
		Weight::from_parts(45_508_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Metering::Pages` (r:8 w:8)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:1)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkDevices` (r:1 w:0)
	/// Proof: `DeviceRegistry::NetworkDevices` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::DueAt` (r:1 w:1)
	/// Proof: `Allotments::DueAt` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Standings` (r:1 w:0)
	/// Proof: `Allotments::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
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
		// Measured minimum: 88_682_000 ps.
		Weight::from_parts(134_500_966, 0)
			.saturating_add(Weight::from_parts(622_360, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn look(d: u32) -> Weight {
		Weight::from_parts(60_000_000, 0)
			.saturating_add(Weight::from_parts(300_000, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Metering::Pages` (r:1 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
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
		// Measured minimum: 42_894_000 ps.
		Weight::from_parts(48_102_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Allotments::Accounts` (r:2 w:2)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Requests` (r:1 w:1)
	/// Proof: `Allotments::Requests` (`max_values`: None, `max_size`: Some(9230), added: 11705, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Exchanges` (r:1 w:1)
	/// Proof: `Rebalancing::Exchanges` (`max_values`: None, `max_size`: Some(10264), added: 12739, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:8 w:8)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(7052), added: 9527, mode: `MaxEncodedLen`)
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
		// Measured minimum: 67_270_000 ps.
		Weight::from_parts(108_061_652, 0)
			.saturating_add(Weight::from_parts(441_719, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
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
		// Measured minimum: 39_809_000 ps.
		Weight::from_parts(52_238_000, 0).saturating_add(T::DbWeight::get().reads(6_u64))
	}
}

/// For tests: with the constants of ParityDB.
impl WeightInfo for () {
	fn set_allotment(d: u32) -> Weight {
		Weight::from_parts(80_720_000, 0)
			.saturating_add(Weight::from_parts(13_864_381, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn grant() -> Weight {
		Weight::from_parts(52_659_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn allocate(n: u32) -> Weight {
		Weight::from_parts(70_826_000, 0)
			.saturating_add(Weight::from_parts(20_616_547, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn top_up() -> Weight {
		Weight::from_parts(64_075_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn take_back() -> Weight {
		Weight::from_parts(58_998_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn request(d: u32) -> Weight {
		Weight::from_parts(150_735_134, 0)
			.saturating_add(Weight::from_parts(602_121, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn cancel_request() -> Weight {
		Weight::from_parts(45_508_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn cover(d: u32) -> Weight {
		Weight::from_parts(134_500_966, 0)
			.saturating_add(Weight::from_parts(622_360, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(13_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn look(d: u32) -> Weight {
		Weight::from_parts(60_000_000, 0)
			.saturating_add(Weight::from_parts(300_000, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn cover_from_reserve() -> Weight {
		Weight::from_parts(48_102_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn close_month(d: u32) -> Weight {
		Weight::from_parts(108_061_652, 0)
			.saturating_add(Weight::from_parts(441_719, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(11_u64))
	}
	fn sweep() -> Weight {
		Weight::from_parts(52_238_000, 0).saturating_add(ParityDbWeight::get().reads(6_u64))
	}
}
