//! The command line.

use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// The node of `./scripts/run`.
const NODE: &str = "ws://127.0.0.1:9944";

/// The head-end's program of Commonwatt: plays recorded months through a node, and reports what the
/// chain holds.
#[derive(Debug, Parser)]
#[command(name = "commonwatt-gateway", version, arg_required_else_help = true)]
pub struct Cli {
	#[command(subcommand)]
	pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
	/// Check cases, and print when a development chain that plays them should start (RFC 3339).
	///
	/// The time is that of the node's option --simulated-clock. Nothing is sent.
	Plan {
		#[command(flatten)]
		cases: Cases,
	},
	/// Play cases through a development node: enrol, grant, submit every reading, close the month.
	///
	/// The node needs the simulated clock and the development preset (accounts of the development
	/// phrase, //Alice as sudo). Cases are checked first; a broken one is refused with its file,
	/// line and reason before anything is sent. Cases of one month are played side by side, months
	/// in order; the clock jumps over what lies between. Interrupted and started again, a replay
	/// goes on where it was, and nothing is booked twice.
	Replay {
		#[command(flatten)]
		node: Node,
		#[command(flatten)]
		cases: Cases,
		/// Also report when done, as `report --json FILE` does, with the seconds that it took.
		#[arg(long, value_name = "FILE")]
		report: Option<PathBuf>,
	},
	/// Read what became of played cases back from chain state and show it as tables.
	Report {
		#[command(flatten)]
		node: Node,
		#[command(flatten)]
		cases: Cases,
		/// Also write it as one JSON object. Its `seconds` is 0: only a replay knows how long it
		/// took.
		#[arg(long, value_name = "FILE")]
		json: Option<PathBuf>,
	},
	/// Follow the chain into a database, and serve its history and live changes over HTTP.
	///
	/// Reads final blocks from the first on, so the node must keep them: --state-pruning archive
	/// --blocks-pruning archive. Interrupted and started again, it goes on where it was; a node that
	/// is away is waited for. Nothing is sent to the chain, and no key is needed. RUST_LOG says what
	/// is logged (by default RUST_LOG=commonwatt_index=info).
	Serve(Serve),
}

#[derive(Debug, clap::Args)]
pub struct Serve {
	#[command(flatten)]
	pub node: Node,
	/// Where the index is kept: a file (SQLite), or postgresql://USER@HOST/NAME.
	///
	/// Everything in it can be read from the chain again. In PostgreSQL it has a schema of its own,
	/// commonwatt_index. A URL with a password
	/// belongs into COMMONWATT_DATABASE rather than on the command line.
	#[arg(
		long,
		value_name = "URL",
		env = "COMMONWATT_DATABASE",
		hide_env_values = true,
		default_value = "commonwatt-index.db"
	)]
	pub database: String,
	/// The address to listen on. Only this machine reaches 127.0.0.1; there is no login, so put a
	/// proxy with one before anything wider.
	#[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9980")]
	pub listen: String,
	/// The folder of the built dashboard [default: dashboard/dist of the repository around the
	/// current folder or the program].
	#[arg(long, value_name = "DIR")]
	pub dashboard: Option<PathBuf>,
	/// Let pages of this web origin read the answers, like http://localhost:5173; * for any.
	#[arg(long, value_name = "ORIGIN")]
	pub allow_origin: Option<String>,
	/// Throw the index away and make it anew from the chain.
	#[arg(long)]
	pub rebuild: bool,
	/// Read what the chain has, print a fingerprint of the index (rows and a hash of each table),
	/// and end. Two indexes of one chain at one block have the same.
	#[arg(long)]
	pub once: bool,
}

#[derive(Debug, clap::Args)]
pub struct Node {
	/// The node's RPC address.
	#[arg(long = "node", value_name = "URL", env = "COMMONWATT_NODE", default_value = NODE)]
	pub url: String,
}

#[derive(Debug, clap::Args)]
pub struct Cases {
	/// The folder of a case; once for each case.
	#[arg(long = "case", value_name = "DIR", required = true)]
	pub dirs: Vec<PathBuf>,
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	#[test]
	fn the_command_line_is_well_formed() {
		Cli::command().debug_assert();
	}

	#[test]
	fn several_cases_are_taken() {
		let cli = Cli::parse_from(["commonwatt-gateway", "plan", "--case", "a", "--case", "b"]);
		assert!(matches!(cli.command, Command::Plan { cases } if cases.dirs.len() == 2));
	}
}
