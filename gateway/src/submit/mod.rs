//! `submit`: files of readings into the outbox, and what the outbox holds to the chain.
//!
//! | file of this folder | holds |
//! |---|---|
//! | this one | the command: files, then delivery, to the end or for good |
//! | [`files`] | a file into the outbox: all of it, or its good rows |
//! | [`meters`] | which device a meter is |
//! | [`folder`] | a folder that is watched |

mod files;
mod folder;
mod meters;

use crate::{
	chain::Chain,
	config::Config,
	delivery::{
		link::{connect_patiently, is_away, Pause},
		Send, Session, Waits,
	},
	error::Error,
	input::Problem,
	keys::{self, Signer},
	outbox::{Counts, Outbox},
	output::Output,
};
pub use files::Problems;
use files::{Files, Taken};
use folder::Folder;
use serde::Serialize;
use std::{
	path::PathBuf,
	time::{Duration, Instant},
};

/// Between two looks at the chain, while something is under way and while nothing is.
const BUSY: Duration = Duration::from_millis(300);
const IDLE: Duration = Duration::from_secs(1);

/// Between two lines that say how far it is.
const TELL: Duration = Duration::from_secs(5);

/// Problems that are told one by one; the rejects file has all of them.
const TOLD: usize = 20;

/// What `submit` is asked to do.
#[derive(Debug)]
pub struct Request {
	pub url: String,
	pub files: Vec<PathBuf>,
	/// Watch this folder, for good.
	pub folder: Option<PathBuf>,
	/// Take the good rows of a file with bad ones.
	pub keep_going: bool,
	/// Where to list bad rows.
	pub rejects: Option<PathBuf>,
	/// Fill the outbox and end.
	pub accept_only: bool,
	/// Give up after so long; what is not delivered stays in the outbox.
	pub within: Option<Duration>,
}

/// What came of it.
#[derive(Debug, Serialize)]
struct Summary {
	files: usize,
	accepted: u64,
	known: u64,
	rejected: Vec<Problem>,
	outbox: Counts,
	refused: Vec<crate::outbox::Refused>,
	seconds: f64,
}

pub async fn run(config: &Config, request: Request, output: Output) -> Result<(), Error> {
	let started = Instant::now();
	let signer = keys::open(&config.key)?;
	let mut outbox = Outbox::open(&config.outbox()).await?;
	outbox.forget(config.delivery.keep_days).await?;
	let mut folder = match (&request.folder, config.folder.path.as_os_str().is_empty()) {
		(Some(path), _) => Some(Folder::open(path.clone(), config)?),
		(None, false) if request.files.is_empty() => {
			Some(Folder::open(config.folder.path.clone(), config)?)
		},
		_ => None,
	};
	// What is no file of readings is said before a node is looked for.
	let files = Files { keep_going: request.keep_going };
	let mut parsed = Vec::new();
	for path in &request.files {
		parsed.push((path, files.parse(path)?));
	}

	let before = outbox.counts().await?;
	let mut taken = Taken::default();
	let work = async {
		if !parsed.is_empty() {
			let chain = connect_patiently(&request.url, config, Some(&signer)).await?;
			for (path, readings) in parsed {
				taken.add(files.take(config, &chain, &signer, &mut outbox, path, readings).await?);
			}
		}
		if let Some(file) = &request.rejects {
			files::write_rejects(file, &taken.problems)?;
		}
		if request.accept_only {
			return Ok(());
		}
		deliver(config, &request.url, &signer, &mut outbox, folder.as_mut()).await
	};
	let within = request.within;
	tokio::select! {
		done = work => done?,
		_ = stopped() => {
			tracing::info!("stopped; what is not final stays in the outbox for the next time");
		},
		_ = async move {
			match within {
				Some(within) => tokio::time::sleep(within).await,
				None => std::future::pending().await,
			}
		} => {
			let left = outbox.counts().await?.undelivered();
			return Err(Error::NotDelivered { left });
		},
	}
	tell(&mut outbox, before, taken, request.files.len(), started, output).await
}

/// Says what came of it; an error if any row was not kept, or refused by the chain.
async fn tell(
	outbox: &mut Outbox,
	before: Counts,
	taken: Taken,
	files: usize,
	started: Instant,
	output: Output,
) -> Result<(), Error> {
	let counts = outbox.counts().await?;
	let refused = counts.refused.saturating_sub(before.refused);
	let result = Summary {
		files,
		accepted: taken.accepted,
		known: taken.known,
		rejected: taken.problems,
		outbox: counts,
		refused: if refused > 0 { outbox.refused(1_000).await? } else { Vec::new() },
		seconds: started.elapsed().as_secs_f64(),
	};
	let booked = counts.booked.saturating_sub(before.booked);
	output.put(&result, || {
		let mut text = format!(
			"{} readings accepted, {} known before; {booked} booked now, {} under way or waiting",
			result.accepted,
			result.known,
			counts.undelivered()
		);
		if refused > 0 {
			text +=
				&format!("; {refused} refused by the chain: commonwatt-gateway outbox lists them");
		}
		text
	});
	match (result.rejected.len(), refused) {
		(0, 0) => Ok(()),
		(rejected, refused) => Err(Error::Incomplete { rejected, refused }),
	}
}

/// Brings the outbox to the chain: until it is empty, or for good where a folder is watched. Nodes
/// may come and go.
async fn deliver(
	config: &Config,
	url: &str,
	signer: &Signer,
	outbox: &mut Outbox,
	mut folder: Option<&mut Folder>,
) -> Result<(), Error> {
	let mut pause = Pause::new(config.delivery.max_pause());
	loop {
		let chain = connect_patiently(url, config, Some(signer)).await?;
		match session(config, &chain, signer, outbox, folder.as_deref_mut()).await {
			Err(error) if is_away(&error) => {
				let next = pause.next();
				tracing::warn!("{error}; again in {:.1} s", next.as_secs_f64());
				tokio::time::sleep(next).await;
			},
			Ok(Ended::Upgraded) => tracing::info!("the chain was upgraded: reading it anew"),
			Ok(Ended::Done) => return Ok(()),
			Err(error) => return Err(error),
		}
	}
}

enum Ended {
	Done,
	Upgraded,
}

async fn session(
	config: &Config,
	chain: &Chain,
	signer: &Signer,
	outbox: &mut Outbox,
	mut folder: Option<&mut Folder>,
) -> Result<Ended, Error> {
	let mut session = Session::open(chain, outbox, signer, config).await?;
	let send = if folder.is_some() { Send::Due } else { Send::All };
	let mut told = Telling::default();
	let mut best = None;
	loop {
		if let Some(folder) = folder.as_deref_mut() {
			folder.look(config, chain, signer, session.courier.outbox).await?;
		}
		let step = session.step(send).await?;
		told.tell(&mut session, step.waits.as_ref()).await?;
		if step.waits.is_none() && folder.is_none() {
			return Ok(Ended::Done);
		}
		if best != Some(session.courier.best()) {
			best = Some(session.courier.best());
			if chain.was_upgraded().await? {
				return Ok(Ended::Upgraded);
			}
		}
		tokio::time::sleep(if step.waits.is_some() { BUSY } else { IDLE }).await;
	}
}

/// Says from time to time how far delivery is, and what it waits for.
#[derive(Default)]
struct Telling {
	last: Option<Instant>,
	idle: bool,
}

impl Telling {
	async fn tell(
		&mut self,
		session: &mut Session<'_>,
		waits: Option<&Waits>,
	) -> Result<(), Error> {
		let idle = waits.is_none();
		let due = self.last.is_none_or(|last| last.elapsed() >= TELL);
		if !due || idle && self.idle {
			return Ok(());
		}
		(self.last, self.idle) = (Some(Instant::now()), idle);
		let counts = session.courier.outbox.counts().await?;
		let (pooled, bytes) = session.courier.pooled();
		tracing::info!(
			waiting = counts.waiting,
			sent = counts.sent,
			booked = counts.booked,
			refused = counts.refused,
			pooled,
			pooled_bytes = bytes,
			"{}",
			waits.map_or("all is delivered".into(), Waits::to_string)
		);
		Ok(())
	}
}

/// Resolves when the program is asked to stop.
pub async fn stopped() {
	let terminated = async {
		match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
			Ok(mut signal) => signal.recv().await,
			Err(_) => std::future::pending().await,
		}
	};
	tokio::select! {
		_ = tokio::signal::ctrl_c() => {},
		_ = terminated => {},
	}
}
