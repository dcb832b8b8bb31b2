//! Weights of `pallet_consortium`.

use frame_support::weights::Weight;

/// What the calls weigh, without what they dispatch.
pub trait WeightInfo {
	fn dispatch_as_root() -> Weight;
}

pub struct SubstrateWeight<T>(core::marker::PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn dispatch_as_root() -> Weight {
		Weight::from_parts(8_000_000, 0)
	}
}

impl WeightInfo for () {
	fn dispatch_as_root() -> Weight {
		Weight::from_parts(8_000_000, 0)
	}
}
