import type { Statistic } from './statistic.ts';

/** The longest time in ms from a peak of equity until it was reached again, or until now where it has not been. */
export const maxDrawdownMs: Statistic<number> = ({ equity: { drawdown, samples } }, now) => {
  if (samples === 0) return undefined;
  const isUnder = drawdown.now < drawdown.peak || now.equity < drawdown.peak;
  return Math.max(drawdown.longestMs, isUnder ? now.at - drawdown.peakMs : 0);
};
