//! A recorded day through the built node and gateway.

use super::Bench;
use crate::{
	failure::{Failure, Place, Result},
	report::{Figure, Goal},
	say,
	stats::Summary,
};
use serde_json::Value;
use std::process::{Command, Stdio};

/// Plays a recorded month as `scripts/run` does, and divides.
pub fn replay(bench: &mut Bench) -> Result<()> {
	bench.close();
	let root = &bench.options.root;
	let script = root.join("scripts/run");
	let place = script.display().to_string();
	let remedy = "run ./scripts/build, then this again; or name the project's folder with --root";
	for case in ["caltech-garage", "rural-street"] {
		let report = bench.options.dir.join(format!("replay-{case}.json"));
		say(case);
		let status = Command::new(&script)
			.args(["--once", "--case"])
			.arg(root.join("data").join(case))
			.arg("--report")
			.arg(&report)
			.stdout(Stdio::null())
			.status()
			.at(&place, remedy)?;
		if !status.success() {
			return Err(Failure::new(
				format!("the replay of {case} failed: {status}"),
				place,
				remedy,
			));
		}
		let text = std::fs::read_to_string(&report).at(report.display().to_string(), remedy)?;
		let played: Value = serde_json::from_str(&text).at(report.display().to_string(), remedy)?;
		let took = played["seconds"].as_f64().ok_or_else(|| {
			Failure::new("the replay does not say how long it took", &place, remedy)
		})?;
		// October 2019.
		let found = Summary::exact(31.0 * 86_400.0 / took, 1);
		bench.report.add(Figure {
			scenario: "replay",
			what: format!("recorded time ÷ time it took, {case}"),
			unit: "",
			goal: Goal::AtLeast(1_000.0),
			found,
			fleet: None,
			note: format!("the month in {took:.0} s, set-up of its networks included"),
		});
	}
	Ok(())
}
