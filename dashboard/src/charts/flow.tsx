// Who helped whom: givers at the left, receivers at the right. Everybody stands once on each side, so
// that two who helped each other are two bands and no circle.
import { sankey, sankeyJustify, sankeyLinkHorizontal } from 'd3-sankey';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Flow } from '../api/types';
import { fmt } from '../format';
import { t, tMaybe } from '../i18n';
import { BlockRef } from '../ui/block';
import { EndLink, endName } from '../ui/ends';
import { Table } from '../ui/table';
import { Figure } from './figure';

/** Bands beyond this many are drawn as one. */
const MOST_BANDS = 28;
const NODE_WIDTH = 10;
const LABEL_WIDTH = 150;
/** Room for the label of a thin node at the upper and lower end. */
const EDGE = 14;
/** From this height on a node's sum stands under its name, else beside it. */
const TWO_LINES = 26;

interface Node {
	id: string;
	label: string;
	side: 'from' | 'to';
}

interface Band {
	source: string;
	target: string;
	value: number;
	color: string;
	flow: Flow | null;
	count: number;
}

const COLORS: Record<string, string> = {
	grant: 'idle',
	allocation: 'idle',
	top_up: 'used',
	take_back: 'idle',
	cover: 'used',
	help: 'received',
	owner_moved: 'received',
	pool: 'bought',
	pledge: 'bought',
	leftover: 'bought',
	withdrawal: 'bought',
	export: 'sun',
	overdraft: 'short',
	offer: 'forecast',
	sale: 'forecast',
	unsold: 'idle',
};

/** The nodes and bands of the diagram: the largest flows, the rest as one band. */
export function bandsOf(flows: readonly Flow[], others: string) {
	const sorted = flows.filter((flow) => flow.energy_wh > 0).sort((a, b) => b.energy_wh - a.energy_wh);
	const nodes = new Map<string, Node>();
	const node = (side: Node['side'], key: string, label: string) => {
		const id = `${side}:${key}`;
		if (!nodes.has(id)) nodes.set(id, { id, label, side });
		return id;
	};
	const bands: Band[] = sorted.slice(0, MOST_BANDS).map((flow) => ({
		source: node('from', `${flow.from.kind}${flow.from.id}`, endName(flow.from)),
		target: node('to', `${flow.to.kind}${flow.to.id}`, endName(flow.to)),
		value: flow.energy_wh,
		color: COLORS[flow.reason] ?? 'idle',
		flow,
		count: flow.count,
	}));
	const rest = sorted.slice(MOST_BANDS);
	if (rest.length) {
		bands.push({
			source: node('from', 'others', others),
			target: node('to', 'others', others),
			value: rest.reduce((sum, flow) => sum + flow.energy_wh, 0),
			color: 'idle',
			flow: null,
			count: rest.length,
		});
	}
	return { nodes: [...nodes.values()], bands };
}

export function FlowDiagram({ flows }: { flows: readonly Flow[] }) {
	const frame = useRef<HTMLDivElement>(null);
	const [width, setWidth] = useState(640);
	const others = t('end.others');
	const { nodes, bands } = useMemo(() => bandsOf(flows, others), [flows, others]);

	useEffect(() => {
		const element = frame.current;
		if (!element) return;
		const observer = new ResizeObserver(() => setWidth(element.clientWidth));
		observer.observe(element);
		return () => observer.disconnect();
	}, []);

	const labels = width < 560 ? Math.max(84, width * 0.27) : LABEL_WIDTH;
	const perSide = Math.max(
		nodes.filter(({ side }) => side === 'from').length,
		nodes.filter(({ side }) => side === 'to').length,
	);
	const height = Math.max(170, Math.min(860, perSide * 36));
	const layout = useMemo(() => {
		const make = sankey<Node, Band>()
			.nodeId((node) => node.id)
			.nodeAlign(sankeyJustify)
			.nodeWidth(NODE_WIDTH)
			.nodePadding(18)
			.extent([
				[labels, EDGE],
				[Math.max(labels + 60, width - labels), height - EDGE],
			]);
		return make({ nodes: nodes.map((node) => ({ ...node })), links: bands.map((band) => ({ ...band })) });
	}, [nodes, bands, width, height, labels]);

	/** A name in a part of the label's width. */
	const clip = (text: string, share: number) => {
		const most = Math.floor((labels / 7.2) * share);
		return text.length > most ? `${text.slice(0, most - 1)}…` : text;
	};
	const path = sankeyLinkHorizontal<Node, Band>();
	const largest = bands[0]?.flow;
	const summary = largest
		? t('network.flow.summary', {
				n: bands.length,
				from: endName(largest.from),
				to: endName(largest.to),
				energy: fmt.energy(largest.energy_wh),
			})
		: t('network.flow.empty');

	return (
		<Figure
			summary={summary}
			chart={
				<div ref={frame} class="flow">
					<svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
						<g fill="none">
							{layout.links.map((band) => (
								<path
									key={`${(band.source as Node).id}${(band.target as Node).id}${band.flow?.reason}`}
									class="band"
									d={path(band) ?? ''}
									style={{ stroke: `var(--c-${band.color})` }}
									stroke-width={Math.max(1.5, band.width ?? 1)}
								>
									<title>
										{band.flow
											? `${endName(band.flow.from)} → ${endName(band.flow.to)}: ${fmt.energy(band.value)}, ${tMaybe(`reason.${band.flow.reason}`)}, ${band.count}×`
											: `${t('network.flow.more', { n: band.count })}: ${fmt.energy(band.value)}`}
									</title>
								</path>
							))}
						</g>
						{layout.nodes.map((node) => {
							const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = [node.x0, node.x1, node.y0, node.y1];
							const from = node.side === 'from';
							return (
								<g key={node.id}>
									<rect class="flow-node" x={x0} y={y0} width={x1 - x0} height={Math.max(1.5, y1 - y0)} rx={2} />
									<text x={from ? x0 - 8 : x1 + 8} y={(y0 + y1) / 2} text-anchor={from ? 'end' : 'start'}>
										<title>{node.label}</title>
										{y1 - y0 < TWO_LINES ? (
											<>
												<tspan class="flow-name" dy="0.34em">
													{clip(node.label, width < 560 ? 1 : 0.5)}
												</tspan>
												{width >= 560 && (
													<tspan class="flow-sum" dx="0.5em">
														{fmt.energy(node.value ?? 0)}
													</tspan>
												)}
											</>
										) : (
											<>
												<tspan class="flow-name" x={from ? x0 - 8 : x1 + 8} dy="-0.15em">
													{clip(node.label, 1)}
												</tspan>
												<tspan class="flow-sum" x={from ? x0 - 8 : x1 + 8} dy="1.15em">
													{fmt.energy(node.value ?? 0)}
												</tspan>
											</>
										)}
									</text>
								</g>
							);
						})}
					</svg>
				</div>
			}
			table={
				<Table
					caption={t('network.flow')}
					rows={[...flows].sort((a, b) => b.energy_wh - a.energy_wh)}
					rowKey={(flow) => `${flow.from.kind}${flow.from.id}${flow.to.kind}${flow.to.id}${flow.reason}`}
					columns={[
						{ key: 'from', title: t('network.flow.from'), cell: (flow) => <EndLink end={flow.from} /> },
						{ key: 'to', title: t('network.flow.to'), cell: (flow) => <EndLink end={flow.to} /> },
						{ key: 'why', title: t('network.flow.why'), cell: (flow) => tMaybe(`reason.${flow.reason}`) },
						{ key: 'energy', title: t('common.energy'), number: true, cell: (flow) => fmt.energy(flow.energy_wh) },
						{ key: 'count', title: t('network.flow.count'), number: true, cell: (flow) => fmt.number(flow.count) },
						{ key: 'block', title: t('common.block'), number: true, cell: (flow) => <BlockRef n={flow.last_block} /> },
					]}
				/>
			}
		/>
	);
}
