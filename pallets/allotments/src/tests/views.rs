use super::*;
use commonwatt_primitives::{
	calendar::DAY,
	ledger::MonthState,
	runtime_api::{DeviceRank, Forecast},
	Energy, MonthId,
};

const NOVEMBER: MonthId = MonthId(OCTOBER.0 + 1);

#[test]
fn the_statement_of_an_open_month_is_computed() {
	ExtBuilder::default().allotment(kwh(100)).allocation(A, kwh(30)).build_and_execute(|| {
		uses(A, kwh(10));
		feeds_in(G, kwh(4));
		let statement = Allotments::statement(HOME, OCTOBER).unwrap();
		let columns = statement.columns;
		assert_eq!(statement.state, MonthState::Open);
		assert_eq!((columns.used, columns.balances), (kwh(10), kwh(20)));
		assert_eq!((columns.generated, columns.reserve), (kwh(4), kwh(74)));
		assert_eq!(columns.inflow(), columns.outflow());
		let lines = Allotments::statement_devices(HOME, OCTOBER);
		assert_eq!((lines[0].device, lines[0].rank, lines[0].used), (A, 1, kwh(10)));
		assert_eq!(lines.len(), 3);
	});
}

#[test]
fn what_is_past_the_marks_shows_as_overdrawn() {
	ExtBuilder::default().build_and_execute(|| {
		uses(A, kwh(3));
		let columns = columns(HOME, OCTOBER);
		assert_eq!((columns.used, columns.overdrawn), (kwh(3), kwh(3)));
		assert_eq!(columns.inflow(), columns.outflow());
	});
}

#[test]
fn statements_are_of_months_that_are_open_or_kept() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		assert_eq!(Allotments::statement(HOME, MonthId(OCTOBER.0 - 1)), None);
		assert_eq!(Allotments::statement(HOME, NOVEMBER), None);
		assert!(Allotments::statement_devices(HOME, NOVEMBER).is_empty());
		assert_eq!(Allotments::statement(77, OCTOBER), None);
		go_to(at(NOVEMBER, 3, 0));
		assert!(Allotments::statement(HOME, NOVEMBER).is_some(), "not opened, but open");
		idle();
		let kept = Allotments::statement(HOME, OCTOBER).unwrap();
		assert_eq!(kept.state, MonthState::Closed);
		assert_eq!(Allotments::statement_devices(HOME, OCTOBER).len(), 3);
	});
}

#[test]
fn networks_are_in_their_own_months() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Allotments::current_month(HOME), Some(OCTOBER));
		assert_eq!(Allotments::current_month(SHOP), Some(MonthId(OCTOBER.0 - 1)));
		assert_eq!(Allotments::current_month(77), None);
	});
}

#[test]
fn devices_rank_by_use_and_show_their_pace() {
	ExtBuilder::default().allotment(kwh(100)).allocation(A, kwh(62)).build_and_execute(|| {
		go_to(at(OCTOBER, 16, 12));
		uses(A, kwh(30));
		uses(B, kwh(30));
		let ranks = Allotments::ranking(HOME);
		// Half of October's 31 days is over.
		let first = DeviceRank {
			device: A,
			rank: 1,
			used: kwh(30),
			expected: kwh(31),
			balance: kwh(32),
			pace_percent: Some(96),
		};
		assert_eq!(ranks[0], first);
		assert_eq!((ranks[1].device, ranks[1].pace_percent), (B, None));
		assert_eq!((ranks[2].device, ranks[2].rank), (G, 3));
		assert!(Allotments::ranking(77).is_empty());
	});
}

#[test]
fn a_forecast_goes_on_as_the_month_began() {
	ExtBuilder::default().allotment(kwh(40)).allocation(A, kwh(40)).build_and_execute(|| {
		go_to(at(OCTOBER, 11, 0));
		uses(A, kwh(20));
		feeds_in(G, kwh(10));
		let forecast = Forecast {
			month: OCTOBER,
			at: at(OCTOBER, 11, 0),
			used: kwh(20),
			available: kwh(50),
			used_at_end: kwh(62),
			exhausted_at: Some(at(OCTOBER, 1, 0) + 25 * DAY),
		};
		assert_eq!(Allotments::forecast(HOME), Some(forecast));
		feeds_in(G, kwh(20));
		assert_eq!(Allotments::forecast(HOME).unwrap().exhausted_at, None);
		assert_eq!(Allotments::forecast(77), None);
		assert_eq!(Allotments::forecast(SHOP).unwrap().used, Energy::ZERO);
	});
}
