import { describe, expect, it } from 'vitest';
import { rateFromFraction } from '../../../src/sdk/index.ts';
import { CoreBench, cash, LONG } from '../harness.ts';
import { answer, ETH_LONG, enter, resting, withRisk } from './rig.ts';

function sized(sizing: object, signal = LONG) {
  const order = answer(new CoreBench(withRisk({ maxPosition: cash('1000000') }, sizing)), 's1', signal);
  return typeof order === 'string' ? order : order.quantity;
}

/** So near that the risk would allow far more than the cap. */
const NEAR = { ...LONG, stop: 299_990 };

describe('sizing (R-10): floor(min(cap, free x leverage) / price / lot) x lot', () => {
  it.each([
    ['the cap: 20,000 / 30,000', {}, 666],
    ['the cap, larger than free x leverage: 10,000 x 10 / 30,000', { maxNotional: cash('500000') }, 3333],
    ['leverage 1: 10,000 / 30,000', { leverage: 1, maxNotional: cash('500000') }, 333],
    ['exactly one lot: 30', { maxNotional: cash('30') }, 1],
    ['less than one lot: dropped, never inflated', { maxNotional: cash('29.99') }, 'sizing'],
    ['free cash at its minimum', { minFree: cash('10000') }, 666],
    ['free cash below its minimum', { minFree: cash('10000.01') }, 'margin'],
  ])('%s', (_case, sizing, expected) => {
    expect(sized(sizing, NEAR)).toBe(expected);
  });

  it('is what S3 works out for BTC at 60,000: 0.333', () => {
    const bench = new CoreBench(withRisk({}));
    expect(answer(bench, 's1', { ...LONG, stop: 599_990, targets: [] }, 600_000)).toMatchObject({
      quantity: 333,
    });
  });

  it('takes as free what positions and working entries leave', () => {
    const bench = new CoreBench(
      withRisk({ maxPosition: cash('1000000') }, { leverage: 1, maxNotional: cash('500000') }),
    );
    enter(bench, 's1', resting({ orderType: 'limit', price: 300_000, quantity: 200 }));
    // 6,000 of 10,000 are bound: 4,000 / 30,000.
    expect(answer(bench, 's2', { ...ETH_LONG, stop: 299_990 })).toMatchObject({ quantity: 133 });
  });
});

describe('the modes of sizing', () => {
  it('risk: the stop loses the budget, whatever the value', () => {
    expect(sized({ mode: 'risk' })).toBe(333);
    expect(sized({ mode: 'risk' }, { ...LONG, riskR: 0.5 })).toBe(166);
  });

  it('notional: the value is the profile’s, whatever the stop', () => {
    const notional = { mode: 'notional', notional: cash('3000') };
    expect(sized(notional)).toBe(100);
    expect(sized(notional, NEAR)).toBe(100);
    expect(sized(notional, { ...LONG, riskR: 0.5 })).toBe(50);
    expect(sized({ mode: 'notional', notional: cash('90000') })).toBe(666);
  });

  it('volatility: a multiple of the true range loses the budget', () => {
    const volatility = { interval: '1m', bars: 3, multiple: rateFromFraction(2) } as const;
    const bench = new CoreBench(withRisk({}, { mode: 'volatility', volatility }));
    for (const close of [299_000, 300_000, 299_000]) bench.bar('BTCUSDT', close);
    // Each bar moved 100.0 from the close before it: 100 / (2 x 100.0) of price = 0.5.
    expect(answer(bench, 's1', LONG)).toMatchObject({ quantity: 500 });
  });

  it('volatility: refuses while too few bars are known', () => {
    const volatility = { interval: '1m', bars: 3, multiple: rateFromFraction(2) } as const;
    const bench = new CoreBench(withRisk({}, { mode: 'volatility', volatility }));
    expect(answer(bench, 's1', LONG)).toBe('sizing');
  });
});
