//! Benchmarks: each reaches the worst case of its call, in a network with as many devices as the
//! component says.

#![cfg(feature = "runtime-benchmarks")]

use crate::{pallet::*, types::*, WeightInfo};
use commonwatt_primitives::{
	directory::{Devices, Directory},
	ids::MAX_DEVICES,
	ledger::{Columns, DeviceLine, Ledger, MonthState, Statement},
	meters::Meters,
	rebalancing::{Need, Rebalancing},
	DeviceId, Energy, MonthId, NetworkId,
};
use frame_benchmarking::v2::*;
use frame_support::{traits::Get, weights::WeightMeter};
use frame_system::RawOrigin;

const KWH: Energy = Energy::kwh(1);
/// Between two readings, in seconds.
const INTERVAL: u32 = 900;

/// An account that is owner and head-end, the provider's account, a network and its devices.
fn world<T: Config>(devices: u32) -> (T::AccountId, T::AccountId, NetworkId, Devices) {
	let who: T::AccountId = whitelisted_caller();
	let (provider, network, devices) = T::Directory::populate(&who, devices, None);
	let account = T::Directory::provider(provider).expect("populated").account;
	(who, account, network, devices)
}

/// The device uses `import` and feeds in `export` more.
fn read<T: Config>(device: DeviceId, import: Energy, export: Energy) {
	let position = T::Meters::position(device).expect("metered");
	let import = position.register.saturating_add(import);
	let export = position.export.saturating_add(export);
	T::Meters::book(device, import, export, position.read_at + INTERVAL).expect("a good reading");
}

fn allocations(devices: &Devices, energy: Energy) -> Allocations {
	let list: alloc::vec::Vec<_> = devices.iter().map(|device| (*device, energy)).collect();
	Allocations::truncate_from(list)
}

fn begun<T: Config>(network: NetworkId) -> MonthId {
	let month = Pallet::<T>::current(network).expect("populated");
	Pallet::<T>::open(network, month);
	month
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn set_allotment(d: Linear<1, MAX_DEVICES>) {
		let (owner, provider, network, devices) = world::<T>(d);
		let energy = Energy::wh(2 * d as u64);
		Pallet::<T>::do_set_allotment(&provider, network, energy).expect("within the capacity");
		let list = allocations(&devices, Energy::wh(2));
		Pallet::<T>::do_allocate(&owner, network, list).expect("within the allotment");

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), network, Energy::wh(d as u64));

		assert_eq!(Standings::<T>::get(network).map(|s| s.allocated), Some(Energy::wh(d as u64)));
	}

	#[benchmark]
	fn grant() {
		let (_, provider, network, _) = world::<T>(1);
		let month = begun::<T>(network);

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), network, KWH);

		assert_eq!(Pallet::<T>::account(network, month).columns.granted, KWH);
	}

	#[benchmark]
	fn allocate(n: Linear<1, MAX_DEVICES>) {
		let (owner, provider, network, devices) = world::<T>(n);
		let energy = Energy::wh(n as u64);
		Pallet::<T>::do_set_allotment(&provider, network, energy).expect("within the capacity");

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), network, allocations(&devices, Energy::wh(1)));

		assert_eq!(Standings::<T>::get(network).map(|s| s.allocated), Some(energy));
	}

	#[benchmark]
	fn top_up() {
		let (owner, _, network, devices) = world::<T>(1);
		Pallet::<T>::endow(network, KWH);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), devices[0], KWH);

		assert_eq!(T::Meters::position(devices[0]).map(|p| p.balance()), Some(KWH));
	}

	#[benchmark]
	fn take_back() {
		let (owner, _, network, devices) = world::<T>(1);
		Pallet::<T>::endow(network, KWH);
		Pallet::<T>::do_top_up(&owner, devices[0], KWH).expect("endowed");

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), devices[0], KWH);

		assert_eq!(T::Meters::position(devices[0]).map(|p| p.balance()), Some(Energy::ZERO));
	}

	/// From the reserve, from every device's exports and from its own balance. What others give
	/// weighs apart.
	#[benchmark]
	fn request(d: Linear<1, MAX_DEVICES>) {
		let (owner, _, network, devices) = world::<T>(d);
		Pallet::<T>::endow(network, KWH);
		Pallet::<T>::endow(network, KWH);
		Pallet::<T>::do_top_up(&owner, devices[0], KWH).expect("endowed");
		devices.iter().for_each(|device| read::<T>(*device, Energy::ZERO, KWH));
		let energy = Energy::kwh(d as u64 + 2);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), devices[0], energy);

		let held = Pallet::<T>::request_of(network, devices[0]).map(|held| held.energy);
		assert_eq!(held, Some(energy));
	}

	#[benchmark]
	fn cancel_request() {
		let (owner, _, network, devices) = world::<T>(1);
		Pallet::<T>::endow(network, KWH);
		Pallet::<T>::do_request(&owner, devices[0], KWH).expect("endowed");

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), devices[0]);

		assert!(!Requests::<T>::contains_key(network));
	}

	/// In a month whose account is not open: everybody is asked, and it is not enough.
	#[benchmark]
	fn cover(d: Linear<1, MAX_DEVICES>) {
		let (owner, _, network, devices) = world::<T>(d);
		devices.iter().skip(1).for_each(|device| read::<T>(*device, Energy::ZERO, KWH));
		// More than all of it and any overdraft.
		let short = Energy::wh(1 << 47);
		read::<T>(devices[0], short, KWH);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), devices[0]);

		let month = T::Meters::position(devices[0]).expect("metered").month;
		let account = Pallet::<T>::account(network, month);
		assert!(account.dry_since.is_some());
		assert_eq!(account.columns.generated, Energy::kwh(d as u64));
	}

	/// Looks for exports: every device has some.
	#[benchmark]
	fn look(d: Linear<1, MAX_DEVICES>) {
		let (_, _, network, devices) = world::<T>(d);
		let month = begun::<T>(network);
		devices.iter().for_each(|device| read::<T>(*device, Energy::ZERO, KWH));

		#[block]
		{
			let mut account = Pallet::<T>::account(network, month);
			Pallet::<T>::look(network, month, &mut account);
			Accounts::<T>::insert(network, month, account);
		}

		assert_eq!(Pallet::<T>::account(network, month).columns.generated, Energy::kwh(d as u64));
	}

	/// Opens the month, whose grant is enough.
	#[benchmark]
	fn cover_from_reserve() {
		let (_, provider, network, devices) = world::<T>(1);
		Pallet::<T>::do_set_allotment(&provider, network, KWH).expect("within the capacity");
		let month = Pallet::<T>::current(network).expect("populated");
		Accounts::<T>::remove(network, month);
		read::<T>(devices[0], KWH, Energy::ZERO);

		let outcome;
		#[block]
		{
			outcome = Pallet::<T>::do_cover(network, devices[0], false);
		}

		assert_eq!((outcome.found, outcome.devices), (KWH, None));
	}

	/// With a request, a use, an export and, as far as they help each other, an exchange of every
	/// device, and a statement to be replaced. What the market and the pool do weighs apart.
	#[benchmark]
	fn close_month(d: Linear<1, MAX_DEVICES>) {
		let (owner, _, network, devices) = world::<T>(d);
		let month = begun::<T>(network);
		Pallet::<T>::endow(network, Energy::kwh(2 * d as u64));
		for device in &devices {
			Pallet::<T>::do_request(&owner, *device, KWH).expect("endowed");
			T::Meters::raise(*device, KWH).expect("metered");
		}
		let terms = T::Directory::network(network).expect("populated");
		for _ in 0..d {
			let positions = Pallet::<T>::devices_now(network);
			let helped = T::Rebalancing::help_device(&Need {
				network,
				device: devices[0],
				month,
				at: terms.calendar.end(month),
				short: Energy::kwh(d as u64),
				want: Energy::kwh(d as u64),
				devices: &positions,
			});
			if helped.transfers == 0 {
				break;
			}
		}
		devices.iter().for_each(|device| read::<T>(*device, Energy::wh(500), Energy::wh(500)));
		let old = MonthId(month.0.saturating_sub(T::Retention::get()));
		let statement = Statement {
			month: old,
			state: MonthState::Closed,
			start: 0,
			end: 0,
			columns: Columns::default(),
			transfers_between_devices: 0,
			transfers_between_networks: 0,
		};
		let lines = DeviceLines::truncate_from(alloc::vec![DeviceLine::default(); d as usize]);
		let closed = Closed::new(statement, Unsettled::default(), &lines);
		Statements::<T>::insert(network, Pallet::<T>::place(old), closed);

		#[block]
		{
			Pallet::<T>::close_oldest(network, &terms, month, &devices);
		}

		let closed = Pallet::<T>::closed(network, month).expect("closed");
		assert_eq!(closed.statement.columns.used, Energy::wh(500 * d as u64));
		assert!(Pallet::<T>::closed(network, old).is_none());
	}

	/// A look at the queue, which finds a network that there is no weight for.
	#[benchmark]
	fn sweep() {
		let (_, _, network, _) = world::<T>(MAX_DEVICES);
		begun::<T>(network);
		let queued = Pallet::<T>::queue().find(|(_, queued)| *queued == network);
		let (due, _) = queued.expect("begun");
		Pallet::<T>::dequeue(network, due);
		DueAt::<T>::insert(0u32.to_be_bytes(), (network / 64).to_be_bytes(), 1 << (network % 64));
		let mut meter = WeightMeter::with_limit(T::WeightInfo::sweep());

		#[block]
		{
			Pallet::<T>::sweep(&mut meter);
		}

		assert!(Pallet::<T>::queue().any(|entry| entry == (0, network)));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
