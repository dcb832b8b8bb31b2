//! Results, on standard output: words for people, JSON for programs.

use serde::Serialize;
use std::io::Write;

/// How results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Output {
	/// Words and tables.
	#[default]
	Text,
	/// JSON: one object, or one a line where there is no end to them.
	Json,
}

impl Output {
	/// Writes a result.
	pub fn put<T: Serialize>(self, result: &T, text: impl FnOnce() -> String) {
		match self {
			Self::Text => line(&text()),
			Self::Json => line(&json(result)),
		}
	}
}

fn json<T: Serialize>(result: &T) -> String {
	serde_json::to_string(result).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"))
}

/// Writes a line. Whoever reads along may stop reading: then there is nothing left to do.
pub fn line(text: &str) {
	let mut out = std::io::stdout().lock();
	if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
		std::process::exit(0);
	}
}
