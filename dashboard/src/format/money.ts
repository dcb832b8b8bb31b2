// Money of the settlement asset. The chain counts its smallest units.
import type { Money } from '../api/types';
import type { Language } from '../app/settings';
import { currency, number } from './number';

/** Symbols of tokenised currencies that people know by the currency's own. */
const CURRENCIES: Record<string, string> = { EUR: 'EUR', EURe: 'EUR', USD: 'USD', GBP: 'GBP', CHF: 'CHF' };

function show(language: Language, units: number, { symbol, decimals }: Money, digits: number) {
	const value = units / 10 ** decimals;
	const code = CURRENCIES[symbol];
	return code ? currency(language, value, code, digits) : `${number(language, value, digits)}\u00a0${symbol}`;
}

/** An amount: `€1,204.50`. */
export const amount = (language: Language, units: number, money: Money) =>
	show(language, units, money, Math.min(2, money.decimals));

/** A price: `€0.08/kWh`, with as many digits as it needs, up to four. */
export function price(language: Language, units: number, money: Money) {
	const value = units / 10 ** money.decimals;
	const digits = [2, 3, 4].find((d) => Math.abs(value * 10 ** d - Math.round(value * 10 ** d)) < 1e-6) ?? 4;
	return `${show(language, units, money, digits)}/kWh`;
}
