//! What this pallet does for the ledger.

use crate::{Config, Exchanges, Pallet, WeightInfo};
use commonwatt_primitives::{
	ids::MAX_DEVICES,
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

	fn take_totals(device: DeviceId, month: MonthId) -> DeviceTotals {
		Exchanges::<T>::take(device, month).into()
	}

	fn totals(device: DeviceId, month: MonthId) -> DeviceTotals {
		Exchanges::<T>::get(device, month).into()
	}

	fn weight() -> Weight {
		T::WeightInfo::help_device(MAX_DEVICES).saturating_add(T::WeightInfo::draw_for_shortfall())
	}
}
