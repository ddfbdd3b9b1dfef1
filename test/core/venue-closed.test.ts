import { describe, expect, it } from 'vitest';
import { CoreBench, cash, LONG, submits } from './harness.ts';

/** Long 333 from 30000.0 with its stop at work. */
function long(): CoreBench {
  const bench = new CoreBench();
  const [entry] = submits(bench.ask('s1', LONG));
  if (!entry) throw new Error('no entry');
  for (const order of submits(bench.fill(entry, 333, 300_000))) bench.update(order, 'working', 1);
  return bench;
}

const liquidation = {
  type: 'fill',
  fillId: 'liq-1',
  clientOrderId: 'venue-1',
  instrument: 'BTCUSDT',
  side: 'sell',
  price: 290_000,
  quantity: 333,
  fee: cash('5'),
  feeCurrency: 'USDT',
  liquidity: 'taker',
  cause: 'liquidation',
  leg: 'net',
} as const;

describe('a position that the venue closes by itself', () => {
  it('is booked as closed, with its loss and fee, under the order of the venue', () => {
    const bench = long();
    bench.send({ ...liquidation, time: bench.now });
    const position = [...bench.facts.positions.values()].find((p) => p.instrument === 'BTCUSDT');
    expect(position).toMatchObject({
      quantity: 0,
      cost: 0n,
      realized: cash('-333'),
      fees: cash('5'),
      owner: 's1',
    });
    expect(bench.facts.cash.get('USDT')).toBe(cash('9662'));
    expect(bench.facts.orders.get('venue-1')).toMatchObject({
      state: 'filled',
      owner: 's1',
      role: 'flatten',
      reason: 'closed by the venue: liquidation',
    });
  });

  it('is booked once, and leaves no stop or target behind', () => {
    const bench = long();
    const effects = bench.send({ ...liquidation, time: bench.now });
    expect(bench.send({ ...liquidation, time: bench.now })).toEqual([]);
    const open = [...bench.facts.open].map((id) => bench.facts.orders.get(id));
    expect(effects).toContainEqual(
      expect.objectContaining({
        type: 'alert',
        level: 'critical',
        title: 'BTCUSDT: liquidation by the venue',
      }),
    );
    const cancelled = effects.flatMap((e) => (e.type === 'cancel' ? [e.request.clientOrderId] : []));
    expect(open.filter((o) => !cancelled.includes(o?.clientOrderId ?? ''))).toEqual([]);
    expect(bench.facts.cash.get('USDT')).toBe(cash('9662'));
  });

  it('may be closed in part: what is left keeps its stop, at its size', () => {
    const bench = long();
    bench.send({ ...liquidation, quantity: 133, time: bench.now });
    const position = [...bench.facts.positions.values()].find((p) => p.instrument === 'BTCUSDT');
    expect(position?.quantity).toBe(200);
  });

  it('of which nothing is known is left to the reconciliation, as is any other fill nobody ordered', () => {
    const bench = new CoreBench();
    bench.send({ ...liquidation, time: bench.now });
    expect([...bench.facts.orders.keys()]).toEqual([]);
    expect(bench.facts.cash.get('USDT')).toBe(cash('10000'));
    const held = long();
    const { cause: _, leg: __, ...stray } = liquidation;
    held.send({ ...stray, time: held.now });
    expect(held.facts.orders.has('venue-1')).toBe(false);
  });
});
