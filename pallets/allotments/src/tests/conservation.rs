//! Whatever happens, in whatever order: no energy is made or lost, in any block.

use super::*;
use commonwatt_primitives::{
	directory::{LeftoverPolicy, OnRegistry},
	ledger::{Inflow, Ledger, Outflow, Settled},
	meters::Meters,
	DeviceId, Energy, MonthId,
};
use frame_support::storage::with_storage_layer;
use proptest::prelude::*;
use sp_runtime::DispatchError;

#[derive(Clone, Debug)]
enum Step {
	SetAllotment(u16),
	Grant(u16),
	Allocate(Vec<(u8, u16)>),
	TopUp(u8, u16),
	TakeBack(u8, u16),
	Request(u8, u16),
	CancelRequest(u8),
	Use(u8, u16),
	FeedIn(u16),
	LateUse(u8, u16),
	Wait(u16),
	Idle,
	CloseMonth,
	Cover(u8),
	Withdraw(bool, u16),
	Deposit(bool, u16),
	SettleOffer(u8),
	SettleLeftover(u8),
	SettleShortfall(u8),
	Policy(u8),
	Leave,
}

fn step() -> impl Strategy<Value = Step> {
	let wh = || 0u16..20_000;
	let device = || 0u8..3;
	prop_oneof![
		2 => (0u16..60_000).prop_map(Step::SetAllotment),
		1 => wh().prop_map(Step::Grant),
		3 => prop::collection::vec((device(), wh()), 1..3).prop_map(Step::Allocate),
		2 => (device(), wh()).prop_map(|(d, e)| Step::TopUp(d, e)),
		2 => (device(), wh()).prop_map(|(d, e)| Step::TakeBack(d, e)),
		2 => (device(), wh()).prop_map(|(d, e)| Step::Request(d, e)),
		1 => device().prop_map(Step::CancelRequest),
		6 => (device(), wh()).prop_map(|(d, e)| Step::Use(d, e)),
		2 => wh().prop_map(Step::FeedIn),
		1 => (device(), 0u16..3_000).prop_map(|(d, e)| Step::LateUse(d, e)),
		4 => (1u16..400).prop_map(Step::Wait),
		3 => Just(Step::Idle),
		1 => Just(Step::CloseMonth),
		1 => device().prop_map(Step::Cover),
		2 => (any::<bool>(), wh()).prop_map(|(o, e)| Step::Withdraw(o, e)),
		2 => (any::<bool>(), wh()).prop_map(|(o, e)| Step::Deposit(o, e)),
		2 => (0u8..=100).prop_map(Step::SettleOffer),
		2 => (0u8..=100).prop_map(Step::SettleLeftover),
		2 => (0u8..=100).prop_map(Step::SettleShortfall),
		1 => (0u8..12).prop_map(Step::Policy),
		1 => Just(Step::Leave),
	]
}

/// The orders that the owner placed and that are not settled.
type Orders = Vec<(MonthId, Energy)>;

fn percent(of: Energy, share: u8) -> Energy {
	of.mul_ratio_floor(share as u64, 100)
}

/// One step; whatever it refuses changes nothing.
fn take(step: Step, orders: &mut Orders) {
	let e = |energy: u16| wh(energy as u64);
	let d = |device: u8| device as DeviceId;
	let now = script(|s| s.now);
	let layer = |call: &mut dyn FnMut() -> Result<(), DispatchError>| {
		let _ = with_storage_layer(call);
	};
	match step {
		Step::SetAllotment(energy) => {
			layer(&mut || Allotments::do_set_allotment(&PROVIDER, HOME, e(energy)).map(|_| ()))
		},
		Step::Grant(energy) => {
			layer(&mut || Allotments::do_grant(&PROVIDER, HOME, e(energy)).map(|_| ()))
		},
		Step::Allocate(list) => layer(&mut || {
			let list: Vec<_> = list.iter().map(|(device, wh)| (d(*device), e(*wh))).collect();
			Allotments::do_allocate(&OWNER, HOME, allocations(&list)).map(|_| ())
		}),
		Step::TopUp(device, energy) => {
			layer(&mut || Allotments::do_top_up(&OWNER, d(device), e(energy)).map(|_| ()))
		},
		Step::TakeBack(device, energy) => {
			layer(&mut || Allotments::do_take_back(&OWNER, d(device), e(energy)).map(|_| ()))
		},
		Step::Request(device, energy) => {
			layer(&mut || Allotments::do_request(&HEAD_END, d(device), e(energy)).map(|_| ()))
		},
		Step::CancelRequest(device) => {
			layer(&mut || Allotments::do_cancel_request(&OWNER, d(device)))
		},
		Step::Use(device, energy) => layer(&mut || {
			MeterRoom::roll(d(device), now)?;
			uses(d(device), e(energy));
			Ok(())
		}),
		Step::FeedIn(energy) => layer(&mut || {
			MeterRoom::roll(G, now)?;
			feeds_in(G, e(energy));
			Ok(())
		}),
		Step::LateUse(device, energy) => {
			if MeterOf::get(d(device)).is_some_and(|meter| meter.past.is_some()) {
				was_used_before(d(device), e(energy));
			}
		},
		Step::Wait(hours) => go_to(now + hours as u32 * HOUR),
		Step::Idle => {
			idle();
		},
		Step::CloseMonth => layer(&mut || Allotments::do_close_month(HOME).map(|_| ())),
		Step::Cover(device) => layer(&mut || Allotments::do_cover_again(d(device)).map(|_| ())),
		Step::Withdraw(offered, energy) => {
			let outflow = if offered { Outflow::Offered } else { Outflow::Given };
			layer(&mut || {
				let (month, _) = Allotments::withdraw(HOME, e(energy), outflow)?;
				if offered {
					orders.push((month, e(energy)));
				}
				Ok(())
			})
		},
		Step::Deposit(bought, energy) => {
			let inflow = if bought { Inflow::Bought } else { Inflow::Received };
			layer(&mut || Allotments::deposit(HOME, e(energy), inflow))
		},
		Step::SettleOffer(share) => {
			if let Some((month, offered)) = orders.pop() {
				let sold = percent(offered, share);
				Allotments::settle(HOME, Settled::Offer { month, offered, sold }).unwrap();
			}
		},
		Step::SettleLeftover(share) => {
			let order = Offered::iter().next();
			if let Some(((network, month), offered)) = order {
				Offered::remove((network, month));
				let sold = percent(offered, share);
				Allotments::settle(network, Settled::Leftover { month, offered, sold }).unwrap();
			}
		},
		Step::SettleShortfall(share) => {
			let order = Bid::iter().next();
			if let Some(((network, month), bid)) = order {
				Bid::remove((network, month));
				let bought = percent(bid, share);
				Allotments::settle(network, Settled::Shortfall { month, bought }).unwrap();
			}
		},
		Step::Policy(kind) => {
			let policies = [LeftoverPolicy::Hold, LeftoverPolicy::Sell, LeftoverPolicy::Share];
			change_network(HOME, |terms| terms.leftover = policies[kind as usize % 3]);
			script(|s| {
				s.buys = kind % 2 == 0;
				s.community = kind % 2 == 1;
				s.money = (kind > 3).then_some(wh(kind as u64 * 1_000));
				s.donors = if kind > 6 { vec![A, B] } else { vec![] };
			});
			change_provider(|terms| {
				terms.carry_over.months = kind;
				terms.carry_over.limit = wh(kind as u64 * 10_000);
				terms.overdraft.limit = wh(kind as u64 * 2_000);
				terms.overdraft.chunk = wh(500);
			});
		},
		Step::Leave => layer(&mut || {
			// It leaves and another takes its place, under the same number here.
			Allotments::device_leaves(HOME, B)
		}),
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]

	#[test]
	fn no_energy_is_made_or_lost(steps in prop::collection::vec(step(), 1..80)) {
		ExtBuilder::default().build().execute_with(|| {
			let mut orders = Orders::new();
			for step in steps {
				let told = format!("{step:?}");
				take(step, &mut orders);
				Allotments::do_try_state().unwrap_or_else(|e| panic!("{e:?} after {told}"));
			}
		});
	}
}
