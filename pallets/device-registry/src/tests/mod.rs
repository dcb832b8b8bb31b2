//! What the registry does, case by case.

mod devices;
mod directory;
mod extension;
mod free_calls;
mod networks;
mod providers;
mod transfers;

use crate::{mock::*, *};
use commonwatt_primitives::{
	directory::{DeviceKey, DeviceKind, LeftoverPolicy, OnDevice, Registers, State},
	DeviceId, Energy, NetworkId, ProviderId,
};
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use sp_runtime::TokenError;

type E = Error<Test>;

fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// What an account has on hold for a reason.
fn held(reason: HoldReason, who: AccountId) -> Balance {
	Balances::balance_on_hold(&reason.into(), &who)
}

/// An approved provider.
fn provider(account: AccountId) -> ProviderId {
	let id = NextProvider::<Test>::get();
	assert_ok!(Registry::apply_as_provider(signed(account), label("utility"), terms()));
	assert_ok!(Registry::approve_provider(RuntimeOrigin::root(), id));
	id
}

/// The first utility, with its head-end.
fn utility() -> ProviderId {
	let id = provider(UTILITY);
	assert_ok!(Registry::add_head_end(signed(UTILITY), HEAD_END));
	id
}

fn register(signer: AccountId, provider: ProviderId, owner: AccountId, day: u8) -> NetworkId {
	let id = NextNetwork::<Test>::get();
	assert_ok!(Registry::register_network(
		signed(signer),
		provider,
		owner,
		label("home"),
		day,
		LeftoverPolicy::Hold,
		0x47a1_cbd5,
	));
	id
}

/// An active network of the first utility, sponsored by it.
fn network(owner: AccountId) -> NetworkId {
	register(UTILITY, 0, owner, 1)
}

/// An active network of the first utility for which its owner pays.
fn own_network(owner: AccountId) -> NetworkId {
	let id = register(owner, 0, owner, 1);
	assert_ok!(Registry::set_network_state(signed(UTILITY), id, State::Active));
	id
}

fn spec() -> DeviceSpec {
	DeviceSpec {
		label: label("oven"),
		kind: DeviceKind::Load,
		rated_w: 3_500,
		key: None,
		floor: Energy::ZERO,
		protected: false,
		opening: Registers { import: Energy::kwh(120), export: Energy::ZERO },
	}
}

fn key(seed: u8) -> DeviceKey {
	DeviceKey::Ed25519(sp_core::ed25519::Public::from_raw([seed; 32]))
}

fn specs(specs: impl IntoIterator<Item = DeviceSpec>) -> DeviceSpecs {
	specs.into_iter().collect::<Vec<_>>().try_into().unwrap()
}

fn enrol(signer: AccountId, network: NetworkId, count: usize) -> Vec<DeviceId> {
	let before = NetworkDevices::<Test>::get(network).len();
	assert_ok!(Registry::enrol_devices(signed(signer), network, NOW, specs(vec![spec(); count])));
	NetworkDevices::<Test>::get(network)[before..].to_vec()
}

/// A device of a network of the first utility, enrolled by it.
fn device(network: NetworkId) -> DeviceId {
	enrol(UTILITY, network, 1)[0]
}
