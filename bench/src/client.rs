//! A node's client on a ParityDB of its own: builds blocks, executes them again, and runs the
//! runtime's native code on a block's state.

use crate::{
	failure::{Failure, Place, Result},
	genesis::{self, Prepared},
};
use codec::Encode;
use commonwatt_runtime::{
	apis::RuntimeApi,
	opaque::{Block, Header, UncheckedExtrinsic as Opaque},
	BlockNumber, Hash, Runtime, System, UncheckedExtrinsic, SLOT_DURATION, WASM_BINARY,
};
use futures::executor::block_on;
use sc_block_builder::BlockBuilderBuilder;
use sc_client_api::{
	execution_extensions::ExecutionExtensions, Backend as _, HeaderBackend, StorageProvider,
	TrieCacheContext,
};
use sc_consensus::{
	BlockImport, BlockImportParams, ForkChoiceStrategy, ImportResult, StateAction, StorageChanges,
};
use sc_service::{
	config::ExecutorConfiguration, BlocksPruning, ClientConfig, DatabaseSource, PruningMode,
	TFullBackend, TFullClient,
};
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_core::storage::{StateVersion, Storage, StorageKey};
use sp_inherents::{InherentData, InherentDataProvider};
use sp_runtime::{generic::Digest, BuildStorage, DigestItem};
use sp_state_machine::{Ext, OverlayedChanges};
use std::{path::Path, sync::Arc};

/// The executor of the node: the SDK's host functions and none of our own.
type Executor = sc_executor::WasmExecutor<sp_io::SubstrateHostFunctions>;
type Client = TFullClient<Block, RuntimeApi, Executor>;
pub type Backend = TFullBackend<Block>;

/// Milliseconds since the Unix epoch.
pub type Millis = u64;

const REMEDY: &str = "run ./scripts/build, then this again; if it stays, it is a bug";

/// A block that was built, and what it changes.
pub struct Built {
	pub header: Header,
	pub body: Vec<Opaque>,
	pub changes: StorageChanges<Block>,
}

/// A client with its database.
pub struct Node {
	client: Arc<Client>,
	backend: Arc<Backend>,
}

/// The release Wasm runtime.
pub fn wasm() -> Result<&'static [u8]> {
	WASM_BINARY.ok_or_else(|| {
		Failure::new(
			"this program was built without the Wasm runtime",
			"SKIP_WASM_BUILD",
			"build it again without that variable",
		)
	})
}

impl Node {
	/// Opens the database at `path`.
	pub fn open(path: &Path) -> Result<Self> {
		Self::with(path, Hash::default())
	}

	/// Makes a chain at `path` whose genesis has this state.
	pub fn create(path: &Path, state: Vec<(Vec<u8>, Vec<u8>)>) -> Result<()> {
		drop(Self::backend(path)?);
		let root = genesis::write(path, state)?;
		Self::with(path, root).map(drop)
	}

	fn backend(path: &Path) -> Result<Arc<Backend>> {
		// As the node's defaults, but that no state is pruned: that would fall on other blocks
		// than those that caused it.
		sc_service::new_db_backend::<Block>(sc_client_db::DatabaseSettings {
			trie_cache_maximum_size: Some(1024 * 1024 * 1024),
			state_pruning: Some(PruningMode::blocks_pruning(1_000_000)),
			source: DatabaseSource::ParityDb { path: path.into() },
			blocks_pruning: BlocksPruning::KeepFinalized,
			pruning_filters: Vec::new(),
			metrics_registry: None,
		})
		.at(path.display().to_string(), "delete that folder, then run this again")
	}

	/// The client of the database at `path`. A new chain's state has the root.
	fn with(path: &Path, root: Hash) -> Result<Self> {
		let backend = Self::backend(path)?;
		let executor = sc_service::new_wasm_executor(&ExecutorConfiguration::default());
		let client = sc_service::new_client(
			backend.clone(),
			executor.clone(),
			Prepared { backend: backend.clone(), root },
			Default::default(),
			Default::default(),
			ExecutionExtensions::new(None, Arc::new(executor)),
			Box::new(sp_core::testing::TaskExecutor::new()),
			None,
			None,
			ClientConfig::default(),
		)
		.at(path.display().to_string(), "delete that folder, then run this again")?;
		Ok(Self { client: Arc::new(client), backend })
	}

	/// The newest block.
	pub fn best(&self) -> (Hash, BlockNumber) {
		let info = self.client.info();
		(info.best_hash, info.best_number)
	}

	pub fn genesis(&self) -> Hash {
		self.client.info().genesis_hash
	}

	/// Builds the block that follows the newest.
	pub fn build(&self, time: Millis, extrinsics: &[UncheckedExtrinsic]) -> Result<Built> {
		let (parent, number) = self.best();
		let place = format!("building block {}", number + 1);
		let mut builder = BlockBuilderBuilder::new(&*self.client)
			.on_parent_block(parent)
			.with_parent_block_number(number)
			.with_inherent_digests(slot_of(time))
			.build()
			.at(&place, REMEDY)?;
		let mut data = InherentData::new();
		let timestamp = sp_timestamp::InherentDataProvider::new(time.into());
		block_on(timestamp.provide_inherent_data(&mut data)).at(&place, REMEDY)?;
		for inherent in builder.create_inherents(data).at(&place, REMEDY)? {
			builder.push(inherent).at(&place, REMEDY)?;
		}
		for (index, extrinsic) in extrinsics.iter().enumerate() {
			builder
				.push(Opaque::from(extrinsic.clone()))
				.at(format!("{place}: its transaction {index}"), REMEDY)?;
		}
		let (block, changes) = builder.build().at(&place, REMEDY)?.into_inner();
		Ok(Built {
			header: block.header,
			body: block.extrinsics,
			changes: StorageChanges::Changes(changes),
		})
	}

	/// Imports a block whose changes are known already.
	pub fn apply(&self, built: Built) -> Result<()> {
		self.import(built.header, built.body, StateAction::ApplyChanges(built.changes))
	}

	/// Executes a block, checks its state root and commits it, as a node does that receives it.
	pub fn execute(&self, header: Header, body: Vec<Opaque>) -> Result<()> {
		self.import(header, body, StateAction::Execute)
	}

	fn import(&self, header: Header, body: Vec<Opaque>, state: StateAction<Block>) -> Result<()> {
		let place = format!("importing block {}", header.number);
		let origin = sp_consensus::BlockOrigin::NetworkBroadcast;
		let mut params = BlockImportParams::new(origin, header);
		params.body = Some(body);
		params.state_action = state;
		params.finalized = true;
		params.fork_choice = Some(ForkChoiceStrategy::Custom(true));
		match block_on(self.client.import_block(params)).at(&place, REMEDY)? {
			ImportResult::Imported(_) => Ok(()),
			other => Err(Failure::new(format!("not imported: {other:?}"), place, REMEDY)),
		}
	}

	/// Runs the runtime's native code on the newest state. What it changes is forgotten.
	pub fn look<R>(&self, f: impl FnOnce() -> R) -> Result<R> {
		let (best, _) = self.best();
		let state = self
			.backend
			.state_at(best, TrieCacheContext::Untrusted)
			.at("the newest state", REMEDY)?;
		let mut overlay = OverlayedChanges::default();
		let mut ext = Ext::new(&mut overlay, &state, None);
		Ok(sp_externalities::set_and_run_with_externalities(&mut ext, f))
	}

	/// A block without transactions in which `f` calls the runtime natively.
	/// It deposits no events.
	pub fn native_block(&self, time: Millis, f: impl FnOnce() -> Result<()>) -> Result<()> {
		let (parent, number) = self.best();
		let place = format!("making block {}", number + 1);
		let state = self.backend.state_at(parent, TrieCacheContext::Trusted).at(&place, REMEDY)?;
		let mut overlay = OverlayedChanges::default();
		let mut ext = Ext::new(&mut overlay, &state, None);
		let header = sp_externalities::set_and_run_with_externalities(&mut ext, || {
			System::initialize(&(number + 1), &parent, &Digest::default());
			pallet_timestamp::Now::<Runtime>::put(time);
			// Before the first block no events are deposited: nobody reads them here.
			System::set_block_number(0);
			f()?;
			System::set_block_number(number + 1);
			Ok::<_, Failure>(System::finalize())
		})?;
		let changes = overlay.drain_storage_changes(&state, StateVersion::V1).at(&place, REMEDY)?;
		self.apply(Built { header, body: Vec::new(), changes: StorageChanges::Changes(changes) })
	}

	/// The keys under `prefix` and their values, in the newest state.
	pub fn pairs(&self, prefix: &[u8]) -> Result<impl Iterator<Item = (Vec<u8>, Vec<u8>)> + '_> {
		let prefix = StorageKey(prefix.to_vec());
		let pairs = self
			.client
			.storage_pairs(self.best().0, Some(&prefix), None)
			.at("the newest state", REMEDY)?;
		Ok(pairs.map(|(key, value)| (key.0, value.0)))
	}
}

/// The genesis of the development preset.
pub fn development() -> Result<Storage> {
	sc_service::GenericChainSpec::<sc_service::NoExtension>::builder(wasm()?, None)
		.with_name("bench")
		.with_id("bench")
		.with_genesis_config_preset_name(sp_genesis_builder::DEV_RUNTIME_PRESET)
		.build()
		.build_storage()
		.at("the development preset", REMEDY)
}

/// The digest of a block author whose slot contains `time`.
fn slot_of(time: Millis) -> Digest {
	let slot = Slot::from(time / SLOT_DURATION);
	Digest { logs: vec![DigestItem::PreRuntime(AURA_ENGINE_ID, slot.encode())] }
}
