//! What went wrong, where, and what to do about it.

use std::fmt::{Debug, Display, Formatter};

/// The outcome of anything that can fail.
pub type Result<T> = std::result::Result<T, Failure>;

/// Why the benchmark cannot go on.
pub struct Failure {
	pub what: String,
	pub place: String,
	pub remedy: String,
}

impl Failure {
	pub fn new(
		what: impl Into<String>,
		place: impl Into<String>,
		remedy: impl Into<String>,
	) -> Self {
		Self { what: what.into(), place: place.into(), remedy: remedy.into() }
	}
}

impl Display for Failure {
	fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
		writeln!(f, "error: {}", self.what)?;
		writeln!(f, "    where:      {}", self.place)?;
		write!(f, "    what to do: {}", self.remedy)
	}
}

impl Debug for Failure {
	fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
		Display::fmt(self, f)
	}
}

/// Says where an error happened.
pub trait Place<T> {
	/// Turns an error into a [`Failure`] at `place`.
	fn at(self, place: impl Into<String>, remedy: &str) -> Result<T>;
}

impl<T, E: Display> Place<T> for std::result::Result<T, E> {
	fn at(self, place: impl Into<String>, remedy: &str) -> Result<T> {
		self.map_err(|error| Failure::new(error.to_string(), place, remedy))
	}
}
