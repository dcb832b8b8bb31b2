// What a client learns of the chain before it does anything.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Metadata, TypeRegistry } from '@polkadot/types';
import { api, OURS } from '../lib/chain.js';

const ours = (metadata) => metadata.pallets.filter(({ name }) => OURS.includes(name.toString()));

describe('metadata', () => {
	it('is served in versions 14, 15 and 16', async () => {
		const bytes = await api.rpc.state.call('Metadata_metadata_versions', '0x');
		const versions = api.createType('Vec<u32>', bytes.toU8a(true)).map((version) => version.toNumber());
		for (const version of [14, 15, 16]) assert.ok(versions.includes(version), `no V${version}`);
	});

	for (const version of [14, 15, 16]) {
		it(`of version ${version} is decoded, with all our pallets`, async () => {
			const argument = api.createType('u32', version).toHex(true);
			const answer = await api.rpc.state.call('Metadata_metadata_at_version', argument);
			const bytes = api.createType('Option<Bytes>', answer.toU8a(true)).unwrap();
			const registry = new TypeRegistry();
			const metadata = new Metadata(registry, bytes.toHex());
			assert.equal(metadata.version, version);
			registry.setMetadata(metadata);
			const pallets = metadata[`asV${version}`].pallets.map(({ name }) => name.toString());
			for (const pallet of OURS) assert.ok(pallets.includes(pallet), `no pallet ${pallet}`);
		});
	}

	it('documents every call, argument list, event, error, constant and storage item of ours', () => {
		const silent = [];
		const { lookup } = api.registry;
		for (const pallet of ours(api.registry.metadata)) {
			const name = pallet.name.toString();
			const variants = (part) => {
				const type = pallet[part].unwrapOr(null)?.type;
				return type ? lookup.getSiType(type).def.asVariant.variants : [];
			};
			for (const part of ['calls', 'events', 'errors']) {
				const all = [...variants(part)];
				assert.ok(all.length > 0, `${name} has no ${part}`);
				silent.push(...all.filter(({ docs }) => !docs.length).map((item) => `${name} ${part}: ${item.name}`));
			}
			const items = pallet.storage.isSome ? [...pallet.storage.unwrap().items] : [];
			silent.push(...items.filter(({ docs }) => !docs.length).map((item) => `${name} storage: ${item.name}`));
			silent.push(...[...pallet.constants].filter(({ docs }) => !docs.length).map((item) => `${name} constant: ${item.name}`));
		}
		assert.deepEqual(silent, []);
	});

	it('says in the words of each call who may send it', () => {
		const silent = [];
		for (const pallet of ours(api.registry.metadata)) {
			const { variants } = api.registry.lookup.getSiType(pallet.calls.unwrap().type).def.asVariant;
			for (const { name, docs } of variants) {
				if (!/dispatch origin/i.test(docs.join(' '))) silent.push(`${pallet.name}.${name}`);
			}
		}
		assert.deepEqual(silent, []);
	});

	it('lists the runtime calls of CommonwattApi', () => {
		const methods = ['statement', 'statementDevices', 'currentMonth', 'ranking', 'forecast', 'position', 'depth'];
		assert.deepEqual(methods.filter((method) => !api.call.commonwattApi?.[method]), []);
	});
});

describe('chain properties', () => {
	it('name the token, its decimals and the address format', () => {
		assert.deepEqual(api.registry.chainTokens, ['CWT']);
		assert.deepEqual(api.registry.chainDecimals, [12]);
		assert.equal(api.registry.chainSS58, 42);
	});
});
