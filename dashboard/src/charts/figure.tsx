// The frame of every chart: a summary for screen readers, and the same numbers as a table.
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { t } from '../i18n';
import { ChartIcon, TableIcon } from '../ui/icons';

export interface LegendItem {
	label: string;
	/** A colour of the palette: `used` for `--c-used`. */
	color: string;
	dashed?: boolean;
}

interface FigureProps {
	/** What the chart shows, in a sentence. */
	summary: string;
	legend?: readonly LegendItem[];
	chart: ComponentChildren;
	table: ComponentChildren;
}

export function Figure({ summary, legend, chart, table }: FigureProps) {
	const [asTable, setAsTable] = useState(false);
	const id = useId();
	return (
		<figure class="figure">
			<div class="figure-bar">
				{legend && !asTable && (
					<ul class="legend">
						{legend.map(({ label, color, dashed }) => (
							<li key={label}>
								<svg viewBox="0 0 20 8" width="20" height="8" aria-hidden="true">
									<path
										d="M1 4h18"
										style={{ stroke: `var(--c-${color})` }}
										stroke-width="3"
										stroke-linecap="round"
										stroke-dasharray={dashed ? '3 5' : undefined}
									/>
								</svg>
								{label}
							</li>
						))}
					</ul>
				)}
				<button
					type="button"
					class="quiet-button"
					aria-pressed={asTable}
					aria-controls={id}
					onClick={() => setAsTable(!asTable)}
				>
					{asTable ? <ChartIcon /> : <TableIcon />}
					<span>{asTable ? t('common.asChart') : t('common.asTable')}</span>
				</button>
			</div>
			<div id={id}>
				{asTable ? (
					table
				) : (
					<div role="img" aria-label={summary}>
						{chart}
					</div>
				)}
			</div>
		</figure>
	);
}
