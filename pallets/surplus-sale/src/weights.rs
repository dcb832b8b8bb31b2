//! Weights of `pallet_surplus_sale`, measured: `./scripts/weights` writes this file anew.
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
	fn offer() -> Weight;
	fn bid() -> Weight;
	fn cancel() -> Weight;
	fn clear() -> Weight;
	fn settle_bids(n: u32) -> Weight;
	fn settle_offers(n: u32) -> Weight;
	fn settle_months(n: u32) -> Weight;
	fn claim() -> Weight;
	fn retry_booking() -> Weight;
	fn on_idle_base() -> Weight;
}

/// For a chain: with the runtime's own database weights.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Books` (r:1 w:1)
	/// Proof: `SurplusSale::Books` (`max_values`: None, `max_size`: Some(2274), added: 4749, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:0)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:1 w:0)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Rounds` (r:1 w:1)
	/// Proof: `SurplusSale::Rounds` (`max_values`: Some(1), `max_size`: Some(4098), added: 4593, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Orders` (r:1 w:1)
	/// Proof: `SurplusSale::Orders` (`max_values`: None, `max_size`: Some(2214), added: 4689, mode: `MaxEncodedLen`)
	fn offer() -> Weight {
		// Measured minimum: 74_581_000 ps.
		Weight::from_parts(90_214_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Books` (r:1 w:1)
	/// Proof: `SurplusSale::Books` (`max_values`: None, `max_size`: Some(2274), added: 4749, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:1)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Rounds` (r:1 w:1)
	/// Proof: `SurplusSale::Rounds` (`max_values`: Some(1), `max_size`: Some(4098), added: 4593, mode: `MaxEncodedLen`)
	/// Storage: `AssetsHolder::BalancesOnHold` (r:1 w:1)
	/// Proof: `AssetsHolder::BalancesOnHold` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `AssetsHolder::Holds` (r:1 w:1)
	/// Proof: `AssetsHolder::Holds` (`max_values`: None, `max_size`: Some(177), added: 2652, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Orders` (r:1 w:1)
	/// Proof: `SurplusSale::Orders` (`max_values`: None, `max_size`: Some(2214), added: 4689, mode: `MaxEncodedLen`)
	fn bid() -> Weight {
		// Measured minimum: 103_354_000 ps.
		Weight::from_parts(113_559_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `SurplusSale::Books` (r:1 w:1)
	/// Proof: `SurplusSale::Books` (`max_values`: None, `max_size`: Some(2274), added: 4749, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Orders` (r:1 w:1)
	/// Proof: `SurplusSale::Orders` (`max_values`: None, `max_size`: Some(2214), added: 4689, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	fn cancel() -> Weight {
		// Measured minimum: 54_301_000 ps.
		Weight::from_parts(72_327_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `SurplusSale::Books` (r:1 w:1)
	/// Proof: `SurplusSale::Books` (`max_values`: None, `max_size`: Some(2274), added: 4749, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `AssetsHolder::BalancesOnHold` (r:1 w:0)
	/// Proof: `AssetsHolder::BalancesOnHold` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	fn clear() -> Weight {
		// Measured minimum: 92_328_000 ps.
		Weight::from_parts(136_583_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `SurplusSale::Books` (r:2 w:1)
	/// Proof: `SurplusSale::Books` (`max_values`: None, `max_size`: Some(2274), added: 4749, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Orders` (r:9 w:9)
	/// Proof: `SurplusSale::Orders` (`max_values`: None, `max_size`: Some(2214), added: 4689, mode: `MaxEncodedLen`)
	/// Storage: `AssetsHolder::Holds` (r:255 w:255)
	/// Proof: `AssetsHolder::Holds` (`max_values`: None, `max_size`: Some(177), added: 2652, mode: `MaxEncodedLen`)
	/// Storage: `AssetsHolder::BalancesOnHold` (r:256 w:255)
	/// Proof: `AssetsHolder::BalancesOnHold` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:257 w:257)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Rounds` (r:1 w:1)
	/// Proof: `SurplusSale::Rounds` (`max_values`: Some(1), `max_size`: Some(4098), added: 4593, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::History` (r:1 w:1)
	/// Proof: `SurplusSale::History` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Results` (r:0 w:1)
	/// Proof: `SurplusSale::Results` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 256]`.
	fn settle_bids(n: u32) -> Weight {
		// Measured minimum: 163_132_000 ps.
		Weight::from_parts(166_848_000, 0)
			.saturating_add(Weight::from_parts(48_374_818, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(11_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	/// Storage: `SurplusSale::Books` (r:2 w:1)
	/// Proof: `SurplusSale::Books` (`max_values`: None, `max_size`: Some(2274), added: 4749, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Orders` (r:9 w:9)
	/// Proof: `SurplusSale::Orders` (`max_values`: None, `max_size`: Some(2214), added: 4689, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:256 w:256)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `AssetsHolder::BalancesOnHold` (r:1 w:0)
	/// Proof: `AssetsHolder::BalancesOnHold` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Rounds` (r:1 w:1)
	/// Proof: `SurplusSale::Rounds` (`max_values`: Some(1), `max_size`: Some(4098), added: 4593, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::History` (r:1 w:1)
	/// Proof: `SurplusSale::History` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Results` (r:0 w:1)
	/// Proof: `SurplusSale::Results` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 256]`.
	fn settle_offers(n: u32) -> Weight {
		// Measured minimum: 112_347_000 ps.
		Weight::from_parts(73_334_321, 0)
			.saturating_add(Weight::from_parts(24_732_075, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(10_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	/// Storage: `SurplusSale::Books` (r:2 w:1)
	/// Proof: `SurplusSale::Books` (`max_values`: None, `max_size`: Some(2274), added: 4749, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Orders` (r:9 w:9)
	/// Proof: `SurplusSale::Orders` (`max_values`: None, `max_size`: Some(2214), added: 4689, mode: `MaxEncodedLen`)
	/// Storage: `AssetsHolder::Holds` (r:255 w:255)
	/// Proof: `AssetsHolder::Holds` (`max_values`: None, `max_size`: Some(177), added: 2652, mode: `MaxEncodedLen`)
	/// Storage: `AssetsHolder::BalancesOnHold` (r:256 w:255)
	/// Proof: `AssetsHolder::BalancesOnHold` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:257 w:257)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Statements` (r:1 w:0)
	/// Proof: `Allotments::Statements` (`max_values`: None, `max_size`: Some(28970), added: 31445, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Rounds` (r:1 w:1)
	/// Proof: `SurplusSale::Rounds` (`max_values`: Some(1), `max_size`: Some(4098), added: 4593, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::History` (r:1 w:1)
	/// Proof: `SurplusSale::History` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Results` (r:0 w:1)
	/// Proof: `SurplusSale::Results` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 256]`.
	fn settle_months(n: u32) -> Weight {
		// Measured minimum: 163_934_000 ps.
		Weight::from_parts(171_626_000, 0)
			.saturating_add(Weight::from_parts(54_229_447, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(10_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	/// Storage: `SurplusSale::Unclaimed` (r:1 w:1)
	/// Proof: `SurplusSale::Unclaimed` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `AssetsHolder::BalancesOnHold` (r:1 w:0)
	/// Proof: `AssetsHolder::BalancesOnHold` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	fn claim() -> Weight {
		// Measured minimum: 66_109_000 ps.
		Weight::from_parts(73_439_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `SurplusSale::Unbooked` (r:1 w:1)
	/// Proof: `SurplusSale::Unbooked` (`max_values`: None, `max_size`: Some(112), added: 2587, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	fn retry_booking() -> Weight {
		// Measured minimum: 28_753_000 ps.
		Weight::from_parts(33_029_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `SurplusSale::Rounds` (r:1 w:0)
	/// Proof: `SurplusSale::Rounds` (`max_values`: Some(1), `max_size`: Some(4098), added: 4593, mode: `MaxEncodedLen`)
	fn on_idle_base() -> Weight {
		// Measured minimum: 9_865_000 ps.
		Weight::from_parts(10_876_000, 0).saturating_add(T::DbWeight::get().reads(2_u64))
	}
}

/// For tests: with the constants of ParityDB.
impl WeightInfo for () {
	fn offer() -> Weight {
		Weight::from_parts(90_214_000, 0)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn bid() -> Weight {
		Weight::from_parts(113_559_000, 0)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn cancel() -> Weight {
		Weight::from_parts(72_327_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn clear() -> Weight {
		Weight::from_parts(136_583_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn settle_bids(n: u32) -> Weight {
		Weight::from_parts(166_848_000, 0)
			.saturating_add(Weight::from_parts(48_374_818, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(15_u64))
			.saturating_add(ParityDbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(11_u64))
			.saturating_add(ParityDbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	fn settle_offers(n: u32) -> Weight {
		Weight::from_parts(73_334_321, 0)
			.saturating_add(Weight::from_parts(24_732_075, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	fn settle_months(n: u32) -> Weight {
		Weight::from_parts(171_626_000, 0)
			.saturating_add(Weight::from_parts(54_229_447, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(15_u64))
			.saturating_add(ParityDbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
			.saturating_add(ParityDbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	fn claim() -> Weight {
		Weight::from_parts(73_439_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn retry_booking() -> Weight {
		Weight::from_parts(33_029_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn on_idle_base() -> Weight {
		Weight::from_parts(10_876_000, 0).saturating_add(ParityDbWeight::get().reads(2_u64))
	}
}
