// What is left of a month, day by day, against an even pace and the forecast.
import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import type { Day, Month } from '../api/types';
import { energyUnit, fmt } from '../format';
import { t } from '../i18n';
import { BlockRef } from '../ui/block';
import { Table } from '../ui/table';
import { Figure } from './figure';
import { Plot, axis, faint } from './plot';

interface Lines {
	/** Unix seconds. */
	times: number[];
	left: (number | null)[];
	pace: (number | null)[];
	forecast: (number | null)[];
	used: (number | null)[];
}

/** The lines of the chart, in Wh. Exported for its test. */
export function burnLines(month: Month): Lines {
	const { days, start_ms, end_ms, state, forecast } = month;
	const first = days[0];
	const last = days.at(-1);
	const opening = first?.inflow_wh ?? 0;
	const points = [
		{ at: start_ms, left: opening as number | null, used: null as number | null },
		...days.map((day) => ({ at: day.end_ms, left: day.available_wh as number | null, used: day.used_wh as number | null })),
	];
	const running = state === 'open' && last !== undefined && last.end_ms < end_ms;
	if (running || points.length === 1) points.push({ at: end_ms, left: null, used: null });

	const span = end_ms - start_ms;
	const pace = points.map(({ at }) => Math.max(0, opening * (1 - (at - start_ms) / span)));
	const ahead = points.map((): number | null => null);
	if (running && forecast) {
		// From the last known day to what will be left, or lacking, at the end.
		ahead[points.length - 2] = last.available_wh;
		ahead[points.length - 1] = last.inflow_wh - forecast.used_at_end_wh;
	}
	return {
		times: points.map(({ at }) => at / 1000),
		left: points.map(({ left }) => left),
		pace,
		forecast: ahead,
		used: points.map(({ used }) => used),
	};
}

export function BurnDown({ month, offset }: { month: Month; offset: number }) {
	const lines = useMemo(() => burnLines(month), [month]);
	const data = useMemo<uPlot.AlignedData>(
		() => [lines.times, lines.pace, lines.left, lines.forecast],
		[lines],
	);
	const hasForecast = lines.forecast.some((value) => value !== null);
	const largest = Math.max(1, ...lines.left.map((value) => Math.abs(value ?? 0)), ...lines.pace.map((v) => v ?? 0));
	const unit = energyUnit(largest);
	const shown = (day: Day) => fmt.day(day.end_ms - 1, offset);

	const options = (colors: ReturnType<typeof import('./plot').palette>, width: number) => ({
		padding: [12, 26, 0, 0] as uPlot.Padding,
		cursor: { points: { size: 8 }, drag: { x: false, y: false } },
		scales: {
			x: { time: true, range: [month.start_ms / 1000, month.end_ms / 1000] as uPlot.Range.MinMax },
			y: { range: (_: uPlot, min: number, max: number) => [Math.min(0, min * 1.1), max * 1.06 || 1] as uPlot.Range.MinMax },
		},
		axes: [
			axis(colors, {
				grid: { show: false },
				size: 30,
				space: width < 500 ? 62 : 84,
				values: (_: uPlot, splits: number[]) => splits.map((at) => fmt.day(at * 1000, offset)),
			}),
			axis(colors, {
				size: 80,
				space: 44,
				values: (_: uPlot, splits: number[]) => splits.map((wh) => fmt.energy(wh, unit)),
			}),
		],
		series: [
			{},
			{ stroke: colors.chart('pace'), width: 1.5, dash: [4, 5], points: { show: false } },
			{
				stroke: colors.chart('used'),
				fill: faint(colors.chart('used'), 0.13),
				width: 2.5,
				points: { show: false },
			},
			{ stroke: colors.chart('forecast'), width: 2.5, dash: [2, 5], cap: 'round' as CanvasLineCap, points: { show: false } },
		],
		hooks: {
			draw: [
				(u: uPlot) => {
					// The line at which the energy is used up.
					const y = Math.round(u.valToPos(0, 'y', true)) + 0.5;
					u.ctx.strokeStyle = colors.muted;
					u.ctx.lineWidth = devicePixelRatio;
					u.ctx.beginPath();
					u.ctx.moveTo(u.bbox.left, y);
					u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
					u.ctx.stroke();
				},
			],
		},
	});

	const readout = (index: number) => {
		const at = (lines.times[index] ?? 0) * 1000;
		const left = lines.left[index] ?? lines.forecast[index];
		const parts = [fmt.day(at - 1, offset)];
		if (left != null) parts.push(`${t('network.burn.left')} ${fmt.energy(left)}`);
		parts.push(`${t('network.burn.pace')} ${fmt.energy(lines.pace[index] ?? 0)}`);
		if (lines.used[index] != null) parts.push(`${t('network.burn.used')} ${fmt.energy(lines.used[index] ?? 0)}`);
		return parts.join('  ·  ');
	};

	return (
		<Figure
			summary={t('network.burn.caption')}
			legend={[
				{ label: t('network.burn.left'), color: 'used' },
				{ label: t('network.burn.pace'), color: 'pace', dashed: true },
				...(hasForecast ? [{ label: t('network.burn.forecast'), color: 'forecast', dashed: true }] : []),
			]}
			chart={<Plot data={data} height={280} options={options} readout={readout} />}
			table={
				<Table
					caption={t('network.burn.caption')}
					rows={month.days}
					rowKey={(day) => day.day}
					columns={[
						{ key: 'day', title: t('network.burn.day'), cell: shown },
						{ key: 'used', title: t('network.burn.used'), number: true, cell: (day) => fmt.energy(day.used_wh) },
						{ key: 'inflow', title: t('network.burn.inflow'), number: true, cell: (day) => fmt.energy(day.inflow_wh) },
						{ key: 'left', title: t('network.burn.left'), number: true, cell: (day) => fmt.energy(day.available_wh) },
						{ key: 'block', title: t('common.block'), number: true, cell: (day) => <BlockRef n={day.block} /> },
					]}
				/>
			}
		/>
	);
}
