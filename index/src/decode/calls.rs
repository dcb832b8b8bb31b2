//! The calls that bring readings, wherever in an extrinsic they stand: alone, in a batch, under sudo.

use super::events::{number, Registers};
use crate::{
	chain::{At, Node},
	error::IndexError,
};
use scale_info::{PortableRegistry, TypeDef, TypeDefPrimitive};
use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;
use std::collections::VecDeque;

/// A set of a page's slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slots(pub u128);

impl<'de> Deserialize<'de> for Slots {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let value = Json::deserialize(deserializer)?;
		number(&value).map(Self).ok_or_else(|| serde::de::Error::custom("no set of slots"))
	}
}

impl Slots {
	pub fn has(self, slot: u32) -> bool {
		slot < 128 && self.0 >> slot & 1 == 1
	}

	pub fn iter(self) -> impl Iterator<Item = u32> {
		(0..128).filter(move |slot| self.has(*slot))
	}
}

/// The readings of one page in a batch.
#[derive(Debug, Deserialize)]
pub struct PageReadings {
	pub page: u32,
	pub slots: Slots,
	pub imports: Vec<super::events::Num>,
	pub exporting: Slots,
	pub exports: Vec<super::events::Num>,
}

#[derive(Debug, Deserialize)]
pub struct SignedReading {
	pub device: u32,
	pub counter: u32,
	pub interval_end: i64,
	pub import: super::events::Num,
	pub export: super::events::Num,
}

#[derive(Debug, Deserialize)]
pub struct Enrolled {
	pub opening: Registers,
}

/// A call that brings readings.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadingCall {
	Submit { interval_end: i64, pages: Vec<PageReadings> },
	SubmitSigned { readings: Vec<SignedReading> },
	SubmitDeviceReading { reading: SignedReading },
	EnrolDevices { network: u32, at: i64, devices: Vec<Enrolled> },
}

/// The calls of an extrinsic that bring readings, in the order in which they are dispatched.
#[derive(Debug, Default)]
pub struct ExtrinsicCalls(pub VecDeque<ReadingCall>);

impl ExtrinsicCalls {
	/// Looks for them in an extrinsic's call, shown as JSON.
	pub fn of(call: Json) -> Self {
		let mut found = Self::default();
		found.look(call);
		found
	}

	fn look(&mut self, value: Json) {
		match value {
			Json::Object(fields) => {
				for (name, value) in fields {
					if matches!(name.as_str(), "Metering" | "DeviceRegistry") {
						// Other calls of these pallets, and other versions of these calls, bring none.
						if let Ok(call) = serde_json::from_value(value) {
							self.0.push_back(call);
						}
					} else {
						self.look(value);
					}
				}
			},
			Json::Array(items) => items.into_iter().for_each(|item| self.look(item)),
			_ => (),
		}
	}
}

/// How many devices a register page of this chain has: as its constants say, or else as wide as a
/// batch's set of slots.
pub fn slots_per_page(at: &At) -> Result<u32, IndexError> {
	for name in ["SlotsPerPage", "slots_per_page"] {
		if let Ok(slots) = Node::constant::<u32>(at, "Metering", name) {
			return Ok(slots);
		}
	}
	width_of_slots(at.metadata_ref().types()).ok_or_else(|| IndexError::Unreadable {
		what: "how many devices a register page has".into(),
		why: "there is no constant SlotsPerPage, and PageReadings has no set of slots".into(),
	})
}

fn width_of_slots(types: &PortableRegistry) -> Option<u32> {
	let is_page = |name: &&str| *name == "PageReadings";
	let page = types
		.types
		.iter()
		.find(|known| known.ty.path.segments.last().is_some_and(|name| is_page(&name.as_ref())))?;
	let TypeDef::Composite(fields) = &page.ty.type_def else { return None };
	let slots = fields
		.fields
		.iter()
		.find(|field| field.name.as_ref().is_some_and(|name| name == "slots"))?;
	width(types, slots.ty.id)
}

fn width(types: &PortableRegistry, id: u32) -> Option<u32> {
	match &types.resolve(id)?.type_def {
		TypeDef::Compact(inner) => width(types, inner.type_param.id),
		TypeDef::Composite(fields) => width(types, fields.fields.first()?.ty.id),
		TypeDef::Array(bytes) => Some(bytes.len * width(types, bytes.type_param.id)?),
		TypeDef::Primitive(primitive) => Some(match primitive {
			TypeDefPrimitive::U8 => 8,
			TypeDefPrimitive::U16 => 16,
			TypeDefPrimitive::U32 => 32,
			TypeDefPrimitive::U64 => 64,
			TypeDefPrimitive::U128 => 128,
			_ => return None,
		}),
		_ => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn calls_are_found_wherever_they_stand() {
		let submit = |at| {
			json!({"Metering": {"submit": {"interval_end": at, "pages": [
				{"page": 1, "slots": 5, "imports": [10, 20], "exporting": 4, "exports": [7]}]}}})
		};
		let call = json!({"Utility": {"batch_all": {"calls": [
			submit(1),
			{"Sudo": {"sudo": {"call": submit(2)}}},
			{"DeviceRegistry": {"enrol_devices": {"network": 3, "at": 9, "devices": [
				{"label": "x", "opening": {"import": 1, "export": 2}}]}}},
			{"Metering": {"exchange_meter": {"device": 1}}},
		]}}});
		let ExtrinsicCalls(found) = ExtrinsicCalls::of(call);
		assert_eq!(found.len(), 3);
		assert!(
			matches!(&found[1], ReadingCall::Submit { interval_end: 2, pages } if pages[0].slots == Slots(5))
		);
		assert!(matches!(&found[2], ReadingCall::EnrolDevices { network: 3, .. }));
	}

	#[test]
	fn a_set_has_its_slots_in_order() {
		assert_eq!(Slots(0b1010_0001).iter().collect::<Vec<_>>(), [0, 5, 7]);
		assert!(Slots(1 << 127).has(127) && !Slots(u128::MAX).has(128));
	}
}
