//! Delivery: from readings that wait in the outbox to readings in final blocks.
//!
//! | file of this folder | holds |
//! |---|---|
//! | this one | a session with a node: what is sent, what became of it |
//! | [`batch`] | readings as batches, within the chain's limits |
//! | [`window`] | how much may wait in the pool: the back-pressure |
//! | [`courier`] | transactions, each into a final block once |
//! | [`recovery`] | a node that lost blocks, a chain that has begun anew |
//! | [`link`] | reaching the node, and reaching it again |

pub mod batch;
pub mod courier;
pub mod link;
mod recovery;
mod window;

use crate::{
	case::{rfc3339, Seconds},
	chain::{
		blocks::BlockRef,
		calls::Calls,
		state::{ProviderState, State},
		Chain, Hash,
	},
	config::Config,
	error::Error,
	keys::Signer,
	outbox::{
		accept::Registers,
		now,
		settle::Fate as ReadingFate,
		waiting::{Brings, UnderWay},
		Outbox,
	},
};
use batch::Size;
use courier::{Courier, Outcome, Settled};
use std::{collections::HashMap, fmt};

/// So many batches may fail one after the other before that is an error.
const FAILURES: u32 = 3;

/// What delivery waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waits {
	/// The next block, to take some of so many transactions out of the pool.
	Block { waiting: usize, window: usize },
	/// The pool has no room.
	Pool,
	/// What was sent is in blocks that are not final.
	Finality,
	/// The chain's time has not come so far.
	Time(Seconds),
	/// A batch fills up.
	Batch,
	/// The free quota is used up, and there is no money for fees.
	Quota,
	/// A month has to close first.
	Month,
	/// The node does not take a transaction.
	Node(String),
}

impl fmt::Display for Waits {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Block { waiting, window } => {
				write!(f, "waiting for a block: {waiting} of at most {window} are in the pool")
			},
			Self::Pool => write!(f, "waiting for room in the node's pool"),
			Self::Finality => write!(f, "waiting for blocks to become final"),
			Self::Time(at) => write!(f, "waiting for the chain's time to reach {}", rfc3339(*at)),
			Self::Batch => write!(f, "waiting for a batch to fill"),
			Self::Quota => write!(
				f,
				"waiting for the head-end's quota: it is used up, and the account has no money for \
				 fees"
			),
			Self::Month => write!(f, "waiting for a month to close"),
			Self::Node(why) => write!(f, "waiting: the node does not take a transaction ({why})"),
		}
	}
}

/// What a session sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Send {
	/// No readings.
	Nothing,
	/// Batches that are full, or old enough.
	Due,
	/// All there is.
	All,
}

/// How delivery stands after a step.
#[derive(Debug)]
pub struct Step {
	/// None where nothing is left to do.
	pub waits: Option<Waits>,
	/// What became of transactions that brought no readings.
	pub others: Vec<(UnderWay, Outcome)>,
}

/// A head-end's session with a node.
pub struct Session<'a> {
	pub courier: Courier<'a>,
	/// The provider that the key collects readings for.
	pub provider: u32,
	config: &'a Config,
	size: Size,
	/// The chain's time at the best block.
	time: (Hash, Seconds),
	failures: u32,
}

/// The provider that the key collects readings for, if it may act now.
pub async fn provider_of(chain: &Chain, signer: &Signer) -> Result<u32, Error> {
	let state = chain.state().await?;
	let account = signer.account;
	let Some(provider) = state.head_end_of(&account).await? else {
		return Err(Error::NotAHeadEnd { account: account.to_string() });
	};
	match state.provider_state(provider).await? {
		Some(ProviderState::Active) => Ok(provider),
		state => Err(Error::ProviderInactive {
			provider,
			state: state.map_or("unknown".into(), |state| format!("{state:?}").to_lowercase()),
		}),
	}
}

impl<'a> Session<'a> {
	pub async fn open(
		chain: &'a Chain,
		outbox: &'a mut Outbox,
		signer: &'a Signer,
		config: &'a Config,
	) -> Result<Session<'a>, Error> {
		let provider = provider_of(chain, signer).await?;
		let courier = Courier::new(chain, outbox, signer, config.delivery).await?;
		let size = Size::new(&courier.limits, &config.batch);
		Ok(Self { courier, provider, config, size, time: (Hash::zero(), 0), failures: 0 })
	}

	/// Looks what the chain did, settles it, and sends what may be sent.
	pub async fn step(&mut self, send: Send) -> Result<Step, Error> {
		let mut others = Vec::new();
		for settled in self.courier.step().await? {
			others.extend(self.settle(settled).await?);
		}
		let waits = match send {
			Send::Nothing => None,
			_ => self.send_readings(send).await?,
		};
		let waits = waits.or((self.courier.unfinal() > 0).then_some(Waits::Finality));
		Ok(Step { waits, others })
	}

	async fn send_readings(&mut self, send: Send) -> Result<Option<Waits>, Error> {
		let calls = Calls(self.courier.chain.base());
		loop {
			// One more than a batch holds: so a full one is known to be full.
			let most = self.size.readings.saturating_add(1);
			let Some(interval) = self.courier.outbox.next_interval(most).await? else {
				return Ok(self.courier.outbox.any_held().await?.then_some(Waits::Month));
			};
			if let Some(waits) = self.courier.waits() {
				return Ok(Some(waits));
			}
			if interval.at > self.chain_time().await? {
				return Ok(Some(Waits::Time(interval.at)));
			}
			let Some(batch) = self.size.batch(&interval.readings) else { return Ok(None) };
			let due = interval.oldest + self.config.batch.max_wait_seconds as i64 <= now();
			if send == Send::Due && !batch.full && !due {
				return Ok(Some(Waits::Batch));
			}
			let call = calls.submit(interval.at, batch.pages)?;
			let what = format!("{} readings of {}", batch.readings, rfc3339(interval.at));
			let brings = Brings { at: interval.at, first: batch.first, last: batch.last };
			self.courier.send(&call, &what, Some(brings)).await?;
			tracing::debug!("sent {what}");
		}
	}

	async fn chain_time(&mut self) -> Result<Seconds, Error> {
		let best = self.courier.best();
		if self.time.0 != best {
			self.time = (best, self.courier.chain.time_at(best).await?);
		}
		Ok(self.time.1)
	}

	/// Settles a transaction that is in a final block. What brought no readings is the caller's.
	async fn settle(
		&mut self,
		Settled { under_way, block, outcome }: Settled,
	) -> Result<Option<(UnderWay, Outcome)>, Error> {
		let readings = self.courier.outbox.readings_of(under_way.id).await?;
		if readings.is_empty() {
			self.courier.outbox.booked(under_way.id, block, &[]).await?;
			return Ok(Some((under_way, outcome)));
		}
		if let Some(why) = outcome.failed {
			self.courier.outbox.given_up(under_way.id).await?;
			self.failures += 1;
			tracing::warn!("{} failed in block {}: {why}", under_way.what, block.number);
			if why.contains("NotHeadEnd") || self.failures >= FAILURES {
				return Err(Error::BatchFailed { what: under_way.what, why });
			}
			return Ok(None);
		}
		self.failures = 0;
		let fates = match &outcome.reports {
			Some(reports) => self.by_reports(&readings, reports, block).await?,
			None => self.by_registers(&readings).await?,
		};
		for (device, fate) in &fates {
			if let ReadingFate::Refused(why) = fate {
				tracing::warn!(
					"{}: the chain refused that of device {device}: {why}",
					under_way.what
				);
			}
		}
		self.courier.outbox.booked(under_way.id, block, &fates).await?;
		tracing::debug!("{} are final in block {}", under_way.what, block.number);
		Ok(None)
	}

	/// The readings that were not booked, by what the block reports of their transaction.
	async fn by_reports(
		&self,
		readings: &[(u32, Registers)],
		reports: &[crate::chain::blocks::Report],
		block: BlockRef,
	) -> Result<Vec<(u32, ReadingFate)>, Error> {
		let slots = u64::from(self.size.slots);
		let mut reasons: HashMap<u32, &str> = HashMap::new();
		for report in reports {
			let Some(reason) = report.variant("reason") else { continue };
			let Some(page) = report.number("page") else { continue };
			if report.is("Metering", "PageRefused") {
				let of_page =
					readings.iter().filter(|(device, _)| u64::from(*device) / slots == page);
				reasons.extend(of_page.map(|(device, _)| (*device, reason)));
			} else if let Some(slot) = report.number("slot") {
				reasons
					.extend(u32::try_from(page * slots + slot).ok().map(|device| (device, reason)));
			}
		}
		let mut fates = Vec::with_capacity(reasons.len());
		if reasons.is_empty() {
			return Ok(fates);
		}
		let state = self.courier.chain.state_at(block.hash).await?;
		for (device, registers) in readings {
			let Some(reason) = reasons.get(device) else { continue };
			let fate = match *reason {
				"TimeNotLater" if is_at(&state, *device, registers).await? => ReadingFate::Known,
				"MonthNotClosed" | "FutureInterval" => {
					ReadingFate::Later(self.config.delivery.retry_seconds)
				},
				reason => ReadingFate::Refused(reason.into()),
			};
			fates.push((*device, fate));
		}
		Ok(fates)
	}

	/// The readings that were not booked, by the chain's registers: where the node no longer knows
	/// what the block reported. A device that was read at that time or later has what it needs.
	async fn by_registers(
		&self,
		readings: &[(u32, Registers)],
	) -> Result<Vec<(u32, ReadingFate)>, Error> {
		let state = self.courier.chain.state().await?;
		let mut fates = Vec::new();
		for (device, registers) in readings {
			let position = state.position(*device).await?;
			if position.is_none_or(|position| position.read_at < registers.at) {
				fates.push((*device, ReadingFate::Later(0)));
			}
		}
		Ok(fates)
	}
}

/// Whether the chain has just this reading as the device's last.
async fn is_at(state: &State<'_>, device: u32, registers: &Registers) -> Result<bool, Error> {
	let position = state.position(device).await?;
	Ok(position.is_some_and(|position| {
		(position.read_at, position.register, position.export)
			== (registers.at, registers.import, registers.export)
	}))
}
