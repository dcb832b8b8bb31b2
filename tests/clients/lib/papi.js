// polkadot-api (PAPI) on the node of WS, without generated descriptors: it reads all it needs from the
// metadata that the node serves.
import { createClient } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { Bytes, Option, decAnyMetadata, u32, unifyMetadata } from '@polkadot-api/substrate-bindings';
import { WebSocket } from 'ws';

const endpoint = process.env.WS ?? 'ws://127.0.0.1:9944';

/** A client of the node; `getMetadata` gives it a metadata of another version than it would ask for. */
export const connect = (getMetadata) =>
	createClient(getWsProvider(endpoint, { websocketClass: WebSocket }), { getMetadata });

/** The bytes of the metadata of a version, as the runtime call returns them to `request(method, params)`. */
export async function metadataBytes(request, version) {
	const argument = Buffer.from(u32.enc(version)).toString('hex');
	const answer = await request('state_call', ['Metadata_metadata_at_version', `0x${argument}`]);
	const bytes = Option(Bytes()).dec(answer);
	if (!bytes) throw new Error(`the node has no metadata of version ${version}`);
	return bytes;
}

/** Metadata of any version, taken apart. */
export const decodeMetadata = (bytes) => unifyMetadata(decAnyMetadata(bytes));

/** The signer of an account of `lib/chain.js`. */
export const signer = (account) =>
	getPolkadotSigner(account.publicKey, 'Sr25519', (message) => account.sign(message));

/** Whether the bytes of a transaction say that it is signed, and of which format version it is. */
export function format(transaction) {
	const lengthBytes = [1, 2, 4][transaction[0] & 3];
	const head = transaction[lengthBytes];
	return { signed: (head & 0x80) !== 0, version: head & 0x7f };
}
