//! Decoded values as JSON, with the chain's own names.
//!
//! Structs are objects, tuples and lists are arrays, and a struct or tuple with one unnamed field
//! is that field. An enum's variant is its name, or an object of its name and fields. Accounts are
//! addresses; bytes are text where they are text, and `0x…` otherwise; a number that does not fit 64
//! bits is a string.

use scale_info::{PortableRegistry, TypeDef, TypeDefPrimitive};
use serde_json::{Map, Value as Json};
use subxt::{
	ext::scale_value::{scale::decode_as_type, Composite, Primitive, Value, ValueDef},
	utils::AccountId32,
};

/// Decodes a value of this type, moves `bytes` past it, and shows it.
pub fn decode(bytes: &mut &[u8], type_id: u32, types: &PortableRegistry) -> Result<Json, String> {
	let value = decode_as_type(bytes, type_id, types).map_err(|error| error.to_string())?;
	Ok(Show { types }.value(value))
}

/// An account as people write it.
pub fn address(account: &[u8; 32]) -> String {
	AccountId32(*account).to_string()
}

struct Show<'a> {
	types: &'a PortableRegistry,
}

impl Show<'_> {
	fn value(&self, value: Value<u32>) -> Json {
		match value.value {
			ValueDef::Composite(fields) => self.composite(fields, value.context),
			ValueDef::Variant(variant) => {
				let (name, is_unit) = (variant.name, variant.values.is_empty());
				match (name.as_str(), is_unit) {
					("None", true) => Json::Null,
					(_, true) => Json::String(name),
					// An option is what it holds.
					("Some", false) => self.fields(variant.values),
					_ => Json::Object(Map::from_iter([(name, self.fields(variant.values))])),
				}
			},
			ValueDef::Primitive(primitive) => shown(primitive),
			ValueDef::BitSequence(bits) => {
				Json::String(bits.iter().map(|bit| if bit { '1' } else { '0' }).collect())
			},
		}
	}

	fn composite(&self, fields: Composite<u32>, type_id: u32) -> Json {
		let Composite::Unnamed(items) = &fields else { return self.fields(fields) };
		if let Some(bytes) = self.bytes(items) {
			// Arrays are hashes and keys; lists may be words.
			let is_list = matches!(self.type_def(type_id), Some(TypeDef::Sequence(_)));
			return Json::String(match String::from_utf8(bytes) {
				Ok(words) if is_list && !words.chars().any(char::is_control) => words,
				Ok(words) => super::node::hex(words.as_bytes()),
				Err(error) => super::node::hex(error.as_bytes()),
			});
		}
		let shown = match self.type_def(type_id) {
			Some(TypeDef::Sequence(_) | TypeDef::Array(_)) => {
				Json::Array(fields.into_values().map(|item| self.value(item)).collect())
			},
			_ => self.fields(fields),
		};
		let is_account = self.types.resolve(type_id).is_some_and(|known| {
			known.path.segments.last().is_some_and(|name| *name == "AccountId32")
		});
		match shown {
			Json::String(hex) if is_account => {
				let bytes = super::node::unhex(&hex).and_then(|bytes| bytes.try_into().ok());
				Json::String(bytes.map_or(hex, |bytes| address(&bytes)))
			},
			shown => shown,
		}
	}

	fn fields(&self, fields: Composite<u32>) -> Json {
		match fields {
			Composite::Named(fields) => {
				let field = |(name, value)| (name, self.value(value));
				Json::Object(fields.into_iter().map(field).collect())
			},
			Composite::Unnamed(mut items) if items.len() == 1 => {
				items.pop().map_or(Json::Null, |item| self.value(item))
			},
			Composite::Unnamed(items) => {
				Json::Array(items.into_iter().map(|item| self.value(item)).collect())
			},
		}
	}

	/// The bytes of a list that has nothing else; none for an empty one.
	fn bytes(&self, items: &[Value<u32>]) -> Option<Vec<u8>> {
		let first = items.first()?;
		let is_byte = |item: &Value<u32>| {
			matches!(self.type_def(item.context), Some(TypeDef::Primitive(TypeDefPrimitive::U8)))
		};
		if !is_byte(first) {
			return None;
		}
		let byte = |item: &Value<u32>| match &item.value {
			ValueDef::Primitive(Primitive::U128(byte)) => u8::try_from(*byte).ok(),
			_ => None,
		};
		items.iter().map(byte).collect()
	}

	fn type_def(&self, type_id: u32) -> Option<&TypeDef<scale_info::form::PortableForm>> {
		self.types.resolve(type_id).map(|known| &known.type_def)
	}
}

fn shown(primitive: Primitive) -> Json {
	match primitive {
		Primitive::Bool(yes) => Json::Bool(yes),
		Primitive::Char(letter) => Json::String(letter.into()),
		Primitive::String(text) => Json::String(text),
		Primitive::U128(number) => {
			u64::try_from(number).map_or_else(|_| Json::String(number.to_string()), Json::from)
		},
		Primitive::I128(number) => {
			i64::try_from(number).map_or_else(|_| Json::String(number.to_string()), Json::from)
		},
		Primitive::U256(bytes) | Primitive::I256(bytes) => Json::String(super::node::hex(&bytes)),
	}
}
