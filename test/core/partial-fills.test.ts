import { describe, expect, it } from 'vitest';
import type { ExecutionConfig } from '../../src/core/config.ts';
import type { Effect } from '../../src/core/effect.ts';
import type { OrderRequest } from '../../src/sdk/index.ts';
import { CONFIG, CoreBench, LONG, submits } from './harness.ts';

/** A bench whose market entry of 333 was filled so far, and what followed the cancel of the rest. */
function filled(quantity: number, execution: Partial<ExecutionConfig> = {}) {
  const bench = new CoreBench({ execution: { ...CONFIG.execution, ...execution } });
  const [entry] = submits(bench.ask('s1', LONG));
  if (!entry) throw new Error('no entry');
  if (quantity > 0) bench.fill(entry, quantity, 300_000);
  const effects = bench.update(entry, 'cancelled', 1);
  return { bench, entry, effects };
}

function verdicts(effects: readonly Effect[]) {
  return effects.flatMap((e) =>
    e.type === 'record' && e.record.kind === 'entry-fill' ? [[e.record.verdict, e.record.filled]] : [],
  );
}

function alerts(effects: readonly Effect[]) {
  return effects.filter((e) => e.type === 'alert');
}

function role(effects: readonly Effect[], name: OrderRequest['role']) {
  return submits(effects).filter((order) => order.role === name);
}

describe('an entry that ends in part (E-2)', () => {
  it.each([
    [316, 'partial', 0],
    [317, 'full', 0],
    [167, 'partial', 0],
    [166, 'under', 1],
    [0, 'under', 1],
  ] as const)('filled %i of 333 is %s, and told so where it is too little', (quantity, verdict, told) => {
    const { effects } = filled(quantity);
    expect(verdicts(effects)).toEqual([[verdict, quantity]]);
    expect(alerts(effects)).toHaveLength(told);
    expect(role(effects, 'entry')).toEqual([]);
  });

  it('keeps what was filled, with stop and targets of just that size', () => {
    const { bench, effects } = filled(100);
    const working = [...bench.facts.open].map((id) => bench.facts.orders.get(id));
    expect(working.map((o) => [o?.role, o?.quantity])).toEqual([
      ['stop', 100],
      ['target', 100],
    ]);
    expect(role(effects, 'target')).toHaveLength(1);
  });

  it('is judged only once its fills have arrived, and once', () => {
    const bench = new CoreBench();
    const [entry] = submits(bench.ask('s1', LONG));
    if (!entry) throw new Error('no entry');
    const { clientOrderId, instrument } = entry;
    const word = { type: 'order', clientOrderId, instrument, status: 'cancelled', time: bench.now } as const;
    expect(verdicts(bench.send({ ...word, filled: 200, version: 3 }))).toEqual([]);
    expect(verdicts(bench.fill(entry, 100, 300_000))).toEqual([]);
    expect(verdicts(bench.fill(entry, 100, 300_000))).toEqual([['partial', 200]]);
    expect(verdicts(bench.fill(entry, 5, 300_000))).toEqual([]);
  });

  it('is no news where it filled, was refused, or was a limit that nobody came to', () => {
    const bench = new CoreBench();
    const [entry] = submits(bench.ask('s1', LONG));
    if (!entry) throw new Error('no entry');
    expect(verdicts(bench.fill(entry, 333, 300_000))).toEqual([]);
    const [refused] = submits(bench.ask('s2', { ...LONG, instrument: 'ETHUSDT' }));
    if (!refused) throw new Error('no entry');
    expect(verdicts(bench.update(refused, 'rejected', 0, 'no'))).toEqual([]);
    const [limit] = submits(bench.ask('s2', { ...LONG, instrument: 'ETHUSDT', entry: 299_000 }));
    if (!limit) throw new Error('no entry');
    expect(alerts(bench.update(limit, 'cancelled', 1))).toEqual([]);
  });

  it('of a strategy’s plain order is its own affair', () => {
    const bench = new CoreBench({ execution: { ...CONFIG.execution, partialFills: 'retry' } });
    const order = { type: 'order', instrument: 'BTCUSDT', side: 'buy', orderType: 'market' } as const;
    const [entry] = submits(bench.ask('s1', { ...order, quantity: 100, reason: 'test' }));
    if (!entry) throw new Error('no entry');
    bench.fill(entry, 10, 300_000);
    expect(submits(bench.update(entry, 'cancelled', 1))).toEqual([]);
  });
});

describe('the policy retry (E-2)', () => {
  const retry = { partialFills: 'retry' } as const;

  it('sends the rest once more, at once, under a new id, through the gate', () => {
    const { bench, entry, effects } = filled(100, retry);
    const [rest] = role(effects, 'entry');
    expect(rest).toMatchObject({ side: 'buy', type: 'market', quantity: 233 });
    expect(rest?.clientOrderId).not.toBe(entry.clientOrderId);
    const words = effects.flatMap((e) =>
      e.type === 'record' && e.record.kind === 'verdict' ? [e.record] : [],
    );
    expect(words).toMatchObject([{ intent: { type: 'retry' }, verdict: 'allow' }]);
    expect(alerts(effects)).toEqual([]);
    expect(bench.facts.counters.signals).toBe(1);
  });

  it('protects both parts by one plan', () => {
    const { bench, effects } = filled(100, retry);
    const [rest] = role(effects, 'entry');
    if (!rest) throw new Error('no rest');
    const after = bench.fill(rest, 233, 300_000);
    expect(role(after, 'target')).toMatchObject([{ quantity: 333, price: 306_000 }]);
    expect(verdicts(after)).toEqual([]);
  });

  it('judges both orders together, and sends no third', () => {
    const { bench, effects } = filled(100, retry);
    const [rest] = role(effects, 'entry');
    if (!rest) throw new Error('no rest');
    bench.fill(rest, 60, 300_000);
    const after = bench.update(rest, 'cancelled', 1);
    expect(verdicts(after)).toEqual([['under', 160]]);
    expect(role(after, 'entry')).toEqual([]);
    expect(alerts(after)).toHaveLength(1);
  });

  it.each([
    ['it counts as filled', 317, 0],
    ['its signal has expired', 100, 5_001],
  ] as const)('sends nothing where %s', (_, quantity, waits) => {
    const bench = new CoreBench({ execution: { ...CONFIG.execution, ...retry } });
    const [entry] = submits(bench.ask('s1', LONG));
    if (!entry) throw new Error('no entry');
    bench.fill(entry, quantity, 300_000);
    expect(role(bench.wait(waits).update(entry, 'cancelled', 1), 'entry')).toEqual([]);
  });

  it('sends nothing where the gate says no, and tells that it is under-filled', () => {
    const bench = new CoreBench({ execution: { ...CONFIG.execution, ...retry } });
    const [entry] = submits(bench.ask('s1', LONG));
    if (!entry) throw new Error('no entry');
    bench.send({ type: 'command', commandId: '1', command: { kind: 'pause' } });
    const effects = bench.update(entry, 'cancelled', 1);
    expect(role(effects, 'entry')).toEqual([]);
    expect(alerts(effects)).toHaveLength(1);
  });
});
