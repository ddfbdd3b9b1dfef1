import type { VenueClock } from './clock.ts';
import type { Listing } from './market/listing.ts';
import type { Market } from './market/market.ts';
import { type Feed, Runner } from './runner.ts';

/** A world that stands still begins by itself so long after a subscription, for clients that want no candles. */
const PATIENCE_MS = 15_000;
/** Until then its books show so often that they live: clients take long silence for a broken stream. */
const BREATH_MS = 1_000;

/** The venue at one time: what it lists, what it trades, and its clock. */
export class World {
  readonly clock: VenueClock;
  readonly listing: Listing;
  readonly markets: ReadonlyMap<string, Market>;
  readonly #runner: Runner;
  #patience: NodeJS.Timeout | undefined;

  constructor(clock: VenueClock, listing: Listing, markets: readonly Market[], feed: Feed) {
    this.clock = clock;
    this.listing = listing;
    this.markets = new Map(markets.map((market) => [market.symbol, market]));
    this.#runner = new Runner(feed, clock);
  }

  /** Lets time run. No effect when it does already. */
  begin(): void {
    clearInterval(this.#patience);
    this.clock.start();
    this.#runner.start();
  }

  /** Lets time run soon, if nobody does before. */
  beginSoon(): void {
    if (!this.clock.held || this.#patience !== undefined) return;
    let waited = 0;
    this.#patience = setInterval(() => {
      waited += BREATH_MS;
      if (waited >= PATIENCE_MS) this.begin();
      else for (const market of this.markets.values()) market.book.breathe(this.clock.now());
    }, BREATH_MS);
  }

  close(): void {
    clearInterval(this.#patience);
    this.#runner.stop();
  }
}
