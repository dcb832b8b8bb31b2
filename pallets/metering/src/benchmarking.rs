//! Benchmarks: full pages, in the worst case of each path.

use super::*;
use crate::{
	meter::{Meter, Split},
	types::{BySlot, Exchange, ExchangePage, MonthPage, PageKey},
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	directory::{DeviceKey, Directory, OnDevice, Registers},
	ids::{device_at, place, SLOTS_PER_PAGE},
	meters::Meters,
	Calendar, DeviceId, Energy, NetworkId, PageId, ProviderId, Seconds,
};
use frame_benchmarking::v2::*;
use frame_support::{pallet_prelude::*, traits::Authorize};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_core::crypto::KeyTypeId;

/// 2026-01-31, 23:00 UTC: an hour before a month ends.
const LAST_READ: Seconds = 1_769_900_400;
/// The end of that month, at UTC.
const MONTH_END: Seconds = 1_769_904_000;
const NOW: Seconds = MONTH_END + 3_600;
const KEY_TYPE: KeyTypeId = KeyTypeId(*b"mter");
/// Pages that no enrolled device is in.
const FREE_PAGES: PageId = 1 << 20;

fn set_time<T: pallet_timestamp::Config>(now: Seconds) {
	let millis: u64 = now as u64 * 1_000;
	// Not by `set_timestamp`, which wants the consensus to agree.
	if let Ok(moment) = T::Moment::try_from(millis) {
		pallet_timestamp::Now::<T>::put(moment);
	}
}

/// Full pages of `provider`, in the last hour of a month, their marks far away.
fn fill_pages<T: Config>(provider: ProviderId, pages: u32) {
	let mut meter = Meter {
		month_end: MONTH_END,
		billing_day: 1,
		read_at: LAST_READ,
		mark: Energy(1_000_000_000_000),
		// Cover is weighed apart.
		allocation: Energy(1_000_000_000_000),
		register: Energy(1_000_000),
		export: Energy(1_000_000),
		..Default::default()
	};
	meter.set(Meter::PRESENT, true);
	meter.set(Meter::ACCEPTS, true);
	let (mut page, mut months) = (Page::new(provider, 0), MonthPage::default());
	for slot in 0..SLOTS_PER_PAGE as u8 {
		page.meters.set(slot, &meter);
		months.starts.set(slot, &meter);
	}
	for id in FREE_PAGES..FREE_PAGES + pages {
		Pages::<T>::insert(PageKey::from(id), &page);
		Months::<T>::insert(PageKey::from(id), &months);
	}
}

/// All meters of the pages were exchanged: every reading is translated.
fn exchange_all<T: Config>(pages: u32) {
	for id in FREE_PAGES..FREE_PAGES + pages {
		let mut exchanges = ExchangePage::default();
		let starts = Months::<T>::get(PageKey::from(id)).starts;
		Pages::<T>::mutate(PageKey::from(id), |page| {
			let Some(page) = page else { return };
			for slot in 0..SLOTS_PER_PAGE as u8 {
				if let Some(mut meter) = page.meters.get(&starts, slot) {
					meter.set(Meter::EXCHANGED, true);
					page.meters.set(slot, &meter);
				}
				exchanges.set(Exchange {
					slot,
					at: LAST_READ,
					chain: Registers { import: Energy(1_000_000), export: Energy(1_000_000) },
					meter: Registers::default(),
				});
			}
		});
		Exchanges::<T>::insert(PageKey::from(id), exchanges);
	}
}

fn batch<T: Config>(pages: u32, import: u64) -> BoundedVec<PageReadings, T::MaxPages> {
	let readings = |slot| Reading { slot, import, export: Some(import) };
	let pages = (FREE_PAGES..FREE_PAGES + pages)
		.map(|id| PageReadings::new(id, (0..SLOTS_PER_PAGE as u8).map(readings)))
		.collect();
	BoundedVec::truncate_from(pages)
}

fn populate<T: Config>(
	devices: u32,
	key: Option<DeviceKey>,
) -> (T::AccountId, ProviderId, NetworkId, Vec<DeviceId>) {
	let who: T::AccountId = whitelisted_caller();
	let (provider, network, devices) = T::Directory::populate(&who, devices, key);
	// A page of our own making, so that the month's end is where the benchmark wants it.
	for device in devices.iter() {
		let page = PageKey::from(place(*device).0);
		Pages::<T>::remove(page);
		Months::<T>::remove(page);
	}
	for device in devices.iter() {
		if let Some(calendar) = Calendar::new(1, 0) {
			let enrolled =
				Pallet::<T>::enrolled(*device, provider, calendar, Registers::default(), LAST_READ);
			assert_eq!(enrolled, Ok(()));
			// Cover is weighed apart.
			let set = Pallet::<T>::set_allocation(*device, Energy::kwh(100));
			assert_eq!(set, Ok(()));
		}
	}
	(who, provider, network, devices.into_inner())
}

fn make_key() -> sp_core::sr25519::Public {
	sp_io::crypto::sr25519_generate(KEY_TYPE, None)
}

fn signed<T: Config>(device: DeviceId, key: &sp_core::sr25519::Public) -> SignedReading {
	let mut reading = SignedReading {
		device,
		counter: 1,
		interval_end: NOW,
		import: 5_000,
		export: 5_000,
		signature: DeviceSignature::Sr25519(Default::default()),
	};
	let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::from(0u32));
	let payload = signed_payload(&genesis, &reading);
	if let Some(signature) = sp_io::crypto::sr25519_sign(KEY_TYPE, key, &payload) {
		reading.signature = DeviceSignature::Sr25519(signature);
	}
	reading
}

#[benchmarks(where T: pallet_timestamp::Config)]
mod benches {
	use super::*;

	#[benchmark]
	fn submit(p: Linear<1, { T::MaxPages::get() }>) -> Result<(), BenchmarkError> {
		set_time::<T>(NOW);
		let (who, provider, ..) = populate::<T>(1, None);
		fill_pages::<T>(provider, p);
		let pages = batch::<T>(p, 1_000_500);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), MONTH_END, pages);
		let booked = Totals::<T>::get(provider).booked;
		ensure!(booked == u64::from(p * SLOTS_PER_PAGE), "all were booked");
		Ok(())
	}

	#[benchmark]
	fn submit_across_months(p: Linear<1, { T::MaxPages::get() }>) -> Result<(), BenchmarkError> {
		set_time::<T>(NOW);
		let (who, provider, ..) = populate::<T>(1, None);
		fill_pages::<T>(provider, p);
		exchange_all::<T>(p);
		let pages = batch::<T>(p, 500);
		#[extrinsic_call]
		submit(RawOrigin::Signed(who), NOW, pages);
		let split = Months::<T>::get(PageKey::from(FREE_PAGES))
			.closings
			.iter()
			.filter(|(_, month)| matches!(month.split, Split::Estimated { .. }))
			.count();
		ensure!(split as u32 == SLOTS_PER_PAGE, "all were split");
		Ok(())
	}

	#[benchmark]
	fn submit_refused(p: Linear<1, { T::MaxPages::get() }>) -> Result<(), BenchmarkError> {
		set_time::<T>(NOW);
		let (who, provider, ..) = populate::<T>(1, None);
		fill_pages::<T>(provider, p);
		// Everything is split once, so that the second batch meets full records of past months.
		Pallet::<T>::do_submit(provider, NOW, batch::<T>(p, 1_000_500))?;
		exchange_all::<T>(p);
		// Past the first reading after the boundary.
		let pages = batch::<T>(p, 600);
		#[extrinsic_call]
		submit(RawOrigin::Signed(who), MONTH_END, pages);
		let refused = Totals::<T>::get(provider).refused;
		ensure!(refused == u64::from(p * SLOTS_PER_PAGE), "all were refused");
		Ok(())
	}

	/// A page as large as it gets, read and written for one meter's sake.
	#[benchmark]
	fn change_page() -> Result<(), BenchmarkError> {
		set_time::<T>(NOW);
		let (_, provider, ..) = populate::<T>(1, None);
		fill_pages::<T>(provider, 1);
		Pallet::<T>::do_submit(provider, NOW, batch::<T>(1, 1_000_500))?;
		let device = device_at(FREE_PAGES, 0).ok_or("a device")?;
		let before = Pallet::<T>::position(device).ok_or("a meter")?;
		#[block]
		{
			// The month and the meter both change.
			Pallet::<T>::set_allocation(device, Energy(1))?;
			Pallet::<T>::raise(device, Energy(1))?;
		}
		let after = Pallet::<T>::position(device).ok_or("a meter")?;
		ensure!(
			after.balance() == before.balance().saturating_add(Energy(1)),
			"the mark was raised"
		);
		let months = Months::<T>::get(PageKey::from(FREE_PAGES));
		ensure!(months.closings.iter().count() as u32 == SLOTS_PER_PAGE, "every month is open");
		Ok(())
	}

	#[benchmark]
	fn submit_signed(n: Linear<1, { T::MaxSigned::get() }>) -> Result<(), BenchmarkError> {
		set_time::<T>(NOW);
		let key = make_key();
		let (who, provider, _, devices) = populate::<T>(n, Some(DeviceKey::Sr25519(key)));
		let readings: Vec<_> = devices.iter().map(|device| signed::<T>(*device, &key)).collect();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), BoundedVec::truncate_from(readings));
		ensure!(Totals::<T>::get(provider).booked == u64::from(n), "all were booked");
		Ok(())
	}

	#[benchmark]
	fn submit_device_reading() -> Result<(), BenchmarkError> {
		set_time::<T>(NOW);
		let key = make_key();
		let (_, provider, _, devices) = populate::<T>(1, Some(DeviceKey::Sr25519(key)));
		let device = *devices.first().ok_or("a device")?;
		let reading = signed::<T>(device, &key);
		#[extrinsic_call]
		_(frame_system::RawOrigin::Authorized, reading);
		ensure!(Totals::<T>::get(provider).booked == 1, "it was booked");
		Ok(())
	}

	#[benchmark]
	fn authorize_submit_device_reading() -> Result<(), BenchmarkError> {
		set_time::<T>(NOW);
		let key = make_key();
		let (_, _, _, devices) = populate::<T>(1, Some(DeviceKey::Sr25519(key)));
		let device = *devices.first().ok_or("a device")?;
		let call = Call::<T>::submit_device_reading { reading: signed::<T>(device, &key) };
		#[block]
		{
			call.authorize(TransactionSource::InBlock)
				.ok_or("the call is authorized")?
				.map_err(|_| "the reading is good")?;
		}
		Ok(())
	}

	#[benchmark]
	fn exchange_meter() -> Result<(), BenchmarkError> {
		set_time::<T>(NOW);
		let (who, _, _, devices) = populate::<T>(1, None);
		let device = *devices.first().ok_or("a device")?;
		let registers = Registers { import: Energy(5_000), export: Energy(5_000) };
		#[extrinsic_call]
		_(RawOrigin::Signed(who), device, NOW, registers, Registers::default());
		let (page, slot) = place(device);
		let exchanged =
			Exchanges::<T>::get(PageKey::from(page)).iter().any(|exchange| exchange.slot() == slot);
		ensure!(exchanged, "it was exchanged");
		Ok(())
	}

	#[benchmark]
	fn correct_reading() -> Result<(), BenchmarkError> {
		set_time::<T>(NOW);
		let (_, provider, _, devices) = populate::<T>(1, None);
		let device = *devices.first().ok_or("a device")?;
		let account = T::Directory::provider(provider).ok_or("a provider")?.account;
		// The record of the past month is read too.
		Pallet::<T>::roll(device, NOW)?;
		let registers = Registers { import: Energy(5_000), export: Energy(5_000) };
		#[extrinsic_call]
		_(
			RawOrigin::Signed(account),
			device,
			registers,
			BoundedVec::truncate_from([b'x'; 64].to_vec()),
		);
		let register = Pallet::<T>::position(device).map(|position| position.register);
		ensure!(register == Some(Energy(5_000)), "it was corrected");
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
