import { exchangeSuite, fakeWorld } from '@botrc/sdk/testkit';
import { describe, expect, it } from 'vitest';
import demo from '../src/index.ts';

/** Of the suite, what a market without accounts has no part in. */
const WITHOUT_ORDERS = ['EX-32', 'EX-33', 'EX-34', 'EX-35', 'EX-36', 'EX-37', 'EX-38', 'EX-39', 'EX-40'];

describe.each([{}, { speed: 1 }, { speed: 1000, seed: 'other' }])('the demo exchange with %o', (options) => {
  it.each(exchangeSuite)('$id $title', async ({ id, run }) => {
    const result = await run({
      plugin: demo,
      options,
      instruments: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'],
      world: fakeWorld,
      patienceMs: 20_000,
      barPatienceMs: 130_000,
    });
    if (WITHOUT_ORDERS.includes(id))
      expect(result).toEqual({ skipped: 'the exchange declares no execution' });
    else expect(result).toBeUndefined();
  });
});
