import { checkBar, type HighLowClose, trueRange } from './bar-input.ts';
import { follow, smooth } from './ema.ts';
import { checkPeriod } from './input.ts';
import { createRma, type Rma } from './rma.ts';

/**
 * Directional movement: which way the bars' extremes move (`plus`, `minus`), and how one-sidedly (`dx`, and smoothed
 * `adx`), each in 0..100. Source: J. Welles Wilder, "New Concepts in Technical Trading Systems", 1978.
 */
export interface Adx {
  readonly range: Rma;
  readonly plus: Rma;
  readonly minus: Rma;
  readonly dx: Rma;
  high: number;
  low: number;
  /** Close of the last bar; undefined before the first, and then so are `high` and `low` of no meaning. */
  close: number | undefined;
}

export interface AdxValue {
  readonly plus: number;
  readonly minus: number;
  readonly dx: number;
  /** Undefined until 2 x `period` bars. */
  readonly adx: number | undefined;
}

/** @param period bars, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createAdx(period = 14): Adx {
  checkPeriod(period, 'adx.period');
  const rma = (): Rma => createRma(period);
  return { range: rma(), plus: rma(), minus: rma(), dx: rma(), high: 0, low: 0, close: undefined };
}

/**
 * Undefined until `period` + 1 bars, and while nothing has moved at all (0 / 0 has no meaning).
 * @throws BOTRC_INDICATOR_INPUT
 */
export function pushAdx(adx: Adx, bar: HighLowClose): AdxValue | undefined {
  checkBar(bar, 'adx');
  const { high, low, close } = adx;
  adx.high = bar.high;
  adx.low = bar.low;
  adx.close = bar.close;
  if (close === undefined) return undefined;
  const up = bar.high - high;
  const down = low - bar.low;
  const range = trueRange(bar.high, bar.low, close);
  const plus = up > down && up > 0 ? up : 0;
  const minus = down > up && down > 0 ? down : 0;
  if (adx.dx.count < adx.dx.period) return warmUp(adx, range, plus, minus);
  const value = follow(adx.range, range);
  const plusMove = follow(adx.plus, plus);
  const minusMove = follow(adx.minus, minus);
  return value === 0 ? undefined : readingOf(adx, value, plusMove, minusMove);
}

function warmUp(adx: Adx, range: number, plus: number, minus: number): AdxValue | undefined {
  const value = smooth(adx.range, range);
  const plusMove = smooth(adx.plus, plus);
  const minusMove = smooth(adx.minus, minus);
  if (value === undefined || plusMove === undefined || minusMove === undefined || value === 0)
    return undefined;
  return readingOf(adx, value, plusMove, minusMove);
}

function readingOf(adx: Adx, range: number, plusMove: number, minusMove: number): AdxValue {
  const plus = 100 * (plusMove / range);
  const minus = 100 * (minusMove / range);
  // Movement that went no way at all is none-sided.
  const dx = plus + minus > 0 ? 100 * (Math.abs(plus - minus) / (plus + minus)) : 0;
  return { plus, minus, dx, adx: smooth(adx.dx, dx) };
}
