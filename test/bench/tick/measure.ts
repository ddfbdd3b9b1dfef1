/**
 * One run of the tick row, a process of its own: `measure.ts JSONL MESSAGES`. From the text of a book message to the
 * signed text of an order, one for each message; prints one JSON line of microseconds. What the venue answers is told
 * between the messages, outside the measured time.
 */
import { readFileSync } from 'node:fs';
import { orderText } from '../../../plugins/exchange-bybit/src/private/order-text.ts';
import { signedHeaders } from '../../../plugins/exchange-bybit/src/private/sign.ts';
import { createPublicParser } from '../../../plugins/exchange-bybit/src/public.ts';
import { MARKETS } from '../../../plugins/exchange-bybit/test/support/markets.ts';
import type { ApprovedOrder } from '../../../src/core/risk/approved.ts';
import { Trader } from './trader.ts';

/** As many as the reference leaves out, so that both have been compiled. */
const WARM_UP = 20_000;
const CREDENTIALS = { key: 'test-key', secret: 'test-secret-0123456789' };

const [file = '', limit = ''] = process.argv.slice(2);
const lines = readLines(file, Number(limit) + 1);
const market = MARKETS.get('BTCUSDT')!;
const trader = new Trader(market);
let order: ApprovedOrder | undefined;
let timeMs = 0;
const parser = createPublicParser({
  instruments: MARKETS,
  sink: (event) => {
    if (event.type !== 'book') throw new Error(`a ${event.type} event`);
    timeMs = event.time;
    order = trader.take(event);
  },
});

const took = new Float64Array(lines.length);
let orders = 0;
let bytes = 0;
for (let i = 0; i < lines.length; i++) {
  const started = process.hrtime.bigint();
  const sent = answer(lines[i]!);
  took[i] = Number(process.hrtime.bigint() - started) / 1e3;
  bytes += sent.length;
  if (order === undefined) continue;
  orders++;
  trader.answer(order, timeMs);
}
if (parser.dropped > 0) throw new Error(`${parser.dropped} messages were dropped`);
const settled = took.slice(WARM_UP).sort();
const quantile = (q: number): number => settled[Math.floor(q * settled.length)]!;
process.stdout.write(
  `${JSON.stringify({ messages: lines.length, orders, bytes, p50: quantile(0.5), p99: quantile(0.99) })}\n`,
);

/** Headers and body of the request, '' where there is nothing to send. */
function answer(text: string): string {
  order = undefined;
  parser.message(text);
  if (order === undefined) return '';
  const body = orderText(order, market);
  return JSON.stringify(signedHeaders(CREDENTIALS, timeMs, body)) + body;
}

function readLines(path: string, most: number): string[] {
  const data = readFileSync(path);
  const found: string[] = [];
  for (let at = 0; found.length < most && at < data.length; ) {
    const end = data.indexOf(10, at);
    found.push(data.toString('latin1', at, end));
    at = end + 1;
  }
  return found;
}
