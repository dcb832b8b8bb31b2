//! Meters that are exchanged, and readings that are put right.

use crate::{
	meter::{Entry, Uncorrectable},
	page::OpenPage,
	types::Exchange,
	Config, Error, Event, Pallet, WeightInfo,
};
use commonwatt_primitives::{
	directory::{Directory, Registers, State},
	quota::FreeCalls,
	DeviceId, ProviderId, Seconds,
};
use frame_support::pallet_prelude::*;
use frame_system::{ensure_signed, pallet_prelude::OriginFor};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_exchange_meter(
		provider: ProviderId,
		device: DeviceId,
		at: Seconds,
		closing: Registers,
		opening: Registers,
	) -> Result<Weight, DispatchError> {
		ensure!(at <= Self::now(), Error::<T>::FutureInterval);
		let (mut page, slot) = OpenPage::<T>::of(device).ok_or(Error::<T>::DeviceNotFound)?;
		ensure!(page.provider() == provider, Error::<T>::ForeignDevice);
		let read_at = page.meter(slot).map_or(0, |meter| meter.read_at);
		// A late reading of a month's end is not the meter's last.
		ensure!(at > read_at, Error::<T>::TimeNotLater);
		let last = Entry { at, import: closing.import, export: Some(closing.export) };
		let short = page.book(slot, last).map_err(Error::<T>::from)?;
		let chain = page.meter(slot).ok_or(Error::<T>::DeviceNotFound)?.registers();
		page.set_exchange(Exchange { slot, at, chain, meter: opening });
		page.save();
		Self::deposit_event(Event::MeterExchanged { device, at, closing, opening });
		let covers = if short { Self::cover(&[device], 1) } else { Weight::zero() };
		Ok(T::WeightInfo::exchange_meter().saturating_add(covers))
	}

	/// The provider of the device, if the signer is its account.
	fn is_providers_account(who: &T::AccountId, provider: ProviderId) -> bool {
		T::Directory::provider(provider)
			.is_some_and(|terms| terms.account == *who && terms.state == State::Active)
	}

	/// Whether the origin is the provider of the device and has quota left.
	pub(crate) fn is_free_for_provider_of(origin: &OriginFor<T>, device: DeviceId) -> bool {
		ensure_signed(origin.clone()).is_ok_and(|who| {
			T::Directory::device(device)
				.is_some_and(|terms| Self::is_providers_account(&who, terms.provider))
				&& T::FreeCalls::has(&who, 1)
		})
	}

	/// What a correction weighs, cover left out: its device is looked up.
	pub(crate) fn weight_of_correction() -> Weight {
		T::WeightInfo::correct_reading()
	}

	pub(crate) fn do_correct_reading(
		who: &T::AccountId,
		device: DeviceId,
		registers: Registers,
		reason: BoundedVec<u8, ConstU32<64>>,
	) -> Result<Weight, DispatchError> {
		let (mut page, slot) = OpenPage::<T>::of(device).ok_or(Error::<T>::DeviceNotFound)?;
		ensure!(Self::is_providers_account(who, page.provider()), Error::<T>::NotProvider);
		// What a device that is gone used stands in its network's books for good.
		ensure!(T::Directory::device(device).is_some(), Error::<T>::DeviceNotFound);
		let after = match page.exchange(slot) {
			Some(exchange) => Registers {
				import: exchange.import(registers.import).map_err(Error::<T>::from)?,
				export: exchange.export(registers.export).map_err(Error::<T>::from)?,
			},
			None => registers,
		};
		let past = page.past(slot);
		let mut meter = page.meter(slot).ok_or(Error::<T>::DeviceNotFound)?;
		let before = meter.registers();
		meter.correct(&past, after).map_err(|fault| match fault {
			Uncorrectable::BelowOpening => Error::<T>::BelowOpening,
			Uncorrectable::AlreadyCredited => Error::<T>::AlreadyCredited,
			Uncorrectable::Overflow => Error::<T>::Overflow,
		})?;
		let short = meter.register > meter.mark && after.import > before.import;
		page.put(slot, &meter).map_err(Error::<T>::from)?;
		page.save();
		Self::deposit_event(Event::CorrectionMade { device, before, after, reason });
		let covers = if short { Self::cover(&[device], 1) } else { Weight::zero() };
		Ok(Self::weight_of_correction().saturating_add(covers))
	}
}
