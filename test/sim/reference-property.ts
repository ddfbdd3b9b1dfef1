import fc from 'fast-check';
import { expect } from 'vitest';
import type { BookUpdate, OrderRequest, Trade } from '../../src/sdk/index.ts';
import {
  advance,
  amendOrder,
  cancelOrder,
  createVenue,
  defineInstrument,
  findVenueOrder,
  onMarket,
  submitOrder,
} from '../../src/sim/index.ts';
import { ReferenceBook } from './reference-book.ts';
import { INSTRUMENT, PLAIN, T0, usdt } from './venue-kit.ts';

type Deed =
  | { readonly do: 'submit'; readonly order: Partial<OrderRequest> }
  | {
      readonly do: 'cancel' | 'amend';
      readonly which: number;
      readonly quantity: number;
      readonly price: number;
    }
  | {
      readonly do: 'book';
      readonly kind: BookUpdate['kind'];
      readonly bids: number[];
      readonly asks: number[];
    }
  | { readonly do: 'trade'; readonly trade: Pick<Trade, 'side' | 'price' | 'quantity'> };

const { tick, lot } = INSTRUMENT;
// Few prices and few sizes: orders meet, queue behind each other and end exactly.
const price = fc.integer({ min: 197, max: 203 }).map((ticks) => ticks * tick);
const quantity = fc.integer({ min: 6, max: 30 }).map((lots) => lots * lot);
const side = fc.constantFrom('buy' as const, 'sell' as const);
const limit = fc.record({
  type: fc.constant('limit' as const),
  side,
  price,
  quantity,
  timeInForce: fc.constantFrom('gtc', 'gtc', 'gtc', 'ioc', 'fok', 'post-only'),
});
const market = fc.record({
  type: fc.constant('market' as const),
  side,
  quantity,
  timeInForce: fc.constantFrom('ioc' as const, 'fok' as const),
});
/** Changes of a side: mostly where it belongs, now and then across the other, as a feed may show it for a moment. */
const changes = (from: number, to: number): fc.Arbitrary<[number, number][]> => {
  const own = fc.integer({ min: from, max: to }).map((ticks) => ticks * tick);
  const size = fc.oneof(fc.constant(0), { weight: 4, arbitrary: quantity });
  return fc.array(fc.tuple(fc.oneof({ weight: 15, arbitrary: own }, price), size), { maxLength: 3 });
};
const sizes = fc.array(quantity, { minLength: 6, maxLength: 6 });

/** Both sides around a middle, or changes of a few levels: a feed's book may even be crossed for a moment. */
const snapshot = fc
  .tuple(
    fc.constantFrom(199, 200, 201).map((ticks) => ticks * tick),
    sizes,
  )
  .map(([middle, own]): Deed => {
    const ladder = (direction: 1 | -1, part: number[]): number[] =>
      part.flatMap((size, i) => [middle + direction * (i + 1) * tick, size]);
    return { do: 'book', kind: 'snapshot', bids: ladder(-1, own.slice(0, 3)), asks: ladder(1, own.slice(3)) };
  });
const delta = fc
  .tuple(changes(196, 199), changes(201, 204))
  .map(([bids, asks]): Deed => ({ do: 'book', kind: 'delta', bids: bids.flat(), asks: asks.flat() }));
const trade = fc
  .record({ side, price, quantity: fc.integer({ min: 1, max: 20 }).map((lots) => lots * lot) })
  .map((trade): Deed => ({ do: 'trade', trade }));

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 5, arbitrary: fc.oneof(limit, market).map((order): Deed => ({ do: 'submit', order })) },
  { weight: 4, arbitrary: fc.oneof({ weight: 6, arbitrary: delta }, snapshot) },
  { weight: 4, arbitrary: trade },
  fc.record({ do: fc.constantFrom('cancel' as const, 'amend' as const), which: fc.nat(15), quantity, price }),
);

/** After any deeds the venue has made the fills that the reference book made, in that order, and holds what it holds. */
export function matchesReference(numRuns: number): void {
  fc.assert(
    fc.property(
      snapshot,
      fc.array(deed, { minLength: 10, maxLength: 60 }),
      fc.constantFrom(0, 0.3, 1),
      (opening, deeds, cancelsAhead) => {
        const pair = new Pair(cancelsAhead);
        pair.play(opening);
        for (const deed of deeds) pair.play(deed);
        pair.compare();
      },
    ),
    { numRuns, seed: 9 },
  );
}

class Pair {
  readonly #reference: ReferenceBook;
  readonly #venue;
  readonly #fills: string[] = [];
  readonly #ids: string[] = [];
  #now = T0;

  constructor(cancelsAhead: number) {
    this.#reference = new ReferenceBook(cancelsAhead);
    this.#venue = createVenue({ ...PLAIN, cancelsAhead, cash: { USDT: usdt('1000000000') } });
    defineInstrument(this.#venue, INSTRUMENT, T0);
    this.#market({ type: 'trade', id: 'first', side: 'buy', price: 200 * tick, quantity: lot });
  }

  play(deed: Deed): void {
    this.#now++;
    if (deed.do === 'submit') this.#submit(deed.order);
    else if (deed.do === 'book') {
      const { kind, bids, asks } = deed;
      this.#reference.book(this.#market({ type: 'book', kind, update: this.#now, bids, asks }));
    } else if (deed.do === 'trade')
      this.#reference.trade(this.#market({ type: 'trade', id: 't', ...deed.trade }));
    else this.#change(deed.do, deed.which, deed.quantity, deed.price);
    for (const output of advance(this.#venue, this.#now))
      if (output.type === 'fill') {
        const { clientOrderId, side, quantity, price, liquidity } = output;
        this.#fills.push(`${clientOrderId} ${side} ${quantity} @ ${price} ${liquidity}`);
      }
  }

  #market<E extends Omit<BookUpdate, 'instrument' | 'time'> | Omit<Trade, 'instrument' | 'time'>>(
    event: E,
  ): E & { instrument: string; time: number } {
    const whole = { ...event, instrument: INSTRUMENT.id, time: this.#now };
    onMarket(this.#venue, whole, this.#now);
    return whole;
  }

  #submit(order: Partial<OrderRequest>): void {
    const clientOrderId = `order-${this.#ids.length}`;
    const request = {
      ...{ account: 'main', instrument: INSTRUMENT.id, leg: 'net', owner: 'test', role: 'entry' },
      ...{ clientOrderId, reduceOnly: false },
      ...order,
    } as OrderRequest;
    expect(submitOrder(this.#venue, request, this.#now).kind).toBe('accepted');
    this.#ids.push(clientOrderId);
    this.#reference.submit(request);
  }

  #change(what: 'cancel' | 'amend', which: number, quantity: number, price: number): void {
    const clientOrderId = `order-${which}`;
    const known = findVenueOrder(this.#venue, clientOrderId);
    const request = { instrument: INSTRUMENT.id, clientOrderId };
    if (what === 'cancel') {
      if (cancelOrder(this.#venue, request, this.#now).kind !== 'accepted') return;
      this.#reference.cancel(clientOrderId);
      return;
    }
    const change = { ...request, quantity, ...(known?.price !== undefined && { price }) };
    if (amendOrder(this.#venue, change, this.#now).kind !== 'accepted') return;
    this.#reference.amend(change);
  }

  compare(): void {
    expect(this.#fills).toEqual(this.#reference.fills);
    const orders = this.#venue.books.instruments[INSTRUMENT.id]?.orders ?? [];
    expect(orders.map((o) => [o.request.clientOrderId, o.filled, o.queueAhead])).toEqual(
      this.#reference.orders.map((o) => [o.request.clientOrderId, o.filled, o.ahead]),
    );
    for (const id of this.#ids)
      expect(findVenueOrder(this.#venue, id)?.status).toBe(this.#reference.ended.get(id) ?? 'working');
  }
}
