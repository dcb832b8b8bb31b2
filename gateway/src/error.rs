//! What goes wrong, in the words of someone who has to mend it: what, where, what to do.

use crate::{case::CaseError, chain::ChainError};
use std::path::PathBuf;
use thiserror::Error;

#[derive(Debug, Error)]
pub enum Error {
	#[error(transparent)]
	Index(#[from] commonwatt_index::IndexError),
	#[error("a broken case, nothing was sent: {0}")]
	Case(#[from] CaseError),
	#[error(transparent)]
	Chain(#[from] ChainError),
	#[error("case {case} cannot be played here: {why}")]
	CannotPlay { case: String, why: String },
	#[error(
		"{blocks} blocks after the month's end and its close delay, {what} has not closed; see the \
		 node's log, then start the replay again: it goes on where it was"
	)]
	NotClosed { blocks: u32, what: String },
	#[error(
		"of {sent} readings sent for {at} the chain booked {booked} and refused {refused}: does \
		 somebody else submit for these head-ends?"
	)]
	Miscounted { at: String, sent: u64, booked: u64, refused: u64 },
	#[error("case {case} is not on this chain: {why}; play it first: commonwatt-gateway replay")]
	NotPlayed { case: String, why: String },
	#[error("stopped; start the same command again: it goes on where it was")]
	Interrupted,
	#[error("cannot write {}: {why}", file.display())]
	Write { file: PathBuf, why: std::io::Error },
}
