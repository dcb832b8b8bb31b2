//! The records that a block changed, as they stand at its end. Which ones it changed its events say;
//! at genesis it is all of them.

use super::events::{Allotments, Happened, Rebalancing, Registry, Sale};
use crate::{
	chain::{
		state::{self, Wanted},
		Node, RawBlock,
	},
	error::IndexError,
};
use futures::{stream, StreamExt, TryStreamExt};
use std::collections::BTreeSet;

/// Records at the end of a block. A label is what people call it, in UTF-8.
#[derive(Debug, Default)]
pub struct Records {
	pub providers: Vec<ProviderRecord>,
	pub networks: Vec<NetworkRecord>,
	pub devices: Vec<DeviceRecord>,
	pub communities: Vec<CommunityRecord>,
	/// Community, network, and what it gave and got; none where it left.
	pub members: Vec<(u32, u32, Option<state::Member>)>,
	/// Open ledgers: network, month.
	pub ledgers: Vec<(u32, i64, state::Account)>,
	/// Statements of closed months, with the lines of the devices where the month closed now.
	pub statements: Vec<(u32, state::Statement, Vec<state::DeviceLine>)>,
	/// Where meters stand that are there from the beginning.
	pub positions: Vec<(u32, state::Position)>,
	/// What is set aside for a device each month, of networks where that changed.
	pub allocations: Vec<(u32, u32, i64)>,
}

#[derive(Debug)]
pub struct ProviderRecord {
	pub id: u32,
	pub record: state::Provider,
	pub label: Option<String>,
}

#[derive(Debug)]
pub struct NetworkRecord {
	pub id: u32,
	pub record: state::Network,
	pub label: Option<String>,
	pub standing: Option<state::Standing>,
	pub policy: Option<state::Policy>,
	pub community: Option<u32>,
}

#[derive(Debug)]
pub struct DeviceRecord {
	pub id: u32,
	/// None where it retired.
	pub record: Option<state::Device>,
	pub label: Option<String>,
	pub key: Option<state::DeviceKey>,
}

#[derive(Debug)]
pub struct CommunityRecord {
	pub id: u32,
	/// None where it is no more.
	pub record: Option<state::Community>,
	pub label: Option<String>,
}

/// What a block touched.
#[derive(Debug, Default, PartialEq, Eq)]
struct Touched {
	providers: BTreeSet<u32>,
	networks: BTreeSet<u32>,
	devices: BTreeSet<u32>,
	communities: BTreeSet<u32>,
	members: BTreeSet<(u32, u32)>,
	/// Networks whose ledgers of open months changed.
	ledgers: BTreeSet<u32>,
	/// Statements that were made or changed, and whether the month closed now.
	statements: BTreeSet<(u32, u16, bool)>,
	/// Networks whose devices have other allocations.
	allocations: BTreeSet<u32>,
}

impl Touched {
	fn by(happened: &[(i64, Happened)]) -> Self {
		let mut touched = Self::default();
		for (_, happened) in happened {
			match happened {
				Happened::Registry(event) => touched.by_registry(event),
				Happened::Allotments(event) => touched.by_allotments(event),
				Happened::Rebalancing(event) => touched.by_rebalancing(event),
				Happened::Sale(
					Sale::OrderPlaced { network, .. }
					| Sale::OrderCancelled { network, .. }
					| Sale::OrderSettled { network, .. }
					| Sale::Booked { network },
				) => {
					touched.ledgers.insert(*network);
				},
				_ => (),
			}
		}
		// A month that closed just now has its lines read once.
		let closed: Vec<_> = touched.statements.iter().filter(|s| s.2).copied().collect();
		for (network, month, _) in closed {
			touched.statements.remove(&(network, month, false));
		}
		touched
	}

	fn by_registry(&mut self, event: &Registry) {
		match event {
			Registry::ProviderApplied { provider }
			| Registry::ProviderApproved { provider }
			| Registry::CapacitySet { provider }
			| Registry::ProviderStateChanged { provider }
			| Registry::TariffSet { provider }
			| Registry::RulesSet { provider } => self.providers.insert(*provider),
			Registry::NetworkRegistered { network }
			| Registry::NetworkStateChanged { network }
			| Registry::LeftoverPolicySet { network }
			| Registry::NetworkTransferred { network } => self.networks.insert(*network),
			Registry::DeviceEnrolled { device, .. }
			| Registry::DeviceStateChanged { device }
			| Registry::DeviceKeySet { device }
			| Registry::DevicePolicySet { device }
			| Registry::DeviceMoved { device } => self.devices.insert(*device),
			Registry::HeadEndAdded { .. }
			| Registry::HeadEndRemoved { .. }
			| Registry::NetworkOffered { .. }
			| Registry::NetworkOfferWithdrawn { .. } => false,
		};
	}

	fn by_allotments(&mut self, event: &Allotments) {
		let network = match event {
			Allotments::AllotmentSet { network } => {
				self.networks.insert(*network);
				*network
			},
			Allotments::AllocationsChanged { network, .. } => {
				self.networks.insert(*network);
				self.allocations.insert(*network);
				*network
			},
			Allotments::MonthClosed { network, month } => {
				self.statements.insert((*network, *month as u16, true));
				*network
			},
			Allotments::StatementSettled { network, month } => {
				self.statements.insert((*network, *month as u16, false));
				*network
			},
			Allotments::DeviceLeft { network, device, .. } => {
				self.networks.insert(*network);
				self.devices.insert(*device);
				*network
			},
			Allotments::MonthOpened { network, .. }
			| Allotments::EnergyGranted { network, .. }
			| Allotments::DeviceToppedUp { network, .. }
			| Allotments::EnergyTakenBack { network, .. }
			| Allotments::EnergyReleased { network, .. }
			| Allotments::RequestEnded { network, .. }
			| Allotments::ExportsCredited { network, .. }
			| Allotments::ShortfallCovered { network, .. }
			| Allotments::NetworkExhausted { network } => *network,
		};
		self.ledgers.insert(network);
	}

	fn by_rebalancing(&mut self, event: &Rebalancing) {
		match event {
			Rebalancing::PolicySet { network } => {
				self.networks.insert(*network);
			},
			Rebalancing::EnergyMoved { network, .. } => {
				self.ledgers.insert(*network);
			},
			Rebalancing::CommunityCreated { community, founder } => {
				self.community(*community, *founder);
				self.networks.insert(*founder);
			},
			Rebalancing::CommunityClosed { community } => {
				self.communities.insert(*community);
			},
			Rebalancing::Joined { community, network }
			| Rebalancing::Left { community, network, .. } => {
				self.community(*community, *network);
				self.networks.insert(*network);
			},
			Rebalancing::Pledged { community, network, .. }
			| Rebalancing::LeftoverPledged { community, network, .. }
			| Rebalancing::PoolWithdrawn { community, network, .. }
			| Rebalancing::PoolDrawn { community, network, .. } => self.community(*community, *network),
		}
	}

	fn community(&mut self, community: u32, network: u32) {
		self.communities.insert(community);
		self.members.insert((community, network));
		self.ledgers.insert(network);
	}
}

/// Months that may be open at a time, wherever the network's months begin: two at most are, the one
/// that runs and the one before.
fn open_months(time_ms: i64) -> impl Iterator<Item = u16> + Clone {
	use crate::calendar::Calendar;
	let utc = Calendar { billing_day: 1, utc_offset_minutes: 0 };
	let month = utc.month_at(time_ms / 1_000);
	(month - 2..=month + 1).filter_map(|month| u16::try_from(month).ok())
}

fn text(label: Option<Vec<u8>>) -> Option<String> {
	label.map(|label| String::from_utf8_lossy(&label).into_owned())
}

/// Reads the records that a block changed.
pub async fn read(
	node: &Node,
	raw: &RawBlock,
	time_ms: i64,
	happened: &[(i64, Happened)],
) -> Result<Records, IndexError> {
	let mut touched = Touched::by(happened);
	if raw.number == 0 {
		let all = |pallet, entry| state::keys_of(node, &raw.at, pallet, entry);
		touched.providers.extend(all("DeviceRegistry", "Providers").await?);
		touched.networks.extend(all("DeviceRegistry", "Networks").await?);
		touched.devices.extend(all("DeviceRegistry", "Devices").await?);
		touched.communities.extend(all("Rebalancing", "Communities").await?);
	}
	if touched == Touched::default() {
		return Ok(Records::default());
	}
	let mut of_block = of_storage(node, raw, time_ms, &touched).await?;

	// The chain's own answers: several at a time, in order.
	const AT_ONCE: usize = 16;
	let statements = stream::iter(touched.statements.iter().copied());
	let statements = statements.map(|(network, month, closed)| async move {
		let args = (network, month);
		let statement: Option<state::Statement> =
			state::call(node, &raw.at, "statement", args).await?;
		let lines = match closed {
			true => state::call(node, &raw.at, "statement_devices", args).await?,
			false => Vec::new(),
		};
		Ok::<_, IndexError>(statement.map(|statement| (network, statement, lines)))
	});
	let statements: Vec<_> = statements.buffered(AT_ONCE).try_collect().await?;
	of_block.statements = statements.into_iter().flatten().collect();
	if raw.number == 0 {
		let positions = stream::iter(touched.devices.iter().copied()).map(|device| async move {
			let position: Option<state::Position> =
				state::call(node, &raw.at, "position", (device,)).await?;
			Ok::<_, IndexError>(position.map(|position| (device, position)))
		});
		let positions: Vec<_> = positions.buffered(AT_ONCE).try_collect().await?;
		of_block.positions = positions.into_iter().flatten().collect();
	}
	Ok(of_block)
}

async fn of_storage(
	node: &Node,
	raw: &RawBlock,
	time_ms: i64,
	touched: &Touched,
) -> Result<Records, IndexError> {
	const REGISTRY: &str = "DeviceRegistry";
	let mut reading = state::Reading::new(node, &raw.at, raw.hash);
	let providers = touched.providers.iter().map(|id| {
		let provider: Wanted<state::Provider> = reading.want(REGISTRY, "Providers", (*id,))?;
		let label: Wanted<Vec<u8>> = reading.want(REGISTRY, "ProviderLabels", (*id,))?;
		Ok((*id, provider, label))
	});
	let providers = providers.collect::<Result<Vec<_>, IndexError>>()?;
	let networks = touched.networks.iter().map(|id| {
		let network: Wanted<state::Network> = reading.want(REGISTRY, "Networks", (*id,))?;
		let label: Wanted<Vec<u8>> = reading.want(REGISTRY, "NetworkLabels", (*id,))?;
		let standing: Wanted<state::Standing> = reading.want("Allotments", "Standings", (*id,))?;
		let policy: Wanted<state::Policy> = reading.want("Rebalancing", "Policies", (*id,))?;
		let community: Wanted<u32> = reading.want("Rebalancing", "MemberOf", (*id,))?;
		Ok((*id, network, label, standing, policy, community))
	});
	let networks = networks.collect::<Result<Vec<_>, IndexError>>()?;
	let devices = touched.devices.iter().map(|id| {
		let device: Wanted<state::Device> = reading.want(REGISTRY, "Devices", (*id,))?;
		let label: Wanted<Vec<u8>> = reading.want(REGISTRY, "DeviceLabels", (*id,))?;
		let key: Wanted<state::DeviceKey> = reading.want(REGISTRY, "DeviceKeys", (*id,))?;
		Ok((*id, device, label, key))
	});
	let devices = devices.collect::<Result<Vec<_>, IndexError>>()?;
	let communities = touched.communities.iter().map(|id| {
		let community: Wanted<state::Community> =
			reading.want("Rebalancing", "Communities", (*id,))?;
		let label: Wanted<Vec<u8>> = reading.want("Rebalancing", "Labels", (*id,))?;
		Ok((*id, community, label))
	});
	let communities = communities.collect::<Result<Vec<_>, IndexError>>()?;
	let members = touched.members.iter().map(|(community, network)| {
		let key = (*community, *network);
		let member: Wanted<state::Member> = reading.want("Rebalancing", "Members", key)?;
		Ok((*community, *network, member))
	});
	let members = members.collect::<Result<Vec<_>, IndexError>>()?;
	let months = open_months(time_ms);
	let ledgers =
		touched.ledgers.iter().flat_map(|id| months.clone().map(move |month| (*id, month)));
	let ledgers = ledgers.map(|(id, month)| {
		let account: Wanted<state::Account> =
			reading.want("Allotments", "Accounts", (id, month))?;
		Ok((id, i64::from(month), account))
	});
	let ledgers = ledgers.collect::<Result<Vec<_>, IndexError>>()?;
	let of_networks = touched.allocations.iter().map(|id| {
		let devices: Wanted<Vec<u32>> = reading.want(REGISTRY, "NetworkDevices", (*id,))?;
		Ok((*id, devices))
	});
	let of_networks = of_networks.collect::<Result<Vec<_>, IndexError>>()?;

	reading.read().await?;
	let mut records = Records::default();
	for (id, provider, label) in &providers {
		if let Some(record) = reading.get(provider)? {
			let label = text(reading.get(label)?);
			records.providers.push(ProviderRecord { id: *id, record, label });
		}
	}
	for (id, network, label, standing, policy, community) in &networks {
		if let Some(record) = reading.get(network)? {
			records.networks.push(NetworkRecord {
				id: *id,
				record,
				label: text(reading.get(label)?),
				standing: reading.get(standing)?,
				policy: reading.get(policy)?,
				community: reading.get(community)?,
			});
		}
	}
	for (id, device, label, key) in &devices {
		records.devices.push(DeviceRecord {
			id: *id,
			record: reading.get(device)?,
			label: text(reading.get(label)?),
			key: reading.get(key)?,
		});
	}
	for (id, community, label) in &communities {
		let (record, label) = (reading.get(community)?, text(reading.get(label)?));
		records.communities.push(CommunityRecord { id: *id, record, label });
	}
	for (community, network, member) in &members {
		records.members.push((*community, *network, reading.get(member)?));
	}
	for (network, month, account) in &ledgers {
		if let Some(account) = reading.get(account)? {
			records.ledgers.push((*network, *month, account));
		}
	}
	for (network, devices) in &of_networks {
		for device in reading.get(devices)?.unwrap_or_default() {
			let position: Option<state::Position> =
				state::call(node, &raw.at, "position", (device,)).await?;
			let allocation = position.map_or(0, |position| position.allocation);
			records.allocations.push((*network, device, allocation.min(i64::MAX as u64) as i64));
		}
	}
	Ok(records)
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn happened(pallet: &str, name: &str, data: serde_json::Value) -> (i64, Happened) {
		(0, Happened::of(pallet, name, &data).unwrap().unwrap())
	}

	#[test]
	fn what_a_block_touches_its_events_say() {
		let touched = Touched::by(&[
			happened("DeviceRegistry", "TariffSet", json!({"provider": 1})),
			happened("DeviceRegistry", "DeviceMoved", json!({"device": 9, "from": 1, "to": 2})),
			happened(
				"Rebalancing",
				"Pledged",
				json!({"community": 4, "network": 5, "energy": 1, "shares": 1}),
			),
			happened("Allotments", "MonthClosed", json!({"network": 6, "month": 24237})),
			happened("Allotments", "StatementSettled", json!({"network": 6, "month": 24237})),
			happened("Allotments", "StatementSettled", json!({"network": 7, "month": 24237})),
		]);
		let expected = Touched {
			providers: [1].into(),
			devices: [9].into(),
			communities: [4].into(),
			members: [(4, 5)].into(),
			ledgers: [5, 6, 7].into(),
			statements: [(6, 24237, true), (7, 24237, false)].into(),
			..Default::default()
		};
		assert_eq!(touched, expected);
	}

	#[test]
	fn the_months_that_may_be_open_are_looked_at() {
		// 2019-11-01T00:00:00Z
		let months: Vec<_> = open_months(1_572_566_400_000).collect();
		assert_eq!(months, [24_236, 24_237, 24_238, 24_239]);
	}
}
