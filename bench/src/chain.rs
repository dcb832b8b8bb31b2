//! A chain with a fleet: two equal nodes. One builds the blocks, the other executes them again and
//! is measured: nothing that the building warmed up helps it.

use crate::{
	client::{Millis, Node},
	failure::{Failure, Result},
	fleet::{Fleet, INTERVAL},
	measure::{measure, Took},
	state,
	tx::{self, HEAD_ENDS},
};
use codec::Encode;
use commonwatt_primitives::{PageId, ProviderId, Seconds};
use commonwatt_runtime::{Hash, Runtime, RuntimeCall, RuntimeEvent, System, UncheckedExtrinsic};
use std::{
	collections::HashMap,
	path::{Path, PathBuf},
};

/// What the events of a block say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
	/// Transactions that failed.
	pub failed: u32,
	/// Readings booked.
	pub booked: u32,
	/// Readings refused.
	pub refused: u32,
	/// Shortfalls that were covered.
	pub covered: u32,
	/// Months that were closed.
	pub closed: u32,
}

/// A block that was executed.
#[derive(Clone, Copy, Debug)]
pub struct Executed {
	pub took: Took,
	/// The weight that the runtime accounts for the block, as reference time in seconds.
	pub weight: f64,
	pub outcome: Outcome,
}

/// A chain, and what of it was used already.
pub struct Chain {
	pub fleet: Fleet,
	pub genesis: Hash,
	/// None where the one node does both.
	builder: Option<Node>,
	executor: Node,
	folder: PathBuf,
	/// The time of the next block.
	time: Millis,
	next_person: u32,
	next_page: PageId,
	next_head_end: HashMap<ProviderId, u32>,
	nonces: HashMap<(ProviderId, u32), u32>,
	next_keyed: [u32; 2],
}

impl Chain {
	/// A chain with the fleet, in `root`. The prepared state is copied. A `warm` one builds and
	/// executes on the same node.
	pub fn open(root: &Path, fleet: Fleet, warm: bool) -> Result<Self> {
		let prepared = state::prepared(root, &fleet)?;
		let folder = root.join(format!(
			"run-{}-{}-{}",
			std::process::id(),
			fleet.kind.name(),
			fleet.devices
		));
		state::remove(&folder)?;
		let open = |name: &str| {
			state::copy(&prepared, &folder.join(name))?;
			Node::open(&folder.join(name))
		};
		let builder = (!warm).then(|| open("builder")).transpose()?;
		let executor = open("executor")?;
		let keyed = fleet.keyed().start;
		Ok(Self {
			fleet,
			genesis: executor.genesis(),
			builder,
			executor,
			folder,
			// By then the head-ends' quotas are full.
			time: u64::from(fleet.start + 24 * 3_600) * 1_000,
			next_person: 0,
			next_page: 0,
			next_head_end: HashMap::new(),
			nonces: HashMap::new(),
			next_keyed: [keyed.next_multiple_of(2), keyed | 1],
		})
	}

	/// The time of the next block, in seconds.
	pub fn now(&self) -> Seconds {
		(self.time / 1_000) as Seconds
	}

	/// Lets the next block have this time.
	pub fn jump_to(&mut self, time: Seconds) {
		self.time = self.time.max(u64::from(time) * 1_000);
	}

	/// The node that was measured.
	pub fn node(&self) -> &Node {
		&self.executor
	}

	/// Builds a block with the transactions, executes it, and moves the time on by an interval.
	pub fn block(&mut self, extrinsics: &[UncheckedExtrinsic]) -> Result<Executed> {
		let executed = self.block_for(extrinsics, INTERVAL)?;
		let failed = executed.outcome.failed;
		if failed > 0 {
			return Err(Failure::new(
				format!("{failed} transactions of a block failed"),
				format!("{} devices as {}", self.fleet.devices, self.fleet.kind.name()),
				"make the benchmark's calls follow the runtime",
			));
		}
		Ok(executed)
	}

	/// A block with the transactions, then the time moves on by `seconds`.
	pub fn block_for(
		&mut self,
		extrinsics: &[UncheckedExtrinsic],
		seconds: Seconds,
	) -> Result<Executed> {
		let built = self.builder.as_ref().unwrap_or(&self.executor).build(self.time, extrinsics)?;
		let (header, body) = (built.header.clone(), built.body.clone());
		match &self.builder {
			Some(builder) => builder.apply(built)?,
			None => drop(built),
		}
		let (executed, took) = measure(|| self.executor.execute(header, body));
		executed?;
		self.time += u64::from(seconds) * 1_000;
		let (weight, outcome) = self.executor.look(|| {
			let weight = System::block_weight().total().ref_time() as f64 / 1e12;
			(weight, outcome())
		})?;
		Ok(Executed { took, weight, outcome })
	}

	/// A block in which `f` calls the runtime natively, on both nodes, at the next block's time.
	/// Then the time moves on by `seconds`.
	pub fn native(&mut self, seconds: Seconds, f: impl Fn() -> Result<()>) -> Result<()> {
		for node in self.builder.iter().chain([&self.executor]) {
			node.native_block(self.time, &f)?;
		}
		self.time += u64::from(seconds) * 1_000;
		Ok(())
	}

	/// A transfer between two accounts that were never used before.
	pub fn transfer(&mut self) -> Result<UncheckedExtrinsic> {
		let (from, to) = (self.next_person, self.next_person + 1);
		self.next_person += 2;
		if to >= state::people(&self.fleet) {
			return Err(Failure::new(
				"all accounts of the chain were used",
				"bench/src/state.rs: people",
				"give the chain more accounts, or ask for fewer scenarios with --only",
			));
		}
		let transfer = tx::transfer(tx::person(to));
		Ok(tx::signed(self.genesis, &tx::sender(from), 0, transfer))
	}

	/// Full pages, each once before any comes again, all of one provider.
	pub fn take_pages(&mut self, count: u32) -> (ProviderId, Vec<PageId>) {
		let full = self.fleet.full_pages();
		let count = count.min(full);
		let provider_at = |page| self.fleet.provider_of_page(page % full);
		let mut first = self.next_page % full;
		let last = first + count - 1;
		if last >= full {
			first = 0;
		} else if provider_at(first) != provider_at(last) {
			// The rest of a provider's pages is left out.
			first =
				(first..=last).find(|page| provider_at(*page) != provider_at(first)).unwrap_or(0);
			if first + count > full {
				first = 0;
			}
		}
		self.next_page = first + count;
		(self.fleet.provider_of_page(first), (first..first + count).collect())
	}

	/// Signs as the provider's next head-end.
	pub fn by_head_end(&mut self, provider: ProviderId, call: RuntimeCall) -> UncheckedExtrinsic {
		let index = self.next_head_end.entry(provider).or_default();
		let who = *index % HEAD_ENDS;
		*index += 1;
		let nonce = self.nonces.entry((provider, who)).or_default();
		let signed = tx::signed(self.genesis, &tx::head_end(provider, who), *nonce, call);
		*nonce += 1;
		signed
	}

	/// Devices with keys of one scheme (0: ed25519, 1: sr25519), side by side, of one provider,
	/// that were not taken before, as long as there are such.
	pub fn take_keyed(&mut self, scheme: usize, count: u32) -> (ProviderId, Vec<u32>) {
		let range = self.fleet.keyed();
		let per_provider = crate::fleet::PER_PROVIDER;
		let mut first = self.next_keyed[scheme];
		let mut last = first + 2 * (count - 1);
		if first / per_provider != last / per_provider {
			first = last / per_provider * per_provider + scheme as u32;
			last = first + 2 * (count - 1);
		}
		if last >= range.end {
			first = match scheme {
				0 => range.start.next_multiple_of(2),
				_ => range.start | 1,
			};
		}
		self.next_keyed[scheme] = first + 2 * count;
		let devices = (0..count).map(|n| first + 2 * n).filter(|d| *d < range.end).collect();
		(first / per_provider, devices)
	}

	/// Devices, and bytes of all keys and values in the state.
	pub fn bytes_under(&self, prefix: &[u8]) -> Result<u64> {
		Ok(self.executor.pairs(prefix)?.map(|(key, value)| (key.len() + value.len()) as u64).sum())
	}
}

impl Drop for Chain {
	fn drop(&mut self) {
		// The databases still write into it: what cannot be removed now goes with the next run.
		let _ = std::fs::remove_dir_all(&self.folder);
	}
}

/// Reads the events of the newest block.
fn outcome() -> Outcome {
	use pallet_metering::Event as Metered;
	let mut outcome = Outcome::default();
	for record in System::read_events_no_consensus() {
		match record.event {
			RuntimeEvent::System(frame_system::Event::<Runtime>::ExtrinsicFailed { .. }) => {
				outcome.failed += 1
			},
			RuntimeEvent::Metering(
				Metered::BatchBooked { booked, refused, .. }
				| Metered::SignedBatchBooked { booked, refused, .. },
			) => {
				outcome.booked += booked;
				outcome.refused += refused;
			},
			RuntimeEvent::Metering(Metered::DeviceReadingBooked { .. }) => outcome.booked += 1,
			RuntimeEvent::Allotments(pallet_allotments::Event::ShortfallCovered { .. }) => {
				outcome.covered += 1
			},
			RuntimeEvent::Allotments(pallet_allotments::Event::MonthClosed { .. }) => {
				outcome.closed += 1
			},
			_ => {},
		}
	}
	outcome
}

/// The bytes that transactions take in a block.
pub fn bytes_of(extrinsics: &[UncheckedExtrinsic]) -> usize {
	extrinsics.iter().map(Encode::encoded_size).sum()
}
