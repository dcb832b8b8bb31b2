//! The connection to a node.

use crate::error::IndexError;
use serde::{de::DeserializeOwned, Deserialize};
use std::sync::Arc;
use subxt::{
	backend::LegacyBackend,
	client::OnlineClientAtBlock,
	config::substrate::H256,
	ext::scale_decode::DecodeAsType,
	rpcs::{client::RpcParams, rpc_params, Error as RpcError, RpcClient},
	OnlineClient, SubstrateConfig,
};

/// A chain at one block.
pub type At = OnlineClientAtBlock<SubstrateConfig>;

/// The pallets without which a chain is not one of ours.
const PALLETS: &[&str] =
	&["DeviceRegistry", "Metering", "Allotments", "Rebalancing", "SurplusSale"];

/// The storage key of `System.Events`.
const EVENTS: &str = "0x26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7";

/// A connection to a node, with the chain's own description of itself.
pub struct Node {
	url: String,
	rpc: RpcClient,
	client: OnlineClient<SubstrateConfig>,
}

/// The last final block.
#[derive(Clone, Copy, Debug)]
pub struct Tip {
	pub number: u64,
	pub hash: H256,
}

/// What a node says of a block, and the chain at it.
pub struct RawBlock {
	pub number: u64,
	pub hash: H256,
	pub parent: H256,
	pub extrinsics: Vec<Vec<u8>>,
	pub events: Vec<u8>,
	pub at: At,
}

#[derive(Deserialize)]
struct Header {
	#[serde(rename = "parentHash")]
	parent: H256,
	number: String,
}

impl Header {
	fn number(&self) -> Option<u64> {
		u64::from_str_radix(self.number.strip_prefix("0x")?, 16).ok()
	}
}

impl Node {
	/// Connects, and makes sure that it is a node of ours.
	pub async fn connect(url: &str) -> Result<Self, IndexError> {
		let no_node =
			|why: String| IndexError::NoNode { url: url.into(), why: why.trim_end().into() };
		let rpc = RpcClient::from_insecure_url(url).await.map_err(|e| no_node(rpc_text(&e)))?;
		// The plain RPC methods: blocks of the past are read as fast as the node tells them.
		let backend = LegacyBackend::builder().build(rpc.clone());
		let client = OnlineClient::from_backend(Arc::new(backend))
			.await
			.map_err(|e| no_node(e.to_string()))?;
		let node = Self { url: url.into(), rpc, client };
		let at = node.at(node.tip().await?.hash).await?;
		for pallet in PALLETS {
			if at.metadata_ref().pallet_by_name(pallet).is_none() {
				let why = format!("it has no pallet {pallet}");
				return Err(IndexError::OtherChain { url: url.into(), why });
			}
		}
		Ok(node)
	}

	pub fn genesis(&self) -> H256 {
		self.client.genesis_hash()
	}

	/// What the chain calls itself.
	pub async fn chain_name(&self) -> Result<String, IndexError> {
		self.request("system_chain", rpc_params![], "its name").await
	}

	/// The last final block.
	pub async fn tip(&self) -> Result<Tip, IndexError> {
		let hash: H256 =
			self.request("chain_getFinalizedHead", rpc_params![], "the final head").await?;
		let header: Header =
			self.request("chain_getHeader", rpc_params![hash], "the final head").await?;
		let number = header.number().ok_or_else(|| self.nonsense("a block's number"))?;
		Ok(Tip { number, hash })
	}

	/// Something to wait on: says that there may be a new final block.
	pub async fn heads(&self) -> Result<impl futures::Stream<Item = ()> + Unpin, IndexError> {
		use futures::StreamExt;
		let heads = self
			.rpc
			.subscribe::<serde::de::IgnoredAny>(
				"chain_subscribeFinalizedHeads",
				rpc_params![],
				"chain_unsubscribeFinalizedHeads",
			)
			.await
			.map_err(|error| self.failed(error, "final heads"))?;
		Ok(Box::pin(heads.take_while(|head| std::future::ready(head.is_ok())).map(|_| ())))
	}

	/// The hash of a block of the best chain; none where it has none of this number.
	pub async fn hash_of(&self, number: u64) -> Result<Option<H256>, IndexError> {
		self.request("chain_getBlockHash", rpc_params![number], "a block's hash").await
	}

	/// The chain at a block.
	pub async fn at(&self, hash: H256) -> Result<At, IndexError> {
		match self.client.at_block(hash).await {
			Ok(at) => Ok(at),
			Err(error) => Err(self.unreadable(format!("block {hash:?}"), error).await),
		}
	}

	/// A final block as the node tells it.
	pub async fn block(&self, number: u64) -> Result<RawBlock, IndexError> {
		#[derive(Deserialize)]
		struct Signed {
			block: Body,
		}
		#[derive(Deserialize)]
		struct Body {
			header: Header,
			extrinsics: Vec<String>,
		}
		let hash = self.hash_of(number).await?.ok_or_else(|| self.nonsense("a final block"))?;
		let at = async {
			match self.client.at_block_hash_and_number(hash, number).await {
				Ok(at) => Ok(at),
				Err(error) => Err(self.state_failed(number, error).await),
			}
		};
		let body = self.request("chain_getBlock", rpc_params![hash], "a block");
		let events = async {
			let key = rpc_params![EVENTS, hash];
			match self.rpc.request::<Option<String>>("state_getStorage", key).await {
				Ok(events) => Ok(events),
				Err(error) => match self.failed(error, "the events of a block") {
					lost @ IndexError::Lost { .. } => Err(lost),
					error => Err(self.state_failed(number, error).await),
				},
			}
		};
		let (at, body, events) = futures::try_join!(at, body, events)?;
		let body: Option<Signed> = body;
		let Some(Signed { block: Body { header, extrinsics } }) = body else {
			return Err(self.pruned(number, "it has no such block"));
		};
		let unhexed: Option<Vec<_>> = extrinsics.iter().map(|text| unhex(text)).collect();
		let extrinsics = unhexed.ok_or_else(|| self.nonsense("a block's extrinsics"))?;
		let events = match events {
			Some(text) => unhex(&text).ok_or_else(|| self.nonsense("a block's events"))?,
			None => Vec::new(),
		};
		Ok(RawBlock { number, hash, parent: header.parent, extrinsics, events, at })
	}

	/// Values of storage at a block, in the order of the keys; none where there is none.
	pub async fn values(
		&self,
		keys: &[Vec<u8>],
		at: H256,
	) -> Result<Vec<Option<Vec<u8>>>, IndexError> {
		#[derive(Deserialize)]
		struct Changes {
			changes: Vec<(String, Option<String>)>,
		}
		// So many that a request stays far below what a node takes.
		const KEYS: usize = 512;
		let mut found = std::collections::HashMap::with_capacity(keys.len());
		for some in keys.chunks(KEYS) {
			let some: Vec<String> = some.iter().map(|key| hex(key)).collect();
			let params = rpc_params![some, at];
			let sets: Vec<Changes> =
				self.request("state_queryStorageAt", params, "records at a block").await?;
			for (key, value) in sets.into_iter().flat_map(|set| set.changes) {
				if let (Some(key), Some(value)) = (unhex(&key), value.and_then(|v| unhex(&v))) {
					found.insert(key, value);
				}
			}
		}
		Ok(keys.iter().map(|key| found.get(key).cloned()).collect())
	}

	/// A constant of a pallet at a block.
	pub fn constant<V: DecodeAsType>(at: &At, pallet: &str, name: &str) -> Result<V, IndexError> {
		at.constants().entry(subxt::dynamic::constant::<V>(pallet, name)).map_err(|error| {
			IndexError::Unreadable {
				what: format!("the constant {pallet}.{name}"),
				why: error.to_string(),
			}
		})
	}

	/// Calls an RPC method; `what` says in words what was asked for.
	pub async fn request<R: DeserializeOwned>(
		&self,
		method: &str,
		params: RpcParams,
		what: &str,
	) -> Result<R, IndexError> {
		self.rpc.request(method, params).await.map_err(|error| self.failed(error, what))
	}

	fn failed(&self, error: RpcError, what: &str) -> IndexError {
		match error {
			RpcError::User(error) => {
				let data = error.data.as_deref().map(|data| data.get().trim_matches('"'));
				let why = match data {
					Some(data) => format!("{} ({data})", error.message),
					None => error.message.clone(),
				};
				IndexError::Unreadable { what: what.into(), why }
			},
			RpcError::Client(_) | RpcError::DisconnectedWillReconnect(_) => {
				IndexError::Lost { url: self.url.clone(), why: rpc_text(&error) }
			},
			error => IndexError::Unreadable { what: what.into(), why: error.to_string() },
		}
	}

	/// Why something could not be read: the connection, or the chain.
	pub async fn unreadable(
		&self,
		what: impl Into<String>,
		error: impl std::fmt::Display,
	) -> IndexError {
		let alive: Result<serde::de::IgnoredAny, _> =
			self.request("system_health", rpc_params![], "a sign of life").await;
		match alive {
			Err(lost @ IndexError::Lost { .. }) => lost,
			_ => IndexError::Unreadable { what: what.into(), why: error.to_string() },
		}
	}

	/// Why the state of a block could not be read: the connection, or the node forgot it.
	async fn state_failed(&self, number: u64, error: impl std::fmt::Display) -> IndexError {
		let why = error.to_string();
		// The node's client says «State already discarded for …».
		if why.contains("discarded") || why.contains("Unknown block") {
			return self.pruned(number, &why);
		}
		self.unreadable(format!("block {number}"), why).await
	}

	fn pruned(&self, number: u64, why: &str) -> IndexError {
		IndexError::Pruned { url: self.url.clone(), number, why: why.into() }
	}

	fn nonsense(&self, what: &str) -> IndexError {
		let why = format!("the node at {} answers with something else", self.url);
		IndexError::Unreadable { what: what.into(), why }
	}
}

/// The innermost reason: the outer ones say «RPC error» several times.
fn rpc_text(error: &RpcError) -> String {
	let mut error: &dyn std::error::Error = error;
	while let Some(RpcError::Client(inner)) = error.downcast_ref::<RpcError>() {
		error = inner.as_ref();
	}
	while let Some(source) = error.source() {
		error = source;
	}
	error.to_string()
}

/// Bytes as `0x` and hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
	subxt::utils::to_hex(bytes)
}

/// Bytes of `0x` and hexadecimal digits.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
	let digits = text.strip_prefix("0x")?.as_bytes();
	if digits.len() % 2 != 0 {
		return None;
	}
	let value = |digit: u8| char::from(digit).to_digit(16).map(|value| value as u8);
	digits.chunks(2).map(|pair| Some(value(pair[0])? << 4 | value(pair[1])?)).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn hex_and_back() {
		let bytes = [0, 1, 0x7f, 0xff];
		assert_eq!(hex(&bytes), "0x00017fff");
		assert_eq!(unhex("0x00017fff"), Some(bytes.to_vec()));
		for wrong in ["00", "0x0", "0xzz", "0x+1"] {
			assert_eq!(unhex(wrong), None, "{wrong}");
		}
	}
}
