import { formatTrim, type Ms } from '@botrc/sdk';
import type { Precision } from './definition.ts';

/** A candle in the instrument's integers; turnover is a float in the quote currency. */
export interface Candle {
  readonly start: Ms;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly turnover: number;
}

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** Bybit's names of intervals, in ms. */
export const INTERVALS: ReadonlyMap<string, Ms> = new Map([
  ...[1, 3, 5, 15, 30, 60, 120, 240, 360, 720].map((n): [string, Ms] => [String(n), n * MINUTE_MS]),
  ['D', DAY_MS],
]);

/** A candle without a trade. */
export function flatCandle(start: Ms, price: number): Candle {
  return { start, open: price, high: price, low: price, close: price, volume: 0, turnover: 0 };
}

/** The candle that spans both; `later` follows `earlier`. */
export function joinCandles(earlier: Candle, later: Candle): Candle {
  return {
    start: earlier.start,
    open: earlier.open,
    high: Math.max(earlier.high, later.high),
    low: Math.min(earlier.low, later.low),
    close: later.close,
    volume: earlier.volume + later.volume,
    turnover: earlier.turnover + later.turnover,
  };
}

/** As REST sends it: [start, open, high, low, close, volume, turnover], trailing zeros cut. */
export function candleRow(candle: Candle, precision: Precision): string[] {
  const price = (value: number): string => formatTrim(value, precision.priceDecimals);
  return [
    String(candle.start),
    price(candle.open),
    price(candle.high),
    price(candle.low),
    price(candle.close),
    formatTrim(candle.volume, precision.sizeDecimals),
    turnoverText(candle.turnover, precision),
  ];
}

/** As the stream sends it. */
export function candleItem(
  candle: Candle,
  precision: Precision,
  interval: string,
  confirm: boolean,
  timestamp: Ms,
): object {
  const [, open, high, low, close, volume, turnover] = candleRow(candle, precision);
  const end = candle.start + (INTERVALS.get(interval) ?? MINUTE_MS) - 1;
  return {
    start: candle.start,
    end,
    interval,
    open,
    close,
    high,
    low,
    volume,
    turnover,
    confirm,
    timestamp,
  };
}

function turnoverText(turnover: number, precision: Precision): string {
  const text = turnover.toFixed(Math.min(8, precision.priceDecimals + precision.sizeDecimals));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
