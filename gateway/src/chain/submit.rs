//! Signing, nonces, sending, and the block that takes it in.
//!
//! A replay is the only one who makes blocks, so that it need not watch the pool: it sends what
//! belongs into a block, makes the block, and reads the block's events once.

use super::{
	accounts::Account,
	calls::Call,
	clock::Clock,
	events::{self, Outcome},
	Chain, ChainError, Hash,
};
use crate::case::Seconds;
use std::collections::HashMap;
use subxt::{
	config::{DefaultExtrinsicParamsBuilder, Hasher},
	rpcs::rpc_params,
};

/// Blocks that a transaction may wait for a place.
const PATIENCE: u32 = 20;

/// Sends transactions and makes blocks.
pub struct Sender<'c> {
	pub chain: &'c Chain,
	pub clock: Clock,
	nonces: HashMap<[u8; 32], u64>,
	/// Sent and not yet in a block: what each is.
	waiting: HashMap<Hash, String>,
}

impl<'c> Sender<'c> {
	pub fn new(chain: &'c Chain, clock: Clock) -> Self {
		Self { chain, clock, nonces: HashMap::new(), waiting: HashMap::new() }
	}

	/// Takes what an earlier run left in the pool into blocks, failed or not.
	pub async fn flush_leftovers(&mut self) -> Result<(), ChainError> {
		for _ in 0..PATIENCE {
			let pending: Vec<serde::de::IgnoredAny> = self
				.chain
				.request("author_pendingExtrinsics", rpc_params![], || {
					"to tell what waits for a block".into()
				})
				.await?;
			if pending.is_empty() {
				break;
			}
			self.clock.seal(self.chain, 0).await?;
		}
		Ok(())
	}

	/// Signs `call` as `from` and puts it into the pool; `what` says in words what it does.
	pub async fn send(
		&mut self,
		from: &Account,
		call: &Call,
		what: impl Into<String>,
	) -> Result<(), ChainError> {
		let what = what.into();
		let nonce = match self.nonces.get(&from.id.0) {
			Some(nonce) => *nonce,
			None => {
				let account = from.id.to_string();
				self.chain
					.request("system_accountNextIndex", rpc_params![account], || {
						format!("to tell the nonce of {}", from.suri)
					})
					.await?
			},
		};
		let params = DefaultExtrinsicParamsBuilder::new().nonce(nonce).immortal().build();
		let unsendable = |error: subxt::error::ExtrinsicError| ChainError::Unreadable {
			what: format!("how to encode {what}"),
			why: error.to_string(),
		};
		let signed = self
			.chain
			.base
			.tx()
			.create_signable_offline(call, params)
			.and_then(|mut transaction| transaction.sign(&from.key))
			.map_err(unsendable)?;
		let bytes = format!("0x{}", hex(signed.encoded()));
		let hash: Hash = self
			.chain
			.request("author_submitExtrinsic", rpc_params![bytes], || what.clone())
			.await?;
		self.nonces.insert(from.id.0, nonce + 1);
		self.waiting.insert(hash, what);
		Ok(())
	}

	/// Makes blocks from `at` on until everything that was sent is in one. Fails if any of it did.
	pub async fn seal(&mut self, at: Seconds) -> Result<Outcome, ChainError> {
		let mut total = Outcome::default();
		for _ in 0..PATIENCE {
			let hash = self.clock.seal(self.chain, at).await?;
			let block = events::read(self.chain, hash).await?;
			if block.failed.is_empty() && block.applied == self.waiting.len() {
				self.waiting.clear();
			} else {
				self.settle(hash, &block).await?;
			}
			total.add(block);
			if self.waiting.is_empty() {
				return Ok(total);
			}
		}
		let what = self.waiting.values().next().cloned().unwrap_or_default();
		Err(ChainError::Stuck { what, blocks: PATIENCE })
	}

	/// Finds out by the block's body which transactions are in it, and which one failed.
	async fn settle(&mut self, hash: Hash, block: &Outcome) -> Result<(), ChainError> {
		#[derive(serde::Deserialize)]
		struct Signed {
			block: Body,
		}
		#[derive(serde::Deserialize)]
		struct Body {
			extrinsics: Vec<String>,
		}
		let Signed { block: Body { extrinsics } } = self
			.chain
			.request("chain_getBlock", rpc_params![hash], || "to show a block".into())
			.await?;
		for (index, extrinsic) in extrinsics.iter().enumerate() {
			let Some(bytes) = unhex(extrinsic) else { continue };
			let transaction = self.chain.base.hasher().hash(&bytes);
			// What somebody else sent is not ours to judge.
			let Some(what) = self.waiting.remove(&transaction) else { continue };
			if let Some((_, why)) = block.failed.iter().find(|(at, _)| *at as usize == index) {
				return Err(ChainError::Refused { what, why: why.clone() });
			}
		}
		Ok(())
	}
}

pub fn hex(bytes: &[u8]) -> String {
	const DIGITS: &[u8; 16] = b"0123456789abcdef";
	let mut text = String::with_capacity(bytes.len() * 2);
	for byte in bytes {
		text.push(char::from(DIGITS[usize::from(byte >> 4)]));
		text.push(char::from(DIGITS[usize::from(byte & 15)]));
	}
	text
}

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
		assert_eq!(hex(&bytes), "00017fff");
		assert_eq!(unhex("0x00017fff"), Some(bytes.to_vec()));
		assert_eq!(unhex("00"), None);
		assert_eq!(unhex("0x0"), None);
		assert_eq!(unhex("0xzz"), None);
	}
}
