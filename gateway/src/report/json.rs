//! The report as others read it. Names and meanings are kept stable: energy in Wh, money in smallest
//! units of the settlement asset, figures those of the closed month's statement.

use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Report {
	pub cases: Vec<Case>,
	pub chain: Chain,
	/// How long the replay took; 0 where the report was made without one.
	pub seconds: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Chain {
	pub genesis: String,
	pub blocks: u64,
	pub spec_version: u32,
}

#[derive(Clone, Debug, Serialize)]
pub struct Case {
	pub name: String,
	pub period: String,
	pub readings: Readings,
	pub networks: Vec<Network>,
	pub transfers: Transfers,
	pub sales: Vec<Sale>,
}

/// As the chain counted them; opening registers, which enrolled the devices, are among them.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Readings {
	pub submitted: u64,
	pub booked: u64,
	pub refused: u64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Network {
	/// Its number in the case.
	pub network: u64,
	pub name: String,
	pub granted_wh: u64,
	pub carried_in_wh: u64,
	pub generated_wh: u64,
	pub received_wh: u64,
	pub bought_wh: u64,
	pub overdrawn_wh: u64,
	pub used_wh: u64,
	pub reserve_wh: u64,
	pub balances_wh: u64,
	pub held_wh: u64,
	pub given_wh: u64,
	pub offered_wh: u64,
	pub sold_wh: u64,
	pub carried_out_wh: u64,
	pub expired_wh: u64,
	pub devices: Vec<Device>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Device {
	/// Its number in the network.
	pub device: u64,
	pub name: String,
	/// The last import register.
	pub import_wh: u64,
	/// The last export register.
	pub export_wh: u64,
	pub used_wh: u64,
	pub generated_wh: u64,
	pub received_wh: u64,
	pub given_wh: u64,
	pub rank: u32,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Transfers {
	pub between_devices: u64,
	pub between_networks: u64,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Sale {
	pub round: u32,
	/// Smallest units for a kWh.
	pub price: u64,
	pub volume_wh: u64,
	pub buyers: u32,
	pub sellers: u32,
}

#[cfg(test)]
pub mod tests {
	use super::*;

	pub fn sample() -> Report {
		Report {
			cases: vec![Case {
				name: "two-homes".into(),
				period: "2020-02".into(),
				readings: Readings { submitted: 8, booked: 7, refused: 1 },
				networks: vec![Network {
					network: 1,
					name: "North".into(),
					granted_wh: 100_000,
					carried_in_wh: 0,
					generated_wh: 20,
					received_wh: 1,
					bought_wh: 2,
					overdrawn_wh: 3,
					used_wh: 60,
					reserve_wh: 0,
					balances_wh: 0,
					held_wh: 0,
					given_wh: 4,
					offered_wh: 0,
					sold_wh: 89_962,
					carried_out_wh: 10_000,
					expired_wh: 0,
					devices: vec![Device {
						device: 0,
						name: "house".into(),
						import_wh: 70,
						export_wh: 0,
						used_wh: 60,
						generated_wh: 0,
						received_wh: 5,
						given_wh: 6,
						rank: 1,
					}],
				}],
				transfers: Transfers { between_devices: 2, between_networks: 1 },
				sales: vec![Sale {
					round: 18_323,
					price: 80_000,
					volume_wh: 89_962,
					buyers: 1,
					sellers: 1,
				}],
			}],
			chain: Chain { genesis: "0x00".into(), blocks: 12, spec_version: 1 },
			seconds: 1.5,
		}
	}

	#[test]
	fn the_report_has_the_shape_that_others_read() {
		let expected = concat!(
			r#"{"cases":[{"name":"two-homes","period":"2020-02","#,
			r#""readings":{"submitted":8,"booked":7,"refused":1},"#,
			r#""networks":[{"network":1,"name":"North","granted_wh":100000,"carried_in_wh":0,"#,
			r#""generated_wh":20,"received_wh":1,"bought_wh":2,"overdrawn_wh":3,"used_wh":60,"#,
			r#""reserve_wh":0,"balances_wh":0,"held_wh":0,"given_wh":4,"offered_wh":0,"#,
			r#""sold_wh":89962,"carried_out_wh":10000,"expired_wh":0,"#,
			r#""devices":[{"device":0,"name":"house","import_wh":70,"export_wh":0,"used_wh":60,"#,
			r#""generated_wh":0,"received_wh":5,"given_wh":6,"rank":1}]}],"#,
			r#""transfers":{"between_devices":2,"between_networks":1},"#,
			r#""sales":[{"round":18323,"price":80000,"volume_wh":89962,"buyers":1,"sellers":1}]}],"#,
			r#""chain":{"genesis":"0x00","blocks":12,"spec_version":1},"seconds":1.5}"#,
		);
		assert_eq!(serde_json::to_string(&sample()).unwrap(), expected);
	}
}
