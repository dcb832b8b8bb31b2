//! What is wrong with a call.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such provider.
		ProviderNotFound,
		/// There is no such network.
		NetworkNotFound,
		/// There is no such device, or it has no meter.
		DeviceNotFound,
		/// The provider is not active.
		ProviderNotActive,
		/// The network is not active.
		NetworkNotActive,
		/// The device is not active.
		DeviceNotActive,
		/// The caller is not the account of the network's provider.
		NotProvider,
		/// The caller does not own the network.
		NotOwner,
		/// The caller is neither the owner of the device's network nor a head-end of its provider.
		NotOwnerOrHeadEnd,
		/// The amount of energy is zero.
		ZeroEnergy,
		/// The amount does not fit the ledger.
		EnergyOverflow,
		/// The network's standing allotment is this already.
		AllotmentUnchanged,
		/// The provider's grants of a month would exceed its capacity.
		AboveCapacity,
		/// The standing allocations of the devices would exceed the network's standing allotment.
		AllocationAboveAllotment,
		/// The network's reserve has less than that.
		InsufficientReserve,
		/// The device's balance is less than that.
		InsufficientBalance,
		/// The device is in another network, or retired.
		DeviceNotInNetwork,
		/// A device is named twice.
		DuplicateDevice,
		/// The network and those who would help it do not have that much energy.
		InsufficientEnergy,
		/// Energy is held for the device already.
		RequestPending,
		/// Nothing is held for the device.
		RequestNotFound,
		/// Energy is still held for the device, and only its owner or a head-end may end that.
		RequestNotExpired,
		/// The device's register is not past its mark.
		NotShort,
		/// No energy was found for the device.
		NothingAvailable,
		/// The network's oldest open month may not close yet, or the network has no ledger.
		NotDue,
		/// A past month of the network is still open.
		PastMonthOpen,
		/// The network still has a standing allotment.
		AllotmentStands,
		/// The network still has energy this month.
		EnergyLeft,
		/// The network has overdrawn this month, and settles that when the month closes.
		OverdraftOpen,
		/// Orders of the network are not settled.
		OrdersOpen,
	}
}
