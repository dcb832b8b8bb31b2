//! The Commonwatt node.
//!
//! | file | holds |
//! |---|---|
//! | `cli.rs` | the command line |
//! | `command.rs` | what each command does, and the checks before a node starts |
//! | `chain_spec.rs` | the built-in chains: `dev` and `local` |
//! | `service.rs` | the node: Aura blocks, GRANDPA finality |
//! | `dev_service.rs` | the development node on a simulated clock: sealed blocks |
//! | `clock.rs` | that clock |
//! | `rpc.rs`, `clock_rpc.rs` | what clients can ask |

mod chain_spec;
mod cli;
mod clock;
mod clock_rpc;
mod command;
mod dev_service;
mod rpc;
mod service;

use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("commonwatt-node: {}", command::explain(&error));
			ExitCode::FAILURE
		},
	}
}
