//! The two fleets: who owns which device, and what their meters show at a time. Everything
//! follows from the ids, so that no register has to be remembered.

use commonwatt_primitives::{
	ids::SLOTS_PER_PAGE, DeviceId, NetworkId, PageId, ProviderId, Seconds,
};
use sp_io::hashing::{blake2_256, twox_64};
use std::{collections::HashMap, ops::Range};

/// How devices are spread over networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
	/// One meter a network; every fifth feeds in.
	Homes,
	/// Fifty devices a network.
	Campuses,
}

impl Kind {
	pub const BOTH: [Self; 2] = [Self::Homes, Self::Campuses];

	pub fn name(self) -> &'static str {
		match self {
			Self::Homes => "homes",
			Self::Campuses => "campuses",
		}
	}

	pub fn devices_per_network(self) -> u32 {
		match self {
			Self::Homes => 1,
			Self::Campuses => 50,
		}
	}
}

/// Devices of a provider: 25 calls of 128 pages, and a whole number of campuses.
pub const PER_PROVIDER: u32 = 409_600;
/// The newest devices have keys: those of even id ed25519, the others sr25519.
pub const MOST_KEYED: u32 = 65_536;
/// Seconds of an interval between two readings.
pub const INTERVAL: Seconds = 900;
/// 5 October 2025, 00:00 UTC. All networks' months begin on the first.
pub const START: Seconds = 1_759_622_400;
/// 1 November 2025, 00:00 UTC.
pub const MONTH_END: Seconds = 1_761_955_200;
/// A device's standing allocation in Wh: more than it uses until the month ends.
pub const ALLOCATION: u64 = 400_000;

/// A fleet at a size, from a time on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fleet {
	pub kind: Kind,
	pub devices: u32,
	/// When the devices were enrolled.
	pub start: Seconds,
}

impl Fleet {
	pub fn new(kind: Kind, devices: u32) -> Self {
		Self { kind, devices, start: START }
	}

	pub fn networks(&self) -> u32 {
		self.devices.div_ceil(self.kind.devices_per_network())
	}

	pub fn providers(&self) -> u32 {
		self.devices.div_ceil(PER_PROVIDER)
	}

	/// Pages in which every slot is a device.
	pub fn full_pages(&self) -> u32 {
		self.devices / SLOTS_PER_PAGE
	}

	pub fn provider_of_network(&self, network: NetworkId) -> ProviderId {
		network * self.kind.devices_per_network() / PER_PROVIDER
	}

	pub fn provider_of_page(&self, page: PageId) -> ProviderId {
		page * SLOTS_PER_PAGE / PER_PROVIDER
	}

	/// All pages, with the provider of each batch of at most so many.
	pub fn batches(&self, pages: u32) -> Vec<(ProviderId, Range<PageId>)> {
		let all = self.devices.div_ceil(SLOTS_PER_PAGE);
		let of_provider = PER_PROVIDER / SLOTS_PER_PAGE;
		(0..self.providers())
			.flat_map(|provider| {
				let last = all.min((provider + 1) * of_provider);
				(provider * of_provider..last)
					.step_by(pages as usize)
					.map(move |first| (provider, first..last.min(first + pages)))
			})
			.collect()
	}

	/// The devices that sign for themselves.
	pub fn keyed(&self) -> Range<DeviceId> {
		self.devices - self.devices.min(MOST_KEYED)..self.devices
	}

	/// What a network is granted each month, in Wh. Every second campus has no reserve: there
	/// devices help each other.
	pub fn allotment(&self, network: NetworkId) -> u64 {
		let devices = u64::from(self.kind.devices_per_network());
		match self.kind {
			Kind::Campuses if network % 2 == 1 => devices * ALLOCATION,
			_ => devices * (ALLOCATION + 100_000),
		}
	}

	pub fn feeds_in(&self, device: DeviceId) -> bool {
		self.kind == Kind::Homes && device % 5 == 0
	}

	/// The import register at enrolment, in Wh: a meter of some years.
	pub fn opening(&self, device: DeviceId) -> u64 {
		2_000_000 + noise(device, 0) % 30_000_000
	}

	/// The export register at enrolment, in Wh.
	pub fn export_opening(&self, device: DeviceId) -> u64 {
		match self.feeds_in(device) {
			true => 1_000_000 + noise(device, 1) % 10_000_000,
			false => 0,
		}
	}

	/// The import register at `time`.
	pub fn import(&self, device: DeviceId, time: Seconds) -> u64 {
		let per_interval = 40 + noise(device, 2) % 110;
		self.opening(device) + per_interval * self.elapsed(time) / u64::from(INTERVAL)
	}

	/// The export register at `time`, where there is one that moves.
	pub fn export(&self, device: DeviceId, time: Seconds) -> Option<u64> {
		self.feeds_in(device)
			.then(|| self.export_opening(device) + 150 * self.elapsed(time) / u64::from(INTERVAL))
	}

	fn elapsed(&self, time: Seconds) -> u64 {
		u64::from(time.saturating_sub(self.start))
	}
}

/// A number that looks random and is always the same.
fn noise(device: DeviceId, what: u8) -> u64 {
	u64::from_le_bytes(twox_64(&[&device.to_le_bytes()[..], &[what]].concat()))
}

/// The seed of one of the keys of the benchmark.
pub fn seed(role: &str, index: u32) -> [u8; 32] {
	blake2_256(&[role.as_bytes(), &index.to_le_bytes()].concat())
}

/// What devices used beyond what [`Fleet::import`] says, in Wh.
pub type Extra = HashMap<DeviceId, u64>;

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn batches_hold_every_page_once_and_each_of_one_provider() {
		for kind in Kind::BOTH {
			let fleet = Fleet::new(kind, 1_000_000);
			let batches = fleet.batches(128);
			let pages: Vec<_> = batches.iter().flat_map(|batch| batch.1.clone()).collect();
			let all = fleet.devices.div_ceil(SLOTS_PER_PAGE);
			assert_eq!(pages, (0..all).collect::<Vec<_>>());
			for (provider, mut pages) in batches {
				assert!(pages.all(|page| fleet.provider_of_page(page) == provider));
			}
		}
	}

	#[test]
	fn providers_do_not_share_networks() {
		let fleet = Fleet::new(Kind::Campuses, 1_000_000);
		let first_of_second = PER_PROVIDER / 50;
		assert_eq!(fleet.provider_of_network(first_of_second - 1), 0);
		assert_eq!(fleet.provider_of_network(first_of_second), 1);
	}

	#[test]
	fn nobody_passes_the_mark_before_the_month_ends() {
		let fleet = Fleet::new(Kind::Homes, 10_000);
		for device in 0..fleet.devices {
			let used = fleet.import(device, MONTH_END) - fleet.opening(device);
			assert!(used < ALLOCATION, "device {device} uses {used}");
		}
	}
}
