/**
 * Highest high and lowest low of the last `period` bars, in O(1) a bar on average: the end of the last block of
 * `period` bars, whose extremes were made when the block was full, and the start of this one.
 * Source: van Herk, "A fast algorithm for local minimum and maximum filters", 1992.
 */
export interface Extremes {
  readonly period: number;
  /** Bars in the present block, and their extremes. */
  fill: number;
  high: number;
  low: number;
  turned: boolean;
  readonly highs: Float64Array;
  readonly lows: Float64Array;
  /** Extremes of bars i.. of the last block; at `period` such as no bar could change. */
  readonly highEnds: Float64Array;
  readonly lowEnds: Float64Array;
  /** Of the whole window: the answer, once `isFull`. */
  highest: number;
  lowest: number;
  isFull: boolean;
}

const LOWEST = Number.NEGATIVE_INFINITY;
const HIGHEST = Number.POSITIVE_INFINITY;

/** @param period a checked number of bars. */
export function createExtremes(period: number): Extremes {
  return {
    period,
    fill: 0,
    high: LOWEST,
    low: HIGHEST,
    turned: false,
    highs: new Float64Array(period),
    lows: new Float64Array(period),
    highEnds: new Float64Array(period + 1).fill(LOWEST),
    lowEnds: new Float64Array(period + 1).fill(HIGHEST),
    highest: LOWEST,
    lowest: HIGHEST,
    isFull: false,
  };
}

/** Adds a checked bar; true once the window is full. The result is in `highest` and `lowest`. */
export function pushExtremes(extremes: Extremes, high: number, low: number): boolean {
  const { period } = extremes;
  if (extremes.fill === period) turn(extremes);
  extremes.highs[extremes.fill] = high;
  extremes.lows[extremes.fill] = low;
  extremes.fill++;
  if (high > extremes.high) extremes.high = high;
  if (low < extremes.low) extremes.low = low;
  const endHigh = extremes.highEnds[extremes.fill]!;
  const endLow = extremes.lowEnds[extremes.fill]!;
  extremes.highest = extremes.high > endHigh ? extremes.high : endHigh;
  extremes.lowest = extremes.low < endLow ? extremes.low : endLow;
  extremes.isFull = extremes.turned || extremes.fill === period;
  return extremes.isFull;
}

/** The full block becomes the last one. */
function turn(extremes: Extremes): void {
  const { highs, lows, highEnds, lowEnds, period } = extremes;
  let high = LOWEST;
  let low = HIGHEST;
  for (let i = period - 1; i > 0; i--) {
    if (highs[i]! > high) high = highs[i]!;
    if (lows[i]! < low) low = lows[i]!;
    highEnds[i] = high;
    lowEnds[i] = low;
  }
  extremes.fill = 0;
  extremes.high = LOWEST;
  extremes.low = HIGHEST;
  extremes.turned = true;
}
