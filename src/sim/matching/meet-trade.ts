import type { Ms, Trade } from '../../sdk/index.ts';
import { isMarketable, isTriggered } from '../../sdk/index.ts';
import { execute } from '../account/execution.ts';
import type { InstrumentBooks } from '../books.ts';
import {
  conclude,
  NOT_MARKETABLE,
  NOT_WHOLE,
  NOTHING_TO_REDUCE,
  report,
  TOO_THIN,
  turnAway,
  WOULD_TAKE,
} from '../orders/report.ts';
import type { WorkingOrder } from '../orders/working.ts';
import { fillable } from '../orders/working.ts';
import type { Venue } from '../venue.ts';
import { withSlippage } from './slippage.ts';

/** Nothing is known of the queue where there is no book: only a print through the price puts an order at its front. */
const UNKNOWN_QUEUE = Number.MAX_SAFE_INTEGER;

/**
 * Orders that may still take meet a public trade, in order of arrival (fill model `trades`). A taker's print of their
 * own side shows what taking cost at that moment: they take at its price, together no more than it traded. A print
 * of the other side only shows that a limit beyond it cannot take, and comes to rest.
 */
export function meetTrade(venue: Venue, instrument: InstrumentBooks, trade: Trade, nowMs: Ms): void {
  let left = trade.quantity;
  for (const order of instrument.orders.filter((o) => o.triggered && !o.seated)) {
    if (!instrument.orders.includes(order)) continue;
    if (order.request.side === trade.side) left -= take(venue, instrument, order, trade, left, nowMs);
    else if (isBeyond(order, trade)) seat(venue, instrument, order, nowMs);
  }
}

/** Returns what the order took. */
function take(
  venue: Venue,
  instrument: InstrumentBooks,
  order: WorkingOrder,
  trade: Trade,
  left: number,
  nowMs: Ms,
): number {
  const { request } = order;
  const { side, timeInForce } = request;
  const room = fillable(instrument, order);
  const takes = !isBeyond(order, trade);
  const refused = refusedAtTrade(order, takes, room, left);
  if (refused !== undefined) {
    turnAway(venue, instrument, order, nowMs, refused);
    return 0;
  }
  const taken = takes ? Math.min(room, left) : 0;
  if (taken > 0) {
    const price = isMarketable(request) ? withSlippage(venue, instrument, side, trade.price) : trade.price;
    execute(venue, instrument, order, price, taken, 'taker', nowMs);
  }
  if (!takes) seat(venue, instrument, order, nowMs);
  else if (timeInForce === 'ioc' && !isMarketable(request))
    conclude(venue, instrument, order, nowMs, TOO_THIN);
  else if (taken > 0) conclude(venue, instrument, order, nowMs);
  return taken;
}

/** Why an order ends before it takes anything. */
function refusedAtTrade(order: WorkingOrder, takes: boolean, room: number, left: number): string | undefined {
  const { timeInForce } = order.request;
  if (room === 0) return NOTHING_TO_REDUCE;
  if (timeInForce === 'post-only' && takes) return WOULD_TAKE;
  if (timeInForce === 'fok' && (!takes || left < room)) return NOT_WHOLE;
  return undefined;
}

/** True where the trade's price is worse than the order's limit. */
function isBeyond({ request }: WorkingOrder, trade: Trade): boolean {
  if (isMarketable(request) || request.price === undefined) return false;
  return request.side === 'buy' ? trade.price > request.price : trade.price < request.price;
}

function seat(venue: Venue, instrument: InstrumentBooks, order: WorkingOrder, nowMs: Ms): void {
  if (order.request.timeInForce === 'ioc' || order.request.timeInForce === 'fok') {
    turnAway(venue, instrument, order, nowMs, NOT_MARKETABLE);
    return;
  }
  order.seated = true;
  order.queueAhead = UNKNOWN_QUEUE;
  // A fired stop-limit that comes to rest has changed; a plain limit was told of on its arrival.
  if (isTriggered(order.request.type)) report(venue, instrument, order, 'working', nowMs);
}
