/**
 * One run of the mixed messages, a process of its own: `measure.ts JSONL PER_SECOND`. The Bybit plugin, connected to another
 * process over a real socket that sends so many messages a second; prints the processor time that this process takes.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import bybit, { type BybitOptions } from '../../../plugins/exchange-bybit/src/index.ts';
import { testContext } from '../../../plugins/exchange-bybit/test/support/context.ts';

/** Until all is compiled. */
const WARM_UP_MS = 3_000;
const MEASURED_MS = 5_000;

const feed = fork(join(import.meta.dirname, 'feed.ts'), process.argv.slice(2));
const [{ baseUrl }] = (await once(feed, 'message')) as [{ baseUrl: string }];
const context = testContext();
const checked = bybit.options['~standard'].validate({ baseUrl }) as { value: BybitOptions };
const exchange = bybit.create(checked.value, context);
let events = 0;
await exchange.instruments(['BTCUSDT']);
await exchange.connect(() => void events++);
await exchange.subscribe([
  { stream: 'book', instrument: 'BTCUSDT', depth: 50 },
  { stream: 'trade', instrument: 'BTCUSDT' },
  { stream: 'ticker', instrument: 'BTCUSDT' },
  { stream: 'bar', instrument: 'BTCUSDT', interval: '1m' },
]);
await delay(WARM_UP_MS);
const before = { sent: await sent(), events, cpu: process.cpuUsage(), ms: performance.now() };
await delay(MEASURED_MS);
const ms = performance.now() - before.ms;
const { user, system } = process.cpuUsage(before.cpu);
const messages = (await sent()) - before.sent;
const wrong = context.lines.find(({ level }) => level === 'warn' || level === 'error');
if (wrong !== undefined) throw new Error(`${wrong.message} ${JSON.stringify(wrong.fields)}`);
// A kline that is not confirmed makes no event; everything else makes one.
if (events - before.events < 0.9 * messages)
  throw new Error(`${events - before.events} events of ${messages}`);
process.stdout.write(`${JSON.stringify({ messages, ms, cpuMs: (user + system) / 1_000 })}\n`);
feed.kill();
process.exit();

async function sent(): Promise<number> {
  const answer = once(feed, 'message');
  feed.send('sent');
  return ((await answer) as [{ sent: number }])[0].sent;
}
