import fc from 'fast-check';
import { describe, it } from 'vitest';
import { venueLineProperty } from './venue-line-property.ts';

describe('orders and positions over a bad line', () => {
  it('end as the venue has them, whatever is late, twice, out of order, or lost and told again', () => {
    fc.assert(venueLineProperty, { numRuns: 1_000, seed: 41 });
  }, 60_000);
});
