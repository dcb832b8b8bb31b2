use crate as pallet_consortium;
use crate::Event;
use frame_support::{assert_noop, assert_ok, derive_impl, traits::EnsureOrigin};
use frame_system::RawOrigin;
use sp_runtime::{traits::BadOrigin, BuildStorage, DispatchError};

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(RuntimeCall, RuntimeEvent, RuntimeError, RuntimeOrigin, RuntimeTask)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Consortium = pallet_consortium;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
}

/// The council of this mock is account 1.
pub struct Council;
impl EnsureOrigin<RuntimeOrigin> for Council {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
		match origin.clone().into() {
			Ok(RawOrigin::Signed(1)) => Ok(()),
			_ => Err(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::signed(1))
	}
}

impl pallet_consortium::Config for Test {
	type RuntimeCall = RuntimeCall;
	type RootOrigin = Council;
	type WeightInfo = ();
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut ext: sp_io::TestExternalities =
		frame_system::GenesisConfig::<Test>::default().build_storage().unwrap().into();
	ext.execute_with(|| System::set_block_number(1));
	ext
}

fn set_storage() -> Box<RuntimeCall> {
	let items = vec![(b"key".to_vec(), b"value".to_vec())];
	Box::new(RuntimeCall::System(frame_system::Call::set_storage { items }))
}

#[test]
fn the_council_dispatches_as_root() {
	new_test_ext().execute_with(|| {
		assert_ok!(Consortium::dispatch_as_root(RuntimeOrigin::signed(1), set_storage()));
		assert_eq!(sp_io::storage::get(b"key").as_deref(), Some(&b"value"[..]));
		System::assert_last_event(Event::DispatchedAsRoot { result: Ok(()) }.into());
	});
}

#[test]
fn nobody_else_does() {
	new_test_ext().execute_with(|| {
		for origin in [RuntimeOrigin::signed(2), RuntimeOrigin::none(), RuntimeOrigin::root()] {
			assert_noop!(Consortium::dispatch_as_root(origin, set_storage()), BadOrigin);
		}
	});
}

#[test]
fn a_call_that_fails_is_told_in_the_event() {
	new_test_ext().execute_with(|| {
		let call = Box::new(RuntimeCall::Consortium(crate::Call::dispatch_as_root {
			call: set_storage(),
		}));
		assert_ok!(Consortium::dispatch_as_root(RuntimeOrigin::signed(1), call));
		assert!(sp_io::storage::get(b"key").is_none());
		System::assert_last_event(
			Event::DispatchedAsRoot { result: Err(DispatchError::BadOrigin) }.into(),
		);
	});
}
