//! What this pallet does for the ledger.

use crate::{Config, Exchanges, NetworkExchanges, Pallet, WeightInfo, MAX_LOOKS};
use alloc::vec::Vec;
use commonwatt_primitives::{
	rebalancing::{DeviceTotals, Helped, Need, Rebalancing},
	DeviceId, Energy, MonthId, NetworkId,
};
use frame_support::weights::Weight;
use sp_runtime::DispatchResult;

impl<T: Config> Rebalancing for Pallet<T> {
	fn help_device(need: &Need) -> Helped {
		Self::do_help_device(need)
	}

	fn draw(network: NetworkId, want: Energy) -> Energy {
		// Where there is no community, or nothing could be booked, nothing was drawn.
		Self::do_draw_for_shortfall(network, want).unwrap_or_default()
	}

	fn pledge(network: NetworkId, energy: Energy) -> DispatchResult {
		Self::do_pledge_leftover(network, energy)
	}

	fn take_totals(network: NetworkId, month: MonthId) -> Vec<(DeviceId, DeviceTotals)> {
		totals_of(Exchanges::<T>::take(network, month))
	}

	fn totals(network: NetworkId, month: MonthId) -> Vec<(DeviceId, DeviceTotals)> {
		totals_of(Exchanges::<T>::get(network, month))
	}

	fn forget(network: NetworkId, device: DeviceId, month: MonthId) {
		let mut exchanges = Exchanges::<T>::get(network, month);
		let Ok(at) = exchanges.binary_search_by_key(&device, |(device, _)| *device) else { return };
		exchanges.remove(at);
		if exchanges.is_empty() {
			Exchanges::<T>::remove(network, month);
		} else {
			Exchanges::<T>::insert(network, month, exchanges);
		}
	}

	fn weight(devices: u32) -> Weight {
		let draw = T::WeightInfo::draw_for_shortfall();
		let others = devices.saturating_sub(1);
		if others == 0 {
			return draw;
		}
		T::WeightInfo::help_device(devices, others.min(MAX_LOOKS)).saturating_add(draw)
	}

	fn pledge_weight() -> Weight {
		// What an owner's pledge weighs, which does this and more.
		T::WeightInfo::pledge()
	}
}

fn totals_of(exchanges: NetworkExchanges) -> Vec<(DeviceId, DeviceTotals)> {
	exchanges.into_iter().map(|(device, exchange)| (device, exchange.into())).collect()
}
