import { DAYS_A_YEAR, type Statistic } from './statistic.ts';

/** A spread of daily returns below it is the rounding of doubles, not risk. */
const NOISE = 1e-12;

/**
 * Mean / sample standard deviation of daily returns, times the root of 365 (Sharpe, Journal of Portfolio Management 21,
 * 1994, ex post ratio; risk-free rate 0). Undefined before two complete days, and where no day differs from another.
 */
export const sharpe: Statistic<number> = ({ equity: { returns } }) => {
  if (returns.count < 2) return undefined;
  const deviation = Math.sqrt(returns.spread / (returns.count - 1));
  return deviation > NOISE ? (returns.mean / deviation) * Math.sqrt(DAYS_A_YEAR) : undefined;
};
