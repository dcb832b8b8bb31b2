// Where the page is: `#/networks/3?month=2019-10`. The server needs to know nothing of it.
import { signal } from '@preact/signals';

export interface Route {
	/** The parts of the path: `['networks', '3']`. */
	parts: string[];
	query: URLSearchParams;
}

export function parse(hash: string): Route {
	const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
	return { parts: path.split('/').filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(query) };
}

export const route = signal<Route>(parse(location.hash));

addEventListener('hashchange', () => {
	route.value = parse(location.hash);
});

/** The address of a place: `to('/networks/3', { month: '2019-10' })`. */
export function to(path: string, query: Record<string, string | number | null | undefined> = {}) {
	const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
	const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
	return `#${path}${text && `?${text}`}`;
}

export function go(hash: string) {
	location.hash = hash;
}

/** Changes a part of the query without a step in the history. */
export function setQuery(change: Record<string, string | null>) {
	const { parts, query } = route.value;
	const next = new URLSearchParams(query);
	for (const [key, value] of Object.entries(change)) {
		if (value === null || value === '') next.delete(key);
		else next.set(key, value);
	}
	const hash = to(`/${parts.map(encodeURIComponent).join('/')}`, Object.fromEntries(next));
	history.replaceState(null, '', hash);
	route.value = parse(hash);
}
