import type { Ms } from '@botrc/sdk';
import { VenueClock } from '../clock.ts';
import { type FreshMarket, freshCandles, freshMarket } from '../make/fresh-market.ts';
import type { Maker } from '../make/maker.ts';
import { RandomPath } from '../make/path.ts';
import { type Definition, precisionOf } from '../market/definition.ts';
import { builtInListing, type Listing, startPrice } from '../market/listing.ts';
import type { Market } from '../market/market.ts';
import type { Publish } from '../market/publish.ts';
import { Playback } from '../playback.ts';
import { wallMs } from '../wall.ts';
import { World } from '../world.ts';
import type { WorldOptions } from './options.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];

/** A world whose markets are seeded random walks. It runs from the start, at the wall's time. */
export function syntheticWorld(seed: string, options: WorldOptions): World {
  const clock = new VenueClock(Math.floor(wallMs()) + options.aheadMs, options.speed);
  const listing = builtInListing();
  const symbols = [...new Set([...SYMBOLS, ...options.symbols])];
  const made = symbols.map((symbol) => madeMarket(listing.need(symbol), seed, clock.now(), options.publish));
  return begunWorld(clock, listing, made);
}

/** A market with what moves it. */
export interface MadeMarket {
  readonly market: Market;
  readonly maker: Maker;
}

/** A world of made markets, running. */
export function begunWorld(clock: VenueClock, listing: Listing, made: readonly MadeMarket[]): World {
  const playback = new Playback(
    clock.now(),
    made.map(({ maker }) => maker),
  );
  const world = new World(
    clock,
    listing,
    made.map(({ market }) => market),
    playback,
  );
  world.begin();
  return world;
}

/** One random market from `nowMs` on, with its maker. */
export function madeMarket(definition: Definition, seed: string, nowMs: Ms, publish: Publish): MadeMarket {
  const precision = precisionOf(definition);
  const candles = freshCandles(
    definition,
    startPrice(definition) * 10 ** precision.priceDecimals,
    nowMs,
    seed,
  );
  const path = new RandomPath(`${seed}/${definition.symbol}`, candles.open.close, precision);
  const fresh: FreshMarket = { definition, candles, path, seed, nowMs, publish };
  return freshMarket(fresh);
}
