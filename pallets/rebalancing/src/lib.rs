#![cfg_attr(not(feature = "std"), no_std)]
#![doc = include_str!("../README.md")]

extern crate alloc;

mod access;
mod communities;
mod devices;
pub mod math;
mod pool;
mod provide;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

/// The log target of this pallet.
const LOG_TARGET: &str = "runtime::rebalancing";

#[frame_support::pallet]
pub mod pallet {
	use super::{Member, *};
	use commonwatt_primitives::{
		directory::Directory, ledger::Ledger, meters::Meters, quota::FreeCalls, CommunityId,
		DeviceId, Energy, MonthId, NetworkId, ProviderId,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{StorageVersion, UnixTime},
	};
	use frame_system::pallet_prelude::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The most transfers that `Config::MaxTransfers` may allow for one need: benchmarks measure a
	/// need that makes them all.
	pub const MOST_TRANSFERS: u32 = 63;

	/// The most devices whose terms one need looks up: as many that may not give, or stand near
	/// their floors, may be passed over. It bounds what help in a large network weighs.
	pub const MAX_LOOKS: u32 = 128;

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// The clock.
		type Time: UnixTime;

		/// Who owns which network, and which devices are in it.
		type Directory: Directory<AccountId = Self::AccountId>;

		/// The marks between which energy moves.
		type Meters: Meters;

		/// The reserves that give to and get from pools.
		type Ledger: Ledger;

		/// Who calls without a fee.
		type FreeCalls: FreeCalls<Self::AccountId>;

		/// The least that one transfer moves, where the owner has not chosen.
		#[pallet::constant]
		type DefaultMinTransfer: Get<Energy>;

		/// The most devices that help in one need, largest slack first; 1 to 63.
		#[pallet::constant]
		type MaxTransfers: Get<u32>;

		/// The most networks that are invited to one community and have not joined yet; 64 or more.
		#[pallet::constant]
		type MaxInvitations: Get<u32>;
	}

	/// What owners let the chain do; where there is no record, the default policy holds: devices
	/// help each other, transfers are not below the default minimum, shortfalls draw on the pool.
	#[pallet::storage]
	pub type Policies<T> = StorageMap<_, Twox64Concat, NetworkId, Policy, OptionQuery>;

	/// What the devices of a network got from and gave to each other in a month: those that did, by
	/// id. There until the month's statement takes it.
	#[pallet::storage]
	pub type Exchanges<T> = StorageDoubleMap<
		_,
		Twox64Concat,
		NetworkId,
		Twox64Concat,
		MonthId,
		NetworkExchanges,
		ValueQuery,
	>;

	/// The id of the next community. Ids are not used again.
	#[pallet::storage]
	pub type NextCommunity<T> = StorageValue<_, CommunityId, ValueQuery>;

	/// The communities and their pools.
	#[pallet::storage]
	pub type Communities<T> = StorageMap<_, Twox64Concat, CommunityId, Community, OptionQuery>;

	/// What people call the communities, in UTF-8.
	#[pallet::storage]
	pub type Labels<T> = StorageMap<_, Twox64Concat, CommunityId, Label, OptionQuery>;

	/// The community that a network is in: at most one.
	#[pallet::storage]
	pub type MemberOf<T> = StorageMap<_, Twox64Concat, NetworkId, CommunityId, OptionQuery>;

	/// The members of the communities, with what they gave and got.
	#[pallet::storage]
	pub type Members<T> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Twox64Concat,
		NetworkId,
		Member,
		OptionQuery,
	>;

	/// The networks that are invited to a community and have not joined yet.
	#[pallet::storage]
	pub type Invitations<T: Config> = StorageMap<
		_,
		Twox64Concat,
		CommunityId,
		BoundedBTreeSet<NetworkId, T::MaxInvitations>,
		ValueQuery,
	>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An owner set what the chain may do for the network.
		PolicySet { network: NetworkId, policy: Policy },
		/// Energy moved from the mark of one device to that of another of the network, within
		/// `month`.
		EnergyMoved {
			network: NetworkId,
			month: MonthId,
			from: DeviceId,
			to: DeviceId,
			energy: Energy,
			reason: MoveReason,
		},
		/// A community began, with its founder as the first member.
		CommunityCreated {
			community: CommunityId,
			founder: NetworkId,
			provider: ProviderId,
			draw_limit: Energy,
		},
		/// A network may join the community.
		Invited { community: CommunityId, network: NetworkId },
		/// A network may no longer join the community.
		InvitationRevoked { community: CommunityId, network: NetworkId },
		/// A network joined the community.
		Joined { community: CommunityId, network: NetworkId },
		/// A network left the community; its part of the pool went back to its reserve.
		Left { community: CommunityId, network: NetworkId, paid_back: Energy },
		/// The last network left: the community is no more.
		CommunityClosed { community: CommunityId },
		/// An owner put energy of the network's reserve into the pool, for so many shares.
		Pledged { community: CommunityId, network: NetworkId, energy: Energy, shares: u128 },
		/// What was left of a network's month went into the pool, for so many shares.
		LeftoverPledged { community: CommunityId, network: NetworkId, energy: Energy, shares: u128 },
		/// An owner took energy back out of the pool, for so many of the network's shares.
		PoolWithdrawn { community: CommunityId, network: NetworkId, energy: Energy, shares: u128 },
		/// A network got energy of the pool.
		PoolDrawn { community: CommunityId, network: NetworkId, energy: Energy, reason: MoveReason },
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no network of this id.
		NetworkNotFound,
		/// The network is pending, suspended or retired.
		NetworkNotActive,
		/// The signer does not own the network.
		NotOwner,
		/// There is no device of this id, or it has no meter.
		DeviceNotFound,
		/// The device is pending, suspended or retired.
		DeviceNotActive,
		/// The giver and the receiver are one device.
		SameDevice,
		/// The devices are not in one network.
		DevicesOfDifferentNetworks,
		/// The meters of the two devices are in different months.
		DevicesInDifferentMonths,
		/// The giver's balance is below the amount.
		BalanceTooLow,
		/// The amount is zero.
		NothingToMove,
		/// There is no community of this id.
		CommunityNotFound,
		/// The community has no label.
		LabelEmpty,
		/// The list of networks is empty.
		NoNetworks,
		/// The network is in a community already.
		AlreadyMember,
		/// The network is invited already, or is twice in the list.
		AlreadyInvited,
		/// The network is not invited to this community.
		NotInvited,
		/// The community has as many open invitations as it may have.
		TooManyInvitations,
		/// The founder has left: nobody can be invited any more.
		FounderLeft,
		/// The network's provider is not the community's.
		ProviderDiffers,
		/// The network is in no community.
		NotMember,
		/// The network's reserve is below the amount.
		ReserveTooLow,
		/// The pool cannot count the pledge: too little for a share, or more than a pool holds.
		PledgeNotCountable,
		/// The network's part of the pool is worth less than the amount.
		StakeTooLow,
		/// The network would draw more in this month than a member may.
		DrawLimitReached,
		/// The pool has less than the amount.
		PoolTooLow,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				(1..=MOST_TRANSFERS).contains(&T::MaxTransfers::get()),
				"MaxTransfers must be 1 to 63: benchmarks measure no more",
			);
			assert!(
				T::MaxInvitations::get() >= MAX_NETWORKS_A_CALL,
				"MaxInvitations must be 64 or more: a call may invite as many",
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Sets what the chain may do for a network without being asked.
		///
		/// ## Dispatch Origin
		/// Signed by the owner of the network. Free within the owner's quota.
		///
		/// ## Parameters
		/// - `network`: the network.
		/// - `policy.between_devices`: whether devices with slack help those that are short.
		/// - `policy.min_transfer`: the least that one transfer moves, in Wh, unless a smaller one
		///   ends the shortfall.
		/// - `policy.draws`: whether shortfalls draw on the community's pool.
		///
		/// ## Errors
		/// [`Error::NetworkNotFound`], [`Error::NotOwner`].
		///
		/// ## Events
		/// [`Event::PolicySet`].
		#[pallet::call_index(0)]
		#[pallet::feeless_if(|origin: &OriginFor<T>, network: &NetworkId, _policy: &Policy| -> bool {
			Pallet::<T>::is_free(origin, *network)
		})]
		pub fn set_policy(
			origin: OriginFor<T>,
			network: NetworkId,
			policy: Policy,
		) -> DispatchResult {
			Self::ensure_owner(origin, network)?;
			Policies::<T>::insert(network, policy);
			Self::deposit_event(Event::PolicySet { network, policy });
			Ok(())
		}

		/// Begins a community with a network as its founder and first member. Only networks of the
		/// same provider can join it, and only those that the founder's owner invites.
		///
		/// ## Dispatch Origin
		/// Signed by the owner of the network, which is active. Free within the owner's quota.
		///
		/// ## Parameters
		/// - `network`: the founder.
		/// - `label`: what people call the community, in UTF-8, 1 to 64 bytes.
		/// - `draw_limit`: the most that a member draws in one of its billing months, in Wh. It
		///   cannot be changed later: members agreed to it when they joined.
		///
		/// ## Errors
		/// [`Error::NetworkNotFound`], [`Error::NotOwner`], [`Error::NetworkNotActive`],
		/// [`Error::LabelEmpty`], [`Error::AlreadyMember`].
		///
		/// ## Events
		/// [`Event::CommunityCreated`].
		#[pallet::call_index(1)]
		#[pallet::feeless_if(
			|origin: &OriginFor<T>, network: &NetworkId, _label: &Label, _limit: &Energy| -> bool {
				Pallet::<T>::is_free(origin, *network)
			}
		)]
		pub fn create_community(
			origin: OriginFor<T>,
			network: NetworkId,
			label: Label,
			draw_limit: Energy,
		) -> DispatchResult {
			let terms = Self::ensure_active_owner(origin, network)?;
			Self::do_create_community(network, terms.provider, label, draw_limit)
		}

		/// Invites networks to a community. All of them or none: one that cannot be invited
		/// refuses the whole list. An invitation stays until it is used or revoked.
		///
		/// ## Dispatch Origin
		/// Signed by the owner of the community's founder, which is active. Free within the owner's
		/// quota.
		///
		/// ## Parameters
		/// - `community`: the community.
		/// - `networks`: 1 to 64 networks. Whether their provider is the community's is looked at
		///   when they join.
		///
		/// ## Errors
		/// [`Error::CommunityNotFound`], [`Error::FounderLeft`], [`Error::NotOwner`],
		/// [`Error::NetworkNotActive`], [`Error::NoNetworks`], [`Error::NetworkNotFound`],
		/// [`Error::AlreadyMember`] (of this community), [`Error::AlreadyInvited`],
		/// [`Error::TooManyInvitations`].
		///
		/// ## Events
		/// [`Event::Invited`] for each.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::invite(networks.len() as u32))]
		#[pallet::feeless_if(
			|origin: &OriginFor<T>, community: &CommunityId, _networks: &Networks| -> bool {
				Pallet::<T>::is_free_for_founder(origin, *community)
			}
		)]
		pub fn invite(
			origin: OriginFor<T>,
			community: CommunityId,
			networks: Networks,
		) -> DispatchResult {
			Self::ensure_active_owner(origin, Self::founder(community)?)?;
			Self::do_invite(community, networks)
		}

		/// Brings a network into a community that it is invited to.
		///
		/// ## Dispatch Origin
		/// Signed by the owner of the network, which is active. Free within the owner's quota.
		///
		/// ## Parameters
		/// - `community`: the community.
		/// - `network`: the network that joins. It starts with no part of the pool, and may draw.
		///
		/// ## Errors
		/// [`Error::NetworkNotFound`], [`Error::NotOwner`], [`Error::NetworkNotActive`],
		/// [`Error::CommunityNotFound`], [`Error::AlreadyMember`], [`Error::NotInvited`],
		/// [`Error::ProviderDiffers`].
		///
		/// ## Events
		/// [`Event::Joined`].
		#[pallet::call_index(3)]
		#[pallet::feeless_if(
			|origin: &OriginFor<T>, _community: &CommunityId, network: &NetworkId| -> bool {
				Pallet::<T>::is_free(origin, *network)
			}
		)]
		pub fn join(
			origin: OriginFor<T>,
			community: CommunityId,
			network: NetworkId,
		) -> DispatchResult {
			let terms = Self::ensure_active_owner(origin, network)?;
			Self::do_join(community, network, terms.provider)
		}

		/// Takes a network out of its community. Its part of the pool, rounded down to a
		/// watt-hour, goes back to its reserve; the last member gets all that is in the pool, and
		/// the community is closed. When the founder leaves, nobody can be invited any more; who
		/// is invited may still join.
		///
		/// ## Dispatch Origin
		/// Signed by the owner of the network, in whatever state it is. Free within the owner's
		/// quota.
		///
		/// ## Parameters
		/// - `network`: the network.
		///
		/// ## Errors
		/// [`Error::NetworkNotFound`], [`Error::NotOwner`], [`Error::NotMember`], and the ledger's
		/// where it takes nothing in.
		///
		/// ## Events
		/// [`Event::Left`]; [`Event::CommunityClosed`] after the last.
		#[pallet::call_index(4)]
		#[pallet::feeless_if(|origin: &OriginFor<T>, network: &NetworkId| -> bool {
			Pallet::<T>::is_free(origin, *network)
		})]
		pub fn leave(origin: OriginFor<T>, network: NetworkId) -> DispatchResult {
			Self::ensure_owner(origin, network)?;
			Self::do_leave(network)
		}

		/// Puts energy of a network's reserve into the pool of its community, for shares of the
		/// pool. The shares lose with every draw of any member.
		///
		/// ## Dispatch Origin
		/// Signed by the owner of the network, which is active. Free within the owner's quota.
		///
		/// ## Parameters
		/// - `network`: the network.
		/// - `energy`: how much, in Wh.
		///
		/// ## Errors
		/// [`Error::NetworkNotFound`], [`Error::NotOwner`], [`Error::NetworkNotActive`],
		/// [`Error::NothingToMove`], [`Error::NotMember`], [`Error::ProviderDiffers`],
		/// [`Error::ReserveTooLow`], [`Error::PledgeNotCountable`].
		///
		/// ## Events
		/// [`Event::Pledged`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::pledge().saturating_add(T::Ledger::look_weight()))]
		#[pallet::feeless_if(
			|origin: &OriginFor<T>, network: &NetworkId, _energy: &Energy| -> bool {
				Pallet::<T>::is_free(origin, *network)
			}
		)]
		pub fn pledge(
			origin: OriginFor<T>,
			network: NetworkId,
			energy: Energy,
		) -> DispatchResultWithPostInfo {
			let terms = Self::ensure_active_owner(origin, network)?;
			let looked = Self::do_pledge(network, terms.provider, energy)?;
			Ok(Some(T::WeightInfo::pledge().saturating_add(looked)).into())
		}

		/// Takes energy of a network's own part of the pool back into its reserve, and burns
		/// shares for it, rounded up.
		///
		/// ## Dispatch Origin
		/// Signed by the owner of the network, which is active. Free within the owner's quota.
		///
		/// ## Parameters
		/// - `network`: the network.
		/// - `energy`: how much, in Wh.
		///
		/// ## Errors
		/// [`Error::NetworkNotFound`], [`Error::NotOwner`], [`Error::NetworkNotActive`],
		/// [`Error::NothingToMove`], [`Error::NotMember`], [`Error::StakeTooLow`], and the ledger's
		/// where it takes nothing in.
		///
		/// ## Events
		/// [`Event::PoolWithdrawn`].
		#[pallet::call_index(6)]
		#[pallet::feeless_if(
			|origin: &OriginFor<T>, network: &NetworkId, _energy: &Energy| -> bool {
				Pallet::<T>::is_free(origin, *network)
			}
		)]
		pub fn withdraw(
			origin: OriginFor<T>,
			network: NetworkId,
			energy: Energy,
		) -> DispatchResult {
			Self::ensure_active_owner(origin, network)?;
			Self::do_withdraw(network, energy)
		}

		/// Draws energy of the community's pool into a network's reserve, at the cost of all
		/// shares alike and within the draw limit of the month.
		///
		/// ## Dispatch Origin
		/// Signed by the owner of the network, which is active. Free within the owner's quota.
		///
		/// ## Parameters
		/// - `network`: the network.
		/// - `energy`: how much, in Wh.
		///
		/// ## Errors
		/// [`Error::NetworkNotFound`], [`Error::NotOwner`], [`Error::NetworkNotActive`],
		/// [`Error::NothingToMove`], [`Error::NotMember`], [`Error::ProviderDiffers`],
		/// [`Error::DrawLimitReached`], [`Error::PoolTooLow`], and the ledger's where it takes
		/// nothing in.
		///
		/// ## Events
		/// [`Event::PoolDrawn`].
		#[pallet::call_index(7)]
		#[pallet::feeless_if(
			|origin: &OriginFor<T>, network: &NetworkId, _energy: &Energy| -> bool {
				Pallet::<T>::is_free(origin, *network)
			}
		)]
		pub fn draw(origin: OriginFor<T>, network: NetworkId, energy: Energy) -> DispatchResult {
			let terms = Self::ensure_active_owner(origin, network)?;
			Self::do_draw(network, &terms, energy)
		}

		/// Moves energy from one device of a network to another, in the month that contains now.
		/// Floors and protection do not bind the owner: they are for help without being asked.
		///
		/// ## Dispatch Origin
		/// Signed by the owner of the devices' network, which is active. Free within the owner's
		/// quota.
		///
		/// ## Parameters
		/// - `from`: the device that gives.
		/// - `to`: the device that gets.
		/// - `energy`: how much, in Wh.
		///
		/// ## Errors
		/// [`Error::DeviceNotFound`], [`Error::NetworkNotFound`], [`Error::NotOwner`],
		/// [`Error::NetworkNotActive`], [`Error::NothingToMove`], [`Error::SameDevice`],
		/// [`Error::DevicesOfDifferentNetworks`], [`Error::DeviceNotActive`],
		/// [`Error::DevicesInDifferentMonths`], [`Error::BalanceTooLow`], and the metering's where
		/// a meter cannot move on to the present month.
		///
		/// ## Events
		/// [`Event::EnergyMoved`].
		#[pallet::call_index(8)]
		#[pallet::feeless_if(
			|origin: &OriginFor<T>, from: &DeviceId, _to: &DeviceId, _energy: &Energy| -> bool {
				T::Directory::device(*from)
					.is_some_and(|device| Pallet::<T>::is_free(origin, device.network))
			}
		)]
		pub fn move_energy(
			origin: OriginFor<T>,
			from: DeviceId,
			to: DeviceId,
			energy: Energy,
		) -> DispatchResult {
			let giver = T::Directory::device(from).ok_or(Error::<T>::DeviceNotFound)?;
			Self::ensure_active_owner(origin, giver.network)?;
			Self::do_move_energy(giver, from, to, energy)
		}

		/// Revokes invitations to a community, all of them or none.
		///
		/// ## Dispatch Origin
		/// Signed by the owner of the community's founder, which is active. Free within the owner's
		/// quota.
		///
		/// ## Parameters
		/// - `community`: the community.
		/// - `networks`: 1 to 64 networks that are invited.
		///
		/// ## Errors
		/// [`Error::CommunityNotFound`], [`Error::FounderLeft`], [`Error::NetworkNotFound`],
		/// [`Error::NotOwner`], [`Error::NetworkNotActive`], [`Error::NoNetworks`],
		/// [`Error::NotInvited`].
		///
		/// ## Events
		/// [`Event::InvitationRevoked`] for each.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::revoke(networks.len() as u32))]
		#[pallet::feeless_if(
			|origin: &OriginFor<T>, community: &CommunityId, _networks: &Networks| -> bool {
				Pallet::<T>::is_free_for_founder(origin, *community)
			}
		)]
		pub fn revoke(
			origin: OriginFor<T>,
			community: CommunityId,
			networks: Networks,
		) -> DispatchResult {
			Self::ensure_active_owner(origin, Self::founder(community)?)?;
			Self::do_revoke(community, networks)
		}
	}
}
