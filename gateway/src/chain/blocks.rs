//! Blocks as they stand: which is final, what is in them, what they report.

use super::{submit::unhex, At, Chain, ChainError, Hash};
use crate::case::Seconds;
use serde::Deserialize;
use subxt::{
	config::Hasher,
	dynamic,
	error::DispatchError,
	events::{Event, Phase},
	ext::{scale_decode::DecodeAsType, scale_value},
	rpcs::rpc_params,
	SubstrateConfig,
};

/// The storage key of `System.Events`.
const EVENTS: &str = "0x26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7";

/// A block by number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockRef {
	pub number: u64,
	pub hash: Hash,
}

/// A transaction of a block.
#[derive(Clone, Debug)]
pub struct Transaction {
	pub hash: Hash,
	pub bytes: Vec<u8>,
}

/// What a block reports of one of its transactions, or of itself.
#[derive(Clone, Debug)]
pub struct Report {
	/// The transaction's place in the block; none for what the block does on its own.
	pub transaction: Option<u32>,
	pub pallet: String,
	pub name: String,
	pub fields: scale_value::Composite<()>,
	/// Why the transaction failed, where this says so.
	pub failure: Option<String>,
}

#[derive(Deserialize)]
struct Header {
	number: String,
}

impl Chain {
	/// The last final block.
	pub async fn finalized(&self) -> Result<BlockRef, ChainError> {
		let what = || "to tell the last final block".into();
		let hash: Hash = self.request("chain_getFinalizedHead", rpc_params![], what).await?;
		self.block_ref(hash).await
	}

	/// The last block, final or not.
	pub async fn best(&self) -> Result<BlockRef, ChainError> {
		let what = || "to tell the last block".into();
		let hash: Hash = self.request("chain_getBlockHash", rpc_params![], what).await?;
		self.block_ref(hash).await
	}

	async fn block_ref(&self, hash: Hash) -> Result<BlockRef, ChainError> {
		let what = || format!("to show block {hash:?}");
		let header: Option<Header> =
			self.request("chain_getHeader", rpc_params![hash], what).await?;
		let number = header.and_then(|header| {
			u64::from_str_radix(header.number.trim_start_matches("0x"), 16).ok()
		});
		number.map(|number| BlockRef { number, hash }).ok_or_else(|| ChainError::Unreadable {
			what: format!("the header of block {hash:?}"),
			why: "the node has none".into(),
		})
	}

	/// The block of this number on the node's best chain.
	pub async fn block_at(&self, number: u64) -> Result<Option<BlockRef>, ChainError> {
		let what = || format!("to tell block {number}");
		let hash: Option<Hash> =
			self.request("chain_getBlockHash", rpc_params![number], what).await?;
		Ok(hash.map(|hash| BlockRef { number, hash }))
	}

	/// The chain's storage and description at a block.
	pub async fn at(&self, block: Hash) -> Result<At, ChainError> {
		match self.client.at_block(block).await {
			Ok(at) => Ok(at),
			Err(error) => Err(self.unreadable(format!("block {block:?}"), error).await),
		}
	}

	/// The transactions of a block.
	pub async fn body(&self, block: Hash) -> Result<Vec<Transaction>, ChainError> {
		#[derive(Deserialize)]
		struct Signed {
			block: Body,
		}
		#[derive(Deserialize)]
		struct Body {
			extrinsics: Vec<String>,
		}
		let signed: Option<Signed> = self
			.request("chain_getBlock", rpc_params![block], || format!("to show block {block:?}"))
			.await?;
		let unreadable = |why: &str| ChainError::Unreadable {
			what: format!("the transactions of block {block:?}"),
			why: why.into(),
		};
		let signed = signed.ok_or_else(|| unreadable("the node does not keep them"))?;
		let hasher = self.base.hasher();
		signed
			.block
			.extrinsics
			.iter()
			.map(|text| {
				let bytes = unhex(text).ok_or_else(|| unreadable("it is not hexadecimal"))?;
				Ok(Transaction { hash: hasher.hash(&bytes), bytes })
			})
			.collect()
	}

	/// What a block reports. None where the node no longer keeps the block's state.
	pub async fn reports(&self, block: Hash) -> Result<Option<Vec<Report>>, ChainError> {
		let bytes: Option<String> = match self
			.request("state_getStorage", rpc_params![EVENTS, block], || {
				format!("to tell the events of block {block:?}")
			})
			.await
		{
			Ok(bytes) => bytes,
			Err(ChainError::Rpc { why, .. }) if is_pruned(&why) => return Ok(None),
			Err(error) => return Err(error),
		};
		let bytes = bytes.as_deref().and_then(unhex).unwrap_or_default();
		let at = self.at(block).await?;
		reports(&at, bytes).map(Some).map_err(|why| ChainError::Unreadable {
			what: format!("the events of block {block:?}"),
			why,
		})
	}

	/// The next number of an account's transactions at a block.
	pub async fn nonce_at(
		&self,
		block: Hash,
		account: &super::AccountId,
	) -> Result<u64, ChainError> {
		#[derive(DecodeAsType)]
		#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
		struct Account {
			nonce: u64,
		}
		let account: Option<Account> =
			self.state_at(block).await?.fetch("System", "Account", (account.0,)).await?;
		Ok(account.map_or(0, |account| account.nonce))
	}

	/// The chain's time at a block.
	pub async fn time_at(&self, block: Hash) -> Result<Seconds, ChainError> {
		let address = dynamic::storage::<(), u64>("Timestamp", "Now");
		let millis = match self.at(block).await?.storage().try_fetch(address, ()).await {
			Ok(value) => value.map(|value| value.decode()).transpose().map_err(|e| e.to_string()),
			Err(error) => Err(error.to_string()),
		};
		match millis {
			Ok(millis) => {
				Ok(Seconds::try_from(millis.unwrap_or(0) / 1_000).unwrap_or(Seconds::MAX))
			},
			Err(error) => Err(self.unreadable("the chain's time", error).await),
		}
	}

	/// Whether the node has others to follow, or waits for some: then blocks that it lacks may come.
	pub async fn follows_others(&self) -> Result<bool, ChainError> {
		#[derive(Deserialize)]
		#[serde(rename_all = "camelCase")]
		struct Health {
			peers: u64,
			is_syncing: bool,
			should_have_peers: bool,
		}
		let health: Health =
			self.request("system_health", rpc_params![], || "a sign of life".into()).await?;
		Ok(health.peers > 0 || health.is_syncing || health.should_have_peers)
	}
}

/// Nodes keep the state of the last 256 final blocks unless they are told otherwise.
fn is_pruned(why: &str) -> bool {
	["State already discarded", "UnknownBlock", "Unknown block"].iter().any(|t| why.contains(t))
}

fn reports(at: &At, bytes: Vec<u8>) -> Result<Vec<Report>, String> {
	at.events()
		.from_bytes(bytes)
		.iter()
		.map(|event| report(at, &event.map_err(|error| error.to_string())?))
		.collect()
}

fn report(at: &At, event: &Event<'_, SubstrateConfig>) -> Result<Report, String> {
	let fields = event
		.decode_fields_unchecked_as::<scale_value::Composite<()>>()
		.map_err(|error| error.to_string())?;
	let failed = (event.pallet_name(), event.event_name()) == ("System", "ExtrinsicFailed");
	Ok(Report {
		transaction: match event.phase() {
			Phase::ApplyExtrinsic(index) => Some(index),
			_ => None,
		},
		pallet: event.pallet_name().into(),
		name: event.event_name().into(),
		fields,
		failure: failed.then(|| {
			DispatchError::decode_from(event.field_bytes(), at.metadata())
				.map_or_else(|error| error.to_string(), |error| error.to_string())
		}),
	})
}

impl Report {
	pub fn is(&self, pallet: &str, name: &str) -> bool {
		self.pallet == pallet && self.name == name
	}

	/// A field that is a number.
	pub fn number(&self, name: &str) -> Option<u64> {
		number(self.field(name)?)
	}

	/// A field that is one of several: its name.
	pub fn variant(&self, name: &str) -> Option<&str> {
		match &self.field(name)?.value {
			scale_value::ValueDef::Variant(variant) => Some(&variant.name),
			_ => None,
		}
	}

	fn field(&self, name: &str) -> Option<&scale_value::Value<()>> {
		match &self.fields {
			scale_value::Composite::Named(fields) => {
				fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
			},
			scale_value::Composite::Unnamed(_) => None,
		}
	}

	/// The fields as a JSON object: numbers, names, hexadecimal for bytes.
	pub fn json(&self) -> serde_json::Value {
		composite_json(&self.fields)
	}
}

/// A number, however it is wrapped.
fn number(value: &scale_value::Value<()>) -> Option<u64> {
	match &value.value {
		scale_value::ValueDef::Primitive(scale_value::Primitive::U128(n)) => (*n).try_into().ok(),
		scale_value::ValueDef::Composite(inner) if inner.len() == 1 => {
			number(inner.values().next()?)
		},
		_ => None,
	}
}

fn composite_json(fields: &scale_value::Composite<()>) -> serde_json::Value {
	match fields {
		scale_value::Composite::Named(fields) => {
			fields.iter().map(|(name, value)| (name.clone(), value_json(value))).collect()
		},
		scale_value::Composite::Unnamed(fields) => match bytes(fields) {
			Some(bytes) => format!("0x{}", super::submit::hex(&bytes)).into(),
			None if fields.len() == 1 => value_json(&fields[0]),
			None => fields.iter().map(value_json).collect(),
		},
	}
}

/// What is a list of four or more bytes: a label, an account, a hash.
fn bytes(fields: &[scale_value::Value<()>]) -> Option<Vec<u8>> {
	if fields.len() < 4 {
		return None;
	}
	fields
		.iter()
		.map(|field| match &field.value {
			scale_value::ValueDef::Primitive(scale_value::Primitive::U128(n)) => {
				u8::try_from(*n).ok()
			},
			_ => None,
		})
		.collect()
}

fn value_json(value: &scale_value::Value<()>) -> serde_json::Value {
	use scale_value::{Primitive, ValueDef};
	match &value.value {
		ValueDef::Composite(fields) => composite_json(fields),
		ValueDef::Variant(variant) if variant.values.is_empty() => variant.name.clone().into(),
		ValueDef::Variant(variant) => {
			serde_json::json!({ variant.name.clone(): composite_json(&variant.values) })
		},
		ValueDef::BitSequence(bits) => {
			bits.iter().map(|bit| if bit { '1' } else { '0' }).collect::<String>().into()
		},
		ValueDef::Primitive(Primitive::Bool(bool)) => (*bool).into(),
		ValueDef::Primitive(Primitive::String(text)) => text.clone().into(),
		ValueDef::Primitive(Primitive::U128(n)) => match u64::try_from(*n) {
			Ok(n) => n.into(),
			Err(_) => n.to_string().into(),
		},
		ValueDef::Primitive(Primitive::I128(n)) => match i64::try_from(*n) {
			Ok(n) => n.into(),
			Err(_) => n.to_string().into(),
		},
		ValueDef::Primitive(other) => format!("{other:?}").into(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use scale_value::{Composite, Value};

	fn report(fields: Vec<(&str, Value<()>)>) -> Report {
		Report {
			transaction: Some(1),
			pallet: "Metering".into(),
			name: "ReadingRefused".into(),
			fields: Composite::named(fields),
			failure: None,
		}
	}

	#[test]
	fn fields_are_found_however_they_are_wrapped() {
		let report = report(vec![
			("page", Value::u128(7)),
			("energy", Value::unnamed_composite([Value::u128(1_500)])),
			("reason", Value::unnamed_variant("TimeNotLater", [])),
		]);
		assert_eq!(report.number("page"), Some(7));
		assert_eq!(report.number("energy"), Some(1_500));
		assert_eq!(report.variant("reason"), Some("TimeNotLater"));
		assert_eq!(report.number("slot"), None);
		assert!(report.is("Metering", "ReadingRefused"));
	}

	#[test]
	fn events_are_shown_as_plain_json() {
		let report = report(vec![
			("who", Value::unnamed_composite((0..4).map(|b| Value::u128(b * 85)))),
			("energy", Value::unnamed_composite([Value::u128(1_500)])),
			("reason", Value::unnamed_variant("Other", [Value::u128(3)])),
			("large", Value::u128(u128::MAX)),
		]);
		let expected = serde_json::json!({
			"who": "0x0055aaff", "energy": 1_500, "reason": { "Other": 3 },
			"large": u128::MAX.to_string(),
		});
		assert_eq!(report.json(), expected);
	}

	#[test]
	fn a_pruned_state_is_told_from_other_errors() {
		assert!(is_pruned(
			"4003: Client error: Api called for an unknown Block: State already discarded for 0x12"
		));
		assert!(!is_pruned("Method not found"));
	}
}
