import type { AlertLevel, Ms } from '../../sdk/index.ts';
import { URGENCY } from './level.ts';

/** Alerts with equal keys within it are sent once. */
export const DEDUPE_MS: Ms = 300_000;
/** Keys remembered; beyond it the one that was sent longest ago is forgotten. */
const MOST_KEYS = 1000;

interface Seen {
  readonly sentMs: Ms;
  readonly level: AlertLevel;
  held: number;
}

/** Remembers which alerts went out, so that a fault that repeats does not. */
export class Dedupe {
  readonly #seen = new Map<string, Seen>();

  /**
   * Whether the alert may go out now, and then how many of its kind were held back since the last one that did;
   * undefined where it is held back itself. A louder alert than the last one always goes out.
   */
  pass(key: string, level: AlertLevel, nowMs: Ms): number | undefined {
    const seen = this.#seen.get(key);
    if (seen && nowMs - seen.sentMs < DEDUPE_MS && URGENCY[level] <= URGENCY[seen.level]) {
      seen.held++;
      return undefined;
    }
    this.#seen.delete(key);
    this.#seen.set(key, { sentMs: nowMs, level, held: 0 });
    if (this.#seen.size > MOST_KEYS) {
      for (const oldest of this.#seen.keys()) {
        this.#seen.delete(oldest);
        break;
      }
    }
    return seen?.held ?? 0;
  }
}
