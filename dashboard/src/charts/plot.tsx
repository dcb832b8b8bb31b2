// uPlot as a component: it is drawn anew with another theme or language, and follows the width.
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { dark, language } from '../app/settings';

/** The colours of the page, as they are now. */
export function palette() {
	const style = getComputedStyle(document.documentElement);
	const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
	return {
		ink: color('ink'),
		muted: color('muted'),
		line: color('line'),
		surface: color('surface'),
		chart: (name: string) => color(`c-${name}`),
	};
}

export type Palette = ReturnType<typeof palette>;

/** A colour (`#rrggbb`) with a part of its strength. */
export const faint = (color: string, share: number) =>
	`${color}${Math.round(share * 255)
		.toString(16)
		.padStart(2, '0')}`;

interface PlotProps {
	data: uPlot.AlignedData;
	height: number;
	/** All but the size; called for each drawing with the colours of the time. */
	options: (colors: Palette, width: number) => Omit<uPlot.Options, 'width' | 'height'>;
	/** What stands at a place of the data, told under the chart while somebody points at it. */
	readout: (index: number) => string;
}

const FONT = '12px Geist, system-ui, sans-serif';

/** An axis in the style of the page. */
export const axis = (colors: Palette, more: uPlot.Axis = {}): uPlot.Axis => ({
	stroke: colors.muted,
	font: FONT,
	grid: { stroke: colors.line, width: 1 },
	ticks: { show: false },
	border: { show: false },
	gap: 6,
	...more,
});

export function Plot({ data, height, options, readout }: PlotProps) {
	const frame = useRef<HTMLDivElement>(null);
	const plot = useRef<uPlot | null>(null);
	const [at, setAt] = useState<number | null>(null);
	const isDark = dark.value;
	const tongue = language.value;

	useEffect(() => {
		const parent = frame.current;
		if (!parent) return;
		const width = parent.clientWidth;
		const given = options(palette(), width);
		plot.current = new uPlot(
			{
				...given,
				width,
				height,
				legend: { show: false },
				hooks: { ...given.hooks, setCursor: [(u) => setAt(u.cursor.idx ?? null)] },
			},
			data,
			parent,
		);
		const observer = new ResizeObserver(() => {
			const now = parent.clientWidth;
			if (plot.current && now !== plot.current.width) plot.current.setSize({ width: now, height });
		});
		observer.observe(parent);
		return () => {
			observer.disconnect();
			plot.current?.destroy();
			plot.current = null;
		};
	}, [data, height, isDark, tongue]);

	return (
		<>
			<div ref={frame} class="plot" style={{ minHeight: `${height}px` }} />
			<p class="readout num" aria-hidden="true">
				{at === null ? '\u00a0' : readout(at)}
			</p>
		</>
	);
}
