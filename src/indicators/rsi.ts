import { smooth } from './ema.ts';
import { checkInput } from './input.ts';
import { createRma, type Rma } from './rma.ts';

/**
 * Relative strength index in 0..100: 100 x gain / (gain + loss), both Wilder-smoothed. The first input gives no
 * change, so the first answer comes with input `period` + 1.
 * Source: J. Welles Wilder, "New Concepts in Technical Trading Systems", 1978.
 */
export interface Rsi {
  readonly gain: Rma;
  readonly loss: Rma;
  last: number | undefined;
}

/** @param period samples, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createRsi(period: number): Rsi {
  return { gain: createRma(period), loss: createRma(period), last: undefined };
}

/**
 * The index, or undefined until `period` + 1 inputs, and while nothing has moved at all (0 / 0 has no meaning).
 * @throws BOTRC_INDICATOR_INPUT
 */
export function pushRsi(rsi: Rsi, x: number): number | undefined {
  checkInput(x, 'rsi');
  const change = rsi.last === undefined ? undefined : x - rsi.last;
  rsi.last = x;
  if (change === undefined) return undefined;
  const gain = smooth(rsi.gain, change > 0 ? change : 0);
  const loss = smooth(rsi.loss, change < 0 ? -change : 0);
  if (gain === undefined || loss === undefined || gain + loss === 0) return undefined;
  return 100 * (gain / (gain + loss));
}
