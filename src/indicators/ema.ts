import { checkInput, checkPeriod } from './input.ts';

/**
 * Exponential moving average, seeded with the simple mean of the first `period` inputs, then
 * value += alpha x (x - value) with alpha = 2 / (period + 1).
 * Source: https://school.stockcharts.com/doku.php?id=technical_indicators:moving_averages
 */
export interface Ema {
  readonly period: number;
  readonly alpha: number;
  /** Inputs seen, counted up to `period`. */
  count: number;
  /** The average; until `count` reaches `period` the running sum of the seed. */
  value: number;
}

/** @param period samples, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createEma(period: number): Ema {
  return { period: checkPeriod(period, 'ema.period'), alpha: 2 / (period + 1), count: 0, value: 0 };
}

/** The average, or undefined until `period` inputs were seen. @throws BOTRC_INDICATOR_INPUT */
export function pushEma(ema: Ema, x: number): number | undefined {
  checkInput(x, 'ema');
  return smooth(ema, x);
}

/** As `pushEma`, for an input that has been checked. */
export function smooth(ema: Ema, x: number): number | undefined {
  return ema.count === ema.period ? follow(ema, x) : seed(ema, x);
}

function seed(ema: Ema, x: number): number | undefined {
  ema.count++;
  ema.value += x;
  if (ema.count < ema.period) return undefined;
  ema.value /= ema.period;
  return ema.value;
}

/** As `smooth`, for an average that has its seed: no more than the line that it is. */
export function follow(ema: Ema, x: number): number {
  ema.value += ema.alpha * (x - ema.value);
  return ema.value;
}
