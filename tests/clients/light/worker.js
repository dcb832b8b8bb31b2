// smoldot's engine, on a thread of its own: see startSmoldot in smoldot.js.
import { workerData } from 'node:worker_threads';
import { compileBytecode } from 'smoldot/bytecode';
import { run } from 'smoldot/worker';

const { engine, bytecode } = workerData;
bytecode.postMessage(await compileBytecode());
await run(engine);
