import type { Exchange } from '@botrc/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codes, until } from './support/context.ts';
import { LoopbackVenue } from './support/loopback-venue.ts';
import { bookText } from './support/markets.ts';
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

describe('a book', () => {
  it('with a gap is asked for anew, and goes on from the snapshot', async () => {
    const { exchange, events, books, feed } = open();
    await exchange.subscribe([BOOK]);
    await exchange.connect((event) => events.push(event));
    await until(() => books().length === 1, 'the book');
    venue.onSubscribe = (topic, send) =>
      send(bookText('snapshot', 50, [['1.00', '2']], [['2.00', '1']], topic));
    venue.send(bookText('delta', 11, [['1.10', '1']], []), bookText('delta', 13, [['1.20', '1']], []));
    await until(() => books().length === 3, 'a snapshot');
    expect(feed()).toEqual(['up', 'gap BTCUSDT']);
    expect(books().map(({ kind, update }) => `${kind} ${update}`)).toEqual([
      'snapshot 10',
      'delta 11',
      'snapshot 50',
    ]);
    const ops = venue.frames.filter((frame) => frame.args?.includes(BOOK_TOPIC)).map((frame) => frame.op);
    expect(ops).toEqual(['subscribe', 'unsubscribe', 'subscribe']);
  });

  it('that is bad again and again is asked for at a slowing pace, not in a storm', async () => {
    const { exchange, events, books, feed } = open();
    let renewals = 0;
    venue.onSubscribe = (topic, send) => {
      renewals++;
      send(bookText('snapshot', 10, [['1.00', '1']], [['2.00', '1']], topic));
      send(bookText('delta', 99, [], [], topic));
    };
    await exchange.subscribe([BOOK]);
    await exchange.connect((event) => events.push(event));
    await until(() => books().length >= 3, 'three snapshots');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(renewals).toBeLessThan(8);
    expect(feed().filter((status) => status.startsWith('gap')).length).toBe(books().length);
  });

  it('that falls silent while the rest flows is a gap, and is asked for anew', async () => {
    const { exchange, events, books, feed } = open({ staleMs: 300 });
    await exchange.subscribe([BOOK, { stream: 'trade', instrument: 'BTCUSDT' }]);
    await exchange.connect((event) => events.push(event));
    await until(() => books().length === 1, 'the book');
    const { client } = venue;
    const chatter = setInterval(() => client.send('{"op":"noise"}'), 50);
    await until(() => books().length === 2, 'the book again');
    clearInterval(chatter);
    expect(feed()).toEqual(['up', 'gap BTCUSDT']);
    expect(venue.clients).toHaveLength(1);
  });

  it('is watched on a connection that is slow to say its first word, too', async () => {
    const { exchange, events, books, feed } = open({ staleMs: 500 });
    await exchange.subscribe([BOOK]);
    await exchange.connect((event) => events.push(event));
    await until(() => books().length === 1, 'the book');
    venue.answersPings = false;
    venue.acks = false;
    venue.onSubscribe = () => undefined;
    const first = venue.client;
    first.terminate();
    await until(() => venue.client !== first, 'a second connection');
    // Longer than the watchdog's step, shorter than its patience.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const second = venue.client;
    second.send(bookText('snapshot', 20, [['1.00', '1']], [['2.00', '1']]));
    const chatter = setInterval(() => second.send('{"op":"noise"}'), 50);
    await until(() => feed().includes('gap BTCUSDT'), 'a gap');
    clearInterval(chatter);
    expect(feed()).toEqual(['up', 'down', 'up', 'gap BTCUSDT']);
  });

  it('of another depth replaces the old one: never two at once', async () => {
    const { exchange, events, books } = open({ depth: 200 });
    await exchange.subscribe([BOOK]);
    await exchange.connect((event) => events.push(event));
    await until(() => books().length === 1, 'the book');
    await exchange.subscribe([{ ...BOOK, depth: 200 }]);
    await until(() => books().length === 2, 'the deeper one');
    venue.send(
      bookText('delta', 11, [['9', '9']], []),
      bookText('delta', 11, [['1.10', '1']], [], 'orderbook.200.BTCUSDT'),
    );
    await until(() => books().length === 3, 'its delta');
    expect(books().at(-1)?.bids).toEqual([1100, 1000]);
    expect(venue.frames.some((frame) => frame.op === 'unsubscribe' && frame.args?.[0] === BOOK_TOPIC)).toBe(
      true,
    );
  });

  it('deeper than the options allow is refused with a code, and nothing is subscribed', async () => {
    const { exchange } = open();
    await expect(exchange.subscribe([BOOK, { ...BOOK, depth: 51 }])).rejects.toMatchObject({
      code: 'BOTRC_BOOK_DEPTH',
    });
    await exchange.connect(() => undefined);
    await until(() => venue.frames.length > 0, 'a ping');
    expect(venue.subscribed()).toEqual([]);
  });
});

describe('a subscription', () => {
  it('that the venue refuses is reported with a code; the others of its batch go through', async () => {
    venue.refuses = (topic) =>
      topic === 'tickers.BTCUSDT' ? `error:handler not found,topic:${topic}` : undefined;
    const { exchange, events, books, feed, lines } = open();
    await exchange.subscribe([BOOK, { stream: 'ticker', instrument: 'BTCUSDT' }]);
    await exchange.connect((event) => events.push(event));
    await until(() => books().length === 1 && feed().length === 2, 'the book and the refusal');
    expect(feed()).toEqual(['up', 'down BTCUSDT']);
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        fields: expect.objectContaining({ code: 'BOTRC_SUBSCRIPTION_REFUSED' }),
      }),
    );
  });

  it('that the venue has already is none the worse', async () => {
    venue.refuses = () => 'error:already subscribed,topic:x';
    const { exchange, events, feed } = open();
    await exchange.subscribe([BOOK]);
    await exchange.connect((event) => events.push(event));
    await until(() => venue.frames.length >= 2 && feed().length === 1, 'an answer');
    expect(feed()).toEqual(['up']);
  });

  it('to what is not listed is left out with a warning', async () => {
    const { exchange, events, books, lines } = open();
    await exchange.subscribe([{ ...BOOK, instrument: 'MATICUSDT' }, BOOK]);
    await exchange.connect((event) => events.push(event));
    await until(() => books().length === 1, 'the book');
    expect(venue.subscribed()).toEqual([BOOK_TOPIC]);
    expect(codes(lines)).toEqual(['BOTRC_INSTRUMENT_UNKNOWN']);
  });

  it('ends with unsubscribe', async () => {
    const { exchange, events, books } = open();
    await exchange.subscribe([BOOK]);
    await exchange.connect((event) => events.push(event));
    await until(() => books().length === 1, 'the book');
    await exchange.unsubscribe([BOOK]);
    await until(() => venue.frames.some((frame) => frame.op === 'unsubscribe'), 'unsubscribe');
    venue.send(bookText('delta', 11, [['1.10', '1']], []));
    await exchange.subscribe([{ ...BOOK, instrument: 'ETHUSDT' }]);
    await until(() => books().length === 2, 'another book');
    expect(books().map((book) => book.instrument)).toEqual(['BTCUSDT', 'ETHUSDT']);
  });
});
