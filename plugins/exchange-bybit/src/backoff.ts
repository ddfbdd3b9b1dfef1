import type { Ms } from '@botrc/sdk';

/** First and longest wait between attempts. */
const LEAST_MS = 200;
const MOST_MS = 3000;

/**
 * The wait before attempt n (0, 1, 2 …): doubles from 200 ms to 3 s, then a random half of it is taken off, so that
 * many clients of a venue that comes back do not all return at once.
 */
export function backoffMs(attempt: number, random: () => number): Ms {
  const full = Math.min(MOST_MS, LEAST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(full * (0.5 + random() / 2));
}
