import { type Ms, nextFloat, nextNormal, type Random, seedRandom } from '@botrc/sdk';
import { type Precision, sizeWorth, toTick } from '../market/definition.ts';

/** A moment of market: the made markets move in steps of it. A whole number of them fills a minute. */
export const STEP_MS = 200;

/** What is traded within one step, at one price. */
export interface Print {
  readonly price: number;
  readonly size: number;
  /** The minute opens with this price, whatever the last one closed at. */
  readonly opens?: true;
}

/** Where the price goes. Asked once for every step, in order. */
export interface PricePath {
  /** What is traded in the step that begins at `fromMs`; undefined: nothing. */
  step(fromMs: Ms): Print | undefined;
}

/** So many steps of a hundred see a trade. */
export const TRADED_STEPS = 0.35;
/** A usual trade, in the quote currency. */
const TRADE_CASH = 3_000;
/** Standard deviation of a minute's log return. */
export const MINUTE_VOLATILITY = 0.0004;

const STEP_VOLATILITY = MINUTE_VOLATILITY / Math.sqrt(60_000 / STEP_MS);

/** What a made market usually trades in a minute. */
export function usualMinuteSize(price: number, precision: Precision): number {
  return sizeWorth(TRADE_CASH * TRADED_STEPS * (60_000 / STEP_MS), price, precision);
}

/** A seeded random walk without drift. */
export class RandomPath implements PricePath {
  readonly #precision: Precision;
  readonly #random: Random;
  #price: number;

  constructor(seed: string, price: number, precision: Precision) {
    this.#random = seedRandom(`${seed}/path`);
    this.#price = price;
    this.#precision = precision;
  }

  step(): Print | undefined {
    const random = this.#random;
    this.#price *= Math.exp(STEP_VOLATILITY * nextNormal(random));
    if (nextFloat(random) >= TRADED_STEPS) return undefined;
    const price = toTick(this.#price, this.#precision);
    const cash = TRADE_CASH * Math.exp(nextNormal(random) - 0.5);
    return { price, size: sizeWorth(cash, price, this.#precision) };
  }
}
