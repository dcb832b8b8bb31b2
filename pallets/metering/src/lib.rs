//! # Metering
//!
//! What was used: the registers of all devices in dense pages, the batches that move them, device
//! signatures and replay protection. See the README for what it guarantees.
//!
//! | file | holds |
//! |---|---|
//! | [`meter`] | the arithmetic of one meter and its months, free of storage |
//! | [`types`] | pages, readings, signatures, refusals |
//! | [`record`] | how meters stand in a page: fixed-width records |
//! | `page` | a page in hand: read once, written once |
//! | `submit` | head-ends' batches: the hot path |
//! | `signed` | readings that devices sign |
//! | `upkeep` | exchanged meters and corrections |
//! | `meters` | what the ledger and the registry call |

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
pub mod meter;
mod meters;
#[cfg(test)]
mod mock;
mod page;
pub mod record;
mod signed;
mod submit;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod types;
mod upkeep;
pub mod weights;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::{meter::Fault, page::OpenPage};
	use commonwatt_primitives::{
		directory::{Directory, Registers},
		ids::SLOTS_PER_PAGE,
		meters::{Cover, Meters, Position},
		quota::FreeCalls,
		DeviceId, MonthId, PageId, ProviderId, Seconds, Slot,
	};
	use frame_support::{pallet_prelude::*, traits::UnixTime};
	use frame_system::{ensure_authorized, ensure_signed, pallet_prelude::*};

	/// The version of the storage.
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The weights of the calls.
		type WeightInfo: WeightInfo;

		/// The chain's time.
		type Time: UnixTime;

		/// Who is who.
		type Directory: Directory<AccountId = Self::AccountId>;

		/// Where a device past its mark gets energy from.
		type Cover: Cover;

		/// Who may call without a fee.
		type FreeCalls: FreeCalls<Self::AccountId>;

		/// The most pages in a batch.
		#[pallet::constant]
		type MaxPages: Get<u32>;

		/// The most device-signed readings in a batch.
		#[pallet::constant]
		type MaxSigned: Get<u32>;

		/// A call asks for cover within the weight of so many covers at their worst; as a rule that
		/// is enough for many more. Devices beyond it are covered after their next reading, or when
		/// their owner asks.
		#[pallet::constant]
		type MaxCovers: Get<u32>;

		/// The seconds from one reading to the next that a device may bring in on its own.
		#[pallet::constant]
		type MinSignedInterval: Get<Seconds>;

		/// What a byte of a page weighs on its way between runtime and database, in picoseconds: the
		/// database's weights are those of small values.
		#[pallet::constant]
		type ByteWeight: Get<u64>;

		/// The priority of a device's own transaction in the pool.
		#[pallet::constant]
		type SignedPriority: Get<TransactionPriority>;

		/// The blocks for which a device's own transaction stays in the pool.
		#[pallet::constant]
		type SignedLongevity: Get<TransactionLongevity>;
	}

	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// Devices in a register page: device id = page × this + slot.
		fn slots_per_page() -> u32 {
			SLOTS_PER_PAGE
		}
	}

	/// The meters, 128 of one provider a page: device id = page × 128 + slot. The key is the page's
	/// number, four bytes big-endian. Registers in Wh.
	#[pallet::storage]
	pub type Pages<T: Config> = StorageMap<_, Identity, PageKey, Page>;

	/// What the months of each page's meters began with, and the past months that are not closed.
	/// Energy in Wh.
	#[pallet::storage]
	pub type Months<T: Config> = StorageMap<_, Identity, PageKey, MonthPage, ValueQuery>;

	/// The meters of a page that took the place of others, and where their registers stand on the
	/// chain's, which run on.
	#[pallet::storage]
	pub type Exchanges<T: Config> = StorageMap<_, Identity, PageKey, ExchangePage, ValueQuery>;

	/// How many readings of each provider's devices were booked and refused so far.
	#[pallet::storage]
	pub type Totals<T: Config> = StorageMap<_, Twox64Concat, ProviderId, ReadingTotals, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A head-end's batch was booked.
		BatchBooked {
			provider: ProviderId,
			/// The end of the metered interval, Unix time in seconds.
			interval_end: Seconds,
			/// Readings booked.
			booked: u32,
			/// Readings refused, each with its own event.
			refused: u32,
			/// Devices that the batch left past their marks, before cover was sought.
			short: u32,
		},
		/// A batch of device-signed readings was booked.
		SignedBatchBooked {
			provider: ProviderId,
			/// Readings booked.
			booked: u32,
			/// Readings refused, each with its own event.
			refused: u32,
			/// Devices that the batch left past their marks, before cover was sought.
			short: u32,
		},
		/// A reading that a device brought in on its own was booked.
		DeviceReadingBooked {
			device: DeviceId,
			/// The device's counter.
			counter: u32,
			/// The end of the metered interval, Unix time in seconds.
			interval_end: Seconds,
		},
		/// A reading of a batch was not booked; the others were not touched by it.
		ReadingRefused {
			page: PageId,
			slot: Slot,
			/// The end of the metered interval, Unix time in seconds.
			interval_end: Seconds,
			reason: Refusal,
		},
		/// The readings of a page were not booked; the other pages were not touched by it.
		PageRefused {
			page: PageId,
			/// The end of the metered interval, Unix time in seconds.
			interval_end: Seconds,
			reason: Refusal,
		},
		/// A device got another meter.
		MeterExchanged {
			device: DeviceId,
			/// When, Unix time in seconds.
			at: Seconds,
			/// The old meter's last registers, in Wh.
			closing: Registers,
			/// The new meter's first registers, in Wh.
			opening: Registers,
		},
		/// A provider put a device's last registers right. In the chain's registers, which run on
		/// when a meter is exchanged.
		CorrectionMade {
			device: DeviceId,
			/// The registers before, in Wh.
			before: Registers,
			/// The registers after, in Wh.
			after: Registers,
			/// Why, in the provider's words.
			reason: BoundedVec<u8, ConstU32<64>>,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The signer collects readings for no active provider.
		NotHeadEnd,
		/// The signer is not the active provider of the device.
		NotProvider,
		/// The batch has no reading.
		EmptyBatch,
		/// The time lies after now.
		FutureInterval,
		/// There is no such device.
		DeviceNotFound,
		/// The device, or its page, belongs to another provider.
		ForeignDevice,
		/// The device is pending, suspended or retired.
		NotAccepted,
		/// A register is lower than before.
		RegisterBackwards,
		/// The device was read at this time or later.
		TimeNotLater,
		/// A month before the device's current one is not closed.
		MonthNotClosed,
		/// A register or mark would pass the largest number, or the calendar ends.
		Overflow,
		/// The mark would fall below the register.
		BelowRegister,
		/// The import register would fall below that of the month's start.
		BelowOpening,
		/// The export register would fall below what the ledger has credited.
		AlreadyCredited,
		/// The device has a meter already.
		AlreadyEnrolled,
		/// The page keeps time at another UTC offset.
		OffsetMismatch,
	}

	impl<T> From<Fault> for Error<T> {
		fn from(fault: Fault) -> Self {
			match fault {
				Fault::UnknownDevice => Self::DeviceNotFound,
				Fault::NotAccepted => Self::NotAccepted,
				Fault::RegisterBackwards => Self::RegisterBackwards,
				Fault::TimeNotLater => Self::TimeNotLater,
				Fault::MonthNotClosed => Self::MonthNotClosed,
				Fault::Overflow => Self::Overflow,
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxPages::get() > 0, "a batch must hold a page");
			assert!(T::MaxSigned::get() > 0, "a batch must hold a signed reading");
			assert!(T::MaxCovers::get() > 0, "shortfalls must be covered");
			assert!(T::MinSignedInterval::get() > 0, "devices need a quota");
			assert!(
				T::SignedLongevity::get() < TransactionLongevity::MAX,
				"a device's transaction must expire"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Books a batch of readings of one interval end, page by page.
		///
		/// ## Dispatch Origin
		/// Signed by a head-end of an active provider. Free within its quota.
		///
		/// ## Details
		/// A reading that cannot be booked is refused alone, and the rest counts. Measured energy is
		/// always booked; for devices that it leaves past their marks cover is sought after all
		/// pages are written, within the weight of `MaxCovers` covers at their worst. A reading of a month's very end
		/// belongs to that month. A page may be listed again: its devices are then read already.
		///
		/// ## Parameters
		/// - `interval_end`: the end of the metered interval, Unix time in seconds, not after now.
		/// - `pages`: for each page (device id ÷ 128) the slots that were read (bit n for device id
		///   mod 128 = n), their import registers in Wh in that order, and the same for the export
		///   registers that have moved.
		///
		/// ## Errors
		/// - `NotHeadEnd`: the signer collects readings for no active provider.
		/// - `FutureInterval`: the interval ends after now.
		/// - `EmptyBatch`: there is no reading.
		///
		/// ## Events
		/// - `ReadingRefused` for every reading that is not booked, with the reason.
		/// - `PageRefused` for every page whose registers do not match the slots it names.
		/// - `BatchBooked`.
		#[pallet::call_index(0)]
		#[pallet::weight({
			let readings: usize = pages.iter().map(|page| page.imports.len()).sum();
			Pallet::<T>::weight_of_submit(pages.len() as u32, readings as u32)
		})]
		#[pallet::feeless_if(
			|origin: &OriginFor<T>, _: &Seconds, pages: &BoundedVec<PageReadings, T::MaxPages>| -> bool {
				Pallet::<T>::is_free_for_head_end(origin, pages.len() as u32)
			}
		)]
		pub fn submit(
			origin: OriginFor<T>,
			interval_end: Seconds,
			pages: BoundedVec<PageReadings, T::MaxPages>,
		) -> DispatchResultWithPostInfo {
			let provider = Self::ensure_head_end(origin)?;
			Ok(Some(Self::do_submit(provider, interval_end, pages)?).into())
		}

		/// Books readings that the devices signed, brought by a gateway.
		///
		/// ## Dispatch Origin
		/// Signed by a head-end of the devices' provider. Free within its quota.
		///
		/// ## Details
		/// Each reading must carry the signature of its device's key over `signed_payload` and a
		/// counter higher than the device's last. A reading that fails is refused alone.
		///
		/// ## Parameters
		/// - `readings`: device, counter, interval end (Unix time in seconds), import and export
		///   registers in Wh, signature.
		///
		/// ## Errors
		/// - `NotHeadEnd`: the signer collects readings for no active provider.
		/// - `EmptyBatch`: there is no reading.
		///
		/// ## Events
		/// - `ReadingRefused` for every reading that is not booked, with the reason.
		/// - `SignedBatchBooked`.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::weight_of_submit_signed(readings))]
		#[pallet::feeless_if(
			|origin: &OriginFor<T>, readings: &BoundedVec<SignedReading, T::MaxSigned>| -> bool {
				Pallet::<T>::is_free_for_head_end(origin, readings.len() as u32)
			}
		)]
		pub fn submit_signed(
			origin: OriginFor<T>,
			readings: BoundedVec<SignedReading, T::MaxSigned>,
		) -> DispatchResultWithPostInfo {
			let provider = Self::ensure_head_end(origin)?;
			Ok(Some(Self::do_submit_signed(provider, &readings)?).into())
		}

		/// Books one reading that the device itself signed. Needs no account and pays no fee.
		///
		/// ## Dispatch Origin
		/// Authorized by the reading itself: a general transaction without a signer. It enters a
		/// block only if the signature is that of the device's key, the counter is higher than the
		/// last, the interval ends at least `MinSignedInterval` after the last one and not after
		/// now, and the reading can be booked.
		///
		/// ## Parameters
		/// - `reading`: device, counter, interval end (Unix time in seconds), import and export
		///   registers in Wh, signature of `signed_payload`.
		///
		/// ## Errors
		/// - None once it is in a block. The pool answers `Future`, `Stale`, `BadProof` or
		///   `Custom(n)`, where n is the index of the `Refusal`.
		///
		/// ## Events
		/// - `DeviceReadingBooked`.
		#[pallet::call_index(2)]
		#[pallet::weight(
			<T as Config>::WeightInfo::submit_device_reading()
				.saturating_add(Pallet::<T>::weight_of_covers(1))
		)]
		#[pallet::authorize(|_source: TransactionSource, reading: &SignedReading| {
			Pallet::<T>::authorize_device_reading(reading)
		})]
		#[pallet::weight_of_authorize(
			<T as Config>::WeightInfo::authorize_submit_device_reading()
		)]
		pub fn submit_device_reading(
			origin: OriginFor<T>,
			reading: SignedReading,
		) -> DispatchResultWithPostInfo {
			ensure_authorized(origin)?;
			Ok(Some(Self::do_submit_device_reading(&reading)).into())
		}

		/// Puts another meter in the place of a device's.
		///
		/// ## Dispatch Origin
		/// Signed by a head-end of the device's provider. Free within its quota.
		///
		/// ## Details
		/// The old meter's last registers are booked like a reading of `at`. From then on readings
		/// are those of the new meter; the chain's registers run on.
		///
		/// ## Parameters
		/// - `device`: the device.
		/// - `at`: when the meter was exchanged, Unix time in seconds, after the last reading.
		/// - `closing`: the old meter's last registers, in Wh.
		/// - `opening`: the new meter's first registers, in Wh.
		///
		/// ## Errors
		/// - `NotHeadEnd`: the signer collects readings for no active provider.
		/// - `FutureInterval`: `at` lies after now.
		/// - `DeviceNotFound`, `ForeignDevice`: no such device, or not of this provider.
		/// - `NotAccepted`, `RegisterBackwards`, `TimeNotLater`, `MonthNotClosed`, `Overflow`: the
		///   last registers cannot be booked.
		///
		/// ## Events
		/// - `MeterExchanged`.
		#[pallet::call_index(3)]
		#[pallet::weight(
			<T as Config>::WeightInfo::exchange_meter()
				.saturating_add(Pallet::<T>::weight_of_covers(1))
		)]
		#[pallet::feeless_if(
			|origin: &OriginFor<T>, _: &DeviceId, _: &Seconds, _: &Registers, _: &Registers| -> bool {
				Pallet::<T>::is_free_for_head_end(origin, 1)
			}
		)]
		pub fn exchange_meter(
			origin: OriginFor<T>,
			device: DeviceId,
			at: Seconds,
			closing: Registers,
			opening: Registers,
		) -> DispatchResultWithPostInfo {
			let provider = Self::ensure_head_end(origin)?;
			Ok(Some(Self::do_exchange_meter(provider, device, at, closing, opening)?).into())
		}

		/// Puts a device's last registers right, up or down, without a new reading.
		///
		/// ## Dispatch Origin
		/// Signed by the account of the device's provider, which must be active. Free within its
		/// quota.
		///
		/// ## Parameters
		/// - `device`: the device.
		/// - `registers`: what the meter showed at its last reading, in Wh. Not below the registers
		///   of the month's start, nor below the export that is credited.
		/// - `reason`: why, in at most 64 bytes of UTF-8.
		///
		/// ## Errors
		/// - `DeviceNotFound`: no such device.
		/// - `NotProvider`: the signer is not the active provider of the device.
		/// - `BelowOpening`, `AlreadyCredited`: the register may not go so low.
		/// - `RegisterBackwards`: lower than the first register of an exchanged meter.
		/// - `Overflow`: the mark would pass the largest number.
		///
		/// ## Events
		/// - `CorrectionMade`.
		#[pallet::call_index(4)]
		#[pallet::weight(
			Pallet::<T>::weight_of_correction().saturating_add(Pallet::<T>::weight_of_covers(1))
		)]
		#[pallet::feeless_if(
			|origin: &OriginFor<T>, device: &DeviceId, _: &Registers, _: &BoundedVec<u8, ConstU32<64>>| -> bool {
				Pallet::<T>::is_free_for_provider_of(origin, *device)
			}
		)]
		pub fn correct_reading(
			origin: OriginFor<T>,
			device: DeviceId,
			registers: Registers,
			reason: BoundedVec<u8, ConstU32<64>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::do_correct_reading(&who, device, registers, reason)?).into())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A device's registers, mark and allocation in its current month.
		pub fn device_position(device: DeviceId) -> Option<Position> {
			<Self as Meters>::position(device)
		}

		/// The same in `month`: the current one, the one before until it is closed, or the next.
		pub fn device_position_in(device: DeviceId, month: MonthId) -> Option<Position> {
			<Self as Meters>::position_in(device, month)
		}

		/// When the month that a device's meter is in ends, Unix time in seconds.
		pub fn device_month_end(device: DeviceId) -> Option<Seconds> {
			let (page, slot) = OpenPage::<T>::of(device)?;
			page.meter(slot).map(|meter| meter.month_end)
		}

		/// The counter that a device's next signed reading must have at least.
		pub fn next_counter(device: DeviceId) -> Option<u32> {
			let (page, slot) = OpenPage::<T>::of(device)?;
			page.meter(slot).map(|meter| meter.next_counter)
		}
	}
}
