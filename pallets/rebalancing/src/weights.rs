//! Weights of `pallet_rebalancing`, measured: `./scripts/weights` writes this file anew.
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
	fn set_policy() -> Weight;
	fn create_community() -> Weight;
	fn invite(n: u32) -> Weight;
	fn join() -> Weight;
	fn leave() -> Weight;
	fn pledge() -> Weight;
	fn withdraw() -> Weight;
	fn draw() -> Weight;
	fn move_energy() -> Weight;
	fn revoke(n: u32) -> Weight;
	fn help_device(d: u32, l: u32) -> Weight;
	fn draw_for_shortfall() -> Weight;
}

/// For a chain: with the runtime's own database weights.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Policies` (r:0 w:1)
	/// Proof: `Rebalancing::Policies` (`max_values`: None, `max_size`: Some(22), added: 2497, mode: `MaxEncodedLen`)
	fn set_policy() -> Weight {
		// Measured minimum: 13_580_000 ps.
		Weight::from_parts(18_137_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::MemberOf` (r:1 w:1)
	/// Proof: `Rebalancing::MemberOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::NextCommunity` (r:1 w:1)
	/// Proof: `Rebalancing::NextCommunity` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Communities` (r:0 w:1)
	/// Proof: `Rebalancing::Communities` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Labels` (r:0 w:1)
	/// Proof: `Rebalancing::Labels` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Members` (r:0 w:1)
	/// Proof: `Rebalancing::Members` (`max_values`: None, `max_size`: Some(86), added: 2561, mode: `MaxEncodedLen`)
	fn create_community() -> Weight {
		// Measured minimum: 25_598_000 ps.
		Weight::from_parts(30_385_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Rebalancing::Communities` (r:1 w:0)
	/// Proof: `Rebalancing::Communities` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:65 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Invitations` (r:1 w:1)
	/// Proof: `Rebalancing::Invitations` (`max_values`: None, `max_size`: Some(1038), added: 3513, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::MemberOf` (r:64 w:0)
	/// Proof: `Rebalancing::MemberOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 64]`.
	fn invite(n: u32) -> Weight {
		// Measured minimum: 46_199_000 ps.
		Weight::from_parts(49_576_362, 0)
			.saturating_add(Weight::from_parts(9_705_765, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Communities` (r:1 w:1)
	/// Proof: `Rebalancing::Communities` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::MemberOf` (r:1 w:1)
	/// Proof: `Rebalancing::MemberOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Invitations` (r:1 w:1)
	/// Proof: `Rebalancing::Invitations` (`max_values`: None, `max_size`: Some(1038), added: 3513, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Members` (r:0 w:1)
	/// Proof: `Rebalancing::Members` (`max_values`: None, `max_size`: Some(86), added: 2561, mode: `MaxEncodedLen`)
	fn join() -> Weight {
		// Measured minimum: 43_234_000 ps.
		Weight::from_parts(52_127_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::MemberOf` (r:1 w:1)
	/// Proof: `Rebalancing::MemberOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Communities` (r:1 w:1)
	/// Proof: `Rebalancing::Communities` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Members` (r:1 w:1)
	/// Proof: `Rebalancing::Members` (`max_values`: None, `max_size`: Some(86), added: 2561, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Standings` (r:1 w:0)
	/// Proof: `Allotments::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Invitations` (r:0 w:1)
	/// Proof: `Rebalancing::Invitations` (`max_values`: None, `max_size`: Some(1038), added: 3513, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Labels` (r:0 w:1)
	/// Proof: `Rebalancing::Labels` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	fn leave() -> Weight {
		// Measured minimum: 57_595_000 ps.
		Weight::from_parts(69_313_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::MemberOf` (r:1 w:0)
	/// Proof: `Rebalancing::MemberOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Communities` (r:1 w:1)
	/// Proof: `Rebalancing::Communities` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Members` (r:1 w:1)
	/// Proof: `Rebalancing::Members` (`max_values`: None, `max_size`: Some(86), added: 2561, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	fn pledge() -> Weight {
		// Measured minimum: 50_715_000 ps.
		Weight::from_parts(59_779_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::MemberOf` (r:1 w:0)
	/// Proof: `Rebalancing::MemberOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Communities` (r:1 w:1)
	/// Proof: `Rebalancing::Communities` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Members` (r:1 w:1)
	/// Proof: `Rebalancing::Members` (`max_values`: None, `max_size`: Some(86), added: 2561, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	fn withdraw() -> Weight {
		// Measured minimum: 50_395_000 ps.
		Weight::from_parts(55_954_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::MemberOf` (r:1 w:0)
	/// Proof: `Rebalancing::MemberOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Communities` (r:1 w:1)
	/// Proof: `Rebalancing::Communities` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Members` (r:1 w:1)
	/// Proof: `Rebalancing::Members` (`max_values`: None, `max_size`: Some(86), added: 2561, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	fn draw() -> Weight {
		// Measured minimum: 50_956_000 ps.
		Weight::from_parts(55_713_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `DeviceRegistry::Devices` (r:2 w:0)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:1 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:1 w:0)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Exchanges` (r:1 w:1)
	/// Proof: `Rebalancing::Exchanges` (`max_values`: None, `max_size`: Some(10264), added: 12739, mode: `MaxEncodedLen`)
	fn move_energy() -> Weight {
		// Measured minimum: 75_372_000 ps.
		Weight::from_parts(109_452_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Rebalancing::Communities` (r:1 w:0)
	/// Proof: `Rebalancing::Communities` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Invitations` (r:1 w:1)
	/// Proof: `Rebalancing::Invitations` (`max_values`: None, `max_size`: Some(1038), added: 3513, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 64]`.
	fn revoke(n: u32) -> Weight {
		// Measured minimum: 32_919_000 ps.
		Weight::from_parts(44_975_262, 0)
			.saturating_add(Weight::from_parts(14_760_683, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Rebalancing::Policies` (r:1 w:0)
	/// Proof: `Rebalancing::Policies` (`max_values`: None, `max_size`: Some(22), added: 2497, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Devices` (r:81 w:0)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Exchanges` (r:1 w:1)
	/// Proof: `Rebalancing::Exchanges` (`max_values`: None, `max_size`: Some(10264), added: 12739, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:1 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// The range of component `d` is `[64, 512]`.
	/// The range of component `l` is `[0, 65]`.
	fn help_device(d: u32, l: u32) -> Weight {
		// Measured minimum: 306_346_000 ps.
		Weight::from_parts(329_515_627, 0)
			.saturating_add(Weight::from_parts(92_079, 0).saturating_mul(d.into()))
			.saturating_add(Weight::from_parts(3_149_633, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Rebalancing::MemberOf` (r:1 w:0)
	/// Proof: `Rebalancing::MemberOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Communities` (r:1 w:1)
	/// Proof: `Rebalancing::Communities` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Members` (r:1 w:1)
	/// Proof: `Rebalancing::Members` (`max_values`: None, `max_size`: Some(86), added: 2561, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Policies` (r:1 w:0)
	/// Proof: `Rebalancing::Policies` (`max_values`: None, `max_size`: Some(22), added: 2497, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn draw_for_shortfall() -> Weight {
		// Measured minimum: 32_228_000 ps.
		Weight::from_parts(35_532_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

/// For tests: with the constants of ParityDB.
impl WeightInfo for () {
	fn set_policy() -> Weight {
		Weight::from_parts(18_137_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn create_community() -> Weight {
		Weight::from_parts(30_385_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn invite(n: u32) -> Weight {
		Weight::from_parts(49_576_362, 0)
			.saturating_add(Weight::from_parts(9_705_765, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn join() -> Weight {
		Weight::from_parts(52_127_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn leave() -> Weight {
		Weight::from_parts(69_313_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn pledge() -> Weight {
		Weight::from_parts(59_779_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(55_954_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn draw() -> Weight {
		Weight::from_parts(55_713_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn move_energy() -> Weight {
		Weight::from_parts(109_452_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn revoke(n: u32) -> Weight {
		Weight::from_parts(44_975_262, 0)
			.saturating_add(Weight::from_parts(14_760_683, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn help_device(d: u32, l: u32) -> Weight {
		Weight::from_parts(329_515_627, 0)
			.saturating_add(Weight::from_parts(92_079, 0).saturating_mul(d.into()))
			.saturating_add(Weight::from_parts(3_149_633, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(20_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn draw_for_shortfall() -> Weight {
		Weight::from_parts(35_532_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
}
