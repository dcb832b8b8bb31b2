// Times of the chain, in the UTC offset of the provider whose months they belong to.
import type { Language } from '../app/settings';
import { LOCALES } from './number';

const kept = new Map<string, Intl.DateTimeFormat>();

function show(language: Language, ms: number, offsetMinutes: number, options: Intl.DateTimeFormatOptions) {
	const key = language + JSON.stringify(options);
	let found = kept.get(key);
	if (!found) kept.set(key, (found = new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone: 'UTC' })));
	return found.format(ms + offsetMinutes * 60_000);
}

/** `7 Nov 2019` */
export const date = (language: Language, ms: number, offset = 0) =>
	show(language, ms, offset, { day: 'numeric', month: 'short', year: 'numeric' });

/** `7 Nov` */
export const day = (language: Language, ms: number, offset = 0) =>
	show(language, ms, offset, { day: 'numeric', month: 'short' });

/** `7 Nov 2019, 14:30` */
export const dateTime = (language: Language, ms: number, offset = 0) =>
	show(language, ms, offset, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });

/** `14:30` */
export const time = (language: Language, ms: number, offset = 0) =>
	show(language, ms, offset, { hour: '2-digit', minute: '2-digit' });

/** `October 2019`, of `2019-10`. */
export function monthName(language: Language, month: string) {
	const [year, number] = month.split('-').map(Number);
	return show(language, Date.UTC(year ?? 0, (number ?? 1) - 1, 1), 0, { month: 'long', year: 'numeric' });
}

/** `UTC+1`, `UTC−3:30` */
export function offsetName(minutes: number) {
	const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
	if (minutes === 0) return 'UTC';
	return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}
