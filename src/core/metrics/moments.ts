/**
 * Count, mean and spread of a series of doubles, one by one, in order. Welford's recurrence (Technometrics 4, 1962,
 * 419-420): no difference of large sums, so equal values have a spread of exactly 0.
 */
export interface Moments {
  count: number;
  mean: number;
  /** Sum of squared deviations from the mean. */
  spread: number;
  /** Sum of squares of the negative ones. */
  downside: number;
}

export function createMoments(): Moments {
  return { count: 0, mean: 0, spread: 0, downside: 0 };
}

export function addMoment(moments: Moments, value: number): void {
  const delta = value - moments.mean;
  moments.count++;
  moments.mean += delta / moments.count;
  moments.spread += delta * (value - moments.mean);
  if (value < 0) moments.downside += value * value;
}
