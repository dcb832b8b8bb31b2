//! Who helps whom: what rebalancing does for allotments.

use crate::{meters::Position, DeviceId, Energy, MonthId, NetworkId, Seconds};
use alloc::vec::Vec;
use frame_support::weights::Weight;
use sp_runtime::DispatchResult;

/// A shortfall that looks for help within its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need<'a> {
	pub network: NetworkId,
	pub device: DeviceId,
	/// The month in which the device is short: only devices whose meters are in it can help.
	pub month: MonthId,
	/// When it is: the device's last reading.
	pub at: Seconds,
	/// What it lacks.
	pub short: Energy,
	/// What it would like, with headroom: not below `short`.
	pub want: Energy,
	/// The network's devices and where their meters stand now: read once, by whoever asks.
	pub devices: &'a [(DeviceId, Position)],
}

/// Help that was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Helped {
	pub energy: Energy,
	pub transfers: u32,
}

/// What a device got from and gave to others of its network in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeviceTotals {
	pub received: Energy,
	pub given: Energy,
}

pub trait Rebalancing {
	/// Moves energy between the marks of a network's devices until the need is met or no device
	/// has slack. Never more than wanted.
	fn help_device(need: &Need) -> Helped;

	/// Draws up to `want` from the pool of the network's community, as its policies allow; the
	/// caller books what is returned.
	fn draw(network: NetworkId, want: Energy) -> Energy;

	/// Puts a month's leftover into the pool of the network's community; refused where it is in
	/// none. The caller has booked the energy out.
	fn pledge(network: NetworkId, energy: Energy) -> DispatchResult;

	/// What the network's devices got and gave in `month`, by device, and forgets it: for the
	/// month's statement. Devices that did neither are not among them.
	fn take_totals(network: NetworkId, month: MonthId) -> Vec<(DeviceId, DeviceTotals)>;

	/// What the network's devices got and gave in `month` so far, by device. Devices that did
	/// neither are not among them.
	fn totals(network: NetworkId, month: MonthId) -> Vec<(DeviceId, DeviceTotals)>;

	/// Forgets what `device` got and gave in `month`: it leaves the network.
	fn forget(network: NetworkId, device: DeviceId, month: MonthId);

	/// The most that `help_device` in a network of so many devices and `draw` weigh together.
	fn weight(devices: u32) -> Weight;

	/// The most that `pledge` weighs.
	fn pledge_weight() -> Weight;
}

impl Rebalancing for () {
	fn help_device(_: &Need) -> Helped {
		Helped::default()
	}

	fn draw(_: NetworkId, _: Energy) -> Energy {
		Energy::ZERO
	}

	fn pledge(_: NetworkId, _: Energy) -> DispatchResult {
		Err(sp_runtime::DispatchError::Unavailable)
	}

	fn take_totals(_: NetworkId, _: MonthId) -> Vec<(DeviceId, DeviceTotals)> {
		Vec::new()
	}

	fn totals(_: NetworkId, _: MonthId) -> Vec<(DeviceId, DeviceTotals)> {
		Vec::new()
	}

	fn forget(_: NetworkId, _: DeviceId, _: MonthId) {}

	fn weight(_: u32) -> Weight {
		Weight::zero()
	}

	fn pledge_weight() -> Weight {
		Weight::zero()
	}
}
