//! Who acts: the accounts of a history, and the keys of its devices.

use commonwatt_primitives::directory::DeviceKey;
use commonwatt_runtime::{AccountId, Signature};
use pallet_metering::DeviceSignature;
use sp_core::{ecdsa, ed25519, sr25519, Pair};
use sp_keyring::Sr25519Keyring;
use std::sync::OnceLock;

/// Members of the council; the first also issues the settlement asset.
pub const COUNCIL: [usize; 3] = [0, 1, 2];
/// Accounts that apply as providers.
pub const PROVIDERS: [usize; 2] = [3, 4];
/// Accounts that become their head-ends.
pub const HEAD_ENDS: [usize; 3] = [5, 6, 7];
/// Accounts that own networks.
pub const OWNERS: [usize; 5] = [8, 9, 10, 11, 12];
/// Accounts without a role: one with means and two without any.
pub const STRANGERS: [usize; 3] = [13, 14, 15];

/// A device's key of one of the three schemes.
pub enum Key {
	Ed25519(ed25519::Pair),
	Sr25519(sr25519::Pair),
	Secp256k1(ecdsa::Pair),
}

impl Key {
	pub fn public(&self) -> DeviceKey {
		match self {
			Self::Ed25519(pair) => DeviceKey::Ed25519(pair.public()),
			Self::Sr25519(pair) => DeviceKey::Sr25519(pair.public()),
			Self::Secp256k1(pair) => DeviceKey::Secp256k1(pair.public()),
		}
	}

	pub fn sign(&self, message: &[u8]) -> DeviceSignature {
		match self {
			Self::Ed25519(pair) => DeviceSignature::Ed25519(pair.sign(message)),
			Self::Sr25519(pair) => DeviceSignature::Sr25519(pair.sign(message)),
			Self::Secp256k1(pair) => DeviceSignature::Secp256k1(pair.sign(message)),
		}
	}
}

pub struct People {
	pairs: Vec<sr25519::Pair>,
	pub accounts: Vec<AccountId>,
	pub keys: Vec<Key>,
}

impl People {
	fn new() -> Self {
		let mut pairs: Vec<_> = Sr25519Keyring::iter().take(14).map(|key| key.pair()).collect();
		pairs.extend((0..2u8).map(|n| sr25519::Pair::from_seed(&[200 + n; 32])));
		let accounts = pairs.iter().map(|pair| AccountId::from(pair.public().0)).collect();
		let keys = (0..24u8)
			.map(|n| match n % 3 {
				0 => Key::Ed25519(ed25519::Pair::from_seed(&[n + 1; 32])),
				1 => Key::Sr25519(sr25519::Pair::from_seed(&[n + 1; 32])),
				_ => Key::Secp256k1(ecdsa::Pair::from_seed(&[n + 1; 32])),
			})
			.collect();
		Self { pairs, accounts, keys }
	}

	pub fn account(&self, who: usize) -> AccountId {
		self.accounts[who % self.accounts.len()].clone()
	}

	pub fn index(&self, who: &AccountId) -> Option<usize> {
		self.accounts.iter().position(|account| account == who)
	}

	/// `who`'s signature of a transaction.
	pub fn sign(&self, who: usize, message: &[u8]) -> Signature {
		self.pairs[who % self.pairs.len()].sign(message).into()
	}

	pub fn key(&self, public: &DeviceKey) -> Option<&Key> {
		self.keys.iter().find(|key| key.public() == *public)
	}
}

/// The people: always the same.
pub fn people() -> &'static People {
	static PEOPLE: OnceLock<People> = OnceLock::new();
	PEOPLE.get_or_init(People::new)
}
