import { describe, expect, it } from 'vitest';
import { BTC, CoreBench, LONG } from '../harness.ts';
import { answer, ETH_LONG, enter, withRisk } from './rig.ts';

/** ETHUSDT defined with BTC as its base: two instruments of one asset. */
function twoOfOneBase(maxPositionsPerBase: number): CoreBench {
  const bench = new CoreBench(withRisk({ maxPositionsPerBase }));
  const definition = { ...BTC, id: 'ETHUSDT' };
  bench.send({ type: 'instrument', instrument: 'ETHUSDT', definition });
  return bench;
}

describe('max-per-base (R-1)', () => {
  it.each([
    ['below its limit', 2, 'allowed'],
    ['at its limit', 1, 'max-per-base'],
  ])('a second position of one base asset %s', (_case, limit, expected) => {
    const bench = twoOfOneBase(limit);
    enter(bench, 's1', LONG);
    const second = answer(bench, 's2', ETH_LONG);
    expect(typeof second === 'string' ? second : 'allowed').toBe(expected);
  });

  it('counts an entry on its way', () => {
    const bench = twoOfOneBase(1);
    answer(bench, 's1', LONG);
    expect(answer(bench, 's2', ETH_LONG)).toBe('max-per-base');
  });

  it('lets a position that is counted already grow, and another base asset alone', () => {
    const bench = twoOfOneBase(1);
    enter(bench, 's1', { ...LONG, riskR: 0.1 });
    expect(answer(bench, 's1', { ...LONG, riskR: 0.1 })).toMatchObject({ quantity: 33 });
    const apart = new CoreBench(withRisk({ maxPositionsPerBase: 1 }));
    enter(apart, 's1', LONG);
    expect(answer(apart, 's2', ETH_LONG)).toMatchObject({ instrument: 'ETHUSDT' });
  });
});
