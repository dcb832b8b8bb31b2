// Bars in plain boxes: a part of a whole, and small columns over time.

interface MeterProps {
	/** What is measured, for screen readers. */
	label: string;
	/** Parts of `whole`, drawn one after the other. */
	parts: readonly { value: number; color: string; title: string }[];
	whole: number;
	/** A line on the bar: what was expected. */
	mark?: number | null;
	text: string;
}

const share = (value: number, whole: number) => `${whole > 0 ? Math.min(100, Math.max(0, (value / whole) * 100)) : 0}%`;

export const Meter = ({ label, parts, whole, mark, text }: MeterProps) => (
	<div class="meter" role="img" aria-label={`${label}: ${text}`}>
		<div class="meter-parts">
			{parts.map(({ value, color, title }) => (
				<span key={title} title={title} style={{ width: share(value, whole), background: `var(--c-${color})` }} />
			))}
		</div>
		{mark != null && <i style={{ left: share(mark, whole) }} />}
	</div>
);

/** A column for each value; the newest at the right. */
export function Columns({ label, values, color }: { label: string; values: readonly number[]; color: string }) {
	const largest = Math.max(1, ...values);
	const width = 100 / Math.max(1, values.length);
	return (
		<svg class="columns" viewBox="0 0 100 32" preserveAspectRatio="none" role="img" aria-label={label}>
			{values.map((value, index) => {
				const height = value > 0 ? Math.max(1, (value / largest) * 30) : 0.4;
				return (
					<rect
						key={index}
						x={index * width + width * 0.14}
						y={32 - height}
						width={width * 0.72}
						height={height}
						style={{ fill: `var(--c-${value > 0 ? color : 'idle'})` }}
					/>
				);
			})}
		</svg>
	);
}
