import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/core/effect.ts';
import type { Signal } from '../../src/sdk/index.ts';
import { BTC, CONFIG, CoreBench, cancels, LONG, submits } from './harness.ts';

/** On average 29,900.0: 100 USDT of risk over 200.0 of price is 0.500. */
const LADDER: Signal = {
  ...LONG,
  targets: [{ price: 306_000, fraction: 1 }],
  ladder: [
    { price: 300_000, fraction: 0.25 },
    { price: 299_000, fraction: 0.5 },
    { price: 298_000, fraction: 0.25 },
  ],
};

function entries(effects: readonly Effect[]) {
  return submits(effects).filter((order) => order.role === 'entry');
}

describe('a ladder (E-11)', () => {
  it('is sized as one by its average price, each rung a limit order of its share', () => {
    const bench = new CoreBench();
    expect(entries(bench.ask('s1', LADDER))).toMatchObject([
      { type: 'limit', price: 300_000, quantity: 125, timeInForce: 'gtc' },
      { type: 'limit', price: 299_000, quantity: 250, timeInForce: 'gtc' },
      { type: 'limit', price: 298_000, quantity: 125, timeInForce: 'gtc' },
    ]);
  });

  it('is one entry: its rungs are no double send, and one plan protects what they fill', () => {
    const bench = new CoreBench({ risk: { ...CONFIG.risk, doubleSendMs: 600_000 } });
    const [first, second] = entries(bench.ask('s1', LADDER));
    if (!first || !second) throw new Error('no rungs');
    const filled = submits(bench.fill(first, 125, 300_000));
    expect(filled).toMatchObject([
      { role: 'stop', quantity: 125 },
      { role: 'target', quantity: 125 },
    ]);
    for (const order of filled) bench.update(order, 'working', 0);
    const amends = bench.fill(second, 250, 299_000).flatMap((e) => (e.type === 'amend' ? [e.request] : []));
    expect(amends.map((a) => a.quantity)).toEqual([375, 375]);
  });

  it('is maker-only where it is asked for', () => {
    const bench = new CoreBench();
    const rungs = entries(bench.ask('s1', { ...LADDER, timeInForce: 'post-only' }));
    expect(rungs.map((order) => order.timeInForce)).toEqual(['post-only', 'post-only', 'post-only']);
  });

  it('is cancelled, what is left of it, when the signal expires', () => {
    const bench = new CoreBench();
    const rungs = entries(bench.ask('s1', { ...LADDER, expiresMs: 60_000 }));
    const [first] = rungs;
    if (!first) throw new Error('no rung');
    bench.fill(first, 125, 300_000);
    bench.wait(60_000);
    const gone = rungs.flatMap(({ clientOrderId }) =>
      cancels(bench.send({ type: 'timer', timerId: `expire/${clientOrderId}` })),
    );
    expect(gone).toEqual(rungs.slice(1).map((order) => order.clientOrderId));
  });

  it('gives what is too small for a rung to the next', () => {
    const bench = new CoreBench();
    bench.send({ type: 'instrument', instrument: BTC.id, definition: { ...BTC, minQuantity: 130 } });
    expect(entries(bench.ask('s1', LADDER)).map((order) => [order.price, order.quantity])).toEqual([
      [299_000, 375],
    ]);
  });

  it('stays what went out where the gate cuts it', () => {
    const bench = new CoreBench({ risk: { ...CONFIG.risk, maxOpenOrders: 2 } });
    expect(entries(bench.ask('s1', LADDER))).toHaveLength(2);
    expect(bench.refused).toEqual([]);
  });

  it('is never larger than what its worst allows: exposure counts every rung', () => {
    const bench = new CoreBench();
    const wide = { ...LADDER, riskR: 10 };
    const total = entries(bench.ask('s1', wide)).reduce((sum, order) => sum + order.quantity, 0);
    // 20,000 USDT, at the highest of its prices.
    expect(total).toBeGreaterThan(600);
    expect(total).toBeLessThanOrEqual(668);
  });

  it.each([
    ['a rung behind the stop', { ladder: [{ price: 296_000, fraction: 1 }] }],
    ['fractions that are not all of it', { ladder: [{ price: 299_000, fraction: 0.9 }] }],
    ['no rung', { ladder: [] }],
    ['an entry beside it', { entry: 299_000 }],
    ['rungs that take at once', { timeInForce: 'ioc' }],
  ] as const)('is refused with %s', (_, change) => {
    const bench = new CoreBench();
    expect(entries(bench.ask('s1', { ...LADDER, ...change } as Signal))).toEqual([]);
    expect(bench.refused.at(-1)?.rule).toBe('signal');
  });
});
