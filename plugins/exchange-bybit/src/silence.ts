import type { Ms } from '@botrc/sdk';
import type { PublicParser } from './public.ts';

/** The longest silence granted to a book that has proved to be merely quiet. */
const MOST_MS = 60_000;
/** Renewals within so long of one another count as one trouble, and wait longer each time. */
const CALM_MS = 10_000;

interface Watch {
  messages: number;
  heardMs: Ms;
  /** Silence granted now. */
  granted: Ms;
  /** Update id when the book was last renewed for its silence; -1: no such renewal under way. */
  renewedAt: number;
  renewals: number;
  renewedMs: Ms;
}

/**
 * Watches the topics that build on their own past: a book that says nothing for too long, and a book or ticker whose
 * snapshot does not come. A book that turns out, after a renewal, to have missed nothing is granted twice the silence.
 */
export class Silence {
  readonly #staleMs: Ms;
  readonly #watches = new Map<string, Watch>();

  constructor(staleMs: Ms) {
    this.#staleMs = staleMs;
  }

  /** A new connection: the topics have until `staleMs` from now. */
  reset(): void {
    this.#watches.clear();
  }

  /** The topic is no longer wanted. */
  forget(topic: string): void {
    this.#watches.delete(topic);
  }

  /** Topics that have been silent for too long at `nowMs`. */
  stale(topics: Iterable<string>, parser: Pick<PublicParser, 'state'>, nowMs: Ms): string[] {
    const stale: string[] = [];
    for (const topic of topics) {
      const isBook = topic.startsWith('orderbook.');
      if (!isBook && !topic.startsWith('tickers.')) continue;
      const state = parser.state(topic);
      const watch = this.#watch(topic, nowMs);
      if (state !== undefined && state.messages !== watch.messages && !state.waiting) {
        if (watch.renewedAt >= 0) {
          const quiet = state.update === watch.renewedAt;
          watch.granted = quiet ? Math.min(MOST_MS, watch.granted * 2) : this.#staleMs;
          watch.renewedAt = -1;
        }
        watch.messages = state.messages;
        watch.heardMs = nowMs;
      }
      const waiting = state === undefined || state.waiting;
      if (!waiting && !isBook) continue;
      if (nowMs - watch.heardMs < (waiting ? this.#staleMs : watch.granted)) continue;
      watch.renewedAt = state?.update ?? -1;
      watch.heardMs = nowMs;
      stale.push(topic);
    }
    return stale;
  }

  /** Which renewal in a row this one is, from 0; each grants the snapshot its time anew. */
  renewed(topic: string, nowMs: Ms): number {
    const watch = this.#watch(topic, nowMs);
    watch.renewals = nowMs - watch.renewedMs > CALM_MS ? 0 : watch.renewals + 1;
    watch.renewedMs = nowMs;
    watch.heardMs = nowMs;
    return watch.renewals;
  }

  #watch(topic: string, nowMs: Ms): Watch {
    let watch = this.#watches.get(topic);
    if (watch === undefined) {
      watch = {
        messages: -1,
        heardMs: nowMs,
        granted: this.#staleMs,
        renewedAt: -1,
        renewals: 0,
        renewedMs: Number.NEGATIVE_INFINITY,
      };
      this.#watches.set(topic, watch);
    }
    return watch;
  }
}
