import { describe, expect, it } from 'vitest';
import { energy, energyExact, energyUnit, power, toWh } from '../../src/format/energy';
import { amount, price } from '../../src/format/money';
import { parseNumber } from '../../src/format/number';
import { date, dateTime, monthName, offsetName } from '../../src/format/time';

/** With plain spaces, to be read. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');

describe('energy', () => {
	it('stands in the unit that people use, with the digits that count', () => {
		const shown = [0, 5, 60, 340, 2_500, 41_200, 104_000, 7_279_000, 18_546_000, 123_456_789_000];
		expect(shown.map((wh) => plain(energy('en', wh)))).toEqual([
			'0 kWh', '0.005 kWh', '0.060 kWh', '0.34 kWh', '2.50 kWh', '41.2 kWh', '104 kWh', '7,279 kWh', '18.5 MWh', '123 GWh',
		]);
	});

	it('is written as the language writes numbers', () => {
		expect(plain(energy('de', 7_279_000))).toBe('7.279 kWh');
		expect(plain(energy('de', 18_546_000))).toBe('18,5 MWh');
		expect(plain(energy('de', -2_500))).toBe('-2,50 kWh');
	});

	it('keeps one unit for a column', () => {
		const unit = energyUnit(12e6);
		expect(unit).toBe('MWh');
		expect(plain(energy('en', 400_000, unit))).toBe('0.40 MWh');
	});

	it('never rounds a watt-hour of a statement away', () => {
		expect(plain(energyExact('en', 1_619_973))).toBe('1,619.973 kWh');
		expect(plain(energyExact('de', 1))).toBe('0,001 kWh');
	});

	it('is power in W, kW and MW', () => {
		expect([350, 4_200, 78_381, 123_000, 2_400_000, -900].map((watts) => plain(power('en', watts)))).toEqual([
			'350 W', '4.2 kW', '78.4 kW', '123 kW', '2.40 MW', '-900 W',
		]);
	});
});

describe('what people type', () => {
	it('is read in their language', () => {
		expect(parseNumber('en', '1,234.5')).toBe(1234.5);
		expect(parseNumber('de', '1.234,5')).toBe(1234.5);
		expect(parseNumber('de', ' 2,5 ')).toBe(2.5);
	});

	it('is refused where it could mean another number', () => {
		expect(parseNumber('de', '1.5')).toBeNull();
		expect(parseNumber('en', '1,5')).toBeNull();
		expect(['', 'x', '-1', '1e3', '1.2.3'].map((text) => parseNumber('en', text))).toEqual([null, null, null, null, null]);
	});

	it('is an amount from one watt-hour on', () => {
		expect([0.001, 2.5, 0, 0.0001, null].map(toWh)).toEqual([1, 2500, null, null, null]);
	});
});

describe('money', () => {
	const euro = { asset: 1, symbol: 'EUR', decimals: 6 };

	it('is that of the settlement asset', () => {
		expect(plain(amount('en', 1_204_500_000, euro))).toBe('€1,204.50');
		expect(plain(amount('de', 1_204_500_000, euro))).toBe('1.204,50 €');
		expect(plain(amount('en', 12_345, { asset: 2, symbol: 'KWT', decimals: 2 }))).toBe('123.45 KWT');
	});

	it('has a price by the kWh, with the digits that it needs', () => {
		expect(plain(price('en', 80_000, euro))).toBe('€0.08/kWh');
		expect(plain(price('de', 81_500, euro))).toBe('0,0815 €/kWh');
	});
});

describe('time', () => {
	it('is that of the provider', () => {
		const midnight = Date.UTC(2019, 9, 1, 7);
		expect(dateTime('en', midnight, -420)).toBe('1 Oct 2019, 00:00');
		expect(date('en', midnight - 1, -420)).toBe('30 Sept 2019');
		expect(dateTime('de', midnight, 60)).toBe('1. Okt. 2019, 08:00');
	});

	it('names months and offsets', () => {
		expect(monthName('en', '2019-10')).toBe('October 2019');
		expect(monthName('de', '2019-03')).toBe('März 2019');
		expect([0, 60, -210].map(offsetName)).toEqual(['UTC', 'UTC+1', 'UTC−3:30']);
	});
});
