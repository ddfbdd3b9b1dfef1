import type { Bar, BookUpdate, MarketEvent, Ms, Random, Ticker, Trade } from '../../sdk/index.ts';
import { nextFloat, seedRandom } from '../../sdk/index.ts';
import { openingTurn } from './history.ts';
import type { Ladder } from './ladder.ts';
import { changedLevels, nextLadder, wholeLadder } from './ladder.ts';
import type { Listing } from './listing.ts';
import { logOf, volatilityOf } from './listing.ts';
import type { Premium } from './premium.ts';
import { movePremium, tickerOf } from './premium.ts';
import type { PriceProcess } from './price-process.ts';
import { moveProcess, startProcess } from './price-process.ts';
import { bidAt, printTrades } from './prints.ts';
import { trend } from './regime.ts';

/** One instrument of the synthetic market: all of its state, plain data. */
export interface InstrumentFeed {
  readonly listing: Listing;
  readonly random: Random;
  readonly process: PriceProcess;
  readonly premium: Premium;
  bids: Ladder;
  asks: Ladder;
  last: number;
  tickerMs: Ms;
  /** Counters of trade and book update ids. */
  trades: number;
  updates: number;
  bar: { open: number; high: number; low: number; close: number; volume: number };
}

const MINUTE = 60_000;
/** Tickers come no more often. */
const TICKER_MS = 1000;
/** Length of the trend the market opens with. */
const OPENING_MINUTES = 14;

export function openFeed(seed: string | number, listing: Listing, startMs: Ms): InstrumentFeed {
  const { instrument, startPrice } = listing;
  const random = seedRandom(`${seed}/${instrument.id}/live`);
  const price = logOf(instrument, startPrice);
  const opening = trend(openingTurn(seed, listing), OPENING_MINUTES, price, startMs);
  const feed: InstrumentFeed = {
    listing,
    random,
    process: startProcess(random, volatilityOf(listing), price, opening),
    premium: { value: 0 },
    bids: { prices: [], sizes: [] },
    asks: { prices: [], sizes: [] },
    last: startPrice,
    tickerMs: startMs,
    trades: 0,
    updates: 1,
    bar: freshBar(startPrice),
  };
  moveBook(feed, 1);
  return feed;
}

/** Lives through the time from `fromMs` to `nowMs`, which lie in one minute, and tells of it. */
export function stepFeed(feed: InstrumentFeed, fromMs: Ms, nowMs: Ms, events: MarketEvent[]): void {
  const { listing, process, random } = feed;
  const from = process.price;
  moveProcess(process, nowMs - fromMs, nowMs);
  movePremium(random, feed.premium, nowMs - fromMs);
  const wild = Math.sqrt(process.variance) / process.sigma;
  // Mostly one tick; wider by chance, and oftener so in a wild market.
  const spread = nextFloat(random) < 0.25 * wild ? 1 + Math.ceil(3 * wild * nextFloat(random)) : 1;
  const step = { from, to: process.price, fromMs, toMs: nowMs, spread, activity: 0.5 + wild / 2 };
  for (const trade of printTrades(random, listing, step, feed.trades + 1)) {
    takeTrade(feed, trade);
    events.push(trade);
  }
  events.push(moveBook(feed, spread, nowMs));
  if (nowMs - feed.tickerMs >= TICKER_MS) {
    feed.tickerMs = nowMs;
    events.push(tickerNow(feed, nowMs));
  }
  if (nowMs % MINUTE === 0) events.push(closeBar(feed, nowMs));
}

/** Forgets the minute that has begun, to go on at another one. */
export function skipFeed(feed: InstrumentFeed, toMs: Ms): void {
  feed.bar = freshBar(feed.last);
  feed.tickerMs = toMs;
  feed.process.minuteMs = 0;
  feed.process.shock = 0;
}

/** The whole book as it stands. */
export function feedSnapshot(feed: InstrumentFeed, nowMs: Ms): BookUpdate {
  return {
    type: 'book',
    instrument: feed.listing.instrument.id,
    time: nowMs,
    kind: 'snapshot',
    update: feed.updates,
    bids: wholeLadder(feed.bids),
    asks: wholeLadder(feed.asks),
  };
}

/** The ticker as it stands. */
export function tickerNow(feed: InstrumentFeed, nowMs: Ms): Ticker {
  return tickerOf(feed.listing.instrument, feed.premium, feed.process.price, feed.last, nowMs);
}

function takeTrade(feed: InstrumentFeed, trade: Trade): void {
  const { bar } = feed;
  feed.trades++;
  feed.last = trade.price;
  if (bar.volume === 0) bar.open = bar.high = bar.low = trade.price;
  bar.high = Math.max(bar.high, trade.price);
  bar.low = Math.min(bar.low, trade.price);
  bar.close = trade.price;
  bar.volume += trade.quantity;
}

/** Moves the book around the fair price and returns what changed. */
function moveBook(feed: InstrumentFeed, spread: number, nowMs: Ms = 0): BookUpdate {
  const { listing, process, random } = feed;
  const calm = Math.min(1, (process.sigma * process.sigma) / process.variance);
  const bid = bidAt(listing, process.price, spread);
  const bids = nextLadder(random, listing, feed.bids, bid, -1, calm);
  const asks = nextLadder(random, listing, feed.asks, bid + spread * listing.instrument.tick, 1, calm);
  const update: BookUpdate = {
    type: 'book',
    instrument: listing.instrument.id,
    time: nowMs,
    kind: 'delta',
    update: ++feed.updates,
    bids: changedLevels(feed.bids, bids, -1),
    asks: changedLevels(feed.asks, asks, 1),
  };
  feed.bids = bids;
  feed.asks = asks;
  return update;
}

function closeBar(feed: InstrumentFeed, nowMs: Ms): Bar {
  const { open, high, low, close, volume } = feed.bar;
  feed.bar = freshBar(close);
  const { id } = feed.listing.instrument;
  const openMs = nowMs - MINUTE;
  return { type: 'bar', instrument: id, interval: '1m', openMs, time: nowMs, open, high, low, close, volume };
}

/** A minute without trades is flat at the price before it. */
function freshBar(price: number): InstrumentFeed['bar'] {
  return { open: price, high: price, low: price, close: price, volume: 0 };
}
