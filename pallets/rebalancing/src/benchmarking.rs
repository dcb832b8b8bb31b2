//! Benchmarks: each reaches the most that its call does.

use super::*;
use crate::Pallet as Rebalancing;
use alloc::{collections::BTreeSet, vec::Vec};
use commonwatt_primitives::{
	directory::Directory, ids::MAX_DEVICES, ledger::Ledger, meters::Meters, rebalancing::Need,
	CommunityId, DeviceId, Energy, NetworkId, ProviderId,
};
use frame_benchmarking::v2::*;
use frame_support::traits::Get;
use frame_system::RawOrigin;

const ID: CommunityId = 0;
/// A member that is only on record here.
const NEIGHBOUR: NetworkId = NetworkId::MAX;
const POOLED: Energy = Energy::kwh(1_000);

/// A network of the caller.
fn network<T: Config>(who: &T::AccountId) -> (ProviderId, NetworkId) {
	let (provider, network, _) = T::Directory::populate(who, 1, None);
	(provider, network)
}

fn label() -> Label {
	Label::truncate_from(alloc::vec![b'x'; MAX_LABEL as usize])
}

/// A community with a neighbour's energy in its pool and as many invitations as it may have, less
/// `free`. `founder` is a member where it is given, else the neighbour founded it.
fn community<T: Config>(provider: ProviderId, founder: Option<NetworkId>, free: u32) {
	let mut pool = Pool::default();
	let mut stake = Stake::default();
	pool.pledge(&mut stake, POOLED).expect("an empty pool counts it");
	NextCommunity::<T>::put(ID + 1);
	Labels::<T>::insert(ID, label());
	Communities::<T>::insert(
		ID,
		Community {
			founder: founder.or(Some(NEIGHBOUR)),
			provider,
			members: 1,
			draw_limit: POOLED,
			pool,
		},
	);
	MemberOf::<T>::insert(NEIGHBOUR, ID);
	Members::<T>::insert(ID, NEIGHBOUR, Member { stake, pledged: POOLED, ..Default::default() });
	if let Some(founder) = founder {
		add_member::<T>(founder);
	}
	// From the end of the ids, so that no network of a benchmark is among them.
	let invited: BTreeSet<NetworkId> =
		(1..=T::MaxInvitations::get().saturating_sub(free)).map(|i| NEIGHBOUR - i).collect();
	Invitations::<T>::insert(
		ID,
		frame_support::BoundedBTreeSet::try_from(invited).expect("as many as there may be"),
	);
}

fn add_member<T: Config>(network: NetworkId) {
	MemberOf::<T>::insert(network, ID);
	Communities::<T>::mutate(ID, |community| {
		let community = community.as_mut().expect("there is a community");
		community.members += 1;
		let mut stake = Stake::default();
		community.pool.pledge(&mut stake, POOLED).expect("the pool counts it");
		Members::<T>::insert(ID, network, Member { stake, ..Default::default() });
	});
}

fn remove_neighbour<T: Config>() {
	MemberOf::<T>::remove(NEIGHBOUR);
	let neighbour = Members::<T>::take(ID, NEIGHBOUR).expect("the neighbour is a member");
	Communities::<T>::mutate(ID, |community| {
		let community = community.as_mut().expect("there is a community");
		community.members -= 1;
		community.pool.leave(neighbour.stake);
	});
}

fn invite_too<T: Config>(network: NetworkId) {
	Invitations::<T>::mutate(ID, |invited| {
		assert!(invited.try_insert(network).expect("there is room"));
	});
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn set_policy() {
		let who: T::AccountId = whitelisted_caller();
		let (_, network) = network::<T>(&who);
		let policy = Policy { between_devices: false, min_transfer: Energy(1), draws: false };

		#[extrinsic_call]
		_(RawOrigin::Signed(who), network, policy);

		assert_eq!(Policies::<T>::get(network), Some(policy));
	}

	#[benchmark]
	fn create_community() {
		let who: T::AccountId = whitelisted_caller();
		let (_, network) = network::<T>(&who);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), network, label(), POOLED);

		assert_eq!(MemberOf::<T>::get(network), Some(0));
	}

	#[benchmark]
	fn invite(n: Linear<1, MAX_NETWORKS_A_CALL>) {
		let who: T::AccountId = whitelisted_caller();
		let (provider, founder) = network::<T>(&who);
		community::<T>(provider, Some(founder), n);
		let networks: Vec<NetworkId> =
			(0..n).map(|i| network::<T>(&account("invited", i, 0)).1).collect();
		let networks: Networks = networks.try_into().expect("as many as a call takes");

		#[extrinsic_call]
		_(RawOrigin::Signed(who), ID, networks);

		assert_eq!(Invitations::<T>::get(ID).len() as u32, T::MaxInvitations::get());
	}

	#[benchmark]
	fn join() {
		let who: T::AccountId = whitelisted_caller();
		let (provider, network) = network::<T>(&who);
		community::<T>(provider, None, 1);
		invite_too::<T>(network);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), ID, network);

		assert_eq!(MemberOf::<T>::get(network), Some(ID));
	}

	#[benchmark]
	fn leave() {
		let who: T::AccountId = whitelisted_caller();
		let (provider, network) = network::<T>(&who);
		community::<T>(provider, Some(network), 0);
		// The last one: every row of the community goes.
		remove_neighbour::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(who), network);

		assert!(Communities::<T>::get(ID).is_none());
	}

	#[benchmark]
	fn pledge() {
		let who: T::AccountId = whitelisted_caller();
		let (provider, network) = network::<T>(&who);
		community::<T>(provider, Some(network), 0);
		T::Ledger::endow(network, POOLED);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), network, POOLED);

		assert_eq!(Rebalancing::<T>::stake_worth(network), Energy(2 * POOLED.0));
	}

	#[benchmark]
	fn withdraw() {
		let who: T::AccountId = whitelisted_caller();
		let (provider, network) = network::<T>(&who);
		community::<T>(provider, Some(network), 0);
		T::Ledger::endow(network, POOLED);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), network, Energy(1_001));

		assert_eq!(Rebalancing::<T>::stake_worth(network), Energy(POOLED.0 - 1_001));
	}

	#[benchmark]
	fn draw() {
		let who: T::AccountId = whitelisted_caller();
		let (provider, network) = network::<T>(&who);
		community::<T>(provider, Some(network), 0);
		T::Ledger::endow(network, POOLED);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), network, Energy(1_001));

		assert_eq!(Members::<T>::get(ID, network).map(|m| m.drawn), Some(Energy(1_001)));
	}

	#[benchmark]
	fn move_energy() {
		let who: T::AccountId = whitelisted_caller();
		let (_, _, devices) = T::Directory::populate(&who, 2, None);
		let (from, to) = (devices[0], devices[1]);
		T::Meters::raise(from, POOLED).expect("the device has a meter");

		#[extrinsic_call]
		_(RawOrigin::Signed(who), from, to, POOLED);

		let month = T::Meters::position(to).expect("the device has a meter").month;
		let network = T::Directory::device(to).expect("the device is there").network;
		let exchanges = Exchanges::<T>::get(network, month);
		assert!(exchanges
			.iter()
			.any(|(device, exchange)| *device == to && exchange.received == POOLED));
	}

	#[benchmark]
	fn revoke(n: Linear<1, MAX_NETWORKS_A_CALL>) {
		let who: T::AccountId = whitelisted_caller();
		let (provider, founder) = network::<T>(&who);
		community::<T>(provider, Some(founder), 0);
		let invited: Vec<NetworkId> =
			Invitations::<T>::get(ID).into_iter().take(n as usize).collect();
		let networks: Networks = invited.try_into().expect("as many as a call takes");

		#[extrinsic_call]
		_(RawOrigin::Signed(who), ID, networks);

		assert_eq!(Invitations::<T>::get(ID).len() as u32, T::MaxInvitations::get() - n);
	}

	/// In a network of `d` devices that all have slack and have all exchanged something, as many
	/// give as may, after `l` others were looked up that may not.
	#[benchmark]
	fn help_device(d: Linear<64, MAX_DEVICES>, l: Linear<0, { MAX_LOOKS - MOST_TRANSFERS }>) {
		let who: T::AccountId = whitelisted_caller();
		let (_, network, devices) = T::Directory::populate(&who, d, None);
		let device = devices[0];
		for donor in devices.iter().skip(1) {
			T::Meters::raise(*donor, POOLED).expect("the device has a meter");
		}
		let positions = T::Meters::positions(&devices).into_iter().flatten();
		let mut stand: Vec<_> = devices.iter().copied().zip(positions).collect();
		let month = stand[0].1.month;
		let exchange = Exchange { received: POOLED, given: POOLED };
		let exchanges: Vec<_> = devices.iter().map(|device| (*device, exchange)).collect();
		Exchanges::<T>::insert(network, month, NetworkExchanges::truncate_from(exchanges));
		// First in line, and not in the registry.
		let mut rich = stand[1].1;
		rich.mark = rich.mark.saturating_add(POOLED);
		let unknown = DeviceId::MAX - l;
		stand.extend((unknown..DeviceId::MAX).map(|device| (device, rich)));
		let terms = T::Directory::network(network).expect("the network is there");
		let want = Energy(POOLED.0 * MAX_DEVICES as u64);
		let at = terms.calendar.end(month);
		let need = Need { network, device, month, at, short: want, want, devices: &stand };

		let helped;
		#[block]
		{
			helped = Rebalancing::<T>::do_help_device(&need);
		}

		assert_eq!(helped.transfers, T::MaxTransfers::get());
	}

	#[benchmark]
	fn draw_for_shortfall() {
		let who: T::AccountId = whitelisted_caller();
		let (provider, network) = network::<T>(&who);
		community::<T>(provider, Some(network), 0);

		let drawn;
		#[block]
		{
			drawn = Rebalancing::<T>::do_draw_for_shortfall(network, POOLED);
		}

		assert_eq!(drawn, Ok(POOLED));
	}

	impl_benchmark_test_suite!(Rebalancing, crate::mock::new_test_ext(), crate::mock::Test);
}
