//! What a block reports, read once: how many transactions it has, whether one failed, and what
//! became of the readings.

use super::{At, Chain, ChainError, Hash};
use subxt::{
	error::DispatchError,
	events::{Event, Phase},
	ext::{scale_decode::DecodeAsType, scale_value},
	rpcs::rpc_params,
	SubstrateConfig,
};

/// The storage key of `System.Events`.
const EVENTS: &str = "0x26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7";

/// Transactions that are in every block without anybody sending them: the timestamp.
const INHERENTS: usize = 1;

/// What came of a block, or of several.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
	/// Transactions in the block, the inherent one left out.
	pub applied: usize,
	/// The places of the transactions that failed, and why.
	pub failed: Vec<(u32, String)>,
	/// Readings booked.
	pub booked: u64,
	/// Readings refused.
	pub refused: u64,
	/// Why and which: the events of the first refusals.
	pub refusals: Vec<String>,
	/// Transfers between devices and draws between networks.
	pub transfers: u64,
}

/// More refusals are counted but not told.
const TOLD: usize = 5;

impl Outcome {
	pub fn add(&mut self, other: Self) {
		self.applied += other.applied;
		self.failed.extend(other.failed);
		self.booked += other.booked;
		self.refused += other.refused;
		self.transfers += other.transfers;
		let room = TOLD.saturating_sub(self.refusals.len());
		self.refusals.extend(other.refusals.into_iter().take(room));
	}
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct BatchBooked {
	booked: u32,
	refused: u32,
}

/// Reads the events of a block that was just made.
pub async fn read(chain: &Chain, block: Hash) -> Result<Outcome, ChainError> {
	let bytes: Option<String> = chain
		.request("state_getStorage", rpc_params![EVENTS, block], || {
			"to tell the events of a block".into()
		})
		.await?;
	let bytes = bytes.as_deref().and_then(super::submit::unhex).unwrap_or_default();
	outcome(&chain.base, bytes).map_err(|why| ChainError::Unreadable {
		what: format!("the events of block {block:?}"),
		why,
	})
}

fn outcome(base: &At, bytes: Vec<u8>) -> Result<Outcome, String> {
	let mut outcome = Outcome::default();
	let mut applied = 0usize;
	for event in base.events().from_bytes(bytes).iter() {
		let event = event.map_err(|error| error.to_string())?;
		let index = match event.phase() {
			Phase::ApplyExtrinsic(index) => index,
			_ => 0,
		};
		match (event.pallet_name(), event.event_name()) {
			("System", "ExtrinsicSuccess") => applied += 1,
			("System", "ExtrinsicFailed") => {
				applied += 1;
				let why = dispatch_error(base, event.field_bytes());
				outcome.failed.push((index, why));
			},
			("Sudo", "Sudid") => {
				// `Result`: 0 is Ok, 1 is Err with the error after it.
				if let [1, error @ ..] = event.field_bytes() {
					let why = dispatch_error(base, error);
					outcome.failed.push((index, why));
				}
			},
			("DeviceRegistry", "DeviceRefused") => {
				outcome.failed.push((index, text(&event)));
			},
			("Metering", "BatchBooked") => {
				let batch = event
					.decode_fields_unchecked_as::<BatchBooked>()
					.map_err(|error| error.to_string())?;
				outcome.booked += u64::from(batch.booked);
				outcome.refused += u64::from(batch.refused);
			},
			("Metering", "ReadingRefused") if outcome.refusals.len() < TOLD => {
				outcome.refusals.push(text(&event));
			},
			("Rebalancing", "EnergyMoved" | "PoolDrawn") => outcome.transfers += 1,
			_ => (),
		}
	}
	outcome.applied = applied.saturating_sub(INHERENTS);
	Ok(outcome)
}

fn dispatch_error(base: &At, bytes: &[u8]) -> String {
	DispatchError::decode_from(bytes, base.metadata())
		.map_or_else(|error| error.to_string(), |error| error.to_string())
}

/// An event as polkadot.js would show it.
fn text(event: &Event<'_, SubstrateConfig>) -> String {
	let fields = event
		.decode_fields_unchecked_as::<scale_value::Composite<()>>()
		.map_or_else(|error| error.to_string(), |fields| fields.to_string());
	format!("{}.{} {fields}", event.pallet_name(), event.event_name())
}
