//! What is left: what the sale does for a month that closes.

use crate::{Energy, MonthId, NetworkId};
use frame_support::weights::Weight;
use sp_runtime::DispatchError;

/// The settlement round of closing months.
pub trait Market {
	/// Offers a month's leftover, at the provider's buy-back price or better. The caller has booked
	/// the energy into escrow; refused where no order can be placed.
	fn offer_leftover(
		network: NetworkId,
		month: MonthId,
		energy: Energy,
	) -> Result<(), DispatchError>;

	/// Bids for a month's shortfall, at the provider's retail price or better, with money held from
	/// the owner. Returns how much the owner's money covers: what the bid stands for.
	fn bid_shortfall(
		network: NetworkId,
		month: MonthId,
		energy: Energy,
	) -> Result<Energy, DispatchError>;

	/// The most that either weighs.
	fn weight() -> Weight;
}

impl Market for () {
	fn offer_leftover(_: NetworkId, _: MonthId, _: Energy) -> Result<(), DispatchError> {
		Err(DispatchError::Unavailable)
	}

	fn bid_shortfall(_: NetworkId, _: MonthId, _: Energy) -> Result<Energy, DispatchError> {
		Err(DispatchError::Unavailable)
	}

	fn weight() -> Weight {
		Weight::zero()
	}
}
