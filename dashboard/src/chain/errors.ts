// Errors of the chain in words: the documentation that the runtime's metadata gives them.
import type { ApiPromise } from '@polkadot/api';
import type { DispatchError } from '@polkadot/types/interfaces';
import { ActionError } from './types';

/** An error of a call that stands in a block. */
export function dispatchError(api: ApiPromise, error: DispatchError): ActionError {
	if (!error.isModule) {
		const detail = error.isToken ? `Token.${error.asToken.type}` : error.isArithmetic ? `Arithmetic.${error.asArithmetic.type}` : error.type;
		return new ActionError('chain', '', detail);
	}
	const { section, name, docs } = api.registry.findMetaError(error.asModule);
	const pallet = section.charAt(0).toUpperCase() + section.slice(1);
	return new ActionError('chain', docs.join(' ').trim(), `${pallet}.${name}`);
}

/** A transaction that never came into a block: the pool or the extension refused it. */
export function refusal(error: unknown): ActionError {
	if (error instanceof ActionError) return error;
	const text = error instanceof Error ? error.message : String(error);
	if (/cancel|reject|denied/i.test(text)) return new ActionError('before', text, 'cancelled');
	if (/inability to pay|balance too low/i.test(text)) return new ActionError('before', text, 'payFee');
	// `1010: Invalid Transaction: …`: the code says nothing to people.
	return new ActionError('before', text.replace(/^\d+:\s*/, ''), 'pool');
}
