//! A page in hand: read once, changed in memory, written once.

use crate::{
	meter::{Entry, Fault, Meter, PastMonth},
	types::{Exchange, ExchangePage, MonthPage, Page, PageKey},
	Config, Exchanges, Months, Pages,
};
use commonwatt_primitives::{ids::place, DeviceId, Energy, PageId, ProviderId, Seconds, Slot};
use core::{cell::OnceCell, marker::PhantomData};

/// A page of registers with what belongs to it. The page's months and exchanges lie apart from it
/// and are read only when they are concerned.
///
/// Never hold one across a call to another pallet, which may change the page under it.
pub(crate) struct OpenPage<T> {
	id: PageId,
	page: Page,
	changed: bool,
	months: OnceCell<MonthPage>,
	months_changed: bool,
	/// Whether a month's end or an exchange had to be looked at.
	beyond_meters: bool,
	exchanges: Option<ExchangePage>,
	exchanges_changed: bool,
	_config: PhantomData<T>,
}

/// A reading that can be booked: what it makes of its meter.
pub(crate) struct Booking {
	slot: Slot,
	change: Change,
	/// The counter of a signed reading.
	counter: Option<u32>,
	/// Whether the device is short by it.
	pub short: bool,
}

/// What a reading changes.
enum Change {
	/// A usual reading: some fields of the meter's record.
	InPlace(Entry),
	/// The meter and, where that changes too, its past month.
	Whole(Meter, Option<Option<PastMonth>>),
}

impl Booking {
	fn new(slot: Slot, change: Change, short: bool) -> Self {
		Self { slot, change, counter: None, short }
	}

	/// From now on only higher counters count.
	pub fn count(&mut self, counter: u32) {
		self.counter = Some(counter);
	}
}

impl<T: Config> OpenPage<T> {
	/// Reads a page; `None` where there is none.
	pub fn open(id: PageId) -> Option<Self> {
		Pages::<T>::get(PageKey::from(id)).map(|page| Self::with(id, page))
	}

	/// Takes a page that is not in storage yet.
	pub fn with(id: PageId, page: Page) -> Self {
		Self {
			id,
			page,
			changed: false,
			months: OnceCell::new(),
			months_changed: false,
			beyond_meters: false,
			exchanges: None,
			exchanges_changed: false,
			_config: PhantomData,
		}
	}

	/// Reads the page of a device; `None` where there is no such device.
	pub fn of(device: DeviceId) -> Option<(Self, Slot)> {
		let (id, slot) = place(device);
		let open = Self::open(id)?;
		open.has(slot).then_some((open, slot))
	}

	fn months(&self) -> &MonthPage {
		self.months.get_or_init(|| Months::<T>::get(PageKey::from(self.id)))
	}

	fn change_months<R>(&mut self, change: impl FnOnce(&mut MonthPage) -> R) -> Option<R> {
		self.months();
		self.months.get_mut().map(change)
	}

	pub fn id(&self) -> PageId {
		self.id
	}

	pub fn provider(&self) -> ProviderId {
		self.page.provider
	}

	pub fn utc_offset_minutes(&self) -> i16 {
		self.page.utc_offset_minutes
	}

	/// Whether a device has the slot.
	pub fn has(&self, slot: Slot) -> bool {
		self.page.meters.has(slot)
	}

	/// The meter at `slot`, where a device has it.
	pub fn meter(&self, slot: Slot) -> Option<Meter> {
		self.has(slot).then(|| self.page.meters.get(&self.months().starts, slot))?
	}

	/// Puts a meter into its slot; refused where one of its energies does not fit.
	pub fn put(&mut self, slot: Slot, meter: &Meter) -> Result<(), Fault> {
		if !meter.fits() {
			return Err(Fault::Overflow);
		}
		self.set(slot, meter);
		Ok(())
	}

	fn set(&mut self, slot: Slot, meter: &Meter) {
		self.changed |= self.page.meters.set(slot, meter);
		let started = self.change_months(|months| months.starts.set(slot, meter));
		self.months_changed |= started == Some(true);
	}

	fn set_past(&mut self, slot: Slot, past: Option<PastMonth>) {
		self.change_months(|months| months.closings.set(slot, past));
		self.months_changed = true;
	}

	/// Moves the mark of the device's meter; `None`, and no change, where there is no such device,
	/// or `to` gives none for its register and mark.
	pub fn move_mark(
		&mut self,
		slot: Slot,
		to: impl FnOnce(Energy, Energy) -> Option<Energy>,
	) -> Option<()> {
		self.page.meters.move_mark(slot, to)?;
		self.changed = true;
		Some(())
	}

	/// The device's past month, where that is not closed.
	pub fn past(&self, slot: Slot) -> Option<PastMonth> {
		self.months().closings.get(slot)
	}

	/// Changes a meter together with its past month; `None`, and no change, where there is no such
	/// device or `change` gives none.
	pub fn change<R>(
		&mut self,
		slot: Slot,
		change: impl FnOnce(&mut Meter, &mut Option<PastMonth>, i16) -> Option<R>,
	) -> Option<R> {
		let mut meter = self.meter(slot)?;
		let before = self.past(slot);
		let mut past = before;
		let result = change(&mut meter, &mut past, self.page.utc_offset_minutes)?;
		self.put(slot, &meter).ok()?;
		if past != before {
			self.set_past(slot, past);
		}
		Some(result)
	}

	/// Where the device's meter was exchanged.
	pub fn exchange(&mut self, slot: Slot) -> Option<Exchange> {
		let meter = self.meter(slot)?;
		self.exchange_of(slot, &meter)
	}

	fn exchange_of(&mut self, slot: Slot, meter: &Meter) -> Option<Exchange> {
		if !meter.is(Meter::EXCHANGED) {
			return None;
		}
		self.beyond_meters = true;
		let id = self.id;
		let exchanges =
			self.exchanges.get_or_insert_with(|| Exchanges::<T>::get(PageKey::from(id)));
		exchanges.get(slot).copied()
	}

	/// From now on the device's readings are those of another meter.
	pub fn set_exchange(&mut self, exchange: Exchange) {
		let id = self.id;
		if let Some(mut meter) = self.meter(exchange.slot) {
			meter.set(Meter::EXCHANGED, true);
			self.set(exchange.slot, &meter);
			let exchanges =
				self.exchanges.get_or_insert_with(|| Exchanges::<T>::get(PageKey::from(id)));
			exchanges.set(exchange);
			self.exchanges_changed = true;
		}
	}

	/// When the device was last read, and the lowest counter that its next signed reading may have.
	pub fn last(&self, slot: Slot) -> Option<(Seconds, u32)> {
		self.page.meters.last(slot)
	}

	/// What a reading of the meter's own registers makes of it. Changes nothing.
	pub fn try_book(&mut self, slot: Slot, own: Entry) -> Result<Booking, Fault> {
		if let Some(short) = self.page.meters.usual(slot, own) {
			return Ok(Booking::new(slot, Change::InPlace(own), short));
		}
		let mut meter = self.meter(slot).ok_or(Fault::UnknownDevice)?;
		let offset = self.page.utc_offset_minutes;
		let entry = match self.exchange_of(slot, &meter) {
			None => own,
			Some(exchange) => exchange.translate(own)?,
		};
		if !meter.concerns_past_month(entry.at, offset) {
			let short = meter.book(&mut None, offset, entry)?;
			return Ok(Booking::new(slot, Change::Whole(meter, None), short));
		}
		self.beyond_meters = true;
		let before = self.past(slot);
		let mut past = before;
		let short = meter.book(&mut past, offset, entry)?;
		let past = (past != before).then_some(past);
		Ok(Booking::new(slot, Change::Whole(meter, past), short))
	}

	/// Books it. Returns whether the device is short by it.
	pub fn keep(&mut self, booking: Booking) -> bool {
		let Booking { slot, change, counter, short } = booking;
		match change {
			Change::InPlace(entry) => {
				self.page.meters.advance(slot, entry);
			},
			Change::Whole(meter, past) => {
				self.set(slot, &meter);
				if let Some(past) = past {
					self.set_past(slot, past);
				}
			},
		}
		if let Some(counter) = counter {
			self.page.meters.set_next_counter(slot, counter.saturating_add(1));
		}
		self.changed = true;
		short
	}

	/// Books a reading of the meter's own registers. Returns whether the device is short by it.
	/// A fault changes nothing.
	pub fn book(&mut self, slot: Slot, own: Entry) -> Result<bool, Fault> {
		if let Some(short) = self.page.meters.advance(slot, own) {
			self.changed = true;
			return Ok(short);
		}
		self.try_book(slot, own).map(|booking| self.keep(booking))
	}

	/// Whether a month's end or an exchange had to be looked at.
	pub fn went_beyond_the_meters(&self) -> bool {
		self.beyond_meters
	}

	/// Writes what changed.
	pub fn save(self) {
		if self.changed {
			Pages::<T>::insert(PageKey::from(self.id), self.page);
		}
		if let (true, Some(months)) = (self.months_changed, self.months.get()) {
			Months::<T>::insert(PageKey::from(self.id), months);
		}
		if let (true, Some(exchanges)) = (self.exchanges_changed, self.exchanges) {
			Exchanges::<T>::insert(PageKey::from(self.id), exchanges);
		}
	}
}

/// Pages one after the other: the one in hand is kept while the devices asked for lie in it.
pub(crate) struct PageByPage<T> {
	open: Option<OpenPage<T>>,
}

impl<T: Config> PageByPage<T> {
	pub fn new() -> Self {
		Self { open: None }
	}

	/// The page of a device, with its slot; `None` where there is no such device. The page before
	/// is saved.
	pub fn of(&mut self, device: DeviceId) -> Option<(&mut OpenPage<T>, Slot)> {
		let (id, slot) = place(device);
		if self.open.as_ref().is_none_or(|open| open.id() != id) {
			self.save();
			self.open = OpenPage::open(id);
		}
		let open = self.open.as_mut()?;
		open.has(slot).then_some((open, slot))
	}

	/// Writes what changed in the page in hand.
	pub fn save(&mut self) {
		if let Some(open) = self.open.take() {
			open.save();
		}
	}
}
