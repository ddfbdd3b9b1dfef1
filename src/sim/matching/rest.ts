import type { Ms, Price, Quantity, Trade } from '../../sdk/index.ts';
import { execute } from '../account/execution.ts';
import type { InstrumentBooks } from '../books.ts';
import { conclude } from '../orders/report.ts';
import type { WorkingOrder } from '../orders/working.ts';
import { fillable } from '../orders/working.ts';
import type { Venue } from '../venue.ts';
import type { DepthBook } from './depth-book.ts';
import { crosses, oppositeSide, ownSide, sizeAt, sizeWithin, takeBest } from './depth-book.ts';
import { makerShare } from './slippage.ts';

/**
 * Resting orders after a change of the book: one whose price the opposite side has reached is filled at its own
 * price, by no more than the size that reached it. Others come nearer to the front of their queue.
 */
export function restOnBook(venue: Venue, instrument: InstrumentBooks, book: DepthBook, nowMs: Ms): void {
  for (const order of restingByPriority(instrument)) {
    const { side, price } = order.request;
    advanceQueue(order, sizeAt(ownSide(book, side), price), venue.config.cancelsAhead ?? 0);
    const opposite = oppositeSide(book, side);
    if (!crosses(opposite, price)) continue;
    const possible = sizeWithin(opposite, price, fillable(instrument, order));
    if (possible === 0) continue;
    const share = makerShare(venue, instrument, possible);
    for (let left = share; left > 0; ) left -= takeBest(opposite, left);
    execute(venue, instrument, order, price, share, 'maker', nowMs);
    conclude(venue, instrument, order, nowMs);
  }
}

/**
 * What the book now shows at an order's price. Of a shrinking that trades do not explain, the share `cancelsAhead`
 * stood before the order, rounded down; and no more can stand before it than is displayed.
 */
function advanceQueue(order: WorkingOrder, displayed: Quantity, cancelsAhead: number): void {
  const cancelled = (order.shown ?? displayed) - displayed - (order.traded ?? 0);
  if (cancelled > 0) order.queueAhead -= Math.min(order.queueAhead, Math.floor(cancelled * cancelsAhead));
  order.queueAhead = Math.min(order.queueAhead, displayed);
  order.shown = displayed;
  order.traded = 0;
}

/**
 * Resting orders after a public trade. A print through an order's price fills it; a print at its price first eats
 * the queue before it; one that is older than the displayed sizes has shortened the queue already and only serves an
 * order at its front. No more is filled than was traded, better prices first.
 */
export function restOnTrade(
  venue: Venue,
  instrument: InstrumentBooks,
  trade: Trade,
  bookTimeMs: Ms,
  nowMs: Ms,
): void {
  let traded = trade.quantity;
  const isShown = trade.time < bookTimeMs;
  for (const order of restingByPriority(instrument)) {
    const { side, price } = order.request;
    const through = side === 'buy' ? trade.price < price : trade.price > price;
    const at = trade.price === price && trade.side !== side;
    if (!through && !at) continue;
    if (through) order.queueAhead = 0;
    else if (!isShown) order.traded = (order.traded ?? 0) + trade.quantity;
    else if (order.queueAhead > 0) continue;
    const queued = Math.min(order.queueAhead, traded);
    order.queueAhead -= queued;
    const possible = Math.min(traded - queued, fillable(instrument, order));
    if (possible === 0) continue;
    const share = makerShare(venue, instrument, possible);
    traded -= share;
    execute(venue, instrument, order, price, share, 'maker', nowMs);
    conclude(venue, instrument, order, nowMs);
  }
}

type Resting = WorkingOrder & { readonly request: { readonly price: Price } };

/** Orders that make: buys from the highest price, then sells from the lowest, equals by arrival. */
function restingByPriority(instrument: InstrumentBooks): Resting[] {
  const resting = instrument.orders.filter(
    (order): order is Resting => order.seated && order.request.price !== undefined,
  );
  if (resting.length < 2) return resting;
  const buys = resting.filter((o) => o.request.side === 'buy');
  const sells = resting.filter((o) => o.request.side === 'sell');
  buys.sort((a, b) => b.request.price - a.request.price);
  sells.sort((a, b) => a.request.price - b.request.price);
  return [...buys, ...sells];
}
