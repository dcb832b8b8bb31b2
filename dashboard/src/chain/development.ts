// The accounts of the well-known development phrase: Alice and the others, and the actors of played months,
// whose paths are those of the gateway (`//case//period//network-1`). Only for chains of development.
import { Keyring, type ApiPromise } from '@polkadot/api';
import '@polkadot/api/augment';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import type { Signer } from './types';

const PEOPLE = ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'];
/** The months that come with Commonwatt. Of others, the path can be typed in. */
const CASES = [
	{ name: 'rural-street', providers: ['village-utility'], networks: 13 },
	{ name: 'caltech-garage', providers: ['campus-utility'], networks: 1 },
];

/** A path of hard and soft junctions, such as `//case//2019-10//network-1`. */
export const isPath = (text: string) => /^(\/\/?[^/\s]+)+$/.test(text);

let keyring: Promise<Keyring> | undefined;

const keys = () => (keyring ??= cryptoWaitReady().then(() => new Keyring({ type: 'sr25519', ss58Format: 42 })));

/** The key pair at a path of the development phrase. */
export const pairAt = async (path: string) => (await keys()).createFromUri(path);

export async function signerAt(path: string): Promise<Signer> {
	const { address } = await pairAt(path);
	return { address, name: path.startsWith('//') ? path.slice(2).replaceAll('//', ' · ') : path, source: { kind: 'development', path } };
}

/**
 * The accounts to choose from: of the months that come with Commonwatt those that this chain knows, then
 * everybody. `months` are the chain's months.
 */
export async function developmentSigners(api: ApiPromise, months: readonly string[]): Promise<Signer[]> {
	const paths = CASES.flatMap(({ name, providers, networks }) =>
		months.flatMap((month) => [
			...providers.map((provider) => `//${name}//${month}//${provider}`),
			...Array.from({ length: networks }, (_, n) => `//${name}//${month}//network-${n + 1}`),
		]),
	);
	const played = await Promise.all(paths.map(signerAt));
	const records = await api.query.system.account.multi(played.map(({ address }) => address));
	// Whoever never had a token has no providers either, in the sense of the accounts' pallet.
	const known = played.filter((_, index) => (records[index]?.providers.toNumber() ?? 0) > 0);
	const people = await Promise.all(PEOPLE.map(async (name) => ({ ...(await signerAt(`//${name}`)), name })));
	return [...known, ...people];
}
