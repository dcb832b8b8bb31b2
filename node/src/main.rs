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

use std::{process::ExitCode, thread::sleep, time::Duration};

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			// The logger writes every 50 ms, from a thread of its own: let the reason stand last.
			sleep(Duration::from_millis(100));
			eprintln!("commonwatt-node: {}", command::explain(&error));
			ExitCode::FAILURE
		},
	}
}
