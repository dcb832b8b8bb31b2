import { describe, expect, it } from 'vitest';
import { priceUnits } from '../../src/actions/order-form';
import type { Flow, Month, NetworkRow } from '../../src/api/types';
import { monthToShow } from '../../src/app/consortium';
import { parse, to } from '../../src/app/router';
import { reachable } from '../../src/app/session';
import { burnLines } from '../../src/charts/burn-down';
import { cumulate } from '../../src/charts/depth';
import { bandsOf } from '../../src/charts/flow';
import { isPath } from '../../src/chain/development';
import { boundsOf, cluster, metresAround, placesOf, project, roundMetres } from '../../src/map/places';
import { select } from '../../src/pages/networks';

const DAY = 86_400_000;

const row = (id: number, more: Partial<NetworkRow> = {}): NetworkRow => ({
	id, label: `Load ${id}`, provider: 0, state: 'active', owner: '', lat: 53.64, lon: 11.41, devices: 1, month: '2019-10', granted_wh: 100,
	available_wh: 50, used_wh: 50, pace_percent: 100, condition: 'on_pace', block: 1, ...more,
});

describe('the burn-down', () => {
	const day = (n: number, used: number) => ({
		day: `2019-10-0${n}`, end_ms: n * DAY, used_wh: used, exported_wh: 0, used_so_far_wh: used * n,
		available_wh: 1000 - used * n, inflow_wh: 1000, readings: 96, block: n,
	});
	const month = { start_ms: 0, end_ms: 10 * DAY, state: 'open', days: [day(1, 200), day(2, 200)],
		forecast: { at_ms: 2 * DAY, used_at_end_wh: 2000, exhausted_ms: 5 * DAY } } as unknown as Month;

	it('begins with what came in and goes on to the forecast', () => {
		const { times, left, forecast } = burnLines(month);
		expect(times).toEqual([0, 86_400, 172_800, 864_000]);
		expect(left).toEqual([1000, 800, 600, null]);
		expect(forecast).toEqual([null, null, 600, -1000]);
	});

	it('has a pace that ends at nothing', () => {
		expect(burnLines(month).pace).toEqual([1000, 900, 800, 0]);
	});

	it('has no forecast for a month that is over', () => {
		expect(burnLines({ ...month, state: 'closed' }).forecast.every((value) => value === null)).toBe(true);
	});
});

describe('the depth of a round', () => {
	it('sums bids from above and offers from below', () => {
		const depth = [{ price: 8, bids_wh: 0, offers_wh: 5 }, { price: 10, bids_wh: 3, offers_wh: 2 }, { price: 11, bids_wh: 4, offers_wh: 0 }];
		expect(cumulate(depth, { buy_back: 8, retail: 11, tick: 1 })).toEqual({
			prices: [8, 9, 10, 11], bids: [7, 7, 7, 4], offers: [5, 5, 7, 7],
		});
	});

	it('takes only prices that the market has', () => {
		const tariff = { buy_back: 80_000, retail: 300_000, tick: 10_000 };
		expect([0.08, 0.19, 0.3, 0.07, 0.31, 0.195, null].map((value) => priceUnits(value, 6, tariff))).toEqual([
			80_000, 190_000, 300_000, null, null, null, null,
		]);
	});
});

describe('the flow', () => {
	const flow = (from: number, to: number, energy: number): Flow => ({
		from: { kind: 'device', id: from, label: `d${from}` }, to: { kind: 'device', id: to, label: `d${to}` },
		reason: 'help', energy_wh: energy, count: 1, first_block: 1, last_block: 1,
	});

	it('keeps two who helped each other apart', () => {
		const { nodes, bands } = bandsOf([flow(1, 2, 10), flow(2, 1, 20)], 'Others');
		expect(nodes).toHaveLength(4);
		expect(bands.map(({ value }) => value)).toEqual([20, 10]);
	});

	it('loses no energy of the smaller flows', () => {
		const flows = Array.from({ length: 60 }, (_, n) => flow(n, n + 1, n + 1));
		const { bands } = bandsOf(flows, 'Others');
		expect(bands.length).toBeLessThan(30);
		expect(bands.reduce((sum, { value }) => sum + value, 0)).toBe((60 * 61) / 2);
	});
});

describe('the map', () => {
	it('knows where places are', () => {
		expect(project(0, 0)).toEqual([0.5, 0.5]);
		expect(project(-180, 0)[0]).toBe(0);
		expect(metresAround(0.5)).toBeCloseTo(40_075_017);
		expect([7, 34, 120, 999].map(roundMetres)).toEqual([5, 20, 100, 500]);
	});

	it('groups what is close, counts by condition, and leaves out what has no place', () => {
		const rows = [row(1), row(2, { condition: 'exhausted' }), row(3, { lat: 34.1, lon: -118.1 }), row(4, { lat: null, lon: null })];
		const places = placesOf(rows);
		expect(places).toHaveLength(3);
		const groups = cluster(places, 64);
		expect(groups.map((group) => group.places.length).sort()).toEqual([1, 2]);
		expect(groups.find((group) => group.places.length === 2)?.counts).toEqual({ on_pace: 1, exhausted: 1 });
		expect(boundsOf([])).toBeNull();
	});
});

describe('lists and addresses', () => {
	const all = { text: '', provider: '', condition: '', sort: 'condition' as const };

	it('finds, filters and sorts', () => {
		const rows = [row(10), row(9, { condition: 'ahead' }), row(2, { provider: 1, used_wh: 80 })];
		const ids = (filter: Partial<Parameters<typeof select>[1]>) => select(rows, { ...all, ...filter }, 'en-GB').map(({ id }) => id);
		expect(ids({})).toEqual([9, 10, 2]);
		expect(ids({ sort: 'label' })).toEqual([2, 9, 10]);
		expect(ids({ text: 'load 1' })).toEqual([10]);
		expect(ids({ provider: '1' })).toEqual([2]);
		expect(ids({ condition: 'ahead' })).toEqual([9]);
	});

	it('shows the last month that is not empty', () => {
		expect(monthToShow(['2019-10', '2019-11'], 0, null)).toBe('2019-10');
		expect(monthToShow(['2019-10', '2019-11'], 5, null)).toBe('2019-11');
		expect(monthToShow(['2019-10', '2019-11'], 5, '2019-10')).toBe('2019-10');
		expect(monthToShow([], 0, null)).toBe('');
	});

	it('reads and writes addresses', () => {
		expect(to('/networks/3', { month: '2019-10', none: null })).toBe('#/networks/3?month=2019-10');
		const { parts, query } = parse('#/networks/3?month=2019-10');
		expect(parts).toEqual(['networks', '3']);
		expect(query.get('month')).toBe('2019-10');
	});

	it('reaches a local node from elsewhere by the host of the service', () => {
		expect(reachable('ws://127.0.0.1:9944', 'localhost')).toBe('ws://127.0.0.1:9944');
		expect(reachable('ws://127.0.0.1:9944', 'grid.example')).toBe('ws://grid.example:9944');
		expect(reachable('wss://node.example', 'grid.example')).toBe('wss://node.example');
	});

	it('knows a path of the development phrase', () => {
		expect(['//Alice', '//case//2019-10//network-1', '/soft'].every(isPath)).toBe(true);
		expect(['Alice', '//', '//a b', ''].some(isPath)).toBe(false);
	});
});
