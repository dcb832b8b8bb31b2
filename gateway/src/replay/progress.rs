//! What a person sees while a replay runs: a bar on a terminal, plain lines every few seconds
//! elsewhere. On standard error, so that standard output is the report's.

use crate::case::{rfc3339, Seconds};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
	io::{IsTerminal, Write},
	time::{Duration, Instant},
};

const EVERY: Duration = Duration::from_secs(4);

pub struct Progress {
	bar: Option<ProgressBar>,
	total: u64,
	done: u64,
	started: Instant,
	told: Instant,
}

impl Progress {
	/// For so many readings.
	pub fn new(total: u64) -> Self {
		let bar = std::io::stderr().is_terminal().then(|| {
			let style = ProgressStyle::with_template(
				"{bar:30} {percent:>3} % · {human_pos} of {human_len} readings · {msg} · {eta} left",
			)
			.unwrap_or_else(|_| ProgressStyle::default_bar());
			ProgressBar::new(total).with_style(style)
		});
		let now = Instant::now();
		Self { bar, total, done: 0, started: now, told: now }
	}

	/// Tells something that happens once.
	pub fn say(&self, text: impl AsRef<str>) {
		match &self.bar {
			Some(bar) => bar.println(text.as_ref()),
			None => line(text.as_ref()),
		}
	}

	/// So many more readings are done, and the chain is at `at`.
	pub fn advance(&mut self, readings: u64, at: Seconds) {
		self.done += readings;
		match &self.bar {
			Some(bar) => {
				bar.set_message(rfc3339(at));
				bar.set_position(self.done);
			},
			None if self.told.elapsed() >= EVERY => {
				self.told = Instant::now();
				let seconds = self.started.elapsed().as_secs();
				line(&format!(
					"  {} of {} readings, chain at {}, {seconds} s",
					self.done,
					self.total,
					rfc3339(at)
				));
			},
			None => (),
		}
	}

	pub fn finish(&self) {
		if let Some(bar) = &self.bar {
			bar.finish_and_clear();
		}
	}
}

/// Nobody has to listen: a replay does not end because its progress cannot be told.
fn line(text: &str) {
	let _ = writeln!(std::io::stderr(), "{text}");
}
