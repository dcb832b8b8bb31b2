//! A folder that is watched: whoever collects readings puts files there, and they leave it for
//! `done` or `failed`. Looked at from time to time, so that it may lie on any kind of disk.

use super::files::{write_rejects, Files};
use crate::{
	chain::Chain, config::Config, error::Error, input::Problem, keys::Signer, outbox::Outbox,
};
use std::{
	collections::HashMap,
	path::{Path, PathBuf},
	time::{Duration, Instant, SystemTime},
};

/// The watched folder.
pub struct Folder {
	path: PathBuf,
	done: PathBuf,
	failed: PathBuf,
	every: Duration,
	looked: Option<Instant>,
	/// How files were at the last look: their size, and when they were changed.
	seen: HashMap<PathBuf, (u64, Option<SystemTime>)>,
}

impl Folder {
	pub fn open(path: PathBuf, config: &Config) -> Result<Self, Error> {
		let settings = &config.folder;
		// Those of another folder than the configured one lie in it.
		let within = |folder: &Path| match path == settings.path {
			true => folder.to_path_buf(),
			false => path.join(folder.file_name().unwrap_or_default()),
		};
		let (done, failed) = (within(&settings.done), within(&settings.failed));
		for folder in [&path, &done, &failed] {
			std::fs::create_dir_all(folder)
				.map_err(|why| Error::Write { file: folder.clone(), why })?;
		}
		tracing::info!("watching {}", path.display());
		let every = Duration::from_secs(settings.every_seconds);
		Ok(Self { path, done, failed, every, looked: None, seen: HashMap::new() })
	}

	/// Takes the files that came whole since the last look.
	pub async fn look(
		&mut self,
		config: &Config,
		chain: &Chain,
		signer: &Signer,
		outbox: &mut Outbox,
	) -> Result<(), Error> {
		if self.looked.is_some_and(|last| last.elapsed() < self.every) {
			return Ok(());
		}
		for file in self.whole_files()? {
			// The good rows go on; the others are listed beside the file.
			let files = Files { keep_going: true };
			let taken = match files.parse(&file) {
				Ok(readings) => files.take(config, chain, signer, outbox, &file, readings).await,
				Err(error) => Err(error),
			};
			match taken {
				Ok(taken) if taken.problems.is_empty() => self.put_away(&file, &self.done, &[])?,
				Ok(taken) => self.put_away(&file, &self.failed, &taken.problems)?,
				Err(Error::BadFile { file, problems }) => {
					tracing::warn!("refused: {}{problems}", file.display());
					self.put_away(&file, &self.failed, &problems.0)?;
				},
				// The file stays, and is taken when that is mended: the node may be away.
				Err(error) => return Err(error),
			}
			self.seen.remove(&file);
		}
		self.looked = Some(Instant::now());
		Ok(())
	}

	/// The files that are as they were at the last look, by name.
	fn whole_files(&mut self) -> Result<Vec<PathBuf>, Error> {
		let fail = |why| Error::Read { file: self.path.clone(), why };
		let mut now = HashMap::new();
		for entry in std::fs::read_dir(&self.path).map_err(fail)? {
			let entry = entry.map_err(fail)?;
			let name = entry.file_name().to_string_lossy().into_owned();
			let unfinished = name.ends_with(".part") || name.ends_with(".tmp");
			let Ok(about) = entry.metadata() else { continue };
			if about.is_file() && !name.starts_with('.') && !unfinished {
				now.insert(entry.path(), (about.len(), about.modified().ok()));
			}
		}
		let mut whole: Vec<PathBuf> = now
			.iter()
			.filter(|(file, state)| self.seen.get(*file) == Some(*state))
			.map(|(file, _)| file.clone())
			.collect();
		whole.sort();
		self.seen = now;
		Ok(whole)
	}

	fn put_away(&self, file: &Path, to: &Path, problems: &[Problem]) -> Result<(), Error> {
		let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
		// What was there under this name is kept.
		let free = |name: String| {
			let names = std::iter::once(name.clone()).chain((2..).map(|n| format!("{n}-{name}")));
			names.map(|name| to.join(name)).find(|path| !path.exists())
		};
		let Some(target) = free(name) else { return Ok(()) };
		if !problems.is_empty() {
			let mut rejects = target.clone().into_os_string();
			rejects.push(".rejects.csv");
			write_rejects(Path::new(&rejects), problems)?;
		}
		std::fs::rename(file, &target).map_err(|why| Error::Write { file: target, why })
	}
}
