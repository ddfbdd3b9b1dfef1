import { nextFloat, nextNormal, type Random } from '@botrc/sdk';
import { type Precision, sizeWorth } from '../market/definition.ts';
import type { Direction, Level } from '../market/levels.ts';

/** Levels a side of a made book. */
export const MADE_DEPTH = 200;
/** A usual level, in the quote currency. */
const LEVEL_CASH = 8_000;
/** How many levels near the touch change in a step. */
const RESIZED = 4;

/**
 * One side of the book after the market has moved: everything better than `best` is gone, `best` is there, gaps
 * are filled, some sizes have changed, and there are exactly MADE_DEPTH levels (fewer only where the price would
 * reach zero). An empty side is made anew.
 */
export function requote(
  side: readonly Level[],
  direction: Direction,
  best: number,
  random: Random,
  precision: Precision,
): Level[] {
  const levels = side.filter(([price]) => (price - best) * direction < 0);
  const kept = side.find(([price]) => price === best);
  const front: Level[] = [kept ?? level(best, random, precision)];
  let price = step(best, direction, random, precision);
  while (front.length < MADE_DEPTH && price > 0) {
    const next = levels[0];
    if (next !== undefined && (price - next[0]) * direction <= 0) break;
    front.push(level(price, random, precision));
    price = step(price, direction, random, precision);
  }
  const whole = [...front, ...levels].slice(0, MADE_DEPTH);
  for (let i = 0; i < RESIZED; i++) {
    const at = Math.floor(nextFloat(random) ** 2 * whole.length);
    whole[at] = level(whole[at]![0], random, precision);
  }
  // One level behind the touch is taken away for good now and then, so that books keep their gaps.
  if (whole.length > 2 && nextFloat(random) < 0.3)
    whole.splice(1 + Math.floor(nextFloat(random) * (whole.length - 1)), 1);
  while (whole.length < MADE_DEPTH) {
    const last = step(whole[whole.length - 1]![0], direction, random, precision);
    if (last <= 0) break;
    whole.push(level(last, random, precision));
  }
  return whole;
}

function step(price: number, direction: Direction, random: Random, precision: Precision): number {
  return price - direction * precision.tick * (1 + Math.floor(nextFloat(random) ** 3 * 4));
}

function level(price: number, random: Random, precision: Precision): Level {
  return [price, sizeWorth(LEVEL_CASH * Math.exp(nextNormal(random) * 1.2), price, precision)];
}
