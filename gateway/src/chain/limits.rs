//! What the chain takes: in a batch, in a page, in a block. Read from its metadata, so that a chain
//! with other limits is obeyed without a change here.

use super::{Chain, ChainError, Hash};
use subxt::{dynamic, ext::scale_decode::DecodeAsType};

type Field = scale_info::Field<scale_info::form::PortableForm>;

/// The widest bit set that this program can name slots with.
const MAX_SLOTS: u32 = 128;

/// What the chain takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
	/// Devices in a register page: device id = page × slots + slot.
	pub slots: u32,
	/// Pages in a batch.
	pub pages: usize,
	/// Bytes of ordinary transactions in a block.
	pub block_bytes: u64,
	/// Time of execution for ordinary transactions in a block, in picoseconds of the reference.
	pub block_time: u64,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Weight {
	ref_time: u64,
}

/// A value for each class of transactions; only the ordinary ones concern a head-end.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct PerClass<T> {
	normal: T,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct BlockLength {
	max: PerClass<u32>,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct BlockWeights {
	max_block: Weight,
	per_class: PerClass<ClassWeights>,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ClassWeights {
	max_total: Option<Weight>,
}

impl Chain {
	pub fn limits(&self) -> Result<Limits, ChainError> {
		let length: BlockLength = self.constant("System", "BlockLength")?;
		let weights: BlockWeights = self.constant("System", "BlockWeights")?;
		let total = weights.per_class.normal.max_total.unwrap_or(weights.max_block);
		Ok(Limits {
			slots: self.slots_per_page()?,
			pages: (self.constant::<u32>("Metering", "MaxPages")? as usize).max(1),
			block_bytes: length.max.normal.into(),
			block_time: total.ref_time.max(1),
		})
	}

	/// Devices in a register page: as many as the bit set of a batch's page can name.
	pub fn slots_per_page(&self) -> Result<u32, ChainError> {
		let unreadable = |why: &str| ChainError::Unreadable {
			what: "the layout of a batch".into(),
			why: why.into(),
		};
		let metadata = self.base.metadata_ref();
		let types = metadata.types();
		let field = |fields: &[Field], name: &str| {
			fields
				.iter()
				.find(|field: &&Field| field.name.as_deref() == Some(name))
				.map(|field| field.ty.id)
		};
		let pages = metadata
			.pallet_by_name("Metering")
			.and_then(|pallet| pallet.call_variant_by_name("submit"))
			.and_then(|call| field(&call.fields, "pages"))
			.ok_or_else(|| unreadable("Metering.submit takes no «pages»"))?;
		// Through the list, and what wraps it, to the record of a page, and to its slots.
		let mut ty = pages;
		let mut steps = 0;
		let slots = loop {
			steps += 1;
			let found = types.resolve(ty).filter(|_| steps < 8);
			ty = match found.map(|ty| &ty.type_def) {
				Some(scale_info::TypeDef::Sequence(list)) => list.type_param.id,
				Some(scale_info::TypeDef::Composite(record)) => {
					match (field(&record.fields, "slots"), record.fields.as_slice()) {
						(Some(slots), _) => break slots,
						(None, [wrapped]) => wrapped.ty.id,
						_ => return Err(unreadable("a page names no «slots»")),
					}
				},
				_ => return Err(unreadable("a page names no «slots»")),
			};
		};
		let mut ty = slots;
		if let Some(scale_info::TypeDef::Compact(inner)) = types.resolve(ty).map(|t| &t.type_def) {
			ty = inner.type_param.id;
		}
		use scale_info::TypeDefPrimitive as P;
		let width = match types.resolve(ty).map(|ty| &ty.type_def) {
			Some(scale_info::TypeDef::Primitive(P::U32)) => 32,
			Some(scale_info::TypeDef::Primitive(P::U64)) => 64,
			Some(scale_info::TypeDef::Primitive(P::U128)) => MAX_SLOTS,
			_ => return Err(unreadable("the slots of a page are no bit set")),
		};
		Ok(width)
	}

	/// How full a block was by execution time: 0 empty, 1 as full as ordinary transactions may make
	/// it.
	pub async fn fullness(&self, block: Hash, limits: &Limits) -> Result<f64, ChainError> {
		let at = self.at(block).await?;
		let address = dynamic::storage::<(), PerClass<Weight>>("System", "BlockWeight");
		let used = match at.storage().try_fetch(address, ()).await {
			Ok(Some(value)) => value.decode().map_err(|error| error.to_string()),
			Ok(None) => return Ok(0.0),
			Err(error) => Err(error.to_string()),
		};
		match used {
			Ok(used) => Ok(used.normal.ref_time as f64 / limits.block_time as f64),
			Err(error) => Err(self.unreadable("how full a block is", error).await),
		}
	}
}
