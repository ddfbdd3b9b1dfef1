import type { Ms } from '@botrc/sdk';
import { type Candle, flatCandle, joinCandles, MINUTE_MS } from './candle.ts';
import { type Precision, priceFloat } from './definition.ts';
import type { HistoryWalk } from './history-walk.ts';

/** Minutes kept of what was played, about 140 days; the older half goes when it is full. */
const KEPT = 200_000;

/** The 1-minute candles of one instrument without holes: the invented past, what was played, and the open one. */
export class CandleStore {
  readonly #history: HistoryWalk;
  readonly #precision: Precision;
  /** Contiguous, the last one open. */
  #played: Candle[];
  #dropped = false;

  constructor(history: HistoryWalk, precision: Precision, open: Candle) {
    this.#history = history;
    this.#precision = precision;
    this.#played = [open];
  }

  get open(): Candle {
    return this.#played[this.#played.length - 1]!;
  }

  /** Replaces the candle of that minute, or opens it; minutes jumped over are filled flat. */
  set(candle: Candle): void {
    this.rollTo(candle.start);
    const index = this.#index(candle.start);
    if (this.#played[index] !== undefined) this.#played[index] = candle;
  }

  /** Opens flat candles until `ms` lies in the open one. A candle opens where the last one closed. */
  rollTo(ms: Ms): void {
    while (ms >= this.open.start + MINUTE_MS) {
      this.#played.push(flatCandle(this.open.start + MINUTE_MS, this.open.close));
      if (this.#played.length > KEPT) {
        this.#played = this.#played.slice(KEPT / 2);
        this.#dropped = true;
      }
    }
  }

  /** A trade in the open candle. `opens`: the candle opens with it, whatever the last one closed at. */
  trade(price: number, size: number, opens = false): void {
    const value = (size / 10 ** this.#precision.sizeDecimals) * priceFloat(price, this.#precision);
    const trade = { ...flatCandle(this.open.start, price), volume: size, turnover: value };
    this.#played[this.#played.length - 1] = opens ? trade : joinCandles(this.open, trade);
  }

  at(startMs: Ms): Candle | undefined {
    const index = this.#index(startMs);
    if (index >= 0) return this.#played[index];
    return this.#dropped ? undefined : this.#history.at(startMs);
  }

  /** The candle of any interval from its minutes so far; undefined where its first minute is unknown. */
  aggregate(intervalMs: Ms, startMs: Ms): Candle | undefined {
    let whole = this.at(startMs);
    for (let start = startMs + MINUTE_MS; whole && start < startMs + intervalMs; start += MINUTE_MS) {
      const minute = this.at(start);
      if (minute === undefined) break;
      whole = joinCandles(whole, minute);
    }
    return whole;
  }

  #index(startMs: Ms): number {
    return (startMs - this.#played[0]!.start) / MINUTE_MS;
  }
}
