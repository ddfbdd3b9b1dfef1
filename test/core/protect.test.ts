import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/core/effect.ts';
import type { OrderRequest } from '../../src/sdk/index.ts';
import { CoreBench, cancels, LONG, submits } from './harness.ts';

function role(effects: readonly Effect[], name: OrderRequest['role']): OrderRequest[] {
  return submits(effects).filter((order) => order.role === name);
}

/** A bench with a filled long of 333 and everything that led to. */
function entered() {
  const bench = new CoreBench();
  const [entry] = submits(bench.ask('s1', LONG));
  if (!entry) throw new Error('no entry');
  const effects = bench.fill(entry, entry.quantity, 300_000);
  const [stop] = role(effects, 'stop');
  const [target] = role(effects, 'target');
  if (!stop || !target) throw new Error('no protection');
  return { bench, entry, stop, target };
}

describe('protection', () => {
  it('sends a stop with the first fill, sized to what was really filled, and the targets once the entry is done', () => {
    const bench = new CoreBench();
    const [entry] = submits(bench.ask('s1', LONG));
    if (!entry) throw new Error('no entry');
    const first = bench.fill(entry, 100, 300_000);
    expect(role(first, 'stop')).toMatchObject([
      { side: 'sell', type: 'stop-market', quantity: 100, triggerPrice: 297_000, reduceOnly: true },
    ]);
    expect(role(first, 'target')).toEqual([]);
    const [stop] = role(first, 'stop');
    if (stop) bench.update(stop, 'working', 0);
    const second = bench.fill(entry, 233, 300_000);
    expect(second.find((e) => e.type === 'amend')).toMatchObject({ request: { quantity: 333 } });
    expect(role(second, 'target')).toMatchObject([
      { type: 'limit', quantity: 333, price: 306_000, reduceOnly: true },
    ]);
  });

  it('sizes the stop down when a target fills, and cancels the rest when the position is closed', () => {
    const { bench, stop, target } = entered();
    bench.update(stop, 'working', 0);
    bench.update(target, 'working', 0);
    const part = bench.fill(target, 33, 306_000);
    expect(part.find((e) => e.type === 'amend')).toMatchObject({ request: { quantity: 300 } });
    const rest = bench.fill(target, 300, 306_000);
    expect(cancels(rest)).toEqual([stop.clientOrderId]);
    expect(bench.facts.positions.get('main/BTCUSDT/net/s1')?.quantity).toBe(0);
  });

  it('closes a position whose stop the venue refuses', () => {
    const { bench, stop, target } = entered();
    const effects = bench.update(stop, 'rejected', 0, 'trigger on the wrong side');
    expect(cancels(effects)).toContain(target.clientOrderId);
    expect(role(effects, 'flatten')).toMatchObject([
      { side: 'sell', type: 'market', quantity: 333, reduceOnly: true },
    ]);
  });

  it('closes a position whose stop is not confirmed in time, and alerts', () => {
    const { bench } = entered();
    const effects = bench.wait(5_000).send({ type: 'timer', timerId: 'unprotected/main/BTCUSDT/net/s1' });
    expect(effects.find((e) => e.type === 'alert')).toMatchObject({ level: 'critical' });
    expect(role(effects, 'flatten')).toHaveLength(1);
  });

  it('asks for no timer more once the stop is confirmed', () => {
    const { bench, stop } = entered();
    const effects = bench.update(stop, 'working', 0);
    expect(effects).toContainEqual({ type: 'timer', timerId: 'unprotected/main/BTCUSDT/net/s1', dueMs: 0 });
  });

  it('moves the stop to where a second entry wants it, for all that is held', () => {
    const { bench, stop } = entered();
    bench.update(stop, 'working', 0);
    const [second] = submits(bench.ask('s1', { ...LONG, stop: 298_000, targets: [] }));
    if (!second) throw new Error('no second entry');
    const amend = bench.fill(second, second.quantity, 300_000).find((e) => e.type === 'amend');
    expect(amend).toMatchObject({ request: { quantity: 333 + second.quantity, triggerPrice: 298_000 } });
    const { clientOrderId } = stop;
    bench.send({ type: 'outcome', request: 'amend', clientOrderId, outcome: { kind: 'accepted' } });
    expect(bench.facts.orders.get(clientOrderId)?.triggerPrice).toBe(298_000);
    expect(bench.bar('BTCUSDT', 300_000)).toEqual([]);
  });

  it('does not loosen an off-tick stop', () => {
    const bench = new CoreBench();
    const tick5 = { ...bench.facts.instruments.get('BTCUSDT'), tick: 5 } as never;
    bench.send({ type: 'instrument', instrument: 'BTCUSDT', definition: tick5 });
    const [entry] = submits(bench.ask('s1', { ...LONG, stop: 297_001, targets: [] } as typeof LONG));
    if (!entry) throw new Error('no entry');
    expect(role(bench.fill(entry, entry.quantity, 300_000), 'stop')[0]?.triggerPrice).toBe(297_005);
  });
});

describe('flattening', () => {
  const kill = { kind: 'kill', cancel: true, flatten: true, reason: 'test' } as const;

  it('closes what is held with a reduce-only market order and keeps the stop until nothing is held', () => {
    const { bench, stop, target } = entered();
    bench.update(stop, 'working', 0);
    const effects = bench.send({ type: 'command', commandId: '1', command: kill });
    expect(cancels(effects)).toEqual([target.clientOrderId]);
    const [order] = role(effects, 'flatten');
    if (!order) throw new Error('nothing closes the position');
    const flat = bench.fill(order, 333, 299_900);
    expect(cancels(flat)).toEqual([stop.clientOrderId]);
    expect(bench.facts.flattening.size).toBe(0);
  });

  it('goes on after a reject, once a second, and does not give up', () => {
    const { bench } = entered();
    const key = 'main/BTCUSDT/net/s1';
    let [order] = role(bench.send({ type: 'command', commandId: '1', command: kill }), 'flatten');
    for (let i = 0; i < 5; i++) {
      if (!order) throw new Error('it gave up');
      expect(role(bench.update(order, 'rejected', 0, 'busy'), 'flatten')).toEqual([]);
      [order] = role(bench.wait(1_000).send({ type: 'timer', timerId: `flatten/${key}` }), 'flatten');
    }
    expect(order?.quantity).toBe(333);
  });

  it('refuses entries into a position that is being closed', () => {
    const { bench } = entered();
    bench.ask('s1', { type: 'exit', instrument: 'BTCUSDT', reason: 'done' });
    expect(submits(bench.ask('s1', LONG))).toEqual([]);
    expect(bench.refused.at(-1)?.rule).toBe('open-for-entries');
  });

  it('passes the gate under the kill switch: exits are never blocked by an entry limit', () => {
    const { bench } = entered();
    bench.send({ type: 'command', commandId: '1', command: { ...kill, cancel: false, flatten: false } });
    const effects = bench.ask('s1', { type: 'exit', instrument: 'BTCUSDT', reason: 'done' });
    expect(role(effects, 'exit')).toHaveLength(1);
  });
});

describe('a refused cancel', () => {
  it('is asked again after a second, not at once, and not once the order is final', () => {
    const { bench, stop, target } = entered();
    bench.update(stop, 'working', 0);
    bench.update(target, 'working', 0);
    const [asked] = cancels(bench.fill(stop, 333, 297_000));
    expect(asked).toBe(target.clientOrderId);
    const outcome = { kind: 'rejected', code: 'BUSY', reason: 'busy' } as const;
    const refused = bench.send({ type: 'outcome', request: 'cancel', clientOrderId: asked ?? '', outcome });
    expect(cancels(refused)).toEqual([]);
    const timerId = `recancel/${asked}`;
    expect(refused).toContainEqual({ type: 'timer', timerId, dueMs: bench.now + 1_000 });
    expect(cancels(bench.wait(1_000).send({ type: 'timer', timerId }))).toEqual([asked]);
    bench.send({ type: 'outcome', request: 'cancel', clientOrderId: asked ?? '', outcome });
    bench.update(target, 'cancelled', 1);
    expect(cancels(bench.wait(1_000).send({ type: 'timer', timerId }))).toEqual([]);
  });
});

describe('containment', () => {
  it('stops a strategy that throws by name, cancels its entries, and lets the other trade on', () => {
    const bench = new CoreBench();
    const seat = bench.core.seats[0];
    if (!seat) throw new Error('no seat');
    seat.instance.onBar = () => {
      throw new Error('boom');
    };
    const effects = bench.bar('BTCUSDT', 300_000);
    expect(effects).toContainEqual({
      type: 'record',
      record: { kind: 'strategy-stopped', owner: 's1', reason: 'it threw Error: boom' },
    });
    expect(bench.facts.stopped.get('s1')).toBeDefined();
    expect(submits(bench.ask('s2', { ...LONG, instrument: 'ETHUSDT' } as typeof LONG))).toHaveLength(1);
  });

  it('stops a strategy that answers with what is no intent', () => {
    const bench = new CoreBench();
    bench.ask('s1', { type: 'nonsense' } as never);
    expect(bench.facts.stopped.has('s1')).toBe(true);
  });

  it('stops a strategy that answers with too much at once', () => {
    const bench = new CoreBench();
    const seat = bench.core.seats[0];
    if (!seat) throw new Error('no seat');
    seat.instance.onBar = () => Array.from({ length: 21 }, () => LONG);
    expect(submits(bench.bar('BTCUSDT', 300_000))).toEqual([]);
    expect(bench.facts.stopped.has('s1')).toBe(true);
  });
});
