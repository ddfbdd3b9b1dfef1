import type { Ms, Price } from '../../sdk/index.ts';
import { isMarketable, isTriggered } from '../../sdk/index.ts';
import { execute } from '../account/execution.ts';
import type { InstrumentBooks } from '../books.ts';
import {
  conclude,
  NOT_MARKETABLE,
  NOTHING_TO_REDUCE,
  report,
  turnAway,
  WOULD_TAKE,
} from '../orders/report.ts';
import type { WorkingOrder } from '../orders/working.ts';
import { fillable } from '../orders/working.ts';
import type { Venue } from '../venue.ts';
import { makerShare, withSlippage } from './slippage.ts';

/** A fired or fresh order meets a price of a bar: it takes there, or comes to rest, or is turned away. */
export function meetPrice(
  venue: Venue,
  instrument: InstrumentBooks,
  order: WorkingOrder,
  price: Price,
  nowMs: Ms,
): void {
  const { request } = order;
  const market = isMarketable(request);
  const room = fillable(instrument, order);
  if (room === 0) {
    turnAway(venue, instrument, order, nowMs, NOTHING_TO_REDUCE);
    return;
  }
  const limit = market ? undefined : request.price;
  const takes = limit === undefined || (request.side === 'buy' ? price <= limit : price >= limit);
  if (takes && request.timeInForce === 'post-only') {
    turnAway(venue, instrument, order, nowMs, WOULD_TAKE);
  } else if (takes) {
    const paid = market ? withSlippage(venue, instrument, request.side, price) : price;
    execute(venue, instrument, order, paid, room, 'taker', nowMs);
    conclude(venue, instrument, order, nowMs);
  } else if (request.timeInForce === 'ioc' || request.timeInForce === 'fok') {
    turnAway(venue, instrument, order, nowMs, NOT_MARKETABLE);
  } else {
    order.seated = true;
    // A fired stop-limit that comes to rest has changed; a plain limit was told of on its arrival.
    if (isTriggered(request.type)) report(venue, instrument, order, 'working', nowMs);
  }
}

/** A resting order whose price was traded through gets its price. */
export function fillAtLimit(venue: Venue, instrument: InstrumentBooks, order: WorkingOrder, nowMs: Ms): void {
  const { price } = order.request;
  const room = fillable(instrument, order);
  if (price === undefined || room === 0) return;
  execute(venue, instrument, order, price, makerShare(venue, instrument, room), 'maker', nowMs);
  conclude(venue, instrument, order, nowMs);
}
