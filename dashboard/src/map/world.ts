// The outline of the countries (Natural Earth, public domain), fetched from this page's own server.
import type { GeoPermissibleObjects } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import outline from 'world-atlas/countries-110m.json?url';

let countries: Promise<GeoPermissibleObjects> | undefined;

export function world(): Promise<GeoPermissibleObjects> {
	countries ??= fetch(outline)
		.then((answer) => answer.json() as Promise<Topology<{ countries: GeometryCollection }>>)
		.then((topology) => feature(topology, topology.objects.countries));
	return countries;
}
