//! When a development chain should start.

use crate::case::{Case, Seconds};

const DAY: Seconds = 86_400;

/// A day before the first month, so that providers are there when it begins. None without a case.
pub fn start(cases: &[Case]) -> Option<Seconds> {
	// Not before the first second: a chain's time is never zero.
	cases.iter().map(|case| case.period.start.saturating_sub(DAY).max(1)).min()
}
