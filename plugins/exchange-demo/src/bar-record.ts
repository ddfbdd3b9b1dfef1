import type { Bar, Interval, Ms } from '@botrc/sdk';
import type { Listing, Minutes } from '@botrc/sim';
import { addMinute, barsOf, emptyMinutes, historyBefore } from '@botrc/sim';

/** The market was listed this long before the demo starts; as much is kept while it runs. */
const MINUTES_KEPT = 45 * 24 * 60;

/** One instrument's minutes, the generated history before the start and the live ones after it. */
export class BarRecord {
  readonly #seed: string | number;
  readonly #listing: Listing;
  readonly #startMs: Ms;
  #minutes: Minutes = emptyMinutes();
  /** The history takes a moment to generate; it is, when somebody first asks for bars. */
  #hasHistory = false;

  constructor(seed: string | number, listing: Listing, startMs: Ms) {
    this.#seed = seed;
    this.#listing = listing;
    this.#startMs = startMs;
  }

  add(bar: Bar): void {
    addMinute(this.#minutes, bar, MINUTES_KEPT);
  }

  /** Confirmed bars that close at or before `toMs`, oldest first, at most `limit`. */
  bars(interval: Interval, toMs: Ms, limit: number): Bar[] {
    if (!this.#hasHistory) this.#addHistory();
    return barsOf(this.#minutes, this.#listing.instrument.id, interval, toMs, limit);
  }

  #addHistory(): void {
    const live = this.#minutes;
    this.#minutes = historyBefore(this.#seed, this.#listing, this.#startMs, MINUTES_KEPT);
    this.#hasHistory = true;
    for (const [i, openMs] of live.openMs.entries()) {
      const [open, high, low] = [live.open[i]!, live.high[i]!, live.low[i]!];
      const [close, volume] = [live.close[i]!, live.volume[i]!];
      addMinute(this.#minutes, { openMs, open, high, low, close, volume }, MINUTES_KEPT);
    }
  }
}
