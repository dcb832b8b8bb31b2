//! Readings that devices sign themselves, brought by a gateway or on their own.

use crate::{
	meter::Entry,
	page::{Booking, OpenPage, PageByPage},
	types::{signed_payload, Refusal, SignedReading},
	Config, Error, Event, Pallet, WeightInfo,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	directory::Directory,
	ids::{pages_of, place},
	meters::Meters,
	DeviceId, Energy, ProviderId, Seconds, Slot,
};
use frame_support::{pallet_prelude::*, traits::Defensive};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Zero, transaction_validity::TransactionValidityWithRefund};

impl<T: Config> Pallet<T> {
	/// What a signed reading makes of its meter, cheapest checks first. Its signature is not looked
	/// at, and nothing changes.
	fn check(
		page: &mut OpenPage<T>,
		slot: Slot,
		reading: &SignedReading,
		interval: Seconds,
	) -> Result<Booking, Refusal> {
		ensure!(reading.interval_end <= Self::now(), Refusal::FutureInterval);
		let (read_at, next_counter) = page.last(slot).ok_or(Refusal::UnknownDevice)?;
		// The very last counter would leave none for the next reading.
		let counts = reading.counter >= next_counter && reading.counter < u32::MAX;
		ensure!(counts, Refusal::CounterNotHigher);
		let entry = Entry {
			at: reading.interval_end,
			import: Energy(reading.import),
			export: Some(Energy(reading.export)),
		};
		let mut booking = page.try_book(slot, entry)?;
		ensure!(
			interval == 0 || reading.interval_end >= read_at.saturating_add(interval),
			Refusal::TooSoon
		);
		booking.count(reading.counter);
		Ok(booking)
	}

	/// Whether the device itself signed the reading, for this chain.
	fn check_signature(reading: &SignedReading) -> Result<(), Refusal> {
		let key = T::Directory::device_key(reading.device).ok_or(Refusal::NoKey)?;
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		let signed = reading.signature.verify(&key, &signed_payload(&genesis, reading));
		signed.then_some(()).ok_or(Refusal::BadSignature)
	}

	/// What signed readings weigh, without covers.
	fn weight_of_signed(readings: &[SignedReading]) -> Weight {
		let devices: Vec<DeviceId> = readings.iter().map(|reading| reading.device).collect();
		// A key lies deep in a map of all devices: in a large one it costs more to read than the
		// database's constant says.
		let keys = T::DbWeight::get().reads(2).saturating_mul(readings.len() as u64);
		T::WeightInfo::submit_signed(readings.len() as u32)
			.saturating_add(keys)
			.saturating_add(<Self as Meters>::pages_weight(pages_of(&devices)))
	}

	/// The most that signed readings in one call weigh.
	pub(crate) fn weight_of_submit_signed(readings: &[SignedReading]) -> Weight {
		let covers = T::MaxCovers::get().min(readings.len() as u32);
		Self::weight_of_signed(readings).saturating_add(Self::weight_of_covers(covers))
	}

	pub(crate) fn do_submit_signed(
		provider: ProviderId,
		readings: &[SignedReading],
	) -> Result<Weight, DispatchError> {
		ensure!(!readings.is_empty(), Error::<T>::EmptyBatch);
		let (mut booked, mut refused) = (0u32, 0u32);
		let mut short = Vec::new();
		let mut pages = PageByPage::<T>::new();
		for reading in readings {
			match Self::book_signed(&mut pages, provider, reading) {
				Ok(is_short) => {
					booked += 1;
					if is_short {
						short.push(reading.device);
					}
				},
				Err(reason) => {
					refused += 1;
					let (page, slot) = place(reading.device);
					Self::refuse(page, slot, reading.interval_end, reason);
				},
			}
		}
		pages.save();
		let count = readings.len() as u32;
		let covers = Self::cover(&short, count);
		Self::add_totals(provider, booked, refused);
		Self::deposit_event(Event::SignedBatchBooked {
			provider,
			booked,
			refused,
			short: short.len() as u32,
		});
		Ok(Self::weight_of_signed(readings).saturating_add(covers))
	}

	/// Books a signed reading in its page, in memory. Returns whether the device is short by it.
	fn book_signed(
		pages: &mut PageByPage<T>,
		provider: ProviderId,
		reading: &SignedReading,
	) -> Result<bool, Refusal> {
		let (page, slot) = pages.of(reading.device).ok_or(Refusal::UnknownDevice)?;
		ensure!(page.provider() == provider, Refusal::ForeignPage);
		let booking = Self::check(page, slot, reading, 0)?;
		Self::check_signature(reading)?;
		Ok(page.keep(booking))
	}

	/// The page of a device that brings its reading in on its own, and what that makes of its meter.
	fn of_device(reading: &SignedReading) -> Result<(OpenPage<T>, Booking), Refusal> {
		let (mut page, slot) = OpenPage::<T>::of(reading.device).ok_or(Refusal::UnknownDevice)?;
		let booking = Self::check(&mut page, slot, reading, T::MinSignedInterval::get())?;
		Ok((page, booking))
	}

	/// Lets a device's reading into a block. Everything that can fail is checked here.
	pub(crate) fn authorize_device_reading(
		reading: &SignedReading,
	) -> TransactionValidityWithRefund {
		Self::of_device(reading).and_then(|_| Self::check_signature(reading)).map_err(invalid)?;
		let validity = ValidTransaction::with_tag_prefix("CommonwattReading")
			.priority(T::SignedPriority::get())
			.longevity(T::SignedLongevity::get())
			.and_provides((reading.device, reading.counter))
			.propagate(true)
			.build()?;
		Ok((validity, Weight::zero()))
	}

	/// Books a reading that [`Self::authorize_device_reading`] let in. An error would roll the
	/// counter back and let the reading in again: there is none.
	pub(crate) fn do_submit_device_reading(reading: &SignedReading) -> Weight {
		let Ok((mut page, booking)) =
			Self::of_device(reading).defensive_proof("authorized in this very block")
		else {
			return T::WeightInfo::submit_device_reading();
		};
		let SignedReading { device, counter, interval_end, .. } = *reading;
		let provider = page.provider();
		let short = page.keep(booking);
		page.save();
		let covers = if short { Self::cover(&[device], 1) } else { Weight::zero() };
		Self::add_totals(provider, 1, 0);
		Self::deposit_event(Event::DeviceReadingBooked { device, counter, interval_end });
		T::WeightInfo::submit_device_reading().saturating_add(covers)
	}
}

/// What the transaction pool tells the sender. `Custom` carries the index of the [`Refusal`].
fn invalid(reason: Refusal) -> TransactionValidityError {
	match reason {
		Refusal::FutureInterval => InvalidTransaction::Future,
		Refusal::CounterNotHigher | Refusal::TimeNotLater => InvalidTransaction::Stale,
		Refusal::BadSignature => InvalidTransaction::BadProof,
		other => InvalidTransaction::Custom(other as u8),
	}
	.into()
}
