//! What a history must not bring: how it is told, and how panics and logged errors become it.

use std::{
	cell::RefCell,
	panic::{catch_unwind, AssertUnwindSafe},
};

/// Something that must not be.
#[derive(Clone, Debug)]
pub struct Trouble {
	/// In a few words that stay the same while a history is made shorter.
	pub kind: String,
	/// All that is known of it.
	pub text: String,
}

impl Trouble {
	pub fn new(kind: impl Into<String>, text: impl Into<String>) -> Self {
		Self { kind: kind.into(), text: text.into() }
	}
}

impl std::fmt::Display for Trouble {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "{}: {}", self.kind, self.text)
	}
}

thread_local! {
	/// The first panic or logged error since it was last looked at.
	static HEARD: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn hear(text: String) {
	HEARD.with_borrow_mut(|heard| {
		heard.get_or_insert(text);
	});
}

/// `defensive!` of the SDK only logs in a release build: an error in the log is trouble.
struct Listener;

impl log::Log for Listener {
	fn enabled(&self, metadata: &log::Metadata) -> bool {
		metadata.level() == log::Level::Error
	}

	fn log(&self, record: &log::Record) {
		if self.enabled(record.metadata()) {
			hear(format!("logged by {}: {}", record.target(), record.args()));
		}
	}

	fn flush(&self) {}
}

/// Listens to panics and to the log, from now on.
pub fn listen() {
	static ONCE: std::sync::Once = std::sync::Once::new();
	ONCE.call_once(|| {
		log::set_logger(&Listener).expect("nobody listens yet");
		log::set_max_level(log::LevelFilter::Error);
		std::panic::set_hook(Box::new(|info| hear(format!("{info}"))));
	});
}

/// Runs `f`; a panic or a logged error in it is trouble.
pub fn caught<R>(what: &str, f: impl FnOnce() -> R) -> Result<R, Trouble> {
	HEARD.with_borrow_mut(|heard| *heard = None);
	let result = catch_unwind(AssertUnwindSafe(f));
	let heard = HEARD.with_borrow_mut(Option::take);
	match (result, heard) {
		(Ok(result), None) => Ok(result),
		(Ok(_), Some(text)) => Err(Trouble::new(format!("an error was logged in {what}"), text)),
		(Err(_), text) => Err(Trouble::new(format!("a panic in {what}"), text.unwrap_or_default())),
	}
}
