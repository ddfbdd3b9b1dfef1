import type { BookUpdate, ExchangeEvent } from '@botrc/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BookTopic } from '../src/book.ts';
import { createPublicParser } from '../src/public.ts';
import { decode } from '../src/wire.ts';
import { Book } from './support/book.ts';
import { BookOracle } from './support/book-oracle.ts';
import { codes, testContext } from './support/context.ts';
import { BTC, bookText, MARKETS } from './support/markets.ts';

type Level = readonly [string, string];

function parse(texts: readonly string[]): {
  events: ExchangeEvent[];
  resyncs: string[];
  dropped: number;
  codes: unknown[];
} {
  const events: ExchangeEvent[] = [];
  const resyncs: string[] = [];
  const { log, lines } = testContext();
  const parser = createPublicParser({
    instruments: MARKETS,
    log,
    sink: (event) => events.push(event),
    resync: (topic) => resyncs.push(topic),
  });
  for (const text of texts) parser.message(text);
  return { events, resyncs, dropped: parser.dropped, codes: codes(lines) };
}

const SNAPSHOT = bookText('snapshot', 10, [['65114.20', '6.054']], [['65114.30', '0.002']]);

describe('an order book topic', () => {
  it('hands over a snapshot and a delta as flat integers', () => {
    const { events } = parse([SNAPSHOT, bookText('delta', 11, [['65114.10', '1']], [['65114.30', '0']])]);
    expect(events).toEqual([
      {
        type: 'book',
        instrument: 'BTCUSDT',
        time: 1_786_310_818_130,
        kind: 'snapshot',
        update: 10,
        bids: [65_114_200, 6054],
        asks: [65_114_300, 2],
      },
      {
        type: 'book',
        instrument: 'BTCUSDT',
        time: 1_786_310_818_130,
        kind: 'delta',
        update: 11,
        bids: [65_114_100, 1000],
        asks: [65_114_300, 0],
      },
    ] satisfies ExchangeEvent[]);
  });

  it('takes a message whose one side is empty, and one whose fields stand in another order', () => {
    const { events } = parse([
      '{"type":"snapshot","topic":"orderbook.50.BTCUSDT","ts":5,"data":{"u":10,"s":"BTCUSDT","a":[["2","1"]],"b":[["1","1"]]}}',
      bookText('delta', 11, [], [['65114.40', '1']]),
    ]);
    expect(events.map((event) => (event as BookUpdate).update)).toEqual([10, 11]);
  });

  it('reports a gap once, ignores deltas until a snapshot, and asks for that', () => {
    const { events, resyncs, codes } = parse([
      SNAPSHOT,
      bookText('delta', 12, [['65114.10', '1']], []),
      bookText('delta', 13, [['65114.10', '2']], []),
      bookText('delta', 20, [['65114.10', '3']], []),
      bookText('snapshot', 21, [['65114.00', '1']], [['65114.30', '1']]),
      bookText('delta', 22, [['65114.10', '4']], []),
    ]);
    expect(events.map((event) => (event.type === 'book' ? event.update : event))).toEqual([
      10,
      {
        type: 'feed',
        status: 'gap',
        instrument: 'BTCUSDT',
        reason: 'BTCUSDT: order book updates are missing',
      },
      21,
      22,
    ]);
    expect(resyncs).toEqual(['orderbook.50.BTCUSDT']);
    expect(codes).toEqual(['BOTRC_BOOK_GAP']);
  });

  it('ignores a delta it has had, and one before the first snapshot', () => {
    const delta = bookText('delta', 11, [['65114.10', '1']], []);
    const { events, resyncs, dropped } = parse([delta, SNAPSHOT, delta, delta]);
    expect(events.map((event) => (event as BookUpdate).kind)).toEqual(['snapshot', 'delta']);
    expect(resyncs).toEqual([]);
    expect(dropped).toBe(0);
  });

  it('lets a snapshot with u = 1 replace everything, whatever came before', () => {
    const { events } = parse([
      SNAPSHOT,
      bookText('snapshot', 1, [['1.00', '1']], [['2.00', '1']]),
      bookText('delta', 2, [['1.00', '0']], []),
    ]);
    expect(events.map((event) => (event as BookUpdate).update)).toEqual([10, 1, 2]);
  });

  it('takes depth 1, which repeats its snapshot', () => {
    const text = bookText('snapshot', 7, [['1.00', '1']], [['2.00', '1']], 'orderbook.1.BTCUSDT');
    const { events, dropped } = parse([text, text]);
    expect(events).toHaveLength(2);
    expect(dropped).toBe(0);
  });

  const bad: [string, string, string][] = [
    ['a negative size', bookText('delta', 11, [['65114.10', '-1']], []), 'BOTRC_BOOK_INVALID'],
    ['a price of zero', bookText('delta', 11, [['0', '1']], []), 'BOTRC_BOOK_INVALID'],
    ['a size that is no number', bookText('delta', 11, [['65114.10', '1e3']], []), 'BOTRC_NUMBER_FORMAT'],
    ['a price finer than the scale', bookText('delta', 11, [['65114.1234', '1']], []), 'BOTRC_NUMBER_FORMAT'],
    ['a size beyond 2^53', bookText('delta', 11, [['65114.1', '99999999999999']], []), 'BOTRC_NUMBER_RANGE'],
    ['an empty price', bookText('delta', 11, [['', '1']], []), 'BOTRC_NUMBER_FORMAT'],
    ['numbers for texts', bookText('delta', 11, [[1, 2] as unknown as Level], []), 'BOTRC_WIRE_FORMAT'],
    ['another symbol', bookText('delta', 11, [], []).replace('"s":"BTC', '"s":"ETH'), 'BOTRC_WIRE_FORMAT'],
    ['no update id', bookText('delta', 11, [], []).replace('"u":11,', ''), 'BOTRC_WIRE_FORMAT'],
    ['a broken update id', bookText('delta', 11, [], []).replace('"u":11', '"u":1.5'), 'BOTRC_WIRE_FORMAT'],
    ['a missing side', bookText('delta', 11, [], []).replace('"b":[],', ''), 'BOTRC_WIRE_FORMAT'],
    ['no data', bookText('delta', 11, [], []).replace(/"data":.*\}/, '"data":null}'), 'BOTRC_WIRE_FORMAT'],
    ['a huge side', bookText('delta', 11, new Array<Level>(1001).fill(['1', '1']), []), 'BOTRC_BOOK_INVALID'],
    ['a crossed snapshot', bookText('snapshot', 11, [['3', '1']], [['2', '1']]), 'BOTRC_BOOK_INVALID'],
  ];
  it.each(bad)('loses the book over %s, once, and finds it again', (_, text, code) => {
    const { events, resyncs, codes, dropped } = parse([
      SNAPSHOT,
      text,
      bookText('delta', 12, [['65114.10', '1']], []),
      bookText('snapshot', 30, [['1', '1']], [['2', '1']]),
    ]);
    expect(codes).toEqual([code]);
    expect(dropped).toBe(1);
    expect(resyncs).toEqual(['orderbook.50.BTCUSDT']);
    expect(events.map((event) => (event.type === 'book' ? event.update : event.type))).toEqual([
      10,
      'feed',
      30,
    ]);
  });
});

const decimal = (decimals: number) =>
  fc.tuple(fc.nat(99_999), fc.nat(10 ** decimals - 1), fc.nat(decimals)).map(([whole, fraction, kept]) => {
    const text = String(fraction).padStart(decimals, '0').slice(0, kept);
    return text === '' ? `${whole}` : `${whole}.${text}`;
  });
const levels = fc.array(fc.tuple(decimal(3), fc.oneof(fc.constant('0'), decimal(3))), { maxLength: 12 });

describe('reading a book message in place', () => {
  const general = (text: string): unknown => attempt(() => new BookTopic(BTC).message(decode(text) as never));
  const inPlace = (text: string): unknown => {
    const end = text.indexOf('"', '{"topic":"orderbook.'.length);
    return attempt(() => new BookTopic(BTC).text(text, end) ?? general(text));
  };

  it('gives what the general reader gives', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('snapshot', 'delta'),
        fc.nat(),
        levels,
        levels,
        (type, update, bids, asks) => {
          const text = bookText(type, update, bids, asks);
          const expected = general(text);
          expect(inPlace(text)).toEqual(expected);
          // An error is a text. All that is valid must have gone the fast way.
          const end = text.indexOf('"', '{"topic":"orderbook.'.length);
          if (typeof expected !== 'string' || expected === 'ignored')
            expect(new BookTopic(BTC).text(text, end)).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives what the general reader gives for texts with a few bytes changed', () => {
    const text = bookText('snapshot', 1234, [['65114.20', '6.054']], [['65114.30', '0.002']]);
    const start = '{"topic":"orderbook.50.BTCUSDT"'.length;
    const edit = fc.tuple(
      fc.integer({ min: start, max: text.length - 1 }),
      fc.constantFrom(...'0123456789.-+eE"[]{},:u \\x'),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), fc.boolean(), (edits, cut) => {
        let changed = text;
        for (const [at, by] of edits) changed = changed.slice(0, at) + by + changed.slice(cut ? at : at + 1);
        expect(inPlace(changed)).toEqual(general(changed));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('random books', () => {
  const price = fc.integer({ min: 0, max: 400 });
  const change = fc.record({ bid: fc.boolean(), offset: price, size: fc.integer({ min: 0, max: 3000 }) });
  const text = (offset: number, bid: boolean): string =>
    ((bid ? 650_000 - offset : 650_001 + offset) / 10).toFixed(2);

  /** Changes as delta messages, cut after each index where `cuts` says so; in one message the last size wins. */
  function deltas(
    changes: readonly { bid: boolean; offset: number; size: number }[],
    cuts: readonly boolean[],
  ) {
    const texts: string[] = [];
    let bids = new Map<string, string>();
    let asks = new Map<string, string>();
    changes.forEach(({ bid, offset, size }, i) => {
      (bid ? bids : asks).set(text(offset, bid), size === 0 ? '0' : (size / 1000).toFixed(3));
      if (cuts[i % cuts.length] || i === changes.length - 1) {
        texts.push(bookText('delta', 11 + texts.length, [...bids], [...asks]));
        bids = new Map();
        asks = new Map();
      }
    });
    return texts;
  }

  it('come out as the oracle has them, however their changes are split into messages', () => {
    const snapshot = bookText('snapshot', 10, [['65000.00', '1.000']], [['65000.10', '1.000']]);
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 60 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }),
        (changes, cuts) => {
          const results = [cuts, [true], [false]].map((split) => {
            const book = new Book();
            const oracle = new BookOracle();
            const texts = [snapshot, ...deltas(changes, split)];
            for (const raw of texts) oracle.apply(raw);
            for (const event of parse(texts).events) if (event.type === 'book') book.apply(event);
            expect(book.lines(BTC)).toEqual(oracle.lines(BTC.priceScale, BTC.quantityScale));
            return book.lines(BTC);
          });
          expect(results[1]).toEqual(results[0]);
          expect(results[2]).toEqual(results[0]);
        },
      ),
    );
  });
});

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}
