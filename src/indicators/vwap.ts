import type { Bands } from './bands.ts';
import { checkInput, checkWeight } from './input.ts';
import { bandsOfWindow, createWindow, pushWindow, type Window } from './window.ts';

/**
 * Rolling volume-weighted average price: sum(price x volume) / sum(volume) over the last `period` bars, with
 * bands at `width` volume-weighted population sigma. Unlike the session VWAP it has no reset.
 * Source: Berkowitz, Logue and Noser, "The Total Cost of Transactions on the NYSE", 1988 (the average).
 */
export interface Vwap {
  readonly window: Window;
  /** Sigmas between the average and either band. */
  readonly width: number;
}

/** @param period bars, 1..100000. @param width sigmas, default 2. @throws BOTRC_INDICATOR_INPUT */
export function createVwap(period: number, width = 2): Vwap {
  checkInput(width, 'vwap.width');
  return { window: createWindow(period, 'vwap.period'), width };
}

/**
 * The bands, their middle being the VWAP; undefined until `period` bars, and where none of them had any volume.
 * @param price in any unit; usually `typicalPrice(bar)`. @param volume >= 0, in any unit.
 * @throws BOTRC_INDICATOR_INPUT
 */
export function pushVwap(vwap: Vwap, price: number, volume: number): Bands | undefined {
  checkInput(price, 'vwap.price');
  checkWeight(volume, 'vwap.volume');
  return pushWindow(vwap.window, price, volume) ? bandsOfWindow(vwap.window, vwap.width) : undefined;
}
