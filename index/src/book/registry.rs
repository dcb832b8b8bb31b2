//! Providers, networks, devices, communities: as their records stand.

use super::{meter::Read, At, Book, Device, Network};
use crate::{
	calendar::Calendar,
	chain::json::address,
	chain::{node::hex, state::DeviceKey},
	decode::{
		events::Registry,
		records::{CommunityRecord, DeviceRecord, NetworkRecord, ProviderRecord},
	},
	error::IndexError,
	store::{value::Write, Store},
};

impl Book {
	pub(super) async fn load_registry(&mut self, store: &Store) -> Result<(), IndexError> {
		const NETWORKS: &str = "SELECT id, provider, owner, label, billing_day, \
			utc_offset_minutes, registered_block, offered_to FROM networks";
		for row in store.rows(NETWORKS, vec![]).await? {
			let calendar = Calendar { billing_day: row.int(4), utc_offset_minutes: row.int(5) };
			let network = Network {
				provider: row.int(1) as u32,
				owner: row.text(2),
				label: row.text(3),
				calendar,
				registered_block: row.int(6),
				offered_to: row.maybe_text(7),
			};
			self.networks.insert(row.int(0) as u32, network);
		}
		for row in store.rows("SELECT id, label FROM providers", vec![]).await? {
			self.providers.insert(row.int(0) as u32, row.text(1));
		}
		for row in store.rows("SELECT id, label FROM communities", vec![]).await? {
			self.communities.insert(row.int(0) as u32, row.text(1));
		}
		const DEVICES: &str =
			"SELECT id, network, label, allocation_wh, enrolled_block FROM devices";
		for row in store.rows(DEVICES, vec![]).await? {
			let device = Device {
				network: row.int(1) as u32,
				label: row.text(2),
				allocation_wh: row.int(3),
				enrolled_block: row.int(4),
			};
			self.devices.insert(row.int(0) as u32, device);
		}
		Ok(())
	}

	/// The records that a block changed.
	pub(super) fn records(&mut self, at: &mut At) {
		let records = &at.block.records;
		for provider in &records.providers {
			self.provider(at, provider);
		}
		for network in &records.networks {
			self.network(at, network);
		}
		for device in &records.devices {
			self.device(at, device);
		}
		for (device, position) in &records.positions {
			let wh = |wh: u64| i64::try_from(wh).unwrap_or(i64::MAX);
			let (import, export) = (wh(position.register), wh(position.export));
			self.begins(at, *device, Read { at: position.read_at.into(), import, export });
			if let Some(known) = self.devices.get_mut(device) {
				known.allocation_wh = wh(position.allocation);
				self.set_allocation(at, *device, wh(position.allocation));
			}
		}
		for community in &records.communities {
			self.community(at, community);
		}
		for (community, network, member) in &records.members {
			const LEFT: &str = "DELETE FROM members WHERE community = $1 AND network = $2";
			self.writes.push(match member {
				Some(member) => {
					let row = vec![
						(*community).into(),
						(*network).into(),
						member.pledged.into(),
						member.withdrawn.into(),
						member.drawn.into(),
						at.block.number.into(),
					];
					Write::put("members", row)
				},
				None => Write::new(LEFT, vec![(*community).into(), (*network).into()]),
			});
		}
		self.ledgers(at);
	}

	/// What the registry says that no record of these tells.
	pub(super) fn registered(&mut self, at: &mut At, event: &Registry) {
		const OFFERED: &str = "UPDATE networks SET offered_to = $2 WHERE id = $1";
		let block = at.block.number;
		match event {
			Registry::HeadEndAdded { provider, who } => {
				let row = vec![who.as_str().into(), (*provider).into(), block.into()];
				self.writes.push(Write::put("head_ends", row));
				at.told.providers.insert(*provider);
			},
			Registry::HeadEndRemoved { provider, who } => {
				const REMOVED: &str = "DELETE FROM head_ends WHERE account = $1";
				self.writes.push(Write::new(REMOVED, vec![who.as_str().into()]));
				at.told.providers.insert(*provider);
			},
			Registry::NetworkOffered { network, to } => {
				let args = vec![(*network).into(), to.as_str().into()];
				self.writes.push(Write::new(OFFERED, args));
				self.offered(*network, Some(to.clone()));
			},
			Registry::NetworkOfferWithdrawn { network }
			| Registry::NetworkTransferred { network } => {
				let args = vec![(*network).into(), None::<i64>.into()];
				self.writes.push(Write::new(OFFERED, args));
				self.offered(*network, None);
			},
			_ => (),
		}
	}

	fn offered(&mut self, network: u32, to: Option<String>) {
		if let Some(network) = self.networks.get_mut(&network) {
			network.offered_to = to;
		}
	}

	fn provider(&mut self, at: &mut At, provider: &ProviderRecord) {
		let ProviderRecord { id, record, label } = provider;
		let block = at.block.number;
		at.told.providers.insert(*id);
		let Some(label) = label else {
			// A retired one has no label any more: it keeps the one that it had.
			const RETIRED: &str = "UPDATE providers SET state = $2, block = $3 WHERE id = $1";
			let args = vec![(*id).into(), record.state.name().into(), block.into()];
			return self.writes.push(Write::new(RETIRED, args));
		};
		self.providers.insert(*id, label.clone());
		let row = vec![
			(*id).into(),
			label.as_str().into(),
			address(&record.account).into(),
			record.state.name().into(),
			record.capacity.into(),
			record.tariff.buy_back.into(),
			record.tariff.retail.into(),
			record.tariff.tick.into(),
			record.overdraft.limit.into(),
			record.overdraft.chunk.into(),
			record.carry_over.limit.into(),
			i64::from(record.carry_over.months).into(),
			i64::from(record.utc_offset_minutes).into(),
			block.into(),
		];
		self.writes.push(Write::put("providers", row));
	}

	fn network(&mut self, at: &mut At, network: &NetworkRecord) {
		let NetworkRecord { id, record, label, standing, policy, community } = network;
		let block = at.block.number;
		at.told.networks.insert(*id);
		at.told.providers.insert(record.provider);
		let known = self.networks.get(id);
		let calendar = Calendar {
			billing_day: record.calendar.billing_day.into(),
			utc_offset_minutes: record.calendar.utc_offset_minutes.into(),
		};
		let network = Network {
			provider: record.provider,
			owner: address(&record.owner),
			// A retired one has no label any more: it keeps the one that it had.
			label: label
				.clone()
				.or_else(|| known.map(|known| known.label.clone()))
				.unwrap_or_default(),
			calendar,
			registered_block: known.map_or(block, |known| known.registered_block),
			offered_to: known.and_then(|known| known.offered_to.clone()),
		};
		let row = vec![
			(*id).into(),
			network.provider.into(),
			network.owner.as_str().into(),
			network.label.as_str().into(),
			record.state.name().into(),
			format!("0x{:016x}", record.cell).into(),
			calendar.billing_day.into(),
			calendar.utc_offset_minutes.into(),
			record.leftover.name().into(),
			standing.as_ref().map_or(0, |standing| standing.allotment).into(),
			standing.as_ref().map_or(0, |standing| standing.allocated).into(),
			policy.as_ref().map(|policy| i64::from(policy.between_devices)).into(),
			policy.as_ref().map(|policy| policy.min_transfer).into(),
			policy.as_ref().map(|policy| i64::from(policy.draws)).into(),
			(*community).into(),
			network.offered_to.clone().into(),
			network.registered_block.into(),
			block.into(),
		];
		self.writes.push(Write::put("networks", row));
		self.networks.insert(*id, network);
	}

	fn device(&mut self, at: &mut At, device: &DeviceRecord) {
		let DeviceRecord { id, record, label, key } = device;
		let block = at.block.number;
		at.told.devices.insert(*id);
		let Some(record) = record else {
			const RETIRED: &str =
				"UPDATE devices SET state = 'retired', allocation_wh = 0, block = $2 WHERE id = $1";
			return self.writes.push(Write::new(RETIRED, vec![(*id).into(), block.into()]));
		};
		let known = self.devices.get(id);
		// What is set aside for a device stays behind when it moves.
		let stays = known.filter(|known| known.network == record.network);
		let device = Device {
			network: record.network,
			label: label.clone().unwrap_or_default(),
			allocation_wh: stays.map_or(0, |known| known.allocation_wh),
			enrolled_block: known.map_or(block, |known| known.enrolled_block),
		};
		let (scheme, key) = match key {
			Some(DeviceKey::Ed25519(key)) => (Some("ed25519"), Some(hex(key))),
			Some(DeviceKey::Sr25519(key)) => (Some("sr25519"), Some(hex(key))),
			Some(DeviceKey::Secp256k1(key)) => (Some("secp256k1"), Some(hex(key))),
			None => (None, None),
		};
		let row = vec![
			(*id).into(),
			device.network.into(),
			record.provider.into(),
			device.label.as_str().into(),
			record.kind.name().into(),
			record.state.name().into(),
			record.rated_w.into(),
			record.floor.into(),
			record.protected.into(),
			scheme.into(),
			key.into(),
			device.allocation_wh.into(),
			device.enrolled_block.into(),
			block.into(),
		];
		self.writes.push(Write::put("devices", row));
		at.told.networks.insert(device.network);
		self.devices.insert(*id, device);
	}

	fn community(&mut self, at: &mut At, community: &CommunityRecord) {
		let CommunityRecord { id, record, label } = community;
		let Some(record) = record else {
			const CLOSED: &str =
				"UPDATE communities SET founder = NULL, members = 0, pool_wh = 0, \
				block = $2 WHERE id = $1";
			let args = vec![(*id).into(), at.block.number.into()];
			return self.writes.push(Write::new(CLOSED, args));
		};
		let label = label.clone().unwrap_or_default();
		self.communities.insert(*id, label.clone());
		let row = vec![
			(*id).into(),
			label.into(),
			record.provider.into(),
			record.founder.into(),
			record.members.into(),
			record.draw_limit.into(),
			record.pool.energy.into(),
			at.block.number.into(),
		];
		self.writes.push(Write::put("communities", row));
	}
}
