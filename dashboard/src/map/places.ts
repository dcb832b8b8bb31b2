// Networks as points of the world, and points that lie close together as one.
import type { Condition, NetworkRow } from '../api/types';

/** A network in the Mercator square: x and y from 0 to 1, y southward. */
export interface Place {
	x: number;
	y: number;
	network: NetworkRow;
}

export interface Cluster {
	x: number;
	y: number;
	places: Place[];
	/** How many of each condition. */
	counts: Partial<Record<Condition, number>>;
}

/** The latitude at which the Mercator square ends. */
const EDGE = 85.05;

export function project(lon: number, lat: number): [number, number] {
	const phi = (Math.max(-EDGE, Math.min(EDGE, lat)) * Math.PI) / 180;
	return [(lon + 180) / 360, 0.5 - Math.log(Math.tan(Math.PI / 4 + phi / 2)) / (2 * Math.PI)];
}

/** Metres of a whole turn of the Mercator square at a height of it. */
export function metresAround(y: number) {
	const phi = 2 * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - Math.PI / 2;
	return 40_075_017 * Math.cos(phi);
}

export function placesOf(networks: readonly NetworkRow[]): Place[] {
	return networks.flatMap((network) => {
		if (network.lat === null || network.lon === null) return [];
		const [x, y] = project(network.lon, network.lat);
		return [{ x, y, network }];
	});
}

/** Groups places by a grid of `1 / cells`; a group stands at the mean of its places. */
export function cluster(places: readonly Place[], cells: number): Cluster[] {
	const groups = new Map<string, Cluster>();
	for (const place of places) {
		const key = `${Math.floor(place.x * cells)}:${Math.floor(place.y * cells)}`;
		let group = groups.get(key);
		if (!group) groups.set(key, (group = { x: 0, y: 0, places: [], counts: {} }));
		group.places.push(place);
		group.x += place.x;
		group.y += place.y;
		const { condition } = place.network;
		group.counts[condition] = (group.counts[condition] ?? 0) + 1;
	}
	return [...groups.values()].map((group) => ({
		...group,
		x: group.x / group.places.length,
		y: group.y / group.places.length,
	}));
}

export interface Bounds {
	x0: number;
	y0: number;
	x1: number;
	y1: number;
}

export function boundsOf(places: readonly Place[]): Bounds | null {
	if (places.length === 0) return null;
	const bounds = { x0: 1, y0: 1, x1: 0, y1: 0 };
	for (const { x, y } of places) {
		bounds.x0 = Math.min(bounds.x0, x);
		bounds.y0 = Math.min(bounds.y0, y);
		bounds.x1 = Math.max(bounds.x1, x);
		bounds.y1 = Math.max(bounds.y1, y);
	}
	return bounds;
}

/** A round number of metres that is at most `most`: 1, 2 or 5 times a power of ten. */
export function roundMetres(most: number) {
	const power = 10 ** Math.floor(Math.log10(most));
	return ([5, 2].find((step) => step * power <= most) ?? 1) * power;
}
