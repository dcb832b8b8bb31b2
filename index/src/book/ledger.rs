//! Months, statements, and movements of energy: who, whom, how much, why.

use super::{told::Moved, At, Book};
use crate::{
	chain::state::{Columns, MonthState},
	decode::events::{variant, Allotments, Num, Rebalancing},
	store::value::{Value, Write},
};

/// An end of a movement: its kind, and its id.
pub(super) type End = (&'static str, u32);

impl Book {
	/// Ledgers, statements and allocations that a block changed.
	pub(super) fn ledgers(&mut self, at: &mut At) {
		const OPEN: &str = "INSERT INTO months (network, month, state, granted_wh, carried_in_wh, \
			generated_wh, received_wh, bought_wh, overdrawn_wh, used_wh, reserve_wh, balances_wh, \
			held_wh, given_wh, offered_wh, sold_wh, carried_out_wh, expired_wh, between_devices, \
			between_networks, dry, opened_block, closed_block, settled_block, block) VALUES ($1, $2, \
			$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
			$22, $23, $24, $25) ON CONFLICT (network, month) DO UPDATE SET state = excluded.state, \
			granted_wh = excluded.granted_wh, carried_in_wh = excluded.carried_in_wh, \
			generated_wh = excluded.generated_wh, received_wh = excluded.received_wh, \
			bought_wh = excluded.bought_wh, overdrawn_wh = excluded.overdrawn_wh, \
			used_wh = excluded.used_wh, reserve_wh = excluded.reserve_wh, \
			balances_wh = excluded.balances_wh, held_wh = excluded.held_wh, \
			given_wh = excluded.given_wh, offered_wh = excluded.offered_wh, \
			sold_wh = excluded.sold_wh, carried_out_wh = excluded.carried_out_wh, \
			expired_wh = excluded.expired_wh, between_devices = excluded.between_devices, \
			between_networks = excluded.between_networks, dry = CASE WHEN excluded.state = 'open' \
			THEN excluded.dry ELSE months.dry END, \
			closed_block = COALESCE(months.closed_block, excluded.closed_block), \
			settled_block = COALESCE(months.settled_block, excluded.settled_block), \
			block = excluded.block";
		let (block, records) = (at.block.number, &at.block.records);
		for (network, month, account) in &records.ledgers {
			at.told.networks.insert(*network);
			let mut row: Vec<Value> = vec![(*network).into(), (*month).into(), "open".into()];
			row.extend(columns(&account.columns));
			row.extend([
				account.transfers_between_devices.into(),
				account.transfers_between_networks.into(),
				account.dry_since.is_some().into(),
				block.into(),
				Value::Null,
				Value::Null,
				block.into(),
			]);
			self.writes.push(Write::new(OPEN, row));
			let step = vec![
				(*network).into(),
				(*month).into(),
				block.into(),
				at.block.time_ms.into(),
				inflow(&account.columns).into(),
				account.columns.overdrawn.into(),
			];
			self.writes.push(Write::put("month_steps", step));
		}
		for (network, statement, lines) in &records.statements {
			at.told.networks.insert(*network);
			let month = i64::from(statement.month);
			let settled = (statement.state == MonthState::Closed).then_some(block);
			let state = statement.state.name();
			let mut row: Vec<Value> = vec![(*network).into(), month.into(), state.into()];
			row.extend(columns(&statement.columns));
			row.extend([
				statement.transfers_between_devices.into(),
				statement.transfers_between_networks.into(),
				false.into(),
				block.into(),
				block.into(),
				settled.into(),
				block.into(),
			]);
			self.writes.push(Write::new(OPEN, row));
			for line in lines {
				let allocation = self.devices.get(&line.device).map(|device| device.allocation_wh);
				let row = vec![
					(*network).into(),
					month.into(),
					line.device.into(),
					line.rank.into(),
					line.import.into(),
					line.export.into(),
					line.used.into(),
					line.generated.into(),
					line.received.into(),
					line.given.into(),
					allocation.unwrap_or_default().into(),
					block.into(),
				];
				self.writes.push(Write::put("statement_lines", row));
			}
		}
	}

	/// What allotments says.
	pub(super) fn allotted(&mut self, at: &mut At, event: i64, happened: &Allotments) {
		match happened {
			Allotments::MonthOpened { network, month, granted } => {
				let from = self.provider_of(*network);
				let energy = *granted;
				self.moved(
					at,
					event,
					*network,
					*month,
					"grant",
					from,
					("reserve", *network),
					energy,
				);
				self.open_allocations(at, event, *network, *month);
			},
			Allotments::EnergyGranted { network, month, energy } => {
				let from = self.provider_of(*network);
				self.moved(
					at,
					event,
					*network,
					*month,
					"grant",
					from,
					("reserve", *network),
					*energy,
				);
			},
			Allotments::AllocationsChanged { network, month } => {
				self.change_allocations(at, event, *network, *month);
			},
			Allotments::DeviceToppedUp { network, device, month, energy } => {
				let (from, to) = (("reserve", *network), ("device", *device));
				self.moved(at, event, *network, *month, "top_up", from, to, *energy);
			},
			Allotments::EnergyTakenBack { network, device, month, energy } => {
				let (from, to) = (("device", *device), ("reserve", *network));
				self.moved(at, event, *network, *month, "take_back", from, to, *energy);
			},
			Allotments::EnergyReleased { network, device, energy } => {
				let month = self.month_at(*network, at.time());
				let (from, to) = (("reserve", *network), ("held", *device));
				self.moved(at, event, *network, month, "request", from, to, *energy);
			},
			Allotments::RequestEnded { network, device, energy } => {
				let month = self.month_at(*network, at.time());
				let (from, to) = (("held", *device), ("reserve", *network));
				self.moved(at, event, *network, month, "release", from, to, *energy);
			},
			Allotments::ExportsCredited { network, month, energy } => {
				let (from, to) = (("generators", *network), ("reserve", *network));
				self.moved(at, event, *network, *month, "export", from, to, *energy);
			},
			Allotments::ShortfallCovered {
				network,
				device,
				month,
				from_request,
				from_reserve,
				from_pool,
				overdrawn,
			} => {
				// What other devices gave, and what was drawn from the pool into the network, have
				// events of their own.
				let to = ("device", *device);
				let (_, provider) = self.provider_of(*network);
				let reserve = Num(from_reserve.0.saturating_add(from_pool.0));
				let parts = [
					("request", ("held", *device), *from_request),
					("cover", ("reserve", *network), reserve),
					("overdraft", ("overdraft", provider), *overdrawn),
				];
				for (reason, from, energy) in parts {
					self.moved(at, event, *network, *month, reason, from, to, energy);
				}
			},
			Allotments::DeviceLeft { network, device, month, returned } => {
				let (from, to) = (("device", *device), ("reserve", *network));
				self.moved(at, event, *network, *month, "device_left", from, to, *returned);
			},
			Allotments::NetworkExhausted { network }
			| Allotments::AllotmentSet { network }
			| Allotments::MonthClosed { network, .. }
			| Allotments::StatementSettled { network, .. } => {
				at.told.networks.insert(*network);
			},
		}
	}

	/// What rebalancing says.
	pub(super) fn rebalanced(&mut self, at: &mut At, event: i64, happened: &Rebalancing) {
		let (community, network, energy, reason, out) = match happened {
			Rebalancing::EnergyMoved { network, month, from, to, energy, reason } => {
				let reason = match variant(reason) {
					"Shortfall" => "help",
					_ => "owner_moved",
				};
				let (from, to) = (("device", *from), ("device", *to));
				return self.moved(at, event, *network, *month, reason, from, to, *energy);
			},
			Rebalancing::Pledged { community, network, energy } => {
				(community, network, energy, "pledge", true)
			},
			Rebalancing::LeftoverPledged { community, network, energy } => {
				(community, network, energy, "leftover", true)
			},
			Rebalancing::PoolWithdrawn { community, network, energy }
			| Rebalancing::Left { community, network, paid_back: energy } => {
				(community, network, energy, "withdrawal", false)
			},
			Rebalancing::PoolDrawn { community, network, energy } => {
				(community, network, energy, "pool", false)
			},
			_ => return,
		};
		let month = self.month_at(*network, at.time());
		let (reserve, pool) = (("reserve", *network), ("community", *community));
		let (from, to) = if out { (reserve, pool) } else { (pool, reserve) };
		self.moved(at, event, *network, month, reason, from, to, *energy);
	}

	pub(super) fn provider_of(&self, network: u32) -> End {
		("provider", self.networks.get(&network).map_or(0, |network| network.provider))
	}

	/// A month begins with what is set aside for each device.
	fn open_allocations(&mut self, at: &mut At, event: i64, network: u32, month: i64) {
		let mut devices: Vec<(u32, i64)> = self
			.devices
			.iter()
			.filter(|(_, device)| device.network == network && device.allocation_wh > 0)
			.map(|(id, device)| (*id, device.allocation_wh))
			.collect();
		devices.sort_unstable();
		for (device, energy) in devices {
			let (from, to) = (("reserve", network), ("device", device));
			self.moved(at, event, network, month, "allocation", from, to, Num(energy));
		}
	}

	/// What is set aside for devices changed: the differences move.
	fn change_allocations(&mut self, at: &mut At, event: i64, network: u32, month: i64) {
		for (of, device, now) in &at.block.records.allocations {
			let Some(known) = self.devices.get_mut(device).filter(|_| *of == network) else {
				continue;
			};
			let before = std::mem::replace(&mut known.allocation_wh, *now);
			if before == *now {
				continue;
			}
			self.set_allocation(at, *device, *now);
			let (reserve, own) = (("reserve", network), ("device", *device));
			let (from, to) = if *now > before { (reserve, own) } else { (own, reserve) };
			let energy = Num((now - before).abs());
			self.moved(at, event, network, month, "allocation", from, to, energy);
		}
	}

	/// Writes what is set aside for a device.
	pub(super) fn set_allocation(&mut self, at: &mut At, device: u32, allocation_wh: i64) {
		const SET: &str = "UPDATE devices SET allocation_wh = $2, block = $3 WHERE id = $1";
		let args = vec![device.into(), allocation_wh.into(), at.block.number.into()];
		self.writes.push(Write::new(SET, args));
		at.told.devices.insert(device);
	}

	/// Takes note of a movement; of nothing it is none.
	#[allow(clippy::too_many_arguments)]
	pub(super) fn moved(
		&mut self,
		at: &mut At,
		event: i64,
		network: u32,
		month: i64,
		reason: &'static str,
		from: End,
		to: End,
		energy: Num,
	) {
		if energy.0 <= 0 {
			return;
		}
		let row = vec![
			at.block.number.into(),
			event.into(),
			at.part.into(),
			at.block.time_ms.into(),
			network.into(),
			month.into(),
			reason.into(),
			from.0.into(),
			from.1.into(),
			to.0.into(),
			to.1.into(),
			energy.0.into(),
		];
		at.part += 1;
		self.writes.push(Write::put("movements", row));
		at.told.networks.insert(network);
		let named = |(kind, id): End| (kind, i64::from(id), self.name_of(kind, id));
		at.told.moved.push(Moved {
			event,
			network,
			month,
			reason,
			from: named(from),
			to: named(to),
			energy_wh: energy.0,
		});
	}

	/// What people call an end of a movement.
	fn name_of(&self, kind: &str, id: u32) -> String {
		let network = || self.networks.get(&id).map(|network| network.label.clone());
		let device = || self.devices.get(&id).map(|device| device.label.clone());
		match kind {
			"reserve" | "generators" => network(),
			"device" | "held" => device(),
			"community" => self.communities.get(&id).cloned(),
			_ => self.providers.get(&id).cloned(),
		}
		.unwrap_or_default()
	}
}

/// A ledger's columns, in the order of the table.
fn columns(columns: &Columns) -> [Value; 15] {
	[
		columns.granted,
		columns.carried_in,
		columns.generated,
		columns.received,
		columns.bought,
		columns.overdrawn,
		columns.used,
		columns.reserve,
		columns.balances,
		columns.held,
		columns.given,
		columns.offered,
		columns.sold,
		columns.carried_out,
		columns.expired,
	]
	.map(Value::from)
}

/// What came in for the network's own use, exports left out, less what left it.
fn inflow(columns: &Columns) -> i64 {
	let came = [columns.granted, columns.carried_in, columns.received, columns.bought];
	let left = [columns.given, columns.offered, columns.sold];
	let sum = |all: &[u64]| all.iter().map(|wh| i128::from(*wh)).sum::<i128>();
	(sum(&came) - sum(&left)).clamp(i64::MIN.into(), i64::MAX.into()) as i64
}
