import { checkBar, type HighLowClose, trueRange } from './bar-input.ts';
import { createEma, type Ema, smooth } from './ema.ts';
import { createRma } from './rma.ts';

/**
 * Average true range: the smoothed `trueRange`. The first bar only gives its close, so the first answer comes with
 * bar `period` + 1.
 * Source: J. Welles Wilder, "New Concepts in Technical Trading Systems", 1978.
 */
export interface Atr {
  readonly smoother: Ema;
  /** Close of the last bar; undefined before the first. */
  close: number | undefined;
}

/**
 * @param period bars, 1..100000.
 * @param smoothing `wilder` (default) as published, or `ema`, which follows changes about twice as fast.
 * @throws BOTRC_INDICATOR_INPUT
 */
export function createAtr(period: number, smoothing: 'wilder' | 'ema' = 'wilder'): Atr {
  return { smoother: smoothing === 'wilder' ? createRma(period) : createEma(period), close: undefined };
}

/** The average in the bar's price units, or undefined until `period` + 1 bars. @throws BOTRC_INDICATOR_INPUT */
export function pushAtr(atr: Atr, bar: HighLowClose): number | undefined {
  checkBar(bar, 'atr');
  const before = atr.close;
  atr.close = bar.close;
  return before === undefined ? undefined : smooth(atr.smoother, trueRange(bar.high, bar.low, before));
}
