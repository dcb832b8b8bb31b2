// A list of which only what is in sight is drawn, so that ten thousand rows scroll as ten.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface VirtualListProps<T> {
	label: string;
	items: readonly T[];
	/** The height of every row in pixels. */
	rowHeight: number;
	itemKey: (item: T) => string | number;
	children: (item: T) => ComponentChildren;
}

/** Rows drawn beyond each edge. */
const SPARE = 5;

/** It scrolls with the page: the list is as tall as all of its rows. */
export function VirtualList<T>({ label, items, rowHeight, itemKey, children }: VirtualListProps<T>) {
	const ref = useRef<HTMLUListElement>(null);
	const [range, setRange] = useState({ from: 0, to: 40 });

	useEffect(() => {
		let frame = 0;
		const measure = () => {
			frame = 0;
			const top = ref.current?.getBoundingClientRect().top ?? 0;
			const from = Math.max(0, Math.floor(-top / rowHeight) - SPARE);
			const to = Math.ceil((innerHeight - top) / rowHeight) + SPARE;
			setRange((last) => (last.from === from && last.to === to ? last : { from, to }));
		};
		const later = () => {
			frame ||= requestAnimationFrame(measure);
		};
		measure();
		addEventListener('scroll', later, { passive: true });
		addEventListener('resize', later);
		return () => {
			cancelAnimationFrame(frame);
			removeEventListener('scroll', later);
			removeEventListener('resize', later);
		};
	}, [rowHeight, items.length]);

	const from = Math.min(range.from, Math.max(0, items.length - 1));
	const shown = items.slice(from, range.to);
	return (
		<ul ref={ref} class="virtual" aria-label={label} style={{ height: `${items.length * rowHeight}px` }}>
			{shown.map((item, index) => (
				<li
					key={itemKey(item)}
					aria-setsize={items.length}
					aria-posinset={from + index + 1}
					style={{ transform: `translateY(${(from + index) * rowHeight}px)`, height: `${rowHeight}px` }}
				>
					{children(item)}
				</li>
			))}
		</ul>
	);
}
