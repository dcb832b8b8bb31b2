//! A runtime with metering, a clock, and rooms around it that do as a test tells them.

use crate as pallet_metering;
use codec::Encode;
use commonwatt_primitives::{
	directory::{
		CarryOver, DeviceKey, DeviceKind, DeviceTerms, Devices, Directory, NetworkTerms, OnDevice,
		Overdraft, ProviderTerms, Registers, State, Tariff,
	},
	meters::{Cover, Covered, Meters},
	quota::FreeCalls,
	Calendar, DeviceId, Energy, NetworkId, Price, ProviderId, Seconds,
};
use frame_support::{derive_impl, dispatch::GetDispatchInfo, weights::Weight};
use sp_runtime::{
	testing::UintAuthorityId,
	traits::{Applyable, Checkable},
	transaction_validity::{TransactionSource, TransactionValidityError, ValidTransaction},
	BuildStorage,
};
use std::{
	cell::{Cell, RefCell},
	collections::BTreeMap,
};

pub type Header = sp_runtime::generic::Header<u32, sp_runtime::traits::BlakeTwo256>;
pub type Block = sp_runtime::generic::Block<Header, Transaction>;
pub type Transaction = sp_runtime::generic::UncheckedExtrinsic<
	u64,
	RuntimeCall,
	UintAuthorityId,
	(frame_system::AuthorizeCall<Test>,),
>;

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
	pub type Metering = pallet_metering;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type DbWeight = frame_support::weights::constants::ParityDbWeight;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

frame_support::parameter_types! {
	pub const MaxPages: u32 = 4;
	pub const MaxSigned: u32 = 8;
	pub const MaxCovers: u32 = 3;
	pub const MinSignedInterval: Seconds = 60;
	pub const SignedPriority: u64 = 1_000;
	pub const SignedLongevity: u64 = 64;
}

impl pallet_metering::Config for Test {
	type WeightInfo = pallet_metering::weights::SubstrateWeight<Test>;
	type Time = Timestamp;
	type Directory = Registry;
	type Cover = Allotments;
	type FreeCalls = Quota;
	type MaxPages = MaxPages;
	type MaxSigned = MaxSigned;
	type MaxCovers = MaxCovers;
	type MinSignedInterval = MinSignedInterval;
	type ByteWeight = frame_support::traits::ConstU64<5_000>;
	type SignedPriority = SignedPriority;
	type SignedLongevity = SignedLongevity;
}

/// Provider 1 and its head-end; provider 2 and its head-end.
pub const PROVIDER: ProviderId = 1;
pub const HEAD_END: u64 = 10;
pub const OTHER_PROVIDER: ProviderId = 2;
pub const OTHER_HEAD_END: u64 = 20;
/// The account of a provider.
pub const fn account(provider: ProviderId) -> u64 {
	100 + provider as u64
}

thread_local! {
	static DEVICES: RefCell<BTreeMap<DeviceId, DeviceTerms>> = Default::default();
	static KEYS: RefCell<BTreeMap<DeviceId, DeviceKey>> = Default::default();
	static HEAD_ENDS: RefCell<BTreeMap<u64, ProviderId>> = Default::default();
	static PROVIDERS: RefCell<BTreeMap<ProviderId, State>> = Default::default();
	static COVERS: RefCell<Vec<(NetworkId, DeviceId)>> = Default::default();
	static HEADROOM: Cell<Option<Energy>> = const { Cell::new(None) };
	static CHEAP_COVERS: Cell<bool> = const { Cell::new(false) };
	static FREE: RefCell<BTreeMap<u64, u32>> = Default::default();
}

/// The registry.
pub struct Registry;

impl Registry {
	pub fn set_state(device: DeviceId, state: State) {
		DEVICES.with_borrow_mut(|devices| devices.get_mut(&device).unwrap().state = state);
		Metering::accepts_readings(device, state == State::Active).unwrap();
	}

	pub fn set_key(device: DeviceId, key: DeviceKey) {
		KEYS.with_borrow_mut(|keys| keys.insert(device, key));
	}

	pub fn suspend_provider(provider: ProviderId) {
		PROVIDERS.with_borrow_mut(|providers| providers.insert(provider, State::Suspended));
	}

	/// Puts a device into the directory, without a meter.
	pub fn add(device: DeviceId, provider: ProviderId) {
		let terms = DeviceTerms {
			network: device / 8,
			provider,
			kind: DeviceKind::Load,
			state: State::Active,
			rated_w: 11_000,
			floor: Energy::ZERO,
			protected: false,
		};
		DEVICES.with_borrow_mut(|devices| devices.insert(device, terms));
	}

	/// Takes a device out of the directory, as when it retires.
	pub fn remove(device: DeviceId) {
		Metering::accepts_readings(device, false).unwrap();
		DEVICES.with_borrow_mut(|devices| devices.remove(&device));
	}
}

impl Directory for Registry {
	type AccountId = u64;

	fn provider(provider: ProviderId) -> Option<ProviderTerms<u64>> {
		let state = PROVIDERS.with_borrow(|providers| providers.get(&provider).copied())?;
		Some(ProviderTerms {
			account: account(provider),
			state,
			capacity: Energy(u64::MAX),
			tariff: Tariff { buy_back: Price(1), retail: Price(2), tick: Price(1) },
			overdraft: Overdraft::default(),
			carry_over: CarryOver::default(),
			utc_offset_minutes: 0,
		})
	}

	fn head_end(who: &u64) -> Option<ProviderId> {
		let provider = HEAD_ENDS.with_borrow(|all| all.get(who).copied())?;
		(Self::provider(provider)?.state == State::Active).then_some(provider)
	}

	fn network(_: NetworkId) -> Option<NetworkTerms<u64>> {
		None
	}

	fn device(device: DeviceId) -> Option<DeviceTerms> {
		DEVICES.with_borrow(|devices| devices.get(&device).copied())
	}

	fn device_key(device: DeviceId) -> Option<DeviceKey> {
		KEYS.with_borrow(|keys| keys.get(&device).copied())
	}

	fn devices(_: NetworkId) -> Devices {
		Devices::new()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn populate(
		who: &u64,
		devices: u32,
		key: Option<DeviceKey>,
	) -> (ProviderId, NetworkId, Devices) {
		HEAD_ENDS.with_borrow_mut(|all| all.insert(*who, PROVIDER));
		let devices = Devices::truncate_from((640..640 + devices).collect());
		for device in &devices {
			Self::add(*device, PROVIDER);
			if let Some(key) = key {
				Self::set_key(*device, key);
			}
		}
		(PROVIDER, 80, devices)
	}
}

/// The ledger: writes down who asked for cover, and raises marks where it has headroom.
pub struct Allotments;

impl Allotments {
	/// From now on a short device gets what it is short of and this.
	pub fn give(headroom: Energy) {
		HEADROOM.set(Some(headroom));
	}

	/// From now on covers weigh nothing.
	pub fn cover_cheaply() {
		CHEAP_COVERS.set(true);
	}

	/// Who asked since the last time.
	pub fn asked() -> Vec<(NetworkId, DeviceId)> {
		COVERS.take()
	}
}

impl Cover for Allotments {
	fn cover(network: NetworkId, device: DeviceId) -> Covered {
		COVERS.with_borrow_mut(|covers| covers.push((network, device)));
		let Some(headroom) = HEADROOM.get() else { return Covered::Dry };
		let short = Metering::position(device).unwrap().short();
		Metering::raise(device, short.saturating_add(headroom)).unwrap();
		Covered::Whole
	}

	fn cover_and_weigh(network: NetworkId, device: DeviceId) -> (Covered, Weight) {
		let weight = CHEAP_COVERS.get().then_some(Weight::zero());
		(Self::cover(network, device), weight.unwrap_or_else(Self::cover_weight))
	}

	fn cover_weight() -> Weight {
		Weight::from_parts(1_000_000_000, 1_000)
	}
}

/// The quota.
pub struct Quota;

impl Quota {
	pub fn set(who: u64, units: u32) {
		FREE.with_borrow_mut(|free| free.insert(who, units));
	}
}

impl FreeCalls<u64> for Quota {
	fn has(who: &u64, units: u32) -> bool {
		FREE.with_borrow(|free| free.get(who).is_some_and(|left| *left >= units))
	}

	fn spend(_: &u64, _: u32) {}
}

/// Builds the storage that a test begins with: two providers with their head-ends, and no device.
pub struct ExtBuilder {
	calendar: Calendar,
	begin: Seconds,
	devices: Vec<(DeviceId, ProviderId, u64)>,
}

/// 2026-01-10, 00:00 UTC.
pub const BEGIN: Seconds = 1_768_003_200;
/// 2026-02-01, 00:00 UTC.
pub const FEBRUARY: Seconds = 1_769_904_000;
/// 2026-03-01, 00:00 UTC.
pub const MARCH: Seconds = FEBRUARY + 28 * 86_400;
/// An hour.
pub const HOUR: Seconds = 3_600;

impl Default for ExtBuilder {
	fn default() -> Self {
		Self { calendar: Calendar::new(1, 0).unwrap(), begin: BEGIN, devices: Vec::new() }
	}
}

impl ExtBuilder {
	/// A device of the provider that begins at this import register, in Wh.
	pub fn device(mut self, device: DeviceId, opening: u64) -> Self {
		self.devices.push((device, PROVIDER, opening));
		self
	}

	/// A device of the other provider.
	pub fn foreign_device(mut self, device: DeviceId) -> Self {
		self.devices.push((device, OTHER_PROVIDER, 0));
		self
	}

	pub fn calendar(mut self, billing_day: u8, utc_offset_minutes: i16) -> Self {
		self.calendar = Calendar::new(billing_day, utc_offset_minutes).unwrap();
		self
	}

	/// When the devices are enrolled.
	pub fn begin(mut self, at: Seconds) -> Self {
		self.begin = at;
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		DEVICES.take();
		KEYS.take();
		COVERS.take();
		FREE.take();
		HEADROOM.set(None);
		CHEAP_COVERS.set(false);
		HEAD_ENDS.set([(HEAD_END, PROVIDER), (OTHER_HEAD_END, OTHER_PROVIDER)].into());
		PROVIDERS.set([(PROVIDER, State::Active), (OTHER_PROVIDER, State::Active)].into());
		let storage = RuntimeGenesisConfig::default().build_storage().unwrap();
		let mut ext = sp_io::TestExternalities::from(storage);
		ext.register_extension(sp_keystore::KeystoreExt::new(
			sp_keystore::testing::MemoryKeystore::new(),
		));
		ext.execute_with(|| {
			// The genesis hash that devices sign: block 0 has the default one otherwise.
			frame_system::BlockHash::<Test>::insert(0, sp_core::H256::repeat_byte(7));
			System::set_block_number(1);
			set_now(self.begin);
			for (device, provider, opening) in self.devices {
				Registry::add(device, provider);
				let opening = Registers { import: Energy(opening), export: Energy::ZERO };
				Metering::enrolled(device, provider, self.calendar, opening, self.begin).unwrap();
			}
		});
		ext
	}

	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			try_state();
		});
	}
}

pub fn try_state() {
	Metering::do_try_state().unwrap();
}

pub fn set_now(now: Seconds) {
	Timestamp::set_timestamp(now as u64 * 1_000);
}

/// What the pool says of an unsigned general transaction with this call.
pub fn validate(call: RuntimeCall) -> Result<ValidTransaction, TransactionValidityError> {
	let transaction = Transaction::new_transaction(call, (frame_system::AuthorizeCall::new(),));
	let info = transaction.get_dispatch_info();
	let len = transaction.encoded_size();
	Checkable::check(transaction, &frame_system::ChainContext::<Test>::default())
		.unwrap()
		.validate::<Test>(TransactionSource::External, &info, len)
}

/// Puts an unsigned general transaction with this call into the block.
pub fn apply(
	call: RuntimeCall,
) -> sp_runtime::ApplyExtrinsicResultWithInfo<frame_support::dispatch::PostDispatchInfo> {
	let transaction = Transaction::new_transaction(call, (frame_system::AuthorizeCall::new(),));
	let info = transaction.get_dispatch_info();
	let len = transaction.encoded_size();
	Checkable::check(transaction, &frame_system::ChainContext::<Test>::default())
		.unwrap()
		.apply::<Test>(&info, len)
}
