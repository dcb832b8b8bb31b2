//! Registers: which readings were booked, and what the meters must show after.

use super::{energy::Energy as Flows, must, Check};
use crate::people::people;
use commonwatt_primitives::{
	directory::{DeviceKey, Directory, Registers as Pair, State},
	ids::{device_at, place},
	meters::Meters,
	DeviceId, NetworkId, ProviderId, Seconds,
};
use commonwatt_runtime::{DeviceRegistry, Metering, RuntimeCall, RuntimeEvent, System};
use pallet_allotments::Event as Ledger;
use pallet_device_registry::{Call as Registry, Event as Enrolled};
use pallet_metering::{Call, DeviceSignature, Event, SignedReading};
use sp_core::Pair as _;
use std::collections::BTreeMap;

/// The registers of a page are six bytes wide.
const WIDEST: u64 = (1 << 48) - 1;

#[derive(Clone, Debug, Default)]
pub struct Meter {
	pub import: u64,
	pub export: u64,
	pub read_at: Seconds,
	/// The network whose use and feed-in these are, none for a device that is gone.
	pub network: Option<NetworkId>,
	/// The registers when it came to that network.
	pub since: (u64, u64),
	/// What the present meter showed when the chain's registers were so: chain's, its own, when.
	exchanged: Option<((u64, u64), (u64, u64), Seconds)>,
	/// The highest counter of a signed reading.
	counter: Option<u32>,
}

impl Meter {
	/// The chain's registers for the meter's own; none where they lie before its first.
	fn chain(&self, import: u64, export: u64) -> Option<(u64, u64)> {
		let Some((chain, own, _)) = self.exchanged else { return Some((import, export)) };
		Some((
			chain.0.checked_add(import.checked_sub(own.0)?)?,
			chain.1.checked_add(export.checked_sub(own.1)?)?,
		))
	}
}

/// A reading as it was sent.
#[derive(Clone, Copy, Debug)]
struct Sent {
	device: Option<DeviceId>,
	at: Seconds,
	import: u64,
	export: Option<u64>,
	counter: Option<u32>,
	/// Signed by the device's key for this chain, as far as that is asked.
	genuine: bool,
	/// The provider of the head-end that sent it; none for a device that sent it by itself.
	provider: Option<ProviderId>,
}

#[derive(Clone, Default)]
pub struct Registers {
	pub meters: BTreeMap<DeviceId, Meter>,
}

impl Registers {
	/// Learns from a call that was carried out, with its events; `alone`, or with others in one.
	pub fn learn(
		&mut self,
		now: Seconds,
		call: &RuntimeCall,
		events: &[RuntimeEvent],
		alone: bool,
	) -> Check {
		match call {
			RuntimeCall::DeviceRegistry(Registry::enrol_devices { at, devices, .. }) => {
				for event in events {
					let RuntimeEvent::DeviceRegistry(Enrolled::DeviceEnrolled {
						device,
						index,
						network,
					}) = event
					else {
						continue;
					};
					let opening = devices[*index as usize].opening;
					let registers = (opening.import.0, opening.export.0);
					let meter = Meter {
						import: registers.0,
						export: registers.1,
						read_at: *at,
						network: Some(*network),
						since: registers,
						..Default::default()
					};
					let before = self.meters.insert(*device, meter);
					must(before.is_none(), "an id was given twice", || format!("device {device}"))?;
				}
				Ok(())
			},
			RuntimeCall::Metering(Call::submit { interval_end, pages }) => {
				let mut sent = Vec::new();
				let mut refusals = refused(events);
				for page in pages {
					if refusals.pages.get(&page.page).is_some_and(|count| *count > 0)
						&& !page.is_well_formed()
					{
						continue;
					}
					must(page.is_well_formed(), "a malformed page was booked", || {
						format!("{page:?}")
					})?;
					sent.extend(page.iter().map(|reading| Sent {
						device: device_at(page.page, reading.slot),
						at: *interval_end,
						import: reading.import,
						export: reading.export,
						counter: None,
						genuine: true,
						provider: booked_for(events),
					}));
				}
				self.book(now, &sent, &mut refusals.readings, alone)
			},
			RuntimeCall::Metering(Call::submit_signed { readings }) => {
				let sent: Vec<_> = readings
					.iter()
					.map(|reading| Sent {
						provider: booked_for(events),
						..Sent::from_device(reading)
					})
					.collect();
				self.book(now, &sent, &mut refused(events).readings, alone)
			},
			RuntimeCall::Metering(Call::submit_device_reading { reading }) => {
				self.book(now, &[Sent::from_device(reading)], &mut refused(events).readings, alone)
			},
			RuntimeCall::Metering(Call::exchange_meter { device, at, closing, opening }) => {
				must(*at <= now, "a reading of the future was booked", || format!("{call:?}"))?;
				let last = Sent {
					device: Some(*device),
					at: *at,
					import: closing.import.0,
					export: Some(closing.export.0),
					counter: None,
					genuine: true,
					provider: None,
				};
				self.book(now, &[last], &mut BTreeMap::new(), alone)?;
				if let Some(meter) = self.meters.get_mut(device) {
					let chain = (meter.import, meter.export);
					meter.exchanged = Some((chain, (opening.import.0, opening.export.0), *at));
				}
				Ok(())
			},
			RuntimeCall::Metering(Call::correct_reading { device, registers, .. }) => {
				self.correct(*device, *registers, events)
			},
			_ => Ok(()),
		}
	}

	/// Books what was sent, but for what was refused.
	fn book(
		&mut self,
		now: Seconds,
		sent: &[Sent],
		refused: &mut BTreeMap<(u32, u8, Seconds), u32>,
		alone: bool,
	) -> Check {
		for (n, reading) in sent.iter().enumerate() {
			let key = reading.device.map(|device| {
				let (page, slot) = place(device);
				(page, slot, reading.at)
			});
			let fits = self.fits(now, reading, alone);
			let refusals = key.and_then(|key| refused.get_mut(&key)).filter(|count| **count > 0);
			// Of several readings of a device in one call those that fit are booked first.
			let later = sent[n + 1..]
				.iter()
				.filter(|other| other.device == reading.device && other.at == reading.at)
				.count() as u32;
			let is_refused = match refusals {
				Some(count) if fits.is_err() || *count > later => {
					*count -= 1;
					true
				},
				_ => false,
			};
			if is_refused {
				must(!alone || fits != Ok(true), "an honest reading was refused", || {
					format!("{reading:?}")
				})?;
				continue;
			}
			if let Err(reason) = fits {
				return must(false, "a reading was booked that must not be", || {
					format!("{reason}: {reading:?}")
				});
			}
			let Some(meter) = reading.device.and_then(|device| self.meters.get_mut(&device)) else {
				continue;
			};
			if let Some(counter) = reading.counter {
				meter.counter = Some(counter);
			}
			// A late reading of a month's end moves energy between two months, and no register.
			if reading.at <= meter.read_at {
				continue;
			}
			let own_export = reading.export.unwrap_or_else(|| match meter.exchanged {
				Some((chain, own, _)) => meter.export - chain.1 + own.1,
				None => meter.export,
			});
			let (import, export) = meter.chain(reading.import, own_export).unwrap_or_default();
			(meter.import, meter.export, meter.read_at) = (import, export, reading.at);
		}
		Ok(())
	}

	/// Whether a reading can be booked: an error if it must not, true if it must.
	fn fits(&self, now: Seconds, reading: &Sent, alone: bool) -> Result<bool, &'static str> {
		let device = reading.device.ok_or("no such device")?;
		let meter = self.meters.get(&device).ok_or("no such device")?;
		let Some(terms) = DeviceRegistry::device(device) else {
			// The registry is as the whole call left it.
			return if alone { Err("a device that is gone") } else { Ok(false) };
		};
		let network = DeviceRegistry::network(terms.network).ok_or("no network")?;
		// In a call with others it may have been active when the reading came.
		if alone && (terms.state != State::Active || network.state != State::Active) {
			return Err("a device that is not active");
		}
		if reading.provider.is_some_and(|provider| provider != terms.provider) {
			return Err("a device of another provider");
		}
		if reading.at > now {
			return Err("a reading of the future");
		}
		if !reading.genuine {
			return Err("a signature that is not the device's");
		}
		if reading.counter == Some(u32::MAX) {
			return Err("the very last counter");
		}
		if reading.counter.is_some_and(|counter| meter.counter.is_some_and(|last| counter <= last))
		{
			return Err("a counter that is not higher");
		}
		if meter.exchanged.is_some_and(|(_, _, at)| reading.at <= at) {
			return Err("a reading of the meter before");
		}
		if reading.at <= meter.read_at {
			// Only a month's boundary may be told late.
			let starts = network.calendar.start(network.calendar.month_at(reading.at));
			return if starts == reading.at { Ok(false) } else { Err("a time that is not later") };
		}
		let own_export = match (reading.export, meter.exchanged) {
			(Some(export), _) => export,
			(None, Some((chain, own, _))) => meter.export - chain.1 + own.1,
			(None, None) => meter.export,
		};
		let Some((import, export)) = meter.chain(reading.import, own_export) else {
			return Err("a register below the meter's first");
		};
		if import < meter.import || export < meter.export {
			return Err("a register that runs backwards");
		}
		if import > WIDEST || export > WIDEST {
			return Err("a register that is too wide");
		}
		// Within one month, and far from the widest mark, there is nothing to refuse it for.
		let month = |at: Seconds| network.calendar.month_at(at.saturating_sub(1));
		let same: bool = Metering::position(device).is_some_and(|position| {
			month(reading.at) == position.month && month(meter.read_at.max(1)) == position.month
		});
		Ok(same && reading.counter.is_none())
	}

	fn correct(&mut self, device: DeviceId, to: Pair, events: &[RuntimeEvent]) -> Check {
		let made = events.iter().find_map(|event| match event {
			RuntimeEvent::Metering(Event::CorrectionMade { before, after, .. }) => {
				Some((*before, *after))
			},
			_ => None,
		});
		let Some(meter) = self.meters.get_mut(&device) else {
			return must(false, "a device was corrected that is none", || device.to_string());
		};
		let wanted = meter.chain(to.import.0, to.export.0);
		let told = made.map(|(before, after)| {
			((before.import.0, before.export.0), (after.import.0, after.export.0))
		});
		must(
			told == wanted.map(|wanted| ((meter.import, meter.export), wanted)),
			"a correction is not what was asked",
			|| format!("device {device}: {told:?}, {wanted:?}, {meter:?}"),
		)?;
		(meter.import, meter.export) = wanted.unwrap_or_default();
		Ok(())
	}

	/// Devices that leave their networks, and join others.
	pub fn hear(&mut self, event: &RuntimeEvent, flows: &mut Flows) -> Check {
		match event {
			RuntimeEvent::Allotments(Ledger::DeviceLeft { network, device, .. }) => {
				let Some(meter) = self.meters.get_mut(device) else { return Ok(()) };
				must(meter.network == Some(*network), "a device left another network", || {
					format!("device {device} left {network}: {meter:?}")
				})?;
				let used = i128::from(meter.import) - i128::from(meter.since.0);
				let fed_in = i128::from(meter.export) - i128::from(meter.since.1);
				flows.left_with(*network, used, fed_in);
				meter.network = None;
				meter.since = (meter.import, meter.export);
			},
			RuntimeEvent::DeviceRegistry(Enrolled::DeviceMoved { device, to, .. }) => {
				if let Some(meter) = self.meters.get_mut(device) {
					meter.network = Some(*to);
				}
			},
			_ => (),
		}
		Ok(())
	}

	/// The chain's meters show what was booked.
	pub fn compare(&self) -> Check {
		for (device, meter) in &self.meters {
			let position = Metering::position(*device);
			let shown = position.map(|p| (p.register.0, p.export.0, p.read_at));
			must(
				shown == Some((meter.import, meter.export, meter.read_at)),
				"a meter does not show what was booked",
				|| format!("device {device} shows {shown:?}, booked: {meter:?}"),
			)?;
			let network = DeviceRegistry::device(*device).map(|terms| terms.network);
			must(network == meter.network, "a device is in another network", || {
				format!("device {device} is in {network:?}, not in {:?}", meter.network)
			})?;
		}
		Ok(())
	}
}

impl Sent {
	fn from_device(reading: &SignedReading) -> Self {
		Self {
			device: Some(reading.device),
			at: reading.interval_end,
			import: reading.import,
			export: Some(reading.export),
			counter: Some(reading.counter),
			genuine: genuine(reading),
			provider: None,
		}
	}
}

/// Whether the device's own key signed the reading for this chain: the bytes and the checks written
/// anew.
fn genuine(reading: &SignedReading) -> bool {
	let Some(key) = DeviceRegistry::device_key(reading.device) else { return false };
	let mut message = b"commonwatt/reading/1".to_vec();
	message.extend(System::block_hash(0).0);
	for part in [reading.device, reading.counter, reading.interval_end] {
		message.extend(part.to_le_bytes());
	}
	message.extend(reading.import.to_le_bytes());
	message.extend(reading.export.to_le_bytes());
	let known = people().key(&key).is_some();
	known
		&& match (reading.signature, key) {
			(DeviceSignature::Ed25519(signature), DeviceKey::Ed25519(key)) => {
				sp_core::ed25519::Pair::verify(&signature, &message, &key)
			},
			(DeviceSignature::Sr25519(signature), DeviceKey::Sr25519(key)) => {
				sp_core::sr25519::Pair::verify(&signature, &message, &key)
			},
			(DeviceSignature::Secp256k1(signature), DeviceKey::Secp256k1(key)) => {
				sp_core::ecdsa::Pair::verify(&signature, &message, &key)
			},
			_ => false,
		}
}

/// The provider that a batch was booked for.
fn booked_for(events: &[RuntimeEvent]) -> Option<ProviderId> {
	events.iter().find_map(|event| match event {
		RuntimeEvent::Metering(
			Event::BatchBooked { provider, .. } | Event::SignedBatchBooked { provider, .. },
		) => Some(*provider),
		_ => None,
	})
}

struct Refused {
	readings: BTreeMap<(u32, u8, Seconds), u32>,
	pages: BTreeMap<u32, u32>,
}

/// How often each reading and each page was refused.
fn refused(events: &[RuntimeEvent]) -> Refused {
	let mut refused = Refused { readings: BTreeMap::new(), pages: BTreeMap::new() };
	for event in events {
		match event {
			RuntimeEvent::Metering(Event::ReadingRefused { page, slot, interval_end, .. }) => {
				*refused.readings.entry((*page, *slot, *interval_end)).or_default() += 1;
			},
			RuntimeEvent::Metering(Event::PageRefused { page, .. }) => {
				*refused.pages.entry(*page).or_default() += 1;
			},
			_ => (),
		}
	}
	refused
}
