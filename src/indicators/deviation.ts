import { checkPeriod } from './input.ts';

/**
 * Mean and sum of squared distances from it of the last `period` values. In blocks like `RollingSum`. Sums are taken of
 * distances from the last value of the last block, which is itself in the window (of a block just full its own last)
 * and so at most sqrt(period) sigma from the mean: the textbook formula then loses no more than a digit or two,
 * whatever passed before.
 * Source: Chan, Golub and LeVeque, "Algorithms for Computing the Sample Variance", 1983, on shifted data.
 */
export interface Deviation {
  /** Where in `cells` the next value goes, and where the present block ends: twice as many as there are values. */
  at: number;
  readonly end: number;
  /** 1 / period. */
  readonly share: number;
  /** True once a whole block has passed. */
  turned: boolean;
  /**
   * In pairs: the present block's values (and nothing); from `at` on the sum of the last block's distances i.. and
   * of their squares; from `end` on both of the present block; then the value from which distances are taken.
   */
  readonly cells: Float64Array;
}

/** @throws BOTRC_INDICATOR_INPUT */
export function createDeviation(period: number, where: string): Deviation {
  const end = 2 * checkPeriod(period, where);
  return { at: 0, end, share: 1 / period, turned: false, cells: new Float64Array(end + 3) };
}

/** Adds a checked value; true once the window is full. */
export function pushDeviation(deviation: Deviation, x: number): boolean {
  const { at, end, cells } = deviation;
  const distance = x - cells[end + 2]!;
  cells[at] = x;
  cells[end]! += distance;
  cells[end + 1]! += distance * distance;
  deviation.at = at + 2;
  if (at + 2 === end) turn(deviation);
  return deviation.turned;
}

/** From where `middleOf` counts: one of the values. */
export function anchorOf({ end, cells }: Deviation): number {
  return cells[end + 2]!;
}

/** How far the mean of a full window is from its anchor. */
export function middleOf({ at, end, share, cells }: Deviation): number {
  return (cells[at]! + cells[end]!) * share;
}

/** Population variance of a full window, whose `middleOf` is given. */
export function varianceOf({ at, end, share, cells }: Deviation, middle: number): number {
  const variance = (cells[at + 1]! + cells[end + 1]!) * share - middle * middle;
  return variance > 0 ? variance : 0;
}

/** The full block becomes the last one. */
function turn(deviation: Deviation): void {
  const { cells, end } = deviation;
  const anchor = cells[end - 2]!;
  let sum = 0;
  let squares = 0;
  for (let i = end - 2; i >= 0; i -= 2) {
    const distance = cells[i]! - anchor;
    sum += distance;
    squares += distance * distance;
    cells[i] = sum;
    cells[i + 1] = squares;
  }
  cells[end] = 0;
  cells[end + 1] = 0;
  cells[end + 2] = anchor;
  deviation.at = 0;
  deviation.turned = true;
}
