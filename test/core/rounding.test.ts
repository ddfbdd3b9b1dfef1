import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shares } from '../../src/core/orders/shares.ts';
import { entryToTick, stopToTick, targetToTick } from '../../src/core/signals/rounding.ts';
import type { Side } from '../../src/sdk/index.ts';
import { BTC } from './harness.ts';

const side = fc.constantFrom<Side>('buy', 'sell');
const price = fc.integer({ min: 1_000, max: 10_000_000 });
const tick = fc.integer({ min: 1, max: 1_000 });
const RUNS = { numRuns: 1_000, seed: 3 };

describe('R-10: rounding to the tick and the lot', () => {
  it('brings a price to a tick less than one tick away, and leaves one that is on it', () => {
    fc.assert(
      fc.property(price, side, tick, (p, s, t) => {
        for (const round of [entryToTick, stopToTick, targetToTick]) {
          const at = round(p, s, t);
          expect(at % t).toBe(0);
          expect(Math.abs(at - p)).toBeLessThan(t);
          expect(round(at, s, t)).toBe(at);
        }
      }),
      RUNS,
    );
  });

  it('never pays more for an entry, never loosens a stop, never moves a target away', () => {
    fc.assert(
      fc.property(price, side, tick, (p, s, t) => {
        const ahead = s === 'buy' ? 1 : -1;
        expect((p - entryToTick(p, s, t)) * ahead).toBeGreaterThanOrEqual(0);
        expect((stopToTick(p, s, t) - p) * ahead).toBeGreaterThanOrEqual(0);
        expect((p - targetToTick(p, s, t)) * ahead).toBeGreaterThanOrEqual(0);
      }),
      RUNS,
    );
  });

  it('never makes more of a whole than it is, in whole lots that the venue takes', () => {
    const fractions = fc
      .array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 3 })
      .map((parts) =>
        parts.map(
          (part) =>
            part /
            Math.max(
              100,
              parts.reduce((sum, each) => sum + each, 0),
            ),
        ),
      );
    const lots = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fractions,
        lots,
        lots,
        (whole, list, lot, least) => {
          const instrument = { ...BTC, lot, minQuantity: lot * least };
          const parts = shares(instrument, whole, list);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(whole);
          for (const part of parts) {
            expect(part % lot).toBe(0);
            expect(part === 0 || part >= instrument.minQuantity).toBe(true);
          }
        },
      ),
      RUNS,
    );
  });
});
