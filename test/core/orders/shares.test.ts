import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pieces, shares } from '../../../src/core/orders/shares.ts';
import { BTC } from '../harness.ts';

const LOTS = { ...BTC, lot: 10, minQuantity: 30, maxQuantity: 1_005, maxMarketQuantity: 205 };

describe('a whole cut by fractions', () => {
  it.each([
    [100, [0.5, 0.5], [50, 50]],
    [100, [1], [100]],
    [105, [1], [100]],
    [110, [0.5, 0.5], [50, 60]],
    [100, [0.33, 0.33, 0.34], [30, 30, 40]],
    [100, [0.29, 0.71], [0, 100]],
    [100, [0.3, 0.7], [30, 70]],
    [100, [0.8, 0.2], [80, 0]],
    [100, [0.5], [50]],
    [20, [0.5, 0.5], [0, 0]],
    [100, [0.6, 0.6], [60, 40]],
    [100, [], []],
  ])('%s by %s is %s', (whole, fractions, expected) => {
    expect(shares(LOTS, whole, fractions)).toEqual(expected);
  });
});

describe('a size as orders that the venue takes', () => {
  it.each([
    [50, 'market', [50]],
    [55, 'market', [50]],
    [200, 'market', [200]],
    [210, 'market', [180, 30]],
    [230, 'market', [200, 30]],
    [400, 'market', [200, 200]],
    [410, 'stop-market', [200, 180, 30]],
    [410, 'limit', [410]],
    [1_000, 'limit', [1_000]],
    [1_010, 'limit', [980, 30]],
    [5, 'limit', []],
    [0, 'limit', []],
  ] as const)('%s of a %s order is %s', (size, type, expected) => {
    expect(pieces(LOTS, size, type)).toEqual(expected);
  });

  it('takes the largest limit order for the largest at market where that is smaller', () => {
    expect(pieces({ ...LOTS, maxQuantity: 100 }, 150, 'market')).toEqual([100, 50]);
  });

  it('is all of its whole lots, each within the venue’s limits where that can be', () => {
    const lots = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(
        lots,
        lots,
        fc.integer({ min: 1, max: 9 }),
        fc.nat({ max: 3_000 }),
        (min, over, lot, size) => {
          const largest = (min + over) * lot;
          const venue = {
            ...BTC,
            lot,
            minQuantity: min * lot,
            maxQuantity: largest,
            maxMarketQuantity: largest,
          };
          const parts = pieces(venue, size, 'market');
          expect(parts.reduce((a, b) => a + b, 0)).toBe(size - (size % lot));
          for (const part of parts) {
            expect(part % lot).toBe(0);
            expect(part).toBeGreaterThan(0);
            expect(part).toBeLessThanOrEqual(largest);
          }
          expect(parts.length).toBeLessThanOrEqual(Math.ceil(size / largest) + 1);
        },
      ),
      { numRuns: 1_000, seed: 5 },
    );
  });
});
