import type { RiskProposal, RiskView } from '@botrc/sdk';
import { riskRulePluginSuite, testInstrument } from '@botrc/sdk/testkit';
import { describe, expect, it } from 'vitest';
import oneWay from '../src/index.ts';

describe('the rule one-way keeps to', () => {
  it.each(riskRulePluginSuite.map((one) => [one.id, one.title, one] as const))(
    '%s %s',
    async (_, __, one) => {
      await one.run({ plugin: oneWay, params: { most: 2 } });
    },
  );
});

const entry = (id: string, side: 'buy' | 'sell' = 'buy'): RiskProposal => ({
  ...{ owner: 's1', instrument: testInstrument(id), leg: 'net', side, type: 'market', quantity: 10 },
  ...{ timeInForce: 'ioc', reference: 1_000 },
});

const held = (instrument: string, quantity: number): RiskView['positions'][number] => ({
  ...{ instrument, leg: 'net', owner: 's1', quantity, openedMs: 0 },
});

const view = (over: Partial<RiskView>): RiskView => ({
  ...{ nowMs: 0, equity: 0n, freeCash: 0n, dayLoss: 0n, market: {}, positions: [], entries: [] },
  ...over,
});

const says = (proposal: RiskProposal, over: Partial<RiskView>, most = 2): string => {
  const { verdict, used, limit } = oneWay.check(proposal, view(over), { most });
  return `${verdict}: ${used} of ${limit}`;
};

describe('one-way', () => {
  const one = held('AUSDT', 5);
  const two = [one, held('BUSDT', 5)];

  it.each([
    ['below the limit', entry('CUSDT'), { positions: [one] }, 'allow: 1 long of 2'],
    ['at the limit', entry('CUSDT'), { positions: two }, 'deny: 2 long of 2'],
    ['above it', entry('CUSDT'), { positions: [...two, held('DUSDT', 1)] }, 'deny: 3 long of 2'],
    ['into an instrument that counts already', entry('AUSDT'), { positions: two }, 'allow: 2 long of 2'],
    ['the other way', entry('CUSDT', 'sell'), { positions: two }, 'allow: 0 short of 2'],
    [
      'of a short',
      entry('CUSDT', 'sell'),
      { positions: [held('A', -1), held('B', -1)] },
      'deny: 2 short of 2',
    ],
    [
      'with both legs of a hedge',
      entry('CUSDT'),
      { positions: [one, held('AUSDT', -5)] },
      'allow: 1 long of 2',
    ],
    [
      'with entries under way',
      entry('CUSDT'),
      { positions: [one], entries: [{ instrument: 'BUSDT', owner: 's2', side: 'buy', quantity: 1 }] },
      'deny: 2 long of 2',
    ],
  ] as const)('an entry %s', (_, proposal, over, expected) => {
    expect(says(proposal, over)).toBe(expected);
  });

  it('allows two unless the profile says otherwise', () => {
    expect(oneWay.options['~standard'].validate({})).toEqual({ value: { most: 2 } });
    expect(says(entry('CUSDT'), { positions: two }, 3)).toBe('allow: 2 long of 3');
  });
});
