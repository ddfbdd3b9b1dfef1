import { type Atr, createAtr, pushAtr } from './atr.ts';
import type { HighLowClose } from './bar-input.ts';
import { checkInput } from './input.ts';

/**
 * Supertrend: a stop line `width` average true ranges from the middle of the bar that only ever comes closer, until
 * the close crosses it and it changes sides. Source: Olivier Seban's indicator, as in
 * https://www.tradingview.com/support/solutions/43000634738-supertrend/
 */
export interface Supertrend {
  readonly atr: Atr;
  readonly width: number;
  upper: number;
  lower: number;
  /** 1 up, -1 down; 0 before the first answer. */
  trend: number;
}

export interface SupertrendValue {
  /** The stop: below the price in an uptrend. In the bar's price units. */
  readonly line: number;
  readonly trend: 'up' | 'down';
}

/** @param period bars, 1..100000. @param width average true ranges. @throws BOTRC_INDICATOR_INPUT */
export function createSupertrend(period = 10, width = 3): Supertrend {
  checkInput(width, 'supertrend.width');
  return { atr: createAtr(period), width, upper: 0, lower: 0, trend: 0 };
}

/** Undefined until `period` + 1 bars. @throws BOTRC_INDICATOR_INPUT */
export function pushSupertrend(supertrend: Supertrend, bar: HighLowClose): SupertrendValue | undefined {
  const before = supertrend.atr.close;
  const range = pushAtr(supertrend.atr, bar);
  if (range === undefined || before === undefined) return undefined;
  const middle = (bar.high + bar.low) / 2;
  const upper = middle + supertrend.width * range;
  const lower = middle - supertrend.width * range;
  const isFirst = supertrend.trend === 0;
  if (isFirst) supertrend.trend = bar.close >= middle ? 1 : -1;
  if (isFirst || upper < supertrend.upper || before > supertrend.upper) supertrend.upper = upper;
  if (isFirst || lower > supertrend.lower || before < supertrend.lower) supertrend.lower = lower;
  supertrend.trend = bar.close <= (supertrend.trend > 0 ? supertrend.lower : supertrend.upper) ? -1 : 1;
  return supertrend.trend > 0
    ? { line: supertrend.lower, trend: 'up' }
    : { line: supertrend.upper, trend: 'down' };
}
