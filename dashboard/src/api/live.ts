// What the index tells by itself: blocks, readings, changes. One connection for the whole page.
import { signal } from '@preact/signals';
import { address } from './client';
import type { Changed, LiveBlock, LiveReadings, Status } from './types';

/** How the page stands to the index. */
export type Link = 'connecting' | 'open' | 'lost';

export const link = signal<Link>('connecting');
export const status = signal<Status | null>(null);
/** The last blocks, newest last. */
export const blocks = signal<LiveBlock[]>([]);
/** What was read in the last blocks, newest first. */
export const readings = signal<LiveReadings[]>([]);

const KEPT_BLOCKS = 60;
const KEPT_READINGS = 30;
/** The longest wait before the next attempt to connect. */
const MAX_WAIT_MS = 15_000;

type Listener = (changed: Changed | null) => void;
const listeners = new Set<Listener>();

/** Calls `listener` when records changed, and with `null` when everything may have. */
export function onChange(listener: Listener): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

const tell = (changed: Changed | null) => listeners.forEach((listener) => listener(changed));

let source: EventSource | null = null;
let attempts = 0;

/** Connects, and connects again whenever the connection breaks. */
export function follow() {
	source?.close();
	const current = new EventSource(address('/live'));
	source = current;

	const on = <T>(name: string, act: (data: T) => void) =>
		current.addEventListener(name, (event) => act(JSON.parse((event as MessageEvent<string>).data) as T));

	current.onopen = () => {
		// What was missed is fetched anew.
		if (link.value === 'lost') tell(null);
		attempts = 0;
		link.value = 'open';
	};
	current.onerror = () => {
		current.close();
		if (source !== current) return;
		link.value = 'lost';
		attempts += 1;
		setTimeout(follow, Math.min(MAX_WAIT_MS, 500 * 2 ** attempts));
	};

	on<Status>('status', (data) => {
		const before = status.value?.node.state;
		status.value = data;
		if (before && before !== data.node.state && data.node.state === 'connected') tell(null);
	});
	on<LiveBlock>('block', (data) => {
		blocks.value = [...blocks.value, data].slice(-KEPT_BLOCKS);
		if (status.value) {
			const { number: block, hash, time_ms } = data;
			status.value = { ...status.value, index: { behind: 0, ...status.value.index, block, hash, time_ms } };
		}
	});
	on<LiveReadings>('readings', (data) => {
		if (data.networks.length) readings.value = [data, ...readings.value].slice(0, KEPT_READINGS);
	});
	on<Changed>('changed', tell);
}

/** Tries at once, for somebody who does not want to wait. */
export function retry() {
	attempts = 0;
	follow();
}
