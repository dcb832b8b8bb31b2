//! `practice`: a provider with a head-end on a development chain, to try the other commands with.

use crate::{
	case::rfc3339,
	chain::{
		accounts::{self, Account},
		calls::{Calls, CarryOver, Overdraft, Tariff, Terms},
		pool::Answer,
		Chain,
	},
	error::Error,
	output::Output,
};
use serde::Serialize;
use std::time::{Duration, Instant};

/// The chain makes a block in six seconds, and makes it final a few blocks later.
const PATIENCE: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_millis(200);
/// Blocks that the transaction may wait for its place.
const LIVES: u64 = 64;

/// What a practice provider may grant, in Wh, and its prices in smallest units per kWh: those that a
/// replay sets, for networks of any size.
const TERMS: Terms = Terms {
	capacity: 1_000_000_000_000,
	tariff: Tariff { buy_back: 80_000, retail: 300_000, tick: 10_000 },
	overdraft: Overdraft { limit: 100_000, chunk: 5_000 },
	carry_over: CarryOver { limit: 100_000, months: 3 },
	utc_offset_minutes: 0,
};

/// Deposits for so many networks and devices.
const NETWORKS: u128 = 2_000;
const DEVICES: u128 = 20_000;

/// What is there to practise with.
#[derive(Debug, Serialize)]
struct Practice {
	provider: u32,
	name: String,
	account: String,
	head_end: String,
	/// What to put into `COMMONWATT_KEY`: derived from the well-known phrase, no secret.
	key: String,
	/// The chain's time, which a reading must not be after.
	time: String,
}

pub async fn run(chain: &Chain, name: &str, output: Output) -> Result<(), Error> {
	let kind = chain.chain_type().await?;
	let alice = accounts::alice();
	if kind != "Development" || chain.state().await?.sudo_key().await? != Some(alice.id.0) {
		return Err(Error::NotForThisChain(format!(
			"this chain is of type «{kind}»: practice needs a development chain (commonwatt-node \
			 --dev), where //Alice is sudo"
		)));
	}
	let (provider, head_end) = accounts::practice(name);
	let state = chain.state().await?;
	if state.head_end_of(&head_end.id).await?.is_none() {
		make(chain, name, &alice, &provider, &head_end).await?;
	}
	let id = chain.state().await?.head_end_of(&head_end.id).await?;
	let Some(id) = id else {
		return Err(Error::NotForThisChain(format!(
			"//Alice could not make the provider «{name}»: see the node's log"
		)));
	};
	let practice = Practice {
		provider: id,
		name: name.into(),
		account: provider.id.to_string(),
		head_end: head_end.id.to_string(),
		key: head_end.suri,
		time: rfc3339(chain.time_at(chain.best().await?.hash).await?),
	};
	output.put(&practice, || {
		format!(
			"provider {} «{}» with the head-end {}; the chain's time is {}\nexport COMMONWATT_KEY={}",
			practice.provider, practice.name, practice.head_end, practice.time, practice.key
		)
	});
	Ok(())
}

/// All in one transaction of //Alice, who is sudo: money, application, approval, head-end.
async fn make(
	chain: &Chain,
	name: &str,
	alice: &Account,
	provider: &Account,
	head_end: &Account,
) -> Result<(), Error> {
	let calls = Calls(chain.base());
	let deposit = |name| chain.constant::<u128>("DeviceRegistry", name);
	let existential = chain.constant::<u128>("Balances", "ExistentialDeposit")?;
	let deposits = deposit("ProviderDeposit")?
		+ deposit("NetworkDeposit")? * NETWORKS
		+ deposit("DeviceDeposit")? * DEVICES;
	let next = chain.state().await?.next_provider().await?;
	let all = calls.batch_all(vec![
		calls.transfer(&provider.id, deposits + existential * 1_000)?,
		calls.transfer(&head_end.id, existential * 1_000)?,
		calls.sudo_as(&provider.id, calls.apply_as_provider(name, TERMS)?)?,
		calls.sudo(calls.approve_provider(next)?)?,
		calls.sudo_as(&provider.id, calls.add_head_end(&head_end.id)?)?,
	])?;
	let last = chain.finalized().await?;
	let nonce = chain.nonce_at(chain.best().await?.hash, &alice.id).await?;
	let signed = chain.sign(&alice.key, &all, nonce, last, LIVES)?;
	match chain.offer(&signed.bytes).await? {
		Answer::Waits => {},
		answer => {
			return Err(Error::NotForThisChain(format!("the node refused //Alice: {answer:?}")))
		},
	}
	let started = Instant::now();
	while started.elapsed() < PATIENCE {
		if chain.state().await?.head_end_of(&head_end.id).await?.is_some() {
			return Ok(());
		}
		tokio::time::sleep(PAUSE).await;
	}
	Err(Error::NotForThisChain(format!(
		"no block took the provider in within {} s: does the node make blocks? On the simulated \
		 clock it does with --sealing instant",
		PATIENCE.as_secs()
	)))
}
