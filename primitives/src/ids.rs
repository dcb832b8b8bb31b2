//! Who is who. Ids are given by the registry in the order of registration and never reused.

/// A utility.
pub type ProviderId = u32;

/// A metered site with an owner, a provider and devices.
pub type NetworkId = u32;

/// A device. The id is also its place in the register pages: see [`place`].
pub type DeviceId = u32;

/// A page of registers: [`SLOTS_PER_PAGE`] devices of one provider.
pub type PageId = u32;

/// A device's place in its page, below [`SLOTS_PER_PAGE`].
pub type Slot = u8;

/// A set of networks that agreed to help each other.
pub type CommunityId = u32;

/// A round of a provider's sale, counted from the Unix epoch in round lengths.
pub type RoundId = u32;

/// Devices in a register page.
pub const SLOTS_PER_PAGE: u32 = 128;

/// The most devices that a network may have.
pub const MAX_DEVICES: u32 = 512;

/// The page and slot of a device.
pub const fn place(device: DeviceId) -> (PageId, Slot) {
	(device / SLOTS_PER_PAGE, (device % SLOTS_PER_PAGE) as Slot)
}

/// The device at a page and slot; `None` for a slot or a page past the largest id.
pub const fn device_at(page: PageId, slot: Slot) -> Option<DeviceId> {
	if slot as u32 >= SLOTS_PER_PAGE || page > DeviceId::MAX / SLOTS_PER_PAGE {
		return None;
	}
	Some(page * SLOTS_PER_PAGE + slot as u32)
}

/// In how many pages the devices stand, taken in their order: a page counts again where devices of
/// another stand in between.
pub fn pages_of(devices: &[DeviceId]) -> u32 {
	let pages = devices.chunk_by(|one, next| place(*one).0 == place(*next).0);
	pages.count() as u32
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn every_device_has_one_place(device: u32) {
			let (page, slot) = place(device);
			prop_assert_eq!(device_at(page, slot), Some(device));
		}
	}

	#[test]
	fn devices_side_by_side_stand_in_one_page() {
		assert_eq!(pages_of(&[]), 0);
		assert_eq!(pages_of(&[126, 127]), 1);
		assert_eq!(pages_of(&[127, 128, 129, 0]), 3);
	}

	#[test]
	fn a_slot_past_the_page_is_no_device() {
		assert_eq!(device_at(0, 128), None);
		assert_eq!(device_at(u32::MAX, 0), None);
	}
}
