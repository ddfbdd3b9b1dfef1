import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../src/sdk/index.ts';
import { births, candle, deeds, Life } from './life.ts';
import { told, usdt, VenueRig } from './venue-kit.ts';

const RUNS = { numRuns: 1_000, seed: 3 };
const TICK = 5;

/** Where nobody holds anything and a bar opens at 1000, orders wait on both sides of it. */
const orders = fc.array(
  fc.record({
    isAbove: fc.boolean(),
    isStop: fc.boolean(),
    ticks: fc.integer({ min: 1, max: 20 }),
    quantity: fc.integer({ min: 10, max: 100 }).map((lots) => lots * 10),
  }),
  { minLength: 2, maxLength: 10 },
);
const reach = fc.integer({ min: 0, max: 24 }).map((ticks) => ticks * TICK);
/** Where a bar goes after its first extreme: up to its high and back to its close. */
const rest = fc.record({ up: reach, back: fc.double({ min: 0, max: 1, noNaN: true }) });

function waiting(given: {
  isAbove: boolean;
  isStop: boolean;
  ticks: number;
  quantity: number;
}): Partial<OrderRequest> {
  const price = 1000 + (given.isAbove ? 1 : -1) * given.ticks * TICK;
  const side = given.isAbove === given.isStop ? 'buy' : 'sell';
  const { quantity } = given;
  return given.isStop
    ? { type: 'stop-market', side, triggerPrice: price, quantity }
    : { type: 'limit', side, price, quantity };
}

/** What a bar from 1000 over `low` and then over the rest does to the orders. */
function play(
  given: Parameters<typeof waiting>[0][],
  low: number,
  { up, back }: { up: number; back: number },
): string[] {
  const rig = new VenueRig({
    cash: { USDT: usdt('1000000') },
    partialFills: { probability: 0.5, minFraction: 0.2 },
  });
  rig.bar(0, 1000, 1000, 1000, 1000);
  given.forEach((order, i) => {
    rig.order({ ...waiting(order), clientOrderId: `${order.isAbove ? 'above' : 'below'}-${i}` });
  });
  rig.bar(1, 1000, 1000, 1000, 1000);
  const high = 1000 + up;
  const close = low + Math.round(((high - low) * back) / TICK) * TICK;
  const outputs = rig.bar(2, 1000, high, low, close);
  return told(outputs).map((line, i) => {
    const { clientOrderId } = outputs[i] as { clientOrderId: string };
    return `${clientOrderId} | ${line}`;
  });
}

describe('the future', () => {
  it('of a bar does not change what happened on the way to its first extreme', () => {
    fc.assert(
      fc.property(orders, reach, rest, rest, (given, depth, one, other) => {
        const low = 1000 - depth;
        const [a, b] = [play(given, low, one), play(given, low, other)];
        const first = (lines: string[]): string[] => lines.filter((line) => line.startsWith('below'));
        expect(first(a)).toEqual(first(b));
        // And what lies above the open comes after it.
        expect(a.slice(0, first(a).length)).toEqual(first(a));
      }),
      RUNS,
    );
  });

  it('of a market does not change what was told before it', () => {
    fc.assert(
      fc.property(
        births,
        deeds,
        fc.array(candle, { minLength: 1, maxLength: 5 }),
        fc.nat(40),
        (birth, deeds, other, at) => {
          const life = new Life(birth);
          const twin = new Life(birth);
          const past = deeds.slice(0, at).map((deed) => [life.step(deed), twin.step(deed)]);
          const before = structuredClone(past.map(([mine]) => mine));
          for (const deed of deeds.slice(at)) life.step(deed);
          for (const event of other) twin.step({ do: 'market', event });
          for (const [i, [mine, its]] of past.entries()) {
            expect(mine).toEqual(its);
            expect(mine).toEqual(before[i]);
          }
        },
      ),
      { ...RUNS, numRuns: 200 },
    );
  });

  it('of the position decides nothing either: the way is chosen by what is held at the open', () => {
    const rig = new VenueRig({ cash: { USDT: usdt('1000000') } });
    rig.bar(0, 1000, 1000, 1000, 1000);
    rig.order({ side: 'sell', quantity: 100 });
    rig.order({ type: 'limit', side: 'buy', price: 950, quantity: 500, clientOrderId: 'low' });
    rig.order({ type: 'limit', side: 'sell', price: 1050, quantity: 100, clientOrderId: 'high' });
    // Short from the open: the high comes first, although the low will turn the position around.
    const outputs = rig.bar(1, 1000, 1060, 940, 1000).filter((output) => output.type === 'fill');
    expect(told(outputs).slice(1)).toEqual(['sell 100 @ 1050 maker', 'buy 500 @ 950 maker']);
  });
});
