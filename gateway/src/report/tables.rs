//! The report as people read it: energy in kWh, prices in units of the settlement asset.

use super::{
	collect::Prices,
	json::{Case, Device, Network, Report, Sale},
};
use crate::case::rfc3339;
use comfy_table::{presets, CellAlignment, ContentArrangement, Table, TableComponent};

/// Devices shown of a case; the report in JSON has them all.
const DEVICES: usize = 20;

type Column<T> = (&'static str, fn(&T) -> u64);

const NETWORK_COLUMNS: &[Column<Network>] = &[
	("granted", |n| n.granted_wh),
	("carried in", |n| n.carried_in_wh),
	("generated", |n| n.generated_wh),
	("received", |n| n.received_wh),
	("bought", |n| n.bought_wh),
	("overdrawn", |n| n.overdrawn_wh),
	("used", |n| n.used_wh),
	("reserve", |n| n.reserve_wh),
	("balances", |n| n.balances_wh),
	("held", |n| n.held_wh),
	("given", |n| n.given_wh),
	("offered", |n| n.offered_wh),
	("sold", |n| n.sold_wh),
	("carried out", |n| n.carried_out_wh),
	("expired", |n| n.expired_wh),
];

const DEVICE_COLUMNS: &[Column<Device>] = &[
	("used", |d| d.used_wh),
	("generated", |d| d.generated_wh),
	("received", |d| d.received_wh),
	("given", |d| d.given_wh),
];

pub fn show(report: &Report, prices: Prices) -> String {
	let mut text = String::new();
	for case in &report.cases {
		text.push_str(&show_case(case, prices));
	}
	text.push_str(&format!(
		"\nchain {}, block {}, runtime {}",
		report.chain.genesis, report.chain.blocks, report.chain.spec_version
	));
	if report.seconds > 0.0 {
		text.push_str(&format!(", replayed in {} s", report.seconds));
	}
	text.push('\n');
	text
}

fn show_case(case: &Case, prices: Prices) -> String {
	let mut text = format!(
		"\n{} · {} · {} readings: {} booked, {} refused\n\nNetworks, kWh\n{}\n",
		case.name,
		case.period,
		case.readings.submitted,
		case.readings.booked,
		case.readings.refused,
		networks(&case.networks)
	);
	let count: usize = case.networks.iter().map(|network| network.devices.len()).sum();
	let shown = match count > DEVICES {
		true => format!(" (the first {DEVICES} of {count})"),
		false => String::new(),
	};
	text.push_str(&format!("\nDevices by use, kWh{shown}\n{}\n", devices(&case.networks)));
	text.push_str(&format!(
		"\nTransfers: {} between devices, {} between networks\n",
		case.transfers.between_devices, case.transfers.between_networks
	));
	match case.sales.is_empty() {
		true => text.push_str("\nSales: none\n"),
		false => text.push_str(&format!("\nSales\n{}\n", sales(&case.sales, prices))),
	}
	text
}

/// A table whose columns after the first `texts` are numbers.
fn table(header: Vec<String>, texts: usize) -> Table {
	let mut table = Table::new();
	table.load_preset(presets::NOTHING);
	table.set_style(TableComponent::HeaderLines, '─');
	table.set_style(TableComponent::MiddleHeaderIntersections, '─');
	table.set_content_arrangement(ContentArrangement::Disabled);
	let columns = header.len();
	table.set_header(header);
	for column in texts..columns {
		if let Some(column) = table.column_mut(column) {
			column.set_cell_alignment(CellAlignment::Right);
		}
	}
	table
}

/// The columns that say something: others would be zeros from top to bottom.
fn telling<'a, T>(columns: &'a [Column<T>], rows: &[&T]) -> Vec<&'a Column<T>> {
	columns.iter().filter(|(_, value)| rows.iter().any(|row| value(row) > 0)).collect()
}

fn networks(networks: &[Network]) -> Table {
	let rows: Vec<&Network> = networks.iter().collect();
	let columns = telling(NETWORK_COLUMNS, &rows);
	let names = columns.iter().map(|(name, _)| (*name).to_owned());
	let mut table = table(["network".to_owned()].into_iter().chain(names).collect(), 1);
	for network in networks {
		let mut row = vec![format!("{} {}", network.network, network.name)];
		row.extend(columns.iter().map(|(_, value)| kwh(value(network))));
		table.add_row(row);
	}
	if networks.len() > 1 {
		let mut row = vec!["all".to_owned()];
		row.extend(columns.iter().map(|(_, value)| kwh(networks.iter().map(value).sum())));
		table.add_row(row);
	}
	table
}

fn devices(networks: &[Network]) -> Table {
	let mut rows: Vec<(&Network, &Device)> = networks
		.iter()
		.flat_map(|network| network.devices.iter().map(move |device| (network, device)))
		.collect();
	rows.sort_by_key(|(network, device)| (std::cmp::Reverse(device.used_wh), network.network));
	rows.truncate(DEVICES);
	let all: Vec<&Device> = rows.iter().map(|(_, device)| *device).collect();
	let columns = telling(DEVICE_COLUMNS, &all);
	let header = ["network", "device", "rank"].into_iter().map(str::to_owned);
	let names = columns.iter().map(|(name, _)| (*name).to_owned());
	let mut table = table(header.chain(names).collect(), 2);
	for (network, device) in rows {
		let mut row = vec![
			format!("{} {}", network.network, network.name),
			format!("{} {}", device.device, device.name),
			device.rank.to_string(),
		];
		row.extend(columns.iter().map(|(_, value)| kwh(value(device))));
		table.add_row(row);
	}
	table
}

fn sales(sales: &[Sale], prices: Prices) -> Table {
	let header = ["round", "from", "price a kWh", "kWh", "buyers", "sellers"];
	let mut table = table(header.into_iter().map(str::to_owned).collect(), 2);
	for sale in sales {
		table.add_row(vec![
			sale.round.to_string(),
			rfc3339(sale.round.saturating_mul(prices.round_length)),
			money(sale.price, prices.decimals),
			kwh(sale.volume_wh),
			sale.buyers.to_string(),
			sale.sellers.to_string(),
		]);
	}
	table
}

fn kwh(wh: u64) -> String {
	format!("{}.{:03}", wh / 1_000, wh % 1_000)
}

fn money(units: u64, decimals: u8) -> String {
	match 10u64.checked_pow(u32::from(decimals)) {
		Some(one) if decimals > 0 => {
			let fraction = format!("{:0width$}", units % one, width = usize::from(decimals));
			// Two decimals, and more where they say something.
			let keep = fraction.trim_end_matches('0').len().max(2).min(fraction.len());
			format!("{}.{}", units / one, &fraction[..keep])
		},
		_ => units.to_string(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const PRICES: Prices = Prices { round_length: 86_400, decimals: 6 };

	#[test]
	fn tables_show_what_happened_and_leave_out_what_did_not() {
		let text = show(&super::super::json::tests::sample(), PRICES);
		for told in ["two-homes", "granted", "100.000", "1 North", "0 house", "89.962", "0.08"] {
			assert!(text.contains(told), "{told} is missing in\n{text}");
		}
		for untold in ["carried in", "held", "expired"] {
			assert!(!text.contains(untold), "{untold} is in\n{text}");
		}
		assert!(text.contains("2020-03-02"), "the round's day is missing in\n{text}");
	}

	#[test]
	fn energy_and_money_are_exact() {
		assert_eq!(kwh(1_234_567), "1234.567");
		assert_eq!(kwh(5), "0.005");
		assert_eq!(money(80_000, 6), "0.08");
		assert_eq!(money(1_234_500, 6), "1.2345");
		assert_eq!(money(8, 2), "0.08");
		assert_eq!(money(8, 0), "8");
	}
}
