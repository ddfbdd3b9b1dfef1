import type { Ms } from '@botrc/sdk';
import { type Candle, candleItem, flatCandle, INTERVALS, MINUTE_MS } from './candle.ts';
import type { CandleStore } from './candle-store.ts';
import type { Precision } from './definition.ts';
import type { Publish } from './publish.ts';

/** The kline topics of one instrument, every interval cut from its minutes. */
export class KlineStream {
  readonly #symbol: string;
  readonly #precision: Precision;
  readonly #store: CandleStore;
  readonly #publish: Publish;
  /** What was last told of. */
  #told: Candle;

  constructor(symbol: string, precision: Precision, store: CandleStore, publish: Publish) {
    this.#symbol = symbol;
    this.#precision = precision;
    this.#store = store;
    this.#publish = publish;
    this.#told = store.open;
  }

  /** Candles as a source tells them: the open one, or the closed one and the next. */
  write(candles: readonly Candle[], ts: Ms): void {
    for (const candle of candles) this.#store.set(candle);
    const [first, second] = candles;
    if (first === undefined) return;
    this.#told = second ?? first;
    if (second === undefined) this.#tell(ts);
    else this.#tellClose(first, second, ts);
  }

  /** Tells what has happened in the store since the last time. */
  flush(ts: Ms): void {
    while (this.#told.start < this.#store.open.start) {
      const closed = this.#store.at(this.#told.start) ?? this.#told;
      const start = closed.start + MINUTE_MS;
      this.#told = flatCandle(start, this.#store.at(start)?.open ?? closed.close);
      this.#tellClose(closed, this.#told, ts);
      // The new candle's first trades are told next time, as Bybit does.
      if (start === this.#store.open.start) return;
    }
    if (this.#told === this.#store.open) return;
    this.#told = this.#store.open;
    this.#tell(ts);
  }

  /** What a new subscriber gets. */
  opening(interval: string, nowMs: Ms): object | undefined {
    const item = this.#openItem(interval, nowMs);
    return item && this.#message(interval, [item], nowMs);
  }

  #tell(ts: Ms): void {
    for (const interval of INTERVALS.keys()) this.#tellOpen(interval, ts);
  }

  #tellOpen(interval: string, ts: Ms): void {
    this.#publish(this.#topic(interval), () => {
      const item = this.#openItem(interval, ts);
      return this.#message(interval, item ? [item] : [], ts);
    });
  }

  /** One message with two items where an interval ends with this minute; elsewhere its open candle. */
  #tellClose(closed: Candle, next: Candle, ts: Ms): void {
    for (const [interval, ms] of INTERVALS) {
      if (next.start % ms !== 0) {
        this.#tellOpen(interval, ts);
        continue;
      }
      this.#publish(this.#topic(interval), () => {
        const whole = this.#store.aggregate(ms, next.start - ms) ?? closed;
        return this.#message(
          interval,
          [
            candleItem(whole, this.#precision, interval, true, ts),
            candleItem(next, this.#precision, interval, false, ts),
          ],
          ts,
        );
      });
    }
  }

  #openItem(interval: string, ts: Ms): object | undefined {
    const ms = INTERVALS.get(interval);
    if (ms === undefined) return undefined;
    const start = Math.floor(this.#store.open.start / ms) * ms;
    const candle = this.#store.aggregate(ms, start);
    return candle && candleItem(candle, this.#precision, interval, false, ts);
  }

  #topic(interval: string): string {
    return `kline.${interval}.${this.#symbol}`;
  }

  #message(interval: string, data: readonly object[], ts: Ms): object {
    return { topic: this.#topic(interval), data, ts, type: 'snapshot' };
  }
}
