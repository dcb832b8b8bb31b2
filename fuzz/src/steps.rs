//! What happens in a history, step by step, and how it is written down.

use codec::{DecodeAll, Encode};
use commonwatt_runtime::RuntimeCall;

/// Who a call is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
	/// An account, by its place among the people.
	Account(usize),
	/// So many of the three members of the council.
	Council(u32),
	/// Nobody: a general transaction, which authorizes itself.
	Nobody,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Step {
	/// The block ends, and another begins so many seconds later.
	Block(u32),
	/// A call as a signed transaction through the whole pipeline, or dispatched at once.
	Call { who: Who, through_pipeline: bool, call: Box<RuntimeCall> },
	/// The chain forks: what follows is forgotten at [`Step::Back`].
	Fork,
	/// Back to where the chain forked.
	Back,
}

impl Step {
	/// One line. What stands after `#` is for people.
	pub fn to_line(&self) -> String {
		match self {
			Self::Block(seconds) => format!("block {seconds}"),
			Self::Fork => "fork".into(),
			Self::Back => "back".into(),
			Self::Call { who, through_pipeline, call } => {
				let who = match who {
					Who::Account(n) => format!("account-{n}"),
					Who::Council(n) => format!("council-{n}"),
					Who::Nobody => "nobody".into(),
				};
				let way = if *through_pipeline { "sends" } else { "dispatches" };
				let bytes = sp_core::hexdisplay::HexDisplay::from(&call.encode()).to_string();
				let text: String = format!("{call:?}").chars().take(300).collect();
				format!("{who} {way} {bytes} # {text}")
			},
		}
	}

	/// What a line says; an error says what is wrong with it.
	pub fn from_line(line: &str) -> Result<Self, String> {
		let words: Vec<&str> =
			line.split('#').next().unwrap_or_default().split_whitespace().collect();
		let number = |text: &str| text.parse::<u32>().map_err(|_| format!("«{text}» is no number"));
		match words[..] {
			["block", seconds] => Ok(Self::Block(number(seconds)?)),
			["fork"] => Ok(Self::Fork),
			["back"] => Ok(Self::Back),
			[who, way @ ("sends" | "dispatches"), bytes] => {
				let who = if let Some(n) = who.strip_prefix("account-") {
					Who::Account(number(n)? as usize)
				} else if let Some(n) = who.strip_prefix("council-") {
					Who::Council(number(n)?)
				} else if who == "nobody" {
					Who::Nobody
				} else {
					return Err(format!("«{who}» is nobody"));
				};
				let bytes =
					sp_core::bytes::from_hex(bytes).map_err(|e| format!("a call: {e:?}"))?;
				let call = RuntimeCall::decode_all(&mut &bytes[..])
					.map_err(|e| format!("a call that this runtime does not know: {e}"))?;
				let through_pipeline = way == "sends";
				Ok(Self::Call { who, through_pipeline, call: Box::new(call) })
			},
			_ => Err(format!("«{line}» is no step")),
		}
	}
}

/// Reads the steps of a file's lines; empty lines and comments are skipped.
pub fn read(text: &str) -> Result<Vec<Step>, String> {
	text.lines()
		.enumerate()
		.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
		.map(|(n, line)| Step::from_line(line).map_err(|e| format!("line {}: {e}", n + 1)))
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_written_is_read_again() {
		let remark = frame_system::Call::remark { remark: vec![1, 2] };
		let call = Box::new(RuntimeCall::System(remark));
		for step in [
			Step::Block(900),
			Step::Fork,
			Step::Back,
			Step::Call { who: Who::Account(3), through_pipeline: true, call: call.clone() },
			Step::Call { who: Who::Council(2), through_pipeline: false, call },
		] {
			assert_eq!(read(&step.to_line()).unwrap(), vec![step]);
		}
	}

	#[test]
	fn nonsense_is_named_with_its_line() {
		assert_eq!(read("fork\n\nblock x").unwrap_err(), "line 3: «x» is no number");
		assert!(read("account-1 sends 0xffff").unwrap_err().starts_with("line 1: a call"));
	}
}
