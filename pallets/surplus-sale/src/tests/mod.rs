//! By topic. Every test ends in `try_state` and an unchanged issuance of the asset.

mod clearing;
mod market;
mod orders;
mod random;
mod settlement;
mod sweep;

use crate::{mock::*, types::*, *};
use commonwatt_primitives::{money::Money, Energy, NetworkId, Price};
use frame_support::{assert_noop, assert_ok, traits::fungibles::InspectHold};
use sp_runtime::DispatchResult;

fn bid_id(index: u32) -> OrderId {
	OrderId { side: Side::Bid, index }
}

fn offer_id(index: u32) -> OrderId {
	OrderId { side: Side::Offer, index }
}

/// An offer by the owner of a network, in Wh.
fn offer(network: NetworkId, price: u64, wh: u64) -> DispatchResult {
	let origin = RuntimeOrigin::signed(network as u64);
	let placed = Sale::offer(origin, network, Price(price), Energy::wh(wh));
	placed.map(drop).map_err(|refused| refused.error)
}

/// A bid by the owner of a network, in Wh.
fn bid(network: NetworkId, price: u64, wh: u64) -> DispatchResult {
	let origin = RuntimeOrigin::signed(network as u64);
	Sale::bid(origin, network, Price(price), Energy::wh(wh))
}

/// Ends the first round of provider 0, clears and settles it.
fn settle_round() -> RoundResult {
	end_round(ROUND);
	assert_ok!(Sale::clear(RuntimeOrigin::signed(9), 0, ROUND));
	settle_all();
	Results::<Test>::get(0, ROUND).unwrap()
}

fn settle_all() {
	while Books::<Test>::contains_key(ROUND, 0) {
		assert_ok!(Sale::settle(RuntimeOrigin::signed(9), 0, ROUND, 8));
		assert_ok!(Sale::do_try_state());
	}
}

fn free(who: u64) -> Money {
	Assets::balance(ASSET, who)
}

fn held(who: u64) -> Money {
	AssetsHolder::balance_on_hold(ASSET, &HoldReason::Order.into(), &who)
}

/// What a network's ledger has in its reserve, in Wh.
fn reserve(network: NetworkId) -> u64 {
	ledger().reserve[&network]
}

fn in_escrow(network: NetworkId) -> u64 {
	ledger().escrow.get(&network).copied().unwrap_or_default()
}

fn seen(event: Event<Test>) -> bool {
	System::events().iter().any(|record| record.event == RuntimeEvent::Sale(event.clone()))
}
