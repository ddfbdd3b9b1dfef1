/**
 * Sum of the last `period` values. Nothing is ever subtracted, so no rounding error builds up: a window is the end of
 * the last block of `period` values, whose sums were made when the block was full, and the start of this one
 * (van Herk, "A fast algorithm for local minimum and maximum filters", 1992, with sums). O(1) a value on average.
 */
export interface RollingSum {
  readonly period: number;
  /** Values in the present block, below `period`. */
  fill: number;
  /** True once a whole block has passed. */
  turned: boolean;
  /** The present block's values, then from `fill` on sums of the last block's values i.., then the present block's sum. */
  readonly cells: Float64Array;
}

/** @param period a checked number of values. */
export function createRollingSum(period: number): RollingSum {
  return { period, fill: 0, turned: false, cells: new Float64Array(period + 1) };
}

/** Adds a value; true once `period` values were seen. */
export function pushRollingSum(rolling: RollingSum, x: number): boolean {
  const { period, cells, fill } = rolling;
  cells[fill] = x;
  cells[period]! += x;
  rolling.fill = fill + 1;
  if (fill + 1 === period) turn(rolling);
  return rolling.turned;
}

/** The sum, once the window is full. Apart from `pushRollingSum`, which so never has to make a number into an object. */
export function sumOf({ cells, fill, period }: RollingSum): number {
  return cells[fill]! + cells[period]!;
}

/** The full block becomes the last one. */
function turn(rolling: RollingSum): void {
  const { cells, period } = rolling;
  let sum = 0;
  for (let i = period - 1; i >= 0; i--) {
    sum += cells[i]!;
    cells[i] = sum;
  }
  cells[period] = 0;
  rolling.fill = 0;
  rolling.turned = true;
}
