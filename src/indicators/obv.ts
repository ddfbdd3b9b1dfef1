import { checkInput, checkWeight } from './input.ts';

/**
 * On-balance volume: volume added where the close rose, taken off where it fell, from 0 at the first bar. Its level
 * means nothing, its changes do. It is exact as long as the sum of all volumes stays below 2^53 whole units.
 * Source: Joseph Granville, "Granville's New Key to Stock Market Profits", 1963.
 */
export interface Obv {
  value: number;
  /** Close of the last bar; undefined before the first. */
  close: number | undefined;
}

export function createObv(): Obv {
  return { value: 0, close: undefined };
}

/** In the volume's own units, from the first bar on. @throws BOTRC_INDICATOR_INPUT */
export function pushObv(obv: Obv, close: number, volume: number): number {
  checkInput(close, 'obv.close');
  checkWeight(volume, 'obv.volume');
  const before = obv.close;
  obv.close = close;
  if (before !== undefined) {
    if (close > before) obv.value += volume;
    else if (close < before) obv.value -= volume;
  }
  return obv.value;
}
