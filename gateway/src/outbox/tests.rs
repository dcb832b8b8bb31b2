use super::{
	accept::{reckon, Offered, Registers},
	settle::Fate,
	waiting::Brings,
	*,
};
use crate::{chain::pool::Signed, input::Change};
use proptest::prelude::*;
use std::collections::HashMap;

fn registers(at: u32, import: u64) -> Registers {
	Registers { at, import, export: 0 }
}

fn signed(nonce: u64) -> Signed {
	Signed {
		hash: Hash::from_low_u64_be(nonce + 1),
		bytes: vec![nonce as u8; 3],
		nonce,
		born: 5,
		dies: 69,
	}
}

fn block(number: u64) -> BlockRef {
	BlockRef { number, hash: Hash::from_low_u64_be(number) }
}

async fn open(folder: &tempfile::TempDir) -> Outbox {
	Outbox::open(&folder.path().join("outbox.sqlite")).await.unwrap()
}

/// Sends the whole of the earliest interval that waits.
async fn send_next(outbox: &mut Outbox, nonce: u64) -> Option<waiting::UnderWay> {
	let interval = outbox.next_interval(1_000).await.unwrap()?;
	let (first, last) = (interval.readings[0].0, interval.readings.last()?.0);
	let brings = Brings { at: interval.at, first, last };
	Some(outbox.note(&signed(nonce), &[1, 2], "test", Some(brings)).await.unwrap())
}

#[tokio::test]
async fn readings_go_out_in_the_order_of_time_and_once() {
	let folder = tempfile::tempdir().unwrap();
	let mut outbox = open(&folder).await;
	let readings =
		[(7, registers(1_800, 20), 3), (7, registers(900, 10), 2), (3, registers(900, 5), 4)];
	let accepted = outbox.accept(&readings, false).await.unwrap();
	assert_eq!((accepted.readings, accepted.known), (3, 0));
	let again = outbox.accept(&readings, false).await.unwrap();
	assert_eq!((again.readings, again.known), (0, 3));

	let interval = outbox.next_interval(10).await.unwrap().unwrap();
	assert_eq!(interval.at, 900);
	assert_eq!(interval.readings, [(3, registers(900, 5)), (7, registers(900, 10))]);
	let first = send_next(&mut outbox, 0).await.unwrap();
	assert_eq!(outbox.next_interval(10).await.unwrap().unwrap().at, 1_800);
	outbox.booked(first.id, block(9), &[(3, Fate::Refused("NotAccepted".into()))]).await.unwrap();
	let counts = outbox.counts().await.unwrap();
	assert_eq!((counts.waiting, counts.sent, counts.booked, counts.refused), (1, 0, 1, 1));
	assert_eq!(outbox.refused(9).await.unwrap()[0].reason, "NotAccepted");
	assert_eq!(outbox.retry().await.unwrap(), 1);
	assert_eq!(outbox.next_interval(10).await.unwrap().unwrap().readings[0].0, 3);
}

#[tokio::test]
async fn a_reading_that_says_otherwise_is_refused_with_its_line() {
	let folder = tempfile::tempdir().unwrap();
	let mut outbox = open(&folder).await;
	outbox.accept(&[(7, registers(900, 10), 2)], false).await.unwrap();
	let both = [(8, registers(900, 1), 2), (7, registers(900, 11), 3)];
	let refused = outbox.accept(&both, false).await.unwrap();
	assert_eq!((refused.readings, refused.problems.len()), (0, 1));
	assert_eq!(refused.problems[0].0, 3);
	assert_eq!(outbox.counts().await.unwrap().waiting, 1, "all or nothing");
	let kept = outbox.accept(&both, true).await.unwrap();
	assert_eq!((kept.readings, kept.problems.len()), (1, 1));
}

#[tokio::test]
async fn what_was_given_up_and_what_was_lost_goes_out_again() {
	let folder = tempfile::tempdir().unwrap();
	let mut outbox = open(&folder).await;
	outbox
		.accept(&[(7, registers(900, 10), 2), (7, registers(1_800, 20), 3)], false)
		.await
		.unwrap();
	let first = send_next(&mut outbox, 0).await.unwrap();
	assert_eq!(outbox.given_up(first.id).await.unwrap(), 1);
	let first = send_next(&mut outbox, 0).await.unwrap();
	outbox.booked(first.id, block(9), &[]).await.unwrap();
	assert_eq!(outbox.blocks().await.unwrap(), [block(9)]);
	assert_eq!(outbox.lost(9).await.unwrap(), 1);
	assert_eq!(outbox.next_interval(10).await.unwrap().unwrap().at, 900);
}

#[tokio::test]
async fn a_device_that_must_wait_holds_nobody_else_up() {
	let folder = tempfile::tempdir().unwrap();
	let mut outbox = open(&folder).await;
	outbox.accept(&[(7, registers(900, 10), 2), (8, registers(900, 10), 3)], false).await.unwrap();
	let first = send_next(&mut outbox, 0).await.unwrap();
	outbox.booked(first.id, block(9), &[(7, Fate::Later(600))]).await.unwrap();
	assert_eq!(outbox.next_interval(10).await.unwrap(), None);
	assert!(outbox.any_held().await.unwrap());
	let counts = outbox.counts().await.unwrap();
	assert_eq!((counts.waiting, counts.booked), (1, 1));
}

#[tokio::test]
async fn it_is_all_there_after_a_crash() {
	let folder = tempfile::tempdir().unwrap();
	let mut outbox = open(&folder).await;
	outbox.belongs_to(Hash::zero()).await.unwrap();
	outbox.set_anchor(block(3)).await.unwrap();
	outbox.remember([("A".to_owned(), 7)]).await.unwrap();
	outbox.accept(&[(7, registers(900, 10), 2)], false).await.unwrap();
	let mut sent = send_next(&mut outbox, 4).await.unwrap();
	outbox.signed_anew(&mut sent, signed(40)).await.unwrap();
	sent.signed.nonce = 4;
	assert_eq!(sent.earlier, [signed(4).hash]);
	// A crash is a drop without a close.
	drop(outbox);
	let mut outbox = open(&folder).await;
	assert_eq!(outbox.under_way().await.unwrap(), [sent.clone()]);
	assert_eq!(outbox.readings_of(sent.id).await.unwrap(), [(7, registers(900, 10))]);
	assert_eq!(outbox.anchor().await.unwrap(), Some(block(3)));
	assert_eq!(outbox.device_of("A").await.unwrap(), Some(7));
	let error = outbox.belongs_to(Hash::repeat_byte(1)).await.unwrap_err().to_string();
	assert!(error.contains("belongs to the chain"), "{error}");
}

#[tokio::test]
async fn two_gateways_do_not_share_an_outbox() {
	let folder = tempfile::tempdir().unwrap();
	let outbox = open(&folder).await;
	let error = Outbox::open(&folder.path().join("outbox.sqlite")).await.err().unwrap();
	let said = error.to_string();
	assert!(said.contains("in use") && said.contains(&std::process::id().to_string()), "{said}");
	drop(outbox);
	open(&folder).await;
}

#[tokio::test]
async fn what_is_no_outbox_is_refused() {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("outbox.sqlite");
	std::fs::write(&file, "not a database, but a text that is long enough to look at").unwrap();
	let error = Outbox::open(&file).await.err().unwrap().to_string();
	assert!(error.contains("outbox.sqlite") && error.contains("not a database"), "{error}");
}

#[tokio::test]
async fn what_is_old_and_settled_is_forgotten() {
	let folder = tempfile::tempdir().unwrap();
	let mut outbox = open(&folder).await;
	outbox
		.accept(&[(7, registers(900, 10), 2), (7, registers(1_800, 20), 3)], false)
		.await
		.unwrap();
	let first = send_next(&mut outbox, 0).await.unwrap();
	outbox.booked(first.id, block(9), &[]).await.unwrap();
	sqlx::query("UPDATE reading SET accepted = accepted - 200000")
		.execute(&mut outbox.db)
		.await
		.unwrap();
	assert_eq!(outbox.forget(3).await.unwrap(), 0);
	assert_eq!(outbox.forget(2).await.unwrap(), 1);
	assert_eq!(outbox.counts().await.unwrap().waiting, 1, "what waits is never forgotten");
	assert_eq!(outbox.blocks().await.unwrap(), []);
}

fn offered(at: u32, import: Change) -> Offered {
	Offered { device: 7, at, import, export: Change::None, line: u64::from(at) }
}

#[test]
fn use_in_intervals_becomes_registers() {
	let mut last = HashMap::from([(7, registers(900, 100))]);
	let since = |from, wh| Change::Since { from, wh };
	let rows = [
		offered(900, since(0, 50)),
		offered(1_800, since(900, 10)),
		offered(2_700, since(1_800, 5)),
		offered(4_500, since(3_600, 5)),
		offered(3_600, since(2_000, 5)),
	];
	let reckoned = reckon(&rows, &mut last);
	assert_eq!(reckoned.covered, 1);
	let kept: Vec<_> = reckoned.readings.iter().map(|(_, r, _)| (r.at, r.import)).collect();
	assert_eq!(kept, [(1_800, 110), (2_700, 115)]);
	assert!(reckoned.problems[0].1.contains("missing"), "{:?}", reckoned.problems);
	assert!(reckoned.problems[1].1.contains("counted already"), "{:?}", reckoned.problems);
}

#[test]
fn a_register_that_runs_backwards_is_refused() {
	let mut last = HashMap::from([(7, registers(900, 100))]);
	let reckoned = reckon(&[offered(1_800, Change::Counter(99))], &mut last);
	assert!(reckoned.problems[0].1.contains("backwards, from 100"), "{:?}", reckoned.problems);
	let reckoned = reckon(&[offered(1_800, Change::Counter(u64::MAX))], &mut last);
	assert!(reckoned.problems[0].1.contains("more than any meter"), "{:?}", reckoned.problems);
}

/// What may happen to a transaction.
#[derive(Clone, Copy, Debug)]
enum Event {
	Send,
	Book,
	GiveUp,
	Lose,
	Crash,
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(40))]

	/// Whatever happens in whatever order, each reading is in one place, and all are booked at last.
	#[test]
	fn nothing_is_lost_and_nothing_is_twice(
		devices in 1u32..5,
		intervals in 1u32..5,
		events in proptest::collection::vec(
			prop_oneof![
				3 => Just(Event::Send), 2 => Just(Event::Book), 1 => Just(Event::GiveUp),
				1 => Just(Event::Lose), 1 => Just(Event::Crash)
			],
			0..30,
		),
	) {
		tokio::runtime::Runtime::new().unwrap().block_on(async {
			let folder = tempfile::tempdir().unwrap();
			let mut outbox = open(&folder).await;
			let readings: Vec<_> = (1..=intervals)
				.flat_map(|interval| (0..devices).map(move |d| (d, registers(interval * 900, 1), 1)))
				.collect();
			outbox.accept(&readings, false).await.unwrap();
			let all = readings.len() as u64;
			// Each transaction books its readings in a block of its own: what the chain has.
			let (mut nonce, mut number) = (0, 10);
			let mut chain: HashMap<u64, Vec<(u32, Registers)>> = HashMap::new();
			for event in events {
				match event {
					Event::Send => if send_next(&mut outbox, nonce).await.is_some() { nonce += 1 },
					Event::Book => if let Some(tx) = outbox.under_way().await.unwrap().first() {
						chain.insert(number, outbox.readings_of(tx.id).await.unwrap());
						outbox.booked(tx.id, block(number), &[]).await.unwrap();
						number += 1;
					},
					Event::GiveUp => if let Some(tx) = outbox.under_way().await.unwrap().first() {
						outbox.given_up(tx.id).await.unwrap();
					},
					Event::Lose => if let Some(lost) = outbox.blocks().await.unwrap().first() {
						let back = outbox.lost(lost.number).await.unwrap();
						assert_eq!(back, chain.remove(&lost.number).unwrap().len() as u64);
					},
					Event::Crash => {
						drop(outbox);
						outbox = open(&folder).await;
					},
				}
				let counts = outbox.counts().await.unwrap();
				assert_eq!(counts.waiting + counts.sent + counts.booked, all);
				assert_eq!(counts.booked, chain.values().map(|r| r.len() as u64).sum::<u64>());
			}
			while send_next(&mut outbox, nonce).await.is_some() {
				nonce += 1;
			}
			for tx in outbox.under_way().await.unwrap() {
				chain.insert(number, outbox.readings_of(tx.id).await.unwrap());
				outbox.booked(tx.id, block(number), &[]).await.unwrap();
				number += 1;
			}
			let mut booked: Vec<_> =
				chain.into_values().flatten().map(|(device, r)| (device, r.at)).collect();
			booked.sort();
			let mut expected: Vec<_> = readings.iter().map(|(d, r, _)| (*d, r.at)).collect();
			expected.sort();
			assert_eq!(booked, expected);
		});
	}
}
