// The connection that all suites share, and how they submit a transaction.
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

const endpoint = process.env.WS ?? 'ws://127.0.0.1:9944';
const provider = new WsProvider(endpoint, 1_000, {}, 60_000);

/** Connects; says what to do where no node answers. */
async function connect() {
	const giveUp = () => {
		console.error(`no Commonwatt node answers at ${endpoint}: start one with ./scripts/run, or set WS`);
		process.exit(2);
	};
	const patience = setTimeout(giveUp, 20_000);
	try {
		// Extensions of the transaction that the library does not know would be announced by a
		// warning: ours carry no data.
		return await ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true });
	} catch {
		return giveUp();
	} finally {
		clearTimeout(patience);
	}
}

export const api = await connect();
export const OURS = ['DeviceRegistry', 'Metering', 'Allotments', 'Rebalancing', 'SurplusSale'];

/** A bare RPC call. */
export const send = (method, ...params) => provider.send(method, params);

const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 });

/** The account of a secret URI: `//Alice`, or one of the gateway's such as `//case//network-1`. */
export const account = (uri) => keyring.addFromUri(uri);

/** Where the replay ended: what is newer was made by these tests. */
export const replayEnd = async () => {
	if (process.env.REPORT) {
		const { readFile } = await import('node:fs/promises');
		return JSON.parse(await readFile(process.env.REPORT, 'utf8')).chain.blocks;
	}
	return (await api.rpc.chain.getHeader()).number.toNumber();
};

/** Runs `work` on every item, `width` at a time, and returns the results in order. */
export async function inParallel(items, width, work) {
	const results = new Array(items.length);
	let next = 0;
	const worker = async () => {
		while (next < items.length) {
			const index = next++;
			results[index] = await work(items[index]);
		}
	};
	await Promise.all(Array.from({ length: width }, worker));
	return results;
}

/** The name of a dispatch error, as `Pallet.Error`. */
export function errorName(error) {
	if (!error.isModule) return error.type;
	const { section, name } = api.registry.findMetaError(error.asModule);
	return `${section}.${name}`;
}

/**
 * Signs and submits a call and waits until it stands in a block. Resolves to its events and the
 * name of its error (null where it succeeded).
 */
export function submit(call, signer) {
	return new Promise((resolve, reject) => {
		const late = setTimeout(() => reject(new Error('not in a block after 30 s')), 30_000);
		const done = (settle, value) => {
			clearTimeout(late);
			settle(value);
		};
		call.signAndSend(signer, { nonce: -1 }, ({ status, events, dispatchError }) => {
			if (status.isInBlock || status.isFinalized) {
				const error = dispatchError ? errorName(dispatchError) : null;
				done(resolve, { error, events: events.map(({ event }) => event) });
			} else if (status.isInvalid || status.isDropped || status.isUsurped) {
				done(reject, new Error(`refused by the pool: ${status}`));
			}
		}).catch((error) => done(reject, error));
	});
}

/** Submits a call that must succeed, and returns its events. */
export async function succeed(call, signer) {
	const { error, events } = await submit(call, signer);
	if (error) throw new Error(`${call.method.section}.${call.method.method} failed: ${error}`);
	return events;
}
