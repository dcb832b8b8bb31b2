// Resources of the index in components: loaded when shown, loaded again when they changed.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, get, getAll } from './client';
import { onChange } from './live';
import type { Changed } from './types';

export interface Resource<T> {
	/** The last answer; it stays while a fresh one is fetched or cannot be had. */
	data: T | null;
	error: ApiError | null;
	loading: boolean;
	reload: () => void;
}

/** When a change of the chain concerns a resource. */
export type Concerns = (changed: Changed) => boolean;

export const never: Concerns = () => false;
export const aboutNetwork = (id: number): Concerns => (changed) => changed.networks.includes(id);
export const aboutDevice = (id: number): Concerns => (changed) => changed.devices.includes(id);
export const aboutSale = (provider: number): Concerns => (changed) => changed.rounds.some(([of]) => of === provider);
export const anything: Concerns = () => true;

/** Changes that come in quick succession cause one request: after a second, and a large answer more seldom. */
const CALM_MS = 1_000;
const CALM_FACTOR = 20;
const MAX_CALM_MS = 30_000;

const answers = new Map<string, unknown>();
const KEPT_ANSWERS = 200;

function keep(path: string, answer: unknown) {
	answers.delete(path);
	answers.set(path, answer);
	const oldest = answers.keys().next().value;
	if (answers.size > KEPT_ANSWERS && oldest !== undefined) answers.delete(oldest);
}

type Load<T> = (path: string, signal: AbortSignal) => Promise<T>;

function useLoaded<T>(path: string | null, concerns: Concerns, load: Load<T>): Resource<T> {
	const [state, setState] = useState<{ path: string | null; data: T | null; error: ApiError | null; loading: boolean }>({
		path: null,
		data: null,
		error: null,
		loading: true,
	});
	const [turn, setTurn] = useState(0);
	const reload = useCallback(() => setTurn((n) => n + 1), []);
	const judge = useRef(concerns);
	judge.current = concerns;
	/** How long the last answer took. */
	const took = useRef(0);

	useEffect(() => {
		if (path === null) return;
		const known = (answers.get(path) as T | undefined) ?? null;
		setState((last) => ({ path, data: last.path === path ? last.data : known, error: null, loading: true }));
		const abort = new AbortController();
		const begun = performance.now();
		load(path, abort.signal).then(
			(data) => {
				took.current = performance.now() - begun;
				keep(path, data);
				setState({ path, data, error: null, loading: false });
			},
			(error) => {
				if (abort.signal.aborted) return;
				const problem = error instanceof ApiError ? error : new ApiError(0, 'broken', String(error));
				setState((last) => ({ ...last, error: problem, loading: false }));
			},
		);
		return () => abort.abort();
	}, [path, turn]);

	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const stop = onChange((changed) => {
			if (changed !== null && !judge.current(changed)) return;
			timer ??= setTimeout(() => {
				timer = undefined;
				reload();
			}, Math.min(MAX_CALM_MS, Math.max(CALM_MS, took.current * CALM_FACTOR)));
		});
		return () => {
			stop();
			clearTimeout(timer);
		};
	}, []);

	// In the render in which the path changes, the state is still that of the old one.
	const fits = state.path === path;
	const known = path === null ? null : ((answers.get(path) as T | undefined) ?? null);
	return { data: fits ? state.data : known, error: fits ? state.error : null, loading: !fits || state.loading, reload };
}

const loadOne = <T>(path: string, signal: AbortSignal) => get<T>(path, signal);

/** One resource; no request while `path` is null. */
export const useResource = <T>(path: string | null, concerns: Concerns = anything) =>
	useLoaded<T>(path, concerns, loadOne);

/** The items of a list, fetched in parts up to `most`. */
export function useList<T>(path: string | null, most: number, concerns: Concerns = anything) {
	const load = useCallback((of: string, signal: AbortSignal) => getAll<T>(of, most, signal), [most]);
	return useLoaded<T[]>(path, concerns, load);
}
