// Who signs, and through which node. Remembered for the tab; keys never are.
import { computed, effect, signal } from '@preact/signals';
import { status } from '../api/live';
import type { Signer } from '../chain/types';

const KEY = 'commonwatt.session';

interface Stored {
	signer?: Signer | null;
	nodeUrl?: string | null;
}

function stored(): Stored {
	try {
		return (JSON.parse(sessionStorage.getItem(KEY) ?? '{}') ?? {}) as Stored;
	} catch {
		return {};
	}
}

const before = stored();

/** Whose calls are signed; none until one is chosen. */
export const signer = signal<Signer | null>(before.signer ?? null);
/** The node's address as it was typed in. */
export const chosenNode = signal<string | null>(before.nodeUrl ?? null);

effect(() => {
	try {
		sessionStorage.setItem(KEY, JSON.stringify({ signer: signer.value, nodeUrl: chosenNode.value }));
	} catch {
		// Storage is blocked: it holds until the page is closed.
	}
});

/** The node that the service follows, as this browser reaches it: its host is the service's own where it is local. */
export function reachable(url: string, host: string) {
	const local = /^(localhost|127\.0\.0\.1|\[::1\])$/;
	const parsed = new URL(url);
	if (local.test(parsed.hostname) && !local.test(host)) parsed.hostname = host;
	return parsed.href.replace(/\/$/, '');
}

/** The address of the node that calls go to; none until the service has told its own. */
export const nodeUrl = computed(
	() => chosenNode.value ?? (status.value ? reachable(status.value.node.url, location.hostname) : null),
);
