//! Genesis presets.
//!
//! `development` is one validator with the well-known development keys, accounts ready to use, a
//! council of one and a sudo key. `local_testnet` is four validators and a council of three, still
//! with well-known keys but without sudo. A consortium writes its own: the same fields, with its
//! own keys, and no sudo.

use crate::{
	configs::energy::{SETTLEMENT_ASSET, SETTLEMENT_DECIMALS},
	*,
};
use alloc::{vec, vec::Vec};
use frame_support::build_struct_json_patch;
use serde_json::Value;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// What a genesis of Commonwatt says.
struct Genesis {
	validators: Vec<(AuraId, GrandpaId)>,
	council: Vec<AccountId>,
	/// Accounts with fee tokens.
	endowed: Vec<AccountId>,
	/// Who may issue the settlement asset.
	issuer: AccountId,
	sudo: Option<AccountId>,
}

impl Genesis {
	fn patch(self) -> Value {
		build_struct_json_patch!(RuntimeGenesisConfig {
			balances: BalancesConfig {
				balances: self
					.endowed
					.into_iter()
					.map(|account| (account, 1_000_000 * UNIT))
					.collect::<Vec<_>>(),
			},
			aura: pallet_aura::GenesisConfig {
				authorities: self.validators.iter().map(|(aura, _)| aura.clone()).collect(),
			},
			grandpa: pallet_grandpa::GenesisConfig {
				authorities: self
					.validators
					.iter()
					.map(|(_, grandpa)| (grandpa.clone(), 1))
					.collect(),
			},
			council_membership: pallet_membership::GenesisConfig {
				members: self.council.try_into().unwrap_or_default(),
			},
			assets: pallet_assets::GenesisConfig {
				assets: vec![(SETTLEMENT_ASSET, self.issuer, true, 1)],
				// The sale's pot exists from the start, so that no payment into it can fail.
				accounts: vec![(SETTLEMENT_ASSET, SurplusSale::pot(), 1)],
				metadata: vec![(
					SETTLEMENT_ASSET,
					b"Settlement euro".to_vec(),
					b"EUR".to_vec(),
					SETTLEMENT_DECIMALS,
				)],
			},
			sudo: SudoConfig { key: self.sudo },
		})
	}
}

fn validator(aura: Sr25519Keyring, grandpa: Ed25519Keyring) -> (AuraId, GrandpaId) {
	(aura.public().into(), grandpa.public().into())
}

fn development() -> Value {
	Genesis {
		validators: vec![validator(Sr25519Keyring::Alice, Ed25519Keyring::Alice)],
		council: vec![Sr25519Keyring::Alice.to_account_id()],
		endowed: Sr25519Keyring::iter().map(|key| key.to_account_id()).collect(),
		issuer: Sr25519Keyring::Alice.to_account_id(),
		sudo: Some(Sr25519Keyring::Alice.to_account_id()),
	}
	.patch()
}

fn local_testnet() -> Value {
	Genesis {
		validators: vec![
			validator(Sr25519Keyring::Alice, Ed25519Keyring::Alice),
			validator(Sr25519Keyring::Bob, Ed25519Keyring::Bob),
			validator(Sr25519Keyring::Charlie, Ed25519Keyring::Charlie),
			validator(Sr25519Keyring::Dave, Ed25519Keyring::Dave),
		],
		council: [Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie]
			.map(|key| key.to_account_id())
			.to_vec(),
		endowed: Sr25519Keyring::iter().map(|key| key.to_account_id()).collect(),
		issuer: Sr25519Keyring::Alice.to_account_id(),
		sudo: None,
	}
	.patch()
}

/// The preset of that name, as a JSON patch on the default genesis.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_ref() {
		DEV_RUNTIME_PRESET => development(),
		LOCAL_TESTNET_RUNTIME_PRESET => local_testnet(),
		_ => return None,
	};
	serde_json::to_string(&patch).ok().map(|json| json.into_bytes())
}

/// The names of the presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![PresetId::from(DEV_RUNTIME_PRESET), PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET)]
}
