//! The settlement round of closing months.

use crate::{math, pallet::*, types::*, WeightInfo};
use commonwatt_primitives::{directory::Directory, market::Market, Energy, MonthId, NetworkId};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{
		fungibles::Inspect,
		tokens::{Fortitude, Preservation},
		Get,
	},
	weights::Weight,
};
use sp_runtime::DispatchError;

impl<T: Config> Market for Pallet<T> {
	fn offer_leftover(
		network: NetworkId,
		month: MonthId,
		energy: Energy,
	) -> Result<(), DispatchError> {
		with_storage_layer(|| {
			let terms = T::Directory::network(network).ok_or(Error::<T>::NetworkNotFound)?;
			let (provider, round, mut book) = Self::book_for(&terms)?;
			ensure!(!energy.is_zero(), Error::<T>::OrderTooSmall);
			ensure!(energy <= Self::max_order(), Error::<T>::OrderTooLarge);
			Self::ensure_room(&book, Side::Offer, T::MaxOrders::get())?;
			let purpose = Purpose::Leftover { month };
			let order = Order { owner: terms.owner, network, purpose, tick: 0, energy, held: 0 };
			Self::place(provider, round, &mut book, order)
		})
	}

	fn bid_shortfall(
		network: NetworkId,
		month: MonthId,
		energy: Energy,
	) -> Result<Energy, DispatchError> {
		with_storage_layer(|| {
			let terms = T::Directory::network(network).ok_or(Error::<T>::NetworkNotFound)?;
			let (provider, round, mut book) = Self::book_for(&terms)?;
			ensure!(!energy.is_zero(), Error::<T>::OrderTooSmall);
			Self::ensure_room(&book, Side::Bid, T::MaxOrders::get())?;
			let money = T::Money::reducible_balance(
				T::SettlementAsset::get(),
				&terms.owner,
				Preservation::Protect,
				Fortitude::Polite,
			);
			let retail = book.tariff.retail;
			let energy = energy.min(Self::max_order()).min(retail.affordable(money));
			ensure!(!energy.is_zero(), Error::<T>::InsufficientMoney);
			let tick =
				math::tick_of(&book.tariff, retail).map_err(|_| Error::<T>::TariffNotTradable)?;
			let held = Self::hold(&terms.owner, retail.cost(energy))?;
			let purpose = Purpose::Shortfall { month };
			let order = Order { owner: terms.owner, network, purpose, tick, energy, held };
			Self::place(provider, round, &mut book, order)?;
			Ok(energy)
		})
	}

	fn weight() -> Weight {
		T::WeightInfo::offer().max(T::WeightInfo::bid())
	}
}
