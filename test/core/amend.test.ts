import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/core/effect.ts';
import type { OrderRequest, OrderUpdate } from '../../src/sdk/index.ts';
import { CoreBench, cancels, LONG, submits } from './harness.ts';

const KEY = 'main/BTCUSDT/net/s1';

/** A bench whose stop works at the venue for 100 of an entry of 333, and the entry. */
function partlyEntered() {
  const bench = new CoreBench();
  const [entry] = submits(bench.ask('s1', LONG));
  if (!entry) throw new Error('no entry');
  const [stop] = submits(bench.fill(entry, 100, 300_000)).filter((order) => order.role === 'stop');
  if (!stop) throw new Error('no stop');
  bench.update(stop, 'working', 1);
  return { bench, entry, stop };
}

function amends(effects: readonly Effect[]): (number | undefined)[] {
  return effects.flatMap((e) => (e.type === 'amend' ? [e.request.quantity] : []));
}

function answer(bench: CoreBench, { clientOrderId }: OrderRequest, kind: 'accepted' | 'rejected') {
  const outcome = kind === 'accepted' ? { kind } : { kind, code: 'busy', reason: 'busy' };
  return bench.send({ type: 'outcome', request: 'amend', clientOrderId, outcome });
}

function tell(bench: CoreBench, order: OrderRequest, update: Partial<OrderUpdate>) {
  const { clientOrderId, instrument } = order;
  const whole: OrderUpdate = {
    type: 'order',
    clientOrderId,
    instrument,
    status: 'working',
    filled: 0,
    version: 2,
    time: bench.now,
    ...update,
  };
  return bench.send(whole);
}

describe('the size of a stop', () => {
  it('is tried again after a while where the venue refused to change it, not at once', () => {
    const { bench, entry, stop } = partlyEntered();
    expect(amends(bench.fill(entry, 100, 300_000))).toEqual([200]);
    const refused = answer(bench, stop, 'rejected');
    expect(amends(refused)).toEqual([]);
    expect(refused).toContainEqual({ type: 'timer', timerId: `resize/${KEY}`, dueMs: bench.now + 1_000 });
    expect(amends(bench.fill(entry, 100, 300_000))).toEqual([]);
    expect(amends(bench.wait(1_000).send({ type: 'timer', timerId: `resize/${KEY}` }))).toEqual([300]);
  });

  it('is what the venue says, not what was asked for', () => {
    const { bench, entry, stop } = partlyEntered();
    bench.fill(entry, 100, 300_000);
    answer(bench, stop, 'accepted');
    expect(amends(tell(bench, stop, { quantity: 100 }))).toEqual([200]);
    answer(bench, stop, 'accepted');
    expect(amends(tell(bench, stop, { quantity: 200, version: 3 }))).toEqual([]);
  });

  it('is told by a snapshot of the same version too', () => {
    const { bench, stop } = partlyEntered();
    tell(bench, stop, { quantity: 70, version: 1 });
    expect(bench.facts.orders.get(stop.clientOrderId)?.quantity).toBe(70);
    tell(bench, stop, { quantity: 60, version: 0 });
    expect(bench.facts.orders.get(stop.clientOrderId)?.quantity).toBe(70);
  });

  it('is complete when the venue says so, though the answer to an amend was lost', () => {
    const { bench, entry, stop } = partlyEntered();
    bench.fill(entry, 100, 300_000);
    bench.fill(stop, 100, 297_000);
    // 200 may have been taken: not done yet.
    expect(bench.facts.orders.get(stop.clientOrderId)?.state).toBe('partial');
    tell(bench, stop, { status: 'filled', filled: 100 });
    expect(bench.facts.orders.get(stop.clientOrderId)).toMatchObject({ state: 'filled', quantity: 100 });
  });

  it('is complete with its last fill, though the word of it came before', () => {
    const { bench, stop } = partlyEntered();
    tell(bench, stop, { status: 'filled', filled: 100 });
    expect(bench.facts.orders.get(stop.clientOrderId)?.state).toBe('working');
    bench.fill(stop, 100, 297_000);
    expect(bench.facts.orders.get(stop.clientOrderId)?.state).toBe('filled');
  });

  it('is complete once the amend that could have made it larger has failed', () => {
    const { bench, entry, stop } = partlyEntered();
    bench.fill(entry, 100, 300_000);
    bench.fill(stop, 100, 297_000);
    answer(bench, stop, 'rejected');
    expect(bench.facts.orders.get(stop.clientOrderId)?.state).toBe('filled');
  });
});

describe('a stop left over from the other side', () => {
  it('protects nothing and is cancelled', () => {
    const { bench, entry, stop } = partlyEntered();
    const position = bench.facts.positions.get(KEY);
    if (!position) throw new Error('no position');
    position.quantity = -100;
    const effects = bench.fill({ ...entry, side: 'sell' }, 1, 300_000);
    expect(cancels(effects)).toContain(stop.clientOrderId);
    expect(submits(effects)).toMatchObject([{ role: 'stop', side: 'buy', quantity: 101 }]);
  });
});

describe('a stop that was refused long ago', () => {
  it('closes nothing when it is told of again', () => {
    const { bench, stop } = partlyEntered();
    const first = tell(bench, stop, { status: 'rejected', version: 5, reason: 'no' });
    expect(submits(first).map((order) => order.role)).toEqual(['flatten']);
    bench.facts.flattening.clear();
    expect(submits(tell(bench, stop, { status: 'rejected', version: 5 }))).not.toMatchObject([
      { role: 'flatten' },
    ]);
  });
});
