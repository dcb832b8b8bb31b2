//! The index: follows the final blocks of a Commonwatt chain into a database, and serves what it
//! knows over HTTP. It reads, and only reads: it has no keys, and sends nothing to the chain.
//!
//! | room | holds |
//! |---|---|
//! | [`chain`] | the node: blocks, records, runtime calls |
//! | [`decode`] | a block in this program's words |
//! | [`book`] | what a block changes |
//! | [`store`] | the database, SQLite or PostgreSQL |
//! | [`follow`] | from block to block, and back to a node that was away |
//! | [`http`] | the service and the dashboard's files |
//! | [`serve`] | all of it together |

// Errors end the program, or a request: their size costs nothing.
#![allow(clippy::result_large_err)]

mod book;
mod calendar;
mod cell;
mod chain;
mod decode;
mod error;
mod follow;
mod http;
mod serve;
mod shared;
mod store;

pub use error::IndexError;
pub use serve::{serve, Settings};

/// The description of the HTTP interface: OpenAPI 3.1, as JSON.
pub fn openapi() -> String {
	http::description()
}
