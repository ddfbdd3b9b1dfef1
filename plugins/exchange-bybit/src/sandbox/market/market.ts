import { BookStream } from './book-stream.ts';
import { MINUTE_MS } from './candle.ts';
import type { CandleStore } from './candle-store.ts';
import { type Definition, type Precision, precisionOf } from './definition.ts';
import type { FundingSchedule } from './funding.ts';
import { KlineStream } from './kline-stream.ts';
import type { Publish } from './publish.ts';
import { TickerStream } from './ticker-stream.ts';
import { TradeStream } from './trade-stream.ts';

export interface MarketParts {
  readonly definition: Definition;
  readonly candles: CandleStore;
  readonly funding: FundingSchedule;
  /** Deepest book topic: 1, 50 or 200. */
  readonly depth: number;
  readonly publish: Publish;
}

/** All that the venue knows of one instrument, and its topics. */
export class Market {
  readonly symbol: string;
  readonly definition: Definition;
  readonly precision: Precision;
  readonly candles: CandleStore;
  readonly funding: FundingSchedule;
  readonly book: BookStream;
  readonly trades: TradeStream;
  readonly ticker: TickerStream;
  readonly klines: KlineStream;

  constructor(parts: MarketParts) {
    const { definition, candles, publish } = parts;
    const { symbol } = definition;
    this.symbol = symbol;
    this.definition = definition;
    this.precision = precisionOf(definition);
    this.candles = candles;
    this.funding = parts.funding;
    this.book = new BookStream(symbol, this.precision, parts.depth, publish);
    this.trades = new TradeStream(symbol, publish);
    this.ticker = new TickerStream(symbol, publish);
    this.klines = new KlineStream(symbol, this.precision, candles, publish);
  }
}

/** The interval of an instrument's funding; 0 where it has none. */
export function fundingIntervalMs(definition: Definition): number {
  return definition.fundingInterval * MINUTE_MS;
}
