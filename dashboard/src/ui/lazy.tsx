// Parts that are fetched when they are first shown: maps and charts are heavier than the rest of a page.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Skeleton } from './states';

/** A component that is fetched when needed; a grey box of `height` pixels stands in its place meanwhile. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>, height: number) {
	let known: ComponentType<P> | undefined;
	return function Lazy(props: P) {
		const [Part, setPart] = useState<ComponentType<P> | undefined>(() => known);
		useEffect(() => {
			if (known) return;
			let current = true;
			load().then(
				(part) => {
					known = part;
					if (current) setPart(() => part);
				},
				() => undefined, // The service is away: the page says so, and the next visit tries again.
			);
			return () => {
				current = false;
			};
		}, []);
		return Part ? <Part {...props} /> : <Skeleton height={height} />;
	};
}
