//! The genesis presets build, and say what they should.

use super::*;
use frame_support::traits::fungibles::Inspect;
use serde_json::Value;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};

/// Lays a patch over a genesis, as the genesis builder does.
fn merge(base: &mut Value, patch: Value) {
	match (base, patch) {
		(Value::Object(base), Value::Object(patch)) => {
			for (key, value) in patch {
				merge(base.entry(key).or_insert(Value::Null), value);
			}
		},
		(base, patch) => *base = patch,
	}
}

pub fn genesis(preset: &str) -> RuntimeGenesisConfig {
	let patch = crate::presets::get_preset(&preset.into()).expect("a preset of that name");
	let mut genesis = serde_json::to_value(RuntimeGenesisConfig::default()).unwrap();
	merge(&mut genesis, serde_json::from_slice(&patch).unwrap());
	serde_json::from_value(genesis).expect("the preset fits the runtime")
}

fn council() -> Vec<AccountId> {
	pallet_collective::Members::<Runtime, configs::governance::CouncilInstance>::get()
}

fn at_genesis(preset: &str) -> sp_io::TestExternalities {
	genesis(preset).build_storage().expect("the preset builds").into()
}

#[test]
fn development_has_one_validator_and_sudo() {
	at_genesis(DEV_RUNTIME_PRESET).execute_with(|| {
		assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), 1);
		assert_eq!(Grandpa::grandpa_authorities().len(), 1);
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), Some(account(Alice)));
		assert_eq!(council(), vec![account(Alice)]);
	});
}

#[test]
fn local_has_four_validators_a_council_of_three_and_no_sudo() {
	at_genesis(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), 4);
		assert_eq!(Grandpa::grandpa_authorities().len(), 4);
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
		assert_eq!(council().len(), 3);
	});
}

#[test]
fn the_money_of_sales_and_the_pot_exist_from_genesis() {
	for preset in [DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET] {
		at_genesis(preset).execute_with(|| {
			let asset = configs::energy::SETTLEMENT_ASSET;
			assert!(Assets::asset_exists(asset));
			assert_eq!(Assets::balance(asset, SurplusSale::pot()), 1);
		});
	}
}

#[test]
fn no_other_preset_is_known() {
	assert!(crate::presets::get_preset(&"production".into()).is_none());
	assert_eq!(crate::presets::preset_names().len(), 2);
}
