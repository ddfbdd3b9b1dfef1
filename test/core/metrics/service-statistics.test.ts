import { describe, expect, it } from 'vitest';
import { foldConnection, reconnectsOf } from '../../../src/core/metrics/fold-service.ts';
import { addLatency, createHistogram, percentile } from '../../../src/core/metrics/histogram.ts';
import { createPerformance } from '../../../src/core/metrics/performance.ts';
import { type Statistics, statisticsOf } from '../../../src/core/metrics/statistics.ts';
import type { OrderRequest } from '../../../src/sdk/index.ts';
import { CoreBench, LONG, submits } from '../harness.ts';
import { HOUR } from './diary.ts';

function entryOf(bench: CoreBench): OrderRequest {
  const [entry] = submits(bench.ask('s1', { ...LONG, targets: [] }));
  if (!entry) throw new Error('no entry');
  return entry;
}

function statistics(bench: CoreBench): Statistics {
  return statisticsOf(bench.facts.performance, { at: bench.now, equity: 0n });
}

describe('the fill ratio', () => {
  it('has no meaning while no entry has ended', () => {
    const bench = new CoreBench();
    const entry = entryOf(bench);
    bench.fill(entry, 1, 300_000);
    expect(statistics(bench).fillRatio).toBeUndefined();
  });

  it('is the mean of filled / ordered: a third and nothing make a sixth', () => {
    const bench = new CoreBench();
    const entry = entryOf(bench);
    bench.fill(entry, entry.quantity / 3, 300_000);
    bench.update(entry, 'cancelled', 1);
    expect(statistics(bench).fillRatio).toBeCloseTo(1 / 3, 8);
    const [refused] = submits(bench.ask('s2', { ...LONG, instrument: 'ETHUSDT' }));
    if (refused) bench.update(refused, 'rejected', 1);
    expect(statistics(bench).fillRatio).toBeCloseTo(1 / 6, 8);
  });

  it('takes in a fill that comes after the end, and forgets an end that was none', () => {
    const bench = new CoreBench();
    const entry = entryOf(bench);
    bench.update(entry, 'cancelled', 1);
    expect(statistics(bench).fillRatio).toBe(0);
    bench.fill(entry, entry.quantity, 300_000);
    expect(statistics(bench).fillRatio).toBe(1);
    const { clientOrderId, instrument, quantity } = entry;
    const word = { clientOrderId, instrument, version: 2, time: 0, filled: quantity, quantity: quantity * 2 };
    bench.send({ type: 'order', status: 'working', ...word });
    expect(statistics(bench).fillRatio).toBeUndefined();
  });

  it('leaves out what only reduces', () => {
    const bench = new CoreBench();
    const [stop] = submits(bench.fill(entryOf(bench), 333, 300_000));
    if (!stop) throw new Error('no stop');
    bench.update(stop, 'cancelled', 1);
    expect(statistics(bench).fillRatio).toBe(1);
  });
});

describe('latencies', () => {
  it('are taken from the decision to the acceptance and to the first fill', () => {
    const bench = new CoreBench();
    const entry = entryOf(bench);
    const { clientOrderId } = entry;
    bench.wait(40).send({ type: 'outcome', request: 'submit', clientOrderId, outcome: { kind: 'accepted' } });
    bench.wait(30).fill(entry, 1, 300_000);
    bench.wait(5_000).fill(entry, 1, 300_000);
    const { sendToAckMs, sendToFillMs } = statistics(bench);
    expect([sendToAckMs, sendToFillMs]).toEqual([40, 70]);
    expect(bench.facts.performance.execution.fill.count).toBe(1);
  });

  it('of fills leave out orders that rest in the book', () => {
    const bench = new CoreBench();
    const [entry] = submits(bench.ask('s1', { ...LONG, entry: 299_000 }));
    if (!entry) throw new Error('no entry');
    bench.wait(HOUR).fill(entry, 1, 299_000);
    expect(statistics(bench).sendToFillMs).toBeUndefined();
  });

  it('have no percentile before the first, and one within a class after it', () => {
    const histogram = createHistogram();
    expect(percentile(histogram, 0.95)).toBeUndefined();
    for (let ms = 1; ms <= 100; ms++) addLatency(histogram, ms);
    expect(percentile(histogram, 0.5)).toBe(50);
    expect(percentile(histogram, 0.95)).toBe(100);
    addLatency(histogram, 1_000_000);
    expect(percentile(histogram, 1)).toBe(1_000_000);
    expect(percentile(histogram, 0.95)).toBe(100);
  });

  it('are never said to be longer than the longest', () => {
    const histogram = createHistogram();
    addLatency(histogram, 61);
    expect(percentile(histogram, 0.95)).toBe(61);
  });
});

describe('reconnects', () => {
  it('are counted when the connection comes back, not when it first stands', () => {
    const bench = new CoreBench();
    expect(statistics(bench).reconnects24h).toBe(0);
    const { instrument } = LONG;
    bench.send({ type: 'feed', status: 'down', reason: 'x', instrument });
    bench.send({ type: 'feed', status: 'up', reason: 'x', instrument });
    expect(statistics(bench).reconnects24h).toBe(0);
    bench.send({ type: 'feed', status: 'down', reason: 'x' });
    bench.send({ type: 'feed', status: 'down', reason: 'x' });
    expect(statistics(bench).reconnects24h).toBe(0);
    bench.send({ type: 'feed', status: 'up', reason: 'x' });
    bench.send({ type: 'feed', status: 'up', reason: 'x' });
    expect(statistics(bench).reconnects24h).toBe(1);
  });

  it('are those of the last 24 hours, and no more hours than that are kept', () => {
    const performance = createPerformance();
    for (let hour = 0; hour < 100; hour++) {
      foldConnection(performance, true, false, hour * HOUR);
      foldConnection(performance, false, true, hour * HOUR + 1);
      foldConnection(performance, true, false, hour * HOUR + 2);
      foldConnection(performance, false, true, hour * HOUR + 3);
    }
    expect(performance.execution.reconnects).toHaveLength(24);
    expect(reconnectsOf(performance, 99 * HOUR)).toBe(48);
    expect(reconnectsOf(performance, 109 * HOUR)).toBe(28);
    expect(reconnectsOf(performance, 200 * HOUR)).toBe(0);
  });
});
