import type { Exchange } from '@botrc/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from './support/context.ts';
import { answer, LoopbackVenue } from './support/loopback-venue.ts';
import { klineText } from './support/markets.ts';
import { BOOK, type Opened, openAt, serveBooks } from './support/opened.ts';

let venue: LoopbackVenue;
let exchange: Exchange | undefined;

beforeEach(async () => {
  venue = await LoopbackVenue.start();
  serveBooks(venue);
});

afterEach(async () => {
  await exchange?.close();
  exchange = undefined;
  await venue.stop();
});

function open(options?: Record<string, unknown>): Opened {
  const opened = openAt(venue, options);
  exchange = opened.exchange;
  return opened;
}

describe('bars across a reconnect', () => {
  const STEP = 60_000;
  const T = Math.floor(Date.now() / STEP) * STEP - 10 * STEP;
  const row = (n: number): string[] => [
    String(T + n * STEP),
    '65119.9',
    '65119.9',
    '65114.2',
    '65114.2',
    '3.712',
    '1',
  ];

  it('are fetched, and handed over once and in order', async () => {
    venue.rest.kline = (query) => {
      expect(query.get('category')).toBe('linear');
      return answer({ list: [4, 3, 2, 1, 0].map(row) }, T + 5 * STEP + 2000);
    };
    const { exchange, events, feed } = open();
    const bars = (): number[] =>
      events.flatMap((event) => (event.type === 'bar' ? [(event.openMs - T) / STEP] : []));
    await exchange.instruments(['BTCUSDT']);
    await exchange.subscribe([{ stream: 'bar', instrument: 'BTCUSDT', interval: '1m' }]);
    await exchange.connect((event) => events.push(event));
    await until(() => feed().length === 1, 'up');
    venue.send(klineText([[T, true]]));
    await until(() => bars().length === 1, 'the first bar');
    venue.client.terminate();
    await until(() => venue.clients.length === 2 && feed().length === 3, 'up again');
    venue.send(klineText([[T + 5 * STEP, true]]));
    await until(() => bars().length === 6, 'all bars');
    expect(bars()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(feed()).toEqual(['up', 'down', 'up']);
  });

  it('go on where history ended, and not twice', async () => {
    venue.rest.kline = () => answer({ list: [2, 1, 0].map(row) }, T + 3 * STEP + 2000);
    const { exchange, events, feed } = open();
    const bars = (): number[] =>
      events.flatMap((event) => (event.type === 'bar' ? [(event.openMs - T) / STEP] : []));
    const history = await exchange.history({ instrument: 'BTCUSDT', interval: '1m', limit: 2 });
    expect(history.map((bar) => (bar.openMs - T) / STEP)).toEqual([1, 2]);
    await exchange.connect((event) => events.push(event));
    await until(() => feed().length === 1, 'up');
    const streams = [{ stream: 'bar', instrument: 'BTCUSDT', interval: '1m' }] as const;
    await exchange.subscribe(streams);
    venue.rest.kline = () => answer({ list: [4, 3, 2, 1, 0].map(row) }, T + 5 * STEP + 2000);
    venue.send(klineText([[T + 5 * STEP, false]]));
    await until(() => bars().length === 2, 'the bars between');
    await exchange.unsubscribe(streams);
    await exchange.subscribe(streams);
    venue.send(klineText([[T + 5 * STEP, true]]));
    await until(() => bars().length === 3, 'the next one');
    expect(bars()).toEqual([3, 4, 5]);
  });

  it('that cannot be had are a gap, after which the book starts anew', async () => {
    venue.rest.kline = () => answer({ list: [row(3)] }, T + 5 * STEP);
    const { exchange, events, feed, books } = open();
    await exchange.subscribe([BOOK, { stream: 'bar', instrument: 'BTCUSDT', interval: '1m' }]);
    await exchange.connect((event) => events.push(event));
    await until(() => books().length === 1, 'the book');
    venue.send(klineText([[T, true]]), klineText([[T + 3 * STEP, true]]));
    await until(() => books().length === 2, 'the book anew');
    expect(events.filter((event) => event.type === 'bar')).toHaveLength(2);
    expect(feed()).toEqual(['up', 'gap BTCUSDT']);
  });
});
