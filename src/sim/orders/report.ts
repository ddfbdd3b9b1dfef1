import type { Ms, Mutable, OrderSnapshot, OrderUpdate, VenueOrderStatus } from '../../sdk/index.ts';
import { onlyReduces } from '../account/position.ts';
import type { InstrumentBooks } from '../books.ts';
import { RECENT_ORDERS, remember } from '../books.ts';
import type { Venue } from '../venue.ts';
import type { WorkingOrder } from './working.ts';
import { fillable, orderSnapshot, remaining } from './working.ts';

export const NOTHING_TO_REDUCE = 'reduce-only: there is no position left to reduce';
export const NOT_WHOLE = 'fill-or-kill: the whole quantity is not there';
export const TOO_THIN = 'the book holds no more within reach of the order';
export const NOT_MARKETABLE = 'the price is beyond the limit of the order';
export const WOULD_TAKE = 'post-only: the order would have taken liquidity';

/** Tells the order's new state. A final order leaves the books and is remembered for a while. */
export function report(
  venue: Venue,
  instrument: InstrumentBooks,
  order: WorkingOrder,
  status: VenueOrderStatus,
  nowMs: Ms,
  reason?: string,
): void {
  order.version++;
  order.updatedMs = nowMs;
  const { clientOrderId, instrument: id, quantity, price, triggerPrice, trailBy } = order.request;
  const update: Mutable<OrderUpdate> = {
    type: 'order',
    clientOrderId,
    venueOrderId: order.venueOrderId,
    instrument: id,
    status,
    filled: order.filled,
    quantity,
    version: order.version,
    time: nowMs,
  };
  if (price !== undefined) update.price = price;
  if (triggerPrice !== undefined) update.triggerPrice = triggerPrice;
  if (trailBy !== undefined) update.trailBy = trailBy;
  if (reason !== undefined) update.reason = reason;
  venue.books.outbox.push(update);
  if (status === 'working') return;
  const { orders } = instrument;
  if (orders.at(-1) === order) orders.pop();
  else if (orders.includes(order)) orders.splice(orders.indexOf(order), 1);
  keepFinal(venue, orderSnapshot(order, status, reason));
}

/** An order stays known for the next RECENT_ORDERS final ones. */
function keepFinal({ books, finals }: Venue, order: OrderSnapshot): void {
  const forgotten = books.recentOrders.at(-RECENT_ORDERS);
  if (forgotten !== undefined) finals.delete(forgotten.clientOrderId);
  finals.set(order.clientOrderId, order);
  remember(books.recentOrders, order, RECENT_ORDERS);
}

/**
 * Ends an order that the market has no place for. Post-only is rejected, if that is the first word on the order;
 * one that was told to be working is cancelled.
 */
export function turnAway(
  venue: Venue,
  instrument: InstrumentBooks,
  order: WorkingOrder,
  nowMs: Ms,
  reason: string,
): void {
  const status = reason === WOULD_TAKE && order.version === 0 ? 'rejected' : 'cancelled';
  report(venue, instrument, order, status, nowMs, reason);
}

/**
 * Tells what an order's turn has come to: filled, cancelled for the given reason or for want of a position, or
 * still working. Then cancels the resting reduce-only orders that a closed position has left behind; stops that
 * have not fired stay, as they do at real venues.
 */
export function conclude(
  venue: Venue,
  instrument: InstrumentBooks,
  order: WorkingOrder,
  nowMs: Ms,
  cancelReason?: string,
): void {
  if (remaining(order) === 0) report(venue, instrument, order, 'filled', nowMs);
  else if (isOrphan(instrument, order))
    report(venue, instrument, order, 'cancelled', nowMs, NOTHING_TO_REDUCE);
  else if (cancelReason !== undefined) report(venue, instrument, order, 'cancelled', nowMs, cancelReason);
  else report(venue, instrument, order, 'working', nowMs);
  if (instrument.orders.length === 0) return;
  for (const other of instrument.orders.filter((o) => o.seated && isOrphan(instrument, o)))
    report(venue, instrument, other, 'cancelled', nowMs, NOTHING_TO_REDUCE);
}

function isOrphan(instrument: InstrumentBooks, order: WorkingOrder): boolean {
  return (
    order.triggered && onlyReduces(instrument.definition, order.request) && fillable(instrument, order) === 0
  );
}
