//! What must always hold.

use crate::{
	math::pool::SCALE_STEP, Communities, Config, Exchange, Exchanges, Invitations, Labels,
	MemberOf, Members, NextCommunity, Pallet, Policies,
};
use commonwatt_primitives::directory::Directory;
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// * A pool has energy if and only if it has shares; the stakes of its members add up to its
	///   shares, but for what dividing them by the scale rounded off.
	/// * Counts agree, limits hold, and no record is without its owner record.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_communities()?;
		Self::check_memberships()?;
		for (network, _, exchanges) in Exchanges::<T>::iter() {
			let something = |(_, exchange): &(_, Exchange)| *exchange != Exchange::default();
			ensure!(
				!exchanges.is_empty() && exchanges.iter().all(something),
				"an exchange of nothing is kept"
			);
			let in_order = exchanges.windows(2).all(|pair| pair[0].0 < pair[1].0);
			ensure!(in_order, "exchanges are not in the order of their devices");
			ensure!(T::Directory::network(network).is_some(), "exchanges without their network");
		}
		for network in Policies::<T>::iter_keys() {
			ensure!(T::Directory::network(network).is_some(), "a policy without its network");
		}
		Ok(())
	}

	fn check_communities() -> Result<(), TryRuntimeError> {
		let next = NextCommunity::<T>::get();
		for (id, community) in Communities::<T>::iter() {
			ensure!(id < next, "a community past the next id");
			ensure!(Labels::<T>::contains_key(id), "a community without a label");
			let pool = community.pool;
			ensure!(pool.energy.is_zero() == (pool.shares == 0), "energy without shares");

			let (mut members, mut shares) = (0u32, 0u128);
			for (_, member) in Members::<T>::iter_prefix(id) {
				members += 1;
				shares += pool.shares_of(&member.stake);
				let within = member.drawn_in_month <= community.draw_limit
					&& member.drawn_in_month <= member.drawn;
				ensure!(within, "a member drew more than it may");
			}
			ensure!(members > 0 && members == community.members, "members are not counted right");
			ensure!(shares <= pool.shares, "stakes above the pool's shares");
			let rounded_off = pool.shares - shares;
			ensure!(
				rounded_off == 0 || (pool.scale > 0 && rounded_off < SCALE_STEP),
				"shares without an owner",
			);
			if let Some(founder) = community.founder {
				ensure!(Members::<T>::contains_key(id, founder), "a founder that is no member");
			}
		}
		for id in Labels::<T>::iter_keys() {
			ensure!(Communities::<T>::contains_key(id), "a label without its community");
		}
		for (id, invited) in Invitations::<T>::iter() {
			ensure!(Communities::<T>::contains_key(id), "invitations without their community");
			ensure!(!invited.is_empty(), "an empty list of invitations is kept");
			for network in invited {
				ensure!(!Members::<T>::contains_key(id, network), "a member is still invited");
			}
		}
		Ok(())
	}

	fn check_memberships() -> Result<(), TryRuntimeError> {
		for (network, id) in MemberOf::<T>::iter() {
			ensure!(Members::<T>::contains_key(id, network), "a membership without its record");
			ensure!(T::Directory::network(network).is_some(), "a member without its network");
		}
		for (id, network, _) in Members::<T>::iter() {
			ensure!(Communities::<T>::contains_key(id), "a member without its community");
			ensure!(
				MemberOf::<T>::get(network) == Some(id),
				"a member's record without membership"
			);
		}
		Ok(())
	}
}
