// Numbers as people of a language write them. Formatters are kept: making one is slow.
import type { Language } from '../app/settings';

/** English as in Europe: day before month, 24 hours. */
export const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

const kept = new Map<string, Intl.NumberFormat>();

function formatter(language: Language, options: Intl.NumberFormatOptions) {
	const key = language + JSON.stringify(options);
	let found = kept.get(key);
	if (!found) kept.set(key, (found = new Intl.NumberFormat(LOCALES[language], options)));
	return found;
}

export const number = (language: Language, value: number | bigint, digits = 0) =>
	formatter(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

export const percent = (language: Language, share: number, digits = 0) =>
	formatter(language, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share);

export const currency = (language: Language, value: number, code: string, digits: number) =>
	formatter(language, {
		style: 'currency',
		currency: code,
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	}).format(value);

/**
 * A number as somebody of the language types it: `1,234.5` or `1.234,5`. Null where it is none, and where the
 * other language's point would change what it means (`1.5` in German).
 */
export function parseNumber(language: Language, text: string): number | null {
	const shape = language === 'de' ? /^(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$/ : /^(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/;
	const plain = text.replace(/[\s\u00a0]/g, '');
	if (!shape.test(plain)) return null;
	return Number(language === 'de' ? plain.replaceAll('.', '').replace(',', '.') : plain.replaceAll(',', ''));
}
