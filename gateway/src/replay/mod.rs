//! Plays cases through a development node.
//!
//! | file of this folder | holds |
//! |---|---|
//! | [`plan`] | when the chain should start |
//! | [`terms`] | what a case does not say: tariffs, limits, money |
//! | [`actors`] | providers, networks and devices, and what the chain has of them |
//! | [`setup`] | money, providers, networks, allotments, communities, devices |
//! | [`play`] | the readings, interval by interval |
//! | [`finish`] | the month's close and the settlement round |
//! | [`progress`] | what a person sees meanwhile |

pub mod actors;
mod finish;
pub mod plan;
mod play;
mod progress;
mod setup;
mod terms;

use crate::{
	case::{
		merge::{groups, Group},
		rfc3339, Case,
	},
	chain::{
		accounts,
		clock::{Clock, Sealing},
		submit::Sender,
		Chain,
	},
	error::Error,
};
use actors::Actors;
use progress::Progress;
use std::time::{Duration, Instant};

/// Plays the cases to their end; returns how long it took.
pub async fn run(chain: &Chain, cases: &[Case]) -> Result<Duration, Error> {
	let started = Instant::now();
	let clock = Clock::read(chain).await?;
	let mut sender = Sender::new(chain, clock);
	chain.set_sealing(Sealing::Manual).await?;
	let played = tokio::select! {
		played = play_all(&mut sender, cases) => played,
		_ = tokio::signal::ctrl_c() => Err(Error::Interrupted),
	};
	// However it ended: the node answers wallets again.
	let restored = chain.set_sealing(Sealing::Instant).await;
	played?;
	restored?;
	Ok(started.elapsed())
}

async fn play_all(sender: &mut Sender<'_>, cases: &[Case]) -> Result<(), Error> {
	let chain = sender.chain;
	sender.flush_leftovers().await?;
	let groups = groups(cases);
	let state = chain.state().await?;
	let mut all: Vec<Actors<'_>> = Vec::with_capacity(cases.len());
	for case in groups.iter().flat_map(|group| &group.cases) {
		let mut actors = Actors::new(case);
		actors.look_up(&state).await?;
		check(sender, &state, &actors).await?;
		all.push(actors);
	}

	let readings = cases.iter().map(|case| case.readings.len() as u64).sum();
	let mut progress = Progress::new(readings);
	progress.say(format!(
		"{} cases, {readings} readings, through the node at {} (chain at {})",
		cases.len(),
		chain.url(),
		rfc3339(sender.clock.now())
	));
	let money = setup::fund(sender, &all).await?;
	setup::providers(sender, &mut all, money).await?;

	let mut unfinished = 0;
	let mut next = 0;
	for (place, group) in groups.iter().enumerate() {
		let members = next..next + group.cases.len();
		next = members.end;
		for actors in &all[members.clone()] {
			tell(&progress, actors);
		}
		play::play(sender, group, &mut all[members], &mut progress).await?;
		// A month that follows at once is played before this one is closed, or its first readings
		// would come late: months close while the next one runs.
		if !follows_at_once(group, groups.get(place + 1)) {
			let done: Vec<&Actors<'_>> = all[unfinished..next].iter().collect();
			finish::finish(sender, &done, &progress).await?;
			unfinished = next;
		}
	}
	progress.finish();
	Ok(())
}

/// Settlement takes some days after a month's end.
const DAYS_TO_SETTLE: u32 = 7 * 86_400;

fn follows_at_once(group: &Group<'_>, next: Option<&Group<'_>>) -> bool {
	next.is_some_and(|next| next.start < group.end.saturating_add(DAYS_TO_SETTLE))
}

/// Refuses a case that this chain cannot play, before anything is sent for it.
async fn check(
	sender: &Sender<'_>,
	state: &crate::chain::state::State<'_>,
	actors: &Actors<'_>,
) -> Result<(), Error> {
	let refuse = |why: String| Err(Error::CannotPlay { case: actors.case.name.clone(), why });
	if state.sudo_key().await? != Some(accounts::alice().id.0) {
		return refuse(
			"//Alice is not sudo on this chain: a replay needs the development preset".into(),
		);
	}
	let (now, period) = (sender.clock.now(), actors.case.period);
	if !actors.has_begun() && now >= period.end {
		return refuse(format!(
			"the chain's clock is at {}, past its month {period}, and nothing of it is there; start \
			 a fresh chain at {} or before",
			rfc3339(now),
			rfc3339(period.start),
		));
	}
	Ok(())
}

fn tell(progress: &Progress, actors: &Actors<'_>) {
	let case = actors.case;
	let goes_on = match actors.has_begun() {
		true => ", goes on where it was",
		false => "",
	};
	progress.say(format!(
		"{} ({}): {} networks, {} devices, {} readings{goes_on}",
		case.name,
		case.period,
		case.networks.len(),
		case.devices.len(),
		case.readings.len()
	));
}
