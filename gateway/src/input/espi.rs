//! Green Button: an Atom feed of the resources that NAESB's ESPI describes.
//!
//! A `UsagePoint` has `MeterReading`s; each has a `ReadingType` (unit, direction, how its values add
//! up) and `IntervalBlock`s of `IntervalReading`s. Resources find each other by their links, and a
//! feed with a single one of a kind needs none. Electric energy in Wh (`uom` 72) is read, times its
//! power of ten: as use in an interval (`accumulationBehaviour` 4) or as a counter (3, or 1 for a
//! bulk quantity that counts on); flowing to the site (`flowDirection` 1) or from it (19). Parts of a
//! Wh are carried on from interval to interval.

use super::{Change, Problem, Readings, Row};
use crate::case::Seconds;
use roxmltree::{Document, Node};
use std::{collections::BTreeMap, path::Path};

const WH: i64 = 72;
const FORWARD: i64 = 1;
const REVERSE: i64 = 19;
const BULK: i64 = 1;
const CUMULATIVE: i64 = 3;
const DELTA: i64 = 4;
/// Electricity, metered at low or at high voltage; 0 where it is not said.
const ELECTRICITY: &[i64] = &[0, 1, 2];

/// Powers of ten that a value may be given in.
const POWERS: std::ops::RangeInclusive<i64> = -12..=12;

/// A resource of the feed.
struct Resource<'a, 'i> {
	node: Node<'a, 'i>,
	title: String,
	own: String,
	up: String,
	related: Vec<String>,
}

impl Resource<'_, '_> {
	/// Whether it belongs to `other`, by its links.
	fn is_of(&self, other: &Self) -> bool {
		let below = |own: &str| {
			!other.own.is_empty()
				&& own.strip_prefix(other.own.as_str()).is_some_and(|rest| rest.starts_with('/'))
		};
		below(&self.own) || below(&self.up) || other.related.contains(&self.up)
	}
}

struct File<'f> {
	path: &'f Path,
	problems: Vec<Problem>,
}

impl File<'_> {
	fn problem(&self, node: Node<'_, '_>, reason: impl Into<String>) -> Problem {
		Problem::new(self.path, line_of(node), reason)
	}
}

fn line_of(node: Node<'_, '_>) -> u64 {
	node.document().text_pos_at(node.range().start).row.into()
}

/// What the values of a meter reading are.
struct Kind {
	power: i64,
	counts_on: bool,
	reverse: bool,
}

/// What was read at an interval's end: import, export, and where it stands.
type At = (Change, Change, u64);

pub fn read(path: &Path, text: &str) -> Result<Readings, Problem> {
	let document = Document::parse(text).map_err(|error| {
		Problem::new(path, u64::from(error.pos().row), format!("is no XML: {error}"))
	})?;
	let of_kind = |kind: &str| -> Vec<Resource<'_, '_>> {
		document.descendants().filter(|node| is(*node, kind)).map(resource).collect()
	};
	let (points, meters) = (of_kind("UsagePoint"), of_kind("MeterReading"));
	let (types, blocks) = (of_kind("ReadingType"), of_kind("IntervalBlock"));
	if blocks.is_empty() {
		let reason = "is no Green Button feed with readings: it has no IntervalBlock";
		return Err(Problem::new(path, None, reason));
	}
	let mut file = File { path, problems: Vec::new() };
	let mut readings = Readings::default();
	// Of each usage point: what was read at the ends of its intervals.
	let mut ends: BTreeMap<usize, BTreeMap<Seconds, At>> = BTreeMap::new();
	let mut taken = vec![false; blocks.len()];
	for (place, meter) in meters.iter().enumerate() {
		let mine: Vec<usize> = (0..blocks.len())
			.filter(|block| blocks[*block].is_of(meter) || meters.len() == 1)
			.collect();
		if mine.is_empty() {
			continue;
		}
		mine.iter().for_each(|block| taken[*block] = true);
		let point = points.iter().position(|point| meter.is_of(point) || points.len() == 1);
		let kind = types
			.iter()
			.find(|kind| meter.related.contains(&kind.own) && !kind.own.is_empty())
			.or(if types.len() == 1 { types.first() } else { None });
		let Some(kind) = kind else {
			file.problems.push(file.problem(meter.node, "the MeterReading has no ReadingType"));
			continue;
		};
		match kind_of(&file, kind) {
			Ok(kind) => {
				let blocks: Vec<_> = mine.iter().map(|block| blocks[*block].node).collect();
				// Without usage points each meter reading stands for itself.
				let point = point.unwrap_or(points.len() + place);
				values(&mut file, &blocks, &kind, ends.entry(point).or_default());
			},
			Err(problem) => file.problems.push(problem),
		}
	}
	for (block, _) in blocks.iter().zip(&taken).filter(|(_, taken)| !**taken) {
		let reason = "the IntervalBlock belongs to no MeterReading of the feed";
		file.problems.push(file.problem(block.node, reason));
	}
	for (point, ends) in ends {
		let place = readings.meters.len();
		let resource = points.get(point).or_else(|| meters.get(point - points.len()));
		readings.meters.push(resource.map(names).unwrap_or_default());
		readings.rows.extend(ends.into_iter().map(|(at, (import, export, line))| Row {
			meter: place,
			at,
			import,
			export,
			line,
		}));
	}
	readings.problems = file.problems;
	Ok(readings)
}

fn is(node: Node<'_, '_>, name: &str) -> bool {
	node.is_element() && node.tag_name().name() == name
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
	node.children().find(|child| is(*child, name))
}

fn text_of(node: Node<'_, '_>, name: &str) -> Option<String> {
	child(node, name)?.text().map(|text| text.trim().to_owned())
}

fn resource<'a, 'i>(node: Node<'a, 'i>) -> Resource<'a, 'i> {
	let entry = node.ancestors().find(|ancestor| is(*ancestor, "entry"));
	let links = |rel: &str| -> Vec<String> {
		let links = entry.into_iter().flat_map(|entry| entry.children());
		links
			.filter(|link| is(*link, "link") && link.attribute("rel") == Some(rel))
			.filter_map(|link| link.attribute("href"))
			// Some feeds quote what is quoted already.
			.map(|href| href.trim_matches(['"', ' ']).trim_end_matches('/').to_owned())
			.collect()
	};
	Resource {
		node,
		title: entry.and_then(|entry| text_of(entry, "title")).unwrap_or_default(),
		own: links("self").into_iter().next().unwrap_or_default(),
		up: links("up").into_iter().next().unwrap_or_default(),
		related: links("related"),
	}
}

/// What a meter may be called: by the feed's title, and by the last step of its address.
fn names(resource: &Resource<'_, '_>) -> Vec<String> {
	let id = resource.own.rsplit('/').next().unwrap_or_default();
	let mut names = vec![resource.title.clone(), id.to_owned(), resource.own.clone()];
	names.retain(|name| !name.is_empty());
	names.dedup();
	names
}

fn kind_of(file: &File<'_>, kind: &Resource<'_, '_>) -> Result<Kind, Problem> {
	let number = |name: &str, otherwise: Option<i64>| match text_of(kind.node, name) {
		Some(text) => text
			.parse::<i64>()
			.map_err(|_| file.problem(kind.node, format!("{name} «{text}» is no number"))),
		None => otherwise
			.ok_or_else(|| file.problem(kind.node, format!("the ReadingType has no {name}"))),
	};
	let refuse = |reason: String| Err(file.problem(kind.node, reason));
	let uom = number("uom", None)?;
	if uom != WH {
		return refuse(format!("the values have uom {uom}: energy in Wh ({WH}) is needed"));
	}
	let commodity = number("commodity", Some(0))?;
	if !ELECTRICITY.contains(&commodity) {
		return refuse(format!("the commodity is {commodity}: electricity (1) is needed"));
	}
	let power = number("powerOfTenMultiplier", Some(0))?;
	if !POWERS.contains(&power) {
		return refuse(format!("powerOfTenMultiplier {power} is not from -12 to 12"));
	}
	let counts_on = match number("accumulationBehaviour", None)? {
		DELTA => false,
		CUMULATIVE | BULK => true,
		other => {
			return refuse(format!(
				"accumulationBehaviour {other} is neither use in an interval (4) nor a counter (3)"
			))
		},
	};
	let reverse = match number("flowDirection", Some(FORWARD))? {
		FORWARD => false,
		REVERSE => true,
		other => {
			return refuse(format!("flowDirection {other} is neither forward (1) nor reverse (19)"))
		},
	};
	Ok(Kind { power, counts_on, reverse })
}

/// An interval with its value, and where it stands.
struct Interval {
	start: Seconds,
	end: Seconds,
	value: i128,
	line: u64,
}

fn values(
	file: &mut File<'_>,
	blocks: &[Node<'_, '_>],
	kind: &Kind,
	ends: &mut BTreeMap<Seconds, At>,
) {
	let mut intervals = Vec::new();
	for block in blocks {
		for node in block.children().filter(|node| is(*node, "IntervalReading")) {
			match interval(file, node) {
				Ok(interval) => intervals.push(interval),
				Err(problem) => file.problems.push(problem),
			}
		}
	}
	intervals.sort_by_key(|interval| (interval.start, interval.end));
	let (mut sum, mut counted) = (0i128, 0i128);
	for Interval { start, end, value, line } in intervals {
		let change = if kind.counts_on {
			u64::try_from(in_wh(value, kind.power)).ok().map(Change::Counter)
		} else {
			sum += value;
			let wh = in_wh(sum, kind.power) - counted;
			counted += wh;
			u64::try_from(wh).ok().map(|wh| Change::Since { from: start, wh })
		};
		let Some(change) = change else {
			let reason = format!("the value {value} is too large");
			file.problems.push(Problem::new(file.path, line, reason));
			continue;
		};
		let at = ends.entry(end).or_insert((Change::None, Change::None, line));
		let side = if kind.reverse { &mut at.1 } else { &mut at.0 };
		if *side != Change::None && *side != change {
			let reason = "the interval was there before, with another value";
			file.problems.push(Problem::new(file.path, line, reason));
			continue;
		}
		*side = change;
	}
}

fn interval(file: &File<'_>, node: Node<'_, '_>) -> Result<Interval, Problem> {
	let number = |node: Node<'_, '_>, name: &str| {
		let text = text_of(node, name)
			.ok_or_else(|| file.problem(node, format!("the IntervalReading has no {name}")))?;
		text.parse::<u64>()
			.map_err(|_| file.problem(node, format!("{name} «{text}» is no whole number")))
	};
	let period = child(node, "timePeriod")
		.ok_or_else(|| file.problem(node, "the IntervalReading has no timePeriod"))?;
	let (start, duration) = (number(period, "start")?, number(period, "duration")?);
	let end = start.checked_add(duration).and_then(|end| Seconds::try_from(end).ok());
	match (end, Seconds::try_from(start)) {
		(Some(end), Ok(start)) if duration > 0 => {
			Ok(Interval { start, end, value: number(node, "value")?.into(), line: line_of(node) })
		},
		_ => Err(file.problem(node, "the timePeriod is empty, or ends too late")),
	}
}

/// A value with its power of ten in Wh, rounded down.
fn in_wh(value: i128, power: i64) -> i128 {
	let unit = 10i128.pow(power.unsigned_abs() as u32);
	if power >= 0 {
		value.saturating_mul(unit)
	} else {
		value / unit
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	/// A feed as the sample files of the Green Button initiative are built: a usage point, a meter
	/// reading, a reading type and blocks, tied by links.
	fn feed(kind: &str, blocks: &[&[(u32, u32, u64)]]) -> String {
		let mut text = format!(
			r#"<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<id>urn:uuid:0071C5A7-91CF-434E-8BCE-C38AC8AF215D</id>
<title>ThirdPartyX Batch Feed</title>
<link href="/ThirdParty/83e269c1/Batch" rel="self"></link>
<entry>
<link href="RetailCustomer/9b6c7063/UsagePoint/01" rel="self"></link>
<link href="RetailCustomer/9b6c7063/UsagePoint" rel="up"></link>
<link href="RetailCustomer/9b6c7063/UsagePoint/01/MeterReading" rel="related"></link>
<title>Coastal Single Family</title>
<content><UsagePoint xmlns="http://naesb.org/espi"><ServiceCategory><kind>0</kind></ServiceCategory></UsagePoint></content>
</entry>
<entry>
<link href="RetailCustomer/9b6c7063/UsagePoint/01/MeterReading/01" rel="self"></link>
<link href="RetailCustomer/9b6c7063/UsagePoint/01/MeterReading" rel="up"></link>
<link href="RetailCustomer/9b6c7063/UsagePoint/01/MeterReading/01/IntervalBlock" rel="related"></link>
<link href="ReadingType/07" rel="related"></link>
<title>Fifteen Minute Electricity Consumption</title>
<content><MeterReading xmlns="http://naesb.org/espi"/></content>
</entry>
<entry>
<link href="ReadingType/07" rel="self"></link>
<link href="ReadingType" rel="up"></link>
<title>Energy Delivered (kWh)</title>
<content><ReadingType xmlns="http://naesb.org/espi">{kind}<intervalLength>900</intervalLength></ReadingType></content>
</entry>
"#
		);
		for (number, block) in blocks.iter().enumerate() {
			text += &format!(
				r#"<entry>
<link href="RetailCustomer/9b6c7063/UsagePoint/01/MeterReading/01/IntervalBlock/{number}" rel="self"></link>
<link href="RetailCustomer/9b6c7063/UsagePoint/01/MeterReading/01/IntervalBlock" rel="up"></link>
<content><IntervalBlock xmlns="http://naesb.org/espi">
"#
			);
			for (start, duration, value) in *block {
				text += &format!(
					"<IntervalReading><cost>974</cost><timePeriod><duration>{duration}</duration>\
					 <start>{start}</start></timePeriod><value>{value}</value></IntervalReading>\n"
				);
			}
			text += "</IntervalBlock></content>\n</entry>\n";
		}
		text + "</feed>\n"
	}

	fn kind(uom: i64, behaviour: i64, power: i64, flow: i64) -> String {
		format!(
			"<accumulationBehaviour>{behaviour}</accumulationBehaviour><commodity>1</commodity>\
			 <flowDirection>{flow}</flowDirection>\
			 <powerOfTenMultiplier>{power}</powerOfTenMultiplier><uom>{uom}</uom>"
		)
	}

	fn parsed(text: &str) -> Readings {
		read(Path::new("g.xml"), text).unwrap()
	}

	#[test]
	fn use_in_intervals_is_read_with_its_time() {
		let text = feed(&kind(72, 4, 0, 1), &[&[(900, 900, 282)], &[(0, 900, 277)]]);
		let readings = parsed(&text);
		assert_eq!(readings.problems, []);
		assert_eq!(
			readings.meters,
			[["Coastal Single Family", "01", "RetailCustomer/9b6c7063/UsagePoint/01"]]
		);
		let rows: Vec<_> = readings.rows.iter().map(|row| (row.at, row.import)).collect();
		assert_eq!(
			rows,
			[
				(900, Change::Since { from: 0, wh: 277 }),
				(1_800, Change::Since { from: 900, wh: 282 })
			]
		);
		let line = text.lines().position(|line| line.contains("<value>277")).unwrap() as u64 + 1;
		assert_eq!(readings.rows[0].line, line);
	}

	#[test]
	fn counters_and_powers_of_ten_and_the_other_direction() {
		let readings = parsed(&feed(&kind(72, 3, 3, 19), &[&[(0, 900, 12)]]));
		assert_eq!(readings.rows[0].export, Change::Counter(12_000));
		assert_eq!(readings.rows[0].import, Change::None);
	}

	#[test]
	fn what_is_no_energy_is_refused_with_its_line() {
		for (kind, word) in [
			(kind(38, 4, 0, 1), "uom 38"),
			(kind(72, 12, 0, 1), "accumulationBehaviour 12"),
			(kind(72, 4, 0, 4), "flowDirection 4"),
			(kind(72, 4, 99, 1), "powerOfTenMultiplier"),
			(kind(72, 4, 0, 1).replace("<commodity>1", "<commodity>7"), "commodity is 7"),
			(kind(72, 4, 0, 1).replace("<uom>72</uom>", ""), "no uom"),
		] {
			let readings = parsed(&feed(&kind, &[&[(0, 900, 1)]]));
			assert_eq!(readings.rows, []);
			let [problem] = readings.problems.as_slice() else { panic!("{:?}", readings.problems) };
			assert!(problem.reason.contains(word), "{problem}");
			assert_eq!(problem.line, Some(25));
		}
	}

	#[test]
	fn broken_intervals_are_named_and_the_others_read() {
		let text = feed(&kind(72, 4, 0, 1), &[&[(0, 900, 1), (900, 0, 2), (1_800, 900, 3)]])
			.replace("<value>3<", "<value>-3<");
		let readings = parsed(&text);
		assert_eq!(readings.rows.len(), 1);
		let said: Vec<_> = readings.problems.iter().map(|p| p.reason.as_str()).collect();
		assert!(said[0].contains("timePeriod") && said[1].contains("«-3»"), "{said:?}");
	}

	#[test]
	fn broken_files_are_refused_with_their_line() {
		let error = read(Path::new("g.xml"), "<feed>\n<entry>\n</feed>").unwrap_err();
		assert_eq!(error.line, Some(3));
		assert!(read(Path::new("g.xml"), "<feed/>").unwrap_err().reason.contains("IntervalBlock"));
		let bomb = "<!DOCTYPE x [<!ENTITY a \"b\">]><feed>&a;</feed>";
		assert!(read(Path::new("g.xml"), bomb).is_err(), "entities are not for us");
	}

	proptest! {
		/// Parts of a Wh are neither lost nor counted twice.
		#[test]
		fn parts_add_up(values in proptest::collection::vec(0u64..5_000_000, 1..60), power in -6i64..=3) {
			let block: Vec<(u32, u32, u64)> = values
				.iter()
				.enumerate()
				.map(|(place, value)| (place as u32 * 900, 900, *value))
				.collect();
			let readings = parsed(&feed(&kind(72, 4, power, 1), &[&block]));
			let sum: i128 = readings
				.rows
				.iter()
				.map(|row| match row.import {
					Change::Since { wh, .. } => i128::from(wh),
					_ => -1,
				})
				.sum();
			let total: i128 = values.iter().map(|value| i128::from(*value)).sum();
			prop_assert_eq!(readings.rows.len(), values.len());
			prop_assert_eq!(sum, in_wh(total, power));
		}
	}
}
