import { type Bands, bandsOf } from './bands.ts';
import { checkInput, checkWeight } from './input.ts';
import { mergeMeans } from './window.ts';

/**
 * Volume-weighted average price since the start of a session: sum(price x volume) / sum(volume), with bands at
 * `width` volume-weighted population sigma. Only the caller knows when a session starts: `startSession`.
 * Source: Berkowitz, Logue and Noser, "The Total Cost of Transactions on the NYSE", 1988 (the average); West,
 * "Updating mean and variance estimates: an improved method", 1979 (the weighted sigma).
 */
export interface SessionVwap {
  /** Volume of the session so far. */
  weight: number;
  /** The average, and the weighted sum of squared distances from it; 0 while there is no volume. */
  mean: number;
  squares: number;
  /** Sigmas between the average and either band. */
  readonly width: number;
}

/** @param width sigmas, default 2. @throws BOTRC_INDICATOR_INPUT */
export function createSessionVwap(width = 2): SessionVwap {
  checkInput(width, 'session-vwap.width');
  return { weight: 0, mean: 0, squares: 0, width };
}

/** Forgets all that was seen. */
export function startSession(vwap: SessionVwap): void {
  vwap.weight = 0;
  vwap.mean = 0;
  vwap.squares = 0;
}

/**
 * The bands, their middle being the VWAP; undefined while the session has no volume.
 * @param price in any unit; of a bar usually `typicalPrice(bar)`. @param volume >= 0, in any unit.
 * @throws BOTRC_INDICATOR_INPUT
 */
export function pushSessionVwap(vwap: SessionVwap, price: number, volume: number): Bands | undefined {
  checkInput(price, 'session-vwap.price');
  checkWeight(volume, 'session-vwap.volume');
  const { weight, mean } = vwap;
  const total = weight + volume;
  if (total === 0) return undefined;
  const gap = price - mean;
  vwap.weight = total;
  vwap.mean = mergeMeans(mean, weight, price, volume);
  vwap.squares += gap * gap * weight * (volume / total);
  return bandsOf(vwap.mean, Math.sqrt(vwap.squares / total), vwap.width);
}
