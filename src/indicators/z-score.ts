import {
  anchorOf,
  createDeviation,
  type Deviation,
  middleOf,
  pushDeviation,
  varianceOf,
} from './deviation.ts';
import { checkInput } from './input.ts';

/**
 * Standard score: how many population sigma the newest input is from the mean of the last `period`, itself included.
 * Source: https://www.itl.nist.gov/div898/handbook/eda/section3/eda35h.htm
 */
export interface ZScore {
  readonly window: Deviation;
}

/** @param period samples, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createZScore(period: number): ZScore {
  return { window: createDeviation(period, 'z-score.period') };
}

/** Undefined until `period` inputs, and where all of them are equal. @throws BOTRC_INDICATOR_INPUT */
export function pushZScore(score: ZScore, x: number): number | undefined {
  checkInput(x, 'z-score');
  const { window } = score;
  if (!pushDeviation(window, x)) return undefined;
  const middle = middleOf(window);
  const variance = varianceOf(window, middle);
  return variance === 0 ? undefined : (x - anchorOf(window) - middle) / Math.sqrt(variance);
}
