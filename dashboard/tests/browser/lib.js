// What the browser tests share: Chromium, pages that watch themselves, and what surrounds them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

/** The service, the node and their processes: `tests/e2e/dashboard.py` starts them and tells. */
export const service = process.env.SERVICE ?? 'http://127.0.0.1:9980';
export const pids = { node: Number(process.env.NODE_PID), service: Number(process.env.SERVICE_PID) };
/** What the gateway said of the replay. */
export const report = process.env.REPORT ? JSON.parse(readFileSync(process.env.REPORT, 'utf8')) : null;

/** How long the page may take to show something: the machine may be busy. */
export const PATIENCE = 15_000;

export const WIDE = { width: 1360, height: 900 };
export const NARROW = { width: 390, height: 844 };

export const launch = () =>
	chromium.launch({
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: [
			'--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
			'--disable-component-update', '--disable-sync',
		],
	});

/** The index's answer to a path. */
export async function ask(path) {
	const answer = await fetch(`${service}/api/v1${path}`);
	assert.ok(answer.ok, `${path}: ${answer.status}`);
	return answer.json();
}

/**
 * A page of its own context. It collects what no page may have: errors on the console (a refusal of the content
 * security policy is one), and requests to anybody else.
 */
async function open(browser, { hash = '/', language = 'en', dark = false, size = WIDE, prepare = null } = {}) {
	const context = await browser.newContext({
		viewport: size,
		locale: language === 'de' ? 'de-DE' : 'en-GB',
		colorScheme: dark ? 'dark' : 'light',
		reducedMotion: 'reduce',
	});
	const page = await context.newPage();
	page.setDefaultTimeout(PATIENCE);
	page.problems = [];
	page.on('console', (message) => message.type() === 'error' && page.problems.push(message.text()));
	page.on('pageerror', (error) => page.problems.push(String(error)));
	page.on('request', (request) => {
		const { origin, protocol } = new URL(request.url());
		if (origin !== service && !['data:', 'blob:'].includes(protocol)) page.problems.push(`asks ${request.url()}`);
	});
	if (prepare) await prepare(page);
	await page.goto(`${service}/#${hash}`);
	await settled(page);
	return page;
}

/** Opens a page, uses it, and closes it; it must not have had a problem. */
export async function onPage(browser, options, use) {
	const page = await open(browser, options);
	try {
		await use(page);
		assert.deepEqual(page.problems, []);
	} finally {
		await page.context().close();
	}
}

/** Goes to another place of the page. */
export async function visit(page, hash) {
	await page.evaluate((to) => (location.hash = to), hash);
	await settled(page);
}

/** Waits until nothing is loading any more. */
export async function settled(page) {
	await page.locator('main h1').first().waitFor({ state: 'attached' });
	await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);
	await page.evaluate(() => document.fonts.ready);
	// Charts are drawn in the frames after.
	await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds serious or worse. */
export async function violations(page) {
	await page.evaluate(axeSource);
	const { violations: found } = await page.evaluate(() =>
		window.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }),
	);
	return found
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(' | ')}`);
}

/** How many pixels the page is wider than the window. */
export const tooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** How many colours a canvas shows: an empty one has one. */
export const coloursOf = (page, selector) =>
	page.locator(selector).first().evaluate((canvas) => {
		const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
		const seen = new Set();
		for (let at = 0; at < data.length; at += 4) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
		return seen.size;
	});
