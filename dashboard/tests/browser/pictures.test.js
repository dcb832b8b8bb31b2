// The pictures of README and docs, of both recorded months.
import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ask, launch, onPage } from './lib.js';

const folder = process.env.SCREENSHOTS;
const MONTH = '2019-10';

/** Name, page, window, language and theme. */
const PICTURES = [
	['overview-wide-en', 'overview', { size: { width: 1360, height: 1230 } }],
	['overview-wide-de-dark', 'overview', { size: { width: 1360, height: 1230 }, language: 'de', dark: true }],
	['overview-narrow-en', 'overview', { size: { width: 390, height: 1000 } }],
	['network-wide-en', 'network', { size: { width: 1360, height: 1500 } }],
	['network-narrow-de-dark', 'network', { size: { width: 390, height: 1000 }, language: 'de', dark: true }],
	['sale-wide-de', 'sale', { size: { width: 1360, height: 1180 }, language: 'de' }],
	['sale-narrow-en-dark', 'sale', { size: { width: 390, height: 1000 }, dark: true }],
];

describe('pictures', { concurrency: 2, skip: !folder }, () => {
	let browser;
	let pages;

	before(async () => {
		browser = await launch();
		mkdirSync(folder, { recursive: true });
		// The network with most devices has most to show.
		const { items } = await ask(`/networks?month=${MONTH}`);
		const [largest] = items.sort((a, b) => b.devices - a.devices);
		pages = { overview: `/?month=${MONTH}`, network: `/networks/${largest.id}?month=${MONTH}`, sale: '/sale' };
	});

	after(() => browser?.close());

	for (const [name, place, options] of PICTURES) {
		it(name, () =>
			onPage(browser, { ...options, hash: pages[place] }, async (page) => {
				const path = join(folder, `${name}.png`);
				await page.screenshot({ path });
				assert.ok(statSync(path).size > 10_000);
			}),
		);
	}
});
