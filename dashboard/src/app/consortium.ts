// What all pages need of the chain: its providers, its money, its months, and the month that is looked at.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Overview, Provider } from '../api/types';

export interface Consortium {
	overview: Overview;
	/** The month that is looked at. */
	month: string;
	/** All months of the chain, ascending. */
	months: readonly string[];
	/** The month is over. */
	past: boolean;
}

export const ConsortiumContext = createContext<Consortium | null>(null);

export function useConsortium(): Consortium {
	const consortium = useContext(ConsortiumContext);
	if (!consortium) throw new Error('a page outside the shell');
	return consortium;
}

/** The month to show where none is named: the last one, or the one before while the last is still empty. */
export function monthToShow(months: readonly string[], usedInLast: number, named: string | null): string {
	if (named && months.includes(named)) return named;
	const [last = '', before] = [...months].reverse();
	return usedInLast === 0 && before ? before : last;
}

export const providerOf = (overview: Overview, id: number): Provider | undefined =>
	overview.providers.find((provider) => provider.id === id);
