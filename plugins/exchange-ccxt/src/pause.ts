import type { Clock, Ms } from '@botrc/sdk';

const LEAST_MS: Ms = 250;
const MOST_MS: Ms = 15_000;

/** The wait before attempt n (0, 1, 2 …): doubles from 250 ms to 15 s, a random half of it taken off. */
export function retryMs(attempt: number, random: () => number): Ms {
  return Math.round(Math.min(MOST_MS, LEAST_MS * 2 ** Math.min(attempt, 10)) * (0.5 + random() / 2));
}

export function pause(clock: Clock, ms: Ms): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(ms, resolve));
}
