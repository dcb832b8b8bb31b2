//! The bookkeeper: goes through the blocks in their order and says what to write for each.
//!
//! It knows what has to be known to understand the next block, where the meters stand above all, and
//! gets that from the database when it starts. What it writes depends on the blocks alone, never on
//! how many of them are written together or how often it was interrupted.
//!
//! | file of this folder | holds |
//! |---|---|
//! | [`meter`] | one meter: registers, and the use of days between two readings |
//! | [`readings`] | booked and refused readings |
//! | [`registry`] | providers, networks, devices, communities |
//! | [`ledger`] | months, statements, movements of energy |
//! | [`sale`] | rounds and orders |
//! | [`told`] | what listeners are told of a block |

mod ledger;
pub mod meter;
mod readings;
mod registry;
mod sale;
pub mod told;

use crate::{
	calendar::Calendar,
	decode::{events::Happened, Block},
	error::IndexError,
	store::{
		value::{Value, Write},
		Store,
	},
};
use meter::Meter;
use sale::Standing;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use told::Told;

/// A network, as far as a block's meaning hangs on it.
#[derive(Clone, Debug)]
struct Network {
	provider: u32,
	owner: String,
	label: String,
	calendar: Calendar,
	registered_block: i64,
	offered_to: Option<String>,
}

/// A device, as far as a block's meaning hangs on it.
#[derive(Clone, Debug)]
struct Device {
	network: u32,
	label: String,
	allocation_wh: i64,
	enrolled_block: i64,
}

/// What devices used in a time.
#[derive(Clone, Copy, Debug, Default)]
struct Use {
	used_wh: i64,
	exported_wh: i64,
	readings: i64,
	block: i64,
}

/// What to write, and what is known.
#[derive(Default)]
pub struct Book {
	/// What people call providers and communities.
	providers: HashMap<u32, String>,
	communities: HashMap<u32, String>,
	networks: HashMap<u32, Network>,
	devices: HashMap<u32, Device>,
	meters: HashMap<u32, Meter>,
	orders: HashMap<sale::OrderKey, Standing>,
	/// The last block, and its hash.
	last: Option<(i64, String)>,
	writes: Vec<Write>,
	/// Meters that changed since they were written.
	dirty: BTreeSet<u32>,
	/// Use by network and local day.
	days: BTreeMap<(u32, i64), Use>,
	/// Use by network, month and device.
	months: BTreeMap<(u32, i64, u32), Use>,
}

/// The place in a block, while it is gone through.
struct At<'a> {
	block: &'a Block,
	told: Told,
	/// Movements of the event that is being looked at.
	part: i64,
}

impl At<'_> {
	/// Unix seconds.
	fn time(&self) -> i64 {
		self.block.time_ms / 1_000
	}
}

impl Book {
	/// Takes up where an index is.
	pub async fn load(store: &Store) -> Result<Self, IndexError> {
		let mut book = Self::default();
		let last = "SELECT number, hash FROM blocks ORDER BY number DESC LIMIT 1";
		book.last = store.row(last, vec![]).await?.map(|row| (row.int(0), row.text(1)));
		book.load_registry(store).await?;
		for row in store.rows(format!("SELECT {} FROM meters", meter::COLUMNS), vec![]).await? {
			let (device, meter) = Meter::of_row(&row);
			book.meters.insert(device, meter);
		}
		book.load_orders(store).await?;
		Ok(book)
	}

	/// The last block that it went through.
	pub fn last(&self) -> Option<&(i64, String)> {
		self.last.as_ref()
	}

	/// How many statements wait to be written.
	pub fn waiting(&self) -> usize {
		self.writes.len()
	}

	/// Goes through the next block.
	pub fn go_through(&mut self, block: &Block) -> Told {
		let mut at = At { block, told: Told::of(block), part: 0 };
		self.records(&mut at);
		self.log(&mut at);
		for (event, happened) in &block.happened {
			at.part = 0;
			match happened {
				Happened::Registry(registry) => self.registered(&mut at, registry),
				Happened::Metering(metering) => self.metered(&mut at, metering),
				Happened::Booked(readings) => self.booked(&mut at, readings),
				Happened::Refused(refused) => self.refused(&mut at, *event, refused),
				Happened::Allotments(allotments) => self.allotted(&mut at, *event, allotments),
				Happened::Rebalancing(rebalancing) => self.rebalanced(&mut at, *event, rebalancing),
				Happened::Sale(sale) => self.sold(&mut at, *event, sale),
			}
		}
		let told = at.told;
		let row: Vec<Value> = vec![
			block.number.into(),
			block.hash.as_str().into(),
			block.parent.as_str().into(),
			block.time_ms.into(),
			block.spec_version.into(),
			block.extrinsics.into(),
			block.events.into(),
			told.block.booked.into(),
			told.block.refused.into(),
			(block.unattributed + told.unattributed).into(),
		];
		self.writes.push(Write::put("blocks", row));
		self.last = Some((block.number, block.hash.clone()));
		told
	}

	/// What is to be written for the blocks since the last call.
	pub fn take_writes(&mut self) -> Vec<Write> {
		for device in std::mem::take(&mut self.dirty) {
			if let Some(meter) = self.meters.get(&device) {
				self.writes.push(Write::put("meters", meter.row(device)));
			}
		}
		const DAYS: &str = "INSERT INTO network_days \
			(network, day, used_wh, exported_wh, readings, block) VALUES ($1, $2, $3, $4, $5, $6) \
			ON CONFLICT (network, day) DO UPDATE SET \
			used_wh = network_days.used_wh + excluded.used_wh, \
			exported_wh = network_days.exported_wh + excluded.exported_wh, \
			readings = network_days.readings + excluded.readings, block = excluded.block";
		for ((network, day), used) in std::mem::take(&mut self.days) {
			let args = vec![
				network.into(),
				day.into(),
				used.used_wh.into(),
				used.exported_wh.into(),
				used.readings.into(),
				used.block.into(),
			];
			self.writes.push(Write::new(DAYS, args));
		}
		const MONTHS: &str = "INSERT INTO device_months \
			(network, month, device, used_wh, exported_wh, readings, block) \
			VALUES ($1, $2, $3, $4, $5, $6, $7) \
			ON CONFLICT (network, month, device) DO UPDATE SET \
			used_wh = device_months.used_wh + excluded.used_wh, \
			exported_wh = device_months.exported_wh + excluded.exported_wh, \
			readings = device_months.readings + excluded.readings, block = excluded.block";
		for ((network, month, device), used) in std::mem::take(&mut self.months) {
			let args = vec![
				network.into(),
				month.into(),
				device.into(),
				used.used_wh.into(),
				used.exported_wh.into(),
				used.readings.into(),
				used.block.into(),
			];
			self.writes.push(Write::new(MONTHS, args));
		}
		std::mem::take(&mut self.writes)
	}

	/// The event log.
	fn log(&mut self, at: &mut At) {
		for entry in &at.block.log {
			let of = |name: &str| Value::from(entry.data.get(name).and_then(|id| id.as_i64()));
			let row = vec![
				at.block.number.into(),
				entry.event.into(),
				entry.extrinsic.into(),
				entry.pallet.as_str().into(),
				entry.name.as_str().into(),
				of("network"),
				of("device"),
				of("provider"),
				entry.data.to_string().into(),
			];
			self.writes.push(Write::put("events", row));
		}
	}

	/// The month that a network is in at a time.
	fn month_at(&self, network: u32, time: i64) -> i64 {
		let utc = Calendar { billing_day: 1, utc_offset_minutes: 0 };
		self.networks.get(&network).map_or(utc, |network| network.calendar).month_at(time)
	}
}
