import type { Bar, InstrumentId, Interval, MarketEvent, Ms, Price, Ticker } from '../../sdk/index.ts';
import { Book } from './book.ts';

/** Bars kept for views. */
const BARS = 120;

/** What the core knows of one instrument's market. A mind: rebuilt from data, never a fact. */
export interface Market {
  readonly instrument: InstrumentId;
  /** Undefined until the first snapshot. */
  book: Book | undefined;
  ticker: Ticker | undefined;
  /** Last traded price, from trades, ticker or bars. */
  last: Price | undefined;
  /** Newest last; a bar that is not newer than it is a duplicate. Never empty. */
  readonly bars: Map<Interval, Bar[]>;
  /** Of `bars`, the list that the newest one went to: mostly the next one goes there too. */
  series: { readonly interval: Interval; readonly bars: Bar[] } | undefined;
  /** Data was lost; entries wait for the next snapshot or bar. */
  gap: boolean;
  /** The gap is the runtime's own: it could not keep up. Ends with it. */
  late: boolean;
  /** `at` of the newest event, set by whoever takes it in; 0 before the first: a number always, written in place. */
  updatedMs: Ms;
  /** The facts know its instrument: an event of any other is not looked at. They never forget one. */
  isDefined: boolean;
  /** First price of the risk day. */
  dayOpen: Price | undefined;
}

export function createMarket(instrument: InstrumentId): Market {
  return {
    instrument,
    book: undefined,
    ticker: undefined,
    last: undefined,
    bars: new Map(),
    series: undefined,
    gap: false,
    late: false,
    updatedMs: 0,
    isDefined: false,
    dayOpen: undefined,
  };
}

/** Takes an event in; false where it is a duplicate or belongs to the past, and nothing changed. */
export function updateMarket(market: Market, event: MarketEvent): boolean {
  switch (event.type) {
    case 'bar':
      if (!takeBar(market, event)) return false;
      market.last ??= event.close;
      break;
    case 'book':
      if (event.kind === 'snapshot') {
        market.book ??= new Book();
        fresh(market);
      }
      if (market.book === undefined) return false;
      market.book.apply(event);
      break;
    case 'trade':
      market.last = event.price;
      break;
    case 'ticker':
      market.ticker = event;
      if (event.last !== undefined) market.last = event.last;
      break;
  }
  if (event.type === 'bar' && market.book === undefined) {
    market.last = event.close;
    fresh(market);
  }
  market.dayOpen ??= markPrice(market);
  return true;
}

/** What follows is whole again. */
function fresh(market: Market): void {
  market.gap = false;
  market.late = false;
}

function takeBar(market: Market, bar: Bar): boolean {
  if (market.series?.interval !== bar.interval) {
    const known = market.bars.get(bar.interval);
    const bars = known ?? [bar];
    market.series = { interval: bar.interval, bars };
    if (known === undefined) {
      market.bars.set(bar.interval, bars);
      return true;
    }
  }
  const { bars } = market.series;
  if (bar.openMs <= bars[bars.length - 1]!.openMs) return false;
  bars.push(bar);
  if (bars.length > 2 * BARS) bars.splice(0, bars.length - BARS);
  return true;
}

/** The venue's mark, else the middle of the book, else the last price. */
export function markPrice(market: Market): Price | undefined {
  if (market.ticker?.mark !== undefined) return market.ticker.mark;
  const bid = market.book?.bids.price(0);
  const ask = market.book?.asks.price(0);
  if (bid !== undefined && ask !== undefined) return Math.floor((bid + ask) / 2);
  return market.last;
}

/** What a market order of this side would trade at, as far as can be known. */
export function touchPrice(market: Market, side: 'buy' | 'sell'): Price | undefined {
  const touch = side === 'buy' ? market.book?.asks.price(0) : market.book?.bids.price(0);
  return touch ?? market.last ?? markPrice(market);
}
