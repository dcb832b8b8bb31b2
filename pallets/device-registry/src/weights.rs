//! Weights of `pallet_device_registry`, measured: `./scripts/weights` writes this file anew.
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
	fn apply_as_provider() -> Weight;
	fn approve_provider() -> Weight;
	fn set_capacity() -> Weight;
	fn set_provider_state() -> Weight;
	fn set_tariff() -> Weight;
	fn set_rules() -> Weight;
	fn add_head_end() -> Weight;
	fn remove_head_end() -> Weight;
	fn register_network() -> Weight;
	fn set_network_state(d: u32) -> Weight;
	fn set_leftover_policy() -> Weight;
	fn offer_network() -> Weight;
	fn accept_network(d: u32) -> Weight;
	fn withdraw_network_offer() -> Weight;
	fn enrol_devices(d: u32) -> Weight;
	fn set_device_state() -> Weight;
	fn set_device_key() -> Weight;
	fn set_device_policy() -> Weight;
	fn offer_device() -> Weight;
	fn accept_device() -> Weight;
	fn withdraw_device_offer() -> Weight;
	fn spend_free_calls() -> Weight;
}

/// For a chain: with the runtime's own database weights.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `DeviceRegistry::ProviderOf` (r:1 w:1)
	/// Proof: `DeviceRegistry::ProviderOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NextProvider` (r:1 w:1)
	/// Proof: `DeviceRegistry::NextProvider` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(157), added: 2632, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::FreeUsage` (r:1 w:1)
	/// Proof: `DeviceRegistry::FreeUsage` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:0 w:1)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::ProviderLabels` (r:0 w:1)
	/// Proof: `DeviceRegistry::ProviderLabels` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	fn apply_as_provider() -> Weight {
		// Measured minimum: 64_295_000 ps.
		Weight::from_parts(67_851_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `DeviceRegistry::Providers` (r:1 w:1)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	fn approve_provider() -> Weight {
		// Measured minimum: 11_257_000 ps.
		Weight::from_parts(13_290_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `DeviceRegistry::Providers` (r:1 w:1)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Committed` (r:1 w:0)
	/// Proof: `Allotments::Committed` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Extra` (r:2 w:0)
	/// Proof: `Allotments::Extra` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	fn set_capacity() -> Weight {
		// Measured minimum: 24_446_000 ps.
		Weight::from_parts(27_661_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `DeviceRegistry::Providers` (r:1 w:1)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::ProviderHeadEnds` (r:1 w:1)
	/// Proof: `DeviceRegistry::ProviderHeadEnds` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::ProviderOf` (r:64 w:1)
	/// Proof: `DeviceRegistry::ProviderOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::OwnedNetworks` (r:65 w:0)
	/// Proof: `DeviceRegistry::OwnedNetworks` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:64)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(157), added: 2632, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::FreeUsage` (r:0 w:65)
	/// Proof: `DeviceRegistry::FreeUsage` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NextDevice` (r:0 w:1)
	/// Proof: `DeviceRegistry::NextDevice` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::ProviderLabels` (r:0 w:1)
	/// Proof: `DeviceRegistry::ProviderLabels` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	fn set_provider_state() -> Weight {
		// Measured minimum: 646_883_000 ps.
		Weight::from_parts(704_768_000, 0)
			.saturating_add(T::DbWeight::get().reads(134_u64))
			.saturating_add(T::DbWeight::get().writes(136_u64))
	}
	/// Storage: `DeviceRegistry::ProviderOf` (r:1 w:0)
	/// Proof: `DeviceRegistry::ProviderOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:1)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	fn set_tariff() -> Weight {
		// Measured minimum: 16_284_000 ps.
		Weight::from_parts(20_911_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `DeviceRegistry::ProviderOf` (r:1 w:0)
	/// Proof: `DeviceRegistry::ProviderOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:1)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	fn set_rules() -> Weight {
		// Measured minimum: 16_324_000 ps.
		Weight::from_parts(19_689_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `DeviceRegistry::ProviderOf` (r:1 w:0)
	/// Proof: `DeviceRegistry::ProviderOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:1)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::ProviderHeadEnds` (r:1 w:1)
	/// Proof: `DeviceRegistry::ProviderHeadEnds` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::FreeUsage` (r:1 w:1)
	/// Proof: `DeviceRegistry::FreeUsage` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn add_head_end() -> Weight {
		// Measured minimum: 37_166_000 ps.
		Weight::from_parts(42_653_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `DeviceRegistry::ProviderOf` (r:2 w:0)
	/// Proof: `DeviceRegistry::ProviderOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:1)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::ProviderHeadEnds` (r:1 w:1)
	/// Proof: `DeviceRegistry::ProviderHeadEnds` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::OwnedNetworks` (r:1 w:0)
	/// Proof: `DeviceRegistry::OwnedNetworks` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::FreeUsage` (r:0 w:1)
	/// Proof: `DeviceRegistry::FreeUsage` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	fn remove_head_end() -> Weight {
		// Measured minimum: 35_132_000 ps.
		Weight::from_parts(54_231_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `DeviceRegistry::Providers` (r:1 w:1)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::ProviderOf` (r:1 w:0)
	/// Proof: `DeviceRegistry::ProviderOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:0)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NextNetwork` (r:1 w:1)
	/// Proof: `DeviceRegistry::NextNetwork` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(157), added: 2632, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::OwnedNetworks` (r:1 w:1)
	/// Proof: `DeviceRegistry::OwnedNetworks` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::FreeUsage` (r:1 w:1)
	/// Proof: `DeviceRegistry::FreeUsage` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:0 w:1)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkLabels` (r:0 w:1)
	/// Proof: `DeviceRegistry::NetworkLabels` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	fn register_network() -> Weight {
		// Measured minimum: 86_369_000 ps.
		Weight::from_parts(121_742_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `DeviceRegistry::Networks` (r:1 w:1)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkDevices` (r:1 w:0)
	/// Proof: `DeviceRegistry::NetworkDevices` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::OwnedNetworks` (r:1 w:1)
	/// Proof: `DeviceRegistry::OwnedNetworks` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::ProviderOf` (r:1 w:0)
	/// Proof: `DeviceRegistry::ProviderOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:0)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Devices` (r:512 w:0)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:4 w:0)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:4 w:0)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::FreeUsage` (r:0 w:1)
	/// Proof: `DeviceRegistry::FreeUsage` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Standings` (r:1 w:0)
	/// Proof: `Allotments::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Statements` (r:1 w:0)
	/// Proof: `Allotments::Statements` (`max_values`: None, `max_size`: Some(28970), added: 31445, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:0)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(157), added: 2632, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkOffers` (r:0 w:1)
	/// Proof: `DeviceRegistry::NetworkOffers` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkLabels` (r:0 w:1)
	/// Proof: `DeviceRegistry::NetworkLabels` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// The range of component `d` is `[0, 512]`.
	fn set_network_state(d: u32) -> Weight {
		// Measured minimum: 112_157_000 ps.
		Weight::from_parts(150_704_000, 0)
			.saturating_add(Weight::from_parts(36_722_672, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(d.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `DeviceRegistry::Networks` (r:1 w:1)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	fn set_leftover_policy() -> Weight {
		// Measured minimum: 13_470_000 ps.
		Weight::from_parts(27_892_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkOffers` (r:0 w:1)
	/// Proof: `DeviceRegistry::NetworkOffers` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	fn offer_network() -> Weight {
		// Measured minimum: 13_280_000 ps.
		Weight::from_parts(25_368_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `DeviceRegistry::Networks` (r:1 w:1)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkOffers` (r:1 w:1)
	/// Proof: `DeviceRegistry::NetworkOffers` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(157), added: 2632, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkDevices` (r:1 w:0)
	/// Proof: `DeviceRegistry::NetworkDevices` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Devices` (r:512 w:0)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::OwnedNetworks` (r:2 w:2)
	/// Proof: `DeviceRegistry::OwnedNetworks` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::ProviderOf` (r:1 w:0)
	/// Proof: `DeviceRegistry::ProviderOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:0)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::FreeUsage` (r:1 w:2)
	/// Proof: `DeviceRegistry::FreeUsage` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// The range of component `d` is `[0, 512]`.
	fn accept_network(d: u32) -> Weight {
		// Measured minimum: 156_603_000 ps.
		Weight::from_parts(177_901_314, 0)
			.saturating_add(Weight::from_parts(4_966_216, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(d.into())))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkOffers` (r:1 w:1)
	/// Proof: `DeviceRegistry::NetworkOffers` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	fn withdraw_network_offer() -> Weight {
		// Measured minimum: 15_514_000 ps.
		Weight::from_parts(29_224_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::ProviderOf` (r:1 w:0)
	/// Proof: `DeviceRegistry::ProviderOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:0)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkDevices` (r:1 w:1)
	/// Proof: `DeviceRegistry::NetworkDevices` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NextDevice` (r:1 w:1)
	/// Proof: `DeviceRegistry::NextDevice` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NextPage` (r:1 w:1)
	/// Proof: `DeviceRegistry::NextPage` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::KeyOwners` (r:512 w:512)
	/// Proof: `DeviceRegistry::KeyOwners` (`max_values`: None, `max_size`: Some(54), added: 2529, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:4 w:4)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:4 w:4)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:1)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::DueAt` (r:1 w:1)
	/// Proof: `Allotments::DueAt` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(157), added: 2632, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::DeviceLabels` (r:0 w:512)
	/// Proof: `DeviceRegistry::DeviceLabels` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Devices` (r:0 w:512)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::DeviceKeys` (r:0 w:512)
	/// Proof: `DeviceRegistry::DeviceKeys` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// The range of component `d` is `[0, 512]`.
	fn enrol_devices(d: u32) -> Weight {
		// Measured minimum: 23_525_000 ps.
		Weight::from_parts(24_527_000, 0)
			.saturating_add(Weight::from_parts(39_230_973, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(d.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(d.into())))
	}
	/// Storage: `DeviceRegistry::Devices` (r:1 w:1)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:1 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Standings` (r:1 w:1)
	/// Proof: `Allotments::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Requests` (r:1 w:0)
	/// Proof: `Allotments::Requests` (`max_values`: None, `max_size`: Some(9230), added: 11705, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:1 w:1)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:1 w:0)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Exchanges` (r:1 w:0)
	/// Proof: `Rebalancing::Exchanges` (`max_values`: None, `max_size`: Some(10264), added: 12739, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkDevices` (r:1 w:1)
	/// Proof: `DeviceRegistry::NetworkDevices` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::DeviceKeys` (r:1 w:1)
	/// Proof: `DeviceRegistry::DeviceKeys` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Providers` (r:1 w:0)
	/// Proof: `DeviceRegistry::Providers` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(157), added: 2632, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::DeviceLabels` (r:0 w:1)
	/// Proof: `DeviceRegistry::DeviceLabels` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::DeviceOffers` (r:0 w:1)
	/// Proof: `DeviceRegistry::DeviceOffers` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::KeyOwners` (r:0 w:1)
	/// Proof: `DeviceRegistry::KeyOwners` (`max_values`: None, `max_size`: Some(54), added: 2529, mode: `MaxEncodedLen`)
	fn set_device_state() -> Weight {
		// Measured minimum: 237_954_000 ps.
		Weight::from_parts(257_854_000, 0)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::KeyOwners` (r:1 w:2)
	/// Proof: `DeviceRegistry::KeyOwners` (`max_values`: None, `max_size`: Some(54), added: 2529, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::DeviceKeys` (r:1 w:1)
	/// Proof: `DeviceRegistry::DeviceKeys` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	fn set_device_key() -> Weight {
		// Measured minimum: 28_723_000 ps.
		Weight::from_parts(33_550_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `DeviceRegistry::Devices` (r:1 w:1)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	fn set_device_policy() -> Weight {
		// Measured minimum: 17_847_000 ps.
		Weight::from_parts(21_331_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:2 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::DeviceOffers` (r:0 w:1)
	/// Proof: `DeviceRegistry::DeviceOffers` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	fn offer_device() -> Weight {
		// Measured minimum: 22_763_000 ps.
		Weight::from_parts(26_490_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `DeviceRegistry::Devices` (r:1 w:1)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::DeviceOffers` (r:1 w:1)
	/// Proof: `DeviceRegistry::DeviceOffers` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:2 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::CloseOf` (r:2 w:0)
	/// Proof: `Allotments::CloseOf` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Accounts` (r:1 w:1)
	/// Proof: `Allotments::Accounts` (`max_values`: None, `max_size`: Some(299), added: 2774, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Standings` (r:1 w:1)
	/// Proof: `Allotments::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Requests` (r:1 w:0)
	/// Proof: `Allotments::Requests` (`max_values`: None, `max_size`: Some(9230), added: 11705, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Pages` (r:1 w:0)
	/// Proof: `Metering::Pages` (`max_values`: None, `max_size`: Some(3978), added: 6453, mode: `MaxEncodedLen`)
	/// Storage: `Metering::Months` (r:1 w:0)
	/// Proof: `Metering::Months` (`max_values`: None, `max_size`: Some(10118), added: 12593, mode: `MaxEncodedLen`)
	/// Storage: `Rebalancing::Exchanges` (r:1 w:0)
	/// Proof: `Rebalancing::Exchanges` (`max_values`: None, `max_size`: Some(10264), added: 12739, mode: `MaxEncodedLen`)
	/// Storage: `Allotments::Totals` (r:1 w:1)
	/// Proof: `Allotments::Totals` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::NetworkDevices` (r:2 w:2)
	/// Proof: `DeviceRegistry::NetworkDevices` (`max_values`: None, `max_size`: Some(2062), added: 4537, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(157), added: 2632, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn accept_device() -> Weight {
		// Measured minimum: 323_922_000 ps.
		Weight::from_parts(394_407_000, 0)
			.saturating_add(T::DbWeight::get().reads(19_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::DeviceOffers` (r:1 w:1)
	/// Proof: `DeviceRegistry::DeviceOffers` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	fn withdraw_device_offer() -> Weight {
		// Measured minimum: 21_733_000 ps.
		Weight::from_parts(25_628_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	/// Proof: `DeviceRegistry::Devices` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::Networks` (r:1 w:0)
	/// Proof: `DeviceRegistry::Networks` (`max_values`: None, `max_size`: Some(78), added: 2553, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::HeadEnds` (r:1 w:0)
	/// Proof: `DeviceRegistry::HeadEnds` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::ProviderOf` (r:1 w:0)
	/// Proof: `DeviceRegistry::ProviderOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::OwnedNetworks` (r:1 w:0)
	/// Proof: `DeviceRegistry::OwnedNetworks` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `DeviceRegistry::FreeUsage` (r:1 w:1)
	/// Proof: `DeviceRegistry::FreeUsage` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn spend_free_calls() -> Weight {
		// Measured minimum: 36_675_000 ps.
		Weight::from_parts(39_358_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

/// For tests: with the constants of ParityDB.
impl WeightInfo for () {
	fn apply_as_provider() -> Weight {
		Weight::from_parts(67_851_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn approve_provider() -> Weight {
		Weight::from_parts(13_290_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_capacity() -> Weight {
		Weight::from_parts(27_661_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_provider_state() -> Weight {
		Weight::from_parts(704_768_000, 0)
			.saturating_add(ParityDbWeight::get().reads(134_u64))
			.saturating_add(ParityDbWeight::get().writes(136_u64))
	}
	fn set_tariff() -> Weight {
		Weight::from_parts(20_911_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_rules() -> Weight {
		Weight::from_parts(19_689_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn add_head_end() -> Weight {
		Weight::from_parts(42_653_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn remove_head_end() -> Weight {
		Weight::from_parts(54_231_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn register_network() -> Weight {
		Weight::from_parts(121_742_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn set_network_state(d: u32) -> Weight {
		Weight::from_parts(150_704_000, 0)
			.saturating_add(Weight::from_parts(36_722_672, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(d.into())))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn set_leftover_policy() -> Weight {
		Weight::from_parts(27_892_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn offer_network() -> Weight {
		Weight::from_parts(25_368_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn accept_network(d: u32) -> Weight {
		Weight::from_parts(177_901_314, 0)
			.saturating_add(Weight::from_parts(4_966_216, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(d.into())))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn withdraw_network_offer() -> Weight {
		Weight::from_parts(29_224_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn enrol_devices(d: u32) -> Weight {
		Weight::from_parts(24_527_000, 0)
			.saturating_add(Weight::from_parts(39_230_973, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(d.into())))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
			.saturating_add(ParityDbWeight::get().writes((4_u64).saturating_mul(d.into())))
	}
	fn set_device_state() -> Weight {
		Weight::from_parts(257_854_000, 0)
			.saturating_add(ParityDbWeight::get().reads(15_u64))
			.saturating_add(ParityDbWeight::get().writes(11_u64))
	}
	fn set_device_key() -> Weight {
		Weight::from_parts(33_550_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn set_device_policy() -> Weight {
		Weight::from_parts(21_331_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn offer_device() -> Weight {
		Weight::from_parts(26_490_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn accept_device() -> Weight {
		Weight::from_parts(394_407_000, 0)
			.saturating_add(ParityDbWeight::get().reads(19_u64))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
	}
	fn withdraw_device_offer() -> Weight {
		Weight::from_parts(25_628_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn spend_free_calls() -> Weight {
		Weight::from_parts(39_358_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
