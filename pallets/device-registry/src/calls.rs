//! What can be called. What the calls do stands in the files named after what they change.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Applies as a provider, which the council may approve. Holds `ProviderDeposit`.
		///
		/// - **Dispatch Origin**: signed by the account that will be the provider's.
		/// - **Parameters**:
		///   - `label`: what people call the provider.
		///   - `terms`: the energy that it may grant in a month (Wh), its prices (smallest units
		///     per kWh), its rules for overdrafts and carry-over (Wh), and its offset from UTC
		///     (minutes).
		/// - **Errors**: `AlreadyAProvider`, the errors of `set_tariff` and
		///   `set_rules`, `ZeroCapacity`, `UtcOffsetOutOfRange`,
		///   `IdsExhausted`; too little money for the deposit.
		/// - **Events**: `ProviderApplied`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::apply_as_provider())]
		pub fn apply_as_provider(
			origin: OriginFor<T>,
			label: Label,
			terms: Terms,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_apply_as_provider(who, label, terms).map(|_| ())
		}

		/// Makes a pending provider active.
		///
		/// - **Dispatch Origin**: `CouncilOrigin`.
		/// - **Parameters**:
		///   - `provider`: its id.
		/// - **Errors**: `ProviderNotFound`, `InvalidTransition`.
		/// - **Events**: `ProviderApproved`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::approve_provider())]
		pub fn approve_provider(origin: OriginFor<T>, provider: ProviderId) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_approve_provider(provider)
		}

		/// Sets the most that a provider may grant in a month.
		///
		/// - **Dispatch Origin**: `CouncilOrigin`.
		/// - **Parameters**:
		///   - `provider`: its id.
		///   - `capacity`: in Wh; not below what it has granted.
		/// - **Errors**: `ProviderNotFound`, `ZeroCapacity`, `CapacityBelowGrants`,
		///   `InvalidTransition` for a retired one.
		/// - **Events**: `CapacitySet`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_capacity())]
		pub fn set_capacity(
			origin: OriginFor<T>,
			provider: ProviderId,
			capacity: Energy,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_set_capacity(provider, capacity)
		}

		/// Suspends an active provider, resumes a suspended one, or retires one that has no
		/// networks: its head-ends are removed and its deposit is released.
		///
		/// - **Dispatch Origin**: `CouncilOrigin`.
		/// - **Parameters**:
		///   - `provider`: its id.
		///   - `state`: `Suspended`, `Active` or `Retired`.
		/// - **Errors**: `ProviderNotFound`, `InvalidTransition`, `ProviderHasNetworks`.
		/// - **Events**: `ProviderStateChanged`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_provider_state())]
		pub fn set_provider_state(
			origin: OriginFor<T>,
			provider: ProviderId,
			state: State,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_set_provider_state(provider, state)
		}

		/// Sets the provider's prices.
		///
		/// - **Dispatch Origin**: signed by a provider's account.
		/// - **Parameters**:
		///   - `tariff`: buy-back and retail price and the step between two prices, in smallest
		///     units of the settlement asset per kWh.
		/// - **Errors**: `NotTheProvider`, `BuyBackAboveRetail`, `ZeroTick`, `RetailOffTick`,
		///   `TooManyTicks`.
		/// - **Events**: `TariffSet`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::set_tariff())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, _: &Tariff| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::is_provider(who))
		})]
		pub fn set_tariff(origin: OriginFor<T>, tariff: Tariff) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_tariff(who, tariff)
		}

		/// Sets how far its networks may run past their energy, and how much of a month's leftover
		/// they may keep.
		///
		/// - **Dispatch Origin**: signed by a provider's account.
		/// - **Parameters**:
		///   - `overdraft`: the most in a month, and the chunk it is taken in (Wh).
		///   - `carry_over`: the most that is carried (Wh), and after how many months it expires (0
		///     to 12).
		/// - **Errors**: `NotTheProvider`, `ZeroChunk`, `CarriedTooLong`.
		/// - **Events**: `RulesSet`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_rules())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, _: &Overdraft, _: &CarryOver| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::is_provider(who))
		})]
		pub fn set_rules(
			origin: OriginFor<T>,
			overdraft: Overdraft,
			carry_over: CarryOver,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_rules(who, overdraft, carry_over)
		}

		/// Lets an account collect readings and enrol devices for the provider.
		///
		/// - **Dispatch Origin**: signed by a provider's account.
		/// - **Parameters**:
		///   - `who`: the head-end's account. A head-end serves one provider.
		/// - **Errors**: `NotTheProvider`, `AlreadyAHeadEnd`, `TooManyHeadEnds`.
		/// - **Events**: `HeadEndAdded`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::add_head_end())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, _: &T::AccountId| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::is_provider(who))
		})]
		pub fn add_head_end(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			let provider = Self::signed_provider(origin)?;
			Self::do_add_head_end(provider, who)
		}

		/// Ends that an account collects readings for the provider.
		///
		/// - **Dispatch Origin**: signed by a provider's account.
		/// - **Parameters**:
		///   - `who`: the head-end's account.
		/// - **Errors**: `NotTheProvider`, `NotAHeadEnd`.
		/// - **Events**: `HeadEndRemoved`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::remove_head_end())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, _: &T::AccountId| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::is_provider(who))
		})]
		pub fn remove_head_end(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			let provider = Self::signed_provider(origin)?;
			Self::do_remove_head_end(provider, who)
		}

		/// Registers a network. By the provider: active at once, its account sponsors
		/// `NetworkDeposit`. By the owner: pending until the provider activates it, the owner pays
		/// the deposit.
		///
		/// - **Dispatch Origin**: signed by the provider's account or a head-end of it, or by the
		///   owner.
		/// - **Parameters**:
		///   - `provider`: who grants its energy.
		///   - `owner`: the account that decides for it.
		///   - `label`: what people call it.
		///   - `billing_day`: the day on which its months begin, 1 to 28.
		///   - `leftover`: what happens with the energy that is left when a month closes.
		///   - `cell`: where it is, a cell id of a grid that the clients agree on.
		/// - **Errors**: `ProviderNotFound`, `ProviderNotActive`, `NotTheOwnerNorTheProvider`,
		///   `BillingDayOutOfRange`, `IdsExhausted`; too little money for the deposit.
		/// - **Events**: `NetworkRegistered`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::register_network())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, provider: &ProviderId, _: &T::AccountId, _: &Label, _: &u8, _: &LeftoverPolicy, _: &u64| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::acts_for(*provider, who))
		})]
		pub fn register_network(
			origin: OriginFor<T>,
			provider: ProviderId,
			owner: T::AccountId,
			label: Label,
			billing_day: u8,
			leftover: LeftoverPolicy,
			cell: u64,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_network(who, provider, owner, label, billing_day, leftover, cell)
				.map(|_| ())
		}

		/// Activates a pending network, suspends an active one, resumes a suspended one, or retires
		/// one without devices. While it is suspended no readings of its devices are booked.
		/// Retiring it releases its deposit.
		///
		/// - **Dispatch Origin**: signed by the provider's account; by the owner to retire a
		///   pending one.
		/// - **Parameters**:
		///   - `network`: its id.
		///   - `state`: `Active`, `Suspended` or `Retired`.
		/// - **Errors**: `NetworkNotFound`, `NotTheProvider`, `ProviderNotActive`,
		///   `InvalidTransition`, `NetworkHasDevices`; what the ledger refuses.
		/// - **Events**: `NetworkStateChanged`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::set_network_state(MAX_DEVICES).saturating_add(T::Meters::pages_weight(MAX_DEVICES)))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, network: &NetworkId, _: &State| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::provides(*network, who))
		})]
		pub fn set_network_state(
			origin: OriginFor<T>,
			network: NetworkId,
			state: State,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let devices = Self::do_set_network_state(who, network, state)?;
			let pages = T::Meters::pages_weight(pages_of(&devices));
			let changed = T::WeightInfo::set_network_state(devices.len() as u32);
			Ok(Some(changed.saturating_add(pages)).into())
		}

		/// Chooses what happens with the energy that is left when a month closes.
		///
		/// - **Dispatch Origin**: signed by the owner.
		/// - **Parameters**:
		///   - `network`: its id.
		///   - `policy`: hold, sell or share it.
		/// - **Errors**: `NetworkNotFound`, `NotTheOwner`, `InvalidTransition` for a retired one.
		/// - **Events**: `LeftoverPolicySet`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::set_leftover_policy())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, network: &NetworkId, _: &LeftoverPolicy| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::owns(*network, who))
		})]
		pub fn set_leftover_policy(
			origin: OriginFor<T>,
			network: NetworkId,
			policy: LeftoverPolicy,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_leftover_policy(who, network, policy)
		}

		/// Offers a network to a new owner, in place of any earlier offer of it.
		///
		/// - **Dispatch Origin**: signed by the owner.
		/// - **Parameters**:
		///   - `network`: its id.
		///   - `to`: the account that may accept it.
		/// - **Errors**: `NetworkNotFound`, `NotTheOwner`, `AlreadyTheOwner`, `InvalidTransition`
		///   for a retired one.
		/// - **Events**: `NetworkOffered`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::offer_network())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, network: &NetworkId, _: &T::AccountId| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::owns(*network, who))
		})]
		pub fn offer_network(
			origin: OriginFor<T>,
			network: NetworkId,
			to: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_offer_network(who, network, to)
		}

		/// Takes a network over with its devices and its energy. Deposits that the old owner paid,
		/// for the network and for its devices, are held from the new owner and released to the old
		/// one.
		///
		/// - **Dispatch Origin**: signed by the account that it is offered to.
		/// - **Parameters**:
		///   - `network`: its id.
		/// - **Errors**: `NetworkNotFound`, `NetworkNotOffered`, `OfferedToAnother`; too little
		///   money for the deposits.
		/// - **Events**: `NetworkTransferred`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::accept_network(MAX_DEVICES))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, network: &NetworkId| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::is_offered(*network, who))
		})]
		pub fn accept_network(
			origin: OriginFor<T>,
			network: NetworkId,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let devices = Self::do_accept_network(who, network)?;
			Ok(Some(T::WeightInfo::accept_network(devices)).into())
		}

		/// Takes the offer of a network back.
		///
		/// - **Dispatch Origin**: signed by the owner.
		/// - **Parameters**:
		///   - `network`: its id.
		/// - **Errors**: `NetworkNotFound`, `NotTheOwner`, `NetworkNotOffered`.
		/// - **Events**: `NetworkOfferWithdrawn`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::withdraw_network_offer())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, network: &NetworkId| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::owns(*network, who))
		})]
		pub fn withdraw_network_offer(origin: OriginFor<T>, network: NetworkId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_network_offer(who, network)
		}

		/// Enrols devices. By the provider: active at once, its account sponsors `DeviceDeposit`
		/// for each. By the owner: pending until the provider activates them, the owner pays. A
		/// device that cannot be enrolled is refused alone, the others are enrolled.
		///
		/// - **Dispatch Origin**: signed by the provider's account or a head-end of it, or by the
		///   owner.
		/// - **Parameters**:
		///   - `network`: where they are.
		///   - `at`: when their opening registers were read (seconds since 1970, UTC): not after
		///     now, not before the month before the present one.
		///   - `devices`: at most 512.
		/// - **Errors**: `NetworkNotFound`, `NetworkNotActive`, `ProviderNotActive`,
		///   `NotTheOwnerNorTheProvider`, `OpeningInFuture`, `OpeningTooOld`, `IdsExhausted`; too
		///   little money for the deposits.
		/// - **Events**: `DeviceEnrolled` or `DeviceRefused` for each.
		#[pallet::call_index(14)]
		#[pallet::weight(Pallet::<T>::enrol_weight(devices.len() as u32))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, network: &NetworkId, _: &Seconds, _: &DeviceSpecs| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::owns_or_acts_for(*network, who))
		})]
		pub fn enrol_devices(
			origin: OriginFor<T>,
			network: NetworkId,
			at: Seconds,
			devices: DeviceSpecs,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_enrol_devices(who, network, at, devices)
		}

		/// Activates a pending device, suspends an active one, resumes a suspended one, or retires
		/// one: its balance goes back to the network's reserve, its record goes, its deposit is
		/// released.
		///
		/// - **Dispatch Origin**: signed by the provider's account or a head-end of it to activate,
		///   suspend or resume; by the provider's account or the owner to retire.
		/// - **Parameters**:
		///   - `device`: its id.
		///   - `state`: `Active`, `Suspended` or `Retired`.
		/// - **Errors**: `DeviceNotFound`, `NotTheProviderNorItsHeadEnd`,
		///   `NotTheOwnerNorTheProvider`, `InvalidTransition`; what the ledger refuses.
		/// - **Events**: `DeviceStateChanged`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::set_device_state())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, device: &DeviceId, _: &State| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::looks_after(*device, who))
		})]
		pub fn set_device_state(
			origin: OriginFor<T>,
			device: DeviceId,
			state: State,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_device_state(who, device, state)
		}

		/// Gives a device another key to sign its readings with, or none.
		///
		/// - **Dispatch Origin**: signed by the owner, the provider's account or a head-end of it.
		/// - **Parameters**:
		///   - `device`: its id.
		///   - `key`: the new public key; no other device may have it.
		/// - **Errors**: `DeviceNotFound`, `NotTheOwnerNorTheProvider`, `KeyInUse`.
		/// - **Events**: `DeviceKeySet`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::set_device_key())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, device: &DeviceId, _: &Option<DeviceKey>| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::looks_after(*device, who))
		})]
		pub fn set_device_key(
			origin: OriginFor<T>,
			device: DeviceId,
			key: Option<DeviceKey>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_device_key(who, device, key)
		}

		/// Sets what a device gives away to other devices of the network.
		///
		/// - **Dispatch Origin**: signed by the owner.
		/// - **Parameters**:
		///   - `device`: its id.
		///   - `floor`: the balance below which it gives nothing, in Wh.
		///   - `protected`: whether it gives nothing at all.
		/// - **Errors**: `DeviceNotFound`, `NotTheOwner`.
		/// - **Events**: `DevicePolicySet`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::set_device_policy())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, device: &DeviceId, _: &Energy, _: &bool| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::owns_device(*device, who))
		})]
		pub fn set_device_policy(
			origin: OriginFor<T>,
			device: DeviceId,
			floor: Energy,
			protected: bool,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_device_policy(who, device, floor, protected)
		}

		/// Offers a device to another network of the same provider, in place of any earlier offer
		/// of it.
		///
		/// - **Dispatch Origin**: signed by the owner of the device's network.
		/// - **Parameters**:
		///   - `device`: its id.
		///   - `to`: the other network, with the same billing months.
		/// - **Errors**: `DeviceNotFound`, `NetworkNotFound`, `NotTheOwner`, `AlreadyInNetwork`,
		///   `NetworkNotActive`, `OtherProvider`, `CalendarMismatch`.
		/// - **Events**: `DeviceOffered`.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::offer_device())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, device: &DeviceId, _: &NetworkId| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::owns_device(*device, who))
		})]
		pub fn offer_device(
			origin: OriginFor<T>,
			device: DeviceId,
			to: NetworkId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_offer_device(who, device, to)
		}

		/// Takes a device into the network. Its balance stays with the old network, and so does
		/// what it used; a deposit that the old owner paid is held from the new one.
		///
		/// - **Dispatch Origin**: signed by the owner of the network that it is offered to.
		/// - **Parameters**:
		///   - `device`: its id.
		/// - **Errors**: `DeviceNotFound`, `DeviceNotOffered`, `NotTheOwner`, `OfferLapsed`,
		///   `NetworkNotActive`, `NetworkFull`; what the ledger refuses; too little money for the
		///   deposit.
		/// - **Events**: `DeviceMoved`.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::accept_device())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, device: &DeviceId| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::is_device_offered(*device, who))
		})]
		pub fn accept_device(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept_device(who, device)
		}

		/// Takes the offer of a device back.
		///
		/// - **Dispatch Origin**: signed by the owner of the device's network.
		/// - **Parameters**:
		///   - `device`: its id.
		/// - **Errors**: `DeviceNotFound`, `NotTheOwner`, `DeviceNotOffered`.
		/// - **Events**: `DeviceOfferWithdrawn`.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::withdraw_device_offer())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, device: &DeviceId| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::owns_device(*device, who))
		})]
		pub fn withdraw_device_offer(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_device_offer(who, device)
		}
	}
}
