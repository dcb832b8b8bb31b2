//! What the ledger stores.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use commonwatt_primitives::{
	directory::MAX_CARRY_MONTHS,
	ids::MAX_DEVICES,
	ledger::{Columns, DeviceLine, MonthState, Statement},
	DeviceId, Energy, MonthId, Seconds,
};
use frame_support::{
	traits::{ConstU32, WrapperKeepOpaque},
	BoundedVec,
};
use scale_info::TypeInfo;

/// What a network is granted month after month.
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
pub struct Standing {
	/// Granted when a month opens, in Wh.
	pub allotment: Energy,
	/// The part of it that is set aside for devices: the sum of their standing allocations, in Wh.
	pub allocated: Energy,
}

/// Energy left over from one month.
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
pub struct Vintage {
	/// The month that it is from.
	pub month: MonthId,
	/// How much of it, in Wh.
	pub energy: Energy,
}

/// Energy by the month that it is from, youngest first. Energy of the month itself and of the
/// twelve before it.
pub type Vintages = BoundedVec<Vintage, ConstU32<{ MAX_CARRY_MONTHS + 1 }>>;

/// The ledger of a network for a month that is not closed.
#[derive(
	Clone,
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
pub struct Account {
	/// The month's columns. `used` counts only devices that left and `balances` nothing: the
	/// devices' own use and balances are read off their meters.
	pub columns: Columns,
	/// What cuts of the standing allotment freed in this month: granted already, and not granted
	/// again by a rise in the same month.
	pub freed: Energy,
	/// Since when the network was last found dry; none where energy came in since.
	pub dry_since: Option<Seconds>,
	/// When exports were last credited.
	pub credited_at: Option<Seconds>,
	/// What was carried in, by the month that it is from, youngest first.
	pub vintages: Vintages,
	/// Transfers between the network's devices.
	pub transfers_between_devices: u32,
	/// Transfers between the network and its community.
	pub transfers_between_networks: u32,
}

impl Account {
	/// Puts `energy` that came in into the reserve: a dry network is dry no more. Callers that can
	/// refuse check for overflow before.
	pub fn put(&mut self, energy: Energy) {
		self.columns.reserve = self.columns.reserve.saturating_add(energy);
		if !energy.is_zero() {
			self.dry_since = None;
		}
	}

	/// Takes up to `most` out of the reserve.
	pub fn take(&mut self, most: Energy) -> Energy {
		let taken = most.min(self.columns.reserve);
		self.columns.reserve = self.columns.reserve.saturating_sub(taken);
		taken
	}

	/// What may leave the network: what it overdrew is paid back first.
	pub fn free(&self) -> Energy {
		self.columns.reserve.saturating_sub(self.columns.overdrawn)
	}

	/// All that came in this month, what was carried in left out.
	pub fn fresh(&self) -> Energy {
		let columns = &self.columns;
		[columns.granted, columns.generated, columns.received, columns.bought].into_iter().sum()
	}
}

/// Energy that is held for a device that asked first.
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
pub struct Request {
	/// The month in whose account it is held.
	pub month: MonthId,
	/// What is still held, in Wh.
	pub energy: Energy,
	/// Until when nobody else may have it: a Unix time in seconds, not after the month's end.
	pub expires: Seconds,
}

/// The energy that is held for devices of a network that asked first, by device.
pub type NetworkRequests = BoundedVec<(DeviceId, Request), ConstU32<MAX_DEVICES>>;

/// What of a closed month is not settled yet.
#[derive(
	Clone,
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
pub struct Unsettled {
	/// What the bid for the month's shortfall stands for, in Wh.
	pub bid: Energy,
	/// What is offered, by the month that it is from, youngest first.
	pub offered: Vintages,
}

/// A closed month of a network.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Closed {
	pub statement: Statement,
	/// What of it still stands in orders.
	pub unsettled: Unsettled,
	/// The lines of the devices, by rank. Kept encoded: an order is settled without looking at
	/// them.
	lines: WrapperKeepOpaque<DeviceLines>,
}

impl Closed {
	pub fn new(statement: Statement, unsettled: Unsettled, lines: &DeviceLines) -> Self {
		let lines = WrapperKeepOpaque::from_encoded(lines.encode());
		Self { statement, unsettled, lines }
	}

	/// The lines of the devices, by rank.
	pub fn lines(&self) -> DeviceLines {
		self.lines.try_decode().unwrap_or_default()
	}

	/// Says in the statement whether orders of it still stand.
	pub fn note_state(&mut self) {
		let stands = !self.unsettled.offered.is_empty() || !self.unsettled.bid.is_zero();
		self.statement.state = if stands { MonthState::Settling } else { MonthState::Closed };
	}
}

/// The chain's energy since genesis, in Wh. What networks carry from month to month is in none.
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
pub struct EnergyTotals {
	/// Granted by providers.
	pub granted: u128,
	/// Fed in by generators and credited.
	pub generated: u128,
	/// Received from pools and other networks.
	pub received: u128,
	/// Given into pools and to other networks.
	pub given: u128,
	/// Bought for money.
	pub bought: u128,
	/// Sold for money.
	pub sold: u128,
	/// In orders now.
	pub offered: u128,
	/// Left over and lost.
	pub expired: u128,
	/// Used in closed months and covered.
	pub used: u128,
}

impl EnergyTotals {
	/// What came into accounts and has not left them. The use of a month leaves when it closes.
	pub fn in_accounts(&self) -> u128 {
		let came = self.granted + self.generated + self.received + self.bought;
		came.saturating_sub(self.given + self.sold + self.offered + self.expired + self.used)
	}
}

/// New standing allocations, in Wh.
pub type Allocations = BoundedVec<(DeviceId, Energy), ConstU32<MAX_DEVICES>>;

/// The lines of a statement's devices, by rank.
pub type DeviceLines = BoundedVec<DeviceLine, ConstU32<MAX_DEVICES>>;
