import type { Bar, Ms, Price } from '../../sdk/index.ts';
import { isCalm, liquidateOnWay, watchMargin } from '../account/watch.ts';
import type { InstrumentBooks } from '../books.ts';
import { makeRoom } from '../orders/close-on-trigger.ts';
import { fires, follow, triggerOf, waitsForRise } from '../orders/trigger.ts';
import type { WorkingOrder } from '../orders/working.ts';
import type { Venue } from '../venue.ts';
import { marketOf } from '../venue.ts';
import { fillAtLimit, meetPrice } from './bar-fills.ts';

/**
 * Matches the orders of an instrument that never had a book against one confirmed bar.
 *
 * The path inside the bar is assumed to be the worse one for what is held: open → adverse extreme → other extreme
 * → close, so that of a stop and a target inside one bar the stop is hit. Held long, the low comes first; short,
 * the high; flat, the low. What is held is looked at after the open has been dealt with, and the bar itself has no
 * say in it: nothing that happens on the way depends on what comes later. `barPath` sets the way once for all.
 *
 * Where no mark price is known, the path is what positions are valued at, and it reaches a liquidation price before
 * whatever lies behind it.
 *
 * An order sent at or before the bar's open sees the whole path; one sent later sees only the close. A latency
 * below the bar's length is thus invisible; slippageTicks stand for it. A resting limit must be traded through:
 * a touch does not fill it. Size is not limited by the bar's volume, which says nothing of depth.
 */
export function matchBar(venue: Venue, instrument: InstrumentBooks, bar: Bar, nowMs: Ms): void {
  const early = (order: WorkingOrder): boolean => order.sentMs <= bar.openMs;
  // An order that got its part in this bar has had its turn.
  const served: WorkingOrder[] = [];

  const market = marketOf(venue, instrument);
  const close = market.last;
  market.last = bar.open;
  watchMargin(venue, instrument, nowMs);
  visitAll(venue, instrument, instrument.orders.filter(early), bar.open, nowMs, served);
  // A market order is done at the open: mostly nothing is left to travel.
  if (isCalm(venue, instrument, market, bar)) {
    market.last = close;
    return;
  }
  const lowFirst = isLowFirst(venue, instrument);
  const path = lowFirst ? [bar.open, bar.low, bar.high, bar.close] : [bar.open, bar.high, bar.low, bar.close];
  for (let i = 1; i < path.length; i++)
    travel(
      venue,
      instrument,
      path[i - 1]!,
      path[i]!,
      nowMs,
      (order) => early(order) && !served.includes(order),
      served,
    );
  market.last = close;
  const late = instrument.orders.filter((order) => !early(order));
  visitAll(venue, instrument, late, bar.close, nowMs, served);
}

function visitAll(
  venue: Venue,
  instrument: InstrumentBooks,
  orders: readonly WorkingOrder[],
  price: Price,
  nowMs: Ms,
  served: WorkingOrder[],
): void {
  // One that has its turn may end others that were to have theirs after it.
  for (const order of orders)
    if (instrument.orders.includes(order)) visit(venue, instrument, order, price, nowMs, served);
}

function isLowFirst(venue: Venue, instrument: InstrumentBooks): boolean {
  const { barPath = 'pessimistic' } = venue.config;
  if (barPath !== 'pessimistic') return barPath === 'low-first';
  return Object.values(instrument.positions).reduce((sum, position) => sum + position.quantity, 0) >= 0;
}

/** An order meets a single price: the open, or for a late one the close. */
function visit(
  venue: Venue,
  instrument: InstrumentBooks,
  order: WorkingOrder,
  price: Price,
  nowMs: Ms,
  served: WorkingOrder[],
): void {
  if (fires(order, price)) trigger(venue, instrument, order, nowMs);
  else follow(order, price);
  if (!order.triggered) return;
  if (!order.seated) {
    meetPrice(venue, instrument, order, price, nowMs);
  } else if (isThrough(order, price)) {
    fillAtLimit(venue, instrument, order, nowMs);
    served.push(order);
  }
}

/** The price moves from one point of the path to the next; orders on the way act in the order it reaches them. */
function travel(
  venue: Venue,
  instrument: InstrumentBooks,
  from: Price,
  to: Price,
  nowMs: Ms,
  takesPart: (order: WorkingOrder) => boolean,
  served: WorkingOrder[],
): void {
  const falling = to < from;
  let at = from;
  for (;;) {
    let next: { order: WorkingOrder; price: Price } | undefined;
    for (const order of instrument.orders) {
      if (!takesPart(order)) continue;
      const price = reachedAt(order, to, falling);
      if (price === undefined) continue;
      if (next === undefined || (falling ? price > next.price : price < next.price)) next = { order, price };
    }
    const liquidated = liquidateOnWay(venue, instrument, to, next?.price, nowMs);
    if (liquidated !== undefined) {
      at = liquidated;
      continue;
    }
    if (next === undefined) break;
    // What was fired on the way may lie behind the present price: the path does not turn back.
    at = falling ? Math.min(at, next.price) : Math.max(at, next.price);
    const { order } = next;
    if (order.triggered) {
      fillAtLimit(venue, instrument, order, nowMs);
      served.push(order);
    } else {
      trigger(venue, instrument, order, nowMs);
      meetPrice(venue, instrument, order, at, nowMs);
    }
  }
  for (const order of instrument.orders) if (takesPart(order)) follow(order, to);
}

function trigger(venue: Venue, instrument: InstrumentBooks, order: WorkingOrder, nowMs: Ms): void {
  order.triggered = true;
  makeRoom(venue, instrument, order, nowMs);
}

/** Where on a way to `to` the order acts: its trigger when reached, its limit when traded through. */
function reachedAt(order: WorkingOrder, to: Price, falling: boolean): Price | undefined {
  const { request } = order;
  if (!order.triggered)
    return waitsForRise(request) !== falling && fires(order, to) ? triggerOf(order) : undefined;
  const against = (request.side === 'buy') === falling;
  return order.seated && against && isThrough(order, to) ? request.price : undefined;
}

function isThrough(order: WorkingOrder, price: Price): boolean {
  const limit = order.request.price;
  if (limit === undefined) return false;
  return order.request.side === 'buy' ? price < limit : price > limit;
}
