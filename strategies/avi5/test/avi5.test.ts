import type { Bar, BookUpdate, Intent, Signal, Ticker } from '@botrc/sdk';
import { StrategyBench, strategySuite, testInstrument } from '@botrc/sdk/testkit';
import { describe, expect, it } from 'vitest';
import { chanceOf } from '../chance.ts';
import avi5 from '../index.ts';

const btc = testInstrument('BTCUSDT', { fundingIntervalMs: 0 });
const MINUTE = 60_000;
/** Short averages, so that a few bars are enough. */
const OPTIONS = { window: 4, atr: 2, trendFast: 2, trendSlow: 3 };
/** 10:00 UTC on a day long ago. */
const START = 36_000_000;

interface Scene {
  readonly options?: object;
  readonly instrument?: typeof btc;
  /** Sizes at bid and ask, and the distance of the two in units of 0.01. */
  readonly book?: readonly [bid: number, ask: number, spread: number];
  readonly ticker?: Partial<Ticker>;
  readonly startMs?: number;
  /** How much the last bar is told too late. */
  readonly lateMs?: number;
  /** Closes of the 5-minute bars; by default a rise, a rest and a leap. */
  readonly closes?: readonly number[];
  /** Told the state of the instrument after each bar. */
  readonly watch?: (state: { readonly trend: number }) => void;
}

const RISE = [...Array.from({ length: 15 }, (_, i) => 1_000_000 + 1000 * i), ...Array(3).fill(1_013_500)];
const LEAP = 1_016_000;

/** The answer to the last bar. */
function play(scene: Scene = {}): readonly Intent[] {
  const { options = {}, instrument = btc, book = [30, 10, 20], startMs = START } = scene;
  const closes = scene.closes ?? [...RISE, LEAP];
  const bench = new StrategyBench({
    plugin: avi5,
    params: { ...OPTIONS, ...options },
    instruments: [instrument],
  });
  const id = instrument.id;
  let answer: readonly Intent[] = [];
  for (const [i, close] of closes.entries()) {
    const openMs = startMs + i * 5 * MINUTE;
    const time = openMs + 5 * MINUTE;
    const [bid, ask, spread] = book;
    if (bid + ask > 0)
      bench.play({
        type: 'book',
        instrument: id,
        time,
        kind: 'snapshot',
        update: i,
        bids: [close - 10, bid],
        asks: [close - 10 + spread, ask],
      } satisfies BookUpdate);
    const isLast = i === closes.length - 1;
    const lateMs = isLast ? (scene.lateMs ?? 0) : 0;
    const told: Ticker = {
      type: 'ticker',
      instrument: id,
      time: time + lateMs,
      last: close,
      ...scene.ticker,
    };
    bench.play(told);
    const before = closes[i - 1] ?? close;
    answer = bench.play({
      type: 'bar',
      instrument: id,
      interval: '5m',
      openMs,
      time,
      open: before,
      high: Math.max(before, close) + 50,
      low: Math.min(before, close) - 50,
      close,
      volume: 100,
    } satisfies Bar);
    scene.watch?.((bench.state as Record<string, { trend: number }>)[id]!);
  }
  return answer;
}

const signalOf = (scene: Scene): Signal | undefined => play(scene)[0] as Signal | undefined;

describe('avi5', () => {
  it.each(strategySuite)('$id $title', async ({ run }) => {
    expect(await run({ plugin: avi5, params: {} })).toBeUndefined();
  });

  it('follows a close that leaves the VWAP with trend, book and spread: TP1 to TP3, SL, R and p_win', () => {
    const signal = signalOf({});
    expect(signal).toMatchObject({
      type: 'signal',
      side: 'buy',
      riskR: 1,
      probability: 0.5,
      expiresMs: 5000,
    });
    const risk = LEAP - (signal?.stop ?? 0);
    expect(risk).toBeGreaterThan(0);
    expect(signal?.targets).toEqual([
      { price: LEAP + risk, fraction: 0.5 },
      { price: LEAP + 2 * risk, fraction: 0.3 },
      { price: LEAP + 3 * risk, fraction: 0.2 },
    ]);
    expect(signal?.reason).toMatch(/sigma above the VWAP/);
  });

  it('goes short the same way', () => {
    const closes = [...RISE, LEAP].map((close) => 2_000_000 - close);
    const signal = signalOf({ closes, book: [10, 30, 20] });
    expect(signal).toMatchObject({ side: 'sell' });
    expect(signal?.stop).toBeGreaterThan(closes.at(-1) as number);
  });

  it.each<[string, Scene]>([
    ['the close is within theta sigma', { options: { theta: 4.9 } }],
    ['it is a dead hour', { options: { thetaByHour: [...Array(11).fill(0.2), null] } }],
    ['the trend is the other way', { closes: [...RISE.toReversed(), LEAP] }],
    ['the book leans the other way', { book: [10, 30, 20] }],
    ['the book leans too little', { book: [11, 10, 20], options: { minImbalance: 0.2 } }],
    ['there is no book', { book: [0, 0, 0] }],
    ['the spread is too wide', { book: [30, 10, 600] }],
    ['the book is crossed', { book: [30, 10, -20] }],
    [
      'the venue pays funding in 14 minutes',
      { instrument: testInstrument(), ticker: { nextFundingMs: START + (95 + 14) * MINUTE } },
    ],
    ['the bar is told too late', { lateMs: 5001 }],
    ['the chance is too small', { options: { minProbability: 0.51 } }],
  ])('says nothing where %s', (_, scene) => {
    expect(play(scene)).toEqual([]);
  });

  it('goes by the theta of the hour in which the bar closes', () => {
    const byHour = (hour: number, theta: number): (number | null)[] =>
      Array.from({ length: 24 }, (__, i) => (i === hour ? theta : 4.9));
    expect(play({ options: { theta: 4.9, thetaByHour: byHour(11, 0.2) } })).toHaveLength(1);
    expect(play({ options: { theta: 4.9, thetaByHour: byHour(10, 0.2) } })).toEqual([]);
  });

  it('trades 15 minutes before funding, and takes whole multiples of the interval where the venue does not say', () => {
    const ticker = { nextFundingMs: START + (95 + 15) * MINUTE };
    expect(play({ instrument: testInstrument(), ticker })).toHaveLength(1);
    const funded = testInstrument('BTCUSDT', { fundingIntervalMs: 8 * 60 * MINUTE });
    // The last bar closes 95 minutes after the start; funding is at 16:00.
    const at = (text: string): number => Date.parse(`1970-01-01T${text}Z`) - 95 * MINUTE;
    expect(play({ instrument: funded, startMs: at('15:45') })).toHaveLength(1);
    expect(play({ instrument: funded, startMs: at('15:50') })).toEqual([]);
  });

  it('is triggered by the bar that crosses, not by those after it', () => {
    expect(play({ closes: [...RISE, LEAP, LEAP + 3000] })).toEqual([]);
  });

  it('takes its trend from finished quarters of an hour only', () => {
    const trends = [LEAP, 900_000].map((last) => {
      const seen: number[] = [];
      play({ closes: [...RISE, last, last, last], watch: (state) => seen.push(state.trend) });
      return seen;
    });
    // The first two bars of a quarter change nothing, however far they go; the third ends it.
    expect(trends.map((t) => t.slice(-3))).toEqual([
      [1, 1, 1],
      [1, 1, -1],
    ]);
  });

  it('begins with the chance of a price without direction, and learns from its own trades', () => {
    const record = { won: 0, lost: 0, side: 0, target: 0, hit: false };
    expect(chanceOf(record, 1, 20)).toBe(0.5);
    expect(chanceOf(record, 3, 20)).toBe(0.25);
    expect(chanceOf({ ...record, won: 15, lost: 5 }, 1, 20)).toBe(25 / 40);
    expect(chanceOf({ ...record, lost: 20 }, 1, 20)).toBe(10 / 40);
  });

  it('counts a trade as won where its first target was reached, and as lost where it was not', () => {
    const bench = new StrategyBench({ plugin: avi5, params: OPTIONS, instruments: [btc] });
    const record = (): object => (bench.state as Record<string, { record: object }>)[btc.id]!.record;
    let i = 0;
    const step = (close: number, low = close - 50, high = close + 50): void => {
      const openMs = START + i++ * 5 * MINUTE;
      const time = openMs + 5 * MINUTE;
      const bids = [close - 10, 30];
      bench.play({
        type: 'book',
        instrument: btc.id,
        time: openMs,
        kind: 'snapshot',
        update: i,
        bids,
        asks: [close + 10, 10],
      });
      bench.play({
        type: 'bar',
        instrument: btc.id,
        interval: '5m',
        openMs,
        time,
        open: close,
        high,
        low,
        close,
        volume: 100,
      });
    };
    for (const close of RISE) step(close);
    step(LEAP);
    expect(record()).toMatchObject({ won: 0, lost: 0 });
    step(LEAP);
    expect(record()).toMatchObject({ side: 1 });
    step(LEAP, LEAP - 200_000);
    expect(record()).toMatchObject({ won: 0, lost: 1, side: 0 });
    // Again, from below its VWAP, and this time beyond the third target.
    for (let j = 0; j < 4; j++) step(1_013_500);
    step(LEAP + 4000);
    step(LEAP + 4000);
    step(LEAP + 4000, LEAP + 3900, LEAP + 900_000);
    expect(record()).toMatchObject({ won: 1, lost: 1, side: 0 });
  });

  it('refuses parameters that make no sense', () => {
    const make = (options: object): StrategyBench =>
      new StrategyBench({ plugin: avi5, params: options, instruments: [btc] });
    expect(() => make({ trendFast: 50, trendSlow: 20 })).toThrow('less than trendSlow');
    expect(() =>
      make({
        targets: [
          { r: 2, fraction: 0.5 },
          { r: 1, fraction: 0.5 },
        ],
      }),
    ).toThrow('order of distance');
    expect(() =>
      make({
        targets: [
          { r: 1, fraction: 0.7 },
          { r: 2, fraction: 0.7 },
        ],
      }),
    ).toThrow('more than 1 together');
  });
});
