import { describe, expect, it } from 'vitest';
import type { CoreRecord, Effect } from '../../src/core/effect.ts';
import { CONFIG, CoreBench, LONG } from './harness.ts';

type Verdict = Extract<CoreRecord, { kind: 'verdict' }>;

function records(effects: readonly Effect[]): readonly CoreRecord[] {
  return effects.flatMap((effect) => (effect.type === 'record' ? [effect.record] : []));
}

function verdict(effects: readonly Effect[]): Verdict {
  const found = records(effects).find((record) => record.kind === 'verdict');
  if (found?.kind !== 'verdict') throw new Error('no verdict');
  return found;
}

describe('a verdict explains itself without the tape', () => {
  it('names the market event that it answers', () => {
    const bench = new CoreBench();
    expect(verdict(bench.ask('s1', LONG, 300_000)).trigger).toEqual({
      type: 'bar',
      instrument: 'BTCUSDT',
      time: bench.now,
      interval: '1m',
      price: 300_000,
    });
  });

  it('says how the size came about, and what a market order is measured against', () => {
    const { sizing, reference } = verdict(new CoreBench().ask('s1', LONG, 300_000));
    expect(sizing).toEqual({
      equity: '10000.00',
      risk: '100.00',
      cap: '20000.00',
      byRisk: '0.333',
      byCap: '0.666',
    });
    expect(reference).toBe(300_000);
  });

  it('says so where it is refused for its size, too', () => {
    const { verdict: word, sizing } = verdict(new CoreBench().ask('s1', { ...LONG, riskR: 0.000_01 }));
    expect(word).toBe('deny');
    expect(sizing).toMatchObject({ risk: '0.001', byRisk: '0' });
  });

  it('has no market event where the event that it answers is in the journal itself', () => {
    const bench = new CoreBench();
    const entry = bench.ask('s1', LONG).find((effect) => effect.type === 'submit');
    if (entry?.type !== 'submit') throw new Error('no entry');
    const protection = verdict(bench.fill(entry.order, 333, 300_000));
    expect(protection.intent.type).toBe('protect');
    expect(protection).not.toHaveProperty('trigger');
  });
});

describe('a signal of a strategy that is not warm (M-4)', () => {
  const strategies = CONFIG.strategies.map((strategy) => ({ ...strategy, warmup: { '1m': 9 } as const }));

  it('goes no further, and the record says how warm it was', () => {
    const bench = new CoreBench({ strategies });
    expect(records(bench.ask('s1', LONG))).toEqual([
      { kind: 'dropped', owner: 's1', instrument: 'BTCUSDT', reason: 'warming up: 1 of 9 bars' },
    ]);
    expect(bench.facts.counters.signals).toBe(0);
  });

  it('may be anything at all: nobody has looked at it yet', () => {
    const bench = new CoreBench({ strategies });
    for (const nonsense of [null, 7, {}, { instrument: 'DOGEUSDT' }]) {
      expect(records(bench.ask('s1', nonsense as never))).toEqual([]);
    }
    expect(bench.facts.stopped.size).toBe(0);
  });
});
