//! From readings of one interval to batches: page by page, within the limits of the chain and of the
//! settings.

use crate::{
	chain::{
		calls::{PageReadings, Reading},
		limits::Limits,
	},
	config,
	outbox::accept::Registers,
};

/// How large a batch may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
	/// Devices in a page.
	pub slots: u32,
	pub pages: usize,
	pub readings: usize,
}

/// A batch: the readings of some pages, of devices `first` to `last`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
	pub pages: Vec<PageReadings>,
	pub first: u32,
	pub last: u32,
	pub readings: usize,
	/// No more would go in.
	pub full: bool,
}

impl Size {
	/// The chain's limits, and those of the settings within them.
	pub fn new(limits: &Limits, settings: &config::Batch) -> Self {
		let within = |setting: usize, limit: usize| match setting {
			0 => limit,
			setting => setting.min(limit),
		};
		let pages = within(settings.max_pages, limits.pages);
		let readings = within(settings.max_readings, pages * limits.slots as usize);
		Self { slots: limits.slots, pages, readings }
	}

	/// The batch that the first of these readings make; they are in the order of their devices.
	/// None of no readings.
	pub fn batch(&self, readings: &[(u32, Registers)]) -> Option<Batch> {
		let page_of = |device: u32| device / self.slots;
		let (first, _) = *readings.first()?;
		let mut taken = 0;
		let mut pages: Vec<PageReadings> = Vec::new();
		for page in readings.chunk_by(|(a, _), (b, _)| page_of(*a) == page_of(*b)) {
			let room = self.readings - taken;
			if pages.len() == self.pages || room == 0 {
				break;
			}
			// The rest of a page may go into the next batch.
			let part = &page[..page.len().min(room)];
			taken += part.len();
			let readings = part.iter().map(|(device, registers)| Reading {
				slot: (device % self.slots) as u8,
				import: registers.import,
				// Registers never run backwards: at 0 it has not moved yet.
				export: (registers.export > 0).then_some(registers.export),
			});
			pages.push(PageReadings::new(page_of(part[0].0), readings.collect()));
		}
		let last = readings[taken - 1].0;
		let full = taken < readings.len() || taken == self.readings;
		Some(Batch { pages, first, last, readings: taken, full })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	const LIMITS: Limits =
		Limits { slots: 64, pages: 256, block_bytes: 3_932_160, block_time: 1_500_000_000_000 };

	fn reading(device: u32) -> (u32, Registers) {
		(
			device,
			Registers { at: 900, import: u64::from(device) * 7, export: u64::from(device % 3) },
		)
	}

	#[test]
	fn the_chains_limits_bound_the_settings() {
		let settings =
			config::Batch { max_wait_seconds: 5, max_pages: 999, max_readings: 1_000_000 };
		let size = Size::new(&LIMITS, &settings);
		assert_eq!((size.pages, size.readings), (256, 16_384));
		let settings = config::Batch { max_pages: 2, max_readings: 0, ..settings };
		let size = Size::new(&LIMITS, &settings);
		assert_eq!((size.pages, size.readings), (2, 128));
	}

	#[test]
	fn another_page_size_of_the_chain_is_obeyed() {
		let size = Size::new(&Limits { slots: 128, ..LIMITS }, &config::Batch::default());
		let batch = size.batch(&[reading(100), reading(127), reading(128)]).unwrap();
		assert_eq!(batch.pages.len(), 2);
		assert_eq!(batch.readings, 3);
		assert!(!batch.full);
	}

	#[test]
	fn an_export_register_that_never_moved_is_left_out() {
		let size = Size::new(&LIMITS, &config::Batch::default());
		let batch = size.batch(&[reading(3), reading(4)]).unwrap();
		let with = |slot, import, export| Reading { slot, import, export };
		assert_eq!(
			batch.pages,
			[PageReadings::new(0, vec![with(3, 21, None), with(4, 28, Some(1))])]
		);
	}

	proptest! {
		/// Batch after batch, every reading goes out once, and none is too large.
		#[test]
		fn every_reading_goes_out_once(
			devices in proptest::collection::btree_set(0u32..3_000, 1..400),
			pages in 1usize..9,
			most in 1usize..200,
		) {
			let settings =
				config::Batch { max_wait_seconds: 5, max_pages: pages, max_readings: most };
			let size = Size::new(&LIMITS, &settings);
			let all: Vec<_> = devices.iter().map(|device| reading(*device)).collect();
			let mut rest = all.as_slice();
			let mut out = Vec::new();
			while let Some(batch) = size.batch(rest) {
				prop_assert!(batch.pages.len() <= pages && batch.readings <= most);
				prop_assert!(batch.readings > 0);
				prop_assert!(batch.full || batch.readings == rest.len());
				let (taken, left) = rest.split_at(batch.readings);
				prop_assert_eq!((batch.first, batch.last), (taken[0].0, taken[taken.len() - 1].0));
				out.extend(taken.iter().map(|(device, _)| *device));
				rest = left;
			}
			prop_assert_eq!(out, devices.into_iter().collect::<Vec<_>>());
		}
	}
}
