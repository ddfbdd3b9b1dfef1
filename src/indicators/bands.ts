/** A middle line with a band around it. */
export interface Bands {
  /** The mean: a simple one for Bollinger, volume-weighted for VWAP. */
  readonly middle: number;
  readonly upper: number;
  readonly lower: number;
  /** Population standard deviation around the middle; >= 0. */
  readonly sigma: number;
}

/** The bands `width` sigma around the middle. */
export function bandsOf(middle: number, sigma: number, width: number): Bands {
  const reach = width * sigma;
  return { middle, upper: middle + reach, lower: middle - reach, sigma };
}
