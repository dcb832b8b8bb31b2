//! A runtime with this pallet and small rooms around it: a directory that tests edit, and meters
//! and reserves in storage, so that what is rolled back is rolled back in them too.

use crate as pallet_rebalancing;
use codec::{Decode, Encode, MaxEncodedLen};
use commonwatt_primitives::{
	directory::{
		DeviceKey, DeviceKind, DeviceTerms, Devices, Directory, LeftoverPolicy, NetworkTerms,
		ProviderTerms, State,
	},
	ledger::{Inflow, Ledger, Outflow, Settled},
	meters::{Counted, Meters, MonthEnd, Position},
	quota::FreeCalls,
	rebalancing::{DeviceTotals, Helped, Need, Rebalancing as _},
	Calendar, DeviceId, Energy, MonthId, NetworkId, ProviderId, Seconds,
};
use frame_support::{
	derive_impl, parameter_types, storage_alias,
	traits::{ConstU32, UnfilteredDispatchable},
	weights::Weight,
	Blake2_128Concat, Identity,
};
use scale_info::TypeInfo;
use sp_runtime::{BuildStorage, DispatchError, DispatchResult};
use std::{cell::RefCell, collections::BTreeMap};

pub type AccountId = u64;

/// Owner of [`HOME`].
pub const ALICE: AccountId = 1;
/// Owner of [`SHOP`].
pub const BOB: AccountId = 2;
/// Owner of [`BARN`].
pub const CAROL: AccountId = 3;
/// Owner of [`ABROAD`].
pub const DAVE: AccountId = 4;

pub const HOME: NetworkId = 1;
pub const SHOP: NetworkId = 2;
pub const BARN: NetworkId = 3;
/// A network of another provider.
pub const ABROAD: NetworkId = 4;

pub const PROVIDER: ProviderId = 7;
pub const OTHER_PROVIDER: ProviderId = 8;

/// October 2019: 31 days.
pub const MONTH: MonthId = MonthId(24_237);
/// 2019-10-01 00:00 UTC.
pub const START: Seconds = 1_569_888_000;
/// 2019-11-01 00:00 UTC.
pub const END: Seconds = 1_572_566_400;
/// Half of the month.
pub const MIDDLE: Seconds = START / 2 + END / 2;

/// Where the meters of tests begin, so that a register taken for an amount shows.
pub const OPENING: u64 = 1_000_000;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Rebalancing = pallet_rebalancing;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

parameter_types! {
	pub const DefaultMinTransfer: Energy = Energy::wh(500);
}

impl pallet_rebalancing::Config for Test {
	type WeightInfo = ();
	type Time = Timestamp;
	type Directory = TestDirectory;
	type Meters = TestMeters;
	type Ledger = TestLedger;
	type FreeCalls = TestFreeCalls;
	type DefaultMinTransfer = DefaultMinTransfer;
	type MaxTransfers = ConstU32<4>;
	type MaxInvitations = ConstU32<64>;
}

// The registry.

thread_local! {
	static NETWORKS: RefCell<BTreeMap<NetworkId, NetworkTerms<AccountId>>> = RefCell::default();
	static DEVICES: RefCell<BTreeMap<DeviceId, DeviceTerms>> = RefCell::default();
	static QUOTAS: RefCell<BTreeMap<AccountId, u32>> = RefCell::default();
}

pub fn put_network(network: NetworkId, owner: AccountId, provider: ProviderId) {
	let terms = NetworkTerms {
		owner,
		provider,
		state: State::Active,
		calendar: Calendar::new(1, 0).unwrap(),
		leftover: LeftoverPolicy::Share,
	};
	NETWORKS.with_borrow_mut(|networks| networks.insert(network, terms));
}

pub fn put_device(device: DeviceId, network: NetworkId) {
	let terms = DeviceTerms {
		network,
		provider: PROVIDER,
		kind: DeviceKind::Load,
		state: State::Active,
		rated_w: 1_000,
		floor: Energy::ZERO,
		protected: false,
	};
	DEVICES.with_borrow_mut(|devices| devices.insert(device, terms));
}

pub fn edit_network(network: NetworkId, edit: impl FnOnce(&mut NetworkTerms<AccountId>)) {
	NETWORKS.with_borrow_mut(|networks| edit(networks.get_mut(&network).unwrap()));
}

pub fn edit_device(device: DeviceId, edit: impl FnOnce(&mut DeviceTerms)) {
	DEVICES.with_borrow_mut(|devices| edit(devices.get_mut(&device).unwrap()));
}

pub fn remove_network(network: NetworkId) {
	NETWORKS.with_borrow_mut(|networks| networks.remove(&network));
}

pub fn set_quota(who: AccountId, units: u32) {
	QUOTAS.with_borrow_mut(|quotas| quotas.insert(who, units));
}

pub struct TestDirectory;

impl Directory for TestDirectory {
	type AccountId = AccountId;

	fn provider(_: ProviderId) -> Option<ProviderTerms<AccountId>> {
		None
	}

	fn head_end(_: &AccountId) -> Option<ProviderId> {
		None
	}

	fn network(network: NetworkId) -> Option<NetworkTerms<AccountId>> {
		NETWORKS.with_borrow(|networks| networks.get(&network).cloned())
	}

	fn device(device: DeviceId) -> Option<DeviceTerms> {
		DEVICES.with_borrow(|devices| devices.get(&device).copied())
	}

	fn device_key(_: DeviceId) -> Option<DeviceKey> {
		None
	}

	fn devices(network: NetworkId) -> Devices {
		let of_network = DEVICES.with_borrow(|devices| {
			let of_network = devices.iter().filter(|(_, terms)| terms.network == network);
			of_network.map(|(device, _)| *device).collect::<Vec<_>>()
		});
		of_network.try_into().unwrap()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn populate(
		who: &AccountId,
		devices: u32,
		_: Option<DeviceKey>,
	) -> (ProviderId, NetworkId, Devices) {
		let network = NETWORKS.with_borrow(|n| n.keys().max().map_or(1, |last| last + 1));
		put_network(network, *who, PROVIDER);
		let first = DEVICES.with_borrow(|d| d.keys().max().map_or(0, |last| last + 1));
		for device in first..first + devices {
			put_device(device, network);
			meter(device, 0, 0);
		}
		(PROVIDER, network, Self::devices(network))
	}
}

pub struct TestFreeCalls;

impl FreeCalls<AccountId> for TestFreeCalls {
	fn has(who: &AccountId, units: u32) -> bool {
		QUOTAS.with_borrow(|quotas| quotas.get(who).is_some_and(|left| *left >= units))
	}

	fn spend(_: &AccountId, _: u32) {
		panic!("calls do not spend: an extension of the transaction does");
	}
}

// The meters.

#[storage_alias]
type Positions = StorageMap<TestMetering, Blake2_128Concat, DeviceId, Position>;
#[storage_alias]
type RefusesRaise = StorageMap<TestMetering, Identity, DeviceId, bool>;
#[storage_alias]
type RefusesLower = StorageMap<TestMetering, Identity, DeviceId, bool>;
#[storage_alias]
type Stuck = StorageMap<TestMetering, Identity, DeviceId, bool>;

pub const METER_REFUSES: DispatchError = DispatchError::Other("the meter refuses");

/// Sets a device's meter in [`MONTH`]: what it has had and used, in Wh.
pub fn meter(device: DeviceId, had: u64, used: u64) {
	let position = Position {
		month: MONTH,
		opening: Energy(OPENING),
		register: Energy(OPENING + used),
		mark: Energy(OPENING + had),
		..Default::default()
	};
	Positions::insert(device, position);
}

pub fn edit_position(device: DeviceId, edit: impl FnOnce(&mut Position)) {
	Positions::mutate(device, |position| edit(position.as_mut().unwrap()));
}

/// Brings all meters into the month that contains now.
pub fn roll_all() {
	let devices: Vec<DeviceId> = Positions::iter_keys().collect();
	for device in devices {
		TestMeters::roll(device, Rebalancing::now()).unwrap();
	}
}

/// What a device has had, from its mark.
pub fn had(device: DeviceId) -> u64 {
	let position = Positions::get(device).unwrap();
	position.mark.0 - position.opening.0
}

pub fn remove_meter(device: DeviceId) {
	Positions::remove(device);
}

pub fn refuse_raise(device: DeviceId) {
	RefusesRaise::insert(device, true);
}

pub fn refuse_lower(device: DeviceId) {
	RefusesLower::insert(device, true);
}

/// Rolls do nothing to the device, as if it were where it should be.
pub fn stick(device: DeviceId) {
	Stuck::insert(device, true);
}

pub struct TestMeters;

impl Meters for TestMeters {
	fn position(device: DeviceId) -> Option<Position> {
		Positions::get(device)
	}

	fn position_in(device: DeviceId, month: MonthId) -> Option<Position> {
		Positions::get(device).filter(|position| position.month == month)
	}

	fn roll(device: DeviceId, now: Seconds) -> DispatchResult {
		let terms = TestDirectory::device(device).ok_or(METER_REFUSES)?;
		let calendar = TestDirectory::network(terms.network).ok_or(METER_REFUSES)?.calendar;
		let month = calendar.month_at(now);
		if Stuck::contains_key(device) {
			return Ok(());
		}
		Positions::mutate_extant(device, |position| {
			if position.month < month {
				position.month = month;
				position.opening = position.register;
				position.mark = Energy(position.register.0 + position.allocation.0);
			}
		});
		Ok(())
	}

	fn raise(device: DeviceId, by: Energy) -> DispatchResult {
		if RefusesRaise::contains_key(device) {
			return Err(METER_REFUSES);
		}
		Positions::try_mutate(device, |position| {
			let position = position.as_mut().ok_or(METER_REFUSES)?;
			position.mark = position.mark.checked_add(by).ok_or(METER_REFUSES)?;
			Ok(())
		})
	}

	fn lower(device: DeviceId, by: Energy) -> DispatchResult {
		if RefusesLower::contains_key(device) {
			return Err(METER_REFUSES);
		}
		Positions::try_mutate(device, |position| {
			let position = position.as_mut().ok_or(METER_REFUSES)?;
			if position.balance() < by {
				return Err(METER_REFUSES);
			}
			position.mark = position.mark.saturating_sub(by);
			Ok(())
		})
	}

	fn set_allocation(_: DeviceId, _: Energy) -> DispatchResult {
		unreachable!("rebalancing sets no allocations")
	}

	fn credit_exports(_: DeviceId) -> Energy {
		unreachable!("rebalancing credits no exports")
	}

	fn catch_up(_: DeviceId, _: MonthId) -> Counted {
		unreachable!("rebalancing closes no months")
	}

	fn close(_: DeviceId, _: MonthId) -> Option<MonthEnd> {
		unreachable!("rebalancing closes no months")
	}

	fn pages_weight(_: u32) -> Weight {
		unreachable!("rebalancing weighs no pages")
	}

	fn restart(_: DeviceId) -> Result<Position, DispatchError> {
		unreachable!("rebalancing restarts no meters")
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn book(device: DeviceId, import: Energy, _: Energy, at: Seconds) -> DispatchResult {
		edit_position(device, |position| {
			position.register = import;
			position.read_at = at;
		});
		Ok(())
	}
}

// The ledger.

/// What the ledger was asked to book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Booked {
	Given(NetworkId, Energy),
	Received(NetworkId, Energy),
}

#[storage_alias]
type Reserves = StorageMap<TestAllotments, Blake2_128Concat, NetworkId, Energy>;
#[storage_alias]
type Bookings = StorageValue<TestAllotments, Vec<Booked>>;
#[storage_alias]
type RefusesDeposits = StorageValue<TestAllotments, bool>;

/// What the ledger says that it looked for.
pub const LOOK: Weight = Weight::from_parts(7_000, 70);

pub const LEDGER_REFUSES: DispatchError = DispatchError::Other("the ledger refuses");

pub fn set_reserve(network: NetworkId, wh: u64) {
	Reserves::insert(network, Energy(wh));
}

pub fn reserve(network: NetworkId) -> u64 {
	TestLedger::reserve(network).0
}

pub fn bookings() -> Vec<Booked> {
	Bookings::get().unwrap_or_default()
}

pub fn refuse_deposits() {
	RefusesDeposits::put(true);
}

pub struct TestLedger;

impl Ledger for TestLedger {
	fn reserve(network: NetworkId) -> Energy {
		Reserves::get(network).unwrap_or_default()
	}

	fn withdraw(
		network: NetworkId,
		amount: Energy,
		outflow: Outflow,
	) -> Result<(MonthId, Weight), DispatchError> {
		assert_eq!(outflow, Outflow::Given);
		let left = Self::reserve(network).checked_sub(amount).ok_or(LEDGER_REFUSES)?;
		Reserves::insert(network, left);
		Bookings::append(Booked::Given(network, amount));
		Ok((MONTH, LOOK))
	}

	fn look_weight() -> Weight {
		LOOK
	}

	fn deposit(network: NetworkId, amount: Energy, inflow: Inflow) -> DispatchResult {
		assert_eq!(inflow, Inflow::Received);
		if RefusesDeposits::exists() {
			return Err(LEDGER_REFUSES);
		}
		let sum = Self::reserve(network).checked_add(amount).ok_or(LEDGER_REFUSES)?;
		Reserves::insert(network, sum);
		Bookings::append(Booked::Received(network, amount));
		Ok(())
	}

	fn settle(_: NetworkId, _: Settled) -> DispatchResult {
		unreachable!("rebalancing settles no orders")
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn endow(network: NetworkId, amount: Energy) {
		Reserves::mutate(network, |reserve| {
			*reserve = Some(reserve.unwrap_or_default().saturating_add(amount))
		});
	}
}

// What tests do.

/// All energy: had by devices, in reserves and in pools. Nothing that this pallet does changes it.
pub fn all_energy() -> u128 {
	let marks: u128 = Positions::iter_values().map(|p| p.mark.0 as u128).sum();
	let reserves: u128 = Reserves::iter_values().map(|reserve| reserve.0 as u128).sum();
	marks + reserves + Rebalancing::total_pooled()
}

/// Sends a call as a transaction would: what fails is rolled back.
pub fn send(who: AccountId, call: crate::Call<Test>) -> DispatchResult {
	let call = RuntimeCall::Rebalancing(call);
	frame_support::storage::with_storage_layer(|| {
		call.dispatch_bypass_filter(RuntimeOrigin::signed(who)).map(|_| ()).map_err(|e| e.error)
	})
}

pub fn set_time(at: Seconds) {
	Timestamp::set_timestamp(at as u64 * 1_000);
}

/// Asks for help for a device of [`HOME`] at [`MIDDLE`] of the month.
pub fn help(device: DeviceId, short: u64, want: u64) -> Helped {
	Rebalancing::help_device(&need(device, short, want))
}

pub fn need(device: DeviceId, short: u64, want: u64) -> Need<'static> {
	let devices = TestDirectory::devices(HOME);
	let positions = TestMeters::positions(&devices).into_iter();
	let devices: Vec<_> =
		devices.into_iter().zip(positions).filter_map(|(d, p)| Some((d, p?))).collect();
	Need {
		network: HOME,
		device,
		month: MONTH,
		at: MIDDLE,
		short: Energy(short),
		want: Energy(want),
		devices: devices.leak(),
	}
}

/// What a device of [`HOME`] got and gave in a month so far.
pub fn totals(device: DeviceId, month: MonthId) -> DeviceTotals {
	let all = Rebalancing::totals(HOME, month);
	all.into_iter().find(|(of, _)| *of == device).map(|(_, totals)| totals).unwrap_or_default()
}

pub fn events() -> Vec<crate::Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Rebalancing(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// Four networks, with [`HOME`]'s devices as asked for.
#[derive(Default)]
pub struct ExtBuilder {
	meters: Vec<(DeviceId, u64, u64)>,
	reserves: Vec<(NetworkId, u64)>,
	community: Vec<NetworkId>,
}

/// The community that [`ExtBuilder::community`] makes, and its draw limit.
pub const STREET: u32 = 0;
pub const DRAW_LIMIT: u64 = 5_000;

impl ExtBuilder {
	/// A device of [`HOME`] that has had and used so many Wh.
	pub fn device(mut self, device: DeviceId, had: u64, used: u64) -> Self {
		self.meters.push((device, had, used));
		self
	}

	pub fn reserve(mut self, network: NetworkId, wh: u64) -> Self {
		self.reserves.push((network, wh));
		self
	}

	/// [`STREET`], founded by the first.
	pub fn community(mut self, networks: &[NetworkId]) -> Self {
		self.community = networks.to_vec();
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		NETWORKS.take();
		DEVICES.take();
		QUOTAS.take();
		put_network(HOME, ALICE, PROVIDER);
		put_network(SHOP, BOB, PROVIDER);
		put_network(BARN, CAROL, PROVIDER);
		put_network(ABROAD, DAVE, OTHER_PROVIDER);
		let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		let mut ext = sp_io::TestExternalities::from(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			set_time(MIDDLE);
			for (device, had, used) in self.meters {
				put_device(device, HOME);
				meter(device, had, used);
			}
			for (network, wh) in self.reserves {
				set_reserve(network, wh);
			}
			if let Some((founder, others)) = self.community.split_first() {
				found(*founder);
				for network in others {
					invite_and_join(*network);
				}
			}
			System::reset_events();
		});
		ext
	}

	/// Runs a test; the state must hold after it.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Rebalancing::do_try_state().unwrap();
		});
	}
}

pub fn owner(network: NetworkId) -> AccountId {
	TestDirectory::network(network).unwrap().owner
}

pub fn found(network: NetworkId) {
	let label = b"Our street".to_vec().try_into().unwrap();
	let draw_limit = Energy(DRAW_LIMIT);
	send(owner(network), crate::Call::create_community { network, label, draw_limit }).unwrap();
}

pub fn invite_and_join(network: NetworkId) {
	let founder = crate::Communities::<Test>::get(STREET).unwrap().founder.unwrap();
	let networks = vec![network].try_into().unwrap();
	send(owner(founder), crate::Call::invite { community: STREET, networks }).unwrap();
	send(owner(network), crate::Call::join { community: STREET, network }).unwrap();
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
	ExtBuilder::default().build()
}
