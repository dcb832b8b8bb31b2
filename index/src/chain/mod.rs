//! Everything that talks to a node.
//!
//! | file of this folder | holds |
//! |---|---|
//! | [`node`] | the connection: who it is, heads, the raw parts of a block |
//! | [`state`] | records and runtime calls at one block |
//! | [`json`] | decoded values as JSON, with the chain's own names |

pub mod json;
pub mod node;
pub mod state;

pub use node::{At, Node, RawBlock};
