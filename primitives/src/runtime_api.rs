//! The runtime APIs that clients call: polkadot.js lists them under «runtime calls».

use crate::{
	ledger::{DeviceLine, Statement},
	meters::Position,
	DeviceId, Energy, MonthId, NetworkId, Price, ProviderId, RoundId, Seconds,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// A device among the devices of its network, in the present month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DeviceRank {
	pub device: DeviceId,
	/// 1 for the device that used most this month.
	pub rank: u32,
	/// Used this month.
	pub used: Energy,
	/// What it would have used by now if it spread its allocation evenly over the month.
	pub expected: Energy,
	/// What it may still use.
	pub balance: Energy,
	/// `used ÷ expected` in per cent, rounded down; none where nothing was expected.
	pub pace_percent: Option<u32>,
}

/// Where a network's month is heading, if it goes on as it has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Forecast {
	pub month: MonthId,
	/// When the forecast was made.
	pub at: Seconds,
	/// Used so far.
	pub used: Energy,
	/// All that the network has had this month for its own use, overdrafts left out.
	pub available: Energy,
	/// What it will have used by the month's end at its present pace, rounded down.
	pub used_at_end: Energy,
	/// When the energy will be used up at the present pace, if before the month's end.
	pub exhausted_at: Option<Seconds>,
}

/// One price of a round with all that stands at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DepthAt {
	pub price: Price,
	pub bids: Energy,
	pub offers: Energy,
}

/// The open round of a provider's sale.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Depth {
	pub round: RoundId,
	/// When it is cleared.
	pub clears_at: Seconds,
	/// The prices at which something stands, lowest first.
	pub prices: Vec<DepthAt>,
}

sp_api::decl_runtime_apis! {
	/// What a utility, an owner or an auditor asks of the chain.
	pub trait CommonwattApi {
		/// The statement of a network for a month: kept for a closed one, computed for an open one.
		fn statement(network: NetworkId, month: MonthId) -> Option<Statement>;

		/// The lines of the devices in that statement, by rank.
		fn statement_devices(network: NetworkId, month: MonthId) -> Vec<DeviceLine>;

		/// The month that a network is in now.
		fn current_month(network: NetworkId) -> Option<MonthId>;

		/// The devices of a network by use in the present month, and against their pace.
		fn ranking(network: NetworkId) -> Vec<DeviceRank>;

		/// Where the present month is heading.
		fn forecast(network: NetworkId) -> Option<Forecast>;

		/// A device's registers, mark and allocation in its current month.
		fn position(device: DeviceId) -> Option<Position>;

		/// What stands in the open round of a provider's sale.
		fn depth(provider: ProviderId) -> Option<Depth>;
	}
}
