import { describe, expect, it } from 'vitest';
import { advanceStop } from '../../../src/core/orders/advance-stop.ts';
import type { RiskRule } from '../../../src/core/risk/proposal.ts';
import { rateFromFraction, type Signal } from '../../../src/sdk/index.ts';
import { BTC, CONFIG, CoreBench, LONG, submits } from '../harness.ts';
import { alerts, answer, enter, withRisk } from '../risk/rig.ts';

const KEY = 'main/BTCUSDT/net/s1';

describe('break-even (R-7)', () => {
  /** Long from 30,000.0, the last price at 30,300.0. */
  function gained(distance: number): CoreBench {
    const bench = new CoreBench();
    enter(bench, 's1', { ...LONG, targets: [], breakEven: 'full' });
    const position = bench.facts.positions.get(KEY);
    if (!position?.plan) throw new Error('no plan');
    position.plan = { ...position.plan, distance };
    const market = bench.core.markets.get(BTC.id);
    if (market) market.last = 303_000;
    return bench;
  }
  const moves = (bench: CoreBench): boolean => advanceStop(bench.core, bench.facts.positions.get(KEY)!);

  it.each([
    [2_999, true],
    [3_000, true],
    [3_001, false],
    // Where 1 R is nothing, nothing is 1 R of gain.
    [0, false],
  ])('with 1 R of %s and 3,000 gained moves: %s', (distance, moved) => {
    expect(moves(gained(distance))).toBe(moved);
  });

  it('is not asked for of what has no plan, no price, or is being closed', () => {
    const noPlan = gained(3_000);
    noPlan.facts.positions.get(KEY)!.plan = undefined;
    const noPrice = gained(3_000);
    noPrice.core.markets.get(BTC.id)!.last = undefined;
    const noMarket = gained(3_000);
    noMarket.core.markets.delete(BTC.id);
    const closing = gained(3_000);
    closing.facts.flattening.add(KEY);
    expect([noPlan, noPrice, noMarket, closing].map(moves)).toEqual([false, false, false, false]);
  });
});

describe('a trailing stop at the venue', () => {
  it('that the gate refuses leaves the position with its hard stop, and open', () => {
    const bench = new CoreBench({ execution: { ...CONFIG.execution, trailing: 'venue' } });
    const trail: Signal = { ...LONG, targets: [], trailBy: 3_000 };
    const [entry] = submits(bench.ask('s1', trail));
    // The stop is a multiple of the new tick, the distance is not.
    bench.send({ type: 'instrument', instrument: BTC.id, definition: { ...BTC, tick: 9 } });
    const sent = submits(bench.fill(entry!, 333, 300_000));
    expect(sent).toMatchObject([{ type: 'stop-market', triggerPrice: 297_000, role: 'stop' }]);
    expect(sent).toHaveLength(1);
    expect(bench.facts.flattening.size).toBe(0);
  });
});

describe('the gate', () => {
  const rule = (quantity: number): RiskRule => ({
    ...{ name: 'mine', requirement: 'plugin', appliesTo: 'entry' },
    check: () => ({ verdict: 'resize', used: '1', limit: '1', reason: 'test', quantity }),
  });

  it.each([
    [332, 332],
    [333, 333],
    [9_999, 333],
  ])('never makes larger: a rule that says %s of 333 leaves %s', (said, left) => {
    const bench = new CoreBench();
    bench.core = { ...bench.core, pluginRules: [rule(said)], rules: undefined };
    expect(answer(bench, 's1', LONG)).toMatchObject({ quantity: left });
  });
});

describe('low expectancy (R-6)', () => {
  const config = withRisk({ expectancy: { r: rateFromFraction(-0.1), trades: 2 } });
  const TOLD = 'warning: net expectancy is low';

  /** A round trip makes `last` R; before it the newest were `known`. */
  function after(...known: number[]): readonly string[] {
    const bench = new CoreBench(config);
    enter(bench, 's1', LONG);
    bench.facts.risk.recentR.push(...known.map(rateFromFraction));
    const order = answer(bench, 's1', { type: 'exit', instrument: 'BTCUSDT', reason: 'test' }, 300_000);
    if (typeof order === 'string') throw new Error(order);
    // Without costs, at the price it came from: 0 R.
    return alerts(bench.fill(order, order.quantity, 300_000));
  }

  it.each([
    ['below the limit', [-0.21], [TOLD]],
    ['at the limit', [-0.2], []],
    ['above it', [-0.19], []],
    ['of the newest trades alone', [-9, -9, 0.1], []],
    ['not before there are enough', [], []],
  ] as const)('is told where the mean is %s', (_, known, told) => {
    expect(after(...known)).toEqual(told);
  });

  it('is told once a day', () => {
    const bench = new CoreBench(config);
    enter(bench, 's1', LONG);
    bench.facts.risk.recentR.push(rateFromFraction(-3));
    bench.facts.risk.expectancyDay = bench.facts.day?.key;
    const order = answer(bench, 's1', { type: 'exit', instrument: 'BTCUSDT', reason: 'test' }, 300_000);
    if (typeof order === 'string') throw new Error(order);
    expect(alerts(bench.fill(order, order.quantity, 300_000))).toEqual([]);
  });
});
