import { describe, expect, it } from 'vitest';
import type { CoreConfig } from '../../src/core/config.ts';
import type { Effect } from '../../src/core/effect.ts';
import type { AmendRequest, OrderRequest, Signal } from '../../src/sdk/index.ts';
import { BTC, CONFIG, CoreBench, cancels, LONG, submits } from './harness.ts';

const KEY = 'main/BTCUSDT/net/s1';
/** A half, then 30 % and 20 %: of 333 it is 166, 100 and 67. */
const BRACKET: Signal = {
  ...LONG,
  targets: [
    { price: 303_000, fraction: 0.5 },
    { price: 306_000, fraction: 0.3 },
    { price: 309_000, fraction: 0.2 },
  ],
};

function role(effects: readonly Effect[], name: OrderRequest['role']): OrderRequest[] {
  return submits(effects).filter((order) => order.role === name);
}

function amends(effects: readonly Effect[]): AmendRequest[] {
  return effects.flatMap((e) => (e.type === 'amend' ? [e.request] : []));
}

function records(effects: readonly Effect[], kind: string) {
  return effects.flatMap((e) => (e.type === 'record' && e.record.kind === kind ? [e.record] : []));
}

/** The venue takes every amend, and says so. */
function accept(bench: CoreBench, effects: readonly Effect[]): Effect[] {
  return amends(effects).flatMap(({ clientOrderId }) => [
    ...bench.send({ type: 'outcome', request: 'amend', clientOrderId, outcome: { kind: 'accepted' } }),
  ]);
}

/** Enters with a resting limit order, filled piece by piece; the venue confirms whatever is sent. */
function entered(signal: Signal = BRACKET, fills = [333], config: Partial<CoreConfig> = {}) {
  const bench = new CoreBench(config);
  const [entry] = submits(bench.ask('s1', { ...signal, entry: 300_000 }));
  if (!entry) throw new Error(`refused: ${JSON.stringify(bench.refused)}`);
  bench.update(entry, 'working', 0);
  for (const quantity of fills) confirm(bench, bench.fill(entry, quantity, 300_000));
  return { bench, entry };
}

/** Orders work and amends count, until the core has nothing more to say. */
function confirm(bench: CoreBench, effects: readonly Effect[]): void {
  let said = effects;
  while (submits(said).length + amends(said).length > 0) {
    const next = accept(bench, said);
    for (const order of submits(said)) next.push(...bench.update(order, 'working', 0));
    said = next;
  }
}

function working(bench: CoreBench, name: OrderRequest['role']) {
  return [...bench.facts.open].flatMap((id) => {
    const order = bench.facts.orders.get(id);
    return order?.role === name ? [order] : [];
  });
}

function sizes(bench: CoreBench, name: OrderRequest['role']): number[] {
  return working(bench, name).map((order) => order.quantity - order.filled);
}

function timer(bench: CoreBench, timerId: string) {
  return bench.wait(1_000).send({ type: 'timer', timerId });
}

describe('targets (E-2)', () => {
  it('share what is held by their fractions, and together are all of it', () => {
    const { bench } = entered();
    expect(sizes(bench, 'target')).toEqual([166, 100, 67]);
    expect(sizes(bench, 'stop')).toEqual([333]);
  });

  it('of a resting entry are sent with its first fill and grow with each further one', () => {
    const { bench, entry } = entered(BRACKET, [100]);
    expect(sizes(bench, 'target')).toEqual([50, 30, 20]);
    confirm(bench, bench.fill(entry, 233, 300_000));
    expect(sizes(bench, 'target')).toEqual([166, 100, 67]);
    expect(working(bench, 'target')).toHaveLength(3);
    expect(sizes(bench, 'stop')).toEqual([333]);
  });

  it('leave the others as they are when one fills, and the stop at what is left', () => {
    const { bench } = entered();
    const [first] = working(bench, 'target');
    if (!first) throw new Error('no target');
    const effects = bench.fill(first, 166, 303_000);
    expect(amends(effects)).toMatchObject([{ quantity: 167 }]);
    confirm(bench, effects);
    expect(sizes(bench, 'target')).toEqual([100, 67]);
    expect(sizes(bench, 'stop')).toEqual([167]);
  });

  it('grow by what a late fill adds after the first of them has filled', () => {
    const { bench, entry } = entered(BRACKET, [200]);
    const [first] = working(bench, 'target');
    if (!first) throw new Error('no target');
    expect(first.quantity).toBe(100);
    confirm(bench, bench.fill(first, 100, 303_000));
    confirm(bench, bench.fill(entry, 133, 300_000));
    // Of 333 in all: 166, 100 and 67, of which 100 are taken.
    expect(sizes(bench, 'target').toSorted((a, b) => a - b)).toEqual([66, 67, 100]);
    expect(sizes(bench, 'stop')).toEqual([233]);
  });

  it('too small for the venue go to the next one', () => {
    const targets = [
      { price: 303_000, fraction: 0.002 },
      { price: 306_000, fraction: 0.5 },
    ];
    const { bench } = entered({ ...LONG, targets }, [333]);
    expect(working(bench, 'target').map((o) => [o.price, o.quantity])).toEqual([[306_000, 167]]);
  });

  it('belong to the whole position: a second entry’s replace them for all that is held', () => {
    const { bench } = entered();
    const old = working(bench, 'target').map((order) => order.clientOrderId);
    const second = { ...LONG, entry: 300_000, stop: 298_000, targets: [{ price: 310_000, fraction: 1 }] };
    const [entry] = submits(bench.ask('s1', second));
    if (!entry) throw new Error('no second entry');
    const effects = bench.fill(entry, 100, 300_000);
    expect(cancels(effects)).toEqual(old);
    expect(role(effects, 'target')).toMatchObject([{ price: 310_000, quantity: 433 }]);
    expect(amends(effects)).toMatchObject([{ quantity: 433, triggerPrice: 298_000 }]);
  });

  it('stay where a second entry has none of its own, for all that is held', () => {
    const { bench } = entered();
    const [entry] = submits(bench.ask('s1', { ...LONG, entry: 300_000, targets: [] }));
    if (!entry) throw new Error('no second entry');
    confirm(bench, bench.fill(entry, 167, 300_000));
    expect(sizes(bench, 'target')).toEqual([250, 150, 100]);
  });

  it('that the venue refuses are not sent again; the others and the stop stay', () => {
    const { bench } = entered(BRACKET, []);
    const [entry] = working(bench, 'entry');
    if (!entry) throw new Error('no entry');
    const effects = bench.fill(entry, 333, 300_000);
    const [first] = role(effects, 'target');
    if (!first) throw new Error('no target');
    expect(submits(bench.update(first, 'rejected', 1, 'no'))).toEqual([]);
    expect(submits(bench.fill(entry, 1, 300_000))).toEqual([]);
    expect(sizes(bench, 'target')).toHaveLength(2);
    expect(sizes(bench, 'stop')).toHaveLength(1);
  });
});

describe('a stop', () => {
  it('is never loosened by a second entry that would risk more', () => {
    const { bench } = entered();
    const [entry] = submits(bench.ask('s1', { ...LONG, entry: 300_000, stop: 290_000, targets: [] }));
    if (!entry) throw new Error('no second entry');
    confirm(bench, bench.fill(entry, 50, 300_000));
    expect(working(bench, 'stop')).toMatchObject([{ quantity: 383, triggerPrice: 297_000 }]);
  });

  it('is several where the position is larger than the largest market order', () => {
    const bench = new CoreBench();
    const small = { ...BTC, maxMarketQuantity: 150 };
    bench.send({ type: 'instrument', instrument: BTC.id, definition: small });
    const [entry] = submits(bench.ask('s1', { ...LONG, entry: 300_000, targets: [] }));
    if (!entry) throw new Error('no entry');
    confirm(bench, bench.fill(entry, 333, 300_000));
    expect(sizes(bench, 'stop')).toEqual([150, 150, 33]);
    expect(bench.facts.timers.has(`unprotected/${KEY}`)).toBe(false);
    const [first] = working(bench, 'stop');
    if (!first) throw new Error('no stop');
    const effects = bench.fill(first, 150, 297_000);
    expect(amends(effects)).toEqual([]);
    expect(sizes(bench, 'stop')).toEqual([150, 33]);
  });

  it('of many goes when the position shrinks', () => {
    const { bench } = entered({ ...LONG, targets: [] }, [333]);
    const small = { ...BTC, maxMarketQuantity: 200 };
    bench.send({ type: 'instrument', instrument: BTC.id, definition: small });
    confirm(bench, bench.send({ type: 'venue', time: 0, snapshot: snapshot() }));
    expect(sizes(bench, 'stop')).toEqual([200, 133]);
    const exit = { type: 'order', instrument: 'BTCUSDT', side: 'sell', orderType: 'market' } as const;
    const [out] = submits(bench.ask('s1', { ...exit, quantity: 200, reduceOnly: true, reason: 'less' }));
    if (!out) throw new Error('no exit');
    const effects = bench.fill(out, 200, 300_000);
    expect(cancels(effects)).toHaveLength(1);
    expect(amends(effects)).toMatchObject([{ quantity: 133 }]);
  });

  function snapshot() {
    return { time: 0, positions: [], orders: [], balances: [] };
  }
});

describe('break-even (R-7)', () => {
  it('full: moves the stop to the entry once the first target has filled', () => {
    const { bench } = entered({ ...BRACKET, breakEven: 'full' });
    bench.bar('BTCUSDT', 302_900);
    const [first] = working(bench, 'target');
    if (!first) throw new Error('no target');
    const effects = bench.fill(first, 166, 303_000);
    expect(records(effects, 'break-even')).toEqual([
      { kind: 'break-even', key: KEY, stop: 300_000, mode: 'full' },
    ]);
    expect(amends(effects)).toMatchObject([{ quantity: 167, triggerPrice: 300_000 }]);
  });

  it('full: moves it once the price has gained 1 R, and only once', () => {
    const { bench } = entered({ ...BRACKET, breakEven: 'full' });
    expect(amends(bench.bar('BTCUSDT', 302_999))).toEqual([]);
    const effects = bench.bar('BTCUSDT', 303_000);
    expect(amends(effects)).toMatchObject([{ triggerPrice: 300_000 }]);
    confirm(bench, effects);
    expect(bench.bar('BTCUSDT', 304_000)).toEqual([]);
  });

  it('visual: only tells it, once', () => {
    const { bench } = entered({ ...BRACKET, breakEven: 'visual' });
    const effects = bench.bar('BTCUSDT', 303_000);
    expect(effects).toMatchObject([
      { type: 'record', record: { kind: 'break-even', mode: 'visual' } },
      { type: 'alert', level: 'info' },
    ]);
    expect(bench.bar('BTCUSDT', 304_000)).toEqual([]);
  });

  it('is the profile’s where the signal does not say', () => {
    const execution = { ...CONFIG.execution, breakEven: 'full' } as const;
    const { bench } = entered(BRACKET, [333], { execution });
    expect(records(bench.bar('BTCUSDT', 303_000), 'break-even')).toHaveLength(1);
  });

  it('never moves a stop back that is closer already', () => {
    const { bench } = entered({ ...LONG, targets: [], breakEven: 'full', trailBy: 1_000 });
    confirm(bench, bench.bar('BTCUSDT', 302_900));
    expect(working(bench, 'stop')).toMatchObject([{ triggerPrice: 301_900 }]);
    expect(amends(bench.bar('BTCUSDT', 303_000))).toMatchObject([{ triggerPrice: 302_000 }]);
  });

  it('waits while the entry is not behind the market any more', () => {
    const { bench } = entered({ ...BRACKET, breakEven: 'full' });
    const [first] = working(bench, 'target');
    if (!first) throw new Error('no target');
    bench.bar('BTCUSDT', 299_500);
    const effects = bench.fill(first, 166, 303_000);
    expect(records(effects, 'break-even')).toEqual([]);
    confirm(bench, effects);
    expect(records(bench.bar('BTCUSDT', 300_100), 'break-even')).toHaveLength(1);
  });
});

describe('a trailing stop', () => {
  const TRAIL: Signal = { ...LONG, targets: [], trailBy: 3_000 };

  it('that the core moves follows the best price at its distance, in steps, and never back', () => {
    const { bench } = entered(TRAIL);
    const moved = bench.bar('BTCUSDT', 301_000);
    expect(amends(moved)).toMatchObject([{ triggerPrice: 298_000 }]);
    confirm(bench, moved);
    // Less than a twentieth of the distance is no step.
    expect(amends(bench.bar('BTCUSDT', 301_149))).toEqual([]);
    expect(amends(bench.bar('BTCUSDT', 299_000))).toEqual([]);
    expect(amends(bench.bar('BTCUSDT', 301_150))).toMatchObject([{ triggerPrice: 298_150 }]);
  });

  it('of a short follows down', () => {
    const short = { ...TRAIL, side: 'sell', stop: 303_000 } as const;
    const bench = new CoreBench();
    const [entry] = submits(bench.ask('s1', short));
    if (!entry) throw new Error('no entry');
    confirm(bench, bench.fill(entry, 333, 300_000));
    expect(amends(bench.bar('BTCUSDT', 298_000))).toMatchObject([{ triggerPrice: 301_000 }]);
  });

  const execution = { ...CONFIG.execution, trailing: 'venue' } as const;

  it('that the venue moves rests beside the stop that does not move', () => {
    const { bench } = entered(TRAIL, [100, 233], { execution });
    expect(working(bench, 'stop')).toMatchObject([
      { type: 'stop-market', quantity: 333, triggerPrice: 297_000 },
      { type: 'trailing-stop', quantity: 333, trailBy: 3_000, reduceOnly: true },
    ]);
    expect(bench.bar('BTCUSDT', 305_000)).toEqual([]);
  });

  it('that the venue refuses is the core’s: the position is not naked and is not closed', () => {
    const { bench, entry } = entered(TRAIL, [], { execution });
    const effects = bench.fill(entry, 333, 300_000);
    const [hard, trailing] = role(effects, 'stop');
    if (!hard || !trailing) throw new Error('no stops');
    bench.update(hard, 'working', 0);
    expect(role(bench.update(trailing, 'rejected', 0, 'not here'), 'flatten')).toEqual([]);
    expect(amends(bench.bar('BTCUSDT', 305_000))).toMatchObject([{ triggerPrice: 302_000 }]);
  });

  it('that the price passes before the venue has moved it closes the position', () => {
    const { bench } = entered(TRAIL);
    const [request] = amends(bench.bar('BTCUSDT', 305_000));
    if (!request) throw new Error('no amend');
    bench.bar('BTCUSDT', 301_000);
    const { clientOrderId } = request;
    const outcome = { kind: 'rejected', code: 'trigger-side', reason: 'passed' } as const;
    bench.send({ type: 'outcome', request: 'amend', clientOrderId, outcome });
    expect(role(timer(bench, `resize/${KEY}`), 'flatten')).toHaveLength(1);
  });
});

describe('dust', () => {
  const MIN = { ...BTC, minQuantity: 10 };

  it('is told once and not tried to be closed for ever', () => {
    const { bench } = entered({ ...LONG, targets: [] });
    bench.send({ type: 'instrument', instrument: BTC.id, definition: MIN });
    const close = { kind: 'flatten', reason: 'test' } as const;
    const [order] = role(bench.send({ type: 'command', commandId: '1', command: close }), 'flatten');
    if (!order) throw new Error('nothing closes it');
    bench.fill(order, 328, 300_000);
    bench.update(order, 'cancelled', 1);
    const told = timer(bench, `flatten/${KEY}`);
    expect(told).toMatchObject([
      { type: 'record', record: { kind: 'dust', key: KEY, quantity: 5 } },
      { type: 'alert', level: 'warning' },
    ]);
    expect(bench.facts.flattening.size).toBe(0);
    expect(bench.facts.positions.get(KEY)?.dust).toBe(true);
    expect(bench.send({ type: 'command', commandId: '2', command: close })).toEqual([]);
  });

  it('is none while its entry can still fill', () => {
    const { bench, entry } = entered({ ...LONG, targets: [] }, []);
    bench.send({ type: 'instrument', instrument: BTC.id, definition: MIN });
    expect(records(bench.fill(entry, 5, 300_000), 'dust')).toEqual([]);
    expect(role(bench.fill(entry, 95, 300_000), 'stop')).toMatchObject([{ quantity: 100 }]);
  });
});
