//! Energy: what came into and left each network, pool and order since genesis.
//!
//! For each network, over its whole life and in Wh:
//!
//! ```text
//! granted + fed in + received + bought + used without cover
//!     = used + given + sold + expired + in orders + what the chain says it still has
//! ```
//!
//! What is used and fed in are differences of registers, whatever the months; the months' own books
//! are the chain's business. What is carried from a month into the next stays in the network.

use super::{meters::Registers, must, Check};
use commonwatt_primitives::{
	directory::Directory, meters::Meters, CommunityId, MonthId, NetworkId, ProviderId, RoundId,
};
use commonwatt_runtime::{DeviceRegistry, Metering, Runtime, RuntimeEvent};
use pallet_allotments::Event as Ledger;
use pallet_rebalancing::Event as Help;
use pallet_surplus_sale::{
	types::{OrderId, Purpose, Side},
	Event as Sale,
};
use std::collections::BTreeMap;

/// What came in and went out of a network since genesis.
#[derive(Clone, Debug, Default)]
struct Flows {
	granted: i128,
	received: i128,
	bought: i128,
	given: i128,
	sold: i128,
	expired: i128,
	/// Used and fed in by devices that have left.
	left_used: i128,
	left_fed_in: i128,
}

#[derive(Clone, Debug)]
struct Order {
	network: NetworkId,
	energy: i128,
	purpose: Purpose,
	price: u64,
}

/// What a round's orders traded.
#[derive(Clone, Debug, Default)]
struct Round {
	price: Option<u64>,
	bought: i128,
	sold: i128,
	/// By the provider.
	bought_back: i128,
	delivered: i128,
}

type OrderKey = (ProviderId, RoundId, OrderId);

#[derive(Clone, Default)]
pub struct Energy {
	networks: BTreeMap<NetworkId, Flows>,
	pools: BTreeMap<CommunityId, i128>,
	orders: BTreeMap<OrderKey, Order>,
	/// Settled, but refused by the ledger: order and how much of it was traded.
	unbooked: BTreeMap<OrderKey, (Order, i128)>,
	/// Settled with the event before.
	last_settled: Option<(OrderKey, Order, i128)>,
	rounds: BTreeMap<(ProviderId, RoundId), Round>,
	/// What closed months used without cover, as long as their statements are kept.
	uncovered: BTreeMap<(NetworkId, MonthId), i128>,
	/// The same of statements that are kept no longer: it stays so for good.
	uncovered_for_good: BTreeMap<NetworkId, i128>,
	/// What each provider granted, by month.
	grants: BTreeMap<(ProviderId, MonthId), i128>,
}

/// How many months' statements are kept.
const KEPT: u16 = 13;

impl Energy {
	fn flows(&mut self, network: NetworkId) -> &mut Flows {
		self.networks.entry(network).or_default()
	}

	/// A device left a network, in which it used and fed in so much.
	pub fn left_with(&mut self, network: NetworkId, used: i128, fed_in: i128) {
		let flows = self.flows(network);
		flows.left_used += used;
		flows.left_fed_in += fed_in;
	}

	/// Learns from an event.
	pub fn hear(&mut self, event: &RuntimeEvent) -> Check {
		let settled = self.last_settled.take();
		match event {
			RuntimeEvent::Allotments(event) => self.hear_ledger(event),
			RuntimeEvent::Rebalancing(event) => self.hear_help(event),
			RuntimeEvent::SurplusSale(event) => self.hear_sale(event, settled),
			_ => Ok(()),
		}
	}

	fn grant(&mut self, network: NetworkId, month: MonthId, energy: i128) -> Check {
		self.flows(network).granted += energy;
		let Some(provider) = DeviceRegistry::network(network).map(|terms| terms.provider) else {
			return must(false, "a grant to no network", || network.to_string());
		};
		*self.grants.entry((provider, month)).or_default() += energy;
		Ok(())
	}

	fn hear_ledger(&mut self, event: &Ledger<Runtime>) -> Check {
		match event {
			Ledger::MonthOpened { network, month, granted: energy }
			| Ledger::EnergyGranted { network, month, energy } => {
				self.grant(*network, *month, energy.0.into())?;
			},
			Ledger::MonthClosed { network, month, columns, .. } => {
				must(
					columns.inflow() == columns.outflow(),
					"a closed month does not add up",
					|| format!("network {network}, {month}: {columns:?}"),
				)?;
				self.flows(*network).expired += i128::from(columns.expired.0);
				self.uncovered.insert((*network, *month), columns.overdrawn.0.into());
				// The statement takes the place of the one of thirteen months before.
				let old = (*network, MonthId(month.0.saturating_sub(KEPT)));
				if let Some(stays) = self.uncovered.remove(&old) {
					*self.uncovered_for_good.entry(*network).or_default() += stays;
				}
			},
			Ledger::StatementSettled { network, month, bought, expired, .. } => {
				self.flows(*network).expired += i128::from(expired.0);
				if let Some(uncovered) = self.uncovered.get_mut(&(*network, *month)) {
					*uncovered -= i128::from(bought.0).min(*uncovered);
				}
			},
			_ => (),
		}
		Ok(())
	}

	fn hear_help(&mut self, event: &Help<Runtime>) -> Check {
		let (community, network, into_pool, out_of_pool) = match event {
			Help::Pledged { community, network, energy, .. }
			| Help::LeftoverPledged { community, network, energy, .. } => {
				(*community, *network, i128::from(energy.0), 0)
			},
			Help::PoolWithdrawn { community, network, energy, .. }
			| Help::PoolDrawn { community, network, energy, .. }
			| Help::Left { community, network, paid_back: energy } => {
				(*community, *network, 0, i128::from(energy.0))
			},
			Help::CommunityCreated { community, .. } => {
				self.pools.insert(*community, 0);
				return Ok(());
			},
			Help::CommunityClosed { community } => {
				let left = self.pools.remove(community);
				return must(left == Some(0), "a community closed with energy in its pool", || {
					format!("community {community}: {left:?} Wh")
				});
			},
			_ => return Ok(()),
		};
		let flows = self.flows(network);
		flows.given += into_pool;
		flows.received += out_of_pool;
		*self.pools.entry(community).or_default() += into_pool - out_of_pool;
		Ok(())
	}

	fn hear_sale(
		&mut self,
		event: &Sale<Runtime>,
		settled: Option<(OrderKey, Order, i128)>,
	) -> Check {
		match event {
			Sale::OrderPlaced {
				provider, round, order, network, purpose, price, energy, ..
			} => {
				let energy = energy.0.into();
				let placed = Order { network: *network, energy, purpose: *purpose, price: price.0 };
				self.orders.insert((*provider, *round, *order), placed);
			},
			Sale::OrderCancelled { provider, round, order, .. } => {
				let known = self.orders.remove(&(*provider, *round, *order));
				must(known.is_some(), "an unknown order was cancelled", || format!("{event:?}"))?;
			},
			Sale::RoundCleared {
				provider, round, price, provider_bought, provider_sold, ..
			} => {
				let known = self.rounds.entry((*provider, *round)).or_default();
				known.price = price.map(|price| price.0);
				known.bought_back = provider_bought.0.into();
				known.delivered = provider_sold.0.into();
			},
			Sale::OrderSettled { provider, round, order, filled, money, .. } => {
				let key = (*provider, *round, *order);
				let filled = i128::from(filled.0);
				let Some(known) = self.orders.remove(&key) else {
					return must(false, "an unknown order was settled", || format!("{event:?}"));
				};
				self.check_fill(&key, &known, filled, *money)?;
				self.traded(&known, filled);
				self.last_settled = Some((key, known, filled));
			},
			Sale::BookingRefused { .. } => {
				let Some((key, order, filled)) = settled else {
					return must(false, "a booking of nothing was refused", || {
						format!("{event:?}")
					});
				};
				self.traded(&order, -filled);
				self.unbooked.insert(key, (order, filled));
			},
			Sale::Booked { provider, round, order, .. } => {
				let Some((order, filled)) = self.unbooked.remove(&(*provider, *round, *order))
				else {
					return must(false, "an unknown booking was made", || format!("{event:?}"));
				};
				self.traded(&order, filled);
			},
			Sale::RoundSettled { provider, round, .. } => {
				let Some(round) = self.rounds.remove(&(*provider, *round)) else {
					return must(false, "a round settled that was not cleared", || {
						format!("{event:?}")
					});
				};
				must(
					round.bought + round.bought_back == round.sold + round.delivered,
					"a round sold something else than it bought",
					|| format!("{round:?}"),
				)?;
			},
			_ => (),
		}
		Ok(())
	}

	/// An order gets what its owner agreed to, at the round's price, rounded against itself.
	fn check_fill(&mut self, key: &OrderKey, order: &Order, filled: i128, money: u128) -> Check {
		let round = self.rounds.entry((key.0, key.1)).or_default();
		let exact = |price: u64| u128::from(price) * filled.unsigned_abs();
		let agreed = match (key.2.side, round.price) {
			(_, None) => filled == 0 && money == 0,
			(Side::Bid, Some(price)) => {
				round.bought += filled;
				filled == 0 && money == 0
					|| price <= order.price
						&& money * 1_000 >= exact(price)
						&& money * 1_000 < exact(price) + 1_000
			},
			(Side::Offer, Some(price)) => {
				round.sold += filled;
				filled == 0 && money == 0
					|| price >= order.price
						&& money * 1_000 <= exact(price)
						&& money * 1_000 + 1_000 > exact(price)
			},
		};
		must(
			agreed && (0..=order.energy).contains(&filled),
			"an order got what its owner did not agree to",
			|| format!("{key:?} {order:?} got {filled} Wh for {money} in {round:?}"),
		)
	}

	fn traded(&mut self, order: &Order, filled: i128) {
		let flows = self.flows(order.network);
		match order.purpose {
			Purpose::Offer { .. } | Purpose::Leftover { .. } => flows.sold += filled,
			Purpose::Bid | Purpose::Shortfall { .. } => flows.bought += filled,
		}
	}

	/// Compares with the chain's books.
	pub fn compare(&self, registers: &Registers) -> Check {
		let mut used = BTreeMap::<NetworkId, i128>::new();
		let mut fed_in = BTreeMap::<NetworkId, i128>::new();
		let mut stock = BTreeMap::<NetworkId, i128>::new();
		let mut uncovered = BTreeMap::<NetworkId, i128>::new();
		let mut open = BTreeMap::new();
		for (network, month, account) in pallet_allotments::Accounts::<Runtime>::iter() {
			let columns = &account.columns;
			*stock.entry(network).or_default() +=
				i128::from(columns.reserve.0) + i128::from(columns.held.0);
			*uncovered.entry(network).or_default() += i128::from(columns.overdrawn.0);
			open.insert((network, month), ());
		}
		for (device, meter) in &registers.meters {
			let Some(network) = meter.network else { continue };
			*used.entry(network).or_default() +=
				i128::from(meter.import) - i128::from(meter.since.0);
			*fed_in.entry(network).or_default() +=
				i128::from(meter.export) - i128::from(meter.since.1);
			let Some(position) = Metering::position(*device) else { continue };
			let past = Metering::position_in(*device, position.month.previous());
			// A month that is open, but not on this meter yet: its part is set aside already.
			let mut ahead = position.month.next();
			while open.contains_key(&(network, ahead)) {
				*stock.entry(network).or_default() += i128::from(position.allocation.0);
				ahead = ahead.next();
			}
			for position in [Some(position), past].into_iter().flatten() {
				let balance = i128::from(position.mark.0) - i128::from(position.register.0);
				*stock.entry(network).or_default() += balance.max(0)
					+ i128::from(position.export.0)
					- i128::from(position.credited.0);
				let lacking = uncovered.entry(network).or_default();
				*lacking += (-balance).max(0);
				// A month whose books are not open yet: what is set aside for it is granted then.
				if !open.contains_key(&(network, position.month)) {
					*lacking += i128::from(position.mark.0) - i128::from(position.opening.0);
				}
			}
		}
		for ((network, _), energy) in &self.uncovered {
			*uncovered.entry(*network).or_default() += energy;
		}
		for (network, energy) in &self.uncovered_for_good {
			*uncovered.entry(*network).or_default() += energy;
		}
		let mut in_orders = BTreeMap::<NetworkId, i128>::new();
		let standing = self.orders.values().chain(self.unbooked.values().map(|(order, _)| order));
		for order in standing {
			if matches!(order.purpose, Purpose::Offer { .. } | Purpose::Leftover { .. }) {
				*in_orders.entry(order.network).or_default() += order.energy;
			}
		}
		let of = |map: &BTreeMap<NetworkId, i128>, network| map.get(&network).copied().unwrap_or(0);
		for (network, flows) in &self.networks {
			let network = *network;
			let came = flows.granted
				+ flows.received
				+ flows.bought
				+ flows.left_fed_in
				+ of(&fed_in, network)
				+ of(&uncovered, network);
			let went = flows.left_used
				+ of(&used, network)
				+ flows.given
				+ flows.sold + flows.expired
				+ of(&in_orders, network)
				+ of(&stock, network);
			must(came == went, "a network's energy does not add up", || {
				format!(
					"network {network}: {came} Wh came and {went} Wh went: {flows:?}, used {}, fed in \
					{}, uncovered {}, in orders {}, still there {}",
					of(&used, network), of(&fed_in, network), of(&uncovered, network),
					of(&in_orders, network), of(&stock, network),
				)
			})?;
		}
		self.compare_pools()?;
		self.compare_grants()
	}

	fn compare_pools(&self) -> Check {
		let pools: BTreeMap<_, _> = pallet_rebalancing::Communities::<Runtime>::iter()
			.map(|(id, community)| (id, i128::from(community.pool.energy.0)))
			.collect();
		must(pools == self.pools, "pools do not hold what was put in", || {
			format!("{pools:?}, not {:?}", self.pools)
		})
	}

	/// Nobody granted more in a month than it may. Only the last months can still be granted in.
	fn compare_grants(&self) -> Check {
		let mut last = BTreeMap::new();
		for ((provider, month), granted) in &self.grants {
			last.insert(*provider, (*month, *granted));
		}
		for (provider, (month, granted)) in last {
			let Some(terms) = DeviceRegistry::provider(provider) else { continue };
			must(
				granted <= terms.capacity.0.into(),
				"a provider granted more than it may",
				|| format!("provider {provider}: {granted} Wh in {month}, of {}", terms.capacity),
			)?;
		}
		Ok(())
	}
}
