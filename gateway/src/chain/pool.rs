//! Handing transactions to a node that decides when they get into a block: mortal, with a number
//! of their own, and with the pool's answer told apart.

use super::{blocks::BlockRef, calls::Call, submit::hex, user_text, Chain, ChainError, Hash};
use subxt::{
	config::DefaultExtrinsicParamsBuilder,
	rpcs::{rpc_params, Error as RpcError},
};
use subxt_signer::sr25519::Keypair;

/// A signed transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
	pub hash: Hash,
	pub bytes: Vec<u8>,
	pub nonce: u64,
	/// The final block that it builds on.
	pub born: u64,
	/// The first block number that can no longer hold it.
	pub dies: u64,
}

/// What the pool says to a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
	/// It waits for its block.
	Waits,
	/// Its number was used: it, or another of the same account, is in a block.
	Used,
	/// There is no room: later.
	Full,
	/// The node does not take it again yet.
	Banned,
	/// It is free within the quota, and there is no money for the fee beyond.
	CannotPay,
	/// It can be in no block of this chain any more, or of this runtime.
	Dead(String),
	/// Something else.
	Refused(String),
}

impl Chain {
	/// Signs a call for the `lives` blocks after `from`, a final block.
	pub fn sign(
		&self,
		key: &Keypair,
		call: &Call,
		nonce: u64,
		from: BlockRef,
		lives: u64,
	) -> Result<Signed, ChainError> {
		let params = DefaultExtrinsicParamsBuilder::new()
			.nonce(nonce)
			.mortal_from_unchecked(lives, from.number, from.hash)
			.build();
		let signed = self
			.base
			.tx()
			.create_signable_offline(call, params)
			.and_then(|mut transaction| transaction.sign(key))
			.map_err(|error| ChainError::Unreadable {
				what: "how to encode a transaction".into(),
				why: error.to_string(),
			})?;
		let (hash, bytes) = (signed.hash(), signed.into_encoded());
		Ok(Signed { hash, bytes, nonce, born: from.number, dies: from.number + lives })
	}

	/// Puts a transaction into the node's pool.
	pub async fn offer(&self, transaction: &[u8]) -> Result<Answer, ChainError> {
		let bytes = format!("0x{}", hex(transaction));
		let answer: Result<Hash, RpcError> =
			self.rpc.request("author_submitExtrinsic", rpc_params![bytes]).await;
		match answer {
			Ok(_) => Ok(Answer::Waits),
			Err(RpcError::User(error)) => {
				Ok(understood(error.code, user_text(&error.message, error.data.as_deref())))
			},
			Err(error) => Err(self.rpc_failed(error, || "a transaction".into())),
		}
	}

	/// Whether the chain has been upgraded since the connection was made.
	pub async fn was_upgraded(&self) -> Result<bool, ChainError> {
		#[derive(serde::Deserialize)]
		#[serde(rename_all = "camelCase")]
		struct Version {
			spec_version: u32,
		}
		let version: Version = self
			.request("state_getRuntimeVersion", rpc_params![], || "to tell its version".into())
			.await?;
		Ok(version.spec_version != self.base.spec_version())
	}
}

/// The pool's errors by their numbers (`author` API), invalid transactions by their words.
fn understood(code: i32, text: String) -> Answer {
	match code {
		1012 => Answer::Banned,
		1013 => Answer::Waits,
		1016 => Answer::Full,
		// Another transaction with this number waits already, and pays no less.
		1014 => Answer::Refused(text),
		1010 if text.contains("outdated") => Answer::Used,
		1010 if text.contains("pay some fees") => Answer::CannotPay,
		1010 if text.contains("ancient birth block") || text.contains("bad signature") => {
			Answer::Dead(text)
		},
		_ => Answer::Refused(text),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_pools_answers_are_told_apart() {
		let of = |code, text: &str| understood(code, text.into());
		assert_eq!(of(1013, "Transaction is already imported"), Answer::Waits);
		assert_eq!(of(1016, "Immediately Dropped"), Answer::Full);
		assert_eq!(of(1012, "Transaction is temporarily banned"), Answer::Banned);
		assert_eq!(of(1010, "Invalid Transaction (Transaction is outdated)"), Answer::Used);
		assert_eq!(
			of(
				1010,
				"Invalid Transaction (Inability to pay some fees (e.g. account balance too low))"
			),
			Answer::CannotPay
		);
		let ancient = "Invalid Transaction (Transaction has an ancient birth block)";
		assert_eq!(of(1010, ancient), Answer::Dead(ancient.into()));
		assert_eq!(of(1014, "Priority is too low"), Answer::Refused("Priority is too low".into()));
	}
}
