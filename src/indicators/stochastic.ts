import { checkBar, type HighLowClose } from './bar-input.ts';
import { createExtremes, type Extremes, pushExtremes } from './extremes.ts';
import { checkPeriod } from './input.ts';
import { createSma, pushSma, type Sma } from './sma.ts';

/**
 * Stochastic oscillator (slow): where the close stands between the lowest low and the highest high of `period` bars,
 * in 0..100, averaged over `smooth` values (`k`), and that again over `signal` values (`d`).
 * Source: George Lane, "Lane's Stochastics", Technical Analysis of Stocks & Commodities, 1984.
 */
export interface Stochastic {
  readonly extremes: Extremes;
  readonly smooth: Sma;
  readonly signal: Sma;
}

export interface StochasticValue {
  readonly k: number;
  /** Undefined until `signal` values of `k`. */
  readonly d: number | undefined;
}

/** @param period bars. @param signal @param smooth values; each 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createStochastic(period = 14, signal = 3, smooth = 3): Stochastic {
  checkPeriod(period, 'stochastic.period');
  return { extremes: createExtremes(period), smooth: createSma(smooth), signal: createSma(signal) };
}

/**
 * Undefined until `period` + `smooth` - 1 bars, and where the whole window has one price (0 / 0 has no meaning): such
 * a bar enters no average. @throws BOTRC_INDICATOR_INPUT
 */
export function pushStochastic(stochastic: Stochastic, bar: HighLowClose): StochasticValue | undefined {
  checkBar(bar, 'stochastic');
  const { extremes } = stochastic;
  if (!pushExtremes(extremes, bar.high, bar.low)) return undefined;
  const range = extremes.highest - extremes.lowest;
  if (range === 0) return undefined;
  const k = pushSma(stochastic.smooth, 100 * ((bar.close - extremes.lowest) / range));
  return k === undefined ? undefined : { k, d: pushSma(stochastic.signal, k) };
}
