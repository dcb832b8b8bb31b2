//! A page in hand: read once, changed in memory, written once.

use crate::{
	meter::{Entry, Fault, Meter, PastMonth},
	types::{Closing, ClosingPage, Exchange, ExchangePage, Page},
	Closings, Config, Exchanges, Pages,
};
use commonwatt_primitives::{DeviceId, Energy, PageId, ProviderId, Slot};
use core::marker::PhantomData;

/// A page of registers with what belongs to it. The page's past months and exchanges lie apart
/// from it and are read only when a reading concerns them.
///
/// Never hold one across a call to another pallet, which may change the page under it.
pub(crate) struct OpenPage<T> {
	id: PageId,
	page: Page,
	changed: bool,
	closings: Option<ClosingPage>,
	closings_changed: bool,
	exchanges: Option<ExchangePage>,
	exchanges_changed: bool,
	_config: PhantomData<T>,
}

impl<T: Config> OpenPage<T> {
	/// Reads a page; `None` where there is none.
	pub fn open(id: PageId) -> Option<Self> {
		Pages::<T>::get(id).map(|page| Self::with(id, page))
	}

	/// Takes a page that is not in storage yet.
	pub fn with(id: PageId, page: Page) -> Self {
		Self {
			id,
			page,
			changed: false,
			closings: None,
			closings_changed: false,
			exchanges: None,
			exchanges_changed: false,
			_config: PhantomData,
		}
	}

	/// Reads the page of a device; `None` where there is no such device.
	pub fn of(device: DeviceId) -> Option<(Self, Slot)> {
		let (id, slot) = commonwatt_primitives::ids::place(device);
		let open = Self::open(id)?;
		open.page.meter(slot)?;
		Some((open, slot))
	}

	pub fn provider(&self) -> ProviderId {
		self.page.provider
	}

	pub fn utc_offset_minutes(&self) -> i16 {
		self.page.utc_offset_minutes
	}

	pub fn meter(&self, slot: Slot) -> Option<&Meter> {
		self.page.meter(slot)
	}

	/// The meter, to be changed.
	pub fn meter_mut(&mut self, slot: Slot) -> Option<&mut Meter> {
		self.changed = true;
		self.page.meter_mut(slot)
	}

	/// Puts a new device's meter into its slot.
	pub fn insert(&mut self, slot: Slot, meter: Meter) {
		if let Some(place) = self.page.meters.get_mut(slot as usize) {
			*place = meter;
			self.changed = true;
		}
	}

	/// The device's past month, where that is not closed.
	pub fn past(&mut self, slot: Slot) -> Option<PastMonth> {
		let id = self.id;
		let closings = self.closings.get_or_insert_with(|| Closings::<T>::get(id));
		closings.get(slot).map(|closing| closing.month)
	}

	fn set_past(&mut self, slot: Slot, past: Option<PastMonth>) {
		let id = self.id;
		let closings = self.closings.get_or_insert_with(|| Closings::<T>::get(id));
		match past {
			Some(month) => closings.set(Closing { slot, month }),
			None => closings.remove(slot),
		}
		self.closings_changed = true;
	}

	/// Changes a meter together with its past month; `None`, and no change, where there is no such
	/// device or `change` gives none.
	pub fn change<R>(
		&mut self,
		slot: Slot,
		change: impl FnOnce(&mut Meter, &mut Option<PastMonth>, i16) -> Option<R>,
	) -> Option<R> {
		let mut meter = *self.meter(slot)?;
		let before = self.past(slot);
		let mut past = before;
		let result = change(&mut meter, &mut past, self.page.utc_offset_minutes)?;
		if past != before {
			self.set_past(slot, past);
		}
		self.insert(slot, meter);
		Some(result)
	}

	/// Where the device's meter was exchanged.
	pub fn exchange(&mut self, slot: Slot) -> Option<Exchange> {
		if !self.meter(slot)?.is(Meter::EXCHANGED) {
			return None;
		}
		let id = self.id;
		let exchanges = self.exchanges.get_or_insert_with(|| Exchanges::<T>::get(id));
		exchanges.get(slot).copied()
	}

	/// From now on the device's readings are those of another meter.
	pub fn set_exchange(&mut self, exchange: Exchange) {
		let id = self.id;
		if let Some(meter) = self.meter_mut(exchange.slot) {
			meter.set(Meter::EXCHANGED, true);
			let exchanges = self.exchanges.get_or_insert_with(|| Exchanges::<T>::get(id));
			exchanges.set(exchange);
			self.exchanges_changed = true;
		}
	}

	/// Books a reading of the meter's own registers. Returns whether the device is short by it.
	/// A fault changes nothing.
	pub fn book(&mut self, slot: Slot, own: Entry) -> Result<bool, Fault> {
		let meter = self.meter(slot).ok_or(Fault::UnknownDevice)?;
		let concerns_past = meter.concerns_past_month(own.at, self.page.utc_offset_minutes);
		let entry = self.in_chain_registers(slot, own)?;
		let before = if concerns_past { self.past(slot) } else { None };
		let mut past = before;
		let offset = self.page.utc_offset_minutes;
		let meter = self.page.meter_mut(slot).ok_or(Fault::UnknownDevice)?;
		let short = meter.book(&mut past, offset, entry)?;
		self.changed = true;
		if past != before {
			self.set_past(slot, past);
		}
		Ok(short)
	}

	fn in_chain_registers(&mut self, slot: Slot, own: Entry) -> Result<Entry, Fault> {
		let Some(exchange) = self.exchange(slot) else { return Ok(own) };
		// Until then another meter was in place.
		if own.at <= exchange.at {
			return Err(Fault::TimeNotLater);
		}
		Ok(Entry {
			at: own.at,
			import: exchange.import(own.import)?,
			export: own.export.map(|export: Energy| exchange.export(export)).transpose()?,
		})
	}

	/// Whether anything but the page itself was read.
	pub fn went_beyond_the_page(&self) -> bool {
		self.closings.is_some() || self.exchanges.is_some()
	}

	/// Writes what changed.
	pub fn save(self) {
		if self.changed {
			Pages::<T>::insert(self.id, self.page);
		}
		if let (true, Some(closings)) = (self.closings_changed, self.closings) {
			if closings.is_empty() {
				Closings::<T>::remove(self.id);
			} else {
				Closings::<T>::insert(self.id, closings);
			}
		}
		if let (true, Some(exchanges)) = (self.exchanges_changed, self.exchanges) {
			Exchanges::<T>::insert(self.id, exchanges);
		}
	}
}
