//! The development node on a simulated clock: one node alone that seals blocks when it is asked to
//! or for every transaction, gives each the clock's time, and finalizes it at once.

use crate::{
	clock::{civil, Clock, ClockArgs, Millis, Sealing},
	clock_rpc::{ClockApiServer, ClockRpc},
	service::{new_partial, FullClient, FullPool},
};
use codec::Decode;
use commonwatt_runtime::{opaque::Block, Hash};
use futures::{
	channel::{mpsc, oneshot},
	stream, SinkExt, StreamExt,
};
use sc_client_api::StorageProvider;
use sc_consensus_manual_seal::{
	consensus::aura::AuraConsensusDataProvider,
	rpc::{ManualSeal, ManualSealApiServer},
	run_manual_seal, EngineCommand, Error as SealError, ManualSealParams,
};
use sc_network::NetworkBackend;
use sc_service::{
	error::Error as ServiceError, BuildNetworkParams, Configuration, PartialComponents,
	SpawnTasksParams, TaskManager,
};
use sc_transaction_pool_api::TransactionPool;
use sp_blockchain::HeaderBackend;
use sp_core::storage::StorageKey;
use sp_io::hashing::twox_128;
use std::sync::Arc;

type Commands = mpsc::Sender<EngineCommand<Hash>>;

/// Start the node. `start` is where the clock of a new chain begins.
pub fn new_full<N: NetworkBackend<Block, Hash>>(
	mut config: Configuration,
	start: Millis,
	args: &ClockArgs,
) -> Result<TaskManager, ServiceError> {
	stay_alone(&mut config)?;

	let PartialComponents {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other: (_, _, mut telemetry),
	} = new_partial(&config)?;

	let slot_duration = sc_consensus_aura::slot_duration(&*client)?;
	let clock = Clock::new(start, args.clock_step, slot_duration.as_millis(), args.sealing)
		.map_err(|e| ServiceError::Other(e.to_string()))?;
	let clock = Arc::new(clock);
	match best_time(&client)? {
		None => log::info!("⏱  Simulated clock: the first block is at {}", civil(start)),
		Some(last) => log::info!("⏱  Simulated clock: goes on after {}", civil(last)),
	}

	let net_config = sc_network::config::FullNetworkConfiguration::<Block, Hash, N>::new(
		&config.network,
		config.prometheus_registry().cloned(),
	);
	let (network, system_rpc_tx, tx_handler_controller, sync_service, _) =
		sc_service::build_network(BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: None,
			block_relay: None,
			metrics: N::register_notification_metrics(config.prometheus_registry()),
			gap_sync_body_policy: None,
		})?;

	let (commands, commands_stream) = mpsc::channel(1_000);
	let (seal_pending, asked) = SealPending::new();

	let proposer_factory = sc_basic_authorship::ProposerFactory::new(
		task_manager.spawn_handle(),
		client.clone(),
		transaction_pool.clone(),
		config.prometheus_registry(),
		telemetry.as_ref().map(|x| x.handle()),
	);
	let sealing = run_manual_seal(ManualSealParams {
		block_import: client.clone(),
		env: proposer_factory,
		client: client.clone(),
		pool: transaction_pool.clone(),
		commands_stream,
		select_chain,
		consensus_data_provider: Some(Box::new(AuraConsensusDataProvider::new_with_slot_duration(
			slot_duration,
		))),
		create_inherent_data_providers: {
			let client = client.clone();
			let clock = clock.clone();
			move |parent, ()| {
				let time = time_at(&client, parent).map(|last| clock.next(last));
				async move { Ok(sp_timestamp::InherentDataProvider::new(time?.into())) }
			}
		},
	});
	task_manager.spawn_essential_handle().spawn_blocking(
		"manual-seal",
		Some("block-authoring"),
		sealing,
	);
	task_manager.spawn_essential_handle().spawn(
		"instant-seal",
		Some("block-authoring"),
		seal_transactions(transaction_pool.clone(), clock.clone(), asked, commands.clone()),
	);

	let rpc_builder = {
		let client = client.clone();
		let pool = transaction_pool.clone();
		Box::new(move |_| {
			clock_rpc(&client, &pool, &clock, &seal_pending, &commands).map_err(Into::into)
		})
	};
	let _rpc_handlers = sc_service::spawn_tasks(SpawnTasksParams {
		network: Arc::new(network),
		client,
		keystore: keystore_container.keystore(),
		task_manager: &mut task_manager,
		transaction_pool,
		rpc_builder,
		backend,
		system_rpc_tx,
		tx_handler_controller,
		sync_service,
		config,
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;

	Ok(task_manager)
}

/// The time of the best block; none before the first block.
pub fn best_time(client: &FullClient) -> Result<Option<Millis>, sp_blockchain::Error> {
	time_at(client, client.info().best_hash)
}

/// The time that `pallet-timestamp` holds at a block.
fn time_at(client: &FullClient, block: Hash) -> Result<Option<Millis>, sp_blockchain::Error> {
	let key = [twox_128(b"Timestamp"), twox_128(b"Now")].concat();
	client
		.storage(block, &StorageKey(key))?
		.map(|now| {
			Millis::decode(&mut &now.0[..]).map_err(|e| {
				sp_blockchain::Error::Backend(format!("unreadable time of block {block:?}: {e}"))
			})
		})
		.transpose()
}

/// Nobody else can follow such a chain: its blocks bear no seals and its time is not the world's.
/// So the node looks for no peers, and listens for them only on a port that no other node wants.
fn stay_alone(config: &mut Configuration) -> Result<(), ServiceError> {
	let listen = "/ip4/127.0.0.1/tcp/0".parse().map_err(|e| {
		ServiceError::Other(format!("the node's own network address is not understood: {e}"))
	})?;
	config.network.listen_addresses = vec![listen];
	config.network.boot_nodes.clear();
	config.announce_block = false;
	Ok(())
}

/// The RPC of this node: the usual one, `engine` and `clock`.
fn clock_rpc(
	client: &Arc<FullClient>,
	pool: &Arc<FullPool>,
	clock: &Arc<Clock>,
	seal_pending: &SealPending,
	commands: &Commands,
) -> Result<jsonrpsee::RpcModule<()>, crate::rpc::Error> {
	let mut module = crate::rpc::create_full(client.clone(), pool.clone())?;
	module.merge(ManualSeal::new(commands.clone()).into_rpc())?;
	module.merge(
		ClockRpc {
			client: client.clone(),
			clock: clock.clone(),
			seal_pending: seal_pending.clone(),
		}
		.into_rpc(),
	)?;
	Ok(module)
}

/// Asks for a block with the transactions that wait in the pool.
#[derive(Clone)]
pub struct SealPending(mpsc::Sender<()>);

impl SealPending {
	fn new() -> (Self, mpsc::Receiver<()>) {
		let (sender, receiver) = mpsc::channel(0);
		(Self(sender), receiver)
	}

	pub fn ask(&self) {
		// A full channel means that a block has been asked for already.
		let _ = self.0.clone().try_send(());
	}
}

/// While sealing is instant: make a block for every transaction that enters the pool.
async fn seal_transactions(
	pool: Arc<FullPool>,
	clock: Arc<Clock>,
	asked: mpsc::Receiver<()>,
	mut commands: Commands,
) {
	let entered = pool.import_notification_stream().map(drop);
	let mut wake = stream::select(entered, asked);
	while wake.next().await.is_some() {
		// Usually once. More often if a block is full; not at all if an earlier block took it.
		while clock.sealing() == Sealing::Instant && pool.status().ready > 0 {
			let (sender, sealed) = oneshot::channel();
			let command = EngineCommand::SealNewBlock {
				create_empty: false,
				finalize: true,
				parent_hash: None,
				sender: Some(sender),
			};
			if commands.send(command).await.is_err() {
				return;
			}
			match sealed.await {
				Ok(Ok(_)) => {},
				// The pool has not yet heard of the block that took its transactions.
				Ok(Err(SealError::EmptyTransactionPool)) => break,
				Ok(Err(error)) => {
					log::warn!("No block for a transaction in the pool: {error}");
					break;
				},
				Err(_) => return,
			}
		}
	}
}
