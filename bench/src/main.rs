//! Commonwatt's benchmark: see [`cli::Options`] for what it measures and how.
//!
//! | file | holds |
//! |---|---|
//! | `client.rs` | a node's client: builds, executes and commits blocks |
//! | `chain.rs` | a fleet's chain: two equal nodes, one builds and one is measured |
//! | `fleet.rs`, `state.rs`, `genesis.rs` | the fleets, and how they get into the state |
//! | `tx.rs` | keys, calls, transactions |
//! | `measure.rs`, `compare.rs`, `stats.rs` | CPU time, pairs, medians |
//! | `scenarios/` | what is measured |
//! | `report.rs` | the table and the JSON |

mod chain;
mod cli;
mod client;
mod compare;
mod failure;
mod fleet;
mod genesis;
mod measure;
mod report;
mod scenarios;
mod state;
mod stats;
mod tx;

use clap::Parser;
use failure::Result;
use scenarios::{Bench, SCENARIOS};
use serde_json::json;
use std::{process::ExitCode, time::Instant};

/// The exit code of a run that says nothing.
const VOID: u8 = 2;

/// A step begins.
pub fn step(text: &str) {
	eprintln!("==> {text}");
}

/// A detail of the step.
pub fn say(text: &str) {
	eprintln!("    {text}");
}

fn main() -> ExitCode {
	let options = cli::Options::parse();
	match run(options) {
		Ok(code) => code,
		Err(failure) => {
			eprintln!("{failure}");
			ExitCode::FAILURE
		},
	}
}

fn run(options: cli::Options) -> Result<ExitCode> {
	let begun = Instant::now();
	let mut bench = Bench::new(options);
	bench.prepare()?;
	for scenario in SCENARIOS {
		if bench.wants(scenario) {
			step(&format!("{}: {}", scenario.name, scenario.about));
			(scenario.run)(&mut bench)?;
		}
		if bench.report.void.is_some() {
			break;
		}
	}
	let Bench { report, options, .. } = bench;
	let about = json!({
		"version": env!("CARGO_PKG_VERSION"),
		"runtime": client::wasm().map(|code| hex(&sp_io::hashing::blake2_256(code)))?,
		"runtime_bytes": client::wasm()?.len(),
		"full": options.full,
		"pairs": options.pairs,
		"warm": options.warm,
		"cores": std::thread::available_parallelism().map(|n| n.get()).unwrap_or(0),
		"seconds": begun.elapsed().as_secs(),
		"figure": "CPU time of the process (all threads), execution and commit of a block, \
			less the median of empty blocks",
	});
	report.write(&options.report, about)?;
	println!("{}", report.table());
	say(&format!("report: {}, after {} s", options.report.display(), begun.elapsed().as_secs()));
	if let Some(why) = &report.void {
		eprintln!("void: {why}");
		return Ok(ExitCode::from(VOID));
	}
	Ok(ExitCode::SUCCESS)
}

fn hex(bytes: &[u8]) -> String {
	bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
