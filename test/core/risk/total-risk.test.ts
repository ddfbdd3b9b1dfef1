import { describe, expect, it } from 'vitest';
import { rateFromFraction } from '../../../src/sdk/index.ts';
import { CoreBench, cash, LONG } from '../harness.ts';
import { answer, ETH_LONG, enter, resting, SHORT, withRisk, word } from './rig.ts';

/** LONG is 333 units of 0.001 with 300.0 to its stop: 99.9. */
const at = (limit: string) => withRisk({ totalRisk: { cash: cash(limit) } });

describe('total-risk (R-1)', () => {
  it.each([
    ['below its limit', '100', 333],
    ['at its limit', '99.9', 333],
    ['above its limit: cut to the lots that fit', '99.89', 332],
    ['far above', '0.3', 1],
    ['less than a lot', '0.29', 'total-risk'],
  ])('an entry %s', (_case, limit, expected) => {
    const bench = new CoreBench(at(limit));
    const order = answer(bench, 's1', LONG);
    expect(typeof order === 'string' ? order : order.quantity).toBe(expected);
  });

  it('records what it used and its limit', () => {
    const bench = new CoreBench(at('250'));
    answer(bench, 's1', LONG);
    expect(word(bench, 'total-risk')).toMatchObject({ used: '99.90', limit: '250.00', verdict: 'allow' });
  });

  it('counts what is held against its stop, whatever the market does, and working entries at their limits', () => {
    const bench = new CoreBench(at('150'));
    enter(bench, 's1', LONG);
    expect(answer(bench, 's2', ETH_LONG)).toMatchObject({ quantity: 167 });
    bench.bar('BTCUSDT', 310_000);
    expect(answer(bench, 's1', resting())).toBe('total-risk');
  });

  it('counts an entry whose fate is unknown, and no longer one that is cancelled', () => {
    const bench = new CoreBench(at('20'));
    const order = answer(bench, 's1', resting({ quantity: 200 }));
    if (typeof order === 'string') throw new Error(order);
    const outcome = { kind: 'unknown', code: 'TIMEOUT', reason: 'no answer' } as const;
    bench.send({ type: 'outcome', request: 'submit', clientOrderId: order.clientOrderId, outcome });
    expect(answer(bench, 's1', resting())).toBe('total-risk');
    bench.update(order, 'cancelled', 1);
    expect(answer(bench, 's1', resting())).toMatchObject({ quantity: 100 });
  });

  it('counts the unfilled rest of a partial fill once', () => {
    const bench = new CoreBench(at('20'));
    const order = answer(bench, 's1', resting());
    if (typeof order === 'string') throw new Error(order);
    bench.fill(order, 40, 299_000);
    expect(answer(bench, 's1', resting({ quantity: 100 }))).toMatchObject({ quantity: 100 });
    expect(answer(bench, 's1', resting({ quantity: 1 }))).toBe('total-risk');
  });

  it('holds a short to its stop above', () => {
    const bench = new CoreBench(at('50'));
    expect(answer(bench, 's1', SHORT)).toMatchObject({ quantity: 166 });
  });

  it('counts what has no stop at its whole value', () => {
    const { stop: _, ...naked } = resting();
    const bench = new CoreBench(at('250'));
    expect(answer(bench, 's1', naked)).toMatchObject({ quantity: 8 });
  });

  it('takes the tighter of cash and R: 1 R is 1 % of the first equity of the day', () => {
    const r = (units: number) => withRisk({ totalRisk: { cash: cash('1000'), r: rateFromFraction(units) } });
    expect(answer(new CoreBench(r(1)), 's1', LONG)).toMatchObject({ quantity: 333 });
    expect(answer(new CoreBench(r(0.5)), 's1', LONG)).toMatchObject({ quantity: 166 });
  });

  it('lets an exit pass at its limit', () => {
    const bench = new CoreBench(at('99.9'));
    enter(bench, 's1', LONG);
    const exit = answer(bench, 's1', { type: 'exit', instrument: 'BTCUSDT', reason: 'test' });
    expect(exit).toMatchObject({ reduceOnly: true, quantity: 333 });
  });

  it('goes on after a restart with what was held', () => {
    const before = new CoreBench(at('120'));
    enter(before, 's1', LONG);
    const after = new CoreBench(at('120'), structuredClone(before.facts));
    // Before what is held has a price, nothing is added to it.
    expect(answer(after, 's2', ETH_LONG)).toBe('open-for-entries');
    after.bar('BTCUSDT', 300_000);
    expect(answer(after, 's2', ETH_LONG)).toMatchObject({ quantity: 67 });
  });
});
