//! After a month: the close delay, the closing, the settlement round.

use super::{actors::Actors, progress::Progress};
use crate::{
	case::Seconds,
	chain::{state::MonthState, submit::Sender},
	error::Error,
};

/// Blocks for the close of a month beside those for its networks.
const PATIENCE: u32 = 200;
const BLOCKS_A_NETWORK: u32 = 4;

/// Makes blocks until the months of all these cases are closed and settled.
pub async fn finish(
	sender: &mut Sender<'_>,
	cases: &[&Actors<'_>],
	progress: &Progress,
) -> Result<(), Error> {
	let chain = sender.chain;
	let close_delay: Seconds = chain.constant("Allotments", "CloseDelay")?;
	let round: Seconds = chain.constant("SurplusSale", "RoundLength")?;
	let mut waiting: Vec<(u32, u16, String)> = Vec::new();
	let mut due = 0;
	for actors in cases {
		due = due.max(actors.case.period.end.saturating_add(close_delay));
		for (network, on_chain) in actors.case.networks.iter().zip(&actors.networks) {
			let Some(id) = on_chain.id else { continue };
			let what = format!("the month of {} in {}", network.name, actors.case.name);
			waiting.push((id, actors.case.period.month_id(), what));
		}
	}
	let bound = PATIENCE + BLOCKS_A_NETWORK * waiting.len() as u32;
	let mut blocks = 0;
	loop {
		let state = chain.state().await?;
		let mut settling = true;
		let mut open = Vec::new();
		for (network, month, what) in waiting {
			match state.statement(network, month).await?.map(|statement| statement.state) {
				Some(MonthState::Closed) => continue,
				Some(MonthState::Settling) => (),
				Some(MonthState::Open) | None => settling = false,
			}
			open.push((network, month, what));
		}
		waiting = open;
		let Some((_, _, what)) = waiting.first() else { return Ok(()) };
		if blocks == bound {
			return Err(Error::NotClosed { blocks, what: what.clone() });
		}
		if blocks == 0 {
			progress.say("closing the month …");
		}
		// Orders wait for the end of their round; closing goes on from block to block.
		let now = sender.clock.now();
		let at = match settling && now >= due {
			true => (now / round + 1) * round,
			false => due,
		};
		sender.seal(at).await?;
		blocks += 1;
	}
}
