import { BotrcError } from '../sdk/index.ts';
import { createEma, type Ema, pushEma } from './ema.ts';
import { checkInput } from './input.ts';
import { createRma } from './rma.ts';

/**
 * Average true range: the smoothed largest of high - low, |high - previous close| and |low - previous close|.
 * The first bar only gives its close, so the first answer comes with bar `period` + 1.
 * Source: J. Welles Wilder, "New Concepts in Technical Trading Systems", 1978.
 */
export interface Atr {
  readonly smoother: Ema;
  /** Close of the last bar; undefined before the first. */
  close: number | undefined;
}

/** The part of a bar that indicators need; any `Bar` has it, in its own price units. */
export interface HighLowClose {
  readonly high: number;
  readonly low: number;
  readonly close: number;
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
  const { high, low, close } = bar;
  checkInput(high, 'atr.high');
  checkInput(low, 'atr.low');
  checkInput(close, 'atr.close');
  if (high < low) {
    throw new BotrcError('BOTRC_INDICATOR_INPUT', 'a bar has its high below its low', {
      found: `high ${high}, low ${low}`,
      where: 'atr',
    });
  }
  const before = atr.close;
  atr.close = close;
  if (before === undefined) return undefined;
  return pushEma(atr.smoother, Math.max(high - low, Math.abs(high - before), Math.abs(low - before)));
}
