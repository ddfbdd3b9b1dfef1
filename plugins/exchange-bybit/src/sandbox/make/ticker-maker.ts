import { formatScaled, type Ms } from '@botrc/sdk';
import { type Candle, flatCandle, joinCandles } from '../market/candle.ts';
import { priceFloat, priceText, sizeText } from '../market/definition.ts';
import type { Market } from '../market/market.ts';
import type { TickerFields } from '../market/ticker-stream.ts';
import { dayStatistics } from './day.ts';

/** Open interest of a made market, as so many times its volume of a day. */
const OPEN_INTEREST_DAYS = 2;

/** Keeps the ticker of a made market: all fields from the market's own candles and book, told where they change. */
export class TickerMaker {
  readonly #market: Market;
  /** Mark and index stand this far from the last price, in price units. */
  readonly #markGap: number;
  readonly #indexGap: number;
  /** The minute the day was summed up in. */
  #minute: Ms;
  #day: Candle;
  #hourAgo: number;
  #last: number;
  #tickDirection: string;

  constructor(market: Market) {
    this.#market = market;
    const { fields } = market.ticker;
    this.#last = market.candles.open.close;
    this.#markGap = gap(fields.markPrice, fields.lastPrice, market);
    this.#indexGap = gap(fields.indexPrice, fields.lastPrice, market);
    this.#tickDirection = fields.tickDirection ?? 'ZeroPlusTick';
    const { day, hourAgo } = dayStatistics(market.candles);
    this.#minute = market.candles.open.start;
    this.#day = day;
    this.#hourAgo = hourAgo;
  }

  trade(price: number, size: number): void {
    const { precision } = this.#market;
    if (price !== this.#last) this.#tickDirection = price > this.#last ? 'PlusTick' : 'MinusTick';
    else if (!this.#tickDirection.startsWith('Zero')) this.#tickDirection = `Zero${this.#tickDirection}`;
    this.#last = price;
    const turnover = (size / 10 ** precision.sizeDecimals) * priceFloat(price, precision);
    this.#day = joinCandles(this.#day, { ...flatCandle(this.#minute, price), volume: size, turnover });
  }

  /** Tells what has changed, if anything. */
  update(ts: Ms, cs: number): void {
    const { ticker, candles, funding } = this.#market;
    funding.settle(ts);
    if (candles.open.start !== this.#minute) this.#sumUp();
    const before = ticker.fields;
    const changed = Object.entries(this.fields()).filter(([key, value]) => before[key] !== value);
    if (changed.length > 0) ticker.change(Object.fromEntries(changed), cs, ts);
  }

  /** All fields, in Bybit's order. */
  fields(): TickerFields {
    const { precision, book, funding, definition, ticker } = this.#market;
    const price = (value: number): string => priceText(Math.round(value), precision);
    const size = (value: number): string => formatScaled(value, precision.sizeDecimals);
    const [bid, ask] = [book.bids[0], book.asks[0]];
    const mark = this.#last + this.#markGap;
    const interest = ticker.fields.openInterest ?? size(this.#day.volume * OPEN_INTEREST_DAYS);
    const worth = (Number(interest) * mark) / 10 ** precision.priceDecimals;
    return {
      tickDirection: this.#tickDirection,
      price24hPcnt: (this.#last / this.#day.open - 1).toFixed(6),
      lastPrice: price(this.#last),
      prevPrice24h: price(this.#day.open),
      highPrice24h: price(this.#day.high),
      lowPrice24h: price(this.#day.low),
      prevPrice1h: price(this.#hourAgo),
      markPrice: price(mark),
      indexPrice: price(this.#last + this.#indexGap),
      openInterest: interest,
      openInterestValue: worth.toFixed(2),
      turnover24h: this.#day.turnover.toFixed(4),
      volume24h: size(this.#day.volume),
      fundingIntervalHour: String(definition.fundingInterval / 60),
      fundingCap: ticker.fields.fundingCap ?? '0.005',
      nextFundingTime: String(funding.next.atMs),
      fundingRate: funding.next.rate,
      bid1Price: bid ? price(bid[0]) : '',
      bid1Size: bid ? sizeText(bid[1], precision) : '',
      ask1Price: ask ? price(ask[0]) : '',
      ask1Size: ask ? sizeText(ask[1], precision) : '',
      preOpenPrice: '',
      preQty: '',
      curPreListingPhase: '',
    };
  }

  #sumUp(): void {
    const { day, hourAgo } = dayStatistics(this.#market.candles);
    this.#minute = this.#market.candles.open.start;
    this.#day = day;
    this.#hourAgo = hourAgo;
  }
}

function gap(price: string | undefined, last: string | undefined, market: Market): number {
  if (!price || !last) return 0;
  return Math.round((Number(price) - Number(last)) * 10 ** market.precision.priceDecimals);
}
