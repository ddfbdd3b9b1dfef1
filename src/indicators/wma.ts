import { checkInput, checkPeriod } from './input.ts';

/**
 * Weighted moving average: the last `period` inputs with weights 1 (oldest) to `period` (newest), over the sum of the
 * weights. In blocks like `RollingSum`, so nothing is subtracted: of the ends of the last block their plain and their
 * weighted sums are kept; this block's inputs weigh by how many came before them.
 * Source: Robert Colby, "The Encyclopedia of Technical Market Indicators", 2nd ed. 2002, "Weighted Moving Average".
 */
export interface Wma {
  readonly period: number;
  /** Sum of all weights. */
  readonly weights: number;
  /** Inputs in the present block, below `period`. */
  fill: number;
  /** True once a whole block has passed. */
  turned: boolean;
  /**
   * The present block's inputs; from `fill` on the sums of the last block's inputs i.. weighted 1, 2, 3 …; then the
   * present block's plain sum, and the one weighted 1, 2, 3 …
   */
  readonly cells: Float64Array;
}

/** @param period samples, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createWma(period: number): Wma {
  checkPeriod(period, 'wma.period');
  const weights = (period * (period + 1)) / 2;
  return { period, weights, fill: 0, turned: false, cells: new Float64Array(period + 2) };
}

/** The average, or undefined until `period` inputs were seen. @throws BOTRC_INDICATOR_INPUT */
export function pushWma(wma: Wma, x: number): number | undefined {
  checkInput(x, 'wma');
  const { period, cells } = wma;
  const fill = wma.fill + 1;
  cells[fill - 1] = x;
  cells[period]! += x;
  cells[period + 1]! += fill * x;
  wma.fill = fill;
  if (fill === period) turn(wma);
  return wma.turned ? weightedOf(wma) / wma.weights : undefined;
}

/** Of the ends of the last block, and of this one, whose inputs all come after those. */
function weightedOf({ period, fill, cells }: Wma): number {
  return cells[fill]! + (period - fill) * cells[period]! + cells[period + 1]!;
}

/** The full block becomes the last one: the weighted sum from i on is the one from i + 1 on, and each once more. */
function turn(wma: Wma): void {
  const { cells, period } = wma;
  let sum = 0;
  let weighted = 0;
  for (let i = period - 1; i >= 0; i--) {
    sum += cells[i]!;
    weighted += sum;
    cells[i] = weighted;
  }
  cells[period] = 0;
  cells[period + 1] = 0;
  wma.fill = 0;
  wma.turned = true;
}
