//! What goes wrong, in the words of someone who has to mend it: what, where, what to do.

use crate::{
	case::CaseError, chain::ChainError, config::ConfigError, input::Problem, keys::KeyError,
	outbox::OutboxError, submit::Problems,
};
use std::{path::PathBuf, process::ExitCode};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum Error {
	#[error(transparent)]
	Index(#[from] commonwatt_index::IndexError),
	#[error("a broken case, nothing was sent: {0}")]
	Case(#[from] CaseError),
	#[error(transparent)]
	Chain(#[from] ChainError),
	#[error(transparent)]
	Config(#[from] ConfigError),
	#[error(transparent)]
	Key(#[from] KeyError),
	#[error(transparent)]
	Outbox(#[from] OutboxError),
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
	#[error("cannot read {}: {why}", file.display())]
	Read { file: PathBuf, why: std::io::Error },
	#[error(
		"{} is refused, nothing of it was taken; mend it, or let its good rows go on with \
		 --keep-going:{problems}", file.display()
	)]
	BadFile { file: PathBuf, problems: Problems },
	#[error("{} is refused, nothing was enrolled:{problems}", file.display())]
	BadFleet { file: PathBuf, problems: Problems },
	#[error(
		"{account} collects readings for no provider of this chain: is it the right key, and the \
		 right chain? A provider adds it with deviceRegistry.addHeadEnd, and may have removed it"
	)]
	NotAHeadEnd { account: String },
	#[error("provider {provider} is {state}: the council has to make it active first")]
	ProviderInactive { provider: u32, state: String },
	#[error("{what} failed on the chain: {why}; the readings stay in the outbox")]
	BatchFailed { what: String, why: String },
	#[error("{left} readings are not final yet; they stay in the outbox for the next time")]
	NotDelivered { left: u64 },
	#[error("{rejected} rows were left out, and the chain refused {refused} readings")]
	Incomplete { rejected: usize, refused: u64 },
	#[error("{what} was not enrolled: {why}")]
	NotEnrolled { what: String, why: String },
	#[error("{0}")]
	NotForThisChain(String),
	#[error("block {block}: {why}")]
	NoHistory { block: u64, why: String },
	#[error("{what}; {advice}")]
	Asked { what: String, advice: String },
}

impl Error {
	/// 3 where the rest went well and some rows did not, 1 else.
	pub fn exit_code(&self) -> ExitCode {
		match self {
			Self::Incomplete { .. } => ExitCode::from(3),
			_ => ExitCode::FAILURE,
		}
	}

	/// The rows that are to blame, for programs.
	pub fn problems(&self) -> &[Problem] {
		match self {
			Self::BadFile { problems, .. } | Self::BadFleet { problems, .. } => &problems.0,
			_ => &[],
		}
	}
}
