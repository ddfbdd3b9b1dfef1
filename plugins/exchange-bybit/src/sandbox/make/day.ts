import type { Ms } from '@botrc/sdk';
import { type Candle, DAY_MS, joinCandles, MINUTE_MS } from '../market/candle.ts';
import type { CandleStore } from '../market/candle-store.ts';

/** What the ticker says of the last 24 hours. */
export interface DayStatistics {
  /** The last 24 h as one candle, the open minute included. */
  readonly day: Candle;
  readonly hourAgo: number;
}

export function dayStatistics(candles: CandleStore): DayStatistics {
  const now = candles.open.start;
  let day = candles.open;
  for (let start: Ms = now - MINUTE_MS; start > now - DAY_MS; start -= MINUTE_MS) {
    const minute = candles.at(start);
    if (minute === undefined) break;
    day = joinCandles(minute, day);
  }
  const hourAgo = candles.at(now - 60 * MINUTE_MS)?.open ?? day.open;
  return { day, hourAgo };
}
