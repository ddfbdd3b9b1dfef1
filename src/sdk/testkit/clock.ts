import type { Clock, TimerHandle } from '../contracts/clock.ts';
import type { Ms } from '../values/time.ts';

/** A clock that moves only when told. Timers due at one moment fire in the order they were set. */
export class FakeClock implements Clock {
  #now: Ms;
  #count = 0;
  #timers: { due: Ms; order: number; fn: () => void }[] = [];

  constructor(startMs: Ms = 1_700_000_000_000) {
    this.#now = startMs;
  }

  now(): Ms {
    return this.#now;
  }

  setTimer(ms: Ms, fn: () => void): TimerHandle {
    const timer = {
      due: this.#now + Math.max(0, Math.ceil(ms)),
      order: this.#count++,
      fn,
    };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((t) => t !== timer);
      },
    };
  }

  /** Due time of the next timer, or undefined where none waits. */
  get nextDue(): Ms | undefined {
    return this.#next()?.due;
  }

  /** Moves to `toMs`, firing what falls due on the way. @throws where toMs is in the past. */
  advanceTo(toMs: Ms): void {
    if (toMs < this.#now) throw new RangeError(`clock cannot go back from ${this.#now} to ${toMs}`);
    for (;;) {
      const next = this.#next();
      if (!next || next.due > toMs) break;
      this.#timers = this.#timers.filter((t) => t !== next);
      this.#now = next.due;
      next.fn();
    }
    this.#now = toMs;
  }

  advance(ms: Ms): void {
    this.advanceTo(this.#now + ms);
  }

  #next(): { due: Ms; order: number; fn: () => void } | undefined {
    let best: { due: Ms; order: number; fn: () => void } | undefined;
    for (const t of this.#timers) {
      if (!best || t.due < best.due || (t.due === best.due && t.order < best.order)) best = t;
    }
    return best;
  }
}
