// What polkadot.js apps shows to people: words, names, units. The page takes them from metadata, chain
// properties and asset records, so they are asserted there.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { api, OURS, send } from '../lib/chain.js';

const words = (docs) => docs.map((line) => line.toString()).join('\n');
const pallets = api.registry.metadata.pallets.filter(({ name }) => OURS.includes(name.toString()));
const variants = (part) => [...api.registry.lookup.getSiType(part.unwrap().type).def.asVariant.variants];

/** [`Pallet.name`, variant, the pallet] of every call, event or error of ours. */
const all = (part) => pallets.flatMap((pallet) =>
	variants(pallet[part]).map((variant) => [`${pallet.name}.${variant.name}`, variant, pallet]));

/** The names in backticks in a part of a call's documentation; none where there is no such part. */
function named(docs, part) {
	const from = new RegExp(`(^|\\n)(- \\*\\*${part}\\*\\*|#+ ${part})`).exec(docs);
	if (!from) return undefined;
	const rest = docs.slice(from.index + from[0].length);
	const to = /\n(- \*\*|#+ )/.exec(rest);
	return [...rest.slice(0, to?.index).matchAll(/`(?:(?:Error|Event)::)?([A-Za-z]\w*)(?:\.\w+)?`/g)].map(([, name]) => name);
}

describe('what polkadot.js apps shows', () => {
	it('every argument of a call, field of an event and input of a runtime call has a name', () => {
		const nameless = ['calls', 'events'].flatMap((part) => all(part)
			.filter(([, { fields }]) => fields.some(({ name }) => !/^[a-z][a-z_]+$/.test(name.unwrapOr('').toString())))
			.map(([where]) => where));
		assert.deepEqual(nameless, []);
		for (const [name, { params, description }] of Object.entries(api.call.commonwattApi)
			.map(([name, { meta }]) => [name, meta])) {
			assert.ok(params.length > 0 && params.every((param) => /^[a-z]\w+$/.test(param.name)), name);
			assert.ok(description.length > 10, `${name} has no words`);
		}
	});

	it('the words of a call name each of its arguments', () => {
		const silent = all('calls').flatMap(([where, { docs, fields }]) => {
			const parameters = named(words(docs), 'Parameters') ?? [];
			return fields.map(({ name }) => name.unwrap().toString()).filter((name) => !parameters.includes(name))
				.map((name) => `${where}: ${name}`);
		});
		assert.deepEqual(silent, []);
	});

	it('the words of a call name errors and events that there are', () => {
		// Of a call that is not signed, the pool says what is wrong.
		const known = new Set(['Future', 'Stale', 'BadProof', 'Refusal']);
		for (const part of ['errors', 'events']) for (const [, { name }] of all(part)) known.add(name.toString());
		const wrong = all('calls').flatMap(([where, { docs }]) => ['Errors', 'Events'].flatMap((part) =>
			(named(words(docs), part) ?? [`No${part}`]).filter((name) => /^[A-Z]/.test(name) && !known.has(name))
				.map((name) => `${where}: ${name}`)));
		assert.deepEqual(wrong, []);
	});

	it('an error is a sentence', () => {
		const short = all('errors').filter(([, { docs }]) => !/^[A-Z`].{10,}[.]$/s.test(words(docs).trim()))
			.map(([where, { docs }]) => `${where}: ${words(docs)}`);
		assert.deepEqual(short, []);
	});

	it('the chain has a name, an address format, a token for fees, and kWh with three decimals', async () => {
		assert.deepEqual(await send('system_properties'), {
			ss58Format: 42,
			tokenSymbol: 'CWT',
			tokenDecimals: 12,
			energy: { symbol: 'kWh', decimals: 3 },
		});
		assert.equal(await send('system_chain'), 'Commonwatt Development');
		assert.equal(api.consts.system.ss58Prefix.toNumber(), 42);
	});

	it('the money of sales is an asset with a name, a symbol and decimals', async () => {
		const asset = api.consts.surplusSale.settlementAsset;
		const [record, metadata] = await Promise.all([api.query.assets.asset(asset), api.query.assets.metadata(asset)]);
		assert.ok(record.unwrap().supply.toBigInt() > 0n);
		assert.equal(metadata.name.toUtf8(), 'Settlement euro');
		assert.equal(metadata.symbol.toUtf8(), 'EUR');
		assert.equal(metadata.decimals.toNumber(), 6);
	});

	it('labels of providers, networks and devices are text', async () => {
		for (const item of ['providerLabels', 'networkLabels', 'deviceLabels']) {
			const labels = await api.query.deviceRegistry[item].entries();
			assert.ok(labels.length > 0, item);
			for (const [, label] of labels) assert.match((label.unwrapOr?.(label) ?? label).toUtf8(), /\S/, item);
		}
	});
});
