//! Brings transactions into final blocks, each once: notes them before they are sent, hands them to
//! the node again where they were dropped, and gives up only what can get into no block.

use super::{window::Window, Waits};
use crate::{
	chain::{
		blocks::{BlockRef, Report},
		calls::{Call, Calls},
		limits::Limits,
		pool::Answer,
		Chain, Hash,
	},
	config,
	error::Error,
	keys::Signer,
	outbox::{
		waiting::{Brings, UnderWay},
		Outbox,
	},
};
use std::{
	collections::BTreeMap,
	time::{Duration, Instant},
};

/// Not final yet at most so many windows: where blocks are made and none becomes final, no more is
/// sent.
const UNFINAL_WINDOWS: usize = 8;

/// A transaction that is in a final block.
#[derive(Debug)]
pub struct Settled {
	pub under_way: UnderWay,
	pub block: BlockRef,
	pub outcome: Outcome,
}

/// After so long a pool that had no room is tried again, if no block has come before.
const FULL_PAUSE: Duration = Duration::from_secs(3);

/// What a transaction in a block came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
	/// Why it failed, if it did.
	pub failed: Option<String>,
	/// What the block reports of it. None where the node no longer keeps that.
	pub reports: Option<Vec<Report>>,
}

struct Live {
	under_way: UnderWay,
	/// When it was handed to the node, if in this session.
	offered: Option<Instant>,
}

/// See the head of this file.
pub struct Courier<'a> {
	pub chain: &'a Chain,
	pub outbox: &'a mut Outbox,
	pub limits: Limits,
	signer: &'a Signer,
	settings: config::Delivery,
	window: Window,
	/// What is under way, by number.
	live: BTreeMap<u64, Live>,
	/// The last final block that was looked through, and the account's next number there.
	scanned: BlockRef,
	final_nonce: u64,
	best: Hash,
	/// The account's next number at the best block.
	best_nonce: u64,
	/// What the node said last that is no progress.
	trouble: Option<Waits>,
	/// When the pool had no room.
	full: Option<Instant>,
}

impl<'a> Courier<'a> {
	/// Takes up what an earlier run left under way.
	pub async fn new(
		chain: &'a Chain,
		outbox: &'a mut Outbox,
		signer: &'a Signer,
		settings: config::Delivery,
	) -> Result<Courier<'a>, Error> {
		outbox.belongs_to(chain.genesis()).await?;
		let limits = chain.limits()?;
		let scanned = super::recovery::agree(chain, outbox).await?;
		let live = outbox.under_way().await?;
		let most_bytes = (limits.block_bytes as f64 * settings.max_blocks_in_flight) as u64;
		let final_nonce = chain.nonce_at(scanned.hash, &signer.account).await?;
		if !live.is_empty() {
			tracing::info!("{} transactions of an earlier run are under way", live.len());
		}
		Ok(Self {
			chain,
			outbox,
			limits,
			signer,
			settings,
			window: Window::new(
				settings.first_in_flight,
				settings.max_in_flight,
				most_bytes,
				settings.slow_down_at,
			),
			live: live
				.into_iter()
				.map(|under_way| (under_way.signed.nonce, Live { under_way, offered: None }))
				.collect(),
			scanned,
			final_nonce,
			best: scanned.hash,
			best_nonce: final_nonce,
			trouble: None,
			full: None,
		})
	}

	/// How many transactions are not in a final block.
	pub fn unfinal(&self) -> usize {
		self.live.len()
	}

	/// How many of them wait in the pool, and their bytes.
	pub fn pooled(&self) -> (usize, u64) {
		let waiting = self.live.range(self.best_nonce..);
		waiting.fold((0, 0), |(count, bytes), (_, live)| {
			(count + 1, bytes + live.under_way.signed.bytes.len() as u64)
		})
	}

	/// The best block.
	pub fn best(&self) -> Hash {
		self.best
	}

	/// What the next transaction waits for; none where it may be sent.
	pub fn waits(&self) -> Option<Waits> {
		let (waiting, bytes) = self.pooled();
		if let Some(trouble) = self.trouble.clone() {
			return Some(trouble);
		}
		if self.window.is_shut() {
			return Some(Waits::Pool);
		}
		if self.live.len() >= UNFINAL_WINDOWS * self.settings.max_in_flight {
			return Some(Waits::Finality);
		}
		if !self.window.lets(waiting, bytes) {
			return Some(Waits::Block { waiting, window: self.window.size() });
		}
		None
	}

	/// Signs a call, notes it with the readings that it brings, and hands it to the node.
	pub async fn send(
		&mut self,
		call: &Call,
		what: &str,
		brings: Option<Brings>,
	) -> Result<(), Error> {
		// The lowest number that is free: one that was given up comes first.
		let nonce = (self.best_nonce..)
			.find(|nonce| !self.live.contains_key(nonce))
			.unwrap_or(self.best_nonce);
		let signed = self.chain.sign(
			&self.signer.key,
			call,
			nonce,
			self.scanned,
			self.settings.lives_blocks,
		)?;
		let under_way = self.outbox.note(&signed, call.bytes(), what, brings).await?;
		self.live.insert(nonce, Live { under_way, offered: None });
		self.offer(nonce).await
	}

	async fn offer(&mut self, nonce: u64) -> Result<(), Error> {
		let Some(live) = self.live.get_mut(&nonce) else { return Ok(()) };
		let mut answer = self.chain.offer(&live.under_way.signed.bytes).await?;
		if answer == Answer::Banned {
			// A node takes nothing again for half an hour that its pool threw out. It may take the same
			// call under the same number, signed anew: of the two one alone can get into a block.
			let call = Calls(self.chain.base()).read(&live.under_way.call)?;
			let lives = self.settings.lives_blocks;
			let signed = self.chain.sign(&self.signer.key, &call, nonce, self.scanned, lives)?;
			self.outbox.signed_anew(&mut live.under_way, signed).await?;
			answer = self.chain.offer(&live.under_way.signed.bytes).await?;
		}
		live.offered = Some(Instant::now());
		match answer {
			Answer::Waits | Answer::Used | Answer::Banned => {},
			Answer::Full => {
				self.window.full();
				self.full = Some(Instant::now());
				// A full pool throws out its oldest transaction with all that build on it: those of
				// this account. They are offered again, as many as the window then lets.
				self.live.values_mut().for_each(|live| live.offered = None);
			},
			Answer::CannotPay => {
				live.offered = None;
				self.trouble = Some(Waits::Quota);
			},
			Answer::Dead(why) | Answer::Refused(why) => {
				self.trouble = Some(Waits::Node(why));
			},
		}
		Ok(())
	}

	/// Looks what the chain did since, and hands to the node again what it seems to have dropped.
	pub async fn step(&mut self) -> Result<Vec<Settled>, Error> {
		let settled = self.follow_final().await?;
		self.follow_best().await?;
		if self.full.is_some_and(|at| at.elapsed() >= FULL_PAUSE) {
			self.full = None;
			self.window.reopen();
		}
		let repeat = Duration::from_secs(self.settings.repeat_seconds);
		let dropped: Vec<u64> = self
			.live
			.range(self.best_nonce..)
			.take(self.window.size())
			.filter(|(_, live)| live.offered.is_none_or(|at| at.elapsed() >= repeat))
			.map(|(nonce, _)| *nonce)
			.collect();
		for nonce in dropped {
			if self.window.is_shut() {
				break;
			}
			self.offer(nonce).await?;
		}
		Ok(settled)
	}

	async fn follow_best(&mut self) -> Result<(), Error> {
		let best = self.chain.best().await?;
		if best.hash == self.best {
			return Ok(());
		}
		let before = self.pooled().0;
		self.best = best.hash;
		self.best_nonce =
			self.chain.nonce_at(best.hash, &self.signer.account).await?.max(self.final_nonce);
		self.trouble = None;
		let taken = before.saturating_sub(self.pooled().0);
		let fullness = self.chain.fullness(best.hash, &self.limits).await?;
		tracing::debug!(
			"block {}: took {taken} of {before} transactions, {:.0} % full",
			best.number,
			fullness * 100.0
		);
		self.window.block(taken, before, fullness);
		Ok(())
	}

	async fn follow_final(&mut self) -> Result<Vec<Settled>, Error> {
		let last = self.chain.finalized().await?;
		if last.number <= self.scanned.number {
			return Ok(Vec::new());
		}
		let mut settled = Vec::new();
		let nonce = self.chain.nonce_at(last.hash, &self.signer.account).await?;
		let mut number = self.scanned.number + 1;
		// Somebody of ours is in one of these blocks, as long as one with a used number is missing.
		while number <= last.number && self.live.range(..nonce).next().is_some() {
			let Some(block) = self.chain.block_at(number).await? else { break };
			settled.extend(self.look_through(block).await?);
			number += 1;
		}
		let used: Vec<u64> = self.live.range(..nonce).map(|(nonce, _)| *nonce).collect();
		for nonce in used {
			tracing::warn!(
				"transaction number {nonce} of {} was used by another program: every gateway needs \
				 a head-end of its own",
				self.signer.account
			);
			self.give_up(nonce, "its number was used by another").await?;
		}
		let expired = |live: &Live| live.under_way.signed.dies <= last.number;
		let dead: Vec<u64> =
			self.live.iter().filter(|(_, live)| expired(live)).map(|(nonce, _)| *nonce).collect();
		for nonce in dead {
			self.give_up(nonce, "it got into no block in its time").await?;
		}
		self.final_nonce = nonce;
		self.best_nonce = self.best_nonce.max(nonce);
		self.scanned = last;
		self.outbox.set_scanned(last).await?;
		Ok(settled)
	}

	/// Takes what is ours out of a final block. The caller settles it in the outbox.
	async fn look_through(&mut self, block: BlockRef) -> Result<Vec<Settled>, Error> {
		let body = self.chain.body(block.hash).await?;
		let mut mine: Vec<(u32, u64)> = Vec::new();
		for (place, transaction) in body.iter().enumerate() {
			let found =
				self.live.iter().find(|(_, live)| live.under_way.has_hash(transaction.hash));
			if let Some((nonce, _)) = found {
				mine.push((place as u32, *nonce));
			}
		}
		if mine.is_empty() {
			return Ok(Vec::new());
		}
		let reports = self.chain.reports(block.hash).await?;
		let mut settled = Vec::new();
		for (place, nonce) in mine {
			let Some(live) = self.live.remove(&nonce) else { continue };
			let of_it = reports.as_ref().map(|reports| -> Vec<Report> {
				reports.iter().filter(|r| r.transaction == Some(place)).cloned().collect()
			});
			let failed = of_it
				.as_ref()
				.and_then(|reports| reports.iter().find_map(|report| report.failure.clone()));
			let outcome = Outcome { failed, reports: of_it };
			settled.push(Settled { under_way: live.under_way, block, outcome });
		}
		Ok(settled)
	}

	/// Gives a transaction up that can get into no block any more: its readings wait again.
	async fn give_up(&mut self, nonce: u64, why: &str) -> Result<(), Error> {
		if let Some(live) = self.live.remove(&nonce) {
			self.outbox.given_up(live.under_way.id).await?;
			tracing::warn!("{} is sent again: {why}", live.under_way.what);
		}
		Ok(())
	}
}
