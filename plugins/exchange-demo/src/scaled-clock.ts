import type { Clock, Ms, TimerHandle } from '@botrc/sdk';

/**
 * A clock that runs `speed` times (a whole number >= 1) as fast as `base`, from `startMs` on. A timer fires when
 * this clock has reached its time, at the base clock's resolution: up to `speed` ms late.
 */
export function scaledClock(base: Clock, startMs: Ms, speed: number): Clock {
  const zero = base.now();
  return {
    now: (): Ms => startMs + Math.floor((base.now() - zero) * speed),
    setTimer: (ms: Ms, fn: () => void): TimerHandle => base.setTimer(Math.ceil(ms / speed), fn),
  };
}
