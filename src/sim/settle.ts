import type { AmendRequest, Ms } from '../sdk/index.ts';
import type { InstrumentBooks, VenueOutput } from './books.ts';
import { bookFunding, fundingDueMs } from './funding.ts';
import { meetBook } from './matching/take.ts';
import type { PendingAction } from './orders/pending.ts';
import { report } from './orders/report.ts';
import { fires } from './orders/trigger.ts';
import type { WorkingOrder } from './orders/working.ts';
import type { Venue } from './venue.ts';
import { listed, marketOf } from './venue.ts';

/** Lets everything happen that is due by `nowMs` and hands out what happened since the last call, in order. */
export function advance(venue: Venue, nowMs: Ms): VenueOutput[] {
  settle(venue, nowMs);
  const outputs = venue.books.outbox;
  if (outputs.length === 0) return [];
  venue.books.outbox = [];
  return outputs;
}

/** When `advance` should be called next if nothing else happens; undefined: nothing is due. */
export function nextDueMs(venue: Venue): Ms | undefined {
  let due = venue.books.pending[0]?.dueMs;
  const { instruments } = venue.books;
  // Asked several times per market event: an array of the instruments would be made each time.
  for (const id in instruments) {
    const funding = fundingDueMs(venue, instruments[id]!);
    if (funding !== undefined && (due === undefined || funding < due)) due = funding;
  }
  return due;
}

/** Funding and arrivals by due time; at one moment funding comes first. */
export function settle(venue: Venue, nowMs: Ms): void {
  for (;;) {
    const dueMs = nextDueMs(venue);
    if (dueMs === undefined || dueMs > nowMs) return;
    const paying = Object.values(venue.books.instruments).filter((i) => fundingDueMs(venue, i) === dueMs);
    for (const instrument of paying) bookFunding(venue, instrument, dueMs);
    while (venue.books.pending[0]?.dueMs === dueMs) arrive(venue, venue.books.pending.shift()!);
  }
}

function arrive(venue: Venue, action: PendingAction): void {
  const request = action.kind === 'submit' ? action.order.request : action.request;
  const instrument = listed(venue, request.instrument);
  if (instrument === undefined) return;
  if (action.kind === 'submit') {
    instrument.orders.push(action.order);
    meet(venue, instrument, action.order, action.dueMs);
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
  const market = marketOf(venue, instrument);
  if (instrument.hasBook && market.last !== undefined && fires(order, market.last)) order.triggered = true;
  if (order.triggered && instrument.hasBook && market.book !== undefined)
    meetBook(venue, instrument, market.book, order, nowMs);
  else report(venue, instrument, order, 'working', nowMs);
}

/** A smaller quantity keeps the place in the queue; any other change is a new arrival. */
function amend(
  venue: Venue,
  instrument: InstrumentBooks,
  order: WorkingOrder,
  request: AmendRequest,
  sentMs: Ms,
  nowMs: Ms,
): void {
  const before = order.request;
  const quantity = request.quantity ?? before.quantity;
  // Filled beyond the new total while the request travelled: nothing is left to change.
  if (quantity <= order.filled) return;
  order.request = {
    ...before,
    quantity,
    ...(request.price !== undefined && { price: request.price }),
    ...(request.triggerPrice !== undefined && !order.triggered && { triggerPrice: request.triggerPrice }),
  };
  const keepsPlace =
    quantity <= before.quantity &&
    order.request.price === before.price &&
    order.request.triggerPrice === before.triggerPrice;
  if (keepsPlace) {
    report(venue, instrument, order, 'working', nowMs);
    return;
  }
  order.sentMs = sentMs;
  order.seated = false;
  meet(venue, instrument, order, nowMs);
}
