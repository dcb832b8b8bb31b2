//! Which readings of a batch were booked. A batch's event counts them and names those that were
//! refused before it; the call names all. What of a call is not refused is booked.

use super::{
	calls::{ExtrinsicCalls, PageReadings, ReadingCall, SignedReading},
	events::{variant, Happened, Metering, Reading, Refused, Registry, Source},
};
use std::collections::HashMap;

/// Works through a block's events, with its calls at hand.
pub struct Booking {
	extrinsics: Vec<ExtrinsicCalls>,
	slots_per_page: u32,
	/// Refused since the last batch: batches say so before they say how many they booked.
	refused: Vec<(i64, Refused)>,
	/// Booked readings that no call explains.
	pub unattributed: i64,
}

impl Booking {
	pub fn new(extrinsics: Vec<ExtrinsicCalls>, slots_per_page: u32) -> Self {
		Self { extrinsics, slots_per_page, refused: Vec::new(), unattributed: 0 }
	}

	/// Puts what an event says, and the readings that it stands for, to what happened.
	pub fn explain(
		&mut self,
		extrinsic: Option<i64>,
		place: i64,
		event: Happened,
		happened: &mut Vec<(i64, Happened)>,
	) {
		match &event {
			Happened::Metering(Metering::ReadingRefused { page, slot, interval_end, reason }) => {
				let on_page = *slot < self.slots_per_page;
				let device = page.checked_mul(self.slots_per_page);
				let device = device.filter(|_| on_page).and_then(|first| first.checked_add(*slot));
				let (page, slot, at) = (*page, Some(*slot), *interval_end);
				let reason = variant(reason).into();
				let refused = Refused { provider: None, page, slot, device, at, reason };
				self.refused.push((place, refused));
				return;
			},
			Happened::Metering(Metering::PageRefused { page, interval_end, reason }) => {
				let (page, at, reason) = (*page, *interval_end, variant(reason).into());
				let refused =
					Refused { provider: None, page, slot: None, device: None, at, reason };
				self.refused.push((place, refused));
				return;
			},
			Happened::Metering(Metering::BatchBooked {
				provider,
				interval_end,
				booked,
				refused,
			}) => {
				let readings = self.batch(extrinsic, *interval_end, *booked, *refused);
				self.tell(*provider, place, *booked, readings, happened);
			},
			Happened::Metering(Metering::SignedBatchBooked { provider, booked, refused }) => {
				let readings = self.signed_batch(extrinsic, *booked, *refused);
				self.tell(*provider, place, *booked, readings, happened);
			},
			Happened::Metering(Metering::DeviceReadingBooked { device, counter, .. }) => {
				let found = self.next(extrinsic, |call| {
					matches!(call, ReadingCall::SubmitDeviceReading { reading }
						if reading.device == *device && reading.counter == *counter)
				});
				match found {
					Some(ReadingCall::SubmitDeviceReading { reading }) => {
						let reading = of_signed(&reading, Source::Device);
						happened.push((place, Happened::Booked(vec![reading])));
					},
					_ => self.unattributed += 1,
				}
			},
			Happened::Registry(Registry::DeviceEnrolled { network, device, index }) => {
				match self.opening(extrinsic, *network, *device, *index) {
					Some(opening) => happened.push((place, Happened::Booked(vec![opening]))),
					None => self.unattributed += 1,
				}
			},
			_ => (),
		}
		happened.push((place, event));
	}

	fn tell(
		&mut self,
		provider: u32,
		place: i64,
		booked: i64,
		readings: Option<Vec<Reading>>,
		happened: &mut Vec<(i64, Happened)>,
	) {
		for (place, refused) in self.refused.drain(..) {
			let provider = Some(provider);
			happened.push((place, Happened::Refused(Refused { provider, ..refused })));
		}
		match readings {
			Some(readings) if !readings.is_empty() => {
				happened.push((place, Happened::Booked(readings)));
			},
			Some(_) => (),
			None => self.unattributed += booked,
		}
	}

	/// Takes the next call of an extrinsic that fits, and with it those before it, which failed.
	fn next(
		&mut self,
		extrinsic: Option<i64>,
		fits: impl Fn(&ReadingCall) -> bool,
	) -> Option<ReadingCall> {
		let ExtrinsicCalls(calls) = self.extrinsics.get_mut(usize::try_from(extrinsic?).ok()?)?;
		let place = calls.iter().position(fits)?;
		calls.drain(..=place).last()
	}

	/// The booked readings of a batch; none where no call of the extrinsic fits.
	fn batch(
		&mut self,
		extrinsic: Option<i64>,
		at: i64,
		booked: i64,
		refused: i64,
	) -> Option<Vec<Reading>> {
		let call = self.next(extrinsic, |call| {
			matches!(call, ReadingCall::Submit { interval_end, pages }
				if *interval_end == at && count(pages) == booked + refused)
		})?;
		let ReadingCall::Submit { pages, .. } = call else { return None };
		let of_page = |page: &PageReadings| {
			let mut exports = page.exports.iter();
			let slots = page.slots.iter().zip(&page.imports);
			let readings = slots.map(|(slot, import)| {
				let export = match page.exporting.has(slot) {
					true => exports.next().map(|wh| wh.0),
					false => None,
				};
				((page.page, slot, at), import.0, export)
			});
			readings.collect::<Vec<_>>()
		};
		let named = pages.iter().filter(|page| is_well_formed(page)).flat_map(of_page);
		let named: Vec<_> = named.collect();
		let kept = self.kept(named.iter().map(|(place, ..)| *place));
		let readings: Vec<_> = named
			.into_iter()
			.zip(kept)
			.filter(|(_, kept)| *kept)
			.map(|(((page, slot, at), import, export), _)| Reading {
				device: page * self.slots_per_page + slot,
				at,
				import,
				export,
				counter: None,
				source: Source::Batch,
			})
			.collect();
		(readings.len() as i64 == booked).then_some(readings)
	}

	fn signed_batch(
		&mut self,
		extrinsic: Option<i64>,
		booked: i64,
		refused: i64,
	) -> Option<Vec<Reading>> {
		let call = self.next(extrinsic, |call| {
			matches!(call, ReadingCall::SubmitSigned { readings }
				if readings.len() as i64 == booked + refused)
		})?;
		let ReadingCall::SubmitSigned { readings } = call else { return None };
		let slots = self.slots_per_page;
		let place = |reading: &SignedReading| {
			(reading.device / slots, reading.device % slots, reading.interval_end)
		};
		let kept = self.kept(readings.iter().map(place));
		let readings: Vec<_> = readings
			.iter()
			.zip(kept)
			.filter(|(_, kept)| *kept)
			.map(|(reading, _)| of_signed(reading, Source::SignedBatch))
			.collect();
		(readings.len() as i64 == booked).then_some(readings)
	}

	/// Which of the readings that a call names, by page, slot and interval end, were booked. Of
	/// several that name the same, the first was: after it the others came too late.
	fn kept(&self, named: impl Iterator<Item = (u32, u32, i64)> + Clone) -> Vec<bool> {
		let mut refused: HashMap<_, i64> = HashMap::new();
		for (_, Refused { page, slot, at, .. }) in &self.refused {
			if let Some(slot) = slot {
				*refused.entry((*page, *slot, *at)).or_default() += 1;
			}
		}
		let mut times: HashMap<_, i64> = HashMap::new();
		for place in named.clone() {
			*times.entry(place).or_default() += 1;
		}
		named
			.map(|place| {
				let of_place = times.entry(place).or_default();
				let kept = *of_place > refused.get(&place).copied().unwrap_or_default();
				*of_place -= i64::from(kept);
				kept
			})
			.collect()
	}

	/// The registers with which a device was enrolled.
	fn opening(
		&mut self,
		extrinsic: Option<i64>,
		network: u32,
		device: u32,
		index: u32,
	) -> Option<Reading> {
		let ExtrinsicCalls(calls) = self.extrinsics.get(usize::try_from(extrinsic?).ok()?)?;
		let enrolled = calls.iter().find_map(|call| match call {
			ReadingCall::EnrolDevices { network: of, at, devices } if *of == network => {
				devices.get(index as usize).map(|device| (*at, device.opening))
			},
			_ => None,
		});
		let (at, opening) = enrolled?;
		let (import, export) = (opening.import.0, Some(opening.export.0));
		Some(Reading { device, at, import, export, counter: None, source: Source::Enrolment })
	}
}

fn of_signed(reading: &SignedReading, source: Source) -> Reading {
	Reading {
		device: reading.device,
		at: reading.interval_end,
		import: reading.import.0,
		export: Some(reading.export.0),
		counter: Some(reading.counter),
		source,
	}
}

/// Whether there is a register for each slot that is named, and none besides.
fn is_well_formed(page: &PageReadings) -> bool {
	page.slots.0.count_ones() as usize == page.imports.len()
		&& page.exporting.0.count_ones() as usize == page.exports.len()
		&& page.exporting.0 & !page.slots.0 == 0
}

/// The readings of a batch as the chain counts them: a page that is refused has one at least.
fn count(pages: &[PageReadings]) -> i64 {
	let of_page = |page: &PageReadings| match is_well_formed(page) {
		true => page.imports.len(),
		false => page.imports.len().max(1),
	};
	pages.iter().map(of_page).sum::<usize>() as i64
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::{json, Value as Json};

	fn event(name: &str, data: Json) -> Happened {
		Happened::of("Metering", name, &data).unwrap().unwrap()
	}

	fn page(page: u32, slots: u64, imports: &[u64], exporting: u64, exports: &[u64]) -> Json {
		json!({"page": page, "slots": slots, "imports": imports, "exporting": exporting,
			"exports": exports})
	}

	fn submit(at: i64, pages: &[Json]) -> Json {
		json!({"Metering": {"submit": {"interval_end": at, "pages": pages}}})
	}

	fn booked(calls: Json, events: Vec<Happened>) -> (Vec<(i64, Happened)>, i64) {
		let mut booking = Booking::new(vec![Default::default(), ExtrinsicCalls::of(calls)], 64);
		let mut happened = Vec::new();
		for (place, event) in (0..).zip(events) {
			booking.explain(Some(1), place, event, &mut happened);
		}
		(happened, booking.unattributed)
	}

	fn readings(happened: &[(i64, Happened)]) -> Vec<(u32, i64, Option<i64>)> {
		happened
			.iter()
			.filter_map(|(_, happened)| match happened {
				Happened::Booked(readings) => Some(readings),
				_ => None,
			})
			.flatten()
			.map(|reading| (reading.device, reading.import, reading.export))
			.collect()
	}

	fn batch(at: i64, booked: i64, refused: i64) -> Happened {
		event(
			"BatchBooked",
			json!({"provider": 0, "interval_end": at, "booked": booked, "refused": refused, "short": 0}),
		)
	}

	fn refusal(page: u32, slot: u32, at: i64) -> Happened {
		event(
			"ReadingRefused",
			json!({"page": page, "slot": slot, "interval_end": at, "reason": "TimeNotLater"}),
		)
	}

	#[test]
	fn what_is_not_refused_is_booked() {
		let call =
			submit(900, &[page(1, 0b1011, &[10, 20, 30], 0b10, &[5]), page(2, 1, &[7], 0, &[])]);
		let (happened, left) = booked(call, vec![refusal(1, 1, 900), batch(900, 3, 1)]);
		assert_eq!(readings(&happened), [(64, 10, None), (67, 30, None), (128, 7, None)]);
		assert_eq!(left, 0);
		let refused = happened.iter().find_map(|(place, happened)| match happened {
			Happened::Refused(refused) => Some((*place, refused)),
			_ => None,
		});
		let (place, refused) = refused.unwrap();
		assert_eq!((place, refused.provider, refused.device), (0, Some(0), Some(65)));
		assert_eq!(refused.reason, "TimeNotLater");
	}

	#[test]
	fn a_malformed_page_is_refused_and_the_others_count() {
		let call = submit(900, &[page(1, 0b11, &[10], 0, &[]), page(2, 0b100, &[7], 0b100, &[3])]);
		let events = vec![
			event("PageRefused", json!({"page": 1, "interval_end": 900, "reason": "Malformed"})),
			batch(900, 1, 1),
		];
		let (happened, left) = booked(call, events);
		assert_eq!(readings(&happened), [(130, 7, Some(3))]);
		assert_eq!(left, 0);
	}

	#[test]
	fn of_a_page_that_is_listed_twice_the_first_counts() {
		let call = submit(900, &[page(0, 1, &[10], 0, &[]), page(0, 1, &[11], 0, &[])]);
		let (happened, _) = booked(call, vec![refusal(0, 0, 900), batch(900, 1, 1)]);
		assert_eq!(readings(&happened), [(0, 10, None)]);
	}

	#[test]
	fn a_batch_that_failed_within_others_is_passed_over() {
		let calls = json!({"Utility": {"force_batch": {"calls": [
			submit(900, &[page(0, 1, &[10], 0, &[])]),
			submit(1800, &[page(0, 1, &[20], 0, &[])]),
		]}}});
		let (happened, left) = booked(calls, vec![batch(1800, 1, 0)]);
		assert_eq!(readings(&happened), [(0, 20, None)]);
		assert_eq!(left, 0);
	}

	#[test]
	fn readings_that_no_call_explains_are_counted() {
		let (happened, left) = booked(json!("nothing"), vec![batch(900, 4, 0)]);
		assert!(readings(&happened).is_empty());
		assert_eq!(left, 4);
	}

	#[test]
	fn signed_readings_are_kept_by_device_and_time() {
		let signed = |device: u32, counter: u32, at: i64| {
			json!({"device": device, "counter": counter, "interval_end": at, "import": counter,
				"export": 0, "signature": {"Ed25519": "0x00"}})
		};
		let call = json!({"Metering": {"submit_signed": {"readings":
			[signed(70, 1, 900), signed(70, 2, 1800), signed(71, 9, 900)]}}});
		let events = vec![
			refusal(1, 6, 1800),
			event(
				"SignedBatchBooked",
				json!({"provider": 0, "booked": 2, "refused": 1, "short": 0}),
			),
		];
		let (happened, left) = booked(call, events);
		assert_eq!(readings(&happened), [(70, 1, Some(0)), (71, 9, Some(0))]);
		assert_eq!(left, 0);
	}

	#[test]
	fn an_enrolled_device_begins_with_its_opening_registers() {
		let calls = json!({"DeviceRegistry": {"enrol_devices": {"network": 3, "at": 100, "devices": [
			{"opening": {"import": 1, "export": 2}}, {"opening": {"import": 3, "export": 4}}]}}});
		let enrolled = Happened::of(
			"DeviceRegistry",
			"DeviceEnrolled",
			&json!({"network": 3, "device": 64, "index": 1}),
		);
		let (happened, left) = booked(calls, vec![enrolled.unwrap().unwrap()]);
		assert_eq!(readings(&happened), [(64, 3, Some(4))]);
		assert_eq!(left, 0);
	}
}
