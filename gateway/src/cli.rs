//! The command line.

use crate::{config::LogFormat, export::parse_month, output::Output};
use clap::{Parser, Subcommand};
use clap_complete::Shell;
use std::path::PathBuf;

/// The head-end's program of Commonwatt: brings meters and their readings to the chain, and shows
/// what the chain holds.
///
/// Settings stand in one file: commonwatt-gateway config prints it with its defaults. Keys come from
/// a keystore or from the environment.
#[derive(Debug, Parser)]
#[command(name = "commonwatt-gateway", version, arg_required_else_help = true)]
pub struct Cli {
	/// The configuration file. Without it commonwatt-gateway.toml in the current folder, if there is
	/// one.
	#[arg(long, global = true, value_name = "FILE", env = "COMMONWATT_CONFIG")]
	pub config: Option<PathBuf>,

	/// How results are written to standard output.
	#[arg(long, global = true, value_enum, default_value_t, value_name = "FORM")]
	pub output: Output,

	/// How logs are written to standard error; RUST_LOG chooses how much.
	#[arg(long, global = true, value_enum, value_name = "FORM", env = "COMMONWATT_LOG_FORMAT")]
	pub log_format: Option<LogFormat>,

	#[command(subcommand)]
	pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
	/// Enrol a fleet: register its networks and enrol their devices with their opening registers.
	///
	/// FILE is a table with a line for each device: network, owner, meter, rated_w, import_wh, read_at
	/// and, if need be, export_wh, kind, billing_day, leftover, latitude, longitude. What the chain has
	/// by these names is left as it is, so that a second run enrols nothing twice.
	Enrol {
		#[command(flatten)]
		node: Node,
		/// The fleet file (CSV, also packed with gzip).
		file: PathBuf,
	},
	/// Bring readings to the chain: from files, from a watched folder, and what the outbox still holds.
	///
	/// Files may be tables (interval_end,meter,import_wh,export_wh), Green Button feeds (ESPI, XML),
	/// each also packed with gzip, or folders of replay cases. A file with a bad row is refused whole
	/// with the row's line and the reason. What was accepted is in the outbox, and gets onto the chain
	/// once, whatever stops meanwhile. Exit status 3: some rows were left out, or refused by the chain.
	Submit(Submit),
	/// Show the outbox: how many readings stand where, and those that the chain refused.
	Outbox {
		/// Let the refused readings wait for the chain again.
		#[arg(long)]
		retry: bool,
		/// The most refused readings to list.
		#[arg(long, value_name = "COUNT", default_value_t = 100)]
		list: u32,
	},
	/// Show what happens to one's networks, as blocks become final.
	///
	/// Readings booked and refused, shortfalls, networks that ran out, months that close. Without
	/// --provider or --network it is those of the key's provider, and without a key all.
	Watch(Watch),
	/// Write readings, registers or statements of the chain as CSV, or as JSON lines.
	#[command(subcommand)]
	Export(Export),
	/// Make a provider and its head-end on a development chain, to practise with.
	Practice {
		#[command(flatten)]
		node: Node,
		/// What the provider is called.
		#[arg(long, value_name = "NAME", default_value = "Practice")]
		provider: String,
	},
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
	/// Print the configuration file with every setting, its meaning and its default.
	Config,
	/// Print the completion script of a shell.
	Completions { shell: Shell },
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
pub struct Submit {
	#[command(flatten)]
	pub node: Node,
	/// Files of readings, or folders of cases. Without any: what the outbox still holds, and the
	/// configured folder.
	pub files: Vec<PathBuf>,
	/// Watch this folder for files, for good.
	#[arg(long, value_name = "FOLDER")]
	pub watch: Option<PathBuf>,
	/// Take the good rows of a file, and list the bad ones.
	#[arg(long)]
	pub keep_going: bool,
	/// List the rows that were left out in this file (CSV).
	#[arg(long, value_name = "FILE", requires = "keep_going")]
	pub rejects: Option<PathBuf>,
	/// Only fill the outbox; a later submit delivers.
	#[arg(long, conflicts_with = "watch")]
	pub accept_only: bool,
	/// Give up after so many seconds; what is not delivered stays in the outbox.
	#[arg(long, value_name = "SECONDS")]
	pub within: Option<u64>,
}

#[derive(Debug, clap::Args)]
pub struct Watch {
	#[command(flatten)]
	pub node: Node,
	#[command(flatten)]
	pub scope: Scope,
	/// Begin with this block, instead of the next.
	#[arg(long, value_name = "BLOCK")]
	pub from: Option<u64>,
	/// End after this block.
	#[arg(long, value_name = "BLOCK")]
	pub to: Option<u64>,
}

/// Whose.
#[derive(Debug, clap::Args)]
pub struct Scope {
	/// Those of a provider.
	#[arg(long, value_name = "ID", conflicts_with_all = ["networks", "all"])]
	pub provider: Option<u32>,
	/// Those of a network; once for each.
	#[arg(long = "network", value_name = "ID", conflicts_with = "all")]
	pub networks: Vec<u32>,
	/// Everybody's.
	#[arg(long)]
	pub all: bool,
}

#[derive(Debug, Subcommand)]
pub enum Export {
	/// The readings of blocks, booked and refused, with the meters' labels.
	Readings {
		#[command(flatten)]
		node: Node,
		#[command(flatten)]
		scope: Scope,
		/// The first block.
		#[arg(long, value_name = "BLOCK", default_value_t = 1)]
		from: u64,
		/// The last block, instead of the last final one.
		#[arg(long, value_name = "BLOCK")]
		to: Option<u64>,
	},
	/// The registers of all meters, as they stand now.
	Registers {
		#[command(flatten)]
		node: Node,
		#[command(flatten)]
		scope: Scope,
	},
	/// The statements of networks for a month: final for a closed one, as it stands for an open one.
	Statements {
		#[command(flatten)]
		node: Node,
		#[command(flatten)]
		scope: Scope,
		/// The month, instead of the present one.
		#[arg(long, value_name = "YYYY-MM", value_parser = parse_month)]
		month: Option<u16>,
	},
}

#[derive(Debug, clap::Args)]
pub struct Node {
	/// The node's RPC address, instead of the configured one.
	#[arg(long = "node", value_name = "URL", env = "COMMONWATT_NODE")]
	pub url: Option<String>,
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

	#[test]
	fn no_option_takes_a_key() {
		fn options(command: &clap::Command, all: &mut Vec<String>) {
			all.extend(command.get_arguments().map(|argument| argument.get_id().to_string()));
			command.get_subcommands().for_each(|command| options(command, all));
		}
		let mut all = Vec::new();
		options(&Cli::command(), &mut all);
		for word in ["key", "suri", "seed", "phrase", "password"] {
			assert!(!all.iter().any(|option| option.contains(word)), "{word}");
		}
	}
}
