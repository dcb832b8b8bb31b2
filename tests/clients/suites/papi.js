// The chain through polkadot-api: metadata, storage, events, runtime calls, view functions, transactions.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inParallel, OURS, replayEnd } from '../lib/chain.js';
import { connect, decodeMetadata, format, metadataBytes, signer } from '../lib/papi.js';
import * as street from '../lib/street.js';

const VERSIONS = [14, 15, 16];

describe('polkadot-api', () => {
	const client = connect();
	const api = client.getUnsafeApi();
	let metadata;
	let network;
	let device;
	let provider;

	before(async () => {
		metadata = decodeMetadata(await metadataBytes(client._request, 16));
		network = await street.network(1);
		[device] = await street.devices(network);
		provider = await street.providerId();
	});

	after(() => client.destroy());

	describe('metadata', () => {
		for (const version of VERSIONS) {
			it(`of version ${version} is enough to read the chain`, async () => {
				const bytes = await metadataBytes(client._request, version);
				let asked = 0;
				const other = connect(async () => {
					asked++;
					return bytes;
				});
				try {
					const pallets = decodeMetadata(bytes).pallets.map(({ name }) => name);
					for (const pallet of OURS) assert.ok(pallets.includes(pallet), `no pallet ${pallet}`);
					const read = other.getUnsafeApi();
					assert.deepEqual(
						await read.query.DeviceRegistry.Networks.getValue(network),
						await api.query.DeviceRegistry.Networks.getValue(network),
					);
					assert.equal(
						await read.constants.SurplusSale.SettlementAsset(),
						await api.constants.SurplusSale.SettlementAsset(),
					);
					assert.equal(asked, 1);
				} finally {
					other.destroy();
				}
			});
		}
	});

	describe('storage', () => {
		it('is listed: every network, its owner as an address', async () => {
			const networks = await api.query.DeviceRegistry.Networks.getEntries();
			const mine = networks.find(({ keyArgs: [id] }) => id === network);
			assert.equal(mine.value.owner, street.owner(1).address);
			assert.equal(mine.value.state.type, 'Active');
		});

		it('of all our pallets decodes, entry by entry', async () => {
			const empty = [];
			for (const { name, storage } of metadata.pallets.filter((pallet) => OURS.includes(pallet.name))) {
				let entries = 0;
				for (const item of storage.items) {
					if (item.type.tag === 'plain') {
						const value = await api.query[name][item.name].getValue();
						entries += value === undefined ? 0 : 1;
					} else {
						entries += (await api.query[name][item.name].getEntries()).length;
					}
				}
				if (!entries) empty.push(name);
			}
			assert.deepEqual(empty, []);
		});
	});

	it('decodes every event of the replay', async () => {
		const end = await replayEnd();
		const seen = new Set();
		await inParallel(Array.from({ length: end }, (_, index) => index + 1), 64, async (number) => {
			const at = await client._request('chain_getBlockHash', [number]);
			const records = await api.query.System.Events.getValue({ at });
			assert.ok(records.length > 0, `block ${number} has no events: does the node keep the state of all blocks?`);
			for (const { event } of records) seen.add(`${event.type}.${event.value.type}`);
		});
		for (const event of ['DeviceRegistry.DeviceEnrolled', 'Metering.BatchBooked', 'Allotments.MonthClosed',
			'SurplusSale.RoundCleared']) {
			assert.ok(seen.has(event), `no ${event} among ${[...seen].sort().join(', ')}`);
		}
	});

	it('calls every runtime API of CommonwattApi', async () => {
		const call = api.apis.CommonwattApi;
		const month = await call.current_month(network);
		const answers = {
			current_month: month,
			statement: await call.statement(network, month - 1),
			statement_devices: await call.statement_devices(network, month - 1),
			ranking: await call.ranking(network),
			forecast: await call.forecast(network),
			position: await call.position(device),
			depth: await call.depth(provider),
		};
		const { methods } = metadata.apis.find(({ name }) => name === 'CommonwattApi');
		assert.deepEqual(Object.keys(answers).sort(), methods.map(({ name }) => name).sort(), 'a method is not called');

		assert.equal(answers.statement.state.type, 'Closed');
		const { columns } = answers.statement;
		const inflows = columns.granted + columns.carried_in + columns.generated + columns.received
			+ columns.bought + columns.overdrawn;
		const all = Object.values(columns).reduce((sum, value) => sum + value, 0n);
		assert.ok(inflows > 0n);
		assert.equal(inflows, all - inflows, 'what came in is where it is or went');
		assert.ok(answers.statement_devices.some((line) => line.device === device));
		assert.ok(answers.ranking.some((line) => line.device === device));
		assert.equal(answers.forecast.month, month);
		assert.ok(answers.position.register >= answers.position.opening);
	});

	it('calls the view functions of Metering', async () => {
		const view = api.view.Metering;
		const position = await view.device_position(device);
		const answers = {
			device_position: position,
			device_position_in: await view.device_position_in(device, position.month),
			device_month_end: await view.device_month_end(device),
			next_counter: await view.next_counter(device),
		};
		const { viewFns } = metadata.pallets.find(({ name }) => name === 'Metering');
		assert.deepEqual(Object.keys(answers).sort(), viewFns.map(({ name }) => name).sort(), 'one is not called');

		assert.deepEqual(position, await api.apis.CommonwattApi.position(device));
		assert.deepEqual(answers.device_position_in, position);
		assert.ok(answers.device_month_end > position.read_at);
		assert.equal(typeof answers.next_counter, 'number');
		assert.equal(await view.device_position(4_000_000_000), undefined);
	});

	describe('transactions', () => {
		const policy = (leftover) => api.tx.DeviceRegistry.set_leftover_policy({
			network, policy: { type: leftover, value: undefined },
		});

		before(street.sealInstantly);

		it('are signed as version 4, booked, and their events decoded', async () => {
			const owner = signer(street.owner(1));
			assert.deepEqual(format(await policy('Sell').sign(owner)), { signed: true, version: 4 });
			const { ok, events } = await policy('Sell').signAndSubmit(owner);
			assert.ok(ok);
			const set = events.find(({ type, value }) => type === 'DeviceRegistry' && value.type === 'LeftoverPolicySet');
			assert.deepEqual(set.value.value, { network, policy: { type: 'Sell', value: undefined } });
			assert.ok((await policy('Hold').signAndSubmit(owner)).ok);
			assert.equal((await api.query.DeviceRegistry.Networks.getValue(network)).leftover.type, 'Hold');
		});

		it('that fail name the pallet and the error', async () => {
			const grant = api.tx.Allotments.grant({ network, energy: 1_000n });
			const { ok, dispatchError } = await grant.signAndSubmit(signer(street.stranger));
			assert.equal(ok, false);
			assert.deepEqual(dispatchError, {
				type: 'Module',
				value: { type: 'Allotments', value: { type: 'NotProvider', value: undefined } },
			});
		});
	});
});
