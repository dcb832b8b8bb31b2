//! Meters in storage, so that a failed call changes nothing. They do what metering does.

use super::*;
use codec::{Decode, Encode, MaxEncodedLen};
use commonwatt_primitives::meters::{Counted, Cover, Covered, Meters, MonthEnd, Position};
use frame_support::{pallet_prelude::OptionQuery, Blake2_128Concat};
use scale_info::TypeInfo;
use sp_runtime::{DispatchError, DispatchResult};

/// A device's meter.
#[derive(Clone, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Meter {
	pub calendar: Calendar,
	pub current: Position,
	pub past: Option<Position>,
}

#[frame_support::storage_alias]
pub type MeterOf = StorageMap<MeterRoom, Blake2_128Concat, DeviceId, Meter, OptionQuery>;

impl Meter {
	fn next(&self) -> Position {
		let now = self.current;
		Position {
			month: now.month.next(),
			opening: now.register,
			mark: now.register.saturating_add(now.allocation),
			export_opening: now.export,
			credited: now.export,
			..now
		}
	}
}

fn with_meter<R>(
	device: DeviceId,
	change: impl FnOnce(&mut Meter) -> Result<R, DispatchError>,
) -> Result<R, DispatchError> {
	MeterOf::try_mutate(device, |meter| {
		change(meter.as_mut().ok_or(DispatchError::Other("no meter"))?)
	})
}

pub struct MeterRoom;
impl Meters for MeterRoom {
	fn position(device: DeviceId) -> Option<Position> {
		MeterOf::get(device).map(|meter| meter.current)
	}

	fn position_in(device: DeviceId, month: MonthId) -> Option<Position> {
		let meter = MeterOf::get(device)?;
		if month == meter.current.month {
			Some(meter.current)
		} else if month == meter.current.month.next() {
			Some(meter.next())
		} else {
			meter.past.filter(|past| past.month == month)
		}
	}

	fn roll(device: DeviceId, now: Seconds) -> DispatchResult {
		with_meter(device, |meter| {
			while meter.current.month < meter.calendar.month_at(now) {
				if meter.past.is_some() {
					return Err(DispatchError::Other("past month open"));
				}
				meter.past = Some(meter.current);
				meter.current = meter.next();
			}
			Ok(())
		})
	}

	fn raise(device: DeviceId, by: Energy) -> DispatchResult {
		with_meter(device, |meter| {
			meter.current.mark =
				meter.current.mark.checked_add(by).ok_or(DispatchError::Other("overflow"))?;
			Ok(())
		})
	}

	fn lower(device: DeviceId, by: Energy) -> DispatchResult {
		with_meter(device, |meter| {
			let mark = meter.current.mark.checked_sub(by);
			meter.current.mark = mark
				.filter(|mark| *mark >= meter.current.register)
				.ok_or(DispatchError::Other("below the register"))?;
			Ok(())
		})
	}

	fn set_allocation(device: DeviceId, allocation: Energy) -> DispatchResult {
		with_meter(device, |meter| {
			meter.current.allocation = allocation;
			Ok(())
		})
	}

	fn credit_exports(device: DeviceId) -> Energy {
		with_meter(device, |meter| {
			let energy = meter.current.uncredited();
			meter.current.credited = meter.current.export;
			Ok(energy)
		})
		.unwrap_or_default()
	}

	fn catch_up(device: DeviceId, month: MonthId) -> Counted {
		with_meter(device, |meter| {
			let mut counted = Counted::default();
			let mut count = |position: Position| {
				counted.used = counted.used.saturating_add(position.used());
				counted.exported = counted.exported.saturating_add(position.uncredited());
			};
			if let Some(past) = meter.past.take_if(|past| past.month < month) {
				count(past);
			}
			while meter.current.month < month {
				count(meter.current);
				meter.current = meter.next();
			}
			Ok(counted)
		})
		.unwrap_or_default()
	}

	fn close(device: DeviceId, month: MonthId) -> Option<MonthEnd> {
		let earlier = Self::catch_up(device, month);
		let position = with_meter(device, |meter| {
			if meter.current.month == month && meter.past.is_none() {
				let closed = meter.current;
				meter.current = meter.next();
				return Ok(Some(closed));
			}
			Ok(meter.past.take_if(|past| past.month == month))
		});
		Some(MonthEnd { position: position.ok()??, earlier })
	}

	fn pages_weight(pages: u32) -> Weight {
		Weight::from_parts(100, 10).saturating_mul(pages.into())
	}

	fn restart(device: DeviceId) -> Result<Position, DispatchError> {
		with_meter(device, |meter| {
			if meter.past.is_some() {
				return Err(DispatchError::Other("past month open"));
			}
			let until = meter.current;
			meter.current = Position {
				opening: until.register,
				mark: until.register,
				export_opening: until.export,
				credited: until.export,
				allocation: Energy::ZERO,
				..until
			};
			Ok(until)
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn book(device: DeviceId, import: Energy, export: Energy, at: Seconds) -> DispatchResult {
		register(device, import, export, at);
		Ok(())
	}
}

/// What metering does when a register passed its mark.
pub fn look_for_cover(network: NetworkId, device: DeviceId) -> Covered {
	<Allotments as Cover>::cover(network, device)
}

/// Books registers read at `at`, and looks for cover as metering does.
pub fn book(device: DeviceId, import: Energy, export: Energy, at: Seconds) {
	register(device, import, export, at);
	if !MeterRoom::position(device).unwrap().short().is_zero() {
		look_for_cover(Registry::device(device).unwrap().network, device);
	}
}

fn register(device: DeviceId, import: Energy, export: Energy, at: Seconds) {
	MeterRoom::roll(device, at - 1).unwrap();
	with_meter(device, |meter| {
		let current = &mut meter.current;
		current.register = current.register.max(import);
		current.export = current.export.max(export);
		current.read_at = at;
		Ok(())
	})
	.unwrap();
}

/// The device uses so much more by now.
pub fn uses(device: DeviceId, energy: Energy) {
	let position = MeterRoom::position(device).unwrap();
	let now = script(|s| s.now);
	book(device, position.register.saturating_add(energy), Energy::ZERO, now);
}

/// The device feeds in so much more by now.
pub fn feeds_in(device: DeviceId, energy: Energy) {
	let position = MeterRoom::position(device).unwrap();
	let now = script(|s| s.now);
	book(device, Energy::ZERO, position.export.saturating_add(energy), now);
}

/// A late reading of the month's end says that `energy` of the present month was used before it.
pub fn was_used_before(device: DeviceId, energy: Energy) {
	with_meter(device, |meter| {
		let past = meter.past.as_mut().unwrap();
		past.register = past.register.saturating_add(energy);
		meter.current.opening = meter.current.opening.saturating_add(energy);
		meter.current.mark = meter.current.mark.saturating_add(energy);
		meter.current.register = meter.current.register.max(meter.current.opening);
		Ok(())
	})
	.unwrap();
}

pub fn balance(device: DeviceId) -> Energy {
	MeterRoom::position(device).unwrap().balance()
}

pub fn short(device: DeviceId) -> Energy {
	MeterRoom::position(device).unwrap().short()
}
