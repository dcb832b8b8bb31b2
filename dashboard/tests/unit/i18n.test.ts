import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fill, MESSAGES, type Message } from '../../src/i18n';
import { en } from '../../src/i18n/en';

const forms = (message: Message) => (typeof message === 'string' ? [message] : [message.one, message.other]);
const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

const sources = (folder: string): string[] =>
	readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === 'i18n' ? [] : sources(path);
		return [readFileSync(path, 'utf8')];
	});

describe.each(Object.entries(MESSAGES))('the texts in %s', (language, messages) => {
	it('have the same keys as in English', () => {
		expect(Object.keys(messages).sort()).toEqual(Object.keys(en).sort());
	});

	it('are not empty', () => {
		const empty = Object.entries(messages).filter(([, message]) => forms(message).some((text) => text.trim() === ''));
		expect(empty).toEqual([]);
	});

	it('fill in nothing that English does not know', () => {
		for (const [key, message] of Object.entries(messages)) {
			const known = new Set(forms(en[key as keyof typeof en]).flatMap(names));
			// A text may leave out a value that says itself in another way, but never ask for one that is not given.
			for (const name of forms(message).flatMap(names)) expect(known, `${language} ${key}`).toContain(name);
		}
	});
});

describe('texts', () => {
	it('are all used', () => {
		const all = sources(join(__dirname, '../../src')).join('\n');
		// Keys that are put together: `kind.${kind}`.
		const patterns = [...all.matchAll(/`(\w+\.[\w.]*\$\{[^`{}]*\}[\w.]*)`/g)].map(
			([, text = '']) => new RegExp(`^${text.replace(/\./g, '\\.').replace(/\$\{[^}]*\}/g, '[\\w]+')}$`),
		);
		const unused = Object.keys(en).filter((key) => !all.includes(`'${key}'`) && !patterns.some((pattern) => pattern.test(key)));
		expect(unused.join(' ')).toBe('');
	});

	it('take the form of the number', () => {
		const message = { one: 'one network', other: '{n} networks' };
		expect(fill(message, { n: 1 })).toBe('one network');
		expect(fill(message, { n: '1,300', count: 1300 })).toBe('1,300 networks');
		expect(fill('Block {number}', { number: '812' })).toBe('Block 812');
	});
});
