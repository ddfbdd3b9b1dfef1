/**
 * A child of bybit/measure.ts: a venue on the loopback interface that sends a mix of public messages at an even pace, as
 * frames of their own: `feed.ts JSONL PER_SECOND`. Tells its URL to its parent, and how much it has sent when asked.
 */
import { readFileSync } from 'node:fs';
import { LoopbackVenue } from '../../../plugins/exchange-bybit/test/support/loopback-venue.ts';
import { klineText } from '../../../plugins/exchange-bybit/test/support/markets.ts';

/** Of a hundred messages; the rest are deltas of the book. */
const [TRADES, TICKERS, KLINES] = [20, 8, 2];
const TICKER_TOPIC = 'tickers.BTCUSDT';
const BOOK_TOPIC = 'orderbook.50.BTCUSDT';
const TOPICS = [BOOK_TOPIC, 'publicTrade.BTCUSDT', TICKER_TOPIC, 'kline.1.BTCUSDT'];

const [file = '', perSecond = ''] = process.argv.slice(2);
const book = readFileSync(file, 'latin1').split('\n', 600_000);
const venue = await LoopbackVenue.start();
let sent = 0;
let delta = 1;
venue.onSubscribe = (topic, send) => {
  if (topic === BOOK_TOPIC) send(book[0] ?? '');
  if (topic === TICKER_TOPIC)
    send(ticker('snapshot', { markPrice: '65000.0', indexPrice: '65000.1', lastPrice: '65000.0' }));
  if (TOPICS.every((wanted) => venue.subscribed().includes(wanted))) begin();
};
process.on('message', () => process.send?.({ sent }));
process.send?.({ baseUrl: venue.baseUrl });

function begin(): void {
  const rate = Number(perSecond) / 1_000;
  const startedMs = performance.now();
  setInterval(() => {
    const due = Math.floor((performance.now() - startedMs) * rate);
    while (sent < due) venue.send(next(sent++));
  }, 1);
}

function next(n: number): string {
  const dice = (n * 37) % 100;
  if (dice < TRADES) return trade(n);
  if (dice < TRADES + TICKERS) return ticker('delta', { lastPrice: `${65_000 + (n % 50)}.${n % 10}` });
  if (dice < TRADES + TICKERS + KLINES) return klineText([[1_786_310_760_000, false]]);
  return book[delta++] ?? '';
}

function trade(n: number): string {
  const [T, p] = [1_786_310_818_130 + n, `${65_000 + (n % 50)}.${n % 10}`];
  const data = [
    {
      T,
      s: 'BTCUSDT',
      S: n % 2 ? 'Buy' : 'Sell',
      v: '0.012',
      p,
      L: 'PlusTick',
      i: `t-${n}`,
      BT: false,
      seq: n,
    },
  ];
  return JSON.stringify({ topic: 'publicTrade.BTCUSDT', type: 'snapshot', ts: T, data });
}

function ticker(type: string, data: Readonly<Record<string, string>>): string {
  const fields = { symbol: 'BTCUSDT', ...data };
  return JSON.stringify({ topic: TICKER_TOPIC, type, data: fields, cs: 1, ts: 1_786_310_818_130 + sent });
}
