import { type Bar, BotrcError, type Clock, type Ms, plainError, type TimerHandle } from '@botrc/sdk';
import { backoffMs } from './backoff.ts';
import { SETTLE_MS } from './candles.ts';

/** Tries to fetch missing bars before they are given up. */
const MOST_ATTEMPTS = 5;
/** Most bars asked for at once, and most kept waiting behind a hole. */
const MOST_BARS = 1000;
/** A candle further ahead of our clock is a mistake; taken at its word it would make all true ones old. */
const MOST_AHEAD_MS = 86_400_000;

export interface BarSequenceOptions {
  /** Interval in ms. */
  readonly step: Ms;
  readonly clock: Clock;
  readonly random: () => number;
  /** The newest settled bars, oldest first. */
  readonly fetch: (limit: number) => Promise<readonly Bar[]>;
  readonly emit: (bar: Bar) => void;
  /** Bars are missing for good. */
  readonly lost: (reason: string) => void;
  /** Open time of the newest bar the host has from history. */
  readonly after?: Ms;
}

/**
 * One instrument's bars of one interval: each confirmed bar once, in order. A hole, whether a reconnect or a lost
 * message made it, is filled from REST; what comes after it waits meanwhile, for a bounded time.
 */
export class BarSequence {
  readonly #options: BarSequenceOptions;
  /** Open time of the newest bar handed over, or that the host has otherwise. */
  #last: Ms | undefined;
  /** Open time of the newest bar known to be closed. */
  #closed = 0;
  /** Bars behind a hole. */
  #held = new Map<Ms, Bar>();
  /** Bars may have closed while the stream was down. */
  #unseen = false;
  #attempts = 0;
  #timer: TimerHandle | undefined;
  #fetching = false;
  #stopped = false;

  constructor(options: BarSequenceOptions) {
    this.#options = options;
    this.#last = options.after;
  }

  /** @throws BOTRC_BAR_INVALID where the bar is of the far future. */
  confirmed(bar: Bar): void {
    this.#checkNow(bar.openMs);
    if (this.#last === undefined) this.#last = bar.openMs - this.#options.step;
    if (bar.openMs <= this.#last) return;
    this.#held.set(bar.openMs, bar);
    this.#drain();
    this.#expect(bar.openMs);
  }

  /**
   * A candle is open: all before it are closed. What closed before the first one seen belongs to history.
   * @throws BOTRC_BAR_INVALID where the candle is of the far future.
   */
  opened(openMs: Ms): void {
    this.#checkNow(openMs);
    const closed = openMs - this.#options.step;
    this.#last ??= closed;
    this.#expect(closed);
  }

  /** Bars may have closed unseen. */
  reconnected(): void {
    if (this.#last === undefined) return;
    this.#unseen = true;
    this.#schedule(SETTLE_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #checkNow(openMs: Ms): void {
    const nowMs = this.#options.clock.now();
    if (openMs - nowMs <= MOST_AHEAD_MS) return;
    throw new BotrcError('BOTRC_BAR_INVALID', 'a candle is of the far future', {
      found: `open ${openMs} at ${nowMs}`,
    });
  }

  #expect(closed: Ms): void {
    this.#closed = Math.max(this.#closed, closed);
    if (this.#held.size > MOST_BARS) this.#giveUp();
    // The venue may still be about to send what is missing; REST has it for certain once it is settled.
    if (this.#missing()) this.#schedule(SETTLE_MS);
  }

  #missing(): boolean {
    return this.#last !== undefined && this.#last < this.#closed;
  }

  /** Hands over what follows without a hole. */
  #drain(): void {
    while (this.#last !== undefined) {
      const bar = this.#held.get(this.#last + this.#options.step);
      if (bar === undefined) break;
      this.#handOver(bar);
    }
    if (!this.#missing()) this.#attempts = 0;
  }

  #handOver(bar: Bar): void {
    this.#held.delete(bar.openMs);
    this.#last = bar.openMs;
    this.#options.emit(bar);
  }

  #schedule(ms: Ms): void {
    if (this.#timer !== undefined || this.#fetching || this.#stopped) return;
    this.#timer = this.#options.clock.setTimer(ms, () => {
      this.#timer = undefined;
      void this.#fill();
    });
  }

  /** One attempt to fill the hole. Never rejects. */
  async #fill(): Promise<void> {
    const { clock, step, random } = this.#options;
    if (this.#last === undefined || !(this.#unseen || this.#missing())) return;
    this.#fetching = true;
    let problem = 'the venue does not have them';
    try {
      const until = Math.max(this.#closed, clock.now());
      const limit = Math.min(MOST_BARS, Math.max(1, Math.ceil((until - this.#last) / step) + 1));
      this.#merge(await this.#options.fetch(limit));
      this.#unseen = false;
    } catch (error) {
      problem = plainError(error).message;
    }
    this.#fetching = false;
    if (this.#stopped || !(this.#unseen || this.#missing())) return;
    if (++this.#attempts < MOST_ATTEMPTS) this.#schedule(SETTLE_MS + backoffMs(this.#attempts, random));
    else this.#giveUp(problem);
  }

  #merge(bars: readonly Bar[]): void {
    if (this.#stopped) return;
    for (const bar of bars) if (bar.openMs > (this.#last ?? 0)) this.#held.set(bar.openMs, bar);
    this.#drain();
    const newest = bars.at(-1)?.openMs ?? 0;
    // A hole before bars that REST does have is the venue's own: it will not be filled.
    if (this.#last !== undefined && this.#last < newest) this.#skip(newest, 'the venue does not have them');
  }

  #giveUp(problem = 'too many wait behind them'): void {
    this.#unseen = false;
    this.#attempts = 0;
    if (this.#missing()) this.#skip(this.#closed, problem);
  }

  /** Hands over what is held up to `closed`, holes and all. */
  #skip(closed: Ms, problem: string): void {
    this.#options.lost(`bars after ${new Date(this.#last ?? 0).toISOString()} are missing: ${problem}`);
    const held = [...this.#held.values()].sort((a, b) => a.openMs - b.openMs);
    for (const bar of held) if (bar.openMs <= closed) this.#handOver(bar);
    this.#last = Math.max(this.#last ?? 0, closed);
    this.#attempts = 0;
    this.#drain();
  }
}
