// Drawing the map on its canvas.
import { geoMercator, geoPath, type GeoPermissibleObjects } from 'd3-geo';
import type { Condition } from '../api/types';
import { metresAround, roundMetres, type Cluster } from './places';

/** What of the Mercator square is in sight: a place's pixel is `k · x + tx`. */
export interface View {
	k: number;
	tx: number;
	ty: number;
	width: number;
	height: number;
}

export interface MapColors {
	ground: string;
	land: string;
	coast: string;
	grid: string;
	ink: string;
	muted: string;
	surface: string;
	tone: Record<Condition, string>;
}

/** Worst first: the order in which rings are drawn. */
export const ORDER: readonly Condition[] = ['exhausted', 'ahead', 'on_pace', 'idle', 'inactive'];

/** From this many pixels a turn of the world on, coastlines are too coarse to help. */
const LAND_UNTIL = 120_000;

export const mapColors = (): MapColors => {
	const style = getComputedStyle(document.documentElement);
	const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
	return {
		ground: color('sunken'),
		land: color('map-land'),
		coast: color('map-coast'),
		grid: color('map-grid'),
		ink: color('ink'),
		muted: color('muted'),
		surface: color('surface'),
		tone: {
			exhausted: color('c-short'),
			ahead: color('c-forecast'),
			on_pace: color('c-used'),
			idle: color('c-idle'),
			inactive: color('c-idle'),
		},
	};
};

/** The radius of a cluster's circle: its area grows with the logarithm of its networks. */
export const radiusOf = (count: number) => (count === 1 ? 6.5 : Math.min(30, 11 + 4.2 * Math.log2(count)));

function ground(context: CanvasRenderingContext2D, view: View, colors: MapColors, land: GeoPermissibleObjects | null) {
	const { k, tx, ty, width, height } = view;
	context.fillStyle = colors.ground;
	context.fillRect(0, 0, width, height);
	if (k < LAND_UNTIL && land) {
		const projection = geoMercator()
			.scale(k / (2 * Math.PI))
			.translate([tx + k / 2, ty + k / 2])
			.clipExtent([
				[-1, -1],
				[width + 1, height + 1],
			]);
		context.beginPath();
		geoPath(projection, context)(land);
		context.fillStyle = colors.land;
		context.fill();
		context.strokeStyle = colors.coast;
		context.lineWidth = 0.8;
		context.stroke();
		return;
	}
	// Close up there is no coast: lines of a round number of metres tell how far things are.
	const metres = metresAround((height / 2 - ty) / k) / k;
	const step = roundMetres(110 * metres) / metres;
	context.strokeStyle = colors.coast;
	context.lineWidth = 0.7;
	context.beginPath();
	for (let x = ((tx % step) + step) % step; x < width; x += step) {
		context.moveTo(x, 0);
		context.lineTo(x, height);
	}
	for (let y = ((ty % step) + step) % step; y < height; y += step) {
		context.moveTo(0, y);
		context.lineTo(width, y);
	}
	context.stroke();
}

function shape(context: CanvasRenderingContext2D, condition: Condition, x: number, y: number, r: number) {
	context.beginPath();
	if (condition === 'exhausted') {
		context.moveTo(x, y - r * 1.15);
		context.lineTo(x + r * 1.15, y);
		context.lineTo(x, y + r * 1.15);
		context.lineTo(x - r * 1.15, y);
		context.closePath();
	} else if (condition === 'ahead') {
		context.moveTo(x, y - r * 1.1);
		context.lineTo(x + r * 1.1, y + r * 0.9);
		context.lineTo(x - r * 1.1, y + r * 0.9);
		context.closePath();
	} else {
		context.arc(x, y, r, 0, 2 * Math.PI);
	}
}

function marker(context: CanvasRenderingContext2D, cluster: Cluster, x: number, y: number, colors: MapColors) {
	const count = cluster.places.length;
	const r = radiusOf(count);
	if (count === 1) {
		const condition = cluster.places[0]?.network.condition ?? 'idle';
		shape(context, condition, x, y, r + 2);
		context.fillStyle = colors.surface;
		context.fill();
		shape(context, condition, x, y, r);
		const hollow = condition === 'idle' || condition === 'inactive';
		context.fillStyle = hollow ? colors.surface : colors.tone[condition];
		context.fill();
		context.strokeStyle = colors.tone[condition];
		context.lineWidth = hollow ? 2 : 0;
		if (hollow) context.stroke();
		return;
	}
	// A disc with the number; its ring is shared out by condition.
	context.beginPath();
	context.arc(x, y, r + 2.5, 0, 2 * Math.PI);
	context.fillStyle = colors.surface;
	context.fill();
	let angle = -Math.PI / 2;
	for (const condition of ORDER) {
		const part = ((cluster.counts[condition] ?? 0) / count) * 2 * Math.PI;
		if (part === 0) continue;
		context.beginPath();
		context.arc(x, y, r, angle, angle + part);
		context.strokeStyle = colors.tone[condition];
		context.lineWidth = 4;
		context.stroke();
		angle += part;
	}
	context.fillStyle = colors.ink;
	context.font = `600 ${r < 16 ? 12 : 14}px Geist, system-ui, sans-serif`;
	context.textAlign = 'center';
	context.textBaseline = 'middle';
	context.fillText(count > 9_999 ? `${Math.round(count / 1000)}k` : String(count), x, y + 0.5);
}

type Box = [x0: number, y0: number, x1: number, y1: number];

const meet = (a: Box, b: Box) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Writes a name beside its network, at the right, the left or below, where nothing else stands. */
function label(context: CanvasRenderingContext2D, text: string, x: number, y: number, taken: Box[], colors: MapColors) {
	context.font = '500 12px Geist, system-ui, sans-serif';
	const width = context.measureText(text).width;
	const corners = [
		[x + 13, y],
		[x - 13 - width, y],
		[x - width / 2, y + 18],
		[x - width / 2, y - 18],
	] as const;
	for (const [left, middle] of corners) {
		const box: Box = [left - 3, middle - 9, left + width + 3, middle + 9];
		if (left < 4 || taken.some((other) => meet(box, other))) continue;
		taken.push(box);
		context.textAlign = 'left';
		context.textBaseline = 'middle';
		context.lineWidth = 4;
		context.lineJoin = 'round';
		context.strokeStyle = colors.ground;
		context.strokeText(text, left, middle);
		context.fillStyle = colors.ink;
		context.fillText(text, left, middle);
		return;
	}
}

function scaleBar(context: CanvasRenderingContext2D, view: View, colors: MapColors, name: (metres: number) => string) {
	const metres = metresAround((view.height / 2 - view.ty) / view.k) / view.k;
	const long = roundMetres(110 * metres);
	const width = long / metres;
	const [x, y] = [14, view.height - 16];
	context.strokeStyle = colors.muted;
	context.lineWidth = 1.5;
	context.beginPath();
	context.moveTo(x, y - 5);
	context.lineTo(x, y);
	context.lineTo(x + width, y);
	context.lineTo(x + width, y - 5);
	context.stroke();
	context.fillStyle = colors.muted;
	context.font = '500 11px Geist, system-ui, sans-serif';
	context.textAlign = 'left';
	context.textBaseline = 'alphabetic';
	context.fillText(name(long), x + 6, y - 5);
}

export interface Scene {
	clusters: readonly Cluster[];
	land: GeoPermissibleObjects | null;
	/** A length in words. */
	lengthName: (metres: number) => string;
	/** Names beside single networks: only where there is room for them. */
	labels: boolean;
}

export function draw(context: CanvasRenderingContext2D, view: View, scene: Scene, colors: MapColors) {
	ground(context, view, colors, scene.land);
	const inSight = scene.clusters
		.map((cluster) => ({ cluster, x: view.k * cluster.x + view.tx, y: view.k * cluster.y + view.ty }))
		.filter(({ x, y }) => x > -40 && y > -40 && x < view.width + 40 && y < view.height + 40);
	if (scene.labels && inSight.length <= 60) {
		const taken = inSight.map(({ cluster, x, y }): Box => {
			const r = radiusOf(cluster.places.length) + 3;
			return [x - r, y - r, x + r, y + r];
		});
		for (const { cluster, x, y } of inSight) {
			const network = cluster.places[0]?.network;
			if (cluster.places.length === 1 && network) label(context, network.label, x, y, taken, colors);
		}
	}
	for (const { cluster, x, y } of inSight) marker(context, cluster, x, y, colors);
	scaleBar(context, view, colors, scene.lengthName);
}
