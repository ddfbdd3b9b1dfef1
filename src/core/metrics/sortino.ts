import { DAYS_A_YEAR, type Statistic } from './statistic.ts';

/**
 * Mean / downside deviation of daily returns, times the root of 365; the target is 0, and days above it count as 0 in
 * the deviation (Sortino and Price, Journal of Investing 3/3, 1994). Undefined before two complete days and without a
 * losing one.
 */
export const sortino: Statistic<number> = ({ equity: { returns } }) => {
  if (returns.count < 2 || returns.downside === 0) return undefined;
  return (returns.mean / Math.sqrt(returns.downside / returns.count)) * Math.sqrt(DAYS_A_YEAR);
};
