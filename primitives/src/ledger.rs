//! How much: the columns of a month's ledger, and what allotments does for the other pallets.

use crate::{DeviceId, Energy, MonthId, NetworkId, Seconds};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use sp_runtime::{DispatchError, DispatchResult};

/// A network's month in columns, in Wh. In every block, with `used` and `balances` read off the
/// meters: [`inflow`](Columns::inflow) = [`outflow`](Columns::outflow).
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Columns {
	/// Granted by the provider: the standing allotment and one-off grants.
	pub granted: Energy,
	/// Left over from the month before.
	pub carried_in: Energy,
	/// Fed in by its own generators and credited.
	pub generated: Energy,
	/// Received from other networks.
	pub received: Energy,
	/// Bought for money.
	pub bought: Energy,
	/// Used without cover: overdrafts, and what was measured past the marks when the month closed.
	pub overdrawn: Energy,
	/// Used by its devices.
	pub used: Energy,
	/// Not set aside for any device.
	pub reserve: Energy,
	/// What its devices may still use.
	pub balances: Energy,
	/// Held for devices that asked first.
	pub held: Energy,
	/// Given to other networks.
	pub given: Energy,
	/// In orders that are not settled.
	pub offered: Energy,
	/// Sold for money.
	pub sold: Energy,
	/// Left over and carried into the next month.
	pub carried_out: Energy,
	/// Left over and lost.
	pub expired: Energy,
}

impl Columns {
	/// All that came in, in 128 bits so that it cannot overflow.
	pub fn inflow(&self) -> u128 {
		[self.granted, self.carried_in, self.generated, self.received, self.bought, self.overdrawn]
			.iter()
			.map(|e| e.0 as u128)
			.sum()
	}

	/// Where it is or went, in 128 bits so that it cannot overflow.
	pub fn outflow(&self) -> u128 {
		[
			self.used,
			self.reserve,
			self.balances,
			self.held,
			self.given,
			self.offered,
			self.sold,
			self.carried_out,
			self.expired,
		]
		.iter()
		.map(|e| e.0 as u128)
		.sum()
	}
}

/// How far a month is.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum MonthState {
	/// Runs, or waits for late readings.
	Open,
	/// Closed; its surplus or shortfall stands in a settlement round.
	Settling,
	/// Final.
	Closed,
}

/// The statement of a network for a month.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Statement {
	pub month: MonthId,
	pub state: MonthState,
	/// The month's first instant.
	pub start: Seconds,
	/// The month's end: the first instant of the next.
	pub end: Seconds,
	pub columns: Columns,
	/// Transfers between its devices.
	pub transfers_between_devices: u32,
	/// Transfers between it and its community.
	pub transfers_between_networks: u32,
}

/// A device's line in a statement, in Wh.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct DeviceLine {
	pub device: DeviceId,
	/// The import register at the month's end, or the last one booked in an open month.
	pub import: Energy,
	/// The export register at the month's end, or the last one booked in an open month.
	pub export: Energy,
	/// Drawn in the month.
	pub used: Energy,
	/// Fed in during the month.
	pub generated: Energy,
	/// Received from other devices of the network.
	pub received: Energy,
	/// Given to other devices of the network.
	pub given: Energy,
	/// 1 for the device that used most; devices that used the same rank by id.
	pub rank: u32,
}

/// Why energy leaves a network's reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outflow {
	/// To other networks.
	Given,
	/// Into an order.
	Offered,
}

/// Why energy comes into a network's reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inflow {
	/// From other networks.
	Received,
	/// For money, in an order that the owner placed.
	Bought,
}

/// How an order was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
	/// An owner's offer made in `month`: `sold` of the `offered` went; the rest returns.
	Offer { month: MonthId, offered: Energy, sold: Energy },
	/// The offer that closed `month`.
	Leftover { month: MonthId, offered: Energy, sold: Energy },
	/// The bid that closed `month`: `bought` covers what was overdrawn.
	Shortfall { month: MonthId, bought: Energy },
}

/// The kWh ledger.
pub trait Ledger {
	/// What is in the reserve now, with what the network's generators fed in.
	fn reserve(network: NetworkId) -> Energy;

	/// Takes `amount` out of the reserve of the month that contains now; returns that month, and
	/// what it weighed to look for energy fed in where the reserve had too little.
	fn withdraw(
		network: NetworkId,
		amount: Energy,
		outflow: Outflow,
	) -> Result<(MonthId, Weight), DispatchError>;

	/// The most that looking for energy fed in weighs.
	fn look_weight() -> Weight;

	/// Puts `amount` into the reserve of the month that contains now. A dry network is dry no more.
	fn deposit(network: NetworkId, amount: Energy, inflow: Inflow) -> DispatchResult;

	/// Books what a round did with an order. Never loses energy: what is not sold returns to the
	/// month it came from while that is open, and is carried into the present month after.
	fn settle(network: NetworkId, settled: Settled) -> DispatchResult;

	/// For benchmarks: grants `amount` into the reserve of the current month.
	#[cfg(feature = "runtime-benchmarks")]
	fn endow(network: NetworkId, amount: Energy);
}
