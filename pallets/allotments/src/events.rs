//! What happened.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A network's standing allotment was set, in Wh a month.
		AllotmentSet { network: NetworkId, provider: ProviderId, from: Energy, to: Energy },
		/// The ledger of a month was opened with the standing allotment, in Wh.
		MonthOpened { network: NetworkId, month: MonthId, granted: Energy },
		/// Energy was granted beyond what was granted when the month opened, in Wh.
		EnergyGranted { network: NetworkId, month: MonthId, energy: Energy },
		/// Standing allocations of devices changed. `allocated` is their new sum and `reserve` what
		/// is left in the month's reserve, in Wh.
		AllocationsChanged {
			network: NetworkId,
			month: MonthId,
			devices: u32,
			allocated: Energy,
			reserve: Energy,
		},
		/// Energy went from the reserve to a device, in Wh.
		DeviceToppedUp { network: NetworkId, device: DeviceId, month: MonthId, energy: Energy },
		/// Energy went back from a device to the reserve, in Wh.
		EnergyTakenBack { network: NetworkId, device: DeviceId, month: MonthId, energy: Energy },
		/// Energy is held for a device that asked first, in Wh; the meter may deliver it until
		/// `expires`, a Unix time in seconds.
		EnergyReleased { network: NetworkId, device: DeviceId, energy: Energy, expires: Seconds },
		/// What was held for a device is no longer; `energy` Wh went back to the reserve.
		RequestEnded { network: NetworkId, device: DeviceId, energy: Energy },
		/// What generators fed in was credited to their network, in Wh.
		ExportsCredited { network: NetworkId, month: MonthId, energy: Energy },
		/// A register passed its mark by `short` Wh, and energy was found for it: from what the
		/// device had asked for, from the network's reserve, from other devices of the network, from
		/// the community's pool, and overdrawn.
		ShortfallCovered {
			network: NetworkId,
			device: DeviceId,
			month: MonthId,
			short: Energy,
			from_request: Energy,
			from_reserve: Energy,
			from_devices: Energy,
			from_pool: Energy,
			overdrawn: Energy,
		},
		/// A network has no energy left, and may overdraw no more.
		NetworkExhausted { network: NetworkId, month: MonthId },
		/// A month was closed with these columns.
		MonthClosed { network: NetworkId, month: MonthId, state: MonthState, columns: Columns },
		/// Orders of a closed month were settled, in Wh. `carried` went into the present month.
		StatementSettled {
			network: NetworkId,
			month: MonthId,
			state: MonthState,
			sold: Energy,
			bought: Energy,
			carried: Energy,
			expired: Energy,
		},
		/// A device left the network. Its use of `used` Wh stays with the network, and `returned` Wh
		/// went back to the reserve.
		DeviceLeft {
			network: NetworkId,
			device: DeviceId,
			month: MonthId,
			used: Energy,
			returned: Energy,
		},
	}
}
