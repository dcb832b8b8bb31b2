//! A runtime of assets and the sale, with a registry and a ledger that tests script.

use crate as pallet_surplus_sale;
use commonwatt_primitives::{
	directory::{
		CarryOver, DeviceKey, DeviceTerms, Devices, Directory, LeftoverPolicy, NetworkTerms,
		Overdraft, ProviderTerms, State, Tariff,
	},
	ledger::{Inflow, Ledger, Outflow, Settled},
	money::Money,
	quota::FreeCalls,
	Calendar, DeviceId, Energy, MonthId, NetworkId, Price, ProviderId, Seconds,
};
use core::{cell::RefCell, time::Duration};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{AsEnsureOriginWithArg, ConstU32, UnixTime},
	weights::Weight,
	PalletId,
};
use sp_runtime::{BuildStorage, DispatchError, DispatchResult};
use std::collections::{BTreeMap, BTreeSet};

pub type AccountId = u64;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeTask,
		RuntimeHoldReason,
		RuntimeFreezeReason
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(2)]
	pub type Assets = pallet_assets;
	#[runtime::pallet_index(3)]
	pub type AssetsHolder = pallet_assets_holder;
	#[runtime::pallet_index(4)]
	pub type Sale = pallet_surplus_sale;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<u64>;
	type DbWeight = frame_support::weights::constants::RocksDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
	type Balance = u128;
	type CreateOrigin = AsEnsureOriginWithArg<frame_system::EnsureSigned<AccountId>>;
	type ForceOrigin = frame_system::EnsureRoot<AccountId>;
	type Currency = Balances;
	type Holder = AssetsHolder;
}

impl pallet_assets_holder::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeEvent = RuntimeEvent;
}

pub const ASSET: u32 = 1;
pub const ISSUER: AccountId = 500;
pub const MINIMUM: Money = 10;
/// What each owner and each provider starts with.
pub const RICH: Money = 1_000_000;
pub const UTILITY: AccountId = 100;
pub const OTHER_UTILITY: AccountId = 101;
/// Networks 1 to 6 belong to the account of the same number; odd or even, all to provider 0.
pub const NETWORKS: u32 = 6;
/// The network of provider 1.
pub const FOREIGN: NetworkId = 7;
pub const TARIFF: Tariff = Tariff { buy_back: Price(80), retail: Price(300), tick: Price(20) };
/// What the ledger says that it looked for.
pub const LOOK: Weight = Weight::from_parts(7_000, 70);
pub const MONTH: MonthId = MonthId(24237);
pub const DAY: Seconds = 86_400;
/// The first round of the tests.
pub const ROUND: u32 = 18_000;

parameter_types! {
	pub const SalePalletId: PalletId = PalletId(*b"cw/sale_");
	pub const RoundLength: Seconds = DAY;
	pub const MinOrder: Energy = Energy::wh(100);
	pub static MaxTicks: u32 = 20;
	pub static MaxOrders: u32 = 16;
}

impl pallet_surplus_sale::Config for Test {
	type WeightInfo = ();
	type Time = Clock;
	type Directory = Registry;
	type Ledger = Kwh;
	type FreeCalls = Quota;
	type Money = Assets;
	type Holds = AssetsHolder;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SettlementAsset = ConstU32<ASSET>;
	type PalletId = SalePalletId;
	type RoundLength = RoundLength;
	type MinOrder = MinOrder;
	type MaxTicks = MaxTicks;
	type MaxOrders = MaxOrders;
	type MaxSettle = ConstU32<8>;
	type MaxOpenRounds = ConstU32<3>;
	type Retention = ConstU32<2>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

thread_local! {
	static NOW: RefCell<Seconds> = const { RefCell::new(0) };
	static QUOTA: RefCell<bool> = const { RefCell::new(true) };
	static PROVIDERS: RefCell<BTreeMap<ProviderId, ProviderTerms<AccountId>>> =
		RefCell::default();
	static MEMBERS: RefCell<BTreeMap<NetworkId, NetworkTerms<AccountId>>> = RefCell::default();
	static LEDGER: RefCell<Accounts> = RefCell::default();
}

pub struct Clock;
impl UnixTime for Clock {
	fn now() -> Duration {
		Duration::from_secs(NOW.with_borrow(|now| *now as u64))
	}
}

pub fn set_time(now: Seconds) {
	NOW.set(now);
}

/// To the first instant after a round.
pub fn end_round(round: u32) {
	set_time((round + 1) * DAY);
}

pub struct Quota;
impl FreeCalls<AccountId> for Quota {
	fn has(_: &AccountId, _: u32) -> bool {
		QUOTA.with_borrow(|has| *has)
	}
	fn spend(_: &AccountId, _: u32) {}
}

pub fn exhaust_quota() {
	QUOTA.set(false);
}

/// Who.
pub struct Registry;
impl Directory for Registry {
	type AccountId = AccountId;

	fn provider(provider: ProviderId) -> Option<ProviderTerms<AccountId>> {
		PROVIDERS.with_borrow(|providers| providers.get(&provider).cloned())
	}
	fn head_end(_: &AccountId) -> Option<ProviderId> {
		None
	}
	fn network(network: NetworkId) -> Option<NetworkTerms<AccountId>> {
		MEMBERS.with_borrow(|networks| networks.get(&network).cloned())
	}
	fn device(_: DeviceId) -> Option<DeviceTerms> {
		None
	}
	fn device_key(_: DeviceId) -> Option<DeviceKey> {
		None
	}
	fn devices(_: NetworkId) -> Devices {
		Default::default()
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn populate(who: &AccountId, _: u32, _: Option<DeviceKey>) -> (ProviderId, NetworkId, Devices) {
		add_provider(50, UTILITY);
		add_network(50, *who, 50);
		(50, 50, Default::default())
	}
}

pub fn add_provider(provider: ProviderId, account: AccountId) {
	let terms = ProviderTerms {
		account,
		state: State::Active,
		capacity: Energy::kwh(1_000_000),
		tariff: TARIFF,
		overdraft: Overdraft::default(),
		carry_over: CarryOver::default(),
		utc_offset_minutes: 0,
	};
	PROVIDERS.with_borrow_mut(|providers| providers.insert(provider, terms));
}

pub fn add_network(network: NetworkId, owner: AccountId, provider: ProviderId) {
	let terms = NetworkTerms {
		owner,
		provider,
		state: State::Active,
		calendar: Calendar::new(1, 0).unwrap(),
		leftover: LeftoverPolicy::Sell,
	};
	MEMBERS.with_borrow_mut(|networks| networks.insert(network, terms));
}

pub fn change_provider(provider: ProviderId, change: impl FnOnce(&mut ProviderTerms<AccountId>)) {
	PROVIDERS.with_borrow_mut(|providers| change(providers.get_mut(&provider).unwrap()));
}

pub fn change_network(network: NetworkId, change: impl FnOnce(&mut NetworkTerms<AccountId>)) {
	MEMBERS.with_borrow_mut(|networks| change(networks.get_mut(&network).unwrap()));
}

pub fn forget_provider(provider: ProviderId) {
	PROVIDERS.with_borrow_mut(|providers| providers.remove(&provider));
}

/// How much: reserves, what is in orders, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
	pub reserve: BTreeMap<NetworkId, u64>,
	pub escrow: BTreeMap<NetworkId, u64>,
	pub sold: BTreeMap<NetworkId, u64>,
	pub bought: BTreeMap<NetworkId, u64>,
	pub settled: Vec<(NetworkId, Settled)>,
	pub refuses: BTreeSet<NetworkId>,
}

pub struct Kwh;
impl Ledger for Kwh {
	fn reserve(network: NetworkId) -> Energy {
		Energy(ledger().reserve.get(&network).copied().unwrap_or_default())
	}

	fn withdraw(
		network: NetworkId,
		amount: Energy,
		outflow: Outflow,
	) -> Result<(MonthId, Weight), DispatchError> {
		assert_eq!(outflow, Outflow::Offered);
		with_ledger(|ledger| {
			let reserve = ledger.reserve.entry(network).or_default();
			*reserve = reserve.checked_sub(amount.0).ok_or("reserve too small")?;
			*ledger.escrow.entry(network).or_default() += amount.0;
			Ok((MONTH, LOOK))
		})
	}

	fn look_weight() -> Weight {
		LOOK
	}

	fn deposit(network: NetworkId, amount: Energy, inflow: Inflow) -> DispatchResult {
		assert_eq!(inflow, Inflow::Bought);
		assert!(!amount.is_zero(), "nothing to deposit");
		with_ledger(|ledger| {
			if ledger.refuses.contains(&network) {
				return Err(DispatchError::Unavailable);
			}
			*ledger.reserve.entry(network).or_default() += amount.0;
			*ledger.bought.entry(network).or_default() += amount.0;
			Ok(())
		})
	}

	fn settle(network: NetworkId, settled: Settled) -> DispatchResult {
		with_ledger(|ledger| {
			if ledger.refuses.contains(&network) {
				return Err(DispatchError::Unavailable);
			}
			match settled {
				Settled::Offer { offered, sold, .. } | Settled::Leftover { offered, sold, .. } => {
					let escrow = ledger.escrow.entry(network).or_default();
					*escrow = escrow.checked_sub(offered.0).ok_or("not in escrow")?;
					*ledger.reserve.entry(network).or_default() += offered.0 - sold.0;
					*ledger.sold.entry(network).or_default() += sold.0;
				},
				Settled::Shortfall { bought, .. } => {
					*ledger.bought.entry(network).or_default() += bought.0
				},
			}
			ledger.settled.push((network, settled));
			Ok(())
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn endow(network: NetworkId, amount: Energy) {
		with_ledger(|ledger| *ledger.reserve.entry(network).or_default() += amount.0);
	}
}

pub fn ledger() -> Accounts {
	LEDGER.with_borrow(Clone::clone)
}

pub fn with_ledger<R>(change: impl FnOnce(&mut Accounts) -> R) -> R {
	LEDGER.with_borrow_mut(change)
}

/// Puts a month's leftover into escrow, as the ledger does before it offers it.
pub fn escrow(network: NetworkId, wh: u64) {
	with_ledger(|ledger| *ledger.escrow.entry(network).or_default() += wh);
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Helper;
#[cfg(feature = "runtime-benchmarks")]
impl pallet_surplus_sale::BenchmarkHelper<AccountId> for Helper {
	fn create_asset() {
		use frame_support::traits::fungibles::{Create, Inspect};
		if !Assets::asset_exists(ASSET) {
			assert_ok!(<Assets as Create<AccountId>>::create(ASSET, ISSUER, true, MINIMUM));
		}
	}
	fn mint(who: &AccountId, amount: Money) {
		use frame_support::traits::fungibles::Mutate;
		assert_ok!(Assets::mint_into(ASSET, who, amount));
	}
	fn set_time(now: Seconds) {
		set_time(now);
	}
}

/// All money of accounts, held or free.
fn all_money() -> Money {
	use frame_support::traits::fungibles::Inspect;
	let accounts = (0..=ISSUER).chain([Sale::pot()]);
	accounts.map(|who| <Assets as Inspect<AccountId>>::total_balance(ASSET, &who)).sum()
}

pub struct ExtBuilder {
	pot: Money,
	reserve: u64,
	funds: BTreeMap<AccountId, Money>,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		let mut funds: BTreeMap<_, _> = (1..=NETWORKS as u64).map(|who| (who, RICH)).collect();
		funds.extend([(FOREIGN as u64, RICH), (UTILITY, RICH), (OTHER_UTILITY, RICH)]);
		Self { pot: MINIMUM, reserve: 1_000_000, funds }
	}
}

impl ExtBuilder {
	pub fn without_pot(mut self) -> Self {
		self.pot = 0;
		self
	}

	/// Money of an account; zero for no account.
	pub fn funds(mut self, who: AccountId, money: Money) -> Self {
		self.funds.insert(who, money);
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		set_time(ROUND * DAY + 3_600);
		QUOTA.set(true);
		MaxTicks::set(20);
		MaxOrders::set(16);
		PROVIDERS.take();
		MEMBERS.take();
		add_provider(0, UTILITY);
		add_provider(1, OTHER_UTILITY);
		for network in 1..=NETWORKS {
			add_network(network, network as u64, 0);
		}
		add_network(FOREIGN, FOREIGN as u64, 1);
		let reserve = (1..=FOREIGN).map(|network| (network, self.reserve)).collect();
		LEDGER.set(Accounts { reserve, ..Default::default() });

		let mut accounts: Vec<_> = self.funds.into_iter().filter(|(_, m)| *m > 0).collect();
		if self.pot > 0 {
			accounts.push((Sale::pot(), self.pot));
		}
		let storage = RuntimeGenesisConfig {
			assets: pallet_assets::GenesisConfig {
				assets: vec![(ASSET, ISSUER, true, MINIMUM)],
				accounts: accounts.into_iter().map(|(who, money)| (ASSET, who, money)).collect(),
				..Default::default()
			},
			..Default::default()
		}
		.build_storage()
		.unwrap();
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			let issuance = Assets::total_supply(ASSET);
			test();
			assert_ok!(Sale::do_try_state());
			assert_eq!(Assets::total_supply(ASSET), issuance, "a sale made or lost money");
			assert_eq!(all_money(), issuance, "accounts do not sum up to the issuance");
		});
	}
}
