import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/core/effect.ts';
import { type AmendIntent, isClientOrderId, type PlainOrder } from '../../src/sdk/index.ts';
import { CONFIG, CoreBench, cancels, LONG, submits } from './harness.ts';

const ORDER: PlainOrder = {
  type: 'order',
  instrument: 'BTCUSDT',
  side: 'buy',
  orderType: 'limit',
  price: 299_000,
  quantity: 100,
  reason: 'test',
};
const RISK = { ...CONFIG.risk, doubleSendMs: 0, forbidFlip: false };

/** A long of 333 with its stop at work. */
function held() {
  const bench = new CoreBench({ risk: RISK });
  const [entry] = submits(bench.ask('s1', { ...LONG, targets: [] }));
  if (!entry) throw new Error('no entry');
  const [stop] = submits(bench.fill(entry, 333, 300_000));
  if (!stop) throw new Error('no stop');
  bench.update(stop, 'working', 0);
  return { bench, stop };
}

function amends(effects: readonly Effect[]) {
  return effects.flatMap((e) => (e.type === 'amend' ? [e.request] : []));
}

describe('a plain order', () => {
  it.each([
    ['stop-limit', { triggerPrice: 301_000, price: 301_500 }],
    ['stop-market', { triggerPrice: 301_000 }],
    ['take-profit', { triggerPrice: 299_000 }],
    ['trailing-stop', { trailBy: 500, activationPrice: 299_000 }],
    ['market', { timeInForce: 'fok' }],
  ] as const)('of type %s goes out with all that it says', (orderType, levels) => {
    const bench = new CoreBench();
    const { price: _, ...rest } = ORDER;
    expect(submits(bench.ask('s1', { ...rest, orderType, ...levels }))).toMatchObject([
      { type: orderType, ...levels, reduceOnly: false, role: 'entry' },
    ]);
  });

  it('keeps the tag that its strategy knows it by, and says nothing where there is none', () => {
    const bench = new CoreBench({ risk: RISK });
    const [tagged] = bench.ask('s1', { ...ORDER, tag: 'rung-1' }).filter(({ type }) => type === 'submit');
    const [plain] = bench.ask('s1', ORDER).filter(({ type }) => type === 'submit');
    expect(tagged).toMatchObject({ tag: 'rung-1' });
    expect(Object.keys(plain ?? {})).toEqual(['type', 'order']);
    expect([...bench.facts.orders.values()].map(({ tag }) => tag)).toEqual(['rung-1', undefined]);
  });

  it('is refused where its form is wrong, with the reason on record', () => {
    const bench = new CoreBench();
    const effects = bench.ask('s1', { ...ORDER, orderType: 'market' });
    expect(effects).toMatchObject([
      { record: { verdict: 'deny', rules: [{ rule: 'order', reason: 'a market order has no price' }] } },
    ]);
    expect(bench.facts.refusals.get('order')).toBe(1);
  });

  it('that only reduces is refused where there is nothing to reduce', () => {
    const { bench } = held();
    const exit = { ...ORDER, reduceOnly: true } as const;
    expect(submits(bench.ask('s1', exit))).toEqual([]);
    expect(bench.refused.at(-1)?.rule).toBe('reduce-only');
    expect(submits(bench.ask('s1', { ...exit, side: 'sell', price: 310_000 }))).toHaveLength(1);
  });

  it('that only reduces and rests is one of as many as entries may be; what closes at once is not', () => {
    const { bench } = held();
    const exit = { ...ORDER, side: 'sell', price: 310_000, quantity: 1, reduceOnly: true } as const;
    for (let i = 0; i < CONFIG.risk.maxOpenOrders; i++) {
      expect(submits(bench.ask('s1', exit))).toHaveLength(1);
    }
    expect(submits(bench.ask('s1', exit))).toEqual([]);
    expect(bench.refused.at(-1)?.rule).toBe('resting-exits');
    const { price: _, ...market } = exit;
    const [out] = submits(bench.ask('s1', { ...market, orderType: 'market' }));
    if (!out) throw new Error('no exit');
    bench.fill(out, 1, 300_000);
    const closing = { type: 'exit', instrument: 'BTCUSDT', reason: 'test' } as const;
    expect(submits(bench.ask('s1', closing))).toMatchObject([{ role: 'exit', quantity: 332 }]);
  });
});

describe('a group', () => {
  it('is cancelled but for the one that has filled first', () => {
    const bench = new CoreBench({ risk: RISK });
    const group = 'oco-1';
    const [low] = submits(bench.ask('s1', { ...ORDER, group }));
    const [high] = submits(bench.ask('s1', { ...ORDER, side: 'sell', price: 301_000, group }));
    const [other] = submits(bench.ask('s1', { ...ORDER, group: 'oco-2' }));
    if (!low || !high || !other) throw new Error('no orders');
    expect(cancels(bench.fill(low, 1, 299_000))).toEqual([high.clientOrderId]);
    expect(cancels(bench.fill(low, 1, 299_000))).toEqual([]);
  });

  it('is a strategy’s own: another’s of the same name stays', () => {
    const bench = new CoreBench({ risk: RISK });
    const [mine] = submits(bench.ask('s1', { ...ORDER, group: 'g' }));
    submits(bench.ask('s2', { ...ORDER, instrument: 'ETHUSDT', group: 'g' }));
    if (!mine) throw new Error('no order');
    expect(cancels(bench.fill(mine, 100, 299_000))).toEqual([]);
  });
});

describe('a strategy’s own word on its stop', () => {
  const amend = (clientOrderId: string, change: Partial<AmendIntent>): AmendIntent => ({
    type: 'amend',
    clientOrderId,
    reason: 'test',
    ...change,
  });

  it('moves it closer, for good', () => {
    const { bench, stop } = held();
    const effects = bench.ask('s1', amend(stop.clientOrderId, { triggerPrice: 298_500 }));
    expect(amends(effects)).toMatchObject([{ triggerPrice: 298_500 }]);
    expect(bench.facts.positions.get('main/BTCUSDT/net/s1')?.plan?.stop).toBe(298_500);
  });

  it.each([
    ['loosens it', { triggerPrice: 296_900 }],
    ['leaves it', { triggerPrice: 297_000 }],
    ['moves it past the price', { triggerPrice: 300_000 }],
    ['changes its size', { triggerPrice: 298_000, quantity: 100 }],
  ])('is refused where it %s', (_, change) => {
    const { bench, stop } = held();
    expect(amends(bench.ask('s1', amend(stop.clientOrderId, change)))).toEqual([]);
    expect(bench.refused.at(-1)?.rule).toBe('amend');
  });
});

describe('timers of an order', () => {
  it('end with it', () => {
    const bench = new CoreBench();
    const [entry] = submits(bench.ask('s1', { ...LONG, entry: 299_000 }));
    if (!entry) throw new Error('no entry');
    const timerId = `expire/${entry.clientOrderId}`;
    expect(bench.facts.timers.has(timerId)).toBe(true);
    expect(bench.update(entry, 'rejected', 0, 'no')).toContainEqual({ type: 'timer', timerId, dueMs: 0 });
  });

  it('cancel once a refused cancel is due again, and not when the order has ended meanwhile', () => {
    const bench = new CoreBench();
    const [entry] = submits(bench.ask('s1', { ...LONG, entry: 299_000 }));
    if (!entry) throw new Error('no entry');
    const { clientOrderId } = entry;
    bench.send({ type: 'timer', timerId: `expire/${clientOrderId}` });
    const outcome = { kind: 'rejected', code: 'BUSY', reason: 'busy' } as const;
    bench.send({ type: 'outcome', request: 'cancel', clientOrderId, outcome });
    bench.fill(entry, entry.quantity, 299_000);
    expect(bench.facts.timers.has(`recancel/${clientOrderId}`)).toBe(false);
  });
});

describe('client order ids', () => {
  it('are what a venue takes and never come again, whatever restarts in between', () => {
    const seen = new Set<string>();
    let { facts, now } = new CoreBench();
    for (const run of ['aaaaaaaaaaaaaaaa', 'zzzzzzzzzzzzzzzz', 'a', 'a']) {
      const bench = new CoreBench({ run, risk: { ...RISK, maxOpenOrders: 1_000 } }, structuredClone(facts));
      bench.now = now;
      bench.facts.orderCount += 36 ** 6;
      for (let i = 0; i < 50; i++) {
        for (const { clientOrderId } of submits(bench.ask('s1', { ...ORDER, quantity: 1 }))) {
          expect(isClientOrderId(clientOrderId)).toBe(true);
          expect(seen.has(clientOrderId)).toBe(false);
          seen.add(clientOrderId);
        }
      }
      facts = bench.facts;
      now = bench.now;
    }
    expect(seen.size).toBe(200);
  });
});
