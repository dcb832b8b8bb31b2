//! Readings that one validator takes through its RPC: the built node, real time, real blocks.

use super::{readings::max_pages, Bench};
use crate::{
	client::Node,
	failure::{Failure, Place, Result},
	fleet::{Extra, Fleet, Kind},
	report::{Figure, Goal},
	say, state,
	stats::{median, Summary},
	tx,
};
use codec::{Decode, Encode};
use commonwatt_primitives::{ids::SLOTS_PER_PAGE, Seconds};
use commonwatt_runtime::{Hash, Runtime};
use pallet_metering::{ReadingTotals, Totals};
use serde_json::{json, Value};
use std::{
	fs::File,
	io::{BufRead, BufReader, BufWriter, Read, Write},
	net::{TcpListener, TcpStream},
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	thread::sleep,
	time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

const DEVICES: u32 = 100_000;
/// Pages in a call, at most: a batch stays below 64 KiB.
const PAGES: u32 = 64;
/// Readings that are sent and not booked, at most: some blocks' worth.
const IN_FLIGHT: u64 = 2_000_000;
/// The highest rate that there are readings for, in readings a second.
const MOST: u64 = 250_000;
const REMEDY: &str = "see the node's log beside it; run ./scripts/build if the node is not built";

/// A node that stops when it is dropped.
struct Validator(Child);

impl Drop for Validator {
	fn drop(&mut self) {
		let _ = self.0.kill();
		let _ = self.0.wait();
	}
}

/// The least of a JSON-RPC client.
struct Rpc {
	stream: BufReader<TcpStream>,
	port: u16,
}

impl Rpc {
	fn connect(port: u16) -> Result<Self> {
		let stream = TcpStream::connect(("127.0.0.1", port)).at(place(port), REMEDY)?;
		stream.set_nodelay(true).at(place(port), REMEDY)?;
		Ok(Self { stream: BufReader::new(stream), port })
	}

	fn call(&mut self, method: &str, params: Value) -> Result<Value> {
		let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
		let body = body.to_string();
		let at = format!("{}: {method}", place(self.port));
		let head = format!(
			"POST / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\n\
			 Content-Length: {}\r\n\r\n",
			self.port,
			body.len()
		);
		self.stream.get_mut().write_all((head + &body).as_bytes()).at(&at, REMEDY)?;
		let mut length = 0;
		loop {
			let mut line = String::new();
			self.stream.read_line(&mut line).at(&at, REMEDY)?;
			let line = line.trim().to_ascii_lowercase();
			if line.is_empty() {
				break;
			}
			if let Some(value) = line.strip_prefix("content-length:") {
				length = value.trim().parse().at(&at, REMEDY)?;
			}
		}
		let mut answer = vec![0; length];
		self.stream.read_exact(&mut answer).at(&at, REMEDY)?;
		let mut answer: Value = serde_json::from_slice(&answer).map_err(|_| {
			Failure::new(String::from_utf8_lossy(&answer).trim().to_owned(), &at, REMEDY)
		})?;
		match answer.get("error") {
			Some(error) => Err(Failure::new(error.to_string(), at, REMEDY)),
			None => Ok(answer["result"].take()),
		}
	}

	/// What is stored under a key, decoded.
	fn stored<T: Decode>(&mut self, key: &[u8]) -> Result<Option<T>> {
		let value = self.call("state_getStorage", json!([hex(key)]))?;
		let bytes = value.as_str().map(unhex).transpose()?;
		Ok(bytes.and_then(|bytes| T::decode(&mut &bytes[..]).ok()))
	}
}

fn place(port: u16) -> String {
	format!("the node's RPC at 127.0.0.1:{port}")
}

fn hex(bytes: &[u8]) -> String {
	let mut text = String::with_capacity(2 + bytes.len() * 2);
	text.push_str("0x");
	for byte in bytes {
		for digit in [byte >> 4, byte & 15] {
			text.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
		}
	}
	text
}

fn unhex(text: &str) -> Result<Vec<u8>> {
	let digits = text.trim_start_matches("0x");
	(0..digits.len() / 2)
		.map(|n| u8::from_str_radix(&digits[2 * n..2 * n + 2], 16))
		.collect::<std::result::Result<_, _>>()
		.at("an answer of the node", REMEDY)
}

/// Writes a chain specification whose genesis is the newest state of `node`.
fn specification(node: &Node, path: &Path) -> Result<()> {
	let at = path.display().to_string();
	let file = File::create(path).at(&at, REMEDY)?;
	let mut out = BufWriter::new(file);
	let mut write = |text: &str| out.write_all(text.as_bytes()).at(&at, REMEDY);
	write(
		r#"{"name":"Commonwatt Benchmark","id":"commonwatt_bench","chainType":"Development",
"bootNodes":[],"telemetryEndpoints":null,"protocolId":"commonwatt","properties":{},
"codeSubstitutes":{},"genesis":{"raw":{"childrenDefault":{},"top":{"#,
	)?;
	let mut comma = "";
	for (key, value) in node.pairs(&[])? {
		write(&format!("{comma}\n\"{}\":\"{}\"", hex(&key), hex(&value)))?;
		comma = ",";
	}
	write("}}}}\n")?;
	out.flush().at(&at, REMEDY)
}

fn start(bin: &Path, folder: &Path, port: u16) -> Result<Validator> {
	let log = folder.join("node.log");
	let output = File::create(&log).at(log.display().to_string(), REMEDY)?;
	let errors = output.try_clone().at(log.display().to_string(), REMEDY)?;
	let program = bin.join("commonwatt-node");
	let child = Command::new(&program)
		.args(["--alice", "--validator", "--force-authoring", "--no-prometheus", "--no-telemetry"])
		// A chain of some minutes needs no identity that lasts.
		.args(["--unsafe-force-node-key-generation", "--port", "0"])
		.args(["--pool-limit", "100000", "--pool-kbytes", "1000000"])
		.args(["--rpc-port", &port.to_string()])
		.arg("--chain")
		.arg(folder.join("chain.json"))
		.arg("--base-path")
		.arg(folder.join("chain"))
		.stdout(Stdio::from(output))
		.stderr(Stdio::from(errors))
		.spawn()
		.at(program.display().to_string(), REMEDY)?;
	Ok(Validator(child))
}

/// Batches of all pages again and again, each call's pages by a head-end of their own, so that
/// they stay in order.
fn batches(genesis: Hash, fleet: &Fleet, rounds: u32) -> Vec<(u64, String)> {
	let nothing = Extra::new();
	let mut batches = Vec::new();
	for round in 0..rounds {
		let time = fleet.start + 600 + round;
		for (index, (provider, pages)) in (0..).zip(fleet.batches(PAGES.min(max_pages()))) {
			let readings =
				(pages.end * SLOTS_PER_PAGE).min(fleet.devices) - pages.start * SLOTS_PER_PAGE;
			let pages = pages.map(|id| tx::page_at(fleet, id, time, &nothing)).collect();
			let key = tx::head_end(provider, index);
			let signed = tx::signed(genesis, &key, round, tx::submit(time, pages));
			batches.push((u64::from(readings), hex(&signed.encode())));
		}
	}
	batches
}

/// Sends as fast as the node books, and counts what it booked a second.
pub fn rpc(bench: &mut Bench) -> Result<()> {
	bench.close();
	let seconds = if bench.options.full { 180 } else { 60 };
	let since =
		SystemTime::now().duration_since(UNIX_EPOCH).at("this machine's clock", "set it")?;
	let fleet = Fleet {
		kind: Kind::Campuses,
		devices: DEVICES,
		// Long enough ago that quotas are full and there are intervals to read.
		start: since.as_secs() as Seconds - 3 * 3_600,
	};
	let folder = bench.options.dir.join(format!("run-{}-rpc", std::process::id()));
	let found = sustained(&bench.options.bin, &folder, fleet, seconds);
	if found.is_ok() {
		state::remove(&folder)?;
	}
	let rates = found?;
	let found = Summary::of(&rates);
	let note = format!("real time, {seconds} s; figures of single blocks");
	for (what, unit, goal, found) in [
		("readings through the RPC of one validator", "1/s", Goal::AtLeast(46_000.0), found),
		("meters at 15 minutes", "", Goal::None, found.map(|rate| rate * 900.0)),
	] {
		bench.report.add(Figure {
			scenario: "rpc",
			what: what.into(),
			unit,
			goal,
			found,
			fleet: Some(fleet),
			note: note.clone(),
		});
	}
	Ok(())
}

/// Readings booked a second, block by block.
fn sustained(bin: &Path, folder: &PathBuf, fleet: Fleet, seconds: u64) -> Result<Vec<f64>> {
	state::remove(folder)?;
	state::make(&folder.join("db"), &fleet)?;
	let node = Node::open(&folder.join("db"))?;
	specification(&node, &folder.join("chain.json"))?;
	drop(node);
	say("starting the node");
	let free = TcpListener::bind(("127.0.0.1", 0)).at("a free port", REMEDY)?;
	let port = free.local_addr().at("a free port", REMEDY)?.port();
	drop(free);
	let mut validator = start(bin, folder, port)?;
	let begun = Instant::now();
	let mut rpc = loop {
		if let Some(status) = validator.0.try_wait().at("the node", REMEDY)? {
			let log = folder.join("node.log").display().to_string();
			return Err(Failure::new(format!("the node stopped: {status}"), log, REMEDY));
		}
		match Rpc::connect(port) {
			Ok(rpc) => break rpc,
			Err(failure) if begun.elapsed().as_secs() > 180 => return Err(failure),
			Err(_) => sleep(Duration::from_millis(200)),
		}
	};
	let genesis = rpc.call("chain_getBlockHash", json!([0]))?;
	let genesis = Hash::from_slice(&unhex(genesis.as_str().unwrap_or_default())?);
	let rounds = (MOST * seconds / u64::from(fleet.devices)) as u32;
	say(&format!("signing {rounds} readings of every device"));
	let batches = batches(genesis, &fleet, rounds);

	say(&format!("sending for {seconds} s"));
	let now_key = pallet_timestamp::Now::<Runtime>::hashed_key();
	let booked_key = Totals::<Runtime>::hashed_key_for(0);
	let (mut sent, mut next, mut samples) = (0, batches.iter(), Vec::<(u64, u64)>::new());
	let (begun, mut looked) = (Instant::now(), None::<Instant>);
	while begun.elapsed().as_secs() < seconds {
		if looked.is_none_or(|at| at.elapsed() > Duration::from_millis(250)) {
			looked = Some(Instant::now());
			let time: u64 = rpc.stored(&now_key)?.unwrap_or_default();
			let totals: ReadingTotals = rpc.stored(&booked_key)?.unwrap_or_default();
			if totals.refused > 0 {
				return Err(Failure::new(
					format!("the node refused {} readings", totals.refused),
					place(port),
					"make the benchmark's readings follow the runtime",
				));
			}
			if samples.last().is_none_or(|last| last.0 < time) {
				samples.push((time, totals.booked));
				say(&format!("{:>3} s: {} booked", begun.elapsed().as_secs(), totals.booked));
			}
		}
		let booked = samples.last().map_or(0, |last| last.1);
		if sent - booked > IN_FLIGHT {
			sleep(Duration::from_millis(20));
			continue;
		}
		let Some((readings, batch)) = next.next() else {
			sleep(Duration::from_millis(100));
			continue;
		};
		rpc.call("author_submitExtrinsic", json!([batch]))?;
		sent += readings;
	}
	// The first block may have come before the readings did.
	let rates: Vec<_> = samples
		.windows(2)
		.skip(2)
		.map(|pair| (pair[1].1 - pair[0].1) as f64 * 1e3 / (pair[1].0 - pair[0].0) as f64)
		.collect();
	if rates.is_empty() || median(&rates) == 0.0 {
		return Err(Failure::new("the node booked nothing", folder.display().to_string(), REMEDY));
	}
	Ok(rates)
}
