import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createDonchian,
  createOrderFlow,
  createPercentile,
  createRealizedVolatility,
  createSma,
  createTradeImbalance,
  createVpin,
  createWma,
  createZScore,
  pushDonchian,
  pushOrderFlow,
  pushPercentile,
  pushRealizedVolatility,
  pushSma,
  pushTradeImbalance,
  pushVpin,
  pushWma,
  pushZScore,
  quantileOf,
} from '../../src/indicators/index.ts';
import type { BookView } from '../../src/sdk/index.ts';

/** The textbook formulas over the last samples, all of them again each time. */

const RUNS = { seed: 20_240_101, numRuns: Number(process.env.BOTRC_TORTURE_RUNS ?? 1000) };
const price = fc.double({ min: 0.01, max: 1e6, noNaN: true });
const prices = fc.array(price, { maxLength: 60 });
const period = fc.integer({ min: 1, max: 12 });
const size = fc.integer({ min: 0, max: 100 });
const trades = fc.array(
  fc.record({ side: fc.constantFrom('buy' as const, 'sell' as const), quantity: size }),
  {
    maxLength: 60,
  },
);

/** Holds each answer against `want` of the last n samples; undefined where there are fewer. */
function compare<T>(
  list: readonly T[],
  n: number,
  push: (x: T) => number | undefined,
  want: (last: readonly T[]) => number | undefined,
  scale = 1e-9,
): void {
  for (const [i, x] of list.entries()) {
    const got = push(x);
    const expected = i + 1 < n ? undefined : want(list.slice(i + 1 - n, i + 1));
    if (got === undefined || expected === undefined) expect([i, got]).toEqual([i, expected]);
    else expect(Math.abs(got - expected)).toBeLessThanOrEqual(scale * Math.max(1, Math.abs(expected)));
  }
}

const total = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

describe('streaming equals recomputing every window', () => {
  it('SMA and WMA', () => {
    fc.assert(
      fc.property(prices, period, (list, n) => {
        const [sma, wma] = [createSma(n), createWma(n)];
        compare(
          list,
          n,
          (x) => pushSma(sma, x),
          (last) => total(last) / n,
        );
        const weights = (n * (n + 1)) / 2;
        compare(
          list,
          n,
          (x) => pushWma(wma, x),
          (last) => total(last.map((x, i) => x * (i + 1))) / weights,
        );
      }),
      RUNS,
    );
  });

  it('Donchian, with the pushed bar and before it', () => {
    fc.assert(
      fc.property(prices, period, (list, n) => {
        const bars = list.map((x) => ({ high: x * 1.01, low: x * 0.99, close: x }));
        const [before, last] = [createDonchian(n), createDonchian(n, 'last')];
        const channels = bars.map((bar) => [pushDonchian(before, bar), pushDonchian(last, bar)]);
        for (const [i, [past, present]] of channels.entries()) {
          const part = bars.slice(Math.max(0, i + 1 - n), i + 1);
          const upper = Math.max(...part.map((b) => b.high));
          const lower = Math.min(...part.map((b) => b.low));
          const want = part.length < n ? undefined : { upper, lower, middle: (upper + lower) / 2 };
          expect(present).toEqual(want);
          expect(past).toEqual(channels[i - 1]?.[1]);
        }
      }),
      RUNS,
    );
  });

  it('realized volatility', () => {
    fc.assert(
      fc.property(prices, period, (list, n) => {
        const volatility = createRealizedVolatility(n);
        const want = (last: readonly number[]): number => {
          const squares = last.slice(1).map((x, i) => Math.log(x / (last[i] as number)) ** 2);
          return Math.sqrt(total(squares) / n);
        };
        compare(list, n + 1, (x) => pushRealizedVolatility(volatility, x), want);
      }),
      RUNS,
    );
  });

  it('z-score', () => {
    // Of whole numbers, so that equal ones are equal and others are clearly not.
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 60 }), period, (list, n) => {
        const score = createZScore(n);
        const want = (last: readonly number[]): number | undefined => {
          const mean = total(last) / n;
          const sigma = Math.sqrt(total(last.map((x) => (x - mean) ** 2)) / n);
          return last.every((x) => x === last[0]) ? undefined : ((last.at(-1) as number) - mean) / sigma;
        };
        compare(list, n, (x) => pushZScore(score, x), want);
      }),
      RUNS,
    );
  });

  it('percentile rank and quantiles', () => {
    const few = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 });
    fc.assert(
      fc.property(few, period, fc.double({ min: 0, max: 1, noNaN: true }), (list, n, q) => {
        const percentile = createPercentile(n);
        const rank = (last: readonly number[]): number => {
          const x = last.at(-1) as number;
          const below = last.filter((y) => y < x).length;
          return (below + last.filter((y) => y === x).length / 2) / n;
        };
        const quantile = (last: readonly number[]): number => {
          const sorted = last.toSorted((a, b) => a - b);
          const at = q * (n - 1);
          const low = sorted[Math.floor(at)] as number;
          return low + (at % 1) * ((sorted[Math.ceil(at)] as number) - low);
        };
        compare(list, n, (x) => pushPercentile(percentile, x), rank);
        const again = createPercentile(n);
        const push = (x: number): number | undefined => {
          pushPercentile(again, x);
          return quantileOf(again, q);
        };
        compare(list, n, push, quantile);
      }),
      RUNS,
    );
  });

  it('trade imbalance', () => {
    fc.assert(
      fc.property(trades, period, (list, n) => {
        const imbalance = createTradeImbalance(n);
        const want = (last: typeof list): number | undefined => {
          const all = total(last.map((t) => t.quantity));
          const signed = total(last.map((t) => (t.side === 'buy' ? t.quantity : -t.quantity)));
          return all === 0 ? undefined : signed / all;
        };
        compare(
          list,
          n,
          (t) => pushTradeImbalance(imbalance, t),
          want as (last: readonly (typeof list)[number][]) => number | undefined,
        );
      }),
      RUNS,
    );
  });

  it('VPIN, one unit of volume after the other', () => {
    fc.assert(
      fc.property(trades, period, fc.integer({ min: 1, max: 40 }), (list, n, bucket) => {
        const vpin = createVpin(bucket, n);
        const units: number[] = [];
        for (const trade of list) {
          const got = pushVpin(vpin, trade);
          units.push(...Array(trade.quantity).fill(trade.side === 'buy' ? 1 : -1));
          const full = Math.floor(units.length / bucket);
          const excess = Array.from({ length: full }, (_, i) =>
            Math.abs(total(units.slice(i * bucket, (i + 1) * bucket))),
          ).slice(-n);
          const want = full < n ? undefined : total(excess) / bucket / n;
          if (got === undefined || want === undefined) expect(got).toBe(want);
          else expect(got).toBeCloseTo(want, 9);
        }
      }),
      { ...RUNS, numRuns: Math.ceil(RUNS.numRuns / 4) },
    );
  });

  it('order flow', () => {
    const best = fc.record({
      bid: fc.integer({ min: 1, max: 5 }),
      bidSize: size,
      gap: fc.integer({ min: 1, max: 3 }),
      askSize: size,
    });
    fc.assert(
      fc.property(fc.array(best, { maxLength: 40 }), period, (list, n) => {
        const flow = createOrderFlow(n);
        const one = (a: (typeof list)[number], b: (typeof list)[number]): number => {
          const came = b.bid > a.bid ? b.bidSize : b.bid === a.bid ? b.bidSize - a.bidSize : -a.bidSize;
          const [was, is] = [a.bid + a.gap, b.bid + b.gap];
          const left = is > was ? a.askSize : is === was ? a.askSize - b.askSize : -b.askSize;
          return came + left;
        };
        compare(
          list,
          n + 1,
          ({ bid, bidSize, gap, askSize }) => pushOrderFlow(flow, bookOf(bid, bidSize, bid + gap, askSize)),
          (last) => total(last.slice(1).map((b, i) => one(last[i] as typeof b, b))),
        );
      }),
      RUNS,
    );
  });
});

function bookOf(bid: number, bidSize: number, ask: number, askSize: number): BookView {
  const side = (price: number, at: number): BookView['bids'] => ({
    length: 1,
    price: () => price,
    size: () => at,
  });
  return { bids: side(bid, bidSize), asks: side(ask, askSize) };
}
