import { describe, expect, it } from 'vitest';
import type { CoreConfig } from '../../src/core/config.ts';
import type { PlainOrder, Side, StrategyContext } from '../../src/sdk/index.ts';
import { CONFIG, CoreBench, LONG, submits } from './harness.ts';

const HEDGE: Partial<CoreConfig> = { positionMode: 'hedge', risk: { ...CONFIG.risk, doubleSendMs: 0 } };
const SHORT = { ...LONG, side: 'sell', stop: 303_000, targets: [] } as const;

const plain = (side: Side, more: Partial<PlainOrder> = {}): PlainOrder => ({
  type: 'order',
  instrument: 'BTCUSDT',
  side,
  orderType: 'market',
  quantity: 100,
  reason: 'test',
  ...more,
});

/** A long leg of 0.333 and beside it a short one of 0.333. */
function hedged(): CoreBench {
  const bench = new CoreBench(HEDGE);
  for (const signal of [LONG, SHORT]) {
    const [entry] = submits(bench.ask('s1', signal));
    bench.fill(entry!, entry!.quantity, 300_000);
  }
  return bench;
}

const legsOf = (bench: CoreBench) =>
  [...bench.facts.positions.values()].map((p) => [p.leg, p.quantity] as const);

describe('R-2, T-8: positions by leg', () => {
  it('one-way has one net position, whatever leg is named', () => {
    const bench = new CoreBench();
    const [entry] = submits(bench.ask('s1', LONG));
    expect(entry).toMatchObject({ leg: 'net', side: 'buy' });
    bench.ask('s1', { ...LONG, leg: 'long' });
    expect(bench.refused.at(-1)).toEqual({ owner: 's1', rule: 'position-mode' });
  });

  it('hedge holds a long and a short one beside each other, each with its own stop', () => {
    const bench = hedged();
    expect(legsOf(bench)).toEqual([
      ['long', 333],
      ['short', -333],
    ]);
    const stops = [...bench.facts.orders.values()].filter((order) => order.role === 'stop');
    expect(stops.map((o) => [o.leg, o.side, o.quantity, o.triggerPrice])).toEqual([
      ['long', 'sell', 333, 297_000],
      ['short', 'buy', 333, 303_000],
    ]);
  });

  it('sends an order that goes against its leg as reduce-only, and never turns a leg round', () => {
    const bench = hedged();
    const [sale] = submits(bench.ask('s1', plain('sell', { leg: 'long' })));
    expect(sale).toMatchObject({ leg: 'long', reduceOnly: true });
    bench.ask('s1', plain('sell', { leg: 'long', reduceOnly: false }));
    expect(bench.refused.at(-1)?.rule).toBe('position-mode');
    bench.ask('s1', plain('buy', { leg: 'net' }));
    expect(bench.refused.at(-1)?.rule).toBe('position-mode');
  });

  it('names the leg by the side where the strategy does not', () => {
    const bench = hedged();
    const leg = (order: PlainOrder) => submits(bench.ask('s1', order))[0]?.leg;
    expect(leg(plain('buy'))).toBe('long');
    expect(leg(plain('sell'))).toBe('short');
    expect(leg(plain('buy', { reduceOnly: true }))).toBe('short');
    expect(leg(plain('sell', { reduceOnly: true }))).toBe('long');
  });

  it('books the fills of one leg into that leg alone', () => {
    const bench = hedged();
    const [sale] = submits(bench.ask('s1', plain('sell', { leg: 'long' })));
    bench.fill(sale!, 100, 301_000);
    expect(legsOf(bench)).toEqual([
      ['long', 233],
      ['short', -333],
    ]);
  });

  it('closes the leg that an exit names, or all', () => {
    const bench = hedged();
    const exit = { type: 'exit', instrument: 'BTCUSDT', reason: 'test' } as const;
    expect(submits(bench.ask('s1', { ...exit, leg: 'short' }))).toMatchObject([
      { leg: 'short', side: 'buy' },
    ]);
    expect(submits(bench.ask('s1', exit))).toMatchObject([{ leg: 'long', side: 'sell' }]);
  });

  it('counts each leg by itself: the short one makes no room for a larger long one', () => {
    const bench = hedged();
    // 0.333 are held at 30,000; 20,000 allow 0.666.
    const [more] = submits(bench.ask('s1', plain('buy', { quantity: 500, stop: 297_000 })));
    expect(more?.quantity).toBe(333);
  });

  it('books funding into the leg that paid it', () => {
    const bench = hedged();
    bench.send({
      type: 'funding',
      fundingId: 'n1',
      instrument: 'BTCUSDT',
      leg: 'short',
      rate: 10_000,
      amount: 7n,
      currency: 'USDT',
      time: bench.now,
    });
    expect([...bench.facts.positions.values()].map((p) => p.funding)).toEqual([0n, 7n]);
  });

  it('shows a strategy each leg, or both together', () => {
    const bench = hedged();
    let seen: StrategyContext | undefined;
    const seat = bench.core.seats[0]!;
    Object.assign(seat.instance, {
      onBar: (_bar: unknown, context: StrategyContext) => {
        seen = context;
        expect(context.position('BTCUSDT', 'long')).toMatchObject({ quantity: 333, entryPrice: 300_000 });
        expect(context.position('BTCUSDT', 'short')).toMatchObject({ quantity: -333, entryPrice: 300_000 });
        expect(context.position('BTCUSDT')).toMatchObject({ quantity: 0, entryPrice: undefined });
        expect(context.orders('BTCUSDT').map((order) => order.leg)).toEqual(['long', 'long', 'short']);
        expect(context.orders('BTCUSDT', 'short').map((order) => order.leg)).toEqual(['short']);
      },
    });
    bench.bar('BTCUSDT', 300_000);
    expect(seen).toBeDefined();
    expect(bench.facts.stopped.size).toBe(0);
  });
});
