//! A round that is over gets its price.

use crate::{math, pallet::*, types::*};
use commonwatt_primitives::{directory::Directory, money::Money, Energy, ProviderId, RoundId};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{
		fungibles::Inspect,
		tokens::{Fortitude, Preservation},
		Get,
	},
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_clear(provider: ProviderId, round: RoundId) -> DispatchResult {
		let mut book = Books::<T>::get(round, provider).ok_or(Error::<T>::RoundNotFound)?;
		ensure!(book.settlement.is_none(), Error::<T>::AlreadyCleared);
		ensure!(Self::now() >= Self::round_end(round), Error::<T>::RoundNotOver);
		if let Some(terms) = T::Directory::provider(provider) {
			book.account = terms.account;
		}

		let clear = |backstop| math::clear(&book.bids.ticks, &book.offers.ticks, backstop);
		let buy_back = book.tariff.buy_back;
		let mut clearing = clear(buy_back.affordable(Self::free_money(&book.account)));
		let bought = clearing.map_or(Energy::ZERO, |clearing| clearing.provider_bought);
		let mut money = buy_back.cost(bought);
		if with_storage_layer(|| Self::transfer(&book.account, &Self::pot(), money)).is_err() {
			// A provider that cannot pay buys nothing back.
			money = 0;
			clearing = clear(Energy::ZERO);
		}

		Self::deposit_event(Event::RoundCleared {
			provider,
			round,
			price: clearing.map(|clearing| math::price_at(&book.tariff, clearing.tick)),
			volume: clearing.map_or(Energy::ZERO, |clearing| clearing.volume),
			provider_bought: clearing.map_or(Energy::ZERO, |clearing| clearing.provider_bought),
			provider_sold: clearing.map_or(Energy::ZERO, |clearing| clearing.provider_sold),
		});
		book.settlement = Some(Settlement {
			clearing,
			money,
			bids: Progress::default(),
			offers: Progress::default(),
		});
		Books::<T>::insert(round, provider, book);
		Ok(())
	}

	/// What an account can spend and live.
	fn free_money(who: &T::AccountId) -> Money {
		T::Money::reducible_balance(
			T::SettlementAsset::get(),
			who,
			Preservation::Preserve,
			Fortitude::Polite,
		)
	}
}
