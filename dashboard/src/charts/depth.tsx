// The book of a round: energy asked for at a price or more, offered at it or less.
import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import type { DepthAt, Tariff } from '../api/types';
import { energyUnit, fmt } from '../format';
import { t } from '../i18n';
import { Table } from '../ui/table';
import { Figure } from './figure';
import { stepped } from './paths';
import { Plot, axis, faint, type Palette } from './plot';

/** At every price of the tariff: the sums of bids at it or above, and of offers at it or below, in Wh. */
export function cumulate(depth: readonly DepthAt[], { buy_back, retail, tick }: Tariff) {
	const at = new Map(depth.map((row) => [row.price, row]));
	const prices: number[] = [];
	for (let price = buy_back; price <= retail; price += tick) prices.push(price);
	let sum = 0;
	const offers = prices.map((price) => (sum += at.get(price)?.offers_wh ?? 0));
	sum = 0;
	const bids = prices.map(() => 0);
	for (let index = prices.length - 1; index >= 0; index -= 1) {
		sum += at.get(prices[index] ?? 0)?.bids_wh ?? 0;
		bids[index] = sum;
	}
	return { prices, bids, offers };
}

interface DepthProps {
	depth: readonly DepthAt[];
	tariff: Tariff;
	/** The price at which it was cleared. */
	cleared: number | null;
	summary: string;
}

export function DepthChart({ depth, tariff, cleared, summary }: DepthProps) {
	const { prices, bids, offers } = useMemo(() => cumulate(depth, tariff), [depth, tariff]);
	const data = useMemo<uPlot.AlignedData>(() => {
		// A last step as wide as the others.
		const end = (prices.at(-1) ?? 0) + tariff.tick;
		return [
			[...prices, end],
			[...bids, bids.at(-1) ?? 0],
			[...offers, offers.at(-1) ?? 0],
		];
	}, [prices, bids, offers]);
	const unit = energyUnit(Math.max(1, ...bids, ...offers));

	const options = (colors: Palette, width: number) => ({
		padding: [16, 26, 0, 0] as uPlot.Padding,
		cursor: { points: { size: 7 }, drag: { x: false, y: false } },
		scales: {
			x: { time: false, range: [tariff.buy_back, tariff.retail + tariff.tick] as uPlot.Range.MinMax },
			y: { range: (_: uPlot, _min: number, max: number) => [0, max * 1.1 || 1] as uPlot.Range.MinMax },
		},
		axes: [
			axis(colors, {
				grid: { show: false },
				size: 30,
				space: width < 500 ? 70 : 90,
				values: (_: uPlot, splits: number[]) => splits.map((units) => fmt.price(units).replace('/kWh', '')),
			}),
			axis(colors, {
				size: 80,
				space: 40,
				values: (_: uPlot, splits: number[]) => splits.map((wh) => fmt.energy(wh, unit)),
			}),
		],
		series: [
			{},
			{ stroke: colors.chart('received'), fill: faint(colors.chart('received'), 0.14), width: 2, paths: stepped, points: { show: false } },
			{ stroke: colors.chart('forecast'), fill: faint(colors.chart('forecast'), 0.14), width: 2, dash: [6, 3], paths: stepped, points: { show: false } },
		],
		hooks: {
			draw: [
				(u: uPlot) => {
					if (cleared === null) return;
					const ratio = devicePixelRatio;
					const x = Math.round(u.valToPos(cleared + tariff.tick / 2, 'x', true));
					u.ctx.save();
					u.ctx.strokeStyle = colors.ink;
					u.ctx.setLineDash([2 * ratio, 4 * ratio]);
					u.ctx.lineWidth = 1.5 * ratio;
					u.ctx.beginPath();
					u.ctx.moveTo(x, u.bbox.top);
					u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
					u.ctx.stroke();
					u.ctx.font = `500 ${12 * ratio}px Geist, system-ui, sans-serif`;
					u.ctx.fillStyle = colors.ink;
					const right = x > u.bbox.left + u.bbox.width / 2;
					u.ctx.textAlign = right ? 'right' : 'left';
					u.ctx.fillText(fmt.price(cleared), x + (right ? -8 : 8) * ratio, u.bbox.top + 12 * ratio);
					u.ctx.restore();
				},
			],
		},
	});

	const readout = (index: number) => {
		const price = prices[Math.min(index, prices.length - 1)] ?? 0;
		return [
			fmt.price(price),
			`${t('sale.depth.bids')} ${fmt.energy(data[1]?.[index] ?? 0)}`,
			`${t('sale.depth.offers')} ${fmt.energy(data[2]?.[index] ?? 0)}`,
		].join('  ·  ');
	};

	return (
		<Figure
			summary={summary}
			legend={[
				{ label: t('sale.depth.bids'), color: 'received' },
				{ label: t('sale.depth.offers'), color: 'forecast', dashed: true },
			]}
			chart={<Plot data={data} height={260} options={options} readout={readout} />}
			table={
				<Table
					caption={summary}
					rows={depth}
					rowKey={(row) => row.price}
					columns={[
						{ key: 'price', title: t('common.price'), cell: (row) => fmt.price(row.price) },
						{ key: 'bids', title: t('sale.depth.bidsAt'), number: true, cell: (row) => fmt.energy(row.bids_wh) },
						{ key: 'offers', title: t('sale.depth.offersAt'), number: true, cell: (row) => fmt.energy(row.offers_wh) },
					]}
				/>
			}
		/>
	);
}
