import type { Clock, Ms } from '../../sdk/index.ts';

/** Restarts wait so long, the last one for ever (M-5). */
const STEPS_MS: readonly Ms[] = [1_000, 2_000, 5_000, 10_000];

/** The wait before attempt n, from 0. */
export function backoffMs(attempt: number): Ms {
  return STEPS_MS[Math.min(attempt, STEPS_MS.length - 1)] ?? 0;
}

/** Settles after `ms`, or at once when the signal is or becomes aborted. */
export function pause(clock: Clock, ms: Ms, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      timer.cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.setTimer(ms, done);
    signal.addEventListener('abort', done);
  });
}
