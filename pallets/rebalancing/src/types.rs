//! What this pallet keeps.

pub use crate::math::pool::{Pool, Stake};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use commonwatt_primitives::{
	ids::MAX_DEVICES, rebalancing::DeviceTotals, DeviceId, Energy, MonthId, NetworkId, ProviderId,
	Seconds,
};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// The most bytes of a community's label.
pub const MAX_LABEL: u32 = 64;

/// The most networks that one call invites, or whose invitations it revokes.
pub const MAX_NETWORKS_A_CALL: u32 = 64;

/// What people call a community, in UTF-8.
pub type Label = BoundedVec<u8, ConstU32<MAX_LABEL>>;

/// The networks of one call.
pub type Networks = BoundedVec<NetworkId, ConstU32<MAX_NETWORKS_A_CALL>>;

/// What an owner lets the chain do without being asked.
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
pub struct Policy {
	/// Devices of the network that have slack help those that are short.
	pub between_devices: bool,
	/// The least that one transfer moves, in Wh, unless a smaller one ends the shortfall.
	pub min_transfer: Energy,
	/// Shortfalls draw on the community's pool.
	pub draws: bool,
}

/// Why energy moved.
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
pub enum MoveReason {
	/// A register passed its mark.
	Shortfall,
	/// The owner wanted it.
	OwnerMoved,
}

/// Networks that agreed to help each other, and their pool.
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
pub struct Community {
	/// The network whose owner invites; none after it left.
	pub founder: Option<NetworkId>,
	/// The provider of all members: only its energy can be delivered to them.
	pub provider: ProviderId,
	/// How many networks are in it.
	pub members: u32,
	/// The most that a member draws in one of its billing months, in Wh.
	pub draw_limit: Energy,
	/// What is pledged and not drawn.
	pub pool: Pool,
}

impl Community {
	/// What `member` can draw in its `month`: what is in the pool, up to the draw limit.
	pub fn drawable(&self, member: &Member, month: MonthId) -> Energy {
		self.draw_left(member, month).min(self.pool.energy)
	}

	/// What the draw limit leaves `member` in its `month`.
	pub fn draw_left(&self, member: &Member, month: MonthId) -> Energy {
		self.draw_limit.saturating_sub(member.drawn_in(month))
	}
}

/// A network in a community: its part of the pool, and what it gave and got.
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
pub struct Member {
	/// Its part of the pool.
	pub stake: Stake,
	/// When it joined.
	pub joined: Seconds,
	/// All that it pledged since it joined.
	pub pledged: Energy,
	/// All of its own that it took back.
	pub withdrawn: Energy,
	/// All that it drew since it joined.
	pub drawn: Energy,
	/// Its billing month in which it last drew.
	pub month: MonthId,
	/// What it drew in that month.
	pub drawn_in_month: Energy,
}

impl Member {
	/// What it drew in `month` so far.
	pub fn drawn_in(&self, month: MonthId) -> Energy {
		if self.month == month {
			self.drawn_in_month
		} else {
			Energy::ZERO
		}
	}
}

/// What a device got from and gave to others of its network in a month.
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
pub struct Exchange {
	pub received: Energy,
	pub given: Energy,
}

impl From<Exchange> for DeviceTotals {
	fn from(Exchange { received, given }: Exchange) -> Self {
		Self { received, given }
	}
}

/// What the devices of a network exchanged in a month: those that did, by id.
pub type NetworkExchanges = BoundedVec<(DeviceId, Exchange), ConstU32<MAX_DEVICES>>;
