//! What each command does, and the checks before a node starts.

use crate::{
	chain_spec,
	cli::{Cli, Subcommand},
	dev_service, service,
};
use commonwatt_runtime::{opaque::Block, Hash};
use sc_cli::{Error, SubstrateCli, TransactionPoolType};
use sc_network::{config::NetworkBackendType, multiaddr::Protocol, Multiaddr};
use sc_service::{ChainType, Configuration, PartialComponents, TaskManager};
use std::{
	io::ErrorKind,
	net::{IpAddr, SocketAddr, TcpListener},
};

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Commonwatt Node".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		"the issue tracker of Commonwatt".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
		Ok(match id {
			"dev" => Box::new(chain_spec::development()?),
			"" | "local" => Box::new(chain_spec::local()?),
			path => Box::new(chain_spec::ChainSpec::from_json_file(path.into()).map_err(|e| {
				format!("chain `{path}` is neither dev nor local nor a readable specification: {e}")
			})?),
		})
	}
}

/// Parse the command line and do what it says.
pub fn run() -> sc_cli::Result<()> {
	let mut cli = Cli::from_args();
	if cli.clock.simulated_clock.is_some() {
		// The fork-aware pool prepares for a new block in the background. Where the next block is
		// sealed at once, a transaction that was just submitted would now and then miss it. A node
		// alone sees no forks, and with this pool every replay makes the same blocks.
		cli.run.pool_config.pool_type = TransactionPoolType::SingleState;
	}

	match &cli.subcommand {
		Some(Subcommand::Key(cmd)) => cmd.run(&cli),
		Some(Subcommand::ExportChainSpec(cmd)) => {
			let chain_spec = cli.load_spec(&cmd.chain)?;
			cmd.run(chain_spec)
		},
		Some(Subcommand::CheckBlock(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents { client, task_manager, import_queue, .. } =
				service::new_partial(&config)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		Some(Subcommand::ExportBlocks(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents { client, task_manager, .. } = service::new_partial(&config)?;
			Ok((cmd.run(client, config.database), task_manager))
		}),
		Some(Subcommand::ExportState(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents { client, task_manager, .. } = service::new_partial(&config)?;
			Ok((cmd.run(client, config.chain_spec), task_manager))
		}),
		Some(Subcommand::ImportBlocks(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents { client, task_manager, import_queue, .. } =
				service::new_partial(&config)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		Some(Subcommand::PurgeChain(cmd)) => {
			cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.database))
		},
		Some(Subcommand::Revert(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents { client, task_manager, backend, .. } =
				service::new_partial(&config)?;
			let aux_revert = Box::new(|client, _, blocks| {
				sc_consensus_grandpa::revert(client, blocks)?;
				Ok(())
			});
			Ok((cmd.run(client, backend, Some(aux_revert)), task_manager))
		}),
		Some(Subcommand::ChainInfo(cmd)) => {
			cli.create_runner(cmd)?.sync_run(|config| cmd.run::<Block>(&config))
		},
		None => {
			let runner = cli.create_runner(&cli.run)?;
			runner.run_node_until_exit(|config| async move { start(config, &cli) })
		},
	}
}

/// An error in words, with what to do about it where that is known.
pub fn explain(error: &Error) -> String {
	let text = error.to_string();
	// What the service calls an error of no other kind is said by the rest of the sentence.
	let text = text.strip_prefix("Other: ").unwrap_or(&text);
	let advice = if text.contains("Database file is in use") {
		"another node runs on this database: stop it, or give this one its own --base-path"
	} else if text.contains("No space left on device") {
		"the disk is full: free some space, or move the chain with --base-path"
	} else if text.contains("Permission denied") || text.contains("No such file or directory") {
		"the database cannot be made there: choose a folder of yours with --base-path"
	} else {
		return text.into();
	};
	format!("{text}\n  {advice}")
}

fn start(mut config: Configuration, cli: &Cli) -> sc_cli::Result<TaskManager> {
	if cli.clock.simulated_clock.is_some()
		&& config.chain_spec.chain_type() != ChainType::Development
	{
		return Err(Error::Input(format!(
			"--simulated-clock is for development chains only, and `{}` is none: \
			 leave it out, or add --dev",
			config.chain_spec.name(),
		)));
	}
	insist_on_ports(&mut config, cli.clock.simulated_clock.is_none())?;

	match config.network.network_backend {
		NetworkBackendType::Libp2p => {
			start_with::<sc_network::NetworkWorker<Block, Hash>>(config, cli)
		},
		NetworkBackendType::Litep2p => start_with::<sc_network::Litep2pNetworkBackend>(config, cli),
	}
}

fn start_with<N: sc_network::NetworkBackend<Block, Hash>>(
	config: Configuration,
	cli: &Cli,
) -> sc_cli::Result<TaskManager> {
	Ok(match cli.clock.simulated_clock {
		Some(start) => dev_service::new_full::<N>(config, start, &cli.clock)?,
		None => service::new_full::<N>(config)?,
	})
}

/// Refuse to start where another program listens already. Left alone, the RPC server would move to
/// a port that nobody knows, and metrics and network would be missing without a word.
fn insist_on_ports(config: &mut Configuration, with_network: bool) -> sc_cli::Result<()> {
	for endpoint in config.rpc.addr.iter_mut().flatten() {
		endpoint.retry_random_port = false;
		if !endpoint.is_optional {
			insist_on(endpoint.listen_addr, "RPC", "--rpc-port")?;
		}
	}
	if let Some(prometheus) = &config.prometheus_config {
		insist_on(prometheus.port, "metrics", "--prometheus-port (or --no-prometheus)")?;
	}
	if with_network {
		for address in &config.network.listen_addresses {
			if let Some(address) = socket(address) {
				insist_on(address, "network", "--port")?;
			}
		}
	}
	Ok(())
}

fn insist_on(address: SocketAddr, what: &str, option: &str) -> sc_cli::Result<()> {
	match TcpListener::bind(address) {
		Err(e) if e.kind() == ErrorKind::AddrInUse => Err(Error::Input(format!(
			"the {what} port {} is in use by another program (perhaps another node): \
			 stop it, or choose another port with {option}",
			address.port(),
		))),
		// Whatever else may be wrong is reported, in its own words, by the part that listens there.
		_ => Ok(()),
	}
}

/// The socket of a network address such as /ip4/0.0.0.0/tcp/30333.
fn socket(address: &Multiaddr) -> Option<SocketAddr> {
	let mut parts = address.iter();
	let ip = match parts.next()? {
		Protocol::Ip4(ip) => IpAddr::V4(ip),
		Protocol::Ip6(ip) => IpAddr::V6(ip),
		_ => return None,
	};
	match parts.next()? {
		Protocol::Tcp(port) => Some(SocketAddr::new(ip, port)),
		_ => None,
	}
}
