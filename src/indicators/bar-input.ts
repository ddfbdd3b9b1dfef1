import { BotrcError } from '../sdk/index.ts';
import { checkInput } from './input.ts';

/** The part of a bar that indicators need; any `Bar` has it, in its own price units. */
export interface HighLowClose {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** @throws BOTRC_INDICATOR_INPUT where a price is no finite number, or the high is below the low. */
export function checkBar(bar: HighLowClose, where: string): void {
  const { high, low, close } = bar;
  checkInput(high, where);
  checkInput(low, where);
  checkInput(close, where);
  if (high < low) refuse(bar, where);
}

function refuse({ high, low }: HighLowClose, where: string): never {
  throw new BotrcError('BOTRC_INDICATOR_INPUT', 'a bar has its high below its low', {
    found: `high ${high}, low ${low}`,
    where,
  });
}

/** (high + low + close) / 3 in the bar's price units: the price a bar's volume is taken to have traded at. */
export function typicalPrice(bar: HighLowClose): number {
  return (bar.high + bar.low + bar.close) / 3;
}

/**
 * The largest of high - low, |high - previous close| and |low - previous close|, in the bar's price units.
 * Source: J. Welles Wilder, "New Concepts in Technical Trading Systems", 1978.
 */
export function trueRange(high: number, low: number, before: number): number {
  return Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
}
