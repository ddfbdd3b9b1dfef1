import { checkInput } from './input.ts';
import { createWindow, pushWindow, type Window } from './window.ts';

/** Simple moving average: the mean of the last `period` inputs. */
export interface Sma {
  readonly window: Window;
}

/** @param period samples, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createSma(period: number): Sma {
  return { window: createWindow(period, 'sma.period') };
}

/** The mean, or undefined until `period` inputs were seen. @throws BOTRC_INDICATOR_INPUT */
export function pushSma(sma: Sma, x: number): number | undefined {
  checkInput(x, 'sma');
  return pushWindow(sma.window, x, 1) ? sma.window.all.mean : undefined;
}
