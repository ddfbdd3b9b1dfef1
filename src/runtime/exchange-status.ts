import type { Input } from '../core/event.ts';
import type { ExchangeRow } from '../core/view/bot.ts';
import type { Ms } from '../sdk/index.ts';

/** What can be said of the link to the exchange, from the events that come over it. */
export class ExchangeStatus {
  readonly #name: string;
  #connected = false;
  #wasConnected = false;
  #lastEventMs: Ms | null = null;
  #latencyMs: Ms | null = null;
  #offsetMs: Ms = 0;
  #reason: string | null = 'connecting';
  reconnects = 0;

  constructor(name: string) {
    this.#name = name;
  }

  see(event: Input, nowMs: Ms): void {
    this.#lastEventMs = nowMs;
    if (event.type === 'trade' || event.type === 'book') {
      this.#latencyMs = Math.max(0, nowMs + this.#offsetMs - event.time);
    }
    if (event.type !== 'feed' || event.instrument !== undefined || event.status === 'gap') return;
    if (event.status === 'up') {
      if (this.#wasConnected && !this.#connected) this.reconnects++;
      this.#connected = true;
      this.#wasConnected = true;
      this.#reason = null;
    } else this.down(event.reason);
  }

  /** The venue's clock minus ours. */
  offset(ms: Ms): void {
    this.#offsetMs = ms;
  }

  down(reason: string): void {
    this.#connected = false;
    this.#reason = reason;
  }

  row(): ExchangeRow {
    return {
      name: this.#name,
      connected: this.#connected,
      lastEventMs: this.#lastEventMs,
      latencyMs: this.#latencyMs,
      reconnects: this.reconnects,
      reason: this.#reason,
    };
  }
}
