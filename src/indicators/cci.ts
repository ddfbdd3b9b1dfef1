import { checkBar, type HighLowClose, typicalPrice } from './bar-input.ts';
import { checkPeriod } from './input.ts';
import { createSma, pushSma, type Sma } from './sma.ts';

/**
 * Commodity channel index: (typical price - its mean) / (0.015 x mean absolute deviation) over `period` bars. The
 * deviation is taken from the newest mean, so each bar looks at its whole window once: O(period), in fixed memory.
 * Source: Donald Lambert, "Commodity Channel Index: Tools for Trading Cyclic Trends", Commodities, 1980.
 */
export interface Cci {
  readonly mean: Sma;
  /** The last `period` typical prices, in no order. */
  readonly prices: Float64Array;
  at: number;
}

/** @param period bars, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createCci(period = 20): Cci {
  checkPeriod(period, 'cci.period');
  return { mean: createSma(period), prices: new Float64Array(period), at: 0 };
}

/** Undefined until `period` bars, and where all of them have one price. @throws BOTRC_INDICATOR_INPUT */
export function pushCci(cci: Cci, bar: HighLowClose): number | undefined {
  checkBar(bar, 'cci');
  const { prices } = cci;
  const price = typicalPrice(bar);
  prices[cci.at] = price;
  cci.at = cci.at + 1 === prices.length ? 0 : cci.at + 1;
  const mean = pushSma(cci.mean, price);
  if (mean === undefined) return undefined;
  let deviation = 0;
  for (let i = 0; i < prices.length; i++) deviation += Math.abs(prices[i]! - mean);
  return deviation === 0 ? undefined : (price - mean) / (0.015 * (deviation / prices.length));
}
