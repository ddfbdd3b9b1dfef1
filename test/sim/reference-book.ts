import type { AmendRequest, BookUpdate, OrderRequest, Trade } from '../../src/sdk/index.ts';

/** One fill in one line: `order-3 buy 20 @ 1005 maker`. */
export type FillLine = string;

interface Resting {
  request: OrderRequest;
  filled: number;
  ahead: number;
  shown: number;
  traded: number;
}

/**
 * What a venue with a book must do with limit and market orders, written for the reader and not for the machine: no
 * index, no sorted side. Whenever something is next, everything is searched for it.
 */
export class ReferenceBook {
  readonly fills: FillLine[] = [];
  /** Open orders, oldest arrival first. */
  orders: Resting[] = [];
  readonly ended = new Map<string, 'filled' | 'cancelled' | 'rejected'>();
  readonly #cancelsAhead: number;
  #bids = new Map<number, number>();
  #asks = new Map<number, number>();
  #bookTimeMs = 0;

  constructor(cancelsAhead: number) {
    this.#cancelsAhead = cancelsAhead;
  }

  submit(request: OrderRequest): void {
    this.#meet({ request, filled: 0, ahead: 0, shown: 0, traded: 0 }, 'rejected');
  }

  cancel(id: string): void {
    if (this.orders.some((o) => o.request.clientOrderId === id)) this.#end(id, 'cancelled');
  }

  amend({ clientOrderId: id, ...change }: AmendRequest): void {
    const order = this.orders.find((o) => o.request.clientOrderId === id);
    if (order === undefined) return;
    const before = order.request;
    order.request = { ...before, ...change };
    if (order.request.quantity <= before.quantity && order.request.price === before.price) return;
    this.orders = this.orders.filter((o) => o !== order);
    this.#meet(order, 'cancelled');
  }

  book(update: BookUpdate): void {
    this.#bookTimeMs = update.time;
    if (update.kind === 'snapshot') [this.#bids, this.#asks] = [new Map(), new Map()];
    for (const [side, flat] of [
      [this.#bids, update.bids],
      [this.#asks, update.asks],
    ] as const)
      for (let i = 0; i < flat.length; i += 2)
        if (flat[i + 1] === 0) side.delete(flat[i]!);
        else side.set(flat[i]!, flat[i + 1]!);
    for (const order of this.#byPriority()) {
      const price = order.request.price!;
      const now = this.#own(order).get(price) ?? 0;
      const cancelled = Math.max(0, order.shown - now - order.traded);
      order.ahead = Math.min(Math.max(0, order.ahead - Math.floor(cancelled * this.#cancelsAhead)), now);
      order.shown = now;
      order.traded = 0;
      const reached = Math.min(this.#within(order), this.#open(order));
      if (reached === 0) continue;
      for (let left = reached; left > 0; ) left -= this.#takeBest(order, left).quantity;
      this.#fill(order, price, reached, 'maker');
    }
  }

  trade(trade: Trade): void {
    let left = trade.quantity;
    for (const order of this.#byPriority()) {
      const { side, price } = order.request;
      const beyond = side === 'buy' ? price! - trade.price : trade.price - price!;
      if (beyond < 0 || (beyond === 0 && trade.side === side)) continue;
      if (beyond > 0) order.ahead = 0;
      else if (trade.time >= this.#bookTimeMs) order.traded += trade.quantity;
      else if (order.ahead > 0) continue; // The displayed sizes show it already.
      const queue = Math.min(order.ahead, left);
      order.ahead -= queue;
      const quantity = Math.min(left - queue, this.#open(order));
      if (quantity === 0) continue;
      left -= quantity;
      this.#fill(order, price!, quantity, 'maker');
    }
  }

  /** A fresh order, or one that gave up its place: takes, then rests or ends. */
  #meet(order: Resting, refused: 'rejected' | 'cancelled'): void {
    const { request } = order;
    const { clientOrderId: id, timeInForce } = request;
    const within = this.#within(order);
    if (timeInForce === 'post-only' && within > 0) return void this.ended.set(id, refused);
    if (timeInForce === 'fok' && within < this.#open(order)) return void this.ended.set(id, 'cancelled');
    this.orders.push(order);
    for (let open = this.#open(order); open > 0 && this.#within(order) > 0; open = this.#open(order)) {
      const { price, quantity } = this.#takeBest(order, open);
      this.#fill(order, price, quantity, 'taker');
    }
    if (this.#open(order) === 0) return;
    if (request.type === 'market' || timeInForce === 'ioc' || timeInForce === 'fok')
      this.#end(id, 'cancelled');
    else {
      order.ahead = this.#own(order).get(request.price!) ?? 0;
      order.shown = order.ahead;
      order.traded = 0;
    }
  }

  /** Buys from the highest price, then sells from the lowest, equals as they arrived: found one by one. */
  #byPriority(): Resting[] {
    const left = [...this.orders];
    const found: Resting[] = [];
    while (left.length > 0) {
      let best = 0;
      for (let i = 1; i < left.length; i++) if (isBefore(left[i]!, left[best]!)) best = i;
      found.push(...left.splice(best, 1));
    }
    return found;
  }

  #own(order: Resting): Map<number, number> {
    return order.request.side === 'buy' ? this.#bids : this.#asks;
  }

  #opposite(order: Resting): Map<number, number> {
    return order.request.side === 'buy' ? this.#asks : this.#bids;
  }

  #open(order: Resting): number {
    return order.request.quantity - order.filled;
  }

  #reaches(order: Resting, level: number): boolean {
    const { price, side } = order.request;
    return price === undefined || (side === 'buy' ? level <= price : level >= price);
  }

  #within(order: Resting): number {
    let size = 0;
    for (const [price, here] of this.#opposite(order)) if (this.#reaches(order, price)) size += here;
    return size;
  }

  #takeBest(order: Resting, most: number): { price: number; quantity: number } {
    const levels = this.#opposite(order);
    const prices = [...levels.keys()];
    const price = order.request.side === 'buy' ? Math.min(...prices) : Math.max(...prices);
    const here = levels.get(price)!;
    const quantity = Math.min(here, most);
    if (quantity === here) levels.delete(price);
    else levels.set(price, here - quantity);
    return { price, quantity };
  }

  #fill(order: Resting, price: number, quantity: number, liquidity: 'maker' | 'taker'): void {
    const { clientOrderId: id, side } = order.request;
    order.filled += quantity;
    this.fills.push(`${id} ${side} ${quantity} @ ${price} ${liquidity}`);
    if (this.#open(order) === 0) this.#end(id, 'filled');
  }

  #end(id: string, how: 'filled' | 'cancelled'): void {
    this.orders = this.orders.filter((o) => o.request.clientOrderId !== id);
    this.ended.set(id, how);
  }
}

function isBefore(a: Resting, b: Resting): boolean {
  if (a.request.side !== b.request.side) return a.request.side === 'buy';
  const better = (a.request.price! - b.request.price!) * (a.request.side === 'buy' ? -1 : 1);
  return better < 0;
}
