import type { Ms } from '../../sdk/index.ts';

/** Upper bounds of the classes in ms; a last one takes what is longer. */
const BOUNDS: readonly Ms[] = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000,
];

/** How long something took, in classes: bounded, and good for percentiles to the width of a class. */
export interface Histogram {
  count: number;
  maxMs: Ms;
  readonly classes: number[];
}

export function createHistogram(): Histogram {
  return { count: 0, maxMs: 0, classes: new Array<number>(BOUNDS.length + 1).fill(0) };
}

export function addLatency(histogram: Histogram, ms: Ms): void {
  const found = BOUNDS.findIndex((bound) => ms <= bound);
  const index = found < 0 ? BOUNDS.length : found;
  histogram.classes[index] = (histogram.classes[index] ?? 0) + 1;
  histogram.count++;
  histogram.maxMs = Math.max(histogram.maxMs, ms);
}

/**
 * The upper bound in ms of the class in which the nearest-rank percentile lies, never above the longest seen;
 * undefined where nothing was measured. `share` in (0, 1].
 */
export function percentile(histogram: Histogram, share: number): Ms | undefined {
  const rank = Math.ceil(share * histogram.count);
  let below = 0;
  for (const [i, inClass] of histogram.classes.entries()) {
    below += inClass;
    if (rank > 0 && below >= rank) return Math.min(BOUNDS[i] ?? histogram.maxMs, histogram.maxMs);
  }
  return undefined;
}
