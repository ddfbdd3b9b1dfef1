import { checkInput, checkPeriod } from './input.ts';

/**
 * Weighted moving average: the last `period` inputs with weights 1 (oldest) to `period` (newest), over the sum of the
 * weights. In blocks like `RollingSum`, so nothing is subtracted: of the ends of the last block their plain and their
 * weighted sums are kept; this block's inputs weigh by how many came before them.
 * Source: Robert Colby, "The Encyclopedia of Technical Market Indicators", 2nd ed. 2002, "Weighted Moving Average".
 */
export interface Wma {
  readonly period: number;
  /** Inputs in the present block, their sum, and their sum weighted 1, 2, 3 … */
  fill: number;
  sum: number;
  weighted: number;
  turned: boolean;
  readonly values: Float64Array;
  /** Of inputs i.. of the last block, the sum weighted 1, 2, 3 … */
  readonly ends: Float64Array;
}

/** @param period samples, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createWma(period: number): Wma {
  checkPeriod(period, 'wma.period');
  return {
    period,
    fill: 0,
    sum: 0,
    weighted: 0,
    turned: false,
    values: new Float64Array(period),
    ends: new Float64Array(period + 1),
  };
}

/** The average, or undefined until `period` inputs were seen. @throws BOTRC_INDICATOR_INPUT */
export function pushWma(wma: Wma, x: number): number | undefined {
  checkInput(x, 'wma');
  const { period, values, ends } = wma;
  if (wma.fill === period) turn(wma);
  values[wma.fill] = x;
  wma.fill++;
  wma.sum += x;
  wma.weighted += wma.fill * x;
  if (!wma.turned && wma.fill < period) return undefined;
  const before = period - wma.fill;
  const last = wma.turned ? ends[wma.fill]! : 0;
  return (last + before * wma.sum + wma.weighted) / ((period * (period + 1)) / 2);
}

/** The full block becomes the last one: the weighted sum from i on is the one from i + 1 on, and each once more. */
function turn(wma: Wma): void {
  const { values, ends, period } = wma;
  let sum = 0;
  let weighted = 0;
  for (let i = period - 1; i > 0; i--) {
    sum += values[i]!;
    weighted += sum;
    ends[i] = weighted;
  }
  wma.fill = 0;
  wma.sum = 0;
  wma.weighted = 0;
  wma.turned = true;
}
