//! Who calls without a fee.

use super::*;
use frame_support::dispatch::CheckIfFeeless;

fn is_free(call: Call<Test>, who: AccountId) -> bool {
	RuntimeCall::Allotments(call).is_feeless(&signed(who))
}

#[test]
fn ordinary_work_is_free_for_those_whose_work_it_is() {
	ExtBuilder::default().build_and_execute(|| {
		let energy = kwh(1);
		let network = HOME;
		let allocations = allocations(&[]);
		let providers = [Call::set_allotment { network, energy }, Call::grant { network, energy }];
		let owners = [
			Call::allocate { network, allocations },
			Call::top_up { device: A, energy },
			Call::take_back { device: A, energy },
		];
		let askers = [Call::request { device: A, energy }, Call::cancel_request { device: A }];
		let nobodys = [Call::cover { device: A }, Call::close_month { network }];

		let everyone = [OWNER, OTHER_OWNER, STRANGER, PROVIDER, HEAD_END];
		let free = |call: &Call<Test>| -> Vec<_> {
			everyone.into_iter().filter(|who| is_free(call.clone(), *who)).collect()
		};
		assert!(providers.iter().all(|call| free(call) == [PROVIDER]));
		assert!(owners.iter().all(|call| free(call) == [OWNER]));
		assert!(askers.iter().all(|call| free(call) == [OWNER, HEAD_END]));
		assert!(nobodys.iter().all(|call| free(call).is_empty()));
	});
}

#[test]
fn nothing_is_free_past_the_quota_or_without_a_signature() {
	ExtBuilder::default().build_and_execute(|| {
		let call = Call::top_up { device: A, energy: kwh(1) };
		assert!(is_free(call.clone(), OWNER));
		script(|s| s.spent = vec![OWNER]);
		assert!(!is_free(call.clone(), OWNER));
		assert!(!RuntimeCall::Allotments(call).is_feeless(&RuntimeOrigin::root()));
	});
}
