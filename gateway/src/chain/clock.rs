//! The development clock and block making: the node's RPC methods `clock_*` and
//! `engine_createBlock`. Milliseconds since the Unix epoch on the wire, seconds everywhere else.

use super::{Chain, ChainError, Hash};
use crate::case::{rfc3339, Seconds};
use serde::Deserialize;
use subxt::rpcs::{rpc_params, Error as RpcError};

/// JSON-RPC: the method does not exist.
const METHOD_NOT_FOUND: i32 = -32_601;

#[derive(Clone, Copy, Debug, Deserialize)]
struct State {
	/// The time of the last block; none before the first.
	last: Option<u64>,
	/// The time that the next block will have.
	next: u64,
	/// How far a block moves the time.
	step: u64,
}

/// When the node makes blocks.
#[derive(Clone, Copy, Debug)]
pub enum Sealing {
	/// When it is asked to.
	Manual,
	/// For every transaction.
	Instant,
}

/// A node's clock, followed without asking: the node moves it only when blocks are made.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
	state: State,
	/// The shortest time between two blocks, in milliseconds.
	slot: u64,
}

#[derive(Deserialize)]
struct Created {
	hash: Hash,
}

impl Clock {
	/// Reads the clock; the node has none unless it runs a development chain on simulated time.
	pub async fn read(chain: &Chain) -> Result<Self, ChainError> {
		let state: Result<State, _> = chain.rpc.request("clock_now", rpc_params![]).await;
		match state {
			Ok(state) => Ok(Self { state, slot: chain.slot_millis()? }),
			Err(RpcError::User(error)) if error.code == METHOD_NOT_FOUND => {
				Err(ChainError::NoClock { url: chain.url.clone() })
			},
			Err(error) => Err(chain.rpc_failed(error, || "to tell the time".into())),
		}
	}

	/// The time of the last block; before the first, that of the first.
	pub fn now(&self) -> Seconds {
		seconds(self.state.last.unwrap_or(self.state.next))
	}

	/// The earliest time that the next block can have.
	pub fn earliest(&self) -> Seconds {
		let earliest = self.state.last.map_or(self.state.next, |last| last + self.slot);
		seconds(earliest.next_multiple_of(1_000))
	}

	/// Makes a block at `at`, or as soon after it as the chain can, with whatever waits in the
	/// pool. Returns its hash.
	pub async fn seal(&mut self, chain: &Chain, at: Seconds) -> Result<Hash, ChainError> {
		let at = at.max(self.earliest());
		let to = u64::from(at) * 1_000;
		if to != self.state.next {
			self.state = chain
				.request("clock_jumpTo", rpc_params![to], || {
					format!("to make a block at {}", rfc3339(at))
				})
				.await?;
		}
		let block: Created = chain
			.request("engine_createBlock", rpc_params![true, true, None::<Hash>], || {
				format!("to make the block of {}", rfc3339(at))
			})
			.await?;
		self.state.last = Some(to);
		self.state.next = to + self.state.step;
		Ok(block.hash)
	}
}

impl Chain {
	pub async fn set_sealing(&self, sealing: Sealing) -> Result<(), ChainError> {
		let mode = match sealing {
			Sealing::Manual => "manual",
			Sealing::Instant => "instant",
		};
		let what = || format!("to make blocks in mode «{mode}»");
		let _: serde::de::IgnoredAny =
			self.request("clock_sealing", rpc_params![mode], what).await?;
		Ok(())
	}
}

fn seconds(millis: u64) -> Seconds {
	Seconds::try_from(millis / 1_000).unwrap_or(Seconds::MAX)
}
