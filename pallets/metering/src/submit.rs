//! Batches that a head-end answers for: the hot path.

use crate::{
	meter::Entry,
	page::OpenPage,
	types::{ExchangePage, MonthPage, Page, PageReadings, Refusal},
	Config, Error, Event, Pallet, Totals, WeightInfo,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	directory::Directory, ids::device_at, meters::Cover, quota::FreeCalls, DeviceId, Energy,
	PageId, ProviderId, Seconds, Slot,
};
use frame_support::{pallet_prelude::*, traits::UnixTime, weights::WeightMeter};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::traits::SaturatedConversion;

/// What came of a batch.
#[derive(Default)]
pub(crate) struct Tally {
	pub booked: u32,
	pub refused: u32,
	/// The devices that their readings left past their marks.
	pub short: Vec<DeviceId>,
	/// Pages where every reading was booked from its meter alone.
	pub plain_pages: u32,
	/// The other pages.
	pub other_pages: u32,
}

impl<T: Config> Pallet<T> {
	/// The chain's time.
	pub(crate) fn now() -> Seconds {
		T::Time::now().as_secs().saturated_into()
	}

	/// The provider that the signer collects readings for.
	pub(crate) fn ensure_head_end(origin: OriginFor<T>) -> Result<ProviderId, DispatchError> {
		let who = ensure_signed(origin)?;
		T::Directory::head_end(&who).ok_or(Error::<T>::NotHeadEnd.into())
	}

	/// Whether the origin is a head-end that has `units` of its quota left.
	pub(crate) fn is_free_for_head_end(origin: &OriginFor<T>, units: u32) -> bool {
		ensure_signed(origin.clone()).is_ok_and(|who| {
			T::Directory::head_end(&who).is_some() && T::FreeCalls::has(&who, units.max(1))
		})
	}

	/// The most that a batch of so many pages and readings weighs.
	pub(crate) fn weight_of_submit(pages: u32, readings: u32) -> Weight {
		Self::weight_of_pages(pages)
			.saturating_add(Self::weight_of_covers(readings.min(T::MaxCovers::get())))
	}

	/// The most that so many pages weigh, whatever becomes of them.
	fn weight_of_pages(pages: u32) -> Weight {
		Self::weight_of_other_pages(pages).max(Self::weight_of_plain_pages(pages))
	}

	pub(crate) fn weight_of_plain_pages(pages: u32) -> Weight {
		let bytes = Page::max_encoded_len();
		T::WeightInfo::submit(pages).saturating_add(Self::weight_of_bytes(pages, 2 * bytes))
	}

	pub(crate) fn weight_of_other_pages(pages: u32) -> Weight {
		let written = Page::max_encoded_len() + MonthPage::max_encoded_len();
		let bytes = 2 * written + ExchangePage::max_encoded_len();
		T::WeightInfo::submit_across_months(pages)
			.max(T::WeightInfo::submit_refused(pages))
			.saturating_add(Self::weight_of_bytes(pages, bytes))
	}

	/// What it weighs to move so many bytes for each of the pages between runtime and database.
	pub(crate) fn weight_of_bytes(pages: u32, bytes: usize) -> Weight {
		let bytes = (bytes as u64).saturating_mul(pages.into());
		Weight::from_parts(T::ByteWeight::get().saturating_mul(bytes), 0)
	}

	/// What it weighs to read pages with their months, to change a meter and to write them.
	pub(crate) fn weight_of_changes(pages: u32) -> Weight {
		let bytes = 2 * (Page::max_encoded_len() + MonthPage::max_encoded_len());
		T::WeightInfo::change_page()
			.saturating_mul(pages.into())
			.saturating_add(Self::weight_of_bytes(pages, bytes))
	}

	/// What a batch weighed.
	fn weight_of_tally(tally: &Tally) -> Weight {
		let plain = Self::weight_of_plain_pages(tally.plain_pages);
		if tally.other_pages == 0 {
			plain
		} else {
			// What a call weighs by itself stands in both: never more than what it declared.
			let pages = tally.plain_pages.saturating_add(tally.other_pages);
			plain
				.saturating_add(Self::weight_of_other_pages(tally.other_pages))
				.min(Self::weight_of_pages(pages))
		}
	}

	/// The most that cover for so many devices weighs.
	pub(crate) fn weight_of_covers(devices: u32) -> Weight {
		let one = T::Cover::cover_weight().saturating_add(T::DbWeight::get().reads(2));
		one.saturating_mul(devices.into())
	}

	/// Asks for cover for the devices, in their order, within the weight that a call declares for
	/// so many readings: that of [`Config::MaxCovers`] covers at their worst. Most are far from it,
	/// so many more find their place. Returns what they weighed. Every page must be written before.
	pub(crate) fn cover(short: &[DeviceId], readings: u32) -> Weight {
		let one = Self::weight_of_covers(1);
		let most = Self::weight_of_covers(readings.min(T::MaxCovers::get()));
		let mut meter = WeightMeter::with_limit(most);
		for device in short {
			if !meter.can_consume(one) {
				break;
			}
			meter.consume(T::DbWeight::get().reads(2));
			if let Some(terms) = T::Directory::device(*device) {
				meter.consume(T::Cover::cover_and_weigh(terms.network, *device).1);
			}
		}
		meter.consumed()
	}

	pub(crate) fn do_submit(
		provider: ProviderId,
		interval_end: Seconds,
		pages: impl IntoIterator<Item = PageReadings>,
	) -> Result<Weight, DispatchError> {
		ensure!(interval_end <= Self::now(), Error::<T>::FutureInterval);
		let mut tally = Tally::default();
		for page in pages {
			Self::book_page(provider, interval_end, page, &mut tally);
		}
		ensure!(tally.booked > 0 || tally.refused > 0, Error::<T>::EmptyBatch);

		// Where there are more than the call may cover, another batch begins with others.
		let short = tally.short.len();
		if short > 0 {
			tally.short.rotate_left((interval_end / 60) as usize % short);
		}
		let covers = Self::cover(&tally.short, tally.booked);
		Self::add_totals(provider, tally.booked, tally.refused);
		Self::deposit_event(Event::BatchBooked {
			provider,
			interval_end,
			booked: tally.booked,
			refused: tally.refused,
			short: short as u32,
		});
		Ok(Self::weight_of_tally(&tally).saturating_add(covers))
	}

	fn book_page(
		provider: ProviderId,
		interval_end: Seconds,
		readings: PageReadings,
		tally: &mut Tally,
	) {
		let id = readings.page;
		if !readings.is_well_formed() {
			// Which register belongs to which slot is not known.
			let count = readings.imports.len() as u32;
			tally.refused = tally.refused.saturating_add(count.max(1));
			tally.other_pages += 1;
			let reason = Refusal::Malformed;
			return Self::deposit_event(Event::PageRefused { page: id, interval_end, reason });
		}
		let mut page = match OpenPage::<T>::open(id) {
			Some(page) if page.provider() == provider => Ok(page),
			Some(_) => Err(Refusal::ForeignPage),
			None => Err(Refusal::UnknownDevice),
		};
		let refused_before = tally.refused;
		for reading in readings.iter() {
			let entry = Entry {
				at: interval_end,
				import: Energy(reading.import),
				export: reading.export.map(Energy),
			};
			let booked = match &mut page {
				Ok(page) => page.book(reading.slot, entry).map_err(Refusal::from),
				Err(reason) => Err(*reason),
			};
			match booked {
				Ok(short) => {
					tally.booked += 1;
					if short {
						tally.short.extend(device_at(id, reading.slot));
					}
				},
				Err(reason) => {
					tally.refused += 1;
					Self::refuse(id, reading.slot, interval_end, reason);
				},
			}
		}
		let plain = tally.refused == refused_before
			&& page.as_ref().is_ok_and(|page| !page.went_beyond_the_meters());
		if plain {
			tally.plain_pages += 1;
		} else {
			tally.other_pages += 1;
		}
		if let Ok(page) = page {
			page.save();
		}
	}

	pub(crate) fn refuse(page: PageId, slot: Slot, interval_end: Seconds, reason: Refusal) {
		Self::deposit_event(Event::ReadingRefused { page, slot, interval_end, reason });
	}

	pub(crate) fn add_totals(provider: ProviderId, booked: u32, refused: u32) {
		Totals::<T>::mutate(provider, |totals| {
			totals.booked = totals.booked.saturating_add(booked.into());
			totals.refused = totals.refused.saturating_add(refused.into());
		});
	}
}
