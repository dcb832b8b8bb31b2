//! Booked and refused readings.

use super::{
	meter::{Booked, Meter, Read},
	At, Book, Use,
};
use crate::{
	decode::events::{Metering, Reading, Refused, Source},
	store::value::Write,
};

impl Book {
	/// Readings of one call.
	pub(super) fn booked(&mut self, at: &mut At, readings: &[Reading]) {
		for reading in readings {
			let device = reading.device;
			if reading.source == Source::Enrolment {
				let export = reading.export.unwrap_or_default();
				let first = Read { at: reading.at, import: reading.import, export };
				self.begins(at, device, first);
				continue;
			}
			let calendar =
				self.devices.get(&device).and_then(|known| self.networks.get(&known.network));
			let (Some(network), Some(meter)) = (calendar, self.meters.get_mut(&device)) else {
				at.told.unattributed += 1;
				continue;
			};
			let booked = meter.book(reading.at, reading.import, reading.export, network.calendar);
			meter.booked += 1;
			if let Some(counter) = reading.counter {
				meter.counter = Some(counter.into());
				meter.signed += 1;
				meter.signed_at = Some(meter.signed_at.unwrap_or_default().max(reading.at));
			}
			let counter = reading.counter.map(i64::from);
			self.write_reading(at, device, reading.source, counter, &booked);
			self.spread(at, device, &booked, 1);
		}
	}

	/// A meter begins with its opening registers.
	pub(super) fn begins(&mut self, at: &mut At, device: u32, first: Read) {
		self.meters.insert(device, Meter::new(first, at.block.number));
		let booked = Booked { read: Some(first), ..Default::default() };
		self.write_reading(at, device, Source::Enrolment, None, &booked);
	}

	/// What metering says besides readings.
	pub(super) fn metered(&mut self, at: &mut At, event: &Metering) {
		match event {
			Metering::BatchBooked { provider, booked, refused, .. }
			| Metering::SignedBatchBooked { provider, booked, refused } => {
				self.count(at, *provider, *booked, *refused);
			},
			Metering::DeviceReadingBooked { device, .. } => {
				let network = self.devices.get(device).map(|device| device.network);
				let provider = network.and_then(|network| self.networks.get(&network));
				if let Some(provider) = provider.map(|network| network.provider) {
					self.count(at, provider, 1, 0);
				}
			},
			Metering::MeterExchanged { device, at: when, closing, opening } => {
				let Some(calendar) = self.calendar_of(*device) else { return };
				let Some(meter) = self.meters.get_mut(device) else { return };
				let (import, export) = (closing.import.0, Some(closing.export.0));
				let booked = meter.book(*when, import, export, calendar);
				meter.exchange(opening.import.0, opening.export.0);
				self.write_reading(at, *device, Source::Exchange, None, &booked);
				self.spread(at, *device, &booked, 0);
			},
			Metering::CorrectionMade { device, after, .. } => {
				let Some(calendar) = self.calendar_of(*device) else { return };
				let Some(meter) = self.meters.get_mut(device) else { return };
				let booked = meter.correct(after.import.0, after.export.0, calendar);
				self.write_reading(at, *device, Source::Correction, None, &booked);
				self.spread(at, *device, &booked, 0);
			},
			Metering::ReadingRefused { .. } | Metering::PageRefused { .. } => (),
		}
	}

	/// A refused reading, or page.
	pub(super) fn refused(&mut self, at: &mut At, event: i64, refused: &Refused) {
		if let Some(meter) = refused.device.and_then(|device| self.meters.get_mut(&device)) {
			meter.refused += 1;
			self.dirty.extend(refused.device);
		}
		let row = vec![
			at.block.number.into(),
			event.into(),
			refused.provider.into(),
			refused.page.into(),
			refused.slot.into(),
			refused.device.into(),
			refused.at.into(),
			refused.reason.as_str().into(),
		];
		self.writes.push(Write::put("refusals", row));
	}

	fn calendar_of(&self, device: u32) -> Option<crate::calendar::Calendar> {
		let network = self.devices.get(&device)?.network;
		self.networks.get(&network).map(|network| network.calendar)
	}

	fn count(&mut self, at: &mut At, provider: u32, booked: i64, refused: i64) {
		const COUNT: &str = "INSERT INTO reading_totals (provider, booked, refused, block) \
			VALUES ($1, $2, $3, $4) ON CONFLICT (provider) DO UPDATE SET \
			booked = reading_totals.booked + excluded.booked, \
			refused = reading_totals.refused + excluded.refused, block = excluded.block";
		at.told.block.booked += booked;
		at.told.block.refused += refused;
		let args = vec![provider.into(), booked.into(), refused.into(), at.block.number.into()];
		self.writes.push(Write::new(COUNT, args));
	}

	fn write_reading(
		&mut self,
		at: &mut At,
		device: u32,
		source: Source,
		counter: Option<i64>,
		booked: &Booked,
	) {
		let Some(read) = booked.read else {
			at.told.unattributed += 1;
			return;
		};
		let row = vec![
			device.into(),
			read.at.into(),
			read.import.into(),
			read.export.into(),
			booked.since.0.into(),
			booked.since.1.into(),
			source.name().into(),
			counter.into(),
			at.block.number.into(),
		];
		self.writes.push(Write::put("readings", row));
		if let Some((next, (used, exported))) = booked.next {
			const NEXT: &str =
				"UPDATE readings SET used_wh = $3, exported_wh = $4 WHERE device = $1 AND at = $2";
			let args = vec![device.into(), next.at.into(), used.into(), exported.into()];
			self.writes.push(Write::new(NEXT, args));
		}
		if let Some(meter) = self.meters.get_mut(&device) {
			meter.block = at.block.number;
		}
		self.dirty.insert(device);
		at.told.devices.insert(device);
	}

	/// Adds what a reading says to the use of days and months.
	fn spread(&mut self, at: &mut At, device: u32, booked: &Booked, readings: i64) {
		let Some(network) = self.devices.get(&device).map(|device| device.network) else { return };
		let Some(calendar) = self.networks.get(&network).map(|network| network.calendar) else {
			return;
		};
		at.told.used(network, readings, booked.since);
		// The reading counts on the day that it ends.
		let counted = booked.read.map(|read| calendar.day_at(read.at - 1));
		let mut parts = booked.parts.clone();
		if let Some(day) = counted.filter(|day| parts.iter().all(|part| part.day != *day)) {
			parts.push(super::meter::Part { day, used: 0, exported: 0 });
		}
		let mut left = readings;
		for part in parts {
			let counts = if Some(part.day) == counted { std::mem::take(&mut left) } else { 0 };
			let month = calendar.month_of_day(part.day);
			let day = self.days.entry((network, part.day)).or_default();
			let month = self.months.entry((network, month, device)).or_default();
			for used in [day, month] {
				*used = Use {
					used_wh: used.used_wh + part.used,
					exported_wh: used.exported_wh + part.exported,
					readings: used.readings + counts,
					block: at.block.number,
				};
			}
		}
	}
}
