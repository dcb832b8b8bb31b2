//! Options.

use crate::scenarios::{Scenario, SCENARIOS};
use clap::Parser;
use std::path::PathBuf;

/// Measures the release runtime in the real executor, on an on-disk ParityDB, by building blocks
/// and executing them again.
///
/// A figure is CPU seconds of this process a block, commit included, less those of an empty block.
/// Comparisons are ratios in one run: pairs in alternation, their median with its 95 % interval,
/// after transfers were compared with transfers. Exits 0 if everything ran, 1 after an error, 2 if
/// the run is void: if transfers differed from transfers.
#[derive(Parser, Debug)]
#[command(name = "commonwatt-bench", version)]
pub struct Options {
	/// Everything at full size; takes hours instead of minutes.
	#[arg(long)]
	pub full: bool,

	/// Only these scenarios, separated by commas.
	#[arg(long, value_name = "NAME,…", value_delimiter = ',', value_parser = scenario)]
	pub only: Vec<&'static Scenario>,

	/// Where the report goes.
	#[arg(long, value_name = "FILE", default_value = "target/bench/report.json")]
	pub report: PathBuf,

	/// Devices in the large state.
	#[arg(long, value_name = "N", default_value_t = 1_000_000)]
	#[arg(value_parser = clap::value_parser!(u32).range(64..=10_000_000))]
	pub devices: u32,

	/// Pairs in a comparison; below 30 a run is for trying out only.
	#[arg(long, value_name = "N", default_value_t = 30)]
	#[arg(value_parser = clap::value_parser!(u32).range(1..=1_000))]
	pub pairs: u32,

	/// Build and execute on one database, so that the execution finds in its cache what the
	/// building has read. Without it every block is executed on a database that did not build it.
	#[arg(long)]
	pub warm: bool,

	/// Where the prepared states are kept, and the chains of a run.
	#[arg(long, value_name = "DIR", default_value = "target/bench")]
	pub dir: PathBuf,

	/// Where the built node and gateway are.
	#[arg(long, value_name = "DIR", default_value = "target/release")]
	pub bin: PathBuf,

	/// The folder with scripts/ and data/.
	#[arg(long, value_name = "DIR", default_value = ".")]
	pub root: PathBuf,
}

fn scenario(name: &str) -> Result<&'static Scenario, String> {
	SCENARIOS.iter().find(|scenario| scenario.name == name).ok_or_else(|| {
		let names: Vec<_> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
		format!("no such scenario; there are {}", names.join(", "))
	})
}
