import { describe, expect, it } from 'vitest';
import type { CoreConfig } from '../../src/core/config.ts';
import type { Effect } from '../../src/core/effect.ts';
import type { AmendRequest, Leg, OrderRequest, Signal } from '../../src/sdk/index.ts';
import { setVenuePositionMode, venueSnapshot } from '../../src/sim/index.ts';
import { CONFIG, CoreBench, cancels, LONG, submits } from './harness.ts';
import { VenueLine } from './venue-line.ts';

const HEDGE: Partial<CoreConfig> = { positionMode: 'hedge', risk: { ...CONFIG.risk, doubleSendMs: 0 } };

/** Half of it at each target; 1 R is 300.0 of price. */
const UP: Signal = {
  ...LONG,
  targets: [
    { price: 303_000, fraction: 0.5 },
    { price: 306_000, fraction: 0.5 },
  ],
};
const DOWN: Signal = {
  ...LONG,
  side: 'sell',
  stop: 303_000,
  targets: [
    { price: 297_000, fraction: 0.5 },
    { price: 294_000, fraction: 0.5 },
  ],
};

/** Whatever is sent works, and amends are taken, until the core has nothing more to say. */
function confirm(bench: CoreBench, effects: readonly Effect[]): void {
  let said: readonly Effect[] = effects;
  while (said.length > 0) {
    const amended = said.flatMap((e) => (e.type === 'amend' ? [e.request.clientOrderId] : []));
    const cancelled = cancels(said);
    said = [
      ...submits(said).flatMap((order) => bench.update(order, 'working', 1)),
      ...amended.flatMap((clientOrderId) =>
        bench.send({ type: 'outcome', request: 'amend', clientOrderId, outcome: { kind: 'accepted' } }),
      ),
      ...cancelled.flatMap((id) => bench.update(bench.facts.orders.get(id)!, 'cancelled', 9)),
    ];
  }
}

/** 0.333 long and 0.333 short beside each other from 30,000.0, each with its bracket at the venue. */
function hedged(up: Partial<Signal> = {}, down: Partial<Signal> = {}): CoreBench {
  const bench = new CoreBench(HEDGE);
  for (const signal of [
    { ...UP, ...up },
    { ...DOWN, ...down },
  ]) {
    const [entry] = submits(bench.ask('s1', signal));
    if (!entry) throw new Error(`refused: ${JSON.stringify(bench.refused)}`);
    confirm(bench, [...bench.fill(entry, entry.quantity, 300_000), ...bench.update(entry, 'filled', 2)]);
  }
  return bench;
}

function working(bench: CoreBench, leg: Leg, role: OrderRequest['role']) {
  return [...bench.facts.open].flatMap((id) => {
    const order = bench.facts.orders.get(id);
    return order?.role === role && order.leg === leg && !order.cancelRequested ? [order] : [];
  });
}

/** Of a leg: side, what is left, and the level of each stop and target. */
function bracket(bench: CoreBench, leg: Leg) {
  return (['stop', 'target'] as const).flatMap((role) =>
    working(bench, leg, role).map((order) => [
      role,
      order.side,
      order.quantity - order.filled,
      order.triggerPrice ?? order.price,
    ]),
  );
}

const amends = (effects: readonly Effect[]): AmendRequest[] =>
  effects.flatMap((e) => (e.type === 'amend' ? [e.request] : []));

const LONG_WHOLE = [
  ['stop', 'sell', 333, 297_000],
  ['target', 'sell', 166, 303_000],
  ['target', 'sell', 167, 306_000],
];
const SHORT_WHOLE = [
  ['stop', 'buy', 333, 303_000],
  ['target', 'buy', 166, 297_000],
  ['target', 'buy', 167, 294_000],
];

describe('the brackets of a hedge (R-2, E-2, R-7)', () => {
  it('stand beside each other, each reduce-only on its own leg', () => {
    const bench = hedged();
    expect(bracket(bench, 'long')).toEqual(LONG_WHOLE);
    expect(bracket(bench, 'short')).toEqual(SHORT_WHOLE);
    for (const leg of ['long', 'short', 'net'] as const)
      for (const role of ['stop', 'target'] as const)
        for (const order of working(bench, leg, role)) {
          expect([order.reduceOnly, order.leg !== 'net']).toEqual([true, true]);
          expect(order.side).toBe(leg === 'long' ? 'sell' : 'buy');
        }
  });

  it('a target of one leg resizes the stop of that leg alone', () => {
    const bench = hedged();
    const [target] = working(bench, 'long', 'target');
    const effects = bench.fill(target!, 166, 303_000);
    const [stop] = working(bench, 'long', 'stop');
    expect(amends(effects)).toMatchObject([{ clientOrderId: stop!.clientOrderId, quantity: 167 }]);
    expect([submits(effects), cancels(effects)]).toEqual([[], []]);
    confirm(bench, effects);
    expect(bracket(bench, 'long')).toEqual([LONG_WHOLE[0]!.with(2, 167), LONG_WHOLE[2]]);
    expect(bracket(bench, 'short')).toEqual(SHORT_WHOLE);
  });

  it('a stop that fills takes the targets of its leg with it, and nothing of the other', () => {
    const bench = hedged();
    const targets = working(bench, 'short', 'target').map((order) => order.clientOrderId);
    const [stop] = working(bench, 'short', 'stop');
    const effects = bench.fill(stop!, 333, 303_000);
    expect(cancels(effects).toSorted()).toEqual(targets.toSorted());
    confirm(bench, effects);
    expect(bracket(bench, 'short')).toEqual([]);
    expect(bracket(bench, 'long')).toEqual(LONG_WHOLE);
    expect([...bench.facts.positions.values()].map((p) => [p.leg, p.quantity])).toEqual([
      ['long', 333],
      ['short', 0],
    ]);
  });

  it('break-even moves the stop of the leg that has gained 1 R, not of the one that has lost it', () => {
    const bench = hedged({ breakEven: 'full' }, { breakEven: 'full' });
    confirm(bench, bench.bar('BTCUSDT', 302_999));
    expect(bracket(bench, 'long')).toEqual(LONG_WHOLE);
    confirm(bench, bench.bar('BTCUSDT', 303_000));
    expect(bracket(bench, 'long')[0]).toEqual(['stop', 'sell', 333, 300_000]);
    expect(bracket(bench, 'short')[0]).toEqual(['stop', 'buy', 333, 303_000]);
    confirm(bench, bench.bar('BTCUSDT', 297_000));
    expect(bracket(bench, 'short')[0]).toEqual(['stop', 'buy', 333, 300_000]);
  });

  it('trailing stops follow the best price of their own leg', () => {
    const bench = hedged({ trailBy: 3_000, targets: [] }, { trailBy: 3_000, targets: [] });
    confirm(bench, bench.bar('BTCUSDT', 302_000));
    expect(bracket(bench, 'long')).toEqual([['stop', 'sell', 333, 299_000]]);
    expect(bracket(bench, 'short')).toEqual([['stop', 'buy', 333, 303_000]]);
    confirm(bench, bench.bar('BTCUSDT', 299_100));
    expect(bracket(bench, 'long')).toEqual([['stop', 'sell', 333, 299_000]]);
    expect(bracket(bench, 'short')).toEqual([['stop', 'buy', 333, 302_100]]);
  });

  it('a stop that the venue refuses closes its leg, and the other stays', () => {
    const bench = hedged();
    const [stop] = working(bench, 'short', 'stop');
    const effects = bench.update(stop!, 'rejected', 5, 'test');
    expect(submits(effects)).toMatchObject([
      { leg: 'short', side: 'buy', quantity: 333, reduceOnly: true, role: 'flatten' },
    ]);
    expect(bracket(bench, 'long')).toEqual(LONG_WHOLE);
    expect([...bench.facts.flattening]).toEqual(['main/BTCUSDT/short/s1']);
  });

  it('a leg without a confirmed stop is closed by its own guard', () => {
    const bench = new CoreBench(HEDGE);
    const [entry] = submits(bench.ask('s1', DOWN));
    const [naked] = submits(bench.ask('s1', UP));
    confirm(bench, bench.fill(entry!, 333, 300_000));
    bench.fill(naked!, 333, 300_000);
    const timers = [...bench.facts.timers.keys()].filter((id) => id.startsWith('unprotected/'));
    expect(timers).toEqual(['unprotected/main/BTCUSDT/long/s1']);
    bench.wait(CONFIG.risk.unprotectedMs);
    expect(submits(bench.send({ type: 'timer', timerId: timers[0]! }))).toMatchObject([
      { leg: 'long', side: 'sell', role: 'flatten' },
    ]);
  });

  it('flattening everything closes both legs, each by an order of its own', () => {
    const bench = hedged();
    const command = { kind: 'kill', cancel: true, flatten: true, reason: 'test' } as const;
    const effects = bench.send({ type: 'command', commandId: 'k', command });
    expect(submits(effects)).toMatchObject([
      { leg: 'long', side: 'sell', quantity: 333, reduceOnly: true },
      { leg: 'short', side: 'buy', quantity: 333, reduceOnly: true },
    ]);
    // The stops stay until nothing is held.
    expect(bracket(bench, 'long')).toEqual([LONG_WHOLE[0]]);
    expect(bracket(bench, 'short')).toEqual([SHORT_WHOLE[0]]);
  });
});

describe('a hedge at the simulated venue', () => {
  it('takes the target of one leg and the stop of the other out of the same move', () => {
    const line = new VenueLine(7, { twice: 0, late: 0, lost: 0 }, HEDGE);
    setVenuePositionMode(line.venue, 'hedge');
    const legs = () =>
      Object.fromEntries(
        venueSnapshot(line.venue, line.bench.now).positions.map((p) => [p.leg, p.quantity] as const),
      );
    const orders = () =>
      venueSnapshot(line.venue, line.bench.now)
        .orders.map((o) => [o.leg, o.side, o.orderType, o.quantity - o.filled, o.reduceOnly])
        .toSorted();
    line.thin = 5_000;
    line.minute(300_000, { ...UP, riskR: 0.3, targets: [{ price: 306_000, fraction: 1 }] });
    line.minute(300_000, { ...DOWN, riskR: 0.2, targets: [{ price: 294_000, fraction: 1 }] });
    const { long = 0, short = 0 } = legs();
    expect([long > 0, short < 0]).toEqual([true, true]);
    expect(orders()).toEqual([
      ['long', 'sell', 'limit', long, true],
      ['long', 'sell', 'stop-market', long, true],
      ['short', 'buy', 'limit', -short, true],
      ['short', 'buy', 'stop-market', -short, true],
    ]);
    // Up through the short's stop, and on through the long's target.
    for (const price of [303_100, 303_200, 306_200, 306_300]) line.minute(price);
    expect([legs(), orders()]).toEqual([{}, []]);
    expect([...line.bench.facts.positions.values()].map((p) => p.quantity)).toEqual([0, 0]);
  });
});
