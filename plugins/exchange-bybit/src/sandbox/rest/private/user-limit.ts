import { wallMs } from '../../wall.ts';
import type { Allowance } from '../rate-limit.ts';

const WINDOW_MS = 1_000;

/** Counts the requests of each user and path by the second. */
export class UserLimit {
  /** So many times what Bybit allows. */
  readonly factor: number;
  readonly #windows = new Map<string, { end: number; used: number }>();

  constructor(factor: number) {
    this.factor = factor;
  }

  take(uid: string, path: string, usual: number): Allowance {
    const limit = usual * this.factor;
    const now = wallMs();
    const id = `${uid} ${path}`;
    let window = this.#windows.get(id);
    if (window === undefined || now >= window.end) {
      window = { end: now + WINDOW_MS, used: 0 };
      this.#windows.set(id, window);
    }
    window.used++;
    return {
      allowed: window.used <= limit,
      headers: {
        'X-Bapi-Limit': String(limit),
        'X-Bapi-Limit-Status': String(Math.max(0, limit - window.used)),
        'X-Bapi-Limit-Reset-Timestamp': String(Math.ceil(window.end)),
      },
    };
  }
}
