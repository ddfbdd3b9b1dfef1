import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MarketEvent, OrderRequest } from '../../src/sdk/index.ts';
import { notional } from '../../src/sdk/index.ts';
import type { Venue, VenueOutput } from '../../src/sim/index.ts';
import {
  advance,
  amendOrder,
  cancelOrder,
  createVenue,
  defineInstrument,
  nextDueMs,
  onMarket,
  submitOrder,
} from '../../src/sim/index.ts';
import { bar, INSTRUMENT, PLAIN, T0, usdt } from './venue-kit.ts';

type Deed =
  | { readonly do: 'submit'; readonly order: Omit<OrderRequest, 'clientOrderId'> }
  | { readonly do: 'cancel' | 'amend'; readonly which: number; readonly quantity: number }
  | { readonly do: 'market'; readonly event: MarketEvent }
  | { readonly do: 'wait'; readonly ms: number };

const price = fc.integer({ min: 190, max: 210 }).map((ticks) => ticks * INSTRUMENT.tick);
const quantity = fc.integer({ min: 6, max: 400 }).map((lots) => lots * INSTRUMENT.lot);
const side = fc.constantFrom('buy' as const, 'sell' as const);

const order: fc.Arbitrary<Omit<OrderRequest, 'clientOrderId'>> = fc
  .record({
    side,
    quantity,
    price,
    triggerPrice: price,
    type: fc.constantFrom(
      'market' as const,
      'limit' as const,
      'stop-market' as const,
      'stop-limit' as const,
      'take-profit' as const,
    ),
    timeInForce: fc.constantFrom('gtc' as const, 'ioc' as const, 'fok' as const, 'post-only' as const),
    reduceOnly: fc.boolean(),
  })
  .map(({ price, triggerPrice, ...rest }) => ({
    ...{ account: 'main', instrument: INSTRUMENT.id, leg: 'net', owner: 'test', role: 'entry' },
    ...rest,
    ...(['limit', 'stop-limit'].includes(rest.type) && { price }),
    ...(!['limit', 'market'].includes(rest.type) && { triggerPrice }),
  }));

/** A book around a middle, uncrossed. */
const book = fc
  .record({ middle: price, sizes: fc.array(quantity, { minLength: 6, maxLength: 6 }) })
  .map(({ middle, sizes }): MarketEvent => {
    const levels = (direction: 1 | -1, own: number[]): number[] =>
      own.flatMap((size, i) => [middle + direction * (i + 1) * INSTRUMENT.tick, size]);
    const both = { bids: levels(-1, sizes.slice(0, 3)), asks: levels(1, sizes.slice(3)) };
    return { type: 'book', instrument: INSTRUMENT.id, time: T0, kind: 'snapshot', update: 1, ...both };
  });
const trade = fc
  .record({ side, price, quantity })
  .map((rest): MarketEvent => ({ type: 'trade', instrument: INSTRUMENT.id, time: T0, id: 't', ...rest }));
const openingTrade: Deed = {
  do: 'market',
  event: {
    type: 'trade',
    instrument: INSTRUMENT.id,
    time: T0,
    id: 't',
    side: 'buy',
    price: 1000,
    quantity: 10,
  },
};
const ticker = fc
  .record({
    mark: price,
    last: price,
    fundingRate: fc.integer({ min: -50_000, max: 50_000 }),
    minutes: fc.nat(30),
  })
  .map(({ minutes, ...rest }): MarketEvent => {
    return {
      type: 'ticker',
      instrument: INSTRUMENT.id,
      time: T0,
      nextFundingMs: T0 + minutes * 60_000,
      ...rest,
    };
  });
const candle = fc.tuple(price, price, price, price).map((four): MarketEvent => {
  const [open, , , close] = four;
  return bar(0, open, Math.max(...four), Math.min(...four), close);
});

const deed = (market: fc.Arbitrary<MarketEvent>): fc.Arbitrary<Deed> =>
  fc.oneof(
    { weight: 4, arbitrary: order.map((order): Deed => ({ do: 'submit', order })) },
    { weight: 5, arbitrary: market.map((event): Deed => ({ do: 'market', event })) },
    fc.record({ do: fc.constantFrom('cancel' as const, 'amend' as const), which: fc.nat(20), quantity }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
  );
/** A life begins with a market; without one every order is turned away. */
const life = (market: fc.Arbitrary<MarketEvent>, opening: fc.Arbitrary<MarketEvent>): fc.Arbitrary<Deed[]> =>
  fc
    .tuple(opening, fc.array(deed(market), { minLength: 30, maxLength: 80 }))
    .map(([event, deeds]) => [{ do: 'market', event }, ...deeds]);

/** One life of a venue: does the deeds a little apart and hands every batch of outputs to `see`. */
class Life {
  venue: Venue;
  nowMs = T0;
  readonly requests = new Map<string, OrderRequest>();
  #minute = 0;

  constructor() {
    this.venue = createVenue({
      ...PLAIN,
      fees: { maker: -5_000, taker: 55_001 },
      latency: {
        order: { model: 'uniform', minMs: 200, maxMs: 500 },
        cancel: { model: 'uniform', minMs: 150, maxMs: 450 },
      },
      slippageTicks: 1,
      partialFills: { probability: 0.5, minFraction: 0.1 },
    });
    defineInstrument(this.venue, INSTRUMENT, T0);
  }

  step(deed: Deed): VenueOutput[] {
    this.nowMs += 100;
    if (deed.do === 'wait') this.nowMs += deed.ms;
    if (deed.do === 'market') onMarket(this.venue, this.#timely(deed.event), this.nowMs);
    if (deed.do === 'submit') {
      const clientOrderId = `order-${this.requests.size}`;
      const request = { ...deed.order, clientOrderId };
      if (submitOrder(this.venue, request, this.nowMs).kind === 'accepted')
        this.requests.set(clientOrderId, request);
    }
    if (deed.do === 'cancel' || deed.do === 'amend') {
      const clientOrderId = `order-${deed.which}`;
      const request = { instrument: INSTRUMENT.id, clientOrderId };
      if (deed.do === 'cancel') cancelOrder(this.venue, request, this.nowMs);
      else amendOrder(this.venue, { ...request, quantity: deed.quantity }, this.nowMs);
    }
    return advance(this.venue, this.nowMs);
  }

  /** The event at the present time; bars in sequence, each closing now. */
  #timely(event: MarketEvent): MarketEvent {
    if (event.type !== 'bar') return { ...event, time: this.nowMs };
    this.#minute = Math.max(this.#minute + 1, Math.ceil((this.nowMs - T0) / 60_000));
    const next = { ...event, ...bar(this.#minute - 1, event.open, event.high, event.low, event.close) };
    this.nowMs = next.time;
    return next;
  }

  get books(): Venue['books'] {
    return this.venue.books;
  }

  get held(): { quantity: number; cost: bigint } {
    return this.books.instruments[INSTRUMENT.id]?.positions.net ?? { quantity: 0, cost: 0n };
  }
}

const value = (price: number, quantity: number): bigint =>
  notional(price, quantity, INSTRUMENT.priceScale, INSTRUMENT.quantityScale);
const sum = (record: Record<string, bigint>): bigint => Object.values(record).reduce((a, b) => a + b, 0n);

/** The deeds of a life with books, and of one with bars alone. */
const lives = fc.oneof(
  life(fc.oneof(book, trade, ticker), book).map((deeds) => [openingTrade, ...deeds]),
  life(fc.oneof(candle, ticker), candle),
);

describe('whatever happens to a venue', () => {
  it('cash and contracts are only moved, never made', () => {
    fc.assert(
      fc.property(lives, (deeds) => {
        const life = new Life();
        for (const deed of deeds) {
          life.step(deed);
          const { cash, house, instruments } = life.books;
          expect(sum(cash) + sum(house.fees) + sum(house.counterparty)).toBe(usdt('10000'));
          expect(life.held.quantity + (instruments[INSTRUMENT.id]?.counterparty ?? 0) + 0).toBe(0);
        }
      }),
    );
  });

  it('cash is what its fills and fundings say, with what is held at its cost', () => {
    fc.assert(
      fc.property(lives, (deeds) => {
        const life = new Life();
        let cash = usdt('10000');
        let contracts = 0;
        for (const deed of deeds) {
          for (const output of life.step(deed)) {
            if (output.type === 'funding') cash += output.amount;
            if (output.type !== 'fill') continue;
            const bought = output.side === 'buy' ? output.quantity : -output.quantity;
            cash -= value(output.price, bought) + output.fee;
            contracts += bought;
          }
          const { quantity, cost } = life.held;
          expect(contracts).toBe(quantity);
          expect(life.books.cash.USDT).toBe(cash + (quantity >= 0 ? cost : -cost));
          expect(quantity === 0).toBe(cost === 0n);
        }
      }),
    );
  });

  it('what is told of an order is of one piece', () => {
    fc.assert(
      fc.property(lives, (deeds) => {
        const life = new Life();
        const told = new Map<string, { version: number; final: boolean; filled: number }>();
        const fillIds = new Set<string>();
        const filled = new Map<string, number>();
        for (const deed of deeds) {
          let held = life.held.quantity;
          for (const output of life.step(deed)) {
            if (output.type === 'fill') {
              const request = life.requests.get(output.clientOrderId);
              expect(fillIds.has(output.fillId)).toBe(false);
              fillIds.add(output.fillId);
              filled.set(output.clientOrderId, (filled.get(output.clientOrderId) ?? 0) + output.quantity);
              expect(output.quantity).toBeGreaterThan(0);
              expect(output.quantity % INSTRUMENT.lot).toBe(0);
              if (request?.price !== undefined) {
                const worse =
                  output.side === 'buy' ? output.price > request.price : output.price < request.price;
                expect(worse).toBe(false);
              }
              const after = held + (output.side === 'buy' ? output.quantity : -output.quantity);
              if (request?.reduceOnly) expect(Math.abs(after)).toBeLessThan(Math.abs(held));
              held = after;
            }
            if (output.type === 'order') {
              const before = told.get(output.clientOrderId) ?? { version: 0, final: false, filled: 0 };
              expect(before.final).toBe(false);
              expect(output.version).toBe(before.version + 1);
              expect(output.filled).toBe(filled.get(output.clientOrderId) ?? 0);
              const { version, status } = output;
              told.set(output.clientOrderId, { version, final: status !== 'working', filled: output.filled });
            }
          }
          expect(nextDueMs(life.venue) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(life.nowMs);
        }
        const open = life.books.instruments[INSTRUMENT.id]?.orders.map((o) => o.request.clientOrderId) ?? [];
        for (const id of life.requests.keys()) {
          const last = told.get(id);
          if (last !== undefined) expect(last.final).toBe(!open.includes(id));
        }
      }),
    );
  });

  it('it can be copied at any moment, and the copy lives the same life', () => {
    fc.assert(
      fc.property(lives, fc.nat(60), (deeds, at) => {
        const life = new Life();
        const twin = new Life();
        for (const [i, deed] of deeds.entries()) {
          if (i === at) twin.venue = structuredClone(life.venue);
          expect(twin.step(deed)).toEqual(life.step(deed));
        }
        expect(twin.books).toEqual(life.books);
      }),
    );
  });
});
