//! `enrol`: a fleet file becomes registered networks and enrolled devices. What is there already, by
//! its name, is left as it is: a second run enrols nothing twice.

mod fleet;

use crate::{
	chain::{
		calls::{Call, Calls, NewDevice},
		registry::Network,
	},
	config::Config,
	delivery::{courier::Outcome, link, Send, Session},
	error::Error,
	keys,
	outbox::{accept::Registers, waiting::UnderWay, Outbox},
	output::Output,
	submit::Problems,
};
use fleet::{Device, Fleet};
use serde::Serialize;
use std::{
	collections::{BTreeMap, HashMap},
	path::Path,
	time::Duration,
};

/// Between two looks at the chain.
const PAUSE: Duration = Duration::from_millis(300);

/// The most devices of one call.
const DEVICES_A_CALL: usize = 512;

/// What came of it.
#[derive(Debug, Default, Serialize)]
struct Enrolled {
	networks: usize,
	devices: usize,
	/// That were there already.
	known_networks: usize,
	known_devices: usize,
}

pub async fn run(config: &Config, url: &str, file: &Path, output: Output) -> Result<(), Error> {
	let fleet = fleet::read(file)
		.map_err(|problems| Error::BadFleet { file: file.into(), problems: Problems(problems) })?;
	let signer = keys::open(&config.key)?;
	let mut outbox = Outbox::open(&config.outbox()).await?;
	let chain = link::connect(url, config, Some(&signer)).await?;
	let mut session = Session::open(&chain, &mut outbox, &signer, config).await?;
	let enrolled = enrol(&mut session, &fleet).await?;
	output.put(&enrolled, || {
		format!(
			"{} networks registered, {} devices enrolled; {} and {} were there already",
			enrolled.networks, enrolled.devices, enrolled.known_networks, enrolled.known_devices
		)
	});
	Ok(())
}

async fn enrol(session: &mut Session<'_>, fleet: &Fleet) -> Result<Enrolled, Error> {
	// What an earlier run sent may still get into a block: first see what becomes of it.
	all_final(session).await?;
	let mut enrolled = Enrolled::default();

	let there = networks(session, fleet).await?;
	enrolled.known_networks = there.len();
	let new: Vec<&fleet::Network> =
		fleet.networks.iter().filter(|network| !there.contains_key(&network.name)).collect();
	let mut calls = Vec::new();
	for network in &new {
		let call = Calls(session.courier.chain.base()).register_network(
			session.provider,
			&network.owner,
			&network.name,
			network.billing_day,
			network.leftover,
			network.cell,
		)?;
		calls.push((call, format!("network «{}» of line {}", network.name, network.line)));
	}
	send_all(session, calls).await?;
	enrolled.networks = new.len();

	let there = networks(session, fleet).await?;
	let (mut calls, mut known) = (Vec::new(), Vec::new());
	for (place, network) in fleet.networks.iter().enumerate() {
		let Some(on_chain) = there.get(&network.name) else {
			let why = "it is not on the chain after its registration".into();
			return Err(Error::NotEnrolled { what: format!("network «{}»", network.name), why });
		};
		if !on_chain.active {
			let why = "the network is not active".into();
			return Err(Error::NotEnrolled { what: format!("network «{}»", network.name), why });
		}
		let devices = labels(session, on_chain.id).await?;
		let mine = fleet.devices.iter().filter(|device| device.network == place);
		let (old, new): (Vec<&Device>, Vec<&Device>) =
			mine.partition(|device| devices.contains_key(&device.meter));
		known.extend(old.iter().map(|device| (device.meter.clone(), devices[&device.meter])));
		enrolled.devices += new.len();
		calls.extend(device_calls(session, network, on_chain.id, &new)?);
	}
	enrolled.known_devices = known.len();
	send_all(session, calls).await?;
	remember(session, fleet, known).await?;
	Ok(enrolled)
}

/// The calls that enrol a network's new devices: one for each time of opening.
fn device_calls(
	session: &Session<'_>,
	network: &fleet::Network,
	id: u32,
	new: &[&Device],
) -> Result<Vec<(Call, String)>, Error> {
	let mut by_time: BTreeMap<u32, Vec<&Device>> = BTreeMap::new();
	for device in new {
		by_time.entry(device.read_at).or_default().push(device);
	}
	let mut calls = Vec::new();
	for (at, devices) in by_time {
		for devices in devices.chunks(DEVICES_A_CALL) {
			let specs: Vec<NewDevice> = devices
				.iter()
				.map(|device| NewDevice {
					label: device.meter.clone(),
					kind: device.kind,
					rated_w: device.rated_w,
					import_wh: device.import_wh,
					export_wh: device.export_wh,
				})
				.collect();
			let call = Calls(session.courier.chain.base()).enrol_devices(id, at, &specs)?;
			let lines = (devices[0].line, devices[devices.len() - 1].line);
			let what = format!("devices of «{}» in lines {} to {}", network.name, lines.0, lines.1);
			calls.push((call, what));
		}
	}
	Ok(calls)
}

/// Remembers the devices of the file by their meters' names, with the registers that they opened.
async fn remember(
	session: &mut Session<'_>,
	fleet: &Fleet,
	known: Vec<(String, u32)>,
) -> Result<(), Error> {
	let there = networks(session, fleet).await?;
	let known: HashMap<String, u32> = known.into_iter().collect();
	let mut meters = Vec::new();
	let mut opened = Vec::new();
	for (place, network) in fleet.networks.iter().enumerate() {
		let Some(on_chain) = there.get(&network.name) else { continue };
		let devices = labels(session, on_chain.id).await?;
		for device in fleet.devices.iter().filter(|device| device.network == place) {
			let Some(id) = devices.get(&device.meter) else {
				let what = format!("meter «{}» of line {}", device.meter, device.line);
				let why = "it is not on the chain after its enrolment".into();
				return Err(Error::NotEnrolled { what, why });
			};
			meters.push((device.meter.clone(), *id));
			if !known.contains_key(&device.meter) {
				let registers = Registers {
					at: device.read_at,
					import: device.import_wh,
					export: device.export_wh,
				};
				opened.push((*id, registers));
			}
		}
	}
	session.courier.outbox.remember(meters).await?;
	session.courier.outbox.opened(&opened).await?;
	Ok(())
}

/// The networks of the fleet that are on the chain, by their names.
async fn networks(session: &Session<'_>, fleet: &Fleet) -> Result<HashMap<String, Network>, Error> {
	let state = session.courier.chain.state().await?;
	let mut there: HashMap<String, Network> = HashMap::new();
	let names: HashMap<&str, &fleet::Network> =
		fleet.networks.iter().map(|network| (network.name.as_str(), network)).collect();
	for network in state.networks_of(session.provider).await? {
		let Some(wanted) = names.get(network.label.as_str()) else { continue };
		let refuse = |why: String| Error::NotEnrolled {
			what: format!("network «{}» of line {}", wanted.name, wanted.line),
			why,
		};
		if network.owner != wanted.owner {
			return Err(refuse(format!(
				"network {} of this name belongs to {}, not to {}",
				network.id, network.owner, wanted.owner
			)));
		}
		if let Some(other) = there.get(&network.label) {
			return Err(refuse(format!(
				"networks {} and {} of the chain both have this name",
				other.id, network.id
			)));
		}
		there.insert(network.label.clone(), network);
	}
	Ok(there)
}

async fn labels(session: &Session<'_>, network: u32) -> Result<HashMap<String, u32>, Error> {
	let state = session.courier.chain.state().await?;
	let devices = state.labelled_devices(network).await?;
	Ok(devices.into_iter().map(|(device, label)| (label, device)).collect())
}

/// Sends calls, as the node's pool takes them, and waits until all are in final blocks.
async fn send_all(session: &mut Session<'_>, calls: Vec<(Call, String)>) -> Result<(), Error> {
	let all = calls.len();
	let mut told = std::time::Instant::now();
	for (done, (call, what)) in calls.into_iter().enumerate() {
		while session.courier.waits().is_some() {
			tokio::time::sleep(PAUSE).await;
			settle(session).await?;
			if told.elapsed() > Duration::from_secs(5) {
				tracing::info!("{done} of {all} calls sent");
				told = std::time::Instant::now();
			}
		}
		session.courier.send(&call, &what, None).await?;
	}
	all_final(session).await
}

async fn all_final(session: &mut Session<'_>) -> Result<(), Error> {
	loop {
		settle(session).await?;
		if session.courier.unfinal() == 0 {
			return Ok(());
		}
		tokio::time::sleep(PAUSE).await;
	}
}

/// Looks what the chain did with the calls; one that failed is an error.
async fn settle(session: &mut Session<'_>) -> Result<(), Error> {
	for (UnderWay { what, .. }, Outcome { failed, reports }) in
		session.step(Send::Nothing).await?.others
	{
		if let Some(why) = failed {
			return Err(Error::NotEnrolled { what, why });
		}
		let refused = reports.iter().flatten().find(|report| report.name == "DeviceRefused");
		if let Some(refused) = refused {
			return Err(Error::NotEnrolled { what, why: refused.json().to_string() });
		}
	}
	Ok(())
}
