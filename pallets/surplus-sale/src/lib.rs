#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub use pallet::*;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod clearing;
mod market;
pub mod math;
#[cfg(test)]
mod mock;
mod money;
mod orders;
mod settlement;
mod sweep;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod types;
pub mod weights;

#[frame_support::pallet]
pub mod pallet {
	use crate::{types::*, weights::WeightInfo};
	use commonwatt_primitives::{
		directory::{Directory, Tariff},
		ledger::Ledger,
		money::Money,
		quota::FreeCalls,
		Energy, NetworkId, Price, ProviderId, RoundId, Seconds,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungibles, UnixTime},
		PalletId,
	};
	use frame_system::pallet_prelude::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// What a runtime gives the benchmarks.
	#[cfg(feature = "runtime-benchmarks")]
	pub trait BenchmarkHelper<AccountId> {
		/// Creates the settlement asset where it is missing.
		fn create_asset();
		/// Makes `who` an account that can hold the asset and gives it `amount` of it.
		fn mint(who: &AccountId, amount: Money);
		/// Sets the clock. Where a pallet listens to it, write the time's storage item instead.
		fn set_time(now: Seconds);
	}

	#[pallet::config]
	pub trait Config: frame_system::Config {
		type WeightInfo: WeightInfo;

		/// The clock that rounds are counted by.
		type Time: UnixTime;

		/// Who: providers with their tariffs and accounts, networks with their owners.
		type Directory: Directory<AccountId = Self::AccountId>;

		/// How much: the energy that is put into orders and comes out of them.
		type Ledger: Ledger;

		/// Calls of owners are free within a quota.
		type FreeCalls: FreeCalls<Self::AccountId>;

		/// The money that sales are paid in.
		type Money: fungibles::Mutate<Self::AccountId, Balance = Money>
			+ fungibles::Balanced<Self::AccountId>;

		/// The same money, as the pallet that keeps the holds on it sees it.
		type Holds: fungibles::MutateHold<
			Self::AccountId,
			AssetId = AssetIdOf<Self>,
			Balance = Money,
			Reason = Self::RuntimeHoldReason,
		>;

		/// The runtime's reasons for a hold.
		type RuntimeHoldReason: From<HoldReason>;

		/// The asset that sales are paid in.
		#[pallet::constant]
		type SettlementAsset: Get<AssetIdOf<Self>>;

		/// The pot: the account that money passes through between bids and offers. It must own
		/// the asset's minimum balance.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// The length of a round in seconds.
		#[pallet::constant]
		type RoundLength: Get<Seconds>;

		/// The least energy of an owner's order.
		#[pallet::constant]
		type MinOrder: Get<Energy>;

		/// The most prices of a tariff that can be traded at.
		#[pallet::constant]
		type MaxTicks: Get<u32>;

		/// The most orders of each side of a book. Owners may use half, the rest is kept for
		/// closing months.
		#[pallet::constant]
		type MaxOrders: Get<u32>;

		/// The most orders that one call settles.
		#[pallet::constant]
		type MaxSettle: Get<u32>;

		/// The most rounds that may stand unsettled at a time, over all providers.
		#[pallet::constant]
		type MaxOpenRounds: Get<u32>;

		/// The results that are kept of each provider.
		#[pallet::constant]
		type Retention: Get<u32>;

		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// It covers a bid in the sale.
		#[codec(index = 0)]
		Order,
	}

	/// The rounds in which a book is not settled yet, earliest first.
	#[pallet::storage]
	pub type Rounds<T: Config> = StorageValue<_, BoundedVec<RoundId, T::MaxOpenRounds>, ValueQuery>;

	/// The books that are open, cleared or being settled: round first, so that a round's books are
	/// found together.
	#[pallet::storage]
	pub type Books<T: Config> =
		StorageDoubleMap<_, Twox64Concat, RoundId, Twox64Concat, ProviderId, Book<T>>;

	/// The orders of books, 32 a page: provider, round, page. Order `index` of a side has slot
	/// `index % 32` of page `index / 32`; a cancelled order leaves its slot empty. In a cleared book,
	/// those that the book's settlement has passed stand no more; a page goes with its last order.
	#[pallet::storage]
	pub type Orders<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, ProviderId>,
			NMapKey<Twox64Concat, RoundId>,
			NMapKey<Twox64Concat, PageId>,
		),
		Page<T::AccountId>,
	>;

	/// What settled rounds came to; the last `Retention` of each provider.
	#[pallet::storage]
	pub type Results<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ProviderId, Twox64Concat, RoundId, RoundResult>;

	/// The rounds of which a provider's results are kept, in the order of settlement.
	#[pallet::storage]
	pub type History<T: Config> =
		StorageMap<_, Twox64Concat, ProviderId, BoundedVec<RoundId, T::Retention>, ValueQuery>;

	/// Money in the pot that could not be paid to its owner (a blocked account, say): the owner
	/// claims it.
	#[pallet::storage]
	pub type Unclaimed<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Money>;

	/// Settled orders whose energy the ledger refused to book: provider, round, order. Kept until
	/// a retry succeeds.
	#[pallet::storage]
	pub type Unbooked<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, ProviderId>,
			NMapKey<Twox64Concat, RoundId>,
			NMapKey<Twox64Concat, OrderId>,
		),
		Refused<T::AccountId>,
	>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The first order of a provider's round came in: its prices are fixed.
		RoundOpened { provider: ProviderId, round: RoundId, tariff: Tariff, clears_at: Seconds },
		/// An order stands, covered by energy in escrow or by `held` money.
		OrderPlaced {
			provider: ProviderId,
			round: RoundId,
			order: OrderId,
			network: NetworkId,
			purpose: Purpose,
			price: Price,
			energy: Energy,
			held: Money,
		},
		/// An owner took an order back: its energy or money is free again.
		OrderCancelled {
			provider: ProviderId,
			round: RoundId,
			order: OrderId,
			network: NetworkId,
			energy: Energy,
			released: Money,
		},
		/// A round has its price; none where nothing is traded.
		RoundCleared {
			provider: ProviderId,
			round: RoundId,
			price: Option<Price>,
			volume: Energy,
			provider_bought: Energy,
			provider_sold: Energy,
		},
		/// An order got what it gets: `filled` of its energy for `money`, paid by a bid or to an
		/// offer.
		OrderSettled {
			provider: ProviderId,
			round: RoundId,
			order: OrderId,
			network: NetworkId,
			filled: Energy,
			money: Money,
		},
		/// All orders of a round are settled. The provider got `to_provider`: what it is owed for
		/// the energy it delivered, and what rounding left.
		RoundSettled { provider: ProviderId, round: RoundId, to_provider: Money },
		/// A payment was refused by the account's asset: it waits in the pot.
		PaymentRefused { who: T::AccountId, money: Money },
		/// Money that waited in the pot was paid.
		Claimed { who: T::AccountId, money: Money },
		/// The ledger refused to book a settled order: it can be tried again.
		BookingRefused {
			provider: ProviderId,
			round: RoundId,
			order: OrderId,
			network: NetworkId,
			error: DispatchError,
		},
		/// An order that the ledger had refused is booked.
		Booked { provider: ProviderId, round: RoundId, order: OrderId, network: NetworkId },
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no network of this id.
		NetworkNotFound,
		/// The caller does not own the network.
		NotNetworkOwner,
		/// The network is not active.
		NetworkNotActive,
		/// There is no provider of this id.
		ProviderNotFound,
		/// The provider is not active.
		ProviderNotActive,
		/// The price is below the provider's buy-back price or above its retail price.
		PriceOutOfRange,
		/// The price is between two ticks of the provider's tariff.
		PriceOffTick,
		/// The order is for less energy than the least that can be ordered.
		OrderTooSmall,
		/// The order is for more energy than a book can sum up.
		OrderTooLarge,
		/// The caller has not enough free money to cover the bid.
		InsufficientMoney,
		/// The round takes no more orders of this side.
		RoundFull,
		/// Too many rounds wait for settlement.
		TooManyOpenRounds,
		/// The provider's tariff has more prices than a book can keep, or none.
		TariffNotTradable,
		/// The pot does not own the settlement asset's minimum balance.
		PotNotFunded,
		/// The provider has no book in this round, or it is settled.
		RoundNotFound,
		/// The round is still running.
		RoundNotOver,
		/// The round is over: orders can no longer be cancelled.
		RoundOver,
		/// The round has been cleared.
		AlreadyCleared,
		/// The round has not been cleared.
		NotCleared,
		/// There is no such order.
		OrderNotFound,
		/// The caller did not place the order.
		NotOrderOwner,
		/// The order closes a month and cannot be cancelled.
		OrderClosesMonth,
		/// The number of orders to settle is zero or more than one call settles.
		LimitOutOfRange,
		/// A bid's money is not on hold any more, or the pot lacks money: settlement waits.
		MoneyMissing,
		/// No money waits for the caller.
		NothingToClaim,
		/// No refused booking waits under this order.
		BookingNotFound,
	}

	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// The orders of a page of `Orders`.
		#[pallet::constant_name(OrdersPerPage)]
		fn orders_per_page() -> u32 {
			ORDERS_PER_PAGE
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			Self::sweep(remaining)
		}

		fn integrity_test() {
			assert!(T::RoundLength::get() > 0, "a round must take time");
			assert!(T::MaxTicks::get() > 0, "a book must have a price");
			assert!(T::MaxOrders::get() > 1, "owners' half of a book must not be empty");
			assert!(T::MaxSettle::get() > 0, "a call must settle something");
			assert!(T::MaxOpenRounds::get() > 1, "a round must open while another settles");
			assert!(T::Retention::get() > 0, "a result must be kept");
			assert!(!T::MinOrder::get().is_zero(), "an order must have energy");
			assert!(T::MinOrder::get() <= Self::max_order(), "an order must be possible");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Offers energy of the present month in the running round of the network's provider.
		///
		/// ## Dispatch Origin
		/// Signed by the network's owner. Free within the owner's quota.
		///
		/// ## Details
		/// The energy leaves the network's reserve at once and stands in the order until the round
		/// is settled: what is sold is paid at the round's price, the rest returns.
		///
		/// ## Parameters
		/// - `network`: the network whose energy it is.
		/// - `price`: the least that the owner takes, in the asset's smallest units per kWh; a tick
		///   of the provider's tariff between buy back and retail.
		/// - `energy`: Wh, at least `MinOrder`.
		///
		/// ## Errors
		/// - `NetworkNotFound`, `NotNetworkOwner`, `NetworkNotActive`, `ProviderNotFound`,
		///   `ProviderNotActive`: who may trade.
		/// - `OrderTooSmall`, `OrderTooLarge`, `PriceOutOfRange`, `PriceOffTick`: what can be traded.
		/// - `RoundFull`, `TooManyOpenRounds`, `TariffNotTradable`, `PotNotFunded`: no room.
		/// - those of the ledger where the reserve is too small.
		///
		/// ## Events
		/// `OrderPlaced`, and `RoundOpened` for the first order of a round.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::offer().saturating_add(T::Ledger::look_weight()))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, network: &NetworkId, _price: &Price, _energy: &Energy| -> bool {
			Pallet::<T>::is_free_for_owner(origin, *network)
		})]
		pub fn offer(
			origin: OriginFor<T>,
			network: NetworkId,
			price: Price,
			energy: Energy,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let looked = Self::do_offer(who, network, price, energy)?;
			Ok(Some(T::WeightInfo::offer().saturating_add(looked)).into())
		}

		/// Bids for energy in the running round of the network's provider.
		///
		/// ## Dispatch Origin
		/// Signed by the network's owner. Free within the owner's quota.
		///
		/// ## Details
		/// What the whole bid costs at its price, rounded up, is held from the owner's account at
		/// once. When the round is settled the network gets what the bid bought, the owner pays the
		/// round's price for it, never more than the bid's, and the rest of the hold is released.
		///
		/// ## Parameters
		/// - `network`: the network that gets the energy.
		/// - `price`: the most that the owner pays, in the asset's smallest units per kWh; a tick of
		///   the provider's tariff between buy back and retail.
		/// - `energy`: Wh, at least `MinOrder`.
		///
		/// ## Errors
		/// As for `offer`, and `InsufficientMoney` where the owner's free money does not cover it.
		///
		/// ## Events
		/// `OrderPlaced`, and `RoundOpened` for the first order of a round.
		#[pallet::call_index(1)]
		#[pallet::feeless_if(|origin: &OriginFor<T>, network: &NetworkId, _price: &Price, _energy: &Energy| -> bool {
			Pallet::<T>::is_free_for_owner(origin, *network)
		})]
		pub fn bid(
			origin: OriginFor<T>,
			network: NetworkId,
			price: Price,
			energy: Energy,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_bid(who, network, price, energy)
		}

		/// Takes back an order before its round ends.
		///
		/// ## Dispatch Origin
		/// Signed by the account that placed the order. Free within its quota.
		///
		/// ## Details
		/// An offer's energy returns to the network, a bid's money is released. Orders that close a
		/// month cannot be cancelled.
		///
		/// ## Parameters
		/// - `provider`, `round`: where the order stands.
		/// - `order`: the order's side and index, as `OrderPlaced` told.
		///
		/// ## Errors
		/// `RoundNotFound`, `RoundOver`, `OrderNotFound`, `NotOrderOwner`, `OrderClosesMonth`; those
		/// of the ledger or the asset where they refuse.
		///
		/// ## Events
		/// `OrderCancelled`.
		#[pallet::call_index(2)]
		#[pallet::feeless_if(|origin: &OriginFor<T>, provider: &ProviderId, round: &RoundId, order: &OrderId| -> bool {
			Pallet::<T>::is_free_to_cancel(origin, *provider, *round, *order)
		})]
		pub fn cancel(
			origin: OriginFor<T>,
			provider: ProviderId,
			round: RoundId,
			order: OrderId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel(who, provider, round, order)
		}

		/// Finds the price of a round that is over.
		///
		/// ## Dispatch Origin
		/// Signed by anyone. Idle blocks do it by themselves.
		///
		/// ## Details
		/// One price for all: the one at which most energy changes hands. The provider's money for
		/// what it buys back is taken into the pot; where its account lacks money it buys back
		/// correspondingly less.
		///
		/// ## Parameters
		/// - `provider`, `round`: which book.
		///
		/// ## Errors
		/// `RoundNotFound`, `RoundNotOver`, `AlreadyCleared`.
		///
		/// ## Events
		/// `RoundCleared`.
		#[pallet::call_index(3)]
		pub fn clear(origin: OriginFor<T>, provider: ProviderId, round: RoundId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_clear(provider, round)
		}

		/// Settles the next orders of a cleared round: all bids first, then the offers.
		///
		/// ## Dispatch Origin
		/// Signed by anyone. Idle blocks do it by themselves.
		///
		/// ## Details
		/// A bid pays the round's price for what it bought, rounded up, and gets the rest of its
		/// hold back; an offer is paid for what it sold, rounded down. With the last order the pot's
		/// rest of the round goes to the provider and the book gives way to its result. A payment
		/// that an account cannot take waits in the pot (`claim`), a booking that the ledger refuses
		/// waits too (`retry_booking`): neither holds up the round.
		///
		/// ## Parameters
		/// - `provider`, `round`: which book.
		/// - `limit`: how many orders at most, 1 to `MaxSettle`; cancelled ones count.
		///
		/// ## Errors
		/// `LimitOutOfRange`, `RoundNotFound`, `NotCleared`, `MoneyMissing`; those of the asset while
		/// the pot cannot receive.
		///
		/// ## Events
		/// `OrderSettled`, `PaymentRefused`, `BookingRefused`, `RoundSettled`.
		#[pallet::call_index(4)]
		#[pallet::weight(Pallet::<T>::settle_weight(*limit))]
		pub fn settle(
			origin: OriginFor<T>,
			provider: ProviderId,
			round: RoundId,
			limit: u32,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			ensure!((1..=T::MaxSettle::get()).contains(&limit), Error::<T>::LimitOutOfRange);
			let settled = Self::do_settle(provider, round, limit)?;
			Ok(Some(Self::settled_weight(settled)).into())
		}

		/// Pays out the money that waits in the pot for the caller.
		///
		/// ## Dispatch Origin
		/// Signed by the account that the money belongs to. Free within its quota.
		///
		/// ## Errors
		/// `NothingToClaim`; those of the asset where the account still cannot be paid.
		///
		/// ## Events
		/// `Claimed`.
		#[pallet::call_index(5)]
		#[pallet::feeless_if(|origin: &OriginFor<T>| -> bool {
			Pallet::<T>::is_free_to_claim(origin)
		})]
		pub fn claim(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_claim(who)
		}

		/// Asks the ledger again to book a settled order that it had refused.
		///
		/// ## Dispatch Origin
		/// Signed by anyone.
		///
		/// ## Parameters
		/// - `provider`, `round`, `order`: as `BookingRefused` told.
		///
		/// ## Errors
		/// `BookingNotFound`; those of the ledger where it refuses again.
		///
		/// ## Events
		/// `Booked`.
		#[pallet::call_index(6)]
		pub fn retry_booking(
			origin: OriginFor<T>,
			provider: ProviderId,
			round: RoundId,
			order: OrderId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_retry_booking(provider, round, order)
		}
	}
}
