import type { FeedEvent } from '@botrc/sdk';

/** The connections as the host sees them: one feed, which is up while all of them are. */
export class Feeds {
  readonly #up: Map<string, boolean | undefined>;
  readonly #emit: (event: FeedEvent) => void;

  constructor(names: readonly string[], emit: (event: FeedEvent) => void) {
    this.#up = new Map(names.map((name) => [name, undefined]));
    this.#emit = emit;
  }

  say(name: string, event: FeedEvent): void {
    // What is said of one instrument, and gaps, are no matter of the whole.
    if (event.instrument !== undefined || event.status === 'gap') {
      this.#emit(event);
      return;
    }
    const isUp = event.status === 'up';
    if (this.#up.get(name) === isUp) return;
    this.#up.set(name, isUp);
    if (!isUp || [...this.#up.values()].every((up) => up === true)) this.#emit(event);
  }
}
