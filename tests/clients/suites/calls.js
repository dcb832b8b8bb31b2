// Signed calls of each of our pallets, and the events that they make.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { u8aConcat, u8aToHex } from '@polkadot/util';
import { Keyring } from '@polkadot/api';
import { api, succeed } from '../lib/chain.js';
import * as street from '../lib/street.js';

/** The one event `pallet.Name` among the events of a call. */
function the(events, section, method) {
	const found = events.filter((event) => event.section === section && event.method === method);
	const names = events.map((event) => `${event.section}.${event.method}`);
	assert.equal(found.length, 1, `${section}.${method} among ${names.join(', ')}`);
	return found[0].data;
}

describe('signed calls', () => {
	let network;
	let device;

	before(async () => {
		await street.sealInstantly();
		network = await street.network(1);
		[device] = await street.devices(network);
	});

	it('are version 4 extrinsics', async () => {
		const call = api.tx.rebalancing.setPolicy(network, { betweenDevices: true, minTransfer: 500, draws: true });
		assert.equal((await call.signAsync(street.owner(1), { nonce: -1 })).type, 4);
	});

	it('DeviceRegistry: an owner chooses what happens with the leftover, without a fee', async () => {
		const events = await succeed(api.tx.deviceRegistry.setLeftoverPolicy(network, 'Sell'), street.owner(1));
		assert.equal(the(events, 'deviceRegistry', 'LeftoverPolicySet').policy.type, 'Sell');
		the(events, 'skipFeelessPayment', 'FeeSkipped');
		await succeed(api.tx.deviceRegistry.setLeftoverPolicy(network, 'Hold'), street.owner(1));
	});

	it('Metering: a head-end submits a reading', async () => {
		const { import: importWh } = await street.registers(device);
		const events = await succeed(street.reading(await street.now(), device, importWh + 10n), street.headEnd);
		const booked = the(events, 'metering', 'BatchBooked');
		assert.deepEqual([booked.booked.toNumber(), booked.refused.toNumber()], [1, 0]);
		assert.equal((await street.registers(device)).import, importWh + 10n);
	});

	it('Metering: a head-end brings a reading that the device signed', async () => {
		const key = new Keyring({ type: 'ed25519' }).addFromUri('//a-meter');
		await succeed(
			api.tx.deviceRegistry.setDeviceKey(device, { Ed25519: u8aToHex(key.publicKey) }),
			street.owner(1),
		);
		const at = await street.now();
		const { import: importWh, export: exportWh } = await street.registers(device);
		// Any number above the last one will do: a device may count its seconds.
		const counter = at;
		const little = (type, value) => api.createType(type, value).toU8a();
		const message = u8aConcat(
			'commonwatt/reading/1', api.genesisHash.toU8a(),
			little('u32', device), little('u32', counter), little('u32', at),
			little('u64', importWh + 5n), little('u64', exportWh),
		);
		const signed = {
			device, counter, intervalEnd: at, import: importWh + 5n, export: exportWh,
			signature: { Ed25519: u8aToHex(key.sign(message)) },
		};
		const bring = () => succeed(api.tx.metering.submitSigned([signed]), street.headEnd);
		assert.equal(the(await bring(), 'metering', 'SignedBatchBooked').booked.toNumber(), 1);
		assert.equal((await street.registers(device)).import, importWh + 5n);

		// Again, it is refused, and so is one with another's signature.
		const refusal = async () => the(await bring(), 'metering', 'ReadingRefused').reason.type;
		assert.equal(await refusal(), 'CounterNotHigher');
		Object.assign(signed, { counter: counter + 1, intervalEnd: await street.now() });
		assert.equal(await refusal(), 'BadSignature');
	});

	it('Allotments: a provider grants, a device asks first and gives back', async () => {
		const granted = await succeed(api.tx.allotments.grant(network, 20_000), street.provider);
		assert.equal(the(granted, 'allotments', 'EnergyGranted').energy.toNumber(), 20_000);
		const released = await succeed(api.tx.allotments.request(device, 1_000), street.owner(1));
		assert.equal(the(released, 'allotments', 'EnergyReleased').energy.toNumber(), 1_000);
		const ended = await succeed(api.tx.allotments.cancelRequest(device), street.owner(1));
		assert.equal(the(ended, 'allotments', 'RequestEnded').energy.toNumber(), 1_000);
	});

	it('Rebalancing: a network pledges, another draws', async () => {
		const pledged = await succeed(api.tx.rebalancing.pledge(network, 2_000), street.owner(1));
		assert.equal(the(pledged, 'rebalancing', 'Pledged').energy.toNumber(), 2_000);
		const other = await street.network(2);
		const drawn = await succeed(api.tx.rebalancing.draw(other, 1_000), street.owner(2));
		assert.equal(the(drawn, 'rebalancing', 'PoolDrawn').energy.toNumber(), 1_000);
	});

	it('SurplusSale: an owner offers, sees the depth, and takes the offer back', async () => {
		const { buyBack, tick } = await street.tariff();
		const events = await succeed(api.tx.surplusSale.offer(network, buyBack + tick, 1_000), street.owner(1));
		const { provider, round, order, price } = the(events, 'surplusSale', 'OrderPlaced');
		assert.equal(price.toBigInt(), buyBack + tick);
		const depth = (await api.call.commonwattApi.depth(provider)).unwrap();
		const stands = depth.prices.find((at) => at.price.toBigInt() === buyBack + tick);
		assert.ok(stands.offers.toBigInt() >= 1_000n);
		const cancelled = await succeed(api.tx.surplusSale.cancel(provider, round, order), street.owner(1));
		assert.equal(the(cancelled, 'surplusSale', 'OrderCancelled').energy.toNumber(), 1_000);
	});
});
