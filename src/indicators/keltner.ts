import { type Atr, createAtr, pushAtr } from './atr.ts';
import type { HighLowClose } from './bar-input.ts';
import { createEma, type Ema, smooth } from './ema.ts';
import { checkInput } from './input.ts';

/**
 * Keltner channel in its modern form: an exponential average of the close, and lines `width` average true ranges
 * (Wilder) around it. Source: Linda Bradford Raschke's form of Chester Keltner, "How to Make Money in Commodities",
 * 1960; https://school.stockcharts.com/doku.php?id=technical_indicators:keltner_channels
 */
export interface Keltner {
  readonly ema: Ema;
  readonly atr: Atr;
  readonly width: number;
}

/** Three lines in the bar's price units. */
export interface Channel {
  readonly middle: number;
  readonly upper: number;
  readonly lower: number;
}

/** @param period @param atrPeriod bars, 1..100000. @param width average true ranges. @throws BOTRC_INDICATOR_INPUT */
export function createKeltner(period = 20, width = 2, atrPeriod = 10): Keltner {
  checkInput(width, 'keltner.width');
  return { ema: createEma(period), atr: createAtr(atrPeriod), width };
}

/** Undefined until `period` and `atrPeriod` + 1 bars were seen. @throws BOTRC_INDICATOR_INPUT */
export function pushKeltner(keltner: Keltner, bar: HighLowClose): Channel | undefined {
  const range = pushAtr(keltner.atr, bar);
  const middle = smooth(keltner.ema, bar.close);
  if (range === undefined || middle === undefined) return undefined;
  const reach = keltner.width * range;
  return { middle, upper: middle + reach, lower: middle - reach };
}
