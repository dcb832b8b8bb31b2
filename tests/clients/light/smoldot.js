// smoldot as its makers recommend it: the engine on a thread of its own, which ends when it is told to.
import { MessageChannel, Worker } from 'node:worker_threads';
import { startWithBytecode } from 'smoldot/no-auto-bytecode';

/** Starts smoldot. `stop` ends it at once; `terminate` alone leaves the engine's timers running for minutes. */
export function startSmoldot(options) {
	const engine = new MessageChannel();
	const compiled = new MessageChannel();
	const worker = new Worker(new URL('./worker.js', import.meta.url), {
		workerData: { engine: engine.port2, bytecode: compiled.port2 },
		transferList: [engine.port2, compiled.port2],
	});
	const bytecode = new Promise((resolve) => compiled.port1.once('message', resolve));
	const client = startWithBytecode({ ...options, bytecode, portToWorker: engine.port1 });
	const stop = async () => {
		await client.terminate();
		compiled.port1.close();
		await worker.terminate();
	};
	return { addChain: (options) => client.addChain(options), stop };
}
