import type { Cash } from '../../sdk/index.ts';
import { netProfit } from './net-profit.ts';
import { DAY, type Statistic } from './statistic.ts';

/** Net profit / days since the start, rounded toward zero (O-2). Undefined before the first whole day. */
export const pnlPerDay: Statistic<Cash> = (performance, now) => {
  const profit = netProfit(performance, now);
  const span = now.at - performance.equity.startMs;
  return profit === undefined || span < DAY ? undefined : (profit * BigInt(DAY)) / BigInt(span);
};
