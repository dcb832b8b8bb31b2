// The networks on a map: a canvas that is dragged and zoomed. No tiles, no network.
import type { GeoPermissibleObjects } from 'd3-geo';
import { select } from 'd3-selection';
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior } from 'd3-zoom';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { NetworkRow } from '../api/types';
import { go, to } from '../app/router';
import { dark, language } from '../app/settings';
import { fmt } from '../format';
import { t } from '../i18n';
import { conditionName, ConditionShape } from '../ui/badge';
import { FitIcon, MinusIcon, PlusIcon } from '../ui/icons';
import { draw, mapColors, ORDER, radiusOf, type View } from './draw';
import { boundsOf, cluster, placesOf, type Bounds, type Cluster } from './places';
import { world } from './world';

/** Pixels around the world at the closest: about three centimetres a pixel. */
const CLOSEST = 2 ** 30;
/** Never closer than this on its own: about a metre a pixel. */
const FIT_CLOSEST = 2 ** 25.5;
const GRID = 46;

interface MapProps {
	networks: readonly NetworkRow[];
	/** The month is over: conditions are told in the past tense. */
	past: boolean;
	providers: readonly { id: number; label: string }[];
	height: number;
}

export function NetworkMap({ networks, past, providers, height }: MapProps) {
	const canvas = useRef<HTMLCanvasElement>(null);
	const behavior = useRef<ZoomBehavior<HTMLCanvasElement, unknown> | null>(null);
	const view = useRef<View>({ k: 512, tx: 0, ty: 0, width: 0, height });
	const redraw = useRef<() => void>(() => undefined);
	const shown = useRef<Cluster[]>([]);
	/** Somebody pressed on the map and has not left it since. */
	const held = useRef(false);
	const [land, setLand] = useState<GeoPermissibleObjects | null>(null);
	const [near, setNear] = useState<{ cluster: Cluster; x: number; y: number } | null>(null);
	const places = useMemo(() => placesOf(networks), [networks]);
	const isDark = dark.value;
	const tongue = language.value;

	useEffect(() => void world().then(setLand, () => undefined), []);

	const fit = (bounds: Bounds | null, smooth = true) => {
		const element = canvas.current;
		if (!element || !behavior.current) return;
		const { width } = view.current;
		const box = bounds ?? { x0: 0, y0: 0.15, x1: 1, y1: 0.75 };
		const k = Math.min(
			FIT_CLOSEST,
			(width - 190) / Math.max(1e-12, box.x1 - box.x0),
			(height - 110) / Math.max(1e-12, box.y1 - box.y0),
			bounds && places.length > 1 ? Infinity : width,
		);
		const scale = Math.max(k, width * 0.9);
		const next = zoomIdentity
			.translate(width / 2 - (scale * (box.x0 + box.x1)) / 2, height / 2 - (scale * (box.y0 + box.y1)) / 2)
			.scale(scale);
		const calm = matchMedia('(prefers-reduced-motion: reduce)').matches || !smooth;
		behavior.current.transform(select(element) as never, next);
		if (!calm) element.animate([{ opacity: 0.35 }, { opacity: 1 }], { duration: 220 });
	};

	// The canvas follows the width; dragging and zooming move the view.
	useEffect(() => {
		const element = canvas.current;
		if (!element) return;
		// The wheel and one finger move the page, as everywhere, until somebody took hold of the map.
		const takes = (event: Event) =>
			event instanceof WheelEvent
				? event.ctrlKey || held.current
				: !('touches' in event) || (event as TouchEvent).touches.length > 1;
		const zooming = zoom<HTMLCanvasElement, unknown>()
			.filter(takes)
			.scaleExtent([200, CLOSEST])
			.on('zoom', ({ transform }: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
				Object.assign(view.current, { k: transform.k, tx: transform.x, ty: transform.y });
				redraw.current();
			});
		behavior.current = zooming;
		const selection = select(element);
		selection.call(zooming).on('dblclick.zoom', null);
		const observer = new ResizeObserver(() => {
			const width = element.clientWidth;
			const first = view.current.width === 0;
			if (width === view.current.width) return;
			view.current.width = width;
			element.width = width * devicePixelRatio;
			element.height = height * devicePixelRatio;
			if (first) fit(boundsOf(places), false);
			redraw.current();
		});
		observer.observe(element);
		return () => {
			observer.disconnect();
			selection.on('.zoom', null);
		};
	}, [height]);

	// Other networks than before: show all of them.
	const extent = JSON.stringify(boundsOf(places));
	useEffect(() => {
		if (view.current.width) fit(boundsOf(places), false);
	}, [extent]);

	useEffect(() => {
		const element = canvas.current;
		const context = element?.getContext('2d');
		if (!element || !context) return;
		const colors = mapColors();
		let frame = 0;
		let level = Number.NaN;
		const paint = () => {
			frame = 0;
			// Groups change only from one level of zoom to the next, so that they hold still in between.
			const now = Math.floor(Math.log2(view.current.k) * 2);
			if (now !== level) {
				level = now;
				shown.current = cluster(places, 2 ** (now / 2) / GRID);
			}
			context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
			const lengthName = (metres: number) =>
				metres >= 1000 ? `${fmt.number(metres / 1000)} km` : `${fmt.number(metres)} m`;
			const scene = { clusters: shown.current, land, lengthName, labels: view.current.k > 2 ** 20 };
			draw(context, view.current, scene, colors);
		};
		redraw.current = () => {
			frame ||= requestAnimationFrame(paint);
		};
		level = Number.NaN;
		redraw.current();
		document.fonts?.ready.then(() => redraw.current());
		return () => cancelAnimationFrame(frame);
	}, [places, land, isDark, tongue]);

	const find = (event: MouseEvent) => {
		const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
		const [px, py] = [event.clientX - left, event.clientY - top];
		const { k, tx, ty } = view.current;
		let best: { cluster: Cluster; x: number; y: number } | null = null;
		let distance = Infinity;
		for (const candidate of shown.current) {
			const [x, y] = [k * candidate.x + tx, k * candidate.y + ty];
			const away = Math.hypot(x - px, y - py);
			if (away < radiusOf(candidate.places.length) + 6 && away < distance) {
				best = { cluster: candidate, x, y };
				distance = away;
			}
		}
		return best;
	};

	const choose = (event: MouseEvent) => {
		const found = find(event);
		if (!found) return;
		const [only] = found.cluster.places;
		if (found.cluster.places.length === 1 && only) go(to(`/networks/${only.network.id}`, { month: only.network.month }));
		else fit(boundsOf(found.cluster.places));
		setNear(null);
	};

	const step = (factor: number) => {
		const element = canvas.current;
		if (element && behavior.current) behavior.current.scaleBy(select(element) as never, factor);
	};

	const missing = networks.length - places.length;
	const present = useMemo(
		() => ORDER.filter((condition) => networks.some((network) => network.condition === condition)),
		[networks],
	);
	return (
		<div class="map">
			<canvas
				ref={canvas}
				style={{ height: `${height}px`, cursor: near ? 'pointer' : undefined }}
				role="img"
				aria-label={t('overview.map.label', { n: networks.length })}
				onPointerMove={(event) => setNear(find(event))}
				onPointerDown={() => (held.current = true)}
				onPointerLeave={() => {
					held.current = false;
					setNear(null);
				}}
				onClick={choose}
			/>
			{near && <MapTip near={near} past={past} />}
			<div class="map-controls">
				<button type="button" class="icon-button" onClick={() => step(2)} aria-label={t('overview.map.zoomIn')}>
					<PlusIcon />
				</button>
				<button type="button" class="icon-button" onClick={() => step(0.5)} aria-label={t('overview.map.zoomOut')}>
					<MinusIcon />
				</button>
				<button
					type="button"
					class="icon-button"
					onClick={() => fit(boundsOf(places))}
					aria-label={t('overview.map.all')}
				>
					<FitIcon />
				</button>
			</div>
			<div class="map-foot">
				<ul class="legend">
					{present.map((condition) => (
						<li key={condition}>
							<ConditionShape condition={condition} />
							{conditionName(condition, past)}
						</li>
					))}
					{missing > 0 && <li class="muted">{t('overview.map.noPlace', { n: missing })}</li>}
				</ul>
				{providers.length > 1 && (
					<ul class="map-places" aria-label={t('overview.map.pick')}>
						{providers.map((provider) => (
							<li key={provider.id}>
								<button
									type="button"
									class="chip"
									onClick={() => fit(boundsOf(places.filter(({ network }) => network.provider === provider.id)))}
								>
									{provider.label}
								</button>
							</li>
						))}
					</ul>
				)}
			</div>
		</div>
	);
}

function MapTip({ near: { cluster: group, x, y }, past }: { near: { cluster: Cluster; x: number; y: number }; past: boolean }) {
	const only = group.places.length === 1 ? group.places[0]?.network : undefined;
	return (
		<div class="tip map-tip" style={{ left: `${x}px`, top: `${y}px` }} aria-hidden="true">
			{only ? (
				<>
					<strong>{only.label}</strong>
					<span>
						{conditionName(only.condition, past)} · {fmt.energy(only.used_wh)} / {fmt.energy(only.used_wh + only.available_wh)}
					</span>
				</>
			) : (
				<>
					<strong>{t('common.networks', { n: fmt.number(group.places.length), count: group.places.length })}</strong>
					{ORDER.filter((condition) => group.counts[condition]).map((condition) => (
						<span key={condition}>
							{conditionName(condition, past)}: {fmt.number(group.counts[condition] ?? 0)}
						</span>
					))}
				</>
			)}
		</div>
	);
}
