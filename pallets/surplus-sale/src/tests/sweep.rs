use super::*;
use frame_support::{traits::Hooks, weights::Weight};

fn idle(weight: Weight) -> Weight {
	Sale::on_idle(1, weight)
}

#[test]
fn idle_blocks_clear_and_settle_what_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 80, 1_000));
		assert_ok!(bid(2, 300, 400));
		assert_ok!(offer(FOREIGN, 80, 1_000));
		end_round(ROUND);
		assert_ok!(offer(1, 80, 1_000));
		idle(Weight::MAX);
		assert!(Results::<Test>::contains_key(0, ROUND));
		assert!(Results::<Test>::contains_key(1, ROUND));
		// The running round stands.
		assert_eq!(Rounds::<Test>::get().to_vec(), [ROUND + 1]);
		assert!(Sale::order(0, ROUND + 1, offer_id(0)).is_some());
	});
}

#[test]
fn idle_blocks_keep_within_what_is_left_and_finish_in_the_end() {
	ExtBuilder::default().build_and_execute(|| {
		for network in 1..=6 {
			assert_ok!(offer(network, 80, 1_000));
			assert_ok!(bid(network, 300, 500));
		}
		end_round(ROUND);
		let limit = Sale::settle_weight(3);
		let mut blocks = 0;
		while Books::<Test>::contains_key(ROUND, 0) {
			let used = idle(limit);
			assert!(limit.all_gte(used));
			assert_ok!(Sale::do_try_state());
			blocks += 1;
			assert!(blocks < 50, "idle blocks make no progress");
		}
		assert!(blocks > 3);
		assert_eq!(free(Sale::pot()), MINIMUM);
	});
}

#[test]
fn a_full_block_does_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 80, 1_000));
		end_round(ROUND);
		assert_eq!(idle(Weight::zero()), Weight::zero());
		let base = <() as WeightInfo>::on_idle_base();
		assert_eq!(idle(base), base);
		assert_eq!(Books::<Test>::get(ROUND, 0).unwrap().settlement, None);
	});
}

#[test]
fn a_round_that_cannot_be_settled_does_not_keep_others_waiting() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(offer(1, 80, 1_000));
		assert_ok!(offer(FOREIGN, 80, 1_000));
		end_round(ROUND);
		assert_ok!(Sale::clear(RuntimeOrigin::signed(9), 0, ROUND));
		// A book that lost its money, by force.
		Books::<Test>::mutate(ROUND, 0, |book| {
			if let Some(settlement) = book.as_mut().and_then(|book| book.settlement.as_mut()) {
				settlement.money = 0;
			}
		});
		set_time((ROUND + 1) * DAY + 1);
		assert_ok!(bid(2, 300, 1_000));
		end_round(ROUND + 1);
		idle(Weight::MAX);
		assert!(Books::<Test>::contains_key(ROUND, 0));
		assert!(Results::<Test>::contains_key(1, ROUND));
		assert!(Results::<Test>::contains_key(0, ROUND + 1));
		// Put right again.
		Books::<Test>::mutate(ROUND, 0, |book| {
			if let Some(settlement) = book.as_mut().and_then(|book| book.settlement.as_mut()) {
				settlement.money = 80;
			}
		});
		idle(Weight::MAX);
		assert!(Results::<Test>::contains_key(0, ROUND));
	});
}
