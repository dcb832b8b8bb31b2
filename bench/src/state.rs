//! Chains with a fleet in their state, made by the runtime's own calls, run natively.

use crate::{
	client::{development, wasm, Node},
	failure::{Failure, Place, Result},
	fleet::{Fleet, Kind, ALLOCATION},
	say, step,
	tx::{self, DevicePair, HEAD_ENDS},
};
use codec::Encode;
use commonwatt_primitives::{
	directory::{CarryOver, DeviceKind, LeftoverPolicy, Overdraft, Registers, Tariff},
	ids::SLOTS_PER_PAGE,
	DeviceId, Energy, NetworkId, Price,
};
use commonwatt_runtime::{AccountId, Runtime, RuntimeCall, RuntimeOrigin, UNIT};
use frame_support::dispatch::{DispatchErrorWithPostInfo, PostDispatchInfo};
use pallet_device_registry::{Call as Registry, DeviceSpec, Terms};
use sp_core::storage::Storage;
use sp_runtime::traits::Dispatchable;
use sp_state_machine::BasicExternalities;
use std::{
	fs,
	path::{Path, PathBuf},
	time::Instant,
};

/// Rises when the states are made in another way.
const LAYOUT: u32 = 1;
/// Pages that are filled at once: a whole number of them for every kind, and for a provider.
const PAGES_AT_ONCE: u32 = 800;
const REMEDY: &str = "free some space, or delete the folder, then run this again";

/// Accounts with fee tokens, each for one transfer.
pub fn people(fleet: &Fleet) -> u32 {
	match fleet.devices {
		100_000.. => 250_000,
		_ => 30_000,
	}
}

/// Prepares the states of several fleets, side by side.
pub fn prepare(root: &Path, fleets: &[Fleet]) -> Result<()> {
	std::thread::scope(|scope| {
		let works: Vec<_> =
			fleets.iter().map(|fleet| scope.spawn(|| prepared(root, fleet).map(drop))).collect();
		works.into_iter().try_for_each(|work| {
			work.join().unwrap_or_else(|_| {
				let remedy = "see the message above";
				Err(Failure::new("a state could not be made", "bench/src/state.rs", remedy))
			})
		})
	})
}

/// The folder with the prepared database of a fleet; made if it is not there.
pub fn prepared(root: &Path, fleet: &Fleet) -> Result<PathBuf> {
	let code = sp_io::hashing::blake2_256(&(wasm()?, LAYOUT).encode());
	let name = format!("{}-{}", fleet.kind.name(), fleet.devices);
	let states = root.join("states");
	let folder = states.join(format!("{name}-{}", hex(&code[..6])));
	let done = folder.join("done");
	if done.exists() {
		return Ok(folder.join("db"));
	}
	fs::create_dir_all(&states).at(states.display().to_string(), REMEDY)?;
	// Those of other runtimes, and what an interrupted run left.
	for entry in fs::read_dir(&states).at(states.display().to_string(), REMEDY)?.flatten() {
		let stale =
			entry.file_name().to_string_lossy().rsplit_once('-').is_some_and(|n| n.0 == name);
		if stale {
			remove(&entry.path())?;
		}
	}
	step(&format!("Preparing {} devices as {}", fleet.devices, fleet.kind.name()));
	let begun = Instant::now();
	make(&folder.join("db"), fleet)?;
	fs::write(&done, "").at(done.display().to_string(), REMEDY)?;
	say(&format!("{}: prepared in {:.0} s", fleet.kind.name(), begun.elapsed().as_secs_f64()));
	Ok(folder.join("db"))
}

/// Makes a chain with the fleet in its genesis, at `path`.
pub fn make(path: &Path, fleet: &Fleet) -> Result<()> {
	let parent = path.parent().unwrap_or(path);
	fs::create_dir_all(parent).at(parent.display().to_string(), REMEDY)?;
	let begun = Instant::now();
	let mut maker = Maker { shared: development()?, own: Vec::new() };
	maker.keep(|| {
		pallet_timestamp::Now::<Runtime>::put(u64::from(fleet.start) * 1_000);
		providers(fleet)
	})?;
	let people = people(fleet);
	for first in (0..people).step_by(10_000) {
		maker.run(|| (first..people.min(first + 10_000)).try_for_each(|n| endow(tx::person(n))))?;
	}
	let networks = fleet.networks();
	let step = PAGES_AT_ONCE * SLOTS_PER_PAGE / fleet.kind.devices_per_network();
	for (nth, first) in (0..networks).step_by(step as usize).enumerate() {
		let last = networks.min(first + step);
		let mut rest = first;
		// What a provider's networks share is made with its first.
		if first == 0 || fleet.provider_of_network(first - 1) != fleet.provider_of_network(first) {
			maker.keep(|| enrol(fleet, first))?;
			rest += 1;
		}
		maker.run(|| (rest..last).try_for_each(|network| enrol(fleet, network)))?;
		if nth % 16 == 15 || last == networks {
			let seconds = begun.elapsed().as_secs();
			let name = fleet.kind.name();
			say(&format!("{name}: {last} of {networks} networks after {seconds} s"));
		}
	}
	let state = maker.finish();
	say(&format!("{}: writing {} keys", fleet.kind.name(), state.len()));
	Node::create(path, state)
}

/// Runs the runtime's calls in portions, each on what the portions share alone: so that a large
/// state costs no more a call than a small one.
struct Maker {
	/// What every portion sees.
	shared: Storage,
	/// What portions made for themselves.
	own: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Maker {
	/// What `f` makes stays in sight of what follows.
	fn keep(&mut self, f: impl FnOnce() -> Result<()>) -> Result<()> {
		BasicExternalities::execute_with_storage(&mut self.shared, f)
	}

	/// What `f` makes is its own; what it changes of the shared is seen by what follows.
	fn run(&mut self, f: impl FnOnce() -> Result<()>) -> Result<()> {
		let mut storage = self.shared.clone();
		BasicExternalities::execute_with_storage(&mut storage, f)?;
		let shared = std::mem::take(&mut self.shared.top);
		for (key, value) in storage.top {
			if shared.contains_key(&key) {
				self.shared.top.insert(key, value);
			} else {
				self.own.push((key, value));
			}
		}
		Ok(())
	}

	fn finish(mut self) -> Vec<(Vec<u8>, Vec<u8>)> {
		self.own.extend(self.shared.top);
		self.own
	}
}

/// Calls the runtime natively.
pub fn call(origin: RuntimeOrigin, call: RuntimeCall) -> Result<()> {
	let place = || format!("{call:?}").chars().take(300).collect::<String>();
	call.clone().dispatch(origin).map(|_: PostDispatchInfo| ()).map_err(
		|DispatchErrorWithPostInfo { error, .. }| {
			Failure::new(
				format!("the runtime refused a call: {error:?}"),
				place(),
				"make the benchmark's calls follow the runtime",
			)
		},
	)
}

fn by(account: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(account)
}

fn set_balance(who: AccountId, units: u128) -> Result<()> {
	let set = pallet_balances::Call::force_set_balance { who: who.into(), new_free: units * UNIT };
	call(RuntimeOrigin::root(), RuntimeCall::Balances(set))
}

fn endow(who: AccountId) -> Result<()> {
	set_balance(who, 10)
}

/// The terms of every provider.
fn terms() -> Terms {
	Terms {
		capacity: Energy::kwh(1_000_000_000),
		tariff: Tariff { buy_back: Price(80_000), retail: Price(300_000), tick: Price(10_000) },
		overdraft: Overdraft { limit: Energy::kwh(100), chunk: Energy::kwh(5) },
		carry_over: CarryOver { limit: Energy::kwh(50), months: 2 },
		utc_offset_minutes: 0,
	}
}

fn providers(fleet: &Fleet) -> Result<()> {
	for provider in 0..fleet.providers() {
		let account = tx::provider(provider);
		set_balance(account.clone(), 1_000_000)?;
		let apply = Registry::apply_as_provider { label: Default::default(), terms: terms() };
		call(by(account.clone()), RuntimeCall::DeviceRegistry(apply))?;
		let approve = Registry::approve_provider { provider };
		call(RuntimeOrigin::root(), RuntimeCall::DeviceRegistry(approve))?;
		for index in 0..HEAD_ENDS {
			let who = tx::account_of(&tx::head_end(provider, index));
			endow(who.clone())?;
			let add = Registry::add_head_end { who };
			call(by(account.clone()), RuntimeCall::DeviceRegistry(add))?;
		}
	}
	Ok(())
}

/// A network with its devices, its allotment and what of it is set aside.
fn enrol(fleet: &Fleet, network: NetworkId) -> Result<()> {
	let provider = fleet.provider_of_network(network);
	let account = tx::provider(provider);
	let owner = tx::owner(network);
	let register = Registry::register_network {
		provider,
		owner: owner.clone(),
		label: label(&format!("Network {network}")),
		billing_day: 1,
		leftover: LeftoverPolicy::Hold,
		cell: u64::from(network),
	};
	call(by(account.clone()), RuntimeCall::DeviceRegistry(register))?;

	let size = fleet.kind.devices_per_network();
	let first = network * size;
	let devices = first..fleet.devices.min(first + size);
	let specs: Vec<_> = devices.clone().map(|device| spec(fleet, device)).collect();
	let enrol = Registry::enrol_devices {
		network,
		at: fleet.start,
		devices: specs.try_into().map_err(|_| too_many())?,
	};
	call(by(account.clone()), RuntimeCall::DeviceRegistry(enrol))?;

	let energy = Energy::wh(fleet.allotment(network));
	let set = pallet_allotments::Call::set_allotment { network, energy };
	call(by(account), RuntimeCall::Allotments(set))?;
	let allocations: Vec<_> = devices.map(|device| (device, Energy::wh(ALLOCATION))).collect();
	let allocations = allocations.try_into().map_err(|_| too_many())?;
	let allocate = pallet_allotments::Call::allocate { network, allocations };
	call(by(owner), RuntimeCall::Allotments(allocate))
}

fn too_many() -> Failure {
	Failure::new(
		"a network has more devices than the runtime allows",
		"bench/src/fleet.rs",
		"make the campuses smaller",
	)
}

fn spec(fleet: &Fleet, device: DeviceId) -> DeviceSpec {
	DeviceSpec {
		label: label(match fleet.kind {
			Kind::Homes => "Meter",
			Kind::Campuses => "Charger",
		}),
		kind: DeviceKind::Load,
		rated_w: 7_000,
		key: fleet.keyed().contains(&device).then(|| DevicePair::of(device).public()),
		floor: Energy::ZERO,
		protected: false,
		opening: Registers {
			import: Energy::wh(fleet.opening(device)),
			export: Energy::wh(fleet.export_opening(device)),
		},
	}
}

fn label(text: &str) -> pallet_device_registry::Label {
	text.as_bytes().to_vec().try_into().unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
	bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Removes a folder with all that is in it.
pub fn remove(path: &Path) -> Result<()> {
	match fs::remove_dir_all(path) {
		Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
			Err(error).at(path.display().to_string(), REMEDY)
		},
		_ => Ok(()),
	}
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
	let place = || to.display().to_string();
	fs::create_dir_all(to).at(place(), REMEDY)?;
	for entry in fs::read_dir(from).at(from.display().to_string(), REMEDY)?.flatten() {
		let (source, target) = (entry.path(), to.join(entry.file_name()));
		match source.is_dir() {
			true => copy(&source, &target)?,
			false => fs::copy(&source, &target).map(|_| ()).at(place(), REMEDY)?,
		}
	}
	Ok(())
}
