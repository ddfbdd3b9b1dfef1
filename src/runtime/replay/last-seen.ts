import type { Event } from '../../core/event.ts';
import { isMarketData } from '../../core/event.ts';
import type { Difference } from './parting.ts';

/** The last market event of each kind and instrument. */
export class LastSeen {
  readonly #events = new Map<string, Event>();

  see(window: readonly Event[]): void {
    for (const event of window) {
      if (isMarketData(event.type) && event.type !== 'history' && 'instrument' in event)
        this.#events.set(`${event.instrument}/${event.type}`, event);
    }
  }

  /** Before the event with this seq, and that event. */
  upTo(window: readonly Event[], seq: number): Pick<Difference, 'event' | 'market'> {
    this.see(window.filter((event) => event.seq < seq));
    const event = window.find((one) => one.seq === seq);
    return { ...(event && { event }), market: [...this.#events.values()] };
  }
}
