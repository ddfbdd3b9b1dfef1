import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Intent, OrderRequest } from '../../../src/sdk/index.ts';
import { CONFIG, CoreBench, submits } from '../harness.ts';

const RUNS = { numRuns: Number(process.env.BOTRC_TORTURE_RUNS ?? 200), seed: 8 };
const INSTRUMENTS = { s1: 'BTCUSDT', s2: 'ETHUSDT' } as const;
type Owner = keyof typeof INSTRUMENTS;

interface Deal {
  readonly owner: Owner;
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
  readonly price: number;
  readonly fee: number;
  /** Told after the deal, which may have closed what it is paid for. */
  readonly funding: number;
}

const deal: fc.Arbitrary<Deal> = fc.record({
  owner: fc.constantFrom('s1', 's2'),
  side: fc.constantFrom('buy', 'sell'),
  quantity: fc.integer({ min: 1, max: 100 }),
  price: fc.integer({ min: 290_000, max: 310_000 }),
  fee: fc.integer({ min: -1_000_003, max: 90_000_001 }),
  funding: fc.integer({ min: -7_000_001, max: 7_000_001 }),
});

const risk = { ...CONFIG.risk, doubleSendMs: 0, forbidFlip: false };

/** The deals one after the other, each an order of its strategy that fills whole. */
function deals(list: readonly Deal[]): CoreBench {
  const bench = new CoreBench({ risk });
  for (const [i, { owner, side, quantity, price, fee, funding }] of list.entries()) {
    const instrument = INSTRUMENTS[owner];
    const intent: Intent = { type: 'order', instrument, side, orderType: 'market', quantity, reason: 'test' };
    const [order] = submits(bench.ask(owner, intent));
    if (order) fill(bench, order, price, BigInt(fee), i);
    if (![...bench.facts.positions.values()].some((position) => position.owner === owner)) continue;
    const paid = { amount: BigInt(funding), currency: 'USDT', fundingId: `u${i}`, leg: 'net' } as const;
    bench.send({ type: 'funding', ...paid, instrument, rate: 1, time: bench.now });
  }
  return bench;
}

function fill(bench: CoreBench, order: OrderRequest, price: number, fee: bigint, i: number): void {
  const { clientOrderId, instrument, side, quantity } = order;
  const money = { fee, feeCurrency: 'USDT', liquidity: 'taker', price, quantity } as const;
  bench.send({ type: 'fill', fillId: `f${i}`, clientOrderId, instrument, side, ...money, time: bench.now });
}

/** What a strategy's books say that it made. */
function made(bench: CoreBench, owner?: Owner): bigint {
  let sum = 0n;
  for (const book of bench.facts.performance.books.values()) {
    if (owner === undefined || book.owner === owner) sum += book.realized - book.fees + book.funding;
  }
  return sum;
}

it('attributes every fill, fee and funding to its strategy, to the last unit (T-8)', () => {
  let free = 0;
  fc.assert(
    fc.property(fc.array(deal, { maxLength: 30 }), (list) => {
      const start = new CoreBench().facts.cash.get('USDT') ?? 0n;
      const bench = deals(list);
      // All of the cash that came or went is somebody's,
      expect(made(bench)).toBe((bench.facts.cash.get('USDT') ?? 0n) - start);
      // and each has what it would have had alone, where no limit that they share has refused one of them.
      if (bench.facts.counters.fills < list.length) return;
      free++;
      for (const owner of ['s1', 's2'] as const) {
        expect(made(bench, owner)).toBe(made(deals(list.filter((one) => one.owner === owner))));
      }
    }),
    RUNS,
  );
  expect(free).toBeGreaterThan(RUNS.numRuns / 10);
});
