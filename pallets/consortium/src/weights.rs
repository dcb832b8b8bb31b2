//! Weights of `pallet_consortium`, measured: `./scripts/weights` writes this file anew.
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
	fn dispatch_as_root() -> Weight;
}

/// For a chain: with the runtime's own database weights.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn dispatch_as_root() -> Weight {
		// Measured minimum: 6_860_000 ps.
		Weight::from_parts(10_836_000, 0)
	}
}

/// For tests: with the constants of ParityDB.
impl WeightInfo for () {
	fn dispatch_as_root() -> Weight {
		Weight::from_parts(10_836_000, 0)
	}
}
