//! Helpers and a market that do what a test tells them to.

use super::*;
use commonwatt_primitives::{
	market::Market,
	meters::Meters,
	rebalancing::{DeviceTotals, Helped, Need, Rebalancing},
};
use frame_support::{pallet_prelude::ValueQuery, Blake2_128Concat};
use sp_runtime::{DispatchError, DispatchResult};

#[frame_support::storage_alias]
pub type Pool = StorageValue<Helpers, Energy, ValueQuery>;

#[frame_support::storage_alias]
type Moved =
	StorageMap<Helpers, Blake2_128Concat, (DeviceId, MonthId), (Energy, Energy), ValueQuery>;

pub struct Helpers;
impl Rebalancing for Helpers {
	fn help_device(need: &Need) -> Helped {
		script(|s| s.needs.push(Need { devices: &[], ..*need }));
		let mut helped = Helped::default();
		for donor in script(|s| s.donors.clone()) {
			let position = MeterRoom::position(donor).unwrap();
			let left = need.want.saturating_sub(helped.energy);
			let energy = position.balance().min(left);
			if donor == need.device || position.month != need.month || energy.is_zero() {
				continue;
			}
			MeterRoom::lower(donor, energy).unwrap();
			MeterRoom::raise(need.device, energy).unwrap();
			Moved::mutate((donor, need.month), |m| m.1 = m.1.saturating_add(energy));
			Moved::mutate((need.device, need.month), |m| m.0 = m.0.saturating_add(energy));
			helped.energy = helped.energy.saturating_add(energy);
			helped.transfers += 1;
		}
		helped
	}

	fn draw(_: NetworkId, want: Energy) -> Energy {
		Pool::mutate(|pool| {
			let drawn = want.min(*pool);
			*pool = pool.saturating_sub(drawn);
			drawn
		})
	}

	fn pledge(_: NetworkId, energy: Energy) -> DispatchResult {
		// Written before it is refused, to see that the ledger undoes it.
		Pool::mutate(|pool| *pool = pool.saturating_add(energy));
		if script(|s| s.community) {
			Ok(())
		} else {
			Err(DispatchError::Unavailable)
		}
	}

	fn take_totals(network: NetworkId, month: MonthId) -> Vec<(DeviceId, DeviceTotals)> {
		let totals = Self::totals(network, month);
		totals.iter().for_each(|(device, _)| Moved::remove((*device, month)));
		totals
	}

	fn totals(network: NetworkId, month: MonthId) -> Vec<(DeviceId, DeviceTotals)> {
		let of = |device: DeviceId| {
			let (received, given) = Moved::try_get((device, month)).ok()?;
			Some((device, DeviceTotals { received, given }))
		};
		let mut devices = Registry::devices(network).into_inner();
		devices.sort_unstable();
		devices.into_iter().filter_map(of).collect()
	}

	fn forget(_: NetworkId, device: DeviceId, month: MonthId) {
		Moved::remove((device, month));
	}

	fn weight(_: u32) -> Weight {
		Weight::from_parts(1_000, 0)
	}

	fn pledge_weight() -> Weight {
		Weight::from_parts(500, 0)
	}
}

/// What stands in the settlement round.
#[frame_support::storage_alias]
pub type Offered = StorageMap<Sale, Blake2_128Concat, (NetworkId, MonthId), Energy, ValueQuery>;

#[frame_support::storage_alias]
pub type Bid = StorageMap<Sale, Blake2_128Concat, (NetworkId, MonthId), Energy, ValueQuery>;

pub struct Sale;
impl Market for Sale {
	fn offer_leftover(network: NetworkId, month: MonthId, energy: Energy) -> DispatchResult {
		Offered::insert((network, month), energy);
		if script(|s| s.buys) {
			Ok(())
		} else {
			Err(DispatchError::Unavailable)
		}
	}

	fn bid_shortfall(
		network: NetworkId,
		month: MonthId,
		energy: Energy,
	) -> Result<Energy, DispatchError> {
		let money = script(|s| s.money).ok_or(DispatchError::Unavailable)?;
		Bid::insert((network, month), energy.min(money));
		Ok(energy.min(money))
	}

	fn weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}
