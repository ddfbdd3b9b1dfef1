import type { Ms, Price, Quantity } from '../../sdk/index.ts';
import { isMarketable } from '../../sdk/index.ts';
import { execute } from '../account/execution.ts';
import type { InstrumentBooks } from '../books.ts';
import { conclude, NOT_WHOLE, NOTHING_TO_REDUCE, TOO_THIN, turnAway, WOULD_TAKE } from '../orders/report.ts';
import type { WorkingOrder } from '../orders/working.ts';
import { fillable } from '../orders/working.ts';
import type { Venue } from '../venue.ts';
import type { BookSide, DepthBook } from './depth-book.ts';
import { crosses, oppositeSide, ownSide, sizeAt, sizeWithin, takeBest } from './depth-book.ts';
import { withSlippage } from './slippage.ts';

/**
 * An order meets the book for the first time: it walks the opposite side level by level, then rests, is cancelled
 * or is done. What it takes is gone from the venue's copy of the book.
 */
export function meetBook(
  venue: Venue,
  instrument: InstrumentBooks,
  book: DepthBook,
  order: WorkingOrder,
  nowMs: Ms,
): void {
  const { request } = order;
  const market = isMarketable(request);
  const limit: Price | undefined = market ? undefined : request.price;
  const opposite = oppositeSide(book, request.side);
  let room = fillable(instrument, order);

  const refused = refusedAtBook(order, opposite, limit, room);
  if (refused !== undefined) {
    turnAway(venue, instrument, order, nowMs, refused);
    return;
  }
  while (room > 0 && crosses(opposite, limit)) {
    const level = opposite.prices[0]!;
    const taken = takeBest(opposite, room);
    const price = market ? withSlippage(venue, instrument, request.side, level) : level;
    execute(venue, instrument, order, price, taken, 'taker', nowMs);
    room -= taken;
  }
  if (market || request.timeInForce === 'ioc' || request.timeInForce === 'fok') {
    conclude(venue, instrument, order, nowMs, TOO_THIN);
    return;
  }
  order.seated = true;
  order.queueAhead = limit === undefined ? 0 : sizeAt(ownSide(book, request.side), limit);
  order.shown = order.queueAhead;
  order.traded = 0;
  conclude(venue, instrument, order, nowMs);
}

/** Why an order ends before it takes anything. */
function refusedAtBook(
  order: WorkingOrder,
  opposite: BookSide,
  limit: Price | undefined,
  room: Quantity,
): string | undefined {
  const { timeInForce } = order.request;
  if (room === 0) return NOTHING_TO_REDUCE;
  if (timeInForce === 'post-only' && crosses(opposite, limit)) return WOULD_TAKE;
  if (timeInForce === 'fok' && sizeWithin(opposite, limit, room) < room) return NOT_WHOLE;
  return undefined;
}
