import type { Ms } from '../values/time.ts';

/** The only source of time. Real, virtual or scaled; whoever needs time is given one. */
export interface Clock {
  /** Integer ms since 1970 UTC, never decreasing. */
  now(): Ms;
  /** Calls `fn` once, `ms` (>= 0) from now by this clock. */
  setTimer(ms: Ms, fn: () => void): TimerHandle;
}

export interface TimerHandle {
  /** No effect when it has fired already. */
  cancel(): void;
}
