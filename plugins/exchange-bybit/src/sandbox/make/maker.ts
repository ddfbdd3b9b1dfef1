import { type Ms, nextFloat, type Random, seedRandom } from '@botrc/sdk';
import { toTick } from '../market/definition.ts';
import { type BookChanges, diffLevels } from '../market/levels.ts';
import type { Market } from '../market/market.ts';
import type { WireTrade } from '../market/trade-stream.ts';
import { madeTrade } from './made-trade.ts';
import { type PricePath, type Print, STEP_MS } from './path.ts';
import { requote } from './requote.ts';
import { TickerMaker } from './ticker-maker.ts';

/** Where its quotes stand: bid < ask, on ticks. */
interface Quotes {
  readonly bid: number;
  readonly ask: number;
}

/**
 * Makes one market go on, step by step, from whatever state it is in: the path says what is traded, and book,
 * trades, ticker and candles follow so that they agree with each other.
 */
export class Maker {
  readonly #market: Market;
  readonly #path: PricePath;
  readonly #random: Random;
  readonly #ticker: TickerMaker;
  /** When within each second candles are told, as at Bybit a different one for each instrument. */
  readonly #phase: Ms;
  #quotes: Quotes;
  #seq: number;

  constructor(market: Market, path: PricePath, seed: string) {
    const { precision, book, candles, ticker } = market;
    this.#market = market;
    this.#path = path;
    this.#random = seedRandom(`${seed}/maker`);
    this.#phase = STEP_MS * (1 + Math.floor(nextFloat(this.#random) * (1_000 / STEP_MS - 1)));
    this.#seq = Math.max(book.stamp.seq, ticker.cs, 1_000_000_000);
    const bid = book.bids[0]?.[0] ?? toTick(candles.open.close, precision) - precision.tick;
    this.#quotes = { bid, ask: book.asks[0]?.[0] ?? bid + precision.tick };
    this.#ticker = new TickerMaker(market);
  }

  /** Gives a fresh market its first book and ticker. */
  open(ts: Ms): void {
    const { book, ticker } = this.#market;
    const { bids, asks } = this.#requote();
    book.replace({ bids, asks }, { ts, cts: ts, seq: this.#seq }, 1_000_000);
    ticker.replace(this.#ticker.fields(), this.#seq, ts);
  }

  /** The step [fromMs, fromMs + STEP_MS). */
  step(fromMs: Ms): void {
    const { book, candles, klines } = this.#market;
    const ts = fromMs + STEP_MS;
    this.#seq += 1 + Math.floor(nextFloat(this.#random) * 2_000);
    candles.rollTo(fromMs);
    const print = this.#path.step(fromMs);
    const buy = print !== undefined && this.#follow(print);
    const { bids, asks } = this.#requote();
    const changes: BookChanges = {
      bids: diffLevels(book.bids, bids, 1),
      asks: diffLevels(book.asks, asks, -1),
    };
    if (changes.bids.length + changes.asks.length > 0) {
      book.change(changes, { ts, cts: ts - 1 - Math.floor(nextFloat(this.#random) * 5), seq: this.#seq });
    }
    if (print !== undefined) this.#trade(print, buy, fromMs);
    this.#ticker.update(ts, this.#seq);
    if (ts % 1_000 === this.#phase) klines.flush(ts);
  }

  /** Moves the quotes to where the print is; true when the taker bought. */
  #follow(print: Print): boolean {
    const { bid, ask } = this.#quotes;
    const { tick } = this.#market.precision;
    const buy = print.price >= ask || (print.price > bid && nextFloat(this.#random) < 0.5);
    this.#quotes = buy
      ? { bid: print.price - tick, ask: print.price }
      : { bid: print.price, ask: print.price + tick };
    return buy;
  }

  #requote(): BookChanges {
    const { book, precision } = this.#market;
    const { bid, ask } = this.#quotes;
    return {
      bids: requote(book.bids, 1, bid, this.#random, precision),
      asks: requote(book.asks, -1, ask, this.#random, precision),
    };
  }

  /** One to three trades at the print's price and of its size together. */
  #trade(print: Print, buy: boolean, fromMs: Ms): void {
    const { trades, candles, precision } = this.#market;
    const lots = print.size / precision.lot;
    const parts = Math.min(lots, 1 + Math.floor(nextFloat(this.#random) * 3));
    const common = {
      symbol: this.#market.symbol,
      side: buy ? ('Buy' as const) : ('Sell' as const),
      price: print.price,
      atMs: fromMs + Math.floor(nextFloat(this.#random) * STEP_MS),
      seq: this.#seq,
    };
    const wire: WireTrade[] = [];
    for (let left = lots, part = parts; part > 0; part--) {
      const taken = part === 1 ? left : Math.floor(left / part);
      left -= taken;
      const facts = { ...common, size: taken * precision.lot };
      wire.push(madeTrade(facts, precision, this.#random));
    }
    candles.trade(print.price, print.size, print.opens);
    this.#ticker.trade(print.price, print.size);
    trades.add(wire, fromMs + STEP_MS);
  }
}
