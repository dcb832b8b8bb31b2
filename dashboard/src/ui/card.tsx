import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { AsOf } from './block';

interface CardProps {
	title: string;
	hint?: ComponentChildren;
	/** Beside the title: a choice, a link. */
	aside?: ComponentChildren;
	/** As of which block the numbers are. */
	block?: number | null;
	class?: string;
	children: ComponentChildren;
}

/** A titled part of a page. */
export function Card({ title, hint, aside, block, class: extra = '', children }: CardProps) {
	const id = useId();
	return (
		<section class={`card ${extra}`} aria-labelledby={id}>
			<header class="card-head">
				<div>
					<h2 id={id}>{title}</h2>
					{hint && <p class="hint">{hint}</p>}
				</div>
				{aside && <div class="card-aside">{aside}</div>}
			</header>
			{children}
			<AsOf block={block} />
		</section>
	);
}

interface StatProps {
	label: string;
	value: ComponentChildren;
	hint?: ComponentChildren;
	tone?: 'good' | 'warn' | 'bad';
	children?: ComponentChildren;
}

/** One figure, large. */
export const Stat = ({ label, value, hint, tone, children }: StatProps) => (
	<div class={`stat ${tone ? `tone-${tone}` : ''}`}>
		<dt>{label}</dt>
		<dd>
			<span class="stat-value num">{value}</span>
			{hint && <span class="hint">{hint}</span>}
			{children}
		</dd>
	</div>
);

/** Figures side by side. */
export const Stats = ({ children }: { children: ComponentChildren }) => <dl class="stats">{children}</dl>;

/** Name and value, one under the other. */
export const Facts = ({ rows }: { rows: [string, ComponentChildren][] }) => (
	<dl class="facts">
		{rows.map(([name, value]) => (
			<div key={name}>
				<dt>{name}</dt>
				<dd>{value}</dd>
			</div>
		))}
	</dl>
);
