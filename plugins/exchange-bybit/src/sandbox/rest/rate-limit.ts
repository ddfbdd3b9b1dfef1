import { wallMs } from '../wall.ts';

/** Bybit's limit for one address. */
const REQUESTS = 600;
const WINDOW_MS = 5_000;

export interface Allowance {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Counts requests, all clients together: they share the machine's address. Past the limit Bybit refuses for ten
 * minutes, the sandbox to the end of the window.
 */
export class RateLimit {
  readonly #most: number;
  #windowEnd = 0;
  #used = 0;

  /** `factor`: so many times what Bybit allows. */
  constructor(factor = 1) {
    this.#most = REQUESTS * factor;
  }

  take(): Allowance {
    const now = wallMs();
    if (now >= this.#windowEnd) {
      this.#windowEnd = now + WINDOW_MS;
      this.#used = 0;
    }
    this.#used++;
    return {
      allowed: this.#used <= this.#most,
      headers: {
        'X-Bapi-Limit': String(this.#most),
        'X-Bapi-Limit-Status': String(Math.max(0, this.#most - this.#used)),
        'X-Bapi-Limit-Reset-Timestamp': String(Math.ceil(this.#windowEnd)),
      },
    };
  }
}
