//! Following the chain: from the last block that is in the database to the last final one, and on.
//!
//! Only final blocks are read. They are never taken back, so the index has no fork to undo; where
//! the node tells another history than the index, it has another chain, and that is said.

use crate::{
	book::{told::Told, Book},
	chain::{node::Tip, Node},
	decode,
	error::IndexError,
	shared::{facts_of, News, NodeState, Shared},
};
use futures::{stream, FutureExt, StreamExt};
use std::{
	sync::Arc,
	time::{Duration, Instant},
};

/// Blocks that are read ahead.
const AHEAD: usize = 16;

/// While it catches up it writes when so many statements wait, or so many blocks.
const STATEMENTS: usize = 20_000;
const BLOCKS: usize = 1_000;

/// How often progress is told while it catches up.
const TELL: Duration = Duration::from_secs(2);

/// Behind by more than this it is catching up.
const CAUGHT_UP: u64 = 20;

/// While it catches up, listeners are told of the last blocks only, fewer than they may lie behind.
const TOLD: u64 = 100;

/// The longest between two looks at the node's head.
const LOOK: Duration = Duration::from_secs(15);

/// How long it waits before it asks for heads again.
const AGAIN: Duration = Duration::from_millis(500);

/// The longest between two tries to reach the node.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

pub struct Follower {
	pub shared: Arc<Shared>,
	pub url: String,
	/// End where the chain ends.
	pub once: bool,
}

impl Follower {
	/// Follows until it ends; a node that is away is waited for.
	pub async fn run(&self) -> Result<(), IndexError> {
		let mut wait = Duration::from_secs(1);
		loop {
			let begun = Instant::now();
			let error = match self.session().await {
				Ok(()) => return Ok(()),
				Err(error) => error,
			};
			self.shared.connect(None);
			self.shared.note(NodeState::Disconnected, Some(error.to_string()));
			let gone_at_start = self.once && matches!(error, IndexError::NoNode { .. });
			if !error.may_pass() || gone_at_start {
				return Err(error);
			}
			if begun.elapsed() > LONGEST_WAIT {
				wait = Duration::from_secs(1);
			}
			tracing::warn!("{error}; trying again in {} s", wait.as_secs());
			tokio::time::sleep(wait).await;
			wait = (wait * 2).min(LONGEST_WAIT);
		}
	}

	/// As long as the node answers.
	async fn session(&self) -> Result<(), IndexError> {
		let node = Arc::new(Node::connect(&self.url).await?);
		let tip = node.tip().await?;
		self.check_genesis(&node).await?;
		let mut book = Book::load(&self.shared.store).await?;
		if let Some((number, hash)) = book.last() {
			self.check_history(&node, tip, *number, hash).await?;
		}
		self.shared.learn(facts_of(&node, &node.at(tip.hash).await?, tip.hash).await?).await?;
		let mut heads = None;
		self.shared.connect(Some(node.clone()));
		tracing::info!("connected to {}, which is at block {}", self.url, tip.number);
		loop {
			let tip = node.tip().await?;
			self.shared.finalized.send_replace(Some(tip.number as i64));
			let next = book.last().map_or(0, |(number, _)| *number as u64 + 1);
			if tip.number + 1 < next {
				let problem = format!(
					"the node is at block {} and reads blocks that the index has already",
					tip.number
				);
				self.shared.note(NodeState::CatchingUp, Some(problem));
			} else {
				self.catch_up(&node, &mut book, next, tip.number).await?;
				self.shared.note(NodeState::Connected, None);
				if self.once {
					return Ok(());
				}
			}
			let Some(told) = &mut heads else {
				// Asked for here and not before: while blocks of the past are read nobody listens.
				heads = Some(node.heads().await?);
				continue;
			};
			match tokio::time::timeout(LOOK, told.next()).await {
				Ok(Some(())) => while let Some(Some(())) = told.next().now_or_never() {},
				// The node gave up on a slow listener, or is gone: the next look at its head tells.
				Ok(None) => {
					heads = None;
					tokio::time::sleep(AGAIN).await;
				},
				Err(_) => (),
			}
		}
	}

	/// An index is of one chain.
	async fn check_genesis(&self, node: &Node) -> Result<(), IndexError> {
		let theirs = format!("{:?}", node.genesis());
		match self.shared.store.about("genesis").await? {
			Some(known) if known == theirs => Ok(()),
			Some(known) => {
				let (database, url) = (self.shared.store.name().into(), self.url.clone());
				Err(IndexError::OtherGenesis { database, known, url, theirs })
			},
			None => self.shared.store.tell("genesis", &theirs).await,
		}
	}

	/// A chain of the same genesis may have been started anew: the last block that both have says
	/// so.
	async fn check_history(
		&self,
		node: &Node,
		tip: Tip,
		last: i64,
		hash: &str,
	) -> Result<(), IndexError> {
		let number = last.min(tip.number as i64);
		let known = match number == last {
			true => Some(hash.to_owned()),
			false => {
				let sql = "SELECT hash FROM blocks WHERE number = $1";
				self.shared.store.row(sql, vec![number.into()]).await?.map(|row| row.text(0))
			},
		};
		let theirs = node.hash_of(number as u64).await?.map(|hash| format!("{hash:?}"));
		if known == theirs {
			return Ok(());
		}
		Err(self.other_history(number, known.unwrap_or_default(), theirs.unwrap_or_default()))
	}

	fn other_history(&self, number: i64, known: String, theirs: String) -> IndexError {
		let (database, url) = (self.shared.store.name().into(), self.url.clone());
		IndexError::OtherHistory { database, number, known, url, theirs }
	}

	/// Reads and writes blocks up to `last`.
	async fn catch_up(
		&self,
		node: &Arc<Node>,
		book: &mut Book,
		next: u64,
		last: u64,
	) -> Result<(), IndexError> {
		let behind = (last + 1).saturating_sub(next);
		let long = behind > CAUGHT_UP;
		if long {
			self.shared.note(NodeState::CatchingUp, None);
			tracing::info!("{behind} blocks to read, from block {next} to {last}");
		}
		let read = |number| {
			let node = node.clone();
			// On a thread of its own choice: decoding takes longer than reading.
			let block =
				tokio::spawn(async move { decode::block(&node, node.block(number).await?).await });
			async move {
				match block.await {
					Ok(block) => block,
					Err(error) => std::panic::resume_unwind(error.into_panic()),
				}
			}
		};
		let mut blocks = stream::iter(next..=last).map(read).buffered(AHEAD);
		let (begun, mut told_at) = (Instant::now(), Instant::now());
		let mut waiting: Vec<Told> = Vec::new();
		while let Some(block) = blocks.next().await {
			let block = block?;
			if let Some((number, known)) = book.last() {
				if *known != block.parent {
					let (number, known) = (*number, known.clone());
					return Err(self.other_history(number, known, block.parent));
				}
			}
			let told = book.go_through(&block);
			let is_last = block.number as u64 == last;
			waiting.push(told);
			let due = book.waiting() >= STATEMENTS || waiting.len() >= BLOCKS;
			let tell = told_at.elapsed() >= TELL;
			if is_last || due || tell {
				self.shared.store.write(book.take_writes()).await?;
				if let Some(told) = waiting.last() {
					self.shared.advance(&told.block);
				}
				let is_news = |told: &Told| last - told.block.number as u64 <= TOLD;
				for told in waiting.drain(..).filter(is_news) {
					let _ = self.shared.news.send(News::Block(Arc::new(told)));
				}
			}
			if long && (tell || is_last) {
				told_at = Instant::now();
				let done = block.number as u64 + 1 - next;
				let seconds = begun.elapsed().as_secs_f64().max(0.001);
				tracing::info!(
					"block {} of {last} ({} %), {:.0} blocks a second",
					block.number,
					100 * done / behind.max(1),
					done as f64 / seconds
				);
				let _ = self.shared.news.send(News::Status);
			}
		}
		Ok(())
	}
}
