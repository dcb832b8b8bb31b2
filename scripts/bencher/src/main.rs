//! Measures what the calls of a Wasm runtime weigh: `benchmark pallet` of the SDK, and no more.

use clap::Parser;
use frame_benchmarking_cli::PalletCmd;
use sp_runtime::traits::BlakeTwo256;

fn main() -> sc_cli::Result<()> {
	tracing_subscriber::fmt()
		.with_env_filter(
			tracing_subscriber::EnvFilter::try_from_default_env()
				.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
		)
		.with_writer(std::io::stderr)
		.init();
	// The standard host functions are enough: the runtime has none of its own.
	PalletCmd::parse().run_with_spec::<BlakeTwo256, ()>(None)
}
