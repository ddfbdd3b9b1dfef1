import { checkInput, checkPeriod } from './input.ts';

/**
 * Relative strength index in 0..100: 100 x gain / (gain + loss), both Wilder-smoothed. The first input gives no
 * change, so the first answer comes with input `period` + 1.
 * Source: J. Welles Wilder, "New Concepts in Technical Trading Systems", 1978.
 */
export interface Rsi {
  readonly period: number;
  readonly alpha: number;
  /** Inputs seen, counted up to `period` + 1. */
  count: number;
  /** The averages; until all of `period` changes were seen the running sums of the seed. */
  gain: number;
  loss: number;
  /** The last input; of no meaning before the first. */
  last: number;
}

/** @param period samples, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createRsi(period: number): Rsi {
  return {
    period: checkPeriod(period, 'rsi.period'),
    alpha: 1 / period,
    count: 0,
    gain: 0,
    loss: 0,
    last: 0,
  };
}

/**
 * The index, or undefined until `period` + 1 inputs, and while nothing has moved at all (0 / 0 has no meaning).
 * @throws BOTRC_INDICATOR_INPUT
 */
export function pushRsi(rsi: Rsi, x: number): number | undefined {
  checkInput(x, 'rsi');
  const { period, alpha } = rsi;
  const change = x - rsi.last;
  rsi.last = x;
  const up = change > 0 ? change : 0;
  const down = change < 0 ? -change : 0;
  if (rsi.count > period) {
    rsi.gain += alpha * (up - rsi.gain);
    rsi.loss += alpha * (down - rsi.loss);
  } else if (!seed(rsi, up, down)) return undefined;
  const { gain, loss } = rsi;
  const moved = gain + loss;
  return moved === 0 ? undefined : 100 * (gain / moved);
}

/** True once the simple means of the first `period` changes are there. */
function seed(rsi: Rsi, up: number, down: number): boolean {
  if (rsi.count++ === 0) return false;
  rsi.gain += up;
  rsi.loss += down;
  if (rsi.count <= rsi.period) return false;
  rsi.gain /= rsi.period;
  rsi.loss /= rsi.period;
  return true;
}
