//! What must hold between any two calls.

use crate::{
	meter::{Meter, Split},
	types::{MonthPage, Page, PageKey},
	Config, Exchanges, Months, Pages, Pallet, Totals,
};
use commonwatt_primitives::{directory::Directory, ids::device_at, PageId};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every page, meter and past month.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		for (id, page) in Pages::<T>::iter() {
			Self::try_page(id.into(), &page)?;
		}
		for id in Months::<T>::iter_keys() {
			ensure!(Pages::<T>::contains_key(id), "months without their page");
		}
		for (id, exchanges) in Exchanges::<T>::iter() {
			let page = Pages::<T>::get(id).ok_or("an exchange without its page")?;
			let starts = Months::<T>::get(id).starts;
			for exchange in exchanges.iter() {
				let meter = page.meters.get(&starts, exchange.slot);
				let meter = meter.ok_or("an exchange without its device")?;
				ensure!(meter.is(Meter::EXCHANGED), "an exchange that the meter does not show");
				ensure!(exchange.at <= meter.read_at, "an exchange after the last reading");
			}
		}
		for provider in Totals::<T>::iter_keys() {
			ensure!(T::Directory::provider(provider).is_some(), "totals without their provider");
		}
		Ok(())
	}

	fn try_page(id: PageId, page: &Page) -> Result<(), TryRuntimeError> {
		let offset = page.utc_offset_minutes;
		let exchanges = Exchanges::<T>::get(PageKey::from(id));
		let MonthPage { starts, closings } = Months::<T>::get(PageKey::from(id));
		ensure!(
			closings.iter().zip(closings.iter().skip(1)).all(|((a, _), (b, _))| a < b),
			"past months out of order"
		);
		ensure!(
			closings.iter().all(|(slot, _)| page.meters.has(slot)),
			"a past month without its device"
		);
		for (slot, meter) in page.meters.iter(&starts) {
			if !meter.is(Meter::PRESENT) {
				ensure!(meter == Meter::default(), "figures in a slot without a device");
				continue;
			}
			let device = device_at(id, slot).ok_or("a page past the last device")?;
			match T::Directory::device(device) {
				Some(terms) => {
					ensure!(terms.provider == page.provider, "a meter in another provider's page")
				},
				// The last registers of a retired device stay.
				None => ensure!(!meter.is(Meter::ACCEPTS), "a meter without its device"),
			}

			ensure!(meter.opening <= meter.register, "a register below its opening");
			ensure!(meter.opening <= meter.mark, "a mark below the opening");
			ensure!(meter.export_opening <= meter.credited, "credited before the month");
			ensure!(meter.credited <= meter.export, "credited what was not fed in");

			let calendar = meter.calendar(offset).ok_or("a meter without a calendar")?;
			let month = meter.month(offset).ok_or("a meter without a month")?;
			ensure!(calendar.end(month) == meter.month_end, "a month that ends in its midst");
			ensure!(meter.read_at <= meter.month_end, "read after the current month");

			let past = closings.get(slot);
			let pending = past.is_some_and(|past| past.split == Split::Pending);
			ensure!(meter.is(Meter::PROVISIONAL) == pending, "a split neither open nor fixed");
			if let Some(past) = past {
				ensure!(past.month_end == calendar.start(month), "a gap between two months");
				ensure!(past.opening <= meter.opening, "a past month that ran backwards");
				ensure!(past.opening <= past.mark, "a past mark below its opening");
				ensure!(past.export_opening <= past.credited, "a past credit before the month");
				ensure!(past.credited <= meter.export_opening, "a past credit of nothing");
			}
			ensure!(
				meter.is(Meter::EXCHANGED) == exchanges.get(slot).is_some(),
				"an exchanged meter without its exchange"
			);
		}
		Ok(())
	}
}
