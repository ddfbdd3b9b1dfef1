import type { StrategyOrder, StrategyPosition } from '../contracts/strategy.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Fill } from '../orders/fill.ts';
import type { AmendIntent, Exit, Intent, PlainOrder, Signal, Target } from '../orders/intent.ts';
import { ladderPrice } from '../orders/intent-form.ts';
import type { Side } from '../orders/order.ts';
import type { InstrumentId } from '../values/ids.ts';
import type { Price, Quantity } from '../values/money.ts';
import { mulDiv } from '../values/scale.ts';
import type { Ms } from '../values/time.ts';

/** Where a price went: the first one seen, the lowest and the highest. */
export interface Move {
  readonly first: Price;
  readonly low: Price;
  readonly high: Price;
}

/** A position with the stop and the targets that still wait for it. */
interface Holding {
  quantity: Quantity;
  entryPrice: Price;
  openedMs: Ms;
  stop: Price | undefined;
  targets: { readonly price: Price; readonly quantity: Quantity }[];
}

interface Waiting {
  readonly intent: Signal | Exit | PlainOrder;
  readonly order: StrategyOrder;
  /** Of a trailing stop that has become active: the best price since. */
  best?: Price;
}

/** Lots that a signal opens. */
const LOTS = 10;
const FLAT: StrategyPosition = Object.freeze({ quantity: 0, entryPrice: undefined, openedMs: undefined });

/**
 * The simplest venue that answers a strategy: what is asked on one event fills whole on the next price of its
 * instrument, without fees; a stop fills before a target. For tests of strategies only: no money was ever counted
 * with it.
 */
export class BenchVenue {
  readonly #instruments: ReadonlyMap<InstrumentId, Instrument>;
  readonly #holdings = new Map<InstrumentId, Holding>();
  #waiting: Waiting[] = [];
  #orders = 0;
  #fills = 0;

  constructor(instruments: readonly Instrument[]) {
    this.#instruments = new Map(instruments.map((i) => [i.id, i]));
  }

  position(id: InstrumentId): StrategyPosition {
    const held = this.#holdings.get(id);
    if (!held) return FLAT;
    return Object.freeze({ quantity: held.quantity, entryPrice: held.entryPrice, openedMs: held.openedMs });
  }

  orders(id: InstrumentId): readonly StrategyOrder[] {
    return this.#waiting.filter((w) => w.order.instrument === id).map((w) => w.order);
  }

  /** Takes an intent; returns why not, where it does not. */
  take(intent: Intent): string | undefined {
    if (intent.type === 'cancel') {
      const before = this.#waiting.length;
      this.#waiting = this.#waiting.filter((w) => w.order.clientOrderId !== intent.clientOrderId);
      return this.#waiting.length < before ? undefined : 'no such order';
    }
    if (intent.type === 'amend') return this.#amend(intent);
    const { instrument } = intent;
    const held = this.#holdings.get(instrument)?.quantity ?? 0;
    if (intent.type === 'exit') {
      const doubled = this.#waiting.some(
        (w) => w.intent.type === 'exit' && w.intent.instrument === instrument,
      );
      if (held !== 0 && !doubled) this.#wait(intent, held > 0 ? 'sell' : 'buy', Math.abs(held));
      return undefined;
    }
    if (intent.type === 'order') {
      this.#wait(intent, intent.side, intent.quantity);
      return undefined;
    }
    const asked = this.#waiting.some((w) => w.intent.type === 'signal' && w.intent.instrument === instrument);
    if (held !== 0 || asked) return 'something is held or asked for already';
    this.#wait(intent, intent.side, LOTS * (this.#instruments.get(instrument)?.lot ?? 1));
    return undefined;
  }

  #amend({ clientOrderId, quantity, price, triggerPrice }: AmendIntent): string | undefined {
    const waiting = this.#waiting.find((w) => w.order.clientOrderId === clientOrderId);
    if (waiting?.intent.type !== 'order') return 'no such order';
    const change = {
      ...(quantity !== undefined && { quantity }),
      ...(price !== undefined && { price }),
    };
    const changed: Waiting = {
      intent: { ...waiting.intent, ...change, ...(triggerPrice !== undefined && { triggerPrice }) },
      order: { ...waiting.order, ...change },
    };
    this.#waiting = this.#waiting.map((w) => (w === waiting ? changed : w));
    return undefined;
  }

  /** The price of an instrument moved: what fills, in order. */
  move(id: InstrumentId, move: Move, at: Ms): Fill[] {
    const fills: Fill[] = [];
    const due = this.#waiting.filter((w) => w.order.instrument === id);
    for (const waiting of due) {
      const { intent, order } = waiting;
      const price =
        intent.type === 'order' && intent.orderType === 'trailing-stop'
          ? trail(waiting, intent, move)
          : fillPrice(intent, order.side, move);
      if (price === undefined) continue;
      this.#waiting = this.#waiting.filter((w) => w !== waiting && !isRival(w, waiting));
      const held = this.#holdings.get(id)?.quantity ?? 0;
      const closes = intent.type === 'exit' || (intent.type === 'order' && intent.reduceOnly === true);
      const against = order.side === 'buy' ? -held : held;
      const quantity = closes ? Math.min(order.quantity, against) : order.quantity;
      if (quantity <= 0) continue;
      fills.push(this.#fill(order.clientOrderId, id, order.side, price, quantity, at));
      const holding = this.#holdings.get(id);
      if (holding && intent.type === 'signal') {
        holding.stop = intent.stop;
        holding.targets = (intent.targets ?? []).map((t) => ({
          price: t.price,
          quantity: share(t, quantity),
        }));
      } else if (holding && intent.type === 'order' && intent.stop !== undefined) holding.stop = intent.stop;
    }
    return [...fills, ...this.#protect(id, move, at)];
  }

  #protect(id: InstrumentId, move: Move, at: Ms): Fill[] {
    const holding = this.#holdings.get(id);
    if (!holding) return [];
    const side: Side = holding.quantity > 0 ? 'sell' : 'buy';
    const stopped = holding.stop === undefined ? undefined : triggered(side, holding.stop, move);
    if (stopped !== undefined) {
      return [this.#fill(this.#nextId(), id, side, stopped, Math.abs(holding.quantity), at)];
    }
    const reached = holding.targets.filter((t) => limited(side, t.price, move) !== undefined);
    holding.targets = holding.targets.filter((t) => !reached.includes(t));
    return reached.flatMap((target) => {
      const left = Math.abs(this.#holdings.get(id)?.quantity ?? 0);
      const quantity = Math.min(left, target.quantity);
      return quantity > 0 ? [this.#fill(this.#nextId(), id, side, target.price, quantity, at)] : [];
    });
  }

  #wait(intent: Waiting['intent'], side: Side, quantity: Quantity): void {
    const plain = intent.type === 'order' ? intent : undefined;
    const price = plain?.price ?? (intent.type === 'signal' ? ladderPrice(intent) : undefined);
    const order: StrategyOrder = Object.freeze({
      clientOrderId: this.#nextId(),
      instrument: intent.instrument,
      leg: 'net',
      side,
      type: plain?.orderType ?? (price === undefined ? 'market' : 'limit'),
      quantity,
      filled: 0,
      price,
      state: 'working',
      tag: plain?.tag,
    });
    this.#waiting.push({ intent, order });
  }

  #nextId(): string {
    return `bench-${++this.#orders}`;
  }

  #fill(clientOrderId: string, id: InstrumentId, side: Side, price: Price, quantity: Quantity, at: Ms): Fill {
    const signed = side === 'buy' ? quantity : -quantity;
    const held = this.#holdings.get(id);
    const total = (held?.quantity ?? 0) + signed;
    if (total === 0) this.#holdings.delete(id);
    else if (!held || Math.sign(total) !== Math.sign(held.quantity)) {
      this.#holdings.set(id, {
        quantity: total,
        entryPrice: price,
        openedMs: at,
        stop: undefined,
        targets: [],
      });
    } else {
      if (Math.abs(total) > Math.abs(held.quantity)) {
        held.entryPrice += mulDiv(price - held.entryPrice, signed, total, 'down');
      }
      held.quantity = total;
    }
    return Object.freeze({
      type: 'fill',
      fillId: `bench-fill-${++this.#fills}`,
      clientOrderId,
      instrument: id,
      side,
      price,
      quantity,
      fee: 0n,
      feeCurrency: this.#instruments.get(id)?.settle ?? 'USDT',
      liquidity: 'taker',
      time: at,
    });
  }
}

function share(target: Target, quantity: Quantity): Quantity {
  return Math.round(target.fraction * quantity);
}

/** The price at which a waiting intent fills on this move, or undefined while it waits on. */
function fillPrice(intent: Waiting['intent'], side: Side, move: Move): Price | undefined {
  if (intent.type === 'exit') return move.first;
  if (intent.type === 'signal') {
    const entry = ladderPrice(intent);
    return entry === undefined ? move.first : limited(side, entry, move);
  }
  const { orderType, price, triggerPrice } = intent;
  if (orderType === 'market') return move.first;
  if (orderType === 'limit') return price === undefined ? undefined : limited(side, price, move);
  if (triggerPrice === undefined) return undefined;
  return orderType === 'take-profit'
    ? limited(side, triggerPrice, move)
    : triggered(side, triggerPrice, move);
}

/** Of one group: one cancels the other. */
function isRival(one: Waiting, filled: Waiting): boolean {
  const group = filled.intent.type === 'order' ? filled.intent.group : undefined;
  return group !== undefined && one.intent.type === 'order' && one.intent.group === group;
}

/** Follows the best price once it is active; what a move reaches is judged by the best price before it. */
function trail(
  waiting: Waiting,
  { side, trailBy = 0, activationPrice }: PlainOrder,
  move: Move,
): Price | undefined {
  const isSale = side === 'sell';
  if (waiting.best === undefined && activationPrice !== undefined) {
    if (isSale ? move.high < activationPrice : move.low > activationPrice) return undefined;
    waiting.best = activationPrice;
    return undefined;
  }
  const best = waiting.best ?? move.first;
  waiting.best = isSale ? Math.max(best, move.high) : Math.min(best, move.low);
  return triggered(side, isSale ? best - trailBy : best + trailBy, move);
}

/** At the price or better, once the market comes to it. */
function limited(side: Side, price: Price, move: Move): Price | undefined {
  if (side === 'buy') return move.low <= price ? Math.min(price, move.first) : undefined;
  return move.high >= price ? Math.max(price, move.first) : undefined;
}

/** At the price or worse, once the market passes it. */
function triggered(side: Side, price: Price, move: Move): Price | undefined {
  if (side === 'buy') return move.high >= price ? Math.max(price, move.first) : undefined;
  return move.low <= price ? Math.min(price, move.first) : undefined;
}
