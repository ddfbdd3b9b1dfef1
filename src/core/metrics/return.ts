import { ratio } from './ratio.ts';
import type { Statistic } from './statistic.ts';

/**
 * Time-weighted return as a fraction: growth linked where money came in or went out, so that a deposit is no gain
 * (the time-weighted return of the GIPS standards). A transfer counts at the end of its local day. Without transfers it is
 * net profit / first equity.
 */
export const returnFraction: Statistic<number> = ({ equity: track }, now) => {
  const growth = ratio(now.equity - track.unlinked, track.linkEquity);
  return growth === undefined ? undefined : track.factor * growth - 1;
};
