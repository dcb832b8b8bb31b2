//! A runtime with in-memory stand-ins for the rooms around the ledger. The meters are faithful;
//! the directory, the helpers and the market do what a test tells them to.

use crate as pallet_allotments;
use crate::pallet::*;
use commonwatt_primitives::{
	calendar::{Calendar, DAY},
	directory::*,
	meters::Position,
	quota::FreeCalls,
	rebalancing::Need,
	DeviceId, Energy, MonthId, NetworkId, Price, ProviderId, Seconds,
};
use frame_support::{
	derive_impl, parameter_types,
	traits::{Hooks, UnixTime},
	weights::Weight,
};
use sp_runtime::{BuildStorage, Perbill};
use std::{cell::RefCell, collections::BTreeMap, time::Duration};

mod meters;
mod rooms;
pub use meters::*;
pub use rooms::*;

pub type AccountId = u64;

pub const OWNER: AccountId = 1;
pub const OTHER_OWNER: AccountId = 2;
pub const STRANGER: AccountId = 9;
pub const PROVIDER: AccountId = 10;
pub const HEAD_END: AccountId = 11;

/// A network with the devices `A`, `B` and the generator `G`; months begin on the 1st.
pub const HOME: NetworkId = 0;
/// A network with the device `C`; months begin on the 15th.
pub const SHOP: NetworkId = 1;
pub const UTILITY: ProviderId = 0;
pub const A: DeviceId = 0;
pub const B: DeviceId = 1;
pub const G: DeviceId = 2;
pub const C: DeviceId = 64;

pub const OCTOBER: MonthId = MonthId(24237);
pub const HOUR: Seconds = 3_600;

pub fn kwh(kwh: u64) -> Energy {
	Energy::kwh(kwh)
}

pub fn wh(wh: u64) -> Energy {
	Energy::wh(wh)
}

/// The hour `hour` of the `day`th day of a month that begins on the 1st.
pub fn at(month: MonthId, day: u32, hour: u32) -> Seconds {
	Calendar::new(1, 0).unwrap().start(month) + (day - 1) * DAY + hour * HOUR
}

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
	pub type Allotments = pallet_allotments;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
}

parameter_types! {
	pub const CloseDelay: Seconds = DAY;
	pub const SweepShare: Perbill = Perbill::from_percent(20);
	pub const Retention: u16 = 13;
	pub const RequestLifetime: Seconds = DAY;
	pub const HeadroomDays: u32 = 2;
	pub const MinCover: Energy = Energy::kwh(1);
	pub const DryRetry: Seconds = HOUR;
}

impl Config for Test {
	type WeightInfo = ();
	type Time = Clock;
	type Directory = Registry;
	type Meters = MeterRoom;
	type Rebalancing = Helpers;
	type Market = Sale;
	type FreeCalls = Quota;
	type CloseDelay = CloseDelay;
	type SweepShare = SweepShare;
	type Retention = Retention;
	type RequestLifetime = RequestLifetime;
	type HeadroomDays = HeadroomDays;
	type MinCover = MinCover;
	type DryRetry = DryRetry;
}

/// What a test tells the rooms to do, and what they were asked.
#[derive(Default)]
pub struct Script {
	pub now: Seconds,
	pub providers: BTreeMap<ProviderId, ProviderTerms<AccountId>>,
	pub networks: BTreeMap<NetworkId, (NetworkTerms<AccountId>, Vec<DeviceId>)>,
	pub devices: BTreeMap<DeviceId, DeviceTerms>,
	/// Devices that help others of their network with all they have.
	pub donors: Vec<DeviceId>,
	/// What `help_device` was asked.
	pub needs: Vec<Need<'static>>,
	/// Whether networks are in a community, whose pool takes pledges.
	pub community: bool,
	/// Whether leftovers can be offered.
	pub buys: bool,
	/// What an owner's money covers of a bid; bids are refused where none.
	pub money: Option<Energy>,
	/// Accounts whose quota is used up.
	pub spent: Vec<AccountId>,
}

thread_local! {
	static SCRIPT: RefCell<Script> = RefCell::new(Script::default());
}

pub fn script<R>(change: impl FnOnce(&mut Script) -> R) -> R {
	SCRIPT.with(|script| change(&mut script.borrow_mut()))
}

pub struct Clock;
impl UnixTime for Clock {
	fn now() -> Duration {
		Duration::from_secs(script(|s| s.now) as u64)
	}
}

pub struct Quota;
impl FreeCalls<AccountId> for Quota {
	fn has(who: &AccountId, _: u32) -> bool {
		script(|s| !s.spent.contains(who))
	}

	fn spend(_: &AccountId, _: u32) {}
}

pub struct Registry;
impl Directory for Registry {
	type AccountId = AccountId;

	fn provider(provider: ProviderId) -> Option<ProviderTerms<AccountId>> {
		script(|s| s.providers.get(&provider).cloned())
	}

	fn head_end(who: &AccountId) -> Option<ProviderId> {
		(*who == HEAD_END).then_some(UTILITY)
	}

	fn network(network: NetworkId) -> Option<NetworkTerms<AccountId>> {
		script(|s| s.networks.get(&network).map(|(terms, _)| terms.clone()))
	}

	fn device(device: DeviceId) -> Option<DeviceTerms> {
		script(|s| s.devices.get(&device).copied())
	}

	fn device_key(_: DeviceId) -> Option<DeviceKey> {
		None
	}

	fn devices(network: NetworkId) -> Devices {
		let devices = script(|s| s.networks.get(&network).map(|(_, devices)| devices.clone()));
		Devices::truncate_from(devices.unwrap_or_default())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn populate(
		who: &AccountId,
		devices: u32,
		_: Option<DeviceKey>,
	) -> (ProviderId, NetworkId, Devices) {
		script(|s| {
			s.now = at(OCTOBER, 10, 12);
			s.providers.insert(UTILITY, provider());
		});
		let list: Vec<_> = (1_000..1_000 + devices).collect();
		add_network(HOME, *who, 1, &list);
		(UTILITY, HOME, Registry::devices(HOME))
	}
}

/// A provider that grants enough, lets nothing be overdrawn and everything be carried.
pub fn provider() -> ProviderTerms<AccountId> {
	ProviderTerms {
		account: PROVIDER,
		state: State::Active,
		capacity: kwh(10_000),
		tariff: Tariff { buy_back: Price(80), retail: Price(400), tick: Price(10) },
		overdraft: Overdraft::default(),
		carry_over: CarryOver { limit: kwh(1_000), months: 12 },
		utc_offset_minutes: 0,
	}
}

pub fn add_network(network: NetworkId, owner: AccountId, billing_day: u8, devices: &[DeviceId]) {
	let terms = NetworkTerms {
		owner,
		provider: UTILITY,
		state: State::Active,
		calendar: Calendar::new(billing_day, 0).unwrap(),
		leftover: LeftoverPolicy::Hold,
	};
	script(|s| s.networks.insert(network, (terms, Vec::new())));
	devices.iter().for_each(|device| enrol(network, *device));
}

/// Enrols a device whose registers stand at 500 kWh and 200 kWh.
pub fn enrol(network: NetworkId, device: DeviceId) {
	let calendar = script(|s| {
		let (terms, devices) = s.networks.get_mut(&network).unwrap();
		devices.push(device);
		let terms = (terms.calendar, terms.provider);
		let device_terms = DeviceTerms {
			network,
			provider: terms.1,
			kind: if device == G { DeviceKind::Generator } else { DeviceKind::Load },
			state: State::Active,
			rated_w: 10_000,
			floor: Energy::ZERO,
			protected: false,
		};
		s.devices.insert(device, device_terms);
		terms.0
	});
	let now = script(|s| s.now);
	let (import, export) = (kwh(500), kwh(200));
	let current = Position {
		month: calendar.month_at(now),
		register: import,
		mark: import,
		opening: import,
		export,
		export_opening: export,
		credited: export,
		allocation: Energy::ZERO,
		read_at: now,
	};
	MeterOf::insert(device, Meter { calendar, current, past: None });
	Allotments::devices_join(network, now).unwrap();
}

pub fn go_to(now: Seconds) {
	script(|s| s.now = now);
}

/// The chain has time: due months are closed.
pub fn idle() -> Weight {
	Allotments::on_idle(System::block_number(), Weight::MAX)
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn change_network(network: NetworkId, change: impl FnOnce(&mut NetworkTerms<AccountId>)) {
	script(|s| change(&mut s.networks.get_mut(&network).unwrap().0));
}

pub fn change_provider(change: impl FnOnce(&mut ProviderTerms<AccountId>)) {
	script(|s| change(s.providers.get_mut(&UTILITY).unwrap()));
}

/// The registry's part of a device's leave.
pub fn drop_device(network: NetworkId, device: DeviceId) {
	script(|s| {
		s.networks.get_mut(&network).unwrap().1.retain(|d| *d != device);
		s.devices.get_mut(&device).unwrap().state = State::Retired;
	});
}

pub fn account(network: NetworkId, month: MonthId) -> crate::types::Account {
	Accounts::<Test>::get(network, month).expect("the month is open")
}

/// What is held for a device.
pub fn request_of(device: DeviceId) -> Option<crate::types::Request> {
	Allotments::request_of(Registry::device(device).unwrap().network, device)
}

/// Whether a month is closed and its statement kept.
pub fn is_closed(network: NetworkId, month: MonthId) -> bool {
	Allotments::closed(network, month).is_some()
}

pub fn columns(network: NetworkId, month: MonthId) -> commonwatt_primitives::ledger::Columns {
	Allotments::statement(network, month).expect("the month has a statement").columns
}

pub fn set_allotment(network: NetworkId, energy: Energy) {
	frame_support::assert_ok!(Allotments::set_allotment(signed(PROVIDER), network, energy));
}

pub fn allocations(list: &[(DeviceId, Energy)]) -> crate::types::Allocations {
	list.to_vec().try_into().unwrap()
}

pub fn allocate(network: NetworkId, list: &[(DeviceId, Energy)]) {
	let owner = Registry::network(network).unwrap().owner;
	frame_support::assert_ok!(Allotments::allocate(signed(owner), network, allocations(list)));
}

/// A world on the 10th of October at noon: a home and a shop of one provider.
#[derive(Default)]
pub struct ExtBuilder {
	allotment: Option<Energy>,
	allocations: Vec<(DeviceId, Energy)>,
	overdraft: Overdraft,
	leftover: Option<LeftoverPolicy>,
}

impl ExtBuilder {
	/// The home's standing allotment.
	pub fn allotment(mut self, energy: Energy) -> Self {
		self.allotment = Some(energy);
		self
	}

	/// A standing allocation of a device of the home.
	pub fn allocation(mut self, device: DeviceId, energy: Energy) -> Self {
		self.allocations.push((device, energy));
		self
	}

	pub fn overdraft(mut self, limit: Energy, chunk: Energy) -> Self {
		self.overdraft = Overdraft { limit, chunk };
		self
	}

	/// What the home does with what is left.
	pub fn leftover(mut self, policy: LeftoverPolicy) -> Self {
		self.leftover = Some(policy);
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			let providers = BTreeMap::from([(UTILITY, provider())]);
			let now = at(OCTOBER, 10, 12);
			script(|s| *s = Script { now, providers, ..Default::default() });
			change_provider(|terms| terms.overdraft = self.overdraft);
			add_network(HOME, OWNER, 1, &[A, B, G]);
			add_network(SHOP, OTHER_OWNER, 15, &[C]);
			if let Some(policy) = self.leftover {
				change_network(HOME, |terms| terms.leftover = policy);
			}
			if let Some(energy) = self.allotment {
				set_allotment(HOME, energy);
			}
			if !self.allocations.is_empty() {
				allocate(HOME, &self.allocations);
			}
			System::reset_events();
		});
		ext
	}

	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Allotments::do_try_state().expect("the state is sound after the test");
		});
	}
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
	ExtBuilder::default().build()
}
