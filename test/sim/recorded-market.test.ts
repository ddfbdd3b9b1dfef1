import { describe, expect, it } from 'vitest';
import type { BookUpdate, Fill, OrderRequest, Trade } from '../../src/sdk/index.ts';
import type { Venue, VenueConfig, VenueOutput } from '../../src/sim/index.ts';
import {
  advance,
  cancelOrder,
  createVenue,
  defineInstrument,
  onMarket,
  submitOrder,
} from '../../src/sim/index.ts';
import { type Best, type Heard, MISSING, RECORDED, readRecording } from './recorded-market.ts';
import { ReferenceBook } from './reference-book.ts';
import { PLAIN, usdt } from './venue-kit.ts';

/** The recorded market drives a venue; `at` is called before each event is heard. */
class Session {
  readonly venue: Venue;
  readonly book = { bids: new Map<number, number>(), asks: new Map<number, number>() };
  readonly fills: (Fill & { atMs: number })[] = [];
  readonly ended = new Map<string, string>();
  nowMs = 0;
  /** Of the newest book update heard. */
  update = 0;
  #orders = 0;

  constructor(config: Partial<VenueConfig> = {}) {
    this.venue = createVenue({ ...PLAIN, cash: { USDT: usdt('100000000') }, leverage: 50, ...config });
    defineInstrument(this.venue, RECORDED, 0);
  }

  hear({ nowMs, event }: Heard): void {
    this.nowMs = nowMs;
    if (event.type === 'best') return;
    if (event.type === 'book') this.#show(event);
    onMarket(this.venue, event, nowMs);
    this.#take(advance(this.venue, nowMs));
  }

  /** Passes the time up to `nowMs` without hearing anything. */
  pass(nowMs: number): void {
    this.nowMs = nowMs;
    this.#take(advance(this.venue, nowMs));
  }

  request(order: Partial<OrderRequest>): OrderRequest {
    return {
      ...{ account: 'main', instrument: RECORDED.id, leg: 'net', owner: 'test', role: 'entry' },
      ...{ clientOrderId: `order-${++this.#orders}`, side: 'buy', type: 'market', quantity: 1000 },
      ...{ timeInForce: order.type === 'limit' ? 'gtc' : 'ioc', reduceOnly: false },
      ...order,
    } as OrderRequest;
  }

  submit(request: OrderRequest): string {
    const outcome = submitOrder(this.venue, request, this.nowMs);
    expect(outcome).toEqual({ kind: 'accepted' });
    this.#take(advance(this.venue, this.nowMs));
    return request.clientOrderId;
  }

  of(id: string): (Fill & { atMs: number })[] {
    return this.fills.filter((fill) => fill.clientOrderId === id);
  }

  get bid(): number {
    return Math.max(...this.book.bids.keys());
  }

  get ask(): number {
    return Math.min(...this.book.asks.keys());
  }

  #show({ kind, bids, asks, update }: BookUpdate): void {
    this.update = update;
    for (const [side, flat] of [
      [this.book.bids, bids],
      [this.book.asks, asks],
    ] as const) {
      if (kind === 'snapshot') side.clear();
      for (let i = 0; i < flat.length; i += 2)
        if (flat[i + 1] === 0) side.delete(flat[i]!);
        else side.set(flat[i]!, flat[i + 1]!);
    }
  }

  #take(outputs: readonly VenueOutput[]): void {
    for (const output of outputs)
      if (output.type === 'fill') this.fills.push({ ...output, atMs: this.nowMs });
      else if (output.type === 'order' && output.status !== 'working')
        this.ended.set(output.clientOrderId, `${output.status}${output.reason ? `: ${output.reason}` : ''}`);
  }
}

/** What taking `quantity` from the displayed levels costs, level by level, in the order they are taken. */
function walk(
  levels: ReadonlyMap<number, number>,
  side: 'buy' | 'sell',
  quantity: number,
): [number, number][] {
  const sorted = [...levels].sort(([a], [b]) => (side === 'buy' ? a - b : b - a));
  const taken: [number, number][] = [];
  let left = quantity;
  for (const [price, size] of sorted) {
    if (left === 0) break;
    taken.push([price, Math.min(size, left)]);
    left -= Math.min(size, left);
  }
  return taken;
}

const prices = (fills: readonly Fill[]): [number, number][] =>
  fills.map(({ price, quantity }) => [price, quantity]);

describe.skipIf(MISSING !== undefined)(
  `six recorded minutes of BTCUSDT${MISSING ? ` (${MISSING})` : ''}`,
  () => {
    const heard = MISSING === undefined ? readRecording() : [];
    const start = heard[0]?.nowMs ?? 0;
    const until = (session: Session, ms: number, from = 0): number => {
      let i = from;
      for (; i < heard.length && heard[i]!.nowMs <= start + ms; i++) session.hear(heard[i]!);
      return i;
    };

    it('are there: 21,000 trades and 6,500 book updates', () => {
      const count = (type: string): number => heard.filter(({ event }) => event.type === type).length;
      expect([count('trade') > 21_000, count('book') > 6_500, count('best') > 66_000]).toEqual([
        true,
        true,
        true,
      ]);
    });

    it('show the best prices in the venue that were told beside the book', () => {
      const bests = new Map<number, Best>();
      for (const { event } of heard) if (event.type === 'best') bests.set(event.update, event);
      const session = new Session();
      let compared = 0;
      for (const one of heard) {
        session.hear(one);
        const best = one.event.type === 'book' ? bests.get(one.event.update) : undefined;
        if (best === undefined) continue;
        const { bids, asks } = session.venue.market[RECORDED.id]!.book!;
        compared++;
        expect([bids.prices[0], bids.sizes[0]]).toEqual(best.bid);
        expect([asks.prices[0], asks.sizes[0]]).toEqual(best.ask);
      }
      expect(compared).toBeGreaterThan(100);
    });

    it.each([
      ['buy', 1_000],
      ['sell', 20_000],
      ['buy', 100_000],
      ['sell', 100_000],
    ] as const)(
      'a market %s of %i thousandths walks the levels that are displayed, at their prices',
      (side, quantity) => {
        for (const ms of [5_000, 90_000, 200_000, 330_000]) {
          const session = new Session();
          until(session, ms);
          const expected = walk(side === 'buy' ? session.book.asks : session.book.bids, side, quantity);
          const id = session.submit(session.request({ side, quantity }));
          expect(prices(session.of(id))).toEqual(expected);
          expect(session.of(id).every((fill) => fill.liquidity === 'taker')).toBe(true);
          expect(session.ended.get(id)).toBe('filled');
        }
      },
    );

    it('an order that travels 50 ms meets the book of 50 ms later', () => {
      const latency = { ...PLAIN.latency, order: { model: 'fixed', ms: 50 } } as const;
      const session = new Session({ latency });
      const at = until(session, 120_000);
      const id = session.submit(session.request({ quantity: 50_000 }));
      const dueMs = session.nowMs + 50;
      let i = at;
      for (; heard[i]!.nowMs < dueMs; i++) session.hear(heard[i]!);
      expect(session.of(id)).toEqual([]);
      const expected = walk(session.book.asks, 'buy', 50_000);
      session.pass(dueMs);
      expect(prices(session.of(id))).toEqual(expected);
    });

    it('ioc takes what stands at the limit, fok all or nothing, post-only never takes', () => {
      const session = new Session();
      until(session, 60_000);
      const { ask } = session;
      const size = session.book.asks.get(ask)!;
      const limit = { type: 'limit', price: ask, quantity: size + 1 } as const;
      const fok = session.submit(session.request({ ...limit, timeInForce: 'fok' }));
      const post = session.submit(session.request({ ...limit, timeInForce: 'post-only' }));
      const ioc = session.submit(session.request({ ...limit, timeInForce: 'ioc' }));
      expect(session.ended.get(fok)).toBe('cancelled: fill-or-kill: the whole quantity is not there');
      expect(session.ended.get(post)).toBe('rejected: post-only: the order would have taken liquidity');
      expect(session.ended.get(ioc)).toBe('cancelled: the book holds no more within reach of the order');
      expect(prices(session.fills)).toEqual([[ask, size]]);
    });

    /** The moment at which a bid that joins the best one at 10 s is filled. */
    const joined = (
      cancelsAhead: number,
      quantity = 100,
    ): { ahead: number; filledMs: number; fills: Session['fills'] } => {
      const session = new Session({ cancelsAhead });
      const from = until(session, 10_000);
      const request = session.request({
        type: 'limit',
        price: session.bid,
        quantity,
        timeInForce: 'post-only',
      });
      const ahead = session.book.bids.get(session.bid)!;
      const id = session.submit(request);
      until(session, 400_000, from);
      const fills = session.of(id);
      return { ahead, filledMs: (fills.at(-1)?.atMs ?? 0) - start, fills };
    };

    it('a bid that joins the best price waits until what stood before it has traded or is no longer displayed', () => {
      const { ahead, fills, filledMs } = joined(0);
      const { price } = fills[0]!;
      expect(ahead).toBeGreaterThan(0);
      expect(filledMs).toBeGreaterThan(10_000);
      expect(fills.every((fill) => fill.liquidity === 'maker' && fill.price === price)).toBe(true);
      // Seen from the trades alone: either the queue has traded away, or the market went through the price.
      const since = heard.filter(({ nowMs }) => nowMs > start + 10_000 && nowMs <= start + filledMs);
      const trades = since.flatMap(({ event }) => (event.type === 'trade' ? [event] : []));
      const at = trades
        .filter((t) => t.price === price && t.side === 'sell')
        .reduce((all, t) => all + t.quantity, 0);
      const through = trades.some((t) => t.price < price);
      const emptied = since.some(
        ({ event }) =>
          event.type === 'book' &&
          event.bids.some((p, i) => i % 2 === 0 && p === price && event.bids[i + 1]! < ahead),
      );
      expect(at >= ahead || through || emptied).toBe(true);
    });

    it('the more cancels are taken to stand before it, the sooner it is filled', () => {
      const [none, half, all] = [joined(0), joined(0.5), joined(1)];
      expect(half.filledMs).toBeLessThanOrEqual(none.filledMs);
      expect(all.filledMs).toBeLessThanOrEqual(half.filledMs);
    });

    it('a whole session of orders makes the fills of the naive book, and makes them again', () => {
      const one = play(0.3);
      expect(one.session.fills.length).toBeGreaterThan(100);
      expect(one.session.fills.some((fill) => fill.liquidity === 'maker')).toBe(true);
      const lines = one.session.fills.map(
        (f) => `${f.clientOrderId} ${f.side} ${f.quantity} @ ${f.price} ${f.liquidity}`,
      );
      expect(lines).toEqual(one.reference.fills);
      expect(play(0.3, false).session.venue.books).toEqual(one.session.venue.books);
      const { cash, house } = one.session.venue.books;
      const { fees, counterparty, insurance } = house;
      expect(cash.USDT! + fees.USDT! + counterparty.USDT! + insurance.USDT!).toBe(usdt('100000000'));
    });

    /** Every second a bid and an offer join the best prices and live for eight seconds; every fifth a market order. */
    function play(
      cancelsAhead: number,
      withReference = true,
    ): { session: Session; reference: ReferenceBook } {
      const session = new Session({ cancelsAhead, fees: { maker: -5_000, taker: 45_000 } });
      const reference = new ReferenceBook(cancelsAhead);
      const living: { id: string; untilMs: number }[] = [];
      let second = 0;
      for (const one of heard) {
        if (one.nowMs > start + 120_000) break;
        if (withReference && one.event.type === 'book') reference.book(one.event);
        if (withReference && one.event.type === 'trade') reference.trade(one.event);
        session.hear(one);
        while (living.length > 0 && living[0]!.untilMs <= one.nowMs) {
          const clientOrderId = living.shift()!.id;
          cancelOrder(session.venue, { instrument: RECORDED.id, clientOrderId }, one.nowMs);
          session.pass(one.nowMs);
          if (withReference) reference.cancel(clientOrderId);
        }
        if (one.nowMs < start + second * 1000) continue;
        second++;
        const orders: Partial<OrderRequest>[] = [
          { type: 'limit', side: 'buy', price: session.bid, quantity: 150 },
          { type: 'limit', side: 'sell', price: session.ask + 5, quantity: 150 },
          ...(second % 5 === 0
            ? [{ side: second % 2 === 0 ? 'buy' : 'sell', quantity: 3_000 } as const]
            : []),
        ];
        for (const order of orders) {
          const request = session.request(order);
          session.submit(request);
          if (withReference) reference.submit(request);
          if (order.type === 'limit') living.push({ id: request.clientOrderId, untilMs: one.nowMs + 8_000 });
        }
      }
      return { session, reference };
    }

    it('against trades alone, a market order pays what the next takers of its side paid', () => {
      const session = new Session({ fillModel: 'trades' });
      const from = until(session, 30_000);
      const id = session.submit(session.request({ quantity: 2_000 }));
      const buys: Trade[] = [];
      for (let i = from; session.ended.get(id) === undefined; i++) {
        const one = heard[i]!;
        session.hear(one);
        if (one.event.type === 'trade' && one.event.side === 'buy') buys.push(one.event);
      }
      const fills = session.of(id);
      expect(fills.reduce((all, fill) => all + fill.quantity, 0)).toBe(2_000);
      expect(prices(fills)).toEqual(
        buys.map((t, i) => [t.price, i < buys.length - 1 ? t.quantity : fills.at(-1)!.quantity]),
      );
    });
  },
);
