import { BotrcError } from '../sdk/index.ts';
import { createEma, type Ema, follow, smooth } from './ema.ts';
import { checkInput } from './input.ts';

/**
 * Moving average convergence/divergence: a fast average less a slow one, and the average of that difference.
 * Source: Gerald Appel, "Technical Analysis: Power Tools for Active Investors", 2005.
 */
export interface Macd {
  readonly fast: Ema;
  readonly slow: Ema;
  readonly signal: Ema;
}

/** In the input's own units. */
export interface MacdValue {
  readonly macd: number;
  /** Undefined until `signal` values of `macd` were seen, and with it the histogram. */
  readonly signal: number | undefined;
  readonly histogram: number | undefined;
}

/** @param fast @param slow @param signal samples, 1..100000, fast < slow. @throws BOTRC_INDICATOR_INPUT */
export function createMacd(fast = 12, slow = 26, signal = 9): Macd {
  if (fast >= slow) {
    throw new BotrcError('BOTRC_INDICATOR_INPUT', 'the fast average of a MACD is the shorter one', {
      found: `${fast} and ${slow}`,
      where: 'macd',
    });
  }
  return { fast: createEma(fast), slow: createEma(slow), signal: createEma(signal) };
}

/** Undefined until `slow` inputs were seen. @throws BOTRC_INDICATOR_INPUT */
export function pushMacd(macd: Macd, x: number): MacdValue | undefined {
  checkInput(x, 'macd');
  const { fast, slow, signal } = macd;
  if (signal.count < signal.period) return warmUp(macd, x);
  const value = follow(fast, x) - follow(slow, x);
  const mean = follow(signal, value);
  return { macd: value, signal: mean, histogram: value - mean };
}

function warmUp(macd: Macd, x: number): MacdValue | undefined {
  const fast = smooth(macd.fast, x);
  const slow = smooth(macd.slow, x);
  if (fast === undefined || slow === undefined) return undefined;
  const value = fast - slow;
  const signal = smooth(macd.signal, value);
  return { macd: value, signal, histogram: signal === undefined ? undefined : value - signal };
}
