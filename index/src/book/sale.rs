//! Rounds and orders.

use super::{At, Book};
use crate::{
	decode::events::{variant, Num, OrderId, Sale},
	error::IndexError,
	store::{
		value::{Value, Write},
		Store,
	},
};

/// Provider, round, whether it is a bid, place.
pub type OrderKey = (u32, i64, bool, i64);

/// An order that is not settled.
#[derive(Clone, Debug)]
pub struct Standing {
	network: u32,
	/// The month whose energy it offers; none for one of the present month, and for an owner's bid.
	month: Option<i64>,
	energy_wh: i64,
}

fn key(provider: u32, round: i64, order: &OrderId) -> OrderKey {
	(provider, round, order.side == "Bid", order.index.0)
}

fn side(is_bid: bool) -> &'static str {
	match is_bid {
		true => "bid",
		false => "offer",
	}
}

impl Book {
	pub(super) async fn load_orders(&mut self, store: &Store) -> Result<(), IndexError> {
		const STANDING: &str = "SELECT provider, round, side, place, network, month, energy_wh \
			FROM orders WHERE state = 'standing'";
		for row in store.rows(STANDING, vec![]).await? {
			let key = (row.int(0) as u32, row.int(1), row.text(2) == "bid", row.int(3));
			let network = row.int(4) as u32;
			let standing = Standing { network, month: row.maybe_int(5), energy_wh: row.int(6) };
			self.orders.insert(key, standing);
		}
		Ok(())
	}

	/// What the sale says.
	pub(super) fn sold(&mut self, at: &mut At, event: i64, happened: &Sale) {
		let block = at.block.number;
		match happened {
			Sale::RoundOpened { provider, round, tariff, clears_at } => {
				let row = vec![
					(*provider).into(),
					(*round).into(),
					"open".into(),
					tariff.buy_back.0.into(),
					tariff.retail.0.into(),
					tariff.tick.0.into(),
					(*clears_at).into(),
					Value::Null,
					0.into(),
					0.into(),
					0.into(),
					0.into(),
					block.into(),
					Value::Null,
					Value::Null,
				];
				self.writes.push(Write::put("rounds", row));
				at.told.rounds.insert((*provider, *round));
			},
			Sale::OrderPlaced { provider, round, order, network, purpose, price, energy, held } => {
				let key = key(*provider, *round, order);
				let month = purpose.pointer(&format!("/{}/month", variant(purpose)));
				let month = month.and_then(|month| month.as_i64());
				let owner = self.networks.get(network).map(|network| network.owner.clone());
				let row = vec![
					(*provider).into(),
					(*round).into(),
					side(key.2).into(),
					key.3.into(),
					(*network).into(),
					owner.unwrap_or_default().into(),
					variant(purpose).to_lowercase().into(),
					month.into(),
					price.0.into(),
					energy.0.into(),
					held.0.into(),
					"standing".into(),
					0.into(),
					0.into(),
					block.into(),
					Value::Null,
					Value::Null,
					block.into(),
				];
				self.writes.push(Write::put("orders", row));
				at.told.rounds.insert((*provider, *round));
				at.told.networks.insert(*network);
				let standing = Standing { network: *network, month, energy_wh: energy.0 };
				self.orders.insert(key, standing);
				if !key.2 {
					let month = month.unwrap_or_else(|| self.month_at(*network, at.time()));
					let (from, to) = (("reserve", *network), ("sale", *provider));
					self.moved(at, event, *network, month, "offer", from, to, *energy);
				}
			},
			Sale::OrderCancelled { provider, round, order, network, energy } => {
				const CANCELLED: &str = "UPDATE orders SET state = 'cancelled', \
					cancelled_block = $5, block = $5 \
					WHERE provider = $1 AND round = $2 AND side = $3 AND place = $4";
				let key = key(*provider, *round, order);
				self.writes.push(Write::new(CANCELLED, of_order(key, &[block.into()])));
				at.told.rounds.insert((*provider, *round));
				let standing = self.orders.remove(&key);
				if !key.2 {
					let month = standing.and_then(|standing| standing.month);
					let month = month.unwrap_or_else(|| self.month_at(*network, at.time()));
					let (from, to) = (("sale", *provider), ("reserve", *network));
					self.moved(at, event, *network, month, "unsold", from, to, *energy);
				}
			},
			Sale::RoundCleared {
				provider,
				round,
				price,
				volume,
				provider_bought,
				provider_sold,
			} => {
				const CLEARED: &str = "UPDATE rounds SET state = 'cleared', price = $3, \
					volume_wh = $4, provider_bought_wh = $5, provider_sold_wh = $6, \
					cleared_block = $7 WHERE provider = $1 AND round = $2";
				let args = vec![
					(*provider).into(),
					(*round).into(),
					price.map(|price| price.0).into(),
					volume.0.into(),
					provider_bought.0.into(),
					provider_sold.0.into(),
					block.into(),
				];
				self.writes.push(Write::new(CLEARED, args));
				at.told.rounds.insert((*provider, *round));
			},
			Sale::OrderSettled { provider, round, order, network, filled, money } => {
				const SETTLED: &str = "UPDATE orders SET state = 'settled', filled_wh = $5, \
					money = $6, settled_block = $7, block = $7 \
					WHERE provider = $1 AND round = $2 AND side = $3 AND place = $4";
				let key = key(*provider, *round, order);
				let rest = [filled.0.into(), money.0.into(), block.into()];
				self.writes.push(Write::new(SETTLED, of_order(key, &rest)));
				at.told.rounds.insert((*provider, *round));
				at.told.networks.insert(*network);
				let Some(standing) = self.orders.remove(&key) else { return };
				let now = self.month_at(*network, at.time());
				let month = standing.month.unwrap_or(now);
				let (sale, reserve) = (("sale", *provider), ("reserve", standing.network));
				let (reason, energy) = match key.2 {
					true => ("sale", *filled),
					false => ("unsold", Num(standing.energy_wh.saturating_sub(filled.0))),
				};
				self.moved(at, event, *network, month, reason, sale, reserve, energy);
			},
			Sale::RoundSettled { provider, round, to_provider } => {
				const SETTLED: &str = "UPDATE rounds SET state = 'settled', to_provider = $3, \
					settled_block = $4 WHERE provider = $1 AND round = $2";
				let args =
					vec![(*provider).into(), (*round).into(), to_provider.0.into(), block.into()];
				self.writes.push(Write::new(SETTLED, args));
				at.told.rounds.insert((*provider, *round));
			},
			Sale::Booked { network } => {
				at.told.networks.insert(*network);
			},
		}
	}
}

fn of_order((provider, round, is_bid, place): OrderKey, rest: &[Value]) -> Vec<Value> {
	let mut args = vec![provider.into(), round.into(), side(is_bid).into(), place.into()];
	args.extend_from_slice(rest);
	args
}
