//! The RPC namespace `clock` of a node on the simulated clock. Blocks are made with the SDK's
//! `engine_createBlock(createEmpty, finalize, parentHash)`.

use crate::{
	clock::{Clock, ClockError, Millis, Sealing},
	dev_service::{best_time, SealPending},
	service::FullClient,
};
use jsonrpsee::{
	core::RpcResult,
	proc_macros::rpc,
	types::{ErrorObject, ErrorObjectOwned},
};
use serde::Serialize;
use std::sync::Arc;

/// The clock, in milliseconds since the Unix epoch.
#[derive(Clone, Debug, Serialize)]
pub struct ClockState {
	/// The time of the last block; null before the first.
	pub last: Option<Millis>,
	/// The time that the next block will have.
	pub next: Millis,
	/// How far a block moves the time.
	pub step: Millis,
	/// When blocks are made: `manual` or `instant`.
	pub sealing: Sealing,
}

#[rpc(server)]
pub trait ClockApi {
	/// The time of the last block and of the next.
	#[method(name = "clock_now")]
	fn now(&self) -> RpcResult<ClockState>;

	/// Give the next block this time. Refused unless it is a block time after the last block.
	#[method(name = "clock_jumpTo")]
	fn jump_to(&self, time: Millis) -> RpcResult<ClockState>;

	/// `manual`: a block when `engine_createBlock` asks for one. `instant`: also for every
	/// transaction that enters the pool, and at once for those that wait there.
	#[method(name = "clock_sealing")]
	fn sealing(&self, mode: Sealing) -> RpcResult<ClockState>;
}

pub struct ClockRpc {
	pub client: Arc<FullClient>,
	pub clock: Arc<Clock>,
	pub seal_pending: SealPending,
}

impl ClockRpc {
	fn last(&self) -> RpcResult<Option<Millis>> {
		best_time(&self.client).map_err(|e| error(UNREADABLE, e))
	}

	fn state(&self) -> RpcResult<ClockState> {
		let last = self.last()?;
		Ok(ClockState {
			last,
			next: self.clock.next(last),
			step: self.clock.step(),
			sealing: self.clock.sealing(),
		})
	}
}

impl ClockApiServer for ClockRpc {
	fn now(&self) -> RpcResult<ClockState> {
		self.state()
	}

	fn jump_to(&self, time: Millis) -> RpcResult<ClockState> {
		self.clock.jump_to(self.last()?, time).map_err(|e: ClockError| error(REFUSED, e))?;
		self.state()
	}

	fn sealing(&self, mode: Sealing) -> RpcResult<ClockState> {
		self.clock.set_sealing(mode);
		if mode == Sealing::Instant {
			self.seal_pending.ask();
		}
		self.state()
	}
}

const REFUSED: i32 = 30_001;
const UNREADABLE: i32 = 30_002;

fn error(code: i32, why: impl ToString) -> ErrorObjectOwned {
	ErrorObject::owned(code, why.to_string(), None::<()>)
}
