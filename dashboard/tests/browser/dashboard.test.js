// The dashboard in a real Chromium, with the real index, a real node and the month of data/rural-street behind it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
	NARROW, PATIENCE, ask, coloursOf, launch, onPage, pids, report, settled, tooWide, violations, visit,
} from './lib.js';
import { manyNetworks } from './many.js';

const MONTH = '2019-10';
const kwh = (wh) => `${(wh / 1000).toLocaleString('en-GB', { minimumFractionDigits: 3 })}\u00a0kWh`;

let browser;
let networks;
let devices;

const withPage = (options, use) => onPage(browser, options, use);

before(async () => {
	browser = await launch();
	networks = (await ask(`/networks?month=${MONTH}`)).items;
	// The roof's network and its devices.
	const [roof] = networks.filter((network) => network.devices > 1);
	devices = (await ask(`/networks/${roof.id}/months/${MONTH}/devices`)).items;
	devices.network = roof.id;
});

after(() => browser?.close());

/** Every page, with the place of its own month. */
const pages = () => ({
	overview: `/?month=${MONTH}`,
	networks: `/networks?month=${MONTH}`,
	network: `/networks/${devices.network}?month=${MONTH}`,
	statement: `/networks/${devices.network}/statement/${MONTH}`,
	device: `/devices/${devices[0].device}`,
	sale: '/sale',
	activity: '/activity',
	account: '/account',
	block: '/blocks/100',
});

describe('what people see', { concurrency: 2 }, () => {
	it('overview: the month in one look', () =>
		withPage({}, async (page) => {
			const total = report.cases[0].networks.reduce((sum, network) => sum + network.used_wh, 0);
			assert.match(await page.locator('h1').innerText(), /13 networks.*October 2019/s);
			const used = await page.locator('.stat', { hasText: 'Used in October 2019' }).locator('.stat-value').innerText();
			assert.equal(used, `${(total / 1e6).toFixed(1)}\u00a0MWh`);
			assert.ok((await page.locator('.providers').innerText()).includes('village-utility'));
			await page.locator('.map canvas').waitFor();
			await settled(page);
			assert.ok((await coloursOf(page, '.map canvas')) > 4, 'the map shows something');
			assert.ok(await page.locator('.columns rect').count(), 'the last blocks stand as columns');
		}));

	it('networks: found, filtered, and one is opened', () =>
		withPage({ hash: pages().networks }, async (page) => {
			assert.equal(await page.locator('.virtual > li').count(), 13);
			await page.getByRole('searchbox').fill('Load 13');
			assert.match(await page.locator('.count').innerText(), /1 of 13/);
			await page.locator('.network-name').first().click();
			await page.getByRole('heading', { level: 1, name: /Load 13/ }).waitFor();
		}));

	it('network: burn-down, devices, flow and statements', () =>
		withPage({ hash: pages().network }, async (page) => {
			await page.locator('.verdict-headline').waitFor();
			await page.locator('.plot canvas').first().waitFor();
			assert.ok((await coloursOf(page, '.plot canvas')) > 4, 'the burn-down is drawn');
			assert.equal(await page.locator('.device-list > li').count(), devices.length);
			await page.locator('.flow .band').first().waitFor({ state: 'attached' });
			// The same as a table, with the block of each day.
			await page.getByRole('button', { name: 'Show as a table' }).first().click();
			assert.equal(await page.getByRole('region', { name: /Energy left/ }).locator('tbody tr').count(), 31);
			const csv = await page.evaluate(async (path) => {
				const answer = await fetch(path);
				return { type: answer.headers.get('content-type'), text: await answer.text() };
			}, await page.locator('a[download]').last().getAttribute('href'));
			assert.match(csv.type, /text\/csv/);
			assert.match(csv.text, /^section,name,device,value,unit\r?\n/);
		}));

	it('statement: both sides are equal, to the watt-hour, also on paper', () =>
		withPage({ hash: pages().statement }, async (page) => {
			const { columns } = await ask(`/networks/${devices.network}/months/${MONTH}`);
			assert.ok((await page.locator('.ledger').first().innerText()).includes(kwh(columns.granted_wh)));
			assert.ok(await page.getByText('every kWh is counted once').isVisible());
			const [came, went] = await page.locator('.ledger tfoot td').allInnerTexts();
			assert.equal(came, went);
			await page.emulateMedia({ media: 'print' });
			assert.equal(await page.locator('.rail').isVisible(), false);
			assert.ok(await page.locator('.ledger').first().isVisible());
		}));

	it('device: load curve, registers, signature', () =>
		withPage({ hash: pages().device }, async (page) => {
			const { registers, signature } = await ask(`/devices/${devices[0].device}`);
			assert.ok((await page.locator('.register').first().innerText()).includes(kwh(registers.import_wh)));
			assert.equal(signature.has_key, false);
			assert.ok(await page.getByText('The head-end reads for it').isVisible());
			await page.locator('.plot canvas').waitFor();
			assert.ok((await coloursOf(page, '.plot canvas')) > 4, 'the load curve is drawn');
			await page.getByRole('button', { name: 'Earlier' }).click();
			await settled(page);
			assert.equal(await page.getByRole('button', { name: 'Later' }).isEnabled(), true);
		}));

	it('sale: the price and the rounds of the replay', () =>
		withPage({ hash: pages().sale }, async (page) => {
			const [sold] = report.cases[0].sales;
			const price = `€${(sold.price / 1e6).toFixed(2)}/kWh`;
			assert.equal(await page.locator('.stat', { hasText: 'Last clearing price' }).locator('.stat-value').innerText(), price);
			const row = page.getByRole('region', { name: 'Rounds' }).locator('tbody tr', { hasText: String(sold.round) });
			assert.ok((await row.innerText()).includes(price));
			await page.locator('.plot canvas').waitFor();
		}));

	it('every number leads to its block', () =>
		withPage({ hash: pages().overview }, async (page) => {
			const link = page.locator('.lead .block-ref a');
			const number = (await link.innerText()).replaceAll(',', '');
			const { hash } = await ask(`/blocks/${number}`);
			await link.focus();
			assert.ok((await page.locator('.lead .tip').innerText()).includes(hash.slice(0, 12)));
			await link.click();
			await page.getByText(hash).waitFor();
		}));

	it('what there is not is said plainly', () =>
		withPage({ hash: '/networks/99999' }, async (page) => {
			await page.getByText('There is no such page').waitFor();
			await visit(page, '/nowhere');
			await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
			// The browser itself notes the 404.
			page.problems = page.problems.filter((text) => !/404/.test(text));
		}));
});

describe('for everybody', { concurrency: 2 }, () => {
	it('the language is switched, completely, and remembered', () =>
		withPage({}, async (page) => {
			await page.getByText('DE', { exact: true }).click();
			await page.getByRole('heading', { level: 1, name: /Netze/ }).waitFor();
			assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
			await page.reload();
			await settled(page);
			assert.match(await page.locator('h1').innerText(), /Oktober 2019/);
			assert.match(await page.locator('.stat-value').first().innerText(), /^\d+,\d\u00a0MWh$/);
		}));

	it('dark and light follow the system, or the choice', () =>
		withPage({ dark: true }, async (page) => {
			const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
			const dark = await ground();
			await page.getByText('Light', { exact: true }).click();
			assert.notEqual(await ground(), dark);
			await page.reload();
			await settled(page);
			assert.notEqual(await ground(), dark);
		}));

	it('a phone shows every page without scrolling sideways', () =>
		withPage({ size: NARROW, language: 'de' }, async (page) => {
			for (const [name, hash] of Object.entries(pages())) {
				await visit(page, hash);
				assert.ok((await tooWide(page)) <= 0, `${name} is too wide by ${await tooWide(page)} px`);
			}
		}));

	it('the keyboard reaches the content', () =>
		withPage({}, async (page) => {
			await page.keyboard.press('Tab');
			assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
			await page.keyboard.press('Enter');
			assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
			await page.getByRole('link', { name: 'Sale' }).focus();
			await page.keyboard.press('Enter');
			await page.getByRole('heading', { level: 1, name: 'Sale' }).waitFor();
			assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
		}));

	for (const dark of [false, true]) {
		it(`axe-core finds nothing serious, ${dark ? 'dark' : 'light'}`, () =>
			withPage({ dark, size: dark ? NARROW : undefined }, async (page) => {
				for (const [name, hash] of Object.entries(pages())) {
					await visit(page, hash);
					assert.deepEqual(await violations(page), [], name);
				}
			}));
	}
});

describe('large fleets', () => {
	// No chain of a test has 10,000 networks: here alone, the list of networks is made up, in the shape of the index's
	// answer. Everything else comes from the index. What a frame takes depends on what else the machine does, so it is
	// compared with what it takes for a hundred networks, just before.
	const framesOf = async (count) => {
		let found;
		await withPage({ hash: pages().networks, prepare: manyNetworks(count) }, async (page) => {
			assert.match(await page.locator('.count').innerText(), new RegExp(`^${count.toLocaleString('en-GB')} `));
			assert.ok((await page.locator('.virtual > li').count()) < 60, 'only what is in sight is drawn');
			const frames = (act) =>
				page.evaluate(async (what) => {
					const times = [];
					let last = performance.now();
					for (let frame = 0; frame < 60; frame += 1) {
						if (what === 'scroll') scrollBy(0, frame % 20 < 10 ? 300 : -300);
						else {
							const canvas = document.querySelector('.map canvas');
							const wheel = { deltaY: frame % 20 < 10 ? -60 : 60, ctrlKey: true, bubbles: true, cancelable: true, clientX: 500, clientY: 600 };
							canvas.dispatchEvent(new WheelEvent('wheel', wheel));
						}
						await new Promise(requestAnimationFrame);
						const now = performance.now();
						times.push(now - last);
						last = now;
					}
					return times.sort((a, b) => a - b);
				}, act);
			const scrolled = await frames('scroll');
			await visit(page, pages().overview);
			await page.locator('.map canvas').waitFor();
			await settled(page);
			const moved = await frames('map');
			found = { scrolled: scrolled[30], moved: moved[30] };
		});
		return found;
	};

	it('10,000 networks scroll and move as smoothly as 100', async () => {
		const [few, many] = [await framesOf(100), await framesOf(10_000)];
		for (const what of ['scrolled', 'moved']) {
			const words = `${what}: a frame takes ${many[what].toFixed(1)} ms, with 100 networks ${few[what].toFixed(1)} ms`;
			console.log(`# ${words}`);
			assert.ok(many[what] < 2 * Math.max(few[what], 1000 / 60), words);
		}
	});
});

describe('actions', () => {
	it('an owner places an order, sees it, is refused in words, and takes it back', () =>
		withPage({ hash: '/account' }, async (page) => {
			await page.getByRole('button', { name: /rural-street · 2019-10 · network-1 / }).click();
			await page.getByRole('heading', { name: /You sign as rural-street/ }).waitFor();
			await visit(page, '/sale');
			await page.getByRole('heading', { name: 'Place an order' }).waitFor();

			await page.getByText('Bid', { exact: true }).first().click();
			await page.getByLabel('Limit price per kWh').fill('0.195');
			assert.ok(await page.getByText(/Between €0.08/).isVisible(), 'a price between two steps is refused at once');
			await page.getByLabel('Limit price per kWh').fill('0.19');
			await page.getByLabel('Energy in kWh').fill('2.5');
			await page.getByRole('button', { name: 'Sign and send' }).click();
			await page.getByText(/Final in block/).waitFor({ timeout: 30_000 });
			const orders = page.getByRole('region', { name: 'Your orders' });
			const placed = orders.locator('tbody tr', { hasText: 'Standing' });
			await placed.waitFor({ timeout: 30_000 });
			assert.match(await placed.innerText(), /Bid.*€0\.19\/kWh.*2\.50\u00a0kWh/s);

			// More than the account can pay: the chain's own words.
			await page.getByLabel('Energy in kWh').fill('99,000,000');
			await page.getByRole('button', { name: 'Sign and send' }).click();
			await page.getByText('The caller has not enough free money to cover the bid.').waitFor({ timeout: 30_000 });
			await page.getByText('SurplusSale.InsufficientMoney').waitFor();

			await placed.getByRole('button', { name: 'Cancel order' }).click();
			await orders.locator('tbody tr', { hasText: 'Cancelled' }).waitFor({ timeout: 30_000 });
		}));

	it('an owner allocates, sets policies and pledges; nobody acts for another', () =>
		withPage({ hash: '/account' }, async (page) => {
			await page.getByRole('button', { name: /rural-street · 2019-10 · network-1 / }).click();
			await page.getByRole('heading', { name: /You sign as rural-street/ }).waitFor();
			await page.locator('main').getByRole('link', { name: /Load 1 / }).click();
			await page.getByRole('heading', { level: 1, name: /Load 1 / }).waitFor();
			await settled(page);
			const final = () => page.getByText(/Final in block/).last().waitFor({ timeout: 30_000 });
			const card = page.locator('.actions-card');

			await card.getByLabel('house').fill('1,000');
			await card.getByRole('button', { name: 'Sign and send' }).click();
			await final();

			await card.getByText('Policies', { exact: true }).click();
			await card.getByText('Sell', { exact: true }).click();
			await card.getByRole('button', { name: 'Sign and send' }).first().click();
			await final();
			await page.locator('.facts', { hasText: 'What is left over' }).getByText('Sell', { exact: true }).waitFor({ timeout: 30_000 });

			await card.getByText('Pledge', { exact: true }).click();
			await card.getByLabel('Energy in kWh').fill('1.5');
			await card.getByRole('button', { name: 'Sign and send' }).click();
			await final();
			await page.getByText(/pledged 1\.50/).waitFor({ timeout: 30_000 });

			await card.getByText('Request energy', { exact: true }).click();
			await card.getByLabel('Energy in kWh').fill('2');
			await card.getByRole('button', { name: 'Sign and send' }).click();
			await final();

			await visit(page, `/networks/${devices.network}?month=${MONTH}`);
			await page.getByText('Your account does not own this network.').waitFor();
		}));
});

// Last: what they kill stays dead.
describe('disconnected', () => {
	it('the node goes away: everything stays, and the page says so', { skip: !pids.node }, () =>
		withPage({ hash: pages().network }, async (page) => {
			process.kill(pids.node, 'SIGKILL');
			await page.getByText(/The node is not connected/).waitFor({ timeout: 30_000 });
			assert.equal(await page.locator('.connection').innerText().then((text) => text.includes('Node away')), true);
			assert.ok(await page.locator('.verdict-headline').isVisible());
			await visit(page, pages().overview);
			assert.match(await page.locator('h1').innerText(), /networks/);
			await visit(page, '/account');
			await page.getByText(/No node answers/).waitFor({ timeout: 30_000 });
			// The browser itself notes that the node's socket is closed.
			page.problems = page.problems.filter((text) => !/WebSocket|API-WS/.test(text));
		}));

	it('the service goes away: what was loaded stays, and the page tries again', { skip: !pids.service }, () =>
		withPage({ hash: pages().overview }, async (page) => {
			const headline = await page.locator('h1').innerText();
			process.kill(pids.service, 'SIGKILL');
			await page.getByText(/The connection to the service is lost/).waitFor({ timeout: PATIENCE });
			assert.equal(await page.locator('h1').innerText(), headline);
			assert.ok(await page.getByRole('button', { name: 'Try again' }).first().isVisible());
			await page.evaluate(() => (location.hash = '/activity'));
			await page.getByText('The service does not answer').waitFor();
			page.problems = page.problems.filter((text) => !/ERR_CONNECTION|ERR_EMPTY|Failed to load/.test(text));
		}));
});

