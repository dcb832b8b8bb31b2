//! A file into the outbox: all of it, or its good rows.

use super::{meters::Meters, TOLD};
use crate::{
	chain::Chain,
	config::Config,
	delivery::provider_of,
	error::Error,
	input::{self, Problem, Readings},
	keys::Signer,
	outbox::{
		accept::{reckon, Offered},
		Outbox,
	},
};
use std::{
	collections::HashSet,
	io::Write,
	path::{Path, PathBuf},
};

/// How files are taken.
#[derive(Clone, Copy, Debug)]
pub struct Files {
	/// Whether the good rows of a file with bad ones are taken.
	pub keep_going: bool,
}

/// What was taken of files.
#[derive(Debug, Default)]
pub struct Taken {
	pub accepted: u64,
	pub known: u64,
	pub problems: Vec<Problem>,
}

impl Taken {
	pub fn add(&mut self, other: Self) {
		self.accepted += other.accepted;
		self.known += other.known;
		self.problems.extend(other.problems);
	}
}

impl Files {
	/// Reads a file. Bad rows are an error unless the good ones go on alone.
	pub fn parse(&self, path: &Path) -> Result<Readings, Error> {
		let readings = input::read(path).map_err(|problem| refused(path, vec![problem]))?;
		if !self.keep_going && !readings.problems.is_empty() {
			return Err(refused(path, readings.problems));
		}
		Ok(readings)
	}

	/// Puts what was read of a file into the outbox.
	pub async fn take(
		&self,
		config: &Config,
		chain: &Chain,
		signer: &Signer,
		outbox: &mut Outbox,
		path: &Path,
		readings: Readings,
	) -> Result<Taken, Error> {
		outbox.belongs_to(chain.genesis()).await?;
		let provider = provider_of(chain, signer).await?;
		let state = chain.state().await?;
		let mut meters = Meters::new(config, state, provider, chain.limits()?);
		let mut problems = readings.problems;
		let mut devices = Vec::with_capacity(readings.meters.len());
		for names in &readings.meters {
			devices.push(meters.device(outbox, names).await?);
		}
		let mut offered = Vec::with_capacity(readings.rows.len());
		for row in &readings.rows {
			match &devices[row.meter] {
				Ok(device) => offered.push(Offered {
					device: *device,
					at: row.at,
					import: row.import,
					export: row.export,
					line: row.line,
				}),
				Err(why) => problems.push(Problem::new(path, row.line, why.as_str())),
			}
		}
		let known: HashSet<u32> = offered.iter().map(|row| row.device).collect();
		let mut last = meters.last_registers(outbox, &known).await?;
		let reckoned = reckon(&offered, &mut last);
		let line = |(line, why): (u64, String)| Problem::new(path, line, why);
		problems.extend(reckoned.problems.into_iter().map(line));
		if !self.keep_going && !problems.is_empty() {
			return Err(refused(path, problems));
		}
		let accepted = outbox.accept(&reckoned.readings, self.keep_going).await?;
		problems.extend(accepted.problems.into_iter().map(line));
		if !self.keep_going && !problems.is_empty() {
			return Err(refused(path, problems));
		}
		problems.sort_by_key(|problem| problem.line);
		for problem in problems.iter().take(TOLD) {
			tracing::warn!("left out: {problem}");
		}
		if problems.len() > TOLD {
			tracing::warn!("and {} rows more", problems.len() - TOLD);
		}
		let taken = Taken {
			accepted: accepted.readings,
			known: accepted.known + reckoned.covered,
			problems,
		};
		tracing::info!(
			"{}: {} readings accepted, {} known before, {} left out",
			path.display(),
			taken.accepted,
			taken.known,
			taken.problems.len()
		);
		Ok(taken)
	}
}

fn refused(path: &Path, mut problems: Vec<Problem>) -> Error {
	problems.sort_by_key(|problem| problem.line);
	Error::BadFile { file: path.into(), problems: Problems(problems) }
}

/// The problems of a file, told line by line, as many as one can read.
#[derive(Debug)]
pub struct Problems(pub Vec<Problem>);

impl std::fmt::Display for Problems {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		for problem in self.0.iter().take(TOLD) {
			write!(f, "\n  {problem}")?;
		}
		match self.0.len().saturating_sub(TOLD) {
			0 => Ok(()),
			more => write!(f, "\n  and {more} more"),
		}
	}
}

/// Lists bad rows as a table: `file,line,reason`.
pub fn write_rejects(file: &Path, problems: &[Problem]) -> Result<(), Error> {
	let fail = |why: std::io::Error| Error::Write { file: PathBuf::from(file), why };
	let mut table = csv::Writer::from_writer(Vec::new());
	let wrong = |error: csv::Error| fail(std::io::Error::other(error));
	table.write_record(["file", "line", "reason"]).map_err(wrong)?;
	for problem in problems {
		let line = problem.line.map(|line| line.to_string()).unwrap_or_default();
		let name = problem.file.display().to_string();
		table.write_record([name.as_str(), &line, &problem.reason]).map_err(wrong)?;
	}
	let text = table.into_inner().map_err(|error| fail(error.into_error()))?;
	std::fs::File::create(file).and_then(|mut file| file.write_all(&text)).map_err(fail)
}
