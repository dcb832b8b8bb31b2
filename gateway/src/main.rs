//! The head-end's program: plays recorded months through a node, and reports what the chain holds. `serve` is
//! the crate `commonwatt-index`.
//!
//! | room | holds |
//! |---|---|
//! | [`cli`] | the command line |
//! | [`case`] | replay cases: reading, checking, merging |
//! | [`chain`] | everything that knows the chain |
//! | [`replay`] | playing cases |
//! | [`report`] | the outcome, from chain state: JSON and tables |

// Errors end the program: their size costs nothing.
#![allow(clippy::result_large_err)]

mod case;
mod chain;
mod cli;
mod error;
mod replay;
mod report;

use chain::Chain;
use clap::Parser;
use cli::{Cli, Command};
use error::Error;
use std::{io::IsTerminal, process::ExitCode, time::Duration};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
	let cli = Cli::parse();
	let filter = EnvFilter::try_from_default_env()
		.unwrap_or_else(|_| EnvFilter::new("error,commonwatt_index=info"));
	tracing_subscriber::fmt()
		.with_env_filter(filter)
		.with_writer(std::io::stderr)
		.with_ansi(std::io::stderr().is_terminal())
		.init();
	match run(cli.command).await {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {error}");
			ExitCode::FAILURE
		},
	}
}

async fn run(command: Command) -> Result<(), Error> {
	match command {
		Command::Plan { cases } => {
			let cases = case::load_all(&cases.dirs)?;
			if let Some(start) = replay::plan::start(&cases) {
				println!("{}", case::rfc3339(start));
			}
			Ok(())
		},
		Command::Replay { node, cases, report } => {
			let cases = case::load_all(&cases.dirs)?;
			let chain = Chain::connect(&node.url).await?;
			let took = replay::run(&chain, &cases).await?;
			match report {
				Some(file) => report::run(&chain, &cases, took, Some(&file)).await,
				None => Ok(()),
			}
		},
		Command::Report { node, cases, json } => {
			let cases = case::load_all(&cases.dirs)?;
			let chain = Chain::connect(&node.url).await?;
			report::run(&chain, &cases, Duration::ZERO, json.as_deref()).await
		},
		Command::Serve(serve) => {
			let settings = commonwatt_index::Settings {
				node: serve.node.url,
				database: serve.database,
				listen: serve.listen,
				dashboard: serve.dashboard,
				allow_origin: serve.allow_origin,
				rebuild: serve.rebuild,
				once: serve.once,
			};
			Ok(commonwatt_index::serve(settings).await?)
		},
	}
}
