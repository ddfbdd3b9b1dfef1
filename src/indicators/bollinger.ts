import { type Bands, bandsOf } from './bands.ts';
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
 * Bollinger bands: the simple mean of the last `period` inputs, and lines `width` population sigma around it.
 * Source: John Bollinger, https://www.bollingerbands.com/bollinger-band-rules
 */
export interface Bollinger {
  readonly window: Deviation;
  /** Sigmas between the middle and either band. */
  readonly width: number;
}

/** @param period samples, 1..100000. @param width sigmas, default 2. @throws BOTRC_INDICATOR_INPUT */
export function createBollinger(period: number, width = 2): Bollinger {
  checkInput(width, 'bollinger.width');
  return { window: createDeviation(period, 'bollinger.period'), width };
}

/** The bands, or undefined until `period` inputs were seen. @throws BOTRC_INDICATOR_INPUT */
export function pushBollinger(bollinger: Bollinger, x: number): Bands | undefined {
  checkInput(x, 'bollinger');
  const { window, width } = bollinger;
  if (!pushDeviation(window, x)) return undefined;
  const middle = middleOf(window);
  return bandsOf(anchorOf(window) + middle, Math.sqrt(varianceOf(window, middle)), width);
}
