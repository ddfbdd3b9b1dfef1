import type { Bar, BookUpdate, FeedEvent, MarketEvent, Ms, Ticker, Trade } from '../sdk/index.ts';
import { intervalMs } from '../sdk/index.ts';
import { isCalm, watchMargin } from './account/watch.ts';
import type { InstrumentBooks } from './books.ts';
import { fundingFromTicker } from './funding.ts';
import { matchBar } from './matching/bar-path.ts';
import { applyUpdate } from './matching/depth-book.ts';
import { recordRange } from './matching/extras.ts';
import { meetTrade } from './matching/meet-trade.ts';
import { restOnBook, restOnTrade } from './matching/rest.ts';
import { fillModelOf } from './matching/source.ts';
import { fireAtPrice, fireInRange } from './matching/stops.ts';
import { meetBook } from './matching/take.ts';
import { closedBecause } from './orders/hours.ts';
import { settle } from './settle.ts';
import type { InstrumentMarket, Venue } from './venue.ts';
import { listed, marketOf } from './venue.ts';

/**
 * What the feed says of the market. Whatever was due by `nowMs` (never decreasing) happens first, against the
 * market as it was. Outputs wait for `advance`. Events of unlisted instruments are ignored.
 *
 * With a book: market and crossing orders take from it; resting orders fill when the other side reaches them or a
 * trade prints through them, or at them once the queue before them has traded. Without one, ever: bars alone
 * match, see `matchBar`, and orders wait for the next bar.
 */
export function onMarket(venue: Venue, event: MarketEvent, nowMs: Ms): void {
  settle(venue, nowMs);
  const instrument = listed(venue, event.instrument);
  if (instrument === undefined) return;
  const market = marketOf(venue, instrument);
  switch (event.type) {
    case 'book':
      onBook(venue, instrument, market, event, nowMs);
      break;
    case 'trade':
      onTrade(venue, instrument, market, event, nowMs);
      break;
    case 'ticker':
      onTicker(venue, instrument, market, event, nowMs);
      break;
    case 'bar':
      onBar(venue, instrument, market, event, nowMs);
      break;
  }
}

/** While a feed is down or has a gap its books are not to be trusted: orders wait for the next snapshot. */
export function onFeed(venue: Venue, event: FeedEvent, nowMs: Ms): void {
  settle(venue, nowMs);
  if (event.status === 'up') return;
  for (const [id, market] of Object.entries(venue.market))
    if (event.instrument === undefined || event.instrument === id) market.book = undefined;
}

/**
 * Plays bars that passed while the venue was away, oldest first, through its orders as if there had been no book:
 * see `matchBar`. What they lead to happens at `nowMs`.
 */
export function playMissedBars(venue: Venue, bars: readonly Bar[], nowMs: Ms): void {
  settle(venue, nowMs);
  for (const bar of bars) {
    const instrument = listed(venue, bar.instrument);
    if (instrument === undefined || bar.time <= instrument.barTimeMs) continue;
    instrument.barTimeMs = bar.time;
    const market = marketOf(venue, instrument);
    setLast(market, bar.close, bar.time);
    playBar(venue, instrument, market, bar, nowMs);
  }
}

function onBook(
  venue: Venue,
  instrument: InstrumentBooks,
  market: InstrumentMarket,
  update: BookUpdate,
  nowMs: Ms,
): void {
  market.book = applyUpdate(market.book, update);
  market.bookTimeMs = update.time;
  if (market.book === undefined) return;
  instrument.hasBook = true;
  if (!canMatch(instrument, nowMs) || fillModelOf(venue, instrument) !== 'book') return;
  for (const order of instrument.orders.filter((o) => o.triggered && !o.seated))
    if (instrument.orders.includes(order)) meetBook(venue, instrument, market.book, order, nowMs);
  restOnBook(venue, instrument, market.book, nowMs);
}

function onTrade(
  venue: Venue,
  instrument: InstrumentBooks,
  market: InstrumentMarket,
  trade: Trade,
  nowMs: Ms,
): void {
  const isNewest = setLast(market, trade.price, trade.time);
  if (isNewest && market.mark === undefined) watchMargin(venue, instrument, nowMs);
  if (!canMatch(instrument, nowMs)) return;
  const model = fillModelOf(venue, instrument);
  if (model === 'bars') return;
  restOnTrade(venue, instrument, trade, model === 'book' ? market.bookTimeMs : 0, nowMs);
  if (model === 'trades') meetTrade(venue, instrument, trade, nowMs);
  if (isNewest) fireAtPrice(venue, instrument, trade.price, nowMs);
}

function onTicker(
  venue: Venue,
  instrument: InstrumentBooks,
  market: InstrumentMarket,
  ticker: Ticker,
  nowMs: Ms,
): void {
  if (ticker.mark !== undefined) {
    market.mark = ticker.mark;
    watchMargin(venue, instrument, nowMs);
  }
  fundingFromTicker(venue, instrument, ticker, nowMs);
  if (ticker.last === undefined || !setLast(market, ticker.last, ticker.time)) return;
  if (market.mark === undefined) watchMargin(venue, instrument, nowMs);
  if (canMatch(instrument, nowMs) && fillModelOf(venue, instrument) !== 'bars')
    fireAtPrice(venue, instrument, ticker.last, nowMs);
}

function onBar(
  venue: Venue,
  instrument: InstrumentBooks,
  market: InstrumentMarket,
  bar: Bar,
  nowMs: Ms,
): void {
  const isNewest = setLast(market, bar.close, bar.time);
  const isMatched = takesTurn(instrument, bar);
  if (isMatched && venue.config.extras !== undefined) recordRange(market, bar);
  if (fillModelOf(venue, instrument) === 'bars') {
    if (isMatched) playBar(venue, instrument, market, bar, nowMs);
    return;
  }
  if (isNewest && market.mark === undefined) watchMargin(venue, instrument, nowMs);
  if (!canMatch(instrument, bar.openMs)) return;
  fireInRange(venue, instrument, bar, nowMs);
  if (isNewest) fireAtPrice(venue, instrument, bar.close, nowMs);
}

function playBar(
  venue: Venue,
  instrument: InstrumentBooks,
  market: InstrumentMarket,
  bar: Bar,
  nowMs: Ms,
): void {
  // The bar that ends with a session was traded in it.
  if (
    !isCalm(venue, instrument, market, bar) &&
    closedBecause(instrument.definition, bar.openMs) === undefined
  )
    matchBar(venue, instrument, bar, nowMs);
}

/** Bars of the finest interval seen count, each of them once. */
function takesTurn(instrument: InstrumentBooks, bar: Bar): boolean {
  const length = intervalMs(bar.interval);
  if (instrument.barMs === 0 || length < instrument.barMs) instrument.barMs = length;
  if (length !== instrument.barMs || bar.time <= instrument.barTimeMs) return false;
  instrument.barTimeMs = bar.time;
  return true;
}

/** Nothing to do where there are no orders, and nothing may be done while trading is halted. */
function canMatch(instrument: InstrumentBooks, atMs: Ms): boolean {
  return instrument.orders.length > 0 && closedBecause(instrument.definition, atMs) === undefined;
}

/** Takes over a last price unless a newer one is known. */
function setLast(market: InstrumentMarket, price: number, timeMs: Ms): boolean {
  if (timeMs < market.lastTimeMs) return false;
  market.last = price;
  market.lastTimeMs = timeMs;
  return true;
}
