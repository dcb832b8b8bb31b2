//! What a block holds, in this program's words. Each block is decoded by itself, at its own state and
//! with its own metadata, so that blocks can be read ahead in any order.
//!
//! | file of this folder | holds |
//! |---|---|
//! | [`events`] | the events of our pallets |
//! | [`calls`] | the calls that bring readings, wherever in an extrinsic they stand |
//! | [`readings`] | which readings of a batch were booked |
//! | [`records`] | the records that a block changed |

pub mod calls;
pub mod events;
pub mod readings;
pub mod records;

use crate::{
	chain::{json, Node, RawBlock},
	error::IndexError,
};
use calls::ExtrinsicCalls;
use events::Happened;
use records::Records;
use serde_json::Value as Json;
use subxt::events::Phase;

/// A block, decoded.
#[derive(Debug)]
pub struct Block {
	pub number: i64,
	pub hash: String,
	pub parent: String,
	/// The chain's time, Unix milliseconds; 0 at genesis.
	pub time_ms: i64,
	pub spec_version: i64,
	pub extrinsics: i64,
	pub events: i64,
	pub log: Vec<Entry>,
	/// What happened, with the place of the event that says so.
	pub happened: Vec<(i64, Happened)>,
	pub records: Records,
	/// Booked readings that no call of the block explains.
	pub unattributed: i64,
}

/// An entry of the event log.
#[derive(Debug)]
pub struct Entry {
	pub event: i64,
	pub extrinsic: Option<i64>,
	pub pallet: String,
	pub name: String,
	pub data: Json,
}

/// Events that every extrinsic has, or that only repeat in small what ours say: not in the log.
const UNTOLD: &[&str] =
	&["System", "TransactionPayment", "SkipFeelessPayment", "Balances", "Assets", "AssetsHolder"];

/// Decodes a block and reads the records that it changed.
pub async fn block(node: &Node, raw: RawBlock) -> Result<Block, IndexError> {
	let unreadable = |what: &str, why: String| IndexError::Unreadable {
		what: format!("{what} of block {}", raw.number),
		why,
	};
	let metadata = raw.at.metadata_ref();
	let slots = calls::slots_per_page(&raw.at)?;
	let (mut extrinsics, mut time_ms) = (Vec::with_capacity(raw.extrinsics.len()), 0);
	for extrinsic in raw.at.extrinsics().from_bytes(raw.extrinsics.clone()).await.iter() {
		let extrinsic = extrinsic.map_err(|e| unreadable("the extrinsics", e.to_string()))?;
		let mut bytes = extrinsic.call_data_bytes();
		let call =
			json::decode(&mut bytes, metadata.outer_enums().call_enum_ty(), metadata.types())
				.map_err(|why| unreadable("the extrinsics", why))?;
		if let Some(now) = call.pointer("/Timestamp/set/now").and_then(Json::as_i64) {
			time_ms = now;
		}
		extrinsics.push(ExtrinsicCalls::of(call));
	}

	let (mut log, mut all) = (Vec::new(), 0);
	let mut happened = Vec::new();
	let mut booking = readings::Booking::new(extrinsics, slots);
	if !raw.events.is_empty() {
		for event in raw.at.events().from_bytes(raw.events.clone()).iter() {
			let event = event.map_err(|e| unreadable("the events", e.to_string()))?;
			all += 1;
			let (pallet, name) = (event.pallet_name(), event.event_name());
			if UNTOLD.contains(&pallet) {
				continue;
			}
			let mut bytes = vec![event.pallet_index(), event.event_index()];
			bytes.extend_from_slice(event.field_bytes());
			let decoded = json::decode(
				&mut &bytes[..],
				metadata.outer_enums().event_enum_ty(),
				metadata.types(),
			)
			.map_err(|why| unreadable(&format!("the event {pallet}.{name}"), why))?;
			let data = decoded.pointer(&format!("/{pallet}/{name}")).cloned().unwrap_or(Json::Null);
			let extrinsic = match event.phase() {
				Phase::ApplyExtrinsic(index) => Some(i64::from(index)),
				_ => None,
			};
			let place = i64::from(event.index());
			let typed = Happened::of(pallet, name, &data)
				.map_err(|why| unreadable(&format!("the event {pallet}.{name}"), why))?;
			if let Some(typed) = typed {
				booking.explain(extrinsic, place, typed, &mut happened);
			}
			log.push(Entry {
				event: place,
				extrinsic,
				pallet: pallet.into(),
				name: name.into(),
				data,
			});
		}
	}
	let records = records::read(node, &raw, time_ms, &happened).await?;
	Ok(Block {
		number: raw.number as i64,
		hash: format!("{:?}", raw.hash),
		parent: format!("{:?}", raw.parent),
		time_ms,
		spec_version: i64::from(raw.at.spec_version()),
		extrinsics: raw.extrinsics.len() as i64,
		events: all,
		log,
		happened,
		records,
		unattributed: booking.unattributed,
	})
}
