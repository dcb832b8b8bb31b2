// Asking the index. Answers are kept for as long as the page is open, so that going back shows the last
// known figures at once while fresh ones are fetched.

const BASE = 'api/v1';

/** Why the index gave no answer: its own words where it had some. */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		what: string,
		readonly todo = '',
	) {
		super(what);
	}

	/** Nobody answered at all. */
	get unreachable() {
		return this.status === 0;
	}
}

/** The address of a resource, for links and for `EventSource`. */
export const address = (path: string) => `${BASE}${path}`;

/** Fetches a resource. Throws an {@link ApiError}. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
	let answer: Response;
	try {
		answer = await fetch(address(path), { headers: { accept: 'application/json' }, signal });
	} catch (error) {
		if (error instanceof DOMException && error.name === 'AbortError') throw error;
		throw new ApiError(0, 'unreachable', 'the service does not answer');
	}
	if (answer.ok) return (await answer.json()) as T;
	const problem = await answer.json().catch(() => null);
	const { code = 'http', what = `${answer.status} ${answer.statusText}`, do: todo = '' } = problem?.error ?? {};
	throw new ApiError(answer.status, code, what, todo);
}

/** All of a list that the index gives in parts, up to `most` of it. */
export async function getAll<T>(path: string, most: number, signal?: AbortSignal): Promise<T[]> {
	const items: T[] = [];
	let cursor: string | null = null;
	do {
		const separator = path.includes('?') ? '&' : '?';
		const part: { items: T[]; next: string | null } = await get(
			cursor === null ? path : `${path}${separator}cursor=${encodeURIComponent(cursor)}`,
			signal,
		);
		items.push(...part.items);
		cursor = part.next;
	} while (cursor !== null && items.length < most);
	return items;
}
