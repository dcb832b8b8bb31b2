//! What metering does for the other pallets: [`Meters`] for the ledger, [`OnDevice`] for the
//! registry.

use crate::{
	meter::Meter,
	page::{OpenPage, PageByPage},
	record::MAX_WH,
	types::Page,
	Config, Error, Pallet,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	directory::{OnDevice, Registers},
	ids::place,
	meters::{Counted, Meters, MonthEnd, Position},
	Calendar, DeviceId, Energy, MonthId, ProviderId, Seconds,
};
use frame_support::{ensure, pallet_prelude::*};

impl<T: Config> Pallet<T> {
	/// Changes a meter alone; an error changes nothing.
	fn change_meter<R>(
		device: DeviceId,
		change: impl FnOnce(&mut Meter) -> Result<R, Error<T>>,
	) -> Result<R, DispatchError> {
		let (mut page, slot) = OpenPage::<T>::of(device).ok_or(Error::<T>::DeviceNotFound)?;
		let mut meter = page.meter(slot).ok_or(Error::<T>::DeviceNotFound)?;
		let result = change(&mut meter)?;
		page.put(slot, &meter).map_err(Error::<T>::from)?;
		page.save();
		Ok(result)
	}
}

impl<T: Config> Pallet<T> {
	/// Moves a mark alone; `refusal` where `to` gives none, and nothing changed.
	fn move_mark(
		device: DeviceId,
		refusal: Error<T>,
		to: impl FnOnce(Energy, Energy) -> Option<Energy>,
	) -> DispatchResult {
		let (mut page, slot) = OpenPage::<T>::of(device).ok_or(Error::<T>::DeviceNotFound)?;
		page.move_mark(slot, to).ok_or(refusal)?;
		page.save();
		Ok(())
	}
}

impl<T: Config> Meters for Pallet<T> {
	fn position(device: DeviceId) -> Option<Position> {
		let (page, slot) = OpenPage::<T>::of(device)?;
		page.meter(slot)?.position(page.utc_offset_minutes())
	}

	fn positions(devices: &[DeviceId]) -> Vec<Option<Position>> {
		let mut pages = PageByPage::<T>::new();
		let mut position = |device: &DeviceId| {
			let (page, slot) = pages.of(*device)?;
			page.meter(slot)?.position(page.utc_offset_minutes())
		};
		devices.iter().map(&mut position).collect()
	}

	fn position_in(device: DeviceId, month: MonthId) -> Option<Position> {
		let (page, slot) = OpenPage::<T>::of(device)?;
		let meter = page.meter(slot)?;
		let offset = page.utc_offset_minutes();
		let is_past = meter.month(offset)? == month.next();
		let past = if is_past { page.past(slot) } else { None };
		meter.position_in(&past, offset, month)
	}

	fn roll(device: DeviceId, now: Seconds) -> DispatchResult {
		let (mut page, slot) = OpenPage::<T>::of(device).ok_or(Error::<T>::DeviceNotFound)?;
		if page.meter(slot).is_some_and(|meter| now < meter.month_end) {
			return Ok(());
		}
		// `change` keeps nothing of a refused roll: the error is carried around it.
		let mut refused = Error::<T>::MonthNotClosed;
		page.change(slot, |meter, past, offset| {
			meter.roll(past, offset).map_err(|fault| refused = fault.into()).ok()?;
			(now < meter.month_end).then_some(())
		})
		.ok_or(refused)?;
		page.save();
		Ok(())
	}

	fn raise(device: DeviceId, by: Energy) -> DispatchResult {
		Self::move_mark(device, Error::<T>::Overflow, |_, mark| {
			mark.checked_add(by).filter(|mark| *mark <= MAX_WH)
		})
	}

	fn lower(device: DeviceId, by: Energy) -> DispatchResult {
		Self::move_mark(device, Error::<T>::BelowRegister, |register, mark| {
			mark.checked_sub(by).filter(|mark| *mark >= register)
		})
	}

	fn set_allocation(device: DeviceId, allocation: Energy) -> DispatchResult {
		Self::change_meter(device, |meter| {
			meter.allocation = allocation;
			Ok(())
		})
	}

	fn credit_exports(device: DeviceId) -> Energy {
		// Nothing to credit is the usual case, and writes nothing.
		let Some(uncredited) = Self::position(device).map(|position| position.uncredited()) else {
			return Energy::ZERO;
		};
		if uncredited.is_zero() {
			return uncredited;
		}
		Self::change_meter(device, |meter| Ok(meter.credit_exports())).unwrap_or_default()
	}

	fn credit_all(devices: &[DeviceId]) -> Energy {
		let mut pages = PageByPage::<T>::new();
		let mut credit = |device: &DeviceId| {
			let (page, slot) = pages.of(*device)?;
			let mut meter = page.meter(slot)?;
			let uncredited = meter.credit_exports();
			// Nothing to credit is the usual case, and writes nothing.
			if !uncredited.is_zero() {
				page.put(slot, &meter).ok()?;
			}
			Some(uncredited)
		};
		let energy = devices.iter().filter_map(&mut credit).sum();
		pages.save();
		energy
	}

	fn catch_up(device: DeviceId, month: MonthId) -> Counted {
		let Some((mut page, slot)) = OpenPage::<T>::of(device) else { return Counted::default() };
		let counted = page.change(slot, |meter, past, offset| meter.catch_up(past, offset, month));
		page.save();
		counted.unwrap_or_default()
	}

	fn close(device: DeviceId, month: MonthId) -> Option<MonthEnd> {
		let (mut page, slot) = OpenPage::<T>::of(device)?;
		let end = page.change(slot, |meter, past, offset| meter.close(past, offset, month))?;
		page.save();
		Some(end)
	}

	fn close_all(devices: &[DeviceId], month: MonthId) -> Vec<Option<MonthEnd>> {
		let mut pages = PageByPage::<T>::new();
		let mut close = |device: &DeviceId| {
			let (page, slot) = pages.of(*device)?;
			page.change(slot, |meter, past, offset| meter.close(past, offset, month))
		};
		let ends = devices.iter().map(&mut close).collect();
		pages.save();
		ends
	}

	fn restart(device: DeviceId) -> Result<Position, DispatchError> {
		let (mut page, slot) = OpenPage::<T>::of(device).ok_or(Error::<T>::DeviceNotFound)?;
		ensure!(page.past(slot).is_none(), Error::<T>::MonthNotClosed);
		let mut meter = page.meter(slot).ok_or(Error::<T>::DeviceNotFound)?;
		let position =
			meter.position(page.utc_offset_minutes()).ok_or(Error::<T>::DeviceNotFound)?;
		meter.restart();
		page.put(slot, &meter).map_err(Error::<T>::from)?;
		page.save();
		Ok(position)
	}

	fn pages_weight(pages: u32) -> Weight {
		Self::weight_of_changes(pages)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn book(device: DeviceId, import: Energy, export: Energy, at: Seconds) -> DispatchResult {
		let (mut page, slot) = OpenPage::<T>::of(device).ok_or(Error::<T>::DeviceNotFound)?;
		let entry = crate::meter::Entry { at, import, export: Some(export) };
		page.book(slot, entry).map_err(Error::<T>::from)?;
		page.save();
		Ok(())
	}
}

impl<T: Config> OnDevice for Pallet<T> {
	fn enrolled(
		device: DeviceId,
		provider: ProviderId,
		calendar: Calendar,
		opening: Registers,
		at: Seconds,
	) -> DispatchResult {
		let (id, slot) = place(device);
		let offset = calendar.utc_offset_minutes();
		let mut page = OpenPage::<T>::open(id)
			.unwrap_or_else(|| OpenPage::with(id, Page::new(provider, offset)));
		ensure!(page.provider() == provider, Error::<T>::ForeignDevice);
		ensure!(page.utc_offset_minutes() == offset, Error::<T>::OffsetMismatch);
		ensure!(page.meter(slot).is_none(), Error::<T>::AlreadyEnrolled);
		let mut meter = Meter::new(calendar, opening, at).ok_or(Error::<T>::Overflow)?;
		meter.set(Meter::ACCEPTS, true);
		page.put(slot, &meter).map_err(Error::<T>::from)?;
		page.save();
		Ok(())
	}

	fn accepts_readings(device: DeviceId, accepts: bool) -> DispatchResult {
		Self::change_meter(device, |meter| {
			meter.set(Meter::ACCEPTS, accepts);
			Ok(())
		})
	}

	fn pages_weight(pages: u32) -> Weight {
		<Self as Meters>::pages_weight(pages)
	}
}
