//! `watch`: what final blocks report of one's networks, as it happens, from any block on.

use crate::{
	case::rfc3339,
	chain::{
		blocks::{BlockRef, Report},
		Chain,
	},
	cli,
	config::Config,
	delivery::link::{connect, connect_patiently, is_away},
	error::Error,
	output::Output,
	scope::Scope,
	submit::stopped,
};
use serde_json::{json, Value};
use std::time::Duration;

/// Between two looks at the chain.
const PAUSE: Duration = Duration::from_millis(500);

/// The pallets whose events are shown.
const PALLETS: &[&str] =
	&["Metering", "Allotments", "Rebalancing", "SurplusSale", "DeviceRegistry"];

pub async fn run(
	config: &Config,
	url: &str,
	request: &cli::Watch,
	output: Output,
) -> Result<(), Error> {
	let chain = connect(url, config, None).await?;
	let mut next = match request.from {
		Some(from) => from,
		None => chain.finalized().await?.number + 1,
	};
	let work = async {
		let mut chain = chain;
		loop {
			match follow(config, &chain, request, &mut next, output).await {
				Err(error) if is_away(&error) => {
					tracing::warn!("{error}");
					chain = connect_patiently(url, config, None).await?;
				},
				result => return result,
			}
		}
	};
	let done = tokio::select! {
		done = work => done,
		_ = stopped() => Ok(()),
	};
	tracing::info!("to go on from here: commonwatt-gateway watch --from {next}");
	done
}

async fn follow(
	config: &Config,
	chain: &Chain,
	request: &cli::Watch,
	next: &mut u64,
	output: Output,
) -> Result<(), Error> {
	let mut scope = Scope::new(&request.scope, config, chain).await?;
	loop {
		let last = chain.finalized().await?.number;
		while *next <= last {
			if request.to.is_some_and(|to| *next > to) {
				return Ok(());
			}
			let block = chain.block_at(*next).await?.ok_or_else(|| Error::NoHistory {
				block: *next,
				why: "the node does not have it".into(),
			})?;
			let reports = chain.reports(block.hash).await?.ok_or_else(|| Error::NoHistory {
				block: *next,
				why: "the node no longer keeps what it reported: ask one that keeps all \
				      (--state-pruning archive), or begin later"
					.into(),
			})?;
			show(chain, &mut scope, block, &reports, output).await?;
			*next += 1;
		}
		if request.to.is_some_and(|to| *next > to) {
			return Ok(());
		}
		tokio::time::sleep(PAUSE).await;
	}
}

async fn show(
	chain: &Chain,
	scope: &mut Scope,
	block: BlockRef,
	reports: &[Report],
	output: Output,
) -> Result<(), Error> {
	let shown = |report: &&Report| PALLETS.contains(&report.pallet.as_str());
	if !reports.iter().any(|report| shown(&report)) {
		return Ok(());
	}
	let at = chain.time_at(block.hash).await?;
	let state = chain.state_at(block.hash).await?;
	let slots = u64::from(chain.slots_per_page()?);
	let put = |pallet: &str, name: &str, fields: Value| {
		let event = json!({
			"block": block.number, "time": rfc3339(at), "pallet": pallet, "event": name,
			"fields": fields,
		});
		output.put(&event, || {
			format!("{:>8}  {}  {pallet}.{name}  {}", block.number, rfc3339(at), words(&fields))
		});
	};
	for report in reports.iter().filter(shown) {
		let number = |name: &str| report.number(name).and_then(|n| u32::try_from(n).ok());
		let ours = if let Some(network) = number("network") {
			scope.has_network(&state, network).await?
		} else if let Some(device) = number("device") {
			scope.has_device(&state, device).await?
		} else if let (Some(page), Some(slot)) = (report.number("page"), report.number("slot")) {
			let device = u32::try_from(page * slots + slot).unwrap_or(u32::MAX);
			scope.has_device(&state, device).await?
		} else if let Some(page) = report.number("page") {
			let device = u32::try_from(page * slots).unwrap_or(u32::MAX);
			scope.has_device(&state, device).await?
		} else if let Some(provider) = number("provider") {
			// For single networks their readings stand below, one by one.
			scope.networks().is_empty() && scope.is_provider(provider)
		} else {
			scope.networks().is_empty() && scope.provider().is_none()
		};
		if ours {
			put(&report.pallet, &report.name, report.json());
		}
	}
	if !scope.networks().is_empty() {
		for reading in chain.readings(block, reports).await? {
			if reading.refused.is_none() && scope.has_device(&state, reading.device).await? {
				let fields = json!({
					"device": reading.device, "interval_end": rfc3339(reading.at),
					"import_wh": reading.import_wh, "export_wh": reading.export_wh,
				});
				put("Metering", "ReadingBooked", fields);
			}
		}
	}
	Ok(())
}

/// The fields of an event as a person reads them.
fn words(fields: &Value) -> String {
	match fields {
		Value::Object(fields) => fields
			.iter()
			.map(|(name, value)| match value {
				Value::String(text) => format!("{name} {text}"),
				value => format!("{name} {value}"),
			})
			.collect::<Vec<_>>()
			.join(", "),
		other => other.to_string(),
	}
}
