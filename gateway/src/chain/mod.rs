//! Everything that knows the chain. The other rooms of this program know cases and reports.
//!
//! | file of this folder | holds |
//! |---|---|
//! | [`accounts`] | the development accounts of a case's providers, head-ends and owners |
//! | [`blocks`] | blocks as they stand: final or not, their transactions, what they report |
//! | [`calls`] | the calls that are sent, with their arguments as the chain names them |
//! | [`clock`] | the development clock and block making |
//! | [`events`] | what came of the blocks that a replay makes: failures, bookings |
//! | [`limits`] | what the chain takes in a batch and in a block |
//! | [`pool`] | transactions for a node that makes its own blocks |
//! | [`readings`] | the readings that a block brought |
//! | [`registry`] | providers, networks and devices by their names |
//! | [`state`] | what is read from chain state |
//! | [`submit`] | a replay's transactions, and the block that takes them in |

pub mod accounts;
pub mod blocks;
pub mod calls;
pub mod clock;
pub mod events;
pub mod limits;
pub mod pool;
pub mod readings;
pub mod registry;
pub mod state;
pub mod submit;

use subxt::{
	backend::LegacyBackend,
	client::OnlineClientAtBlock,
	config::substrate::H256,
	rpcs::{client::RpcParams, rpc_params, Error as RpcError, RpcClient},
	OnlineClient, SubstrateConfig,
};
use thiserror::Error;

pub type Hash = H256;
pub type AccountId = subxt::utils::AccountId32;

/// A chain at one block.
pub type At = OnlineClientAtBlock<SubstrateConfig>;

/// Storage entries that one RPC call asks for: the most that a node answers.
const STORAGE_PAGE: u32 = 1_000;

/// The pallets without which a chain is not one of ours.
const PALLETS: &[&str] =
	&["DeviceRegistry", "Metering", "Allotments", "Rebalancing", "SurplusSale"];

#[derive(Debug, Error)]
pub enum ChainError {
	#[error(
		"no node answers at {url} ({why}): start one with ./scripts/run, or name it with --node"
	)]
	NoNode { url: String, why: String },
	#[error(
		"the connection to the node at {url} was lost ({why}): see whether it still runs, then start \
		 the same command again; it goes on where it was"
	)]
	Lost { url: String, why: String },
	#[error("the node at {url} runs another chain: {why}; name a Commonwatt node with --node")]
	OtherChain { url: String, why: String },
	#[error(
		"the node at {url} runs the chain with genesis {found}, not {expected} as the configuration \
		 says (genesis): name a node of your chain with --node, or put the setting right"
	)]
	OtherGenesis { url: String, expected: String, found: String },
	#[error(
		"the node at {url} has no development clock: a replay needs one, start it with \
		 --dev --simulated-clock START (./scripts/run does)"
	)]
	NoClock { url: String },
	#[error("the node refused {what}: {why}; see the node's log")]
	Rpc { what: String, why: String },
	#[error("the chain refused {what}: {why}")]
	Refused { what: String, why: String },
	#[error("{what} did not get into a block after {blocks} blocks; see the node's log")]
	Stuck { what: String, blocks: u32 },
	#[error(
		"cannot read {what} from the chain: {why}; is this program as old as the node's runtime?"
	)]
	Unreadable { what: String, why: String },
}

/// A connection to a node, with the chain's own description of itself.
pub struct Chain {
	url: String,
	rpc: RpcClient,
	client: OnlineClient<SubstrateConfig>,
	/// The chain as it was when the connection was made: for metadata and signing.
	base: At,
}

impl Chain {
	pub async fn connect(url: &str) -> Result<Self, ChainError> {
		let no_node =
			|why: String| ChainError::NoNode { url: url.into(), why: why.trim_end().into() };
		let rpc = RpcClient::from_insecure_url(url).await.map_err(|e| no_node(rpc_text(&e)))?;
		// The plain RPC methods: the node makes thousands of blocks a minute in a replay, more than
		// a follower of all of them keeps up with.
		let backend = LegacyBackend::builder().storage_page_size(STORAGE_PAGE).build(rpc.clone());
		let client = OnlineClient::from_backend(std::sync::Arc::new(backend))
			.await
			.map_err(|e| no_node(e.to_string()))?;
		let base = match client.at_current_block().await {
			Ok(base) => base,
			Err(error) => {
				// A node that stops meanwhile is away; one that goes on is not one of ours.
				let alive: Result<serde_json::Value, _> =
					rpc.request("system_health", rpc_params![]).await;
				return Err(match alive {
					Err(RpcError::Client(_)) => no_node(error.to_string()),
					_ => ChainError::OtherChain {
						url: url.into(),
						why: format!("its description cannot be read ({error})"),
					},
				});
			},
		};
		for pallet in PALLETS {
			if base.metadata_ref().pallet_by_name(pallet).is_none() {
				let why = format!("it has no pallet {pallet}");
				return Err(ChainError::OtherChain { url: url.into(), why });
			}
		}
		Ok(Self { url: url.into(), rpc, client, base })
	}

	pub fn url(&self) -> &str {
		&self.url
	}

	/// The chain's description: pallets, calls, constants. The same at any block of this version.
	pub fn base(&self) -> &At {
		&self.base
	}

	pub fn genesis(&self) -> Hash {
		self.client.genesis_hash()
	}

	/// The chain at its last final block.
	pub async fn latest(&self) -> Result<At, ChainError> {
		match self.client.at_current_block().await {
			Ok(at) => Ok(at),
			Err(error) => Err(self.unreadable("the last block", error).await),
		}
	}

	/// Refuses a chain other than that with this genesis hash.
	pub fn expect_genesis(&self, expected: Hash) -> Result<(), ChainError> {
		let found = self.genesis();
		if found == expected {
			return Ok(());
		}
		Err(ChainError::OtherGenesis {
			url: self.url.clone(),
			expected: format!("{expected:?}"),
			found: format!("{found:?}"),
		})
	}

	/// What the chain calls itself: `Development`, `Local`, `Live` or a name of its own.
	pub async fn chain_type(&self) -> Result<String, ChainError> {
		let kind: serde_json::Value = self
			.request("system_chainType", rpc_params![], || "to tell the chain's type".into())
			.await?;
		Ok(match kind {
			serde_json::Value::String(kind) => kind,
			other => other.to_string(),
		})
	}

	/// Calls an RPC method; `what` says in words what was asked.
	async fn request<R: serde::de::DeserializeOwned>(
		&self,
		method: &str,
		params: RpcParams,
		what: impl FnOnce() -> String,
	) -> Result<R, ChainError> {
		self.rpc.request(method, params).await.map_err(|error| self.rpc_failed(error, what))
	}

	fn rpc_failed(&self, error: RpcError, what: impl FnOnce() -> String) -> ChainError {
		match error {
			RpcError::User(error) => ChainError::Rpc {
				what: what(),
				why: user_text(&error.message, error.data.as_deref()),
			},
			RpcError::Client(_) => {
				ChainError::Lost { url: self.url.clone(), why: rpc_text(&error) }
			},
			error => ChainError::Rpc { what: what(), why: error.to_string() },
		}
	}

	/// Why something could not be read: the connection, or the chain.
	async fn unreadable(
		&self,
		what: impl Into<String>,
		error: impl std::fmt::Display,
	) -> ChainError {
		let alive: Result<serde_json::Value, _> =
			self.request("system_health", rpc_params![], || "a sign of life".into()).await;
		match alive {
			Err(lost @ ChainError::Lost { .. }) => lost,
			_ => ChainError::Unreadable { what: what.into(), why: error.to_string() },
		}
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

/// The message of an RPC error; its data hold the reason where the message is general.
fn user_text(message: &str, data: Option<&serde_json::value::RawValue>) -> String {
	match data {
		Some(data) => format!("{message} ({})", data.get().trim_matches('"')),
		None => message.into(),
	}
}
