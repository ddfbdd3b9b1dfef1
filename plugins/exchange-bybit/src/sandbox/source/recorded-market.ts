import { type Ms, parseScaled } from '@botrc/sdk';
import { rememberTrades } from '../make/fresh-market.ts';
import { Maker } from '../make/maker.ts';
import { MINUTE_VOLATILITY, RandomPath, usualMinuteSize } from '../make/path.ts';
import type { Candle } from '../market/candle.ts';
import { CandleStore } from '../market/candle-store.ts';
import { type Definition, type Precision, precisionOf } from '../market/definition.ts';
import { FundingSchedule } from '../market/funding.ts';
import { HistoryWalk } from '../market/history-walk.ts';
import type { Level } from '../market/levels.ts';
import { fundingIntervalMs, Market } from '../market/market.ts';
import type { Publish } from '../market/publish.ts';
import type { TickerFields } from '../market/ticker-stream.ts';
import type { RecordedBook, RecordedKline, RecordedMessage, RecordedTicker } from './recorded-message.ts';
import type { RecordedStart } from './recording.ts';

/** One instrument of a recording, every time in it moved by `shiftMs`. */
export class RecordedMarket {
  readonly market: Market;
  readonly #precision: Precision;
  readonly #shiftMs: Ms;

  constructor(start: RecordedStart, definition: Definition, shiftMs: Ms, publish: Publish) {
    this.#shiftMs = shiftMs;
    this.#precision = precisionOf(definition);
    const seed = `recording/${start.symbol}`;
    const open = this.#candles(start.kline)[0]!;
    const shape = {
      seed,
      anchorMs: open.start,
      anchorPrice: open.open,
      volatility: MINUTE_VOLATILITY,
      minuteSize: usualMinuteSize(open.open, this.#precision),
    };
    const candles = new CandleStore(new HistoryWalk(shape, this.#precision), this.#precision, open);
    const { nextFundingTime, fundingRate } = this.#tickerFields(start.ticker);
    const funding = new FundingSchedule(
      seed,
      fundingIntervalMs(definition),
      Number(nextFundingTime),
      fundingRate ?? '0',
    );
    this.market = new Market({ definition, candles, funding, depth: start.depth, publish });
    rememberTrades(this.market, seed);
    this.#playBook(start.book);
    this.#playTicker(start.ticker);
  }

  play(recorded: RecordedMessage): void {
    const { market } = this;
    if (recorded.kind === 'book') this.#playBook(recorded.message);
    else if (recorded.kind === 'ticker') this.#playTicker(recorded.message);
    else if (recorded.kind === 'kline')
      market.klines.write(this.#candles(recorded.message), recorded.message.ts + this.#shiftMs);
    else {
      const trades = recorded.message.data.map((trade) => ({ ...trade, T: trade.T + this.#shiftMs }));
      market.trades.add(trades, recorded.message.ts + this.#shiftMs);
    }
  }

  /** Whoever makes the market go on from where it is. */
  successor(): Maker {
    const seed = `recording/${this.market.symbol}`;
    const last = parseScaled(this.market.ticker.fields.lastPrice ?? '', this.#precision.priceDecimals);
    return new Maker(this.market, new RandomPath(seed, last, this.#precision), seed);
  }

  #playBook({ type, ts, cts, data }: RecordedBook): void {
    const changes = { bids: this.#levels(data.b), asks: this.#levels(data.a) };
    const stamp = { ts: ts + this.#shiftMs, cts: cts + this.#shiftMs, seq: data.seq };
    if (type === 'snapshot') this.market.book.replace(changes, stamp, data.u);
    else this.market.book.change(changes, stamp);
  }

  #playTicker(message: RecordedTicker): void {
    const { type, cs, ts } = message;
    const fields = this.#tickerFields(message);
    if (type === 'snapshot') this.market.ticker.replace(fields, cs, ts + this.#shiftMs);
    else this.market.ticker.change(fields, cs, ts + this.#shiftMs);
  }

  #tickerFields({ data }: RecordedTicker): TickerFields {
    const { symbol: _, ...fields } = data;
    const { nextFundingTime } = fields;
    if (!nextFundingTime) return fields;
    return { ...fields, nextFundingTime: String(Number(nextFundingTime) + this.#shiftMs) };
  }

  #levels(pairs: readonly (readonly [string, string])[]): Level[] {
    const { priceDecimals, sizeDecimals } = this.#precision;
    return pairs.map(([price, size]) => [parseScaled(price, priceDecimals), parseScaled(size, sizeDecimals)]);
  }

  #candles({ data }: RecordedKline): Candle[] {
    const price = (text: string): number => parseScaled(text, this.#precision.priceDecimals);
    return data.map((item) => ({
      start: item.start + this.#shiftMs,
      open: price(item.open),
      high: price(item.high),
      low: price(item.low),
      close: price(item.close),
      volume: parseScaled(item.volume, this.#precision.sizeDecimals),
      turnover: Number(item.turnover),
    }));
  }
}
