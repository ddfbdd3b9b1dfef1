import type { Ms, Random } from '../../sdk/index.ts';
import { nextFloat, nextNormal, seedRandom } from '../../sdk/index.ts';
import type { Listing } from './listing.ts';
import { logOf, onTick, sizeOf, volatilityOf } from './listing.ts';
import type { Minutes } from './minutes.ts';
import { addMinute, emptyMinutes } from './minutes.ts';
import type { PriceProcess } from './price-process.ts';
import { moveProcess, startProcess } from './price-process.ts';
import { trend } from './regime.ts';

const MINUTE = 60_000;
/** Steps of the fair price inside a minute, enough for a believable range. */
const STEPS = 4;
/** Length of the trend the history ends with; the live market opens with one the other way. */
const CLOSING_MINUTES = 25;

/** +1 or -1: where the market turns to at its start. */
export function openingTurn(seed: string | number, listing: Listing): 'up' | 'down' {
  return nextFloat(seedRandom(`${seed}/${listing.instrument.id}/turn`)) < 0.5 ? 'up' : 'down';
}

/**
 * One-minute bars before `startMs` (a whole minute) from the same process as the live market, brought to the start
 * price as a whole: the last close is exactly `listing.startPrice`.
 */
export function historyBefore(seed: string | number, listing: Listing, startMs: Ms, count: number): Minutes {
  const random = seedRandom(`${seed}/${listing.instrument.id}/history`);
  const firstMs = startMs - count * MINUTE;
  const path = fairPath(random, seed, listing, firstMs, count);
  const shift = logOf(listing.instrument, listing.startPrice) - path[path.length - 1]!;
  const minutes = emptyMinutes();
  const price = (step: number): number => onTick(listing.instrument, path[step]! + shift);
  let open = price(0);
  for (let i = 0; i < count; i++) {
    const close = price((i + 1) * STEPS);
    let high = Math.max(open, close);
    let low = Math.min(open, close);
    for (let step = i * STEPS + 1; step < (i + 1) * STEPS; step++) {
      high = Math.max(high, price(step));
      low = Math.min(low, price(step));
    }
    const busy = 1 + ((high - low) / open) * 2000;
    const volume = sizeOf(listing, 150_000 * busy * Math.exp(0.4 * nextNormal(random)));
    addMinute(minutes, { openMs: firstMs + i * MINUTE, open, high, low, close, volume }, count);
    open = close;
  }
  return minutes;
}

/** Logarithms of the fair price at the start of the first minute and after every step. */
function fairPath(
  random: Random,
  seed: string | number,
  listing: Listing,
  firstMs: Ms,
  count: number,
): number[] {
  const turn = openingTurn(seed, listing);
  const closing = turn === 'up' ? 'down' : 'up';
  const process: PriceProcess = startProcess(random, volatilityOf(listing), 0, trend(closing, 1, 0, firstMs));
  const path = [process.price];
  for (let i = 0; i < count; i++) {
    const nowMs = firstMs + i * MINUTE;
    if (i === count - CLOSING_MINUTES)
      process.regime = trend(closing, CLOSING_MINUTES + 1, process.price, nowMs);
    for (let step = 0; step < STEPS; step++) {
      moveProcess(process, MINUTE / STEPS, nowMs);
      path.push(process.price);
    }
  }
  return path;
}
