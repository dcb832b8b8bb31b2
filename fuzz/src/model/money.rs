//! Money: the settlement asset, account by account, and the fee token.

use super::{must, Before, Check};
use crate::{
	chain::{Failed, Outcome},
	people::people,
};
use commonwatt_primitives::{ProviderId, RoundId};
use commonwatt_runtime::{
	configs::{energy::SETTLEMENT_ASSET, money::AssetsInstance},
	AccountId, Assets, AssetsHolder, Runtime, RuntimeCall, RuntimeEvent, SurplusSale, System,
};
use frame_support::traits::fungibles::InspectHold;
use pallet_assets::Event as AssetEvent;
use pallet_device_registry::Event as Registry;
use pallet_surplus_sale::{
	types::{OrderId, Side},
	Event as Sale,
};
use std::collections::BTreeMap;

#[derive(Clone, Default)]
pub struct Money {
	/// What each account owns, free or on hold.
	owned: BTreeMap<AccountId, i128>,
	/// What waits in the pot for an account.
	waiting: BTreeMap<AccountId, i128>,
	/// Who placed an order: who pays or is paid.
	owners: BTreeMap<(ProviderId, RoundId, OrderId), AccountId>,
	network_owners: BTreeMap<u32, AccountId>,
	providers: BTreeMap<ProviderId, AccountId>,
	/// All fee tokens, at the last look.
	fee_tokens: u128,
}

/// An account's fee tokens, free and on hold.
pub fn free_token(who: usize) -> u128 {
	let data = System::account(people().account(who)).data;
	data.free + data.reserved
}

impl Money {
	/// What accounts own at genesis: only the pot has something.
	pub fn at_genesis() -> Self {
		let mut money = Self::default();
		for (asset, who, account) in pallet_assets::Account::<Runtime, AssetsInstance>::iter() {
			if asset == SETTLEMENT_ASSET {
				money.owned.insert(who, account.balance as i128);
			}
		}
		money.fee_tokens = pallet_balances::TotalIssuance::<Runtime>::get();
		money
	}

	fn moved(&mut self, from: Option<&AccountId>, to: Option<&AccountId>, amount: u128) {
		let amount = amount as i128;
		if let Some(from) = from {
			*self.owned.entry(from.clone()).or_default() -= amount;
		}
		if let Some(to) = to {
			*self.owned.entry(to.clone()).or_default() += amount;
		}
	}

	/// Learns from an event.
	pub fn hear(&mut self, event: &RuntimeEvent) -> Check {
		let pot = SurplusSale::pot();
		match event {
			RuntimeEvent::Assets(event) => match event {
				AssetEvent::Issued { owner, amount, .. } => self.moved(None, Some(owner), *amount),
				AssetEvent::Burned { owner, balance, .. } => {
					self.moved(Some(owner), None, *balance)
				},
				AssetEvent::Transferred { from, to, amount, .. } => {
					self.moved(Some(from), Some(to), *amount)
				},
				_ => (),
			},
			RuntimeEvent::DeviceRegistry(event) => match event {
				Registry::ProviderApplied { provider, account } => {
					self.providers.insert(*provider, account.clone());
				},
				Registry::NetworkRegistered { network, owner, .. }
				| Registry::NetworkTransferred { network, to: owner, .. } => {
					self.network_owners.insert(*network, owner.clone());
				},
				_ => (),
			},
			RuntimeEvent::SurplusSale(event) => match event {
				Sale::OrderPlaced { provider, round, order, network, .. } => {
					let owner = self.network_owners.get(network).cloned();
					let owner = owner.ok_or_else(|| super::trouble("an order of nobody", ""))?;
					self.owners.insert((*provider, *round, *order), owner);
				},
				Sale::OrderSettled { provider, round, order, money, .. } => {
					let Some(owner) = self.owners.remove(&(*provider, *round, *order)) else {
						return must(false, "an order of nobody was settled", || {
							format!("{event:?}")
						});
					};
					match order.side {
						Side::Bid => self.moved(Some(&owner), Some(&pot), *money),
						Side::Offer => self.moved(Some(&pot), Some(&owner), *money),
					}
				},
				Sale::PaymentRefused { who, money } => {
					self.moved(Some(who), Some(&pot), *money);
					*self.waiting.entry(who.clone()).or_default() += *money as i128;
				},
				// Its transfer is an event of the asset.
				Sale::Claimed { who, money } => {
					*self.waiting.entry(who.clone()).or_default() -= *money as i128;
				},
				Sale::RoundSettled { provider, to_provider, .. } => {
					let account = self.providers.get(provider).cloned();
					self.moved(Some(&pot), account.as_ref(), *to_provider);
				},
				_ => (),
			},
			_ => (),
		}
		Ok(())
	}

	/// A transaction through the pipeline: who pays a fee, and who does not.
	pub fn learn_fee(&mut self, before: &Before, call: &RuntimeCall, outcome: &Outcome) -> Check {
		let Some(sender) = before.sender else { return Ok(()) };
		let fee = outcome.events.iter().find_map(|event| match event {
			RuntimeEvent::TransactionPayment(
				pallet_transaction_payment::Event::TransactionFeePaid { actual_fee, .. },
			) => Some(*actual_fee),
			_ => None,
		});
		if matches!(outcome.result, Err(Failed::Invalid(_))) {
			let now = free_token(sender);
			return must(now == before.free_token, "an invalid transaction took money", || {
				format!("{} became {now}", before.free_token)
			});
		}
		must(
			// A member's first vote on a motion is given its fee back.
			before.has_role
				|| before.rightful && matches!(call, RuntimeCall::Council(_))
				|| fee.is_some_and(|fee| fee > 0),
			"a stranger's call was free",
			|| format!("{call:?}"),
		)
	}

	/// Compares with the chain.
	pub fn compare(&self) -> Check {
		let mut on_chain = BTreeMap::<AccountId, i128>::new();
		for (asset, who, account) in pallet_assets::Account::<Runtime, AssetsInstance>::iter() {
			if asset == SETTLEMENT_ASSET {
				*on_chain.entry(who).or_default() += account.balance as i128;
			}
		}
		for (who, owned) in &self.owned {
			let held = AssetsHolder::total_balance_on_hold(SETTLEMENT_ASSET, who) as i128;
			let has = on_chain.remove(who).unwrap_or_default() + held;
			must(has == *owned, "an account has other money than it should", || {
				format!("{:?} has {has}, not {owned}", people().index(who))
			})?;
		}
		on_chain.retain(|_, money| *money != 0);
		must(on_chain.is_empty(), "money came from nowhere", || format!("{on_chain:?}"))?;
		let all: i128 = self.owned.values().sum();
		let supply = Assets::total_supply(SETTLEMENT_ASSET) as i128;
		must(all == supply, "the money's supply is not what accounts own", || {
			format!("{all}, not {supply}")
		})?;
		let waiting: i128 = self.waiting.values().sum();
		let pot = self.owned.get(&SurplusSale::pot()).copied().unwrap_or_default();
		must(pot > waiting, "the pot cannot pay what waits in it", || {
			format!("{pot} for {waiting}")
		})?;
		self.compare_fee_tokens()
	}

	/// No fee token is made, and all of them are somebody's.
	fn compare_fee_tokens(&self) -> Check {
		let accounts = frame_system::Account::<Runtime>::iter_values();
		let all: u128 = accounts.map(|account| account.data.free + account.data.reserved).sum();
		let issued = pallet_balances::TotalIssuance::<Runtime>::get();
		must(all == issued, "fee tokens are not somebody's", || format!("{all} of {issued}"))?;
		must(issued <= self.fee_tokens, "fee tokens were made", || {
			format!("{issued} of {}", self.fee_tokens)
		})
	}
}
