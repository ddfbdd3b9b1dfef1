import {
  type Bar,
  type InstrumentId,
  type Interval,
  intervalMs,
  type Ms,
  type TimerHandle,
} from '@botrc/sdk';
import { has } from '../capabilities.ts';
import type { CcxtClient } from '../client.ts';
import { reasonOf } from '../failures.ts';
import { type Loop, type LoopParts, startLoop } from '../loop.ts';
import { retryMs } from '../pause.ts';
import type { Listed } from '../units.ts';
import type { VenueTime } from '../venue-time.ts';

/** After a boundary the candle is given so long to be told. */
const AFTER_MS: Ms = 1_200;
/** A candle that is not there after so many questions was never made: nobody traded. */
const MOST_TRIES = 5;

export interface BarParts extends LoopParts {
  readonly client: CcxtClient;
  readonly time: VenueTime;
  /** Confirmed bars that open at `fromMs` or later, as far as there are any. */
  readonly fetch: (listed: Listed, interval: Interval, fromMs: Ms) => Promise<readonly Bar[]>;
  readonly emit: (bar: Bar) => void;
}

/**
 * Confirmed bars of one instrument and interval, each once, in order. ccxt's candle streams do not say which candle is
 * final, so that they only tell when to ask: the bars themselves are the history's.
 */
export class Bars {
  readonly #parts: BarParts;
  readonly #listed: Listed;
  readonly #interval: Interval;
  readonly #name: string;
  readonly #loop: Loop | undefined;
  #timer: TimerHandle | undefined;
  #nextMs: Ms;
  #isAsking = false;
  #isStopped = false;

  /** @param fromMs open time of the first bar to tell */
  constructor(parts: BarParts, listed: Listed, interval: Interval, fromMs: Ms) {
    this.#parts = parts;
    this.#listed = listed;
    this.#interval = interval;
    this.#name = `bar:${listed.instrument.id}:${interval}`;
    this.#nextMs = fromMs;
    this.#loop = has(parts.client, 'watchOHLCV') ? this.#watch() : undefined;
    void this.#ask(0);
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#loop?.stop();
    this.#parts.feeds.forget(this.#name);
  }

  /** What the host has read already is not told again. */
  hostHas(id: InstrumentId, interval: Interval, openMs: Ms): void {
    if (id !== this.#listed.instrument.id || interval !== this.#interval) return;
    this.#nextMs = Math.max(this.#nextMs, openMs + intervalMs(interval));
  }

  #watch(): Loop {
    const { client } = this.#parts;
    const { symbol, instrument } = this.#listed;
    let current: Ms = 0;
    const name = `candles:${instrument.id}:${this.#interval}`;
    return startLoop(
      {
        ...{ name, instrument: instrument.id, everyMs: undefined },
        next: () => client.watchOHLCV(symbol, this.#interval),
        heard: (candles) => {
          const openMs = Math.max(...candles.map((candle) => candle[0]));
          if (current > 0 && openMs > current) void this.#ask(0);
          current = openMs;
        },
      },
      this.#parts,
    );
  }

  async #ask(attempt: number): Promise<void> {
    if (this.#isAsking || this.#isStopped) return;
    this.#isAsking = true;
    this.#timer?.cancel();
    const { clock, random, feeds, fetch, emit, time, log } = this.#parts;
    const span = intervalMs(this.#interval);
    let waitMs: Ms;
    try {
      const bars = await fetch(this.#listed, this.#interval, this.#nextMs);
      if (this.#isStopped) return;
      feeds.flows(this.#name, this.#listed.instrument.id);
      for (const bar of bars) {
        if (bar.openMs < this.#nextMs) continue;
        this.#nextMs = bar.time;
        emit(bar);
      }
      const nowMs = time.now();
      const isDue = this.#nextMs + span <= nowMs;
      // A quiet market has no candle: the next boundary is waited for.
      const dueMs = isDue ? (Math.floor(nowMs / span) + 1) * span : this.#nextMs + span;
      waitMs = isDue && attempt < MOST_TRIES ? retryMs(attempt + 1, random) : dueMs - nowMs + AFTER_MS;
      attempt = isDue && attempt < MOST_TRIES ? attempt + 1 : 0;
    } catch (error) {
      if (this.#isStopped) return;
      log.debug('bars asked for in vain', { name: this.#name, reason: reasonOf(error) });
      feeds.fails(this.#name, reasonOf(error));
      waitMs = retryMs(attempt++, random);
    } finally {
      this.#isAsking = false;
    }
    this.#timer = clock.setTimer(waitMs, () => void this.#ask(attempt));
  }
}
