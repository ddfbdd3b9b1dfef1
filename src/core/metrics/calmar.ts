import { maxDrawdownFraction } from './max-drawdown.ts';
import { returnFraction } from './return.ts';
import { DAY, DAYS_A_YEAR, type Statistic } from './statistic.ts';

/** A shorter time, compounded to a year, says nothing. */
const LEAST_DAYS = 30;

/**
 * Compound annual return / max drawdown (Young, Futures, October 1991), over the whole time and not three years.
 * Undefined before 30 days, without a drawdown, and where everything is lost.
 */
export const calmar: Statistic<number> = (performance, now) => {
  const gain = returnFraction(performance, now);
  const fall = maxDrawdownFraction(performance, now);
  const days = (now.at - performance.equity.startMs) / DAY;
  if (gain === undefined || !fall || days < LEAST_DAYS || gain <= -1) return undefined;
  return ((1 + gain) ** (DAYS_A_YEAR / days) - 1) / fall;
};
