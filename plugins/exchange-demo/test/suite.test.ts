import { exchangeSuite, fakeWorld } from '@botrc/sdk/testkit';
import { describe, expect, it } from 'vitest';
import demo from '../src/index.ts';

/** Of the suite, what a market without accounts has no part in. */
const WITHOUT_ORDERS = /^EX-(3[2-9]|4[0-4]|5[0-57])$/;

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
    if (WITHOUT_ORDERS.test(id)) expect(result).toEqual({ skipped: 'the exchange declares no execution' });
    else if (id === 'EX-56') expect(result).toEqual({ skipped: 'the harness knows no bad key (badKey)' });
    else expect(result).toBeUndefined();
  });
});
