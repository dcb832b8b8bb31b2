//! The readings of a month, interval by interval: each in a block whose time is the interval's end.

use super::{actors::Actors, progress::Progress, setup};
use crate::{
	case::{
		merge::{intervals, Group, Interval},
		rfc3339, Reading,
	},
	chain::{
		calls::{self, Calls, PageReadings},
		limits::Limits,
		submit::Sender,
	},
	error::Error,
};
use std::collections::BTreeMap;

/// Plays a group of cases; `actors` are its cases, in the group's order.
pub async fn play(
	sender: &mut Sender<'_>,
	group: &Group<'_>,
	actors: &mut [Actors<'_>],
	progress: &mut Progress,
) -> Result<(), Error> {
	let limits = sender.chain.limits()?;
	for interval in intervals(group) {
		for (case, range) in &interval.parts {
			let actors = &mut actors[*case];
			if !actors.ready {
				setup::networks(sender, actors, actors.case.period.start).await?;
			}
			let opening = range.clone().any(|r| is_opening(actors, &actors.case.readings[r]));
			if opening {
				let enrolled = setup::devices(sender, actors, interval.at, progress).await?;
				if enrolled > 0 {
					progress.say(format!(
						"{}: {enrolled} devices enrolled at {}",
						actors.case.name,
						rfc3339(interval.at)
					));
				}
			}
		}
		let sent = submit(sender, actors, &interval, &limits).await?;
		if sent > 0 {
			let block = sender.seal(interval.at).await?;
			for refusal in &block.refusals {
				progress.say(format!("refused at {}: {refusal}", rfc3339(interval.at)));
			}
			if block.booked + block.refused != sent {
				return Err(Error::Miscounted {
					at: rfc3339(interval.at),
					sent,
					booked: block.booked,
					refused: block.refused,
				});
			}
		}
		progress.advance(interval.readings() as u64, interval.at);
	}
	Ok(())
}

fn is_opening(actors: &Actors<'_>, reading: &Reading) -> bool {
	actors.openings[reading.device] == *reading
}

/// Puts the readings of an interval into the pool, in batches of each head-end. Returns how many
/// readings; those that open a device's meter came with its enrolment, those of an earlier run are
/// there.
async fn submit(
	sender: &mut Sender<'_>,
	actors: &mut [Actors<'_>],
	interval: &Interval,
	limits: &Limits,
) -> Result<u64, Error> {
	let calls = Calls(sender.chain.base());
	let mut sent = 0u64;
	for (case, range) in &interval.parts {
		let actors = &mut actors[*case];
		let mut pages: BTreeMap<(usize, u32), Vec<calls::Reading>> = BTreeMap::new();
		for reading in &actors.case.readings[range.clone()] {
			if is_opening(actors, reading) || actors.was_sent(reading) {
				continue;
			}
			let provider = actors.networks[actors.case.devices[reading.device].network].provider;
			let Some(device) = &mut actors.devices[reading.device] else {
				return Err(Error::CannotPlay {
					case: actors.case.name.clone(),
					why: format!(
						"device «{}» was not enrolled",
						actors.case.devices[reading.device].name
					),
				});
			};
			let export = (reading.export_wh != device.export_wh).then_some(reading.export_wh);
			device.export_wh = reading.export_wh;
			let page = pages.entry((provider, device.id / limits.slots)).or_default();
			page.push(calls::Reading {
				slot: (device.id % limits.slots) as u8,
				import: reading.import_wh,
				export,
			});
			sent += 1;
		}
		for provider in 0..actors.providers.len() {
			let mine: Vec<PageReadings> = pages
				.iter()
				.filter(|((of, _), _)| *of == provider)
				.map(|((_, page), readings)| PageReadings::new(*page, readings.clone()))
				.collect();
			let provider = &actors.providers[provider];
			for batch in mine.chunks(limits.pages) {
				let call = calls.submit(interval.at, batch.to_vec())?;
				let what = format!("the readings of {} at {}", provider.name, rfc3339(interval.at));
				sender.send(&provider.head_end, &call, what).await?;
			}
		}
	}
	Ok(sent)
}
