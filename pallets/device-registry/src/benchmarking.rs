//! What the calls cost in the worst case.

use crate::*;
use commonwatt_primitives::{
	directory::{
		CarryOver, DeviceKey, DeviceKind, Devices as DeviceList, LeftoverPolicy, Overdraft,
		Registers, State, Tariff,
	},
	ids::MAX_DEVICES,
	Energy, NetworkId, Price, ProviderId,
};
use frame_benchmarking::{v2::*, BenchmarkError};
use frame_support::{
	dispatch::{CheckIfFeeless, DispatchInfo, PostDispatchInfo},
	traits::{
		fungible::{Inspect, Mutate},
		EnsureOrigin, Get,
	},
};
use frame_system::{pallet_prelude::OriginFor, RawOrigin};
use sp_runtime::{
	traits::{AsTransactionAuthorizedOrigin, DispatchTransaction, Dispatchable},
	Saturating,
};

/// Money for the deposits of a provider and of a thousand devices.
fn fund<T: Config>(who: &T::AccountId) {
	let deposits = T::ProviderDeposit::get()
		.saturating_add(T::NetworkDeposit::get().saturating_mul(10u32.into()))
		.saturating_add(T::DeviceDeposit::get().saturating_mul((2 * MAX_DEVICES).into()));
	let amount =
		deposits.saturating_add(T::Currency::minimum_balance().saturating_mul(10u32.into()));
	T::Currency::mint_into(who, amount).expect("benchmark accounts can be funded");
}

fn full_label() -> Label {
	Label::try_from([b'a'; 64].to_vec()).expect("a label has 64 bytes")
}

/// Terms with as many price steps as there may be.
fn terms<T: Config>() -> Terms {
	Terms {
		capacity: Energy(u64::MAX / 4),
		tariff: Tariff {
			buy_back: Price(100),
			retail: Price(100 + T::MaxTicks::get() as u64),
			tick: Price(1),
		},
		overdraft: Overdraft { limit: Energy::kwh(100), chunk: Energy::kwh(10) },
		carry_over: CarryOver { limit: Energy::kwh(1_000), months: 12 },
		utc_offset_minutes: 0,
	}
}

fn key(seed: u32) -> DeviceKey {
	let mut bytes = [0u8; 33];
	bytes[..4].copy_from_slice(&seed.to_le_bytes());
	// The longest of the keys.
	DeviceKey::Secp256k1(sp_core::ecdsa::Public::from_raw(bytes))
}

fn specs(count: u32, keys_from: Option<u32>) -> DeviceSpecs {
	let specs = (0..count)
		.map(|n| DeviceSpec {
			label: full_label(),
			kind: DeviceKind::Charger,
			rated_w: 7_200,
			key: keys_from.map(|from| key(from + n)),
			floor: Energy::ZERO,
			protected: false,
			opening: Registers::default(),
		})
		.collect::<alloc::vec::Vec<_>>();
	DeviceSpecs::try_from(specs).expect("a network has room for them")
}

/// The active provider that `who` collects readings for; a new one where there is none.
fn provider_for<T: Config>(who: &T::AccountId) -> (ProviderId, T::AccountId) {
	if let Some(id) = HeadEnds::<T>::get(who) {
		let provider = Providers::<T>::get(id).expect("a head-end has a provider");
		return (id, provider.account);
	}
	let account: T::AccountId = account("provider", NextProvider::<T>::get(), 0);
	fund::<T>(&account);
	let id = Pallet::<T>::do_apply_as_provider(account.clone(), full_label(), terms::<T>())
		.expect("the provider is new");
	Pallet::<T>::do_approve_provider(id).expect("the provider is pending");
	Pallet::<T>::do_add_head_end(id, who.clone()).expect("the head-end is new");
	(id, account)
}

fn network_for<T: Config>(
	account: &T::AccountId,
	id: ProviderId,
	owner: &T::AccountId,
) -> NetworkId {
	Pallet::<T>::do_register_network(
		account.clone(),
		id,
		owner.clone(),
		full_label(),
		1,
		LeftoverPolicy::Hold,
		0,
	)
	.expect("the provider is active")
}

/// See `Directory::populate`.
pub(crate) fn populate<T: Config>(
	who: &T::AccountId,
	devices: u32,
	key: Option<DeviceKey>,
) -> (ProviderId, NetworkId, DeviceList) {
	let (provider, account) = provider_for::<T>(who);
	fund::<T>(&account);
	fund::<T>(who);
	let network = network_for::<T>(&account, provider, who);
	let now = Pallet::<T>::now();
	Pallet::<T>::do_enrol_devices(account, network, now, specs(devices, None))
		.expect("the provider may enrol devices");
	let list = NetworkDevices::<T>::get(network);
	assert_eq!(list.len() as u32, devices, "every device is enrolled");
	if let Some(key) = key {
		// One key for all of them, so that one signer can sign for each; nobody could enrol this.
		for device in &list {
			DeviceKeys::<T>::insert(device, key);
		}
	}
	(provider, network, list)
}

/// A network of `owner`, who paid the deposits of its `devices` pending devices.
fn own_network<T: Config>(owner: &T::AccountId, devices: u32) -> (T::AccountId, NetworkId) {
	let head_end: T::AccountId = account("head-end", 0, 0);
	let (provider, account) = provider_for::<T>(&head_end);
	fund::<T>(owner);
	let network = network_for::<T>(owner, provider, owner);
	Pallet::<T>::do_set_network_state(account.clone(), network, State::Active)
		.expect("the network is pending");
	let now = Pallet::<T>::now();
	Pallet::<T>::do_enrol_devices(owner.clone(), network, now, specs(devices, Some(1)))
		.expect("the owner may enrol devices");
	(account, network)
}

fn council<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::CouncilOrigin::try_successful_origin()
		.map_err(|_| BenchmarkError::Stop("no origin for the council"))
}

#[benchmarks(where
	T: Send + Sync,
	T::RuntimeCall: CheckIfFeeless<Origin = OriginFor<T>>
		+ Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>
		+ From<Call<T>>,
	T::RuntimeOrigin: AsTransactionAuthorizedOrigin,
)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn apply_as_provider() {
		let caller: T::AccountId = whitelisted_caller();
		fund::<T>(&caller);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), full_label(), terms::<T>());

		assert!(ProviderOf::<T>::contains_key(caller));
	}

	#[benchmark]
	fn approve_provider() -> Result<(), BenchmarkError> {
		let caller: T::AccountId = whitelisted_caller();
		fund::<T>(&caller);
		let id = Pallet::<T>::do_apply_as_provider(caller, full_label(), terms::<T>())?;
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id);

		assert_eq!(Providers::<T>::get(id).map(|p| p.state), Some(State::Active));
		Ok(())
	}

	#[benchmark]
	fn set_capacity() -> Result<(), BenchmarkError> {
		let (id, _) = provider_for::<T>(&whitelisted_caller());
		let origin = council::<T>()?;
		let capacity = Energy(u64::MAX / 2);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, capacity);

		assert_eq!(Providers::<T>::get(id).map(|p| p.capacity), Some(capacity));
		Ok(())
	}

	/// To retire one with all its head-ends.
	#[benchmark]
	fn set_provider_state() -> Result<(), BenchmarkError> {
		let (id, _) = provider_for::<T>(&account("head-end", 0, 0));
		for n in 1..T::MaxHeadEnds::get() {
			Pallet::<T>::do_add_head_end(id, account("head-end", n, 0))?;
		}
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, State::Retired);

		assert!(HeadEnds::<T>::iter().next().is_none());
		Ok(())
	}

	#[benchmark]
	fn set_tariff() {
		let (id, account) = provider_for::<T>(&whitelisted_caller());
		let tariff = Tariff { buy_back: Price(1), retail: Price(3), tick: Price(2) };

		#[extrinsic_call]
		_(RawOrigin::Signed(account), tariff);

		assert_eq!(Providers::<T>::get(id).map(|p| p.tariff), Some(tariff));
	}

	#[benchmark]
	fn set_rules() {
		let (id, account) = provider_for::<T>(&whitelisted_caller());
		let carry_over = CarryOver { limit: Energy::kwh(7), months: 7 };

		#[extrinsic_call]
		_(RawOrigin::Signed(account), Overdraft::default(), carry_over);

		assert_eq!(Providers::<T>::get(id).map(|p| p.carry_over), Some(carry_over));
	}

	/// The last of as many as there may be.
	#[benchmark]
	fn add_head_end() -> Result<(), BenchmarkError> {
		let (id, account) = provider_for::<T>(&account("head-end", 0, 0));
		for n in 1..T::MaxHeadEnds::get().saturating_sub(1) {
			Pallet::<T>::do_add_head_end(id, frame_benchmarking::account("head-end", n, 0))?;
		}
		if T::MaxHeadEnds::get() == 1 {
			Pallet::<T>::do_remove_head_end(id, frame_benchmarking::account("head-end", 0, 0))?;
		}
		let who: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(account), who.clone());

		assert_eq!(HeadEnds::<T>::get(who), Some(id));
		Ok(())
	}

	#[benchmark]
	fn remove_head_end() -> Result<(), BenchmarkError> {
		let who: T::AccountId = account("head-end", 0, 0);
		let (id, provider) = provider_for::<T>(&who);
		for n in 1..T::MaxHeadEnds::get() {
			Pallet::<T>::do_add_head_end(id, account("head-end", n, 0))?;
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), who.clone());

		assert!(!HeadEnds::<T>::contains_key(who));
		Ok(())
	}

	/// By a head-end, which takes the most reads, for an owner without a role.
	#[benchmark]
	fn register_network() {
		let head_end: T::AccountId = whitelisted_caller();
		let (id, _) = provider_for::<T>(&head_end);
		let owner: T::AccountId = account("owner", 0, 0);

		#[extrinsic_call]
		_(
			RawOrigin::Signed(head_end),
			id,
			owner.clone(),
			full_label(),
			1,
			LeftoverPolicy::Hold,
			u64::MAX,
		);

		assert_eq!(OwnedNetworks::<T>::get(owner), 1);
	}

	/// Suspended with its devices; without any it is retired, which takes the most of the rest.
	#[benchmark]
	fn set_network_state(d: Linear<0, MAX_DEVICES>) -> Result<(), BenchmarkError> {
		let owner: T::AccountId = whitelisted_caller();
		let (account, network) = own_network::<T>(&owner, d);
		let state = if d == 0 {
			Pallet::<T>::do_offer_network(owner, network, account.clone())?;
			State::Retired
		} else {
			State::Suspended
		};

		#[extrinsic_call]
		_(RawOrigin::Signed(account), network, state);

		assert_eq!(Networks::<T>::get(network).map(|n| n.state), Some(state));
		Ok(())
	}

	#[benchmark]
	fn set_leftover_policy() {
		let owner: T::AccountId = whitelisted_caller();
		let (_, network) = own_network::<T>(&owner, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), network, LeftoverPolicy::Share);

		assert_eq!(Networks::<T>::get(network).map(|n| n.leftover), Some(LeftoverPolicy::Share));
	}

	#[benchmark]
	fn offer_network() {
		let owner: T::AccountId = whitelisted_caller();
		let (_, network) = own_network::<T>(&owner, 0);
		let to: T::AccountId = account("buyer", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), network, to);

		assert!(NetworkOffers::<T>::contains_key(network));
	}

	#[benchmark]
	fn accept_network(d: Linear<0, MAX_DEVICES>) -> Result<(), BenchmarkError> {
		let owner: T::AccountId = account("owner", 0, 0);
		let (_, network) = own_network::<T>(&owner, d);
		let to: T::AccountId = whitelisted_caller();
		fund::<T>(&to);
		Pallet::<T>::do_offer_network(owner, network, to.clone())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(to.clone()), network);

		assert_eq!(Networks::<T>::get(network).map(|n| n.owner), Some(to));
		Ok(())
	}

	#[benchmark]
	fn withdraw_network_offer() -> Result<(), BenchmarkError> {
		let owner: T::AccountId = whitelisted_caller();
		let (_, network) = own_network::<T>(&owner, 0);
		Pallet::<T>::do_offer_network(owner.clone(), network, account("buyer", 0, 0))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), network);

		assert!(!NetworkOffers::<T>::contains_key(network));
		Ok(())
	}

	/// By the owner, so that each meter is told twice.
	#[benchmark]
	fn enrol_devices(d: Linear<0, MAX_DEVICES>) {
		let owner: T::AccountId = whitelisted_caller();
		let (_, network) = own_network::<T>(&owner, 0);
		let now = Pallet::<T>::now();

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), network, now, specs(d, Some(1)));

		assert_eq!(NetworkDevices::<T>::get(network).len() as u32, d);
	}

	/// To retire one of as many devices as there may be.
	#[benchmark]
	fn set_device_state() -> Result<(), BenchmarkError> {
		let owner: T::AccountId = whitelisted_caller();
		let (account, network) = own_network::<T>(&owner, MAX_DEVICES);
		let device = NetworkDevices::<T>::get(network)[0];
		Pallet::<T>::do_set_device_state(account, device, State::Active)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), device, State::Retired);

		assert!(!Devices::<T>::contains_key(device));
		Ok(())
	}

	#[benchmark]
	fn set_device_key() {
		let owner: T::AccountId = whitelisted_caller();
		let (_, network) = own_network::<T>(&owner, 1);
		let device = NetworkDevices::<T>::get(network)[0];
		let new = key(1_000_000);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), device, Some(new));

		assert_eq!(KeyOwners::<T>::get(new), Some(device));
	}

	#[benchmark]
	fn set_device_policy() {
		let owner: T::AccountId = whitelisted_caller();
		let (_, network) = own_network::<T>(&owner, 1);
		let device = NetworkDevices::<T>::get(network)[0];

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), device, Energy::kwh(3), true);

		assert_eq!(Devices::<T>::get(device).map(|d| d.protected), Some(true));
	}

	#[benchmark]
	fn offer_device() {
		let owner: T::AccountId = whitelisted_caller();
		let (_, network) = own_network::<T>(&owner, 1);
		let (_, to) = own_network::<T>(&account("buyer", 0, 0), 0);
		let device = NetworkDevices::<T>::get(network)[0];

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), device, to);

		assert!(DeviceOffers::<T>::contains_key(device));
	}

	/// The last device that fits, out of as many as there may be.
	#[benchmark]
	fn accept_device() -> Result<(), BenchmarkError> {
		let owner: T::AccountId = account("owner", 0, 0);
		let (account, network) = own_network::<T>(&owner, MAX_DEVICES);
		let device = NetworkDevices::<T>::get(network)[0];
		Pallet::<T>::do_set_device_state(account.clone(), device, State::Active)?;
		let buyer: T::AccountId = whitelisted_caller();
		let (_, to) = own_network::<T>(&buyer, 0);
		let now = Pallet::<T>::now();
		fund::<T>(&account);
		Pallet::<T>::do_enrol_devices(account, to, now, specs(MAX_DEVICES - 1, None))?;
		Pallet::<T>::do_offer_device(owner, device, to)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(buyer), device);

		assert_eq!(Devices::<T>::get(device).map(|d| d.network), Some(to));
		Ok(())
	}

	#[benchmark]
	fn withdraw_device_offer() -> Result<(), BenchmarkError> {
		let owner: T::AccountId = whitelisted_caller();
		let (_, network) = own_network::<T>(&owner, 1);
		let (_, to) = own_network::<T>(&account("buyer", 0, 0), 0);
		let device = NetworkDevices::<T>::get(network)[0];
		Pallet::<T>::do_offer_device(owner.clone(), device, to)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), device);

		assert!(!DeviceOffers::<T>::contains_key(device));
		Ok(())
	}

	/// For an owner: all other roles are looked up before.
	#[benchmark]
	fn spend_free_calls() {
		let owner: T::AccountId = account("owner", 0, 0);
		let (_, network) = own_network::<T>(&owner, 1);
		let device = NetworkDevices::<T>::get(network)[0];
		let full = Bucket { credit: u64::MAX / 2, at: Pallet::<T>::now() };
		FreeUsage::<T>::insert(&owner, full);
		let call: T::RuntimeCall =
			Call::<T>::set_device_policy { device, floor: Energy::ZERO, protected: true }.into();
		let origin: T::RuntimeOrigin = RawOrigin::Signed(owner.clone()).into();
		let info = DispatchInfo::default();

		#[block]
		{
			SpendFreeCalls::<T>::new()
				.validate_and_prepare(origin, &call, &info, 0, 0)
				.expect("it never refuses");
		}

		assert!(FreeUsage::<T>::get(&owner).is_some_and(|left| left.credit < full.credit));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
