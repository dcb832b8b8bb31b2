//! What is wrong with a call.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		/// There is no provider with this id.
		ProviderNotFound,
		/// There is no network with this id.
		NetworkNotFound,
		/// There is no device with this id.
		DeviceNotFound,
		/// The signer's account is not that of a provider, or not of this one.
		NotTheProvider,
		/// The signer is neither the provider nor one of its head-ends.
		NotTheProviderNorItsHeadEnd,
		/// The signer does not own the network.
		NotTheOwner,
		/// The signer neither owns the network nor acts for its provider.
		NotTheOwnerNorTheProvider,
		/// The provider is pending, suspended or retired.
		ProviderNotActive,
		/// The network is pending, suspended or retired.
		NetworkNotActive,
		/// There is no way from the present state to that one.
		InvalidTransition,
		/// The account already is a provider's.
		AlreadyAProvider,
		/// A provider needs a capacity above zero.
		ZeroCapacity,
		/// The provider has granted more than this capacity.
		CapacityBelowGrants,
		/// The provider buys back for more than it sells for.
		BuyBackAboveRetail,
		/// The step between two prices is zero.
		ZeroTick,
		/// The retail price does not stand on a step above the buy-back price.
		RetailOffTick,
		/// There are more steps between the two prices than a sale can clear.
		TooManyTicks,
		/// An overdraft needs a chunk above zero.
		ZeroChunk,
		/// Energy may be carried for at most twelve months.
		CarriedTooLong,
		/// No place on earth has this UTC offset.
		UtcOffsetOutOfRange,
		/// A billing day is one from 1 to 28.
		BillingDayOutOfRange,
		/// The provider still has networks.
		ProviderHasNetworks,
		/// The account already is a head-end, of this or another provider.
		AlreadyAHeadEnd,
		/// The account is not a head-end of this provider.
		NotAHeadEnd,
		/// The provider has as many head-ends as it may have.
		TooManyHeadEnds,
		/// The network still has devices.
		NetworkHasDevices,
		/// The network already belongs to that account.
		AlreadyTheOwner,
		/// The network is not on offer.
		NetworkNotOffered,
		/// The network is on offer to somebody else.
		OfferedToAnother,
		/// The opening registers were read after now.
		OpeningInFuture,
		/// The opening registers were read before the network's last month.
		OpeningTooOld,
		/// The network has as many devices as it may have.
		NetworkFull,
		/// Another device has this key.
		KeyInUse,
		/// The device is in that network already.
		AlreadyInNetwork,
		/// The device is not on offer.
		DeviceNotOffered,
		/// The device was offered by an owner who no longer owns its network.
		OfferLapsed,
		/// The two networks are with different providers.
		OtherProvider,
		/// The billing months of the two networks differ.
		CalendarMismatch,
		/// There are no more ids to give.
		IdsExhausted,
	}
}
