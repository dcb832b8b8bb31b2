//! The chains that the node knows by name. A consortium's own chain is a JSON file (`--chain FILE`).

use commonwatt_runtime::WASM_BINARY;
use sc_service::{ChainType, Properties};
use serde_json::json;

pub type ChainSpec = sc_service::GenericChainSpec;

/// One authority (Alice) and accounts that are ready to use: for development on one machine.
pub fn development() -> Result<ChainSpec, String> {
	Ok(ChainSpec::builder(wasm()?, None)
		.with_name("Commonwatt Development")
		.with_id("commonwatt_dev")
		.with_protocol_id("commonwatt")
		.with_chain_type(ChainType::Development)
		.with_properties(properties())
		.with_genesis_config_preset_name(sp_genesis_builder::DEV_RUNTIME_PRESET)
		.build())
}

/// Four authorities: for trying a consortium on one machine or in one office.
pub fn local() -> Result<ChainSpec, String> {
	Ok(ChainSpec::builder(wasm()?, None)
		.with_name("Commonwatt Local")
		.with_id("commonwatt_local")
		.with_protocol_id("commonwatt")
		.with_chain_type(ChainType::Local)
		.with_properties(properties())
		.with_genesis_config_preset_name(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET)
		.build())
}

fn wasm() -> Result<&'static [u8], String> {
	WASM_BINARY.ok_or_else(|| {
		"this node was built without its Wasm runtime (SKIP_WASM_BUILD was set): \
		 build it again without that variable, or name a chain specification with --chain FILE"
			.into()
	})
}

/// What wallets and explorers show. `token…` is the token that pays fees; `energy` says how the
/// kWh of the ledger, counted in Wh, are written.
fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), json!("CWT"));
	properties.insert("tokenDecimals".into(), json!(12));
	properties.insert("ss58Format".into(), json!(42));
	properties.insert("energy".into(), json!({ "symbol": "kWh", "decimals": 3 }));
	properties
}
