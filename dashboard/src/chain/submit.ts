// Signing a call and following it into a block. This file brings the chain's library: import it lazily.
import type { ApiPromise } from '@polkadot/api';
import type { SignerOptions } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { ISubmittableResult } from '@polkadot/types/types';
import { pairAt } from './development';
import { dispatchError, refusal } from './errors';
import { extensionSigner } from './extension';
import { isDevelopment, node } from './node';
import { ActionError, type Call, type ChainEvent, type Signer, type Step } from './types';

/** How long a transaction may take until it is final. */
const PATIENCE_MS = 120_000;

/** Whose key signs, and what it needs for that. */
async function keyOf(api: ApiPromise, signer: Signer): Promise<[KeyringPair | string, Partial<SignerOptions>]> {
	if (signer.source.kind === 'extension') {
		return [signer.address, { signer: await extensionSigner(signer.source.extension), nonce: -1 }];
	}
	if (!(await isDevelopment(api))) throw new ActionError('before', '', 'notDevelopment');
	return [await pairAt(signer.source.path), { nonce: -1 }];
}

const eventsOf = (result: ISubmittableResult): ChainEvent[] =>
	result.events.map(({ event }) => ({
		pallet: event.section,
		name: event.method,
		data: Object.fromEntries((event.data.names ?? []).map((name, index) => [name, event.data[index]?.toJSON()])),
	}));

/**
 * Signs `call` as `signer` and sends it to the node at `url`. Resolves when it is final, with its events.
 * Throws an {@link ActionError} where it was refused.
 */
export async function submit(
	url: string,
	genesis: string,
	signer: Signer,
	call: Call,
	onStep: (step: Step) => void,
): Promise<readonly ChainEvent[]> {
	try {
		onStep({ at: 'connecting' });
		const api = await node(url, genesis);
		const make = api.tx[call.pallet]?.[call.call];
		if (!make) throw new ActionError('before', `the chain has no call ${call.pallet}.${call.call}`, 'pool');
		onStep({ at: 'signing' });
		const [key, options] = await keyOf(api, signer);
		const tx = await make(...call.args).signAsync(key, options);
		onStep({ at: 'sent' });
		return await new Promise((resolve, reject) => {
			const late = setTimeout(() => reject(new ActionError('before', `not final after ${PATIENCE_MS / 1000} s`, 'pool')), PATIENCE_MS);
			const settle = (act: () => void) => {
				clearTimeout(late);
				act();
			};
			const report = async (result: ISubmittableResult) => {
				const { status, dispatchError: problem } = result;
				if (status.isInvalid || status.isDropped || status.isUsurped || status.isFinalityTimeout) {
					return settle(() => reject(new ActionError('before', status.type, 'pool')));
				}
				if (!status.isInBlock && !status.isFinalized) return;
				if (problem) return settle(() => reject(dispatchError(api, problem)));
				const hash = status.isFinalized ? status.asFinalized : status.asInBlock;
				const block = (await api.rpc.chain.getHeader(hash)).number.toNumber();
				const events = eventsOf(result);
				onStep({ at: status.isFinalized ? 'finalized' : 'inBlock', block, events });
				if (status.isFinalized) settle(() => resolve(events));
			};
			const fail = (error: unknown) => settle(() => reject(error));
			tx.send((result) => void report(result).catch(fail)).catch(fail);
		});
	} catch (error) {
		throw refusal(error);
	}
}
