import type { InstrumentId } from '../values/ids.ts';
import type { Price, Quantity, Rate } from '../values/money.ts';
import type { Interval, Ms } from '../values/time.ts';
import type { Instrument } from './instrument.ts';

/** Market events. `time` is the exchange's, data only; the core's own "now" is stamped by the loop as `at`. */

/** A confirmed bar. An open bar is never an event. */
export interface Bar {
  readonly type: 'bar';
  readonly instrument: InstrumentId;
  readonly interval: Interval;
  readonly openMs: Ms;
  /** Its close: openMs + interval. */
  readonly time: Ms;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  readonly volume: Quantity;
}

/**
 * Changed levels of a book, as flat pairs [price, size, price, size, …]. Size 0 removes the level; the last
 * size for a price wins. A snapshot replaces the whole book.
 */
export interface BookUpdate {
  readonly type: 'book';
  readonly instrument: InstrumentId;
  readonly time: Ms;
  readonly kind: 'snapshot' | 'delta';
  /** The venue's update id of the last message merged in. */
  readonly update: number;
  readonly bids: readonly number[];
  readonly asks: readonly number[];
}

/** A public trade; `side` is the taker's. */
export interface Trade {
  readonly type: 'trade';
  readonly instrument: InstrumentId;
  readonly time: Ms;
  readonly id: string;
  readonly side: 'buy' | 'sell';
  readonly price: Price;
  readonly quantity: Quantity;
}

/** The merged ticker, whole: a field the venue has not told yet is absent. */
export interface Ticker {
  readonly type: 'ticker';
  readonly instrument: InstrumentId;
  readonly time: Ms;
  readonly last?: Price;
  readonly mark?: Price;
  readonly index?: Price;
  readonly fundingRate?: Rate;
  readonly nextFundingMs?: Ms;
}

/** A definition, or a change of one (halt, delisting, new tick). */
export interface InstrumentEvent {
  readonly type: 'instrument';
  readonly instrument: InstrumentId;
  readonly definition: Instrument;
}

/** The state of a feed. `gap`: data was lost or is late; what follows starts from a snapshot. */
export interface FeedEvent {
  readonly type: 'feed';
  readonly status: 'up' | 'down' | 'gap';
  /** Absent: the whole connection. */
  readonly instrument?: InstrumentId;
  /** Short, plain text without control characters. */
  readonly reason: string;
  /** The runtime's own word: it could not keep up. No exchange says so. */
  readonly overload?: true;
}

export type MarketEvent = Bar | BookUpdate | Trade | Ticker;
