import type { Ms } from '@botrc/sdk';
import type { VenueClock } from './clock.ts';

/** What happens in a market, in order of venue time. */
export interface Feed {
  /** When the next thing happens, or undefined where nothing is left. */
  next(): Ms | undefined;
  /** Makes it happen. */
  advance(): void;
}

/** So many happenings in one turn; then requests are served before the rest, also when playing far too fast. */
const TURN = 500;

/** Makes a feed happen at its times by the venue's clock. */
export class Runner {
  readonly #feed: Feed;
  readonly #clock: VenueClock;
  #cancel: (() => void) | undefined;

  constructor(feed: Feed, clock: VenueClock) {
    this.#feed = feed;
    this.#clock = clock;
  }

  start(): void {
    if (this.#cancel === undefined) this.#turn();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = () => undefined;
  }

  #turn(): void {
    for (let i = 0; i < TURN; i++) {
      const due = this.#feed.next();
      if (due === undefined) return;
      if (due > this.#clock.now()) {
        const timer = setTimeout(() => this.#turn(), Math.ceil(this.#clock.wallDelay(due)));
        this.#cancel = () => clearTimeout(timer);
        return;
      }
      this.#feed.advance();
    }
    const immediate = setImmediate(() => this.#turn());
    this.#cancel = () => clearImmediate(immediate);
  }
}
