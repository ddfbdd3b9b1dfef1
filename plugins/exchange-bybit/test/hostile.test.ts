import type { ExchangeEvent } from '@botrc/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPublicParser } from '../src/public.ts';
import { codes, testContext } from './support/context.ts';
import { bookText, klineText, MARKETS } from './support/markets.ts';

function hear(texts: readonly string[]) {
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
  return { events, resyncs, parser, lines, codes: codes(lines) };
}

const TRADE = { T: 5, s: 'BTCUSDT', S: 'Buy', v: '0.010', p: '27451.00', i: 'a', BT: false };
const trades = (...changes: Record<string, unknown>[]): string =>
  JSON.stringify({
    topic: 'publicTrade.BTCUSDT',
    type: 'snapshot',
    ts: 5,
    data: changes.map((change) => ({ ...TRADE, ...change })),
  });
const ticker = (type: string, data: Record<string, unknown>): string =>
  JSON.stringify({ topic: 'tickers.BTCUSDT', type, ts: 5, data: { symbol: 'BTCUSDT', ...data }, cs: 1 });

describe('messages that are none', () => {
  it.each([
    ['broken JSON', '{"topic":"orderbook.50.BTCUSDT","type":'],
    ['nothing', ''],
    ['a number', '7'],
    ['null', 'null'],
    ['an array', '[]'],
    ['an object without topic and op', '{"a":1}'],
    ['an op that is no text', '{"op":{}}'],
    ['a topic that is no text', '{"topic":1,"type":"delta","ts":1,"data":{}}'],
    ['a type nobody knows', '{"topic":"tickers.BTCUSDT","type":"x","ts":1,"data":{}}'],
    ['a time that is text', '{"topic":"tickers.BTCUSDT","type":"delta","ts":"1","data":{}}'],
    [
      'a time beyond all dates',
      '{"topic":"kline.1.BTCUSDT","type":"snapshot","ts":9007199254740991,"data":[]}',
    ],
    ['a million brackets', '['.repeat(1_000_000)],
  ])('%s: dropped with a code', (_, text) => {
    const { events, parser, codes } = hear([text]);
    expect(events).toEqual([]);
    expect(parser.dropped).toBe(1);
    expect(codes).toEqual(['BOTRC_WIRE_FORMAT']);
  });

  it.each([
    'orderbook.50.DOGEUSDT',
    'orderbook.7.BTCUSDT',
    'kline.2.BTCUSDT',
    'trade.linear.BTCUSDT',
    'tickers.',
    '',
    '__proto__',
    'a'.repeat(10_000),
  ])('a topic nobody asked for: %s', (topic) => {
    const { events, parser, codes, lines } = hear([
      JSON.stringify({ topic, type: 'delta', ts: 1, data: {} }),
    ]);
    expect(events).toEqual([]);
    expect(parser.dropped).toBe(1);
    expect(codes).toEqual(['BOTRC_WIRE_TOPIC']);
    expect(JSON.stringify(lines).length).toBeLessThan(500);
  });

  it('a flood is counted, and logged at doubling counts only', () => {
    const { parser, lines } = hear(new Array<string>(1000).fill('{'));
    expect(parser.dropped).toBe(1000);
    expect(lines.map((line) => line.fields.dropped)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512]);
  });

  it('what goes to the log holds no control characters', () => {
    const { lines } = hear(['{\u001b[2J\u0007']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(JSON.stringify(lines)).not.toMatch(/[\u0000-\u001f]|\\u00/);
  });

  it('nothing at all makes the parser throw', () => {
    const piece = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom(
        bookText('delta', 2, [], []),
        klineText([[60_000, true]]),
        trades({}),
        ticker('delta', {}),
      ),
    );
    const edited = fc
      .tuple(piece, fc.nat(), fc.string({ maxLength: 3 }))
      .map(
        ([text, at, by]) =>
          text.slice(0, at % (text.length + 1)) + by + text.slice((at % (text.length + 1)) + 1),
      );
    fc.assert(
      fc.property(fc.array(edited, { maxLength: 10 }), (texts) => {
        hear(texts);
      }),
      { numRuns: 500 },
    );
  });
});

describe('trades', () => {
  it('refuses bad items and keeps the good ones beside them', () => {
    const { events, parser, codes } = hear([
      trades(
        { v: '-1' },
        { p: '0' },
        { S: 'buy' },
        { s: 'ETHUSDT' },
        { T: '5' },
        { i: 7 },
        { p: undefined },
        {},
      ),
      JSON.stringify({ topic: 'publicTrade.BTCUSDT', type: 'snapshot', ts: 5, data: [null, 4, 'x'] }),
    ]);
    expect(events).toEqual([
      {
        type: 'trade',
        instrument: 'BTCUSDT',
        time: 5,
        id: 'a',
        side: 'buy',
        price: 27_451_000,
        quantity: 10,
      },
    ]);
    expect(parser.dropped).toBe(10);
    expect(new Set(codes)).toEqual(new Set(['BOTRC_WIRE_FORMAT']));
  });

  it('refuses a message with more trades than the venue ever sends', () => {
    const { events, parser } = hear([
      trades(...(new Array<object>(1025).fill({}) as Record<string, unknown>[])),
    ]);
    expect(events).toEqual([]);
    expect(parser.dropped).toBe(1);
  });

  it('leaves block trades out', () => {
    expect(hear([trades({ BT: true }, { i: 'b' })]).events).toMatchObject([{ id: 'b' }]);
  });
});

describe('tickers', () => {
  const SNAPSHOT = ticker('snapshot', {
    lastPrice: '17216.00',
    markPrice: '17217.33',
    fundingRate: '-0.000212',
  });

  it('merges deltas; "" is absent; what changes nothing is no event', () => {
    const { events } = hear([
      ticker('delta', { markPrice: '1' }),
      SNAPSHOT,
      ticker('delta', { bid1Price: '1', markPrice: '17217.33' }),
      ticker('delta', { markPrice: '17218', nextFundingTime: '1673280000000', indexPrice: '' }),
      ticker('delta', { lastPrice: '' }),
    ]);
    const base = { type: 'ticker', instrument: 'BTCUSDT', time: 5, fundingRate: -21_200 };
    expect(events).toEqual([
      { ...base, last: 17_216_000, mark: 17_217_330 },
      { ...base, last: 17_216_000, mark: 17_218_000, nextFundingMs: 1_673_280_000_000 },
      { ...base, mark: 17_218_000, nextFundingMs: 1_673_280_000_000 },
    ]);
  });

  it('rounds a mark price that is finer than the scale to the nearest', () => {
    const { events } = hear([ticker('snapshot', { markPrice: '17217.3335', indexPrice: '17217.33349' })]);
    expect(events).toMatchObject([{ mark: 17_217_334, index: 17_217_333 }]);
  });

  it.each([
    ['a number', { markPrice: 5 }],
    ['a negative price', { markPrice: '-1' }],
    ['no number', { lastPrice: 'NaN' }],
    ['another symbol', { symbol: 'ETHUSDT' }],
  ])('%s: lost until a snapshot, asked for once, without a gap of the book', (_, change) => {
    const { events, resyncs, parser } = hear([
      SNAPSHOT,
      ticker('delta', change),
      ticker('delta', change),
      ticker('delta', { markPrice: '1' }),
      SNAPSHOT,
    ]);
    expect(events).toMatchObject([{ mark: 17_217_330 }, { mark: 17_217_330 }]);
    expect(resyncs).toEqual(['tickers.BTCUSDT']);
    expect(parser.dropped).toBeGreaterThanOrEqual(1);
  });
});

describe('klines', () => {
  const T = 1_786_310_760_000;

  it('an open candle is no bar; a closed one is, and the same again is not', () => {
    const close = klineText([
      [T, true],
      [T + 60_000, false],
    ]);
    const { events, parser } = hear([klineText([[T, false]]), close, close]);
    expect(events).toEqual([
      {
        type: 'bar',
        instrument: 'BTCUSDT',
        interval: '1m',
        openMs: T,
        time: T + 60_000,
        open: 65_119_900,
        high: 65_119_900,
        low: 65_114_200,
        close: 65_114_200,
        volume: 3712,
      },
    ]);
    expect(parser.dropped).toBe(0);
  });

  it.each([
    ['closes above its high', { close: '65120' }, 'BOTRC_BAR_INVALID'],
    ['closes below its low', { close: '65000' }, 'BOTRC_BAR_INVALID'],
    ['opens outside', { open: '1' }, 'BOTRC_BAR_INVALID'],
    ['has a negative volume', { volume: '-0.001' }, 'BOTRC_BAR_INVALID'],
    ['has a negative price', { low: '-1' }, 'BOTRC_BAR_INVALID'],
    ['is off the grid', { start: T + 1, end: T + 60_000 }, 'BOTRC_BAR_INVALID'],
    ['comes before its boundary', { start: T + 60_000, end: T + 119_999 }, 'BOTRC_BAR_INVALID'],
    ['has an end that does not fit', { end: T }, 'BOTRC_WIRE_FORMAT'],
    ['is of another interval', { interval: '5' }, 'BOTRC_WIRE_FORMAT'],
    ['has a number for a text', { volume: 3 }, 'BOTRC_WIRE_FORMAT'],
    ['has an empty price', { high: '' }, 'BOTRC_NUMBER_FORMAT'],
    ['has no confirm', { confirm: undefined }, 'BOTRC_WIRE_FORMAT'],
  ])('a bar that %s is refused with a code', (_, change, code) => {
    const { events, parser, codes } = hear([klineText([[T, true]], change)]);
    expect(events).toEqual([]);
    expect(codes).toEqual([code]);
    expect(parser.dropped).toBe(1);
  });
});
