//! Records are read as they were written, and are what the metadata says.

use super::*;
use proptest::prelude::*;

fn energy() -> impl Strategy<Value = Energy> {
	(0..=MAX_WH.0).prop_map(Energy)
}

prop_compose! {
	fn meter()(
		[register, mark, opening, export, export_opening, credited, allocation]
			in prop::array::uniform7(energy()),
		[read_at, month_end, next_counter]: [u32; 3],
		billing_day: u8,
		flags: u8,
	) -> Meter {
		Meter {
			register, mark, opening, export, export_opening, credited, allocation,
			read_at, month_end, next_counter, billing_day, flags: flags | Meter::PRESENT,
		}
	}
}

fn tables() -> (MeterTable, StartTable) {
	Default::default()
}

fn registers() -> impl Strategy<Value = Registers> {
	(energy(), energy()).prop_map(|(import, export)| Registers { import, export })
}

prop_compose! {
	fn past()(
		[mark, opening, export_opening, credited] in prop::array::uniform4(energy()),
		month_end: u32,
		split in prop_oneof![
			Just(Split::Pending),
			Just(Split::Measured),
			(registers(), registers())
				.prop_map(|(before, after)| Split::Estimated { before, after }),
		],
	) -> PastMonth {
		PastMonth { month_end, mark, opening, export_opening, credited, split }
	}
}

proptest! {
	#[test]
	fn a_meter_is_read_as_it_was_written(meter in meter(), slot in 0..SLOTS as u8) {
		let (mut table, mut starts) = tables();
		table.set(slot, &meter);
		starts.set(slot, &meter);
		let bytes = (table, starts).encode();
		let (table, starts) = <(MeterTable, StartTable)>::decode(&mut &bytes[..]).unwrap();
		prop_assert_eq!(table.get(&starts, slot), Some(meter));
		prop_assert!(table.has(slot));
		let present = table.iter(&starts).filter(|(_, meter)| meter.is(Meter::PRESENT));
		prop_assert_eq!(present.count(), 1);
	}

	#[test]
	fn a_mark_moves_alone(meter in meter(), mark in energy()) {
		let (mut table, mut starts) = tables();
		prop_assert_eq!(table.move_mark(5, |_, _| Some(mark)), None);
		table.set(5, &meter);
		starts.set(5, &meter);
		prop_assert_eq!(table.move_mark(5, |_, _| None), None);
		prop_assert_eq!(table.get(&starts, 5), Some(meter));
		let seen = |register, before| {
			assert_eq!((register, before), (meter.register, meter.mark));
			Some(mark)
		};
		prop_assert_eq!(table.move_mark(5, seen), Some(()));
		prop_assert_eq!(table.get(&starts, 5), Some(Meter { mark, ..meter }));
	}

	#[test]
	fn the_bytes_of_a_meter_are_those_that_the_metadata_describes(meter in meter()) {
		let (mut table, mut starts) = tables();
		table.set(0, &meter);
		starts.set(0, &meter);
		let described = MeterRecord {
			register: meter.register.into(),
			mark: meter.mark.into(),
			export: meter.export.into(),
			read_at: meter.read_at,
			month_end: meter.month_end,
			next_counter: meter.next_counter,
			flags: meter.flags,
		};
		prop_assert_eq!(described.encode(), table.encode()[..METER_BYTES].to_vec());
		let described = StartRecord {
			billing_day: meter.billing_day,
			opening: meter.opening.into(),
			export_opening: meter.export_opening.into(),
			credited: meter.credited.into(),
			allocation: meter.allocation.into(),
		};
		prop_assert_eq!(described.encode(), starts.encode()[..START_BYTES].to_vec());
	}

	#[test]
	fn past_months_are_read_as_they_were_written(
		months in prop::collection::btree_map(0..SLOTS as u8, past(), 0..SLOTS),
	) {
		let mut table = ClosingTable::default();
		for (slot, month) in months.iter().rev() {
			table.set(*slot, Some(*month));
		}
		let decoded = ClosingTable::decode(&mut &table.encode()[..]).unwrap();
		prop_assert_eq!(decoded.iter().collect::<Vec<_>>(), months.into_iter().collect::<Vec<_>>());
	}

	#[test]
	fn the_bytes_of_a_past_month_are_those_that_the_metadata_describes(month in past()) {
		let both = |registers: Registers| [registers.import.into(), registers.export.into()];
		let none = Registers::default();
		let (split, before, after) = match month.split {
			Split::Pending => (PENDING, none, none),
			Split::Estimated { before, after } => (ESTIMATED, before, after),
			Split::Measured => (MEASURED, none, none),
		};
		let described = ClosingRecord {
			slot: 7,
			month_end: month.month_end,
			mark: month.mark.into(),
			opening: month.opening.into(),
			export_opening: month.export_opening.into(),
			credited: month.credited.into(),
			split,
			before: both(before),
			after: both(after),
		};
		let mut table = ClosingTable::default();
		table.set(7, Some(month));
		prop_assert_eq!(vec![described].encode(), table.encode());
	}
}

proptest! {
	#[test]
	fn a_usual_reading_is_booked_in_place_as_the_meter_books_it(
		mut meter in meter(),
		flags in prop_oneof![3 => Just(3u8), 1 => 0..16u8],
		later in -2..9i64,
		before_end in -2..9i64,
		import in -1..3i64,
		export in prop::option::of(-1..3i64),
		balance in -2..2i64,
	) {
		meter.flags = flags;
		meter.read_at = meter.read_at.clamp(1 << 20, u32::MAX - (1 << 20));
		let near = |from: u64, by: i64| from.saturating_add_signed(by);
		meter.mark = Energy(near(meter.register.0, balance)).min(MAX_WH);
		let at = near(meter.read_at.into(), later) as Seconds;
		meter.month_end = near(at.into(), before_end) as Seconds;
		meter.billing_day = 1;
		let entry = Entry {
			at,
			import: Energy(near(meter.register.0, import)),
			export: export.map(|by| Energy(near(meter.export.0, by))),
		};
		let (mut table, mut starts) = tables();
		table.set(9, &meter);
		starts.set(9, &meter);
		let before = table.clone();
		let Some(short) = table.advance(9, entry) else {
			prop_assert_eq!(table, before);
			return Ok(());
		};
		prop_assert_eq!(meter.book(&mut None, 0, entry), Ok(short));
		prop_assert_eq!(table.get(&starts, 9), Some(meter));
	}
}

#[test]
fn past_months_of_all_slots_fit_and_can_be_taken_away() {
	let month = PastMonth {
		month_end: 1,
		mark: MAX_WH,
		opening: Energy(2),
		export_opening: Energy(3),
		credited: Energy(4),
		split: Split::Pending,
	};
	let mut table = ClosingTable::default();
	(0..SLOTS as u8).for_each(|slot| table.set(slot, Some(month)));
	assert_eq!(table.encoded_size(), ClosingTable::max_encoded_len());
	(0..SLOTS as u8).for_each(|slot| table.set(slot, None));
	assert_eq!(table, ClosingTable::default());
}

#[test]
fn more_past_months_than_slots_are_no_table() {
	let bytes = (Compact(SLOTS as u32 + 1), [0u8; (SLOTS + 1) * CLOSING_BYTES].to_vec()).encode();
	assert!(ClosingTable::decode(&mut &bytes[..]).is_err());
}
