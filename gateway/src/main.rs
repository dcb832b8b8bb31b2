//! The head-end's program: brings meters and their readings to the chain, plays recorded months, and
//! shows what the chain holds. `serve` is the crate `commonwatt-index`.
//!
//! | room | holds |
//! |---|---|
//! | [`cli`], [`config`], [`keys`] | the command line, the configuration file, whose key signs |
//! | [`input`], [`line_ends`] | files of readings, whatever their format and system |
//! | [`outbox`] | every reading from its acceptance to its final block, on disk |
//! | [`delivery`] | from the outbox to the chain: batches, back-pressure, recovery |
//! | [`enrol`], [`submit`] | the commands that write |
//! | [`watch`], [`export`], [`scope`] | the commands that read, and whose readings they show |
//! | [`practice`] | a provider to try them with, on a development chain |
//! | [`case`] | replay cases: reading, checking, merging |
//! | [`chain`] | everything that knows the chain |
//! | [`replay`] | playing cases |
//! | [`report`] | the outcome, from chain state: JSON and tables |

// Errors end the program: their size costs nothing.
#![allow(clippy::result_large_err)]

mod case;
mod chain;
mod cli;
mod config;
mod delivery;
mod enrol;
mod error;
mod export;
mod geo;
mod input;
mod keys;
mod line_ends;
mod outbox;
mod output;
mod practice;
mod replay;
mod report;
mod scope;
mod submit;
mod watch;

use clap::{CommandFactory, Parser};
use cli::{Cli, Command};
use config::{Config, LogFormat};
use delivery::link::connect;
use error::Error;
use output::Output;
use serde_json::json;
use std::{io::IsTerminal, process::ExitCode, time::Duration};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
	let cli = Cli::parse();
	let output = cli.output;
	let done = match Config::load(cli.config.as_deref()) {
		Ok(config) => {
			log(cli.log_format.unwrap_or(config.log.format));
			run(cli.command, &config, output).await
		},
		Err(error) => Err(error.into()),
	};
	match done {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			match output {
				Output::Text => eprintln!("error: {error}"),
				Output::Json => {
					eprintln!("{}", json!({ "error": error.to_string(), "rows": error.problems() }))
				},
			}
			error.exit_code()
		},
	}
}

/// Logs go to standard error: what this program does, and the errors of its libraries, unless
/// RUST_LOG says otherwise.
fn log(format: LogFormat) {
	let filter = EnvFilter::try_from_default_env()
		.unwrap_or_else(|_| EnvFilter::new("error,commonwatt_gateway=info,commonwatt_index=info"));
	let log = tracing_subscriber::fmt()
		.with_env_filter(filter)
		.with_writer(std::io::stderr)
		.with_ansi(std::io::stderr().is_terminal());
	match format {
		LogFormat::Text => log.with_target(false).init(),
		LogFormat::Json => log.json().init(),
	}
}

async fn run(command: Command, config: &Config, output: Output) -> Result<(), Error> {
	let url = |node: &cli::Node| config.node(node.url.as_deref());
	match command {
		Command::Enrol { node, file } => enrol::run(config, &url(&node), &file, output).await,
		Command::Submit(asked) => {
			let request = submit::Request {
				url: url(&asked.node),
				files: asked.files,
				folder: asked.watch,
				keep_going: asked.keep_going,
				rejects: asked.rejects,
				accept_only: asked.accept_only,
				within: asked.within.map(Duration::from_secs),
			};
			submit::run(config, request, output).await
		},
		Command::Outbox { retry, list } => outbox::show(config, retry, list, output).await,
		Command::Watch(asked) => watch::run(config, &url(&asked.node), &asked, output).await,
		Command::Export(what) => {
			let node = match &what {
				cli::Export::Readings { node, .. }
				| cli::Export::Registers { node, .. }
				| cli::Export::Statements { node, .. } => node,
			};
			export::run(config, &url(node), &what, output).await
		},
		Command::Practice { node, provider } => {
			let chain = connect(&url(&node), config, None).await?;
			practice::run(&chain, &provider, output).await
		},
		Command::Plan { cases } => {
			let cases = case::load_all(&cases.dirs)?;
			if let Some(start) = replay::plan::start(&cases) {
				let start = case::rfc3339(start);
				output.put(&json!({ "start": start }), || start.clone());
			}
			Ok(())
		},
		Command::Replay { node, cases, report } => {
			let cases = case::load_all(&cases.dirs)?;
			let chain = connect(&url(&node), config, None).await?;
			let took = replay::run(&chain, &cases).await?;
			match report {
				Some(file) => report::run(&chain, &cases, took, Some(&file), output).await,
				None => {
					if output == Output::Json {
						output.put(&json!({ "seconds": took.as_secs_f64() }), String::new);
					}
					Ok(())
				},
			}
		},
		Command::Report { node, cases, json } => {
			let cases = case::load_all(&cases.dirs)?;
			let chain = connect(&url(&node), config, None).await?;
			report::run(&chain, &cases, Duration::ZERO, json.as_deref(), output).await
		},
		Command::Config => {
			output.put(&json!({ "config": config::DEFAULT }), || config::DEFAULT.trim_end().into());
			Ok(())
		},
		Command::Completions { shell } => {
			let mut command = Cli::command();
			let mut script = Vec::new();
			clap_complete::generate(shell, &mut command, "commonwatt-gateway", &mut script);
			output::line(String::from_utf8_lossy(&script).trim_end());
			Ok(())
		},
		Command::Serve(serve) => {
			let settings = commonwatt_index::Settings {
				node: url(&serve.node),
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
