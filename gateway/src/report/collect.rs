//! Reading the outcome from the chain, all at one block.

use super::json::{self, Report};
use crate::{
	case::{Case, Seconds},
	chain::{
		state::{DeviceLine, MonthState, State},
		submit::hex,
		Chain, ChainError,
	},
	error::Error,
	replay::actors::Actors,
};
use std::{collections::HashMap, time::Duration};

/// How people read rounds and prices.
#[derive(Clone, Copy, Debug)]
pub struct Prices {
	pub round_length: Seconds,
	pub decimals: u8,
}

pub async fn prices(chain: &Chain) -> Result<Prices, Error> {
	let asset = chain.settlement_asset()?;
	Ok(Prices {
		round_length: chain.constant("SurplusSale", "RoundLength")?,
		decimals: chain.state().await?.asset_decimals(asset).await?,
	})
}

pub async fn collect(chain: &Chain, cases: &[Case], took: Duration) -> Result<Report, Error> {
	let state = chain.state().await?;
	let round_length: Seconds = chain.constant("SurplusSale", "RoundLength")?;
	let mut report = Report {
		cases: Vec::with_capacity(cases.len()),
		chain: json::Chain {
			genesis: format!("0x{}", hex(chain.genesis().as_bytes())),
			blocks: state.block_number(),
			spec_version: state.spec_version(),
		},
		seconds: (took.as_secs_f64() * 10.0).round() / 10.0,
	};
	for case in cases {
		report.cases.push(collect_case(&state, case, round_length).await?);
	}
	Ok(report)
}

async fn collect_case(
	state: &State<'_>,
	case: &Case,
	round_length: Seconds,
) -> Result<json::Case, Error> {
	let mut actors = Actors::new(case);
	actors.look_up(state).await?;
	let mut transfers = json::Transfers::default();
	let mut networks = Vec::with_capacity(case.networks.len());
	for place in 0..case.networks.len() {
		networks.push(collect_network(state, &actors, place, &mut transfers).await?);
	}

	// The opening registers were booked by the enrolment, which the meters do not count.
	let enrolled = actors.devices.iter().flatten().count() as u64;
	let mut readings = json::Readings { submitted: 0, booked: enrolled, refused: 0 };
	let mut sales = Vec::new();
	for provider in &actors.providers {
		let Some(id) = provider.id else { continue };
		let totals = state.reading_totals(id).await?;
		readings.booked += totals.booked;
		readings.refused += totals.refused;
		sales.extend(sales_of(state, case, id, round_length).await?);
	}
	readings.submitted = readings.booked + readings.refused;
	sales.sort_by_key(|sale| sale.round);
	Ok(json::Case {
		name: case.name.clone(),
		period: case.period.to_string(),
		readings,
		networks,
		transfers,
		sales,
	})
}

/// The rounds of a provider in which something was traded, from the case's month to the end of the
/// next: later ones settle later months, when the chain has gone on.
async fn sales_of(
	state: &State<'_>,
	case: &Case,
	provider: u32,
	round_length: Seconds,
) -> Result<Vec<json::Sale>, ChainError> {
	let sales = state.sales(provider).await?;
	Ok(sales
		.into_iter()
		.filter(|sale| {
			let starts = sale.round.saturating_mul(round_length);
			starts >= case.period.start && starts < case.period.next_end
		})
		.filter_map(|sale| {
			Some(json::Sale {
				round: sale.round,
				price: sale.price?,
				volume_wh: sale.volume,
				buyers: sale.buyers,
				sellers: sale.sellers,
			})
		})
		.collect())
}

async fn collect_network(
	state: &State<'_>,
	actors: &Actors<'_>,
	place: usize,
	transfers: &mut json::Transfers,
) -> Result<json::Network, Error> {
	let (case, network) = (actors.case, &actors.case.networks[place]);
	let not_played = |why: String| Error::NotPlayed { case: case.name.clone(), why };
	let id = actors.networks[place]
		.id
		.ok_or_else(|| not_played(format!("its network {} is not there", network.number)))?;
	let month = case.period.month_id();
	let statement = state.statement(id, month).await?.ok_or_else(|| {
		not_played(format!("network {} has no statement for {}", network.number, case.period))
	})?;
	if statement.state != MonthState::Closed {
		let why = match statement.state {
			MonthState::Settling => "is in a settlement round",
			_ => "is still open",
		};
		return Err(not_played(format!("the month of its network {} {why}", network.number)));
	}
	transfers.between_devices += u64::from(statement.transfers_between_devices);
	transfers.between_networks += u64::from(statement.transfers_between_networks);

	let lines: HashMap<u32, DeviceLine> = state
		.statement_devices(id, month)
		.await?
		.into_iter()
		.map(|line| (line.device, line))
		.collect();
	let mut devices = Vec::new();
	for device in case.devices_of(place) {
		let known = &case.devices[device];
		let line = actors.devices[device].and_then(|on_chain| lines.get(&on_chain.id));
		let line = line.ok_or_else(|| {
			not_played(format!(
				"the statement of network {} does not name its device {}",
				network.number, known.number
			))
		})?;
		devices.push(json::Device {
			device: known.number,
			name: known.name.clone(),
			import_wh: line.import,
			export_wh: line.export,
			used_wh: line.used,
			generated_wh: line.generated,
			received_wh: line.received,
			given_wh: line.given,
			rank: line.rank,
		});
	}
	let columns = statement.columns;
	Ok(json::Network {
		network: network.number,
		name: network.name.clone(),
		granted_wh: columns.granted,
		carried_in_wh: columns.carried_in,
		generated_wh: columns.generated,
		received_wh: columns.received,
		bought_wh: columns.bought,
		overdrawn_wh: columns.overdrawn,
		used_wh: columns.used,
		reserve_wh: columns.reserve,
		balances_wh: columns.balances,
		held_wh: columns.held,
		given_wh: columns.given,
		offered_wh: columns.offered,
		sold_wh: columns.sold,
		carried_out_wh: columns.carried_out,
		expired_wh: columns.expired,
		devices,
	})
}
