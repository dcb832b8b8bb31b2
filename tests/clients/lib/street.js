// The village street of data/rural-street as it stands on the chain after its replay.
import { account, api, send } from './chain.js';

const ROOT = '//rural-street//2019-10';
const PROVIDER = `${ROOT}//village-utility`;

export const provider = account(PROVIDER);
export const headEnd = account(`${PROVIDER}//head-end`);
export const owner = (number) => account(`${ROOT}//network-${number}`);
/** Somebody with money for fees and nothing else to say. */
export const stranger = account('//Eve');

/** The id of a network of the street on the chain. */
export async function network(number) {
	const { address } = owner(number);
	for (const [{ args: [id] }, record] of await api.query.deviceRegistry.networks.entries()) {
		if (record.unwrap().owner.toString() === address) return id.toNumber();
	}
	throw new Error(`${address} owns no network: was data/rural-street played on this chain?`);
}

/** The devices of a network, by their ids on the chain. */
export const devices = async (network) =>
	[...(await api.query.deviceRegistry.networkDevices(network))].map((id) => id.toNumber());

export const providerId = async () =>
	(await api.query.deviceRegistry.providerOf(provider.address)).unwrap().toNumber();

export const tariff = async () => {
	const { buyBack, retail, tick } = (await api.query.deviceRegistry.providers(await providerId())).unwrap().tariff;
	return { buyBack: buyBack.toBigInt(), retail: retail.toBigInt(), tick: tick.toBigInt() };
};

/** The time of the last block, in seconds. */
export const now = async () => Math.floor((await api.query.timestamp.now()).toNumber() / 1000);

/** From now on the node makes a block for every transaction. */
export const sealInstantly = () => send('clock_sealing', 'instant');

/** A device's registers as they were booked last. */
export async function registers(device) {
	const { register, export: fedIn } = (await api.call.commonwattApi.position(device)).unwrap();
	return { import: register.toBigInt(), export: fedIn.toBigInt() };
}

/** A reading as an entry of a batch: a device's id is its place, so many a page. */
export const entry = (device, importWh) => ({
	page: Math.floor(device / api.consts.metering.slotsPerPage),
	slots: 1n << BigInt(device % api.consts.metering.slotsPerPage),
	imports: [importWh],
	exporting: 0,
	exports: [],
});

/** A head-end's batch of one reading. */
export const reading = (at, device, importWh) => api.tx.metering.submit(at, [entry(device, importWh)]);
