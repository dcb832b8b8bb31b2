//! Bytes of readings in a block, and of devices in the state.

use super::{
	readings::{batches, max_pages},
	Bench, FEW,
};
use crate::{
	chain::bytes_of,
	compare::run,
	failure::Result,
	fleet::{Fleet, Kind},
	report::Goal,
	stats::Summary,
};
use commonwatt_runtime::Runtime;
use frame_support::storage::StoragePrefixedMap;
use pallet_metering::{Months, Pages};

/// Bytes per reading and per device.
pub fn bytes(bench: &mut Bench) -> Result<()> {
	for kind in Kind::BOTH {
		let fleet = bench.many(kind);
		let mut chain = bench.take(fleet)?;
		let mut found = Vec::new();
		// The first readings of an interval, and others after it.
		for _ in 0..3 {
			let load = batches(&mut chain, 1, max_pages())?;
			found.push(bytes_of(&load.extrinsics) as f64 / f64::from(load.units));
			run(&mut chain, &load)?;
		}
		let found = Summary::of(&found);
		bench.found("bytes", "bytes in a block of a reading", "B", Goal::AtMost(6.0), found, fleet);
		bench.keep(chain);
	}
	for kind in Kind::BOTH {
		let fleet = Fleet::new(kind, FEW);
		let mut chain = bench.take(fleet)?;
		let load = batches(&mut chain, 1, max_pages())?;
		run(&mut chain, &load)?;
		let devices = f64::from(fleet.devices);
		let pages = chain.bytes_under(&Pages::<Runtime>::final_prefix())?
			+ chain.bytes_under(&Months::<Runtime>::final_prefix())?;
		let pages = pages as f64 / devices;
		let pages = Summary::exact(pages, fleet.devices as usize);
		let what = "bytes in the state of a device's meter, keys included";
		bench.found("bytes", what, "B", Goal::AtMost(64.0), pages, fleet);
		let energy = ["DeviceRegistry", "Metering", "Allotments", "Rebalancing", "SurplusSale"];
		let mut all = 0;
		for pallet in energy {
			all += chain.bytes_under(&sp_io::hashing::twox_128(pallet.as_bytes()))?;
		}
		let all = Summary::exact(all as f64 / devices, fleet.devices as usize);
		let what = "bytes in the state of a device, its network and owner, in all pallets";
		bench.found("bytes", what, "B", Goal::None, all, fleet);
		bench.keep(chain);
	}
	Ok(())
}
