mod batches;
mod months;
mod properties;
mod rooms;
mod signed;
mod upkeep;

use crate::{
	meter::{Meter, PastMonth},
	mock::*,
	record::MAX_WH,
	Event, MonthPage, Months, Page, PageKey, PageReadings, Pages, Reading, Refusal,
};
use commonwatt_primitives::{
	ids::place,
	meters::{Meters, Position},
	DeviceId, Energy, PageId, Seconds, Slot,
};
use frame_support::{
	dispatch::{DispatchResultWithPostInfo, PostDispatchInfo},
	traits::ConstU32,
	BoundedVec,
};
use sp_runtime::{DispatchError, DispatchErrorWithPostInfo};

/// A reading of an import register.
fn reading(device: DeviceId, import: u64) -> PageReadings {
	let (page, slot) = place(device);
	PageReadings::new(page, [Reading { slot, import, export: None }])
}

/// A reading of both registers.
fn reading_of_both(device: DeviceId, import: u64, export: u64) -> PageReadings {
	let (page, slot) = place(device);
	PageReadings::new(page, [Reading { slot, import, export: Some(export) }])
}

fn pages(pages: Vec<PageReadings>) -> BoundedVec<PageReadings, MaxPages> {
	pages.try_into().unwrap()
}

/// Submits as the head-end, at `at` or when it is later already.
fn submit(at: Seconds, batch: Vec<PageReadings>) -> DispatchResultWithPostInfo {
	if at > Metering::now() {
		set_now(at);
	}
	Metering::submit(RuntimeOrigin::signed(HEAD_END), at, pages(batch))
}

/// Books a reading that must not be refused.
fn book(device: DeviceId, at: Seconds, import: u64) {
	submit(at, vec![reading(device, import)]).unwrap();
	assert_eq!(refusals(), []);
}

/// Books a reading of both registers that must not be refused.
fn book_both(device: DeviceId, at: Seconds, import: u64, export: u64) {
	submit(at, vec![reading_of_both(device, import, export)]).unwrap();
	assert_eq!(refusals(), []);
}

/// Submits a reading that must be refused, and says why it was.
fn refusal(device: DeviceId, at: Seconds, import: u64) -> Refusal {
	submit(at, vec![reading(device, import)]).unwrap();
	let refusals = refusals();
	assert_eq!(refusals.len(), 1);
	refusals[0]
}

/// The events since the last time.
fn events() -> Vec<Event<Test>> {
	let events = System::events();
	System::reset_events();
	events
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Metering(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// The refusals since the last time.
fn refusals() -> Vec<Refusal> {
	events()
		.into_iter()
		.filter_map(|event| match event {
			Event::ReadingRefused { reason, .. } => Some(reason),
			_ => None,
		})
		.collect()
}

/// A page as it stands.
fn page(id: PageId) -> Page {
	Pages::<Test>::get(PageKey::from(id)).unwrap()
}

/// The months of a page's meters as they stand.
fn months(id: PageId) -> MonthPage {
	Months::<Test>::get(PageKey::from(id))
}

/// A meter as it stands.
fn meter(device: DeviceId) -> Meter {
	let (id, slot) = place(device);
	page(id).meters.get(&months(id).starts, slot).unwrap()
}

/// The months of a page's devices that are over and not closed.
fn past_months(id: PageId) -> Vec<(Slot, PastMonth)> {
	months(id).closings.iter().collect()
}

fn position(device: DeviceId) -> Position {
	Metering::position(device).unwrap()
}

/// The device in the month before its current one.
fn past(device: DeviceId) -> Option<Position> {
	Metering::position_in(device, position(device).month.previous())
}

fn used(device: DeviceId) -> u64 {
	position(device).used().0
}

fn used_past(device: DeviceId) -> u64 {
	past(device).unwrap().used().0
}

fn error(result: DispatchResultWithPostInfo) -> DispatchError {
	let Err(DispatchErrorWithPostInfo { error, .. }) = result else { panic!("no error") };
	error
}

fn weight(result: DispatchResultWithPostInfo) -> frame_support::weights::Weight {
	let PostDispatchInfo { actual_weight, .. } = result.unwrap();
	actual_weight.unwrap()
}

fn reason(text: &[u8]) -> BoundedVec<u8, ConstU32<64>> {
	text.to_vec().try_into().unwrap()
}

/// All that metering has in storage.
fn storage() -> Vec<(Vec<u8>, Vec<u8>)> {
	let prefix = sp_io::hashing::twox_128(b"Metering");
	let mut key = prefix.to_vec();
	let mut all = Vec::new();
	while let Some(next) = sp_io::storage::next_key(&key) {
		if !next.starts_with(&prefix) {
			break;
		}
		all.push((next.clone(), sp_io::storage::get(&next).unwrap().to_vec()));
		key = next;
	}
	all
}

fn kwh(kwh: u64) -> Energy {
	Energy::kwh(kwh)
}
