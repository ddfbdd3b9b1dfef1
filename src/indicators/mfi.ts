import { checkBar, type HighLowClose, typicalPrice } from './bar-input.ts';
import { checkPeriod, checkWeight } from './input.ts';
import { createRollingSum, pushRollingSum, type RollingSum, sumOf } from './rolling-sum.ts';

/** The part of a bar that volume indicators need. */
export interface HighLowCloseVolume extends HighLowClose {
  readonly volume: number;
}

/**
 * Money flow index in 0..100: of typical price x volume over `period` bars, the share of the bars whose typical price
 * rose. A bar where it stayed counts for neither.
 * Source: Quong and Soudack, "Volume-weighted RSI: Money Flow", Technical Analysis of Stocks & Commodities, 1989.
 */
export interface Mfi {
  readonly up: RollingSum;
  readonly down: RollingSum;
  /** Typical price of the last bar; undefined before the first. */
  price: number | undefined;
}

/** @param period bars, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createMfi(period = 14): Mfi {
  checkPeriod(period, 'mfi.period');
  return { up: createRollingSum(period), down: createRollingSum(period), price: undefined };
}

/** Undefined until `period` + 1 bars, and where no money flowed either way. @throws BOTRC_INDICATOR_INPUT */
export function pushMfi(mfi: Mfi, bar: HighLowCloseVolume): number | undefined {
  checkBar(bar, 'mfi');
  checkWeight(bar.volume, 'mfi.volume');
  const price = typicalPrice(bar);
  const before = mfi.price;
  mfi.price = price;
  if (before === undefined) return undefined;
  const flow = price * bar.volume;
  pushRollingSum(mfi.up, price > before ? flow : 0);
  if (!pushRollingSum(mfi.down, price < before ? flow : 0)) return undefined;
  const up = sumOf(mfi.up);
  const both = up + sumOf(mfi.down);
  return both === 0 ? undefined : 100 * (up / both);
}
