//! A runtime with the registry, balances and a clock; the other rooms are recorders.

use crate as pallet_device_registry;
use crate::{Label, Quota, Terms};
use commonwatt_primitives::{
	directory::{CarryOver, OnDevice, OnRegistry, Overdraft, Registers, Tariff},
	Calendar, DeviceId, Energy, NetworkId, Price, ProviderId, Seconds,
};
use frame_support::{derive_impl, parameter_types, traits::ConstU32, weights::Weight};
use frame_system::EnsureRoot;
use sp_runtime::{
	traits::{ConstU64, IdentityLookup},
	BuildStorage, DispatchError, DispatchResult,
};

pub type AccountId = u64;
pub type Balance = u64;

/// A utility's account.
pub const UTILITY: AccountId = 1;
/// Another utility's account.
pub const RIVAL: AccountId = 2;
/// A head-end of the first utility.
pub const HEAD_END: AccountId = 3;
pub const ALICE: AccountId = 11;
pub const BOB: AccountId = 12;
/// An account without money.
pub const PAUPER: AccountId = 99;

/// 2019-10-16 00:00 UTC.
pub const NOW: Seconds = 1_571_184_000;

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
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(3)]
	pub type Registry = pallet_device_registry;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

parameter_types! {
	pub const HeadEndQuota: Quota = Quota { capacity: 1_000, per_hour: 3_600 };
	pub const OwnerQuota: Quota = Quota { capacity: 10, per_hour: 60 };
	/// What the meters were told, in order.
	pub static MeterLog: Vec<MeterEntry> = vec![];
	/// An opening import register that the meters refuse.
	pub static RefusedOpening: Option<Energy> = None;
	/// The devices and networks that left the ledger.
	pub static LeftDevices: Vec<(NetworkId, DeviceId)> = vec![];
	pub static RetiredNetworks: Vec<NetworkId> = vec![];
	/// What the ledger has granted.
	pub static Committed: Energy = Energy::ZERO;
	/// Whether the ledger lets devices and networks go.
	pub static LedgerRefuses: bool = false;
	pub static JoinedNetworks: Vec<(NetworkId, Seconds)> = Vec::new();
}

pub const METER_ERROR: DispatchError = DispatchError::Other("meter refuses");
pub const LEDGER_ERROR: DispatchError = DispatchError::Other("ledger refuses");

/// What the meters are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MeterEntry {
	Enrolled(DeviceId, ProviderId, Calendar, Registers, Seconds),
	Accepts(DeviceId, bool),
}

pub struct RecordingMeters;
impl OnDevice for RecordingMeters {
	fn enrolled(
		device: DeviceId,
		provider: ProviderId,
		calendar: Calendar,
		opening: Registers,
		at: Seconds,
	) -> DispatchResult {
		if RefusedOpening::get() == Some(opening.import) {
			// What was written before the refusal must be undone.
			frame_support::storage::unhashed::put(b"refused meter", &device);
			return Err(METER_ERROR);
		}
		MeterLog::mutate(|log| {
			log.push(MeterEntry::Enrolled(device, provider, calendar, opening, at))
		});
		Ok(())
	}

	fn accepts_readings(device: DeviceId, accepts: bool) -> DispatchResult {
		MeterLog::mutate(|log| log.push(MeterEntry::Accepts(device, accepts)));
		Ok(())
	}

	fn pages_weight(pages: u32) -> Weight {
		Weight::from_parts(100, 10).saturating_mul(pages.into())
	}
}

pub struct RecordingLedger;
impl OnRegistry for RecordingLedger {
	fn devices_join(network: NetworkId, at: Seconds) -> DispatchResult {
		assert!(crate::NetworkDevices::<Test>::contains_key(network));
		JoinedNetworks::mutate(|joined| joined.push((network, at)));
		Ok(())
	}

	fn device_leaves(network: NetworkId, device: DeviceId) -> DispatchResult {
		frame_support::ensure!(!LedgerRefuses::get(), LEDGER_ERROR);
		// The ledger looks the device up where it still is.
		assert_eq!(crate::Devices::<Test>::get(device).unwrap().network, network);
		assert!(crate::NetworkDevices::<Test>::get(network).contains(&device));
		LeftDevices::mutate(|left| left.push((network, device)));
		Ok(())
	}

	fn committed(_: ProviderId) -> Energy {
		Committed::get()
	}

	fn network_retires(network: NetworkId) -> DispatchResult {
		frame_support::ensure!(!LedgerRefuses::get(), LEDGER_ERROR);
		RetiredNetworks::mutate(|retired| retired.push(network));
		Ok(())
	}
}

impl pallet_device_registry::Config for Test {
	type WeightInfo = ();
	type Time = Timestamp;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type CouncilOrigin = EnsureRoot<AccountId>;
	type Meters = RecordingMeters;
	type Ledger = RecordingLedger;
	type ProviderDeposit = ConstU64<1_000>;
	type NetworkDeposit = ConstU64<100>;
	type DeviceDeposit = ConstU64<10>;
	type MaxHeadEnds = ConstU32<3>;
	type MaxTicks = ConstU32<128>;
	type HeadEndQuota = HeadEndQuota;
	type OwnerQuota = OwnerQuota;
}

pub fn label(text: &str) -> Label {
	text.as_bytes().to_vec().try_into().unwrap()
}

pub fn terms() -> Terms {
	Terms {
		capacity: Energy::kwh(10_000),
		tariff: Tariff { buy_back: Price(100), retail: Price(300), tick: Price(10) },
		overdraft: Overdraft { limit: Energy::kwh(20), chunk: Energy::kwh(5) },
		carry_over: CarryOver { limit: Energy::kwh(50), months: 3 },
		utc_offset_minutes: 60,
	}
}

/// Moves the clock on.
pub fn wait(seconds: Seconds) {
	set_time(Registry::now() + seconds);
}

pub fn set_time(at: Seconds) {
	pallet_timestamp::Now::<Test>::put(at as u64 * 1_000);
}

/// All events of the registry since the last call of this.
pub fn events() -> Vec<crate::Event<Test>> {
	let events = System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Registry(event) => Some(event),
			_ => None,
		})
		.collect();
	System::reset_events();
	events
}

pub fn last_event() -> crate::Event<Test> {
	events().pop().expect("there is an event")
}

pub struct ExtBuilder {
	time: Seconds,
	balance: Balance,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self { time: NOW, balance: 1_000_000 }
	}
}

impl ExtBuilder {
	/// Gives everybody but the pauper so much money.
	pub fn balance(mut self, balance: Balance) -> Self {
		self.balance = balance;
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		pallet_balances::GenesisConfig::<Test> {
			balances: [UTILITY, RIVAL, HEAD_END, ALICE, BOB]
				.into_iter()
				.map(|who| (who, self.balance))
				.collect(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		let mut ext = sp_io::TestExternalities::from(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			set_time(self.time);
		});
		ext
	}

	/// Runs a test, and checks in the end that the records agree with each other.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			MeterLog::take();
			LeftDevices::take();
			RetiredNetworks::take();
			RefusedOpening::set(None);
			Committed::set(Energy::ZERO);
			LedgerRefuses::set(false);
			test();
			Registry::do_try_state().unwrap();
		});
	}
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
	ExtBuilder::default().build()
}
