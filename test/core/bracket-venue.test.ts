import { describe, expect, it } from 'vitest';
import type { ExecutionConfig } from '../../src/core/config.ts';
import type { Intent, PlainOrder, Signal } from '../../src/sdk/index.ts';
import { venueSnapshot } from '../../src/sim/index.ts';
import { BTC, CONFIG, LONG } from './harness.ts';
import { VenueLine } from './venue-line.ts';

const CLEAR = { twice: 0, late: 0, lost: 0 };
const SIGNAL: Signal = {
  ...LONG,
  riskR: 0.2,
  targets: [
    { price: 303_000, fraction: 0.5 },
    { price: 309_000, fraction: 0.5 },
  ],
};

/** A core at the simulated venue over a good line; prices in tenths. */
function trading(intent: Intent, execution: Partial<ExecutionConfig> = {}): VenueLine {
  const line = new VenueLine(7, CLEAR, { execution: { ...CONFIG.execution, ...execution } });
  line.minute(300_000, intent);
  return line;
}

/** What works at the venue. */
function working(line: VenueLine) {
  const { orders } = venueSnapshot(line.venue, line.bench.now);
  return orders.map((o) => [o.orderType, o.quantity - o.filled, o.price ?? o.triggerPrice ?? o.trailBy]);
}

function held(line: VenueLine): number {
  return venueSnapshot(line.venue, line.bench.now).positions[0]?.quantity ?? 0;
}

/** Minutes at these prices. */
function through(line: VenueLine, ...prices: number[]): void {
  for (const price of prices) line.minute(price);
}

describe('a bracket at the simulated venue', () => {
  it('rests with a stop and targets of what was filled', () => {
    const line = trading(SIGNAL);
    const size = held(line);
    expect(size).toBeGreaterThan(0);
    expect(working(line)).toEqual([
      ['stop-market', size, 297_000],
      ['limit', Math.floor(size / 2), 303_000],
      ['limit', size - Math.floor(size / 2), 309_000],
    ]);
  });

  it('takes its first target, moves the stop to the entry, and is stopped out there (R-7)', () => {
    const line = trading({ ...SIGNAL, breakEven: 'full' });
    const size = held(line);
    const entry = 300_001;
    through(line, 302_000, 303_100, 303_200, 303_200);
    const left = held(line);
    expect(left).toBeLessThan(size);
    expect(working(line)).toContainEqual(['stop-market', left, entry]);
    through(line, 299_000, 299_000);
    line.settle();
    expect([held(line), working(line)]).toEqual([0, []]);
    expect(line.differences()).toEqual([]);
  });

  it.each(['core', 'venue'] as const)(
    'trails its stop, moved by the %s, and is stopped out behind the best price',
    (trailing) => {
      const line = trading({ ...SIGNAL, targets: [], trailBy: 3_000 }, { trailing });
      expect(held(line)).toBeGreaterThan(0);
      through(line, 302_000, 306_000, 310_000, 308_500);
      expect(held(line)).toBeGreaterThan(0);
      through(line, 306_500, 306_500, 306_500);
      line.settle();
      expect([held(line), working(line)]).toEqual([0, []]);
      const wallet = line.venue.books.cash.USDT ?? 0n;
      expect(wallet > 10_000_000_000_000_000n).toBe(true);
    },
  );

  it('enters by a ladder, rung by rung, one stop for all', () => {
    const ladder = [
      { price: 299_500, fraction: 0.5 },
      { price: 299_000, fraction: 0.5 },
    ];
    const line = trading({ ...SIGNAL, ladder, expiresMs: 600_000, timeInForce: 'post-only' });
    expect(held(line)).toBe(0);
    through(line, 299_450, 299_400);
    const first = held(line);
    expect(first).toBeGreaterThan(0);
    expect(working(line)).toContainEqual(['stop-market', first, 297_000]);
    through(line, 298_900, 298_900, 298_900);
    expect(held(line)).toBeGreaterThan(first);
    line.settle();
    expect(working(line)).toContainEqual(['stop-market', held(line), 297_000]);
    expect(line.nakedness()).toBeUndefined();
  });

  it('holds a position larger than the largest market order by several stops, and closes by all of them', () => {
    const line = new VenueLine(7, CLEAR);
    const small = { ...BTC, maxMarketQuantity: 20 };
    line.define(small);
    line.minute(300_000, { ...SIGNAL, entry: 300_200, targets: [], expiresMs: 600_000 });
    line.settle();
    const size = held(line);
    expect(size).toBeGreaterThan(40);
    const stops = working(line).filter(([type]) => type === 'stop-market');
    expect(stops).toHaveLength(Math.ceil(size / 20));
    through(line, 296_500, 296_500, 296_500);
    line.settle();
    expect([held(line), working(line)]).toEqual([0, []]);
  });
});

describe('a partial entry at the simulated venue (E-2)', () => {
  it.each([
    ['accept', 1],
    ['retry', 2],
  ] as const)('under %s sends %i entry orders, and protects what they filled', (partialFills, orders) => {
    // More than the book holds within reach.
    const line = new VenueLine(7, CLEAR, { execution: { ...CONFIG.execution, partialFills } });
    line.thin = 30;
    line.minute(300_000, { ...SIGNAL, targets: [] });
    const entries = [...line.bench.facts.orders.values()].filter((order) => order.role === 'entry');
    expect(entries).toHaveLength(orders);
    line.settle();
    expect(held(line)).toBeGreaterThan(0);
    expect(line.nakedness()).toBeUndefined();
    expect(line.differences()).toEqual([]);
  });
});

describe('plain orders of every kind at the simulated venue', () => {
  const order: PlainOrder = {
    type: 'order',
    instrument: 'BTCUSDT',
    side: 'buy',
    orderType: 'market',
    quantity: 10,
    stop: 290_000,
    reason: 'test',
  };

  it.each([
    ['market, fill or kill', { timeInForce: 'fok' }, []],
    ['limit, immediate or cancel', { orderType: 'limit', price: 300_100, timeInForce: 'ioc' }, []],
    [
      'limit, post-only, below the market',
      { orderType: 'limit', price: 299_800, timeInForce: 'post-only' },
      [299_700],
    ],
    ['stop-market', { orderType: 'stop-market', triggerPrice: 300_500 }, [300_600]],
    ['stop-limit', { orderType: 'stop-limit', triggerPrice: 300_500, price: 300_900 }, [300_600]],
    ['take-profit', { orderType: 'take-profit', triggerPrice: 299_500 }, [299_400]],
    ['trailing stop', { orderType: 'trailing-stop', trailBy: 500 }, [299_000, 299_600]],
  ] as const)('%s: enters, and is protected', (_, change, prices) => {
    const line = new VenueLine(7, CLEAR, { execution: { ...CONFIG.execution, trailing: 'venue' } });
    line.minute(300_000, { ...order, ...change } as PlainOrder);
    expect(line.bench.refused).toEqual([]);
    for (const price of prices) {
      expect(held(line)).toBe(0);
      line.minute(price);
    }
    line.settle();
    expect(held(line)).toBe(10);
    expect(working(line)).toEqual([['stop-market', 10, 290_000]]);
  });

  it('post-only that would take is refused by the venue, and nothing is held', () => {
    const taking = { orderType: 'limit', price: 300_100, timeInForce: 'post-only' } as const;
    const line = new VenueLine(7, CLEAR);
    line.minute(300_000, { ...order, ...taking });
    line.settle();
    expect(held(line)).toBe(0);
    expect([...line.bench.facts.orders.values()].map((o) => o.state)).toEqual(['rejected']);
  });

  it('of a group cancel each other', () => {
    const line = new VenueLine(7, CLEAR, { risk: { ...CONFIG.risk, doubleSendMs: 0 } });
    const group = 'oco';
    line.minute(300_000, { ...order, orderType: 'limit', price: 299_500, group });
    line.minute(300_000, { ...order, orderType: 'stop-market', triggerPrice: 300_500, group });
    line.minute(300_600);
    line.settle();
    expect(held(line)).toBe(10);
    expect(working(line)).toEqual([['stop-market', 10, 290_000]]);
  });

  it('are changed by an amend, and fill as changed', () => {
    const line = new VenueLine(7, CLEAR);
    line.minute(300_000, { ...order, orderType: 'limit', price: 299_500 });
    const [id] = [...line.bench.facts.open];
    if (id === undefined) throw new Error('no order');
    line.minute(300_000, { type: 'amend', clientOrderId: id, price: 299_900, quantity: 15, reason: 'test' });
    expect(working(line)).toEqual([['limit', 15, 299_900]]);
    line.minute(299_800);
    line.settle();
    expect(held(line)).toBe(15);
    expect(line.differences()).toEqual([]);
  });
});
