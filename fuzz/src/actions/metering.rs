//! Readings: of head-ends, of gateways and of devices; exchanges and corrections; what is forged.

use super::*;
use crate::people::Key;
use commonwatt_primitives::{
	directory::Registers,
	ids::{place, SLOTS_PER_PAGE},
	meters::{Meters, Position},
};
use commonwatt_runtime::{Metering, System};
use pallet_metering::{
	signed_payload, Call, DeviceSignature, PageReadings, Reading, SignedReading,
};

/// How a register moves until the next reading.
fn moved(rng: &mut Rng, register: u64) -> u64 {
	let by = match rng.weighted(&[15, 45, 28, 6, 1]) {
		0 => 0,
		1 => rng.range(1, 600),
		2 => rng.range(600, 25_000),
		3 => rng.range(25_000, 400_000),
		_ => rng.below(1 << 40),
	};
	if rng.chance(2) {
		register.saturating_sub(rng.range(1, 5_000))
	} else {
		register.saturating_add(by)
	}
}

/// The register of the meter itself, where it was exchanged.
fn own(device: DeviceId, chain: Registers) -> Registers {
	let (page, slot) = place(device);
	let exchanges =
		pallet_metering::Exchanges::<Runtime>::get(pallet_metering::PageKey::from(page));
	exchanges.get(slot).map_or(chain, |exchange| Registers {
		import: Energy(
			(chain.import.0 - exchange.chain.import.0.min(chain.import.0))
				+ exchange.meter.import.0,
		),
		export: Energy(
			(chain.export.0 - exchange.chain.export.0.min(chain.export.0))
				+ exchange.meter.export.0,
		),
	})
}

fn next_registers(rng: &mut Rng, device: DeviceId, at: &Position) -> Registers {
	let import = moved(rng, at.register.0);
	let export = if rng.chance(30) { moved(rng, at.export.0) } else { at.export.0 };
	own(device, Registers { import: Energy(import), export: Energy(export) })
}

/// The end of an interval: now, a while ago, a month's end, or in the future.
fn interval_end(rng: &mut Rng, now: Seconds) -> Seconds {
	let calendar = commonwatt_primitives::Calendar::new(1, 0).expect("a day of every month");
	match rng.weighted(&[60, 20, 12, 5, 3]) {
		0 => now,
		1 => now.saturating_sub(rng.below(3_600) as u32),
		2 => calendar.start(calendar.month_at(now)),
		3 => now.saturating_sub(rng.below(70 * 86_400) as u32),
		_ => now + rng.range(1, 900) as u32,
	}
}

fn batch(rng: &mut Rng, land: &Land) -> Option<Deed> {
	let network = some_network(rng, land)?;
	let provider = land.provider_of(network)?;
	let head_end = *rng.pick(&provider.head_ends)?;
	let at = interval_end(rng, land.now);
	let mut pages = Vec::new();
	for _ in 0..rng.range(1, 3) {
		let device = match rng.below(20) {
			0 => some_id(rng, 4 * SLOTS_PER_PAGE),
			_ => some_device(rng, land)?.0,
		};
		let page = place(device).0;
		let slots = (0..SLOTS_PER_PAGE).filter(|_| rng.chance(80));
		let mut readings = Vec::new();
		for slot in slots.collect::<Vec<_>>() {
			let device = page.saturating_mul(SLOTS_PER_PAGE).saturating_add(slot);
			let Some(position) = Metering::position(device) else {
				if rng.chance(1) {
					readings.push(Reading { slot: slot as u8, import: 5, export: None });
				}
				continue;
			};
			let to = next_registers(rng, device, &position);
			let export = rng.chance(50).then_some(to.export.0);
			readings.push(Reading { slot: slot as u8, import: to.import.0, export });
		}
		let mut readings = PageReadings::new(page, readings);
		if rng.chance(2) {
			readings.slots ^= 1 << rng.below(SLOTS_PER_PAGE.into());
		}
		if rng.chance(1) {
			readings.exporting = rng.next().into();
		}
		pages.push(readings);
	}
	let call = Call::submit { interval_end: at, pages: pages.try_into().ok()? };
	Some((Who::Account(head_end), call.into()))
}

/// A reading that a device signs; one in three is spoilt in some way.
fn signed(rng: &mut Rng, land: &Land) -> Option<SignedReading> {
	let keyed: Vec<_> = pallet_device_registry::DeviceKeys::<Runtime>::iter().collect();
	let (device, public) = *rng.pick(&keyed)?;
	let position = Metering::position(device)?;
	let to = next_registers(rng, device, &position);
	let mut reading = SignedReading {
		device,
		counter: Metering::next_counter(device)?.saturating_add(rng.below(3) as u32),
		interval_end: interval_end(rng, land.now),
		import: to.import.0,
		export: to
			.export
			.0
			.max(own(device, Registers { import: Energy(0), export: position.export }).export.0),
		signature: DeviceSignature::Sr25519(Default::default()),
	};
	let spoilt = if rng.chance(33) { rng.below(8) } else { 99 };
	match spoilt {
		0 => reading.counter = reading.counter.saturating_sub(rng.range(1, 4) as u32),
		1 => reading.counter = u32::MAX,
		_ => (),
	}
	let mut genesis = System::block_hash(0);
	if spoilt == 2 {
		genesis.0[rng.below(32) as usize] ^= 1;
	}
	let key: &Key = match spoilt {
		3 => rng.pick(&people().keys)?,
		_ => people().key(&public)?,
	};
	reading.signature = key.sign(&signed_payload(&genesis, &reading));
	match spoilt {
		4 => reading.import = reading.import.saturating_add(1),
		5 => reading.device = some_device(rng, land)?.0,
		6 => reading.interval_end = reading.interval_end.saturating_sub(1),
		_ => (),
	}
	Some(reading)
}

pub(super) fn deed(rng: &mut Rng, land: &Land) -> Option<Deed> {
	let head_end = |rng: &mut Rng| {
		let provider = rng.pick(&land.providers)?;
		rng.pick(&provider.head_ends).copied()
	};
	Some(match rng.weighted(&[60, 8, 8, 6, 8]) {
		0 => return batch(rng, land),
		1 => {
			let readings: Vec<_> = (0..rng.range(1, 4)).filter_map(|_| signed(rng, land)).collect();
			let who = Who::Account(head_end(rng)?);
			(who, Call::submit_signed { readings: readings.try_into().ok()? }.into())
		},
		2 => (Who::Nobody, Call::submit_device_reading { reading: signed(rng, land)? }.into()),
		3 => {
			let (device, _) = some_device(rng, land)?;
			let position = Metering::position(device)?;
			let closing = next_registers(rng, device, &position);
			let opening = match rng.below(3) {
				0 => Registers::default(),
				1 => Registers { import: energy(rng), export: energy(rng) },
				_ => closing,
			};
			let at = interval_end(rng, land.now);
			let call = Call::exchange_meter { device, at, closing, opening };
			(Who::Account(head_end(rng)?), call.into())
		},
		_ => {
			let (device, _) = some_device(rng, land)?;
			let position = Metering::position(device)?;
			let import = match rng.below(3) {
				0 => position.opening.0.saturating_add(rng.below(2_000)),
				1 => position.register.0.saturating_sub(rng.below(20_000)),
				_ => moved(rng, position.register.0),
			};
			let export = match rng.below(3) {
				0 => position.export.0.saturating_sub(rng.below(2_000)),
				1 => moved(rng, position.export.0),
				_ => position.export.0,
			};
			let registers =
				own(device, Registers { import: Energy(import), export: Energy(export) });
			let provider = rng.pick(&land.providers)?.account;
			let reason = b"put right".to_vec().try_into().ok()?;
			(Who::Account(provider), Call::correct_reading { device, registers, reason }.into())
		},
	})
}
