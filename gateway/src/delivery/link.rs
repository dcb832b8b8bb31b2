//! Reaching the node, and reaching it again.

use crate::{
	chain::{Chain, ChainError},
	config::Config,
	error::Error,
	keys::Signer,
};
use std::time::Duration;

/// The first pause between two attempts.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// A pause that doubles with every attempt, to a most.
pub struct Pause {
	next: Duration,
	most: Duration,
}

impl Pause {
	pub fn new(most: Duration) -> Self {
		Self { next: FIRST_PAUSE.min(most), most }
	}

	pub fn next(&mut self) -> Duration {
		let pause = self.next;
		self.next = (pause * 2).min(self.most);
		pause
	}
}

/// Connects to the node once, and sees that it is the right one for this key.
pub async fn connect(url: &str, config: &Config, signer: Option<&Signer>) -> Result<Chain, Error> {
	let chain = Chain::connect(url).await?;
	if let Some(genesis) = config.genesis_hash {
		chain.expect_genesis(genesis)?;
	}
	if let Some(signer) = signer {
		signer.fits(&chain).await?;
	}
	Ok(chain)
}

/// Connects as soon as the node answers. A wrong node is an error at once.
pub async fn connect_patiently(
	url: &str,
	config: &Config,
	signer: Option<&Signer>,
) -> Result<Chain, Error> {
	let mut pause = Pause::new(config.delivery.max_pause());
	loop {
		match connect(url, config, signer).await {
			Err(error) if is_away(&error) => {
				let next = pause.next();
				tracing::warn!(
					"waiting for the node, again in {:.1} s: {error}",
					next.as_secs_f64()
				);
				tokio::time::sleep(next).await;
			},
			result => return result,
		}
	}
}

/// Whether an error says that the node cannot be reached now.
pub fn is_away(error: &Error) -> bool {
	matches!(error, Error::Chain(ChainError::NoNode { .. } | ChainError::Lost { .. }))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn pauses_double_up_to_the_most() {
		let mut pause = Pause::new(Duration::from_secs(3));
		let pauses: Vec<u128> = (0..5).map(|_| pause.next().as_millis()).collect();
		assert_eq!(pauses, [500, 1_000, 2_000, 3_000, 3_000]);
	}
}
