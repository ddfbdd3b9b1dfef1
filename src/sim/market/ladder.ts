import type { Price, Quantity, Random } from '../../sdk/index.ts';
import { nextFloat, nextNormal } from '../../sdk/index.ts';
import type { Listing } from './listing.ts';
import { levelValueOf, sizeOf } from './listing.ts';

/** One side of the synthetic book, best first. */
export interface Ladder {
  prices: Price[];
  sizes: Quantity[];
}

export const BOOK_DEPTH = 50;
/** Levels right behind the touch, a few ticks apart. */
const NEAR = 4;
/** Fraction of the start price that the levels of one side reach over. */
const REACH = 0.003;
/** Chance of a level to change its size in a step. */
const RESTLESS = 0.08;

/**
 * The side after the touch moved to `best`. Behind the touch come a few near levels, then levels of a fixed
 * uneven grid, which stay where they are, with their sizes, while the price wanders over them.
 * `direction` is -1 for bids, 1 for asks; `calm` near 1 is deep, near 0 thin.
 */
export function nextLadder(
  random: Random,
  listing: Listing,
  before: Ladder,
  best: Price,
  direction: 1 | -1,
  calm: number,
): Ladder {
  const { tick } = listing.instrument;
  const prices: Price[] = [best];
  for (let i = 1; i < NEAR; i++) {
    const price = prices[i - 1]! + direction * tick * (1 + Math.floor(nextFloat(random) * 2));
    if (price >= tick) prices.push(price);
  }
  const gap = Math.max(2, Math.round((listing.startPrice * REACH) / tick / BOOK_DEPTH));
  const nearest = prices[prices.length - 1]! / tick;
  for (let slot = Math.floor(nearest / gap) - direction; prices.length < BOOK_DEPTH; slot += direction) {
    const price = (slot * gap + unevenness(slot, gap)) * tick;
    // A cheap instrument may have no fifty prices below its bid.
    if (price < tick) break;
    if ((price / tick - nearest) * direction > 0) prices.push(price);
  }
  return { prices, sizes: nextSizes(random, listing, before, prices, direction, calm) };
}

function nextSizes(
  random: Random,
  listing: Listing,
  before: Ladder,
  prices: readonly Price[],
  direction: 1 | -1,
  calm: number,
): Quantity[] {
  const sizes: Quantity[] = [];
  let old = 0;
  for (const [depth, price] of prices.entries()) {
    while (old < before.prices.length && (before.prices[old]! - price) * direction < 0) old++;
    const kept = before.prices[old] === price && nextFloat(random) >= RESTLESS;
    sizes.push(kept ? before.sizes[old]! : freshSize(random, listing, depth, calm));
  }
  return sizes;
}

/** Deeper levels are larger; sizes scatter as a log-normal. */
function freshSize(random: Random, listing: Listing, depth: number, calm: number): Quantity {
  const value = levelValueOf(listing) * (0.3 + 0.7 * calm) * (0.4 + depth / 25);
  return sizeOf(listing, value * Math.exp(0.8 * nextNormal(random)));
}

/** The same offset for the same slot for ever: 0..gap/2 ticks, below the neighbour. */
function unevenness(slot: number, gap: number): number {
  return (Math.imul(slot, 0x9e3779b1) >>> 16) % Math.max(1, gap >> 1);
}

/** Flat [price, size, …] of the whole side. */
export function wholeLadder(ladder: Ladder): number[] {
  return ladder.prices.flatMap((price, i) => [price, ladder.sizes[i]!]);
}

/** Flat [price, size, …] of what changed; size 0 where a level is gone. */
export function changedLevels(before: Ladder, after: Ladder, direction: 1 | -1): number[] {
  const changes: number[] = [];
  let i = 0;
  let j = 0;
  while (i < before.prices.length || j < after.prices.length) {
    const old = before.prices[i];
    const next = after.prices[j];
    const order = old === undefined ? 1 : next === undefined ? -1 : (old - next) * direction;
    if (order < 0) changes.push(old!, 0);
    else if (order > 0 || before.sizes[i] !== after.sizes[j]) changes.push(next!, after.sizes[j]!);
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  return changes;
}
