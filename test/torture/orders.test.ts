import fc from 'fast-check';
import { expect, it } from 'vitest';
import { venueLineProperty } from '../core/venue-line-property.ts';

/** What CI tries a thousand times, as often as BOTRC_TORTURE_RUNS says: 100,000 by default. */
const RUNS = Number(process.env.BOTRC_TORTURE_RUNS ?? 100_000);

it(
  `orders and positions end as the venue has them over ${RUNS} lives on a bad line`,
  () => {
    const result = fc.check(venueLineProperty, { numRuns: RUNS, seed: 41 });
    if (result.failed) throw new Error(fc.defaultReportMessage(result));
    expect(result.numRuns).toBe(RUNS);
  },
  Math.max(600_000, RUNS * 150),
);
