import type { BookSideView, Price, Quantity } from '../../sdk/index.ts';

/** Quantity of a side's levels within `bps` of its best price; undefined where the side is empty. */
export function depthWithin(side: BookSideView, bps: number): Quantity | undefined {
  const best = side.price(0);
  if (best === undefined) return undefined;
  const reach = Math.floor((best * bps) / 10_000);
  let sum = 0;
  for (let level = 0; level < side.length; level++) {
    const price = side.price(level) ?? best;
    if (Math.abs(price - best) > reach) break;
    sum += side.size(level) ?? 0;
  }
  return sum;
}

/** Spread in bps of the bid, rounded up at 0.1 bps; undefined where a side is empty. */
export function spreadBps(bid: Price | undefined, ask: Price | undefined): number | undefined {
  if (bid === undefined || ask === undefined || bid <= 0) return undefined;
  return Math.ceil(((ask - bid) * 100_000) / bid) / 10;
}
