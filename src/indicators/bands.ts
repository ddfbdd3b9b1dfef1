import type { Moments } from './window.ts';

/** A middle line with a band around it. */
export interface Bands {
  /** The mean: a simple one for Bollinger, volume-weighted for VWAP. */
  readonly middle: number;
  readonly upper: number;
  readonly lower: number;
  /** Population standard deviation around the middle; >= 0. */
  readonly sigma: number;
}

/** The bands `width` sigma around the mean of samples of some weight. */
export function bandsOf({ mean, squares, weight }: Moments, width: number): Bands {
  const sigma = Math.sqrt(squares / weight);
  return { middle: mean, upper: mean + width * sigma, lower: mean - width * sigma, sigma };
}
