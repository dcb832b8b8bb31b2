//! Free calls within a quota.
//!
//! Head-ends and owners pay no fee while their quota lasts. A quota is counted in *units* (a plain
//! call is one; a batch is one for every register page it touches) and refills lazily with time.

/// Who may call without a fee, and how much of that is left.
pub trait FreeCalls<AccountId> {
	/// Whether `who` has `units` left.
	fn has(who: &AccountId, units: u32) -> bool;

	/// Takes `units` from what `who` has left, down to nothing.
	fn spend(who: &AccountId, units: u32);
}

impl<AccountId> FreeCalls<AccountId> for () {
	fn has(_: &AccountId, _: u32) -> bool {
		false
	}

	fn spend(_: &AccountId, _: u32) {}
}
