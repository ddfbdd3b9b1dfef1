import type { Bar, Ms, Price } from '../../sdk/index.ts';
import type { InstrumentBooks } from '../books.ts';
import { makeRoom } from '../orders/close-on-trigger.ts';
import { report } from '../orders/report.ts';
import { fires, follow, waitsForRise } from '../orders/trigger.ts';
import type { WorkingOrder } from '../orders/working.ts';
import type { Venue } from '../venue.ts';
import { bookToTake } from './source.ts';
import { meetBook } from './take.ts';

/** Fires the stops and take-profits that a new last price reaches, in order of arrival; the others trail it. */
export function fireAtPrice(venue: Venue, instrument: InstrumentBooks, price: Price, nowMs: Ms): void {
  fireWhere(venue, instrument, nowMs, (order) => fires(order, price));
  for (const order of instrument.orders) follow(order, price);
}

/**
 * Fires what the range of a bar reached. For instruments that have a book: prints between two tickers may have
 * gone unseen. An order sent after the bar's open may have come after its extreme and is left alone. A trailing
 * stop meets the adverse extreme before the other one moves it.
 */
export function fireInRange(venue: Venue, instrument: InstrumentBooks, bar: Bar, nowMs: Ms): void {
  const isEarly = (order: WorkingOrder): boolean => order.sentMs <= bar.openMs;
  fireWhere(
    venue,
    instrument,
    nowMs,
    (order) => isEarly(order) && fires(order, waitsForRise(order.request) ? bar.high : bar.low),
  );
  for (const order of instrument.orders)
    if (isEarly(order)) follow(order, order.request.side === 'sell' ? bar.high : bar.low);
}

function fireWhere(
  venue: Venue,
  instrument: InstrumentBooks,
  nowMs: Ms,
  isReached: (order: WorkingOrder) => boolean,
): void {
  // One that fires may end others that were to fire after it.
  for (const order of instrument.orders.filter(isReached))
    if (instrument.orders.includes(order)) fire(venue, instrument, order, nowMs);
}

/** A waiting order becomes a market or limit order, and meets the book if there is one. */
export function fire(venue: Venue, instrument: InstrumentBooks, order: WorkingOrder, nowMs: Ms): void {
  order.triggered = true;
  makeRoom(venue, instrument, order, nowMs);
  const book = bookToTake(venue, instrument);
  if (book === undefined) report(venue, instrument, order, 'working', nowMs);
  else meetBook(venue, instrument, book, order, nowMs);
}
