import { type BookUpdate, BotrcError, type Instrument, type Ms, parseScaled } from '@botrc/sdk';
import { BookScan } from './book-scan.ts';
import { asArray, asInteger, asRecord, asText, malformed, type TopicMessage } from './wire.ts';

/** Levels a side in one message. The deepest book has 200; a delta may remove all and set as many. */
const MOST_LEVELS = 1000;

/**
 * One order book topic. Sizes are absolute and "0" removes; any snapshot replaces the whole book (u = 1 after a
 * restart of the venue's service); `u` grows by one with each message. Depth 1 is snapshot-only and repeats itself
 * every 3 s with the same `u`. The book itself is the core's: here only its sequence is kept. What a message looks like is in
 * book-scan.ts. https://bybit-exchange.github.io/docs/v5/websocket/public/orderbook
 */
export class BookTopic {
  readonly #instrument: Instrument;
  readonly #scan: BookScan;
  /** Update id of the last message taken; -1 before the first. */
  #update = -1;
  #waiting = true;

  constructor(instrument: Instrument) {
    this.#instrument = instrument;
    this.#scan = new BookScan(instrument.id, instrument.priceScale, instrument.quantityScale);
  }

  /** Update id of the last message taken; -1 before the first. */
  get update(): number {
    return this.#update;
  }

  /** True until the next snapshot: what is known of this book is not to be trusted. */
  get waiting(): boolean {
    return this.#waiting;
  }

  /** From here on deltas are ignored until a snapshot. */
  lose(): void {
    this.#waiting = true;
  }

  /**
   * The fast way: the raw text from the end of its topic. Undefined: not in the venue's compact form.
   * @throws as `message`
   */
  text(text: string, from: number): BookUpdate | 'ignored' | undefined {
    const scan = this.#scan;
    if (!scan.read(text, from)) return undefined;
    return this.#take(scan.kind, scan.update, scan.timeMs, scan.bids, scan.asks);
  }

  /**
   * The general way. `ignored`: a delta taken already, or one that came while a snapshot is awaited.
   * @throws BOTRC_BOOK_GAP where updates are missing; BOTRC_BOOK_INVALID, BOTRC_WIRE_FORMAT or BOTRC_NUMBER_… where
   *         the message makes no book. After any of them the book is lost until a snapshot.
   */
  message(message: TopicMessage): BookUpdate | 'ignored' {
    const data = asRecord(message.data, 'data');
    if (asText(data.s, 's') !== this.#instrument.id)
      throw malformed('s', 'is not the symbol of its topic', data.s);
    const update = asInteger(data.u, 'u');
    return this.#take(
      message.type,
      update,
      message.timeMs,
      this.#levels(data.b, 'b'),
      this.#levels(data.a, 'a'),
    );
  }

  #take(
    kind: 'snapshot' | 'delta',
    update: number,
    time: Ms,
    bids: readonly number[],
    asks: readonly number[],
  ): BookUpdate | 'ignored' {
    if (kind === 'delta') {
      if (this.#waiting || update <= this.#update) return 'ignored';
      if (update !== this.#update + 1)
        throw new BotrcError('BOTRC_BOOK_GAP', `${this.#instrument.id}: order book updates are missing`, {
          found: `update ${update} after ${this.#update}`,
        });
    }
    this.#check(kind, bids, asks);
    this.#update = update;
    this.#waiting = false;
    return { type: 'book', instrument: this.#instrument.id, time, kind, update, bids, asks };
  }

  #levels(value: unknown, field: string): number[] {
    const { priceScale, quantityScale } = this.#instrument;
    const out: number[] = [];
    for (const level of asArray(value, field, MOST_LEVELS)) {
      const pair = asArray(level, field, 2);
      out.push(
        parseScaled(asText(pair[0], field), priceScale),
        parseScaled(asText(pair[1], field), quantityScale),
      );
    }
    return out;
  }

  /** @throws BOTRC_BOOK_INVALID */
  #check(kind: 'snapshot' | 'delta', bids: readonly number[], asks: readonly number[]): void {
    if (Math.max(bids.length, asks.length) > 2 * MOST_LEVELS)
      throw this.#invalid('too many levels in a message');
    let bestBid = 0;
    for (let i = 0; i < bids.length; i += 2) {
      const price = this.#price(bids, i);
      if (price > bestBid && bids[i + 1] !== 0) bestBid = price;
    }
    let bestAsk = Number.POSITIVE_INFINITY;
    for (let i = 0; i < asks.length; i += 2) {
      const price = this.#price(asks, i);
      if (price < bestAsk && asks[i + 1] !== 0) bestAsk = price;
    }
    // In a delta the old best of one side and the new best of the other may cross: only a snapshot tells.
    if (kind === 'snapshot' && bestBid >= bestAsk) throw this.#invalid('the snapshot is crossed');
  }

  #price(levels: readonly number[], at: number): number {
    const price = levels[at] ?? 0;
    if (price <= 0 || (levels[at + 1] ?? -1) < 0)
      throw this.#invalid('a level without positive price and size');
    return price;
  }

  #invalid(problem: string): BotrcError {
    return new BotrcError('BOTRC_BOOK_INVALID', `${this.#instrument.id}: ${problem}`);
  }
}
