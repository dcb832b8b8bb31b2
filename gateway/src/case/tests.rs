use super::{
	format, load_all,
	merge::{groups, intervals},
	validate::Reason,
	Case, CaseError, Kind, Leftover,
};
use flate2::{write::GzEncoder, Compression};
use std::{
	fs,
	io::Write,
	path::{Path, PathBuf},
	sync::atomic::{AtomicU32, Ordering},
};

/// A small case in a folder of its own, right until a test breaks it.
struct Folder {
	dir: PathBuf,
	case: String,
	networks: Vec<String>,
	devices: Vec<String>,
	readings: Vec<String>,
	without: Option<&'static str>,
}

impl Folder {
	fn new() -> Self {
		static COUNT: AtomicU32 = AtomicU32::new(0);
		let count = COUNT.fetch_add(1, Ordering::Relaxed);
		let dir = std::env::temp_dir()
			.join(format!("commonwatt-gateway-case-{}-{count}", std::process::id()));
		let lines = |text: &str| text.lines().map(|line| line.trim().to_owned()).collect();
		Self {
			dir,
			case: r#"{"format":1,"name":"two-homes","period":"2020-02","interval_minutes":15,
				"time_zone":"UTC","source":"none","licence":"none","made":"by hand"}"#
				.into(),
			networks: lines(
				"network,name,provider,allotment_kwh,leftover_policy,latitude,longitude
				1,North,grid,100,hold,52.5,13.4
				2,South,grid,50.5,sell,-33.9,18.4",
			),
			devices: lines(
				"network,device,name,kind,rated_w,allocation_kwh
				1,0,house,household,3000,60
				1,1,roof,pv,5000,0
				2,0,car,ev-charger,11000,50.25",
			),
			readings: lines(
				"interval_end,network,device,import_wh,export_wh
				2020-02-01T00:00:00Z,1,0,10,0
				2020-02-01T00:00:00Z,1,1,0,5
				2020-02-01T00:00:00Z,2,0,0,0
				2020-02-01T00:15:00Z,1,0,40,0
				2020-02-29T12:00:00Z,2,0,900,0
				2020-03-01T00:00:00Z,1,0,70,0
				2020-03-01T00:00:00Z,1,1,0,25
				2020-03-01T00:00:00Z,2,0,900,0",
			),
			without: None,
		}
	}

	fn write(&self) -> &Path {
		fs::create_dir_all(&self.dir).unwrap();
		fs::write(self.dir.join(format::CASE), &self.case).unwrap();
		fs::write(self.dir.join(format::NETWORKS), self.networks.join("\n")).unwrap();
		fs::write(self.dir.join(format::DEVICES), self.devices.join("\n")).unwrap();
		let file = fs::File::create(self.dir.join(format::READINGS)).unwrap();
		let mut gzip = GzEncoder::new(file, Compression::fast());
		gzip.write_all(self.readings.join("\n").as_bytes()).unwrap();
		gzip.finish().unwrap();
		if let Some(name) = self.without {
			fs::remove_file(self.dir.join(name)).unwrap();
		}
		&self.dir
	}

	fn load(&self) -> Result<Case, CaseError> {
		Case::load(self.write())
	}

	/// Loads what must be refused; gives the file's name, the line and the reason.
	#[track_caller]
	fn refused(&self) -> (String, Option<u64>, Reason) {
		let error = self.load().expect_err("the case is broken");
		let name = error.file.file_name().unwrap().to_string_lossy().into_owned();
		(name, error.line, error.reason)
	}
}

impl Drop for Folder {
	fn drop(&mut self) {
		let _ = fs::remove_dir_all(&self.dir);
	}
}

/// Breaks the case with `break_it` and expects the refusal.
#[track_caller]
fn broken(break_it: impl FnOnce(&mut Folder), file: &str, line: Option<u64>, reason: Reason) {
	let mut folder = Folder::new();
	break_it(&mut folder);
	assert_eq!(folder.refused(), (file.to_owned(), line, reason));
}

#[test]
fn a_right_case_is_read_whole() {
	let case = Folder::new().load().unwrap();
	assert_eq!(case.name, "two-homes");
	assert_eq!(case.period.to_string(), "2020-02");
	assert_eq!(case.period.month_id(), 2020 * 12 + 1);
	assert_eq!(format::rfc3339(case.period.start), "2020-02-01T00:00:00Z");
	assert_eq!(format::rfc3339(case.period.end), "2020-03-01T00:00:00Z");
	assert_eq!(format::rfc3339(case.period.next_end), "2020-04-01T00:00:00Z");
	assert_eq!(case.networks[1].allotment_wh, 50_500);
	assert_eq!(case.networks[1].leftover, Leftover::Sell);
	assert_eq!(case.devices[2].network, 1);
	assert_eq!(case.devices[2].allocation_wh, 50_250);
	assert_eq!(
		case.devices.iter().map(|device| device.kind).collect::<Vec<_>>(),
		[Kind::Load, Kind::Generator, Kind::Charger]
	);
	assert_eq!(case.readings.len(), 8);
	assert_eq!(case.openings().iter().map(|o| o.export_wh).collect::<Vec<_>>(), [0, 5, 0]);
	assert_eq!(case.providers(), ["grid"]);
	assert_eq!(case.devices_of(0).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn the_shipped_cases_are_right() {
	for (name, readings) in [("caltech-garage", 5_974), ("rural-street", 42_476)] {
		let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data").join(name);
		let case = Case::load(&dir).unwrap();
		assert_eq!((case.name.as_str(), case.readings.len()), (name, readings));
	}
}

#[test]
fn a_missing_folder_is_named() {
	let folder = Folder::new();
	let error = Case::load(&folder.dir).unwrap_err();
	assert_eq!(error.reason, Reason::NoFolder);
	assert!(error.to_string().contains("commonwatt-gateway-case"));
}

#[test]
fn each_missing_file_is_named() {
	for name in [format::CASE, format::NETWORKS, format::DEVICES, format::READINGS] {
		broken(|folder| folder.without = Some(name), name, None, Reason::Missing);
	}
}

#[test]
fn another_format_is_refused() {
	broken(
		|folder| folder.case = folder.case.replace("\"format\":1", "\"format\":2"),
		"case.json",
		None,
		Reason::Format(2),
	);
}

#[test]
fn broken_json_is_refused_with_its_line() {
	let mut folder = Folder::new();
	folder.case = "{\"format\":1,\n\"name\":}".into();
	let (file, line, reason) = folder.refused();
	assert_eq!((file.as_str(), line), ("case.json", Some(2)));
	assert!(matches!(reason, Reason::Malformed(_)));
}

#[test]
fn a_case_without_a_field_is_refused() {
	let mut folder = Folder::new();
	folder.case = r#"{"format":1,"name":"x","interval_minutes":15,"time_zone":"UTC"}"#.into();
	let (_, _, reason) = folder.refused();
	assert!(matches!(reason, Reason::Malformed(text) if text.contains("period")));
}

#[test]
fn a_case_without_a_name_is_refused() {
	broken(
		|folder| folder.case = folder.case.replace("two-homes", " "),
		"case.json",
		None,
		Reason::NoName,
	);
}

#[test]
fn a_period_that_is_no_month_is_refused() {
	for period in ["2020-13", "2020-2", "20-02", "February", "1969-12"] {
		broken(
			|folder| folder.case = folder.case.replace("2020-02", period),
			"case.json",
			None,
			Reason::BadPeriod(period.into()),
		);
	}
}

#[test]
fn an_impossible_interval_is_refused() {
	broken(
		|folder| folder.case = folder.case.replace(":15", ":0"),
		"case.json",
		None,
		Reason::BadInterval(0),
	);
}

#[test]
fn other_columns_are_refused() {
	broken(
		|folder| folder.networks[0] = "network,name".into(),
		"networks.csv",
		Some(1),
		Reason::Columns(format::NETWORK_COLUMNS.join(",")),
	);
}

#[test]
fn a_line_with_a_field_too_few_is_refused_with_its_number() {
	let mut folder = Folder::new();
	folder.devices[2] = "1,1,roof,pv,5000".into();
	let (file, line, reason) = folder.refused();
	assert_eq!((file.as_str(), line), ("devices.csv", Some(3)));
	assert!(matches!(reason, Reason::Unreadable(_)));
}

#[test]
fn bad_numbers_are_refused() {
	let bad =
		|column, value: &str, wanted| Reason::BadValue { column, value: value.into(), wanted };
	broken(
		|folder| folder.networks[1] = "1,North,grid,-1,hold,52.5,13.4".into(),
		"networks.csv",
		Some(2),
		bad("allotment_kwh", "-1", "amount of energy"),
	);
	broken(
		|folder| folder.networks[2] = "2,South,grid,50,sell,91,18.4".into(),
		"networks.csv",
		Some(3),
		bad("latitude", "91", "latitude in degrees"),
	);
	broken(
		|folder| folder.devices[1] = "1,0,house,household,strong,60".into(),
		"devices.csv",
		Some(2),
		bad("rated_w", "strong", "power in watts"),
	);
	broken(
		|folder| folder.readings[4] = "2020-02-01T00:15:00Z,1,0,4.5,0".into(),
		"readings.csv.gz",
		Some(5),
		bad("import_wh", "4.5", "register in Wh"),
	);
	broken(
		|folder| folder.readings[4] = "2020-02-01 00:15,1,0,45,0".into(),
		"readings.csv.gz",
		Some(5),
		bad("interval_end", "2020-02-01 00:15", "instant in UTC (RFC 3339)"),
	);
	broken(
		|folder| folder.readings[4] = "2020-02-01T00:15:00+01:00,1,0,45,0".into(),
		"readings.csv.gz",
		Some(5),
		bad("interval_end", "2020-02-01T00:15:00+01:00", "instant in UTC (RFC 3339)"),
	);
}

#[test]
fn an_unknown_policy_is_refused() {
	broken(
		|folder| folder.networks[1] = "1,North,grid,100,burn,52.5,13.4".into(),
		"networks.csv",
		Some(2),
		Reason::BadValue {
			column: "leftover_policy",
			value: "burn".into(),
			wanted: "policy: hold, sell or share",
		},
	);
}

#[test]
fn an_empty_name_is_refused() {
	broken(
		|folder| folder.networks[1] = "1,North,,100,hold,52.5,13.4".into(),
		"networks.csv",
		Some(2),
		Reason::Empty("provider"),
	);
}

#[test]
fn repeated_ids_are_refused() {
	broken(
		|folder| folder.networks[2] = folder.networks[1].clone(),
		"networks.csv",
		Some(3),
		Reason::RepeatedNetwork(1),
	);
	broken(
		|folder| folder.devices[2] = folder.devices[1].clone(),
		"devices.csv",
		Some(3),
		Reason::RepeatedDevice { network: 1, device: 0 },
	);
}

#[test]
fn an_unknown_network_or_device_is_refused() {
	broken(
		|folder| folder.devices.push("3,0,house,household,3000,60".into()),
		"devices.csv",
		Some(5),
		Reason::UnknownNetwork(3),
	);
	broken(
		|folder| folder.readings[5] = "2020-02-29T12:00:00Z,7,0,900,0".into(),
		"readings.csv.gz",
		Some(6),
		Reason::UnknownNetwork(7),
	);
	broken(
		|folder| folder.readings[5] = "2020-02-29T12:00:00Z,2,9,900,0".into(),
		"readings.csv.gz",
		Some(6),
		Reason::UnknownDevice { network: 2, device: 9 },
	);
}

#[test]
fn a_network_without_devices_is_refused() {
	broken(
		|folder| folder.networks.push("3,East,grid,1,hold,0,0".into()),
		"devices.csv",
		None,
		Reason::NoDevices(3),
	);
}

#[test]
fn a_network_with_too_many_devices_is_refused() {
	broken(
		|folder| {
			for device in 1..=512 {
				folder.devices.push(format!("2,{device},socket,plug,100,0"));
			}
		},
		"devices.csv",
		Some(516),
		Reason::TooManyDevices(2),
	);
}

#[test]
fn a_file_from_windows_is_refused_with_its_line() {
	broken(
		|folder| {
			folder.devices[1] = "1,0,house,household,3000,102".into();
			folder.devices.iter_mut().for_each(|line| line.push('\r'));
		},
		"devices.csv",
		Some(3),
		Reason::OverAllocated { network: 1, by_wh: 2_000 },
	);
}

#[test]
fn allocations_above_the_allotment_are_refused() {
	broken(
		|folder| folder.devices[1] = "1,0,house,household,3000,102".into(),
		"devices.csv",
		Some(3),
		Reason::OverAllocated { network: 1, by_wh: 2_000 },
	);
}

#[test]
fn allocations_above_the_allotment_by_their_rounding_are_trimmed() {
	let mut folder = Folder::new();
	folder.devices[1] = "1,0,house,household,3000,100".into();
	folder.devices[2] = "1,1,roof,pv,5000,1".into();
	let case = folder.load().unwrap();
	assert_eq!(case.devices[0].allocation_wh, 99_000);
	assert_eq!(case.devices[1].allocation_wh, 1_000);
}

#[test]
fn a_device_without_a_reading_is_refused_with_its_line() {
	broken(
		|folder| folder.devices.push("2,1,lamp,household,10,0".into()),
		"devices.csv",
		Some(5),
		Reason::NoReading { network: 2, device: 1 },
	);
}

#[test]
fn a_time_outside_the_period_is_refused() {
	for (place, line, at) in [(1, 2, "2020-01-31T23:45:00Z"), (8, 9, "2020-03-01T00:15:00Z")] {
		broken(
			|folder| {
				folder.readings[place] = format!("{at},1,0,0,0");
			},
			"readings.csv.gz",
			Some(line),
			Reason::OutsidePeriod {
				at: at.into(),
				period: "2020-02".into(),
				start: "2020-02-01T00:00:00Z".into(),
				end: "2020-03-01T00:00:00Z".into(),
			},
		);
	}
}

#[test]
fn unsorted_readings_are_refused() {
	broken(
		|folder| folder.readings[6] = "2020-02-29T11:45:00Z,1,0,70,0".into(),
		"readings.csv.gz",
		Some(7),
		Reason::Unsorted { at: "2020-02-29T11:45:00Z".into() },
	);
}

#[test]
fn a_device_read_twice_at_one_time_is_refused() {
	broken(
		|folder| folder.readings[2] = folder.readings[1].clone(),
		"readings.csv.gz",
		Some(3),
		Reason::RepeatedReading { network: 1, device: 0, at: "2020-02-01T00:00:00Z".into() },
	);
}

#[test]
fn a_register_that_runs_backwards_is_refused() {
	broken(
		|folder| folder.readings[6] = "2020-03-01T00:00:00Z,1,0,39,0".into(),
		"readings.csv.gz",
		Some(7),
		Reason::Backwards { register: "import_wh", network: 1, device: 0, from: 40, to: 39 },
	);
	broken(
		|folder| folder.readings[7] = "2020-03-01T00:00:00Z,1,1,0,4".into(),
		"readings.csv.gz",
		Some(8),
		Reason::Backwards { register: "export_wh", network: 1, device: 1, from: 5, to: 4 },
	);
}

#[test]
fn a_file_without_lines_is_refused() {
	broken(|folder| folder.networks.truncate(1), "networks.csv", Some(1), Reason::NoLines);
}

#[test]
fn readings_that_are_not_compressed_are_refused() {
	let folder = Folder::new();
	fs::write(folder.write().join(format::READINGS), folder.readings.join("\n")).unwrap();
	let error = Case::load(&folder.dir).unwrap_err();
	assert!(matches!(error.reason, Reason::Unreadable(_)), "{error}");
}

#[test]
fn a_refusal_says_file_line_and_reason() {
	let mut folder = Folder::new();
	folder.readings[6] = "2020-03-01T00:00:00Z,1,0,39,0".into();
	let text = folder.load().unwrap_err().to_string();
	assert!(text.ends_with(
		"readings.csv.gz, line 7: import_wh of device 0 of network 1 runs backwards, from 40 to 39"
	));
}

#[test]
fn the_same_case_twice_is_refused() {
	let folder = Folder::new();
	let dir = folder.write();
	let error = load_all(&[dir, dir]).unwrap_err();
	assert!(matches!(error.reason, Reason::RepeatedCase { .. }));
}

#[test]
fn a_zone_with_a_fixed_offset_moves_the_month() {
	let mut folder = Folder::new();
	folder.case = folder.case.replace("UTC", "+01:00");
	let (_, line, reason) = folder.refused();
	assert_eq!(line, Some(7));
	assert!(matches!(reason, Reason::OutsidePeriod { .. }));
	assert_eq!(format::fixed_offset("UTC-05:30"), Some(-330));
	assert_eq!(format::fixed_offset("UTC"), Some(0));
	assert_eq!(format::fixed_offset(""), None);
	assert_eq!(format::fixed_offset("+15:00"), None);
	assert_eq!(format::fixed_offset("Europe/Berlin"), None);
}

#[test]
fn a_zone_with_a_name_has_the_offset_that_the_first_reading_shows() {
	let mut folder = Folder::new();
	folder.case = folder.case.replace("UTC", "Europe/Berlin");
	for line in &mut folder.readings {
		*line = line.replace("2020-02-01T00:00", "2020-01-31T23:00");
		*line = line.replace("2020-03-01T00:00", "2020-02-29T23:00");
	}
	let case = folder.load().unwrap();
	assert_eq!(case.period.utc_offset_minutes, 60);
	assert_eq!(format::rfc3339(case.period.end), "2020-02-29T23:00:00Z");
}

#[test]
fn amounts_are_rounded_to_the_watt_hour() {
	assert_eq!(format::kwh("7279"), Some(7_279_000));
	assert_eq!(format::kwh("0.0005"), Some(1));
	assert_eq!(format::kwh("1.2344"), Some(1_234));
	assert_eq!(format::kwh(".5"), Some(500));
	for bad in ["", ".", "-1", "1e3", "1.2.3", "NaN", "99999999999999999999"] {
		assert_eq!(format::kwh(bad), None, "{bad}");
	}
	assert_eq!(format::watts("6656.2"), Some(6_657));
}

#[test]
fn cases_of_a_month_are_merged_interval_by_interval() {
	let folder = Folder::new();
	let one = folder.load().unwrap();
	let mut two = one.clone();
	two.name = "other".into();
	two.readings.retain(|reading| reading.device == 2);
	two.readings[1].at = one.readings[3].at;
	let cases = [one, two];
	let groups = groups(&cases);
	assert_eq!(groups.len(), 1);
	let intervals = intervals(&groups[0]);
	assert_eq!(intervals.iter().map(|i| i.readings()).collect::<Vec<_>>(), [4, 2, 1, 4]);
	assert_eq!(intervals[1].parts, [(0, 3..4), (1, 1..2)]);
	assert_eq!(intervals[2].parts, [(0, 4..5)]);
	assert!(intervals.windows(2).all(|pair| pair[0].at < pair[1].at));
}

#[test]
fn cases_of_different_months_are_played_in_the_order_of_time() {
	let folder = Folder::new();
	let later = folder.load().unwrap();
	let mut folder = Folder::new();
	folder.case = folder.case.replace("2020-02", "2020-01");
	for line in &mut folder.readings {
		*line = line.replace("2020-02-29", "2020-01-29");
		*line = line.replace("2020-02-01", "2020-01-01").replace("2020-03-01", "2020-02-01");
	}
	let earlier = folder.load().unwrap();
	let cases = [later, earlier];
	let groups = groups(&cases);
	let months: Vec<String> = groups.iter().map(|g| g.cases[0].period.to_string()).collect();
	assert_eq!(months, ["2020-01", "2020-02"]);
	assert!(groups[0].end <= groups[1].start);
}
