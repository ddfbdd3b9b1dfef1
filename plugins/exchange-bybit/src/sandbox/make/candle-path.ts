import { type Ms, nextFloat, nextNormal, type Random, seedRandom } from '@botrc/sdk';
import type { Candle } from '../market/candle.ts';
import { type Precision, toTick } from '../market/definition.ts';
import { type PricePath, type Print, RandomPath, STEP_MS, TRADED_STEPS } from './path.ts';

interface Anchor {
  readonly step: number;
  readonly price: number;
}

/**
 * Walks through given candles so that the trades make each of them again: it opens, touches high and low, and
 * closes where the candle did, and trades its volume (at least one lot for each of those prices). After the last
 * candle it walks on at random.
 */
export class CandlePath implements PricePath {
  readonly #candles: readonly Candle[];
  readonly #intervalMs: Ms;
  readonly #precision: Precision;
  readonly #seed: string;
  readonly #steps: number;
  #index = -1;
  #anchors: Anchor[] = [];
  #lots = 0;
  #price = 0;
  #random: Random;
  #after: RandomPath | undefined;

  /** `candles`: contiguous, oldest first, at least one. */
  constructor(candles: readonly Candle[], intervalMs: Ms, seed: string, precision: Precision) {
    this.#candles = candles;
    this.#intervalMs = intervalMs;
    this.#seed = seed;
    this.#precision = precision;
    this.#steps = intervalMs / STEP_MS;
    this.#random = seedRandom(seed);
  }

  step(fromMs: Ms): Print | undefined {
    const index = Math.floor((fromMs - this.#candles[0]!.start) / this.#intervalMs);
    const candle = this.#candles[index];
    if (candle === undefined) return this.#walkOn(fromMs);
    if (index !== this.#index) this.#begin(candle, index);
    return this.#within(candle, (fromMs - candle.start) / STEP_MS);
  }

  #begin(candle: Candle, index: number): void {
    const random = seedRandom(`${this.#seed}/${candle.start}`);
    const { open, high, low, close } = candle;
    const before = this.#candles[index - 1]?.close;
    const quiet = candle.volume === 0 && high === low && open === before;
    const turns = [
      { price: high, there: high > Math.max(open, close) },
      { price: low, there: low < Math.min(open, close) },
    ].filter((turn) => turn.there);
    // A candle that rose has usually dipped first, one that fell has risen first.
    if (close >= open) turns.reverse();
    const half = Math.floor((this.#steps - 2) / 2);
    const anchors = turns.map((turn, i) => ({
      step: 1 + i * half + Math.floor(nextFloat(random) * half),
      price: turn.price,
    }));
    this.#anchors = quiet
      ? []
      : [{ step: 0, price: open }, ...anchors, { step: this.#steps - 1, price: close }];
    this.#lots = Math.max(this.#anchors.length, Math.round(candle.volume / this.#precision.lot));
    this.#price = open;
    this.#random = random;
    this.#index = index;
  }

  #within(candle: Candle, step: number): Print | undefined {
    const next = this.#anchors[0];
    if (next === undefined) return undefined;
    if (next.step === step) {
      this.#anchors.shift();
      this.#price = next.price;
      const last = this.#anchors.length === 0;
      const lots = last ? this.#lots : Math.min(this.#spare(step) + 1, this.#lots - this.#anchors.length);
      const print = this.#print(next.price, Math.max(1, lots));
      return step === 0 ? { ...print, opens: true } : print;
    }
    const left = next.step - step + 1;
    const noise = nextNormal(this.#random) * (candle.high - candle.low) * 0.3 * Math.sqrt(1 / this.#steps);
    this.#price += (next.price - this.#price) / left + noise;
    if (nextFloat(this.#random) >= TRADED_STEPS) return undefined;
    const lots = this.#spare(step);
    if (lots < 1) return undefined;
    const price = toTick(Math.min(candle.high, Math.max(candle.low, this.#price)), this.#precision);
    return this.#print(price, lots);
  }

  /** A usual trade out of the volume that is left, anchors kept back. */
  #spare(step: number): number {
    const free = this.#lots - this.#anchors.length;
    const usual = free / Math.max(1, (this.#steps - step) * TRADED_STEPS);
    return Math.max(0, Math.min(free, Math.floor(usual * (0.2 + 1.6 * nextFloat(this.#random)) + 0.2)));
  }

  #print(price: number, lots: number): Print {
    this.#lots -= lots;
    return { price, size: lots * this.#precision.lot };
  }

  #walkOn(fromMs: Ms): Print | undefined {
    const last = this.#candles[this.#candles.length - 1]!;
    this.#after ??= new RandomPath(`${this.#seed}/${fromMs}`, last.close, this.#precision);
    return this.#after.step();
  }
}
