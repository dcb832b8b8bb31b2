//! The runtime in process: real pallets, wired as on the chain.

mod month;
mod pipeline;
mod presets;

use crate::{
	primitives::{
		calendar::DAY,
		directory::{CarryOver, DeviceKind, LeftoverPolicy, Overdraft, Registers, Tariff},
		ledger::{MonthState, Statement},
		DeviceId, Energy, MonthId, NetworkId, Price, Seconds,
	},
	*,
};
use frame_support::{
	assert_ok,
	traits::{OnIdle, OnInitialize},
};
use pallet_device_registry::{DeviceSpec, Terms};
use pallet_metering::{PageReadings, Reading};
use sp_keyring::Sr25519Keyring::{self, *};

/// 1 October 2019, 00:00 UTC.
const OCTOBER: Seconds = 1_569_888_000;
/// The last day of February of a leap year.
const LEAP_DAY: Seconds = 1_582_934_400;
const MONTH: MonthId = MonthId(24237);
const PROVIDER: u32 = 0;

fn account(who: Sr25519Keyring) -> AccountId {
	who.to_account_id()
}

fn signed(who: Sr25519Keyring) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(who))
}

fn set_time(now: Seconds) {
	pallet_timestamp::Now::<Runtime>::put(u64::from(now) * 1_000);
}

/// A block at `now`, with its hooks and room for the sweeps.
fn block(now: Seconds) {
	let number = System::block_number() + 1;
	System::set_block_number(number);
	set_time(now);
	let room = configs::system::RuntimeBlockWeights::get().max_block;
	let started = AllPalletsWithSystem::on_initialize(number);
	let used = AllPalletsWithSystem::on_idle(number, room.saturating_sub(started));
	assert!(used.all_lte(room), "the sweeps keep to the block");
}

/// A chain from the development preset, at 1 October 2019.
fn development() -> sp_io::TestExternalities {
	let mut ext: sp_io::TestExternalities =
		presets::genesis(sp_genesis_builder::DEV_RUNTIME_PRESET)
			.build_storage()
			.expect("the preset builds")
			.into();
	ext.execute_with(|| block(OCTOBER));
	ext
}

/// Bob is the provider, Charlie its head-end.
fn with_provider() {
	let terms = Terms {
		capacity: Energy::kwh(10_000),
		tariff: Tariff { buy_back: Price(80_000), retail: Price(300_000), tick: Price(10_000) },
		overdraft: Overdraft { limit: Energy::kwh(100), chunk: Energy::kwh(5) },
		carry_over: CarryOver { limit: Energy::kwh(50), months: 2 },
		utc_offset_minutes: 0,
	};
	assert_ok!(DeviceRegistry::apply_as_provider(signed(Bob), Default::default(), terms));
	let approval = RuntimeCall::DeviceRegistry(pallet_device_registry::Call::approve_provider {
		provider: PROVIDER,
	});
	// A council of one decides at once.
	assert_ok!(Council::propose(signed(Alice), 1, Box::new(approval), 1_000));
	assert_ok!(DeviceRegistry::add_head_end(signed(Bob), account(Charlie)));
	for who in [Bob, Dave, Eve, Ferdie] {
		assert_ok!(Assets::mint(
			signed(Alice),
			configs::energy::SETTLEMENT_ASSET.into(),
			account(who).into(),
			1_000_000_000_000,
		));
	}
}

/// A network of `owner` with `allotment`, and a device for every allocation. All in kWh.
fn with_network(
	owner: Sr25519Keyring,
	leftover: LeftoverPolicy,
	billing_day: u8,
	allotment: u64,
	allocations: &[u64],
) -> (NetworkId, Vec<DeviceId>) {
	let network = pallet_device_registry::NextNetwork::<Runtime>::get();
	assert_ok!(DeviceRegistry::register_network(
		signed(Bob),
		PROVIDER,
		account(owner),
		Default::default(),
		billing_day,
		leftover,
		0,
	));
	let now = (pallet_timestamp::Now::<Runtime>::get() / 1_000) as Seconds;
	let spec = DeviceSpec {
		label: Default::default(),
		kind: DeviceKind::Load,
		rated_w: 7_000,
		key: None,
		floor: Energy::ZERO,
		protected: false,
		opening: Registers::default(),
	};
	let specs = vec![spec; allocations.len()];
	assert_ok!(DeviceRegistry::enrol_devices(
		signed(Charlie),
		network,
		now,
		specs.try_into().unwrap()
	));
	let devices =
		<DeviceRegistry as primitives::directory::Directory>::devices(network).into_inner();
	assert_eq!(devices.len(), allocations.len());
	assert_ok!(Allotments::set_allotment(signed(Bob), network, Energy::kwh(allotment)));
	let allocations: Vec<_> =
		devices.iter().zip(allocations).map(|(d, kwh)| (*d, Energy::kwh(*kwh))).collect();
	assert_ok!(Allotments::allocate(signed(owner), network, allocations.try_into().unwrap()));
	(network, devices)
}

/// The head-end reads a device: its import register, in kWh.
fn read(device: DeviceId, at: Seconds, kwh: u64) {
	let (page, slot) = primitives::ids::place(device);
	let reading = Reading { slot, import: Energy::kwh(kwh).0, export: None };
	let pages = vec![PageReadings::new(page, [reading])];
	assert_ok!(Metering::submit(signed(Charlie), at, pages.try_into().unwrap()));
}

fn statement(network: NetworkId, month: MonthId) -> Statement {
	let statement = Allotments::statement(network, month).expect("a statement");
	let columns = statement.columns;
	if statement.state != MonthState::Open {
		assert_eq!(columns.inflow(), columns.outflow(), "invariant 1: {columns:?}");
	}
	statement
}

/// Blocks, one an hour, until `until`.
fn run(from: Seconds, until: Seconds) {
	let mut now = from;
	while now <= until {
		block(now);
		now += DAY / 24;
	}
}
