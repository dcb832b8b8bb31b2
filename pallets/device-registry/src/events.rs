//! What the registry reports.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A utility applied as a provider.
		ProviderApplied { provider: ProviderId, account: T::AccountId },
		/// The council approved a provider.
		ProviderApproved { provider: ProviderId },
		/// The council set what a provider may grant in a month, in Wh.
		CapacitySet { provider: ProviderId, capacity: Energy },
		/// The council suspended, resumed or retired a provider.
		ProviderStateChanged { provider: ProviderId, state: State },
		/// A provider set its prices.
		TariffSet { provider: ProviderId, tariff: Tariff },
		/// A provider set its rules for overdrafts and for what is carried over.
		RulesSet { provider: ProviderId, overdraft: Overdraft, carry_over: CarryOver },
		/// An account collects readings for a provider from now on.
		HeadEndAdded { provider: ProviderId, who: T::AccountId },
		/// An account no longer collects readings for a provider.
		HeadEndRemoved { provider: ProviderId, who: T::AccountId },
		/// A network was registered: active where its provider did it, pending where its owner did.
		NetworkRegistered {
			network: NetworkId,
			provider: ProviderId,
			owner: T::AccountId,
			state: State,
		},
		/// A network was activated, suspended, resumed or retired.
		NetworkStateChanged { network: NetworkId, state: State },
		/// An owner chose what happens with the energy that is left when a month closes.
		LeftoverPolicySet { network: NetworkId, policy: LeftoverPolicy },
		/// A network was offered to a new owner.
		NetworkOffered { network: NetworkId, to: T::AccountId },
		/// An offer of a network was taken back.
		NetworkOfferWithdrawn { network: NetworkId },
		/// A network has a new owner.
		NetworkTransferred { network: NetworkId, from: T::AccountId, to: T::AccountId },
		/// The device at this place in the call's list was enrolled.
		DeviceEnrolled { network: NetworkId, device: DeviceId, index: u32 },
		/// The device at this place in the call's list was not enrolled. The others were.
		DeviceRefused { network: NetworkId, index: u32, reason: Refusal },
		/// A device was activated, suspended, resumed or retired.
		DeviceStateChanged { device: DeviceId, state: State },
		/// A device got another key, or none.
		DeviceKeySet { device: DeviceId, key: Option<DeviceKey> },
		/// An owner set what a device gives away to others.
		DevicePolicySet { device: DeviceId, floor: Energy, protected: bool },
		/// A device was offered to another network.
		DeviceOffered { device: DeviceId, to: NetworkId },
		/// An offer of a device was taken back.
		DeviceOfferWithdrawn { device: DeviceId },
		/// A device moved to another network.
		DeviceMoved { device: DeviceId, from: NetworkId, to: NetworkId },
	}
}
