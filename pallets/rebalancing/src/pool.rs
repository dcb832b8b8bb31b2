//! What goes into and out of a community's pool.

use crate::{Communities, Community, Config, Error, Event, Member, Members, MoveReason, Pallet};
use commonwatt_primitives::{
	directory::{Directory, NetworkTerms, State},
	ledger::{Inflow, Ledger, Outflow},
	CommunityId, Energy, MonthId, NetworkId, ProviderId,
};
use frame_support::{ensure, weights::Weight};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// All energy in all pools, in Wh. For checks and audits, never in a call: it looks at every
	/// community.
	pub fn total_pooled() -> u128 {
		Communities::<T>::iter_values().map(|community| community.pool.energy.0 as u128).sum()
	}

	/// What the network's part of its community's pool is worth, rounded down; zero where it is in
	/// no community.
	pub fn stake_worth(network: NetworkId) -> Energy {
		Self::membership(network)
			.map_or(Energy::ZERO, |(_, community, member)| community.pool.worth(&member.stake))
	}

	pub(crate) fn do_pledge(
		network: NetworkId,
		provider: ProviderId,
		energy: Energy,
	) -> Result<Weight, DispatchError> {
		let (community, shares) = Self::put_into_pool(network, provider, energy)?;
		let withdrawn = T::Ledger::withdraw(network, energy, Outflow::Given);
		let (_, looked) = withdrawn.map_err(|error| {
			let too_low = T::Ledger::reserve(network) < energy;
			if too_low {
				Error::<T>::ReserveTooLow.into()
			} else {
				error
			}
		})?;
		Self::deposit_event(Event::Pledged { community, network, energy, shares });
		Ok(looked)
	}

	/// Pledges a month's leftover, which the caller has booked out.
	pub(crate) fn do_pledge_leftover(network: NetworkId, energy: Energy) -> DispatchResult {
		let terms = T::Directory::network(network).ok_or(Error::<T>::NetworkNotFound)?;
		ensure!(terms.state == State::Active, Error::<T>::NetworkNotActive);
		let (community, shares) = Self::put_into_pool(network, terms.provider, energy)?;
		Self::deposit_event(Event::LeftoverPledged { community, network, energy, shares });
		Ok(())
	}

	pub(crate) fn do_withdraw(network: NetworkId, energy: Energy) -> DispatchResult {
		ensure!(!energy.is_zero(), Error::<T>::NothingToMove);
		let (id, mut community, mut member) = Self::membership(network)?;
		let shares =
			community.pool.withdraw(&mut member.stake, energy).ok_or(Error::<T>::StakeTooLow)?;
		member.withdrawn = add(member.withdrawn, energy)?;
		Self::keep(id, community, network, member);
		T::Ledger::deposit(network, energy, Inflow::Received)?;
		Self::deposit_event(Event::PoolWithdrawn { community: id, network, energy, shares });
		Ok(())
	}

	pub(crate) fn do_draw(
		network: NetworkId,
		terms: &NetworkTerms<T::AccountId>,
		energy: Energy,
	) -> DispatchResult {
		ensure!(!energy.is_zero(), Error::<T>::NothingToMove);
		let (id, community, member) = Self::membership(network)?;
		ensure!(community.provider == terms.provider, Error::<T>::ProviderDiffers);
		let month = terms.calendar.month_at(Self::now());
		ensure!(energy <= community.draw_left(&member, month), Error::<T>::DrawLimitReached);
		Self::take_from_pool(id, community, network, member, month, energy)?;
		T::Ledger::deposit(network, energy, Inflow::Received)?;
		let reason = MoveReason::OwnerMoved;
		Self::deposit_event(Event::PoolDrawn { community: id, network, energy, reason });
		Ok(())
	}

	/// Draws for a shortfall, as the owner's policy, the draw limit and the pool allow. Not below
	/// the owner's minimum, unless it is all that is wanted. The caller books what is returned.
	pub(crate) fn do_draw_for_shortfall(
		network: NetworkId,
		want: Energy,
	) -> Result<Energy, DispatchError> {
		let (id, community, member) = Self::membership(network)?;
		let policy = Self::policy(network);
		let terms = T::Directory::network(network).ok_or(Error::<T>::NetworkNotFound)?;
		let allowed =
			policy.draws && terms.state == State::Active && terms.provider == community.provider;
		let month = terms.calendar.month_at(Self::now());
		let energy = community.drawable(&member, month).min(want);
		if !allowed || energy.is_zero() || energy < policy.min_transfer.min(want) {
			return Ok(Energy::ZERO);
		}
		Self::take_from_pool(id, community, network, member, month, energy)?;
		let reason = MoveReason::Shortfall;
		Self::deposit_event(Event::PoolDrawn { community: id, network, energy, reason });
		Ok(energy)
	}

	fn put_into_pool(
		network: NetworkId,
		provider: ProviderId,
		energy: Energy,
	) -> Result<(CommunityId, u128), DispatchError> {
		ensure!(!energy.is_zero(), Error::<T>::NothingToMove);
		let (id, mut community, mut member) = Self::membership(network)?;
		ensure!(community.provider == provider, Error::<T>::ProviderDiffers);
		let shares = community
			.pool
			.pledge(&mut member.stake, energy)
			.ok_or(Error::<T>::PledgeNotCountable)?;
		member.pledged = add(member.pledged, energy)?;
		Self::keep(id, community, network, member);
		Ok((id, shares))
	}

	fn take_from_pool(
		id: CommunityId,
		mut community: Community,
		network: NetworkId,
		mut member: Member,
		month: MonthId,
		energy: Energy,
	) -> DispatchResult {
		community.pool.draw(energy).ok_or(Error::<T>::PoolTooLow)?;
		member.drawn = add(member.drawn, energy)?;
		member.drawn_in_month = add(member.drawn_in(month), energy)?;
		member.month = month;
		Self::keep(id, community, network, member);
		Ok(())
	}

	fn keep(id: CommunityId, community: Community, network: NetworkId, member: Member) {
		Communities::<T>::insert(id, community);
		Members::<T>::insert(id, network, member);
	}
}

fn add(total: Energy, energy: Energy) -> Result<Energy, DispatchError> {
	Ok(total.checked_add(energy).ok_or(ArithmeticError::Overflow)?)
}
