//! Runs of many histories: progress, going on, keeping what was found.

use crate::{
	history::{make_up, name_of, shorten, trouble_of, Found, Tally},
	steps::{self, Step},
};
use std::{
	fs,
	path::{Path, PathBuf},
	time::{Duration, Instant},
};

pub struct Options {
	pub cases: u64,
	pub seed: Option<u64>,
	pub resume: Option<PathBuf>,
	pub seconds: Option<u64>,
	pub keep: PathBuf,
	pub calls: bool,
}

/// How far a run is.
struct Progress {
	seed: u64,
	next: u64,
	calls: u64,
	blocks: u64,
}

impl Progress {
	fn read(path: &Path) -> Result<Option<Self>, String> {
		let Ok(text) = fs::read_to_string(path) else { return Ok(None) };
		let numbers: Result<Vec<u64>, _> = text.split_whitespace().map(str::parse).collect();
		match numbers.as_deref() {
			Ok([seed, next, calls, blocks]) => {
				Ok(Some(Self { seed: *seed, next: *next, calls: *calls, blocks: *blocks }))
			},
			_ => Err(format!(
				"{} holds no progress (seed, next case, calls, blocks): remove it to begin anew",
				path.display()
			)),
		}
	}

	fn write(&self, path: &Path) -> Result<(), String> {
		let text = format!("{} {} {} {}\n", self.seed, self.next, self.calls, self.blocks);
		let beside = path.with_extension("new");
		fs::write(&beside, text)
			.and_then(|()| fs::rename(&beside, path))
			.map_err(|e| format!("cannot write {}: {e}", path.display()))
	}
}

/// A seed that nobody chose.
pub fn fresh_seed() -> u64 {
	let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
	crate::rng::Rng::new(now.map_or(0, |now| now.as_nanos() as u64)).next() >> 16
}

pub fn run(options: Options) -> Result<(), String> {
	let kept = options.resume.as_deref().map(Progress::read).transpose()?.flatten();
	if let (Some(kept), Some(seed)) = (&kept, options.seed) {
		if kept.seed != seed {
			return Err(format!("the run to go on with has the seed {}, not {seed}", kept.seed));
		}
	}
	let seed = options.seed.unwrap_or_else(fresh_seed);
	let mut progress = kept.unwrap_or(Progress { seed, next: 0, calls: 0, blocks: 0 });
	let (seed, first) = (progress.seed, progress.next);
	println!("seed {seed}, cases {first} to {}", options.cases);
	let started = Instant::now();
	let mut said = started;
	let mut tally = Tally::default();
	while progress.next < options.cases {
		if options.seconds.is_some_and(|most| started.elapsed().as_secs() >= most) {
			println!("time is up");
			break;
		}
		match make_up(seed, progress.next) {
			Ok(more) => {
				progress.calls += more.calls;
				progress.blocks += more.blocks;
				tally.add(&more);
			},
			Err(found) => return Err(keep(&options.keep, seed, progress.next, &found)),
		}
		progress.next += 1;
		if said.elapsed() > Duration::from_secs(10) {
			said = Instant::now();
			println!("{}", line(&progress, &tally, started));
			if let Some(path) = &options.resume {
				progress.write(path)?;
			}
		}
	}
	if let Some(path) = &options.resume {
		progress.write(path)?;
	}
	if options.calls {
		for (call, (done, failed)) in &tally.by_call {
			println!("{call:45} {done:>9} done {failed:>9} failed");
		}
		println!("{:45} {:>9}", "not valid as transactions", tally.invalid);
	}
	println!("{}", line(&progress, &tally, started));
	println!("no trouble (seed {seed})");
	Ok(())
}

fn line(progress: &Progress, now: &Tally, started: Instant) -> String {
	let each = started.elapsed().as_micros() as u64 / now.calls.max(1);
	format!(
		"{} cases, {} calls in {} blocks ({} forks in this run); {each} µs a call",
		progress.next, progress.calls, progress.blocks, now.forks
	)
}

/// Keeps a history that brought trouble, made shorter; says what and where.
fn keep(folder: &Path, seed: u64, case: u64, found: &Found) -> String {
	eprintln!("trouble in case {case} of seed {seed}: {}", found.trouble);
	eprintln!("making its {} steps fewer …", found.steps.len());
	let steps = shorten(found);
	let trouble = trouble_of(&steps).unwrap_or_else(|| found.trouble.clone());
	let lines: Vec<_> = steps.iter().map(Step::to_line).collect();
	let text = format!(
		"# seed {seed}, case {case}\n# {}\n{}\n",
		trouble.to_string().replace('\n', " "),
		lines.join("\n")
	);
	let path = folder.join(format!("{}.steps", name_of(&steps)));
	let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, text));
	let place = match written {
		Ok(()) => format!("kept in {}", path.display()),
		Err(error) => format!("not kept, since {} cannot be written: {error}", path.display()),
	};
	format!("{trouble}\n{} steps bring it, {place} (seed {seed}, case {case})", steps.len())
}

/// Plays histories that were kept: none may bring trouble any more.
pub fn replay(paths: &[PathBuf]) -> Result<(), String> {
	let mut files = Vec::new();
	for path in paths {
		let broken = |e| format!("cannot read {}: {e}", path.display());
		if path.is_dir() {
			for entry in fs::read_dir(path).map_err(broken)? {
				let path = entry.map_err(broken)?.path();
				if path.extension().is_some_and(|extension| extension == "steps") {
					files.push(path);
				}
			}
		} else {
			files.push(path.clone());
		}
	}
	files.sort();
	let mut bad = 0;
	for path in &files {
		let text =
			fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
		let steps = steps::read(&text).map_err(|e| format!("{}: {e}", path.display()))?;
		match trouble_of(&steps) {
			None => println!("{}: {} steps, no trouble", path.display(), steps.len()),
			Some(trouble) => {
				bad += 1;
				println!("{}: {trouble}", path.display());
			},
		}
	}
	if bad > 0 {
		return Err(format!("{bad} of {} histories bring trouble", files.len()));
	}
	println!("{} histories played", files.len());
	Ok(())
}
