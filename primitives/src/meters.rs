//! Registers and marks: what metering tells the other pallets, and does for them.
//!
//! A meter counts up to its *mark*, the register value up to which the device has energy. The
//! balance is `mark − register`; booking a reading writes no ledger. A meter is always in one
//! billing month: its *current* month. When the current month advances (a *roll*) the meter keeps
//! the past month's figures aside until that month closes, and starts the new one with its
//! standing allocation: `mark = opening + allocation`. Nobody's ledger is touched by a roll: the
//! standing allocations of a network never exceed its standing allotment.

use crate::{DeviceId, Energy, MonthId, NetworkId, Seconds};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use sp_runtime::{DispatchError, DispatchResult};

/// The largest register, and the largest mark: six bytes, 281 TWh.
pub const MAX_REGISTER: Energy = Energy((1 << 48) - 1);

/// What a meter counted, in Wh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
	pub used: Energy,
	/// Fed in, and not credited by the ledger.
	pub exported: Energy,
}

/// A month that ended on a meter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthEnd {
	/// The device's last position in the month.
	pub position: Position,
	/// What the meter still counted in months before.
	pub earlier: Counted,
}

/// How a device stands in one billing month. Registers in Wh.
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
pub struct Position {
	pub month: MonthId,
	/// The import register: the last one booked, or for a past month the one at its end.
	pub register: Energy,
	/// The register value up to which the device has energy.
	pub mark: Energy,
	/// The import register at the start of the month.
	pub opening: Energy,
	/// The export register: the last one booked, or for a past month the one at its end.
	pub export: Energy,
	/// The export register at the start of the month.
	pub export_opening: Energy,
	/// The export register up to which the ledger has credited what was fed in.
	pub credited: Energy,
	/// The energy set aside for the device at the start of each month.
	pub allocation: Energy,
	/// When the device was last read.
	pub read_at: Seconds,
}

impl Position {
	/// Energy drawn in the month.
	pub fn used(&self) -> Energy {
		self.register.saturating_sub(self.opening)
	}

	/// What the device may still use.
	pub fn balance(&self) -> Energy {
		self.mark.saturating_sub(self.register)
	}

	/// Energy measured past the mark.
	pub fn short(&self) -> Energy {
		self.register.saturating_sub(self.mark)
	}

	/// Energy fed in during the month.
	pub fn generated(&self) -> Energy {
		self.export.saturating_sub(self.export_opening)
	}

	/// Energy fed in that the ledger has not credited yet.
	pub fn uncredited(&self) -> Energy {
		self.export.saturating_sub(self.credited)
	}
}

/// The meters of all devices.
pub trait Meters {
	/// The device in its current month.
	fn position(device: DeviceId) -> Option<Position>;

	/// The device in `month`: the current month, the month before it until that is closed, or the
	/// month after it (as it will begin, with the standing allocation). `None` for any other.
	fn position_in(device: DeviceId, month: MonthId) -> Option<Position>;

	/// Each device in its current month, in their order. Devices of one page that stand side by side
	/// are read together.
	fn positions(devices: &[DeviceId]) -> Vec<Option<Position>> {
		devices.iter().map(|device| Self::position(*device)).collect()
	}

	/// Advances the meter to the month that contains `now`; does nothing where it is there.
	/// Refused where a month before the current one is not closed yet.
	fn roll(device: DeviceId, now: Seconds) -> DispatchResult;

	/// Raises the mark in the current month.
	fn raise(device: DeviceId, by: Energy) -> DispatchResult;

	/// Lowers the mark in the current month; refused where it would pass the register.
	fn lower(device: DeviceId, by: Energy) -> DispatchResult;

	/// Sets what is set aside for the device from the next roll on.
	fn set_allocation(device: DeviceId, allocation: Energy) -> DispatchResult;

	/// Takes note that the ledger credits all that was fed in so far in the current month; returns
	/// what was not credited before.
	fn credit_exports(device: DeviceId) -> Energy;

	/// [`credit_exports`](Self::credit_exports) for several devices; returns the sum. Devices of one
	/// page that stand side by side are read and written together.
	fn credit_all(devices: &[DeviceId]) -> Energy {
		devices.iter().map(|device| Self::credit_exports(*device)).sum()
	}

	/// Ends all months before `month` for the device, of which the ledger books none, and returns
	/// what the meter counted in them. Does nothing where there are none.
	fn catch_up(device: DeviceId, month: MonthId) -> Counted;

	/// Ends `month` for the device, and all before it. Rolls the meter where no reading has. From
	/// then on the split between the two months is final. `None` where the device was not metered
	/// in that month.
	fn close(device: DeviceId, month: MonthId) -> Option<MonthEnd>;

	/// [`close`](Self::close) for several devices, in their order. Devices of one page that stand
	/// side by side are read and written together.
	fn close_all(devices: &[DeviceId], month: MonthId) -> Vec<Option<MonthEnd>> {
		devices.iter().map(|device| Self::close(*device, month)).collect()
	}

	/// Starts the current month anew from the present registers, with no balance and no
	/// allocation: for a device that leaves its network. Returns the position until then. Refused
	/// where a past month is not closed.
	fn restart(device: DeviceId) -> Result<Position, DispatchError>;

	/// The most that reading and writing so many pages weighs. What the work for a device weighs
	/// is measured with devices side by side; this is for the pages that they stand in.
	fn pages_weight(pages: u32) -> Weight;

	/// For benchmarks: books a register as a head-end's reading would, at `at`.
	#[cfg(feature = "runtime-benchmarks")]
	fn book(device: DeviceId, import: Energy, export: Energy, at: Seconds) -> DispatchResult;
}

/// What came of a shortfall.
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
pub enum Covered {
	/// The mark is at or above the register again.
	Whole,
	/// The network is dry: the rest stays past the mark until energy comes in, or the month closes.
	Dry,
}

/// Finds energy for a device whose register passed its mark.
pub trait Cover {
	/// Raises the mark of `device`, in its current month, from whatever its network may use.
	/// Never fails: measured energy is booked, covered or not.
	fn cover(network: NetworkId, device: DeviceId) -> Covered;

	/// [`cover`](Self::cover), with what it weighed: [`cover_weight`](Self::cover_weight) at most, and
	/// far less where the network's reserve has enough.
	fn cover_and_weigh(network: NetworkId, device: DeviceId) -> (Covered, Weight) {
		(Self::cover(network, device), Self::cover_weight())
	}

	/// The most that one `cover` weighs.
	fn cover_weight() -> Weight;
}

impl Cover for () {
	fn cover(_: NetworkId, _: DeviceId) -> Covered {
		Covered::Dry
	}

	fn cover_weight() -> Weight {
		Weight::zero()
	}
}
