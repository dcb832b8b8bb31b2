//! A history: a chain from its genesis, played step by step beside the model.

use crate::{
	actions::{self, Land},
	chain::{Chain, Failed},
	model::{must, Model},
	rng::Rng,
	steps::Step,
	trouble::{caught, Trouble},
};
use codec::Encode;
use commonwatt_runtime::{Allotments, DeviceRegistry, Metering, Rebalancing, SurplusSale};
use std::collections::BTreeMap;

/// What was done so far.
#[derive(Clone, Debug, Default)]
pub struct Tally {
	pub calls: u64,
	pub blocks: u64,
	pub forks: u64,
	/// By call: done and failed.
	pub by_call: BTreeMap<String, (u64, u64)>,
	/// Not valid as transactions.
	pub invalid: u64,
}

impl Tally {
	pub fn add(&mut self, other: &Self) {
		self.calls += other.calls;
		self.blocks += other.blocks;
		self.forks += other.forks;
		self.invalid += other.invalid;
		for (call, (done, failed)) in &other.by_call {
			let sum = self.by_call.entry(call.clone()).or_default();
			sum.0 += done;
			sum.1 += failed;
		}
	}
}

pub struct Player {
	pub chain: Chain,
	model: Model,
	/// Where the chain forked, and the model then.
	forks: Vec<(Chain, Model)>,
	pub tally: Tally,
}

impl Player {
	pub fn new() -> Self {
		let mut chain = Chain::new();
		let model = chain.run(Model::new);
		Self { chain, model, forks: Vec::new(), tally: Tally::default() }
	}

	pub fn play(&mut self, step: &Step) -> Result<(), Trouble> {
		match step {
			Step::Block(after) => {
				self.end_block()?;
				self.chain.begin(*after)
			},
			Step::Fork => {
				self.tally.forks += 1;
				self.forks.push((self.chain.clone(), self.model.clone()));
				Ok(())
			},
			Step::Back => {
				// What happened on the fork had to hold as well.
				self.end_block()?;
				if let Some((chain, model)) = self.forks.pop() {
					(self.chain, self.model) = (chain, model);
					Ok(())
				} else {
					self.chain.begin(6)
				}
			},
			Step::Call { who, through_pipeline, call } => {
				let before = self.chain.run(|| Model::before(*who, call));
				let outcome = if *through_pipeline {
					self.chain.send(*who, (**call).clone())?
				} else {
					self.chain.dispatch(*who, (**call).clone())?
				};
				self.count(call, &outcome.result);
				let (now, model) = (self.chain.now, &mut self.model);
				self.chain.run(|| model.learn(now, before, call, &outcome, *through_pipeline))
			},
		}
	}

	fn count(&mut self, call: &commonwatt_runtime::RuntimeCall, result: &Result<(), Failed>) {
		use frame_support::traits::GetCallMetadata;
		self.tally.calls += 1;
		let metadata = call.get_call_metadata();
		let name = format!("{}.{}", metadata.pallet_name, metadata.function_name);
		let sum = self.tally.by_call.entry(name).or_default();
		match result {
			Ok(()) => sum.0 += 1,
			Err(Failed::Dispatch(_)) => sum.1 += 1,
			Err(Failed::Invalid(_)) => self.tally.invalid += 1,
		}
	}

	/// Ends the block, and looks whether all holds.
	pub fn end_block(&mut self) -> Result<(), Trouble> {
		self.tally.blocks += 1;
		let events = self.chain.end()?;
		let model = &mut self.model;
		self.chain.run(|| model.hear(&events))?;
		self.chain.run(try_state)?;
		self.chain.run(|| model.compare())
	}
}

/// The pallets' own invariants.
fn try_state() -> Result<(), Trouble> {
	let rooms: [(&str, fn() -> Result<(), sp_runtime::TryRuntimeError>); 5] = [
		("device-registry", DeviceRegistry::do_try_state),
		("metering", Metering::do_try_state),
		("allotments", Allotments::do_try_state),
		("rebalancing", Rebalancing::do_try_state),
		("surplus-sale", SurplusSale::do_try_state),
	];
	for (room, holds) in rooms {
		caught("try_state", holds)?
			.map_err(|error| Trouble::new(format!("try_state of {room}"), format!("{error:?}")))?;
	}
	Ok(())
}

/// How many calls a history makes.
pub const CALLS: u64 = 500;

/// A history that brought trouble.
pub struct Found {
	pub steps: Vec<Step>,
	pub trouble: Trouble,
}

/// Makes up the history of a case and plays it.
pub fn make_up(seed: u64, case: u64) -> Result<Tally, Box<Found>> {
	let mut rng = Rng::of_case(seed, case);
	let mut player = Player::new();
	let mut steps = Vec::new();
	let mut play = |player: &mut Player, step: Step| {
		steps.push(step);
		let result = player.play(steps.last().expect("just pushed"));
		result.map_err(|trouble| Box::new(Found { steps: steps.clone(), trouble }))
	};
	for step in actions::setup(&mut rng) {
		play(&mut player, step)?;
	}
	let look = |player: &mut Player| {
		let now = player.chain.now;
		player.chain.run(|| Land::look(now))
	};
	let mut land = look(&mut player);
	for step in actions::settle_in(&mut rng, &land) {
		play(&mut player, step)?;
	}
	let mut on_fork = false;
	while player.tally.calls < CALLS {
		match rng.below(400) {
			0 if !on_fork => {
				play(&mut player, Step::Fork)?;
				on_fork = true;
			},
			1..=8 if on_fork => {
				play(&mut player, Step::Back)?;
				on_fork = false;
				land = look(&mut player);
			},
			9..=40 => {
				let after = actions::pause(&mut rng, &land);
				play(&mut player, Step::Block(after))?;
				land = look(&mut player);
			},
			_ => {
				let step = player.chain.run(|| actions::next(&mut rng, &land));
				play(&mut player, step)?;
			},
		}
	}
	let last = Step::Block(6);
	play(&mut player, last)?;
	// Now and then the same history once more: it must end in the same state.
	if case % 32 == 0 {
		let again =
			replay(&steps).map_err(|trouble| Box::new(Found { steps: steps.clone(), trouble }))?;
		let same = again.chain.state.digest() == player.chain.state.digest();
		must(same, "a history ended otherwise the second time", String::new)
			.map_err(|trouble| Box::new(Found { steps, trouble }))?;
	}
	Ok(player.tally)
}

/// Plays steps that were written down.
pub fn replay(steps: &[Step]) -> Result<Player, Trouble> {
	let mut player = Player::new();
	for step in steps {
		player.play(step)?;
	}
	Ok(player)
}

/// The trouble that steps bring, if they do.
pub fn trouble_of(steps: &[Step]) -> Option<Trouble> {
	let mut steps = steps.to_vec();
	// Trouble may show at the block's end only.
	if steps.last() != Some(&Step::Block(6)) {
		steps.push(Step::Block(6));
	}
	replay(&steps).err()
}

/// Leaves out what is not needed for trouble of the same kind.
pub fn shorten(found: &Found) -> Vec<Step> {
	let mut steps = found.steps.clone();
	let brings = |steps: &[Step]| trouble_of(steps).is_some_and(|t| t.kind == found.trouble.kind);
	if !brings(&steps) {
		return steps;
	}
	let mut chunk = steps.len().next_power_of_two() / 2;
	while chunk > 0 {
		let mut from = 0;
		let before = steps.len();
		while from < steps.len() {
			let mut fewer = steps.clone();
			fewer.drain(from..(from + chunk).min(steps.len()));
			if brings(&fewer) {
				steps = fewer;
			} else {
				from += chunk;
			}
		}
		// The smallest pieces are tried until none can go.
		if chunk > 1 || steps.len() == before {
			chunk /= 2;
		}
	}
	steps
}

/// The bytes of a history, to tell two apart.
pub fn name_of(steps: &[Step]) -> String {
	let calls: Vec<_> = steps.iter().map(Step::to_line).collect();
	sp_core::hexdisplay::HexDisplay::from(&sp_io::hashing::twox_64(&calls.encode()).to_vec())
		.to_string()
}
