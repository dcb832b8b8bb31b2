//! Medians, and how sure they are.

use serde_json::{json, Value};

/// A sample's median with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
	pub samples: usize,
	pub median: f64,
	pub low: f64,
	pub high: f64,
}

impl Summary {
	/// The median of `values`, which must not be empty. The interval is that of the order
	/// statistics: it holds for any distribution, with at least 95 % where there are six values.
	pub fn of(values: &[f64]) -> Self {
		let mut sorted = values.to_vec();
		sorted.sort_by(f64::total_cmp);
		let (low, high) = median_ranks(sorted.len());
		Self {
			samples: sorted.len(),
			median: middle(&sorted),
			low: sorted[low],
			high: sorted[high],
		}
	}

	/// A figure that does not vary.
	pub fn exact(value: f64, samples: usize) -> Self {
		Self { samples, median: value, low: value, high: value }
	}

	/// Each value of the sample taken to another, increasing or decreasing.
	pub fn map(self, f: impl Fn(f64) -> f64) -> Self {
		let (a, b) = (f(self.low), f(self.high));
		Self { median: f(self.median), low: a.min(b), high: a.max(b), ..self }
	}

	pub fn json(&self) -> Value {
		json!({ "samples": self.samples, "median": self.median, "interval95": [self.low, self.high] })
	}
}

/// The middle value.
pub fn median(values: &[f64]) -> f64 {
	let mut sorted = values.to_vec();
	sorted.sort_by(f64::total_cmp);
	middle(&sorted)
}

fn middle(sorted: &[f64]) -> f64 {
	let n = sorted.len();
	match n % 2 {
		0 => (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0,
		_ => sorted[n / 2],
	}
}

/// The indices of the two order statistics of `n` values that hold the median between them with
/// a probability of 95 % or more: as many values are cut off on each side as a fair coin that is
/// thrown `n` times shows heads at most, in one of forty cases.
fn median_ranks(n: usize) -> (usize, usize) {
	let mut below = 0.0;
	let mut chance = 0.5f64.powi(n as i32);
	let mut cut = 0;
	for heads in 0..n / 2 {
		below += chance;
		if below > 0.025 {
			break;
		}
		cut = heads;
		chance *= (n - heads) as f64 / (heads + 1) as f64;
	}
	(cut, n - 1 - cut)
}

/// The slope of the straight line through points: least squares.
pub fn slope(points: &[(f64, f64)]) -> f64 {
	let n = points.len() as f64;
	let mean = |f: fn(&(f64, f64)) -> f64| points.iter().map(f).sum::<f64>() / n;
	let (x, y) = (mean(|p| p.0), mean(|p| p.1));
	let covariance: f64 = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum();
	let variance: f64 = points.iter().map(|p| (p.0 - x).powi(2)).sum();
	covariance / variance
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn median_of_odd_and_even() {
		assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
		assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
	}

	#[test]
	fn ranks_are_those_of_the_tables() {
		// One-based in the tables: 30 values, the 10th and the 21st.
		assert_eq!(median_ranks(30), (9, 20));
		assert_eq!(median_ranks(6), (0, 5));
		assert_eq!(median_ranks(100), (39, 60));
		assert_eq!(median_ranks(1), (0, 0));
	}

	#[test]
	fn the_interval_holds_the_median() {
		let values: Vec<f64> = (0..30).map(|n| ((n * 7) % 30) as f64).collect();
		let summary = Summary::of(&values);
		assert_eq!(summary.median, 14.5);
		assert_eq!((summary.low, summary.high), (9.0, 20.0));
	}

	#[test]
	fn a_decreasing_map_turns_the_interval_around() {
		let inverse = Summary { samples: 9, median: 2.0, low: 1.0, high: 4.0 }.map(|x| 1.0 / x);
		assert_eq!(inverse, Summary { samples: 9, median: 0.5, low: 0.25, high: 1.0 });
	}

	#[test]
	fn the_slope_of_a_power_is_its_exponent() {
		let points: Vec<_> = (1..5).map(|n| ((n as f64).ln(), (n as f64).powi(2).ln())).collect();
		assert!((slope(&points) - 2.0).abs() < 1e-12);
	}
}
