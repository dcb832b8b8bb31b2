// Every block of the replay: its events decode, no call failed, its weight is within the limit.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { api, errorName, inParallel, OURS, replayEnd, send } from '../lib/chain.js';

const CLASSES = ['normal', 'operational', 'mandatory'];

describe('the blocks of the replay', () => {
	let blocks;

	before(async () => {
		const end = await replayEnd();
		const numbers = Array.from({ length: end }, (_, index) => index + 1);
		const events = api.query.system.events.key();
		const weight = api.query.system.blockWeight.key();
		blocks = await inParallel(numbers, 32, async (number) => {
			const hash = await send('chain_getBlockHash', number);
			const [block, record, weighed] = await Promise.all([
				send('chain_getBlock', hash),
				send('state_getStorage', events, hash),
				send('state_getStorage', weight, hash),
			]);
			assert.ok(record, `block ${number} has no events: does the node keep the state of all blocks?`);
			return {
				number,
				extrinsics: api.createType('Vec<Extrinsic>', block.block.extrinsics),
				events: api.createType('Vec<FrameSystemEventRecord>', record),
				weight: api.createType('FrameSupportDispatchPerDispatchClassWeight', weighed),
			};
		});
	});

	it('are there, and each tells its time', () => {
		assert.ok(blocks.length > 0);
		for (const { number, extrinsics } of blocks) {
			const calls = extrinsics.map(({ method }) => `${method.section}.${method.method}`);
			assert.ok(calls.includes('timestamp.set'), `block ${number}: ${calls}`);
		}
	});

	it('hold events that all decode, of every one of our pallets that a replay uses', () => {
		const seen = new Set();
		for (const { number, events } of blocks) {
			for (const { event } of events) {
				assert.ok(event.section && event.method, `block ${number}: an event without a name`);
				assert.equal(event.data.length, event.meta.fields.length, `block ${number}: ${event.method}`);
				seen.add(event.section);
			}
		}
		for (const pallet of OURS) {
			const section = pallet[0].toLowerCase() + pallet.slice(1);
			if (section !== 'rebalancing' && section !== 'surplusSale') {
				assert.ok(seen.has(section), `no event of ${pallet} in the whole replay`);
			}
		}
	});

	it('hold no call that failed, inside a batch neither', () => {
		const failed = [];
		for (const { number, events } of blocks) {
			for (const { event } of events) {
				if (event.section === 'system' && event.method === 'ExtrinsicFailed') {
					failed.push(`block ${number}: ${errorName(event.data.dispatchError ?? event.data[0])}`);
				}
				if (['BatchInterrupted', 'ItemFailed'].includes(event.method)) {
					failed.push(`block ${number}: ${event.section}.${event.method} ${event.data}`);
				}
				if (event.section === 'sudo' && event.data[0]?.isErr) {
					failed.push(`block ${number}: sudo ${errorName(event.data[0].asErr)}`);
				}
			}
		}
		assert.deepEqual(failed, []);
	});

	it('stay within the weight limits of every class', () => {
		const limits = api.consts.system.blockWeights;
		for (const { number, weight } of blocks) {
			let all = 0n;
			for (const name of CLASSES) {
				const used = weight[name].refTime.toBigInt();
				const limit = limits.perClass[name].maxTotal;
				all += used;
				if (limit.isSome) {
					assert.ok(used <= limit.unwrap().refTime.toBigInt(), `block ${number}: ${name} ${used}`);
				}
			}
			assert.ok(all <= limits.maxBlock.refTime.toBigInt(), `block ${number}: ${all} in all`);
		}
	});
});
