import { type Bands, bandsOf } from './bands.ts';
import { checkPeriod } from './input.ts';

/**
 * Weighted mean and variance of the last `period` samples. Nothing is ever subtracted, so no rounding error
 * builds up however long it runs: samples come in blocks of `period`, and a window is the merge of the end of the
 * last block (its suffixes, computed once when the block is full) with the start of this one (van Herk 1992;
 * merging after Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample
 * variances", 1979). One sample costs O(1) on average, memory is fixed. Not of distances from one of the samples as
 * in `Deviation`: that one may weigh next to nothing, and then lies any number of sigma from the mean.
 */
export interface Window {
  /** Where in `cells` the next sample goes, and where the present block ends: three times as many as there are samples. */
  at: number;
  readonly end: number;
  /** True once a whole block has passed. */
  turned: boolean;
  /**
   * In threes: weight and value (and nothing) of the present block's samples; from `at` on weight, mean and sum of
   * squared distances from it of the last block's samples i..; from `end` on those of the present block. No weight: all zero.
   */
  readonly cells: Float64Array;
}

export function createWindow(period: number, where: string): Window {
  const end = 3 * checkPeriod(period, where);
  return { at: 0, end, turned: false, cells: new Float64Array(end + 3) };
}

/** Adds a checked sample; true once the window is full. */
export function pushWindow(window: Window, value: number, weight: number): boolean {
  const { at, end, cells } = window;
  cells[at] = weight;
  cells[at + 1] = value;
  if (weight > 0) {
    const before = cells[end]!;
    const mean = cells[end + 1]!;
    const total = before + weight;
    const gap = value - mean;
    cells[end] = total;
    cells[end + 1] = mergeMeans(mean, before, value, weight);
    cells[end + 2]! += gap * gap * before * (weight / total);
  }
  window.at = at + 3;
  if (at + 3 === end) turn(window);
  return window.turned;
}

/** The bands `width` sigma around the mean of a full window; undefined where nothing in it has any weight. */
export function bandsOfWindow({ at, end, cells }: Window, width: number): Bands | undefined {
  const before = cells[at]!;
  const weight = cells[end]!;
  const total = before + weight;
  if (total === 0) return undefined;
  const mean = cells[at + 1]!;
  const newer = cells[end + 1]!;
  const gap = newer - mean;
  const squares = cells[at + 2]! + cells[end + 2]! + gap * gap * before * (weight / total);
  return bandsOf(mergeMeans(mean, before, newer, weight), Math.sqrt(squares / total), width);
}

/**
 * The mean of two means of some weight, not both 0. It is reached from the heavier one: from one that is far away and
 * weighs next to nothing the way would be so long that its rounding is larger than the mean.
 */
export function mergeMeans(a: number, weightA: number, b: number, weightB: number): number {
  const total = weightA + weightB;
  return weightA < weightB ? b + (a - b) * (weightA / total) : a + (b - a) * (weightB / total);
}

/** The full block becomes the last one. */
function turn(window: Window): void {
  const { cells, end } = window;
  let total = 0;
  let mean = 0;
  let squares = 0;
  for (let i = end - 3; i >= 0; i -= 3) {
    const weight = cells[i]!;
    if (weight > 0) {
      const before = total;
      total += weight;
      const value = cells[i + 1]!;
      const gap = value - mean;
      mean = mergeMeans(mean, before, value, weight);
      squares += gap * gap * before * (weight / total);
    }
    cells[i] = total;
    cells[i + 1] = mean;
    cells[i + 2] = squares;
  }
  cells[end] = 0;
  cells[end + 1] = 0;
  cells[end + 2] = 0;
  window.at = 0;
  window.turned = true;
}
