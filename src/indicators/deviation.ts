import { checkPeriod } from './input.ts';

/**
 * Mean and sum of squared distances from it of the last `period` values. In blocks like `RollingSum`: the end of the
 * last block, whose sums were made when the block was full, and the start of this one. Sums are taken of distances
 * from a value that is itself in the window (the last of the last block, the first of this one), which lies at most
 * sqrt(period) sigma from the mean: so the textbook formula loses no more than a digit or two, whatever passed before.
 * Source: Chan, Golub and LeVeque, "Algorithms for Computing the Sample Variance", 1983, on shifted data.
 */
export interface Deviation {
  readonly period: number;
  fill: number;
  turned: boolean;
  readonly values: Float64Array;
  /** Of values i.. of the last block: sums of distances from its last value, and of their squares. */
  readonly ends: Float64Array;
  readonly squareEnds: Float64Array;
  /** Last value of the last block, first of this one. */
  last: number;
  first: number;
  /** Of this block, from its first value. */
  sum: number;
  squareSum: number;
  /** The answer, once the window is full. */
  mean: number;
  squares: number;
}

/** @throws BOTRC_INDICATOR_INPUT */
export function createDeviation(period: number, where: string): Deviation {
  checkPeriod(period, where);
  return {
    period,
    fill: 0,
    turned: false,
    values: new Float64Array(period),
    ends: new Float64Array(period + 1),
    squareEnds: new Float64Array(period + 1),
    last: 0,
    first: 0,
    sum: 0,
    squareSum: 0,
    mean: 0,
    squares: 0,
  };
}

/** Adds a checked value; true once the window is full. The result is in `mean` and `squares`. */
export function pushDeviation(deviation: Deviation, x: number): boolean {
  const { period, values } = deviation;
  if (deviation.fill === period) turn(deviation);
  if (deviation.fill === 0) deviation.first = x;
  const { first } = deviation;
  const distance = x - first;
  values[deviation.fill++] = x;
  deviation.sum += distance;
  deviation.squareSum += distance * distance;
  let { sum, squareSum } = deviation;
  if (deviation.turned) {
    // The old sums, taken from this block's first value too.
    const end = deviation.ends[deviation.fill]!;
    const shift = deviation.last - first;
    const weight = (period - deviation.fill) * shift;
    sum += end + weight;
    squareSum += deviation.squareEnds[deviation.fill]! + shift * (2 * end + weight);
  } else if (deviation.fill < period) return false;
  const middle = sum / period;
  const squares = squareSum - sum * middle;
  deviation.mean = first + middle;
  deviation.squares = squares > 0 ? squares : 0;
  return true;
}

/** The full block becomes the last one. */
function turn(deviation: Deviation): void {
  const { values, ends, squareEnds, period } = deviation;
  const last = values[period - 1]!;
  let sum = 0;
  let squares = 0;
  for (let i = period - 1; i > 0; i--) {
    const distance = values[i]! - last;
    sum += distance;
    squares += distance * distance;
    ends[i] = sum;
    squareEnds[i] = squares;
  }
  deviation.last = last;
  deviation.fill = 0;
  deviation.sum = 0;
  deviation.squareSum = 0;
  deviation.turned = true;
}
