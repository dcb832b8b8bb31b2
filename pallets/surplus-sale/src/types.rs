//! What the sale stores and tells.

use crate::{
	math::{self, Clearing},
	Config,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use commonwatt_primitives::{
	directory::Tariff, money::Money, Energy, MonthId, NetworkId, Price, RoundId,
};
use frame_support::{
	traits::{fungibles, ConstU32},
	BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;

/// The id of an asset of `Config::Money`.
pub type AssetIdOf<T> =
	<<T as Config>::Money as fungibles::Inspect<<T as frame_system::Config>::AccountId>>::AssetId;

/// The two sides of a book.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Side {
	/// Money that looks for energy.
	Bid,
	/// Energy that looks for money.
	Offer,
}

/// An order's name within its provider's round: each side counts its orders from zero.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct OrderId {
	pub side: Side,
	pub index: u32,
}

/// The orders of a page: enough that settling shares its key, few enough that a cancelled order does
/// not rewrite much.
pub const ORDERS_PER_PAGE: u32 = 32;

/// A page of orders: order `index` of a side has slot `index % 32` of page `index / 32`.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct PageId {
	pub side: Side,
	pub page: u32,
}

/// The orders of a page in the order of placing. A cancelled one leaves its slot empty.
pub type Page<AccountId> = BoundedVec<Option<Order<AccountId>>, ConstU32<ORDERS_PER_PAGE>>;

impl OrderId {
	pub const fn page(self) -> PageId {
		PageId { side: self.side, page: self.index / ORDERS_PER_PAGE }
	}

	/// Its place on the page.
	pub const fn slot(self) -> usize {
		(self.index % ORDERS_PER_PAGE) as usize
	}
}

/// Why an order stands.
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
pub enum Purpose {
	/// An owner offers energy of the month in which it placed the order.
	Offer { month: MonthId },
	/// A closed month's leftover is offered.
	Leftover { month: MonthId },
	/// An owner bids for energy.
	Bid,
	/// A closed month's shortfall bids.
	Shortfall { month: MonthId },
}

impl Purpose {
	pub const fn side(self) -> Side {
		match self {
			Self::Offer { .. } | Self::Leftover { .. } => Side::Offer,
			Self::Bid | Self::Shortfall { .. } => Side::Bid,
		}
	}
}

/// An order, covered by energy in escrow or by money on hold.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Order<AccountId> {
	/// Whose money is held, or who is paid.
	pub owner: AccountId,
	/// Whose energy it is, or who gets it.
	pub network: NetworkId,
	pub purpose: Purpose,
	/// The limit price, as a step of the book's tariff.
	pub tick: u32,
	pub energy: Energy,
	/// The money on hold for a bid: `energy` at the limit price, rounded up. Zero for an offer.
	pub held: Money,
}

/// An order and what it gets.
pub(crate) struct Deal<AccountId> {
	pub id: OrderId,
	pub order: Order<AccountId>,
	/// What of its energy is traded.
	pub filled: Energy,
	/// What it pays or is paid for that.
	pub money: Money,
}

/// One side of a book.
#[derive(
	CloneNoBound,
	DebugNoBound,
	PartialEqNoBound,
	EqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct Ladder<T: Config> {
	/// The energy that stands at each price, lowest price first.
	pub ticks: BoundedVec<Energy, T::MaxTicks>,
	/// Orders placed so far, cancelled ones included: the next order's index.
	pub placed: u32,
}

/// A provider's round: from the first order until the last is settled.
#[derive(
	CloneNoBound,
	DebugNoBound,
	PartialEqNoBound,
	EqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct Book<T: Config> {
	/// The provider's account, as last read from the registry.
	pub account: T::AccountId,
	/// The prices of this round: the provider's tariff when the book opened.
	pub tariff: Tariff,
	pub bids: Ladder<T>,
	pub offers: Ladder<T>,
	/// None until the round is cleared.
	pub settlement: Option<Settlement>,
}

impl<T: Config> Book<T> {
	pub fn ladder(&self, side: Side) -> &Ladder<T> {
		match side {
			Side::Bid => &self.bids,
			Side::Offer => &self.offers,
		}
	}

	pub fn ladder_mut(&mut self, side: Side) -> &mut Ladder<T> {
		match side {
			Side::Bid => &mut self.bids,
			Side::Offer => &mut self.offers,
		}
	}

	/// Whether an order's place in the settlement is past.
	pub fn is_settled(&self, id: OrderId) -> bool {
		self.settlement.is_some_and(|mut settlement| id.index < settlement.progress(id.side).next)
	}
}

/// How far the settlement of one side is.
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
pub struct Progress {
	/// Orders up to this index are settled.
	pub next: u32,
	/// The energy of the settled orders at the marginal price: where the pro rata stands.
	pub at_margin: Energy,
	/// Orders that traded something.
	pub traded: u32,
}

/// A cleared round on its way to the last order. Bids settle first, so that their money is there
/// when the offers are paid.
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
pub struct Settlement {
	/// None where nothing is traded.
	pub clearing: Option<Clearing>,
	/// What the pot holds for this round.
	pub money: Money,
	pub bids: Progress,
	pub offers: Progress,
}

impl Settlement {
	/// The next order to settle; none when all are.
	pub fn next<T: Config>(&self, book: &Book<T>) -> Option<OrderId> {
		if self.bids.next < book.bids.placed {
			Some(OrderId { side: Side::Bid, index: self.bids.next })
		} else if self.offers.next < book.offers.placed {
			Some(OrderId { side: Side::Offer, index: self.offers.next })
		} else {
			None
		}
	}

	pub fn progress(&mut self, side: Side) -> &mut Progress {
		match side {
			Side::Bid => &mut self.bids,
			Side::Offer => &mut self.offers,
		}
	}

	/// The one price of all trades; none where nothing is traded.
	pub fn price(&self, tariff: &Tariff) -> Option<Price> {
		self.clearing.map(|clearing| math::price_at(tariff, clearing.tick))
	}

	/// Settles the next order of a side: what it trades, and what it pays or is paid for that. None,
	/// and nothing changed, where the round's money does not pay for it.
	pub fn settle(
		&mut self,
		tariff: &Tariff,
		side: Side,
		tick: u32,
		energy: Energy,
	) -> Option<(Energy, Money)> {
		let price = self.price(tariff).unwrap_or_default();
		let filled = self.fill(side, tick, energy);
		let (money, left) = match side {
			Side::Bid => (price.cost(filled), self.money.checked_add(price.cost(filled))?),
			Side::Offer => {
				(price.proceeds(filled), self.money.checked_sub(price.proceeds(filled))?)
			},
		};
		self.money = left;
		let marginal = self.is_marginal(side, tick);
		let progress = self.progress(side);
		if marginal {
			progress.at_margin = progress.at_margin.saturating_add(energy);
		}
		if !filled.is_zero() {
			progress.traded = progress.traded.saturating_add(1);
		}
		Some((filled, money))
	}

	/// What an order trades when its turn comes. Zero where nothing is traded.
	fn fill(&self, side: Side, tick: u32, energy: Energy) -> Energy {
		let Some(clearing) = &self.clearing else { return Energy::ZERO };
		match side {
			Side::Bid => clearing.bids.of_bid(tick, energy, self.bids.at_margin),
			Side::Offer => clearing.offers.of_offer(tick, energy, self.offers.at_margin),
		}
	}

	/// Whether an order at `tick` shares the margin with others.
	fn is_marginal(&self, side: Side, tick: u32) -> bool {
		self.clearing.as_ref().is_some_and(|clearing| match side {
			Side::Bid => clearing.bids.margin == tick,
			Side::Offer => clearing.offers.margin == tick,
		})
	}
}

/// What a round came to.
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
pub struct RoundResult {
	pub round: RoundId,
	/// The one price of all trades; none where nothing was traded.
	pub price: Option<Price>,
	/// All energy that changed hands, trades with the provider included.
	pub volume: Energy,
	/// Bids that got something.
	pub buyers: u32,
	/// Offers that sold something.
	pub sellers: u32,
	/// Bought back by the provider: no network took it.
	pub provider_bought: Energy,
	/// Delivered by the provider: no network offered it.
	pub provider_sold: Energy,
}

/// A settled order whose energy the ledger refused to book. Its money is settled.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Refused<AccountId> {
	pub order: Order<AccountId>,
	/// What it traded.
	pub filled: Energy,
}
