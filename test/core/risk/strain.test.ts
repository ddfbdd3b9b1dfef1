import { describe, expect, it } from 'vitest';
import { CoreBench, cancels, LONG } from '../harness.ts';
import { alerts, answer, enter, recovered, resting, withRisk } from './rig.ts';

const OVERLOAD = { type: 'feed', status: 'gap', reason: 'too much', overload: true } as const;
const EXIT = { type: 'exit', instrument: 'BTCUSDT', reason: 'test' } as const;

describe('resources (R-14)', () => {
  it('no entries while the process is strained, exits all the same', () => {
    const bench = new CoreBench(withRisk({}));
    enter(bench, 's1', LONG);
    bench.send({ type: 'resource', state: 'strained', reason: 'event loop 400 ms late' });
    expect(answer(bench, 's1', { ...LONG, riskR: 0.1 })).toBe('resources');
    expect(answer(bench, 's1', EXIT)).toMatchObject({ reduceOnly: true });
    expect(recovered(bench).risk).toEqual(bench.facts.risk);
    bench.send({ type: 'resource', state: 'ok', reason: '' });
    expect(bench.facts.risk.strain).toBeUndefined();
  });
});

describe('backpressure (R-13)', () => {
  it('halt: entries wait for an operator, those that work are cancelled, and it is counted', () => {
    const bench = new CoreBench(withRisk({ backpressure: 'halt' }));
    const order = answer(bench, 's1', resting());
    if (typeof order === 'string') throw new Error(order);
    const effects = bench.send(OVERLOAD);
    expect(cancels(effects)).toEqual([order.clientOrderId]);
    expect(alerts(effects)).toEqual(['warning: entries halted: overload']);
    expect(answer(bench, 's1', resting())).toBe('backpressure');
    expect(bench.facts.risk.overloads).toBe(1);
    bench.send({ type: 'command', commandId: 'r', command: { kind: 'resume', reason: 'looked' } });
    expect(answer(bench, 's1', resting())).toMatchObject({ side: 'buy' });
  });

  it('degrade: entries wait for fresh data of their instrument', () => {
    const bench = new CoreBench(withRisk({}));
    bench.send({
      type: 'book',
      instrument: 'BTCUSDT',
      time: bench.now,
      kind: 'snapshot',
      update: 1,
      bids: [299_999, 9000],
      asks: [300_000, 9000],
    });
    bench.send(OVERLOAD);
    expect(answer(bench, 's1', LONG)).toBe('backpressure');
    const update = { type: 'book', instrument: 'BTCUSDT', kind: 'snapshot', update: 2 } as const;
    bench.send({ ...update, time: bench.now, bids: [299_999, 9000], asks: [300_000, 9000] });
    expect(answer(bench, 's1', LONG)).toMatchObject({ side: 'buy' });
  });

  it('an exchange’s own gap is none', () => {
    const bench = new CoreBench(withRisk({ backpressure: 'halt' }));
    bench.send({ type: 'feed', status: 'gap', reason: 'resync' });
    expect(bench.facts.halt).toBeUndefined();
    expect(bench.facts.risk.overloads).toBe(0);
  });
});
