import { describe, expect, it } from 'vitest';
import { pluginRule, type RuleCheck } from '../../../src/core/risk/plugin-rule.ts';
import { viewCore } from '../../../src/core/view/view.ts';
import { CoreBench, cash, LONG } from '../harness.ts';
import { alerts, answer, ETH_LONG, enter, withRisk, word } from './rig.ts';

function withRule(check: RuleCheck): CoreBench {
  const bench = new CoreBench(withRisk({}));
  bench.core = { ...bench.core, pluginRules: [pluginRule('mine', check)], rules: undefined };
  return bench;
}

const ALLOW = { verdict: 'allow', used: '1', limit: '2', reason: 'fine' } as const;

describe('a risk rule of a plugin', () => {
  it('has its word recorded beside those of botrc, and a place in the order before the venue’s', () => {
    const bench = withRule(() => ALLOW);
    expect(answer(bench, 's1', LONG)).toMatchObject({ quantity: 333 });
    expect(word(bench, 'mine')).toEqual({ rule: 'mine', ...ALLOW });
    const names = viewCore(bench.core).risk.order.map((rule) => rule.name);
    expect(names.indexOf('mine')).toBe(names.indexOf('venue-limits') - 1);
  });

  it('denies, and makes smaller', () => {
    const no = withRule(() => ({ ...ALLOW, verdict: 'deny' }));
    expect(answer(no, 's1', LONG)).toBe('mine');
    expect(no.history.flatMap(({ effects }) => alerts(effects))).toEqual([]);
    const same = withRule(({ quantity }) => ({ ...ALLOW, verdict: 'resize', quantity }));
    expect(answer(same, 's1', LONG)).toMatchObject({ quantity: 333 });
    const half = withRule(({ quantity }) => ({
      ...ALLOW,
      verdict: 'resize',
      quantity: Math.floor(quantity / 2),
    }));
    expect(answer(half, 's1', LONG)).toMatchObject({ quantity: 166 });
  });

  it('sees the proposal and the account as plain data of its own', () => {
    const bench = withRule((proposal, view) => {
      expect(structuredClone({ proposal, view })).toEqual({ proposal, view });
      expect(proposal).toMatchObject({ owner: 's2', quantity: 333, stop: 297_000, side: 'buy' });
      expect(view).toMatchObject({
        equity: cash('10000'),
        dayLoss: 0n,
        market: { last: 300_000 },
        positions: [{ instrument: 'BTCUSDT', quantity: 333 }],
        entries: [],
      });
      return ALLOW;
    });
    const plain = bench.core;
    bench.core = { ...plain, pluginRules: [], rules: undefined };
    enter(bench, 's1', LONG);
    bench.core = { ...bench.core, pluginRules: plain.pluginRules, rules: undefined };
    expect(answer(bench, 's2', ETH_LONG)).toMatchObject({ quantity: 333 });
  });

  it.each<[string, RuleCheck]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['answers nothing', () => undefined as never],
    ['answers another word', () => ({ ...ALLOW, verdict: 'maybe' }) as never],
    ['makes it larger', ({ quantity }) => ({ ...ALLOW, verdict: 'resize', quantity: quantity + 1 })],
    ['resizes to no number', () => ({ ...ALLOW, verdict: 'resize', quantity: Number.NaN })],
  ])('that %s denies, and is told', (_case, check) => {
    const bench = withRule(check);
    expect(answer(bench, 's1', LONG)).toBe('mine');
    const told = bench.history.flatMap(({ effects }) => alerts(effects));
    expect(told).toEqual(['critical: risk rule mine is at fault']);
    expect(bench.facts.stopped.size).toBe(0);
  });

  it('is not asked of exits', () => {
    const bench = withRule(() => ALLOW);
    enter(bench, 's1', LONG);
    bench.core = {
      ...bench.core,
      pluginRules: [pluginRule('mine', () => ({ ...ALLOW, verdict: 'deny' }))],
      rules: undefined,
    };
    const exit = answer(bench, 's1', { type: 'exit', instrument: 'BTCUSDT', reason: 'test' });
    expect(exit).toMatchObject({ reduceOnly: true });
  });
});
