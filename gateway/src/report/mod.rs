//! The outcome of played cases, read back from chain state: nothing here comes from the replay's
//! memory, nor, but for names and numbers, from the case's files.
//!
//! | file of this folder | holds |
//! |---|---|
//! | [`json`] | the report as others read it: kept stable |
//! | [`collect`] | reading it from the chain |
//! | [`tables`] | the report as people read it |

mod collect;
pub mod json;
mod tables;

use crate::{case::Case, chain::Chain, error::Error};
use std::{io::Write, path::Path, time::Duration};

/// Reads the outcome, prints it, and writes it to `file`.
pub async fn run(
	chain: &Chain,
	cases: &[Case],
	took: Duration,
	file: Option<&Path>,
) -> Result<(), Error> {
	let report = collect::collect(chain, cases, took).await?;
	let text = tables::show(&report, collect::prices(chain).await?);
	// A reader that has seen enough (`| head`) is no failure.
	let _ = std::io::stdout().write_all(text.as_bytes());
	if let Some(file) = file {
		let unwritable = |why| Error::Write { file: file.into(), why };
		let mut text = serde_json::to_string(&report)
			.map_err(|error| unwritable(std::io::Error::other(error)))?;
		text.push('\n');
		std::fs::write(file, text).map_err(unwritable)?;
	}
	Ok(())
}
