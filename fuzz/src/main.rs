//! Plays random histories on the whole runtime. See the README, or `--help`.

mod actions;
mod chain;
mod history;
mod model;
mod people;
mod rng;
mod run;
mod state;
mod steps;
mod trouble;
mod wall;

use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

/// Plays random histories on the whole runtime, and checks each block against a plain model.
#[derive(Parser)]
#[command(name = "commonwatt-fuzz")]
struct Arguments {
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Makes up histories and plays them.
	Run {
		/// How many histories, of 500 calls each.
		#[arg(long, default_value_t = 100)]
		cases: u64,
		/// Where the random numbers begin; a fresh one without.
		#[arg(long)]
		seed: Option<u64>,
		/// A file that keeps the seed and how far it is: the next run goes on from there.
		#[arg(long)]
		resume: Option<PathBuf>,
		/// Ends after so many seconds, whatever is left.
		#[arg(long)]
		seconds: Option<u64>,
		/// Where a history that brings trouble is kept, made as short as it gets.
		#[arg(long, default_value = "fuzz/regressions")]
		keep: PathBuf,
		/// Prints how often each call was done and failed.
		#[arg(long)]
		calls: bool,
	},
	/// Throws hostile readings at the chain, among honest ones: replayed, altered, of other chains …
	ReplayWall {
		/// How many hostile submissions.
		#[arg(long, default_value_t = 1_000_000)]
		cases: u64,
		/// Where the random numbers begin; a fresh one without.
		#[arg(long)]
		seed: Option<u64>,
	},
	/// Plays histories that were kept.
	Replay {
		/// The files, or folders of files ending in `.steps`.
		#[arg(required = true)]
		paths: Vec<PathBuf>,
	},
}

fn main() -> ExitCode {
	trouble::listen();
	let result = match Arguments::parse().command {
		Command::Run { cases, seed, resume, seconds, keep, calls } => {
			run::run(run::Options { cases, seed, resume, seconds, keep, calls })
		},
		Command::ReplayWall { cases, seed } => {
			wall::run(cases, seed.unwrap_or_else(run::fresh_seed))
		},
		Command::Replay { paths } => run::replay(&paths),
	};
	match result {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {error}");
			ExitCode::FAILURE
		},
	}
}
