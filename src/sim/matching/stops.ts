import type { Bar, Ms, Price } from '../../sdk/index.ts';
import type { InstrumentBooks } from '../books.ts';
import { report } from '../orders/report.ts';
import { fires, waitsForRise } from '../orders/trigger.ts';
import type { WorkingOrder } from '../orders/working.ts';
import type { InstrumentMarket, Venue } from '../venue.ts';
import { meetBook } from './take.ts';

/** Fires the stops and take-profits that a new last price reaches, in order of arrival. */
export function fireAtPrice(
  venue: Venue,
  instrument: InstrumentBooks,
  market: InstrumentMarket,
  price: Price,
  nowMs: Ms,
): void {
  const fired = instrument.orders.filter((order) => fires(order, price));
  for (const order of fired) fire(venue, instrument, market, order, nowMs);
}

/**
 * Fires what the range of a bar reached. For instruments that have a book: prints between two tickers may have
 * gone unseen. An order sent after the bar's open may have come after its extreme and is left alone.
 */
export function fireInRange(
  venue: Venue,
  instrument: InstrumentBooks,
  market: InstrumentMarket,
  bar: Bar,
  nowMs: Ms,
): void {
  const reached = (order: WorkingOrder): boolean =>
    order.sentMs <= bar.openMs && fires(order, waitsForRise(order.request) ? bar.high : bar.low);
  const fired = instrument.orders.filter(reached);
  for (const order of fired) fire(venue, instrument, market, order, nowMs);
}

function fire(
  venue: Venue,
  instrument: InstrumentBooks,
  market: InstrumentMarket,
  order: WorkingOrder,
  nowMs: Ms,
): void {
  order.triggered = true;
  if (market.book === undefined) report(venue, instrument, order, 'working', nowMs);
  else meetBook(venue, instrument, market.book, order, nowMs);
}
