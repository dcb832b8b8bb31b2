//! Networks: registration, states and what the owner chooses.

use crate::*;
use commonwatt_primitives::{
	directory::{Devices as DeviceList, LeftoverPolicy, OnDevice, OnRegistry, State},
	Calendar, NetworkId, ProviderId,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_network(
		who: T::AccountId,
		provider_id: ProviderId,
		owner: T::AccountId,
		label: Label,
		billing_day: u8,
		leftover: LeftoverPolicy,
		cell: u64,
	) -> Result<NetworkId, DispatchError> {
		let mut provider = Self::active_provider(provider_id)?;
		let (state, by) = if Self::acts_for(provider_id, &who) {
			(State::Active, Depositor::Provider)
		} else {
			ensure!(who == owner, Error::<T>::NotTheOwnerNorTheProvider);
			(State::Pending, Depositor::Owner)
		};
		let calendar = Calendar::new(billing_day, provider.utc_offset_minutes)
			.ok_or(Error::<T>::BillingDayOutOfRange)?;

		let id = NextNetwork::<T>::get();
		NextNetwork::<T>::put(id.checked_add(1).ok_or(Error::<T>::IdsExhausted)?);
		provider.networks = provider.networks.checked_add(1).ok_or(Error::<T>::IdsExhausted)?;
		let deposit = Deposit { by, amount: T::NetworkDeposit::get() };
		let network = Network {
			owner: owner.clone(),
			provider: provider_id,
			state,
			calendar,
			leftover,
			cell,
			deposit,
		};
		let depositor = Self::depositor(by, &provider, &network).clone();
		Self::hold_deposit(HoldReason::Network, &depositor, deposit.amount)?;
		Providers::<T>::insert(provider_id, provider);
		Networks::<T>::insert(id, network);
		NetworkLabels::<T>::insert(id, label);
		if state == State::Active {
			Self::active_network_gained(&owner);
		}
		Self::deposit_event(Event::NetworkRegistered {
			network: id,
			provider: provider_id,
			owner,
			state,
		});
		Ok(id)
	}

	/// The account that a deposit is held from.
	pub(crate) fn depositor<'a>(
		by: Depositor,
		provider: &'a ProviderRecord<T>,
		network: &'a NetworkRecord<T>,
	) -> &'a T::AccountId {
		match by {
			Depositor::Provider => &provider.account,
			Depositor::Owner => &network.owner,
		}
	}

	/// Returns the devices that had to follow.
	pub(crate) fn do_set_network_state(
		who: T::AccountId,
		id: NetworkId,
		state: State,
	) -> Result<DeviceList, DispatchError> {
		let mut network = Self::network_record(id)?;
		let mut provider = Self::provider_record(network.provider)?;
		// An owner whom the provider leaves waiting can have the deposit back.
		let gives_up =
			network.state == State::Pending && state == State::Retired && network.owner == who;
		ensure!(provider.account == who || gives_up, Error::<T>::NotTheProvider);

		let devices = NetworkDevices::<T>::get(id);
		match (network.state, state) {
			(State::Pending | State::Suspended, State::Active) => {
				ensure!(provider.state == State::Active, Error::<T>::ProviderNotActive);
				Self::active_network_gained(&network.owner);
			},
			(State::Active, State::Suspended) => Self::active_network_lost(&network.owner),
			(State::Pending | State::Active | State::Suspended, State::Retired) => {
				ensure!(devices.is_empty(), Error::<T>::NetworkHasDevices);
				T::Ledger::network_retires(id)?;
				if network.state == State::Active {
					Self::active_network_lost(&network.owner);
				}
				NetworkLabels::<T>::remove(id);
				NetworkOffers::<T>::remove(id);
				NetworkDevices::<T>::remove(id);
				let amount = core::mem::take(&mut network.deposit.amount);
				let depositor = Self::depositor(network.deposit.by, &provider, &network);
				Self::release_deposit(HoldReason::Network, depositor, amount)?;
				provider.networks = provider.networks.saturating_sub(1);
				Providers::<T>::insert(network.provider, provider);
			},
			_ => return Err(Error::<T>::InvalidTransition.into()),
		}
		network.state = state;
		Networks::<T>::insert(id, network);

		for device in &devices {
			let active = Self::device_record(*device)?.state == State::Active;
			T::Meters::accepts_readings(*device, active && state == State::Active)?;
		}
		Self::deposit_event(Event::NetworkStateChanged { network: id, state });
		Ok(devices)
	}

	pub(crate) fn do_set_leftover_policy(
		who: T::AccountId,
		id: NetworkId,
		policy: LeftoverPolicy,
	) -> DispatchResult {
		let mut network = Self::owned_network(&who, id)?;
		ensure!(network.state != State::Retired, Error::<T>::InvalidTransition);
		network.leftover = policy;
		Networks::<T>::insert(id, network);
		Self::deposit_event(Event::LeftoverPolicySet { network: id, policy });
		Ok(())
	}
}
