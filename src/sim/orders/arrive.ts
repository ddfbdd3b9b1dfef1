import type { AmendRequest, Ms } from '../../sdk/index.ts';
import type { InstrumentBooks } from '../books.ts';
import { bookToTake, fillModelOf } from '../matching/source.ts';
import { fire } from '../matching/stops.ts';
import { meetBook } from '../matching/take.ts';
import type { Venue } from '../venue.ts';
import { listed, marketOf } from '../venue.ts';
import { closedBecause } from './hours.ts';
import type { PendingAction } from './pending.ts';
import { report } from './report.ts';
import { fires, follow } from './trigger.ts';
import { keepsPlace, withChange } from './with-change.ts';
import type { WorkingOrder } from './working.ts';

/** A request reaches the matching engine. */
export function arrive(venue: Venue, action: PendingAction): void {
  const request = action.kind === 'submit' ? action.order.request : action.request;
  const instrument = listed(venue, request.instrument);
  if (instrument === undefined) return;
  if (action.kind === 'submit') {
    instrument.orders.push(action.order);
    const closed = closedBecause(instrument.definition, action.dueMs);
    if (closed !== undefined) report(venue, instrument, action.order, 'rejected', action.dueMs, closed);
    else meet(venue, instrument, action.order, action.dueMs);
    return;
  }
  const order = instrument.orders.find((o) => o.request.clientOrderId === request.clientOrderId);
  // Overtaken: the order became final while the request travelled. Its last update has said so.
  if (order === undefined) return;
  if (action.kind === 'cancel')
    report(venue, instrument, order, 'cancelled', action.dueMs, 'cancelled by the client');
  else amend(venue, instrument, order, action.request, action.sentMs, action.dueMs);
}

/** An order meets the market as it is: a fired one the book, any other waits. */
function meet(venue: Venue, instrument: InstrumentBooks, order: WorkingOrder, nowMs: Ms): void {
  const isClosed = closedBecause(instrument.definition, nowMs) !== undefined;
  const { last } = marketOf(venue, instrument);
  if (last !== undefined && !order.triggered && !isClosed) {
    if (fillModelOf(venue, instrument) !== 'bars' && fires(order, last)) {
      fire(venue, instrument, order, nowMs);
      return;
    }
    follow(order, last);
  }
  const book = isClosed || !order.triggered ? undefined : bookToTake(venue, instrument);
  if (book === undefined) report(venue, instrument, order, 'working', nowMs);
  else meetBook(venue, instrument, book, order, nowMs);
}

/** Applies a change; one that gives up the order's place makes it the last to arrive. */
function amend(
  venue: Venue,
  instrument: InstrumentBooks,
  order: WorkingOrder,
  change: AmendRequest,
  sentMs: Ms,
  nowMs: Ms,
): void {
  const before = order.request;
  const { triggerPrice: _, trailBy: __, ...fired } = change;
  const after = withChange(before, order.triggered ? fired : change);
  // Filled beyond the new total while the request travelled: nothing is left to change.
  if (after.quantity <= order.filled) return;
  order.request = after;
  if (keepsPlace(before, after)) {
    report(venue, instrument, order, 'working', nowMs);
    return;
  }
  order.sentMs = sentMs;
  order.seated = false;
  instrument.orders.splice(instrument.orders.indexOf(order), 1);
  instrument.orders.push(order);
  meet(venue, instrument, order, nowMs);
}
