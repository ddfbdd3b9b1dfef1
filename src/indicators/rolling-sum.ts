/**
 * Sum of the last `period` values. Nothing is ever subtracted, so no rounding error builds up: a window is the end of
 * the last block of `period` values, whose sums were made when the block was full, and the start of this one
 * (van Herk, "A fast algorithm for local minimum and maximum filters", 1992, with sums). O(1) a value on average.
 */
export interface RollingSum {
  readonly period: number;
  /** Values in the present block, and their sum. */
  fill: number;
  sum: number;
  /** True once a whole block has passed: the sums of its ends are valid. */
  turned: boolean;
  readonly values: Float64Array;
  /** Sum of values i.. of the last block. */
  readonly ends: Float64Array;
}

/** @param period a checked number of values. */
export function createRollingSum(period: number): RollingSum {
  return {
    period,
    fill: 0,
    sum: 0,
    turned: false,
    values: new Float64Array(period),
    ends: new Float64Array(period + 1),
  };
}

/** The sum, or undefined until `period` values were seen. */
export function pushRollingSum(rolling: RollingSum, x: number): number | undefined {
  const { period, values, ends } = rolling;
  if (rolling.fill === period) turn(rolling);
  values[rolling.fill] = x;
  rolling.sum += x;
  rolling.fill++;
  if (rolling.turned) return ends[rolling.fill]! + rolling.sum;
  return rolling.fill === period ? rolling.sum : undefined;
}

/** The full block becomes the last one. */
function turn(rolling: RollingSum): void {
  const { values, ends, period } = rolling;
  let sum = 0;
  for (let i = period - 1; i > 0; i--) {
    sum += values[i]!;
    ends[i] = sum;
  }
  rolling.fill = 0;
  rolling.sum = 0;
  rolling.turned = true;
}
