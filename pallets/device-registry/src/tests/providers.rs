use super::*;
use commonwatt_primitives::{
	directory::{CarryOver, Overdraft, Tariff},
	Price,
};
use sp_runtime::DispatchError::BadOrigin;

fn tariff(buy_back: u64, retail: u64, tick: u64) -> Tariff {
	Tariff { buy_back: Price(buy_back), retail: Price(retail), tick: Price(tick) }
}

fn apply(terms: Terms) -> sp_runtime::DispatchResult {
	Registry::apply_as_provider(signed(UTILITY), label("utility"), terms)
}

#[test]
fn an_applicant_is_pending_and_its_deposit_is_held() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(terms()));
		assert_eq!(last_event(), Event::ProviderApplied { provider: 0, account: UTILITY });
		let provider = Providers::<Test>::get(0).unwrap();
		assert_eq!(provider.state, State::Pending);
		assert_eq!(provider.tariff, terms().tariff);
		assert_eq!(ProviderLabels::<Test>::get(0), Some(label("utility")));
		assert_eq!(held(HoldReason::Provider, UTILITY), 1_000);
	});
}

#[test]
fn ids_are_given_in_order_and_an_account_is_one_provider_only() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(provider(UTILITY), 0);
		assert_eq!(provider(RIVAL), 1);
		assert_noop!(apply(terms()), E::AlreadyAProvider);
	});
}

#[test]
fn an_applicant_without_the_deposit_is_refused() {
	ExtBuilder::default().balance(1_000).build_and_execute(|| {
		assert_noop!(apply(terms()), TokenError::FundsUnavailable);
	});
}

#[test]
fn no_application_without_ids_left() {
	ExtBuilder::default().build_and_execute(|| {
		NextProvider::<Test>::put(u32::MAX);
		assert_noop!(apply(terms()), E::IdsExhausted);
	});
}

#[test]
fn terms_out_of_bounds_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(apply(Terms { capacity: Energy::ZERO, ..terms() }), E::ZeroCapacity);
		assert_noop!(
			apply(Terms { tariff: tariff(301, 300, 1), ..terms() }),
			E::BuyBackAboveRetail
		);
		let overdraft = Overdraft { limit: Energy::wh(1), chunk: Energy::ZERO };
		assert_noop!(apply(Terms { overdraft, ..terms() }), E::ZeroChunk);
		let carry_over = CarryOver { limit: Energy::ZERO, months: 13 };
		assert_noop!(apply(Terms { carry_over, ..terms() }), E::CarriedTooLong);
		for utc_offset_minutes in [-721, 841] {
			assert_noop!(apply(Terms { utc_offset_minutes, ..terms() }), E::UtcOffsetOutOfRange);
		}
	});
}

#[test]
fn terms_at_their_bounds_are_taken() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(Terms {
			capacity: Energy::wh(1),
			tariff: tariff(0, 128, 1),
			overdraft: Overdraft { limit: Energy::ZERO, chunk: Energy::ZERO },
			carry_over: CarryOver { limit: Energy::ZERO, months: 12 },
			utc_offset_minutes: 840,
		}));
	});
}

#[test]
fn the_council_approves_a_pending_provider_once() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(terms()));
		assert_noop!(Registry::approve_provider(signed(UTILITY), 0), BadOrigin);
		assert_noop!(Registry::approve_provider(RuntimeOrigin::root(), 1), E::ProviderNotFound);
		assert_ok!(Registry::approve_provider(RuntimeOrigin::root(), 0));
		assert_eq!(last_event(), Event::ProviderApproved { provider: 0 });
		assert_eq!(Providers::<Test>::get(0).unwrap().state, State::Active);
		assert_noop!(Registry::approve_provider(RuntimeOrigin::root(), 0), E::InvalidTransition);
	});
}

#[test]
fn capacity_stays_above_what_is_granted() {
	ExtBuilder::default().build_and_execute(|| {
		let set =
			|origin, provider, kwh| Registry::set_capacity(origin, provider, Energy::kwh(kwh));
		let id = utility();
		Committed::set(Energy::kwh(500));
		assert_noop!(set(signed(UTILITY), id, 600), BadOrigin);
		assert_noop!(set(RuntimeOrigin::root(), 7, 600), E::ProviderNotFound);
		assert_noop!(set(RuntimeOrigin::root(), id, 499), E::CapacityBelowGrants);
		assert_noop!(set(RuntimeOrigin::root(), id, 0), E::ZeroCapacity);
		assert_ok!(set(RuntimeOrigin::root(), id, 500));
		assert_eq!(last_event(), Event::CapacitySet { provider: id, capacity: Energy::kwh(500) });
		assert_eq!(Providers::<Test>::get(id).unwrap().capacity, Energy::kwh(500));
	});
}

#[test]
fn a_retired_provider_has_no_capacity_to_set() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		assert_ok!(Registry::set_provider_state(RuntimeOrigin::root(), id, State::Retired));
		assert_noop!(
			Registry::set_capacity(RuntimeOrigin::root(), id, Energy::kwh(1)),
			E::InvalidTransition
		);
	});
}

#[test]
fn the_council_suspends_and_resumes() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		let set = |state| Registry::set_provider_state(RuntimeOrigin::root(), id, state);
		assert_noop!(
			Registry::set_provider_state(signed(UTILITY), id, State::Suspended),
			BadOrigin
		);
		assert_noop!(
			Registry::set_provider_state(RuntimeOrigin::root(), 9, State::Suspended),
			E::ProviderNotFound
		);
		assert_noop!(set(State::Active), E::InvalidTransition);
		assert_noop!(set(State::Pending), E::InvalidTransition);
		assert_ok!(set(State::Suspended));
		assert_eq!(
			last_event(),
			Event::ProviderStateChanged { provider: id, state: State::Suspended }
		);
		assert_noop!(set(State::Suspended), E::InvalidTransition);
		assert_ok!(set(State::Active));
		assert_eq!(Providers::<Test>::get(id).unwrap().state, State::Active);
	});
}

#[test]
fn a_pending_provider_becomes_active_by_approval_only() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(terms()));
		for state in [State::Active, State::Suspended, State::Pending] {
			assert_noop!(
				Registry::set_provider_state(RuntimeOrigin::root(), 0, state),
				E::InvalidTransition
			);
		}
		// But it can be turned away.
		assert_ok!(Registry::set_provider_state(RuntimeOrigin::root(), 0, State::Retired));
		assert_eq!(held(HoldReason::Provider, UTILITY), 0);
	});
}

#[test]
fn a_provider_with_networks_does_not_retire() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		let network = network(ALICE);
		let retire = || Registry::set_provider_state(RuntimeOrigin::root(), id, State::Retired);
		assert_noop!(retire(), E::ProviderHasNetworks);
		assert_ok!(Registry::set_network_state(signed(UTILITY), network, State::Retired));
		assert_ok!(retire());
	});
}

#[test]
fn a_retired_provider_leaves_its_record_and_nothing_else() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		assert_ok!(Registry::set_provider_state(RuntimeOrigin::root(), id, State::Retired));
		assert_eq!(Providers::<Test>::get(id).unwrap().state, State::Retired);
		assert!(!HeadEnds::<Test>::contains_key(HEAD_END));
		assert!(!ProviderHeadEnds::<Test>::contains_key(id));
		assert!(!ProviderLabels::<Test>::contains_key(id));
		assert_eq!(held(HoldReason::Provider, UTILITY), 0);
		assert_noop!(
			Registry::set_provider_state(RuntimeOrigin::root(), id, State::Active),
			E::InvalidTransition
		);
		// Its account may apply anew.
		assert_eq!(provider(UTILITY), 1);
	});
}

#[test]
fn a_provider_sets_its_prices_on_a_grid() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let set = |tariff| Registry::set_tariff(signed(UTILITY), tariff);
		assert_noop!(set(tariff(301, 300, 1)), E::BuyBackAboveRetail);
		assert_noop!(set(tariff(100, 300, 0)), E::ZeroTick);
		assert_noop!(set(tariff(100, 300, 7)), E::RetailOffTick);
		assert_noop!(set(tariff(0, 129, 1)), E::TooManyTicks);
		let good = tariff(50, 250, 25);
		assert_noop!(Registry::set_tariff(signed(HEAD_END), good), E::NotTheProvider);
		assert_ok!(set(good));
		assert_eq!(last_event(), Event::TariffSet { provider: 0, tariff: good });
		assert_eq!(Providers::<Test>::get(0).unwrap().tariff, good);
		// One price for both.
		assert_ok!(set(tariff(200, 200, 1)));
	});
}

#[test]
fn a_provider_sets_its_rules() {
	ExtBuilder::default().build_and_execute(|| {
		utility();
		let overdraft = Overdraft { limit: Energy::kwh(9), chunk: Energy::kwh(3) };
		let carry_over = CarryOver { limit: Energy::kwh(1), months: 1 };
		let set =
			|who, overdraft, carry_over| Registry::set_rules(signed(who), overdraft, carry_over);
		assert_noop!(set(ALICE, overdraft, carry_over), E::NotTheProvider);
		assert_noop!(
			set(UTILITY, Overdraft { chunk: Energy::ZERO, ..overdraft }, carry_over),
			E::ZeroChunk
		);
		assert_noop!(
			set(UTILITY, overdraft, CarryOver { months: 13, ..carry_over }),
			E::CarriedTooLong
		);
		assert_ok!(set(UTILITY, overdraft, carry_over));
		assert_eq!(last_event(), Event::RulesSet { provider: 0, overdraft, carry_over });
		let provider = Providers::<Test>::get(0).unwrap();
		assert_eq!((provider.overdraft, provider.carry_over), (overdraft, carry_over));
	});
}

#[test]
fn a_head_end_serves_one_provider() {
	ExtBuilder::default().build_and_execute(|| {
		let id = provider(UTILITY);
		provider(RIVAL);
		assert_noop!(Registry::add_head_end(signed(ALICE), HEAD_END), E::NotTheProvider);
		assert_ok!(Registry::add_head_end(signed(UTILITY), HEAD_END));
		assert_eq!(last_event(), Event::HeadEndAdded { provider: id, who: HEAD_END });
		for account in [UTILITY, RIVAL] {
			assert_noop!(Registry::add_head_end(signed(account), HEAD_END), E::AlreadyAHeadEnd);
		}
		assert_eq!(ProviderHeadEnds::<Test>::get(id).to_vec(), vec![HEAD_END]);
	});
}

#[test]
fn head_ends_are_bounded() {
	ExtBuilder::default().build_and_execute(|| {
		provider(UTILITY);
		for who in 50..53 {
			assert_ok!(Registry::add_head_end(signed(UTILITY), who));
		}
		assert_noop!(Registry::add_head_end(signed(UTILITY), 53), E::TooManyHeadEnds);
	});
}

#[test]
fn a_provider_removes_its_own_head_ends_only() {
	ExtBuilder::default().build_and_execute(|| {
		let id = utility();
		provider(RIVAL);
		assert_ok!(Registry::add_head_end(signed(UTILITY), BOB));
		assert_noop!(Registry::remove_head_end(signed(ALICE), HEAD_END), E::NotTheProvider);
		assert_noop!(Registry::remove_head_end(signed(RIVAL), HEAD_END), E::NotAHeadEnd);
		assert_noop!(Registry::remove_head_end(signed(UTILITY), ALICE), E::NotAHeadEnd);
		assert_ok!(Registry::remove_head_end(signed(UTILITY), HEAD_END));
		assert_eq!(last_event(), Event::HeadEndRemoved { provider: id, who: HEAD_END });
		assert_eq!(ProviderHeadEnds::<Test>::get(id).to_vec(), vec![BOB]);
		assert_ok!(Registry::remove_head_end(signed(UTILITY), BOB));
		assert!(!ProviderHeadEnds::<Test>::contains_key(id));
	});
}
