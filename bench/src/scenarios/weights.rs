//! What blocks take, against the weight that the runtime accounts for them.

use super::{
	readings::{batches, max_pages},
	signed::batch,
	transfers::transfers,
	Bench,
};
use crate::{
	compare::{run, Loader},
	failure::Result,
	fleet::Kind,
	report::Goal,
	stats::{median, Summary},
};

/// The hot calls, each as large as it may be.
pub fn weights(bench: &mut Bench) -> Result<()> {
	let loads: [(&str, &mut Loader); 4] = [
		("submit, every page full", &mut |chain| batches(chain, 1, max_pages())),
		("submit_signed, ed25519", &mut |chain| batch(chain, 0)),
		("submit_signed, sr25519", &mut |chain| batch(chain, 1)),
		("transfer_keep_alive", &mut transfers),
	];
	let fleet = bench.many(Kind::Homes);
	let samples = bench.pairs();
	let mut chain = bench.take(fleet)?;
	for (call, load) in loads {
		let (mut full, mut empty) = (Vec::new(), Vec::new());
		for sample in 0..2 + samples {
			let idle = chain.block(&[])?;
			let load = load(&mut chain)?;
			let executed = run(&mut chain, &load)?;
			if sample >= 2 {
				empty.push(idle);
				full.push(executed);
			}
		}
		let idle = median(&empty.iter().map(|e| e.took.cpu).collect::<Vec<_>>());
		let idle_weight = median(&empty.iter().map(|e| e.weight).collect::<Vec<_>>());
		let ratios: Vec<_> =
			full.iter().map(|e| (e.took.cpu - idle) / (e.weight - idle_weight)).collect();
		let what = format!("CPU time ÷ weight, {call}");
		bench.found("weights", what, "", Goal::Between(0.3, 1.0), Summary::of(&ratios), fleet);
	}
	bench.keep(chain);
	Ok(())
}
