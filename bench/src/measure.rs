//! CPU time of this process.

use std::{
	thread::sleep,
	time::{Duration, Instant},
};

/// What a piece of work took.
#[derive(Clone, Copy, Debug)]
pub struct Took {
	/// CPU seconds of all threads of this process.
	pub cpu: f64,
}

/// CPU seconds of all threads of this process so far.
pub fn cpu_seconds() -> f64 {
	let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
	// SAFETY: the pointer is to a timespec of ours; the call writes nothing else.
	let failed = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
	assert_eq!(failed, 0, "every Linux keeps the CPU time of a process");
	time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Measures `work`, with what the database's threads do after it.
pub fn measure<R>(work: impl FnOnce() -> R) -> (R, Took) {
	settle();
	let begun = cpu_seconds();
	let result = work();
	settle();
	(result, Took { cpu: cpu_seconds() - begun })
}

/// Waits until no thread of this process has work: the database writes in the background.
fn settle() {
	const QUIET: f64 = 100e-6;
	const MOST: Duration = Duration::from_secs(5);
	let begun = Instant::now();
	let (mut quiet, mut last) = (0, cpu_seconds());
	while quiet < 3 && begun.elapsed() < MOST {
		sleep(Duration::from_millis(1));
		let now = cpu_seconds();
		quiet = if now - last < QUIET { quiet + 1 } else { 0 };
		last = now;
	}
}
