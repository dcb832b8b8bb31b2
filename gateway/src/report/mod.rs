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

use crate::{case::Case, chain::Chain, error::Error, output::Output};
use std::{path::Path, time::Duration};

/// Reads the outcome, prints it, and writes it to `file`.
pub async fn run(
	chain: &Chain,
	cases: &[Case],
	took: Duration,
	file: Option<&Path>,
	output: Output,
) -> Result<(), Error> {
	let report = collect::collect(chain, cases, took).await?;
	let prices = collect::prices(chain).await?;
	output.put(&report, || tables::show(&report, prices).trim_end().to_owned());
	if let Some(file) = file {
		let unwritable = |why| Error::Write { file: file.into(), why };
		let mut text = serde_json::to_string(&report)
			.map_err(|error| unwritable(std::io::Error::other(error)))?;
		text.push('\n');
		std::fs::write(file, text).map_err(unwritable)?;
	}
	Ok(())
}
