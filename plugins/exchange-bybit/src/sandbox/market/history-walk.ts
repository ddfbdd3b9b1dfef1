import { type Ms, nextFloat, nextNormal, type Random, seedRandom } from '@botrc/sdk';
import { type Candle, MINUTE_MS } from './candle.ts';
import { type Precision, priceFloat, toTick } from './definition.ts';

/** How far back the invented past reaches: an instrument listed then. */
const LIMIT_MINUTES = 400 * 1440;

export interface HistoryShape {
  readonly seed: string;
  /** Where the past ends: the open time of the first real candle. */
  readonly anchorMs: Ms;
  /** The price at which it ends: that candle's open. */
  readonly anchorPrice: number;
  /** Standard deviation of a minute's log return, such as 0.0004. */
  readonly volatility: number;
  /** Typical traded size of a minute. */
  readonly minuteSize: number;
}

/**
 * The candles of before the source begins: a random walk told backwards from its first price, so that it ends there
 * exactly. Minutes are made as somebody asks for them, always the same ones.
 */
export class HistoryWalk {
  readonly #shape: HistoryShape;
  readonly #precision: Precision;
  readonly #random: Random;
  // One entry a minute, the newest first. A minute closes where the next newer one opens.
  readonly #open: number[] = [];
  readonly #high: number[] = [];
  readonly #low: number[] = [];
  readonly #volume: number[] = [];

  constructor(shape: HistoryShape, precision: Precision) {
    this.#shape = shape;
    this.#precision = precision;
    this.#random = seedRandom(`${shape.seed}/history`);
  }

  /** The minute that opens at `startMs`; undefined after the anchor and before the listing. */
  at(startMs: Ms): Candle | undefined {
    const back = (this.#shape.anchorMs - startMs) / MINUTE_MS - 1;
    if (back < 0 || back >= LIMIT_MINUTES || !Number.isInteger(back)) return undefined;
    while (this.#open.length <= back) this.#extend();
    const open = this.#open[back]!;
    const high = this.#high[back]!;
    const low = this.#low[back]!;
    const close = this.#closeOf(back);
    const volume = this.#volume[back]!;
    const mean = priceFloat((open + high + low + close) / 4, this.#precision);
    const turnover = (volume / 10 ** this.#precision.sizeDecimals) * mean;
    return { start: startMs, open, high, low, close, volume, turnover };
  }

  #closeOf(back: number): number {
    return back === 0 ? this.#shape.anchorPrice : this.#open[back - 1]!;
  }

  #extend(): void {
    const { volatility, minuteSize } = this.#shape;
    const random = this.#random;
    const close = this.#closeOf(this.#open.length);
    const open = toTick(close * Math.exp(-volatility * nextNormal(random)), this.#precision);
    const wick = (): number => close * volatility * nextFloat(random) * 0.6;
    this.#open.push(open);
    this.#high.push(Math.max(open, close, toTick(Math.max(open, close) + wick(), this.#precision)));
    this.#low.push(Math.min(open, close, toTick(Math.min(open, close) - wick(), this.#precision)));
    const lots = Math.round((minuteSize * Math.exp(nextNormal(random) * 0.6)) / this.#precision.lot);
    this.#volume.push(Math.max(1, lots) * this.#precision.lot);
  }
}
