// smoldot, a light client, on a chain that finalizes: no RPC, only the peer-to-peer network. It believes
// nothing but proofs against headers that GRANDPA finalized.
//
// SPEC: a raw chain specification; PEER: the address of a full node, by WebSocket; WS: that node's RPC,
// to compare with.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { Keyring } from '@polkadot/api';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { createClient } from 'polkadot-api';
import { getSmProvider } from 'polkadot-api/sm-provider';
import { connect, decodeMetadata, format, metadataBytes, signer } from '../lib/papi.js';
import { startSmoldot } from './smoldot.js';

const none = undefined;
const variant = (type) => ({ type, value: none });
const text = (words) => new TextEncoder().encode(words);

describe('smoldot', () => {
	const smoldot = startSmoldot({ maxLogLevel: 1 });
	const full = connect();
	let light;
	let api;
	let alice;

	before(async () => {
		await cryptoWaitReady();
		alice = new Keyring({ type: 'sr25519', ss58Format: 42 }).addFromUri('//Alice');
		const spec = JSON.parse(await readFile(process.env.SPEC, 'utf8'));
		const chainSpec = JSON.stringify({ ...spec, bootNodes: [process.env.PEER] });
		light = createClient(getSmProvider(() => smoldot.addChain({ chainSpec })));
		api = light.getUnsafeApi();
	});

	after(async () => {
		light.destroy();
		full.destroy();
		await smoldot.stop();
	});

	it('knows the chain', async () => {
		const { name, properties } = await light.getChainSpecData();
		assert.equal(name, 'Commonwatt Development');
		assert.deepEqual(properties, (await full.getChainSpecData()).properties);
	});

	it('reads storage, as the full node has it', async () => {
		const there = full.getUnsafeApi();
		const asset = await api.constants.SurplusSale.SettlementAsset();
		for (const read of [
			(of) => of.query.Assets.Metadata.getValue(asset),
			(of) => of.query.Assets.Asset.getValue(asset),
			(of) => of.query.Grandpa.Authorities.getValue(),
			(of) => of.query.CouncilMembership.Members.getValue(),
		]) {
			const value = await read(api);
			assert.notEqual(value, none);
			assert.deepEqual(value, await read(there));
		}
	});

	it('submits a transaction, sees it finalized, and runtime calls tell of it', async () => {
		const { tx } = api;
		const { address } = alice;
		// The chain's clock is the machine's; the finalized block may still be the first, which has no time.
		const lastMinute = Math.floor(Date.now() / 1_000) - 60;
		const terms = {
			capacity: 1_000_000n,
			tariff: { buy_back: 80_000n, retail: 300_000n, tick: 10_000n },
			overdraft: { limit: 0n, chunk: 1n },
			carry_over: { limit: 0n, months: 0 },
			utc_offset_minutes: 60,
		};
		const home = {
			provider: 0, owner: address, label: text('home'), billing_day: 1, leftover: variant('Hold'), cell: 0n,
		};
		const house = {
			label: text('house'), kind: variant('Load'), rated_w: 4_000, key: none, floor: 0n, protected: false,
			opening: { import: 1_234n, export: 0n },
		};
		const calls = [
			tx.DeviceRegistry.apply_as_provider({ label: text('utility'), terms }),
			tx.Sudo.sudo({ call: tx.DeviceRegistry.approve_provider({ provider: 0 }).decodedCall }),
			tx.DeviceRegistry.register_network(home),
			tx.DeviceRegistry.enrol_devices({ network: 0, at: lastMinute, devices: [house] }),
			tx.Allotments.set_allotment({ network: 0, energy: 300_000n }),
		];
		const all = tx.Utility.batch_all({ calls: calls.map(({ decodedCall }) => decodedCall) });
		assert.deepEqual(format(await all.sign(signer(alice))), { signed: true, version: 4 });

		const { ok, block, events, dispatchError } = await all.signAndSubmit(signer(alice));
		assert.ok(ok, `the transaction failed: ${JSON.stringify(dispatchError)}`);
		const names = events.map(({ type, value }) => `${type}.${value.type}`);
		for (const event of ['ProviderApproved', 'NetworkRegistered', 'DeviceEnrolled']) {
			assert.ok(names.includes(`DeviceRegistry.${event}`), `no ${event} among ${names}`);
		}
		assert.equal(await full._request('chain_getBlockHash', [block.number]), block.hash);

		const { network } = events.find(({ value }) => value.type === 'NetworkRegistered').value.value;
		const { device } = events.find(({ value }) => value.type === 'DeviceEnrolled').value.value;
		const record = await api.query.DeviceRegistry.Networks.getValue(network);
		assert.equal(record.owner, address);

		const call = api.apis.CommonwattApi;
		const month = await call.current_month(network);
		const answers = {
			current_month: month,
			statement: await call.statement(network, month),
			statement_devices: await call.statement_devices(network, month),
			ranking: await call.ranking(network),
			forecast: await call.forecast(network),
			position: await call.position(device),
			depth: await call.depth(record.provider),
		};
		const { apis } = decodeMetadata(await metadataBytes(full._request, 16));
		const { methods } = apis.find(({ name }) => name === 'CommonwattApi');
		assert.deepEqual(Object.keys(answers).sort(), methods.map(({ name }) => name).sort(), 'a method is not called');
		assert.equal(answers.statement.columns.granted, 300_000n);
		assert.deepEqual(answers.statement_devices.map((line) => line.device), [device]);
		assert.deepEqual(answers.ranking.map((line) => line.device), [device]);
		assert.equal(answers.forecast.available, 300_000n);
		assert.equal(answers.position.register, 1_234n);
		assert.deepEqual(answers.depth.prices, []);
	});
});
