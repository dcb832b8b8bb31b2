//! The queue of closings, and the sweep that works it off.

use crate::{months::TermsOf, pallet::*, WeightInfo};
use commonwatt_primitives::{directory::Directory, Calendar, MonthId, NetworkId, Seconds};
use frame_support::{traits::Get, weights::WeightMeter};

/// Networks in a group of the queue: as many as an entry has bits.
const GROUP: NetworkId = u64::BITS;

/// A network's group, and its bit there.
fn place(network: NetworkId) -> ([u8; 4], u64) {
	((network / GROUP).to_be_bytes(), 1 << (network % GROUP))
}

impl<T: Config> Pallet<T> {
	/// When a month may close.
	pub(crate) fn closes_at(calendar: Calendar, month: MonthId) -> Seconds {
		calendar.end(month).saturating_add(T::CloseDelay::get())
	}

	/// Makes `month` the oldest open one of a network, and queues its close.
	pub(crate) fn enqueue(network: NetworkId, calendar: Calendar, month: MonthId) {
		CloseOf::<T>::insert(network, month);
		let (group, bit) = place(network);
		let due = Self::closes_at(calendar, month).to_be_bytes();
		DueAt::<T>::mutate(due, group, |networks| {
			*networks = Some(networks.unwrap_or_default() | bit);
		});
	}

	/// Takes the close of a month out of the queue.
	pub(crate) fn dequeue(network: NetworkId, due: Seconds) {
		let (group, bit) = place(network);
		DueAt::<T>::mutate_exists(due.to_be_bytes(), group, |networks| {
			*networks = networks.map(|networks| networks & !bit).filter(|networks| *networks != 0);
		});
	}

	/// The networks in the queue with the time at which they are due, first the one that is due
	/// longest.
	pub(crate) fn queue() -> impl Iterator<Item = (Seconds, NetworkId)> {
		DueAt::<T>::iter().flat_map(|(due, group, networks)| {
			let first = NetworkId::from_be_bytes(group).saturating_mul(GROUP);
			(0..GROUP)
				.filter(move |bit| networks >> bit & 1 == 1)
				.map(move |bit| (Seconds::from_be_bytes(due), first.saturating_add(bit)))
		})
	}

	/// Closes months that are due, first the one that is due longest.
	pub(crate) fn sweep(meter: &mut WeightMeter) {
		let now = Self::now();
		// One walk: from the start it would pass over all that this block has taken out before.
		let mut queue = Self::queue();
		while meter.try_consume(T::WeightInfo::sweep()).is_ok() {
			let Some((due, network)) = queue.next().filter(|(due, _)| *due <= now) else { return };
			let oldest = CloseOf::<T>::get(network);
			let (Some(terms), Some(oldest)) = (T::Directory::network(network), oldest) else {
				frame_support::defensive!("a closing without its network");
				Self::dequeue(network, due);
				CloseOf::<T>::remove(network);
				continue;
			};
			let terms: TermsOf<T> = terms;
			let devices = T::Directory::devices(network);
			if !meter.can_consume(Self::close_weight(&devices)) {
				return;
			}
			meter.consume(Self::close_oldest(network, &terms, oldest, &devices));
		}
	}
}
