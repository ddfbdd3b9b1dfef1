import type {
  AmendRequest,
  ClientOrderId,
  Fill,
  Instrument,
  InstrumentId,
  Leg,
  Ms,
  OrderRequest,
  Price,
  Quantity,
} from '../../sdk/index.ts';
import { CASH_SCALE, type Cash, formatTrim, isClientOrderId, quoteValue } from '../../sdk/index.ts';
import type { KillLatch } from './latch.ts';
import { createSentOrders, type SentOrder } from './sent-orders.ts';

/** Hard limits that the executor holds itself, whatever the core says: a second lock with its own key. */
export interface EnvelopeLimits {
  readonly instruments: readonly InstrumentId[];
  /** Largest value of one order that is not reduce-only. */
  readonly orderNotional: Cash;
  /** Largest value that a position, each leg of a hedge by itself, may have once every entry that still works has filled. */
  readonly positionNotional: Cash;
  /** Orders and amends together, in any window of one second. */
  readonly ordersPerSecond: number;
}

export interface Envelope {
  /** A new profile's limits. */
  limit(limits: EnvelopeLimits): void;
  /** Undefined: it may go out, and is counted. Else why not. */
  checkSubmit(order: OrderRequest, now: Ms): string | undefined;
  checkAmend(request: AmendRequest, now: Ms): string | undefined;
  /** What the venue reported as filled, to know the position on its own. A repeated report changes nothing. */
  filled(fill: Pick<Fill, 'fillId' | 'clientOrderId' | 'instrument' | 'leg' | 'side' | 'quantity'>): void;
  /** An order ended, other than by being filled. */
  settled(clientOrderId: ClientOrderId): void;
  define(instrument: Instrument): void;
  /** Newest known price, for market orders. */
  price(instrument: InstrumentId, price: Price): void;
  /** A position that a run starts from; several of one instrument and leg add up. */
  hold(of: HeldKey, quantity: number): void;
  /** The whole position as it was reconciled with the venue, in place of what was counted. */
  reconciled(of: HeldKey, quantity: number): void;
  /** An order that an earlier run sent and that still works. */
  sent(order: SentOrder & { readonly filled?: Quantity }): void;
}

type HeldKey = { readonly instrument: InstrumentId; readonly leg: Leg };

/**
 * Times the rate limit that orders of its kind may fill up: a burst of entries must not keep an exit from going out
 * behind it, nor a burst of a strategy's exits a stop or the closing of everything.
 */
function shareOf({ reduceOnly, role }: OrderRequest): number {
  if (!reduceOnly) return 1;
  return role === 'exit' ? 2 : 3;
}

/** What a unit may turn out to be worth: only a buy's limit is the most that it can trade at. */
function valuePrice(order: SentOrder, market: Price | undefined): Price | undefined {
  if (order.type === 'limit' && order.side === 'buy') return order.price;
  return market === undefined ? undefined : Math.max(order.price ?? 0, order.triggerPrice ?? 0, market);
}

export function createEnvelope(first: EnvelopeLimits, latch: KillLatch): Envelope {
  let limits = first;
  const instruments = new Map<InstrumentId, Instrument>();
  const prices = new Map<InstrumentId, Price>();
  const held = new Map<string, number>();
  /** The leg of each order that was sent: a fill does not always say. */
  const sentIds = new Map<string, Leg>();
  const reducers = new Set<string>();
  const fills = new Set<string>();
  const working = createSentOrders();
  let recent: Ms[] = [];

  const tooFast = (now: Ms, share: number): string | undefined => {
    recent = recent.filter((at) => now - at < 1_000);
    const most = limits.ordersPerSecond * share;
    return recent.length >= most ? `more than ${most} orders in a second` : undefined;
  };
  const keyOf = ({ instrument, leg }: HeldKey): string => `${instrument}/${leg}`;
  const hold = (of: HeldKey, quantity: number): void =>
    void held.set(keyOf(of), (held.get(keyOf(of)) ?? 0) + quantity);
  const sent: Envelope['sent'] = (order) => {
    sentIds.set(order.clientOrderId, order.leg);
    if (order.reduceOnly) reducers.add(order.clientOrderId);
    working.add(order, order.filled ?? 0);
    if (sentIds.size > 100_000) for (const id of sentIds.keys()) if (sentIds.delete(id)) break;
    if (reducers.size > 1_000) for (const id of reducers) if (reducers.delete(id)) break;
  };
  const text = (cash: Cash): string => formatTrim(cash, CASH_SCALE, 2);

  const isCount = (number: number): boolean => Number.isSafeInteger(number) && number > 0;
  const checkOrder = (order: SentOrder): string | undefined => {
    if (!isCount(order.quantity)) return 'its quantity is not a positive whole number';
    if (![order.price ?? 1, order.triggerPrice ?? 1].every(isCount))
      return 'its price is not a positive whole number';
    // What is still held of an instrument that has left the profile can be protected and closed.
    if (!order.reduceOnly && !limits.instruments.includes(order.instrument))
      return `${order.instrument} is not in the profile`;
    const instrument = instruments.get(order.instrument);
    if (!instrument) return `${order.instrument} is not defined`;
    if (order.reduceOnly) return undefined;
    return latch.isSet() ? 'the kill latch is set' : checkExposure(order, instrument);
  };
  const checkExposure = (order: SentOrder, instrument: Instrument): string | undefined => {
    const price = valuePrice(order, prices.get(order.instrument));
    if (price === undefined) return 'its value cannot be told: no price is known';
    const value = (quantity: number): Cash => quoteValue(instrument, price, Math.abs(quantity));
    if (value(order.quantity) > limits.orderNotional) {
      return `its value ${text(value(order.quantity))} is over ${text(limits.orderNotional)}`;
    }
    const entering = order.quantity + working.open(order, order.clientOrderId);
    const after = Math.max(0, roomless(order) + entering);
    if (value(after) > limits.positionNotional) {
      return `the position would be worth ${text(value(after))}, over ${text(limits.positionNotional)}`;
    }
    return undefined;
  };

  /** Held on an entry's side; below 0 what is held against it, as far as nothing that reduces may close it first. */
  const roomless = (order: SentOrder): Quantity => {
    const side = (held.get(keyOf(order)) ?? 0) * (order.side === 'buy' ? 1 : -1);
    return side >= 0 ? side : Math.min(0, side + working.open({ ...order, reduceOnly: true }));
  };

  return {
    limit(next) {
      limits = next;
    },
    checkSubmit(order, now) {
      if (!isClientOrderId(order.clientOrderId)) return 'its client order id is not valid';
      if (sentIds.has(order.clientOrderId)) return 'its client order id was used before';
      const why = checkOrder(order) ?? tooFast(now, shareOf(order));
      if (why !== undefined) return why;
      recent.push(now);
      sent(order);
      return undefined;
    },
    checkAmend(request, now) {
      const reduces = reducers.has(request.clientOrderId);
      const order = working.get(request.clientOrderId);
      if (!reduces && !order) return 'it is of no order that was sent and still works';
      const changed = order && withChange(order, request);
      const why = (changed && !reduces ? checkOrder(changed) : undefined) ?? tooFast(now, reduces ? 3 : 1);
      if (why !== undefined) return why;
      recent.push(now);
      if (changed) working.add(changed);
      return undefined;
    },
    filled({ fillId, clientOrderId, instrument, leg, side, quantity }) {
      if (fills.has(fillId)) return;
      fills.add(fillId);
      working.filled(clientOrderId, quantity);
      if (fills.size > 10_000) for (const id of fills) if (fills.delete(id)) break;
      const of = { instrument, leg: sentIds.get(clientOrderId) ?? leg ?? 'net' };
      hold(of, side === 'buy' ? quantity : -quantity);
    },
    settled: (clientOrderId) => working.settled(clientOrderId),
    define: (instrument) => void instruments.set(instrument.id, instrument),
    price: (instrument, price) => void prices.set(instrument, price),
    hold,
    reconciled: (of, quantity) => void held.set(keyOf(of), quantity),
    sent,
  };
}

function withChange(order: SentOrder, { quantity, price, triggerPrice }: AmendRequest): SentOrder {
  return {
    ...order,
    ...(quantity !== undefined && { quantity }),
    ...(price !== undefined && { price }),
    ...(triggerPrice !== undefined && { triggerPrice }),
  };
}
