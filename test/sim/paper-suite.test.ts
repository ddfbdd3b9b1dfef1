import { describe, expect, it } from 'vitest';
import { exchangeSuite, fakeWorld } from '../../src/sdk/testkit/index.ts';
import { paper } from './paper-plugin.ts';

/** There is no connection to lose, no key, and one client. */
const SKIPPED: readonly (readonly [ids: RegExp, why: string])[] = [
  [/^EX-30$/, 'the exchange executes'],
  [/^EX-5[0-37]$/, 'cannot make this trouble'],
  [/^EX-55$/, 'an account for each client'],
  [/^EX-56$/, 'no bad key'],
];

describe('the simulated venue behind the demo market keeps to the exchange suite', () => {
  it.each(exchangeSuite)('$id $title', async ({ id, run }) => {
    const result = await run({
      plugin: paper,
      options: { speed: 5 },
      instruments: ['BTCUSDT', 'ETHUSDT'],
      world: fakeWorld,
      barPatienceMs: 60_000,
      mayTrade: true,
    });
    const why = SKIPPED.find(([ids]) => ids.test(id))?.[1];
    expect(result).toEqual(why === undefined ? undefined : { skipped: expect.stringContaining(why) });
  });
});
