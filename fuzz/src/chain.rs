//! The runtime in process: blocks through the real `Executive`, calls through the whole transaction
//! pipeline or dispatched at once.

use crate::{
	people::people,
	state::State,
	steps::Who,
	trouble::{caught, Trouble},
};
use codec::Encode;
use commonwatt_primitives::Seconds;
use commonwatt_runtime::{
	configs::{governance::CouncilInstance, system::RuntimeBlockWeights},
	presets, Executive, Header, Nonce, Runtime, RuntimeCall, RuntimeEvent, RuntimeGenesisConfig,
	RuntimeOrigin, SignedPayload, System, TxExtension, UncheckedExtrinsic,
};
use frame_support::dispatch::GetDispatchInfo;
use sp_consensus_aura::AURA_ENGINE_ID;
use sp_core::H256;
use sp_runtime::{
	generic::{DigestItem, Era},
	traits::{Dispatchable, Header as _},
	transaction_validity::{TransactionSource, TransactionValidity},
	BuildStorage, Digest, DispatchError,
};
use std::sync::OnceLock;

/// 1 October 2019, 00:00 UTC: where every history begins.
pub const BEGIN: Seconds = 1_569_888_000;

/// What came of a call.
#[derive(Debug)]
pub struct Outcome {
	/// Done, failed, or not a valid transaction.
	pub result: Result<(), Failed>,
	/// What it reported, in order.
	pub events: Vec<RuntimeEvent>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failed {
	Dispatch(DispatchError),
	Invalid(String),
}

#[derive(Clone)]
pub struct Chain {
	pub state: State,
	pub number: u32,
	pub now: Seconds,
}

/// Lays a patch over a genesis, as the genesis builder does.
fn merge(base: &mut serde_json::Value, patch: serde_json::Value) {
	use serde_json::Value::Object;
	match (base, patch) {
		(Object(base), Object(patch)) => {
			for (key, value) in patch {
				merge(base.entry(key).or_insert(serde_json::Value::Null), value);
			}
		},
		(base, patch) => *base = patch,
	}
}

/// The chain of a consortium: a council of three and no sudo key.
fn genesis() -> State {
	let patch = presets::get_preset(&sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET.into())
		.expect("the preset exists");
	let mut genesis = serde_json::to_value(RuntimeGenesisConfig::default()).expect("JSON");
	merge(&mut genesis, serde_json::from_slice(&patch).expect("JSON"));
	let genesis: RuntimeGenesisConfig = serde_json::from_value(genesis).expect("it fits");
	State::new(genesis.build_storage().expect("it builds").top)
}

/// What a transaction of `nonce` passes.
pub fn extension(nonce: Nonce) -> TxExtension {
	(
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckMortality::from(Era::immortal()),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0).into(),
		pallet_device_registry::SpendFreeCalls::new(),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}

/// A transaction of `who`, or of nobody. To be called on a state.
pub fn transaction(who: Who, call: RuntimeCall) -> UncheckedExtrinsic {
	let Who::Account(who) = who else {
		return UncheckedExtrinsic::new_transaction(call, extension(0));
	};
	let account = people().account(who);
	let extension = extension(System::account_nonce(&account));
	let payload = SignedPayload::new(call.clone(), extension.clone()).expect("it can be signed");
	let signature = payload.using_encoded(|bytes| people().sign(who, bytes));
	UncheckedExtrinsic::new_signed(call, account.into(), signature, extension)
}

fn origin(who: Who) -> RuntimeOrigin {
	match who {
		Who::Account(who) => RuntimeOrigin::signed(people().account(who)),
		Who::Council(yes) => {
			pallet_collective::RawOrigin::<_, CouncilInstance>::Members(yes, 3).into()
		},
		Who::Nobody => RuntimeOrigin::none(),
	}
}

impl Chain {
	/// A new chain in its first block.
	pub fn new() -> Self {
		static GENESIS: OnceLock<std::collections::BTreeMap<Vec<u8>, Vec<u8>>> = OnceLock::new();
		let map = GENESIS.get_or_init(|| genesis().into_map());
		let mut chain = Self { state: State::new(map.clone()), number: 0, now: BEGIN };
		chain.begin(0).expect("the first block begins");
		chain
	}

	/// Runs `f` on the state.
	pub fn run<R>(&mut self, f: impl FnOnce() -> R) -> R {
		self.state.run(f)
	}

	/// Runs `f` on the state and looks at how it ends: a panic or an error in the log is trouble.
	fn guarded<R>(&mut self, what: &str, f: impl FnOnce() -> R) -> Result<R, Trouble> {
		let state = &mut self.state;
		let result = caught(what, || state.run(f));
		if result.is_err() {
			self.state.abandon_transactions();
		}
		result
	}

	/// Begins a block `after` so many seconds.
	pub fn begin(&mut self, after: Seconds) -> Result<(), Trouble> {
		let now = self.now.saturating_add(after.max(6));
		let number = self.number + 1;
		self.guarded("the block's begin", || {
			let slot = u64::from(now) / 6;
			let digest =
				Digest { logs: vec![DigestItem::PreRuntime(AURA_ENGINE_ID, slot.encode())] };
			let parent = H256::from_low_u64_be(number.into());
			let none = Default::default;
			Executive::initialize_block(&Header::new(number, none(), none(), parent, digest));
			let set = pallet_timestamp::Call::set { now: u64::from(now) * 1_000 };
			let inherent = UncheckedExtrinsic::new_bare(set.into());
			Executive::apply_extrinsic(inherent).expect("time is valid").expect("time is set");
			System::reset_events();
		})?;
		self.number = number;
		self.now = now;
		Ok(())
	}

	/// Ends the block. Returns what its hooks reported.
	pub fn end(&mut self) -> Result<Vec<RuntimeEvent>, Trouble> {
		let (events, weight) = self.guarded("the block's end", || {
			Executive::finalize_block();
			let events = take_events();
			(events, frame_system::BlockWeight::<Runtime>::get())
		})?;
		let most = RuntimeBlockWeights::get().max_block;
		if !weight.total().all_lte(most) {
			let text = format!("the block weighs {} of {most}", weight.total());
			return Err(Trouble::new("a block over its weight", text));
		}
		Ok(events)
	}

	/// Dispatches a call at once: no signature, no fee. Checks its weight, and that it leaves nothing
	/// behind when it fails.
	pub fn dispatch(&mut self, who: Who, call: RuntimeCall) -> Result<Outcome, Trouble> {
		self.state.watch();
		let outcome = self.guarded("a call", || {
			let info = call.get_dispatch_info();
			let result = call.dispatch(origin(who));
			let post =
				result.map(|post| post.actual_weight).unwrap_or_else(|e| e.post_info.actual_weight);
			(info.call_weight, post, result.map(|_| ()).map_err(|e| e.error))
		});
		let (declared, taken, result) = outcome?;
		if let Err(error) = result {
			let changed = self.state.changes();
			if !changed.is_empty() {
				let keys: Vec<_> =
					changed.iter().map(sp_core::hexdisplay::HexDisplay::from).collect();
				let text = format!("it failed with {error:?} and left {keys:?}");
				return Err(Trouble::new("a failed call left something behind", text));
			}
		} else {
			self.state.changes();
		}
		if taken.is_some_and(|taken| !taken.all_lte(declared)) {
			let text = format!("it weighed {taken:?} and declared {declared}");
			return Err(Trouble::new("a call over its weight", text));
		}
		let events = self.run(take_events);
		Ok(Outcome { result: result.map_err(Failed::Dispatch), events })
	}

	/// Sends a call as a transaction through the whole pipeline.
	pub fn send(&mut self, who: Who, call: RuntimeCall) -> Result<Outcome, Trouble> {
		let sent = self.run(|| transaction(who, call));
		self.apply(sent)
	}

	/// What the pool says to a transaction. Nothing of it stays.
	pub fn validate(&mut self, sent: UncheckedExtrinsic) -> Result<TransactionValidity, Trouble> {
		let parent = H256::from_low_u64_be(u64::from(self.number) + 1);
		self.guarded("the pool", || {
			sp_io::storage::start_transaction();
			let result = Executive::validate_transaction(TransactionSource::External, sent, parent);
			sp_io::storage::rollback_transaction();
			result
		})
	}

	/// Applies a transaction as a block author does. One that is not valid leaves nothing behind.
	pub fn apply(&mut self, sent: UncheckedExtrinsic) -> Result<Outcome, Trouble> {
		self.state.watch();
		let result = self.guarded("a transaction", || {
			// A block author applies each in a storage layer of its own, and drops that of an invalid
			// one.
			sp_io::storage::start_transaction();
			let result = Executive::apply_extrinsic(sent);
			match result {
				Ok(_) => sp_io::storage::commit_transaction(),
				Err(_) => sp_io::storage::rollback_transaction(),
			}
			result
		})?;
		let changed = self.state.changes();
		if result.is_err() && !changed.is_empty() {
			return Err(Trouble::new(
				"an invalid transaction left something",
				format!("{result:?}"),
			));
		}
		let events = self.run(take_events);
		let result = match result {
			Ok(dispatched) => dispatched.map_err(Failed::Dispatch),
			Err(invalid) => Err(Failed::Invalid(format!("{invalid:?}"))),
		};
		Ok(Outcome { result, events })
	}
}

/// The events since the last time, in order.
fn take_events() -> Vec<RuntimeEvent> {
	let events = frame_system::Pallet::<Runtime>::read_events_no_consensus()
		.map(|record| record.event)
		.collect();
	System::reset_events();
	events
}
