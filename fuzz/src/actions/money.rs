//! Orders and rounds of the sale; the settlement asset and the fee token around them.

use super::*;
use codec::Compact;
use commonwatt_primitives::{Price, RoundId};
use commonwatt_runtime::{
	configs::{energy::SETTLEMENT_ASSET, money::AssetsInstance},
	SurplusSale, UNIT,
};
use pallet_surplus_sale::{
	types::{OrderId, Side},
	Call as Sale,
};

fn price(rng: &mut Rng, provider: &Provider) -> Price {
	let ticks = (provider.retail - provider.buy_back) / provider.tick.max(1);
	let off = if rng.chance(4) { rng.range(1, 3) } else { 0 };
	let ticks = if rng.chance(3) { ticks + 1 } else { rng.below(ticks + 1) };
	Price(provider.buy_back.saturating_add(ticks * provider.tick).saturating_sub(off))
}

fn ordered(rng: &mut Rng) -> Energy {
	if rng.chance(85) {
		Energy(rng.range(900, 60_000))
	} else {
		energy(rng)
	}
}

fn book(rng: &mut Rng) -> Option<(ProviderId, RoundId)> {
	let books: Vec<_> = pallet_surplus_sale::Books::<Runtime>::iter_keys().collect();
	rng.pick(&books).map(|(round, provider)| (*provider, *round))
}

fn order(rng: &mut Rng, provider: ProviderId, round: RoundId) -> (OrderId, usize) {
	let side = if rng.chance(50) { Side::Bid } else { Side::Offer };
	let id = OrderId { side, index: rng.below(6) as u32 };
	let owner = SurplusSale::order(provider, round, id).and_then(|o| people().index(&o.owner));
	(id, owner.unwrap_or(OWNERS[0]))
}

pub(super) fn deed(rng: &mut Rng, land: &Land) -> Option<Deed> {
	if rng.chance(25) {
		return asset(rng);
	}
	let network = some_network(rng, land)?;
	let owner = Who::Account(network.owner);
	let provider = land.provider_of(network)?;
	let (id, price, energy) = (network.id, price(rng, provider), ordered(rng));
	Some(match rng.weighted(&[26, 26, 10, 8, 16, 4, 3]) {
		0 => (owner, Sale::offer { network: id, price, energy }.into()),
		1 => (owner, Sale::bid { network: id, price, energy }.into()),
		2 => {
			let (provider, round) = book(rng)?;
			let (order, owner) = order(rng, provider, round);
			(Who::Account(owner), Sale::cancel { provider, round, order }.into())
		},
		3 => {
			let (provider, round) = book(rng)?;
			(anyone(rng), Sale::clear { provider, round }.into())
		},
		4 => {
			let (provider, round) = book(rng)?;
			let limit = if rng.chance(90) { rng.range(1, 5) } else { rng.below(400) } as u32;
			(anyone(rng), Sale::settle { provider, round, limit }.into())
		},
		5 => {
			let waiting: Vec<_> = pallet_surplus_sale::Unclaimed::<Runtime>::iter_keys().collect();
			let who = rng.pick(&waiting).and_then(|who| people().index(who)).unwrap_or(OWNERS[0]);
			(Who::Account(who), Sale::claim {}.into())
		},
		_ => {
			let refused: Vec<_> = pallet_surplus_sale::Unbooked::<Runtime>::iter_keys().collect();
			let (provider, round, order) = match rng.pick(&refused) {
				Some(known) => *known,
				None => (0, 0, OrderId { side: Side::Bid, index: 0 }),
			};
			(anyone(rng), Sale::retry_booking { provider, round, order }.into())
		},
	})
}

/// Money moves, and the issuer mints, burns, freezes and blocks.
fn asset(rng: &mut Rng) -> Option<Deed> {
	type Call = pallet_assets::Call<Runtime, AssetsInstance>;
	let id = Compact(SETTLEMENT_ASSET);
	let issuer = Who::Account(COUNCIL[0]);
	let someone = Who::Account(rng.below(people().accounts.len() as u64) as usize);
	let who = account(rng);
	let amount: u128 = match rng.below(5) {
		0 => rng.below(10).into(),
		1 => u128::from(rng.next()) << rng.below(64),
		_ => rng.below(20_000_000).into(),
	};
	let fee_token = rng.below(3 * UNIT as u64).into();
	Some(match rng.weighted(&[20, 20, 8, 8, 3, 8, 3, 8, 3, 4, 12, 4, 6]) {
		0 => {
			(issuer, Call::mint { id, beneficiary: who.into(), amount: amount % (1 << 60) }.into())
		},
		1 => (someone, Call::transfer { id, target: who.into(), amount }.into()),
		2 => (someone, Call::transfer_keep_alive { id, target: who.into(), amount }.into()),
		3 => (issuer, Call::burn { id, who: who.into(), amount }.into()),
		4 => (issuer, Call::freeze { id, who: who.into() }.into()),
		5 => (issuer, Call::thaw { id, who: who.into() }.into()),
		6 => (issuer, Call::block { id, who: who.into() }.into()),
		7 => (issuer, Call::thaw_asset { id }.into()),
		8 => (issuer, Call::freeze_asset { id }.into()),
		9 => (someone, Call::transfer { id, target: SurplusSale::pot().into(), amount }.into()),
		10 => {
			let call =
				pallet_balances::Call::transfer_keep_alive { dest: who.into(), value: fee_token };
			(someone, call.into())
		},
		11 => (
			someone,
			pallet_balances::Call::transfer_all { dest: who.into(), keep_alive: true }.into(),
		),
		_ => (
			someone,
			Call::transfer_all { id, dest: who.into(), keep_alive: rng.chance(50) }.into(),
		),
	})
}
