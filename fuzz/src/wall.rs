//! The replay wall: hostile submissions to the metering paths among honest ones. None of the hostile
//! is accepted or leaves anything behind, and no honest one is refused.

use crate::{
	chain::{extension, transaction, Chain},
	people::{people, Key, HEAD_ENDS, OWNERS, PROVIDERS},
	rng::Rng,
	steps::Who,
	trouble::Trouble,
};
use codec::Encode;
use commonwatt_primitives::{
	directory::{DeviceKind, LeftoverPolicy, Registers},
	meters::Meters,
	DeviceId, Energy, Seconds,
};
use commonwatt_runtime::{
	Metering, Runtime, RuntimeCall, RuntimeEvent, SignedPayload, System, UncheckedExtrinsic,
};
use pallet_device_registry::{Call as Registry, DeviceSpec, Terms};
use pallet_metering::{
	signed_payload, Call, DeviceSignature, Event, PageReadings, Reading, SignedReading,
};
use sp_core::H256;
use sp_runtime::traits::TransactionExtension;
use std::{collections::BTreeMap, time::Instant};

/// The ways to submit what must not count.
const KINDS: [&str; 17] = [
	"replayed",
	"replayed in its own block",
	"out of order",
	"counter rolled back",
	"the last counter again",
	"other genesis",
	"other device",
	"other key",
	"other scheme",
	"figures altered",
	"signature altered",
	"signature malleated",
	"interval read already",
	"interval in the future",
	"envelope replayed",
	"envelope altered",
	"envelope of another chain",
];

/// The order of ed25519's and ristretto's group, little-endian.
const ORDER_25519: [u8; 32] = [
	0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The order of secp256k1's group, big-endian.
const ORDER_SECP256K1: [u8; 32] = [
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
	0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
];

/// Another signature that plain arithmetic takes for the same one.
fn malleated(signature: DeviceSignature) -> DeviceSignature {
	/// `s + order`, little-endian.
	fn plus_order(s: &mut [u8]) {
		let mut carry = 0u16;
		for (byte, order) in s.iter_mut().zip(ORDER_25519) {
			let sum = u16::from(*byte) + u16::from(order) + carry;
			*byte = sum as u8;
			carry = sum >> 8;
		}
	}
	match signature {
		DeviceSignature::Ed25519(mut signature) => {
			plus_order(&mut signature.0[32..64]);
			DeviceSignature::Ed25519(signature)
		},
		DeviceSignature::Sr25519(mut signature) => {
			// The highest bit marks the scheme and is not part of the number.
			signature.0[63] &= 0x7f;
			plus_order(&mut signature.0[32..64]);
			signature.0[63] |= 0x80;
			DeviceSignature::Sr25519(signature)
		},
		DeviceSignature::Secp256k1(mut signature) => {
			// `order − s` signs the same with the other parity.
			let mut borrow = 0i16;
			for n in (0..32).rev() {
				let rest = i16::from(ORDER_SECP256K1[n]) - i16::from(signature.0[32 + n]) - borrow;
				signature.0[32 + n] = rest.rem_euclid(256) as u8;
				borrow = i16::from(rest < 0);
			}
			signature.0[64] ^= 1;
			DeviceSignature::Secp256k1(signature)
		},
	}
}

fn altered(signature: DeviceSignature, bit: u64) -> DeviceSignature {
	let at = (bit / 8 % 64) as usize;
	let flip = 1 << (bit % 8);
	match signature {
		DeviceSignature::Ed25519(mut s) => {
			s.0[at] ^= flip;
			DeviceSignature::Ed25519(s)
		},
		DeviceSignature::Sr25519(mut s) => {
			s.0[at] ^= flip;
			DeviceSignature::Sr25519(s)
		},
		DeviceSignature::Secp256k1(mut s) => {
			s.0[at] ^= flip;
			DeviceSignature::Secp256k1(s)
		},
	}
}

struct Device {
	id: DeviceId,
	key: &'static Key,
	/// The next honest counter.
	counter: u32,
	import: u64,
	read_at: Seconds,
	/// Readings that were booked, and some that were signed and never sent.
	booked: Vec<SignedReading>,
	unsent: Vec<SignedReading>,
}

impl Device {
	fn sign(&self, genesis: &H256, mut reading: SignedReading) -> SignedReading {
		reading.signature = self.key.sign(&signed_payload(genesis, &reading));
		reading
	}

	/// The reading that it would send now.
	fn next(&self, genesis: &H256, now: Seconds) -> SignedReading {
		let reading = SignedReading {
			device: self.id,
			counter: self.counter,
			interval_end: now,
			import: self.import + 10,
			export: 0,
			signature: DeviceSignature::Sr25519(Default::default()),
		};
		self.sign(genesis, reading)
	}
}

/// How often each kind was tried.
#[derive(Default)]
struct Tally {
	hostile: BTreeMap<&'static str, u64>,
	honest: u64,
}

struct Wall {
	chain: Chain,
	rng: Rng,
	genesis: H256,
	devices: Vec<Device>,
	/// Envelopes of the head-end that are in a block.
	envelopes: Vec<UncheckedExtrinsic>,
	tally: Tally,
}

fn trouble(kind: &str, text: String) -> Trouble {
	Trouble::new(format!("the replay wall: {kind}"), text)
}

/// A reading as the device's own transaction.
fn by_itself(reading: SignedReading) -> UncheckedExtrinsic {
	transaction(Who::Nobody, Call::submit_device_reading { reading }.into())
}

impl Wall {
	fn new(seed: u64) -> Result<Self, Trouble> {
		let mut chain = Chain::new();
		let mut must = |who: Who, call: RuntimeCall| {
			let outcome = chain.dispatch(who, call)?;
			outcome.result.map_err(|error| trouble("the setting up failed", format!("{error:?}")))
		};
		let terms = Terms {
			capacity: Energy::kwh(1_000_000),
			tariff: commonwatt_primitives::directory::Tariff {
				buy_back: commonwatt_primitives::Price(80_000),
				retail: commonwatt_primitives::Price(300_000),
				tick: commonwatt_primitives::Price(10_000),
			},
			overdraft: Default::default(),
			carry_over: Default::default(),
			utc_offset_minutes: 0,
		};
		let provider = Who::Account(PROVIDERS[0]);
		must(provider, Registry::apply_as_provider { label: Default::default(), terms }.into())?;
		must(Who::Council(2), Registry::approve_provider { provider: 0 }.into())?;
		let who = people().account(HEAD_ENDS[0]);
		must(provider, Registry::add_head_end { who }.into())?;
		let register = Registry::register_network {
			provider: 0,
			owner: people().account(OWNERS[0]),
			label: Default::default(),
			billing_day: 1,
			leftover: LeftoverPolicy::Hold,
			cell: 0,
		};
		must(provider, register.into())?;
		let specs: Vec<_> = people()
			.keys
			.iter()
			.map(|key| DeviceSpec {
				label: Default::default(),
				kind: DeviceKind::Load,
				rated_w: 7_000,
				key: Some(key.public()),
				floor: Energy::ZERO,
				protected: false,
				opening: Registers::default(),
			})
			.collect();
		let enrol = Registry::enrol_devices {
			network: 0,
			at: crate::chain::BEGIN,
			devices: specs.try_into().expect("they are few"),
		};
		must(Who::Account(HEAD_ENDS[0]), enrol.into())?;
		// A quota begins empty.
		chain.end()?;
		chain.begin(86_400)?;
		let genesis = chain.run(|| System::block_hash(0));
		let devices = (0..)
			.zip(&people().keys)
			.map(|(id, key)| Device {
				id,
				key,
				counter: 1,
				import: 0,
				read_at: crate::chain::BEGIN,
				booked: Vec::new(),
				unsent: Vec::new(),
			})
			.collect();
		let (rng, tally) = (Rng::new(seed), Tally::default());
		Ok(Self { chain, rng, genesis, devices, envelopes: Vec::new(), tally })
	}

	/// A hostile reading; none where there is nothing to make it of yet.
	fn hostile(&mut self, kind: &'static str, at: usize) -> Option<SignedReading> {
		let (now, genesis) = (self.chain.now, self.genesis);
		let device = &self.devices[at];
		let honest = device.next(&genesis, now);
		let rng = &mut self.rng;
		Some(match kind {
			"replayed" => *rng.pick(&device.booked)?,
			"replayed in its own block" => *device.booked.last()?,
			"out of order" => *rng.pick(&device.unsent)?,
			"counter rolled back" => {
				let last = device.booked.iter().map(|reading| reading.counter).max()?;
				let counter = rng.range(0, last.into()) as u32;
				device.sign(&genesis, SignedReading { counter, ..honest })
			},
			"the last counter again" => {
				device.sign(&genesis, SignedReading { counter: u32::MAX, ..honest })
			},
			"other genesis" => {
				let mut other = genesis;
				other.0[rng.below(32) as usize] ^= 1 << rng.below(8);
				device.sign(&other, honest)
			},
			"other device" => {
				let other = (at + 1 + rng.below(self.devices.len() as u64 - 1) as usize)
					% self.devices.len();
				let other = &self.devices[other];
				SignedReading {
					device: other.id,
					counter: other.counter.max(honest.counter),
					..honest
				}
			},
			"other key" => {
				// Of the same scheme: the keys take turns.
				let other = &self.devices[(at + 3) % self.devices.len()];
				other.sign(&genesis, honest)
			},
			"other scheme" => {
				let other = &self.devices[(at + 1) % self.devices.len()];
				other.sign(&genesis, honest)
			},
			"figures altered" => match rng.below(4) {
				0 => SignedReading { import: honest.import + 1, ..honest },
				1 => SignedReading { export: 1, ..honest },
				2 => SignedReading { counter: honest.counter + 1, ..honest },
				_ => SignedReading { interval_end: honest.interval_end - 1, ..honest },
			},
			"signature altered" => {
				SignedReading { signature: altered(honest.signature, rng.next()), ..honest }
			},
			"signature malleated" => {
				SignedReading { signature: malleated(honest.signature), ..honest }
			},
			"interval read already" => {
				let interval_end = device.read_at - rng.below(600) as u32;
				device.sign(&genesis, SignedReading { interval_end, ..honest })
			},
			_ => {
				let interval_end = now + 1 + rng.below(100_000) as u32;
				device.sign(&genesis, SignedReading { interval_end, ..honest })
			},
		})
	}

	/// A hostile envelope of a head-end's batch.
	fn hostile_envelope(&mut self, kind: &'static str) -> Option<UncheckedExtrinsic> {
		let batch = |import| -> RuntimeCall {
			let readings = PageReadings::new(0, [Reading { slot: 0, import, export: None }]);
			let pages = vec![readings].try_into().expect("one page");
			Call::submit { interval_end: 0, pages }.into()
		};
		Some(match kind {
			"envelope replayed" => self.rng.pick(&self.envelopes)?.clone(),
			"envelope altered" => {
				let import = self.rng.below(1 << 30);
				let mut sent = self.chain.run(|| transaction(Who::Account(HEAD_ENDS[0]), batch(1)));
				sent.function = batch(import + 2);
				sent
			},
			_ => {
				let who = HEAD_ENDS[0];
				let account = people().account(who);
				let mut other = self.genesis;
				other.0[self.rng.below(32) as usize] ^= 1;
				self.chain.run(|| {
					let extension = extension(System::account_nonce(&account));
					let mut implicit = extension.implicit().expect("it is known");
					// The genesis, and the block that the transaction is valid from: the same.
					(implicit.4, implicit.5) = (other, other);
					let payload = SignedPayload::from_raw(batch(1), extension.clone(), implicit);
					let signature = payload.using_encoded(|bytes| people().sign(who, bytes));
					UncheckedExtrinsic::new_signed(batch(1), account.into(), signature, extension)
				})
			},
		})
	}

	/// The pool refuses it, and so does a block; neither leaves anything behind.
	fn refused(&mut self, kind: &'static str, sent: UncheckedExtrinsic) -> Result<(), Trouble> {
		*self.tally.hostile.entry(kind).or_default() += 1;
		if let Ok(valid) = self.chain.validate(sent.clone())? {
			return Err(trouble("the pool accepts", format!("{kind}: {sent:?}, {valid:?}")));
		}
		let outcome = self.chain.apply(sent.clone())?;
		if outcome.result.is_ok() || !outcome.events.is_empty() {
			return Err(trouble("a block accepts", format!("{kind}: {sent:?}, {outcome:?}")));
		}
		Ok(())
	}

	/// The device's own reading is valid in the pool, and booked.
	fn honest(&mut self, at: usize) -> Result<(), Trouble> {
		let reading = self.devices[at].next(&self.genesis, self.chain.now);
		let sent = self.chain.run(|| by_itself(reading));
		if let Err(invalid) = self.chain.validate(sent.clone())? {
			return Err(trouble(
				"the pool refuses an honest one",
				format!("{reading:?}: {invalid:?}"),
			));
		}
		let outcome = self.chain.apply(sent)?;
		if outcome.result.is_err() {
			return Err(trouble(
				"a block refuses an honest one",
				format!("{reading:?}: {outcome:?}"),
			));
		}
		self.booked(at, reading);
		Ok(())
	}

	fn booked(&mut self, at: usize, reading: SignedReading) {
		self.tally.honest += 1;
		let device = &mut self.devices[at];
		// One that it signed before and never sent.
		if device.unsent.len() < 64 {
			let unsent = SignedReading { import: reading.import - 1, ..reading };
			let unsent = device.sign(&self.genesis, unsent);
			device.unsent.push(unsent);
		}
		device.counter = reading.counter + 1 + self.rng.below(2) as u32;
		device.import = reading.import;
		device.read_at = reading.interval_end;
		if device.booked.len() < 256 {
			device.booked.push(reading);
		} else {
			let place = self.rng.below(255) as usize;
			device.booked[place] = reading;
			device.booked.swap(place, 255);
		}
	}

	/// A gateway brings honest readings, each of them twice, with hostile ones between them.
	fn gateway(&mut self, devices: &[usize]) -> Result<(), Trouble> {
		let mut readings = Vec::new();
		let mut hostile = 0;
		for at in devices {
			for _ in 0..8 {
				let kind = KINDS[self.rng.below(14) as usize];
				if let Some(reading) = self.hostile(kind, *at) {
					*self.tally.hostile.entry(kind).or_default() += 1;
					hostile += 1;
					readings.push(reading);
				}
			}
			let honest = self.devices[*at].next(&self.genesis, self.chain.now);
			readings.push(honest);
			readings.push(honest);
			*self.tally.hostile.entry("twice in a batch").or_default() += 1;
			hostile += 1;
			self.booked(*at, honest);
		}
		let count = (devices.len() as u32, hostile);
		let call: RuntimeCall =
			Call::submit_signed { readings: readings.try_into().expect("it fits") }.into();
		let sent = self.chain.run(|| transaction(Who::Account(HEAD_ENDS[0]), call));
		let outcome = self.chain.apply(sent.clone())?;
		let told = outcome.events.iter().find_map(|event| match event {
			RuntimeEvent::Metering(Event::SignedBatchBooked { booked, refused, .. }) => {
				Some((*booked, *refused))
			},
			_ => None,
		});
		if outcome.result.is_err() || told != Some(count) {
			return Err(trouble(
				"a batch booked other readings than the honest",
				format!("{told:?}, not {count:?}: {outcome:?}"),
			));
		}
		if self.envelopes.len() < 100 {
			self.envelopes.push(sent);
		}
		Ok(())
	}

	/// A block: every device once, and so many hostile submissions around each.
	fn block(&mut self) -> Result<(), Trouble> {
		let mut order: Vec<_> = (0..self.devices.len()).collect();
		for n in (1..order.len()).rev() {
			order.swap(n, self.rng.below(n as u64 + 1) as usize);
		}
		let (alone, together) = order.split_at(order.len() / 2);
		for at in alone {
			for _ in 0..12 {
				self.attack(*at)?;
			}
			self.honest(*at)?;
			for _ in 0..12 {
				self.attack(*at)?;
			}
		}
		self.gateway(together)?;
		// The chain holds the honest readings and nothing else.
		for device in &self.devices {
			let shown = self.chain.state.run(|| Metering::position(device.id));
			let shown = shown.map(|position| (position.register.0, position.read_at));
			if shown != Some((device.import, device.read_at)) {
				let text = format!("device {} shows {shown:?}, not {}", device.id, device.import);
				return Err(trouble("a meter shows something else", text));
			}
		}
		let booked = self.chain.run(|| pallet_metering::Totals::<Runtime>::get(0).booked);
		if booked != self.tally.honest {
			return Err(trouble(
				"other readings count",
				format!("{booked}, not {}", self.tally.honest),
			));
		}
		self.chain.end()?;
		self.chain.begin(900 + self.rng.below(60) as u32)
	}

	fn attack(&mut self, at: usize) -> Result<(), Trouble> {
		let kind = KINDS[self.rng.below(KINDS.len() as u64) as usize];
		let sent = if kind.starts_with("envelope") {
			self.hostile_envelope(kind)
		} else {
			let reading = self.hostile(kind, at);
			self.chain.run(|| reading.map(by_itself))
		};
		sent.map_or(Ok(()), |sent| self.refused(kind, sent))
	}
}

/// Runs until so many hostile submissions were refused.
pub fn run(cases: u64, seed: u64) -> Result<(), String> {
	println!("seed {seed}");
	let started = Instant::now();
	let mut said = started;
	let mut wall = Wall::new(seed).map_err(|trouble| trouble.to_string())?;
	let mut blocks = 0u64;
	loop {
		let tried: u64 = wall.tally.hostile.values().sum();
		if tried >= cases {
			break;
		}
		wall.block().map_err(|trouble| format!("{trouble} (seed {seed}, block {blocks})"))?;
		blocks += 1;
		if said.elapsed().as_secs() >= 10 {
			said = Instant::now();
			println!("{tried} hostile submissions refused in {blocks} blocks");
		}
	}
	let tried: u64 = wall.tally.hostile.values().sum();
	for (kind, count) in &wall.tally.hostile {
		println!("{kind:30} {count:>9}");
	}
	println!("{:30} {:>9}", "honest", wall.tally.honest);
	println!(
		"{tried} hostile submissions refused, all honest ones booked: the first that was not would have \
		 ended this; {blocks} blocks, {} s (seed {seed})",
		started.elapsed().as_secs()
	);
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_malleated_signature_of_secp256k1_verifies_where_nobody_looks_at_s() {
		let Key::Secp256k1(pair) = &people().keys[2] else { panic!("the third is of secp256k1") };
		let signature = people().keys[2].sign(b"message");
		let DeviceSignature::Secp256k1(other) = malleated(signature) else { panic!() };
		assert_ne!(DeviceSignature::Secp256k1(other), signature);
		let public = sp_core::Pair::public(pair);
		assert!(<sp_core::ecdsa::Pair as sp_core::Pair>::verify(&other, b"message", &public));
	}
}
