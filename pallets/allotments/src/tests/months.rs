use super::*;
use crate::{types::Vintage, WeightInfo};
use commonwatt_primitives::{
	directory::{CarryOver, Directory, LeftoverPolicy, OnRegistry},
	ledger::{MonthState, Statement},
	market::Market,
	meters::Meters,
	rebalancing::Rebalancing,
	Energy, MonthId,
};
use frame_support::{
	assert_noop, assert_ok,
	traits::{Get, Hooks},
	weights::Weight,
};
use sp_runtime::Perbill;

const NONE: Energy = Energy::ZERO;
const NOVEMBER: MonthId = MonthId(OCTOBER.0 + 1);

/// November's third day: October may close.
fn close_october() {
	go_to(at(NOVEMBER, 3, 0));
	idle();
}

#[test]
fn a_month_closes_with_a_statement_and_its_lines() {
	ExtBuilder::default()
		.allotment(kwh(100))
		.allocation(A, kwh(30))
		.allocation(B, kwh(20))
		.build_and_execute(|| {
			uses(A, kwh(10));
			uses(B, kwh(15));
			feeds_in(G, kwh(4));
			close_october();
			let statement = Allotments::closed(HOME, OCTOBER).unwrap().statement;
			let Statement { columns, state, start, end, .. } = statement;
			assert_eq!(state, MonthState::Closed);
			assert_eq!((start, end), (at(OCTOBER, 1, 0), at(NOVEMBER, 1, 0)));
			assert_eq!((columns.granted, columns.generated), (kwh(100), kwh(4)));
			assert_eq!((columns.used, columns.carried_out), (kwh(25), kwh(79)));
			assert!(!Accounts::<Test>::contains_key(HOME, OCTOBER));

			let lines = Allotments::closed(HOME, OCTOBER).unwrap().lines();
			let brief: Vec<_> =
				lines.iter().map(|l| (l.rank, l.device, l.used, l.generated)).collect();
			assert_eq!(brief, [(1, B, kwh(15), NONE), (2, A, kwh(10), NONE), (3, G, NONE, kwh(4))]);
			assert_eq!((lines[0].import, lines[2].export), (kwh(515), kwh(204)));

			assert_eq!(account(HOME, NOVEMBER).columns.carried_in, kwh(79));
			assert_eq!(account(HOME, NOVEMBER).columns.reserve, kwh(50 + 79));
			last_events(&[Event::MonthClosed {
				network: HOME,
				month: OCTOBER,
				state: MonthState::Closed,
				columns,
			}]);
		});
}

#[test]
fn transfers_between_devices_stand_in_the_lines() {
	ExtBuilder::default().allotment(kwh(10)).allocation(B, kwh(10)).build_and_execute(|| {
		script(|s| s.donors = vec![B]);
		uses(A, kwh(4));
		let given = kwh(10).saturating_sub(balance(B));
		close_october();
		let lines = Allotments::closed(HOME, OCTOBER).unwrap().lines();
		assert_eq!((lines[0].device, lines[0].received), (A, given));
		assert_eq!((lines[1].device, lines[1].given), (B, given));
		assert_eq!(Helpers::totals(HOME, OCTOBER), [], "taken");
		assert_eq!(Allotments::statement(HOME, OCTOBER).unwrap().transfers_between_devices, 1);
	});
}

#[test]
fn a_month_waits_for_late_readings_before_it_closes() {
	ExtBuilder::default().allotment(kwh(100)).allocation(A, kwh(30)).build_and_execute(|| {
		uses(A, kwh(10));
		go_to(at(NOVEMBER, 1, 23));
		uses(A, kwh(5));
		was_used_before(A, kwh(3));
		idle();
		assert!(Accounts::<Test>::contains_key(HOME, OCTOBER));
		assert_noop!(Allotments::close_month(signed(STRANGER), HOME), Error::<Test>::NotDue);
		go_to(at(NOVEMBER, 2, 0));
		assert_ok!(Allotments::close_month(signed(STRANGER), HOME));
		assert_eq!(columns(HOME, OCTOBER).used, kwh(13));
		assert_eq!(columns(HOME, NOVEMBER).used, kwh(2));
	});
}

#[test]
fn late_use_past_the_marks_is_covered_from_what_is_left_and_then_overdrawn() {
	ExtBuilder::default().allotment(kwh(10)).allocation(A, kwh(6)).build_and_execute(|| {
		uses(A, kwh(6));
		go_to(at(NOVEMBER, 1, 1));
		uses(A, kwh(1));
		was_used_before(A, kwh(7));
		go_to(at(NOVEMBER, 2, 0));
		idle();
		let october = columns(HOME, OCTOBER);
		assert_eq!((october.used, october.overdrawn), (kwh(13), kwh(3)));
		assert_eq!((october.reserve, october.carried_out), (NONE, NONE));
		assert_eq!(Totals::<Test>::get().used, 10_000, "the covered part");
	});
}

#[test]
fn overdrafts_are_paid_back_from_what_is_left() {
	ExtBuilder::default().overdraft(kwh(20), kwh(10)).build_and_execute(|| {
		uses(A, kwh(3));
		assert_eq!(home().columns.overdrawn, kwh(10));
		set_allotment(HOME, kwh(5));
		close_october();
		let october = columns(HOME, OCTOBER);
		assert_eq!((october.overdrawn, october.carried_out), (NONE, kwh(2)));
	});
}

#[test]
fn months_that_nobody_touched_are_opened_and_closed_in_order() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		go_to(at(MonthId(OCTOBER.0 + 3), 5, 0));
		idle();
		for month in [OCTOBER, NOVEMBER, NOVEMBER.next()] {
			assert_eq!(columns(HOME, month).granted, kwh(100));
		}
		assert_eq!(CloseOf::<Test>::get(HOME), Some(MonthId(OCTOBER.0 + 3)));
		assert_eq!(columns(HOME, NOVEMBER.next()).carried_out, kwh(300));
	});
}

#[test]
fn what_is_carried_is_limited() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		change_provider(|terms| terms.carry_over = CarryOver { limit: kwh(60), months: 12 });
		close_october();
		let october = columns(HOME, OCTOBER);
		assert_eq!((october.carried_out, october.expired), (kwh(60), kwh(40)));
		assert_eq!(Totals::<Test>::get().expired, 40_000);
	});
}

#[test]
fn carried_energy_is_used_first_and_expires_with_age() {
	ExtBuilder::default().allotment(kwh(100)).allocation(A, kwh(100)).build_and_execute(|| {
		change_provider(|terms| terms.carry_over = CarryOver { limit: kwh(500), months: 2 });
		close_october();
		let vintages = |month| account(HOME, month).vintages.into_inner();
		let from = |month, energy| Vintage { month, energy };
		assert_eq!(vintages(NOVEMBER), [from(OCTOBER, kwh(100))]);
		// A's hundred and thirty more of those that were carried in.
		uses(A, kwh(30));
		go_to(at(NOVEMBER.next(), 3, 0));
		idle();
		let december = NOVEMBER.next();
		assert_eq!(vintages(december), [from(NOVEMBER, kwh(100)), from(OCTOBER, kwh(70))]);
		go_to(at(december.next(), 3, 0));
		idle();
		let closed = columns(HOME, december);
		assert_eq!((closed.carried_out, closed.expired), (kwh(200), kwh(70)));
	});
}

#[test]
fn a_provider_that_carries_no_month_lets_all_expire() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		change_provider(|terms| terms.carry_over = CarryOver { limit: kwh(500), months: 0 });
		close_october();
		assert_eq!(columns(HOME, OCTOBER).expired, kwh(100));
		assert!(!Accounts::<Test>::contains_key(HOME, NOVEMBER), "opened lazily");
	});
}

#[test]
fn statements_are_kept_thirteen_months() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		assert_ok!(Allotments::grant(signed(PROVIDER), HOME, kwh(1)));
		let months = |n| MonthId(OCTOBER.0 + n);
		for n in 1..=13 {
			go_to(at(months(n), 3, 0));
			idle();
		}
		assert_eq!(Statements::<Test>::iter_prefix(HOME).count(), 13);
		assert!(Extra::<Test>::contains_key(UTILITY, OCTOBER));
		go_to(at(months(14), 3, 0));
		idle();
		assert!(!is_closed(HOME, OCTOBER));
		assert!(!Extra::<Test>::contains_key(UTILITY, OCTOBER));
		assert_eq!(Statements::<Test>::iter_prefix(HOME).count(), 13);
	});
}

#[test]
fn the_sweep_takes_what_is_due_longest_and_stops_at_its_weight() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		set_allotment(SHOP, kwh(50));
		// The shop's September ends on the 15th of October, before the home's October.
		go_to(at(NOVEMBER, 3, 0));
		let look = <() as WeightInfo>::sweep();
		let close = <() as WeightInfo>::close_month(1).saturating_add(MeterRoom::pages_weight(1));
		// Before it closes a month, it makes sure that it may also offer what is left.
		let most = close.saturating_add(Sale::weight());
		assert_eq!(Allotments::on_idle(1, Weight::zero()), Weight::zero());
		assert_eq!(Allotments::on_idle(1, look), look);
		assert!(!is_closed(SHOP, MonthId(OCTOBER.0 - 1)));
		let looks = look.saturating_mul(2);
		let least = look.saturating_add(most);
		assert_eq!(Allotments::on_idle(1, least.saturating_sub(Weight::from_parts(1, 0))), look);
		let limit = looks.saturating_add(most);
		assert_eq!(Allotments::on_idle(1, limit), looks.saturating_add(close));
		assert!(is_closed(SHOP, MonthId(OCTOBER.0 - 1)));
		assert!(!is_closed(HOME, OCTOBER));
		idle();
		assert!(is_closed(HOME, OCTOBER));
		assert_eq!(idle(), look, "nothing is due");
	});
}

#[test]
fn the_sweep_takes_no_more_than_its_share_of_a_block() {
	ExtBuilder::default().build_and_execute(|| {
		(100..600).for_each(|network| add_network(network, OWNER, 1, &[]));
		(100..600).for_each(|network| set_allotment(network, wh(1)));
		go_to(at(NOVEMBER, 3, 0));
		let weights: frame_system::limits::BlockWeights =
			<Test as frame_system::Config>::BlockWeights::get();
		let share: Perbill = SweepShare::get();
		assert!(idle().all_lte(share * weights.max_block));
		let closed = || (100..600).filter(|network| is_closed(*network, OCTOBER)).count();
		assert!((1..500).contains(&closed()), "{}", closed());
		while idle() != <() as WeightInfo>::sweep() {}
		assert_eq!(closed(), 500);
	});
}

#[test]
fn what_a_close_weighs_depends_on_what_becomes_of_the_leftover() {
	let closing = |policy| {
		let mut weight = Weight::zero();
		ExtBuilder::default().allotment(kwh(100)).leftover(policy).build_and_execute(|| {
			go_to(at(NOVEMBER, 3, 0));
			weight = Allotments::do_close_month(HOME).unwrap();
			assert!(weight.all_lte(Allotments::close_weight(&Registry::devices(HOME))));
		});
		let page = MeterRoom::pages_weight(1);
		weight.saturating_sub(<() as WeightInfo>::close_month(3).saturating_add(page))
	};
	assert_eq!(closing(LeftoverPolicy::Hold), Weight::zero());
	assert_eq!(closing(LeftoverPolicy::Sell), Sale::weight());
	assert_eq!(closing(LeftoverPolicy::Share), Helpers::pledge_weight());
}

#[test]
fn networks_side_by_side_share_their_places_in_the_queue() {
	ExtBuilder::default().build_and_execute(|| {
		let before = DueAt::<Test>::iter().count();
		for network in [127, 64, 128, 63] {
			add_network(network, OWNER, 1, &[]);
			set_allotment(network, wh(1));
		}
		// The home, which is the zeroth, shares with the 63rd.
		assert_eq!(DueAt::<Test>::iter().count(), before + 2);
		let queued = |month| {
			let due = at(month, 2, 0);
			Allotments::queue()
				.filter(|entry| entry.0 == due)
				.map(|entry| entry.1)
				.collect::<Vec<_>>()
		};
		assert_eq!(queued(NOVEMBER), [HOME, 63, 64, 127, 128]);
		go_to(at(NOVEMBER, 2, 0));
		assert_ok!(Allotments::close_month(signed(STRANGER), 127));
		assert_eq!(queued(NOVEMBER), [HOME, 63, 64, 128]);
		idle();
		assert!(queued(NOVEMBER).is_empty());
		assert_eq!(queued(NOVEMBER.next()), [HOME, 63, 64, 127, 128]);
	});
}

#[test]
fn a_call_closes_one_overdue_month_and_pays_for_it() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		go_to(at(NOVEMBER, 3, 0));
		let paid = Allotments::top_up(signed(OWNER), A, kwh(1)).unwrap().actual_weight.unwrap();
		assert!(is_closed(HOME, OCTOBER));
		let unpaid = Allotments::top_up(signed(OWNER), A, kwh(1)).unwrap().actual_weight.unwrap();
		assert_eq!(unpaid, <() as WeightInfo>::top_up());
		let close = <() as WeightInfo>::close_month(3).saturating_add(MeterRoom::pages_weight(1));
		assert_eq!(paid.saturating_sub(unpaid), close);
	});
}

#[test]
fn a_call_is_refused_while_two_months_are_due() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		go_to(at(NOVEMBER.next(), 3, 0));
		assert_noop!(Allotments::top_up(signed(OWNER), A, kwh(1)), Error::<Test>::PastMonthOpen);
		assert_ok!(Allotments::close_month(signed(STRANGER), HOME));
		assert_ok!(Allotments::top_up(signed(OWNER), A, kwh(1)));
	});
}

#[test]
fn a_ledger_begins_with_the_month_in_which_devices_join() {
	ExtBuilder::default().build_and_execute(|| {
		// The meters rolled, but the network never had a grant.
		go_to(at(NOVEMBER, 5, 0));
		uses(G, NONE);
		MeterRoom::roll(A, at(NOVEMBER, 5, 0)).unwrap();
		assert_ok!(Allotments::close_month(signed(STRANGER), HOME));
		assert!(is_closed(HOME, OCTOBER));
		assert!(MeterRoom::position_in(A, OCTOBER).is_none());
		assert_eq!(CloseOf::<Test>::get(HOME), Some(NOVEMBER));
		assert_noop!(Allotments::devices_join(77, 0), Error::<Test>::NetworkNotFound);
	});
}

#[test]
fn a_device_enrolled_into_a_closed_month_catches_up() {
	ExtBuilder::default().allotment(kwh(100)).build_and_execute(|| {
		close_october();
		// Its meter was read last month; the chain hears of it now.
		go_to(at(OCTOBER, 31, 0));
		enrol(HOME, 3);
		go_to(at(NOVEMBER, 3, 0));
		uses(3, NONE);
		assert!(MeterRoom::position_in(3, OCTOBER).is_some());
		MeterOf::mutate(3, |meter| {
			let past = meter.as_mut().unwrap().past.as_mut().unwrap();
			past.opening = past.opening.saturating_sub(kwh(2));
		});
		go_to(at(NOVEMBER.next(), 3, 0));
		idle();
		assert_eq!(columns(HOME, NOVEMBER).used, kwh(2));
		assert_eq!(MeterRoom::position(3).unwrap().month, NOVEMBER.next());
		uses(3, kwh(1));
		assert_eq!(short(3), NONE);
	});
}

#[test]
fn a_network_without_anything_has_no_ledger() {
	ExtBuilder::default().build_and_execute(|| {
		add_network(7, OWNER, 1, &[]);
		assert_noop!(Allotments::close_month(signed(STRANGER), 7), Error::<Test>::NotDue);
		assert_noop!(Allotments::close_month(signed(STRANGER), 77), Error::<Test>::NetworkNotFound);
		set_allotment(7, kwh(1));
		set_allotment(7, NONE);
		change_provider(|terms| terms.carry_over.months = 0);
		for n in 1..=14 {
			go_to(at(MonthId(OCTOBER.0 + n), 3, 0));
			idle();
		}
		assert_eq!(CloseOf::<Test>::get(7), None, "nothing is left to prune");
	});
}

#[test]
fn a_ledger_in_which_nothing_happens_ends() {
	ExtBuilder::default().build_and_execute(|| {
		add_network(7, OWNER, 1, &[]);
		assert_eq!(Allotments::current(7), Ok(OCTOBER));
		assert_eq!(CloseOf::<Test>::get(7), Some(OCTOBER));
		go_to(at(NOVEMBER, 3, 0));
		idle();
		assert_eq!(CloseOf::<Test>::get(7), None);
	});
}
