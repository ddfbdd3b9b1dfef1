import type { Ms } from '../sdk/index.ts';

/** Between two frames of data, by how slow the link is: 4, 2, 1 and 0.5 Hz. */
const STEPS: readonly Ms[] = [250, 500, 1_000, 2_000];
/** A terminal that takes longer for a write holds the whole viewer up. */
const SLOW_MS: Ms = 50;
/** Without a slow write for so long it goes one step faster. */
const RECOVERY_MS: Ms = 10_000;

/** How often data is drawn. Writes to a terminal block, so what they take tells how fast its link is. */
export class Pace {
  #step = 0;
  #changedMs: Ms = 0;

  get frameMs(): Ms {
    return STEPS[this.#step] ?? 0;
  }

  get isSlow(): boolean {
    return this.#step > 0;
  }

  /** A write ended at `nowMs` after `tookMs`. */
  wrote(tookMs: Ms, nowMs: Ms): void {
    const isSlow = tookMs > SLOW_MS;
    const recovers = this.#step > 0 && nowMs - this.#changedMs >= RECOVERY_MS;
    if (isSlow) this.#step = Math.min(this.#step + 1, STEPS.length - 1);
    else if (recovers) this.#step--;
    if (isSlow || recovers) this.#changedMs = nowMs;
  }
}
