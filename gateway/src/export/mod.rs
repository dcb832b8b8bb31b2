//! `export`: what the chain holds as a table or as JSON, an object a line.
//!
//! | what | from |
//! |---|---|
//! | readings | the transactions of blocks, and what the blocks report of them |
//! | registers | the meters, as they stand in the last final block |
//! | statements | the months of networks, closed or open |

use crate::{
	case::{month_of, rfc3339},
	chain::{state::State, Chain},
	cli,
	config::Config,
	delivery::link::connect,
	error::Error,
	output::Output,
	scope::Scope,
};
use serde::Serialize;
use std::collections::HashMap;

/// A reading of a block.
#[derive(Serialize)]
struct Reading {
	block: u64,
	interval_end: String,
	device: u32,
	meter: String,
	import_wh: u64,
	export_wh: Option<u64>,
	/// `booked`, or why it was refused.
	outcome: String,
}

/// A device's meter.
#[derive(Serialize)]
struct Meter {
	network: u32,
	network_name: String,
	device: u32,
	meter: String,
	read_at: String,
	import_wh: u64,
	export_wh: u64,
	mark_wh: u64,
	allocation_wh: u64,
}

/// A network's month.
#[derive(Serialize)]
struct Statement {
	network: u32,
	network_name: String,
	month: String,
	state: String,
	granted_wh: u64,
	carried_in_wh: u64,
	generated_wh: u64,
	received_wh: u64,
	bought_wh: u64,
	overdrawn_wh: u64,
	used_wh: u64,
	reserve_wh: u64,
	balances_wh: u64,
	held_wh: u64,
	given_wh: u64,
	offered_wh: u64,
	sold_wh: u64,
	carried_out_wh: u64,
	expired_wh: u64,
}

pub async fn run(
	config: &Config,
	url: &str,
	what: &cli::Export,
	output: Output,
) -> Result<(), Error> {
	let chain = connect(url, config, None).await?;
	let mut table = Table::new(output);
	match what {
		cli::Export::Readings { scope, from, to, .. } => {
			let scope = Scope::new(scope, config, &chain).await?;
			readings(&chain, scope, *from, *to, &mut table).await
		},
		cli::Export::Registers { scope, .. } => {
			let scope = Scope::new(scope, config, &chain).await?;
			registers(&chain, &scope, &mut table).await
		},
		cli::Export::Statements { scope, month, .. } => {
			let scope = Scope::new(scope, config, &chain).await?;
			statements(&chain, &scope, *month, &mut table).await
		},
	}
}

/// Rows with a header, or an object a line.
struct Table {
	output: Output,
	headed: bool,
}

impl Table {
	fn new(output: Output) -> Self {
		Self { output, headed: false }
	}

	fn put<T: Serialize>(&mut self, row: &T) {
		self.output.put(row, || {
			let mut table = csv::WriterBuilder::new()
				.has_headers(!self.headed)
				.terminator(csv::Terminator::Any(b'\n'))
				.from_writer(Vec::new());
			let written = table.serialize(row).and_then(|()| Ok(table.flush()?));
			let text = table.into_inner().unwrap_or_default();
			debug_assert!(written.is_ok(), "rows are plain");
			String::from_utf8_lossy(&text).trim_end().to_owned()
		});
		self.headed = true;
	}
}

async fn readings(
	chain: &Chain,
	mut scope: Scope,
	from: u64,
	to: Option<u64>,
	table: &mut Table,
) -> Result<(), Error> {
	let last = chain.finalized().await?.number;
	let now = chain.state().await?;
	let mut labels: HashMap<u32, String> = HashMap::new();
	let mut told = std::time::Instant::now();
	for number in from..=to.unwrap_or(last).min(last) {
		let missing = |why: &str| Error::NoHistory { block: number, why: why.into() };
		let block =
			chain.block_at(number).await?.ok_or_else(|| missing("the node does not have it"))?;
		let reports = chain.reports(block.hash).await?.ok_or_else(|| {
			missing(
				"the node no longer keeps what it reported: ask one that keeps all \
				 (--state-pruning archive), or name a later block with --from",
			)
		})?;
		for reading in chain.readings(block, &reports).await? {
			if !scope.has_device(&now, reading.device).await? {
				continue;
			}
			let meter = match labels.get(&reading.device) {
				Some(label) => label.clone(),
				None => {
					let label = now.device_label(reading.device).await?;
					labels.insert(reading.device, label.clone());
					label
				},
			};
			table.put(&Reading {
				block: number,
				interval_end: rfc3339(reading.at),
				device: reading.device,
				meter,
				import_wh: reading.import_wh,
				export_wh: reading.export_wh,
				outcome: reading.refused.unwrap_or_else(|| "booked".into()),
			});
		}
		if told.elapsed().as_secs() >= 5 {
			tracing::info!("block {number} of {last}");
			told = std::time::Instant::now();
		}
	}
	Ok(())
}

/// The networks in scope with their names.
async fn networks(state: &State<'_>, scope: &Scope) -> Result<Vec<(u32, String)>, Error> {
	let all = match (scope.networks(), scope.provider()) {
		([], Some(provider)) => {
			let networks = state.networks_of(provider).await?;
			networks.into_iter().map(|network| (network.id, network.label)).collect()
		},
		(named, _) => {
			let mut all = state.network_labels().await?;
			all.retain(|(id, _)| named.is_empty() || named.contains(id));
			all.sort();
			all
		},
	};
	Ok(all)
}

async fn registers(chain: &Chain, scope: &Scope, table: &mut Table) -> Result<(), Error> {
	let state = chain.state().await?;
	for (network, network_name) in networks(&state, scope).await? {
		for (device, meter) in state.labelled_devices(network).await? {
			let Some(position) = state.position(device).await? else { continue };
			table.put(&Meter {
				network,
				network_name: network_name.clone(),
				device,
				meter,
				read_at: rfc3339(position.read_at),
				import_wh: position.register,
				export_wh: position.export,
				mark_wh: position.mark,
				allocation_wh: position.allocation,
			});
		}
	}
	Ok(())
}

async fn statements(
	chain: &Chain,
	scope: &Scope,
	month: Option<u16>,
	table: &mut Table,
) -> Result<(), Error> {
	let state = chain.state().await?;
	for (network, network_name) in networks(&state, scope).await? {
		let month = match month {
			Some(month) => Some(month),
			None => state.current_month(network).await?,
		};
		let Some(month) = month else { continue };
		let Some(statement) = state.statement(network, month).await? else { continue };
		let columns = statement.columns;
		table.put(&Statement {
			network,
			network_name,
			month: month_of(month),
			state: format!("{:?}", statement.state).to_lowercase(),
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
		});
	}
	Ok(())
}

/// A month as `YYYY-MM`, in the chain's numbers.
pub fn parse_month(text: &str) -> Result<u16, String> {
	crate::case::month_id(text).ok_or_else(|| format!("«{text}» is no month: write YYYY-MM"))
}
