import { checkBar, type HighLowClose } from './bar-input.ts';
import { createExtremes, type Extremes, pushExtremes } from './extremes.ts';
import { checkPeriod } from './input.ts';
import type { Channel } from './keltner.ts';

/**
 * Donchian channel: highest high and lowest low of `period` bars, and the middle between them.
 * Source: Richard Donchian's four-week rule, in "Trend Following Methods in Commodity Price Analysis", 1957.
 */
export interface Donchian {
  readonly extremes: Extremes;
  readonly bars: 'before' | 'last';
}

/**
 * @param period bars, 1..100000.
 * @param bars `before` (default): the bars before the pushed one, so that it can break out of them; `last`: with it.
 * @throws BOTRC_INDICATOR_INPUT
 */
export function createDonchian(period: number, bars: 'before' | 'last' = 'before'): Donchian {
  return { extremes: createExtremes(checkPeriod(period, 'donchian.period')), bars };
}

/** Undefined until `period` bars were seen (`before`: `period` + 1). @throws BOTRC_INDICATOR_INPUT */
export function pushDonchian(donchian: Donchian, bar: HighLowClose): Channel | undefined {
  checkBar(bar, 'donchian');
  const { extremes } = donchian;
  if (donchian.bars === 'last') {
    return pushExtremes(extremes, bar.high, bar.low) ? channelOf(extremes) : undefined;
  }
  const channel = extremes.isFull ? channelOf(extremes) : undefined;
  pushExtremes(extremes, bar.high, bar.low);
  return channel;
}

function channelOf({ highest, lowest }: Extremes): Channel {
  return { middle: (highest + lowest) / 2, upper: highest, lower: lowest };
}
