//! What the Commonwatt pallets share: energy, money, ids, billing months, and the narrow traits
//! through which the pallets meet.
//!
//! Imports point one way: primitives ← pallets ← runtime ← node. Pallets never import each other;
//! the runtime wires one pallet's `Config` to another pallet's implementation of a trait from here.
//!
//! | module | holds |
//! |---|---|
//! | [`energy`] | [`Energy`] in watt-hours, with checked arithmetic |
//! | [`money`] | [`Price`] per kWh and the two roundings of a value |
//! | [`ids`] | who is who: providers, networks, devices, pages and slots |
//! | [`calendar`] | billing months: [`MonthId`], [`Calendar`] |
//! | [`directory`] | what the registry tells the others |
//! | [`meters`] | registers and marks: what metering tells and does for the others |
//! | [`ledger`] | what allotments does for the others, and the columns of a statement |
//! | [`rebalancing`] | what rebalancing does for allotments |
//! | [`market`] | what the sale does for allotments |
//! | [`quota`] | free calls within a quota |
//! | [`runtime_api`] | the runtime APIs that clients call |

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod calendar;
pub mod directory;
pub mod energy;
pub mod ids;
pub mod ledger;
pub mod market;
pub mod meters;
pub mod money;
pub mod quota;
pub mod rebalancing;
pub mod runtime_api;

pub use calendar::{Calendar, MonthId, Seconds};
pub use energy::Energy;
pub use ids::{CommunityId, DeviceId, NetworkId, PageId, ProviderId, RoundId, Slot};
pub use money::Price;
