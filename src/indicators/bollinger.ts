import { type Bands, bandsOf } from './bands.ts';
import { checkInput } from './input.ts';
import { createWindow, pushWindow, type Window } from './window.ts';

/**
 * Bollinger bands: the simple mean of the last `period` inputs, and lines `width` population sigma around it.
 * Source: John Bollinger, https://www.bollingerbands.com/bollinger-band-rules
 */
export interface Bollinger {
  readonly window: Window;
  /** Sigmas between the middle and either band. */
  readonly width: number;
}

/** @param period samples, 1..100000. @param width sigmas, default 2. @throws BOTRC_INDICATOR_INPUT */
export function createBollinger(period: number, width = 2): Bollinger {
  checkInput(width, 'bollinger.width');
  return { window: createWindow(period, 'bollinger.period'), width };
}

/** The bands, or undefined until `period` inputs were seen. @throws BOTRC_INDICATOR_INPUT */
export function pushBollinger(bollinger: Bollinger, x: number): Bands | undefined {
  checkInput(x, 'bollinger');
  return pushWindow(bollinger.window, x, 1) ? bandsOf(bollinger.window.all, bollinger.width) : undefined;
}
