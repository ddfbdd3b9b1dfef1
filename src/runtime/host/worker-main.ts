import { parentPort, workerData } from 'node:worker_threads';
import { plainError } from '../../sdk/index.ts';
import { registerSdkHook } from '../plugins/sdk-hook.ts';
import { type Answer, type Ask, RUNNING_CALL, RUNNING_SEAT } from './messages.ts';
import { createReplica, type Replica } from './replica.ts';

/** The worker's side of the host: answers one ask after the other. */
const port = parentPort;
if (!port) throw new Error('worker-main runs only as a worker');
registerSdkHook();

const shared = new Int32Array((workerData as { shared: SharedArrayBuffer }).shared);
const replica: Replica = createReplica((seat) => {
  Atomics.store(shared, RUNNING_SEAT, seat);
  if (seat >= 0) Atomics.add(shared, RUNNING_CALL, 1);
});

let last: Promise<void> = Promise.resolve();
port.on('message', (message: Ask) => {
  last = last.then(async () => port.postMessage(await answer(message)));
});

async function answer(message: Ask): Promise<Answer> {
  try {
    // One cast: the pairing of name and arguments is proven by the type of Ask, which a call through an index loses.
    const method = replica[message.ask] as (...args: readonly unknown[]) => unknown;
    return { id: message.id, ok: true, result: await method(...message.args) };
  } catch (error) {
    return { id: message.id, ok: false, error: plainError(error) };
  }
}
