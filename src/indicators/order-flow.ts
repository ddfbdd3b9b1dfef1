import type { BookView } from '../sdk/index.ts';
import { checkPeriod } from './input.ts';
import { createRollingSum, pushRollingSum, type RollingSum, sumOf } from './rolling-sum.ts';

/**
 * Order-flow imbalance: size that came to the best bid or left the best ask, less what left the bid or came to the
 * ask, over the last `period` book updates; in quantity units, positive where buyers press.
 * Source: Cont, Kukanov and Stoikov, "The Price Impact of Order Book Events", 2014, equation (4).
 */
export interface OrderFlow {
  readonly sum: RollingSum;
  /** The best levels of the last book; undefined before the first whole one. */
  best: { bid: number; bidSize: number; ask: number; askSize: number } | undefined;
}

/** @param period book updates, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createOrderFlow(period: number): OrderFlow {
  return { sum: createRollingSum(checkPeriod(period, 'order-flow.period')), best: undefined };
}

/**
 * Undefined until `period` + 1 whole books. A book with an empty side says nothing, and what comes after it is not
 * compared with what was before.
 */
export function pushOrderFlow(flow: OrderFlow, book: BookView): number | undefined {
  const bid = book.bids.price(0);
  const ask = book.asks.price(0);
  const last = flow.best;
  if (bid === undefined || ask === undefined) {
    flow.best = undefined;
    return undefined;
  }
  const bidSize = book.bids.size(0) ?? 0;
  const askSize = book.asks.size(0) ?? 0;
  if (last === undefined) {
    flow.best = { bid, bidSize, ask, askSize };
    return undefined;
  }
  let event = 0;
  if (bid >= last.bid) event += bidSize;
  if (bid <= last.bid) event -= last.bidSize;
  if (ask <= last.ask) event -= askSize;
  if (ask >= last.ask) event += last.askSize;
  last.bid = bid;
  last.bidSize = bidSize;
  last.ask = ask;
  last.askSize = askSize;
  return pushRollingSum(flow.sum, event) ? sumOf(flow.sum) : undefined;
}
