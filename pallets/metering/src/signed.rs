//! Readings that devices sign themselves, brought by a gateway or on their own.

use crate::{
	meter::Entry,
	page::OpenPage,
	types::{signed_payload, Refusal, SignedReading},
	Config, Counters, Error, Event, Pallet, WeightInfo,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	directory::Directory, ids::place, DeviceId, Energy, ProviderId, Seconds,
};
use frame_support::{pallet_prelude::*, traits::Defensive};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Zero, transaction_validity::TransactionValidityWithRefund};

/// A signed reading that can be booked, in memory.
struct Staged<T> {
	page: OpenPage<T>,
	short: bool,
}

impl<T: Config> Pallet<T> {
	/// Books a signed reading in memory, cheapest checks first. Its signature is not looked at.
	fn stage(
		reading: &SignedReading,
		of_provider: Option<ProviderId>,
		interval: Seconds,
	) -> Result<Staged<T>, Refusal> {
		ensure!(reading.interval_end <= Self::now(), Refusal::FutureInterval);
		if let Some(last) = Counters::<T>::get(reading.device) {
			ensure!(reading.counter > last, Refusal::CounterNotHigher);
		}
		let (mut page, slot) = OpenPage::<T>::of(reading.device).ok_or(Refusal::UnknownDevice)?;
		ensure!(of_provider.is_none_or(|own| own == page.provider()), Refusal::ForeignPage);
		let read_at = page.meter(slot).map_or(0, |meter| meter.read_at);
		let entry = Entry {
			at: reading.interval_end,
			import: Energy(reading.import),
			export: Some(Energy(reading.export)),
		};
		let short = page.book(slot, entry)?;
		ensure!(
			interval == 0 || reading.interval_end >= read_at.saturating_add(interval),
			Refusal::TooSoon
		);
		Ok(Staged { page, short })
	}

	/// Whether the device itself signed the reading, for this chain.
	fn check_signature(reading: &SignedReading) -> Result<(), Refusal> {
		let key = T::Directory::device_key(reading.device).ok_or(Refusal::NoKey)?;
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		let signed = reading.signature.verify(&key, &signed_payload(&genesis, reading));
		signed.then_some(()).ok_or(Refusal::BadSignature)
	}

	fn commit(device: DeviceId, counter: u32, staged: Staged<T>) {
		staged.page.save();
		Counters::<T>::insert(device, counter);
	}

	/// The most that so many signed readings in one call weigh. Each may lie in another page.
	pub(crate) fn weight_of_submit_signed(readings: u32) -> Weight {
		T::WeightInfo::submit_signed(readings)
			.saturating_add(T::DbWeight::get().reads_writes(readings.into(), readings.into()))
			.saturating_add(Self::weight_of_covers(readings.min(T::MaxCovers::get())))
	}

	pub(crate) fn do_submit_signed(
		provider: ProviderId,
		readings: &[SignedReading],
	) -> Result<Weight, DispatchError> {
		ensure!(!readings.is_empty(), Error::<T>::EmptyBatch);
		let (mut booked, mut refused) = (0u32, 0u32);
		let mut short = Vec::new();
		for reading in readings {
			let staged = Self::stage(reading, Some(provider), 0)
				.and_then(|staged| Self::check_signature(reading).map(|()| staged));
			match staged {
				Ok(staged) => {
					booked += 1;
					if staged.short {
						short.push(reading.device);
					}
					Self::commit(reading.device, reading.counter, staged);
				},
				Err(reason) => {
					refused += 1;
					let (page, slot) = place(reading.device);
					Self::refuse(page, slot, reading.interval_end, reason);
				},
			}
		}
		let covers = Self::cover(&short);
		Self::add_totals(provider, booked, refused);
		Self::deposit_event(Event::SignedBatchBooked {
			provider,
			booked,
			refused,
			short: short.len() as u32,
		});
		let most = Self::weight_of_submit_signed(readings.len() as u32);
		let spared = (readings.len() as u32).min(T::MaxCovers::get()).saturating_sub(covers);
		Ok(most.saturating_sub(Self::weight_of_covers(spared)))
	}

	/// Lets a device's reading into a block. Everything that can fail is checked here.
	pub(crate) fn authorize_device_reading(
		reading: &SignedReading,
	) -> TransactionValidityWithRefund {
		Self::stage(reading, None, T::MinSignedInterval::get())
			.and_then(|_| Self::check_signature(reading))
			.map_err(invalid)?;
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
		let Ok(staged) = Self::stage(reading, None, T::MinSignedInterval::get())
			.defensive_proof("authorized in this very block")
		else {
			return T::WeightInfo::submit_device_reading();
		};
		let SignedReading { device, counter, interval_end, .. } = *reading;
		let provider = staged.page.provider();
		let short = staged.short;
		Self::commit(device, counter, staged);
		let covers = if short { Self::cover(&[device]) } else { 0 };
		Self::add_totals(provider, 1, 0);
		Self::deposit_event(Event::DeviceReadingBooked { device, counter, interval_end });
		T::WeightInfo::submit_device_reading().saturating_add(Self::weight_of_covers(covers))
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
