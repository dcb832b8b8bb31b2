//! The calls that are sent. Arguments stand in the order of the pallet's; structs name their
//! fields as the chain's metadata do. What does not fit the metadata is refused here, before it is
//! signed.

use super::{AccountId, At, ChainError};
use crate::case::{Kind, Leftover, Seconds};
use subxt::{
	ext::{
		scale_encode::{EncodeAsFields, EncodeAsType, Error as EncodeError, FieldIter},
		scale_type_resolver::TypeResolver,
	},
	transactions::{dynamic, Payload},
	utils::MultiAddress,
};

/// A call, encoded.
#[derive(Clone)]
pub struct Call {
	pallet: String,
	name: String,
	/// Without the two bytes that name the call.
	args: Encoded,
	whole: Encoded,
}

impl Call {
	/// Its bytes, as they stand in a transaction.
	pub fn bytes(&self) -> &[u8] {
		&self.whole.0
	}
}

/// Bytes that are encoded already.
#[derive(Clone)]
pub struct Encoded(Vec<u8>);

impl EncodeAsFields for Encoded {
	fn encode_as_fields_to<R: TypeResolver>(
		&self,
		_: &mut dyn FieldIter<'_, R::TypeId>,
		_: &R,
		out: &mut Vec<u8>,
	) -> Result<(), EncodeError> {
		out.extend(&self.0);
		Ok(())
	}
}

impl EncodeAsType for Encoded {
	fn encode_as_type_to<R: TypeResolver>(
		&self,
		_: R::TypeId,
		_: &R,
		out: &mut Vec<u8>,
	) -> Result<(), EncodeError> {
		out.extend(&self.0);
		Ok(())
	}
}

impl Payload for Call {
	type CallData = Encoded;

	fn pallet_name(&self) -> &str {
		&self.pallet
	}

	fn call_name(&self) -> &str {
		&self.name
	}

	fn call_data(&self) -> &Encoded {
		&self.args
	}
}

/// What a provider applies with; energy in Wh, prices in smallest units per kWh.
#[derive(Clone, Copy, Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Terms {
	pub capacity: u64,
	pub tariff: Tariff,
	pub overdraft: Overdraft,
	pub carry_over: CarryOver,
	pub utc_offset_minutes: i16,
}

#[derive(Clone, Copy, Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Tariff {
	pub buy_back: u64,
	pub retail: u64,
	pub tick: u64,
}

#[derive(Clone, Copy, Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Overdraft {
	pub limit: u64,
	pub chunk: u64,
}

#[derive(Clone, Copy, Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct CarryOver {
	pub limit: u64,
	pub months: u8,
}

#[derive(Clone, Copy, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
enum LeftoverPolicy {
	Hold,
	Sell,
	Share,
}

#[derive(Clone, Copy, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
enum DeviceKind {
	Load,
	Generator,
	Store,
	Charger,
}

/// A device to be enrolled.
#[derive(Clone, Debug)]
pub struct NewDevice {
	pub label: String,
	pub kind: Kind,
	pub rated_w: u32,
	pub import_wh: u64,
	pub export_wh: u64,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct DeviceSpec {
	label: Vec<u8>,
	kind: DeviceKind,
	rated_w: u32,
	key: Option<[u8; 32]>,
	floor: u64,
	protected: bool,
	opening: Registers,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Registers {
	import: u64,
	export: u64,
}

/// A device's registers in a batch.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
	pub slot: u8,
	pub import: u64,
	/// None where it is unchanged.
	pub export: Option<u64>,
}

/// The readings of a register page in a batch: the slots that were read as a bit set, and their
/// registers in the order of the slots.
#[derive(Clone, Debug, PartialEq, Eq, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct PageReadings {
	page: u32,
	slots: u128,
	imports: Vec<u64>,
	exporting: u128,
	exports: Vec<u64>,
}

impl PageReadings {
	/// The readings of a page, in any order, one a slot.
	pub fn new(page: u32, mut readings: Vec<Reading>) -> Self {
		readings.sort_by_key(|reading| reading.slot);
		let mut of_page = Self { page, slots: 0, imports: vec![], exporting: 0, exports: vec![] };
		for Reading { slot, import, export } in readings {
			of_page.slots |= 1 << slot;
			of_page.imports.push(import);
			if let Some(export) = export {
				of_page.exporting |= 1 << slot;
				of_page.exports.push(export);
			}
		}
		of_page
	}
}

/// The longest label that the chain keeps, in bytes.
pub const MAX_LABEL: usize = 64;

/// A label as the chain keeps it: cut where it is too long, between two characters.
pub fn label(text: &str) -> &str {
	let mut end = text.len().min(MAX_LABEL);
	while !text.is_char_boundary(end) {
		end -= 1;
	}
	&text[..end]
}

/// Makes calls that fit a chain.
pub struct Calls<'a>(pub &'a At);

impl Calls<'_> {
	fn call(
		&self,
		pallet: &'static str,
		name: &'static str,
		args: impl EncodeAsFields,
	) -> Result<Call, ChainError> {
		let whole = self.0.tx().call_data(&dynamic(pallet, name, args)).map_err(|error| {
			ChainError::Unreadable {
				what: format!("the call {pallet}.{name}"),
				why: error.to_string(),
			}
		})?;
		let args = Encoded(whole.get(2..).unwrap_or_default().to_vec());
		Ok(Call { pallet: pallet.into(), name: name.into(), args, whole: Encoded(whole) })
	}

	/// Reads a call back from its bytes.
	pub fn read(&self, bytes: &[u8]) -> Result<Call, ChainError> {
		let named = || {
			let [pallet, call, args @ ..] = bytes else { return None };
			let pallet = self.0.metadata_ref().pallet_by_call_index(*pallet)?;
			Some(Call {
				pallet: pallet.name().to_owned(),
				name: pallet.call_variant_by_index(*call)?.name.clone(),
				args: Encoded(args.to_vec()),
				whole: Encoded(bytes.to_vec()),
			})
		};
		named().ok_or_else(|| ChainError::Unreadable {
			what: "a call of an earlier run".into(),
			why: "the chain has none with its numbers".into(),
		})
	}

	/// Does `call` as root.
	pub fn sudo(&self, call: Call) -> Result<Call, ChainError> {
		self.call("Sudo", "sudo", (call.whole,))
	}

	/// Does `call` as another account, as only root can.
	pub fn sudo_as(&self, who: &AccountId, call: Call) -> Result<Call, ChainError> {
		let who = MultiAddress::<AccountId, ()>::Id(*who);
		self.call("Sudo", "sudo_as", (who, call.whole))
	}

	/// All of `calls`, or none.
	pub fn batch_all(&self, calls: Vec<Call>) -> Result<Call, ChainError> {
		let calls: Vec<Encoded> = calls.into_iter().map(|call| call.whole).collect();
		self.call("Utility", "batch_all", (calls,))
	}

	pub fn transfer(&self, to: &AccountId, amount: u128) -> Result<Call, ChainError> {
		let to = MultiAddress::<AccountId, ()>::Id(*to);
		self.call("Balances", "transfer_keep_alive", (to, amount))
	}

	pub fn mint(&self, asset: u32, to: &AccountId, amount: u128) -> Result<Call, ChainError> {
		let to = MultiAddress::<AccountId, ()>::Id(*to);
		self.call("Assets", "mint", (asset, to, amount))
	}

	pub fn apply_as_provider(&self, name: &str, terms: Terms) -> Result<Call, ChainError> {
		let label = label(name).as_bytes().to_vec();
		self.call("DeviceRegistry", "apply_as_provider", (label, terms))
	}

	pub fn approve_provider(&self, provider: u32) -> Result<Call, ChainError> {
		self.call("DeviceRegistry", "approve_provider", (provider,))
	}

	pub fn add_head_end(&self, who: &AccountId) -> Result<Call, ChainError> {
		self.call("DeviceRegistry", "add_head_end", (*who,))
	}

	pub fn register_network(
		&self,
		provider: u32,
		owner: &AccountId,
		name: &str,
		billing_day: u8,
		leftover: Leftover,
		cell: u64,
	) -> Result<Call, ChainError> {
		let policy = match leftover {
			Leftover::Hold => LeftoverPolicy::Hold,
			Leftover::Sell => LeftoverPolicy::Sell,
			Leftover::Share => LeftoverPolicy::Share,
		};
		let label = label(name).as_bytes().to_vec();
		let args = (provider, *owner, label, billing_day, policy, cell);
		self.call("DeviceRegistry", "register_network", args)
	}

	pub fn enrol_devices(
		&self,
		network: u32,
		at: Seconds,
		devices: &[NewDevice],
	) -> Result<Call, ChainError> {
		let devices: Vec<DeviceSpec> = devices
			.iter()
			.map(|device| DeviceSpec {
				label: label(&device.label).as_bytes().to_vec(),
				kind: match device.kind {
					Kind::Load => DeviceKind::Load,
					Kind::Generator => DeviceKind::Generator,
					Kind::Store => DeviceKind::Store,
					Kind::Charger => DeviceKind::Charger,
				},
				// The chain knows no device without power.
				rated_w: device.rated_w.max(1),
				key: None,
				floor: 0,
				protected: false,
				opening: Registers { import: device.import_wh, export: device.export_wh },
			})
			.collect();
		self.call("DeviceRegistry", "enrol_devices", (network, at, devices))
	}

	pub fn set_allotment(&self, network: u32, wh: u64) -> Result<Call, ChainError> {
		self.call("Allotments", "set_allotment", (network, wh))
	}

	/// Sets aside so many Wh for each of these devices.
	pub fn allocate(&self, network: u32, devices: Vec<(u32, u64)>) -> Result<Call, ChainError> {
		self.call("Allotments", "allocate", (network, devices))
	}

	/// Begins a community with `network`; a member draws at most `draw_limit` Wh in a month.
	pub fn create_community(
		&self,
		network: u32,
		name: &str,
		draw_limit: u64,
	) -> Result<Call, ChainError> {
		let label = label(name).as_bytes().to_vec();
		self.call("Rebalancing", "create_community", (network, label, draw_limit))
	}

	pub fn invite(&self, community: u32, networks: Vec<u32>) -> Result<Call, ChainError> {
		self.call("Rebalancing", "invite", (community, networks))
	}

	pub fn join(&self, community: u32, network: u32) -> Result<Call, ChainError> {
		self.call("Rebalancing", "join", (community, network))
	}

	pub fn submit(
		&self,
		interval_end: Seconds,
		pages: Vec<PageReadings>,
	) -> Result<Call, ChainError> {
		self.call("Metering", "submit", (interval_end, pages))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_page_has_its_registers_in_the_order_of_the_slots() {
		let reading = |slot, import, export| Reading { slot, import, export };
		let page = PageReadings::new(
			7,
			vec![reading(127, 30, Some(3)), reading(0, 10, None), reading(5, 20, Some(2))],
		);
		let sorted = PageReadings {
			page: 7,
			slots: 1 << 127 | 1 << 5 | 1,
			imports: vec![10, 20, 30],
			exporting: 1 << 127 | 1 << 5,
			exports: vec![2, 3],
		};
		assert_eq!(page, sorted);
	}

	#[test]
	fn a_long_label_is_cut_between_two_characters() {
		assert_eq!(label("house"), "house");
		assert_eq!(label(&"ü".repeat(40)).len(), 64);
		assert_eq!(label(&format!("x{}", "ü".repeat(40))).len(), 63);
	}
}
