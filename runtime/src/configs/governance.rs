//! The consortium: a council of its member utilities.

use crate::*;
use frame_support::{parameter_types, traits::EitherOfDiverse, weights::Weight};
use frame_system::EnsureRoot;
use pallet_collective::{EnsureProportionAtLeast, EnsureProportionMoreThan};

pub type CouncilInstance = pallet_collective::Instance1;

/// More than half of the council: providers and parameters.
pub type RootOrHalfCouncil = EitherOfDiverse<
	EnsureRoot<AccountId>,
	EnsureProportionMoreThan<AccountId, CouncilInstance, 1, 2>,
>;

/// Two thirds of the council: membership, and whatever takes root (upgrades among it).
pub type RootOrTwoThirdsCouncil = EitherOfDiverse<
	EnsureRoot<AccountId>,
	EnsureProportionAtLeast<AccountId, CouncilInstance, 2, 3>,
>;

parameter_types! {
	pub const MotionDuration: BlockNumber = 7 * DAYS;
	pub const MaxProposals: u32 = 100;
	pub const MaxMembers: u32 = 100;
	/// A motion may weigh half a block.
	pub MaxProposalWeight: Weight =
		sp_runtime::Perbill::from_percent(50) * configs::system::MAXIMUM_BLOCK_WEIGHT;
}

impl pallet_collective::Config<CouncilInstance> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = MotionDuration;
	type MaxProposals = MaxProposals;
	type MaxMembers = MaxMembers;
	type DefaultVote = pallet_collective::PrimeDefaultVote;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = EnsureRoot<AccountId>;
	type MaxProposalWeight = MaxProposalWeight;
	type DisapproveOrigin = RootOrTwoThirdsCouncil;
	type KillOrigin = RootOrTwoThirdsCouncil;
	type Consideration = ();
}

impl pallet_membership::Config<pallet_membership::Instance1> for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type AddOrigin = RootOrTwoThirdsCouncil;
	type RemoveOrigin = RootOrTwoThirdsCouncil;
	type SwapOrigin = RootOrTwoThirdsCouncil;
	type ResetOrigin = RootOrTwoThirdsCouncil;
	type PrimeOrigin = RootOrTwoThirdsCouncil;
	type MembershipInitialized = Council;
	type MembershipChanged = Council;
	type MaxMembers = MaxMembers;
	type WeightInfo = pallet_membership::weights::SubstrateWeight<Runtime>;
}

impl pallet_consortium::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RootOrigin = RootOrTwoThirdsCouncil;
	type WeightInfo = pallet_consortium::weights::SubstrateWeight<Runtime>;
}

/// Without a key, and so without power, outside the development preset.
impl pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}
