import { checkInput, checkPeriod } from './input.ts';

/**
 * Simple moving average: the mean of the last `period` inputs. Nothing is ever subtracted, so no rounding error builds
 * up: a window is the end of the last block of `period` inputs, whose sums were made when the block was full, and the
 * start of this one (van Herk 1992, as in `window.ts`).
 */
export interface Sma {
  readonly period: number;
  /** Inputs in the present block, and their sum. */
  fill: number;
  sum: number;
  /** True once a whole block has passed: the sums of its ends are valid. */
  turned: boolean;
  readonly values: Float64Array;
  /** Sum of inputs i.. of the last block. */
  readonly ends: Float64Array;
}

/** @param period samples, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createSma(period: number): Sma {
  checkPeriod(period, 'sma.period');
  return {
    period,
    fill: 0,
    sum: 0,
    turned: false,
    values: new Float64Array(period),
    ends: new Float64Array(period + 1),
  };
}

/** The mean, or undefined until `period` inputs were seen. @throws BOTRC_INDICATOR_INPUT */
export function pushSma(sma: Sma, x: number): number | undefined {
  checkInput(x, 'sma');
  const { period, values, ends } = sma;
  if (sma.fill === period) turn(sma);
  values[sma.fill] = x;
  sma.sum += x;
  sma.fill++;
  if (sma.turned) return (ends[sma.fill]! + sma.sum) / period;
  return sma.fill === period ? sma.sum / period : undefined;
}

/** The full block becomes the last one. */
function turn(sma: Sma): void {
  const { values, ends, period } = sma;
  let sum = 0;
  for (let i = period - 1; i > 0; i--) {
    sum += values[i]!;
    ends[i] = sum;
  }
  sma.fill = 0;
  sma.sum = 0;
  sma.turned = true;
}
