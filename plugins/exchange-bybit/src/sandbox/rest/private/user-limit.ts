import { wallMs } from '../../wall.ts';
import type { Allowance } from '../rate-limit.ts';

const WINDOW_MS = 1_000;

/** Counts the requests of each user and path by the second. */
export class UserLimit {
  readonly #windows = new Map<string, { end: number; used: number }>();

  take(uid: string, path: string, limit: number): Allowance {
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
