//! The pallets' parameters, by topic.

pub mod consensus;
pub mod energy;
pub mod governance;
pub mod money;
pub mod system;
