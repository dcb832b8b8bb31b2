// The connection to a node, for signing. This file brings the chain's library: import it lazily.
import { ApiPromise, WsProvider } from '@polkadot/api';
import { ActionError } from './types';

/** How long a node may take to answer. */
const PATIENCE_MS = 15_000;

let open: { url: string; api: Promise<ApiPromise> } | undefined;

async function connect(url: string): Promise<ApiPromise> {
	const provider = new WsProvider(url, 2_500);
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error('late')), PATIENCE_MS);
	});
	try {
		// The chain's own transaction extensions carry no data: the library need not know them.
		const ready = ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true });
		return await Promise.race([ready, late]);
	} catch (error) {
		await provider.disconnect().catch(() => undefined);
		throw error;
	} finally {
		clearTimeout(timer);
	}
}

/** The node at `url`, which must be of the chain with this genesis. One connection is kept. */
export async function node(url: string, genesis: string): Promise<ApiPromise> {
	// A connection that broke, or goes elsewhere, is replaced.
	const before = open;
	if (before) {
		const api = await before.api.catch(() => undefined);
		if (open === before && (before.url !== url || !api?.isConnected)) {
			open = undefined;
			api?.disconnect().catch(() => undefined);
		}
	}
	open ??= { url, api: connect(url) };
	const mine = open;
	try {
		const api = await mine.api;
		if (api.genesisHash.toHex() !== genesis) {
			open = undefined;
			await api.disconnect();
			throw new ActionError('before', api.genesisHash.toHex(), 'otherChain');
		}
		return api;
	} catch (error) {
		if (open === mine) open = undefined;
		if (error instanceof ActionError) throw error;
		throw new ActionError('before', url, 'unreachable');
	}
}

/** Whether anybody may know the keys of this chain. */
export async function isDevelopment(api: ApiPromise) {
	return (await api.rpc.system.chainType()).isDevelopment;
}

/** What an account can spend of an asset, in smallest units. */
export async function freeMoney(api: ApiPromise, asset: number, address: string): Promise<bigint> {
	const account = (await api.query.assets?.account?.(asset, address)) as
		| { isSome: boolean; unwrap(): { balance: { toBigInt(): bigint } } }
		| undefined;
	return account?.isSome ? account.unwrap().balance.toBigInt() : 0n;
}
