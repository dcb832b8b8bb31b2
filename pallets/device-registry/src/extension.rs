//! What makes free calls finite.

use crate::{Config, Pallet, WeightInfo};
use codec::{Decode, DecodeWithMemTracking, Encode};
use commonwatt_primitives::quota::FreeCalls;
use core::marker::PhantomData;
use frame_support::{
	dispatch::CheckIfFeeless, pallet_prelude::TransactionSource, traits::OriginTrait,
	weights::Weight, CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::pallet_prelude::OriginFor;
use scale_info::TypeInfo;
use sp_runtime::{
	traits::{DispatchInfoOf, DispatchOriginOf, Implication, TransactionExtension, ValidateResult},
	transaction_validity::{TransactionValidityError, ValidTransaction},
};

/// Bytes of a transaction that cost one more unit.
const BYTES_PER_UNIT: usize = 1_024;

/// Takes the units of a free call from its signer's quota: one, and one more for each full KiB of
/// the transaction.
///
/// It stands beside `SkipCheckIfFeeless`, which lets such a call pass without a fee, and asks the
/// same question at the same time: in `validate`, before anything is spent. The units are gone
/// even if the call then fails, since `prepare` is not rolled back.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	CloneNoBound,
	DebugNoBound,
	DefaultNoBound,
	PartialEqNoBound,
	EqNoBound,
)]
#[scale_info(skip_type_params(T))]
pub struct SpendFreeCalls<T>(PhantomData<T>);

impl<T> SpendFreeCalls<T> {
	pub fn new() -> Self {
		Self(PhantomData)
	}
}

/// What a transaction of so many bytes takes.
pub(crate) fn units_of(len: usize) -> u32 {
	u32::try_from(len / BYTES_PER_UNIT).unwrap_or(u32::MAX).saturating_add(1)
}

impl<T: Config + Send + Sync> TransactionExtension<T::RuntimeCall> for SpendFreeCalls<T>
where
	T::RuntimeCall: CheckIfFeeless<Origin = OriginFor<T>>,
{
	const IDENTIFIER: &'static str = "SpendFreeCalls";
	type Implicit = ();
	/// The account that pays with its quota.
	type Val = Option<T::AccountId>;
	type Pre = ();

	fn weight(&self, _: &T::RuntimeCall) -> Weight {
		<T as Config>::WeightInfo::spend_free_calls()
	}

	fn validate(
		&self,
		origin: DispatchOriginOf<T::RuntimeCall>,
		call: &T::RuntimeCall,
		_: &DispatchInfoOf<T::RuntimeCall>,
		_: usize,
		_: (),
		_: &impl Implication,
		_: TransactionSource,
	) -> ValidateResult<Self::Val, T::RuntimeCall> {
		let payer = origin.as_signer().filter(|_| call.is_feeless(&origin)).cloned();
		Ok((ValidTransaction::default(), payer, origin))
	}

	fn prepare(
		self,
		payer: Self::Val,
		_: &DispatchOriginOf<T::RuntimeCall>,
		_: &T::RuntimeCall,
		_: &DispatchInfoOf<T::RuntimeCall>,
		len: usize,
	) -> Result<Self::Pre, TransactionValidityError> {
		if let Some(who) = payer {
			Pallet::<T>::spend(&who, units_of(len));
		}
		Ok(())
	}
}
