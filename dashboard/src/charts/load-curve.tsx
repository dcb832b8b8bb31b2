// The mean power of a device over time.
import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import type { Load } from '../api/types';
import { fmt } from '../format';
import { t } from '../i18n';
import { BlockRef } from '../ui/block';
import { Table } from '../ui/table';
import { Figure } from './figure';
import { Plot, axis, faint, type Palette } from './plot';
import { stepped } from './paths';

const DAY_MS = 86_400_000;

export function LoadCurve({ load, offset, feeds }: { load: Load; offset: number; feeds: boolean }) {
	const data = useMemo<uPlot.AlignedData>(() => {
		const times: number[] = [];
		const drawn: (number | null)[] = [];
		const fed: (number | null)[] = [];
		const hours = (point: Load['points'][number]) => (point.end_ms - point.start_ms) / 3_600_000;
		load.points.forEach((point, index) => {
			times.push(point.start_ms / 1000);
			drawn.push(point.import_wh / hours(point));
			fed.push(-point.export_wh / hours(point));
			// A step ends where nothing follows it.
			const next = load.points[index + 1];
			if (!next || next.start_ms > point.end_ms) {
				times.push(point.end_ms / 1000);
				drawn.push(next ? null : point.import_wh / hours(point));
				fed.push(next ? null : -point.export_wh / hours(point));
			}
		});
		return feeds ? [times, drawn, fed] : [times, drawn];
	}, [load, feeds]);
	const span = load.to_ms - load.from_ms;

	const options = (colors: Palette, width: number) => ({
		padding: [12, 26, 0, 0] as uPlot.Padding,
		cursor: { points: { size: 7 }, drag: { x: false, y: false } },
		scales: {
			x: { time: true, range: [load.from_ms / 1000, load.to_ms / 1000] as uPlot.Range.MinMax },
			y: {
				range: (_: uPlot, min: number, max: number) =>
					[Math.min(0, min * 1.08), Math.max(max * 1.08, min < 0 ? 0 : 1)] as uPlot.Range.MinMax,
			},
		},
		axes: [
			axis(colors, {
				grid: { show: false },
				size: 30,
				space: width < 500 ? 62 : 84,
				values: (_: uPlot, splits: number[]) =>
					splits.map((at) =>
						span <= 2 * DAY_MS ? fmt.time(at * 1000, offset) : fmt.day(at * 1000, offset),
					),
			}),
			axis(colors, { size: 64, space: 40, values: (_: uPlot, splits: number[]) => splits.map((w) => fmt.power(w)) }),
		],
		series: [
			{},
			{
				stroke: colors.chart('used'),
				fill: faint(colors.chart('used'), 0.16),
				width: 1.5,
				paths: stepped,
				points: { show: false },
			},
			...(feeds
				? [
						{
							stroke: colors.chart('sun'),
							fill: faint(colors.chart('sun'), 0.2),
							width: 1.5,
							paths: stepped,
							points: { show: false },
						},
					]
				: []),
		],
	});

	const readout = (index: number) => {
		const at = (data[0]?.[index] ?? 0) * 1000;
		const parts = [fmt.dateTime(at, offset)];
		const drawn = data[1]?.[index];
		const fed = data[2]?.[index];
		if (drawn != null) parts.push(`${t('device.load.drawn')} ${fmt.power(drawn)}`);
		if (fed != null) parts.push(`${t('device.load.fed')} ${fmt.power(-fed)}`);
		return parts.join('  ·  ');
	};

	return (
		<Figure
			summary={t('device.load.caption')}
			legend={[
				{ label: t('device.load.drawn'), color: 'used' },
				...(feeds ? [{ label: t('device.load.fed'), color: 'sun' }] : []),
			]}
			chart={<Plot data={data} height={280} options={options} readout={readout} />}
			table={
				<Table
					caption={t('device.load.caption')}
					rows={load.points}
					rowKey={(point) => point.start_ms}
					columns={[
						{ key: 'time', title: t('common.time'), cell: (point) => fmt.dateTime(point.start_ms, offset) },
						{ key: 'power', title: t('device.load.power'), number: true, cell: (point) => fmt.power(point.power_w) },
						{ key: 'drawn', title: t('device.load.drawn'), number: true, cell: (point) => fmt.energy(point.import_wh) },
						...(feeds
							? [
									{
										key: 'fed',
										title: t('device.load.fed'),
										number: true,
										cell: (point: Load['points'][number]) => fmt.energy(point.export_wh),
									},
								]
							: []),
						{ key: 'block', title: t('common.block'), number: true, cell: (point) => <BlockRef n={point.block} /> },
					]}
				/>
			}
		/>
	);
}
