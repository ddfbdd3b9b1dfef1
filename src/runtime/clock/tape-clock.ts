import type { Clock, Ms, TimerHandle } from '../../sdk/index.ts';
import { TimerHeap } from './timer-heap.ts';

/** Virtual time: stands still until it is moved. */
export interface TapeClock extends Clock {
  /** When the next timer is due; undefined where none waits. */
  readonly nextDue: Ms | undefined;
  /** Moves to the next timer and runs it; false where none waits. */
  advance(): boolean;
  /**
   * Moves to `ms`, running on the way what falls due, those set on the way included; timers of one moment in the
   * order in which they were set.
   * @throws RangeError where `ms` is in the past: time does not go back.
   */
  runTo(ms: Ms): void;
}

export function createTapeClock(startMs: Ms): TapeClock {
  const timers = new TimerHeap();
  let now = startMs;
  const advance = (): boolean => {
    const timer = timers.pop();
    if (!timer) return false;
    // A timer that runs the clock itself may have left this one behind.
    now = Math.max(now, timer.due);
    timer.fn();
    return true;
  };
  return {
    now: () => now,
    setTimer: (ms: Ms, fn: () => void): TimerHandle => timers.push(now + Math.max(0, Math.ceil(ms)), fn),
    get nextDue(): Ms | undefined {
      return timers.nextDue;
    },
    advance,
    runTo: (ms: Ms): void => {
      if (ms < now) throw new RangeError(`the clock cannot go back from ${now} to ${ms}`);
      while ((timers.nextDue ?? Infinity) <= ms) advance();
      now = Math.max(now, ms);
    },
  };
}
