//! Energy: how the five pallets meet, and the parameters they run with.
//!
//! ```text
//! DeviceRegistry ── Directory, FreeCalls ──► everyone
//! DeviceRegistry ── OnDevice ──► Metering        DeviceRegistry ── OnRegistry ──► Allotments
//! Metering ── Cover ──► Allotments ── Meters ──► Metering
//! Allotments ── Rebalancing ──► Rebalancing ── Meters, Ledger ──► Metering, Allotments
//! Allotments ── Market ──► SurplusSale ── Ledger ──► Allotments
//! ```

use crate::{
	configs::{governance::RootOrHalfCouncil, money::AssetId},
	primitives::{
		calendar::{Seconds, DAY},
		Energy,
	},
	*,
};
use frame_support::{
	parameter_types,
	traits::{ConstU128, ConstU16, ConstU32, ConstU64},
	PalletId,
};
use pallet_device_registry::Quota;
use sp_runtime::Perbill;

/// The asset that sales are paid in: tokenised e-money.
pub const SETTLEMENT_ASSET: AssetId = 1;
/// Its decimals: a smallest unit is a ten-thousandth of a cent.
pub const SETTLEMENT_DECIMALS: u8 = 6;
/// The most price steps from buy-back to retail. Clearing a round looks at each price once.
pub const MAX_TICKS: u32 = 128;
const HOUR: Seconds = 3_600;

parameter_types! {
	/// A head-end of a million meters at 15 minutes submits 31,250 full pages an hour.
	pub const HeadEndQuota: Quota = Quota { capacity: 50_000, per_hour: 50_000 };
	/// Enough to set up a campus at once, and for a call every three minutes after that.
	pub const OwnerQuota: Quota = Quota { capacity: 100, per_hour: 20 };
	pub const SettlementAsset: AssetId = SETTLEMENT_ASSET;
	pub const SalePalletId: PalletId = PalletId(*b"cw/sale/");
	pub const MinCover: Energy = Energy::kwh(1);
	pub const MinTransfer: Energy = Energy::wh(500);
	pub const MinOrder: Energy = Energy::kwh(1);
	/// Some 95 homes a block: a million that all close on one day take eighteen hours, and a
	/// block at the load of 46 million meters grows by less than a quarter.
	pub const SweepShare: Perbill = Perbill::from_percent(4);
}

impl pallet_device_registry::Config for Runtime {
	type WeightInfo = pallet_device_registry::weights::SubstrateWeight<Runtime>;
	type Time = Timestamp;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type CouncilOrigin = RootOrHalfCouncil;
	type Meters = Metering;
	type Ledger = Allotments;
	type ProviderDeposit = ConstU128<{ 100 * UNIT }>;
	type NetworkDeposit = ConstU128<{ UNIT / 10 }>;
	type DeviceDeposit = ConstU128<{ UNIT / 100 }>;
	type MaxHeadEnds = ConstU32<64>;
	type MaxTicks = ConstU32<MAX_TICKS>;
	type HeadEndQuota = HeadEndQuota;
	type OwnerQuota = OwnerQuota;
}

impl pallet_metering::Config for Runtime {
	type WeightInfo = pallet_metering::weights::SubstrateWeight<Runtime>;
	type Time = Timestamp;
	type Directory = DeviceRegistry;
	type Cover = Allotments;
	type FreeCalls = DeviceRegistry;
	// 16,384 readings in a call.
	type MaxPages = ConstU32<128>;
	// Some 50 µs a signature: 26 ms, one part in sixty of a block's normal share.
	type MaxSigned = ConstU32<512>;
	// At their worst, in networks of 512 devices that each stand in another page and can help each
	// other, some 45 ms each: a tenth of a block's normal share. Covers of campuses take a hundredth
	// of that and those of homes less, so it is enough for 1 % of a full batch; what was not taken
	// is given back.
	type MaxCovers = ConstU32<4>;
	type MinSignedInterval = ConstU32<60>;
	// Some 4 ns on the machine that the weights were measured on: `scripts/bench --only weights`.
	type ByteWeight = ConstU64<5_000>;
	// Below what a paying transaction has with any tip, above nothing.
	type SignedPriority = ConstU64<1_000>;
	// An hour.
	type SignedLongevity = ConstU64<600>;
}

impl pallet_allotments::Config for Runtime {
	type WeightInfo = pallet_allotments::weights::SubstrateWeight<Runtime>;
	type Time = Timestamp;
	type Directory = DeviceRegistry;
	type Meters = Metering;
	type Rebalancing = Rebalancing;
	type Market = SurplusSale;
	type FreeCalls = DeviceRegistry;
	type CloseDelay = ConstU32<DAY>;
	type SweepShare = SweepShare;
	type Retention = ConstU16<13>;
	type RequestLifetime = ConstU32<HOUR>;
	type HeadroomDays = ConstU32<3>;
	type MinCover = MinCover;
	type DryRetry = ConstU32<HOUR>;
}

impl pallet_rebalancing::Config for Runtime {
	type WeightInfo = pallet_rebalancing::weights::SubstrateWeight<Runtime>;
	type Time = Timestamp;
	type Directory = DeviceRegistry;
	type Meters = Metering;
	type Ledger = Allotments;
	type FreeCalls = DeviceRegistry;
	type DefaultMinTransfer = MinTransfer;
	type MaxTransfers = ConstU32<16>;
	type MaxInvitations = ConstU32<256>;
}

impl pallet_surplus_sale::Config for Runtime {
	type WeightInfo = pallet_surplus_sale::weights::SubstrateWeight<Runtime>;
	type Time = Timestamp;
	type Directory = DeviceRegistry;
	type Ledger = Allotments;
	type FreeCalls = DeviceRegistry;
	type Money = Assets;
	type Holds = AssetsHolder;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SettlementAsset = SettlementAsset;
	type PalletId = SalePalletId;
	type RoundLength = ConstU32<DAY>;
	type MinOrder = MinOrder;
	type MaxTicks = ConstU32<{ MAX_TICKS + 1 }>;
	type MaxOrders = ConstU32<16_384>;
	type MaxSettle = ConstU32<256>;
	type MaxOpenRounds = ConstU32<1_024>;
	type Retention = ConstU32<400>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = BenchmarkMoney;
}

/// Gives benchmarks money to trade with, and a clock.
#[cfg(feature = "runtime-benchmarks")]
pub struct BenchmarkMoney;

#[cfg(feature = "runtime-benchmarks")]
impl pallet_surplus_sale::BenchmarkHelper<AccountId> for BenchmarkMoney {
	fn create_asset() {
		use frame_support::traits::fungibles::{Create, Inspect};
		if !Assets::asset_exists(SETTLEMENT_ASSET) {
			let _ = <Assets as Create<AccountId>>::create(
				SETTLEMENT_ASSET,
				SurplusSale::pot(),
				true,
				1,
			);
		}
	}

	fn mint(who: &AccountId, amount: Balance) {
		use frame_support::traits::{fungible, fungibles};
		let _ = <Balances as fungible::Mutate<AccountId>>::mint_into(who, UNIT);
		let _ = <Assets as fungibles::Mutate<AccountId>>::mint_into(SETTLEMENT_ASSET, who, amount);
	}

	fn set_time(now: Seconds) {
		pallet_timestamp::Now::<Runtime>::put(u64::from(now) * 1_000);
	}
}
