//! Months from the first grant to the last cent.

use super::*;

#[test]
fn devices_help_each_other_and_the_rest_is_bought() {
	development().execute_with(|| {
		with_provider();
		let (network, devices) = with_network(Dave, LeftoverPolicy::Sell, 1, 200, &[100, 100]);
		// The first uses nothing; the second all of its own and more than its sibling can give.
		for day in 1..=31 {
			let now = OCTOBER + day * DAY;
			block(now);
			read(devices[0], now, 0);
			read(devices[1], now, u64::from(day) * 10);
		}
		let end = OCTOBER + 31 * DAY;
		run(end, end + 4 * DAY);

		let statement = statement(network, MONTH);
		assert_eq!(statement.state, MonthState::Closed);
		let columns = statement.columns;
		assert_eq!(columns.granted, Energy::kwh(200));
		assert_eq!(columns.used, Energy::kwh(310));
		assert_eq!(columns.bought, Energy::kwh(110), "{columns:?}");
		assert_eq!(columns.overdrawn, Energy::ZERO);
		assert!(statement.transfers_between_devices > 0);
		let lines = Allotments::statement_devices(network, MONTH);
		assert_eq!(lines[0].device, devices[1]);
		assert_eq!((lines[0].rank, lines[1].rank), (1, 2));
		assert_eq!(lines[0].received, lines[1].given);
		assert!(!lines[0].received.is_zero());
	});
}

#[test]
fn money_moves_and_none_is_made_when_a_shortfall_meets_a_surplus() {
	development().execute_with(|| {
		with_provider();
		let (rich, _) = with_network(Dave, LeftoverPolicy::Sell, 1, 300, &[0]);
		let (poor, devices) = with_network(Eve, LeftoverPolicy::Sell, 1, 100, &[100]);
		let asset = configs::energy::SETTLEMENT_ASSET;
		let issued = Assets::total_supply(asset);
		let purse = |who| Assets::balance(asset, account(who));
		let (dave, eve) = (purse(Dave), purse(Eve));

		let end = OCTOBER + 31 * DAY;
		block(end);
		read(devices[0], end, 150);
		run(end, end + 4 * DAY);

		let (rich, poor) = (statement(rich, MONTH), statement(poor, MONTH));
		assert_eq!((rich.state, poor.state), (MonthState::Closed, MonthState::Closed));
		assert_eq!(rich.columns.sold, Energy::kwh(300));
		assert_eq!(poor.columns.bought, Energy::kwh(50));
		assert!(purse(Dave) > dave && purse(Eve) < eve);
		assert_eq!(Assets::total_supply(asset), issued, "a sale makes no money");
	});
}

#[test]
fn what_is_held_is_carried_within_the_limit_and_the_rest_expires() {
	development().execute_with(|| {
		with_provider();
		let (network, _) = with_network(Dave, LeftoverPolicy::Hold, 1, 120, &[40]);
		let end = OCTOBER + 31 * DAY;
		run(end, end + 2 * DAY);

		let columns = statement(network, MONTH).columns;
		assert_eq!(columns.carried_out, Energy::kwh(50));
		assert_eq!(columns.expired, Energy::kwh(70));
		let next = statement(network, MONTH.next()).columns;
		assert_eq!(next.carried_in, Energy::kwh(50));
		assert_eq!(next.granted, Energy::kwh(120));
	});
}

#[test]
fn what_is_shared_helps_a_neighbour_in_the_next_month() {
	development().execute_with(|| {
		with_provider();
		let (giver, _) = with_network(Dave, LeftoverPolicy::Share, 1, 80, &[]);
		let (taker, devices) = with_network(Eve, LeftoverPolicy::Hold, 1, 50, &[50]);
		assert_ok!(Rebalancing::create_community(
			signed(Dave),
			giver,
			b"The street".to_vec().try_into().unwrap(),
			Energy::kwh(1_000),
		));
		let invited = vec![taker].try_into().unwrap();
		assert_ok!(Rebalancing::invite(signed(Dave), 0, invited));
		assert_ok!(Rebalancing::join(signed(Eve), 0, taker));
		let end = OCTOBER + 31 * DAY;
		block(end);
		read(devices[0], end, 50);
		run(end, end + 2 * DAY);
		assert_eq!(statement(giver, MONTH).columns.given, Energy::kwh(80));

		let later = end + 10 * DAY;
		block(later);
		read(devices[0], later, 110);
		let columns = statement(taker, MONTH.next()).columns;
		assert!(columns.received >= Energy::kwh(10), "{columns:?}");
		assert_eq!(columns.overdrawn, Energy::ZERO);
	});
}

#[test]
fn a_leap_day_belongs_to_the_month_of_a_network_that_bills_on_the_15th() {
	development().execute_with(|| {
		let start = LEAP_DAY - 14 * DAY; // 15 February 2020
		block(start);
		with_provider();
		let (network, devices) = with_network(Dave, LeftoverPolicy::Hold, 15, 90, &[90]);
		let month = Allotments::current_month(network).unwrap();
		assert_eq!(month.civil(), (2020, 2));
		block(LEAP_DAY + DAY / 2);
		read(devices[0], LEAP_DAY + DAY / 2, 20);
		let end = LEAP_DAY + 15 * DAY; // 15 March 2020
		block(end);
		read(devices[0], end, 30);
		run(end, end + 2 * DAY);
		let statement = statement(network, month);
		assert_eq!((statement.start, statement.end), (start, end));
		assert_eq!(statement.columns.used, Energy::kwh(30));
	});
}

#[test]
fn a_network_that_nobody_touches_closes_month_after_month_and_leaves_no_trace() {
	development().execute_with(|| {
		with_provider();
		let (network, _) = with_network(Dave, LeftoverPolicy::Hold, 1, 10, &[10]);
		let mut now = OCTOBER;
		for _ in 0..(16 * 31) {
			now += DAY;
			block(now);
		}
		let kept = (0..16)
			.filter(|n| {
				Allotments::statement(network, MonthId(MONTH.0 + n))
					.is_some_and(|s| s.state == MonthState::Closed)
			})
			.count();
		assert_eq!(kept, 13, "thirteen statements are kept");
		assert!(Allotments::statement(network, MONTH).is_none());
	});
}
