import type { Exchange, Subscription } from '@botrc/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codes, until } from './support/context.ts';
import { answer, LoopbackVenue } from './support/loopback-venue.ts';
import { bookText, klineText, rawInstrument } from './support/markets.ts';
import { BOOK, BOOK_TOPIC, type Opened, openAt, serveBooks } from './support/opened.ts';

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

describe('a connection', () => {
  it('is up at the first message, and streams what was subscribed before it stood', async () => {
    const { exchange, events, feed } = open();
    await exchange.instruments(['BTCUSDT']);
    await exchange.subscribe([BOOK, { stream: 'bar', instrument: 'BTCUSDT', interval: '1m' }]);
    await exchange.connect((event) => events.push(event));
    await until(() => events.some((event) => event.type === 'book'), 'a book');
    venue.send(klineText([[Math.floor(Date.now() / 60_000) * 60_000 - 60_000, true]]));
    await until(() => events.some((event) => event.type === 'bar'), 'a bar');
    expect(feed()).toEqual(['up']);
    expect(events[0]).toEqual({
      type: 'feed',
      status: 'up',
      reason: expect.stringContaining('ws://127.0.0.1'),
    });
  });

  it('is up without any subscription, by its ping', async () => {
    const { exchange, feed, events } = open();
    await exchange.connect((event) => events.push(event));
    await until(() => feed().length === 1, 'up');
    expect(feed()).toEqual(['up']);
  });

  it('asks for topics in batches, and takes data before the ack', async () => {
    const symbols = Array.from({ length: 12 }, (_, i) => `S${i}USDT`);
    venue.rest['instruments-info'] = () =>
      answer({
        list: symbols.map((symbol) => rawInstrument(symbol, '0.1', '1')),
        nextPageCursor: '',
      });
    venue.acks = false;
    const { exchange, events, books } = open();
    await exchange.subscribe(
      symbols.flatMap((instrument): Subscription[] => [
        { stream: 'book', instrument, depth: 1 },
        { stream: 'trade', instrument },
      ]),
    );
    await exchange.connect((event) => events.push(event));
    await until(() => books().length === 12, 'all books');
    const sizes = venue.frames.filter((frame) => frame.op === 'subscribe').map((frame) => frame.args?.length);
    expect(sizes).toEqual([10, 10, 4]);
    expect(venue.requests.filter((url) => url.includes('instruments-info'))).toHaveLength(1);
  });

  it('comes back after a drop: down, up, all topics anew, books from a snapshot', async () => {
    const { exchange, events, feed, books } = open();
    await exchange.subscribe([BOOK, { stream: 'ticker', instrument: 'BTCUSDT' }]);
    await exchange.connect((event) => events.push(event));
    await until(() => books().length === 1, 'the first book');
    const before = venue.frames.length;
    venue.client.terminate();
    await until(() => books().length === 2, 'the book again');
    expect(feed()).toEqual(['up', 'down', 'up']);
    expect(venue.subscribed(before).sort()).toEqual([BOOK_TOPIC, 'tickers.BTCUSDT']);
    // A delta that continues the old connection's book is no continuation any more.
    venue.send(bookText('delta', 11, [['1.10', '1']], []));
    await until(() => books().length === 3, 'a delta');
  });

  it('survives a venue that is gone for a while', async () => {
    const { exchange, events, feed } = open();
    await exchange.subscribe([BOOK]);
    await exchange.connect((event) => events.push(event));
    await until(() => feed().length === 1, 'up');
    const { port } = venue;
    await venue.stop();
    await until(() => feed().length === 2, 'down');
    await new Promise((resolve) => setTimeout(resolve, 700));
    venue = await LoopbackVenue.start(port);
    await until(() => feed().length === 3, 'up again');
    expect(feed()).toEqual(['up', 'down', 'up']);
  });

  it('that is never made is reported once, with the reason, and tried again', async () => {
    const { port } = venue;
    await venue.stop();
    const { exchange, events, feed, lines } = open();
    await exchange.connect((event) => events.push(event));
    await until(
      () => lines.filter((line) => line.message === 'the stream is down').length >= 2,
      'two attempts',
    );
    expect(feed()).toEqual(['down']);
    expect(events[0]).toMatchObject({ reason: expect.stringContaining('ECONNREFUSED') });
    venue = await LoopbackVenue.start(port);
    await until(() => feed().length === 2, 'up');
    expect(feed()).toEqual(['down', 'up']);
  });

  it('whose pings go unanswered is ended and made anew', async () => {
    venue.answersPings = false;
    venue.acks = false;
    venue.onSubscribe = () => undefined;
    const { exchange, events } = open({ pingMs: 100, pongMs: 50 });
    await exchange.connect((event) => events.push(event));
    await until(() => venue.clients.length >= 3, 'three connections');
    expect(events).toEqual([{ type: 'feed', status: 'down', reason: 'no answer to a ping within 50 ms' }]);
  });

  it('whose subscriptions go unanswered is ended and made anew', async () => {
    venue.acks = false;
    venue.onSubscribe = () => undefined;
    const { exchange, events, feed } = open({ requestTimeoutMs: 300, staleMs: 200, pingMs: 100, pongMs: 50 });
    await exchange.instruments(['BTCUSDT']);
    await exchange.subscribe([{ stream: 'trade', instrument: 'BTCUSDT' }]);
    await exchange.connect((event) => events.push(event));
    await until(() => venue.clients.length >= 2, 'a second connection');
    expect(feed().slice(0, 2)).toEqual(['up', 'down']);
    expect(events[1]).toMatchObject({ reason: 'a subscription was not answered within 300 ms' });
  });

  it('that stalls is noticed by the silence of its books', async () => {
    const { exchange, events, feed, books } = open({ staleMs: 200 });
    await exchange.subscribe([BOOK]);
    venue.answersPings = false;
    await exchange.connect((event) => events.push(event));
    await until(() => books().length === 1, 'the book');
    await until(() => venue.clients.length >= 2, 'a second connection');
    expect(feed().slice(0, 2)).toEqual(['up', 'down']);
    expect(events.find((event) => event.type === 'feed' && event.status === 'down')).toMatchObject({
      reason: 'no data for 200 ms',
    });
  });

  it('is no more after close: no event, no attempt', async () => {
    const { exchange, events, books } = open();
    await exchange.subscribe([BOOK]);
    await exchange.connect((event) => events.push(event));
    await until(() => books().length === 1, 'the book');
    const { client, clients } = venue;
    await exchange.close();
    await exchange.close();
    const count = events.length;
    await until(() => client.readyState === client.CLOSED, 'closed');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(events).toHaveLength(count);
    expect(clients).toHaveLength(1);
    await expect(exchange.instruments(['BTCUSDT'])).rejects.toMatchObject({ code: 'BOTRC_EXCHANGE_CLOSED' });
    await expect(exchange.connect(() => undefined)).rejects.toMatchObject({
      code: 'BOTRC_EXCHANGE_CONNECTED',
    });
  });

  it('survives whatever the venue sends', async () => {
    const { exchange, events, books, lines } = open();
    await exchange.subscribe([BOOK]);
    await exchange.connect((event) => events.push(event));
    await until(() => books().length === 1, 'the book');
    venue.send('{', 'null', '{"topic":{}}', '[1]', '{"op":"subscribe","success":"maybe"}', '{"op":"auth"}');
    venue.client.send(Buffer.from([0, 255, 1]), { binary: true });
    venue.send(bookText('delta', 11, [['1.10', '1']], []));
    await until(() => books().length === 2, 'the next delta');
    expect(venue.clients).toHaveLength(1);
    expect(codes(lines)).toContain('BOTRC_WIRE_FORMAT');
  });

  it('ends where a message is larger than any the venue sends', async () => {
    const { exchange, events, books, feed } = open();
    await exchange.subscribe([BOOK]);
    await exchange.connect((event) => events.push(event));
    await until(() => books().length === 1, 'the book');
    venue.send(`"${'x'.repeat(5 * 1024 * 1024)}"`);
    await until(() => feed().includes('down'), 'down');
    await until(() => books().length === 2, 'the book again');
  });
});
