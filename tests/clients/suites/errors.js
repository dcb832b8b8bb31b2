// Bad input: each its own error, and nothing changed.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { api, submit, succeed } from '../lib/chain.js';
import * as street from '../lib/street.js';

const NOBODY = 4_000_000_000;

describe('bad input', () => {
	let network;
	let device;
	let owner;
	let tariff;

	before(async () => {
		await street.sealInstantly();
		network = await street.network(1);
		owner = street.owner(1);
		[device] = await street.devices(network);
		tariff = await street.tariff();
		// So that an order could be covered.
		await succeed(api.tx.allotments.grant(network, 10_000), street.provider);
	});

	/** The network's month and its device's meter. */
	const state = async () => {
		const month = (await api.call.commonwattApi.currentMonth(network)).unwrap();
		const [statement, position] = await Promise.all([
			api.call.commonwattApi.statement(network, month),
			api.call.commonwattApi.position(device),
		]);
		return [statement.toHex(), position.toHex()];
	};

	const bad = (what, name, signer, call) =>
		it(`${what}: ${name}`, async () => {
			const before = await state();
			const { error } = await submit(await call(), signer());
			assert.equal(error, name);
			assert.deepEqual(await state(), before);
		});

	const offer = (price, energy) => api.tx.surplusSale.offer(network, price, energy);
	const { deviceRegistry, metering, allotments, rebalancing, surplusSale } = api.tx;

	bad('a grant above capacity', 'allotments.AboveCapacity', () => street.provider,
		() => allotments.grant(network, 10n ** 15n));
	bad('a grant to an unknown network', 'allotments.NetworkNotFound', () => street.provider,
		() => allotments.grant(NOBODY, 1_000));
	bad('a grant by the owner', 'allotments.NotProvider', () => owner,
		() => allotments.grant(network, 1_000));
	bad('an allocation above the allotment', 'allotments.AllocationAboveAllotment', () => owner,
		() => allotments.allocate(network, [[device, 10n ** 12n]]));
	bad('an allocation by a stranger', 'allotments.NotOwner', () => street.stranger,
		() => allotments.allocate(network, [[device, 1_000]]));
	bad('an offer without the energy', 'allotments.InsufficientReserve', () => owner,
		() => offer(tariff.buyBack, 10n ** 12n));
	bad('a bid without the money', 'surplusSale.InsufficientMoney', () => owner,
		() => surplusSale.bid(network, tariff.retail, 10n ** 13n));
	bad('a price off the tick', 'surplusSale.PriceOffTick', () => owner,
		() => offer(tariff.buyBack + 1n, 1_000));
	bad('a price above retail', 'surplusSale.PriceOutOfRange', () => owner,
		() => offer(tariff.retail + tariff.tick, 1_000));
	bad('an order that is too small', 'surplusSale.OrderTooSmall', () => owner,
		() => offer(tariff.buyBack, 1));
	bad('a policy by a stranger', 'deviceRegistry.NotTheOwner', () => street.stranger,
		() => deviceRegistry.setLeftoverPolicy(network, 'Sell'));
	bad('an approval by nobody of the council', 'BadOrigin', () => street.stranger,
		() => deviceRegistry.approveProvider(0));
	bad('a draw by a stranger', 'rebalancing.NotOwner', () => street.stranger,
		() => rebalancing.draw(network, 1_000));
	bad('readings by a stranger', 'metering.NotHeadEnd', () => street.stranger,
		async () => street.reading(await street.now(), device, 10n ** 12n));
	bad('readings of the future', 'metering.FutureInterval', () => street.headEnd,
		async () => street.reading((await street.now()) + 86_400, device, 10n ** 12n));
	bad('a batch of nothing', 'metering.EmptyBatch', () => street.headEnd,
		async () => metering.submit(await street.now(), []));

	/** Submits a reading and returns why it was refused. */
	const refusal = async (at, id, importWh) => {
		const events = await succeed(street.reading(at, id, importWh), street.headEnd);
		const refused = events.filter(({ section, method }) => section === 'metering' && method === 'ReadingRefused');
		assert.equal(refused.length, 1);
		return refused[0].data.reason.type;
	};

	it('a register that runs backwards: refused alone', async () => {
		const { import: importWh } = await street.registers(device);
		assert.equal(await refusal(await street.now(), device, importWh - 1n), 'RegisterBackwards');
	});

	it('a repeated reading: refused alone, the rest of the batch is booked', async () => {
		const [other] = await street.devices(await street.network(3));
		const [one, two] = await Promise.all([street.registers(device), street.registers(other)]);
		const at = await street.now();
		await succeed(street.reading(at, device, one.import), street.headEnd);
		const batch = metering.submit(at, [street.entry(device, one.import), street.entry(other, two.import)]);
		const events = await succeed(batch, street.headEnd);
		const data = (method) => events.find((event) => event.section === 'metering' && event.method === method).data;
		assert.equal(data('ReadingRefused').reason.type, 'TimeNotLater');
		assert.equal(data('BatchBooked').booked.toNumber(), 1);
		assert.equal(data('BatchBooked').refused.toNumber(), 1);
	});

	it('an unknown device: refused alone', async () => {
		assert.equal(await refusal(await street.now(), NOBODY, 1n), 'UnknownDevice');
	});

	it('a suspended device: refused alone, booked again when it is resumed', async () => {
		const state = (to) => succeed(deviceRegistry.setDeviceState(device, to), street.headEnd);
		const { import: importWh } = await street.registers(device);
		await state('Suspended');
		try {
			assert.equal(await refusal(await street.now(), device, importWh + 1n), 'NotAccepted');
		} finally {
			await state('Active');
		}
		await succeed(street.reading(await street.now(), device, importWh + 1n), street.headEnd);
		assert.equal((await street.registers(device)).import, importWh + 1n);
	});

	it('an overfull batch: refused by the node', async () => {
		const pages = Array.from({ length: api.consts.metering.maxPages.toNumber() + 1 }, (_, page) =>
			street.entry(page * api.consts.metering.slotsPerPage, 1));
		await assert.rejects(submit(metering.submit(await street.now(), pages), street.headEnd));
	});
});
