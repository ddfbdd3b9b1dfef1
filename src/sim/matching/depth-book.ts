import type { BookUpdate, Price, Quantity, Side } from '../../sdk/index.ts';

/** The venue's own copy of a book: what the account takes from it is gone until the feed says otherwise. */
export interface DepthBook {
  readonly bids: BookSide;
  readonly asks: BookSide;
}

/** Two columns, best price first. */
export interface BookSide {
  /** 1 where better is lower (asks), -1 where better is higher (bids). */
  readonly direction: 1 | -1;
  readonly prices: Price[];
  readonly sizes: Quantity[];
}

/** Levels kept a side, more than any feed begins with; what lies beyond is dropped, and missing should it come near. */
const MAX_LEVELS = 5_000;

function emptyBook(): DepthBook {
  return {
    bids: { direction: -1, prices: [], sizes: [] },
    asks: { direction: 1, prices: [], sizes: [] },
  };
}

/** The side an order of this side takes from. */
export function oppositeSide(book: DepthBook, side: Side): BookSide {
  return side === 'buy' ? book.asks : book.bids;
}

/** The side an order of this side rests on. */
export function ownSide(book: DepthBook, side: Side): BookSide {
  return side === 'buy' ? book.bids : book.asks;
}

/** The book after an update. A snapshot makes a new one. */
export function applyUpdate(book: DepthBook | undefined, update: BookUpdate): DepthBook | undefined {
  if (book === undefined && update.kind === 'delta') return undefined;
  const next = update.kind === 'snapshot' || book === undefined ? emptyBook() : book;
  applyLevels(next.bids, update.bids);
  applyLevels(next.asks, update.asks);
  return next;
}

function applyLevels(side: BookSide, levels: readonly number[]): void {
  for (let i = 0; i + 1 < levels.length; i += 2) setLevel(side, levels[i]!, levels[i + 1]!);
  if (side.prices.length > MAX_LEVELS) {
    side.prices.length = MAX_LEVELS;
    side.sizes.length = MAX_LEVELS;
  }
}

function setLevel(side: BookSide, price: Price, size: Quantity): void {
  const at = indexOf(side, price);
  const found = side.prices[at] === price;
  if (size > 0 && found) side.sizes[at] = size;
  else if (size > 0) {
    side.prices.splice(at, 0, price);
    side.sizes.splice(at, 0, size);
  } else if (found) {
    side.prices.splice(at, 1);
    side.sizes.splice(at, 1);
  }
}

/** Index of the price, or where it would be inserted. */
function indexOf(side: BookSide, price: Price): number {
  let low = 0;
  let high = side.prices.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((side.prices[middle]! - price) * side.direction < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Displayed size at exactly this price. */
export function sizeAt(side: BookSide, price: Price): Quantity {
  const at = indexOf(side, price);
  return side.prices[at] === price ? side.sizes[at]! : 0;
}

/** True where the best level of the side is at the limit or better for whoever takes it; no limit takes any. */
export function crosses(side: BookSide, limit: Price | undefined): boolean {
  const best = side.prices[0];
  return best !== undefined && (limit === undefined || (limit - best) * side.direction >= 0);
}

/** Size displayed at the limit or better, counted no further than `enough`. */
export function sizeWithin(side: BookSide, limit: Price | undefined, enough: Quantity): Quantity {
  let size = 0;
  for (let i = 0; i < side.prices.length && size < enough; i++) {
    if (limit !== undefined && (limit - side.prices[i]!) * side.direction < 0) break;
    size += side.sizes[i]!;
  }
  return Math.min(size, enough);
}

/** Takes from the best level and returns how much it gave. */
export function takeBest(side: BookSide, quantity: Quantity): Quantity {
  const size = side.sizes[0] ?? 0;
  const taken = Math.min(size, quantity);
  if (taken === size) {
    side.prices.shift();
    side.sizes.shift();
  } else side.sizes[0] = size - taken;
  return taken;
}
