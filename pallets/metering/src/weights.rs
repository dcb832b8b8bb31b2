//! Weights of `pallet_metering`, estimated by hand until they are generated.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights of the calls. Cover for short devices is added by the calls.
pub trait WeightInfo {
	/// A batch of `p` full pages, every reading booked from its page alone.
	fn submit(p: u32) -> Weight;
	/// A batch of `p` full pages, every reading across the end of a month.
	fn submit_across_months(p: u32) -> Weight;
	/// A batch of `p` full pages, every reading refused.
	fn submit_refused(p: u32) -> Weight;
	/// `n` signed readings; pages after the first few are added by the call.
	fn submit_signed(n: u32) -> Weight;
	fn submit_device_reading() -> Weight;
	fn authorize_submit_device_reading() -> Weight;
	fn exchange_meter() -> Weight;
	fn correct_reading() -> Weight;
}

macro_rules! estimates {
	($db:expr) => {
		fn submit(p: u32) -> Weight {
			Weight::from_parts(30_000_000, 10_000)
				.saturating_add(Weight::from_parts(30_000_000, 7_000).saturating_mul(p.into()))
				.saturating_add($db.reads_writes(5 + p as u64, 1 + p as u64))
		}

		fn submit_across_months(p: u32) -> Weight {
			Weight::from_parts(30_000_000, 10_000)
				.saturating_add(Weight::from_parts(120_000_000, 20_000).saturating_mul(p.into()))
				.saturating_add($db.reads_writes(5 + 3 * p as u64, 1 + 2 * p as u64))
		}

		fn submit_refused(p: u32) -> Weight {
			Weight::from_parts(30_000_000, 10_000)
				.saturating_add(Weight::from_parts(180_000_000, 20_000).saturating_mul(p.into()))
				.saturating_add($db.reads_writes(5 + 3 * p as u64, 1))
		}

		fn submit_signed(n: u32) -> Weight {
			Weight::from_parts(30_000_000, 10_000)
				.saturating_add(Weight::from_parts(85_000_000, 7_000).saturating_mul(n.into()))
				.saturating_add($db.reads_writes(5 + 2 * n as u64, 1 + n as u64))
		}

		fn submit_device_reading() -> Weight {
			Weight::from_parts(45_000_000, 20_000).saturating_add($db.reads_writes(6, 5))
		}

		fn authorize_submit_device_reading() -> Weight {
			Weight::from_parts(85_000_000, 20_000).saturating_add($db.reads(7))
		}

		fn exchange_meter() -> Weight {
			Weight::from_parts(45_000_000, 20_000).saturating_add($db.reads_writes(7, 4))
		}

		fn correct_reading() -> Weight {
			Weight::from_parts(45_000_000, 20_000).saturating_add($db.reads_writes(5, 3))
		}
	};
}

/// Weights with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	estimates!(T::DbWeight::get());
}

impl WeightInfo for () {
	estimates!(frame_support::weights::constants::ParityDbWeight::get());
}
