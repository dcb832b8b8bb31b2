// Each call of CommonwattApi, for the networks that were played.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import { account, api } from '../lib/chain.js';

/** Months are counted from the year 0: October 2019 is 24237. */
const monthOf = (period) => {
	const [year, month] = period.split('-').map(Number);
	return year * 12 + month - 1;
};

/** `carried_in_wh` of the report is `carriedIn` of the statement. */
const field = (column) => column.replace(/_wh$/, '').replace(/_(.)/g, (_, letter) => letter.toUpperCase());

describe('the runtime calls of CommonwattApi', () => {
	const call = api.call.commonwattApi;
	let networks;
	let devices;
	let providers;

	before(async () => {
		const ids = async (item) => (await item.keys()).map(({ args: [id] }) => id.toNumber()).sort((a, b) => a - b);
		[networks, devices, providers] = await Promise.all([
			ids(api.query.deviceRegistry.networks),
			ids(api.query.deviceRegistry.devices),
			ids(api.query.deviceRegistry.providers),
		]);
		assert.ok(networks.length > 0 && devices.length > 0 && providers.length > 0, 'nothing was played');
	});

	it('currentMonth: a month for each network', async () => {
		for (const network of networks) assert.ok((await call.currentMonth(network)).isSome);
	});

	it('statement: what came in is where it is or went', async () => {
		const inflows = ['granted', 'carriedIn', 'generated', 'received', 'bought', 'overdrawn'];
		for (const network of networks) {
			const month = (await call.currentMonth(network)).unwrap().toNumber();
			for (const asked of [month, month - 1]) {
				const statement = (await call.statement(network, asked)).unwrapOr(null);
				if (!statement) continue;
				let off = 0n;
				statement.columns.forEach((value, name) => {
					off += inflows.includes(name) ? value.toBigInt() : -value.toBigInt();
				});
				// While a month is open, what is past the marks is not overdrawn yet.
				if (statement.state.isClosed) assert.equal(off, 0n, `network ${network}, month ${asked}`);
			}
		}
	});

	it('statementDevices: a line for each device, each rank once', async () => {
		for (const network of networks) {
			const month = (await call.currentMonth(network)).unwrap().toNumber();
			const lines = await call.statementDevices(network, month);
			const ranks = lines.map(({ rank }) => rank.toNumber()).sort((a, b) => a - b);
			assert.deepEqual(ranks, lines.map((_, index) => index + 1));
		}
	});

	it('ranking: by use, the largest first', async () => {
		for (const network of networks) {
			const ranked = [...(await call.ranking(network))];
			assert.ok(ranked.length > 0, `network ${network} has no device`);
			ranked.sort((a, b) => a.rank.toNumber() - b.rank.toNumber());
			for (let place = 1; place < ranked.length; place++) {
				assert.ok(ranked[place - 1].used.gte(ranked[place].used), `network ${network}`);
			}
		}
	});

	it('forecast: for each network, not less than what was used', async () => {
		for (const network of networks) {
			const { used, usedAtEnd } = (await call.forecast(network)).unwrap();
			assert.ok(usedAtEnd.gte(used), `network ${network}: ${used} used, ${usedAtEnd} at the end`);
		}
	});

	it('position: registers and mark of each device', async () => {
		for (const device of devices) {
			const position = (await call.position(device)).unwrap();
			assert.ok(position.register.gte(position.opening), `device ${device}`);
		}
	});

	it('depth: answers for each provider', async () => {
		for (const provider of providers) assert.equal(typeof (await call.depth(provider)).isSome, 'boolean');
	});

	it('nothing for what is not there', async () => {
		const nobody = 4_000_000_000;
		for (const answer of await Promise.all([
			call.currentMonth(nobody), call.statement(nobody, 24_237), call.forecast(nobody),
			call.position(nobody), call.depth(nobody),
		])) {
			assert.ok(answer.isNone);
		}
		assert.equal((await call.ranking(nobody)).length, 0);
		assert.equal((await call.statementDevices(nobody, 24_237)).length, 0);
	});

	it('statements hold the numbers of the report', { skip: !process.env.REPORT }, async () => {
		const report = JSON.parse(await readFile(process.env.REPORT, 'utf8'));
		const owners = new Map();
		for (const [{ args: [id] }, record] of await api.query.deviceRegistry.networks.entries()) {
			owners.set(record.unwrap().owner.toString(), id.toNumber());
		}
		for (const { name, period, networks: played } of report.cases) {
			for (const reported of played) {
				const owner = account(`//${name}//${period}//network-${reported.network}`).address;
				const network = owners.get(owner);
				assert.ok(network !== undefined, `${owner} owns no network`);
				const { state, columns } = (await call.statement(network, monthOf(period))).unwrap();
				assert.ok(state.isClosed, `${name}, network ${reported.network}: ${state}`);
				for (const column of Object.keys(reported).filter((key) => key.endsWith('_wh'))) {
					assert.equal(columns[field(column)].toNumber(), reported[column], `${name}: ${column}`);
				}
				const lines = await call.statementDevices(network, monthOf(period));
				assert.equal(lines.length, reported.devices.length);
			}
		}
	});
});
