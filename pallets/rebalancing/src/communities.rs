//! Who is in which community.

use crate::{
	Communities, Community, Config, Error, Event, Invitations, Label, Labels, Member, MemberOf,
	Members, Networks, NextCommunity, Pallet, Pool,
};
use commonwatt_primitives::{
	directory::Directory,
	ledger::{Inflow, Ledger},
	CommunityId, Energy, NetworkId, ProviderId,
};
use frame_support::{defensive, ensure};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_create_community(
		founder: NetworkId,
		provider: ProviderId,
		label: Label,
		draw_limit: Energy,
	) -> DispatchResult {
		ensure!(!label.is_empty(), Error::<T>::LabelEmpty);
		ensure!(!MemberOf::<T>::contains_key(founder), Error::<T>::AlreadyMember);
		let id = NextCommunity::<T>::get();
		NextCommunity::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let community = Community {
			founder: Some(founder),
			provider,
			members: 1,
			draw_limit,
			pool: Pool::default(),
		};
		Communities::<T>::insert(id, community);
		Labels::<T>::insert(id, label);
		Self::add_member(id, founder);
		Self::deposit_event(Event::CommunityCreated {
			community: id,
			founder,
			provider,
			draw_limit,
		});
		Ok(())
	}

	pub(crate) fn do_invite(community: CommunityId, networks: Networks) -> DispatchResult {
		ensure!(!networks.is_empty(), Error::<T>::NoNetworks);
		Invitations::<T>::try_mutate(community, |invited| {
			for network in networks {
				let known = T::Directory::network(network).is_some();
				ensure!(known, Error::<T>::NetworkNotFound);
				let member = MemberOf::<T>::get(network) == Some(community);
				ensure!(!member, Error::<T>::AlreadyMember);
				let new =
					invited.try_insert(network).map_err(|_| Error::<T>::TooManyInvitations)?;
				ensure!(new, Error::<T>::AlreadyInvited);
				Self::deposit_event(Event::Invited { community, network });
			}
			Ok(())
		})
	}

	pub(crate) fn do_revoke(community: CommunityId, networks: Networks) -> DispatchResult {
		ensure!(!networks.is_empty(), Error::<T>::NoNetworks);
		for network in networks {
			Self::take_invitation(community, network)?;
			Self::deposit_event(Event::InvitationRevoked { community, network });
		}
		Ok(())
	}

	pub(crate) fn do_join(
		id: CommunityId,
		network: NetworkId,
		provider: ProviderId,
	) -> DispatchResult {
		let mut community = Communities::<T>::get(id).ok_or(Error::<T>::CommunityNotFound)?;
		ensure!(!MemberOf::<T>::contains_key(network), Error::<T>::AlreadyMember);
		Self::take_invitation(id, network)?;
		ensure!(community.provider == provider, Error::<T>::ProviderDiffers);
		community.members = community.members.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		Communities::<T>::insert(id, community);
		Self::add_member(id, network);
		Self::deposit_event(Event::Joined { community: id, network });
		Ok(())
	}

	pub(crate) fn do_leave(network: NetworkId) -> DispatchResult {
		let (id, mut community, member) = Self::membership(network)?;
		let last = community.members <= 1;
		// The last one also gets what rounding left behind.
		let paid_back =
			if last { community.pool.empty() } else { community.pool.leave(member.stake) };
		MemberOf::<T>::remove(network);
		Members::<T>::remove(id, network);
		if last {
			Communities::<T>::remove(id);
			Labels::<T>::remove(id);
			Invitations::<T>::remove(id);
		} else {
			community.members = community.members.saturating_sub(1);
			community.founder = community.founder.filter(|founder| *founder != network);
			Communities::<T>::insert(id, community);
		}
		if !paid_back.is_zero() {
			T::Ledger::deposit(network, paid_back, Inflow::Received)?;
		}
		Self::deposit_event(Event::Left { community: id, network, paid_back });
		if last {
			Self::deposit_event(Event::CommunityClosed { community: id });
		}
		Ok(())
	}

	/// The community that `network` is in, and its record there.
	pub(crate) fn membership(
		network: NetworkId,
	) -> Result<(CommunityId, Community, Member), DispatchError> {
		let id = MemberOf::<T>::get(network).ok_or(Error::<T>::NotMember)?;
		let (Some(community), Some(member)) =
			(Communities::<T>::get(id), Members::<T>::get(id, network))
		else {
			defensive!("a membership has its community and its member's record");
			return Err(Error::<T>::CommunityNotFound.into());
		};
		Ok((id, community, member))
	}

	fn add_member(community: CommunityId, network: NetworkId) {
		MemberOf::<T>::insert(network, community);
		let member = Member { joined: Self::now(), ..Default::default() };
		Members::<T>::insert(community, network, member);
	}

	/// Uses up the invitation of `network`; no row stays for a community without invitations.
	fn take_invitation(community: CommunityId, network: NetworkId) -> DispatchResult {
		Invitations::<T>::mutate_exists(community, |row| {
			let invited = row.as_mut().ok_or(Error::<T>::NotInvited)?;
			ensure!(invited.remove(&network), Error::<T>::NotInvited);
			if invited.is_empty() {
				*row = None;
			}
			Ok(())
		})
	}
}
