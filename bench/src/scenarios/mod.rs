//! What is measured.

mod bytes;
mod growth;
mod month_end;
mod readings;
mod replay;
mod rpc;
mod sale;
mod scale;
mod signed;
mod transfers;
mod weights;

use crate::{
	chain::Chain,
	cli::Options,
	compare::Compared,
	failure::Result,
	fleet::{Fleet, Kind},
	report::{Figure, Goal, Report},
	state,
	stats::Summary,
};

/// Something to measure.
pub struct Scenario {
	pub name: &'static str,
	pub about: &'static str,
	pub run: fn(&mut Bench) -> Result<()>,
	/// Whether it compares with transfers, so that those must equal themselves first.
	pub compares: bool,
	/// The kinds of fleet whose large states it wants.
	pub fleets: &'static [Kind],
}

impl std::fmt::Debug for Scenario {
	fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
		f.write_str(self.name)
	}
}

/// In the order in which they run.
pub static SCENARIOS: &[Scenario] = &[
	Scenario {
		name: "same",
		about: "transfers against transfers: must be equal",
		run: transfers::same,
		compares: true,
		fleets: &[Kind::Homes],
	},
	Scenario {
		name: "batched",
		about: "head-ends' batches, every register under its mark",
		run: readings::batched,
		compares: true,
		fleets: &Kind::BOTH,
	},
	Scenario {
		name: "covered",
		about: "the same while 1 % of the readings pass their mark and are covered",
		run: readings::covered,
		compares: true,
		fleets: &Kind::BOTH,
	},
	Scenario {
		name: "signed",
		about: "gateways' batches of readings that devices signed",
		run: signed::batches,
		compares: true,
		fleets: &[Kind::Homes],
	},
	Scenario {
		name: "single",
		about: "readings that devices bring in on their own",
		run: signed::single,
		compares: true,
		fleets: &[Kind::Homes],
	},
	Scenario {
		name: "scale",
		about: "a reading among many devices against one among a thousand",
		run: scale::scale,
		compares: false,
		fleets: &Kind::BOTH,
	},
	Scenario {
		name: "bytes",
		about: "bytes in a block and in the state",
		run: bytes::bytes,
		compares: false,
		fleets: &Kind::BOTH,
	},
	Scenario {
		name: "weights",
		about: "CPU time against the weight that blocks account for",
		run: weights::weights,
		compares: false,
		fleets: &[Kind::Homes],
	},
	Scenario {
		name: "month-end",
		about: "a month ends for all devices at once",
		run: month_end::month_end,
		compares: false,
		fleets: &[],
	},
	Scenario {
		name: "sale",
		about: "rounds of up to 10,000 orders",
		run: sale::sale,
		compares: false,
		fleets: &[],
	},
	Scenario {
		name: "growth",
		about: "what a year adds to the state",
		run: growth::growth,
		compares: false,
		fleets: &[],
	},
	Scenario {
		name: "rpc",
		about: "readings through the RPC of a validator",
		run: rpc::rpc,
		compares: false,
		fleets: &[],
	},
	Scenario {
		name: "replay",
		about: "recorded months through node and gateway",
		run: replay::replay,
		compares: false,
		fleets: &[],
	},
];

/// Devices in the small state.
pub const FEW: u32 = 1_000;

/// A run: its options, the chains that are open, and what was found.
pub struct Bench {
	pub options: Options,
	pub report: Report,
	chains: Vec<Chain>,
}

impl Bench {
	pub fn new(options: Options) -> Self {
		Self { options, report: Report::default(), chains: Vec::new() }
	}

	/// Whether a scenario is asked for. What compares with transfers wants `same` first.
	pub fn wants(&self, scenario: &Scenario) -> bool {
		let only = &self.options.only;
		only.is_empty()
			|| only.iter().any(|wanted| wanted.name == scenario.name)
			|| (scenario.name == "same" && only.iter().any(|wanted| wanted.compares))
	}

	pub fn pairs(&self) -> usize {
		self.options.pairs as usize
	}

	/// The large fleet of a kind.
	pub fn many(&self, kind: Kind) -> Fleet {
		Fleet::new(kind, self.options.devices)
	}

	/// Prepares what will be wanted of the large states, side by side.
	pub fn prepare(&self) -> Result<()> {
		let large = |scenario: &Scenario| scenario.fleets.iter().copied();
		let wanted = SCENARIOS.iter().filter(|scenario| self.wants(scenario)).flat_map(large);
		let mut fleets = Vec::new();
		for fleet in wanted.map(|kind| self.many(kind)) {
			if !fleets.contains(&fleet) {
				fleets.push(fleet);
			}
		}
		state::prepare(&self.options.dir, &fleets)
	}

	/// Takes the fleet's chain out, opened if it was not; [`keep`](Self::keep) puts it back.
	pub fn take(&mut self, fleet: Fleet) -> Result<Chain> {
		match self.chains.iter().position(|chain| chain.fleet == fleet) {
			Some(index) => Ok(self.chains.swap_remove(index)),
			None => Chain::open(&self.options.dir, fleet, self.options.warm),
		}
	}

	pub fn keep(&mut self, chain: Chain) {
		self.chains.push(chain);
	}

	/// Closes all chains: what follows wants the machine for itself.
	pub fn close(&mut self) {
		self.chains.clear();
	}

	/// Adds a figure.
	pub fn found(
		&mut self,
		scenario: &'static str,
		what: impl Into<String>,
		unit: &'static str,
		goal: Goal,
		found: Summary,
		fleet: Fleet,
	) {
		self.report.add(Figure {
			scenario,
			what: what.into(),
			unit,
			goal,
			found,
			fleet: Some(fleet),
			note: String::new(),
		});
	}

	/// Adds a comparison with transfers.
	pub fn compared(
		&mut self,
		scenario: &'static str,
		what: &str,
		goal: Goal,
		compared: Compared,
		fleet: Fleet,
	) {
		self.found(scenario, what, "transfers", goal, compared.ratio, fleet);
		self.found(scenario, "CPU time of a reading", "µs", Goal::None, compared.a, fleet);
		self.found(scenario, "CPU time of a transfer", "µs", Goal::None, compared.b, fleet);
		self.found(scenario, "CPU time of an empty block", "ms", Goal::None, compared.empty, fleet);
		self.found(scenario, "weight of a reading", "µs", Goal::None, compared.weight_a, fleet);
	}
}
