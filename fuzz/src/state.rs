//! The chain's state as one map in memory: no trie, no disk, cheap to fork.
//!
//! Transactions keep what they overwrote. That also tells what a call left behind: see
//! [`State::watch`].

use codec::{Compact, CompactLen, Decode, Encode};
use sp_externalities::{
	Error, Extension, ExtensionStore, Extensions, Externalities, MultiRemovalResults,
};
use sp_io::hashing::{blake2_256, twox_128};
use sp_storage::{ChildInfo, StateVersion, TrackedStorageKey};
use std::{
	any::{Any, TypeId},
	collections::BTreeMap,
	ops::Bound,
};

type Key = Vec<u8>;
type Value = Vec<u8>;

/// What an open transaction overwrote, the latest last.
type Undo = Vec<(Key, Option<Value>)>;

pub struct State {
	map: BTreeMap<Key, Value>,
	open: Vec<Undo>,
	extensions: Extensions,
}

impl Clone for State {
	/// A fork: the same state, without open transactions.
	fn clone(&self) -> Self {
		Self::new(self.map.clone())
	}
}

impl State {
	pub fn new(map: BTreeMap<Key, Value>) -> Self {
		Self { map, open: Vec::new(), extensions: Extensions::new() }
	}

	pub fn into_map(self) -> BTreeMap<Key, Value> {
		self.map
	}

	/// Runs `f` on this state.
	pub fn run<R>(&mut self, f: impl FnOnce() -> R) -> R {
		sp_externalities::set_and_run_with_externalities(self, f)
	}

	/// Forgets the transactions that a panic left open.
	pub fn abandon_transactions(&mut self) {
		while self.storage_rollback_transaction().is_ok() {}
	}

	/// Watches what changes until [`changes`](Self::changes) is asked.
	pub fn watch(&mut self) {
		self.storage_start_transaction();
	}

	/// Keeps what happened since [`watch`](Self::watch), and returns the keys that are not as they
	/// were.
	pub fn changes(&mut self) -> Vec<Key> {
		let mut before = BTreeMap::new();
		for (key, old) in self.open.last().into_iter().flatten() {
			before.entry(key).or_insert(old);
		}
		let changed = before
			.into_iter()
			.filter(|(key, old)| self.map.get(*key) != old.as_ref())
			.map(|(key, _)| key.clone())
			.collect();
		let _ = self.storage_commit_transaction();
		changed
	}

	/// A fingerprint of all of it.
	pub fn digest(&self) -> [u8; 16] {
		twox_128(&self.map.encode())
	}

	fn put(&mut self, key: Key, value: Option<Value>) {
		let old = match value {
			Some(value) => self.map.insert(key.clone(), value),
			None => self.map.remove(&key),
		};
		if let Some(undo) = self.open.last_mut() {
			undo.push((key, old));
		}
	}
}

/// A value of the form that `storage_append` keeps, with an element more.
fn appended(old: &[u8], element: &[u8]) -> Vec<u8> {
	let mut rest = old;
	let count = match Compact::<u32>::decode(&mut rest) {
		Ok(Compact(count)) => count,
		Err(_) => {
			rest = &[];
			0
		},
	};
	let count = Compact(count.saturating_add(1));
	let mut new = Vec::with_capacity(Compact::compact_len(&count.0) + rest.len() + element.len());
	count.encode_to(&mut new);
	new.extend_from_slice(rest);
	new.extend_from_slice(element);
	new
}

impl Externalities for State {
	fn set_offchain_storage(&mut self, _: &[u8], _: Option<&[u8]>) {}

	fn storage(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.map.get(key).cloned()
	}

	fn storage_hash(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.map.get(key).map(|value| blake2_256(value).to_vec())
	}

	fn next_storage_key(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		let after = (Bound::Excluded(key), Bound::Unbounded);
		self.map.range::<[u8], _>(after).next().map(|(key, _)| key.clone())
	}

	fn place_storage(&mut self, key: Key, value: Option<Value>) {
		self.put(key, value);
	}

	fn clear_prefix(
		&mut self,
		prefix: &[u8],
		limit: Option<u32>,
		_: Option<&[u8]>,
	) -> MultiRemovalResults {
		let mut keys: Vec<Key> = self
			.map
			.range::<[u8], _>((Bound::Included(prefix), Bound::Unbounded))
			.map(|(key, _)| key)
			.take_while(|key| key.starts_with(prefix))
			.cloned()
			.collect();
		let most = limit.map_or(keys.len(), |limit| limit as usize);
		let maybe_cursor = keys.get(most).cloned();
		keys.truncate(most);
		let removed = keys.len() as u32;
		for key in keys {
			self.put(key, None);
		}
		MultiRemovalResults { maybe_cursor, backend: removed, unique: removed, loops: removed }
	}

	fn storage_append(&mut self, key: Key, element: Value) {
		let new = appended(self.map.get(&key).map_or(&[], |old| old), &element);
		self.put(key, Some(new));
	}

	/// No trie is kept: states are compared by [`State::digest`].
	fn storage_root(&mut self, _: StateVersion) -> Vec<u8> {
		vec![0; 32]
	}

	fn storage_start_transaction(&mut self) {
		self.open.push(Undo::new());
	}

	fn storage_rollback_transaction(&mut self) -> Result<(), ()> {
		for (key, old) in self.open.pop().ok_or(())?.into_iter().rev() {
			match old {
				Some(value) => self.map.insert(key, value),
				None => self.map.remove(&key),
			};
		}
		Ok(())
	}

	fn storage_commit_transaction(&mut self) -> Result<(), ()> {
		let undo = self.open.pop().ok_or(())?;
		if let Some(outer) = self.open.last_mut() {
			outer.extend(undo);
		}
		Ok(())
	}

	fn wipe(&mut self) {}
	fn commit(&mut self) {}

	// Nothing in the runtime uses child tries or measures itself.

	fn child_storage_hash(&mut self, _: &ChildInfo, _: &[u8]) -> Option<Vec<u8>> {
		None
	}

	fn child_storage(&mut self, _: &ChildInfo, _: &[u8]) -> Option<Vec<u8>> {
		None
	}

	fn next_child_storage_key(&mut self, _: &ChildInfo, _: &[u8]) -> Option<Vec<u8>> {
		None
	}

	fn kill_child_storage(
		&mut self,
		_: &ChildInfo,
		_: Option<u32>,
		_: Option<&[u8]>,
	) -> MultiRemovalResults {
		unreachable!("no pallet of the runtime has child tries")
	}

	fn clear_child_prefix(
		&mut self,
		_: &ChildInfo,
		_: &[u8],
		_: Option<u32>,
		_: Option<&[u8]>,
	) -> MultiRemovalResults {
		unreachable!("no pallet of the runtime has child tries")
	}

	fn place_child_storage(&mut self, _: &ChildInfo, _: Vec<u8>, _: Option<Vec<u8>>) {
		unreachable!("no pallet of the runtime has child tries")
	}

	fn child_storage_root(&mut self, _: &ChildInfo, _: StateVersion) -> Vec<u8> {
		unreachable!("no pallet of the runtime has child tries")
	}

	fn read_write_count(&self) -> (u32, u32, u32, u32) {
		unreachable!("only benchmarks ask for this")
	}

	fn reset_read_write_count(&mut self) {
		unreachable!("only benchmarks ask for this")
	}

	fn get_whitelist(&self) -> Vec<TrackedStorageKey> {
		unreachable!("only benchmarks ask for this")
	}

	fn set_whitelist(&mut self, _: Vec<TrackedStorageKey>) {
		unreachable!("only benchmarks ask for this")
	}

	fn get_read_and_written_keys(&self) -> Vec<(Vec<u8>, u32, u32, bool)> {
		unreachable!("only benchmarks ask for this")
	}
}

impl ExtensionStore for State {
	fn extension_by_type_id(&mut self, id: TypeId) -> Option<&mut dyn Any> {
		self.extensions.get_mut(id)
	}

	fn register_extension_with_type_id(
		&mut self,
		id: TypeId,
		extension: Box<dyn Extension>,
	) -> Result<(), Error> {
		self.extensions.register_with_type_id(id, extension)
	}

	fn deregister_extension_by_type_id(&mut self, id: TypeId) -> Result<(), Error> {
		if self.extensions.deregister(id) {
			Ok(())
		} else {
			Err(Error::ExtensionIsNotRegistered(id))
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn state() -> State {
		State::new([(b"a".to_vec(), b"1".to_vec())].into())
	}

	#[test]
	fn a_rollback_leaves_nothing() {
		let mut state = state();
		let before = state.digest();
		state.storage_start_transaction();
		state.set_storage(b"a".to_vec(), b"2".to_vec());
		state.set_storage(b"b".to_vec(), b"3".to_vec());
		state.clear_storage(b"a");
		state.storage_rollback_transaction().unwrap();
		assert_eq!(state.digest(), before);
	}

	#[test]
	fn a_watch_tells_what_is_not_as_it_was() {
		let mut state = state();
		state.watch();
		state.storage_start_transaction();
		state.set_storage(b"b".to_vec(), b"3".to_vec());
		state.storage_commit_transaction().unwrap();
		state.set_storage(b"a".to_vec(), b"2".to_vec());
		state.set_storage(b"a".to_vec(), b"1".to_vec());
		assert_eq!(state.changes(), vec![b"b".to_vec()]);
	}

	#[test]
	fn appending_is_what_encoding_the_list_gives() {
		let mut state = State::new(BTreeMap::new());
		let list: Vec<u32> = (0..100).collect();
		for element in &list {
			state.storage_append(b"l".to_vec(), element.encode());
		}
		assert_eq!(state.storage(b"l"), Some(list.encode()));
	}

	#[test]
	fn a_prefix_is_cleared_up_to_the_limit() {
		let keys = ["p1", "p2", "p3", "q"].map(|key| (key.as_bytes().to_vec(), vec![]));
		let mut state = State::new(keys.into());
		let done = state.clear_prefix(b"p", Some(2), None);
		assert_eq!((done.unique, done.maybe_cursor), (2, Some(b"p3".to_vec())));
		assert!(state.exists_storage(b"p3") && state.exists_storage(b"q"));
	}
}
