//! What the follower and those who serve have in common.

use crate::{
	book::told::{BlockLine, Told},
	chain::{
		json,
		node::{At, Node},
		state,
	},
	error::{ApiError, IndexError},
	store::Store,
};
use serde::{Deserialize, Serialize};
use std::{
	sync::{Arc, Mutex, RwLock},
	time::{Duration, SystemTime, UNIX_EPOCH},
};
use subxt::{
	config::substrate::H256,
	ext::{
		frame_decode::runtime_apis::IntoEncodableValues as IntoArgs, scale_decode::DecodeAsType,
	},
};
use tokio::sync::{broadcast, watch};
use utoipa::ToSchema;

/// Messages that a slow listener may lie behind.
const BEHIND: usize = 256;

/// The longest that a request waits for the node.
const PATIENCE: Duration = Duration::from_secs(5);

/// How the index stands to its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NodeState {
	Connecting,
	CatchingUp,
	Connected,
	Disconnected,
}

/// The same, since when, and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NodeStatus {
	pub state: NodeState,
	/// The node's RPC address.
	pub url: String,
	/// Since when, by the wall clock: Unix milliseconds.
	pub since_ms: i64,
	/// What went wrong, in words.
	pub problem: Option<String>,
}

/// The last indexed block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Head {
	pub block: i64,
	pub hash: String,
	/// The chain's time, Unix milliseconds.
	pub time_ms: i64,
}

/// What the chain says of itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ChainFacts {
	pub name: String,
	pub genesis: String,
	pub spec_version: u32,
	pub ss58_prefix: u16,
	/// Devices in a register page.
	pub slots_per_page: u32,
	/// The length of a round of the sale.
	pub round_length_ms: i64,
	/// How long a month waits for late readings after its end.
	pub close_delay_ms: i64,
}

/// The asset that sales are paid in.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct MoneyFacts {
	pub asset: u32,
	pub symbol: String,
	pub decimals: u8,
}

/// Both.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Facts {
	pub chain: ChainFacts,
	pub money: MoneyFacts,
}

/// What listeners are told.
#[derive(Clone, Debug)]
pub enum News {
	Status,
	Block(Arc<Told>),
}

/// A node, with the chain at the last indexed block.
type AtHead = (Arc<Node>, H256, At);

pub struct Shared {
	pub store: Store,
	pub node: watch::Sender<NodeStatus>,
	pub head: watch::Sender<Option<Head>>,
	/// The node's last final block.
	pub finalized: watch::Sender<Option<i64>>,
	pub news: broadcast::Sender<News>,
	pub facts: RwLock<Facts>,
	connection: RwLock<Option<Arc<Node>>>,
	at_head: Mutex<Option<AtHead>>,
}

impl Shared {
	pub async fn new(store: Store, url: &str) -> Result<Self, IndexError> {
		let facts = store.about("facts").await?;
		let facts = facts.and_then(|facts| serde_json::from_str(&facts).ok()).unwrap_or_default();
		let last = "SELECT number, hash, time_ms FROM blocks ORDER BY number DESC LIMIT 1";
		let head = store.row(last, vec![]).await?.map(|row| Head {
			block: row.int(0),
			hash: row.text(1),
			time_ms: row.int(2),
		});
		let status = NodeStatus {
			state: NodeState::Connecting,
			url: url.into(),
			since_ms: now_ms(),
			problem: None,
		};
		Ok(Self {
			store,
			node: watch::Sender::new(status),
			head: watch::Sender::new(head),
			finalized: watch::Sender::new(None),
			news: broadcast::Sender::new(BEHIND),
			facts: RwLock::new(facts),
			connection: RwLock::new(None),
			at_head: Mutex::new(None),
		})
	}

	/// Notes how the index stands to its node, and tells listeners.
	pub fn note(&self, state: NodeState, problem: Option<String>) {
		let changed = self.node.send_if_modified(|status| {
			let changed = status.state != state || status.problem != problem;
			if changed {
				(status.state, status.problem, status.since_ms) = (state, problem, now_ms());
			}
			changed
		});
		if changed {
			let _ = self.news.send(News::Status);
		}
	}

	pub fn connect(&self, node: Option<Arc<Node>>) {
		*self.connection.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = node;
	}

	/// Notes what the chain says of itself, for times when the node is away.
	pub async fn learn(&self, facts: Facts) -> Result<(), IndexError> {
		let text = serde_json::to_string(&facts).unwrap_or_default();
		self.store.tell("facts", &text).await?;
		*self.facts.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = facts;
		Ok(())
	}

	pub fn facts(&self) -> Facts {
		self.facts.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
	}

	/// Notes the last block that is written.
	pub fn advance(&self, line: &BlockLine) {
		let head = Head { block: line.number, hash: line.hash.clone(), time_ms: line.time_ms };
		self.head.send_replace(Some(head));
	}

	/// The last indexed block.
	pub fn head(&self) -> Result<Head, ApiError> {
		self.head.borrow().clone().ok_or_else(|| ApiError::node("nothing is indexed yet"))
	}

	/// The chain at the last indexed block; none while the node is away.
	async fn at_head(&self) -> Option<AtHead> {
		let node =
			self.connection.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()?;
		let hash: H256 = self.head.borrow().as_ref()?.hash.parse().ok()?;
		let known = self.at_head.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
		if let Some(known) = known.filter(|(of, at, _)| Arc::ptr_eq(of, &node) && *at == hash) {
			return Some(known);
		}
		let at = node.at(hash).await.ok()?;
		let known = (node, hash, at);
		*self.at_head.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(known.clone());
		Some(known)
	}

	/// What the chain itself answers at the last indexed block; none while the node is away.
	pub async fn ask<A: IntoArgs, V: DecodeAsType>(
		&self,
		method: &'static str,
		args: A,
	) -> Option<V> {
		let asked = async {
			let (node, _, at) = self.at_head().await?;
			match state::call(&node, &at, method, args).await {
				Ok(answer) => Some(answer),
				Err(error) => {
					tracing::warn!("the node did not answer: {error}");
					None
				},
			}
		};
		tokio::time::timeout(PATIENCE, asked).await.ok().flatten()
	}
}

/// What a chain says of itself at a block.
pub async fn facts_of(node: &Node, at: &At, hash: H256) -> Result<Facts, IndexError> {
	let seconds = |pallet, name| Node::constant::<u32>(at, pallet, name).map(i64::from);
	let asset: u32 = Node::constant(at, "SurplusSale", "SettlementAsset")?;
	let chain = ChainFacts {
		name: node.chain_name().await?,
		genesis: format!("{:?}", node.genesis()),
		spec_version: at.spec_version(),
		ss58_prefix: Node::constant(at, "System", "SS58Prefix")?,
		slots_per_page: crate::decode::calls::slots_per_page(at)?,
		round_length_ms: seconds("SurplusSale", "RoundLength")? * 1_000,
		close_delay_ms: seconds("Allotments", "CloseDelay")? * 1_000,
	};
	let mut reading = state::Reading::new(node, at, hash);
	let metadata = reading.want::<_, state::AssetMetadata>("Assets", "Metadata", (asset,))?;
	reading.read().await?;
	let known = reading.get(&metadata)?;
	let (symbol, decimals) = known.map_or_else(Default::default, |known| {
		(String::from_utf8_lossy(&known.symbol).into_owned(), known.decimals)
	});
	Ok(Facts { chain, money: MoneyFacts { asset, symbol, decimals } })
}

/// An account of an address, or of 0x and 64 digits, as the index writes it.
pub fn account_of(text: &str) -> Option<String> {
	account_bytes(text).map(|bytes| json::address(&bytes))
}

/// The public key of an account.
pub fn account_bytes(text: &str) -> Option<[u8; 32]> {
	match crate::chain::node::unhex(text) {
		Some(bytes) => bytes.try_into().ok(),
		None => text.parse::<subxt::utils::AccountId32>().ok().map(|account| account.0),
	}
}

pub fn now_ms() -> i64 {
	SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}
