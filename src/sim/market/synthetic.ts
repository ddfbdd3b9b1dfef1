import type { BookUpdate, InstrumentId, MarketEvent, Ms, Ticker } from '../../sdk/index.ts';
import { BotrcError, checkInstrument } from '../../sdk/index.ts';
import type { InstrumentFeed } from './feed.ts';
import { feedSnapshot, openFeed, skipFeed, stepFeed, tickerNow } from './feed.ts';
import type { Listing } from './listing.ts';

/** A synthetic market: regimes, clustered volatility, a book of 50 levels, trades, tickers, bars. Plain data. */
export interface SyntheticMarket {
  /** The market has been lived through up to here. */
  timeMs: Ms;
  readonly feeds: InstrumentFeed[];
}

export interface MarketConfig {
  /** Equal seeds and equal steps give equal markets. */
  readonly seed: string | number;
  readonly instruments: readonly Listing[];
  /** A whole minute. */
  readonly startMs: Ms;
}

const MINUTE = 60_000;

/**
 * A market at its start price, opening into a trend against the one its history (see `historyBefore`) ends with.
 * @throws BOTRC_INSTRUMENT_INVALID; BOTRC_SIM_CONFIG where the start is no whole minute or a price is off tick.
 */
export function createMarket(config: MarketConfig): SyntheticMarket {
  const { seed, startMs, instruments } = config;
  const demand = (holds: boolean, where: string, mend: string): void => {
    if (!holds)
      throw new BotrcError('BOTRC_SIM_CONFIG', 'the synthetic market cannot start so', { where, mend });
  };
  demand(Number.isSafeInteger(startMs) && startMs % MINUTE === 0, 'startMs', 'Start at a whole minute.');
  for (const { instrument, startPrice } of instruments) {
    checkInstrument(instrument);
    const isOnTick = startPrice > 0 && startPrice % instrument.tick === 0;
    demand(isOnTick, `${instrument.id} startPrice`, 'Use a positive multiple of the tick.');
  }
  return { timeMs: startMs, feeds: instruments.map((listing) => openFeed(seed, listing, startMs)) };
}

/**
 * Lives on to `nowMs` in one step (cut at whole minutes) and returns what a venue would have sent: trades, then
 * the book's change, then ticker and 1-minute bar where due, instrument by instrument. Books begin with a
 * `bookSnapshot`. The same times in other steps make another market.
 */
export function stepMarket(market: SyntheticMarket, nowMs: Ms): MarketEvent[] {
  const events: MarketEvent[] = [];
  while (market.timeMs < nowMs) {
    const fromMs = market.timeMs;
    const toMs = Math.min(nowMs, (Math.floor(fromMs / MINUTE) + 1) * MINUTE);
    for (const feed of market.feeds) stepFeed(feed, fromMs, toMs, events);
    market.timeMs = toMs;
  }
  return events;
}

/** Leaps to the last whole minute at or before `nowMs` as if nothing had happened: the bars between never were. */
export function leapMarket(market: SyntheticMarket, nowMs: Ms): void {
  const toMs = Math.floor(nowMs / MINUTE) * MINUTE;
  if (toMs <= market.timeMs) return;
  for (const feed of market.feeds) skipFeed(feed, toMs);
  market.timeMs = toMs;
}

/** The whole book of an instrument as it stands; undefined where the market does not list it. */
export function bookSnapshot(market: SyntheticMarket, instrument: InstrumentId): BookUpdate | undefined {
  const feed = feedOf(market, instrument);
  return feed && feedSnapshot(feed, market.timeMs);
}

/** The ticker of an instrument as it stands; undefined where the market does not list it. */
export function currentTicker(market: SyntheticMarket, instrument: InstrumentId): Ticker | undefined {
  const feed = feedOf(market, instrument);
  return feed && tickerNow(feed, market.timeMs);
}

function feedOf(market: SyntheticMarket, instrument: InstrumentId): InstrumentFeed | undefined {
  return market.feeds.find((feed) => feed.listing.instrument.id === instrument);
}
