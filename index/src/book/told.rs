//! What listeners are told of a block.

use crate::decode::Block;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// A block in short.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct BlockLine {
	#[schema(example = 812)]
	pub number: i64,
	pub hash: String,
	/// The chain's time, Unix milliseconds.
	pub time_ms: i64,
	pub extrinsics: i64,
	pub events: i64,
	/// Readings booked.
	pub booked: i64,
	/// Readings refused.
	pub refused: i64,
}

/// What the readings of a block say of a network.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NetworkUse {
	pub network: u32,
	pub readings: i64,
	pub used_wh: i64,
	pub exported_wh: i64,
}

/// A movement of energy, without the names of its ends.
#[derive(Clone, Debug)]
pub struct Moved {
	pub event: i64,
	pub network: u32,
	pub month: i64,
	pub reason: &'static str,
	pub from: (&'static str, i64, String),
	pub to: (&'static str, i64, String),
	pub energy_wh: i64,
}

/// What a block changed.
#[derive(Clone, Debug, Default)]
pub struct Told {
	pub block: BlockLine,
	/// Booked readings that the index cannot tell: beyond those of the block itself.
	pub unattributed: i64,
	pub uses: BTreeMap<u32, NetworkUse>,
	pub moved: Vec<Moved>,
	pub networks: BTreeSet<u32>,
	pub devices: BTreeSet<u32>,
	pub providers: BTreeSet<u32>,
	pub rounds: BTreeSet<(u32, i64)>,
}

impl Told {
	pub fn of(block: &Block) -> Self {
		let line = BlockLine {
			number: block.number,
			hash: block.hash.clone(),
			time_ms: block.time_ms,
			extrinsics: block.extrinsics,
			events: block.events,
			booked: 0,
			refused: 0,
		};
		Self { block: line, ..Default::default() }
	}

	/// Takes note of a reading's use.
	pub fn used(&mut self, network: u32, readings: i64, (used, exported): (i64, i64)) {
		let none = NetworkUse { network, readings: 0, used_wh: 0, exported_wh: 0 };
		let sum = self.uses.entry(network).or_insert(none);
		sum.readings += readings;
		sum.used_wh += used;
		sum.exported_wh += exported;
		self.networks.insert(network);
	}
}
