// Energy and power in people's units. The chain counts watt-hours.
import type { Language } from '../app/settings';
import { number } from './number';

export type EnergyUnit = 'kWh' | 'MWh' | 'GWh';

const IN_WH: Record<EnergyUnit, number> = { kWh: 1e3, MWh: 1e6, GWh: 1e9 };

/** From how many Wh on the next larger unit reads better. */
const MWH_FROM = 10e6;
const GWH_FROM = 10e9;

/** The unit in which `wh` reads well. Give the largest of a column to have one unit for all of it. */
export function energyUnit(wh: number): EnergyUnit {
	const size = Math.abs(wh);
	return size >= GWH_FROM ? 'GWh' : size >= MWH_FROM ? 'MWh' : 'kWh';
}

/** Digits behind the point that keep about three that count; a watt-hour is never hidden. */
function digitsFor(value: number) {
	const size = Math.abs(value);
	if (size === 0 || size >= 99.95) return 0;
	if (size >= 9.995) return 1;
	if (size >= 0.0995) return 2;
	return 3;
}

/** Just the number, in a unit that is named elsewhere. */
export function energyValue(language: Language, wh: number, unit: EnergyUnit = energyUnit(wh)) {
	const value = wh / IN_WH[unit];
	return number(language, value, digitsFor(value));
}

/** `7,279 kWh`, `18.5 MWh`, `0.06 kWh`. */
export function energy(language: Language, wh: number, unit: EnergyUnit = energyUnit(wh)) {
	return `${energyValue(language, wh, unit)}\u00a0${unit}`;
}

/** To the watt-hour: what a statement and a meter show. */
export const energyExact = (language: Language, wh: number) => `${number(language, wh / 1e3, 3)}\u00a0kWh`;

/** `350 W`, `4.2 kW`, `1.2 MW`. */
export function power(language: Language, watts: number) {
	const size = Math.abs(watts);
	if (size >= 1e6) return `${number(language, watts / 1e6, 2)}\u00a0MW`;
	if (size >= 1e3) return `${number(language, watts / 1e3, size >= 99.5e3 ? 0 : 1)}\u00a0kW`;
	return `${number(language, watts)}\u00a0W`;
}

/** Wh of an input in kWh; null where it is no amount of at least one watt-hour. */
export function toWh(kwh: number | null): number | null {
	if (kwh === null) return null;
	const wh = Math.round(kwh * 1e3);
	return wh > 0 && Number.isSafeInteger(wh) ? wh : null;
}
