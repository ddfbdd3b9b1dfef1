import { checkInput } from './input.ts';
import { createWindow, pushWindow, type Window } from './window.ts';

/**
 * Standard score: how many population sigma the newest input is from the mean of the last `period`, itself included.
 * Source: https://www.itl.nist.gov/div898/handbook/eda/section3/eda35h.htm
 */
export interface ZScore {
  readonly window: Window;
}

/** @param period samples, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createZScore(period: number): ZScore {
  return { window: createWindow(period, 'z-score.period') };
}

/** Undefined until `period` inputs, and where all of them are equal. @throws BOTRC_INDICATOR_INPUT */
export function pushZScore(score: ZScore, x: number): number | undefined {
  checkInput(x, 'z-score');
  if (!pushWindow(score.window, x, 1)) return undefined;
  const { mean, squares, weight } = score.window.all;
  return squares > 0 ? (x - mean) / Math.sqrt(squares / weight) : undefined;
}
