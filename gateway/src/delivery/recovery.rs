//! Whether the chain still holds what the outbox knows of it: a node that lost its last blocks, or a
//! chain that has begun anew, is found out before anything is sent.

use crate::{
	chain::{blocks::BlockRef, Chain},
	error::Error,
	outbox::Outbox,
};
use std::time::Duration;

/// Between two looks at a node that is behind.
const PAUSE: Duration = Duration::from_secs(2);

/// Agrees with the chain where to go on: the last final block that both know. What was settled in
/// blocks that the chain has lost waits again.
pub async fn agree(chain: &Chain, outbox: &mut Outbox) -> Result<BlockRef, Error> {
	let last = chain.finalized().await?;
	let Some(anchor) = outbox.anchor().await? else {
		outbox.set_anchor(last).await?;
		outbox.set_scanned(last).await?;
		return Ok(last);
	};
	let scanned = outbox.scanned().await?.unwrap_or(anchor);
	let last = caught_up(chain, scanned, last).await?;
	if is_there(chain, scanned, last).await? {
		return Ok(scanned);
	}
	if !is_there(chain, anchor, last).await? {
		return Err(outbox.begun_anew(anchor.number).into());
	}
	// A node that stopped hard may lose its last blocks, final or not.
	let mut agreed = anchor;
	let mut back = 0;
	for block in outbox.blocks().await? {
		if is_there(chain, block, last).await? {
			agreed = if block.number > anchor.number { block } else { anchor };
			break;
		}
		back += outbox.lost(block.number).await?;
	}
	// Whatever builds on a lost block can get into no block of this chain.
	for under_way in outbox.under_way().await? {
		if under_way.signed.born > agreed.number {
			back += outbox.given_up(under_way.id).await?;
		}
	}
	tracing::warn!(
		"the node lost final blocks after block {}: {back} readings that were in them are sent again",
		agreed.number
	);
	outbox.set_scanned(agreed).await?;
	Ok(agreed)
}

/// Waits for a node that follows others until it has the blocks that the outbox knows.
async fn caught_up(
	chain: &Chain,
	scanned: BlockRef,
	mut last: BlockRef,
) -> Result<BlockRef, Error> {
	while last.number < scanned.number && chain.follows_others().await? {
		tracing::info!(
			"waiting for the node to reach block {}: it is at {}",
			scanned.number,
			last.number
		);
		tokio::time::sleep(PAUSE).await;
		last = chain.finalized().await?;
	}
	Ok(last)
}

async fn is_there(chain: &Chain, block: BlockRef, last: BlockRef) -> Result<bool, Error> {
	if block.number > last.number {
		return Ok(false);
	}
	Ok(chain.block_at(block.number).await? == Some(block))
}
