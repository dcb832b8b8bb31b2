//! `outbox`: how many readings stand where, and those that the chain refused.

use super::{Counts, Outbox, Refused};
use crate::{case::rfc3339, config::Config, error::Error, output::Output};
use serde::Serialize;
use std::path::PathBuf;

#[derive(Serialize)]
struct Shown {
	outbox: PathBuf,
	#[serde(flatten)]
	counts: Counts,
	/// Refused readings that wait again.
	retried: u64,
	refusals: Vec<Refused>,
}

pub async fn show(config: &Config, retry: bool, list: u32, output: Output) -> Result<(), Error> {
	let file = config.outbox();
	if !file.exists() {
		return Err(Error::Asked {
			what: format!("there is no outbox {}", file.display()),
			advice: "commonwatt-gateway submit makes it, and the configuration names another"
				.into(),
		});
	}
	let mut outbox = Outbox::open(&file).await?;
	let retried = if retry { outbox.retry().await? } else { 0 };
	let shown = Shown {
		outbox: file,
		counts: outbox.counts().await?,
		retried,
		refusals: outbox.refused(list).await?,
	};
	output.put(&shown, || text(&shown));
	Ok(())
}

fn text(shown: &Shown) -> String {
	let Counts { waiting, sent, booked, known, refused } = shown.counts;
	let mut text = format!(
		"{}\n{waiting} readings wait, {sent} are sent and not final, {booked} are booked, {known} were \
		 on the chain before, {refused} were refused",
		shown.outbox.display()
	);
	if shown.retried > 0 {
		text += &format!("\n{} refused readings wait again", shown.retried);
	}
	for Refused { device, at, import_wh, export_wh, reason } in &shown.refusals {
		text += &format!(
			"\n  device {device} at {}, import {import_wh} Wh, export {export_wh} Wh: {reason}",
			rfc3339(*at)
		);
	}
	text
}
