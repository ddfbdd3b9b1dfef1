import type { Input } from '../core/event.ts';
import { isMarketData } from '../core/event.ts';
import type { BookUpdate } from '../sdk/index.ts';

/** Market events that may wait; what comes beyond is dropped, and a `feed` gap says so. */
const MARKET_LIMIT = 20_000;

/**
 * Where events wait, unnumbered, for the loop. Orders, fills, commands and the like never get lost and go first;
 * market data follows in the order it came, book updates of one instrument merged.
 */
export class WaitingRoom {
  #first: Input[] = [];
  #market: Input[] = [];
  #dropped = 0;
  /** How many keep market data back. */
  #held = 0;
  /** Books have a hole: what comes of them is of no use before the next snapshot that was asked for. */
  #isTorn = false;
  readonly #onWork: () => void;
  readonly #onEmptied: () => void;

  /**
   * @param onWork called after every event that comes in; must not throw.
   * @param onEmptied called when what waited is gone after some had to be dropped: fresh data is to be asked for.
   */
  constructor(onWork: () => void, onEmptied: () => void = () => undefined) {
    this.#onWork = onWork;
    this.#onEmptied = onEmptied;
  }

  /** What the loop can take now. */
  get size(): number {
    return this.#first.length + (this.#held > 0 ? 0 : this.#market.length);
  }

  /** Of them, what is no market data. */
  get urgent(): number {
    return this.#first.length;
  }

  /** Keeps market data back, so that a warm-up comes before it, until whoever does so has released it. */
  holdMarket(): void {
    this.#held++;
  }

  releaseMarket(): void {
    this.#held--;
    this.#onWork();
  }

  push(event: Input): void {
    if (!isMarketData(event.type) || event.type === 'history') this.#first.push(event);
    else if (this.#market.length < MARKET_LIMIT) {
      if (!this.#isTorn || event.type !== 'book') this.#market.push(event);
    } else if (this.#dropped++ === 0) this.#tear();
    this.#onWork();
  }

  /** Books begin anew with the next snapshot: it was asked for. */
  expectSnapshots(): void {
    this.#isTorn = false;
  }

  /** Told at once, ahead of the queue: entries halt until fresh data arrives, and no old snapshot may end that. */
  #tear(): void {
    this.#isTorn = true;
    this.#market = this.#market.filter((event) => event.type !== 'book');
    this.#first.push({
      type: 'feed',
      status: 'gap',
      reason: 'the core cannot keep up with the market data',
      overload: true,
    });
  }

  /** Before everything that waits: the mark of a cut. */
  pushFirst(events: readonly Input[]): void {
    this.#first.unshift(...events);
    this.#onWork();
  }

  /** The next events, at most `limit` after merging; empty when nothing waits. */
  take(limit: number): Input[] {
    const isUrgent = this.#first.length > 0;
    const window = isUrgent ? this.#first.splice(0, limit) : this.#takeMarket(limit);
    if (this.#market.length === 0 && this.#dropped > 0) {
      this.#dropped = 0;
      this.#onEmptied();
    }
    return window;
  }

  #takeMarket(limit: number): Input[] {
    return this.#held > 0 ? [] : mergeBooks(this.#market.splice(0, limit));
  }
}

/**
 * Deltas of one instrument that follow each other with nothing else of that instrument between them become one:
 * their levels stand in order, so the last size of a price wins. A snapshot swallows what came just before it.
 */
export function mergeBooks(events: readonly Input[]): Input[] {
  const merged: Input[] = [];
  const open = new Map<string, number>();
  for (const event of events) {
    if (!('instrument' in event) || event.instrument === undefined) {
      open.clear();
      merged.push(event);
      continue;
    }
    const at = event.type === 'book' ? open.get(event.instrument) : undefined;
    if (event.type === 'book' && at !== undefined) {
      merged[at] = joinBooks(merged[at] as BookUpdate, event);
      continue;
    }
    if (event.type === 'book') open.set(event.instrument, merged.length);
    else open.delete(event.instrument);
    merged.push(event);
  }
  return merged;
}

function joinBooks(first: BookUpdate, second: BookUpdate): BookUpdate {
  if (second.kind === 'snapshot') return second;
  return {
    ...second,
    kind: first.kind,
    bids: first.bids.concat(second.bids),
    asks: first.asks.concat(second.asks),
  };
}
