// The formats in the page's language. A component that uses them is drawn again with another language.
import { signal } from '@preact/signals';
import type { Money } from '../api/types';
import { language } from '../app/settings';
import * as energies from './energy';
import * as moneys from './money';
import * as numbers from './number';
import * as times from './time';

export { energyUnit, toWh } from './energy';
export { offsetName } from './time';
export type { EnergyUnit } from './energy';

/** The settlement asset, as the index tells it. */
export const money = signal<Money>({ asset: 0, symbol: 'EUR', decimals: 2 });

export const fmt = {
	number: (value: number | bigint, digits?: number) => numbers.number(language.value, value, digits),
	percent: (share: number, digits?: number) => numbers.percent(language.value, share, digits),
	parse: (text: string) => numbers.parseNumber(language.value, text),
	energy: (wh: number, unit?: energies.EnergyUnit) => energies.energy(language.value, wh, unit),
	energyValue: (wh: number, unit?: energies.EnergyUnit) => energies.energyValue(language.value, wh, unit),
	energyExact: (wh: number) => energies.energyExact(language.value, wh),
	power: (watts: number) => energies.power(language.value, watts),
	money: (units: number) => moneys.amount(language.value, units, money.value),
	price: (units: number) => moneys.price(language.value, units, money.value),
	date: (ms: number, offset?: number) => times.date(language.value, ms, offset),
	day: (ms: number, offset?: number) => times.day(language.value, ms, offset),
	dateTime: (ms: number, offset?: number) => times.dateTime(language.value, ms, offset),
	time: (ms: number, offset?: number) => times.time(language.value, ms, offset),
	month: (month: string) => times.monthName(language.value, month),
};

/** An account or hash, shortened in the middle. */
export const short = (text: string, head = 6, tail = 6) =>
	text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;
