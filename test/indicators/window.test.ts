import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBollinger, createVwap, pushBollinger, pushVwap } from '../../src/indicators/index.ts';

/** The textbook formulas over the last `period` samples, all of them again each time. */
function naive(prices: number[], volumes: number[]): { middle: number; sigma: number } | undefined {
  const weight = volumes.reduce((a, b) => a + b, 0);
  if (weight === 0) return undefined;
  const middle = prices.reduce((sum, p, i) => sum + p * (volumes[i] as number), 0) / weight;
  const squares = prices.reduce((sum, p, i) => sum + (p - middle) ** 2 * (volumes[i] as number), 0);
  return { middle, sigma: Math.sqrt(squares / weight) };
}

const price = fc.double({ min: 0.01, max: 1e6, noNaN: true });
const volume = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: 1e-6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(0) },
);
const RUNS = { seed: 7, numRuns: Number(process.env.BOTRC_TORTURE_RUNS ?? 1000) };
const samples = fc.array(fc.tuple(price, volume), { maxLength: 120 });
const period = fc.integer({ min: 1, max: 25 });

describe('rolling windows', () => {
  it('VWAP and its bands equal a recomputation of every window', () => {
    fc.assert(
      fc.property(samples, period, (list, n) => {
        const vwap = createVwap(n, 2);
        list.forEach(([p, v], i) => {
          const got = pushVwap(vwap, p, v);
          const part = list.slice(Math.max(0, i + 1 - n), i + 1);
          const want =
            part.length < n
              ? undefined
              : naive(
                  part.map(([x]) => x),
                  part.map(([, y]) => y),
                );
          expect(got === undefined).toBe(want === undefined);
          if (!got || !want) return;
          expect(Math.abs(got.middle - want.middle) / want.middle).toBeLessThan(1e-9);
          // Sigma is compared on the scale of the prices: of almost equal prices neither side knows more digits.
          expect(Math.abs(got.sigma - want.sigma) / want.middle).toBeLessThan(1e-7);
          expect(got.upper).toBe(got.middle + 2 * got.sigma);
          expect(got.lower).toBe(got.middle - 2 * got.sigma);
        });
      }),
      RUNS,
    );
  });

  it('stays exact after a million samples and a spike, where a running sum would not', () => {
    const bollinger = createBollinger(20);
    for (let i = 0; i < 1_000_000; i++) pushBollinger(bollinger, 60_000 + (i % 7) / 10);
    pushBollinger(bollinger, 1e12);
    const last = Array.from({ length: 20 }, (_, i) => 0.1 + (i % 3) / 100);
    const bands = last.map((x) => pushBollinger(bollinger, x)).at(-1);
    const want = naive(
      last,
      last.map(() => 1),
    );
    expect(bands?.middle).toBeCloseTo(want?.middle as number, 14);
    expect(bands?.sigma).toBeCloseTo(want?.sigma as number, 14);
  });

  it.each(Array.from({ length: 8 }, (_, i) => i))(
    'forgets a spike that %d samples came before, wherever in a block that is',
    (before) => {
      const bollinger = createBollinger(7);
      const vwap = createVwap(7);
      const prices = [...Array<number>(before).fill(5), 1e12, 0.1, 0.12, 0.11, 0.13, 0.1, 0.14, 0.12];
      const bands = prices.map((x) => [pushBollinger(bollinger, x), pushVwap(vwap, x, 3)]).at(-1);
      const want = naive(prices.slice(-7), Array<number>(7).fill(3));
      for (const got of bands ?? []) {
        expect(got?.middle).toBeCloseTo(want?.middle as number, 14);
        expect(got?.sigma).toBeCloseTo(want?.sigma as number, 14);
      }
    },
  );

  it('gives equal prices a sigma of exactly zero', () => {
    const vwap = createVwap(3);
    for (const v of [1, 0, 3, 0.1, 7]) pushVwap(vwap, 0.1, v);
    expect(pushVwap(vwap, 0.1, 2)).toEqual({ middle: 0.1, upper: 0.1, lower: 0.1, sigma: 0 });
  });

  it('never holds more than its window', () => {
    const { window } = createVwap(20);
    const vwap = { window, width: 2 };
    for (let i = 0; i < 20_000; i++) pushVwap(vwap, 100 + (i % 5), 1);
    expect(window.cells).toHaveLength(63);
    expect(Object.keys(window)).toEqual(Object.keys(createVwap(20).window));
  });
});
