//! Whole rounds of random orders.

use super::*;
use commonwatt_primitives::{market::Market, MonthId};
use proptest::prelude::*;

#[derive(Clone, Copy, Debug)]
enum Step {
	Offer { network: NetworkId, tick: u64, wh: u64 },
	Bid { network: NetworkId, tick: u64, wh: u64 },
	Leftover { network: NetworkId, wh: u64 },
	Shortfall { network: NetworkId, wh: u64 },
	Cancel { network: NetworkId, id: OrderId },
}

fn step() -> impl Strategy<Value = Step> {
	let network = || 1..=NETWORKS;
	let wh = || 100u64..50_000;
	prop_oneof![
		4 => (network(), 0u64..12, wh()).prop_map(|(network, tick, wh)| Step::Offer { network, tick, wh }),
		4 => (network(), 0u64..12, wh()).prop_map(|(network, tick, wh)| Step::Bid { network, tick, wh }),
		1 => (network(), wh()).prop_map(|(network, wh)| Step::Leftover { network, wh }),
		1 => (network(), wh()).prop_map(|(network, wh)| Step::Shortfall { network, wh }),
		1 => (network(), any::<bool>(), 0u32..8).prop_map(|(network, bids, index)| Step::Cancel {
			network,
			id: if bids { bid_id(index) } else { offer_id(index) },
		}),
	]
}

/// What is right depends on the steps before, so a refusal is no failure here.
fn take(step: Step) {
	let price = |tick: u64| TARIFF.buy_back.0 + tick * TARIFF.tick.0;
	let _ = match step {
		Step::Offer { network, tick, wh } => offer(network, price(tick), wh),
		Step::Bid { network, tick, wh } => bid(network, price(tick), wh),
		Step::Leftover { network, wh } => {
			let placed = Sale::offer_leftover(network, MonthId(1), Energy::wh(wh));
			if placed.is_ok() {
				escrow(network, wh);
			}
			placed
		},
		Step::Shortfall { network, wh } => {
			Sale::bid_shortfall(network, MonthId(1), Energy::wh(wh)).map(|_| ())
		},
		Step::Cancel { network, id } => {
			Sale::cancel(RuntimeOrigin::signed(network as u64), 0, ROUND, id)
		},
	};
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]

	#[test]
	fn a_round_conserves_energy_and_money_and_respects_every_limit(
		steps in prop::collection::vec(step(), 1..30),
		utility in prop_oneof![Just(0u128), MINIMUM..2_000, Just(RICH)],
		limits in prop::collection::vec(1u32..=8, 1..6),
	) {
		ExtBuilder::default().funds(UTILITY, utility).build_and_execute(|| {
			steps.into_iter().for_each(take);
			assert_ok!(Sale::do_try_state());
			if !Books::<Test>::contains_key(ROUND, 0) {
				return;
			}
			let orders = Sale::standing(0, ROUND);
			end_round(ROUND);
			assert_ok!(Sale::clear(RuntimeOrigin::signed(9), 0, ROUND));
			for limit in limits.into_iter().cycle() {
				assert_ok!(Sale::do_try_state());
				if !Books::<Test>::contains_key(ROUND, 0) {
					break;
				}
				assert_ok!(Sale::settle(RuntimeOrigin::signed(9), 0, ROUND, limit));
			}

			let result = Results::<Test>::get(0, ROUND).unwrap();
			let total = |of: &std::collections::BTreeMap<_, u64>| of.values().sum::<u64>();
			let books = ledger();
			assert_eq!(
				total(&books.bought) + result.provider_bought.0,
				total(&books.sold) + result.provider_sold.0,
			);
			assert_eq!(total(&books.bought) + result.provider_bought.0, result.volume.0);
			assert_eq!(total(&books.escrow), 0);
			assert_eq!(Orders::<Test>::iter().count(), 0);
			assert_eq!((1..=NETWORKS as u64).map(held).sum::<Money>(), 0);
			// The rest of a payment that nobody could take.
			let unclaimed: Money = Unclaimed::<Test>::iter_values().sum();
			assert_eq!(free(Sale::pot()), MINIMUM + unclaimed);

			for record in System::events() {
				let RuntimeEvent::Sale(Event::OrderSettled { order, filled, money, .. }) =
					record.event
				else { continue };
				let (_, placed) =
					orders.iter().find(|(id, _)| *id == order).unwrap();
				let price = result.price.unwrap_or_default();
				let limit = math::price_at(&TARIFF, placed.tick);
				assert!(filled <= placed.energy);
				match order.side {
					Side::Bid => {
						assert_eq!(money, price.cost(filled));
						assert!(filled.is_zero() || price <= limit);
					},
					Side::Offer => {
						assert_eq!(money, price.proceeds(filled));
						assert!(filled.is_zero() || price >= limit);
					},
				}
			}
		});
	}
}
