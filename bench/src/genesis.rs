//! A genesis with a large state: its trie is built from the sorted keys in one pass and goes
//! straight into the database. The client's own way holds the whole trie in memory.

use crate::{
	client::Backend,
	failure::{Failure, Place, Result},
};
use commonwatt_runtime::{opaque::Block, Hash};
use hash_db::Prefix;
use sc_client_api::{Backend as _, BlockImportOperation};
use sc_service::BuildGenesisBlock;
use sp_core::storage::{StateVersion, Storage};
use sp_io::hashing::blake2_256;
use sp_runtime::traits::BlakeTwo256;
use sp_trie::LayoutV1;
use std::{path::Path, sync::Arc};
use trie_db::{ChildReference, ProcessEncodedNode};

/// The column of the client's database that holds the nodes of the state's trie.
const STATE: u8 = 1;
/// Nodes that are written at once.
const BATCH: usize = 20_000;
const REMEDY: &str = "free some space, or delete the folder, then run this again";

/// Writes the trie of `pairs` (key and value) into the database at `path`, which the client has
/// made. Returns its root.
pub fn write(path: &Path, mut pairs: Vec<(Vec<u8>, Vec<u8>)>) -> Result<Hash> {
	let place = path.display().to_string();
	pairs.sort_unstable();
	if let Some(pair) = pairs.windows(2).find(|pair| pair[0].0 == pair[1].0) {
		return Err(Failure::new(
			format!("the key {:02x?} was made twice", pair[0].0),
			"bench/src/state.rs",
			"keep what several networks share",
		));
	}
	let mut options = parity_db::Options::with_columns(path, 0);
	options.columns = parity_db::Options::load_metadata(path)
		.at(&place, REMEDY)?
		.ok_or_else(|| Failure::new("no database", &place, REMEDY))?
		.columns;
	let db = parity_db::Db::open(&options).at(&place, REMEDY)?;
	let mut nodes = Nodes { db: &db, batch: Vec::new(), root: Hash::default(), error: None };
	trie_db::trie_visit::<LayoutV1<BlakeTwo256>, _, _, _, _>(pairs, &mut nodes);
	nodes.flush();
	let Nodes { root, error, .. } = nodes;
	match error {
		Some(error) => Err(error).at(&place, REMEDY),
		None => Ok(root),
	}
}

/// Takes the nodes of a trie as they come.
struct Nodes<'a> {
	db: &'a parity_db::Db,
	batch: Vec<(u8, Hash, Option<Vec<u8>>)>,
	root: Hash,
	error: Option<parity_db::Error>,
}

impl Nodes<'_> {
	fn put(&mut self, value: Vec<u8>) -> Hash {
		let hash = Hash::from(blake2_256(&value));
		self.batch.push((STATE, hash, Some(value)));
		if self.batch.len() >= BATCH {
			self.flush();
		}
		hash
	}

	fn flush(&mut self) {
		if let Err(error) = self.db.commit(std::mem::take(&mut self.batch)) {
			self.error = Some(error);
		}
	}
}

impl ProcessEncodedNode<Hash> for Nodes<'_> {
	fn process(&mut self, _: Prefix, node: Vec<u8>, is_root: bool) -> ChildReference<Hash> {
		// What is shorter than a hash stands in its parent.
		if !is_root && node.len() < Hash::len_bytes() {
			let mut inline = Hash::default();
			inline.as_mut()[..node.len()].copy_from_slice(&node);
			return ChildReference::Inline(inline, node.len());
		}
		let hash = self.put(node);
		if is_root {
			self.root = hash;
		}
		ChildReference::Hash(hash)
	}

	fn process_inner_hashed_value(&mut self, _: Prefix, value: &[u8]) -> Hash {
		self.put(value.to_vec())
	}
}

/// A genesis block whose state is in the database already.
pub struct Prepared {
	pub backend: Arc<Backend>,
	pub root: Hash,
}

impl BuildGenesisBlock<Block> for Prepared {
	type BlockImportOperation = <Backend as sc_client_api::Backend<Block>>::BlockImportOperation;

	fn build_genesis_block(self) -> sp_blockchain::Result<(Block, Self::BlockImportOperation)> {
		let mut operation = self.backend.begin_operation()?;
		operation.set_genesis_state(Storage::default(), true, StateVersion::V1)?;
		Ok((sc_service::construct_genesis_block(self.root, StateVersion::V1), operation))
	}
}
