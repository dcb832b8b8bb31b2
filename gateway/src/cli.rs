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
