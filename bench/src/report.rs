//! What was found: the table and the JSON.

use crate::{
	failure::{Place, Result},
	fleet::Fleet,
	stats::Summary,
};
use comfy_table::{presets::UTF8_HORIZONTAL_ONLY, ContentArrangement, Table};
use serde_json::{json, Value};
use std::path::Path;

/// What a figure must be.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
	AtLeast(f64),
	AtMost(f64),
	Between(f64, f64),
	/// A figure that explains others.
	None,
}

impl Goal {
	/// Whether a median meets the goal; nothing where there is none.
	pub fn met(self, found: f64) -> Option<bool> {
		match self {
			Self::AtLeast(least) => Some(found >= least),
			Self::AtMost(most) => Some(found <= most),
			Self::Between(least, most) => Some((least..=most).contains(&found)),
			Self::None => None,
		}
	}

	fn text(self) -> String {
		match self {
			Self::AtLeast(least) => format!("≥ {}", number(least)),
			Self::AtMost(most) => format!("≤ {}", number(most)),
			Self::Between(least, most) => format!("{} to {}", number(least), number(most)),
			Self::None => String::new(),
		}
	}
}

/// One figure.
pub struct Figure {
	/// The scenario that found it.
	pub scenario: &'static str,
	/// What it is of.
	pub what: String,
	pub unit: &'static str,
	pub goal: Goal,
	pub found: Summary,
	/// The state that it was measured at.
	pub fleet: Option<Fleet>,
	/// Why it is what it is, or what was left out.
	pub note: String,
}

/// All figures of a run.
#[derive(Default)]
pub struct Report {
	pub figures: Vec<Figure>,
	/// Scenarios that were left out, and why.
	pub skipped: Vec<(&'static str, String)>,
	/// Why the run says nothing, if it does not.
	pub void: Option<String>,
}

impl Report {
	pub fn add(&mut self, figure: Figure) {
		crate::say(&format!(
			"{}: {} {} ({} to {})",
			figure.what,
			number(figure.found.median),
			figure.unit,
			number(figure.found.low),
			number(figure.found.high),
		));
		self.figures.push(figure);
	}

	/// The table, for people.
	pub fn table(&self) -> String {
		let mut table = Table::new();
		table
			.load_preset(UTF8_HORIZONTAL_ONLY)
			.set_content_arrangement(ContentArrangement::Dynamic);
		if table.width().is_none() {
			table.set_width(150);
		}
		table.set_header([
			"scenario",
			"figure",
			"unit",
			"goal",
			"found",
			"95 % interval",
			"n",
			"state",
			"",
		]);
		for figure in &self.figures {
			let Summary { samples, median, low, high } = figure.found;
			let verdict = match (figure.goal.met(median), &self.void) {
				(None, _) => figure.note.clone(),
				(Some(_), Some(_)) => "void".into(),
				(Some(true), None) => join("met", &figure.note),
				(Some(false), None) => join("MISSED", &figure.note),
			};
			table.add_row([
				figure.scenario.into(),
				figure.what.clone(),
				figure.unit.into(),
				figure.goal.text(),
				number(median),
				format!("{} to {}", number(low), number(high)),
				samples.to_string(),
				figure.fleet.map(state_of).unwrap_or_default(),
				verdict,
			]);
		}
		for (scenario, why) in &self.skipped {
			let mut row = vec![String::new(); 9];
			row[0] = (*scenario).into();
			row[8] = format!("not run: {why}");
			table.add_row(row);
		}
		table.to_string()
	}

	/// Writes everything as one JSON object.
	pub fn write(&self, path: &Path, about: Value) -> Result<()> {
		let figures: Vec<_> = self.figures.iter().map(Figure::json).collect();
		let skipped: Vec<_> = self
			.skipped
			.iter()
			.map(|(scenario, why)| json!({ "scenario": scenario, "why": why }))
			.collect();
		let all = json!({
			"about": about,
			"void": self.void,
			"figures": figures,
			"skipped": skipped,
		});
		let remedy = "name a file in a folder of yours with --report";
		let place = path.display().to_string();
		if let Some(folder) = path.parent() {
			std::fs::create_dir_all(folder).at(&place, remedy)?;
		}
		let text = serde_json::to_string_pretty(&all).at(&place, remedy)?;
		std::fs::write(path, text + "\n").at(&place, remedy)
	}
}

impl Figure {
	fn json(&self) -> Value {
		let (goal, least, most) = match self.goal {
			Goal::AtLeast(least) => (true, Some(least), None),
			Goal::AtMost(most) => (true, None, Some(most)),
			Goal::Between(least, most) => (true, Some(least), Some(most)),
			Goal::None => (false, None, None),
		};
		let mut json = self.found.json();
		json["scenario"] = json!(self.scenario);
		json["figure"] = json!(self.what);
		json["unit"] = json!(self.unit);
		if goal {
			json["goal"] = json!({ "least": least, "most": most });
			json["met"] = json!(self.goal.met(self.found.median));
		}
		if let Some(fleet) = self.fleet {
			json["state"] = json!({ "fleet": fleet.kind.name(), "devices": fleet.devices });
		}
		if !self.note.is_empty() {
			json["note"] = json!(self.note);
		}
		json
	}
}

fn state_of(fleet: Fleet) -> String {
	format!("{} {}", grouped(u64::from(fleet.devices)), fleet.kind.name())
}

fn join(verdict: &str, note: &str) -> String {
	match note.is_empty() {
		true => verdict.into(),
		false => format!("{verdict}: {note}"),
	}
}

/// A number with as many digits as mean something.
pub fn number(value: f64) -> String {
	match value.abs() {
		_ if value.fract() == 0.0 && value.abs() < 1e15 => {
			let sign = if value < 0.0 { "-" } else { "" };
			format!("{sign}{}", grouped(value.abs() as u64))
		},
		100.0.. => grouped(value.abs().round() as u64),
		10.0.. => format!("{value:.1}"),
		1.0.. => format!("{value:.2}"),
		_ => format!("{value:.3}"),
	}
}

fn grouped(value: u64) -> String {
	let digits = value.to_string();
	let mut text = String::new();
	for (index, digit) in digits.chars().enumerate() {
		if index > 0 && (digits.len() - index) % 3 == 0 {
			text.push(',');
		}
		text.push(digit);
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn goals_hold_at_their_bounds() {
		assert_eq!(Goal::AtLeast(3.0).met(3.0), Some(true));
		assert_eq!(Goal::AtMost(3.0).met(3.1), Some(false));
		assert_eq!(Goal::Between(0.97, 1.03).met(1.03), Some(true));
		assert_eq!(Goal::None.met(1.0), None);
	}

	#[test]
	fn numbers_are_short() {
		assert_eq!(number(1_000_000.0), "1,000,000");
		assert_eq!(number(512.4), "512");
		assert_eq!(number(0.97), "0.970");
		assert_eq!(number(12.34), "12.3");
	}
}
