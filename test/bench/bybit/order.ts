/**
 * One run of the orders, a process of its own: `order.ts ORDERS`. From the order handed to the Bybit plugin to its frame given
 * to the socket of the trade stream, which leads to the sandbox in another process; prints one JSON line of microseconds.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import bybit, { type BybitOptions } from '../../../plugins/exchange-bybit/src/index.ts';
import { testContext } from '../../../plugins/exchange-bybit/test/support/context.ts';
import type { OrderRequest } from '../../../src/sdk/index.ts';

/** Left out: until all is compiled, and the venue has told its limit. */
const WARM_UP = 500;
/** A frame with an order is larger, a ping and the head of a frame are smaller. */
const LEAST_BYTES = 200;

const orders = Number(process.argv[2]);
const child = fork(join(import.meta.dirname, 'venue.ts'));
const [{ baseUrl }] = (await once(child, 'message')) as [{ baseUrl: string }];
const options = { baseUrl, apiKey: 'bench', apiSecret: 'bench' };
const checked = bybit.options['~standard'].validate(options) as { value: BybitOptions };
const context = testContext();
const exchange = bybit.create(checked.value, context);
let isUp = false;
await exchange.instruments(['BTCUSDT']);
await exchange.connect((event) => {
  if (event.type === 'feed') isUp = event.status === 'up';
});
await exchange.subscribe([{ stream: 'ticker', instrument: 'BTCUSDT' }]);
while (!isUp) await delay(20);
await delay(500);

let writtenNs: bigint | undefined;
const write = Socket.prototype.write;
Socket.prototype.write = function (this: Socket, ...args: Parameters<typeof write>) {
  const [chunk] = args;
  const done = write.apply(this, args);
  if (writtenNs === undefined && chunk.length >= LEAST_BYTES) writtenNs = process.hrtime.bigint();
  return done;
} as typeof write;

const took = new Float64Array(orders);
for (let i = -WARM_UP; i < orders; i++) {
  writtenNs = undefined;
  const startedNs = process.hrtime.bigint();
  const outcome = await exchange.submit(order(i));
  if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
  if (writtenNs === undefined) throw new Error('an order was accepted that was never written');
  if (i >= 0) took[i] = Number(writtenNs - startedNs) / 1e3;
}
took.sort();
const quantile = (q: number): number => took[Math.floor(q * orders)] ?? Number.NaN;
process.stdout.write(`${JSON.stringify({ orders, p50: quantile(0.5), p99: quantile(0.99) })}\n`);
child.kill();
process.exit();

/** One that finds nobody at its price, and goes. */
function order(n: number): OrderRequest {
  return {
    ...({ account: 'main', instrument: 'BTCUSDT', leg: 'net', owner: 'bench', role: 'entry' } as const),
    ...({ side: 'buy', type: 'limit', timeInForce: 'ioc', reduceOnly: false } as const),
    ...{ clientOrderId: `bench-${n + WARM_UP}`, quantity: 10, price: 10_000_000 },
  };
}
