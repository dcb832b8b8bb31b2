//! Cases of one month, played side by side: interval by interval.

use super::{Case, Reading, Seconds};
use std::ops::Range;

/// Cases of the same month.
#[derive(Clone, Debug)]
pub struct Group<'a> {
	pub start: Seconds,
	pub end: Seconds,
	pub cases: Vec<&'a Case>,
}

/// What the cases of a group read at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
	pub at: Seconds,
	/// The case's place in the group, and the range of its readings.
	pub parts: Vec<(usize, Range<usize>)>,
}

impl Interval {
	pub fn readings(&self) -> usize {
		self.parts.iter().map(|(_, range)| range.len()).sum()
	}
}

/// Puts cases of the same month together, months in order. Months that differ only by the offset of
/// their zones overlap and are played together as well.
pub fn groups(cases: &[Case]) -> Vec<Group<'_>> {
	let mut sorted: Vec<&Case> = cases.iter().collect();
	sorted.sort_by_key(|case| case.period.start);
	let mut groups: Vec<Group<'_>> = Vec::new();
	for case in sorted {
		match groups.last_mut() {
			Some(group) if case.period.start < group.end => {
				group.end = group.end.max(case.period.end);
				group.cases.push(case);
			},
			_ => groups.push(Group {
				start: case.period.start,
				end: case.period.end,
				cases: vec![case],
			}),
		}
	}
	groups
}

/// The instants of a group at which anything was read, in order.
pub fn intervals(group: &Group<'_>) -> Vec<Interval> {
	let mut next = vec![0usize; group.cases.len()];
	let mut intervals = Vec::new();
	let readings = |case: usize| -> &[Reading] { &group.cases[case].readings };
	while let Some(at) =
		(0..next.len()).filter_map(|case| readings(case).get(next[case]).map(|r| r.at)).min()
	{
		let mut parts = Vec::new();
		for (case, place) in next.iter_mut().enumerate() {
			let from = *place;
			*place += readings(case)[from..].iter().take_while(|reading| reading.at == at).count();
			if *place > from {
				parts.push((case, from..*place));
			}
		}
		intervals.push(Interval { at, parts });
	}
	intervals
}
