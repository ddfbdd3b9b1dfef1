import { type BookSideView, type BookView, type Instrument, toFloat } from '../sdk/index.ts';

/** Features of an order book. All are undefined where one side is empty: such a book says nothing. */

/**
 * (bid size - ask size) / (bid size + ask size) over the best `depth` levels of each side, in -1..1; positive
 * where more waits to buy. Source: Cont, Kukanov and Stoikov, "The Price Impact of Order Book Events", 2014.
 * @param depth levels, >= 1; a side with fewer counts what it has.
 */
export function bookImbalance(book: BookView, depth: number): number | undefined {
  const bid = sizeOf(book.bids, depth);
  const ask = sizeOf(book.asks, depth);
  return bid > 0 && ask > 0 ? (bid - ask) / (bid + ask) : undefined;
}

/**
 * The best prices weighted by the size on the other side, in the instrument's price units (a fraction of one is
 * possible): nearer the ask where more waits at the bid.
 * Source: Gatheral and Oomen, "Zero-intelligence realized variance estimation", 2010.
 */
export function microprice(book: BookView): number | undefined {
  const bidSize = book.bids.size(0);
  const askSize = book.asks.size(0);
  const spread = bookSpread(book);
  if (bidSize === undefined || askSize === undefined || spread === undefined) return undefined;
  const total = bidSize + askSize;
  // From the bid upward, so that no product of a price and a size can lose digits.
  return total > 0 ? (book.bids.price(0) as number) + spread * (bidSize / total) : undefined;
}

/** Best ask - best bid in the instrument's price units; negative in a crossed book. */
export function bookSpread(book: BookView): number | undefined {
  const bid = book.bids.price(0);
  const ask = book.asks.price(0);
  return bid === undefined || ask === undefined ? undefined : ask - bid;
}

/** Value that waits on either side, in the instrument's quote currency (dollars, of a contract in USDT). */
export interface BookDepth {
  readonly bid: number;
  readonly ask: number;
}

/**
 * What waits at most `withinBps` basis points from the middle of the best prices, at the prices where it waits.
 * @param withinBps above 0; the best levels count where they are further apart than that.
 */
export function bookDepth(book: BookView, instrument: Instrument, withinBps: number): BookDepth | undefined {
  const bid = book.bids.price(0);
  const ask = book.asks.price(0);
  if (bid === undefined || ask === undefined) return undefined;
  const reach = ((bid + ask) / 2) * (withinBps / 10_000);
  return {
    bid: valueWithin(book.bids, instrument, Math.min(bid, (bid + ask) / 2 - reach), -1),
    ask: valueWithin(book.asks, instrument, Math.max(ask, (bid + ask) / 2 + reach), 1),
  };
}

function valueWithin(side: BookSideView, instrument: Instrument, last: number, direction: 1 | -1): number {
  const { kind, priceScale, quantityScale, multiplier = 1 } = instrument;
  let value = 0;
  for (let level = 0; level < side.length; level++) {
    const price = side.price(level);
    if (price === undefined || (price - last) * direction > 0) break;
    // An inverse contract is worth its face in the quote currency at any price.
    const unit = kind === 'inverse' ? 1 : toFloat(price, priceScale);
    value += toFloat(side.size(level) ?? 0, quantityScale) * unit * multiplier;
  }
  return value;
}

function sizeOf(side: BookSideView, depth: number): number {
  const levels = Math.min(depth, side.length);
  let sum = 0;
  for (let level = 0; level < levels; level++) sum += side.size(level) ?? 0;
  return sum;
}
