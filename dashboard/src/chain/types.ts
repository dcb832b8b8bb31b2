// What the page knows of signing without the chain's library, which is fetched only when it is needed.

/** An account that the page can sign as. */
export interface Signer {
	address: string;
	name: string;
	/** A path of the development phrase, or the name of the extension that keeps the key. */
	source: { kind: 'development'; path: string } | { kind: 'extension'; extension: string };
}

/** A call in words that can be stored and tested: the pallet's and call's names and the arguments. */
export interface Call {
	pallet: string;
	call: string;
	args: readonly unknown[];
}

/** Where a transaction is on its way. */
export type Step =
	| { at: 'connecting' | 'signing' | 'sent' }
	| { at: 'inBlock' | 'finalized'; block: number; events: readonly ChainEvent[] };

export interface ChainEvent {
	pallet: string;
	name: string;
	data: Record<string, unknown>;
}

/** Why an action did not happen, in words. */
export class ActionError extends Error {
	constructor(
		/** Where it was refused: by the chain in a block, or before it was sent. */
		readonly where: 'chain' | 'before',
		message: string,
		/** The name of the chain’s error, such as `SurplusSale.PriceOffTick`, or what went wrong before. */
		readonly kind: string | null = null,
	) {
		super(message);
	}
}
