import { type Event, isMarketData } from '../core/event.ts';

/** Events of a shadow run, at least: some seconds of a busy market. */
const KEPT = 512;

/** The newest market events: what the candidate of a switch is shown as if it had run all along. */
export class RecentEvents {
  #events: Event[] = [];

  push(events: readonly Event[]): void {
    for (const event of events) {
      if (isMarketData(event.type) && event.type !== 'history') this.#events.push(event);
    }
    if (this.#events.length > 2 * KEPT) this.#events = this.#events.slice(-KEPT);
  }

  /** Oldest first. */
  list(): readonly Event[] {
    return this.#events.slice(-KEPT);
  }
}
