import type { Bar, BookUpdate, InstrumentId, Ms, Price, Ticker } from '../../sdk/index.ts';
import { Book } from './book.ts';
import type { Market } from './market.ts';

/** What one core knows of its markets, as plain data for the next one. */
export type MarketMemory = readonly {
  readonly instrument: InstrumentId;
  readonly book: BookUpdate | undefined;
  readonly ticker: Ticker | undefined;
  /** Newest bars per interval, at most 50: not restored, see below. */
  readonly bars: readonly (readonly Bar[])[];
  readonly last: Price | undefined;
  readonly gap: boolean;
  readonly late: boolean;
  readonly updatedMs: Ms;
  readonly dayOpen: Price | undefined;
}[];

/** More than close while a candidate makes ready. */
const BARS = 50;

export function rememberMarkets(markets: Iterable<Market>): MarketMemory {
  return [...markets].map((market) => ({
    instrument: market.instrument,
    book: market.book && bookSnapshot(market.instrument, market.book),
    ticker: market.ticker,
    bars: [...market.bars.values()].map((list) => list.slice(-BARS)),
    last: market.last,
    gap: market.gap,
    late: market.late,
    updatedMs: market.updatedMs,
    dayOpen: market.dayOpen,
  }));
}

/**
 * Restores what fits; instruments that are not there are left out. Bars are not restored: the new
 * core's strategies get their warm-up as events, and those bars must not look like duplicates.
 */
export function recallMarkets(markets: ReadonlyMap<InstrumentId, Market>, memory: MarketMemory): void {
  for (const { instrument, book, bars: _bars, ...rest } of memory) {
    const market = markets.get(instrument);
    if (!market) continue;
    Object.assign(market, rest);
    if (book) market.book = bookFrom(book);
  }
}

export function bookFrom(snapshot: BookUpdate): Book {
  const book = new Book();
  book.apply(snapshot);
  return book;
}

export function bookSnapshot(instrument: InstrumentId, book: Book): BookUpdate {
  const flat = (side: Book['bids']): number[] => {
    const levels: number[] = [];
    for (let i = 0; i < side.length; i++) levels.push(side.price(i) ?? 0, side.size(i) ?? 0);
    return levels;
  };
  return {
    type: 'book',
    instrument,
    time: 0,
    kind: 'snapshot',
    update: 0,
    bids: flat(book.bids),
    asks: flat(book.asks),
  };
}
