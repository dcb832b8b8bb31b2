//! The readings that a block brought, whoever sent them: read off its transactions and what the block
//! reports of them.

use super::{
	blocks::{BlockRef, Report},
	Chain, ChainError,
};
use crate::case::Seconds;
use std::collections::HashMap;
use subxt::ext::scale_decode::DecodeAsType;

/// A reading of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockReading {
	pub device: u32,
	pub at: Seconds,
	/// Registers as the meter counts them, in Wh.
	pub import_wh: u64,
	/// None where it is said to be unchanged.
	pub export_wh: Option<u64>,
	/// Why the chain did not book it; none where it did.
	pub refused: Option<String>,
}

/// `Metering.submit`.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Submit {
	interval_end: Seconds,
	pages: Vec<Page>,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Page {
	page: u32,
	slots: u128,
	imports: Vec<u64>,
	exporting: u128,
	exports: Vec<u64>,
}

/// `Metering.submit_signed`.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct SubmitSigned {
	readings: Vec<Signed>,
}

/// `Metering.submit_device_reading`.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct SubmitOne {
	reading: Signed,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Signed {
	device: u32,
	interval_end: Seconds,
	import: u64,
	export: u64,
}

impl Page {
	/// Its readings, in the order of the slots; none where registers and slots do not match.
	fn readings(&self, slots: u32) -> Vec<(u32, u64, Option<u64>)> {
		let (mut imports, mut exports) = (self.imports.iter(), self.exports.iter());
		let mut readings = Vec::new();
		for slot in (0..slots).filter(|slot| self.slots >> slot & 1 == 1) {
			let Some(import) = imports.next() else { return Vec::new() };
			let export = match self.exporting >> slot & 1 == 1 {
				true => exports.next().copied(),
				false => None,
			};
			readings.push((self.page * slots + slot, *import, export));
		}
		readings
	}
}

impl Chain {
	/// The readings of a block, in the order in which it has them. What is wrapped into other calls
	/// is not looked into.
	pub async fn readings(
		&self,
		block: BlockRef,
		reports: &[Report],
	) -> Result<Vec<BlockReading>, ChainError> {
		let brought = reports
			.iter()
			.any(|report| report.pallet == "Metering" && (report.name.ends_with("Booked")));
		if !brought {
			return Ok(Vec::new());
		}
		let slots = self.slots_per_page()?;
		let at = self.at(block.hash).await?;
		let bytes = self.body(block.hash).await?.into_iter().map(|t| t.bytes).collect();
		let unreadable = |error: &dyn std::fmt::Display| ChainError::Unreadable {
			what: format!("the transactions of block {}", block.number),
			why: error.to_string(),
		};
		let extrinsics = at.extrinsics().from_bytes(bytes).await;
		let mut readings = Vec::new();
		for extrinsic in extrinsics.iter() {
			let extrinsic = extrinsic.map_err(|error| unreadable(&error))?;
			if extrinsic.pallet_name() != "Metering" {
				continue;
			}
			let place = extrinsic.index() as u32;
			let of_it: Vec<&Report> =
				reports.iter().filter(|report| report.transaction == Some(place)).collect();
			if of_it.iter().any(|report| report.failure.is_some()) {
				continue;
			}
			let refusals = Refusals::new(&of_it, slots);
			let mut add = |device, at, import_wh, export_wh| {
				let refused = refusals.reason(device, device / slots);
				readings.push(BlockReading { device, at, import_wh, export_wh, refused });
			};
			match extrinsic.call_name() {
				"submit" => {
					let call: Submit = extrinsic
						.decode_call_data_fields_unchecked_as()
						.map_err(|error| unreadable(&error))?;
					for page in &call.pages {
						for (device, import, export) in page.readings(slots) {
							add(device, call.interval_end, import, export);
						}
					}
				},
				"submit_signed" => {
					let call: SubmitSigned = extrinsic
						.decode_call_data_fields_unchecked_as()
						.map_err(|error| unreadable(&error))?;
					for r in call.readings {
						add(r.device, r.interval_end, r.import, Some(r.export));
					}
				},
				"submit_device_reading" => {
					let SubmitOne { reading: r } = extrinsic
						.decode_call_data_fields_unchecked_as()
						.map_err(|error| unreadable(&error))?;
					add(r.device, r.interval_end, r.import, Some(r.export));
				},
				_ => {},
			}
		}
		Ok(readings)
	}
}

/// The refusals of one transaction.
struct Refusals {
	devices: HashMap<u32, String>,
	pages: HashMap<u32, String>,
}

impl Refusals {
	fn new(reports: &[&Report], slots: u32) -> Self {
		let (mut devices, mut pages) = (HashMap::new(), HashMap::new());
		for report in reports {
			let page = report.number("page").and_then(|page| u32::try_from(page).ok());
			let (Some(page), Some(reason)) = (page, report.variant("reason")) else { continue };
			match report.number("slot") {
				Some(slot) => devices.insert(page * slots + slot as u32, reason.to_owned()),
				None => pages.insert(page, reason.to_owned()),
			};
		}
		Self { devices, pages }
	}

	fn reason(&self, device: u32, page: u32) -> Option<String> {
		self.devices.get(&device).or_else(|| self.pages.get(&page)).cloned()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_page_is_taken_apart_as_it_was_put_together() {
		let page = Page {
			page: 2,
			slots: 1 << 63 | 0b101,
			imports: vec![10, 20, 30],
			exporting: 0b100,
			exports: vec![7],
		};
		assert_eq!(page.readings(64), [(128, 10, None), (130, 20, Some(7)), (191, 30, None)]);
	}
}
