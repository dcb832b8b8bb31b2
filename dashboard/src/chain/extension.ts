// Accounts of browser extensions, by the interface that all of them share: `window.injectedWeb3`.
import type { Signer as ApiSigner } from '@polkadot/api/types';
import type { Signer } from './types';

interface Injected {
	accounts: { get(): Promise<{ address: string; name?: string; type?: string }[]> };
	signer: ApiSigner;
}

interface Extension {
	version?: string;
	enable?(origin: string): Promise<Injected>;
	connect?(origin: string): Promise<Injected>;
}

const ORIGIN = 'Commonwatt';
const opened = new Map<string, Injected>();

async function enable(name: string): Promise<Injected> {
	const known = opened.get(name);
	if (known) return known;
	const injected = (window as { injectedWeb3?: Record<string, Extension> }).injectedWeb3?.[name];
	const answer = injected?.enable ? await injected.enable(ORIGIN) : await injected?.connect?.(ORIGIN);
	if (!answer) throw new Error(`the extension ${name} is not there`);
	opened.set(name, answer);
	return answer;
}

/** The accounts that the extensions let this page see. Each extension asks its user. */
export async function extensionSigners(): Promise<Signer[]> {
	const names = Object.keys((window as { injectedWeb3?: object }).injectedWeb3 ?? {});
	const lists = await Promise.all(
		names.map(async (extension): Promise<Signer[]> => {
			try {
				const accounts = await (await enable(extension)).accounts.get();
				return accounts
					.filter(({ type }) => type !== 'ethereum')
					.map(({ address, name }) => ({ address, name: name ?? address, source: { kind: 'extension', extension } }));
			} catch {
				// Its user said no.
				return [];
			}
		}),
	);
	return lists.flat();
}

/** What signs for an account of an extension. */
export const extensionSigner = async (extension: string) => (await enable(extension)).signer;
