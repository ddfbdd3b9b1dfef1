import { checkPeriod } from './input.ts';

/** Weight, weighted mean, and weighted sum of squared distances from that mean, of some samples. */
export interface Moments {
  weight: number;
  mean: number;
  squares: number;
}

/**
 * Weighted mean and variance of the last `period` samples. Nothing is ever subtracted, so no rounding error
 * builds up however long it runs: samples come in blocks of `period`, and a window is the merge of the end of the
 * last block (its suffixes, computed once when the block is full) with the start of this one (van Herk 1992;
 * merging after Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample
 * variances", 1979). One sample costs O(1) on average, memory is fixed.
 */
export interface Window {
  readonly period: number;
  /** Samples in the present block. */
  fill: number;
  /** True once a whole block has passed: the suffixes are valid. */
  turned: boolean;
  readonly values: Float64Array;
  readonly weights: Float64Array;
  /** [weight, mean, squares] of samples i.. of the last block at 3i. */
  readonly suffixes: Float64Array;
  /** Of the present block. */
  readonly head: Moments;
  /** Of the whole window: the answer. */
  readonly all: Moments;
}

export function createWindow(period: number, where: string): Window {
  checkPeriod(period, where);
  return {
    period,
    fill: 0,
    turned: false,
    values: new Float64Array(period),
    weights: new Float64Array(period),
    suffixes: new Float64Array(3 * (period + 1)),
    head: { weight: 0, mean: 0, squares: 0 },
    all: { weight: 0, mean: 0, squares: 0 },
  };
}

/** Adds a checked sample; true once the window is full. The result is in `window.all`. */
export function pushWindow(window: Window, value: number, weight: number): boolean {
  const { period, head, all, suffixes } = window;
  if (window.fill === period) turn(window);
  window.values[window.fill] = value;
  window.weights[window.fill] = weight;
  window.fill++;
  mergeMoments(head, weight, value, 0);
  if (!window.turned) {
    all.weight = head.weight;
    all.mean = head.mean;
    all.squares = head.squares;
    return window.fill === period;
  }
  const at = 3 * window.fill;
  all.weight = suffixes[at]!;
  all.mean = suffixes[at + 1]!;
  all.squares = suffixes[at + 2]!;
  mergeMoments(all, head.weight, head.mean, head.squares);
  return true;
}

/** The full block becomes the last one. */
function turn(window: Window): void {
  const { values, weights, suffixes, head } = window;
  head.weight = 0;
  for (let i = window.period - 1; i >= 0; i--) {
    mergeMoments(head, weights[i] as number, values[i] as number, 0);
    suffixes[3 * i] = head.weight;
    suffixes[3 * i + 1] = head.mean;
    suffixes[3 * i + 2] = head.squares;
  }
  head.weight = 0;
  window.fill = 0;
  window.turned = true;
}

/** Adds to some moments those of other samples. Of no weight: changes nothing. */
export function mergeMoments(into: Moments, weight: number, mean: number, squares: number): void {
  if (into.weight === 0) {
    into.weight = weight;
    into.mean = mean;
    into.squares = squares;
  } else if (weight > 0) {
    const total = into.weight + weight;
    const gap = mean - into.mean;
    const share = weight / total;
    into.squares += squares + gap * gap * into.weight * share;
    into.mean += gap * share;
    into.weight = total;
  }
}
