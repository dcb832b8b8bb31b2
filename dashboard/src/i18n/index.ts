// The texts of the page in the language that was chosen.
import { language, type Language } from '../app/settings';
import { de } from './de';
import { en } from './en';

/** A text, or its forms by number: `{ one: '{n} device', other: '{n} devices' }`. */
export type Message = string | { one: string; other: string };
export type Key = keyof typeof en;
export type Messages = Record<Key, Message>;

export const MESSAGES: Record<Language, Messages> = { en, de };

/** Fills `{name}` in a text; of a text with forms the one for `values.n`. */
export function fill(message: Message, values: Record<string, string | number> = {}) {
	const text =
		typeof message === 'string' ? message : message[Number(values.count ?? values.n) === 1 ? 'one' : 'other'];
	return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The text of `key` in the page's language. A component that calls it is drawn again with another language. */
export const t = (key: Key, values?: Record<string, string | number>) =>
	fill(MESSAGES[language.value][key], values);

/** The text of a key that is put together; the key itself where there is none, so that nothing is hidden. */
export const tMaybe = (key: string, values?: Record<string, string | number>) =>
	key in MESSAGES[language.value] ? t(key as Key, values) : (key.split('.').pop() ?? key);
