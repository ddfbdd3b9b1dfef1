import type { Ms } from '@botrc/sdk';
import { VenueClock } from '../clock.ts';
import { sourceError } from '../errors.ts';
import { CandlePath } from '../make/candle-path.ts';
import { freshCandles, freshMarket, type PastShape } from '../make/fresh-market.ts';
import { STEP_MS } from '../make/path.ts';
import { type Candle, MINUTE_MS } from '../market/candle.ts';
import { type Precision, precisionOf, priceFloat, toTick } from '../market/definition.ts';
import { builtInListing } from '../market/listing.ts';
import { wallMs } from '../wall.ts';
import type { World } from '../world.ts';
import type { CandleFile, FileCandle } from './candle-file.ts';
import type { WorldOptions } from './options.ts';
import { begunWorld, madeMarket } from './synthetic-world.ts';

/**
 * A world that trades a candle file's candles again from its first one, moved by whole intervals to now: the first
 * one is open, the part of it that lies before now has happened. The first of `options.symbols` names the
 * instrument where the file's name does not. Off-tick prices of the file are brought to the instrument's tick.
 */
export function candleWorld(file: CandleFile, options: WorldOptions): World {
  const nowMs = Math.floor(wallMs());
  const listing = builtInListing();
  const symbol = file.symbol ?? options.symbols[0];
  if (symbol === undefined) throw sourceError('the file name tells no instrument', file.file, 'no --symbols');
  const definition = listing.need(symbol);
  const precision = precisionOf(definition);
  const first = file.candles[0]!;
  const shiftMs = Math.floor(nowMs / file.intervalMs) * file.intervalMs - first.start;
  const scaled = file.candles.map((candle) => scale(candle, shiftMs, precision));
  const begin = scaled[0]!;
  const seed = `candles/${symbol}`;
  const path = new CandlePath(scaled, file.intervalMs, seed, precision);
  const candles = freshCandles(definition, begin.open, begin.start, seed, past(file, scaled));
  for (let fromMs = begin.start; fromMs + STEP_MS <= nowMs; fromMs += STEP_MS) {
    candles.rollTo(fromMs);
    const print = path.step(fromMs);
    if (print !== undefined) candles.trade(print.price, print.size, print.opens);
  }
  const clock = new VenueClock(nowMs - (nowMs % STEP_MS), options.speed);
  const fresh = { definition, candles, path, seed, nowMs: clock.now(), publish: options.publish };
  const made = [
    freshMarket(fresh),
    ...options.symbols
      .filter((other) => other !== symbol)
      .map((other) => madeMarket(listing.need(other), seed, clock.now(), options.publish)),
  ];
  return begunWorld(clock, listing, made);
}

function scale(candle: FileCandle, shiftMs: Ms, precision: Precision): Candle {
  const price = (value: number): number => toTick(value * 10 ** precision.priceDecimals, precision);
  const lots = Math.round((candle.volume * 10 ** precision.sizeDecimals) / precision.lot);
  const volume = lots * precision.lot;
  const close = price(candle.close);
  const turnover = candle.volume * priceFloat(close, precision);
  return {
    start: candle.start + shiftMs,
    open: price(candle.open),
    high: price(candle.high),
    low: price(candle.low),
    close,
    volume,
    turnover,
  };
}

/** The file's own volatility and volume, of a minute, for the past that is invented before it. */
function past(file: CandleFile, scaled: readonly Candle[]): PastShape {
  const minutes = file.intervalMs / MINUTE_MS;
  const squares = file.candles.map((c) => Math.log(c.close / c.open) ** 2);
  const volatility = Math.sqrt(mean(squares) / minutes);
  const minuteSize = mean(scaled.map((candle) => candle.volume)) / minutes;
  return { ...(volatility > 0 && { volatility }), ...(minuteSize > 0 && { minuteSize }) };
}

/** Of the first thousand. */
function mean(values: readonly number[]): number {
  const first = values.slice(0, 1_000);
  return first.reduce((sum, value) => sum + value, 0) / first.length;
}
